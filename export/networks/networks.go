// Package networks makes things and the links between them of the graph: of all of
// it, of the network around or between things, or of what the answer to a question shows.
package networks

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/sources"
	"github.com/migraph/migraph/export/tables"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// Thing is a thing of a network.
type Thing struct {
	Record graph.Record
	*graph.Thing
	// Links counts its links in this network.
	Links int
	// Sources are where it is described.
	Sources []sources.Source
}

// Claim is a claim of a network, with the links that it puts between its things.
type Claim struct {
	Record graph.Record
	*graph.Claim
	// Links have both of their ends among the things of the network.
	Links   []graph.Link
	Sources []sources.Source
}

// Writer writes a network in a format.
type Writer interface {
	// Begin takes the account, of which only the number of rows is not known yet.
	Begin(*export.About) error
	// Thing takes a thing, all of which come before the claims.
	Thing(*Thing) error
	// Published says that a body published a document; both are things of the network.
	Published(publisher, document string) error
	Claim(*Claim) error
	End(*export.About) error
}

// Publishes is what Published is called where links have types.
const Publishes = "PUBLISHED"

// Write goes through what a job asks for, twice: once to know which things, datasets
// and numbers of links there are, and once to write them. With linkless, claims that
// put no links belong to it too.
func Write(ctx context.Context, j *export.Job, linkless bool, w Writer) error {
	ledger, err := export.NewLedger(ctx, j)
	if err != nil {
		return err
	}
	n := &maker{job: j, ledger: ledger, linkless: linkless, w: w, degree: map[string]int{}, shown: map[string]bool{}, sources: sources.NewReader(j)}
	for _, step := range []func(context.Context) error{n.choose, n.survey, n.begin, n.things, n.published, n.claims} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	j.About.Rows = n.rows
	return w.End(j.About)
}

type maker struct {
	job      *export.Job
	ledger   *export.Ledger
	linkless bool
	w        Writer

	// whole: all things and claims are meant.
	whole bool
	// asked are the ids of things that are shown in any case.
	asked map[string]bool
	// within: only links between these are meant, all of them.
	within bool
	// picked are the ids of the claims that are meant; nil if they are found by going
	// through all.
	picked []string

	degree  map[string]int
	shown   map[string]bool // things that were written
	sources *sources.Reader
	rows    int
}

// choose finds out what is asked for.
func (n *maker) choose(ctx context.Context) error {
	n.asked = map[string]bool{}
	switch r := n.job.Request; {
	case r.Around != "":
		return n.around(ctx)
	case len(r.Things) > 0:
		return n.amid(ctx)
	case r.Query == "" && r.Type == "":
		n.whole = true
		return nil
	}
	seen := map[string]bool{}
	err := tables.IDs(ctx, n.job, func(id string) error {
		if seen[id] {
			return nil
		}
		seen[id] = true
		if n.job.MaxRows > 0 && len(seen) > n.job.MaxRows {
			return n.job.TooMany("things and claims")
		}
		switch graph.Catalog.TypeOfID(id).Class {
		case graph.ClassThing:
			n.asked[id] = true
		case graph.ClassClaim:
			n.picked = append(n.picked, id)
		}
		return nil
	})
	switch {
	case err != nil || len(n.picked) > 0:
		return err
	case len(seen) == 0 && n.job.Query != "":
		return graph.Errorf(graph.NotFound, "the answer to the question has no thing and no claim, so there is no network; ask it with migraph query or at /graphql to see the answer")
	case len(seen) == 0:
		n.job.About.Title += " (nothing in the graph is so)"
	}
	return n.between(ctx)
}

// between makes the network all that links the things that are asked for. Of many
// things it is found by going through all claims, for stores look at the links of one
// thing after the other.
func (n *maker) between(ctx context.Context) error {
	n.within = true
	if len(n.asked) > graph.MaxNetworkNodes {
		return nil
	}
	ids := slices.Sorted(maps.Keys(n.asked))
	n.picked = []string{}
	if len(ids) == 0 {
		return nil
	}
	near, err := n.job.Reader.Links(ctx, &graph.LinkQuery{
		Nodes: ids, Among: ids, Way: graph.WayOut, Types: n.linkTypes(), Roles: n.job.Roles, Dating: n.job.DatingOf(), Audience: n.job.Audience, Claims: mostClaims,
	})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, of := range near {
		for _, x := range of.List {
			if len(x.Claims) == mostClaims {
				return graph.Errorf(graph.LimitExceeded, "two things of this network have more than %d claims in common; export the list of the claims instead", mostClaims)
			}
			for _, id := range x.Claims {
				seen[id] = true
			}
		}
	}
	n.picked = slices.Sorted(maps.Keys(seen))
	return nil
}

