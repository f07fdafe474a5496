package kept

import (
	"context"
	"testing"

	"github.com/migraph/migraph/graph"
)

// state is one state of a graph, which has a revision and nothing to read.
type state struct {
	graph.Reader
	revision  graph.Revision
	importing bool
}

func (s *state) Revision() graph.Revision                { return s.revision }
func (s *state) Importing(context.Context) (bool, error) { return s.importing, nil }

// stateStore is a store of one state.
type stateStore struct {
	graph.Store
	state *state
}

func (s stateStore) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	return fn(ctx, s.state)
}

// What was made while a part of an import was stored is not brought up to date by
// notes of changes, but made anew.
func TestPartialIsNoBase(t *testing.T) {
	s := &state{revision: 1, importing: true}
	k := NewKeeper(Options[string]{
		Name: "a word", Open: func() (graph.Store, error) { return stateStore{state: s}, nil },
		Make: func(context.Context, graph.Reader, graph.Audience) (*string, error) {
			word := "made"
			return &word, nil
		},
		Patch: func(_ context.Context, _ graph.Reader, _ graph.Audience, base Of[string]) (*string, error) {
			word := *base.Kept + ", patched"
			return &word, nil
		},
	})
	defer func() { _ = k.Close() }()
	for _, step := range []struct {
		importing bool
		want      string
	}{{true, "made"}, {false, "made"}, {false, "made, patched"}, {true, "made, patched, patched"}, {false, "made, patched, patched"}} {
		s.importing = step.importing
		got, err := k.At(context.Background(), s, graph.AudiencePublic)
		if err != nil {
			t.Fatal(err)
		}
		if *got != step.want {
			t.Errorf("at revision %d: %q, want %q", s.revision, *got, step.want)
		}
		s.revision++
	}
}
