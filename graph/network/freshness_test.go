package network_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

func TestFreshnessIsThatOfTheOracle(t *testing.T) {
	s := open(t)
	dated := 0
	rapid.Check(t, func(rt *rapid.T) {
		w := drawScene(rt)
		documents := []*graph.Document{{Thing: thing("d", 0), Date: date("2020-05")}, {Thing: thing("d", 1), Date: date("2021")}, {Thing: thing("d", 2)}}
		cited := map[string][]string{} // by claim
		cite := func(c *graph.Claim) {
			c.Evidence = nil
			for _, d := range rapid.SliceOfNDistinct(rapid.IntRange(0, 2), 1, 2, rapid.ID[int]).Draw(rt, "documents") {
				c.Evidence = append(c.Evidence, &graph.Evidence{DocumentID: id("d", d), Basis: "STATED", Dataset: "x"})
				cited[c.ID] = append(cited[c.ID], id("d", d))
			}
		}
		for _, p := range w.participations {
			cite(&p.Claim)
		}
		for _, p := range w.presences {
			cite(&p.Claim)
		}
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		if _, err := s.Write(t.Context(), func(ctx context.Context, wr graph.Writer) error {
			return wr.Put(ctx, graph.Catalog.Type("Document"), recordsOf(documents))
		}); err != nil {
			rt.Fatal(err)
		}
		q := network.FreshnessQuestion{By: rapid.SampledFrom([]network.Dimension{network.ByTheme, network.ByPlace}).Draw(rt, "by"), Empty: rapid.Bool().Draw(rt, "empty")}
		claims, of := map[string]int{}, map[string][]string{} // by theme or place
		for _, x := range append(w.participating(""), w.present()...) {
			for _, v := range x.values[q.By] {
				claims[v]++
				of[v] = only(append(of[v], cited[x.id]...)...)
			}
		}
		var want []string
		for v, n := range claims {
			line, newest := "3 undated", ""
			if slices.Contains(of[v], id("d", 0)) {
				line, newest = "2 2020-05", id("d", 0)
			}
			if slices.Contains(of[v], id("d", 1)) {
				line, newest = "1 2021", id("d", 1)
			}
			undated := 0
			if slices.Contains(of[v], id("d", 2)) {
				undated = 1
			}
			want = append(want, fmt.Sprintf("%s %s %s %d %d %d", line, v, newest, n, len(of[v]), undated))
			dated += len(newest)
		}
		if q.Empty {
			for _, v := range w.existing(q.By, nil) {
				if claims[v] == 0 {
					want = append(want, fmt.Sprintf("4 nothing %s  0 0 0", v))
				}
			}
		}
		slices.Sort(want)
		var got []string
		calls, err := within(t, s, func(ctx context.Context, port network.Port) error {
			rows, err := network.Freshnesses(ctx, port, q)
			for _, r := range rows {
				line := map[string]string{"": "3 undated", "2020-05": "2 2020-05", "2021": "1 2021"}[r.Date.Text]
				if r.ClaimCount == 0 {
					line = "4 nothing"
				}
				got = append(got, fmt.Sprintf("%s %s %s %d %d %d", line, r.ThingID, r.NewestID, r.ClaimCount, r.DocumentCount, r.UndatedCount))
			}
			return err
		})
		if err != nil || calls > 7 || !slices.Equal(got, want) {
			rt.Fatalf("%+v: %d calls, %v\n got %q\nwant %q", q, calls, err, got, want)
		}
	})
	if dated == 0 {
		t.Error("no document was dated")
	}
}

func TestTooManyDocumentsAreRefused(t *testing.T) {
	s := open(t)
	if _, err := s.Write(t.Context(), func(ctx context.Context, wr graph.Writer) error {
		return wr.Put(ctx, graph.Catalog.Type("Document"), recordsOf([]*graph.Document{{Thing: thing("d", 0)}, {Thing: thing("d", 1)}}))
	}); err != nil {
		t.Fatal(err)
	}
	for most, ok := range map[int]bool{2: true, 1: false} {
		_, err := within(t, s, func(ctx context.Context, port network.Port) error {
			_, err := network.Freshnesses(ctx, port, network.FreshnessQuestion{By: network.ByTheme, MaxDocuments: most})
			return err
		})
		if ok != (err == nil) || !ok && graph.CodeOf(err) != graph.LimitExceeded {
			t.Errorf("at most %d: %v", most, err)
		}
	}
}
