package resolvers

import (
	"cmp"
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Coverage is a graph.Coverage as the API shows it.
type Coverage struct{ *graph.Coverage }

// CoverageRow and CoverageColumn are lines of a table of coverage.
type (
	CoverageRow    struct{ *graph.CoverageLine }
	CoverageColumn struct{ *graph.CoverageLine }
)

// Rows of the table.
func (c *Coverage) Rows(ctx context.Context) ([]*CoverageRow, error) {
	err := partOf(ctx, c.Coverage, "rows")
	out := make([]*CoverageRow, len(c.Coverage.Rows))
	for i, l := range c.Coverage.Rows {
		out[i] = &CoverageRow{l}
	}
	return out, err
}

// Columns of the table.
func (c *Coverage) Columns(ctx context.Context) ([]*CoverageColumn, error) {
	err := partOf(ctx, c.Coverage, "columns")
	out := make([]*CoverageColumn, len(c.Coverage.Columns))
	for i, l := range c.Coverage.Columns {
		out[i] = &CoverageColumn{l}
	}
	return out, err
}

// Truncated tells whether there is more than is shown.
func (c *Coverage) Truncated() bool {
	return c.RowCount > len(c.Coverage.Rows) || c.ColumnCount > len(c.Coverage.Columns)
}

// Thing that the row is of, nil if it is of a code.
func (r *CoverageRow) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, r.CoverageLine, "thing", showThing)
}

// Thing that the column is of, nil if it is of a code.
func (c *CoverageColumn) Thing(ctx context.Context) (Thing, error) {
	return oneListed(ctx, c.CoverageLine, "thing", showThing)
}

// Coverage answers how much is recorded for each pair of values.
func (Query) Coverage(ctx context.Context, _ map[string]any) (*Coverage, error) {
	c, err := rootView(ctx, graph.TypeOf(&graph.Coverage{}), nil, func(o *Operation, args *arguments, d graph.Dating) (*graph.Coverage, error) {
		q, err := coverageQuestion(ctx, args)
		if err != nil {
			return nil, err
		}
		q.Dating = d
		return network.Coverage(ctx, network.Port{Fetch: o.fetch, Aggregate: o.aggregate}, q)
	})
	if err != nil {
		return nil, err
	}
	return &Coverage{c}, nil
}

// coverageQuestion reads the arguments of coverage.
func coverageQuestion(ctx context.Context, args *arguments) (network.CoverageQuestion, error) {
	rows, columns := textOf(args.values["rows"]), textOf(args.values["columns"])
	q := network.CoverageQuestion{Rows: coverageBy(rows), Columns: coverageBy(columns), Funding: rows == funder || columns == funder,
		Measure: network.CoverageMeasure(cmp.Or(textOf(args.values["measure"]), string(network.CoverClaims)))}
	if q.Rows == q.Columns {
		return q, graph.InvalidArg("columns", "%s and %s cannot be the two sides of a table; take another property", rows, columns)
	}
	var err error
	if q.Where, err = doing(ctx, args.values["where"]); err != nil {
		return q, err
	}
	if q.MostRows, err = args.atMost("rowLimit", graph.MaxCoverageLines); err != nil {
		return q, err
	}
	if q.MostColumns, err = args.atMost("columnLimit", graph.MaxCoverageLines); err != nil {
		return q, err
	}
	q.MostRows, q.MostColumns = cmp.Or(q.MostRows, graph.MaxCoverageLines), cmp.Or(q.MostColumns, graph.MaxCoverageLines)
	if args.values["includeEmpty"] == true {
		q.Empty, err = emptyLines(ctx, args.values["where"], q)
	}
	return q, err
}

// funder is the property that makes a table one of who funds what.
const funder = "FUNDER"

func coverageBy(name string) network.Dimension {
	if name == funder || name == "STAKEHOLDER" {
		return network.ByWho
	}
	return network.Dimension(name)
}

// emptyLines gives the lines that there are, as far as a condition is on them.
func emptyLines(ctx context.Context, v any, q network.CoverageQuestion) (*network.EmptyLines, error) {
	m, _ := v.(map[string]any)
	out := &network.EmptyLines{
		Things: map[network.Dimension]graph.Filter{network.ByTheme: q.Where.Themes, network.ByPlace: q.Where.Places},
		Codes: map[network.Dimension][]string{
			network.ByKind: codesThat(graph.StakeholderKinds, m["kind"]), network.ByRole: codesThat(graph.Roles, m["role"]),
			network.ByInitiativeType: codesThat(graph.InitiativeTypes, nil),
		},
	}
	body, err := filterOf(ctx, graph.Catalog.Type("Stakeholder"), m["stakeholder"])
	if err != nil {
		return nil, err
	}
	kind := map[string]any{}
	if m["kind"] != nil {
		kind["kind"] = m["kind"]
	}
	ofKind, err := filterOf(ctx, graph.Catalog.Type("Stakeholder"), kind)
	if err != nil {
		return nil, err
	}
	if out.Things[network.ByWho] = graph.All(body, ofKind); q.Funding {
		out.Things[network.ByWho] = graph.All(body, ofKind, graph.Compare{Field: "isFunder", Op: graph.Eq, Value: true})
	}
	out.Things[network.ByInitiative], err = filterOf(ctx, graph.Catalog.Type("Initiative"), m["initiative"])
	return out, err
}

// codesThat gives the codes that fit a condition.
func codesThat[S ~string](all []S, condition any) []string {
	var out []string
	for _, c := range all {
		if isCode(string(c), condition) {
			out = append(out, string(c))
		}
	}
	return out
}
