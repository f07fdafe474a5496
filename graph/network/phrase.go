package network

import (
	"context"
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

// phrase gives each step of routes a sentence, with one call for each type of
// things and of claims.
func phrase(ctx context.Context, fetch graph.Fetch, routes *graph.Routes) error {
	var ids []string
	for _, route := range routes.Routes {
		for _, s := range route.Steps {
			ids = append(ids, s.FromID, s.ToID)
			if len(s.Claims) > 0 {
				ids = append(ids, s.Claims[0])
			}
		}
	}
	found, err := recordsOf(ctx, fetch, ids)
	if err != nil {
		return err
	}
	for _, route := range routes.Routes {
		for _, s := range route.Steps {
			s.Sentence = sentence(s, found)
		}
	}
	return nil
}

// recordsOf fetches records of any types by their ids, as much as sentences need.
func recordsOf(ctx context.Context, fetch graph.Fetch, ids []string) (map[string]graph.Record, error) {
	byType := map[*graph.Type][]string{}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		t := graph.Catalog.TypeOfID(id)
		byType[t] = append(byType[t], id)
	}
	out := map[string]graph.Record{}
	for t, ids := range byType {
		fields := []string{"name"}
		if t.Class == graph.ClassClaim {
			fields = []string{"role", "start", "end"}
		}
		fields = slices.DeleteFunc(fields, func(name string) bool { return t.Field(name) == nil })
		res, err := fetch(ctx, &graph.Plan{Query: graph.Query{Type: t, IDs: ids, Fields: fields}})
		if err != nil {
			return nil, err
		}
		for _, r := range res.Lists[0].Records {
			out[graph.IDOf(r)] = r
		}
	}
	return out, nil
}

// sentence says what the first claim of a step says, and how many more there are.
func sentence(s *graph.RouteStep, found map[string]graph.Record) string {
	from, to := s.FromID, s.ToID
	if !s.Forward {
		from, to = to, from
	}
	name := func(id string) string {
		if t := graph.AsThing(found[id]); found[id] != nil && t != nil {
			return t.Name
		}
		return id
	}
	verb, when := s.Type.Phrase(), ""
	if len(s.Claims) > 0 {
		claim := found[s.Claims[0]]
		if role, _ := valueOf(claim, "role"); role == "COORDINATED_WITH" {
			from, to, verb = to, from, "was coordinated with"
		} else if s.Type == graph.LinkParticipatesIn && role != "" {
			verb = graph.Role(role).Phrase()
		}
		start, _ := valueOf(claim, "start")
		end, _ := valueOf(claim, "end")
		when = inBrackets(start, end)
	}
	out := fmt.Sprintf("%s %s %s%s", name(from), verb, name(to), when)
	switch {
	case s.Weight == 2:
		out += ", and 1 more such claim"
	case s.Weight > 2:
		out += fmt.Sprintf(", and %d more such claims", s.Weight-1)
	}
	return out + "."
}

// valueOf gives a text value of a record, empty if it has none.
func valueOf(r graph.Record, field string) (string, bool) {
	if r == nil {
		return "", false
	}
	f := graph.TypeOf(r).Field(field)
	if f == nil {
		return "", false
	}
	s, ok := f.Get(r).(string)
	return s, ok
}

func inBrackets(start, end string) string {
	switch {
	case start != "" && end != "" && start != end:
		return fmt.Sprintf(" (%s to %s)", start, end)
	case start != "":
		return fmt.Sprintf(" (%s)", start)
	case end != "":
		return fmt.Sprintf(" (until %s)", end)
	}
	return ""
}
