package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// claimLists lists all claims, by the types in the order of a document's
// claims, with the documents that they cite.
func claimLists(t *testing.T, ask func(string) object) map[string][]string {
	t.Helper()
	of := map[string][]string{} // document: ids of claims
	for _, q := range []struct{ root, below, letter string }{
		{"participations", "", "p"}, {"flows", "", "f"}, {"plans", "", "b"}, {"affiliations", "", "a"}, {"initiatives", "links", "j"},
		{"presences", "", "w"}, {"initiatives", "classifications", "c"}, {"stakeholders", "classifications", "c"}, {"initiatives", "documentLinks", "m"}, {"stakeholders", "documentLinks", "m"}, {"results", "", "r"}, {"findings", "", "n"}, {"exchangeRates", "", "x"},
	} {
		cited := `nodes { id evidence { document { slug } } }`
		query := `{ ` + q.root + `(first: 100) { ` + cited + ` } }`
		if q.below != "" {
			query = `{ ` + q.root + `(first: 100) { nodes { ` + q.below + `(first: 100) { ` + cited + ` } } } }`
		}
		answer := ask(query)
		claims := answer.list(q.root, "nodes")
		if q.below != "" {
			claims = nil
			for _, n := range answer.list(q.root, "nodes") {
				claims = append(claims, n.list(q.below, "nodes")...)
			}
		}
		if len(claims) == 0 {
			t.Errorf("there are no %s %s", q.root, q.below)
		}
		for _, c := range claims {
			for _, doc := range textsOf(c.list("evidence"), "document", "slug") {
				of[doc] = append(of[doc], c.text("id"))
			}
		}
	}
	for _, ids := range of {
		slices.SortFunc(ids, func(x, y string) int {
			const order = "pfbajwcmrnx" // the letters of ids by the order of the types
			if x[0] != y[0] {
				return strings.IndexByte(order, x[0]) - strings.IndexByte(order, y[0])
			}
			return strings.Compare(x, y)
		})
	}
	for doc := range of {
		of[doc] = slices.Compact(of[doc])
	}
	return of
}

