package api_test

import (
	"testing"

	"github.com/migraph/migraph/graph"
)

// secret is a dataset of which nobody of the public may see anything.
func secret() *graph.Import {
	in := small(2)
	in.Dataset = graph.Dataset{Key: "secret", Title: "Not for everybody"}
	for i := range in.Things {
		in.Things[i].Visibility = "RESTRICTED"
	}
	for i := range in.Claims {
		in.Claims[i].Visibility = "RESTRICTED"
	}
	return in
}

func TestDatasets(t *testing.T) {
	in := rich()
	in.Dataset.Title, in.Dataset.Licence, in.Dataset.Format = "Rich", "CC-BY-4.0", "iati"
	h, c := serve(t, in)
	if _, err := graph.Apply(t.Context(), c.Store, small(2)); err != nil {
		t.Fatal(err)
	}
	a := asked(t, h, `{ datasets { totalCount nodes { key title licence format revision things { type count } } } again: datasets(first: 1) { nodes { key } } }`)
	if len(c.calls) != 2 {
		t.Errorf("%d calls: %v", len(c.calls), c.calls)
	}
	rows := a.list("datasets", "nodes")
	if a.int("datasets", "totalCount") != 2 || len(rows) != 2 {
		t.Fatalf("got %v", a)
	}
	var described *object
	for i, r := range rows {
		if i > 0 && rows[i-1].text("key") >= r.text("key") {
			t.Errorf("not in the order of keys: %v", rows)
		}
		if r.text("key") == "rich" {
			described = &rows[i]
		} else if r.in("licence") != nil || r.in("title") != nil || r.in("format") != nil || r.int("revision") != 2 {
			t.Errorf("what is not told is shown: %v", r)
		}
	}
	if described == nil || described.text("title") != "Rich" || described.text("licence") != "CC-BY-4.0" || described.text("format") != "iati" || described.int("revision") != 1 {
		t.Fatalf("got %v", rows)
	}
	want := map[string]int{}
	for _, x := range in.Things {
		want[graph.TypeOf(x.Record).Name]++
	}
	things := described.list("things")
	for _, n := range things {
		if n.int("count") != want[n.text("type")] {
			t.Errorf("%v, want %v", things, want)
		}
	}
	if len(things) != len(want) {
		t.Errorf("%v, want %v", things, want)
	}
	if page := pagesOf(t, h, "datasets", "", `{ key }`, 1); len(page) != 2 || page[0]["key"] == page[1]["key"] {
		t.Errorf("pages of one: %v", page)
	}
}

func TestDatasetsOfWhichAllIsHiddenAreHidden(t *testing.T) {
	h, c := serve(t, rich())
	if _, err := graph.Apply(t.Context(), c.Store, secret()); err != nil {
		t.Fatal(err)
	}
	if rows := asked(t, h, `{ datasets { nodes { key } } }`).list("datasets", "nodes"); len(rows) != 1 || rows[0].text("key") != "rich" {
		t.Errorf("got %v", rows)
	}
}
