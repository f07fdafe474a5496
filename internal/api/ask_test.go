package api_test

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

// Whoever asks in the same process gets what a client of HTTP gets.
func TestAskAnswersAsTheHandlerDoes(t *testing.T) {
	h, c := serve(t, small(5))
	o := api.Options{
		Store: func() (graph.Store, error) { return c, nil }, Timeout: 5 * time.Second,
		Text: api.DefaultLimits, Limits: resolvers.DefaultLimits, Log: slog.New(slog.DiscardHandler),
	}
	for _, question := range []string{
		`query($n: Int = 2) { stakeholders(first: $n) { totalCount nodes { __typename name participations { nodes { role } } } } }`,
		`query($n: Int) { stakeholders(first: $n) { pageInfo { endCursor } } }`,
		`{ stakeholders(first: 101) { nodes { id } } }`, `{ a`, `{ salary }`, `{ __schema { queryType { name } } }`,
		bounded["depth"].ask(16),
	} {
		variables := map[string]any{}
		var pairs []any
		if strings.Contains(question, "$n") {
			variables["n"], pairs = json.Number("3"), []any{"n", 3}
		}
		got := api.Encode(api.Ask(t.Context(), o, api.Question{Text: question, Variables: variables}))
		if want := ask(t, h, question, pairs...); string(got) != want {
			t.Errorf("%s\ngot  %s\nwant %s", question, got, want)
		}
	}
}

func TestAskTellsWhatDoesNotFit(t *testing.T) {
	_, c := serve(t, small(2))
	o := api.Options{
		Store: func() (graph.Store, error) { return c, nil }, Timeout: 5 * time.Second,
		Text: api.DefaultLimits, Limits: resolvers.DefaultLimits, Log: slog.New(slog.DiscardHandler),
	}
	const text = `query A($x: Int, $y: Int) { stakeholders(first: $x, last: $y) { totalCount } } query B { __typename }`
	for says, q := range map[string]api.Question{
		`there is no question ""; there are: A, B`:         {Text: text},
		`there is no question "C"; there are: A, B`:        {Text: text, Operation: "C"},
		"the question has no variable $z; it has: $x, $y":  {Text: text, Operation: "A", Variables: map[string]any{"x": 1, "z": 1}},
		"the question has no variable $x; it has: none":    {Text: text, Operation: "B", Variables: map[string]any{"x": 1}},
		"the question has no variable $xx; it has: $x, $y": {Text: text, Operation: "A", Variables: map[string]any{"xx": nil}},
	} {
		answer, err := json.Marshal(api.Ask(t.Context(), o, q))
		if err != nil {
			t.Fatal(err)
		}
		if gotCode, _, message := code(t, string(answer)); gotCode != "INVALID_ARGUMENT" || message != says {
			t.Errorf("%q: got %s", says, answer)
		}
	}
}
