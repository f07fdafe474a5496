package network

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// CoverageMeasure is what a table counts: distinct ones of these.
type CoverageMeasure string

// The measures.
const (
	CoverClaims       CoverageMeasure = "CLAIMS"
	CoverStakeholders CoverageMeasure = "STAKEHOLDERS"
	CoverInitiatives  CoverageMeasure = "INITIATIVES"
)

// CoverageQuestion asks what is recorded for each pair of values of two
// dimensions.
type CoverageQuestion struct {
	Where         DoingWhere
	Dating        graph.Dating
	Rows, Columns Dimension
	// Funding: the table is of who funds what, that is of flows and of
	// participations as FUNDING, and WHO is the funder. Else it is of
	// participations and presences.
	Funding bool
	Measure CoverageMeasure
	// MostRows and MostColumns bound what is shown; 0 means graph.MaxCoverageLines.
	MostRows, MostColumns int
	// Empty adds the lines of which nothing is recorded; nil: they are left out.
	Empty *EmptyLines
	// MaxClaims bounds the claims that are counted; 0 means DefaultMaxDoing.
	MaxClaims int
}

// EmptyLines says which lines there are though nothing is recorded of them.
type EmptyLines struct {
	// Things limits the things of a dimension: bodies, initiatives, themes, and
	// places, of which also countries are taken.
	Things map[Dimension]graph.Filter
	// Codes are the values of the dimensions that have a list of them.
	Codes map[Dimension][]string
}

// Coverage works out the table. It makes two calls for each of two types of
// claims, one for each side whose values stakeholders or initiatives have, and one
// for each side with empty lines.
func Coverage(ctx context.Context, port Port, q CoverageQuestion) (*graph.Coverage, error) {
	sources := []source{participating(q.Where.Participation), present(q.Where.Presence)}
	if q.Funding {
		funding := graph.Compare{Field: "role", Op: graph.Eq, Value: "FUNDING"}
		sources = []source{participating(graph.All(q.Where.Participation, funding)), paying(q.Where.Flow)}
	}
	f, err := read(ctx, port, reading{by: []Dimension{q.Rows, q.Columns}, sources: sources, dating: q.Dating, where: q.Where,
		who: q.Measure == CoverStakeholders, in: q.Measure == CoverInitiatives, most: cmp.Or(q.MaxClaims, DefaultMaxDoing)})
	if err != nil {
		return nil, err
	}
	m, err := f.matrix(ctx, q.Measure)
	if err != nil {
		return nil, err
	}
	out := m.table
	rows, count, err := lines(ctx, port, q, q.Rows, f.totals(m.rows), cmp.Or(q.MostRows, graph.MaxCoverageLines))
	if err != nil {
		return nil, err
	}
	out.Rows, out.RowCount = rows, count
	columns, count, err := lines(ctx, port, q, q.Columns, f.totals(m.columns), cmp.Or(q.MostColumns, graph.MaxCoverageLines))
	if err != nil {
		return nil, err
	}
	out.Columns, out.ColumnCount = columns, count
	for _, r := range out.Rows {
		r.Cells = make([]*int, len(out.Columns))
		for i, c := range out.Columns {
			at := cell(f.place[r.ThingID+string(r.Code)], f.place[c.ThingID+string(c.Code)])
			if n, any := m.cells[at]; any {
				r.Cells[i] = &n
			}
		}
	}
	return out, nil
}

// matrix is a table in numbers: what its lines and cells count, by the places of
// their values.
type matrix struct {
	table         *graph.Coverage
	rows, columns map[int32]int
	cells         map[uint64]int
}

// valueBits is how many bits the place of a value has where three are packed into
// one number.
const valueBits = 21

func cell(row, column int32) uint64 { return uint64(row)<<valueBits | uint64(column) }

