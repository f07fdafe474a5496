// Package formats lists the formats of exports, and makes exports in any of them.
package formats

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/csvfile"
	"github.com/migraph/migraph/export/gexf"
	"github.com/migraph/migraph/export/graphml"
	"github.com/migraph/migraph/export/jsonld"
	"github.com/migraph/migraph/export/ndjson"
	"github.com/migraph/migraph/export/networks"
	"github.com/migraph/migraph/export/tables"
	"github.com/migraph/migraph/export/xlsx"
	"github.com/migraph/migraph/graph"
)

// Format is a form of export.
type Format struct {
	// Name is what a request calls it.
	Name      string
	MediaType string
	Extension string
	// Says in a few words what it is for.
	Says string
	// Table: it holds rows, so that a request must ask a question or name a list.
	Table bool
	write func(context.Context, *export.Job, *export.Output) error
}

// All are the formats. A further one is a further line.
var All = []*Format{
	{"csv", "text/csv; charset=utf-8", "csv", "one table, for spreadsheets, pandas and R", true, writeCSV},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "a workbook with a sheet for each list", true, writeXLSX},
	{"ndjson", "application/x-ndjson", "ndjson", "one table, a line of JSON for each row", true, writeNDJSON},
	{"gexf", "application/gexf+xml", "gexf", "a network with times and colours, for Gephi", false, network(false, func(o *export.Output) networks.Writer { return gexf.New(o) })},
	{"graphml", "application/graphml+xml", "graphml", "a network, for NetworkX, yEd, igraph and Cytoscape", false, network(false, func(o *export.Output) networks.Writer { return graphml.New(o) })},
	{"jsonld", "application/ld+json", "jsonld", "things and claims as linked data", false, network(true, func(o *export.Output) networks.Writer { return jsonld.New(o) })},
}

// Find gives the format of a name.
func Find(name string) (*Format, error) {
	var names []string
	for _, f := range All {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return nil, graph.Errorf(graph.NotFound, "there is no format %.40q; there are: %s", name, strings.Join(names, ", "))
}

func writeCSV(ctx context.Context, j *export.Job, out *export.Output) error {
	return tables.Write(ctx, j, true, func(l *export.Ledger) tables.Writer { return csvfile.New(j, l, out) })
}

func writeNDJSON(ctx context.Context, j *export.Job, out *export.Output) error {
	return tables.Write(ctx, j, true, func(*export.Ledger) tables.Writer { return ndjson.New(j, out) })
}

func writeXLSX(ctx context.Context, j *export.Job, out *export.Output) error {
	w := xlsx.New(out)
	err := tables.Write(ctx, j, false, func(*export.Ledger) tables.Writer { return w })
	return errors.Join(err, w.Close())
}

func network(linkless bool, w func(*export.Output) networks.Writer) func(context.Context, *export.Job, *export.Output) error {
	return func(ctx context.Context, j *export.Job, out *export.Output) error {
		return networks.Write(ctx, j, linkless, w(out))
	}
}

// Exporter makes exports of a store.
type Exporter struct {
	Store func() (graph.Store, error)
	// Ask answers questions of somebody's own, AskList those that are made for lists.
	Ask, AskList export.Ask
	Schema       *ast.Schema
	// Audience is who gets the exports.
	Audience graph.Audience
	// Address is where the graph is found, empty if unknown.
	Address string
	// MaxRows bounds the rows or claims of an export; 0 for no bound.
	MaxRows int
	// Now tells the time.
	Now func() time.Time
}

// Check tells, without asking the store, what is wrong with a request.
func (x *Exporter) Check(r *export.Request) error {
	f, err := Find(r.Format)
	switch {
	case err != nil:
		return err
	case f.Table && r.Query == "" && r.Type == "":
		return graph.Errorf(graph.InvalidArgument, "a table needs a question or a list: give query, or type, such as type=stakeholders; there are the lists %s", strings.Join(x.Lists(), ", "))
	case f.Table && len(r.Links) > 0:
		return graph.Errorf(graph.InvalidArgument, "links belong to networks; %s is a table", r.Format)
	}
	return nil
}

// Lists gives the names of the lists that can be exported.
func (x *Exporter) Lists() []string { return tables.Lists(x.Schema) }

// Revision gives the revision that an export would be of now.
func (x *Exporter) Revision(ctx context.Context) (graph.Revision, error) {
	s, err := x.Store()
	if err != nil {
		return 0, err
	}
	var revision graph.Revision
	err = s.View(ctx, func(_ context.Context, r graph.Reader) error {
		revision = r.Revision()
		return nil
	})
	return revision, err
}

// Write makes an export, all of it from one state of the graph. address is where who
// asks finds the graph, if the exporter does not know better. started, which may be
// nil, is called with the revision before anything of the export leaves. While a part
// of an import can be seen, it fails with Unavailable: an export is kept, and the
// revision does not tell that it holds such a part.
func (x *Exporter) Write(ctx context.Context, r *export.Request, address string, out *export.Output, started func(graph.Revision)) error {
	if err := x.Check(r); err != nil {
		return err
	}
	f, err := Find(r.Format)
	if err != nil {
		return err
	}
	s, err := x.Store()
	if err != nil {
		return err
	}
	if x.Address != "" {
		address = x.Address
	}
	made, link := x.Now(), address+r.Path()
	if address == "" {
		link = r.Command()
	}
	err = s.View(ctx, func(ctx context.Context, reader graph.Reader) error {
		if err := out.Restart(); err != nil {
			return err
		}
		if err := graph.Settled(ctx, reader); err != nil {
			return err
		}
		if started != nil {
			started(reader.Revision())
		}
		err := f.write(ctx, &export.Job{
			Request: r, Reader: reader, Audience: x.Audience, Ask: x.Ask, AskList: x.AskList, Schema: x.Schema, MaxRows: x.MaxRows,
			About: &export.About{
				Title: r.Title(), AsOf: r.Period(), Revision: reader.Revision(), Made: made, Link: link, Address: address,
			},
		}, out)
		if err != nil {
			return err
		}
		return graph.Settled(ctx, reader)
	})
	if err != nil {
		return err
	}
	return out.Flush()
}
