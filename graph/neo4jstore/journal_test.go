package neo4jstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/storetest"
	"github.com/migraph/migraph/internal/neo4jtest"
)

// openTiny gives an empty store in which nearly every import takes several steps.
func openTiny(t *testing.T) *Store {
	t.Helper()
	return shrink(openEmpty(t))
}

// openLike opens the same store for another process, with the same small bounds.
func openLike(t testing.TB, like *Store) *Store {
	t.Helper()
	target := like.driver.Target()
	s, err := newStore(Options{URI: target.String()})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() }) // a test may have closed it
	must(t, shrink(s).open(context.Background()))
	return s
}

func shrink(s *Store) *Store {
	s.maxWrite = 8
	s.hubs = hubBounds{links: 2, kept: 2}
	return s
}

// What imports and rulings do is the same if it is done in steps.
func TestStepsConform(t *testing.T) {
	storetest.RunSteps(t, func(t *testing.T) graph.Store { return openTiny(t) }, "datasets", "rulings", "notes of changes")
}

// watched is a store that calls at before the nth thing that a write puts, deletes or
// derives.
type watched struct {
	graph.Store
	n  int
	at func() error
}

func (s *watched) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.Store.Write(ctx, func(ctx context.Context, w graph.Writer) error { return fn(ctx, &watchedWriter{w, s}) })
}

type watchedWriter struct {
	graph.Writer
	s *watched
}

func (w *watchedWriter) look() error {
	if w.s.n--; w.s.n == 0 {
		return w.s.at()
	}
	return nil
}

func (w *watchedWriter) Put(ctx context.Context, t *graph.Type, rs []graph.Record) error {
	return errors.Join(w.look(), w.Writer.Put(ctx, t, rs))
}

func (w *watchedWriter) Delete(ctx context.Context, t *graph.Type, ids []string) error {
	return errors.Join(w.look(), w.Writer.Delete(ctx, t, ids))
}

func (w *watchedWriter) Derive(ctx context.Context, t *graph.Type, field string, values map[string]any) error {
	return errors.Join(w.look(), w.Writer.Derive(ctx, t, field, values))
}

