package graph

import (
	"context"
	"slices"
	"sync"
)

// Cohort is the set of records that one answer of a store brought. An edge of
// one of them is loaded for all of them at once, so that the number of store
// calls depends on the question and not on the data.
type Cohort struct {
	// Dating is what lists below inherit.
	Dating Dating
	// Audience is for whom the records, and all that is loaded with them, are.
	Audience Audience
	members  []Record
	parts    []string

	mu    sync.Mutex
	loads map[string]*load
}

type load struct {
	done chan struct{} // closed once out and err are set
	out  any           // []List, []Record, partLoaded or what LoadFor loads
	err  error
}

// partLoaded marks a part as loaded: its elements are in the records.
type partLoaded struct{}

var errPanicked = Errorf(Internal, "a load panicked")

func formCohort(members []Record, d Dating, a Audience) *Cohort {
	c := &Cohort{Dating: d, Audience: a, members: members, loads: map[string]*load{}}
	for i, r := range members {
		b := r.base()
		b.cohort, b.slot = c, i
	}
	return c
}

// CohortOf gives the cohort of a record.
func CohortOf(r Record) *Cohort { return r.base().cohort }

// keep stores what a plan loaded.
func (c *Cohort) keep(key string, out any) {
	done := make(chan struct{})
	close(done)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loads[key] = &load{done: done, out: out}
}

// LoadEdge gives what lies behind an edge of r: a List for a list, a Record
// (nil if the reference is empty) for a reference, nil for a part, whose
// elements are then in r. The first call for a cohort and key runs in the
// caller's goroutine and serves all members; the others wait for it. It asks
// plan what to load.
func LoadEdge(ctx context.Context, fetch Fetch, t *Type, r Record, edge, key string, plan func() (*Plan, error)) (any, error) {
	b := r.base()
	out, err := b.cohort.once(ctx, key, func() (any, error) {
		p, err := plan()
		if err != nil {
			return nil, err
		}
		return b.cohort.load(ctx, fetch, t, edge, p)
	})
	switch out := out.(type) {
	case []List:
		return &out[b.slot], err
	case []Record:
		return out[b.slot], err
	}
	return nil, err
}

// LoadFor gives r's part of what load finds for all members of r's cohort: one
// element for each. As with LoadEdge, load runs once for a cohort and key.
func LoadFor[T any](ctx context.Context, r Record, key string, load func(c *Cohort, members []Record) ([]T, error)) (T, error) {
	b := r.base()
	out, err := b.cohort.once(ctx, key, func() (any, error) { return load(b.cohort, b.cohort.members) })
	if err != nil {
		var none T
		return none, err
	}
	return out.([]T)[b.slot], nil
}

