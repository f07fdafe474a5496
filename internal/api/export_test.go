package api_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/export/tables"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

// exporter gives an exporter of a store, in which it is always the same time.
func exporter(s graph.Store, a graph.Audience) *formats.Exporter {
	x := api.NewExporter(api.Options{
		Store: func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Audience: a, Address: "https://graph.example.org", Log: slog.New(slog.DiscardHandler),
	}, 0)
	x.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	return x
}

func exported(ctx context.Context, x *formats.Exporter, format string, values url.Values) (string, error) {
	r, err := export.ParseRequest(format, values)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = x.Write(ctx, r, "", export.NewOutput(&b), nil)
	return b.String(), err
}

// TestNoExportTellsOfWhatIsHidden exports all there is, in every format, of two graphs:
// one that has records that are not for everybody, and one that has never heard of
// them. Not a byte may differ, but that the staff's exports do.
func TestNoExportTellsOfWhatIsHidden(t *testing.T) {
	_, all := serve(t, concealed())
	_, open := serve(t, leftOut(concealed()))
	asked := 0
	same := func(format string, values url.Values) (differs bool) {
		t.Helper()
		got, err := exported(t.Context(), exporter(all.Store, graph.AudiencePublic), format, values)
		want, other := exported(t.Context(), exporter(open.Store, graph.AudiencePublic), format, values)
		if err != nil || other != nil {
			t.Errorf("%s %v: %v, %v", format, values, err, other)
		}
		if got != want {
			t.Errorf("%s of %v tells of what is hidden", format, values)
		}
		staff, err := exported(t.Context(), exporter(all.Store, graph.AudienceStaff), format, values)
		if err != nil {
			t.Errorf("%s %v for staff: %v", format, values, err)
		}
		asked++
		return staff != want
	}
	lists := tables.Lists(api.Schema())
	if len(lists) < 20 {
		t.Fatalf("only the lists %v", lists)
	}
	more := 0
	for _, f := range formats.All {
		for _, list := range lists {
			if !f.Table && !has(graph.Catalog.Types(), list) {
				continue
			}
			if list == "measures" { // they are made in the background, and an answer says how far they are
				continue
			}
			if same(f.Name, url.Values{"type": {list}}) {
				more++
			}
		}
		if f.Table {
			continue
		}
		if !same(f.Name, nil) {
			t.Errorf("%s: the staff see no more than everybody", f.Name)
		}
		same(f.Name, url.Values{"asOf": {"2022-08-15"}})
		for _, id := range idsOf(t, open.Store)[:20] {
			if to := graph.Catalog.TypeOfID(id); to.Class == graph.ClassThing && to.Name != "Document" {
				same(f.Name, url.Values{"around": {id}, "hops": {"2"}})
			}
		}
	}
	if more < 20 || asked < 100 {
		t.Errorf("of %d exports the staff see more in %d", asked, more)
	}
}

// has tells whether a list of the API is one of things or claims, by its name.
func has(types []*graph.Type, list string) bool {
	for _, t := range types {
		if (t.Class == graph.ClassThing || t.Class == graph.ClassClaim) && strings.EqualFold(strings.TrimSuffix(t.Name, "s")+"s", list) {
			return true
		}
	}
	return false
}
