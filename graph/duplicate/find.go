package duplicate

import (
	"cmp"
	"context"
	"slices"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/kept"
)

const (
	// MaxCandidates bounds the pairs that are kept, the strongest.
	MaxCandidates = 10_000
	// widestKey is how many things may share a key that tells something.
	widestKey = 30
)

// Candidates are the pairs of things of one type that may be one.
type Candidates struct {
	// List is in the order of their strength, then of ids.
	List []*graph.DuplicateCandidate
	// AtLeast: there are more, weaker ones.
	AtLeast bool
}

// Nouns are the types of things that are compared, by their names.
var Nouns = []string{"Stakeholder", "Initiative"}

// All are the candidates by the types of things.
type All map[string]*Candidates

// Keeper keeps the candidates that each audience may see.
type Keeper = kept.Keeper[All]

// NewKeeper makes a Keeper. open gives the store, or says why there is none now.
func NewKeeper(open func() (graph.Store, error)) *Keeper {
	return kept.NewKeeper(kept.Options[All]{Open: open, Name: "the list of what looks alike", Make: Read, Patch: again})
}

// again makes them anew: one thing can change many pairs.
func again(ctx context.Context, r graph.Reader, a graph.Audience, _ kept.Of[All]) (*All, error) {
	return Read(ctx, r, a)
}

// Read finds the candidates of the state that r reads, among what an audience sees.
func Read(ctx context.Context, r graph.Reader, a graph.Audience) (*All, error) {
	out := All{}
	for _, noun := range Nouns {
		found, err := ReadType(ctx, r, a, noun)
		if err != nil {
			return nil, err
		}
		out[noun] = found
	}
	return &out, nil
}

// ReadType finds the candidates of one type of Nouns: see Read.
func ReadType(ctx context.Context, r graph.Reader, a graph.Audience, noun string) (*Candidates, error) {
	apart, err := graph.RuledApart(ctx, r)
	if err != nil {
		return nil, err
	}
	t := graph.Catalog.Type(noun)
	var all []*profile
	q := graph.Query{Type: t, Where: graph.Live(t), Parts: []string{"aliases", "identifiers"}, Fields: fieldsOf(t)}
	err = kept.Each(ctx, r.Fetch, a, q, func(r graph.Record) error {
		all = append(all, profileOf(r))
		return nil
	})
	if err != nil {
		return nil, err
	}
	var reported [][2]string
	if noun == "Initiative" {
		if reported, err = thirdParties(ctx, r, a); err != nil {
			return nil, err
		}
	}
	return find(ctx, all, reported, apart)
}

// fieldsOf gives those of the fields that are compared which a type has.
func fieldsOf(t *graph.Type) []string {
	return slices.DeleteFunc([]string{"name", "acronym", "country", "kind", "website"}, func(f string) bool { return t.Field(f) == nil })
}

// thirdParties gives the initiatives of which sources say that the one reports of the
// other.
func thirdParties(ctx context.Context, r graph.Reader, a graph.Audience) ([][2]string, error) {
	var out [][2]string
	q := graph.Query{Type: graph.Catalog.Type("InitiativeLink"), Where: graph.Compare{Field: "type", Op: graph.Eq, Value: "THIRD_PARTY_REPORT_OF"}}
	err := kept.Each(ctx, r.Fetch, a, q, func(r graph.Record) error {
		l := r.(*graph.InitiativeLink)
		out = append(out, [2]string{l.FromID, l.ToID})
		return nil
	})
	return out, err
}

// shared is a key, and a profile that has it.
type shared struct {
	key uint64
	of  int
}

// find compares the profiles that share a key. reported are pairs of ids that are
// candidates anyway.
func find(ctx context.Context, all []*profile, reported [][2]string, apart func(one, other string) bool) (*Candidates, error) {
	var keys []shared
	at := map[string]int{}
	for i, p := range all {
		at[p.id] = i
		p.keys(func(key uint64) { keys = append(keys, shared{key, i}) })
	}
	slices.SortFunc(keys, func(x, y shared) int { return cmp.Or(cmp.Compare(x.key, y.key), cmp.Compare(x.of, y.of)) })
	keys = slices.Compact(keys)
	found := map[[2]int]*graph.DuplicateCandidate{}
	look := func(i, j int) {
		pair := [2]int{min(i, j), max(i, j)}
		if found[pair] != nil || apart(all[i].id, all[j].id) {
			return
		}
		if c := judge(all[i], all[j]); c != nil {
			found[pair] = c
		}
	}
	for start := 0; start < len(keys); {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		end := start
		for end < len(keys) && keys[end].key == keys[start].key {
			end++
		}
		if end-start <= widestKey {
			for i := start; i < end; i++ {
				for j := i + 1; j < end; j++ {
					look(keys[i].of, keys[j].of)
				}
			}
		}
		start = end
	}
	addReported(at, reported, found, apart)
	return strongest(found), nil
}

// addReported adds the pairs of which sources say that the one reports of the other.
func addReported(at map[string]int, reported [][2]string, found map[[2]int]*graph.DuplicateCandidate, apart func(one, other string) bool) {
	for _, r := range reported {
		i, one := at[r[0]]
		j, other := at[r[1]]
		if !one || !other || i == j || apart(r[0], r[1]) {
			continue
		}
		pair := [2]int{min(i, j), max(i, j)}
		c := found[pair]
		if c == nil {
			c = &graph.DuplicateCandidate{OneID: min(r[0], r[1]), OtherID: max(r[0], r[1])}
			found[pair] = c
		}
		if !slices.Contains(c.Reasons, graph.ThirdPartyReport) {
			c.Reasons = append(c.Reasons, graph.ThirdPartyReport)
			slices.SortFunc(c.Reasons, func(x, y graph.DuplicateReason) int {
				return slices.Index(graph.DuplicateReasons, x) - slices.Index(graph.DuplicateReasons, y)
			})
			c.Strength += weights[graph.ThirdPartyReport]
		}
	}
}

// strongest gives the strongest of what was found.
func strongest(found map[[2]int]*graph.DuplicateCandidate) *Candidates {
	out := &Candidates{}
	for _, c := range found {
		out.List = append(out.List, c)
	}
	slices.SortFunc(out.List, func(x, y *graph.DuplicateCandidate) int {
		return cmp.Or(cmp.Compare(y.Strength, x.Strength), cmp.Compare(x.OneID, y.OneID), cmp.Compare(x.OtherID, y.OtherID))
	})
	if out.AtLeast = len(out.List) > MaxCandidates; out.AtLeast {
		out.List = out.List[:MaxCandidates]
	}
	for _, c := range out.List {
		graph.SetID(c, c.OneID) // with the rank, which has both ids, it has one place
	}
	return out
}
