package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Theme is a graph.Theme as the API shows it.
type Theme struct{ *graph.Theme }

// IsNode makes it a node of the API.
func (*Theme) IsNode() {}

// IsThing makes it a thing of the API.
func (*Theme) IsThing() {}

func showTheme(r graph.Record) *Theme {
	x, _ := r.(*graph.Theme)
	if x == nil {
		return nil
	}
	return &Theme{x}
}

// Aliases are other names of it.
func (t *Theme) Aliases(ctx context.Context) ([]*graph.Alias, error) {
	return aliasesOf(ctx, t.Theme)
}

// Identifiers are what registers call it.
func (t *Theme) Identifiers(ctx context.Context) ([]*graph.Identifier, error) {
	return identifiersOf(ctx, t.Theme)
}

// Permalink is its lasting address.
func (t *Theme) Permalink(ctx context.Context) graph.Text { return permalinkOf(ctx, t.Theme) }

// Descriptions say what each dataset says of it.
func (t *Theme) Descriptions(ctx context.Context) ([]*Description, error) {
	return descriptionsOf(ctx, t.Theme)
}

// Evidence of all its descriptions.
func (t *Theme) Evidence(ctx context.Context) ([]*Evidence, error) { return describedBy(ctx, t.Theme) }

// Initiatives about it.
func (t *Theme) Initiatives(ctx context.Context) (*InitiativeConnection, error) {
	c, err := manyOf(ctx, t.Theme, "initiatives", showInitiative)
	return &InitiativeConnection{c}, err
}

// Presences say who works on it where.
func (t *Theme) Presences(ctx context.Context) (*PresenceConnection, error) {
	c, err := manyOf(ctx, t.Theme, "presences", showPresence)
	return &PresenceConnection{c}, err
}

// Classifications say what is about it.
func (t *Theme) Classifications(ctx context.Context) (*ClassificationConnection, error) {
	c, err := manyOf(ctx, t.Theme, "classifications", showClassification)
	return &ClassificationConnection{c}, err
}

// Theme finds one theme.
func (Query) Theme(ctx context.Context, by map[string]any) (*Theme, error) {
	r, err := thingBy(ctx, "Theme", by)
	return showTheme(r), err
}

// Themes lists themes.
func (Query) Themes(ctx context.Context, _ map[string]any) (*ThemeConnection, error) {
	c, err := rootList(ctx, "Theme", showTheme)
	return &ThemeConnection{c}, err
}

// ThemeConnection and ThemeEdge are a page of themes.
type (
	ThemeConnection struct{ connection[*Theme] }
	ThemeEdge       struct{ edge[*Theme] }
)

// Edges of the page.
func (c *ThemeConnection) Edges() []*ThemeEdge {
	return edgesOf(&c.connection, func(e edge[*Theme]) *ThemeEdge { return &ThemeEdge{e} })
}
