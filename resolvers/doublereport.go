package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// DoubleReport is a graph.DoubleReport as the API shows it.
type DoubleReport struct{ *graph.DoubleReport }

// Provider of the money, nil if it may not be seen.
func (d *DoubleReport) Provider(ctx context.Context) (Thing, error) {
	return oneListed(ctx, d.DoubleReport, "provider", showThing)
}

// Recipient of the money, nil if it may not be seen.
func (d *DoubleReport) Recipient(ctx context.Context) (Thing, error) {
	return oneListed(ctx, d.DoubleReport, "recipient", showThing)
}

// OfProvider is what the provider reports.
func (d *DoubleReport) OfProvider(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, d.DoubleReport, "ofProvider", d.DoubleReport.OfProvider)
}

// OfRecipient is what the recipient reports.
func (d *DoubleReport) OfRecipient(ctx context.Context) (*FundingSum, error) {
	return fundingSum(ctx, d.DoubleReport, "ofRecipient", d.DoubleReport.OfRecipient)
}

// Overlap is what both report, nil if that cannot be told.
func (d *DoubleReport) Overlap() *Money { return amountIn(d.Currency, d.DoubleReport.Overlap) }

// Difference is what the provider reports beyond the recipient, nil if that cannot
// be told.
func (d *DoubleReport) Difference() *Money { return amountIn(d.Currency, d.DoubleReport.Difference) }

// DoubleReportTotal is a graph.DoubleReportTotal as the API shows it.
type DoubleReportTotal struct{ *graph.DoubleReportTotal }

// OfProvider is what providers report, nil if no amount is known.
func (t *DoubleReportTotal) OfProvider() *Money {
	return amountIn(t.Currency, t.DoubleReportTotal.OfProvider)
}

// OfRecipient is what recipients report, nil if no amount is known.
func (t *DoubleReportTotal) OfRecipient() *Money {
	return amountIn(t.Currency, t.DoubleReportTotal.OfRecipient)
}

// Overlap is what both report, nil if it is known of no row.
func (t *DoubleReportTotal) Overlap() *Money {
	return amountIn(t.Currency, t.DoubleReportTotal.Overlap)
}

// DoubleReportConnection and DoubleReportEdge are a page of double reports.
type (
	DoubleReportConnection struct {
		connection[*DoubleReport]
		Totals []*DoubleReportTotal
	}
	DoubleReportEdge struct{ edge[*DoubleReport] }
)

// Edges of the page.
func (c *DoubleReportConnection) Edges() []*DoubleReportEdge {
	return edgesOf(&c.connection, func(e edge[*DoubleReport]) *DoubleReportEdge { return &DoubleReportEdge{e} })
}

// DoubleReports lists what both sides of transfers report.
func (Query) DoubleReports(ctx context.Context, _ map[string]any) (*DoubleReportConnection, error) {
	out := &DoubleReportConnection{Totals: []*DoubleReportTotal{}}
	show := func(r graph.Record) *DoubleReport { return &DoubleReport{r.(*graph.DoubleReport)} }
	args := arguments{t: graph.TypeOf(&graph.DoubleReport{}), of: graph.Catalog.Type("Flow")}
	var err error
	out.connection, err = rootPage(ctx, args, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.DoubleReport, *graph.List, error) {
		book, choice, done, err := o.money(ctx, a, p.Where, p.Dating)
		if err != nil {
			return nil, nil, err
		}
		defer done()
		found, err := book.DoubleReports(ctx, choice)
		if err != nil {
			return nil, nil, err
		}
		for _, t := range found.Totals() {
			out.Totals = append(out.Totals, &DoubleReportTotal{t})
		}
		page, l := pageOf(p, found.Views())
		found.Fill(page)
		return page, l, nil
	})
	return out, err
}
