package graph

// Coverage is a table of two properties of who does what: what falls in each
// cell. It is worked out for an answer (package network) and never stored.
type Coverage struct {
	Base
	// Rows and Columns are those that are shown.
	Rows, Columns []*CoverageLine
	// RowCount and ColumnCount are how many there are.
	RowCount, ColumnCount int
	// Total counts the distinct things of the whole table, nil if it has none.
	Total *int
	// Overlapping: something is in several cells, so that cells add up to more than
	// there is.
	Overlapping bool
	// WithoutRow, WithoutColumn and WithoutMeasure count the claims that are in no
	// cell because they do not say in which row or column, or of whom or what they
	// are that is counted.
	WithoutRow, WithoutColumn, WithoutMeasure int
}

func (*Coverage) noun() *Type { return coverageType }

// CoverageLine is a row or a column of a Coverage.
type CoverageLine struct {
	Base
	// One of ThingID and Code says what it is of.
	ThingID string
	Code    Text
	// Total counts the distinct things of the line, nil if it has none.
	Total *int
	// Cells of a row, one for each column that is shown; nil where nothing is
	// recorded.
	Cells []*int
}

func (*CoverageLine) noun() *Type { return coverageLineType }

// MaxCoverageLines bounds the rows, and the columns, that are shown.
const MaxCoverageLines = 100

var coverageLineType = &Type{
	Name: "CoverageLine", Class: ClassView,
	New: func() Record { return &CoverageLine{} },
	IDs: []IDList{{"thing", []string{"Stakeholder", "Initiative", "Place", "Theme"}, 1,
		func(r Record) []string { return idsOf(r.(*CoverageLine).ThingID) }}},
}

func coverageLines(name string, lines func(*Coverage) []*CoverageLine) Part {
	return Part{Name: name, Type: coverageLineType, Most: MaxCoverageLines,
		Get: func(r Record) []Record {
			var out []Record
			for _, l := range lines(r.(*Coverage)) {
				out = append(out, l)
			}
			return out
		}}
}

var coverageType = &Type{
	Name: "Coverage", Class: ClassView,
	New: func() Record { return &Coverage{} },
	Parts: []Part{
		coverageLines("rows", func(c *Coverage) []*CoverageLine { return c.Rows }),
		coverageLines("columns", func(c *Coverage) []*CoverageLine { return c.Columns }),
	},
}
