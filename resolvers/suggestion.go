package resolvers

import (
	"cmp"
	"context"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
)

// suggestionsShown is the number of suggestions where the question gives none.
const suggestionsShown = 10

// Suggestions of bodies with which one has something in common.
func (Query) Suggestions(ctx context.Context, _ map[string]any) (*Suggestions, error) {
	if !operationOf(ctx).suggestions {
		return nil, graph.Errorf(graph.Unavailable,
			"suggestions are switched off; whoever runs Migraph switches them on with the flag --suggestions of migraph serve or query, or the variable MIGRAPH_SUGGESTIONS=true")
	}
	s, err := rootView(ctx, graph.TypeOf(&graph.Suggestions{}), limitedBy("limit", "rows"), func(o *Operation, a *arguments, d graph.Dating) (*graph.Suggestions, error) {
		of, err := a.body("of")
		if err != nil {
			return nil, err
		}
		limit, err := a.atMost("limit", graph.MaxSuggestions)
		if err != nil {
			return nil, err
		}
		where, err := filterOf(ctx, graph.Catalog.Type("Stakeholder"), a.values["where"])
		if err != nil {
			return nil, err
		}
		return network.Suggest(ctx, o.fetch, of, network.SuggestionQuestion{
			Where: where, Dating: d, Limit: cmp.Or(limit, suggestionsShown)})
	})
	if err != nil {
		return nil, err
	}
	return &Suggestions{s}, nil
}

// Suggestions is a graph.Suggestions as the API shows it.
type Suggestions struct{ *graph.Suggestions }

// Of is the body for which they are.
func (s *Suggestions) Of(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, s.Suggestions, "of")
	return showStakeholder(r), err
}

// CandidateCount counts all that were found.
func (s *Suggestions) CandidateCount() int { return s.Candidates }

// Rows are the suggestions.
func (s *Suggestions) Rows(ctx context.Context) ([]*Suggestion, error) {
	out := make([]*Suggestion, len(s.Suggestions.Rows))
	for i, r := range s.Suggestions.Rows {
		out[i] = &Suggestion{r}
	}
	return out, partOf(ctx, s.Suggestions, "rows")
}

// Suggestion is a graph.Suggestion as the API shows it.
type Suggestion struct{ *graph.Suggestion }

// Stakeholder that is suggested.
func (s *Suggestion) Stakeholder(ctx context.Context) (Stakeholder, error) {
	r, err := oneOf(ctx, s.Suggestion, "stakeholder")
	return showStakeholder(r), err
}

// reason gives a reason, when what is selected of it is loaded.
func (s *Suggestion) reason(ctx context.Context, name string, r *graph.SuggestionReason) (*SuggestionReason, error) {
	return &SuggestionReason{r}, partOf(ctx, s.Suggestion, name)
}

// Partners that the two share.
func (s *Suggestion) Partners(ctx context.Context) (*SuggestionReason, error) {
	return s.reason(ctx, "partners", s.Suggestion.Partners)
}

// Themes that the two share.
func (s *Suggestion) Themes(ctx context.Context) (*SuggestionReason, error) {
	return s.reason(ctx, "themes", s.Suggestion.Themes)
}

// Places that the two share.
func (s *Suggestion) Places(ctx context.Context) (*SuggestionReason, error) {
	return s.reason(ctx, "places", s.Suggestion.Places)
}

// Funders that the two share.
func (s *Suggestion) Funders(ctx context.Context) (*SuggestionReason, error) {
	return s.reason(ctx, "funders", s.Suggestion.Funders)
}

// SuggestionReason is a graph.SuggestionReason as the API shows it.
type SuggestionReason struct{ *graph.SuggestionReason }

// Things that the two share.
func (r *SuggestionReason) Things(ctx context.Context) ([]*ComparedThing, error) {
	return showCompared(r.SuggestionReason.Things), partOf(ctx, r.SuggestionReason, "things")
}
