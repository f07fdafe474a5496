package neo4jstore

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

// noted is an observer that keeps what it is told.
type noted struct {
	texts []string
	ends  []error
}

func (n *noted) Statement(ctx context.Context, text string) (context.Context, func(int, error)) {
	n.texts = append(n.texts, text)
	return ctx, func(_ int, err error) { n.ends = append(n.ends, err) }
}

// TestObserverSeesNoValues: an observer is told of a statement and of its end, also where
// no server answers, and never of what was asked for.
func TestObserverSeesNoValues(t *testing.T) {
	const marker = "marker-of-a-user"
	seen := &noted{}
	s, err := newStore(Options{URI: "bolt://127.0.0.1:1", ConnectTimeout: 100 * time.Millisecond, AcquireTimeout: 100 * time.Millisecond, Observer: seen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r := &reader{s: s, ctx: t.Context()}
	of := graph.Catalog.Type("Stakeholder")
	_, err = r.Fetch(t.Context(), &graph.Plan{Query: graph.Query{
		Type: of, Limit: 5, IDs: []string{marker}, Fields: []string{"name"},
		Where: graph.Compare{Field: "name", Op: graph.Contains, Value: marker},
	}})
	if graph.CodeOf(err) != graph.Unavailable {
		t.Fatalf("without a server: %v", err)
	}
	if _, err := s.Revision(t.Context()); graph.CodeOf(err) != graph.Unavailable {
		t.Fatalf("without a server: %v", err)
	}
	if len(seen.texts) != 2 || len(seen.ends) != 2 {
		t.Fatalf("it was told of %d statements and %d ends", len(seen.texts), len(seen.ends))
	}
	for i, text := range seen.texts {
		if strings.Contains(text, marker) || seen.ends[i] == nil {
			t.Errorf("it was told: %s: %v", text, seen.ends[i])
		}
	}
	if !strings.Contains(seen.texts[0], "$p") {
		t.Errorf("the statement has no parameter: %s", seen.texts[0])
	}
}
