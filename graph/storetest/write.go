package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

func writeCases() []Case {
	return []Case{
		{"each change raises the revision by one", revisionsRise},
		{"a write can go on at a later revision", resumed},
		{"a write that wrote nothing leaves the revision", nothingWritten},
		{"a writer reads what it wrote before", readsOwnWrites},
		{"a writer's revision is the one before its change", writersRevision},
		{"the store's revision is never below what was written or seen", storesRevision},
		{"put replaces the whole record", putReplaces},
		{"put inserts and replaces in one batch", mixedBatch},
		{"a great batch", greatBatch},
		{"delete passes over unknown ids", deleteUnknown},
		{"an error after puts leaves nothing", errorLeavesNothing},
		{"an error after deletes leaves everything", errorAfterDelete},
		{"a panic leaves nothing, and the store goes on", panicLeavesNothing},
		{"two writers at once both succeed", twoWriters},
		{"readers see one consistent state while writers commit", consistentReaders},
		{"a view does not see what is committed after it began", viewIsASnapshot},
		{"a view sees what was committed before it began", readYourWrites},
		{"views run while a write is open and do not see it", viewsDuringWrite},
		{"references may be put before what they refer to", referencesFirst},
		{"a record's type decides: equal short names do not clash", typesApart},
	}
}

func revisionsRise(t *T) {
	equal(t, "a virgin store's revision", t.revision(), graph.Revision(0))
	for i := 1; i <= 5; i++ {
		equal(t, "the revision that Write gives", t.put(stakeholder("x", fmt.Sprint("Name ", i))), graph.Revision(i))
		equal(t, "the revision that View sees", t.revision(), graph.Revision(i))
	}
	t.remove(sid("x"))
	equal(t, "the revision after a deletion", t.revision(), graph.Revision(6))
	rev := t.write(func(ctx ctxT, w graph.Writer) error {
		for i := range 3 {
			if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder(letters(i), "N")}); err != nil {
				return err
			}
		}
		return w.Delete(ctx, typ("Stakeholder"), []string{sid(letters(0))})
	})
	equal(t, "the revision after several statements", rev, graph.Revision(7))
}

func storesRevision(t *T) {
	now := func() graph.Revision {
		t.Helper()
		rev, err := t.store.Revision(t.ctx)
		t.ok(err)
		return rev
	}
	equal(t, "the revision of a virgin store", now(), graph.Revision(0))
	for i := range 20 {
		rev := t.put(stakeholder("x", fmt.Sprint("Name ", i)))
		equal(t, "the revision after a write", now(), rev)
		equal(t, "the revision after a view", now(), t.revision())
	}
	broken := errors.New("broken")
	_, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
		if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("x", "Lost")}); err != nil {
			return err
		}
		equal(t, "the revision while a write is open", now(), graph.Revision(20))
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("the write ends with %v", err)
	}
	equal(t, "the revision after a write that failed", now(), graph.Revision(20))
	ended, cancel := context.WithCancel(t.ctx)
	cancel()
	if _, err := t.store.Revision(ended); err != nil {
		t.code("the revision when nobody waits for it", err, graph.Canceled)
	}
}

func resumed(t *T) {
	at := func(n graph.Revision) func(ctxT, graph.Writer) error {
		return func(ctx ctxT, w graph.Writer) error {
			if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("x", fmt.Sprint("Name ", n))}); err != nil {
				return err
			}
			return w.Resume(n)
		}
	}
	equal(t, "the revision that Write gives", t.write(at(40)), graph.Revision(40))
	equal(t, "the revision that View sees", t.revision(), graph.Revision(40))
	for _, n := range []graph.Revision{40, 39, 0} {
		_, err := t.store.Write(t.ctx, at(n))
		t.code(fmt.Sprint("going on at ", n), err, graph.Conflict)
	}
	equal(t, "the next revision", t.put(stakeholder("x", "X")), graph.Revision(41))
}

func nothingWritten(t *T) {
	t.put(stakeholder("x", "X"))
	for what, fn := range map[string]func(ctxT, graph.Writer) error{
		"nothing": func(ctxT, graph.Writer) error { return nil },
		"only reading": func(ctx ctxT, w graph.Writer) error {
			_, err := w.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder")}})
			return err
		},
		"putting nothing": func(ctx ctxT, w graph.Writer) error { return w.Put(ctx, typ("Stakeholder"), nil) },
		"deleting nothing": func(ctx ctxT, w graph.Writer) error {
			return w.Delete(ctx, typ("Stakeholder"), []string{})
		},
	} {
		equal(t, "the revision after "+what, t.write(fn), graph.Revision(1))
		equal(t, "the revision seen after "+what, t.revision(), graph.Revision(1))
	}
}

