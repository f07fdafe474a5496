package golden

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/seed"
)

var block = regexp.MustCompile("(?s)```(graphql|json)\n(.*?)```")

// TestDocsTellTheTruth asks every example of docs/questions.md and docs/money.md
// and expects each answer that is shown to be a part of the true one: fields and
// elements may be left out, none may differ.
func TestDocsTellTheTruth(t *testing.T) {
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	fillAtOnce(t, s)
	server := serve(t, s)
	for page, least := range map[string]int{"questions.md": 15, "money.md": 1} {
		t.Run(page, func(t *testing.T) { holdsTo(t, server, filepath.Join("../../docs", page), least) })
	}
}

// holdsTo asks the examples of a page, of which there are so many at the least.
func holdsTo(t *testing.T, server *answerer, page string, least int) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	asked, shown := 0, 0
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		name, _, _ := strings.Cut(section, "\n")
		var answer any
		for _, m := range block.FindAllStringSubmatch(section, -1) {
			if m[1] == "graphql" {
				asked++
				got, _ := server.ask(t, m[2], nil)
				if err := json.Unmarshal(got, &answer); err != nil || strings.Contains(string(got), `"errors"`) {
					t.Errorf("%s: %s", name, got)
				}
				continue
			}
			shown++
			var want any
			if err := json.Unmarshal([]byte(m[2]), &want); err != nil {
				t.Errorf("%s: the answer that is shown is no JSON: %v", name, err)
			} else if !holds(answer, want) {
				t.Errorf("%s: the answer that is shown is no part of %v", name, answer)
			}
		}
	}
	if asked < least || shown < least {
		t.Errorf("%d examples and %d answers", asked, shown)
	}
}

// fillAtOnce fills a store as a first start does: by one change.
func fillAtOnce(t *testing.T, s graph.Store) {
	t.Helper()
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Write(t.Context(), func(ctx context.Context, w graph.Writer) error {
		for _, in := range imports {
			if _, err := graph.Apply(ctx, openWrite{s, w}, in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openWrite is a store within one of its writes.
type openWrite struct {
	graph.Store
	w graph.Writer
}

func (s openWrite) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.w.Revision(), fn(ctx, s.w)
}

// holds tells whether want is a part of what lies somewhere in got.
func holds(got, want any) bool {
	if isPart(got, want) {
		return true
	}
	switch got := got.(type) {
	case map[string]any:
		for _, v := range got {
			if holds(v, want) {
				return true
			}
		}
	case []any:
		for _, v := range got {
			if holds(v, want) {
				return true
			}
		}
	}
	return false
}

// isPart tells whether want is got but for fields and elements that are left out.
func isPart(got, want any) bool {
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		for name, v := range want {
			if has, known := g[name]; !known || !isPart(has, v) {
				return false
			}
		}
		return ok
	case []any:
		g, ok := got.([]any)
		at := 0
		for _, v := range want {
			for at < len(g) && !isPart(g[at], v) {
				at++
			}
			if at == len(g) {
				return false
			}
			at++
		}
		return ok
	}
	return reflect.DeepEqual(got, want)
}
