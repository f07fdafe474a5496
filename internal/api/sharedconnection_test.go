package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const sharedConnection = `{ stakeholder { id } strength sides { stakeholder { id } count strength undatedCount claimCount initiatives { id } claims { id stakeholder { id } evidence { document { slug } } } } }`

func TestSharedConnectionsAreOnBothLists(t *testing.T) {
	h, _ := serve(t, rich())
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	found := map[string]int{}
	for kind, field := range map[string]string{"CO_PARTICIPANTS": "coParticipants", "PARTNERS": "partners"} {
		for _, time := range []string{``, `, asOf: "2020-05-04"`, `, where: {kind: {eq: GOVERNMENT}}`} {
			lists := map[string]map[string]object{} // body: the other: row
			for _, b := range asked(t, h, `{ stakeholders { nodes { id `+field+`(first: 20`+time+`) { nodes { stakeholder { id } count strength undatedCount claimCount initiatives { id } claims { id stakeholder { id } evidence { document { slug } } } } } } } }`).list("stakeholders", "nodes") {
				lists[b.text("id")] = map[string]object{}
				for _, c := range b.list(field, "nodes") {
					lists[b.text("id")][c.text("stakeholder", "id")] = c
				}
			}
			for i, of := range ids {
				with := ids[(i+3)%len(ids)]
				want := 0
				for other := range lists[of] {
					if lists[with][other] != nil {
						want++
					}
				}
				var got []object
				cursor, more := any(nil), true
				for more && len(got) <= want {
					c := object(asked(t, h, `query($c: String) { sharedConnections(of: "`+of+`", with: "`+with+`", kind: `+kind+`, first: 2, after: $c`+time+`) {
						totalCount referenceDay pageInfo { hasNextPage endCursor } edges { node { stakeholder { id } } } nodes `+sharedConnection+` } }`, "c", cursor).in("sharedConnections").(map[string]any))
					if c.int("totalCount") != want || fmt.Sprint(textsOf(c.list("edges"), "node", "stakeholder", "id")) != fmt.Sprint(textsOf(c.list("nodes"), "stakeholder", "id")) {
						t.Fatalf("%s of %s and %s%s: %v, want %d", kind, of, with, time, c, want)
					}
					got = append(got, c.list("nodes")...)
					cursor, more = c.in("pageInfo", "endCursor"), c.in("pageInfo", "hasNextPage").(bool)
				}
				if names := textsOf(got, "stakeholder", "id"); len(names) != want || len(slices.Compact(slices.Sorted(slices.Values(names)))) != want {
					t.Errorf("%s of %s and %s%s by pages: %v, want %d", kind, of, with, time, names, want)
				}
				for _, c := range got {
					found[kind]++
					other := c.text("stakeholder", "id")
					sides := c.list("sides")
					for n, body := range []string{of, with} {
						row := object{}
						for k, v := range lists[body][other] {
							row[k] = v
						}
						row["stakeholder"] = map[string]any{"id": body}
						if fmt.Sprint(sides[n]) != fmt.Sprint(row) {
							t.Errorf("%s knows %s:\n got %v\nwant %v", body, other, sides[n], row)
						}
					}
					x, knownX := sides[0].in("strength").(float64)
					y, knownY := sides[1].in("strength").(float64)
					if z, known := c.in("strength").(float64); known != (knownX && knownY) || known && z != min(x, y) {
						t.Errorf("strength %v of %v and %v", c.in("strength"), sides[0].in("strength"), sides[1].in("strength"))
					}
				}
			}
		}
	}
	if found["CO_PARTICIPANTS"] == 0 || found["PARTNERS"] == 0 {
		t.Errorf("the graph is too plain: %v", found)
	}
}

func TestSharedConnectionsNameWhatIsWrong(t *testing.T) {
	h, c := serve(t, rich())
	ids := textsOf(asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes"), "id")
	for name, x := range map[string]struct{ arguments, code, argument string }{
		"the same":            {`of: "` + ids[0] + `", with: "` + ids[0] + `"`, "INVALID_ARGUMENT", "with"},
		"no id":               {`of: "x", with: "` + ids[0] + `"`, "INVALID_ARGUMENT", "of"},
		"an initiative":       {`of: "` + ids[0] + `", with: "iaaaaaaaaaaaa"`, "INVALID_ARGUMENT", "with"},
		"nobody":              {`of: "szzzzzzzzzzzz", with: "` + ids[0] + `"`, "NOT_FOUND", "of"},
		"with nobody":         {`of: "` + ids[0] + `", with: "szzzzzzzzzzzz"`, "NOT_FOUND", "with"},
		"a large page":        {`of: "` + ids[0] + `", with: "` + ids[1] + `", first: 101`, "LIMIT_EXCEEDED", "first"},
		"a cursor of another": {`of: "` + ids[0] + `", with: "` + ids[1] + `", after: "x"`, "INVALID_ARGUMENT", "after"},
		"a bad filter":        {`of: "` + ids[0] + `", with: "` + ids[1] + `", where: {country: {eq: null}}`, "INVALID_ARGUMENT", "where.country.eq"},
	} {
		got := ask(t, h, `{ sharedConnections(`+x.arguments+`) { totalCount } }`)
		if gotCode, argument, _ := code(t, got); gotCode != x.code || argument != x.argument {
			t.Errorf("%s gave %s", name, got)
		}
	}
	if got := ask(t, h, `{ sharedConnections(of: "`+ids[0]+`", with: "`+ids[1]+`", kind: FRIENDS) { totalCount } }`); !strings.Contains(got, "GRAPHQL_VALIDATION_FAILED") {
		t.Error(got)
	}
	c.calls = nil
	got := ask(t, h, `{ sharedConnections(of: "`+ids[0]+`", with: "`+ids[1]+`", first: 100) { nodes { sides { initiatives { participations(first: 100) { nodes { id } } } } } } }`)
	if !strings.Contains(got, "LIMIT_EXCEEDED") || len(c.calls) > 0 {
		t.Errorf("200,000 rows gave %.200s after %d calls", got, len(c.calls))
	}
}
