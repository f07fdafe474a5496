package ingest

import (
	"fmt"
	"testing"

	"github.com/migraph/migraph/graph"
)

var _ Sink = (*graph.Import)(nil)

func TestAnAccountTellsWhatWasSkippedFirstAndTheMostFrequent(t *testing.T) {
	var a Account
	a.Flag("odd", "It is odd.", "f:1")
	a.Withhold("person", "A person's name.", "f:2")
	a.Drop("colour", "Colours are not kept.", "f:4")
	a.Skip("rare", "Rare.", "f:3")
	for i := range MaxPlaces + 5 {
		a.Skip("often", "Often.", fmt.Sprint("f:", i))
	}
	a.Read("rows", 3)
	a.Read("rows", 4)
	var got []string
	for _, r := range a.Rules() {
		got = append(got, fmt.Sprintf("%s %s %d %d", r.Name, r.Effect, r.Count, len(r.Places)))
	}
	if want := "[often SKIPPED 1005 1000 rare SKIPPED 1 1 person WITHHELD 1 1 odd FLAGGED 1 1 colour NOT_KEPT 1 1]"; fmt.Sprint(got) != want {
		t.Errorf("got %v", got)
	}
	if a.Elements()["rows"] != 7 || a.Count("often") != 1005 || a.Count("never") != 0 {
		t.Errorf("counts are %v, %d", a.Elements(), a.Count("often"))
	}
}