// everything gives all that the database holds but for the revision, the gate and
// Neo4j's own ids.
func everything(t testing.TB, s *Store) string {
	t.Helper()
	var lines []string
	add := func(text string) {
		must(t, s.auto(context.Background(), text, nil, func(v any) { lines = append(lines, fmt.Sprint(v)) }))
	}
	add("MATCH (n) WHERE NOT n:Migraph OR n.id STARTS WITH 'hub ' WITH n, labels(n) AS l UNWIND l AS x WITH n, x ORDER BY x WITH n, collect(x) AS l RETURN [l, properties(n)]")
	add("MATCH (a)-[r]->(b) RETURN [type(r), properties(r), properties(a), properties(b)]")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// same expects that the database holds everything that it held before.
func same(t testing.TB, s *Store, before, when string) {
	t.Helper()
	was, is := strings.Split(before, "\n"), strings.Split(everything(t, s), "\n")
	for _, line := range was {
		if !slices.Contains(is, line) {
			t.Errorf("%s: gone is %s", when, line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			t.Errorf("%s: new is %s", when, line)
		}
	}
	if len(was) != len(is) {
		t.Errorf("%s: %d nodes and relationships, before %d", when, len(is), len(was))
	}
}

// second is the example with much of it changed, and more.
func second() *graph.Import {
	in := example()
	in.Things[1].Record.(*graph.Stakeholder).Name = "Another name"
	in.Claims[1].Record.(*graph.Flow).Amount.Amount = "13"
	in.Claims = slices.Delete(in.Claims, 2, 3)
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	for i := range 4 {
		key := fmt.Sprint("more", i)
		in.Things = append(in.Things, graph.ThingInput{Key: key, Where: key, Evidence: cite, Record: &graph.Stakeholder{Thing: thing(key, key), Kind: "ORGANIZATION"}})
		in.Claims = append(in.Claims, graph.ClaimInput{Key: key, Where: key, Evidence: cite, Record: &graph.Participation{StakeholderID: key, InitiativeID: "work", Role: "PARTNER"}})
	}
	return in
}

func importing(t testing.TB, s *Store) (is bool) {
	t.Helper()
	must(t, s.View(context.Background(), func(ctx context.Context, r graph.Reader) (err error) {
		is, err = r.Importing(ctx)
		return err
	}))
	return is
}

// interrupted is importing for a store that must not undo what it sees.
func interrupted(t testing.TB, s *Store) bool {
	t.Helper()
	is, err := s.interrupted(context.Background())
	must(t, err)
	return is
}

func revision(t testing.TB, s *Store) (rev graph.Revision) {
	t.Helper()
	must(t, s.View(context.Background(), func(_ context.Context, r graph.Reader) error { rev = r.Revision(); return nil }))
	return rev
}

// dieImporting lets a process of its own die at the nth thing that the second example
// writes.
func dieImporting(t testing.TB, s *Store, n int) {
	t.Helper()
	victim := openLike(t, s)
	_, err := graph.Apply(context.Background(), &watched{victim, n, func() error { return victim.Close() }}, second())
	if err == nil {
		t.Fatal("the import of a dead process succeeded")
	}
	if !interrupted(t, s) {
		t.Fatal("the process died before the import took several steps")
	}
}

func leftovers(t testing.TB, s *Store) {
	t.Helper()
	if n := one64(t, s, "MATCH (e:"+entryLabel+") RETURN count(*)"); n != 0 {
		t.Errorf("%d entries of a journal are left", n)
	}
	if importing(t, s) {
		t.Error("an import still seems to be under way")
	}
}

// An import that fails leaves the graph as it was, wherever it fails.
func TestStepsFail(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	leftovers(t, s)
	before := everything(t, s)
	stepped, failed := 0, errors.New("it failed")
	for n := 1; ; n++ {
		rev := revision(t, s)
		_, err := graph.Apply(ctx, &watched{s, n, func() error { return failed }}, second())
		if err == nil {
			break
		}
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		same(t, s, before, fmt.Sprintf("failed at %d", n))
		leftovers(t, s)
		if revision(t, s) > rev {
			stepped++
		}
	}
	if stepped < 5 {
		t.Errorf("only %d imports failed after a step", stepped)
	}
	sound(t, s)
	leftovers(t, s)
	// In steps or at once, the graph becomes the same.
	got := dump(t, s)
	whole := openEmpty(t)
	for _, in := range []*graph.Import{example(), second()} {
		_, err := graph.Apply(ctx, whole, in)
		must(t, err)
	}
	if want := dump(t, whole); got != want {
		t.Errorf("in steps:\n%s\nat once:\n%s", got, want)
	}
}

// A ruling is all or nothing too, and so is taking it back.
func TestStepsFailOfRulings(t *testing.T) {
	ctx := context.Background()
	why := graph.Why{Reason: "a test"}
	of := func(s *Store, key string) string {
		t.Helper()
		for _, r := range fetch(t, s, graph.Query{Type: graph.Catalog.Type("Stakeholder"), Parts: []string{"identifiers"}})[0].Records {
			for _, i := range graph.AsThing(r).Identifiers {
				if i.Value == key {
					return graph.IDOf(r)
				}
			}
		}
		t.Fatalf("there is no %s", key)
		return ""
	}
	for name, rule := range map[string]func(graph.Store, *Store) (*graph.RulingReport, error){
		"merge": func(s graph.Store, plain *Store) (*graph.RulingReport, error) {
			return graph.Merge(ctx, s, of(plain, "more1"), of(plain, "more2"), why)
		},
		"split": func(s graph.Store, plain *Store) (*graph.RulingReport, error) {
			return graph.Split(ctx, s, of(plain, "org"), "example", "", why)
		},
		"hide": func(s graph.Store, plain *Store) (*graph.RulingReport, error) {
			return graph.Hide(ctx, s, of(plain, "org"), "WITHHELD", why)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTiny(t)
			other := example()
			other.Dataset = graph.Dataset{Key: "other", Title: "Another"}
			for _, in := range []*graph.Import{second(), other} {
				_, err := graph.Apply(ctx, s, in)
				must(t, err)
			}
			begun := everything(t, s)
			rep := allOrNothing(t, s, func(x graph.Store) (*graph.RulingReport, error) { return rule(x, s) })
			if everything(t, s) == begun {
				t.Error("the ruling changed nothing")
			}
			allOrNothing(t, s, func(x graph.Store) (*graph.RulingReport, error) {
				return graph.Undo(ctx, x, rep.Ruling.ID, rep.Ruling.Kind)
			})
		})
	}
}

// allOrNothing lets a change fail at each thing that it writes, and then succeed.
func allOrNothing(t *testing.T, s *Store, change func(graph.Store) (*graph.RulingReport, error)) *graph.RulingReport {
	t.Helper()
	before, stepped, failed := everything(t, s), 0, errors.New("it failed")
	for n := 1; ; n++ {
		rev := revision(t, s)
		rep, err := change(&watched{s, n, func() error { return failed }})
		if err == nil {
			if stepped == 0 {
				t.Error("no change failed after a step")
			}
			sound(t, s)
			leftovers(t, s)
			return rep
		}
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		same(t, s, before, fmt.Sprintf("failed at %d", n))
		leftovers(t, s)
		if revision(t, s) > rev {
			stepped++
		}
	}
}

// dump gives the records of all types but those that tell of revisions, and the links.
func dump(t testing.TB, s *Store) string {
	t.Helper()
	var b strings.Builder
	must(t, s.View(context.Background(), func(ctx context.Context, r graph.Reader) error {
		b.Reset()
		for _, of := range graph.Catalog.Types() {
			if of.Name == "Change" || of.Name == "Dataset" {
				continue
			}
			if err := r.Scan(ctx, of, func(r graph.Record) error {
				fmt.Fprintln(&b, graph.IDOf(r), graph.Image(of, r))
				return nil
			}); err != nil {
				return err
			}
		}
		return r.ScanLinks(ctx, func(l graph.Link) error { fmt.Fprintln(&b, l); return nil })
	}))
	return b.String()
}

// An import whose process dies is undone by the next one that opens the graph or
// writes to it.
func TestStepsDie(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	before, rev := everything(t, s), revision(t, s)
	die := func(n int) {
		dieImporting(t, s, n)
		if everything(t, s) == before {
			t.Fatal("the process died before it stored anything")
		}
	}
	last := lastWrite(t, s)
	for i, n := range []int{last / 2, last} {
		die(n)
		openLike(t, s)
		same(t, s, before, fmt.Sprintf("died at %d and opened", n))
		if got, want := revision(t, s), rev+graph.Revision(2*i)+1; got != want {
			t.Errorf("revision %d, want %d", got, want)
		}
		leftovers(t, s)
		sound(t, s)
		die(n)
		_, err := graph.Apply(ctx, s, example())
		must(t, err)
		same(t, s, before, fmt.Sprintf("died at %d and written", n))
		leftovers(t, s)
	}
}

// lastWrite gives the number of the last thing that the second example writes.
func lastWrite(t testing.TB, s *Store) int {
	t.Helper()
	defer func(n int) { s.maxWrite = n }(s.maxWrite)
	s.maxWrite = DefaultMaxWrite
	w := &watched{Store: s, n: 1 << 30}
	gaveUp := errors.New("given up")
	_, err := w.Write(context.Background(), func(ctx context.Context, x graph.Writer) error {
		if _, err := graph.Apply(ctx, within{s, x}, second()); err != nil {
			return err
		}
		return gaveUp
	})
	if !errors.Is(err, gaveUp) {
		t.Fatal(err)
	}
	return 1<<30 - w.n
}

// within is a store within one of its writes.
type within struct {
	graph.Store
	w graph.Writer
}

func (s within) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.w.Revision(), fn(ctx, s.w)
}

