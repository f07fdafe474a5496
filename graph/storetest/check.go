package storetest

import (
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func checkCases() []Case {
	return []Case{
		{"a sound store has no findings", soundStore},
		{"references that lead nowhere are found", danglingReferences},
		{"references to another type are found", wrongReferences},
		{"references in parts that lead nowhere are found", danglingParts},
		{"claims without evidence are found", claimsWithoutEvidence},
		{"stakeholders that are wrongly marked as funders are found", wrongFunders},
		{"claims that are shown to others than they may be are found", wronglyShown},
		{"claims that are not dated as their initiative are found", wronglyDated},
		{"a deleted thing leaves findings", deletedThing},
		{"wrong numbers of claims are found", wrongCounts},
	}
}

// finding expects exactly these findings, each given by the id and a piece of
// its message. Records that were put as they are have no numbers of claims.
func (t *T) findings(want ...[2]string) {
	t.Helper()
	found, err := graph.CheckStore(t.ctx, t.store)
	t.ok(err)
	found = slices.DeleteFunc(found, func(d graph.Defect) bool { return strings.Contains(d.Message, "claimCount") })
	equal(t, "number of findings", len(found), len(want))
	for _, w := range want {
		ok := false
		for _, f := range found {
			ok = ok || f.ID == w[0] && strings.Contains(f.Message, w[1])
		}
		if !ok {
			t.Errorf("no finding about %s with %q among %+v", w[0], w[1], found)
		}
	}
}

func wrongCounts(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	count := func(n int64) {
		t.write(func(ctx context.Context, w graph.Writer) error {
			return w.Derive(ctx, typ("Stakeholder"), "claimCount", map[string]any{sid("x"): int64(1), sid("y"): n})
		})
	}
	count(1)
	t.sound()
	count(2)
	found, err := graph.CheckStore(t.ctx, t.store)
	t.ok(err)
	same(t, "findings", found, graph.Defect{ID: sid("y"), Message: "claimCount is 2, its claims are 1"})
}

func soundStore(t *T) {
	t.findings()
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	t.findings()
}

func danglingReferences(t *T) {
	t.put(doc(), stakeholder("x", "X"), affiliation("a", "x", "gone", "PART_OF"), document("d", "D", func(d *graph.Document) { d.PublisherID = sid("lost") }))
	t.findings([2]string{aid("a"), sid("gone")}, [2]string{did("d"), "publisher"})
}

func wrongReferences(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I"), affiliation("a", "x", "x", "PART_OF", func(a *graph.Affiliation) { a.ToID = iid("i") }))
	t.findings([2]string{aid("a"), "no Stakeholder"})
}

func danglingParts(t *T) {
	t.put(stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF")) // the document is missing
	t.findings([2]string{aid("a"), did("doc")})
	t.put(doc(), stakeholder("x", "X", funder), flow("f", body("x"), body("y"), "1", func(f *graph.Flow) {
		f.Nature, f.Hops = "", []*graph.Hop{{End: body("gone")}}
	}))
	t.findings([2]string{fid("f"), sid("gone")})
}

func funder(s *graph.Stakeholder) { s.Funder = true }

func wrongFunders(t *T) {
	pays := flow("f", body("x"), body("y"), "1", func(f *graph.Flow) { f.Nature = "" })
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y", funder), pays)
	t.findings([2]string{sid("x"), "isFunder is false"}, [2]string{sid("y"), "isFunder is true"})
	t.put(stakeholder("x", "X", funder), stakeholder("y", "Y"))
	t.findings()
	pays.Hidden, pays.Evidence[0].Visibility = graph.AudienceStaff, "RESTRICTED" // not for everybody to know
	t.put(pays)
	t.findings([2]string{sid("x"), "isFunder is true"})
}

func wronglyShown(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y", func(s *graph.Stakeholder) { s.Hidden = graph.AudienceStaff }),
		affiliation("a", "x", "y", "PART_OF"))
	t.findings([2]string{aid("a"), "shown from audience 0 on, not 1"})
	t.put(affiliation("a", "x", "y", "PART_OF", func(a *graph.Affiliation) { a.Hidden = graph.AudienceStaff }))
	t.findings()
	t.put(document("doc", "Source", func(d *graph.Document) { d.Hidden = graph.AudienceKeeper }))
	t.findings([2]string{aid("a"), "not hidden as its document"})
}

func claimsWithoutEvidence(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF", func(a *graph.Affiliation) { a.Evidence = nil }))
	t.findings([2]string{aid("a"), "cites no document"})
}

func wronglyDated(t *T) {
	t.put(doc(), stakeholder("x", "X"), initiative("i", "I", dated("2020", "")), participation("p", "x", "i", "HOST"))
	t.findings([2]string{pid("p"), "not dated as its initiative"})
	t.put(participation("p", "x", "i", "HOST", func(p *graph.Participation) {
		p.Period, p.DatedBy, p.Nature = during("2020", ""), "INITIATIVE", "EVENT"
	}))
	t.findings()
	t.put(initiative("i", "I", dated("2021", "")))
	t.findings([2]string{pid("p"), "not dated as its initiative"})
}

func deletedThing(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"), affiliation("a", "x", "y", "PART_OF"))
	t.remove(sid("y"))
	t.findings([2]string{aid("a"), sid("y")})
	t.remove(aid("a"))
	t.findings()
}
