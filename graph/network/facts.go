package network

import (
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
)

// Port is what questions about who does what ask of a store, for one audience.
type Port struct {
	Fetch     graph.Fetch
	Aggregate func(context.Context, *graph.Aggregation) ([]graph.Group, error)
}

// Dimension is a property by which claims of who does what are told apart.
type Dimension string

// The dimensions. A claim can have several values of THEME, PLACE and COUNTRY.
const (
	ByWho            Dimension = "WHO"
	ByKind           Dimension = "KIND"
	ByRole           Dimension = "ROLE"
	ByTheme          Dimension = "THEME"
	ByPlace          Dimension = "PLACE"
	ByCountry        Dimension = "COUNTRY"
	ByInitiative     Dimension = "INITIATIVE"
	ByInitiativeType Dimension = "INITIATIVE_TYPE"
	ByForWhom        Dimension = "FOR_WHOM"
	ByYear           Dimension = "YEAR"
)

// maxDimensions bounds by how many dimensions one question tells claims apart.
const maxDimensions = graph.MaxTableKeys

// DoingWhere limits the claims that tell who does what. Nil limits nothing.
type DoingWhere struct {
	// Participation, Presence and Flow say the same of claims of these types.
	Participation, Presence, Flow graph.Filter
	// Themes and Places are which themes and places of an initiative count where
	// claims are told apart by them: an initiative can have others as well.
	Themes, Places graph.Filter
}

// Value is one value of a dimension: the id of a thing, a code or a text. The
// zero Value is that nothing is recorded.
type Value struct {
	Code string
	// Group is the label of a participant without identity. Its Code is the id
	// of the one claim to which it belongs, so that no two are taken for one.
	Group string
}

// source is a type of claims that tell who does what.
type source struct {
	t     *graph.Type
	where graph.Filter
	// who and initiative are the references to these, label the field with the
	// name of a group, empty if there are none.
	who, initiative, label string
	// paths to the values of dimensions that the claim has itself. Others are
	// those of its initiative.
	paths map[Dimension]string
	// role of all of its claims, empty if the path says it.
	role graph.Role
}

func participating(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Participation"), where: where, who: "stakeholder", initiative: "initiative", label: "groupLabel",
		paths: map[Dimension]string{ByKind: "stakeholder.kind", ByRole: "role", ByInitiativeType: "initiative.type"}}
}

func present(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Presence"), where: where, who: "stakeholder", initiative: "initiative",
		paths: map[Dimension]string{ByKind: "stakeholder.kind", ByRole: "role", ByInitiativeType: "initiative.type",
			ByTheme: "theme.id", ByPlace: "place.id", ByCountry: "country", ByForWhom: "targetGroup"}}
}

// paying are flows from a stakeholder to an initiative, or to a body.
func paying(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Flow"), where: where, who: "provider.stakeholder", initiative: "recipient.initiative", role: "FUNDING",
		paths: map[Dimension]string{ByKind: "provider.stakeholder.kind", ByInitiativeType: "recipient.initiative.type"}}
}

// fact is a claim, or several that are alike in all that is asked.
type fact struct {
	claim string // its id, if claims are told apart
	start string // the first day on which it may have started, if claims are told apart
	n     int    // of claims
	// who and in are the stakeholder and the initiative, as places in values; 0 if
	// none is known, or it was not asked for.
	who, in int32
	// keys holds the values of each dimension; none where nothing is recorded.
	keys [maxDimensions][]int32
}

// facts are the claims that tell who does what, by dimensions.
type facts struct {
	by     []Dimension
	list   []fact
	values []Value // the first is that nothing is recorded
	place  map[Value]int32
	ones   map[int32][]int32 // lists of one value, which many claims share
}

// reading says what to read of claims.
type reading struct {
	by      []Dimension
	sources []source
	dating  graph.Dating
	// claims: each claim is a fact of its own, with its id.
	claims bool
	// who and in: the stakeholders and the initiatives are to be counted.
	who, in bool
	where   DoingWhere
	most    int
}