func readsOwnWrites(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	t.write(func(ctx ctxT, w graph.Writer) error {
		count := func(of string, want int) {
			res, err := w.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ(of), Total: true}})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "records of "+of, len(res.Lists[0].Records), want)
			equal(t, "total of "+of, res.Lists[0].Total, want)
		}
		if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("z", "Z", numbered(2))}); err != nil {
			return err
		}
		count("Stakeholder", 3)
		if err := w.Put(ctx, typ("Affiliation"), []graph.Record{affiliation("b", "z", "y", "PART_OF")}); err != nil {
			return err
		}
		links, err := w.Links(ctx, &graph.LinkQuery{Nodes: []string{sid("y")}})
		if err != nil {
			return err
		}
		equal(t, "neighbours of y", links[0].Total, 2)
		g, err := w.Aggregate(ctx, &graph.Aggregation{Type: typ("Affiliation"), Keys: []string{"to.slug"}, Measures: measures("count"), Rank: 0})
		if err != nil {
			return err
		}
		same(t, "groups", groupLines(g), "y: 2")
		if err := w.Delete(ctx, typ("Affiliation"), []string{aid("a")}); err != nil {
			return err
		}
		count("Affiliation", 1)
		n := 0
		err = w.ScanLinks(ctx, func(l graph.Link) error { n++; equal(t, "the link's claim", l.Claim, aid("b")); return nil })
		equal(t, "links", n, 1)
		return err
	})
	equal(t, "stakeholders afterwards", len(t.scan("Stakeholder")), 3)
	equal(t, "aliases afterwards", len(aliasNames(t.get(sid("z")))), 2)
}

func writersRevision(t *T) {
	t.put(stakeholder("x", "X"))
	t.write(func(ctx ctxT, w graph.Writer) error {
		equal(t, "before writing", w.Revision(), graph.Revision(1))
		err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")})
		equal(t, "after writing", w.Revision(), graph.Revision(1))
		return err
	})
}

func putReplaces(t *T) {
	full := stakeholder("x", "X", numbered(2), func(s *graph.Stakeholder) {
		s.Acronym, s.Country, s.Summary, s.Website, s.Subtype, s.Tombstone, s.MissionType = "A", "MY", "S", "W", "NGO", true, "EMBASSY"
	})
	t.put(full)
	equal(t, "the record", show(typ("Stakeholder"), t.get(sid("x"))), show(typ("Stakeholder"), full))
	bare := &graph.Stakeholder{Thing: thing(sid("x"), "x", "Bare")}
	t.put(bare)
	equal(t, "the record after it was replaced", show(typ("Stakeholder"), t.get(sid("x"))), show(typ("Stakeholder"), bare))
	t.finds(is("country", "MY"))
	t.finds(unknown("kind"), "x")
	t.put(doc(), initiative("i", "I"), participation("p", "x", "i", "HOST", headcount(5), func(p *graph.Participation) { p.UnnamedUnits = true }))
	t.put(participation("p", "", "i", "PARTNER"))
	p := t.get(pid("p")).(*graph.Participation)
	equal(t, "headcount", p.Headcount, nil)
	equal(t, "stakeholder", p.StakeholderID, "")
	equal(t, "unnamed units", p.UnnamedUnits, false)
	t.findsOf("Participation", some("stakeholder", nil))
	equal(t, "links", len(t.scanLinks()), 0)
}

func mixedBatch(t *T) {
	t.put(stakeholder("a", "A"), stakeholder("b", "B"))
	t.put(stakeholder("b", "B changed"), stakeholder("c", "C"), stakeholder("a", "A changed"))
	same(t, "names", t.stakeholderNames(), "A changed", "B changed", "C")
}

func greatBatch(t *T) {
	var rs []graph.Record
	for i := range 5000 {
		rs = append(rs, stakeholder(letters(i), fmt.Sprint("Name ", i), numbered(i%3)))
	}
	equal(t, "the revision", t.put(rs...), graph.Revision(1))
	equal(t, "records", len(t.scan("Stakeholder")), 5000)
	equal(t, "total", t.list(graph.Query{Type: typ("Stakeholder"), TotalOnly: true, Total: true, Where: some("aliases", nil)}).Total, 3333)
	var ids []string
	for i := range 4999 {
		ids = append(ids, sid(letters(i)))
	}
	t.write(func(ctx ctxT, w graph.Writer) error { return w.Delete(ctx, typ("Stakeholder"), ids) })
	same(t, "what is left", t.find("Stakeholder", nil), letters(4999))
}

func deleteUnknown(t *T) {
	t.put(stakeholder("x", "X"), stakeholder("y", "Y"))
	t.write(func(ctx ctxT, w graph.Writer) error {
		return w.Delete(ctx, typ("Stakeholder"), []string{sid("zz"), sid("x"), "", "nothing", sid("x")})
	})
	same(t, "what is left", t.find("Stakeholder", nil), "y")
}

