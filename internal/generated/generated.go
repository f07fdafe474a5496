// Package generated makes graphs for tests and measurements: of any size, with
// names and degrees as skewed as real ones, and the same for the same options.
//
// A graph is made record by record, so that one of a million bodies needs no more
// memory than a few numbers for each. What other records say of a thing (how many
// claims are about it, whether it is a funder) is worked out before the thing is
// written: every graph is as graph.CheckStore wants it.
package generated

import (
	"context"
	"math"
	"math/rand/v2"

	"github.com/migraph/migraph/graph"
)

// Options say which graph to make.
type Options struct {
	Seed uint64
	// Stakeholders is how many bodies there are, at least 20; the hub comes on top.
	// There are twice as many initiatives.
	Stakeholders int
	// Participations is how many participations there are for each body; 0 means 10.
	Participations int
	// Batch is how many records and parts to write in one transaction; 0 means
	// 20,000, which every server takes.
	Batch int
}

// HubInitiatives is in how many initiatives the hub takes part, in a graph of as
// many bodies at least. In a smaller one it takes part in every other initiative.
const HubInitiatives = 10_000

// Graph is a generated graph.
type Graph struct {
	options      Options
	stakeholders int // without the hub
	initiatives  int
	documents    int
	// about counts the claims about things that everybody may see.
	about map[*graph.Type][]int32
	// funders are those of the stakeholders that give money.
	funders []bool
}

// What the graph is made of, by the catalog.
var (
	stakeholderType = graph.Catalog.Type("Stakeholder")
	initiativeType  = graph.Catalog.Type("Initiative")
	documentType    = graph.Catalog.Type("Document")
	placeType       = graph.Catalog.Type("Place")
	themeType       = graph.Catalog.Type("Theme")
)

// New makes a graph. It goes through all claims once, to count them.
func New(o Options) *Graph {
	if o.Participations == 0 {
		o.Participations = 10
	}
	if o.Batch == 0 {
		o.Batch = 20_000
	}
	g := &Graph{options: o, stakeholders: o.Stakeholders, initiatives: 2 * o.Stakeholders, documents: 30 + o.Stakeholders/500}
	g.about = map[*graph.Type][]int32{
		stakeholderType: make([]int32, g.stakeholders+1), initiativeType: make([]int32, g.initiatives),
		placeType: make([]int32, len(places)), themeType: make([]int32, len(themes)),
	}
	g.funders = make([]bool, g.stakeholders+1)
	for c := range g.claims() {
		g.count(c)
	}
	return g
}

// Stakeholders gives the number of bodies, the hub among them.
func (g *Graph) Stakeholders() int { return g.stakeholders + 1 }

// Initiatives gives the number of initiatives.
func (g *Graph) Initiatives() int { return g.initiatives }

// Hub is the body that takes part in very many initiatives.
func (g *Graph) Hub() *graph.Stakeholder { return g.Stakeholder(g.stakeholders) }

// Claims gives the number of claims about the n-th body.
func (g *Graph) Claims(n int) int { return int(g.about[stakeholderType][n]) }

// DrawBody draws a body, those of many claims more often: it gives its number.
func (g *Graph) DrawBody(r *rand.Rand) int { return g.body(r) }

// random gives the random numbers of the n-th record of a kind: the same whenever
// and in whatever order records are made.
func (g *Graph) random(kind string, n int) *rand.Rand {
	h := g.options.Seed
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * 0x100000001B3 // as FNV mixes bytes
	}
	return rand.New(rand.NewPCG(h, uint64(n)))
}

// body draws a body: the k-th is drawn about k^-0.7 times as often as the first.
func (g *Graph) body(r *rand.Rand) int {
	const power = 0.3 // of the share of those before the k-th
	x := 1 + r.Float64()*(math.Pow(float64(g.stakeholders+1), power)-1)
	return min(int(math.Pow(x, 1/power))-1, g.stakeholders-1)
}

// count notes what a claim says of things.
func (g *Graph) count(c graph.Record) {
	if graph.AsClaim(c).Hidden > graph.AudiencePublic {
		return
	}
	seen := map[string]bool{}
	eachThing(graph.TypeOf(c), c, func(t *graph.Type, id string) {
		if !seen[id] {
			seen[id] = true
			g.about[t][number(id)]++
		}
	})
	switch c := c.(type) {
	case *graph.Flow:
		g.pays(c.Provider.StakeholderID)
		for _, h := range c.Hops {
			g.pays(h.StakeholderID)
		}
	case *graph.Participation:
		if c.Role == "FUNDING" {
			g.pays(c.StakeholderID)
		}
	}
}

func (g *Graph) pays(id string) {
	if id != "" {
		g.funders[number(id)] = true
	}
}

// eachThing calls fn for the things that a claim refers to, but for what it cites.
func eachThing(t *graph.Type, r graph.Record, fn func(*graph.Type, string)) {
	for i := range t.Refs {
		to := t.Target(t.Refs[i].Name)
		if id := t.Refs[i].Get(r); id != "" && to.Class == graph.ClassThing {
			fn(to, id)
		}
	}
	for i := range t.Parts {
		if p := &t.Parts[i]; p.Name != "evidence" {
			for _, e := range p.Get(r) {
				eachThing(p.Type, e, fn)
			}
		}
	}
}

// Load writes the graph into an empty store, in several transactions.
func (g *Graph) Load(ctx context.Context, s graph.Store) error {
	w := &loader{store: s, batch: g.options.Batch, pending: map[*graph.Type][]graph.Record{}}
	for r := range g.things() {
		if err := w.add(ctx, r); err != nil {
			return err
		}
	}
	for r := range g.claims() {
		if err := w.add(ctx, r); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// loader gathers records until they are worth a transaction.
type loader struct {
	store       graph.Store
	pending     map[*graph.Type][]graph.Record
	rows, batch int
}

func (l *loader) add(ctx context.Context, r graph.Record) error {
	t := graph.TypeOf(r)
	l.pending[t] = append(l.pending[t], r)
	l.rows++
	for i := range t.Parts {
		l.rows += len(t.Parts[i].Get(r))
	}
	if l.rows < l.batch {
		return nil
	}
	return l.flush(ctx)
}

func (l *loader) flush(ctx context.Context) error {
	if l.rows == 0 {
		return nil
	}
	_, err := l.store.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		for _, t := range graph.Catalog.Types() {
			if err := w.Put(ctx, t, l.pending[t]); err != nil {
				return err
			}
		}
		return nil
	})
	clear(l.pending)
	l.rows = 0
	return err
}
