package network_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// funding gives the claims of who funds what: flows to initiatives and
// participations as FUNDING.
func (s *scene) funding() (out []fact) {
	for _, x := range s.participating("") {
		if slices.Contains(x.values[network.ByRole], "FUNDING") {
			out = append(out, x)
		}
	}
	for _, f := range s.flows {
		out = append(out, s.inherits(s.telling(f.ID, f.Provider.StakeholderID, "", f.Recipient.InitiativeID, "FUNDING", f.Period.Start), ""))
	}
	return out
}

// table is what the oracle counts, with what is counted of each in a set.
type table struct {
	cells, rows, columns       map[string]map[string]bool
	all                        map[string]bool
	noRow, noColumn, noMeasure int
}

func (t *table) add(in map[string]map[string]bool, key, what string) {
	if in[key] == nil {
		in[key] = map[string]bool{}
	}
	in[key][what] = true
}

func covered(claims []fact, q network.CoverageQuestion) *table {
	t := &table{map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}, 0, 0, 0}
	for _, x := range claims {
		what := map[network.CoverageMeasure]string{network.CoverClaims: x.id, network.CoverStakeholders: x.who, network.CoverInitiatives: x.in}[q.Measure]
		side := func(d network.Dimension) []string {
			if x.group && (d == network.ByWho || d == network.ByKind) {
				return nil // groups are not measured
			}
			return x.values[d]
		}
		rows, columns := side(q.Rows), side(q.Columns)
		if len(rows) == 0 {
			t.noRow++
		}
		if len(columns) == 0 {
			t.noColumn++
		}
		if what == "" {
			t.noMeasure++
			continue
		}
		for _, r := range rows {
			for _, c := range columns {
				t.add(t.rows, r, what)
				t.add(t.columns, c, what)
				t.add(t.cells, r+"|"+c, what)
				t.all[what] = true
			}
		}
	}
	return t
}

// number tells a count as a table shows it: nothing where there is none.
func shownNumber(n *int) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

func sizeOf(set map[string]bool) string {
	if len(set) == 0 {
		return "-"
	}
	return fmt.Sprint(len(set))
}

func TestCoverageIsThatOfTheOracle(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := drawScene(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		sides := rapid.SliceOfNDistinct(rapid.SampledFrom(doingDimensions), 2, 2, rapid.ID[network.Dimension]).Draw(rt, "sides")
		q := network.CoverageQuestion{Rows: sides[0], Columns: sides[1], Funding: rapid.Bool().Draw(rt, "funding"),
			Measure: rapid.SampledFrom([]network.CoverageMeasure{network.CoverClaims, network.CoverStakeholders, network.CoverInitiatives}).Draw(rt, "measure")}
		claims := append(w.participating(""), w.present()...)
		if q.Funding {
			claims = w.funding()
		}
		if rapid.Bool().Draw(rt, "empty") {
			q.Empty = &network.EmptyLines{Codes: map[network.Dimension][]string{network.ByKind: {"EMBASSY", "GOVERNMENT", "ORGANIZATION"}}}
		}
		if rapid.Bool().Draw(rt, "cut") {
			q.MostRows, q.MostColumns = 2, 1
		}
		want := covered(claims, q)
		var got *graph.Coverage
		calls, err := within(t, s, func(ctx context.Context, port network.Port) (err error) {
			got, err = network.Coverage(ctx, port, q)
			return err
		})
		if err != nil || calls > 8 {
			rt.Fatalf("%d calls, %v", calls, err)
		}
		sum := 0
		for _, set := range want.cells {
			sum += len(set)
		}
		if shownNumber(got.Total) != sizeOf(want.all) || got.Overlapping != (sum > len(want.all)) || got.WithoutRow != want.noRow || got.WithoutColumn != want.noColumn || got.WithoutMeasure != want.noMeasure {
			rt.Fatalf("%+v of %d claims: total %s, overlapping %t, without %d %d %d, want %s %t %d %d %d", q, len(claims), shownNumber(got.Total), got.Overlapping,
				got.WithoutRow, got.WithoutColumn, got.WithoutMeasure, sizeOf(want.all), sum > len(want.all), want.noRow, want.noColumn, want.noMeasure)
		}
		w.checkLines(rt, q, q.Rows, got.Rows, got.RowCount, want.rows, q.MostRows)
		w.checkLines(rt, q, q.Columns, got.Columns, got.ColumnCount, want.columns, q.MostColumns)
		for _, r := range got.Rows {
			for i, c := range got.Columns {
				key := r.ThingID + string(r.Code) + "|" + c.ThingID + string(c.Code)
				if shownNumber(r.Cells[i]) != sizeOf(want.cells[key]) {
					rt.Fatalf("%+v: cell %s is %s, want %s", q, key, shownNumber(r.Cells[i]), sizeOf(want.cells[key]))
				}
			}
		}
	})
}

