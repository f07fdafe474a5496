package network_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

func TestRecommendationsAreThoseOfTheOracle(t *testing.T) {
	s := open(t)
	found := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		documents := []*graph.Document{{Thing: thing("d", 0), Date: date("2020-05")}, {Thing: thing("d", 1), Date: date("2021")}, {Thing: thing("d", 2)}}
		var findings []*graph.Finding
		for i := range rapid.IntRange(0, 8).Draw(rt, "findings") {
			f := &graph.Finding{Claim: claim("n", i), InitiativeID: w.initiatives[rapid.IntRange(0, len(w.initiatives)-1).Draw(rt, "of")].ID,
				Type: rapid.SampledFrom([]graph.FindingType{"RECOMMENDATION", "RECOMMENDATION", "OUTCOME"}).Draw(rt, "type"), AddressedTo: "ANY"}
			f.Evidence = nil
			for _, d := range rapid.SliceOfNDistinct(rapid.IntRange(0, 2), 1, 2, rapid.ID[int]).Draw(rt, "documents") {
				f.Evidence = append(f.Evidence, &graph.Evidence{DocumentID: id("d", d), Basis: "STATED", Dataset: "x"})
			}
			if n := rapid.IntRange(0, 3).Draw(rt, "number"); n > 0 {
				f.Number = &n
			}
			for range rapid.IntRange(0, 3).Draw(rt, "addressees") {
				f.Addressees = append(f.Addressees, &graph.Addressee{StakeholderID: w.bodies[rapid.IntRange(0, len(w.bodies)-1).Draw(rt, "to")].ID})
			}
			findings = append(findings, f)
		}
		_, err := s.Write(t.Context(), func(ctx context.Context, wr graph.Writer) error {
			return cmp.Or(wr.Put(ctx, graph.Catalog.Type("Document"), recordsOf(documents)), wr.Put(ctx, graph.Catalog.Type("Finding"), recordsOf(findings)))
		})
		if err != nil {
			rt.Fatal(err)
		}
		q := network.RecommendationQuestion{}
		if rapid.IntRange(0, 3).Draw(rt, "of a body") > 0 {
			q.To, q.Parents = w.bodies[0].ID, rapid.Bool().Draw(rt, "parents")
		}
		var got []string
		calls, err := within(t, s, func(ctx context.Context, port network.Port) error {
			list, err := network.Recommendations(ctx, port.Fetch, q)
			for _, x := range list {
				number := 99
				if x.Number != nil {
					number = *x.Number
				}
				got = append(got, fmt.Sprintf("%s %s %02d %s %v %v", orLast(x.Date.Earliest), x.InitiativeID, number, x.FindingID, slices.Sorted(slices.Values(x.AskedFor)), x.Documents))
			}
			return err
		})
		if err != nil || calls > 13 || !q.Parents && calls > 3 {
			rt.Fatalf("%d calls, %v", calls, err)
		}
		want := expectedRecommendations(w, findings, documents, q)
		if !slices.Equal(got, want) {
			rt.Fatalf("%+v:\n got %q\nwant %q", q, got, want)
		}
		found += len(want)
	})
	if found == 0 {
		t.Error("nothing was ever recommended")
	}
}

// orLast tells a day so that later ones come first, and unknown ones last.
func orLast(day string) string {
	if day == "" {
		return "undated"
	}
	return map[string]string{"2021": "1st ", "2020": "2nd "}[day[:4]] + day
}

func expectedRecommendations(w *world, findings []*graph.Finding, documents []*graph.Document, q network.RecommendationQuestion) (out []string) {
	for _, f := range findings {
		var asked []string
		for _, a := range f.Addressees {
			if q.To != "" && (a.StakeholderID == q.To || q.Parents && w.within(q.To, a.StakeholderID)) {
				asked = append(asked, a.StakeholderID)
			}
		}
		if f.Type != "RECOMMENDATION" || q.To != "" && len(asked) == 0 {
			continue
		}
		var cited []string
		date := ""
		for _, i := range []int{1, 0, 2} { // the newest first
			if slices.ContainsFunc(f.Evidence, func(e *graph.Evidence) bool { return e.DocumentID == documents[i].ID }) {
				cited = append(cited, documents[i].ID)
				date = cmp.Or(date, documents[i].Date.Earliest)
			}
		}
		number := 99
		if f.Number != nil {
			number = *f.Number
		}
		out = append(out, fmt.Sprintf("%s %s %02d %s %v %v", orLast(date), f.InitiativeID, number, f.ID, slices.Sorted(slices.Values(only(asked...))), cited))
	}
	slices.Sort(out)
	return out
}

func TestTooManyRecommendationsAreRefused(t *testing.T) {
	s := open(t)
	if err := cooperation(1).write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	_, err := s.Write(t.Context(), func(ctx context.Context, wr graph.Writer) error {
		var fs []graph.Record
		for i := range 3 {
			fs = append(fs, &graph.Finding{Claim: claim("n", i), InitiativeID: id("i", 0), Type: "RECOMMENDATION"})
		}
		return wr.Put(ctx, graph.Catalog.Type("Finding"), fs)
	})
	if err != nil {
		t.Fatal(err)
	}
	for most, ok := range map[int]bool{3: true, 2: false} {
		_, err := within(t, s, func(ctx context.Context, port network.Port) error {
			list, err := network.Recommendations(ctx, port.Fetch, network.RecommendationQuestion{MaxFindings: most})
			if err == nil && len(list) != 3 {
				t.Errorf("%d recommendations", len(list))
			}
			return err
		})
		if ok != (err == nil) || !ok && graph.CodeOf(err) != graph.LimitExceeded {
			t.Errorf("at most %d: %v", most, err)
		}
	}
}