// once gives what load gives, run by the first caller for a key.
func (c *Cohort) once(ctx context.Context, key string, load func() (any, error)) (any, error) {
	l, mine := c.find(key)
	if mine {
		func() {
			defer close(l.done) // also if the load panics
			l.out, l.err = load()
		}()
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if l.err != nil {
		return nil, l.err
	}
	return l.out, nil
}

// Form makes records that no store gave a cohort, so that edges can be loaded
// for all of them at once.
func Form[R Record](rs []R, d Dating, a Audience) []R {
	members := make([]Record, len(rs))
	for i, r := range rs {
		members[i] = r
	}
	formCohort(members, d, a).ownParts()
	return rs
}

// FormPlanned is Form, and loads what a plan for the records includes.
func FormPlanned[R Record](ctx context.Context, fetch Fetch, rs []R, p *Plan) error {
	Form(rs, p.Dating, p.Audience)
	if len(rs) == 0 {
		return nil
	}
	return CohortOf(rs[0]).include(ctx, fetch, p.Type, p.Include)
}

// ownParts notes that views have their parts already: there is no store to ask.
func (c *Cohort) ownParts() *Cohort {
	if len(c.members) == 0 {
		return c
	}
	t := TypeOf(c.members[0])
	if t.Class != ClassView {
		return c
	}
	for i := range t.Parts {
		c.parts = append(c.parts, t.Parts[i].Name)
	}
	return c
}

func (c *Cohort) find(key string) (_ *load, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.loads[key]; l != nil {
		return l, false
	}
	l := &load{done: make(chan struct{}), err: errPanicked}
	c.loads[key] = l
	return l, true
}

// include loads edges of all members before they are asked for.
func (c *Cohort) include(ctx context.Context, fetch Fetch, t *Type, includes []Include) error {
	if len(c.members) == 0 {
		return nil
	}
	for _, in := range includes {
		out, err := c.load(ctx, fetch, t, in.Edge, in.Plan)
		if err != nil {
			return err
		}
		c.keep(in.Key, out)
	}
	return nil
}

func (c *Cohort) load(ctx context.Context, fetch Fetch, t *Type, edge string, p *Plan) (any, error) {
	if p == nil {
		p = &Plan{}
	}
	switch {
	case t.ManyOf(edge) != nil:
		return c.loadMany(ctx, fetch, t, edge, *p)
	case t.Ref(edge) != nil:
		return c.loadRef(ctx, fetch, t, edge, *p)
	case t.Part(edge) != nil:
		return partLoaded{}, c.loadPart(ctx, fetch, t, edge, p)
	}
	return nil, Errorf(Internal, "%s has no edge %s", t.Name, edge)
}

// loadMany gives one list for each member.
func (c *Cohort) loadMany(ctx context.Context, fetch Fetch, t *Type, edge string, p Plan) ([]List, error) {
	p.Type, p.By, p.Parents = t.Target(edge), t.ManyOf(edge).By, c.ids()
	p.Dating, p.Audience = p.Dating.Under(c.Dating), c.Audience
	res, err := fetch(ctx, &p)
	if err != nil {
		return nil, err
	}
	return res.Lists, nil
}

// loadRef gives one record for each member, nil where the reference is empty.
// There is one record for each distinct id.
func (c *Cohort) loadRef(ctx context.Context, fetch Fetch, t *Type, edge string, p Plan) ([]Record, error) {
	rf := t.Ref(edge)
	out := make([]Record, len(c.members))
	found := map[string]Record{}
	var ids []string
	for _, r := range c.members {
		id := rf.Get(r)
		if _, dup := found[id]; id != "" && !dup {
			found[id] = nil
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	p.Query = Query{Type: t.Target(edge), IDs: ids, Where: p.Where, Parts: p.Parts, Fields: p.Fields}
	p.Dating, p.Audience = c.Dating, c.Audience
	res, err := fetch(ctx, &p)
	if err != nil {
		return nil, err
	}
	for _, r := range res.Lists[0].Records {
		found[IDOf(r)] = r
	}
	for i, r := range c.members {
		out[i] = found[rf.Get(r)]
	}
	return out, nil
}

// loadPart sees to it that a part is loaded, and loads what lies below it.
func (c *Cohort) loadPart(ctx context.Context, fetch Fetch, t *Type, edge string, p *Plan) error {
	pt := t.Part(edge)
	if !slices.Contains(c.parts, edge) {
		res, err := fetch(ctx, &Plan{Query: Query{Type: t, IDs: c.ids(), Parts: []string{edge}, Fields: []string{}}, Audience: c.Audience})
		if err != nil {
			return err
		}
		byID := map[string]Record{}
		for _, r := range res.Lists[0].Records {
			byID[IDOf(r)] = r
		}
		for _, r := range c.members {
			if with := byID[IDOf(r)]; with != nil {
				pt.Set(r, pt.Get(with))
			}
		}
	}
	var elements []Record
	for _, r := range c.members {
		elements = append(elements, pt.Get(r)...)
	}
	return formCohort(elements, c.Dating, c.Audience).ownParts().include(ctx, fetch, pt.Type, p.Include)
}

func (c *Cohort) ids() []string {
	out := make([]string, len(c.members))
	for i, r := range c.members {
		out[i] = IDOf(r)
	}
	return out
}
