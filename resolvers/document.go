package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Document is a graph.Document as the API shows it.
type Document struct{ *graph.Document }

// IsNode makes it a node of the API.
func (*Document) IsNode() {}

// IsThing makes it a thing of the API.
func (*Document) IsThing() {}

func showDocument(r graph.Record) *Document {
	x, _ := r.(*graph.Document)
	if x == nil {
		return nil
	}
	return &Document{x}
}

// Aliases of the document.
func (d *Document) Aliases(ctx context.Context) ([]*graph.Alias, error) {
	return aliasesOf(ctx, d.Document)
}

// Identifiers of the document.
func (d *Document) Identifiers(ctx context.Context) ([]*graph.Identifier, error) {
	return identifiersOf(ctx, d.Document)
}

// Publisher of the document, nil if unknown.
func (d *Document) Publisher(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, d.Document, "publisher")
	return showStakeholder(r), err
}

// Date of publication, nil if unknown.
func (d *Document) Date() *graph.PartialDate { return dateOf(&d.Document.Date) }

// Permalink is its lasting address.
func (d *Document) Permalink(ctx context.Context) graph.Text { return permalinkOf(ctx, d.Document) }

// Descriptions say what each dataset says of it.
func (d *Document) Descriptions(ctx context.Context) ([]*Description, error) {
	return descriptionsOf(ctx, d.Document)
}

// Evidence of all its descriptions.
func (d *Document) Evidence(ctx context.Context) ([]*Evidence, error) {
	return describedBy(ctx, d.Document)
}

// Links say what it is about.
func (d *Document) Links(ctx context.Context) (*DocumentLinkConnection, error) {
	c, err := manyOf(ctx, d.Document, "links", showDocumentLink)
	return &DocumentLinkConnection{c}, err
}

// Document finds one document.
func (Query) Document(ctx context.Context, by map[string]any) (*Document, error) {
	r, err := thingBy(ctx, "Document", by)
	return showDocument(r), err
}

// Documents lists documents.
func (Query) Documents(ctx context.Context, _ map[string]any) (*DocumentConnection, error) {
	c, err := rootList(ctx, "Document", showDocument)
	return &DocumentConnection{c}, err
}

// DocumentConnection and DocumentEdge are a page of documents.
type (
	DocumentConnection struct{ connection[*Document] }
	DocumentEdge       struct{ edge[*Document] }
)

// Edges of the page.
func (c *DocumentConnection) Edges() []*DocumentEdge {
	return edgesOf(&c.connection, func(e edge[*Document]) *DocumentEdge { return &DocumentEdge{e} })
}
