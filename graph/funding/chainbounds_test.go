package funding

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// drawn is a small graph of flows, and what their amounts truly are where nobody
// tells them.
type drawn struct {
	book  *Book
	truth map[string]int
	plain bool // only bodies, of one currency and stage, everything told
}

func draw(t *rapid.T, plain, rings bool) drawn {
	d := drawn{book: &Book{}, truth: map[string]int{}, plain: plain}
	bodies := []string{"a", "b", "c", "d", "e"}
	chance := func(of int, what string) bool { return !plain && rapid.IntRange(1, of).Draw(t, what) == 1 }
	for i := range rapid.IntRange(2, 9).Draw(t, "flows") {
		from := rapid.IntRange(0, 3).Draw(t, "from")
		to := rapid.IntRange(from+1, 4).Draw(t, "to")
		if rings && rapid.IntRange(1, 4).Draw(t, "back") == 1 {
			from, to = to, from
		}
		f := &Flow{ID: fmt.Sprintf("f%02d", i), Stage: "DISBURSEMENT", Currency: "EUR", Known: true,
			Provider: graph.End{StakeholderID: bodies[from]}, Recipient: graph.End{StakeholderID: bodies[to]},
			Bounds: graph.Bounds{ValidFrom: "0000-00-00", ValidTo: "9999-99-99", Undated: true}}
		for _, e := range []*graph.End{&f.Provider, &f.Recipient} {
			if chance(3, "programme") {
				e.InitiativeID = rapid.SampledFrom([]string{"p", "q"}).Draw(t, "which")
				if chance(3, "no body") {
					e.StakeholderID = ""
				}
			} else if chance(12, "unknown end") {
				e.StakeholderID = ""
			}
		}
		if f.Provider == (graph.End{}) && f.Recipient == (graph.End{}) {
			f.Recipient.StakeholderID = bodies[to]
		}
		if chance(6, "stage") {
			f.Stage = rapid.SampledFrom([]graph.Stage{"EXPENDITURE", "COMMITMENT", "OTHER"}).Draw(t, "of")
		}
		if chance(10, "currency") {
			f.Currency = rapid.SampledFrom([]string{"USD", ""}).Draw(t, "in")
		}
		d.truth[f.ID] = rapid.IntRange(0, 4).Draw(t, "amount")
		f.Amount = amountOf(0, int64(d.truth[f.ID])*10_000)
		if chance(8, "hidden") {
			f.Known, f.Amount = false, Amount{}
		}
		d.book.flows = append(d.book.flows, f)
	}
	if plain {
		return d
	}
	paid := map[string]int{}
	for _, f := range d.book.flows {
		other := rapid.SampledFrom(d.book.flows).Draw(t, "named")
		if chance(3, "names") && other != f && paid[other.ID]+d.truth[f.ID] <= d.truth[other.ID] {
			f.PaidFrom = other.ID
			paid[other.ID] += d.truth[f.ID]
		}
	}
	return d
}

// promised tells whether a stage is one at which no money moves.
func promised(s graph.Stage) bool { return s == "PLEDGE" || s == "COMMITMENT" }

// purse says which ends are those of whose money is mixed.
type purse func(graph.End) bool

// purses gives what the money that goes through a join may be mixed with, by each
// reading of who has it.
func purses(r, p graph.End, by string, earmarked bool) []purse {
	body := cmpOr(r.StakeholderID, p.StakeholderID)
	programmes := []string{r.InitiativeID, p.InitiativeID}
	of := func(e graph.End) bool { return e.InitiativeID != "" && slices.Contains(programmes, e.InitiativeID) }
	its := func(e graph.End) bool { return body != "" && e.StakeholderID == body }
	loose := func(e graph.End) bool { return e.StakeholderID == "" && of(e) }
	strict := r.StakeholderID != "" && r.StakeholderID == p.StakeholderID
	switch {
	case earmarked && by == joinSameInitiative && strict:
		return []purse{func(e graph.End) bool { return its(e) && of(e) }, func(e graph.End) bool { return (its(e) || e.StakeholderID == "") && of(e) }}
	case earmarked && by == joinSameInitiative:
		return []purse{of}
	case strict:
		return []purse{its, func(e graph.End) bool { return its(e) || loose(e) }}
	case by == joinPaidFrom && r.StakeholderID != p.StakeholderID && r.StakeholderID != "" && p.StakeholderID != "":
		return []purse{func(e graph.End) bool {
			return e.StakeholderID == r.StakeholderID || e.StakeholderID == p.StakeholderID
		}}
	}
	return []purse{of, func(e graph.End) bool { return its(e) || of(e) }, func(e graph.End) bool { return its(e) || loose(e) }}
}

