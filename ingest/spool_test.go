package ingest

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/migraph/migraph/graph"
)

func TestASpoolGivesWhatWasPutIntoIt(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	count := 7
	in := &graph.Import{Dataset: graph.Dataset{Key: "d", Title: "D"}}
	cite := []*graph.Evidence{{DocumentID: "doc", Locator: "page 1", Basis: "STATED"}}
	in.Things = []graph.ThingInput{
		{Key: "b", Where: "f:1", Evidence: cite, Record: &graph.Stakeholder{Kind: "GOVERNMENT", Thing: graph.Thing{Name: "B", Identifiers: []*graph.Identifier{{Scheme: "org-id", Value: "XM-1"}}}}},
		{Key: "c", Where: "f:2", Evidence: cite, Visibility: "RESTRICTED", Record: &graph.Stakeholder{Thing: graph.Thing{Name: "C\x00"}}},
		{Key: "i", Where: "f:3", Evidence: cite, Record: &graph.Initiative{Humanitarian: true, Translations: []*graph.Translation{{Language: "fr", Text: "Bonjour"}}}},
	}
	in.Claims = []graph.ClaimInput{
		{Key: "p", Where: "f:4", Evidence: cite, Record: &graph.Participation{StakeholderID: "b", InitiativeID: "i", Headcount: &count}},
		{Key: "", Where: "f:5", Evidence: append(cite, cite...), Record: &graph.Flow{Provider: graph.End{StakeholderID: "b"}, Amount: graph.Money{Amount: "-1.50", Currency: "EUR"},
			Hops: []*graph.Hop{{End: graph.End{InitiativeID: "i"}}}, Allocations: []*graph.Allocation{{PlaceID: "l", Percentage: "100"}}}},
	}
	s := NewSpool(in.Dataset)
	for i := range in.Claims { // in any order
		if err := s.Claim(in.Claims[len(in.Claims)-1-i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range in.Things {
		if err := s.Thing(x); err != nil {
			t.Fatal(err)
		}
	}
	if s.Size() != 5 {
		t.Errorf("there are %d entries", s.Size())
	}
	for range 2 { // as often as is needed
		out := &graph.Import{Dataset: s.About()}
		if err := s.EachThing(t.Context(), func(x *graph.ThingInput) error { return out.Thing(*x) }); err != nil {
			t.Fatal(err)
		}
		if err := s.EachClaim(t.Context(), func(x *graph.ClaimInput) error { return out.Claim(*x) }); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(in, out) {
			got, _ := json.Marshal(out)
			want, _ := json.Marshal(in)
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
