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
	// own are the fields and references with the values of dimensions that the
	// claim has itself. Others are those of its stakeholder or initiative.
	own map[Dimension]string
	// role of all of its claims, empty if they say it themselves.
	role graph.Role
}

func participating(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Participation"), where: where, who: "stakeholder", initiative: "initiative", label: "groupLabel",
		own: map[Dimension]string{ByWho: "stakeholder", ByInitiative: "initiative", ByRole: "role", ByYear: started}}
}

func present(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Presence"), where: where, who: "stakeholder", initiative: "initiative",
		own: map[Dimension]string{ByWho: "stakeholder", ByInitiative: "initiative", ByRole: "role", ByYear: started,
			ByTheme: "theme", ByPlace: "place", ByCountry: "country", ByForWhom: "targetGroup"}}
}

// paying are flows from a stakeholder to an initiative, or to a body.
func paying(where graph.Filter) source {
	return source{t: graph.Catalog.Type("Flow"), where: where, who: "provider.stakeholder", initiative: "recipient.initiative", role: "FUNDING",
		own: map[Dimension]string{ByWho: "provider.stakeholder", ByInitiative: "recipient.initiative", ByYear: started}}
}

// started is the field with the first day on which a claim may have started.
const started = "startEarliest"

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
	values []Value           // the first is that nothing is recorded
	place  map[string]int32  // of values, by their codes
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
// question that says no bound: each takes some 600 bytes while it is.
const DefaultMaxDoing = 200_000

// read reads the claims: two calls for each source, and one for each dimension
// of which stakeholders or initiatives have the values.
func read(ctx context.Context, port Port, q reading) (*facts, error) {
	f := &facts{by: q.by, values: []Value{{}}, place: map[string]int32{"": 0}, ones: map[int32][]int32{}}
	total := 0
	inherit := make([][]int, len(q.by)) // by dimension, the facts that do not say themselves
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
		for k, d := range q.by {
			for i := from; i < len(f.list) && s.own[d] == ""; i++ {
				if len(f.list[i].keys[k]) == 0 {
					inherit[k] = append(inherit[k], i)
				}
			}
		}
	}
	for k, d := range q.by {
		if err := f.inherit(ctx, port, q.where, k, d, inherit[k]); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// readSource reads the claims of one source. One value of claims is counted by
// the store; where there are more, few claims are alike, and to read them all
// costs less than to have them compared.
func (f *facts) readSource(ctx context.Context, port Port, q reading, s source) error {
	columns := q.columns(s)
	if len(columns) == 1 && !q.claims {
		return f.count(ctx, port, q, s, columns[0])
	}
	res, err := port.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: s.t, Where: s.where, Fields: columns}, Dating: q.dating})
	if err != nil {
		return err
	}
	for i, r := range res.Lists[0].Records {
		if i%4096 == 0 && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		x := f.fact(q, s, func(name string) string { return valueIn(s.t, r, name) })
		if x.n = 1; q.claims {
			x.claim, x.start = graph.IDOf(r), valueIn(s.t, r, started)
			f.nameGroup(q, &x, valueIn(s.t, r, s.label))
		}
		f.list = append(f.list, x)
	}
	return nil
}