// attributed gives how much of the last step of a chain can have come along it: by
// every attribution of whole units of what is paid to what is received, in which
// everything that can have been paid out of what was received was.
func (d *drawn) attributed(steps []join, earmarked bool) map[int]bool {
	sum := func(s *step) (n int) {
		for _, e := range s.entries {
			n += d.truth[e.ID]
		}
		return n
	}
	can := map[int]bool{sum(steps[0].step): true}
	for i := 1; i < len(steps); i++ {
		before, j := steps[i-1], steps[i]
		next := map[int]bool{}
		for _, in := range purses(before.recipient, j.provider, j.by, earmarked) {
			received, gave := d.moved(in, before.step, j.step)
			for x := range can {
				d.paths(x, sum(before.step), sum(j.step), d.named(before.step, j.step), received, gave, next)
			}
		}
		can = next
	}
	return can
}

// moved gives what a purse received and gave, with the two steps.
func (d *drawn) moved(in purse, before, after *step) (received, gave int) {
	is := func(s *step, f *Flow) bool {
		return slices.ContainsFunc(s.entries, func(e *entry) bool { return e.Flow == f })
	}
	for _, f := range d.book.flows {
		if promised(f.Stage) != promised(after.stage) || promised(f.Stage) && f.Stage != after.stage {
			continue
		}
		ofBody := f.Provider.StakeholderID != "" && f.Provider.StakeholderID == f.Recipient.StakeholderID
		if is(before, f) || in(f.Recipient) && !(in(f.Provider) && ofBody) {
			received += d.truth[f.ID]
		}
		if is(after, f) || in(f.Provider) && !(in(f.Recipient) && ofBody) {
			gave += d.truth[f.ID]
		}
	}
	return received, gave
}

// named gives how much a step is paid from flows of another by what sources name.
func (d *drawn) named(before, after *step) (n int) {
	for _, e := range after.entries {
		if slices.ContainsFunc(before.entries, func(b *entry) bool { return b.ID == e.PaidFrom }) {
			n += d.truth[e.ID]
		}
	}
	return n
}

// paths notes every number of units of a step of b that can be marked, if x of the a
// units of the step before are: named units of b are from among the a, everything
// else from anywhere of what was received, as far as it goes.
func (d *drawn) paths(x, a, b, named, received, gave int, out map[int]bool) {
	other := max(0, gave-received) // money from elsewhere
	for markedNamed := 0; markedNamed <= min(named, x); markedNamed++ {
		if named-markedNamed > a-x {
			continue
		}
		for marked := 0; marked <= min(b-named, x-markedNamed); marked++ {
			for unmarked := 0; unmarked <= min(b-named-marked, received-x-(named-markedNamed)); unmarked++ {
				elsewhere := b - named - marked - unmarked
				// the rest of what is given is of the rest of what was received, and of
				// the rest from elsewhere, all of it
				rest, restIn := gave-b, received-named-marked-unmarked
				if elsewhere <= other && rest-(other-elsewhere) >= 0 && rest-(other-elsewhere) <= restIn {
					out[markedNamed+marked] = true
				}
			}
		}
	}
}

func wholeUnits(a *Amount) int { return int(a.big().Int64() / 10_000) }

// many checks a property of a thousand graphs, for few of a hundred have long chains.
func many(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	rounds := 10
	if testing.Short() {
		rounds = 1
	}
	for range rounds {
		rapid.Check(t, property)
	}
}

