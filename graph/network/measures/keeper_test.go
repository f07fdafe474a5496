package measures_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network/measures"
)

// watched is a store that counts its views, and lets a test hold them up before
// they begin and after they have read.
type watched struct {
	graph.Store
	views, reads, now, most atomic.Int64  // begun, having read, at a time
	before, after           chan struct{} // a view waits for a value from each, unless nil
}

func (w *watched) View(ctx context.Context, fn func(context.Context, graph.Reader) error) error {
	w.views.Add(1)
	w.most.Store(max(w.most.Load(), w.now.Add(1)))
	defer w.now.Add(-1)
	if err := pass(ctx, w.before); err != nil {
		return err
	}
	if err := w.Store.View(ctx, fn); err != nil {
		return err
	}
	w.reads.Add(1)
	return pass(ctx, w.after)
}

func pass(ctx context.Context, gate chan struct{}) error {
	if gate == nil {
		return nil
	}
	select {
	case <-gate:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// aWhile is longer than anything here takes.
const aWhile = time.Minute

type keeping struct {
	*measures.Keeper
	t        *testing.T
	store    *watched
	revision graph.Revision
}

// keep makes a keeper of a small graph, which write changes.
func keep(t *testing.T, o measures.KeeperOptions) *keeping {
	t.Helper()
	k := &keeping{t: t, store: &watched{Store: open(t)}}
	if o.Open == nil {
		o.Open = func() (graph.Store, error) { return k.store, nil }
	}
	k.Keeper = measures.NewKeeper(o)
	t.Cleanup(func() { _ = k.Close() })
	k.write("sa", "sb", "sc")
	return k
}

func (k *keeping) write(route ...string) {
	k.t.Helper()
	var err error
	if k.revision, err = replace(k.t.Context(), k.store, flow(0, route...)); err != nil {
		k.t.Fatal(err)
	}
}

// scope gives the n-th of some scopes.
func scope(n int) measures.Scope {
	links := []graph.LinkType{"FUNDS"}
	for _, l := range graph.TieTypes() {
		if n > 0 && l != "FUNDS" {
			links = append(links, l)
			n--
		}
	}
	return measures.Scope{Links: links}
}

// ready asks for a scope and expects its figures.
func (k *keeping) ready(s measures.Scope) *measures.Figures {
	k.t.Helper()
	f, status, err := k.Get(k.t.Context(), k.revision, s, aWhile)
	if err != nil || status != measures.StatusReady || f == nil || f.Revision != k.revision {
		k.t.Fatalf("%s, %+v, %v", status, f, err)
	}
	return f
}

// computing asks for a scope and expects to be told to ask again.
func (k *keeping) computing(revision graph.Revision, s measures.Scope, wait time.Duration) {
	k.t.Helper()
	if f, status, err := k.Get(k.t.Context(), revision, s, wait); err != nil || status != measures.StatusComputing || f != nil {
		k.t.Fatalf("%s, %+v, %v", status, f, err)
	}
}

// until waits until something holds.
func (k *keeping) until(what string, holds func() bool) {
	k.t.Helper()
	for begun := time.Now(); !holds(); time.Sleep(time.Millisecond) {
		if time.Since(begun) > aWhile {
			k.t.Fatalf("in vain waited until %s", what)
		}
	}
}

func (k *keeping) seen(views int64) {
	k.t.Helper()
	if got := k.store.views.Load(); got != views {
		k.t.Fatalf("the store was read %d times, want %d", got, views)
	}
}

func TestFiguresAreKept(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	f := k.ready(measures.Scope{})
	if n, known := f.Node(id("sb")); !known || n.Degree != 2 || n.Betweenness != 1 {
		t.Errorf("%+v, %t", n, known)
	}
	// The same scope in other words.
	same := measures.Scope{Links: append(graph.TieTypes(), "FUNDS"), Dating: graph.Dating{Possible: true}}
	if k.ready(same) != f {
		t.Error("the figures are other ones")
	}
	k.seen(1)
	for i, other := range []measures.Scope{{Directed: true}, {Weighted: true}, {Links: []graph.LinkType{"FUNDS"}}, {Dating: graph.Dating{Undated: "ONLY"}},
		{Dating: graph.Dating{From: "2020-01-01", To: "2020-01-01"}}, {Dating: graph.Dating{From: "2020-01-01", To: "2020-01-02"}}} {
		if k.ready(other) == f {
			t.Errorf("%+v is taken for another scope", other)
		}
		k.seen(int64(i + 2))
	}
}

func TestAWrongScopeIsRefusedAtOnce(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	_, status, err := k.Get(t.Context(), k.revision, measures.Scope{Links: []graph.LinkType{"KNOWS"}}, aWhile)
	if graph.CodeOf(err) != graph.InvalidArgument || status != "" {
		t.Errorf("%s, %v", status, err)
	}
	k.seen(0)
}

func TestManyAskersAreOneComputation(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	k.store.before = make(chan struct{})
	var got [20]*measures.Figures
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() { got[i], _, _ = k.Get(t.Context(), k.revision, measures.Scope{}, aWhile) })
	}
	k.until("the store is read", func() bool { return k.store.views.Load() == 1 })
	k.store.before <- struct{}{}
	wait.Wait()
	for _, f := range got {
		if f == nil || f != got[0] {
			t.Errorf("%p and %p", f, got[0])
		}
	}
	k.seen(1)
}

