package api_test

import (
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

func TestAMergedIDKeepsAnswering(t *testing.T) {
	h, c := serve(t, small(3))
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	from, into := ids[1], ids[0]
	question := `query($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id }
		stakeholder(by: {id: $id}) { id name participations { totalCount } } stakeholders { totalCount } }`
	rep, err := graph.Merge(t.Context(), c.Store, from, into, graph.Why{})
	if err != nil {
		t.Fatal(err)
	}
	got := ask(t, h, question, "id", from, "ids", []string{from, ids[2], into})
	want := `{"data":{"node":{"id":"` + into + `"},"nodes":[{"id":"` + into + `"},{"id":"` + ids[2] + `"},{"id":"` + into + `"}],` +
		`"stakeholder":{"id":"` + into + `","name":"Body 00","participations":{"totalCount":1}},"stakeholders":{"totalCount":2}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	// So do filters of lists, over relations as well.
	filtered := `query($id: ID!) { stakeholders(where: {id: {eq: $id}}) { nodes { id } }
		some: stakeholders(where: {or: [{id: {in: [$id]}}, {name: {eq: "nobody"}}]}) { totalCount }
		others: stakeholders(where: {not: {id: {eq: $id}}}) { totalCount }
		participations(where: {stakeholder: {id: {eq: $id}}}) { totalCount } }`
	for _, id := range []string{from, into} {
		want := `{"data":{"stakeholders":{"nodes":[{"id":"` + into + `"}]},"some":{"totalCount":1},"others":{"totalCount":1},"participations":{"totalCount":1}}}`
		if got := ask(t, h, filtered, "id", id); got != want {
			t.Errorf("filtered by %s: got  %s\nwant %s", id, got, want)
		}
	}
	// And of lists below others.
	below := `query($id: ID!) { initiatives { nodes { participations(where: {stakeholder: {id: {in: [$id]}}}) { totalCount nodes { stakeholder { id } } } } } }`
	for _, id := range []string{from, into} {
		want := `{"data":{"initiatives":{"nodes":[{"participations":{"totalCount":1,"nodes":[{"stakeholder":{"id":"` + into + `"}}]}}]}}}`
		if got := ask(t, h, below, "id", id); got != want {
			t.Errorf("below, filtered by %s: got  %s\nwant %s", id, got, want)
		}
	}
	// And those of questions that are worked out, whose other arguments may name it too.
	worked := `query($id: ID!, $other: ID!) {
		agenda(from: "2000-01-01", where: {participations: {some: {stakeholder: {id: {eq: $id}}}}}) { totalCount undatedCount }
		whoDoesWhat(where: {stakeholder: {id: {eq: $id}}}) { totalCount }
		coverage(rows: STAKEHOLDER, columns: ROLE, where: {stakeholder: {id: {eq: $id}}}, includeEmpty: true) { rowCount }
		disagreements(where: {about: {eq: $id}}) { totalCount }
		shareTo(recipientType: {id: {eq: $id}}) { candidates }
		neighborhood(of: $other, hops: 2, where: {stakeholder: {not: {id: {in: [$id]}}}}) { nodes { thing { __typename } } }
		paths(from: $id, to: $other) { status }
	}`
	for _, id := range []string{from, into} {
		want := `{"data":{"agenda":{"totalCount":1,"undatedCount":0},"whoDoesWhat":{"totalCount":1},"coverage":{"rowCount":1},"disagreements":{"totalCount":0},` +
			`"shareTo":{"candidates":1},"neighborhood":{"nodes":[{"thing":{"__typename":"Embassy"}},{"thing":{"__typename":"Initiative"}}]},"paths":{"status":"FOUND"}}}`
		if got := ask(t, h, worked, "id", id, "other", ids[2]); got != want {
			t.Errorf("worked out of %s: got  %s\nwant %s", id, got, want)
		}
	}
	// Two ids of one thing are one thing given twice.
	for question, at := range map[string]string{
		`comparison(of: [$id, $into]) { of { id } }`:                                                     "of[1]",
		`sharedConnections(of: $id, with: $into) { totalCount }`:                                         "with",
		`fundingChains(from: $id, to: $into) { count }`:                                                  "to",
		`paths(from: $id, to: $into) { status }`:                                                         "to",
		`p: paths(from: $id, to: "` + ids[2] + `", avoid: [$into]) { status } q: node(id: $into) { id }`: "avoid",
	} {
		got := ask(t, h, `query($id: ID!, $into: ID!) { `+question+` }`, "id", from, "into", into)
		if gotCode, argument, _ := code(t, got); gotCode != "INVALID_ARGUMENT" || argument != at {
			t.Errorf("%s: %s", question, got)
		}
	}
	// What is hidden does not answer under another id either.
	if _, err := graph.Hide(t.Context(), c.Store, into, "RESTRICTED", graph.Why{}); err != nil {
		t.Fatal(err)
	}
	got = ask(t, h, `query($id: ID!) { node(id: $id) { id } }`, "id", from)
	if want := `{"data":{"node":null}}`; got != want {
		t.Errorf("hidden: got  %s\nwant %s", got, want)
	}
	for _, question := range []string{`neighborhood(of: $id) { truncated }`, `comparison(of: [$id, "` + ids[2] + `"]) { of { id } }`, `fundingChains(from: $id) { count }`} {
		got := ask(t, h, `query($id: ID!) { `+question+` }`, "id", from)
		if gotCode, _, message := code(t, got); gotCode != "NOT_FOUND" || strings.Contains(message, into) {
			t.Errorf("hidden: %s: %s", question, got)
		}
	}
	if _, err := graph.Undo(t.Context(), c.Store, rep.Ruling.ID, graph.RulingMerge); err != nil {
		t.Fatal(err)
	}
	got = ask(t, h, `query($id: ID!) { node(id: $id) { id } }`, "id", from)
	if want := `{"data":{"node":{"id":"` + from + `"}}}`; got != want {
		t.Errorf("taken back: got  %s\nwant %s", got, want)
	}
}

// TestAMergedIDInMoneyAndSearch: chains of money from, through and to a thing that was
// merged, and a search within a theme that was merged, are those of what it was merged into.
func TestAMergedIDInMoneyAndSearch(t *testing.T) {
	in, err := migraphyaml.Read("m.yaml", strings.NewReader(`dataset: {key: m}
document: paper
documents: {paper: {name: Paper}}
stakeholders:
  giver: {name: Giver, kind: ORGANIZATION}
  between: {name: Between, kind: ORGANIZATION}
  taker: {name: Taker, kind: ORGANIZATION}
  old-giver: {name: Giver of old, kind: ORGANIZATION}
  old-between: {name: Between of old, kind: ORGANIZATION}
themes:
  health: {name: Health}
  old-health: {name: Health of old}
flows:
  - {provider: giver, recipient: between, type: DISBURSEMENT, amount: 5, currency: USD, start: 2024}
  - {provider: between, recipient: taker, type: DISBURSEMENT, amount: 4, currency: USD, start: 2024}
classifications:
  - {stakeholder: taker, theme: health}
`))
	if err != nil {
		t.Fatal(err)
	}
	h, c := serve(t, in)
	id := map[string]any{}
	for _, noun := range []string{"stakeholders", "themes"} {
		for _, r := range asked(t, h, `{ `+noun+` { nodes { id slug } } }`).list(noun, "nodes") {
			id[r["slug"].(string)] = r["id"]
		}
	}
	for _, of := range []string{"giver", "between", "health"} {
		old := "old-" + of
		if _, err := graph.Merge(t.Context(), c.Store, id[old].(string), id[of].(string), graph.Why{}); err != nil {
			t.Fatal(err)
		}
		id["old "+of] = id[old]
	}
	question := `query($from: ID!, $through: [ID!], $to: ID!, $theme: ID!) {
		fundingChains(from: $from, through: $through, to: $to) { count }
		search(text: "taker", where: {theme: [$theme]}) { totalCount } }`
	want := `{"data":{"fundingChains":{"count":1},"search":{"totalCount":1}}}`
	for _, old := range []string{"", "old "} {
		got := ask(t, h, question, "from", id[old+"giver"], "through", []any{id[old+"between"]}, "to", id["taker"], "theme", id[old+"health"])
		if got != want {
			t.Errorf("%q: got %s, want %s", old, got, want)
		}
	}
}