// TestBoundsHoldEveryAttribution compares bounds with all attributions of units.
func TestBoundsHoldEveryAttribution(t *testing.T) {
	chains, joinsSeen, positive := 0, map[string]int{}, 0
	many(t, func(t *rapid.T) {
		d := draw(t, rapid.Bool().Draw(t, "plain"), rapid.Bool().Draw(t, "rings"))
		q := ChainsQuestion{MaxHops: 4, Limit: 50, Through: []string{rapid.SampledFrom([]string{"a", "b", "c", "p"}).Draw(t, "of")}}
		if !d.plain && rapid.IntRange(1, 3).Draw(t, "part") == 1 {
			q.Only = []string{}
			for _, f := range d.book.flows {
				if rapid.IntRange(1, 4).Draw(t, "kept") > 1 {
					q.Only = append(q.Only, f.ID)
				}
			}
		}
		found, err := d.book.Chains(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range found.found {
			chains++
			comparable := true
			for _, j := range c.steps {
				joinsSeen[j.by]++
				comparable = comparable && j.stage == c.steps[0].stage && j.currency == c.steps[0].currency
			}
			free := found.search.bounder.of(c.steps, false)
			last := free[len(free)-1]
			if !comparable {
				if last.lower != nil || last.upper != nil {
					t.Fatalf("bounds of what cannot be compared: %s", tell(found.search.view(c)))
				}
				continue
			}
			marked := found.search.bounder.of(c.steps, true)
			for _, x := range []struct {
				bounds
				earmarked bool
			}{{last, false}, {marked[len(marked)-1], true}} {
				can := d.attributed(c.steps, x.earmarked)
				if len(can) == 0 {
					continue // what is named contradicts what is paid
				}
				least, most := slices.Min(slices.Collect(maps.Keys(can))), slices.Max(slices.Collect(maps.Keys(can)))
				if x.lower != nil && wholeUnits(x.lower) > least || x.upper != nil && wholeUnits(x.upper) < most {
					t.Fatalf("%s: from %d to %d can have come (earmarked %v)\n%s", tell(found.search.view(c)), least, most, x.earmarked, d)
				}
				if x.lower != nil && wholeUnits(x.lower) > 0 && len(c.steps) > 1 {
					positive++
				}
				if d.plain && (wholeUnits(x.lower) != least || wholeUnits(x.upper) != most) {
					t.Fatalf("%s: from %d to %d can have come, each of which a bound must reach\n%s", tell(found.search.view(c)), least, most, d)
				}
			}
		}
	})
	if !testing.Short() && (chains < 20 || positive == 0) {
		t.Errorf("the graphs are too plain: %d chains, joined by %v, %d bounds above 0", chains, joinsSeen, positive)
	}
}

func (d drawn) String() string {
	var b strings.Builder
	for _, f := range d.book.flows {
		fmt.Fprintf(&b, "%s %s > %s %d %s %s known %v from %s\n", f.ID, told(f.Provider), told(f.Recipient), d.truth[f.ID], f.Currency, f.Stage, f.Known, f.PaidFrom)
	}
	return b.String()
}

// isJoined tells whether money can go on from one step to another.
func isJoined(w *web, x, y *step) bool {
	named := slices.ContainsFunc(w.payees[x.at], func(j join) bool { return j.step == y })
	same := joined(x.recipient, y.provider) != "" && x.stage == y.stage && x.currency == y.currency
	return x != y && !x.internal() && !y.internal() && (named || same)
}

// isPath tells whether steps are a path: each is joined to the one before, and nothing
// is at two places, but for a programme that the steps between stay within.
func isPath(w *web, path []*step) bool {
	ends := make([][]graph.End, len(path)+1) // by place
	for i, x := range path {
		if x.internal() {
			return false
		}
		ends[i] = append(ends[i], x.provider)
		ends[i+1] = append(ends[i+1], x.recipient)
		if i > 0 && !isJoined(w, path[i-1], x) {
			return false
		}
	}
	actor, programme := map[string]int{}, map[string]int{}
	for at, here := range ends {
		for _, e := range here {
			if before, is := actor[node(e)]; is && before != at && node(e) != "" {
				return false
			}
			actor[node(e)] = at
			id := e.InitiativeID
			if id == "" {
				continue
			}
			if before, is := programme[id]; is && before != at &&
				(before != at-1 || path[before].provider.InitiativeID != id || path[before].recipient.InitiativeID != id) {
				return false
			}
			programme[id] = at
		}
	}
	return true
}

// everyChain finds the chains of a question by trying every step at either end of every
// path: why they begin and end as they do, by path.
func everyChain(w *web, q ChainsQuestion) map[string]string {
	out := map[string]string{}
	whole := func(with func(*step) []*step, joined int, unknown bool, last, nobody string) string {
		why := last
		if unknown {
			why = nobody
		}
		for _, x := range w.steps {
			switch longer := with(x); {
			case isPath(w, longer):
				return atMaxHops
			case isJoined(w, longer[joined], longer[joined+1]):
				why = atCycle
			}
		}
		return why
	}
	var extend func(path []*step)
	extend = func(path []*step) {
		n := len(path)
		for _, x := range w.steps {
			if longer := append(slices.Clone(path), x); n < q.MaxHops && isPath(w, longer) {
				extend(longer)
			}
		}
		for _, id := range q.Through {
			if !slices.ContainsFunc(path, func(s *step) bool { return s.passes(id) }) {
				return
			}
		}
		first, last := path[0], path[n-1]
		begins, ends := asFrom, asTo
		if q.From == "" {
			with := func(x *step) []*step { return append([]*step{x}, path...) }
			begins = whole(with, 0, node(first.provider) == "", firstProvider, unknownProvider)
		} else if !isAt(first.provider, q.From) {
			return
		}
		if q.To == "" {
			with := func(x *step) []*step { return append(slices.Clone(path), x) }
			ends = whole(with, n-1, node(last.recipient) == "", lastRecipient, unknownRecipient)
		} else if !isAt(last.recipient, q.To) || q.From != "" && slices.ContainsFunc(path[:n-1], func(s *step) bool { return isAt(s.recipient, q.To) }) {
			return
		}
		if n == q.MaxHops || begins != atMaxHops && ends != atMaxHops {
			out[keyOfPath(path)] = begins + " " + ends
		}
	}
	for _, x := range w.steps {
		if !x.internal() {
			extend([]*step{x})
		}
	}
	return out
}

func keyOfPath(path []*step) string {
	var out []string
	for _, s := range path {
		out = append(out, fmt.Sprint(s.at))
	}
	return strings.Join(out, " ")
}

// TestEveryChainIsFound compares what is found with a search that leaves nothing
// out of account, also where money goes in rings.
func TestEveryChainIsFound(t *testing.T) {
	chains, cut := 0, 0
	many(t, func(t *rapid.T) {
		d := draw(t, rapid.IntRange(1, 4).Draw(t, "plain") == 1, rapid.IntRange(1, 4).Draw(t, "rings") > 1)
		id := func(what string, none int) string {
			ids := []string{"a", "b", "c", "d", "e", "p", "q"}
			return append(ids, make([]string, none)...)[rapid.IntRange(0, len(ids)+none-1).Draw(t, what)]
		}
		q := ChainsQuestion{MaxHops: rapid.IntRange(1, 5).Draw(t, "hops"), Limit: 100_000, From: id("from", 12), To: id("to", 12)}
		for _, through := range []string{id("through", 2), id("and through", 12)} {
			if through != "" {
				q.Through = append(q.Through, through)
			}
		}
		if q.From == q.To && (q.From != "" || len(q.Through) == 0) {
			return // nothing is asked
		}
		found, err := d.book.Chains(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, c := range found.found {
			var path []*step
			for _, j := range c.steps {
				path = append(path, j.step)
			}
			if got[keyOfPath(path)] != "" {
				t.Fatalf("%s is found twice", tell(found.search.view(c)))
			}
			got[keyOfPath(path)] = c.begins + " " + c.ends
			chains++
			if c.begins == atCycle {
				cut++
			}
			for _, id := range found.search.cycles(c) {
				if !isOn(c.steps, id) && !isNamed(c.steps, id) {
					t.Fatalf("%s: %s is not on it", tell(found.search.view(c)), id)
				}
			}
			if c.ends == atCycle && len(found.search.cycles(c)) == 0 {
				t.Fatalf("%s: where it comes back to is not told\n%s", tell(found.search.view(c)), d)
			}
		}
		want := everyChain(found.search.w, q)
		if found.Cut || found.Count != len(got) || !maps.Equal(got, want) {
			t.Fatalf("%+v finds %d (cut %v)\n%v\nwant\n%v\n%s", q, found.Count, found.Cut, got, want, d)
		}
	})
	if !testing.Short() && (chains < 20 || cut == 0) {
		t.Errorf("the graphs are too plain: %d chains, %d of them cut where they begin", chains, cut)
	}
}