func TestOneScopeAtATimeAndAShortQueue(t *testing.T) {
	k := keep(t, measures.KeeperOptions{MaxWaiting: 2})
	k.store.before = make(chan struct{})
	k.computing(k.revision, scope(0), 0)
	k.until("the first is worked on", func() bool { return k.store.views.Load() == 1 })
	k.computing(k.revision, scope(1), 0)
	k.computing(k.revision, scope(2), time.Millisecond)
	if _, _, err := k.Get(t.Context(), k.revision, scope(3), aWhile); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a fourth scope: %v", err)
	}
	k.computing(k.revision, scope(0), 0) // who asks for the same needs no place
	k.computing(k.revision, scope(2), 0)
	close(k.store.before)
	for i := range 4 {
		k.ready(scope(i))
	}
	k.seen(4)
	if most := k.store.most.Load(); most != 1 {
		t.Errorf("%d computations at a time", most)
	}
}

func TestTheGraphChangesBeforeItIsRead(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	k.store.before = make(chan struct{})
	old := k.revision
	k.computing(old, measures.Scope{}, 0)
	k.write("sa", "sb", "sc", "sd")
	told := make(chan error)
	go func() {
		_, status, err := k.Get(t.Context(), old, measures.Scope{}, aWhile)
		if err == nil && status != measures.StatusComputing {
			err = errors.New(string(status))
		}
		told <- err
	}()
	k.store.before <- struct{}{}
	if err := <-told; err != nil { // long before the while is over
		t.Errorf("who asks at the old revision: %v", err)
	}
	if f := k.ready(measures.Scope{}); f.Nodes != 4 {
		t.Errorf("%d nodes at the new revision", f.Nodes)
	}
	k.computing(old, measures.Scope{}, aWhile)
	k.seen(1)
}

func TestTheGraphChangesAfterItWasRead(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	k.store.after = make(chan struct{})
	old := k.revision
	type answer struct {
		f   *measures.Figures
		err error
	}
	ask := func(revision graph.Revision) chan answer {
		out := make(chan answer)
		go func() {
			f, _, err := k.Get(t.Context(), revision, measures.Scope{}, aWhile)
			out <- answer{f, err}
		}()
		return out
	}
	first := ask(old)
	k.until("the old state is read", func() bool { return k.store.reads.Load() == 1 })
	k.write("sa", "sb", "sc", "sd")
	// Who asks at the new revision meanwhile joins, and then gets another computation.
	second := ask(k.revision)
	time.Sleep(20 * time.Millisecond)
	close(k.store.after)
	if got := <-first; got.err != nil || got.f == nil || got.f.Nodes != 3 || got.f.Revision != old {
		t.Errorf("at the old revision: %+v", got)
	}
	if got := <-second; got.err != nil || got.f == nil || got.f.Nodes != 4 || got.f.Revision != k.revision {
		t.Errorf("at the new revision: %+v", got)
	}
	k.seen(2)
	// Both are kept.
	for revision, nodes := range map[graph.Revision]int{old: 3, k.revision: 4} {
		if f, status, err := k.Get(t.Context(), revision, measures.Scope{}, 0); err != nil || status != measures.StatusReady || f.Nodes != nodes {
			t.Errorf("at revision %d: %s, %v", revision, status, err)
		}
	}
	k.seen(2)
}

// roomForTwo are bytes for the figures of two small scopes, not of three.
const roomForTwo = 5000

func TestTheLeastUsedAreDropped(t *testing.T) {
	k := keep(t, measures.KeeperOptions{MaxBytes: roomForTwo})
	a := k.ready(scope(0))
	k.ready(scope(1))
	k.ready(scope(0)) // used again
	k.ready(scope(2)) // in the place of 1
	k.seen(3)
	if k.ready(scope(0)) != a {
		t.Error("what was used is dropped")
	}
	k.seen(3)
	k.ready(scope(1))
	k.seen(4)
}

