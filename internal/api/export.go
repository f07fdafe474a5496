package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/resolvers"
)

// exportValues bounds the rows and the values of a page of a list that is exported: as
// many as all that is selected of the records of one page can be.
const exportValues = 2_000_000

// exportBytes bounds the bytes of such a page.
const exportBytes = 256 << 20

// NewExporter gives an exporter that answers questions as the handler of these options
// does. The questions that it makes itself, for lists, are larger than others may ask.
// maxRows bounds the rows or claims of an export; 0 for no bound.
func NewExporter(o Options, maxRows int) *formats.Exporter {
	if o.Services == nil {
		o.Services = resolvers.NewServices(o.Store)
	}
	own := o
	own.Mode = operations.Open
	own.Text, own.Limits = DefaultLimits, resolvers.DefaultLimits
	own.Limits.Page, own.Limits.Rows, own.Limits.Values = export.PageSize, exportValues, exportValues
	own.MostBytes = exportBytes
	return &formats.Exporter{
		Store: o.Store, Ask: asking(o), AskList: asking(own), Schema: Schema(), Audience: o.Audience,
		Address: o.Address, MaxRows: maxRows, Now: time.Now,
	}
}

func asking(o Options) export.Ask {
	ask := Within(o)
	return func(ctx context.Context, r graph.Reader, q export.Question) (json.RawMessage, *ast.OperationDefinition, error) {
		return ask(ctx, r, Question{Text: q.Text, Operation: q.Operation, Variables: q.Variables})
	}
}
