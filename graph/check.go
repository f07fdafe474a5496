package graph

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Defect is one thing that is wrong inside a store.
type Defect struct {
	ID      string
	Message string
}

// CheckStore looks for contradictions inside a store: references that lead
// nowhere, claims without evidence, claims that are not dated as their
// initiative, shown to others than they may be or not where rulings want them, stakeholders that are wrongly
// marked as funders, stored links that differ from what their claims say, and
// weights and numbers of neighbours that differ from the links. Each is a defect
// of Migraph or the work of somebody else on its database. While a part of an import can
// be seen, it fails with Unavailable.
func CheckStore(ctx context.Context, s Store) ([]Defect, error) {
	var out []Defect
	err := s.View(ctx, func(ctx context.Context, r Reader) error {
		if err := Settled(ctx, r); err != nil {
			return err
		}
		c := newChecker(r)
		if err := c.run(ctx); err != nil {
			return err
		}
		out = c.found
		return Settled(ctx, r)
	})
	return out, err
}

type checker struct {
	r           Reader
	found       []Defect
	things      map[string]*Type // every id
	initiatives map[string]*Initiative
	audiences   map[string]Audience // every thing and claim
	funders     map[string]bool     // marked as such
	payers      map[string]bool     // by their claims
	counts      map[string]int      // of claims, as things have them
	about       map[string]int      // as claims say
	links       map[linkKey]Link
	weights     map[between]int
	weighed     map[between]string // the claim that was counted last
	rulings     *rulings
}

func newChecker(r Reader) *checker {
	return &checker{r: r, things: map[string]*Type{}, initiatives: map[string]*Initiative{},
		audiences: map[string]Audience{}, funders: map[string]bool{}, payers: map[string]bool{},
		counts: map[string]int{}, about: map[string]int{}}
}

type linkKey struct {
	claim string
	step  int
}

func (c *checker) report(id, format string, args ...any) {
	c.found = append(c.found, Defect{id, fmt.Sprintf(format, args...)})
}

