package resolvers

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// Place is a graph.Place as the API shows it.
type Place struct{ *graph.Place }

// IsNode makes it a node of the API.
func (*Place) IsNode() {}

// IsThing makes it a thing of the API.
func (*Place) IsThing() {}

func showPlace(r graph.Record) *Place {
	x, _ := r.(*graph.Place)
	if x == nil {
		return nil
	}
	return &Place{x}
}

// Aliases are other names of it.
func (p *Place) Aliases(ctx context.Context) ([]*graph.Alias, error) {
	return aliasesOf(ctx, p.Place)
}

// Identifiers are what registers call it.
func (p *Place) Identifiers(ctx context.Context) ([]*graph.Identifier, error) {
	return identifiersOf(ctx, p.Place)
}

// Permalink is its lasting address.
func (p *Place) Permalink(ctx context.Context) graph.Text { return permalinkOf(ctx, p.Place) }

// Descriptions say what each dataset says of it.
func (p *Place) Descriptions(ctx context.Context) ([]*Description, error) {
	return descriptionsOf(ctx, p.Place)
}

// Evidence of all its descriptions.
func (p *Place) Evidence(ctx context.Context) ([]*Evidence, error) { return describedBy(ctx, p.Place) }

// Within is the next larger place, nil if none is named.
func (p *Place) Within(ctx context.Context) (*Place, error) {
	x, err := oneOf(ctx, p.Place, "within")
	return showPlace(x), err
}

// Parts are the places that lie in it.
func (p *Place) Parts(ctx context.Context) (*PlaceConnection, error) {
	c, err := manyOf(ctx, p.Place, "parts", showPlace)
	return &PlaceConnection{c}, err
}

// Initiatives there.
func (p *Place) Initiatives(ctx context.Context) (*InitiativeConnection, error) {
	c, err := manyOf(ctx, p.Place, "initiatives", showInitiative)
	return &InitiativeConnection{c}, err
}

// Presences say who does what there.
func (p *Place) Presences(ctx context.Context) (*PresenceConnection, error) {
	c, err := manyOf(ctx, p.Place, "presences", showPresence)
	return &PresenceConnection{c}, err
}

// Results are figures of it.
func (p *Place) Results(ctx context.Context) (*ResultConnection, error) {
	c, err := manyOf(ctx, p.Place, "results", showResult)
	return &ResultConnection{c}, err
}

// Classifications say what is placed there.
func (p *Place) Classifications(ctx context.Context) (*ClassificationConnection, error) {
	c, err := manyOf(ctx, p.Place, "classifications", showClassification)
	return &ClassificationConnection{c}, err
}

// Place finds one place.
func (Query) Place(ctx context.Context, by map[string]any) (*Place, error) {
	r, err := thingBy(ctx, "Place", by)
	return showPlace(r), err
}

// Places lists places.
func (Query) Places(ctx context.Context, _ map[string]any) (*PlaceConnection, error) {
	c, err := rootList(ctx, "Place", showPlace)
	return &PlaceConnection{c}, err
}

// PlaceConnection and PlaceEdge are a page of places.
type (
	PlaceConnection struct{ connection[*Place] }
	PlaceEdge       struct{ edge[*Place] }
)

// Edges of the page.
func (c *PlaceConnection) Edges() []*PlaceEdge {
	return edgesOf(&c.connection, func(e edge[*Place]) *PlaceEdge { return &PlaceEdge{e} })
}