// mostClaims bounds the claims that are looked up of one link.
const mostClaims = 100_000

func (n *maker) around(ctx context.Context) error {
	r := n.job.Request
	of, err := n.living(ctx, []string{r.Around})
	if err != nil {
		return err
	}
	found, err := network.Neighborhood(ctx, n.job.Reader, network.NeighborhoodQuestion{
		Scope: network.Scope{Types: n.linkTypes(), Roles: r.Roles, Dating: r.DatingOf()}, Of: of[0], Hops: r.Hops, MaxNodes: r.Nodes,
	})
	if err != nil {
		return err
	}
	for _, node := range found.Nodes {
		n.asked[node.ThingID] = true
	}
	if found.Truncated {
		n.job.About.Title += " (cut: there are more things within this distance; ask for more nodes or fewer hops)"
	}
	return n.between(ctx)
}

// amid makes the network of things by their ids.
func (n *maker) amid(ctx context.Context) error {
	living, err := n.living(ctx, n.job.Things)
	if err != nil {
		return err
	}
	for _, id := range living {
		n.asked[id] = true
	}
	return n.between(ctx)
}

// living gives the things of ids, those of one type after the other: themselves, or what
// they were ruled to be. One that the audience does not see is an error, as one that there
// is not.
func (n *maker) living(ctx context.Context, ids []string) ([]string, error) {
	fetch := func(ctx context.Context, p *graph.Plan) (*graph.Result, error) {
		p.Audience = n.job.Audience
		return n.job.Reader.Fetch(ctx, p)
	}
	var types []*graph.Type
	byType := map[*graph.Type][]string{}
	for _, id := range ids {
		t := graph.Catalog.TypeOfID(id)
		if byType[t] == nil {
			types = append(types, t)
		}
		byType[t] = append(byType[t], id)
	}
	var out []string
	for _, t := range types {
		living, err := network.Standing(ctx, fetch, t, byType[t], func(i int) string { return byType[t][i] })
		var none *graph.Error
		if errors.As(err, &none) && none.Code == graph.NotFound {
			return nil, graph.Errorf(graph.NotFound, "there is no thing with the id %s", none.Argument)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, living...)
	}
	return out, nil
}

// linkTypes gives the types of links that are wanted, empty for all.
func (n *maker) linkTypes() []graph.LinkType {
	if r := n.job.Request; len(r.Links) == 0 && (r.Around != "" || len(r.Things) > 0) {
		return graph.TieTypes()
	}
	return n.job.Links
}

// links gives the links of a claim that belong to the network.
func (n *maker) links(t *graph.Type, r graph.Record) []graph.Link {
	if t.Links == nil {
		return nil
	}
	types := n.linkTypes()
	return slices.DeleteFunc(t.Links(r), func(l graph.Link) bool {
		return len(types) > 0 && !slices.Contains(types, l.Type) || n.within && !(n.asked[l.From] && n.asked[l.To]) ||
			len(n.job.Roles) > 0 && slices.Contains(graph.RoleLinks(), l.Type) && !slices.Contains(n.job.Roles, l.Role)
	})
}

// belongs tells whether a claim does, by its links. Claims without links belong to the
// whole graph, and to a list of them.
func (n *maker) belongs(links []graph.Link) bool {
	return len(links) > 0 || n.linkless && !n.within && len(n.job.Links) == 0
}

// survey counts the links of things, and notes which datasets say so.
func (n *maker) survey(ctx context.Context) error {
	claims := 0
	err := n.eachClaim(ctx, func(t *graph.Type, r graph.Record) error {
		links := n.links(t, r)
		if !n.belongs(links) {
			return nil
		}
		if claims++; n.job.MaxRows > 0 && claims > n.job.MaxRows {
			return n.job.TooMany("claims")
		}
		for _, l := range links {
			n.degree[l.From]++
			n.degree[l.To]++
		}
		n.use(graph.AsClaim(r).Evidence)
		return nil
	})
	if err != nil {
		return err
	}
	return n.eachDescription(ctx, nil, func(d *graph.Description) error {
		n.use(d.Evidence)
		return nil
	})
}

