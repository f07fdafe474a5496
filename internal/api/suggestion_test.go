package api_test

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

const (
	sharedReason = `{ count score things { thing { __typename id } by { stakeholder { id } ways claimCount claims { id evidence { document { slug } } } } } }`
	suggested    = `{ of { id } candidateCount truncated rows { stakeholder { id } score partners ` + sharedReason + ` themes ` + sharedReason + ` places ` + sharedReason + ` funders ` + sharedReason + ` } }`
)

// suggesting serves a store with suggestions switched on.
func suggesting(s graph.Store) http.Handler {
	return api.NewHandler(api.Options{Store: func() (graph.Store, error) { return s, nil }, Timeout: 5 * time.Second, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Suggestions: true, Log: slog.New(slog.DiscardHandler)})
}

func TestSuggestionsAreOffUnlessTheyAreSwitchedOn(t *testing.T) {
	h, c := serve(t, rich())
	id := asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes")[0].text("id")
	c.calls = nil
	got := ask(t, h, `{ suggestions(of: "`+id+`") { candidateCount } }`)
	if gotCode, _, message := code(t, got); gotCode != "UNAVAILABLE" || !strings.Contains(message, "--suggestions") || len(c.calls) > 0 {
		t.Errorf("switched off, after %d calls: %s", len(c.calls), got)
	}
	asked(t, suggesting(c), `{ suggestions(of: "`+id+`") { candidateCount } }`)
}

// TestSuggestionsAreOfStrangersWithReasons: nobody is suggested who is a partner,
// and every reason is one that a comparison of the two finds as well.
func TestSuggestionsAreOfStrangersWithReasons(t *testing.T) {
	_, c := serve(t, rich())
	h := suggesting(c)
	found := map[string]int{}
	for _, b := range asked(t, h, `{ stakeholders { nodes { id partners(first: 100) { nodes { stakeholder { id } } } } } }`).list("stakeholders", "nodes") {
		of, partners := b.text("id"), textsOf(b.list("partners", "nodes"), "stakeholder", "id")
		s := object(asked(t, h, `{ suggestions(of: "`+of+`", limit: 20) `+suggested+` }`).in("suggestions").(map[string]any))
		rows := s.list("rows")
		if s.text("of", "id") != of || s.in("truncated") != false || len(rows) != s.int("candidateCount") {
			t.Errorf("%v", s)
		}
		for _, row := range rows {
			with := row.text("stakeholder", "id")
			if slices.Contains(partners, with) || with == of {
				t.Errorf("%s is a partner of %s, or itself", with, of)
			}
			sum := 0.0
			for _, reason := range []string{"partners", "themes", "places", "funders"} {
				r := object(row.in(reason).(map[string]any))
				score, _ := r.in("score").(float64)
				sum += score
				found[reason] += r.int("count")
				if r.int("count") == 0 {
					continue
				}
				shared := textsOf(asked(t, h, `{ comparison(of: ["`+of+`", "`+with+`"]) { `+reason+` { shared { thing { id } } } } }`).list("comparison", reason, "shared"), "thing", "id")
				if len(r.list("things")) != min(5, r.int("count")) || score <= 0 {
					t.Errorf("%s: %v", reason, r)
				}
				for _, x := range r.list("things") {
					if by := textsOf(x.list("by"), "stakeholder", "id"); !slices.Contains(shared, x.text("thing", "id")) || !slices.Equal(by, []string{of, with}) {
						t.Errorf("%s of %v, shared are %v", x.text("thing", "id"), by, shared)
					}
					checkSides(t, x)
				}
			}
			if score, _ := row.in("score").(float64); score-sum > 1e-8 || sum-score > 1e-8 {
				t.Errorf("score %f of reasons that count %f", score, sum)
			}
		}
		three := asked(t, h, `{ suggestions(of: "`+of+`", limit: 3) { rows { stakeholder { id } } } }`).list("suggestions", "rows")
		if want := textsOf(rows[:min(3, len(rows))], "stakeholder", "id"); !slices.Equal(textsOf(three, "stakeholder", "id"), want) {
			t.Errorf("the first three are %v, want %v", three, want)
		}
		governments := object(asked(t, h, `{ suggestions(of: "`+of+`", limit: 20, where: {kind: {eq: GOVERNMENT}}) { candidateCount rows { stakeholder { id __typename } score } } }`).in("suggestions").(map[string]any))
		for _, row := range governments.list("rows") {
			i := slices.IndexFunc(rows, func(x object) bool { return x.text("stakeholder", "id") == row.text("stakeholder", "id") })
			if i < 0 || rows[i].in("score") != row.in("score") || row.text("stakeholder", "__typename") != "Government" {
				t.Errorf("with a filter: %v", row)
			}
		}
	}
	for _, reason := range []string{"partners", "themes", "places", "funders"} {
		if found[reason] == 0 {
			t.Errorf("nobody shares %s: %v", reason, found)
		}
	}
}

