package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// Dumped dumps generated graphs that stores hold and loads them into other stores,
// one after the other: each dump is the same bytes. open gives a store for the graphs,
// fresh one without any record that was never written to, each time it is called.
func Dumped(t *testing.T, graphs int, open func(t *testing.T) graph.Store, fresh ...func(t *testing.T) graph.Store) {
	for n := range graphs {
		s := open(t)
		for _, name := range []string{"a", "b"} {
			d := rapid.Custom(func(rt *rapid.T) *data { return drawKeyless(rt, name) }).Example(n)
			d.edit(func(in *graph.Import) { in.Dataset.Format = map[string]graph.Text{"a": "iati"}[name] }) // that of b is unknown
			if _, err := graph.Apply(t.Context(), s, d.build()); err != nil {
				t.Fatal(err)
			}
		}
		ruleOn(t, s)
		through(t, s, graph.LoadOptions{}, fresh)

		hostile := open(t)
		if err := refill(t.Context(), hostile, rapid.Custom(drawGraph).Example(n)); err != nil {
			t.Fatal(err)
		}
		through(t, hostile, graph.LoadOptions{Unchecked: true}, fresh)
	}
}

// ruleOn makes the graph hold rulings: two bodies are one, and a claim is hidden.
func ruleOn(t *testing.T, s graph.Store) {
	x := &T{T: t, ctx: t.Context(), store: s}
	bodies := x.scan("Stakeholder")
	if _, err := graph.Merge(t.Context(), s, graph.IDOf(bodies[0]), graph.IDOf(bodies[1]), graph.Why{Reason: "one"}); err != nil {
		t.Fatal(err)
	}
	if all := x.scan("Participation"); len(all) > 0 {
		if _, err := graph.Hide(t.Context(), s, graph.IDOf(all[0]), "RESTRICTED", graph.Why{}); err != nil {
			t.Fatal(err)
		}
	}
}

// through takes the graph of a store through others and compares.
func through(t *testing.T, s graph.Store, o graph.LoadOptions, fresh []func(t *testing.T) graph.Store) {
	t.Helper()
	want := dumpOf(t, s)
	for i, open := range fresh {
		next := open(t)
		if _, err := graph.Load(t.Context(), next, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(want)), nil }, o); err != nil {
			t.Fatal(err)
		}
		got := dumpOf(t, next)
		if !bytes.Equal(got, want) {
			t.Fatalf("store %d:\n%s", i+1, firstDifference(string(got), string(want)))
		}
		was, is := &T{T: t, ctx: t.Context(), store: s}, &T{T: t, ctx: t.Context(), store: next}
		if got, want := is.dump(), was.dump(); got != want {
			t.Fatalf("what is derived differs in store %d:\n%s", i+1, firstDifference(got, want))
		}
	}
}

func dumpOf(t *testing.T, s graph.Store) []byte {
	t.Helper()
	var b bytes.Buffer
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		b.Reset()
		return graph.Dump(ctx, r, &b)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func dumpCases() []Case {
	return []Case{
		{"a dump that is wrong is refused with its line, and nothing is written", wrongDumps},
		{"a line that never ends is refused before it is in memory", endlessLine},
		{"a graph that contradicts itself is refused", unsoundDump},
		{"a store that holds anything is refused", loadIntoGraph},
		{"a dump can be read again from its start", loadedTwice},
	}
}

// dumped fills the store, gives the lines of its dump and empties the store.
func dumped(t *T) []string {
	t.Helper()
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	lines := strings.SplitAfter(strings.TrimSuffix(string(dumpOf(t.T, t.store)), "\n"), "\n")
	t.ok(refill(t.ctx, t.store, nil))
	return lines
}

func opened(text string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// resigned gives lines of a dump with a foot that fits them.
func resigned(lines []string) string {
	text := strings.Join(lines[:len(lines)-1], "")
	return text + fmt.Sprintf(`{"records":%d,"sha256":"%x"}`, len(lines)-2, sha256.Sum256([]byte(text)))
}

func wrongDumps(t *T) {
	lines := dumped(t)
	last := len(lines) - 1
	edit := func(at int, old, now string) string {
		out := slices.Clone(lines)
		if !strings.Contains(out[at], old) {
			t.Fatalf("line %d has no %s: %s", at+1, old, out[at])
		}
		out[at] = strings.Replace(out[at], old, now, 1)
		return resigned(out)
	}
	for _, c := range []struct {
		what, text string
		line       int
		says       string
	}{
		{"nothing", "", 1, "is empty"},
		{"another file", "a,b\n1,2\n", 1, "no dump of Migraph"},
		{"another JSON", "{}\n", 1, "no dump of Migraph"},
		{"a newer form", edit(0, `"version":1`, `"version":2`), 1, "version 2"},
		{"a newer schema", edit(0, fmt.Sprintf(`"schema":%d`, graph.SchemaVersion), `"schema":9999`), 1, "newer"},
		{"an older schema", edit(0, fmt.Sprintf(`"schema":%d`, graph.SchemaVersion), `"schema":1`), 1, "older"},
		{"a negative revision", edit(0, `"revision":1`, `"revision":-1`), 1, "not as Migraph writes it"},
		{"a cut line", strings.Join(lines[:2], "") + lines[2][:9], 3, "no JSON object"},
		{"a dump cut between lines", strings.Join(lines[:3], ""), 4, "was cut"},
		{"a missing record", strings.Join(slices.Delete(slices.Clone(lines), 2, 3), ""), last, "were"},
		{"another value", strings.Replace(strings.Join(lines, ""), `"name":"X"`, `"name":"Z"`, 1), last + 1, "not as it was written"},
		{"more after the end", strings.Join(lines, "") + "\n{}\n", last + 2, "more after"},
		{"no JSON", edit(1, `{"type"`, `{type`), 2, "no JSON object"},
		{"an empty line", edit(1, lines[1], "\n"), 2, "no JSON object"},
		{"an unknown type", edit(1, `"type":"Stakeholder"`, `"type":"Person"`), 2, `no type "Person"`},
		{"the id of another type", edit(1, `"id":"s`, `"id":"i`), 2, "the id of no Stakeholder"},
		{"no id", edit(1, `"id":"s`, `"id":"`), 2, "the id of no Stakeholder"},
		{"an unknown field", edit(1, `"values":{`, `"values":{"aaa":1,`), 2, "a field is unknown"},
		{"a value of another kind", edit(1, `"name":"X"`, `"name":7`), 2, "another form"},
		{"values that are a list", edit(1, lines[1], `{"type":"Stakeholder","id":"`+sid("x")+`","values":[1]}`+"\n"), 2, "no JSON object"},
		{"a part of another kind", edit(1, `"values":{`, `"values":{"aliases":["x"],`), 2, "another form"},
		{"deep brackets", edit(1, `"values":{`, `"values":{"aliases":`+strings.Repeat("[", 100_000)), 2, "no JSON object"},
		{"a record twice", edit(2, lines[2], lines[1]), 3, "not the order of ids"},
		{"types out of order", resigned([]string{lines[0], lines[3], lines[1], lines[last]}), 3, "records of later types"},
	} {
		_, err := graph.Load(t.ctx, t.store, opened(c.text), graph.LoadOptions{})
		t.code(c.what, err, graph.InvalidArgument)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf(": line %d: ", c.line)) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want line %d and %q", c.what, err, c.line, c.says)
		}
	}
	if rs := t.scan("Stakeholder"); len(rs) > 0 {
		t.Errorf("%d records were written", len(rs))
	}
}

