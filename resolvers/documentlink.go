package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// DocumentLink is a graph.DocumentLink as the API shows it.
type DocumentLink struct{ *graph.DocumentLink }

// IsNode makes it a node of the API.
func (*DocumentLink) IsNode() {}

// IsClaim makes it a claim of the API.
func (*DocumentLink) IsClaim() {}

func showDocumentLink(r graph.Record) *DocumentLink {
	x, _ := r.(*graph.DocumentLink)
	if x == nil {
		return nil
	}
	return &DocumentLink{x}
}

// Stakeholder that the document is about, nil if it is about an initiative.
func (l *DocumentLink) Stakeholder(ctx context.Context) (Stakeholder, error) {
	x, err := oneOf(ctx, l.DocumentLink, "stakeholder")
	return showStakeholder(x), err
}

// Initiative that the document is about, nil if it is about a stakeholder.
func (l *DocumentLink) Initiative(ctx context.Context) (*Initiative, error) {
	x, err := oneOf(ctx, l.DocumentLink, "initiative")
	return showInitiative(x), err
}

// Document that is about it.
func (l *DocumentLink) Document(ctx context.Context) (*Document, error) {
	x, err := oneOf(ctx, l.DocumentLink, "document")
	return showDocument(x), err
}

// Evidence of the claim.
func (l *DocumentLink) Evidence(ctx context.Context) ([]*Evidence, error) {
	return evidenceOf(ctx, l.DocumentLink)
}

// DocumentLinks lists links of documents.
func (Query) DocumentLinks(ctx context.Context, _ map[string]any) (*DocumentLinkConnection, error) {
	c, err := rootList(ctx, "DocumentLink", showDocumentLink)
	return &DocumentLinkConnection{c}, err
}

// DocumentLinkConnection and DocumentLinkEdge are a page of links of documents.
type (
	DocumentLinkConnection struct{ connection[*DocumentLink] }
	DocumentLinkEdge       struct{ edge[*DocumentLink] }
)

// Edges of the page.
func (c *DocumentLinkConnection) Edges() []*DocumentLinkEdge {
	return edgesOf(&c.connection, func(e edge[*DocumentLink]) *DocumentLinkEdge { return &DocumentLinkEdge{e} })
}