func TestSuggestionsNameWhatIsWrong(t *testing.T) {
	_, c := serve(t, rich())
	h := suggesting(c)
	id := asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes")[0].text("id")
	for name, x := range map[string]struct{ arguments, code, argument string }{
		"an initiative": {`of: "iaaaaaaaaaaaa"`, "INVALID_ARGUMENT", "of"},
		"nobody":        {`of: "szzzzzzzzzzzz"`, "NOT_FOUND", "of"},
		"none":          {`of: "` + id + `", limit: 0`, "INVALID_ARGUMENT", "limit"},
		"many":          {`of: "` + id + `", limit: 21`, "LIMIT_EXCEEDED", "limit"},
		"a bad filter":  {`of: "` + id + `", where: {country: {eq: null}}`, "INVALID_ARGUMENT", "where.country.eq"},
		"a bad day":     {`of: "` + id + `", asOf: "soon"`, "INVALID_ARGUMENT", "asOf"},
	} {
		got := ask(t, h, `{ suggestions(`+x.arguments+`) { candidateCount } }`)
		if gotCode, argument, _ := code(t, got); gotCode != x.code || argument != x.argument {
			t.Errorf("%s gave %s", name, got)
		}
	}
	if got := ask(t, h, `{ suggestions(of: "`+id+`") { rows { partners { things { thing { ... on Stakeholder { participations(first: 100) { nodes { id } } } } } } } } }`); strings.Contains(got, "errors") {
		t.Errorf("10,000 rows gave %.300s", got)
	}
	c.calls = nil
	got := ask(t, h, `{ suggestions(of: "`+id+`") { rows { partners { things { by { claims { ... on Participation { initiative { participations(first: 100) { nodes { id } } } } } } } } } } }`)
	if !strings.Contains(got, "LIMIT_EXCEEDED") || len(c.calls) > 0 {
		t.Errorf("100,000 rows gave %.300s after %d calls", got, len(c.calls))
	}
}

func TestSuggestionsTellNothingOfWhatIsHidden(t *testing.T) {
	_, all := serve(t, concealed())
	_, open := serve(t, leftOut(concealed()))
	ids := slices.DeleteFunc(idsOf(t, open.Store), func(id string) bool { return id[0] != 's' })
	for _, id := range ids {
		question := `{ suggestions(of: "` + id + `", limit: 20) ` + suggested + ` }`
		if got, want := ask(t, suggesting(all), question), ask(t, suggesting(open), question); got != want || strings.Contains(want, "errors") {
			t.Errorf("of %s:\n got %.1000s\nwant %.1000s", id, got, want)
		}
	}
	for _, id := range idsOf(t, all.Store) {
		if id[0] == 's' && !slices.Contains(ids, id) {
			if gotCode, argument, _ := code(t, ask(t, suggesting(all), `{ suggestions(of: "`+id+`") { truncated } }`)); gotCode != "NOT_FOUND" || argument != "of" {
				t.Errorf("of a hidden body: %s %s", gotCode, argument)
			}
		}
	}
}

func TestSuggestionsAreTheSameHoweverTheyAreLoaded(t *testing.T) {
	s := seeded(t)
	ahead := unbounded(s)
	loaded := 0
	for _, b := range asked(t, ahead, `{ stakeholders(first: 60) { nodes { id } } }`).list("stakeholders", "nodes") {
		question := `{ suggestions(of: "` + b.text("id") + `", limit: 20) ` + suggested + ` }`
		want := ask(t, ahead, question)
		loaded += strings.Count(want, `"score"`)
		for name, h := range map[string]http.Handler{"late": unbounded(changed{s, oneLevel}), "whole": unbounded(changed{s, wholeRecords})} {
			if got := ask(t, h, question); got != want || strings.Contains(want, "errors") {
				t.Errorf("loaded %s:\n got %.500s\nwant %.500s", name, got, want)
			}
		}
	}
	if loaded < 100 {
		t.Errorf("the graph is too plain: %d", loaded)
	}
}
