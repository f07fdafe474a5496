package graph

import (
	"context"
	"fmt"
)

// Defect is one thing that is wrong inside a store.
type Defect struct {
	ID      string
	Message string
}

// CheckStore looks for contradictions inside a store: references that lead
// nowhere, claims without evidence, claims that are not dated as their
// initiative, and stored links that differ from what their claims say. Each
// is a defect of Migraph or the work of somebody else on its database.
func CheckStore(ctx context.Context, s Store) ([]Defect, error) {
	var out []Defect
	err := s.View(ctx, func(ctx context.Context, r Reader) error {
		c := &checker{r: r, things: map[string]*Type{}, initiatives: map[string]*Initiative{}}
		err := c.run(ctx)
		out = c.found
		return err
	})
	return out, err
}

type checker struct {
	r           Reader
	found       []Defect
	things      map[string]*Type // every id
	initiatives map[string]*Initiative
	links       map[linkKey]Link
}

type linkKey struct {
	claim string
	step  int
}

func (c *checker) report(id, format string, args ...any) {
	c.found = append(c.found, Defect{id, fmt.Sprintf(format, args...)})
}

func (c *checker) run(ctx context.Context) error {
	for _, t := range Catalog.Types() {
		err := c.r.Scan(ctx, t, func(r Record) error {
			c.things[IDOf(r)] = t
			if i, ok := r.(*Initiative); ok {
				c.initiatives[i.ID] = i
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	c.links = map[linkKey]Link{}
	for _, t := range Catalog.Types() {
		if err := c.r.Scan(ctx, t, func(r Record) error { c.record(t, r); return nil }); err != nil {
			return err
		}
	}
	return c.compareLinks(ctx)
}

func (c *checker) record(t *Type, r Record) {
	id := IDOf(r)
	c.references(id, t, r)
	if claim := AsClaim(r); claim != nil && len(claim.Evidence) == 0 {
		c.report(id, "%s cites no document", t.Name)
	}
	if t.Within != nil {
		dated := clone(t, r)
		t.Within.Date(dated, c.initiatives[t.Within.Initiative(r)])
		if canonical(t, dated) != canonical(t, r) {
			c.report(id, "%s is not dated as its initiative", t.Name)
		}
	}
	if t.Links != nil {
		for _, l := range t.Links(r) {
			c.links[linkKey{l.Claim, l.Step}] = l
		}
	}
}

func (c *checker) references(id string, t *Type, r Record) {
	for i := range t.Refs {
		rf := &t.Refs[i]
		if to := rf.Get(r); to != "" && (c.things[to] == nil || c.things[to].Name != rf.To) {
			c.report(id, "%s.%s refers to %s, which is no %s", t.Name, rf.Name, to, rf.To)
		}
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			c.references(id, t.Parts[i].Type, e)
		}
	}
}

func (c *checker) compareLinks(ctx context.Context) error {
	err := c.r.ScanLinks(ctx, func(l Link) error {
		k := linkKey{l.Claim, l.Step}
		want, ok := c.links[k]
		switch {
		case !ok:
			c.report(l.Claim, "its stored link %s from %s to %s follows from no claim", l.Type, l.From, l.To)
		case want != l:
			c.report(l.Claim, "its stored link %s from %s to %s differs from the claim", l.Type, l.From, l.To)
		}
		delete(c.links, k)
		return nil
	})
	for k, l := range c.links {
		c.report(k.claim, "its link %s from %s to %s is not stored", l.Type, l.From, l.To)
	}
	return err
}