// endless gives the same byte for ever.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func endlessLine(t *T) {
	lines := dumped(t)
	hostile := &endless{}
	_, err := graph.Load(t.ctx, t.store, func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(lines[0]), hostile)), nil
	}, graph.LoadOptions{})
	t.code("an endless line", err, graph.InvalidArgument)
	if err == nil || !strings.Contains(err.Error(), ": line 2: ") || hostile.read > 20<<20 {
		t.Errorf("got %v after %d bytes", err, hostile.read)
	}
}

func unsoundDump(t *T) {
	lines := dumped(t)
	text := resigned(lines) // the affiliation of a graph that nobody imported: no counts, no dataset
	_, err := graph.Load(t.ctx, t.store, opened(text), graph.LoadOptions{})
	t.code("a graph without the counts of its claims", err, graph.InvalidArgument)
	if rs := t.scan("Stakeholder"); len(rs) > 0 {
		t.Errorf("%d records were written", len(rs))
	}
	done, err := graph.Load(t.ctx, t.store, opened(text), graph.LoadOptions{Unchecked: true})
	t.ok(err)
	// The store was at revision 2, and the dump is of revision 1.
	equal(t, "what was loaded", *done, graph.Loaded{Records: len(lines) - 2, Revision: 3})
	equal(t, "the dump", string(dumpOf(t.T, t.store)), later(lines))
}

// later gives the dump of a graph at revision 3.
func later(lines []string) string {
	lines = slices.Clone(lines)
	lines[0] = strings.Replace(lines[0], `"revision":1`, `"revision":3`, 1)
	return resigned(lines) + "\n"
}

func loadIntoGraph(t *T) {
	lines := dumped(t)
	lines[0] = strings.Replace(lines[0], `"revision":1`, `"revision":999999998`, 1)
	_, err := graph.Load(t.ctx, t.store, opened(resigned(lines)), graph.LoadOptions{Unchecked: true})
	t.code("a dump whose revision leaves no room for that of the store", err, graph.Conflict)
	t.put(stakeholder("z", "Z"))
	before := t.dump()
	_, err = graph.Load(t.ctx, t.store, opened(strings.Join(lines, "")), graph.LoadOptions{})
	t.code("a store with a stakeholder", err, graph.Conflict)
	equal(t, "the graph", t.dump(), before)
}

// again is a store whose writes run twice, as they may.
type again struct{ graph.Store }

var errAgain = errors.New("again")

func (s again) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	_, err := s.Store.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		if err := fn(ctx, w); err != nil {
			return err
		}
		return errAgain
	})
	if !errors.Is(err, errAgain) {
		return 0, err
	}
	return s.Store.Write(ctx, fn)
}

func loadedTwice(t *T) {
	lines := dumped(t)
	_, err := graph.Load(t.ctx, again{t.store}, opened(strings.Join(lines, "")), graph.LoadOptions{Unchecked: true})
	t.ok(err)
	equal(t, "the dump", string(dumpOf(t.T, t.store)), later(lines))
}