// While an import takes its steps others read, and are told; a process that starts
// leaves it alone.
func TestStepsMeanwhile(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	other := openLike(t, s)
	before := revision(t, other)
	seen := 0
	_, err = graph.Apply(ctx, &watched{s, lastWrite(t, s) / 2, func() error {
		if !importing(t, other) {
			t.Error("a reader is not told of the import")
		}
		if now := revision(t, other); now != before {
			t.Errorf("revision %d while an import is under way, want %d", now, before)
		}
		seen = len(fetch(t, other, graph.Query{Type: graph.Catalog.Type("Stakeholder")})[0].Records)
		openLike(t, s)
		return nil
	}}, second())
	must(t, err)
	if seen < 2 {
		t.Errorf("a reader saw %d stakeholders", seen)
	}
	if now := revision(t, other); now != before+1 {
		t.Errorf("revision %d after the import, want %d", now, before+1)
	}
	leftovers(t, other)
	sound(t, other)
	_, err = graph.Withdraw(ctx, other, "example")
	must(t, err)
}

// Who gets the lock between two steps of an import that lives is refused. When it
// lives no more, the part of it is undone.
func TestStepsRefuse(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	living := newWriter(ctx, s, nil)
	must(t, living.open(ctx))
	_, err := graph.Apply(ctx, s, example())
	if graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "large import") {
		t.Errorf("got %v, want %s", err, graph.Unavailable)
	}
	if !importing(t, s) {
		t.Error("the import that lives was taken for dead")
	}
	s.lower(ctx, living.journal.hand)
	rep, err := graph.Apply(ctx, s, example())
	must(t, err)
	if rep.Revision != 2 { // the first for the undone import
		t.Errorf("revision %d, want 2", rep.Revision)
	}
	leftovers(t, s)
}