// matrix counts the cells. Lines and the whole count what is distinct in them.
func (f *facts) matrix(ctx context.Context, by CoverageMeasure) (*matrix, error) {
	if len(f.values) >= 1<<valueBits {
		return nil, errToldTooOften
	}
	m := &matrix{table: &graph.Coverage{}, rows: map[int32]int{}, columns: map[int32]int{}, cells: map[uint64]int{}}
	var inRows, inColumns, inCells, all []uint64 // each the line or cell, and the thing
	told, claims := 0, 0
	for i := range f.list {
		x := &f.list[i]
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		rows, columns := x.keys[0], x.keys[1]
		thing := int32(0)
		switch by {
		case CoverStakeholders:
			thing = x.who
		case CoverInitiatives:
			thing = x.in
		}
		if m.leftOut(x, by != CoverClaims && thing == 0) {
			continue
		}
		if told += len(rows) * len(columns); told > maxTold {
			return nil, errToldTooOften
		}
		if by == CoverClaims {
			claims += x.n
			m.table.Overlapping = m.table.Overlapping || len(rows)*len(columns) > 1
			m.count(rows, columns, x.n)
			continue
		}
		all = append(all, uint64(thing))
		for _, r := range rows {
			inRows = append(inRows, uint64(r)<<valueBits|uint64(thing))
			for _, c := range columns {
				inCells = append(inCells, cell(r, c)<<valueBits|uint64(thing))
			}
		}
		for _, c := range columns {
			inColumns = append(inColumns, uint64(c)<<valueBits|uint64(thing))
		}
	}
	if by != CoverClaims {
		eachDistinct(inRows, func(line uint64) { m.rows[int32(line)]++ })
		eachDistinct(inColumns, func(line uint64) { m.columns[int32(line)]++ })
		cells := 0
		eachDistinct(inCells, func(at uint64) { m.cells[at]++; cells++ })
		eachDistinct(all, func(uint64) { claims++ })
		m.table.Overlapping = cells > claims
	}
	if claims > 0 {
		m.table.Total = &claims
	}
	return m, nil
}

// leftOut counts a claim that is in no cell; false if it is in one.
func (m *matrix) leftOut(x *fact, nothing bool) bool {
	if len(x.keys[0]) == 0 {
		m.table.WithoutRow += x.n
	}
	if len(x.keys[1]) == 0 {
		m.table.WithoutColumn += x.n
	}
	if nothing {
		m.table.WithoutMeasure += x.n
	}
	return nothing || len(x.keys[0]) == 0 || len(x.keys[1]) == 0
}

// count counts n claims that are in these rows and columns.
func (m *matrix) count(rows, columns []int32, n int) {
	for _, r := range rows {
		m.rows[r] += n
		for _, c := range columns {
			m.cells[cell(r, c)] += n
		}
	}
	for _, c := range columns {
		m.columns[c] += n
	}
}

// eachDistinct calls fn for each distinct pair of a place and a thing, with the place.
func eachDistinct(pairs []uint64, fn func(uint64)) {
	slices.Sort(pairs)
	for _, p := range slices.Compact(pairs) {
		fn(p >> valueBits)
	}
}

// total is a value and what its line counts.
type total struct {
	code string
	n    int
}

// totals gives lines with the most first, equal ones by their values.
func (f *facts) totals(of map[int32]int) []total {
	out := make([]total, 0, len(of))
	for at, n := range of {
		out = append(out, total{f.values[at].Code, n})
	}
	slices.SortFunc(out, func(x, y total) int { return cmp.Or(cmp.Compare(y.n, x.n), strings.Compare(x.code, y.code)) })
	return out
}

