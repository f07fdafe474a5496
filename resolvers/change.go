package resolvers

import (
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// ChangedRecord is a graph.Changed as the API shows it.
type ChangedRecord struct{ *graph.Changed }

// ChangeCount counts what became of the records of a type.
type ChangeCount struct {
	Type                    string
	Added, Changed, Removed int
}

// ChangedRecordConnection and ChangedRecordEdge are a page of changes.
type (
	ChangedRecordConnection struct {
		connection[*ChangedRecord]
		Revision int
		Complete bool
		Datasets []string
		Counts   []*ChangeCount
	}
	ChangedRecordEdge struct{ edge[*ChangedRecord] }
)

// ChangesSince lists what became of records since a revision.
func (Query) ChangesSince(ctx context.Context, _ map[string]any) (*ChangedRecordConnection, error) {
	out := &ChangedRecordConnection{}
	show := func(r graph.Record) *ChangedRecord { return &ChangedRecord{r.(*graph.Changed)} }
	var err error
	out.connection, err = rootPage(ctx, arguments{t: graph.TypeOf(&graph.Changed{}), fleeting: true}, show, func(o *Operation, a *arguments, p *graph.Plan) ([]*graph.Changed, *graph.List, error) {
		q, err := a.changes(o)
		if err != nil {
			return nil, nil, err
		}
		c, err := network.ChangesSince(ctx, o.fetch, q)
		if err != nil {
			return nil, nil, err
		}
		out.Revision, out.Complete, out.Datasets, out.Counts = int(o.reader.Revision()), c.Complete, append([]string{}, c.Datasets...), countChanges(c.Records)
		page, l := pageOf(p, c.Records)
		return page, l, nil
	})
	return out, err
}

// changes reads which changes are asked for.
func (a *arguments) changes(o *Operation) (network.ChangeQuestion, error) {
	q := network.ChangeQuestion{Audience: o.audience}
	since, ok := toInt(a.values["revision"])
	if now := int(o.reader.Revision()); !ok || since < 0 || since > now {
		return q, graph.InvalidArg("revision", "it must be a revision that the graph had: 0 to %d", now)
	}
	q.Since, q.Now = graph.Revision(since), o.reader.Revision()
	if a.values["types"] == nil {
		return q, nil
	}
	types, err := stringsOf(a.values["types"], "types")
	for _, name := range types {
		if show[name] == nil {
			return q, graph.InvalidArg("types", "%.60q is no type of records; write Stakeholder, Initiative, Document, Place, Theme, or a type of claims such as Participation or Flow", name)
		}
	}
	q.Types = types
	return q, err
}

// countChanges counts changes by types and actions.
func countChanges(all []*graph.Changed) []*ChangeCount {
	of := map[string]*ChangeCount{}
	out := []*ChangeCount{}
	for _, c := range all {
		n := of[c.Noun]
		if n == nil {
			n = &ChangeCount{Type: c.Noun}
			of[c.Noun] = n
			out = append(out, n)
		}
		switch c.Action {
		case graph.ActionAdded:
			n.Added++
		case graph.ActionChanged:
			n.Changed++
		case graph.ActionRemoved:
			n.Removed++
		}
	}
	slices.SortFunc(out, func(x, y *ChangeCount) int { return strings.Compare(x.Type, y.Type) })
	return out
}

// Type is the name of the record's type.
func (c *ChangedRecord) Type() string { return c.Noun }

// Action says what became of it.
func (c *ChangedRecord) Action() string { return string(c.Changed.Action) }

// Revision of its last change.
func (c *ChangedRecord) Revision() int { return int(c.At) }

// Node is the record as it is now, nil if it went.
func (c *ChangedRecord) Node(ctx context.Context) (Node, error) {
	return oneListed(ctx, c.Changed, "node", nodeOf)
}

// Edges of the page.
func (c *ChangedRecordConnection) Edges() []*ChangedRecordEdge {
	return edgesOf(&c.connection, func(e edge[*ChangedRecord]) *ChangedRecordEdge { return &ChangedRecordEdge{e} })
}
