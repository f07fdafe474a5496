package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// History applies generated datasets to a store, replaces and withdraws some of
// them, and expects the graph that a new store has after the last of each: what
// a graph shows depends on what its datasets say, not on what they said before
// or in what order they came. open gives a store without any record.
func History(t *testing.T, open func(t *testing.T) graph.Store) {
	used, fresh := open(t), open(t)
	rapid.Check(t, func(rt *rapid.T) {
		for _, s := range []graph.Store{used, fresh} {
			if err := refill(t.Context(), s, nil); err != nil {
				rt.Fatal(err)
			}
		}
		last := map[string]*data{}
		var story []string
		for range rapid.IntRange(1, 6).Draw(rt, "changes") {
			name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "dataset")
			if last[name] != nil && rapid.IntRange(0, 3).Draw(rt, "withdraw") == 0 {
				story = append(story, "withdraw "+name)
				if _, err := graph.Withdraw(t.Context(), used, name); err != nil {
					rt.Fatal(err)
				}
				delete(last, name)
				continue
			}
			last[name] = drawImport(rt, name)
			story = append(story, "apply "+name)
			if _, err := graph.Apply(t.Context(), used, last[name].build()); err != nil {
				rt.Fatal(err)
			}
			if found, err := graph.CheckStore(t.Context(), used); err != nil || len(found) > 0 {
				rt.Fatalf("%v: the check finds %+v %v", story, found, err)
			}
		}
		for _, name := range []string{"c", "b", "a"} {
			if last[name] == nil {
				continue
			}
			if _, err := graph.Apply(t.Context(), fresh, last[name].build()); err != nil {
				rt.Fatal(err)
			}
		}
		got, want := (&T{T: t, ctx: t.Context(), store: used}).live("slug"), (&T{T: t, ctx: t.Context(), store: fresh}).live("slug")
		if got != want {
			rt.Fatalf("%s\n%s", strings.Join(story, ", "), firstDifference(got, want))
		}
	})
}

// drawImport draws a dataset of few bodies, initiatives and documents, which
// other datasets tell of too.
func drawImport(t *rapid.T, name string) *data {
	d := &data{in: graph.Import{Dataset: graph.Dataset{Key: name}}}
	some := func(from []string, least int) (out []string) {
		for _, x := range from {
			if rapid.Bool().Draw(t, x) {
				out = append(out, x)
			}
		}
		if len(out) < least {
			out = from[:least]
		}
		return out
	}
	one := func(from []string) string { return rapid.SampledFrom(from).Draw(t, "one") }
	documents, bodies, works := some([]string{"d", "e", "f"}, 1), some([]string{"x", "y", "z"}, 2), some([]string{"v", "w"}, 1)
	cite := func() []*graph.Evidence {
		return []*graph.Evidence{{DocumentID: one(documents), Basis: "STATED"}}
	}
	for i, key := range documents {
		r := &graph.Document{Thing: named(key, "Document "+key), Date: date(one([]string{"", "2020", "2021"})), PublisherID: one(append(slices.Clone(bodies), ""))}
		// A document is described in itself or in one that comes before it.
		d.in.Things = append(d.in.Things, graph.ThingInput{Key: key, Record: r, Where: key,
			Evidence: []*graph.Evidence{{DocumentID: documents[rapid.IntRange(0, i).Draw(t, "described in")], Basis: "STATED"}}})
	}
	add := func(key string, r graph.Record) {
		d.in.Things = append(d.in.Things, graph.ThingInput{Key: key, Record: r, Where: key, Evidence: cite()})
	}
	for _, key := range bodies {
		th := named(key, one([]string{"Body " + key, "Another name of " + key}))
		if rapid.Bool().Draw(t, "further identifier") {
			th.Identifiers = append(th.Identifiers, identifiedBy("own", key))
		}
		add(key, &graph.Stakeholder{Thing: th, Kind: "ORGANIZATION", Summary: graph.Text(one([]string{"", name, "same"}))})
	}
	for _, key := range works {
		add(key, &graph.Initiative{Thing: named(key, "Work "+key), Type: "PROJECT", Nature: graph.InitiativeNature(one([]string{"EVENT", "STATE"})),
			Period: during(one([]string{"", "2020", "2021-05"}), "")})
	}
	for i := range rapid.IntRange(0, 8).Draw(t, "claims") {
		key := fmt.Sprint("k", i)
		var r graph.Record
		switch rapid.IntRange(0, 3).Draw(t, "claim") {
		case 0:
			r = &graph.Participation{StakeholderID: one(bodies), InitiativeID: one(works), Role: graph.Role(one([]string{"FUNDING", "HOST"}))}
		case 1:
			r = &graph.Affiliation{StakeholderID: one(bodies), ToID: one(bodies), Type: "PART_OF"}
		case 2:
			r = &graph.Finding{InitiativeID: one(works), Type: "CONCLUSION", Text: "Good", Addressees: []*graph.Addressee{{StakeholderID: one(bodies)}}}
		case 3:
			f := &graph.Flow{Provider: graph.End{StakeholderID: one(bodies)}, Recipient: graph.End{InitiativeID: one(works)}, Type: "DISBURSEMENT", Amount: graph.Money{Amount: one([]string{"1", "2"}), Currency: "USD"}}
			for _, c := range d.in.Claims {
				if _, ok := c.Record.(*graph.Flow); ok && rapid.Bool().Draw(t, "paid from") {
					f.PaidFromID = c.Key
				}
			}
			r = f
		}
		d.in.Claims = append(d.in.Claims, graph.ClaimInput{Key: key, Record: r, Where: key, Evidence: cite()})
	}
	visibility := func() graph.Visibility {
		return rapid.SampledFrom([]graph.Visibility{"", "", "", "", "PUBLIC", "RESTRICTED", "WITHHELD"}).Draw(t, "visibility")
	}
	for i := range d.in.Things {
		d.in.Things[i].Visibility = visibility()
	}
	for i := range d.in.Claims {
		d.in.Claims[i].Visibility = visibility()
	}
	return d
}
