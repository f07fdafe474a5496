package api_test

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/generated"
)

// working counts the calls that a store works on.
type working struct {
	graph.Store
	now atomic.Int32
}

func (s *working) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	s.now.Add(1)
	defer s.now.Add(-1)
	return s.Store.View(ctx, func(ctx context.Context, r graph.Reader) error { return fn(ctx, workingReader{r, s}) })
}

type workingReader struct {
	graph.Reader
	s *working
}

func (r workingReader) Fetch(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
	r.s.now.Add(1)
	defer r.s.now.Add(-1)
	return r.Reader.Fetch(ctx, p)
}

// Questions that take long end with their time, whether the store works or what it gave
// is worked on, and nothing of them goes on.
func TestLongQuestionsEndWithTheirTime(t *testing.T) {
	file, err := sqlitestore.Open(context.Background(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "g.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	if err := generated.New(generated.Options{Seed: 1, Stakeholders: 1000}).Load(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	s := &working{Store: file}
	for _, question := range []string{
		`{ stakeholders(first: 100) { nodes { participations(first: 100) { nodes { role evidence { locator document { name } } } } } } }`,
		`{ stakeholders(first: 20) { nodes { coParticipants(first: 100) { totalCount nodes { count stakeholder { name } initiatives { name } } } } } }`,
		`{ coverage(rows: STAKEHOLDER, columns: INITIATIVE) { __typename } }`,
		`{ whoDoesWhat(first: 100) { totalCount nodes { __typename } } }`,
	} {
		const limit = time.Millisecond
		h := handlerWithin(s, nil, limit)
		began := time.Now()
		got := ask(t, h, question)
		for range 4 { // the clock of a busy machine can strike after the answer
			if strings.Contains(got, `"errors"`) {
				break
			}
			began = time.Now()
			got = ask(t, h, question)
		}
		took := time.Since(began)
		if gotCode, _, message := code(t, got); gotCode != "DEADLINE_EXCEEDED" || message != "the answer took longer than 1ms; ask for less at a time" || took > limit+time.Second {
			t.Errorf("%s after %v: %.300s", question, took, got)
		}
		if n := s.now.Load(); n != 0 {
			t.Errorf("%s: %d calls of the store go on", question, n)
		}
	}
}