// A panic or a canceled context undoes what was written too.
func TestStepsEndEarly(t *testing.T) {
	s := openTiny(t)
	_, err := graph.Apply(context.Background(), s, example())
	must(t, err)
	before := everything(t, s)
	n := lastWrite(t, s) - 1
	ctx, cancel := context.WithCancel(context.Background())
	_, err = graph.Apply(ctx, &watched{s, n, func() error { cancel(); return nil }}, second())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	same(t, s, before, "canceled")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was lost")
			}
		}()
		_, _ = graph.Apply(context.Background(), &watched{s, n, func() error { panic("a defect") }}, second())
	}()
	same(t, s, before, "panicked")
	leftovers(t, s)
	if revision(t, s) != 3 {
		t.Errorf("revision %d, want 3: the imports took no steps", revision(t, s))
	}
}

// A writer whose import was taken back by another stores no more of it.
func TestStepsLost(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	before := everything(t, s)
	_, err = graph.Apply(ctx, &watched{s, lastWrite(t, s) / 2, func() error {
		return s.auto(ctx, "MATCH "+headPattern+" SET j.owner = 'another'", nil, nil)
	}}, second())
	if graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("got %v, want %s", err, graph.Unavailable)
	}
	same(t, s, before, "lost")
}

// A trial must not be seen by others, so it takes no steps.
func TestStepsOfTrial(t *testing.T) {
	s := openTiny(t)
	_, err := graph.Apply(graph.Trial(context.Background()), s, example())
	if graph.CodeOf(err) != graph.LimitExceeded {
		t.Errorf("got %v, want %s", err, graph.LimitExceeded)
	}
	if rev := revision(t, s); rev != 0 {
		t.Errorf("revision %d, want 0", rev)
	}
	leftovers(t, s)
}

// A server that was there before the import died takes it back, and answers nothing
// meanwhile.
func TestStepsHeal(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	before := everything(t, s)
	dieImporting(t, s, lastWrite(t, s)/2)
	s.watch.next = time.Time{} // its last look is long ago
	err = s.View(ctx, func(context.Context, graph.Reader) error { t.Error("a part of a dead import was read"); return nil })
	if graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "taken back") {
		t.Errorf("got %v, want %s", err, graph.Unavailable)
	}
	for end := time.Now().Add(time.Minute); s.Ping(ctx) != nil; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(s.Ping(ctx))
		}
	}
	same(t, s, before, "healed")
	leftovers(t, s)
	sound(t, s)
}

