package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// connectionsOf gives all connections of a body in an order, a page of n at a time.
func connectionsOf(t *testing.T, ask func(string, ...any) object, id, arguments string, n int) (all []object, day any) {
	t.Helper()
	cursor, more := any(nil), true
	for pages := 0; more; pages++ {
		if pages > 50 {
			t.Fatal("the pages do not end")
		}
		c := object(ask(`query($id: ID!, $n: Int, $c: String) { node(id: $id) { ... on Stakeholder { coParticipants(first: $n, after: $c`+arguments+`) {
			referenceDay pageInfo { hasNextPage endCursor } nodes { stakeholder { id } count strength undatedCount claimCount claims { id stakeholder { id } initiative { id } } initiatives { id start { latest } end { latest } nature } } } } } }`,
			"id", id, "n", n, "c", cursor).in("node", "coParticipants").(map[string]any))
		all, day = append(all, c.list("nodes")...), c.in("referenceDay")
		cursor, more = c.in("pageInfo", "endCursor"), c.in("pageInfo", "hasNextPage").(bool)
	}
	return all, day
}

func TestConnectionsByStrength(t *testing.T) {
	h, _ := serve(t, rich())
	put := func(query string, variables ...any) object { return asked(t, h, query, variables...) }
	newest := put(`{ statistics { newestDocument { date { earliest } } } }`).text("statistics", "newestDocument", "date", "earliest")
	reordered, unknown, faded := 0, 0, 0
	for _, b := range put(`{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes") {
		body := b.text("id")
		for arguments, want := range map[string]string{``: newest, `, asOf: "2021-06-30", undated: INCLUDE`: "2021-06-30", `, during: {from: "2000-01-01", to: "2030-01-01"}, undated: INCLUDE`: "2030-01-01"} {
			byCount, _ := connectionsOf(t, put, body, arguments, 100)
			all, day := connectionsOf(t, put, body, arguments+`, orderBy: STRENGTH`, 100)
			paged, _ := connectionsOf(t, put, body, arguments+`, orderBy: STRENGTH`, 2)
			if day != want || want == "" {
				t.Errorf("reference day %v, want %s", day, want)
			}
			if fmt.Sprint(paged) != fmt.Sprint(all) {
				t.Errorf("%s by pages of two:\n got %v\nwant %v", body, paged, all)
			}
			if fmt.Sprint(all) != fmt.Sprint(byCount) {
				reordered++
			}
			if !slices.Equal(sortedTexts(all), sortedTexts(byCount)) {
				t.Errorf("%s by strength:\n got %v\nwant %v", body, all, byCount)
			}
			for i, c := range all {
				undated := 0
				for _, work := range c.list("initiatives") {
					if work.in("start") == nil && work.in("end") == nil {
						undated++
					}
				}
				strength, known := c.in("strength").(float64)
				if c.int("undatedCount") != undated || known != (undated < c.int("count")) || known && (strength <= 0 || strength > float64(c.int("count")-undated)) {
					t.Errorf("%v", c)
				}
				if !known {
					unknown++
				} else if strength < float64(c.int("count")-undated) {
					faded++
				}
				if i > 0 {
					before, ok := all[i-1].in("strength").(float64)
					if known && (!ok || before < strength) {
						t.Errorf("%v stands before %v", all[i-1], c)
					}
				}
				if ids := textsOf(c.list("claims"), "id"); c.int("claimCount") < 2 || len(ids) != min(10, c.int("claimCount")) || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(ids) {
					t.Errorf("%d claims: %v", c.int("claimCount"), ids)
				}
				for _, claim := range c.list("claims") {
					if who := claim.text("stakeholder", "id"); who != body && who != c.text("stakeholder", "id") || !slices.Contains(textsOf(c.list("initiatives"), "id"), claim.text("initiative", "id")) {
						t.Errorf("%v does not say that %s met %s", claim, body, c.text("stakeholder", "id"))
					}
				}
			}
		}
	}
	if reordered == 0 || unknown == 0 || faded == 0 {
		t.Errorf("the graph is too plain: %d reordered, %d unknown, %d faded", reordered, unknown, faded)
	}
}

func sortedTexts(list []object) (out []string) {
	for _, o := range list {
		out = append(out, fmt.Sprint(o))
	}
	slices.Sort(out)
	return out
}

func TestCursorsOfConnectionsBelongToTheirOrder(t *testing.T) {
	h, _ := serve(t, rich())
	cursor := ""
	for _, b := range asked(t, h, `{ stakeholders { nodes { coParticipants(first: 1, orderBy: STRENGTH) { pageInfo { endCursor } } } } }`).list("stakeholders", "nodes") {
		cursor = b.text("coParticipants", "pageInfo", "endCursor")
		if cursor != "" {
			break
		}
	}
	for _, order := range []string{``, `, orderBy: COUNT`} {
		got := ask(t, h, `query($c: String) { stakeholders { nodes { coParticipants(after: $c`+order+`) { nodes { count } } } } }`, "c", cursor)
		if gotCode, argument, _ := code(t, got); gotCode != "INVALID_ARGUMENT" || argument != "coParticipants.after" {
			t.Errorf("a cursor of another order gave %.300s", got)
		}
	}
	if got := ask(t, h, `query($c: String) { stakeholders { nodes { coParticipants(after: $c, orderBy: STRENGTH) { nodes { count } } } } }`, "c", cursor); strings.Contains(got, "errors") {
		t.Error(got)
	}
}

func TestTheNewestDocumentIsLookedUpOnceAndOnlyIfItIsNeeded(t *testing.T) {
	h, c := serve(t, rich())
	calls := func(query string) int {
		c.calls = nil
		asked(t, h, query)
		return len(c.calls)
	}
	without := calls(`{ stakeholders(first: 5) { nodes { coParticipants { nodes { count } } } } }`)
	for query, more := range map[string]int{
		`{ stakeholders(first: 5) { nodes { coParticipants(asOf: "2021-01-01") { referenceDay nodes { count strength } } } } }`:           0,
		`{ stakeholders(first: 5) { nodes { coParticipants { referenceDay nodes { count strength } } } } }`:                               1,
		`{ stakeholders(first: 14) { nodes { coParticipants(orderBy: STRENGTH, first: 3) { referenceDay nodes { count strength } } } } }`: 1,
	} {
		if got := calls(query); got != without+more {
			t.Errorf("%d calls, want %d: %s", got, without+more, query)
		}
	}
}
