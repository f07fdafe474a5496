package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
)

// toldFields are the fields of claims that say something to people, in the order in
// which they are told.
var toldFields = []string{
	"type", "role", "capacity", "amount", "currency", "inKind", "percentage", "label", "value", "category", "text",
	"to", "day", "rate", "targetGroup", "country", "start", "end", "note",
}

// whatClaimSays gives in a line what a claim says, and who says so; empty for what is no
// claim, or is not there.
func whatClaimSays(ctx context.Context, r graph.Reader, id string) (string, error) {
	t := graph.Catalog.TypeOfID(id)
	if t == nil || t.Class != graph.ClassClaim {
		return "", nil
	}
	p := &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: t, IDs: []string{id}}}
	for i := range t.Parts {
		p.Parts = append(p.Parts, t.Parts[i].Name)
	}
	res, err := r.Fetch(ctx, p)
	if err != nil || len(res.Lists[0].Records) == 0 {
		return "", err
	}
	claim := res.Lists[0].Records[0]
	var said []string
	for i := range t.Refs {
		name, err := nameOf(ctx, r, t.Refs[i].Get(claim))
		if err != nil {
			return "", err
		}
		if name != "" {
			said = append(said, t.Refs[i].Name+" «"+name+"»")
		}
	}
	for _, name := range toldFields {
		if f := t.Field(name); f != nil {
			if v := f.Get(claim); v != nil && fmt.Sprint(v) != "" {
				said = append(said, name+" "+fmt.Sprint(v))
			}
		}
	}
	var by []string
	for _, e := range graph.AsClaim(claim).Evidence {
		name, err := nameOf(ctx, r, e.DocumentID)
		if err != nil {
			return "", err
		}
		if e.Locator != "" {
			name += ", " + string(e.Locator)
		}
		by = append(by, name+" ["+e.Dataset+"]")
	}
	return fmt.Sprintf("%s: %s; said by %s", t.Name, strings.Join(said, ", "), strings.Join(by, "; ")), nil
}

// nameOf gives the name of a thing, or the id of what has none; empty for no id.
func nameOf(ctx context.Context, r graph.Reader, id string) (string, error) {
	t := graph.Catalog.TypeOfID(id)
	if t == nil || t.Class != graph.ClassThing {
		return id, nil
	}
	res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: t, IDs: []string{id}, Fields: []string{"name"}}})
	if err != nil || len(res.Lists[0].Records) == 0 {
		return id, err
	}
	return graph.AsThing(res.Lists[0].Records[0]).Name, nil
}