func TestADocumentsClaimsAreListedOnce(t *testing.T) {
	h, _ := serve(t, rich())
	of := claimLists(t, func(q string) object { return asked(t, h, q) })
	if len(of) != 4 {
		t.Fatalf("%d documents make claims, want 4", len(of))
	}
	for slug, want := range of {
		for _, first := range []int{1, 7, 20, 100} {
			if first == 1 && slug != "doc-00" {
				continue // one document is enough for the many pages
			}
			var got []string
			cursor, more := any(nil), true
			for pages := 0; more; pages++ {
				if pages > len(want) {
					t.Fatalf("the pages of %s do not end", slug)
				}
				c := object(asked(t, h, `query($s: String!, $n: Int, $c: String) { document(by: {slug: $s}) { claims(first: $n, after: $c) {
					totalCount edges { cursor node { id } } nodes { id __typename } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
					"s", slug, "n", first, "c", cursor).in("document", "claims").(map[string]any))
				if c.int("totalCount") != len(want) {
					t.Fatalf("%s makes %d claims, want %d", slug, c.int("totalCount"), len(want))
				}
				edges, info := c.list("edges"), object(c.in("pageInfo").(map[string]any))
				if fmt.Sprint(textsOf(edges, "node", "id")) != fmt.Sprint(textsOf(c.list("nodes"), "id")) {
					t.Fatalf("edges and nodes differ: %v", c)
				}
				got = append(got, textsOf(edges, "node", "id")...)
				if info.in("hasPreviousPage") != (pages > 0) || len(edges) == 0 || info.text("endCursor") != edges[len(edges)-1].text("cursor") {
					t.Fatalf("page %d: %v", pages, info)
				}
				cursor, more = info.in("endCursor"), info.in("hasNextPage").(bool)
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("claims of %s by %d:\n got %v\nwant %v", slug, first, got, want)
			}
		}
	}
}

func TestClaimsOfManyDocuments(t *testing.T) {
	h, c := serve(t, rich())
	types := len(graph.Catalog.Of(graph.ClassClaim)) - 1 // without descriptions
	a := asked(t, h, `{ documents { nodes { slug claims(first: 3) { totalCount nodes { __typename conflicting
		... on Participation { role initiative { name } } ... on Claim { evidence { document { slug } } } } } } } }`)
	for _, d := range a.list("documents", "nodes") {
		for _, x := range d.list("claims", "nodes") {
			if x.text("__typename") != "Participation" || x.text("initiative", "name") == "" || !slices.Contains(textsOf(x.list("evidence"), "document", "slug"), d.text("slug")) {
				t.Errorf("%s claims %v", d.text("slug"), x)
			}
		}
	}
	if len(c.calls) > 1+types {
		t.Errorf("%d calls for the claims of all documents, want one a type: %v", len(c.calls), c.calls)
	}
	c.calls = nil
	asked(t, h, `{ documents { nodes { claims { pageInfo { endCursor } } } } }`)
	if len(c.calls) > 1+types {
		t.Errorf("%d calls: %v", len(c.calls), c.calls)
	}
	got := ask(t, h, `{ documents { nodes { claims(after: "x") { nodes { id } } } } }`)
	if gotCode, argument, _ := code(t, got); gotCode != "INVALID_ARGUMENT" || argument != "claims.after" {
		t.Errorf("a bad cursor gave %s", got)
	}
	got = ask(t, h, `{ documents { nodes { claims(first: 101) { nodes { id } } } } }`)
	if gotCode, argument, _ := code(t, got); gotCode != "LIMIT_EXCEEDED" || argument != "claims.first" {
		t.Errorf("a page too large gave %s", got)
	}
}

// TestDerivedFieldsUnderSeveralNames asks the same field twice, with other
// selections and arguments, in one place and through fragments on interfaces:
// each must answer as if it had been asked alone.
func TestDerivedFieldsUnderSeveralNames(t *testing.T) {
	h, _ := serve(t, rich())
	roots := map[string]string{"documents": "Document", "stakeholders": "Stakeholder", "initiatives": "Initiative", "findings": "Finding"}
	for root, fields := range map[string][]string{
		"documents": {`claims { totalCount }`, `claims { nodes { id } }`, `claims { pageInfo { hasNextPage } }`, `claims(first: 2) { totalCount nodes { id ... on Flow { provider { stakeholder { name } } } } }`,
			`claims(first: 2) { nodes { __typename ... on Claim { evidence { locator document { name } } } } }`,
			`descriptions { dataset }`, `descriptions { values { field value } evidence { document { name } } }`, `evidence { document { publisher { name } } }`, `evidence { basis }`},
		"stakeholders": {`coParticipants { totalCount }`, `coParticipants { nodes { count stakeholder { name } } }`, `coParticipants(first: 1) { nodes { latest { name } } pageInfo { hasNextPage } }`,
			`coParticipants(where: {kind: {eq: GOVERNMENT}}) { totalCount nodes { stakeholder { name kind } } }`, `coParticipants(asOf: "2020-05-04") { nodes { initiatives { name } } }`,
			`coParticipants(orderBy: STRENGTH) { referenceDay nodes { strength claims { role evidence { document { slug } } } } }`, `coParticipants(orderBy: STRENGTH, first: 2) { nodes { undatedCount claimCount } }`, `coParticipants(asOf: "2020-05-04") { referenceDay nodes { strength } }`,
			`partners { totalCount nodes { stakeholder { country } initiatives { name start { text } } } }`, `partners(first: 1) { nodes { initiatives { documents { name } } } }`,
			`coParticipants(first: 2) { nodes { stakeholder { coParticipants(first: 2) { nodes { stakeholder { name } } } partners { totalCount } } } }`,
			`descriptions { dataset }`, `evidence { document { name } }`, `permalink`, `isFunder`},
		"initiatives": {`documents { name }`, `documents { date { text } publisher { name } claims(first: 1) { totalCount } }`, `descriptions { evidence { document { slug } } }`, `evidence { basis document { language } }`},
		"findings":    {`addressedTo { mode }`, `addressedTo { stakeholders { name } }`, `addressedTo { stakeholders { country coParticipants { totalCount } } list { note stakeholder { slug } } }`, `addressedTo { list { stakeholder { id name } } }`},
	} {
		alone := make([][]object, len(fields))
		var all, inFragments, fragments strings.Builder
		for i, f := range fields {
			alone[i] = asked(t, h, `{ `+root+`(first: 6) { nodes { x: `+f+` } } }`).list(root, "nodes")
			fmt.Fprintf(&all, " x%d: %s", i, f)
			on := roots[root]
			if on == "Document" && strings.HasPrefix(f, "descriptions") || strings.HasPrefix(f, "evidence") {
				on = "Thing"
			}
			fmt.Fprintf(&fragments, " fragment F%d on %s { x%d: %s }", i, on, i, f)
			fmt.Fprintf(&inFragments, " ...F%d", len(fields)-1-i)
		}
		for name, query := range map[string]string{
			"together":     `{ ` + root + `(first: 6) { nodes {` + all.String() + ` } } }`,
			"in fragments": `{ ` + root + `(first: 6) { nodes {` + inFragments.String() + ` } } }` + fragments.String(),
		} {
			for n, together := range asked(t, h, query).list(root, "nodes") {
				for i, f := range fields {
					if got, want := together[fmt.Sprintf("x%d", i)], alone[i][n]["x"]; fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%s, %s[%d], %s:\n got %v\nwant %v", name, root, n, f, got, want)
					}
				}
			}
		}
	}
}

func TestDerivedFieldsAreBounded(t *testing.T) {
	h, c := serve(t, rich())
	for name, query := range map[string]string{
		"bodies that met bodies":    `{ stakeholders(first: 100) { nodes { coParticipants(first: 100) { nodes { stakeholder { coParticipants(first: 100) { nodes { count } } } } } } } }`,
		"partners of bodies":        `{ stakeholders(first: 100) { nodes { partners(first: 100) { nodes { stakeholder { partners(first: 10) { totalCount nodes { count } } } } } } } }`,
		"joint work of many":        `{ stakeholders(first: 100) { nodes { coParticipants(first: 100) { nodes { initiatives { participations(first: 10) { nodes { id } } } } } } } }`,
		"claims of many documents":  `{ documents(first: 100) { nodes { claims(first: 100) { nodes { id } } } } }`,
		"claims within claims":      `{ documents { nodes { claims(first: 10) { nodes { evidence { document { claims(first: 10) { nodes { id } } } } } } } } }`,
		"addressees and their work": `{ findings(first: 100) { nodes { addressedTo { stakeholders { participations(first: 100) { nodes { id } } } } } } }`,
		"facets of many lists":      `{ stakeholders(first: 100) { nodes { ` + aliases(4, `flowsOut { facets(by: [TYPE STAGE CURRENCY REPORTED_BY PROVIDER RECIPIENT YEAR]) { values { value count } } }`) + ` } } }`,
		"many facets":               `{ flows { ` + aliases(30, `facets(by: [TYPE STAGE CURRENCY REPORTED_BY PROVIDER RECIPIENT YEAR]) { distinct }`) + ` } }`,
	} {
		c.calls = nil
		if got := ask(t, h, query); !strings.Contains(got, "LIMIT_EXCEEDED") {
			t.Errorf("%s gave %.200s", name, got)
		}
		if len(c.calls) > 0 {
			t.Errorf("%s was refused after %d calls", name, len(c.calls))
		}
	}
	for name, query := range map[string]string{
		"a page of claims":     `{ document(by: {slug: "doc-01"}) { claims(first: 100) { totalCount nodes { id conflicting evidence { locator document { name } } } } } }`,
		"claims of documents":  `{ documents(first: 20) { nodes { claims { nodes { id } } } } }`,
		"a page of bodies met": `{ stakeholders(first: 20) { nodes { name coParticipants(first: 50) { nodes { count stakeholder { name } } } } } }`,
		"facets of a page":     `{ initiatives(first: 20) { nodes { participations { facets(by: [ROLE STAKEHOLDER]) { values { value count } } } } } }`,
	} {
		if got := ask(t, h, query); strings.Contains(got, "errors") {
			t.Errorf("%s gave %.300s", name, got)
		}
	}
}

func TestListsOfAKindAreTheFilteredStakeholders(t *testing.T) {
	h, _ := serve(t, rich())
	for list, where := range map[string]string{
		"organizations": `{kind: {eq: ORGANIZATION}}`, "governments": `{kind: {eq: GOVERNMENT}}`, "embassies": `{kind: {eq: EMBASSY}}`, "funders": `{isFunder: {eq: true}}`,
	} {
		for _, arguments := range []string{`orderBy: NAME_DESC`, `where: {country: {isNull: false}}`, `where: {or: [{country: {eq: "SE"}}, {participations: {some: {}}}]}`} {
			condition := where
			if rest, ok := strings.CutPrefix(arguments, "where: "); ok {
				condition = `{and: [` + where + `, ` + rest + `]}`
			}
			order := ""
			if strings.HasPrefix(arguments, "orderBy") {
				order = arguments + ", "
			}
			what := `{ totalCount nodes { id name __typename } facets(by: [KIND COUNTRY]) { unknown values { value count } } }`
			want := asked(t, h, `{ x: stakeholders(first: 100, `+order+`where: `+condition+`)`+what+` }`)
			got := asked(t, h, `{ x: `+list+`(first: 100, `+arguments+`)`+what+` }`)
			if fmt.Sprint(got) != fmt.Sprint(want) || len(want.list("x", "nodes")) == 0 {
				t.Errorf("%s(%s):\n got %v\nwant %v", list, arguments, got, want)
			}
		}
		var names, paged []string
		names = textsOf(asked(t, h, `{ `+list+`(first: 100) { nodes { name } } }`).list(list, "nodes"), "name")
		cursor, more := any(nil), true
		for more && len(paged) <= len(names) {
			a := asked(t, h, `query($c: String) { `+list+`(first: 2, after: $c) { edges { node { name } } pageInfo { hasNextPage endCursor } } }`, "c", cursor)
			paged = append(paged, textsOf(a.list(list, "edges"), "node", "name")...)
			cursor, more = a.in(list, "pageInfo", "endCursor"), a.in(list, "pageInfo", "hasNextPage").(bool)
		}
		if fmt.Sprint(paged) != fmt.Sprint(names) {
			t.Errorf("%s by pages of two: %v, want %v", list, paged, names)
		}
		if gotCode, argument, _ := code(t, ask(t, h, `query($c: String) { stakeholders(after: $c) { nodes { id } } }`, "c", cursor)); gotCode != "INVALID_ARGUMENT" || argument != "after" {
			t.Errorf("a cursor of %s is taken for one of stakeholders", list)
		}
	}
}

// met is whom a body met, worked out by the participations that are listed.
func met(participations []object, body string, counts func(mine, theirs object) bool) map[string][]string {
	out := map[string][]string{} // the other: joint initiatives
	for _, mine := range participations {
		for _, theirs := range participations {
			other, work := theirs.text("stakeholder", "id"), theirs.text("initiative", "id")
			if mine.text("stakeholder", "id") == body && other != "" && other != body && mine.text("initiative", "id") == work &&
				counts(mine, theirs) && !slices.Contains(out[other], work) {
				out[other] = append(out[other], work)
			}
		}
	}
	return out
}

func TestCoParticipantsAreThoseOfTheParticipations(t *testing.T) {
	h, _ := serve(t, rich())
	for _, time := range []string{``, `asOf: "2020-05-04"`, `undated: ONLY`} {
		all := asked(t, h, `{ participations(`+strings.TrimSuffix("first: 100, "+time, ", ")+`) { nodes { stakeholder { id } initiative { id } role } } }`).list("participations", "nodes")
		if len(all) == 0 {
			t.Fatalf("no participations %s", time)
		}
		pairs := 0
		for _, b := range asked(t, h, `{ stakeholders { nodes { id } } }`).list("stakeholders", "nodes") {
			body := b.text("id")
			want := met(all, body, func(object, object) bool { return true })
			order := make([]string, 0, len(want))
			for other := range want {
				order = append(order, other)
			}
			slices.SortFunc(order, func(x, y string) int {
				if len(want[x]) != len(want[y]) {
					return len(want[y]) - len(want[x])
				}
				return strings.Compare(x, y)
			})
			var got []string
			cursor, more := any(nil), true
			for more && len(got) <= len(want) {
				c := object(asked(t, h, `query($id: ID!, $c: String) { node(id: $id) { ... on Stakeholder { coParticipants(`+strings.TrimSuffix("first: 3, after: $c, "+time, ", ")+`) {
					totalCount nodes { count initiatives { id } } edges { cursor node { count stakeholder { id } } } pageInfo { hasNextPage endCursor } } } } }`, "id", body, "c", cursor).in("node", "coParticipants").(map[string]any))
				if c.int("totalCount") != len(want) {
					t.Fatalf("%s met %d, want %d", body, c.int("totalCount"), len(want))
				}
				for i, e := range c.list("edges") {
					other := e.text("node", "stakeholder", "id")
					got = append(got, other)
					joint := textsOf(c.list("nodes")[i].list("initiatives"), "id")
					slices.Sort(joint)
					slices.Sort(want[other])
					if e.int("node", "count") != len(want[other]) || fmt.Sprint(joint) != fmt.Sprint(want[other]) {
						t.Errorf("%s and %s: %v, want %v", body, other, joint, want[other])
					}
					pairs++
				}
				cursor, more = c.in("pageInfo", "endCursor"), c.in("pageInfo", "hasNextPage").(bool)
			}
			if fmt.Sprint(got) != fmt.Sprint(order) {
				t.Errorf("%s met %v, want %v", body, got, order)
			}
		}
		if pairs == 0 {
			t.Errorf("nobody met anybody %s", time)
		}
	}
}

func TestStatisticsCountWhatIsListed(t *testing.T) {
	h, c := serve(t, rich())
	// Another dataset tells one flow and one plan otherwise.
	other := rich()
	other.Dataset.Key = "other"
	changed := 0
	for i := range other.Claims {
		if f, ok := other.Claims[i].Record.(*graph.Flow); ok && changed == 0 {
			f.Amount, changed = graph.Money{Amount: "77", Currency: "USD"}, changed+1
		}
		if b, ok := other.Claims[i].Record.(*graph.Budget); ok && changed == 1 {
			b.Amount.Amount, changed = "78", changed+1
		}
	}
	if _, err := graph.Apply(t.Context(), c.Store, other); err != nil {
		t.Fatal(err)
	}
	counts, conflicting := map[string]int{}, 0
	dated, stated, claims := map[string]bool{}, map[string]bool{}, map[string]bool{}
	count := func(list []object) {
		for _, x := range list {
			if claims[x.text("id")] {
				continue
			}
			claims[x.text("id")] = true
			counts[x.text("__typename")]++
			if x.in("conflicting") == true {
				conflicting++
			}
			if x.text("__typename") != "DocumentLink" && (x.in("start") != nil || x.in("end") != nil) {
				dated[x.text("id")] = true
			}
			if slices.Contains(textsOf(x.list("evidence"), "basis"), "STATED") {
				stated[x.text("id")] = true
			}
		}
	}
	fields := ` { nodes { __typename id conflicting start { text } end { text } evidence { basis } } pageInfo { hasNextPage } }`
	for _, root := range []string{"participations", "flows", "plans", "affiliations", "presences", "results", "findings"} {
		count(asked(t, h, `{ `+root+`(first: 100)`+fields+` }`).list(root, "nodes"))
	}
	for root, below := range map[string]string{"initiatives": "links classifications documentLinks", "stakeholders": "classifications documentLinks"} {
		for _, list := range strings.Fields(below) {
			fields := fields
			if list == "documentLinks" { // they hold at all times
				fields = strings.ReplaceAll(fields, " start { text } end { text }", "")
			}
			for _, n := range asked(t, h, `{ `+root+` { nodes { `+list+`(first: 100)`+fields+` } } }`).list(root, "nodes") {
				count(n.list(list, "nodes"))
			}
		}
	}
	withAmount := len(asked(t, h, `{ flows(first: 100) { nodes { amount { amount } } } }`).list("flows", "nodes"))
	for _, f := range asked(t, h, `{ flows(first: 100) { nodes { amount { amount } } } }`).list("flows", "nodes") {
		if f.in("amount") == nil {
			withAmount--
		}
	}
	s := object(asked(t, h, `{ statistics { revision importing counts { type count } dated { count of } stated { count of } withAmount { count of } conflicting newestDocument { slug } } }`).in("statistics").(map[string]any))
	newest := asked(t, h, `{ documents(first: 1, orderBy: DATE_DESC) { nodes { slug } } }`).list("documents", "nodes")[0].text("slug")
	share := func(name string, n, of int) {
		t.Helper()
		if s.int(name, "count") != n || s.int(name, "of") != of || n == 0 || n == of {
			t.Errorf("%s: %v, want %d of %d", name, s.in(name), n, of)
		}
	}
	share("dated", len(dated), len(claims)-counts["DocumentLink"])
	share("stated", len(stated), len(claims))
	share("withAmount", withAmount, counts["Flow"])
	if s.int("conflicting") != conflicting || conflicting != 4 {
		t.Errorf("conflicting: %d, want %d, 4", s.int("conflicting"), conflicting)
	}
	for _, list := range []string{"stakeholders", "initiatives", "documents", "places", "themes", "exchangeRates"} {
		name := map[string]string{"exchangeRates": "ExchangeRate", "stakeholders": "Stakeholder", "initiatives": "Initiative", "documents": "Document", "places": "Place", "themes": "Theme"}[list]
		counts[name] = asked(t, h, `{ `+list+` { totalCount } }`).int(list, "totalCount")
	}
	for _, x := range s.list("counts") {
		if x.int("count") != counts[x.text("type")] || x.int("count") == 0 {
			t.Errorf("%v, want %d", x, counts[x.text("type")])
		}
		delete(counts, x.text("type"))
	}
	if len(counts) > 0 || s.int("revision") != 2 || s.in("importing") != false || s.text("newestDocument", "slug") != newest || newest == "" {
		t.Errorf("statistics: %v, not counted: %v", s, counts)
	}
	// The same figures under many names are counted once.
	c.calls = nil
	asked(t, h, `{ statistics { `+aliases(14, `dated { count of }`)+` } more: statistics { `+aliases(14, `stated { of }`)+` } }`)
	if len(c.calls) > 40 {
		t.Errorf("%d calls", len(c.calls))
	}
}

// TestFewPersonsAreNoCondition: design, «Figures under 10 are shown only as
// published, never cross-tabulated».
//
// A filter by headcount alone lists claims, each with the number that its
// document published; that is no table of persons. But beside a facet (or a
// totalCount for each of several conditions) it makes one: «participations of
// exactly 3 persons, by the country of the body» is a cell for each number and
// country, and groups of so few persons can be recognised in it. So the numbers
// below 10 are not told apart: they can be left out (gte: 10) or, as one class,
// be what is left (lte: 10 and not eq: 10), which is how small cells are
// published elsewhere, and no condition singles one of them out.
func TestFewPersonsAreNoCondition(t *testing.T) {
	h, _ := serve(t, rich())
	for name, condition := range map[string]string{
		"this number": `{eq: 3}`, "this number or more": `{gte: 4}`, "this number or less": `{lte: 9}`, "none": `{eq: 0}`, "below none": `{gte: -1}`, "both": `{gte: 10, lte: 5}`,
	} {
		for path, where := range map[string]string{
			"where":                           `{headcount: ` + condition + `}`,
			"where.not":                       `{not: {headcount: ` + condition + `}}`,
			"where.initiative.participations": `{initiative: {participations: {some: {headcount: ` + condition + `}}}}`,
		} {
			got := ask(t, h, `{ participations(where: `+where+`) { totalCount } }`)
			if gotCode, argument, _ := code(t, got); gotCode != "INVALID_ARGUMENT" || !strings.HasPrefix(argument, path) {
				t.Errorf("%s (%s) gave %s", name, where, got)
			}
		}
	}
	a := asked(t, h, `{ all: participations { totalCount } known: participations(where: {headcount: {isNull: false}}) { totalCount nodes { headcount { value } } }
		many: participations(where: {headcount: {gte: 10}}) { totalCount } few: participations(where: {headcount: {lte: 10}, not: {headcount: {eq: 10}}}) { totalCount } }`)
	if n := a.int("known", "totalCount"); n == 0 || n != a.int("few", "totalCount") || a.int("many", "totalCount") != 0 {
		t.Errorf("got %v", a)
	}
	for _, p := range a.list("known", "nodes") {
		if p.int("headcount", "value") != 3 {
			t.Errorf("the number is not shown as published: %v", p)
		}
	}
}
