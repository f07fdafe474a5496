package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/migraph/migraph/graph"
)

// The size of the generated graph.
const (
	stakeholders   = 10_000
	initiatives    = 20_000
	participations = 100_000
	hubs           = 60 // the most connected stakeholders, which the questions start from
)

// generated is a graph with skewed degrees: the k-th stakeholder takes part
// about k^-0.7 times as often as the first.
type generated struct {
	documents, stakeholders, initiatives, participations []graph.Record
}

// idOf gives a well-formed id for the n-th record of a type.
func idOf(prefix string, n int) string {
	const digits = "abcdefghijklmnopqrstuvwxyz234567"
	id := make([]byte, 12)
	for i := range id {
		id[len(id)-1-i] = digits[n&31]
		n >>= 5
	}
	return prefix + string(id)
}

func generate() *generated {
	r := rand.New(rand.NewPCG(7, 7))
	g := &generated{}
	doc := &graph.Document{}
	doc.ID, doc.Name, doc.Slug = idOf("d", 1), "A generated register", "register"
	g.documents = []graph.Record{doc}
	for i := range stakeholders {
		s := &graph.Stakeholder{Kind: graph.StakeholderKinds[i%3], Country: graph.Text([]string{"MY", "TH", "ID", "PH"}[i%4])}
		s.ID, s.Slug = idOf("s", i), fmt.Sprintf("body-%d", i)
		s.Name = fmt.Sprintf("%s Migration %s %05d", []string{"Global", "National", "Réseau", "United"}[r.IntN(4)],
			[]string{"Agency", "Council", "Network", "Office"}[r.IntN(4)], i)
		if i < hubs {
			s.Subtype = "HUB"
		}
		g.stakeholders = append(g.stakeholders, s)
	}
	for i := range initiatives {
		x := &graph.Initiative{Type: graph.InitiativeTypes[r.IntN(len(graph.InitiativeTypes))], Nature: "EVENT"}
		x.ID, x.Slug, x.Name = idOf("i", i), fmt.Sprintf("initiative-%d", i), fmt.Sprintf("Supporting safe return (%05d)", i)
		day := fmt.Sprintf("%d-%02d-%02d", 2012+r.IntN(14), 1+r.IntN(12), 1+r.IntN(28))
		x.Period.Start = graph.PartialDate{Text: day, Earliest: day, Latest: day}
		g.initiatives = append(g.initiatives, x)
	}
	g.participate(r)
	return g
}

func (g *generated) participate(r *rand.Rand) {
	cumulated := make([]float64, stakeholders)
	total := 0.0
	for k := range cumulated {
		total += 1 / math.Pow(float64(k+1), 0.7)
		cumulated[k] = total
	}
	taken := map[[2]int]bool{}
	for len(g.participations) < participations {
		i := r.IntN(initiatives)
		x := r.Float64() * total
		s := 0
		for low, high := 0, stakeholders-1; low <= high; {
			mid := (low + high) / 2
			if cumulated[mid] >= x {
				s, high = mid, mid-1
			} else {
				low = mid + 1
			}
		}
		if taken[[2]int{s, i}] {
			continue
		}
		taken[[2]int{s, i}] = true
		p := &graph.Participation{StakeholderID: idOf("s", s), InitiativeID: idOf("i", i), Role: graph.Roles[r.IntN(len(graph.Roles))],
			Timing: graph.Timing{Nature: "EVENT", DatedBy: "INITIATIVE", Period: g.initiatives[i].(*graph.Initiative).Period}}
		p.ID, p.Key = idOf("p", len(g.participations)), fmt.Sprint(len(g.participations))
		p.Evidence = []*graph.Evidence{{DocumentID: g.documents[0].(*graph.Document).ID, Basis: "STATED", Dataset: "bench"}}
		g.participations = append(g.participations, p)
	}
}

// load writes the graph into an empty store, in transactions of a size that
// every server takes.
func (g *generated) load(ctx context.Context, s graph.Store) error {
	const batch = 5_000
	for _, rs := range [][]graph.Record{g.documents, g.stakeholders, g.initiatives, g.participations} {
		for len(rs) > 0 {
			n := min(batch, len(rs))
			_, err := s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
				return w.Put(ctx, graph.TypeOf(rs[0]), rs[:n])
			})
			if err != nil {
				return err
			}
			rs = rs[n:]
		}
	}
	return nil
}