// DefaultMaxDoing bounds the claims out of which a table is worked out, for a
// question that says no bound: each takes about 300 bytes.
const DefaultMaxDoing = 250_000

// read reads the claims: two calls for each source, and one for the themes, one
// for the places and one for the target groups of initiatives where these are
// asked for.
func read(ctx context.Context, port Port, q reading) (*facts, error) {
	f := &facts{by: q.by, values: []Value{{}}, place: map[Value]int32{{}: 0}, ones: map[int32][]int32{}}
	total := 0
	var inherit []int // the facts that have values of their initiatives
	for _, s := range q.sources {
		res, err := port.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: s.t, Where: s.where, TotalOnly: true}, Dating: q.dating})
		if err != nil {
			return nil, err
		}
		if total += res.Lists[0].Total; total > q.most {
			return nil, graph.Errorf(graph.LimitExceeded,
				"a table of %d claims or more would have to be worked out, at most %d are allowed; narrow it with where, asOf or during", total, q.most)
		}
		from := len(f.list)
		if err := f.readSource(ctx, port, q, s); err != nil {
			return nil, err
		}
		for i := from; i < len(f.list) && s.paths[ByTheme] == ""; i++ {
			inherit = append(inherit, i)
		}
	}
	for i, d := range q.by {
		if err := f.inherit(ctx, port, q, i, d, inherit); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// columns are the keys of an aggregation, each once.
type columns []string

func (c *columns) add(path string) int {
	if at := slices.Index(*c, path); at >= 0 {
		return at
	}
	*c = append(*c, path)
	return len(*c) - 1
}

// readSource reads the claims of one source.
func (f *facts) readSource(ctx context.Context, port Port, q reading, s source) error {
	var c columns
	who, in, label, claim, start := -1, -1, -1, -1, -1
	if q.who || slices.Contains(q.by, ByWho) {
		who = c.add(s.who + ".id")
	}
	if q.in || slices.ContainsFunc(q.by, func(d Dimension) bool { return d == ByInitiative || inherited(s, d) }) {
		in = c.add(s.initiative + ".id")
	}
	if q.claims {
		claim, start = c.add("id"), c.add("startEarliest")
		if s.label != "" {
			label = c.add(s.label)
		}
	}
	at := make([]int, len(q.by))
	for i, d := range q.by {
		switch {
		case d == ByYear:
			at[i] = c.add("startEarliest:year")
		case s.paths[d] != "":
			at[i] = c.add(s.paths[d])
		}
	}
	groups, err := port.Aggregate(ctx, &graph.Aggregation{Type: s.t, Where: graph.All(s.where, q.dating.Filter()),
		Keys: c, Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	if err != nil {
		return err
	}
	key := func(g *graph.Group, at int) string {
		if at < 0 {
			return ""
		}
		return g.Keys[at]
	}
	for i := range groups {
		if i%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		g := &groups[i]
		x := fact{claim: key(g, claim), start: key(g, start), n: g.Values[0].(int), who: f.of(Value{Code: key(g, who)}), in: f.of(Value{Code: key(g, in)})}
		for k, d := range q.by {
			v := Value{Code: g.Keys[at[k]]}
			switch {
			case d == ByWho && key(g, label) != "":
				v = Value{Code: x.claim, Group: key(g, label)}
			case d == ByWho:
				v.Code = key(g, who)
			case d == ByKind && key(g, label) != "":
				v.Code = KindGroup
			case d == ByInitiative:
				v.Code = key(g, in)
			case d == ByRole && s.role != "":
				v.Code = string(s.role)
			case inherited(s, d):
				continue
			}
			x.keys[k] = f.one(v)
		}
		f.list = append(f.list, x)
	}
	return nil
}

// KindGroup stands for the kind of participants without identity.
const KindGroup = "GROUP"

// inherited tells whether claims of a source have the values of a dimension from
// their initiatives.
func inherited(s source, d Dimension) bool {
	switch d {
	case ByTheme, ByPlace, ByCountry, ByForWhom:
		return s.paths[d] == ""
	}
	return false
}

// of gives the place of a value.
func (f *facts) of(v Value) int32 {
	at, known := f.place[v]
	if !known {
		at = int32(len(f.values))
		f.values, f.place[v] = append(f.values, v), at
	}
	return at
}

// one gives the list of one value, none if nothing is recorded.
func (f *facts) one(v Value) []int32 {
	at := f.of(v)
	if at == 0 {
		return nil
	}
	list := f.ones[at]
	if list == nil {
		list = []int32{at}
		f.ones[at] = list
	}
	return list
}

// inherit gives facts the values of a dimension that their initiatives have.
func (f *facts) inherit(ctx context.Context, port Port, q reading, k int, d Dimension, which []int) error {
	var ids []string
	for _, i := range which {
		if in := f.list[i].in; in != 0 {
			ids = append(ids, f.values[in].Code)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var of map[string][]string
	var err error
	switch d {
	case ByTheme:
		of, err = classified(ctx, port, ids, "theme", "theme.id", q.where.Themes)
	case ByPlace:
		of, err = classified(ctx, port, ids, "place", "place.id", q.where.Places)
	case ByCountry:
		of, err = classified(ctx, port, ids, "place", "place.country", q.where.Places)
	case ByForWhom:
		of, err = targetGroups(ctx, port, ids)
	default:
		return nil
	}
	if err != nil {
		return err
	}
	lists := map[string][]int32{}
	for _, id := range ids {
		for _, code := range of[id] {
			lists[id] = append(lists[id], f.of(Value{Code: code}))
		}
	}
	for _, i := range which {
		f.list[i].keys[k] = lists[f.values[f.list[i].in].Code]
	}
	return nil
}

// classified gives the distinct values that initiatives have by their
// classifications, in order. The time of a question does not limit them: they
// say what an initiative is about, whenever a body took part in it.
func classified(ctx context.Context, port Port, initiatives []string, ref, path string, where graph.Filter) (map[string][]string, error) {
	if len(initiatives) == 0 {
		return nil, nil
	}
	groups, err := port.Aggregate(ctx, &graph.Aggregation{Type: graph.Catalog.Type("Classification"), Where: graph.Related{Edge: ref, Where: where},
		Parents: initiatives, By: graph.By("initiative"), Keys: []string{path}, Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, g := range groups {
		if id := initiatives[g.Parent]; g.Keys[0] != "" {
			out[id] = append(out[id], g.Keys[0])
		}
	}
	return out, nil
}

// targetGroups gives for whom initiatives are, in the words of the source.
func targetGroups(ctx context.Context, port Port, initiatives []string) (map[string][]string, error) {
	if len(initiatives) == 0 {
		return nil, nil
	}
	res, err := port.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Initiative"), IDs: initiatives, Fields: []string{"targetGroups"}}})
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, r := range res.Lists[0].Records {
		if words := r.(*graph.Initiative).TargetGroups; words != "" {
			out[graph.IDOf(r)] = []string{string(words)}
		}
	}
	return out, nil
}

// maxTold bounds how often claims are told in one table: a claim of three themes
// and two places is told six times in a table of themes by places.
const maxTold = 2_000_000

var errToldTooOften = graph.Errorf(graph.LimitExceeded,
	"claims would have to be told more than %d times, once for each combination of their themes, places and so on; ask by fewer of these, or narrow the question with where", maxTold)

// pairs counts distinct things of groups: each is the group and the thing.
type pairs []uint64

func (p *pairs) add(group int, thing int32) {
	if thing != 0 {
		*p = append(*p, uint64(group)<<32|uint64(uint32(thing)))
	}
}

// distinct counts the things of each of n groups.
func (p *pairs) distinct(n int) []int {
	slices.Sort(*p)
	out := make([]int, n)
	for _, x := range slices.Compact(*p) {
		out[x>>32]++
	}
	return out
}