var errOwn = errors.New("the caller's own error")

func errorLeavesNothing(t *T) {
	t.put(doc(), stakeholder("x", "X", numbered(2)), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	before := t.dump()
	_, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
		if err := putAll(ctx, w, []graph.Record{stakeholder("x", "Changed"), stakeholder("n", "New"), affiliation("b", "y", "x", "PART_OF")}); err != nil {
			return err
		}
		return errOwn
	})
	if !errors.Is(err, errOwn) {
		t.Errorf("the error is %v, want the caller's own", err)
	}
	equal(t, "the graph", t.dump(), before)
	equal(t, "the next revision", t.put(stakeholder("z", "Z")), graph.Revision(2))
}

func errorAfterDelete(t *T) {
	t.put(doc(), stakeholder("x", "X", numbered(2)), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	before := t.dump()
	_, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
		if err := w.Delete(ctx, typ("Stakeholder"), []string{sid("x")}); err != nil {
			return err
		}
		if err := w.Delete(ctx, typ("Affiliation"), []string{aid("a")}); err != nil {
			return err
		}
		return graph.Errorf(graph.Conflict, "no")
	})
	t.code("a refused deletion", err, graph.Conflict)
	equal(t, "the graph", t.dump(), before)
}

func panicLeavesNothing(t *T) {
	t.put(stakeholder("x", "X"))
	before := t.dump()
	func() {
		defer func() {
			if p := recover(); p != nil && p != any("planned") {
				panic(p)
			}
		}()
		_, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
			if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("x", "Changed"), stakeholder("y", "Y")}); err != nil {
				t.Errorf("put: %v", err)
			}
			panic("planned")
		})
		t.Errorf("Write returned %v after a panic, want the panic to pass", err)
	}()
	func() {
		defer func() { _ = recover() }()
		_ = t.store.View(t.ctx, func(ctxT, graph.Reader) error { panic("planned") })
	}()
	ctx, cancel := context.WithTimeout(t.ctx, 20*time.Second)
	defer cancel()
	t.ctx = ctx // so that a lock that is left behind shows
	equal(t, "the graph", t.dump(), before)
	equal(t, "the next revision", t.put(stakeholder("z", "Z")), graph.Revision(2))
}

func twoWriters(t *T) {
	const writers, each = 4, 10
	var mu sync.Mutex
	var revisions []int
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for j := range each {
				rev, err := t.store.Write(t.ctx, func(ctx ctxT, w graph.Writer) error {
					// Each adds one to a counter: a lost update would show.
					res, err := w.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), IDs: []string{sid("x")}}})
					if err != nil {
						return err
					}
					n := 0
					if rs := res.Lists[0].Records; len(rs) > 0 {
						_, _ = fmt.Sscan(graph.AsThing(rs[0]).Name, &n)
					}
					return w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("x", fmt.Sprint(n+1)), stakeholder(letters(i*each+j), "N")})
				})
				if err != nil {
					t.Errorf("a concurrent write: %v", err)
				}
				mu.Lock()
				revisions = append(revisions, int(rev))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(revisions)
	for i, r := range revisions {
		equal(t, "a revision in order", r, i+1)
	}
	equal(t, "the counter", graph.AsThing(t.get(sid("x"))).Name, fmt.Sprint(writers*each))
	equal(t, "records", len(t.scan("Stakeholder")), writers*each+1)
}

// consistentReaders: the writer always keeps as many stakeholders of one name
// as that name says; each view must see that, whatever it asks.
func consistentReaders(t *T) {
	const rounds = 25
	size := func(round int) int { return 20 + round%7*3 }
	replace := func(ctx ctxT, round int) error {
		_, err := t.store.Write(ctx, func(ctx ctxT, w graph.Writer) error {
			var ids []string
			var rs []graph.Record
			for i := range 50 {
				ids = append(ids, sid(letters(i)))
			}
			for i := range size(round) {
				rs = append(rs, stakeholder(letters(i), fmt.Sprint("Round ", round), numbered(1)))
			}
			if err := w.Delete(ctx, typ("Stakeholder"), ids); err != nil {
				return err
			}
			return w.Put(ctx, typ("Stakeholder"), rs)
		})
		return err
	}
	t.ok(replace(t.ctx, 1))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for round := 2; round <= rounds; round++ {
			if err := replace(t.ctx, round); err != nil {
				t.Errorf("write %d: %v", round, err)
				return
			}
		}
	}()
	views := 0
	for running := true; running; views++ {
		select {
		case <-done:
			running = false
		default:
		}
		err := t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error { return consistent(ctx, r, size) })
		if err != nil && graph.CodeOf(err) != graph.Unavailable {
			t.Fatalf("a view: %v", err)
		}
	}
	if views < 2 {
		t.Errorf("only %d views ran", views)
	}
	equal(t, "the last revision", t.revision(), graph.Revision(rounds))
}