// A process that may not write cannot take a dead import back, and does not read it.
func TestStepsReadOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Neo4j five times")
	}
	ctx := context.Background()
	server := neo4jtest.Start(t)
	s := shrink(open(t, server.URI()))
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	server.RestartReadOnly()
	reader := open(t, server.URI())
	if n := len(fetch(t, reader, graph.Query{Type: graph.Catalog.Type("Stakeholder")})[0].Records); n != 2 {
		t.Errorf("a reader sees %d stakeholders, want 2", n)
	}
	server.Kill() // it has nothing to store, and takes long to stop in good order
	server.Restart()
	s = shrink(open(t, server.URI())) // without connections that the server has left
	before := everything(t, s)
	dieImporting(t, s, lastWrite(t, s)/2)
	server.RestartReadOnly()
	until(t, func() error { return reader.driver.VerifyConnectivity(ctx) })
	reader.watch.next = time.Time{}
	for range 2 {
		for what, call := range map[string]func() error{
			"View": func() error {
				return reader.View(ctx, func(context.Context, graph.Reader) error { t.Error("a part of an import was read"); return nil })
			},
			"Ping": func() error { return reader.Ping(ctx) },
			"Open": func() error { _, err := Open(ctx, Options{URI: server.URI()}); return err },
		} {
			if err := answered(t, call); graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "migraph check") {
				t.Errorf("%s: got %v, want %s", what, err, graph.Unavailable)
			}
		}
	}
	server.Kill()
	server.Restart()
	until(t, func() error { return reader.driver.VerifyConnectivity(ctx) })
	s = open(t, server.URI())
	sound(t, s)
	same(t, s, before, "opened by one who may write")
	until(t, func() error { return reader.Ping(ctx) })
	leftovers(t, reader)
}

// until waits until a call succeeds.
func until(t testing.TB, call func() error) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		err := call()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

// answered repeats a call while the server, which has just started, is too slow for it.
func answered(t testing.TB, call func() error) (told error) {
	t.Helper()
	until(t, func() error {
		if told = call(); told != nil && strings.Contains(told.Error(), "does not answer") {
			return told
		}
		return nil
	})
	return told
}

// What outlives its moment is not made of a part of an import.
func TestStepsAreNotKept(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, example())
	must(t, err)
	other := openLike(t, s)
	_, err = graph.Apply(ctx, &watched{s, lastWrite(t, s) / 2, func() error {
		_, err := graph.CheckStore(ctx, other)
		for what, err := range map[string]error{
			"a check": err,
			"a dump":  other.View(ctx, func(ctx context.Context, r graph.Reader) error { return graph.Dump(ctx, r, io.Discard) }),
		} {
			if graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "large import") {
				t.Errorf("%s: got %v, want %s", what, err, graph.Unavailable)
			}
		}
		return nil
	}}, second())
	must(t, err)
}

// A graph is loaded in steps too, also after a first try was taken back.
func TestStepsOfLoad(t *testing.T) {
	s := openTiny(t)
	ctx := context.Background()
	_, err := graph.Apply(ctx, s, second())
	must(t, err)
	var text bytes.Buffer
	must(t, s.View(ctx, func(ctx context.Context, r graph.Reader) error { return graph.Dump(ctx, r, &text) }))
	want := dump(t, s)
	from := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text.Bytes())), nil }
	empty := openTiny(t)
	failed := errors.New("it failed")
	for n := range 3 {
		_, err = graph.Load(ctx, &watched{empty, 6, func() error { return failed }}, from, graph.LoadOptions{})
		if !errors.Is(err, failed) {
			t.Fatal(err)
		}
		if rev := revision(t, empty); rev != graph.Revision(n+1) {
			t.Fatalf("revision %d after %d loads that failed: they took no steps", rev, n+1)
		}
	}
	done, err := graph.Load(ctx, empty, from, graph.LoadOptions{})
	must(t, err)
	if done.Revision != 4 || revision(t, empty) != 4 {
		t.Errorf("loaded at revision %d, read at %d, want the sum of 3 and 1", done.Revision, revision(t, empty))
	}
	if got := dump(t, empty); got != want {
		t.Errorf("loaded:\n%s\ndumped:\n%s", got, want)
	}
	sound(t, empty)
	leftovers(t, empty)
}