func (n *maker) use(evidence []*graph.Evidence) {
	for _, e := range evidence {
		n.ledger.Use(e.Dataset)
	}
}

func (n *maker) begin(context.Context) error {
	n.job.About.Datasets = n.ledger.Used()
	return n.w.Begin(n.job.About)
}

// eachClaim goes through the claims that can belong to the network.
func (n *maker) eachClaim(ctx context.Context, fn func(*graph.Type, graph.Record) error) error {
	byType := map[*graph.Type][]string{}
	for _, id := range n.picked {
		t := graph.Catalog.TypeOfID(id)
		byType[t] = append(byType[t], id)
	}
	for _, t := range graph.Catalog.Of(graph.ClassClaim) {
		if t == descriptionType || t.Links == nil && !n.linkless {
			continue
		}
		each := func(rs []graph.Record) error {
			for _, r := range rs {
				if err := fn(t, r); err != nil {
					return err
				}
			}
			return nil
		}
		if err := n.read(ctx, t, n.picked != nil, byType[t], each); err != nil {
			return err
		}
	}
	return nil
}

var descriptionType, documentType = graph.Catalog.Type("Description"), graph.Catalog.Type("Document")

// read reads records of a type: those with some ids, or all.
func (n *maker) read(ctx context.Context, t *graph.Type, some bool, ids []string, fn func([]graph.Record) error) error {
	if !some {
		return export.Pages(ctx, n.job, n.plan(t), fn)
	}
	return n.byID(ctx, t, ids, fn)
}

// plan reads records whole.
func (n *maker) plan(t *graph.Type) *graph.Plan {
	p := &graph.Plan{Audience: n.job.Audience, Dating: n.job.DatingOf(), Query: graph.Query{Type: t, Where: graph.Live(t)}}
	for i := range t.Parts {
		p.Parts = append(p.Parts, t.Parts[i].Name)
	}
	return p
}

// byID reads records by their ids.
func (n *maker) byID(ctx context.Context, t *graph.Type, ids []string, fn func([]graph.Record) error) error {
	slices.Sort(ids)
	for part := range slices.Chunk(slices.Compact(ids), export.PageSize) {
		p := n.plan(t)
		p.IDs = part
		res, err := n.job.Reader.Fetch(ctx, p)
		if err != nil {
			return err
		}
		if err := fn(res.Lists[0].Records); err != nil {
			return err
		}
	}
	return nil
}

// thingIDs gives the things of the network by their type, nil for all.
func (n *maker) thingIDs() map[*graph.Type][]string {
	if n.whole {
		return nil
	}
	out := map[*graph.Type][]string{}
	all := maps.Clone(n.asked)
	for id := range n.degree {
		all[id] = true
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		t := graph.Catalog.TypeOfID(id)
		out[t] = append(out[t], id)
	}
	return out
}

// eachDescription goes through what describes things: those with some ids, or all of
// the network.
func (n *maker) eachDescription(ctx context.Context, ids []string, fn func(*graph.Description) error) error {
	each := func(rs []graph.Record) error {
		for _, r := range rs {
			if err := fn(r.(*graph.Description)); err != nil {
				return err
			}
		}
		return nil
	}
	if ids == nil {
		if n.whole {
			return export.Pages(ctx, n.job, n.plan(descriptionType), each)
		}
		for _, of := range n.thingIDs() {
			ids = append(ids, of...)
		}
		slices.Sort(ids)
	}
	for part := range slices.Chunk(ids, export.PageSize) {
		p := n.plan(descriptionType)
		p.Where = graph.Compare{Field: "thing", Op: graph.In, Value: part}
		if err := export.Pages(ctx, n.job, p, each); err != nil {
			return err
		}
	}
	return nil
}