// columns are the fields and references of claims that are to be read.
func (q *reading) columns(s source) []string {
	out := []string{}
	add := func(name string) {
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	for _, d := range q.by {
		switch {
		case s.own[d] != "":
			add(s.own[d])
		case d == ByKind:
			add(s.who)
		case d != ByRole:
			add(s.initiative)
		}
	}
	if q.who {
		add(s.who)
	}
	if q.in {
		add(s.initiative)
	}
	if q.claims {
		add(started)
		add(s.label)
	}
	return out
}

// valueIn gives the text of a field of a record, or the id of a reference; empty
// if it is unknown.
func valueIn(t *graph.Type, r graph.Record, name string) string {
	if ref := t.Ref(name); ref != nil {
		return ref.Get(r)
	}
	if field := t.Field(name); field != nil {
		text, _ := field.Get(r).(string)
		return text
	}
	return ""
}

// count reads claims that differ in one column only.
func (f *facts) count(ctx context.Context, port Port, q reading, s source, column string) error {
	path := column
	if s.t.Ref(column) != nil {
		path += ".id"
	}
	groups, err := port.Aggregate(ctx, &graph.Aggregation{Type: s.t, Where: graph.All(s.where, q.dating.Filter()),
		Keys: []string{path}, Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	for _, g := range groups {
		x := f.fact(q, s, func(name string) string {
			if name == column {
				return g.Keys[0]
			}
			return ""
		})
		x.n = g.Values[0].(int)
		f.list = append(f.list, x)
	}
	return err
}

// fact makes a fact of what a claim has itself.
func (f *facts) fact(q reading, s source, value func(name string) string) fact {
	x := fact{who: f.of(Value{Code: value(s.who)}), in: f.of(Value{Code: value(s.initiative)})}
	for k, d := range q.by {
		v := value(s.own[d])
		switch {
		case d == ByRole && s.role != "":
			v = string(s.role)
		case d == ByYear && v != "":
			v = v[:len("2006")]
		}
		x.keys[k] = f.one(Value{Code: v})
	}
	return x
}

// nameGroup gives a claim of a group without identity its values.
func (f *facts) nameGroup(q reading, x *fact, label string) {
	if label == "" {
		return
	}
	for k, d := range q.by {
		switch d {
		case ByWho:
			x.keys[k] = f.one(Value{Code: x.claim, Group: label})
		case ByKind:
			x.keys[k] = f.one(Value{Code: KindGroup})
		}
	}
}

// KindGroup stands for the kind of participants without identity.
const KindGroup = "GROUP"

// of gives the place of a value.
func (f *facts) of(v Value) int32 {
	at, known := f.place[v.Code]
	if !known {
		at = int32(len(f.values))
		f.values, f.place[v.Code] = append(f.values, v), at
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

// inherit gives facts the values of a dimension that their stakeholders or
// initiatives have.
func (f *facts) inherit(ctx context.Context, port Port, where DoingWhere, k int, d Dimension, which []int) error {
	thing := func(i int) int32 {
		if d == ByKind {
			return f.list[i].who
		}
		return f.list[i].in
	}
	var ids []string
	for _, i := range which {
		if at := thing(i); at != 0 {
			ids = append(ids, f.values[at].Code)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil
	}
	var of map[string][]string
	var err error
	switch d {
	case ByTheme:
		of, err = classified(ctx, port, ids, "theme", "theme.id", where.Themes)
	case ByPlace:
		of, err = classified(ctx, port, ids, "place", "place.id", where.Places)
	case ByCountry:
		of, err = classified(ctx, port, ids, "place", "place.country", where.Places)
	case ByForWhom:
		of, err = described(ctx, port, "Initiative", ids, "targetGroups")
	case ByInitiativeType:
		of, err = described(ctx, port, "Initiative", ids, "type")
	case ByKind:
		of, err = described(ctx, port, "Stakeholder", ids, "kind")
	}
	if err != nil {
		return err
	}
	lists := make(map[int32][]int32, len(ids))
	for _, id := range ids {
		at := f.place[id]
		for _, code := range of[id] {
			lists[at] = append(lists[at], f.of(Value{Code: code}))
		}
	}
	for _, i := range which {
		f.list[i].keys[k] = lists[thing(i)]
	}
	return nil
}

// classified gives the distinct values that initiatives have by their
// classifications, in order. The time of a question does not limit them: they
// say what an initiative is about, whenever a body took part in it.
func classified(ctx context.Context, port Port, initiatives []string, ref, path string, where graph.Filter) (map[string][]string, error) {
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

// described gives what things have in a field, none where it is unknown.
func described(ctx context.Context, port Port, noun string, ids []string, field string) (map[string][]string, error) {
	t := graph.Catalog.Type(noun)
	res, err := port.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: ids, Fields: []string{field}}})
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, r := range res.Lists[0].Records {
		if v := valueIn(t, r, field); v != "" {
			out[graph.IDOf(r)] = []string{v}
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
