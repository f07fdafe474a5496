package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/migraph/migraph/graph"
)

func errorCases() []Case {
	return []Case{
		{"a cancelled context ends everything with Canceled", cancelledContext},
		{"a passed deadline ends everything with DeadlineExceeded", passedDeadline},
		{"a cancellation during a write leaves nothing", cancelledWrite},
		{"a deadline that passes while waiting for a writer", waitingForWriter},
		{"a context cancelled within a view", cancelledView},
		{"an error of the caller's function comes back as it is", ownErrors},
		{"a field that does not exist or cannot be filtered is an argument at fault", unknownFields},
		{"an operator that does not fit is an argument at fault", wrongOperators},
		{"an order by a field that cannot be sorted by is an argument at fault", wrongOrders},
		{"a path that leads nowhere is an argument at fault", wrongPaths},
		{"the store goes on after errors", afterErrors},
		{"a store that answers can be pinged", ping},
	}
}

// everything runs each method of a store under a context.
func (t *T) everything(ctx context.Context) map[string]error {
	inView := func(fn func(context.Context, graph.Reader) error) error {
		return t.store.View(ctx, fn)
	}
	_, write := t.store.Write(ctx, func(ctx ctxT, w graph.Writer) error {
		return w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")})
	})
	return map[string]error{
		"write": write,
		"fetch": inView(func(ctx ctxT, r graph.Reader) error {
			_, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder")}})
			return err
		}),
		"aggregate": inView(func(ctx ctxT, r graph.Reader) error {
			_, err := r.Aggregate(ctx, &graph.Aggregation{Type: typ("Stakeholder"), Measures: measures("count"), Rank: -1})
			return err
		}),
		"links": inView(func(ctx ctxT, r graph.Reader) error {
			_, err := r.Links(ctx, &graph.LinkQuery{Nodes: []string{sid("x")}})
			return err
		}),
		"scan": inView(func(ctx ctxT, r graph.Reader) error {
			return r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error { return nil })
		}),
		"scan links": inView(func(ctx ctxT, r graph.Reader) error {
			return r.ScanLinks(ctx, func(graph.Link) error { return nil })
		}),
		"ping": t.store.Ping(ctx),
	}
}

func cancelledContext(t *T) {
	t.put(stakeholder("x", "X"))
	before := t.dump()
	ctx, cancel := context.WithCancel(t.ctx)
	cancel()
	start := time.Now()
	for what, err := range t.everything(ctx) {
		t.code(what, err, graph.Canceled)
	}
	t.promptly(start)
	equal(t, "the graph", t.dump(), before)
}

func (t *T) promptly(start time.Time) {
	t.Helper()
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v to return", d)
	}
}

func passedDeadline(t *T) {
	t.put(stakeholder("x", "X"))
	before := t.dump()
	ctx, cancel := context.WithDeadline(t.ctx, time.Now().Add(-time.Second))
	defer cancel()
	start := time.Now()
	for what, err := range t.everything(ctx) {
		t.code(what, err, graph.DeadlineExceeded)
	}
	t.promptly(start)
	equal(t, "the graph", t.dump(), before)
}

func cancelledWrite(t *T) {
	t.put(stakeholder("x", "X"))
	before := t.dump()
	ctx, cancel := context.WithCancel(t.ctx)
	_, err := t.store.Write(ctx, func(ctx ctxT, w graph.Writer) error {
		if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")}); err != nil {
			return err
		}
		cancel()
		if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("z", "Z")}); err != nil {
			return err
		}
		return nil
	})
	t.code("the write", err, graph.Canceled)
	equal(t, "the graph", t.dump(), before)
	// Cancelled between the last statement and the commit.
	ctx, cancel = context.WithCancel(t.ctx)
	_, err = t.store.Write(ctx, func(ctx ctxT, w graph.Writer) error {
		err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")})
		cancel()
		return err
	})
	t.code("the write cancelled before its commit", err, graph.Canceled)
	equal(t, "the graph afterwards", t.dump(), before)
	equal(t, "the next revision", t.put(stakeholder("z", "Z")), graph.Revision(2))
}

func waitingForWriter(t *T) {
	t.put(stakeholder("x", "X"))
	locked, release := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		_, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
			err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")})
			close(locked)
			<-release
			return err
		})
		done <- err
	}()
	<-locked
	ctx, cancel := context.WithTimeout(t.ctx, 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := t.store.Write(ctx, func(ctx ctxT, w graph.Writer) error {
		return w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("z", "Z")})
	})
	t.code("the second write", err, graph.DeadlineExceeded)
	t.promptly(start)
	close(release)
	t.ok(<-done)
	same(t, "records", t.find("Stakeholder", nil), "x", "y")
	equal(t, "the revision", t.revision(), graph.Revision(2))
}

