package network

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// DisagreementQuestion asks which claims datasets tell differently.
type DisagreementQuestion struct {
	// Where holds, for each type of claims that is asked for, which of the claims
	// that are in conflict are meant; nil for all.
	Where  map[string]graph.Filter
	Dating graph.Dating
	// MaxClaims bounds the claims that are compared; 0 means DefaultMaxCompared.
	MaxClaims int
}

// DefaultMaxCompared is the bound for a question that says none.
const DefaultMaxCompared = 10_000

// Disagreements gives the disagreements by type and id, with two calls for each
// type: one for the claims in conflict, one for all claims of the same keys.
func Disagreements(ctx context.Context, fetch graph.Fetch, q DisagreementQuestion) ([]*graph.Disagreement, error) {
	var out []*graph.Disagreement
	left := cmp.Or(q.MaxClaims, DefaultMaxCompared)
	for _, noun := range graph.ClaimNouns() {
		where, asked := q.Where[noun]
		if !asked {
			continue
		}
		t := graph.Catalog.Type(noun)
		of, n, err := toldOf(ctx, fetch, t, where, q.Dating, left)
		if err != nil {
			return nil, err
		}
		left -= n
		out = append(out, of...)
	}
	return out, nil
}

// toldOf gives the disagreements over claims of one type, and how many claims
// were compared.
func toldOf(ctx context.Context, fetch graph.Fetch, t *graph.Type, where graph.Filter, d graph.Dating, most int) ([]*graph.Disagreement, int, error) {
	keys, err := conflictingKeys(ctx, fetch, t, where, d, most)
	if err != nil || len(keys) == 0 {
		return nil, 0, err
	}
	p := &graph.Plan{Query: graph.Query{Type: t, Where: graph.Compare{Field: "key", Op: graph.In, Value: keys}, Limit: most}}
	for _, part := range t.Parts {
		p.Parts = append(p.Parts, part.Name)
	}
	res, err := fetch(ctx, p)
	if err != nil {
		return nil, 0, err
	}
	if res.Lists[0].More {
		return nil, 0, tooManyCompared()
	}
	byKey := map[string][]graph.Record{}
	for _, r := range res.Lists[0].Records {
		key := graph.AsClaim(r).Key
		byKey[key] = append(byKey[key], r)
	}
	var out []*graph.Disagreement
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return nil, 0, context.Cause(ctx)
		}
		if claims := byKey[key]; len(claims) > 1 { // else the others are hidden
			out = append(out, disagreement(t, claims))
		}
	}
	slices.SortFunc(out, func(x, y *graph.Disagreement) int { return strings.Compare(x.ID, y.ID) })
	return out, len(res.Lists[0].Records), nil
}

// tooManyCompared refuses a question.
func tooManyCompared() error {
	return graph.Errorf(graph.LimitExceeded, "too many claims are told differently to be compared at once; narrow the question with where")
}

// conflictingKeys gives the natural keys of claims that are in conflict.
func conflictingKeys(ctx context.Context, fetch graph.Fetch, t *graph.Type, where graph.Filter, d graph.Dating, most int) ([]string, error) {
	res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, Where: graph.All(where, graph.Compare{Field: "conflicting", Op: graph.Eq, Value: true}),
		Limit: max(1, most), Fields: []string{"key"}}, Dating: d})
	if err != nil {
		return nil, err
	}
	if res.Lists[0].More || len(res.Lists[0].Records) > most {
		return nil, tooManyCompared()
	}
	var out []string
	for _, r := range res.Lists[0].Records {
		out = append(out, graph.AsClaim(r).Key)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// disagreement compares claims of one key.
func disagreement(t *graph.Type, claims []graph.Record) *graph.Disagreement {
	sets := map[string][]string{} // the datasets of claims
	for _, r := range claims {
		sets[graph.IDOf(r)] = datasetsOf(r)
	}
	slices.SortFunc(claims, func(x, y graph.Record) int {
		return cmp.Or(slices.Compare(sets[graph.IDOf(x)], sets[graph.IDOf(y)]), strings.Compare(graph.IDOf(x), graph.IDOf(y)))
	})
	out := &graph.Disagreement{Type: t}
	for _, r := range claims {
		id := graph.IDOf(r)
		out.Claims, out.Datasets = append(out.Claims, id), append(out.Datasets, sets[id]...)
	}
	slices.Sort(out.Datasets)
	out.Datasets = slices.Compact(out.Datasets)
	graph.SetID(out, slices.Min(out.Claims))
	for _, f := range tellingFields(t) {
		d := &graph.Difference{Field: f.name}
		for _, r := range claims {
			value, things := f.of(r)
			d.Values = append(d.Values, &graph.ToldValue{ClaimID: graph.IDOf(r), Datasets: sets[graph.IDOf(r)], Value: graph.Text(value), Things: things})
		}
		if slices.ContainsFunc(d.Values, func(v *graph.ToldValue) bool {
			return v.Value != d.Values[0].Value || !slices.Equal(v.Things, d.Values[0].Things)
		}) {
			d.Values = d.Values[:min(len(d.Values), graph.MaxToldClaims)]
			out.Differences = append(out.Differences, d)
		}
	}
	return out
}

// datasetsOf gives the keys of the datasets that make a claim, each once.
func datasetsOf(r graph.Record) []string {
	var out []string
	for _, e := range graph.AsClaim(r).Evidence {
		out = append(out, e.Dataset)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// tellingField is what claims of a type say in one respect: words, and the ids of
// the things that they name.
type tellingField struct {
	name string
	of   func(graph.Record) (string, []string)
}

// tellingFields gives all respects in which claims of a type can differ: what is
// stored of them, but for what is derived and where it is said.
func tellingFields(t *graph.Type) []tellingField {
	var out []tellingField
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Set == nil || slices.Contains([]string{"key", "conflicting", "hidden", "nature"}, f.Name) ||
			strings.HasSuffix(f.Name, "Earliest") || strings.HasSuffix(f.Name, "Latest") { // the days are those of start and end
			continue
		}
		out = append(out, tellingField{f.Name, func(r graph.Record) (string, []string) { return inWords(f.Get(r)), nil }})
	}
	for i := range t.Refs {
		ref := &t.Refs[i]
		out = append(out, tellingField{ref.Name, func(r graph.Record) (string, []string) { return named(ref.Get(r)) }})
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		if p.Name != "evidence" {
			out = append(out, tellingField{p.Name, func(r graph.Record) (string, []string) { return listedParts(p, r) }})
		}
	}
	return out
}

// inWords gives a value as text, empty if it is unknown.
func inWords(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// named gives what a reference names: a thing, or the id of another claim.
func named(id string) (string, []string) {
	switch {
	case id == "":
		return "", nil
	case graph.Catalog.TypeOfID(id) != nil && graph.Catalog.TypeOfID(id).Class == graph.ClassThing:
		return "", []string{id}
	}
	return id, nil
}

// listedParts gives the elements of a part in words, and the things that they name.
func listedParts(p *graph.Part, r graph.Record) (string, []string) {
	var words, things []string
	for _, e := range p.Get(r) {
		var of []string
		for i := range p.Type.Fields {
			if f := &p.Type.Fields[i]; f.Set != nil && f.Get(e) != nil {
				of = append(of, f.Name+": "+inWords(f.Get(e)))
			}
		}
		for i := range p.Type.Refs {
			if id := p.Type.Refs[i].Get(e); id != "" {
				things = append(things, id)
			}
		}
		if len(of) > 0 {
			words = append(words, strings.Join(of, ", "))
		}
	}
	return strings.Join(words, "; "), things
}
