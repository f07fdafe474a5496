package graph

// A store that brings a whole tree at once asks Settle what to bring, and
// Assemble to make cohorts of it. The answer is the same as that of FetchTree.

// Settle gives a plan whose includes are whole queries, as FetchTree would come
// to ask them: with types, ways back, and the conditions of audience and dating.
// Only the parents of a list, and the ids of references, are not in it.
func Settle(p *Plan) *Plan {
	out := *p
	out.settle(p.IDs == nil)
	return &out
}

func (p *Plan) settle(dated bool) {
	p.Audience.guard(&p.Query)
	if dated && p.Type.Dated {
		p.Where = All(p.Where, p.Dating.Filter())
	}
	p.settleIncludes(p.Type)
}

func (p *Plan) settleIncludes(t *Type) {
	includes := make([]Include, len(p.Include))
	for i, in := range p.Include {
		includes[i] = in
		var below Plan
		if in.Plan != nil {
			below = *in.Plan
		}
		below.Type, below.Audience = t.Target(in.Edge), p.Audience
		switch m := t.ManyOf(in.Edge); {
		case m != nil:
			below.By, below.Dating = m.By, below.Dating.Under(p.Dating)
			below.settle(true)
		case t.Ref(in.Edge) != nil:
			below.Query = Query{Type: below.Type, Where: below.Where, Parts: below.Parts, Fields: below.Fields}
			below.Dating = p.Dating
			below.settle(false)
		case t.Part(in.Edge) != nil:
			below.Dating = p.Dating
			below.settleIncludes(below.Type)
		}
		includes[i].Plan = &below
	}
	p.Include = includes
}

// Tree is what a store found for a settled plan.
type Tree struct {
	// Lists holds one list, or one for each parent; below a list, parents are
	// the records of the plan above, one after the other. Below a reference it
	// is one list of what the records refer to, each record once. It is empty
	// for parts, whose elements are in the records.
	Lists []List
	// Below holds what was found for each include of the plan.
	Below []*Tree
}

// Assemble makes the result of a settled plan.
func Assemble(p *Plan, t *Tree) *Result {
	var all []Record
	for i := range t.Lists {
		all = append(all, t.Lists[i].Records...)
	}
	p.Audience.dropHidden(&p.Query, all)
	c := formCohort(all, p.Dating, p.Audience)
	c.parts = p.Parts
	c.assemble(p.Type, p.Include, t.Below)
	return &Result{t.Lists}
}

// assemble keeps for the members what was found behind their edges.
func (c *Cohort) assemble(t *Type, includes []Include, below []*Tree) {
	if len(c.members) == 0 {
		return
	}
	for i, in := range includes {
		switch {
		case t.ManyOf(in.Edge) != nil:
			c.keep(in.Key, Assemble(in.Plan, below[i]).Lists)
		case t.Ref(in.Edge) != nil:
			found := map[string]Record{}
			for _, r := range Assemble(in.Plan, below[i]).Lists[0].Records {
				found[IDOf(r)] = r
			}
			out := make([]Record, len(c.members))
			for j, r := range c.members {
				out[j] = found[t.Ref(in.Edge).Get(r)]
			}
			c.keep(in.Key, out)
		default:
			part := t.Part(in.Edge)
			c.parts = append(c.parts[:len(c.parts):len(c.parts)], in.Edge)
			var elements []Record
			for _, r := range c.members {
				elements = append(elements, part.Get(r)...)
			}
			formCohort(elements, c.Dating, c.Audience).assemble(part.Type, in.Plan.Include, below[i].Below)
			c.keep(in.Key, partLoaded{})
		}
	}
}