func cancelledView(t *T) {
	t.put(stakeholder("x", "X"))
	ctx, cancel := context.WithCancel(t.ctx)
	err := t.store.View(ctx, func(ctx ctxT, r graph.Reader) error {
		cancel()
		_, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder")}})
		return err
	})
	t.code("the view", err, graph.Canceled)
	equal(t, "records", len(t.scan("Stakeholder")), 1)
	ctx, cancel = context.WithCancel(t.ctx)
	defer cancel()
	n := 0
	t.put(stakeholder("y", "Y"), stakeholder("z", "Z"))
	err = t.store.View(ctx, func(ctx ctxT, r graph.Reader) error {
		return r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error { n++; return errOwn })
	})
	if !errors.Is(err, errOwn) {
		t.Errorf("the scan's error is %v, want the caller's own", err)
	}
	equal(t, "calls until the error", n, 1)
}

func ownErrors(t *T) {
	t.put(stakeholder("x", "X"))
	if err := t.store.View(t.ctx, func(ctxT, graph.Reader) error { return errOwn }); !errors.Is(err, errOwn) {
		t.Errorf("the error of a view is %v", err)
	}
	if _, err := t.store.Write(t.ctx, func(ctxT, graph.Writer) error { return errOwn }); !errors.Is(err, errOwn) {
		t.Errorf("the error of a write is %v", err)
	}
	err := t.store.View(t.ctx, func(ctxT, graph.Reader) error { return graph.InvalidArg("first", "too many") })
	t.code("an error with a code", err, graph.InvalidArgument)
	var e *graph.Error
	if errors.As(err, &e) {
		equal(t, "the argument at fault", e.Argument, "first")
	}
	err = t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		return r.ScanLinks(ctx, func(graph.Link) error { return errOwn })
	})
	t.ok(err) // there are no links
}

func (t *T) asks(q graph.Query) error {
	return t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		_, err := r.Fetch(ctx, &graph.Plan{Query: q})
		return err
	})
}

func (t *T) asksGroups(a graph.Aggregation) error {
	return t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		_, err := r.Aggregate(ctx, &a)
		return err
	})
}

// refused expects that a filter is an argument at fault, wherever it stands.
func (t *T) refused(of string, f graph.Filter) {
	t.Helper()
	what := graph.Canonical(f)
	for _, where := range []graph.Filter{f, not(f), graph.And{f}, graph.Or{graph.And{}, not(not(f))}} {
		t.code(what, t.asks(graph.Query{Type: typ(of), Where: where}), graph.InvalidArgument)
		t.code(what+" (total)", t.asks(graph.Query{Type: typ(of), Where: where, Total: true, TotalOnly: true}), graph.InvalidArgument)
		t.code(what+" (groups)", t.asksGroups(graph.Aggregation{Type: typ(of), Where: where, Measures: measures("count"), Rank: -1}), graph.InvalidArgument)
	}
}

func unknownFields(t *T) {
	t.few()
	t.refused("Stakeholder", is("nothing", "x"))
	t.refused("Stakeholder", is("Name", "x"))
	t.refused("Stakeholder", is("name_key", "x"))
	t.refused("Stakeholder", is("name; DROP TABLE stakeholder", "x"))
	t.refused("Stakeholder", is("summary", "x")) // cannot be filtered by
	t.refused("Stakeholder", is("", "x"))
	t.refused("Stakeholder", some("nothing", nil))
	t.refused("Stakeholder", some("participations", is("nothing", "x")))
	t.refused("Participation", some("stakeholder", some("stakeholder", nil)))
	t.refused("Initiative", is("kind", "x"))
	equal(t, "records afterwards", len(t.scan("Stakeholder")), 4)
}

func wrongOperators(t *T) {
	t.few()
	t.refused("Stakeholder", has("country", graph.Contains, "x"))
	t.refused("Stakeholder", has("country", graph.StartsWith, "x"))
	t.refused("Stakeholder", has("name", graph.Lt, "x"))
	t.refused("Stakeholder", has("name", graph.Eq, int64(1)))
	t.refused("Stakeholder", has("name", graph.Eq, nil))
	t.refused("Stakeholder", has("name", graph.In, "x"))
	t.refused("Stakeholder", has("name", graph.IsNull, "x"))
	t.refused("Stakeholder", has("tombstone", graph.Eq, "true"))
	t.refused("Stakeholder", has("tombstone", graph.Lt, true))
	t.refused("Stakeholder", has("name", "like", "x"))
	t.refused("Participation", has("headcount", graph.Eq, 5))
	t.refused("Participation", has("headcount", graph.In, []string{"5"}))
	t.refused("Participation", has("headcount", graph.Gt, 5.5))
}

