package formats_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/internal/api"
)

// TestGroupedTables: each property by which rows are put together has columns of its own.
func TestGroupedTables(t *testing.T) {
	s := written(t, `
dataset: {key: t, title: T, licence: Apache-2.0}
document: d
documents:
  d: {name: D}
stakeholders:
  giver: {name: Giver, kind: ORGANIZATION}
  taker: {name: Taker, kind: ORGANIZATION}
initiatives:
  i: {name: Initiative}
participations:
  - {initiative: i, role: IMPLEMENTING, stakeholder: taker}
  - {initiative: i, role: PARTICIPANT, group: {label: farmers}}
flows:
  - {key: paid, type: DISBURSEMENT, provider: giver, recipient: taker, amount: "5", currency: USD, start: 2021-02-03, end: 2021-02-03}
  - {key: kept, type: DISBURSEMENT, provider: giver, recipient: {initiative: i}, amount: "7", currency: USD}
`)
	giver, taker, initiative := idOf(t, s, "Stakeholder", "giver"), idOf(t, s, "Stakeholder", "taker"), idOf(t, s, "Initiative", "i")
	money := `query($by: [FundingBy!] = [PROVIDER, RECIPIENT, YEAR, STAGE]) { fundingTotals(groupBy: $by) { nodes { keys { by thing { name id } code nothingRecorded } stage sum { amount } largest { flow: id } } } }`
	for _, c := range []struct {
		query, variables, list string
		header                 []string
		rows                   [][]string
	}{
		{
			query:  money,
			header: []string{"provider", "provider id", "provider nothing recorded", "recipient", "recipient id", "recipient nothing recorded", "year", "year nothing recorded", "by stage", "stage nothing recorded", "stage", "amount"},
			rows: [][]string{
				{"Giver", giver, "false", "Initiative", initiative, "false", "", "true", "DISBURSEMENT", "false", "DISBURSEMENT", "7"},
				{"Giver", giver, "false", "Taker", taker, "false", "2021", "false", "DISBURSEMENT", "false", "DISBURSEMENT", "5"},
			},
		},
		{ // beside a list that lies in the rows
			query: money, variables: `{"by": ["PROVIDER"]}`, list: "fundingTotals.nodes.largest",
			header: []string{"provider", "provider id", "nothing recorded", "stage", "amount", "flow"},
			rows:   [][]string{{"Giver", giver, "false", "DISBURSEMENT", "12"}, {"Giver", giver, "false", "DISBURSEMENT", "12"}},
		},
		{query: money, variables: `{"by": []}`, header: []string{"stage", "amount", "flow"}, rows: [][]string{{"DISBURSEMENT", "12"}}},
		{
			query:  `{ whoDoesWhat(groupBy: [WHO, ROLE]) { nodes { as: keys { what: code group who: thing { name id } } claimCount } } }`,
			header: []string{"who", "group", "who id", "role", "claim count"},
			rows:   [][]string{{"", "farmers", "", "PARTICIPANT", "1"}, {"Taker", "", taker, "IMPLEMENTING", "1"}},
		},
		{query: `{ whoDoesWhat(groupBy: WHO) { nodes { keys { by } claimCount } } }`, header: []string{"by", "claim count"}, rows: [][]string{{"WHO", "1"}, {"WHO", "1"}}},
	} {
		pairs := []string{"query", c.query, "list", c.list, "about", "false"}
		if c.variables != "" {
			pairs = append(pairs, "variables", c.variables)
		}
		header, rows := table(t, exported(t, s, "csv", pairs...))
		if !slices.Equal(header[:min(len(header), len(c.header))], c.header) {
			t.Errorf("%s %s has the columns\n%q, want\n%q", c.query, c.variables, header, c.header)
			continue
		}
		var got, want []string
		for _, r := range rows {
			cells := ""
			for i := range c.rows[0] {
				cells += r[header[i]] + "|"
			}
			got = append(got, cells)
		}
		for _, r := range c.rows {
			want = append(want, strings.Join(r, "|")+"|")
		}
		same(t, c.query+c.variables, got, want)
	}
}

// TestGroupedTablesLoseNothing: what the answer says of a value, its table says, by any property.
func TestGroupedTablesLoseNothing(t *testing.T) {
	s := seeded(t)
	for list, enum := range map[string]string{"fundingTotals": "FundingBy", "whoDoesWhat": "WhoDoesWhatBy"} {
		for _, v := range api.Schema().Types[enum].EnumValues {
			group := map[string]string{"whoDoesWhat": "group"}[list]
			query := fmt.Sprintf(`{ %s(groupBy: [%s], first: 100) { nodes { keys { code %s thing { name id } } } } }`, list, v.Name, group)
			_, rows := table(t, exported(t, s, "csv", "query", query, "about", "false"))
			if len(rows) == 0 {
				t.Errorf("%s by %s has no rows", list, v.Name)
			}
			for i, line := range strings.Split(strings.TrimSpace(exported(t, s, "ndjson", "query", query, "about", "false")), "\n") {
				var answer struct {
					Keys []struct {
						Code, Group string
						Thing       struct{ Name, ID string }
					}
				}
				must(t, json.Unmarshal([]byte(line), &answer))
				k := answer.Keys[0]
				for _, text := range []string{k.Code, k.Group, k.Thing.Name, k.Thing.ID} {
					found := text == ""
					for _, cell := range rows[i] {
						found = found || cell == text
					}
					if !found {
						t.Errorf("%s by %s: %q is not in the row %v", list, v.Name, text, rows[i])
					}
				}
			}
		}
	}
}
