package migraphyaml_test

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/migraph/migraph/export/migraphyaml"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	reading "github.com/migraph/migraph/ingest/migraphyaml"
	"github.com/migraph/migraph/seed"
)

func open(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func write(t *testing.T, s graph.Store, o migraphyaml.Options) (text string, err error) {
	t.Helper()
	err = s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		var b strings.Builder
		defer func() { text = b.String() }()
		return migraphyaml.Write(ctx, r, o, &b)
	})
	return text, err
}

func datasets(t *testing.T, s graph.Store, by graph.Audience) (keys []string) {
	t.Helper()
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) (err error) {
		keys, err = migraphyaml.Datasets(ctx, r, by)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

var revision = regexp.MustCompile(`"revision":[0-9]+`)

// content gives the dump of a graph without what tells how it came about: revisions,
// notes of changes and tombstones.
func content(t *testing.T, s graph.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error { b.Reset(); return graph.Dump(ctx, r, &b) }); err != nil {
		t.Fatal(err)
	}
	var out []string
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for _, line := range lines[1 : len(lines)-1] {
		switch {
		case strings.HasPrefix(line, `{"type":"Change"`) || strings.HasPrefix(line, `{"type":"Ruling"`) || strings.Contains(line, `"tombstone":true`):
		case strings.HasPrefix(line, `{"type":"Dataset"`):
			out = append(out, revision.ReplaceAllString(line, ""))
		default:
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

func difference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			return strings.Join([]string{"got:", at(g, i), "want:", at(w, i)}, "\n")
		}
	}
	return ""
}

func at(lines []string, i int) string {
	if i >= len(lines) {
		return "nothing more"
	}
	return lines[i]
}

// TestSeedOutAndIn: what is written of the built-in graph gives it again, in whatever
// order the files come.
func TestSeedOutAndIn(t *testing.T) {
	s := open(t)
	all, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range all {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	want := content(t, s)
	keys := datasets(t, s, graph.AudienceKeeper)
	if len(keys) != len(all) {
		t.Fatalf("got the datasets %v, want %d", keys, len(all))
	}
	forth, back := open(t), open(t)
	for i := range keys {
		apply(t, forth, s, keys[i])
		apply(t, back, s, keys[len(keys)-1-i])
	}
	for name, again := range map[string]graph.Store{"forth": forth, "back": back} {
		if got := content(t, again); got != want {
			t.Errorf("%s: %s", name, difference(got, want))
		}
	}
}

// apply writes a dataset of one store and imports the file into another.
func apply(t *testing.T, to, from graph.Store, key string) {
	t.Helper()
	text, err := write(t, from, migraphyaml.Options{Dataset: key, Audience: graph.AudienceKeeper})
	if err != nil {
		t.Fatal(err)
	}
	in, err := reading.Read(key, strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if _, err := graph.Apply(t.Context(), to, in); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}
