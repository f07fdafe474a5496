package storetest

import (
	"bytes"
	"context"
	"io"
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
	for _, c := range x.scan("Participation") {
		if _, err := graph.Hide(t.Context(), s, graph.IDOf(c), "RESTRICTED", graph.Why{}); err != nil {
			t.Fatal(err)
		}
		break
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
