package graph

import (
	"context"
	"fmt"
	"strings"
)

// Query selects records of one type.
type Query struct {
	Type *Type
	// IDs limits the answer to these records, in the order of the query, not
	// of the list. Nil limits nothing.
	IDs []string
	// Parents, with By, asks for one list for each of these ids: the records
	// that lead back to it in one of these ways. By nil asks for one list of all.
	Parents []string
	By      []Back
	Where   Filter
	Order   Order
	// After and Before bound the page by position, both exclusive.
	After, Before *Position
	// Limit bounds each list; 0 means no limit.
	Limit int
	// Backward takes the last records before the bound instead of the first.
	// The list is still in the order of the query.
	Backward bool
	// Total asks for the number of records before paging. With TotalOnly the
	// records themselves are not wanted.
	Total, TotalOnly bool
	// Parts names the parts to load.
	Parts []string
	// Fields names the fields and references to load; a store may load more.
	// Nil asks for all of them. What is not loaded is unknown in the record.
	Fields []string
}

// Order is by one sortable field, then by id; only by id if Field is empty.
type Order struct {
	Field string
	Desc  bool
}

// Position is a place in an order.
type Position struct {
	// Key is the sort key (Field.SortKey); empty if the order is by id alone.
	Key string
	ID  string
}

// PositionOf gives the place of a record in an order.
func PositionOf(t *Type, o Order, r Record) Position {
	p := Position{ID: IDOf(r)}
	if f := t.Field(o.Field); f != nil {
		p.Key = f.SortKey(r)
	}
	return p
}

// List is a page of records.
type List struct {
	Records []Record
	// More: the query had further records beyond Limit, in its direction.
	More bool
	// Total counts the records before paging; -1 if it was not asked for.
	Total int
}

// Plan is a query and what to load with its records.
type Plan struct {
	Query
	Include []Include
	// Dating is inherited by lists below, as far as they do not say otherwise.
	Dating Dating
	// Audience is who asks; all that is below the plan is for the same one.
	Audience Audience
}

// Include loads an edge of every record of a plan at once. For a list it is
// the plan of the list, without parents; for a reference or a part it is what
// to load with the records behind it.
type Include struct {
	// Key names the load for the records' cohort: see LoadKey.
	Key  string
	Edge string
	Plan *Plan
}

// Result is what a plan gave: one list, or one for each parent.
type Result struct{ Lists []List }

// LoadKey names the load of an edge by a plan, equal for equal ones.
func LoadKey(edge string, p *Plan) string {
	if p == nil {
		return edge
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %t %d %t %t %v", edge, p.Order.Field, p.Order.Desc, p.Limit, p.Backward, p.TotalOnly, p.Dating)
	for _, at := range []*Position{p.After, p.Before} {
		if at != nil {
			fmt.Fprintf(&b, " %q %q", at.Key, at.ID)
		} else {
			b.WriteString(" -")
		}
	}
	b.WriteByte(' ')
	b.WriteString(Canonical(p.Where))
	return b.String()
}

// Level answers one query: one list, or one for each parent. It is what a
// store implements; FetchTree makes trees of levels.
type Level func(ctx context.Context, q *Query) ([]List, error)

// Fetch runs a plan.
type Fetch func(ctx context.Context, p *Plan) (*Result, error)

// FetchTree runs a plan level by level: one call of level for the plan, one
// for each include. The records of all lists of a level form one cohort.
func FetchTree(ctx context.Context, level Level, p *Plan) (*Result, error) {
	q := p.Query
	p.Audience.guard(&q)
	if q.IDs == nil && q.Type.Dated {
		q.Where = All(q.Where, p.Dating.Filter())
	}
	lists, err := level(ctx, &q)
	if err != nil {
		return nil, err
	}
	var all []Record
	for i := range lists {
		all = append(all, lists[i].Records...)
	}
	p.Audience.dropHidden(&p.Query, all)
	c := formCohort(all, p.Dating, p.Audience)
	c.parts = p.Parts
	fetch := func(ctx context.Context, p *Plan) (*Result, error) { return FetchTree(ctx, level, p) }
	if err := c.include(ctx, fetch, p.Type, p.Include); err != nil {
		return nil, err
	}
	return &Result{lists}, nil
}

// ScanLevel calls fn for every record of a type, with all its parts, in the
// order of ids. It reads a page at a time, so that fn may use the reader too.
func ScanLevel(ctx context.Context, level Level, t *Type, page int, fn func(Record) error) error {
	q := Query{Type: t, Limit: page}
	for i := range t.Parts {
		q.Parts = append(q.Parts, t.Parts[i].Name)
	}
	for {
		lists, err := level(ctx, &q)
		if err != nil {
			return err
		}
		records := lists[0].Records
		for _, r := range records {
			if err := fn(r); err != nil {
				return err
			}
		}
		if !lists[0].More {
			return nil
		}
		q.After = &Position{ID: IDOf(records[len(records)-1])}
	}
}