// things writes the things.
func (n *maker) things(ctx context.Context) error {
	some := n.thingIDs()
	for _, t := range graph.Catalog.Of(graph.ClassThing) {
		err := n.read(ctx, t, !n.whole, some[t], func(rs []graph.Record) error {
			rs = slices.DeleteFunc(rs, func(r graph.Record) bool { return !n.holds(r) })
			if err := n.forget(ctx, t, rs); err != nil {
				return err
			}
			from, err := n.described(ctx, rs)
			if err != nil {
				return err
			}
			for _, r := range rs {
				thing := graph.AsThing(r)
				n.shown[thing.ID] = true
				if err := n.write(n.w.Thing(&Thing{r, thing, n.degree[thing.ID], from[thing.ID]})); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forget takes from things what they refer to that the audience may not see: a thing is
// not hidden with what it refers to, as a claim is.
func (n *maker) forget(ctx context.Context, t *graph.Type, rs []graph.Record) error {
	for i := range t.Refs {
		ref := &t.Refs[i]
		if !n.job.Audience.MayHide(t, ref.Name) {
			continue
		}
		var ids []string
		for _, r := range rs {
			if id := ref.Get(r); id != "" {
				ids = append(ids, id)
			}
		}
		seen := map[string]bool{}
		err := n.byID(ctx, t.Target(ref.Name), ids, func(found []graph.Record) error {
			for _, r := range found {
				seen[graph.IDOf(r)] = true
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, r := range rs {
			if !seen[ref.Get(r)] {
				ref.Set(r, "")
			}
		}
	}
	return nil
}

func (n *maker) write(err error) error {
	n.rows++
	return err
}

// holds tells whether a thing is part of the network: it is described, and of an
// initiative, it is of the time that is asked for, or a claim of that time is about it.
func (n *maker) holds(r graph.Record) bool {
	t := graph.AsThing(r)
	i, isInitiative := r.(*graph.Initiative)
	switch {
	case t.Tombstone:
		return false
	case !isInitiative || n.degree[t.ID] > 0 || n.asked[t.ID]:
		return true
	}
	p := i.Period
	p.IsState = i.Nature == "STATE"
	return n.job.DatingOf().Fits(p.Bounds())
}

// described gives the sources of the descriptions of things.
func (n *maker) described(ctx context.Context, rs []graph.Record) (map[string][]sources.Source, error) {
	ids := make([]string, len(rs))
	for i, r := range rs {
		ids[i] = graph.IDOf(r)
	}
	var all []*graph.Description
	err := n.eachDescription(ctx, ids, func(d *graph.Description) error {
		all = append(all, d)
		return nil
	})
	if err != nil {
		return nil, err
	}
	evidence := make([]*graph.Evidence, 0, len(all))
	for _, d := range all {
		evidence = append(evidence, d.Evidence...)
	}
	if err := n.sources.Know(ctx, evidence); err != nil {
		return nil, err
	}
	out := map[string][]sources.Source{}
	for _, d := range all {
		out[d.ThingID] = append(out[d.ThingID], n.sources.Of(d.Evidence)...)
	}
	return out, nil
}

// published writes who published the documents of the network.
func (n *maker) published(ctx context.Context) error {
	if len(n.job.Links) > 0 {
		return nil
	}
	return n.read(ctx, documentType, !n.whole, n.thingIDs()[documentType], func(rs []graph.Record) error {
		for _, r := range rs {
			if d := r.(*graph.Document); n.shown[d.ID] && n.shown[d.PublisherID] {
				if err := n.write(n.w.Published(d.PublisherID, d.ID)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// claims writes the claims.
func (n *maker) claims(ctx context.Context) error {
	var page []*Claim
	flush := func() error {
		var evidence []*graph.Evidence
		for _, c := range page {
			evidence = append(evidence, c.Evidence...)
		}
		if err := n.sources.Know(ctx, evidence); err != nil {
			return err
		}
		for _, c := range page {
			c.Sources = n.sources.Of(c.Evidence)
			if err := n.write(n.w.Claim(c)); err != nil {
				return err
			}
		}
		page = page[:0]
		return nil
	}
	err := n.eachClaim(ctx, func(t *graph.Type, r graph.Record) error {
		links := n.links(t, r)
		if !n.belongs(links) {
			return nil
		}
		links = slices.DeleteFunc(links, func(l graph.Link) bool { return !n.shown[l.From] || !n.shown[l.To] })
		if page = append(page, &Claim{Record: r, Claim: graph.AsClaim(r), Links: links}); len(page) < export.PageSize {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