func wrongOrders(t *T) {
	t.few()
	for _, field := range []string{"nothing", "country", "summary", "id", "Name", "name, id"} {
		t.code("order by "+field, t.asks(graph.Query{Type: typ("Stakeholder"), Order: graph.Order{Field: field}}), graph.InvalidArgument)
		t.code("a page in order of "+field, t.asks(graph.Query{Type: typ("Stakeholder"), Order: graph.Order{Field: field, Desc: true},
			Limit: 1, After: &graph.Position{Key: "1x", ID: sid("a")}}), graph.InvalidArgument)
	}
	t.code("parents by no reference", t.asks(graph.Query{Type: typ("Participation"), By: graph.By("nothing"), Parents: []string{sid("a")}}), graph.InvalidArgument)
	t.code("parts that do not exist", t.asks(graph.Query{Type: typ("Stakeholder"), Parts: []string{"nothing"}}), graph.InvalidArgument)
}

func wrongPaths(t *T) {
	t.world()
	for _, path := range []string{"nothing", "", "stakeholder", "stakeholder.nothing", "evidence.dataset", "participations.role", "headcount", "stakeholder.", ".role", "stakeholder.participations.role", "role; --"} {
		t.code("key "+path, t.asksGroups(graph.Aggregation{Type: typ("Participation"), Keys: []string{path}, Measures: measures("count"), Rank: -1}), graph.InvalidArgument)
		t.code("measure "+path, t.asksGroups(graph.Aggregation{Type: typ("Participation"), Measures: []graph.Measure{{Kind: graph.MeasureCountDistinct, Path: path}}, Rank: -1}), graph.InvalidArgument)
	}
	// Figures of persons are shown as they were published: nothing cross-tabulates them.
	for of, paths := range map[string][]string{
		"Result":        {"value", "baseline", "target", "percentOfTarget", "category", "breakdownOf.value", "breakdownOf.breakdownOf.target"},
		"Participation": {"headcount", "headcountQualifier"},
	} {
		for _, path := range paths {
			t.code("key "+path, t.asksGroups(graph.Aggregation{Type: typ(of), Keys: []string{path}, Measures: measures("count"), Rank: -1}), graph.InvalidArgument)
			for _, kind := range []graph.MeasureKind{graph.MeasureCountDistinct, graph.MeasureMin, graph.MeasureMax} {
				t.code(string(kind)+" of "+path, t.asksGroups(graph.Aggregation{Type: typ(of), Measures: []graph.Measure{{Kind: kind, Path: path}}, Rank: -1}), graph.InvalidArgument)
			}
			if of == "Result" {
				t.refused("Result", has(path, graph.Eq, "5"))
			}
		}
		t.code("the sum of "+of, t.asksGroups(graph.Aggregation{Type: typ(of), Keys: []string{"id"}, Measures: measures("sum"), Rank: -1}), graph.InvalidArgument)
	}
	t.code("four references", t.asksGroups(graph.Aggregation{Type: typ("Flow"), Keys: []string{"paidFrom.paidFrom.paidFrom.paidFrom.id"}, Rank: -1}), graph.InvalidArgument)
	t.code("a sum without amounts", t.asksGroups(graph.Aggregation{Type: typ("Participation"), Measures: measures("sum"), Rank: -1}), graph.InvalidArgument)
	t.code("an order by a measure that does not exist", t.asksGroups(graph.Aggregation{Type: typ("Participation"), Keys: []string{"role"}, Measures: measures("count"), Rank: 1}), graph.InvalidArgument)
	t.code("the least text", t.asksGroups(graph.Aggregation{Type: typ("Participation"), Measures: measures("min stakeholder.name"), Rank: -1}), graph.InvalidArgument)
	t.code("the greatest text", t.asksGroups(graph.Aggregation{Type: typ("Stakeholder"), Measures: measures("max name"), Rank: -1}), graph.InvalidArgument)
	t.code("a measure that does not exist", t.asksGroups(graph.Aggregation{Type: typ("Participation"), Measures: measures("average role"), Rank: -1}), graph.InvalidArgument)
}

func afterErrors(t *T) {
	t.few()
	for range 30 { // more than a pool of connections holds
		_ = t.asks(graph.Query{Type: typ("Stakeholder"), Where: is("nothing", "x")})
		_ = t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
			return r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error { return errOwn })
		})
		_, _ = t.store.Write(t.ctx, func(_ ctxT, _ graph.Writer) error { return errOwn })
	}
	t.finds(nil, "a", "b", "c", "d")
	equal(t, "the next revision", t.put(stakeholder("e", "E")), graph.Revision(2))
}

func ping(t *T) {
	t.ok(t.store.Ping(t.ctx))
	t.put(stakeholder("x", "X"))
	t.ok(t.store.Ping(t.ctx))
}