// lines gives the lines of one side that are shown, and how many there are. Years
// are in their order, the latest if there are too many.
func lines(ctx context.Context, port Port, q CoverageQuestion, d Dimension, recorded []total, most int) ([]*graph.CoverageLine, int, error) {
	count := len(recorded)
	if q.Empty != nil {
		empty, n, err := emptyLines(ctx, port, q, d, recorded, most)
		if err != nil {
			return nil, 0, err
		}
		count += n
		for _, code := range empty {
			recorded = append(recorded, total{code: code})
		}
	}
	if d == ByYear {
		slices.SortFunc(recorded, func(x, y total) int { return strings.Compare(x.code, y.code) })
		recorded = recorded[max(0, len(recorded)-most):]
	}
	var out []*graph.CoverageLine
	for _, t := range recorded[:min(len(recorded), most)] {
		l := &graph.CoverageLine{}
		if d.isThing() {
			l.ThingID = t.code
		} else {
			l.Code = graph.Text(t.code)
		}
		if t.n > 0 {
			l.Total = &t.n
		}
		out = append(out, l)
	}
	return out, count, nil
}

// emptyLines gives lines of which nothing is recorded, no more than are wanted
// beside those of which something is, and how many there are.
func emptyLines(ctx context.Context, port Port, q CoverageQuestion, d Dimension, recorded []total, most int) ([]string, int, error) {
	have := map[string]bool{}
	codes := []string{} // stores take no null for a list
	for _, t := range recorded {
		have[t.code] = true
		codes = append(codes, t.code)
	}
	var all []string
	switch d {
	case ByWho, ByInitiative, ByTheme, ByPlace:
		return emptyThings(ctx, port, thingsOf[d], q.Empty.Things[d], codes, most)
	case ByCountry:
		var err error
		if all, err = countries(ctx, port, q.Empty.Things[ByPlace]); err != nil {
			return nil, 0, err
		}
	case ByYear:
		all = yearsRange(codes)
	default:
		all = q.Empty.Codes[d]
	}
	out := slices.DeleteFunc(slices.Clone(all), func(code string) bool { return have[code] })
	return out, len(out), nil
}

// thingsOf are the types of the things of dimensions.
var thingsOf = map[Dimension]string{ByWho: "Stakeholder", ByInitiative: "Initiative", ByTheme: "Theme", ByPlace: "Place"}

// emptyThings gives the things beside those that are recorded, by their names.
func emptyThings(ctx context.Context, port Port, noun string, where graph.Filter, recorded []string, most int) ([]string, int, error) {
	t := graph.Catalog.Type(noun)
	p := &graph.Plan{Query: graph.Query{Type: t, Order: graph.Order{Field: "name"}, Total: true, Fields: []string{"name"},
		Where: graph.All(where, graph.Live(t), graph.Not{Of: graph.Compare{Field: "id", Op: graph.In, Value: recorded}})}}
	p.Limit, p.TotalOnly = max(1, most-len(recorded)), len(recorded) >= most
	res, err := port.Fetch(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	l := &res.Lists[0]
	var out []string
	for _, r := range l.Records {
		out = append(out, graph.IDOf(r))
	}
	return out, l.Total, nil
}

// countries gives the codes of the countries that have places.
func countries(ctx context.Context, port Port, where graph.Filter) ([]string, error) {
	t := graph.Catalog.Type("Place")
	groups, err := port.Aggregate(ctx, &graph.Aggregation{Type: t, Where: graph.All(where, graph.Live(t)), Keys: []string{"country"},
		Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	codes := map[string]bool{}
	for _, g := range groups {
		if g.Keys[0] != "" {
			codes[g.Keys[0]] = true
		}
	}
	return slices.Sorted(maps.Keys(codes)), err
}

// yearsRange gives the years from the first to the last of some.
func yearsRange(some []string) []string {
	if len(some) == 0 {
		return nil
	}
	first, err1 := strconv.Atoi(slices.Min(some))
	last, err2 := strconv.Atoi(slices.Max(some))
	if err1 != nil || err2 != nil {
		return nil
	}
	var out []string
	for y := first; y <= last; y++ {
		out = append(out, fmt.Sprintf("%04d", y))
	}
	return out
}