func TestOldRevisionsAreDroppedFirst(t *testing.T) {
	k := keep(t, measures.KeeperOptions{MaxBytes: roomForTwo})
	old := k.revision
	k.ready(scope(0))
	k.write("sc", "sb", "sa")
	k.ready(scope(1))
	if _, status, err := k.Get(t.Context(), old, scope(0), 0); err != nil || status != measures.StatusReady { // used last
		t.Errorf("the old one, while there is room: %s, %v", status, err)
	}
	k.ready(scope(2))
	k.seen(3)
	k.ready(scope(1))
	k.ready(scope(2))
	k.seen(3)
	k.store.before = make(chan struct{})
	k.computing(old, scope(0), 0) // dropped
}

func TestFiguresThatCannotBeKeptAreRefused(t *testing.T) {
	k := keep(t, measures.KeeperOptions{MaxBytes: 1000})
	if _, _, err := k.Get(t.Context(), k.revision, measures.Scope{}, aWhile); graph.CodeOf(err) != graph.LimitExceeded {
		t.Errorf("%v", err)
	}
}

func TestAFailureIsToldAndTriedAgain(t *testing.T) {
	var k *keeping
	away := graph.Errorf(graph.Unavailable, "the store is away")
	var fails atomic.Bool
	var opened atomic.Int64
	k = keep(t, measures.KeeperOptions{Open: func() (graph.Store, error) {
		opened.Add(1)
		if fails.Load() {
			return nil, away
		}
		return k.store, nil
	}})
	fails.Store(true)
	for i := range int64(2) { // to who waits
		if _, status, err := k.Get(t.Context(), k.revision, measures.Scope{}, aWhile); !errors.Is(err, away) || status != "" || opened.Load() != i+1 {
			t.Errorf("%s, %v, opened %d times", status, err, opened.Load())
		}
	}
	k.store.before = make(chan struct{})
	fails.Store(false)
	k.computing(k.revision, scope(1), 0) // keeps the next one waiting
	k.until("it is worked on", func() bool { return k.store.views.Load() == 1 })
	k.computing(k.revision, measures.Scope{}, 0)
	fails.Store(true)
	close(k.store.before)
	k.until("it failed", func() bool { return opened.Load() == 4 })
	k.ready(scope(1))
	told := func() error { _, _, err := k.Get(t.Context(), k.revision, measures.Scope{}, aWhile); return err }
	if err := told(); !errors.Is(err, away) { // to who asks next
		t.Errorf("the next asker is told %v", err)
	}
	fails.Store(false)
	k.ready(measures.Scope{})
}

func TestAnAskerGoesAway(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	k.store.before = make(chan struct{})
	gone := errors.New("gone")
	ctx, cancel := context.WithCancelCause(t.Context())
	told := make(chan error)
	go func() {
		_, _, err := k.Get(ctx, k.revision, measures.Scope{}, aWhile)
		told <- err
	}()
	k.until("it is worked on", func() bool { return k.store.views.Load() == 1 })
	cancel(gone)
	if err := <-told; !errors.Is(err, gone) {
		t.Errorf("the asker is told %v", err)
	}
	k.store.before <- struct{}{}
	k.ready(measures.Scope{}) // the work went on
	k.seen(1)
}

func TestATooLongComputationEnds(t *testing.T) {
	k := keep(t, measures.KeeperOptions{Timeout: 10 * time.Millisecond})
	k.store.before = make(chan struct{})
	if _, _, err := k.Get(t.Context(), k.revision, measures.Scope{}, aWhile); graph.CodeOf(err) != graph.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

func TestCloseEndsTheWork(t *testing.T) {
	k := keep(t, measures.KeeperOptions{})
	k.store.before = make(chan struct{})
	told := make(chan error, 2)
	for i := range 2 { // one is worked on, one waits
		go func() {
			_, _, err := k.Get(t.Context(), k.revision, scope(i), aWhile)
			told <- err
		}()
	}
	k.until("one is worked on", func() bool { return k.store.views.Load() == 1 })
	time.Sleep(20 * time.Millisecond)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	if now := k.store.now.Load(); now != 0 {
		t.Errorf("%d views after the end", now)
	}
	for range 2 {
		if err := <-told; graph.CodeOf(err) != graph.Unavailable {
			t.Errorf("an asker is told %v", err)
		}
	}
	if _, _, err := k.Get(t.Context(), k.revision, measures.Scope{}, aWhile); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("after the end: %v", err)
	}
	if err := k.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}
