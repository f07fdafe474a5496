package migraphyaml

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// thingSections and claimSections are the sections of a file in the order in which it
// is read, with the types of what stands in them.
var (
	thingSections = []section{
		{"documents", "Document"}, {"places", "Place"}, {"themes", "Theme"}, {"stakeholders", "Stakeholder"}, {"initiatives", "Initiative"},
	}
	claimSections = []section{
		{"participations", "Participation"}, {"flows", "Flow"}, {"plans", "Plan"}, {"affiliations", "Affiliation"}, {"links", "InitiativeLink"},
		{"presences", "Presence"}, {"results", "Result"}, {"findings", "Finding"}, {"classifications", "Classification"}, {"documentLinks", "DocumentLink"},
	}
)

type section struct{ name, noun string }

// place gives the place of the section of a record, below 0 if it has none.
func place(sections []section, r graph.Record) int {
	return slices.IndexFunc(sections, func(s section) bool { return s.noun == graph.TypeOf(r).Name })
}

// file is an import as it stands in a file.
type file struct {
	*graph.Import
	// named holds the keys of the results to which others refer.
	named map[string]bool
}

// keyed gives an import, whose entries have ids as keys, in the order of a file and
// with keys as people read them.
func keyed(in *graph.Import) (*file, error) {
	out := &file{Import: &graph.Import{Dataset: in.Dataset, Things: slices.Clone(in.Things), Claims: slices.Clone(in.Claims)}, named: map[string]bool{}}
	for _, c := range out.Claims {
		if place(claimSections, c.Record) < 0 {
			return nil, refused(in, "there are no exchange rates in one")
		}
		if x, ok := c.Record.(*graph.Figure); ok && x.BreakdownOfID != "" {
			out.named[x.BreakdownOfID] = true
		}
	}
	keys := keysOf(out.Things)
	for i := range out.Things {
		t := &out.Things[i]
		t.Key = keys[t.ID]
		refer(t.Record, keys)
		referAll(t.Evidence, keys)
	}
	for i := range out.Claims {
		refer(out.Claims[i].Record, keys)
		referAll(out.Claims[i].Evidence, keys)
	}
	slices.SortStableFunc(out.Things, func(x, y graph.ThingInput) int {
		return cmp.Or(cmp.Compare(place(thingSections, x.Record), place(thingSections, y.Record)), strings.Compare(x.Key, y.Key))
	})
	slices.SortStableFunc(out.Claims, func(x, y graph.ClaimInput) int {
		return cmp.Compare(place(claimSections, x.Record), place(claimSections, y.Record))
	})
	return out, nil
}

func referAll(list []*graph.Evidence, keys map[string]string) {
	for _, e := range list {
		refer(e, keys)
	}
}

// refer replaces the ids of things to which a record refers by their keys.
func refer(r graph.Record, keys map[string]string) {
	t := graph.TypeOf(r)
	for i := range t.Refs {
		rf := &t.Refs[i]
		if id := rf.Get(r); id != "" && graph.Catalog.Type(rf.To).Class == graph.ClassThing {
			rf.Set(r, keys[id])
		}
	}
	for i := range t.Parts {
		for _, e := range t.Parts[i].Get(r) {
			refer(e, keys)
		}
	}
}

var (
	keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	noKey   = regexp.MustCompile(`[^a-z0-9]+`)
)

// longestKey bounds the keys that are made.
const longestKey = 60

// ownKey gives the key that a thing has in all files; it is false if it has none, or
// none that comes first.
func ownKey(r graph.Record) (string, bool) {
	all := graph.AsThing(r).Identifiers
	if len(all) == 0 || all[0].Scheme != graph.SchemeMigraph || !keyForm.MatchString(all[0].Value) {
		return "", false
	}
	return all[0].Value, true
}

// keysOf gives things keys, by their ids: their own, else one made of an identifier
// or the name that no other thing of the type has.
func keysOf(things []graph.ThingInput) map[string]string {
	out, taken := map[string]string{}, map[string]bool{}
	used := func(r graph.Record, key string) string { return graph.TypeOf(r).Name + " " + key }
	for _, t := range things {
		if key, own := ownKey(t.Record); own {
			out[t.ID], taken[used(t.Record, key)] = key, true
		}
	}
	rest := slices.DeleteFunc(slices.Clone(things), func(t graph.ThingInput) bool { return out[t.ID] != "" })
	slices.SortFunc(rest, func(x, y graph.ThingInput) int { return strings.Compare(x.ID, y.ID) })
	for _, t := range rest {
		key := madeKey(t.Record)
		if key == "" || taken[used(t.Record, key)] {
			key = strings.TrimPrefix(key+"-"+t.ID, "-")
		}
		out[t.ID], taken[used(t.Record, key)] = key, true
	}
	return out
}

// madeKey makes a key of what a register calls a thing, else of its name.
func madeKey(r graph.Record) string {
	of := graph.AsThing(r).Name
	for _, i := range graph.AsThing(r).Identifiers {
		if !strings.Contains(i.Scheme, ":") { // else it is of a dataset
			of = i.Value
			break
		}
	}
	key := strings.Trim(noKey.ReplaceAllString(graph.Fold(of), "-"), "-")
	return strings.Trim(key[:min(len(key), longestKey)], "-")
}

func sorted(keys []string) []string {
	slices.Sort(keys)
	return keys
}