func consistent(ctx ctxT, r graph.Reader, size func(int) int) error {
	q := graph.Query{Type: typ("Stakeholder"), Order: byNameOrder(false), Total: true, Parts: []string{"aliases"}}
	first, err := r.Fetch(ctx, &graph.Plan{Query: q})
	if err != nil {
		return err
	}
	groups, err := r.Aggregate(ctx, &graph.Aggregation{Type: typ("Stakeholder"), Keys: []string{"name"}, Measures: measures("count"), Rank: 0})
	if err != nil {
		return err
	}
	n := 0
	if err := r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error { n++; return nil }); err != nil {
		return err
	}
	second, err := r.Fetch(ctx, &graph.Plan{Query: q})
	if err != nil {
		return err
	}
	// What was seen only counts if the store stands by it: an inconsistent view
	// may still be run again.
	want := size(int(r.Revision()))
	problem := func(what string, got int) error {
		if got == want {
			return nil
		}
		return fmt.Errorf("%s: %d at revision %d, want %d", what, got, r.Revision(), want)
	}
	l := first.Lists[0]
	aliases := 0
	for _, rec := range l.Records {
		aliases += len(graph.AsThing(rec).Aliases)
	}
	return errors.Join(problem("records", len(l.Records)), problem("total", l.Total), problem("aliases", aliases), problem("scanned", n),
		problem("records again", len(second.Lists[0].Records)), problem("in the one group", groups.Rows[0].Values[0].(int)))
}

func viewIsASnapshot(t *T) {
	t.put(stakeholder("x", "Old"))
	var first, second string
	var revisions []graph.Revision
	wrote := false
	err := t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		read := func() (string, error) {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder")}})
			if err != nil {
				return "", err
			}
			return fmt.Sprint(graph.AsThing(res.Lists[0].Records[0]).Name, " of ", len(res.Lists[0].Records)), nil
		}
		var err error
		if first, err = read(); err != nil {
			return err
		}
		if !wrote { // the view may run again, from its start
			wrote = true
			t.put(stakeholder("x", "New"), stakeholder("y", "Y"))
		}
		if second, err = read(); err != nil {
			return err
		}
		revisions = append(revisions, r.Revision())
		return nil
	})
	t.ok(err)
	equal(t, "what the view reads after a commit", second, first)
	if last := revisions[len(revisions)-1]; first == "Old of 1" && last != 1 || first == "New of 2" && last != 2 {
		t.Errorf("the view read %q at revision %d", first, last)
	}
	equal(t, "what the next view reads", graph.AsThing(t.get(sid("x"))).Name, "New")
}

func readYourWrites(t *T) {
	for i := 1; i <= 20; i++ {
		rev := t.put(stakeholder("x", fmt.Sprint(i)))
		t.view(func(_ ctxT, r graph.Reader) error {
			if r.Revision() < rev {
				t.Errorf("a view at revision %d after a write of %d", r.Revision(), rev)
			}
			return nil
		})
		equal(t, "the name", graph.AsThing(t.get(sid("x"))).Name, fmt.Sprint(i))
	}
}

func viewsDuringWrite(t *T) {
	t.put(stakeholder("x", "Old"))
	t.write(func(ctx ctxT, w graph.Writer) error {
		if err := w.Put(ctx, typ("Stakeholder"), []graph.Record{stakeholder("y", "Y")}); err != nil {
			return err
		}
		short, cancel := context.WithTimeout(t.ctx, 20*time.Second)
		defer cancel()
		return t.store.View(short, func(ctx ctxT, r graph.Reader) error {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), Total: true}})
			if err == nil {
				equal(t, "records that a view sees", res.Lists[0].Total, 1)
				equal(t, "the revision that a view sees", r.Revision(), graph.Revision(1))
			}
			return err
		})
	})
	equal(t, "records after the write", len(t.scan("Stakeholder")), 2)
}

func referencesFirst(t *T) {
	t.put(affiliation("a", "x", "y", "PART_OF"))
	t.put(stakeholder("x", "X"), stakeholder("y", "Y"))
	t.put(doc())
	t.findings()
	t.findsOf("Affiliation", some("to", is("slug", "y")), "a")
	t.near("x", nodes(sid("x")), []string{"1 PART_OF>y"})
}

func typesApart(t *T) {
	t.put(stakeholder("x", "Same"), initiative("x", "Same"), document("x", "Same"))
	for of, id := range map[string]string{"Stakeholder": sid("x"), "Initiative": iid("x"), "Document": did("x")} {
		same(t, "records of "+of, t.ids(graph.Query{Type: typ(of), Where: is("name", "same")}), id)
	}
	t.remove(iid("x"))
	same(t, "stakeholders", t.find("Stakeholder", nil), "x")
	same(t, "initiatives", t.find("Initiative", nil))
}