// checkLines compares one side of a table: which lines there are, their totals
// and their order, those of which something is recorded first.
func (s *scene) checkLines(t *rapid.T, q network.CoverageQuestion, d network.Dimension, got []*graph.CoverageLine, count int, want map[string]map[string]bool, most int) {
	t.Helper()
	there := []string{}
	for key := range want {
		there = append(there, key)
	}
	if q.Empty != nil {
		there = append(there, s.existing(d, there)...)
	}
	there = only(there...)
	if most == 0 {
		most = 100
	}
	if count != len(there) || len(got) != min(most, count) {
		t.Fatalf("%s: %d of %d lines, want %d: %q", d, len(got), count, len(there), there)
	}
	last := ""
	for _, l := range got {
		key := l.ThingID + string(l.Code)
		if !slices.Contains(there, key) || shownNumber(l.Total) != sizeOf(want[key]) {
			t.Fatalf("%s: line %q has %s, want %s of %q", d, key, shownNumber(l.Total), sizeOf(want[key]), there)
		}
		rank := fmt.Sprintf("%04d %s", 9999-len(want[key]), key)
		if d == network.ByYear {
			rank = key
		}
		if rank <= last {
			t.Fatalf("%s: line %q stands after %q", d, rank, last)
		}
		last = rank
	}
	if d == network.ByYear && len(got) > 0 && string(got[len(got)-1].Code) != slices.Max(there) {
		t.Fatalf("the latest year is not among %q", last)
	}
}

// existing gives the lines that there are whether or not anything is recorded.
func (s *scene) existing(d network.Dimension, recorded []string) (out []string) {
	switch d {
	case network.ByWho:
		for _, x := range s.bodies {
			out = append(out, x.ID)
		}
	case network.ByInitiative:
		for _, x := range s.initiatives {
			out = append(out, x.ID)
		}
	case network.ByTheme:
		for _, x := range s.themes {
			out = append(out, x.ID)
		}
	case network.ByPlace:
		for _, x := range s.places {
			out = append(out, x.ID)
		}
	case network.ByCountry:
		return []string{"MY", "TH"}
	case network.ByKind:
		return []string{"EMBASSY", "GOVERNMENT", "ORGANIZATION"}
	case network.ByYear:
		if strings.Join(recorded, "") != "" {
			return recorded // 2020 and 2021 have no year between them
		}
	}
	return out
}

func TestYearsBetweenAreShownIfAskedFor(t *testing.T) {
	s := open(t)
	w := &scene{world: *cooperation(2)}
	w.affiliations = nil
	for i, year := range []string{"2017", "2020"} {
		w.participations[i].Period.Start = date(year)
	}
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]string{0: "2017 1, 2018 -, 2019 -, 2020 1, ", 3: "2018 -, 2019 -, 2020 1, "} {
		_, err := within(t, s, func(ctx context.Context, port network.Port) error {
			c, err := network.Coverage(ctx, port, network.CoverageQuestion{Rows: network.ByYear, Columns: network.ByRole, Measure: network.CoverClaims, MostRows: most, Empty: &network.EmptyLines{}})
			if err != nil {
				return err
			}
			got := ""
			for _, l := range c.Rows {
				got += string(l.Code) + " " + shownNumber(l.Cells[0]) + ", "
			}
			if got != want || c.RowCount != 4 {
				t.Errorf("at most %d: %s of %d, want %s of 4", most, got, c.RowCount, want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