func (c *checker) run(ctx context.Context) error {
	ruled, err := Rulings(ctx, c.r)
	if err != nil {
		return err
	}
	c.rulings = newRulings(ruled)
	for _, t := range Catalog.Types() {
		err := c.r.Scan(ctx, t, func(r Record) error {
			c.things[IDOf(r)] = t
			switch x := r.(type) {
			case *Initiative:
				c.initiatives[x.ID] = x
			case *Stakeholder:
				c.funders[x.ID] = x.Funder
			}
			if th := AsThing(r); th != nil {
				c.counts[th.ID] = th.ClaimCount
			}
			if t.fields["hidden"] != nil {
				c.audiences[IDOf(r)] = hiddenOf(r)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	c.links = map[linkKey]Link{}
	for _, t := range Catalog.Types() {
		if err := c.r.Scan(ctx, t, func(r Record) error { c.record(t, r); return nil }); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.funders)) {
		if c.funders[id] != c.payers[id] {
			c.report(id, "isFunder is %t, its claims say %t", c.funders[id], c.payers[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.counts)) {
		if c.counts[id] != c.about[id] {
			c.report(id, "claimCount is %d, its claims are %d", c.counts[id], c.about[id])
		}
	}
	if err := c.compareLinks(ctx); err != nil {
		return err
	}
	return c.compareWeights(ctx)
}

func (c *checker) record(t *Type, r Record) {
	id := IDOf(r)
	c.references(id, t, r)
	if claim := AsClaim(r); claim != nil && len(claim.Evidence) == 0 {
		c.report(id, "%s cites no document", t.Name)
	}
	c.visibility(t, r)
	c.follows(t, r)
	for _, id := range aboutThings(t, r) {
		c.about[id]++
	}
	if t.Within != nil {
		dated := clone(t, r)
		t.Within.Date(dated, c.initiatives[t.Within.Initiative(r)])
		if canonical(t, dated) != canonical(t, r) {
			c.report(id, "%s is not dated as its initiative", t.Name)
		}
	}
	if t.Links != nil {
		for _, l := range t.Links(r) {
			c.links[linkKey{l.Claim, l.Step}] = l
		}
	}
}

// visibility compares from which audience on a claim is shown with what it
// cites and refers to, and notes whom it makes a funder.
func (c *checker) visibility(t *Type, r Record) {
	claim := AsClaim(r)
	if claim == nil {
		return
	}
	least := max(audienceOf(claim.Evidence), c.rulings.hidesClaim(t, claim))
	eachReference(t, r, func(id string) { least = max(least, c.audiences[id]) })
	for _, e := range claim.Evidence {
		if e.Hidden != c.audiences[e.DocumentID] {
			c.report(claim.ID, "%s is not hidden as its document %s", t.Name, e.DocumentID)
		}
	}
	if claim.Hidden != least {
		c.report(claim.ID, "%s is shown from audience %d on, not %d", t.Name, claim.Hidden, least)
	}
	if claim.Hidden == AudiencePublic {
		for _, id := range payersOf(r) {
			c.payers[id] = true
		}
	}
}

func (c *checker) references(id string, t *Type, r Record) {
	for i := range t.Refs {
		rf := &t.Refs[i]
		if to := rf.Get(r); to != "" && (c.things[to] == nil || c.things[to].Name != rf.To) {
			c.report(id, "%s.%s refers to %s, which is no %s", t.Name, rf.Name, to, rf.To)
		}
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			c.references(id, t.Parts[i].Type, e)
		}
	}
}

func (c *checker) compareLinks(ctx context.Context) error {
	err := c.r.ScanLinks(ctx, func(l Link) error {
		k := linkKey{l.Claim, l.Step}
		want, ok := c.links[k]
		switch {
		case !ok:
			c.report(l.Claim, "its stored link %s from %s to %s follows from no claim", l.Type, l.From, l.To)
		case want != l:
			c.report(l.Claim, "its stored link %s from %s to %s differs from the claim", l.Type, l.From, l.To)
		}
		delete(c.links, k)
		c.weigh(l)
		return nil
	})
	for k, l := range c.links {
		c.report(k.claim, "its link %s from %s to %s is not stored", l.Type, l.From, l.To)
	}
	return err
}

// between is what a weight is of.
type between struct {
	from, to string
	kind     LinkType
}

// weigh notes a stored link, which come claim by claim.
func (c *checker) weigh(l Link) {
	b := between{l.From, l.To, l.Type}
	if c.weights == nil {
		c.weights, c.weighed = map[between]int{}, map[between]string{}
	}
	if c.weighed[b] != l.Claim {
		c.weighed[b] = l.Claim
		c.weights[b]++
	}
}

// checkedNeighbours is how many of a thing's neighbours are asked for once more:
// stores may keep the first of them.
const checkedNeighbours = 50

// compareWeights compares the neighbours that the store gives with the links
// that it has, in the way that links lead, and the first of them with all.
func (c *checker) compareWeights(ctx context.Context) error {
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(c.counts)), chunk) {
		near, err := c.r.Links(ctx, &LinkQuery{Nodes: ids})
		if err != nil {
			return err
		}
		first, err := c.r.Links(ctx, &LinkQuery{Nodes: ids, Limit: checkedNeighbours})
		if err != nil {
			return err
		}
		if err := c.compareNumbers(ctx, ids, near); err != nil {
			return err
		}
		for i, id := range ids {
			cut := near[i]
			cut.List = cut.List[:min(len(cut.List), checkedNeighbours)]
			if !reflect.DeepEqual(first[i], cut) {
				c.report(id, "its first neighbours are not those of all %d", near[i].Total)
			}
			for _, n := range near[i].List {
				if !n.Out {
					continue
				}
				b := between{id, n.ID, n.Type}
				if c.weights[b] != n.Weight {
					c.report(id, "%d claims link it by %s to %s, %d are kept", c.weights[b], n.Type, n.ID, n.Weight)
				}
				delete(c.weights, b)
			}
		}
	}
	for b, n := range c.weights {
		if _, isThing := c.counts[b.from]; isThing {
			c.report(b.from, "%d claims link it by %s to %s, none is kept", n, b.kind, b.to)
		}
	}
	return nil
}

// compareNumbers compares with how many neighbours the store says that things are
// linked, by each type of links and by those between bodies and initiatives, with
// all that it gives.
func (c *checker) compareNumbers(ctx context.Context, ids []string, all []Neighbours) error {
	asked := [][]LinkType{TieTypes()}
	for _, t := range LinkTypes() {
		asked = append(asked, []LinkType{t})
	}
	for _, types := range asked {
		var of []string
		var want []Neighbours
		for i, n := range all {
			if n := byTypes(ids[i], n, types); n.Total > 0 {
				of, want = append(of, ids[i]), append(want, n)
			}
		}
		if len(of) == 0 {
			continue
		}
		got, err := c.r.Links(ctx, &LinkQuery{Nodes: of, Types: types, Limit: 1})
		if err != nil {
			return err
		}
		for i, id := range of {
			if got[i].Total != want[i].Total || got[i].Things != want[i].Things {
				c.report(id, "it has %d neighbours by %s, which are %d things; %d and %d are kept",
					want[i].Total, types, want[i].Things, got[i].Total, got[i].Things)
			}
		}
	}
	return nil
}

// byTypes counts those of a thing's neighbours that links of some types lead to.
func byTypes(id string, all Neighbours, types []LinkType) (n Neighbours) {
	things := map[string]bool{}
	for _, x := range all.List {
		if slices.Contains(types, x.Type) {
			n.Total++
			things[x.ID] = true
		}
	}
	delete(things, id)
	n.Things = len(things)
	return n
}
