package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// attackBytes is how large the bodies of attacks are: what a server takes at most.
const attackBytes = 100_000

// repeated repeats text, with the number of the repetition for each %d, until it has so
// many bytes.
func repeated(bytes int, text string) string {
	var b strings.Builder
	for i := 0; ; i++ {
		next := strings.ReplaceAll(text, "%d", strconv.Itoa(i))
		if b.Len()+len(next) > bytes {
			return b.String()
		}
		b.WriteString(next)
	}
}

// times repeats text n times, in the same way.
func times(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "%d", strconv.Itoa(i)))
	}
	return b.String()
}

// question makes a body of a question in which FILL stands for as much of text as a
// body takes.
func question(frame, text string) string {
	room := attackBytes - len(frame) - 100
	for {
		body, err := json.Marshal(map[string]any{"query": strings.Replace(frame, "FILL", repeated(room, text), 1)})
		if err != nil {
			panic(err)
		}
		if len(body) <= attackBytes {
			return string(body)
		}
		room -= (len(body)-attackBytes)/2 + 10
	}
}

// whole makes a body of a question as it is.
func whole(text string) string {
	body, err := json.Marshal(map[string]any{"query": text})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// deepJSON is JSON within JSON.
func deepJSON(open, inside, shut string, room int) string {
	n := (room - len(inside)) / (len(open) + len(shut))
	return strings.Repeat(open, n) + inside + strings.Repeat(shut, n)
}

// attacks are bodies that try to cost more than they are worth: those of a limit's
// whole size, and those that stay below every limit and make the most of it.
func attacks() map[string]string {
	const people = `{ stakeholders(first: 1) { nodes { FILL } } }`
	variable := func(value string) string {
		return `{"query":"query($w: StakeholderFilter) { stakeholders(where: $w) { totalCount } }","variables":{"w":` + value + `}}`
	}
	room := attackBytes - len(variable(""))
	return map[string]string{
		"braces":                question(`FILL`, "{a"),
		"closed braces":         question(`FILL`, "}"),
		"brackets":              question(`{ a(b: FILL`, "["),
		"aliases":               question(people, "a%d: id "),
		"same field":            question(people, "id "),
		"typenames":             question(people, "__typename "),
		"root typenames":        question(`{ FILL }`, "__typename "),
		"directives":            question(`{ stakeholders FILL { totalCount } }`, "@include(if: true) "),
		"unknown directives":    question(`{ stakeholders FILL { totalCount } }`, "@a%d "),
		"ring":                  question(`{ ...F0 } FILL`, "fragment F%d on Query { ...F0 ...F1 ...F2 } "),
		"fragments":             question(`{ a } FILL`, "fragment F%d on Query { a } "),
		"spreads":               question(`{ FILL } fragment F on Query { stakeholders { totalCount } }`, "...F "),
		"inline fragments":      question(`{ FILL }`, "... on Query { stakeholders { totalCount } } "),
		"operations":            question(`FILL`, "query Q%d { stakeholders { totalCount } } "),
		"long string":           question(`{ node(id: "FILL") { id } }`, "x"),
		"escaped string":        question(`{ node(id: "FILL") { id } }`, `\u0041`),
		"block string":          question(`{ node(id: """FILL""") { id } }`, " \n\t"),
		"quoted quotes":         question(`{ node(id: """FILL""") { id } }`, `\""" `),
		"open string":           question(`{ node(id: "FILL`, "x"),
		"open block string":     question(`{ node(id: """FILL`, "\n"),
		"comments":              question("{ FILL\n a }", "#\n"),
		"one comment":           question("{ a } # FILL", "x"),
		"commas":                question("{ a FILL }", ","),
		"number":                question("{ node(id: FILL) { id } }", "9"),
		"numbers":               question("{ stakeholders(first: [FILL]) { totalCount } }", "1 "),
		"fraction":              question("{ node(id: 1.FILL) { id } }", "9"),
		"names":                 question("{ FILL }", "x"),
		"marks":                 question("\ufeff{ FILL }", "\ufeff"),
		"no UTF-8":              `{"query":"{ ` + strings.Repeat("\xff\xfe", 49_000) + ` }"}`,
		"letters of no GraphQL": question("{ FILL }", "ż"),
		"objects":               question(`{ stakeholders(where: {FILL}) { totalCount } }`, `a%d: {b: 1} `),
		"ids":                   question(`{ nodes(ids: [FILL]) { id } }`, `"s%d" `),
		"variables declared":    question(`query(FILL) { stakeholders { totalCount } }`, "$v%d: Int "),
		"defaults":              question(`query(FILL) { stakeholders { totalCount } }`, "$v%d: [Int] = [1 2] "),

		"unknown fields":             whole(strings.Replace(people, "FILL", times(100, strings.Repeat("x", 90)+"%d "), 1)),
		"unknown, in fragments":      whole(`{ stakeholders { nodes { ` + times(9, "...F%d ") + `} } } ` + times(9, "fragment F%d on Stakeholder { "+times(100, "nam"+strings.Repeat("x", 90)+"%d ")+"} ")),
		"unknown root fields":        whole(`{ ` + times(9, "...F%d ") + `} ` + times(9, "fragment F%d on Query { "+times(2, strings.Repeat("stakeholdres", 8)+"%d ")+"} ")),
		"unknown arguments":          whole(`{ stakeholders(` + times(400, "a%dwhere"+strings.Repeat("x", 80)+": 1 ") + `) { totalCount } }`),
		"unknown members":            whole(`{ stakeholders(where: {` + times(400, "a%dname"+strings.Repeat("x", 80)+": 1 ") + `}) { totalCount } }`),
		"unknown enums":              whole(`{ stakeholders(where: {kind: {in: [` + times(900, "ORGANIZATIO%d ") + `]}}) { totalCount } }`),
		"unknown types":              whole(`query(` + times(300, "$v%d: StakeholderFilte%d ") + `) { stakeholders { totalCount } }`),
		"unknown fragments":          whole(`{ ` + times(99, "...F%d ") + `}`),
		"unknown conditions":         whole(`{ stakeholders { nodes { ` + times(90, "... on Stakeholde%d { id } ") + `} } }`),
		"pairs of leaves":            whole(`{ stakeholders { nodes { ` + times(10, "...F%d ") + `} } } ` + times(10, "fragment F%d on Stakeholder { "+strings.Repeat("id ", 98)+"} ")),
		"pairs of lists":             whole(`{ stakeholders { nodes { ` + times(5, "...F%d ") + `} } } ` + times(5, "fragment F%d on Stakeholder { "+strings.Repeat("participations { totalCount } ", 98)+"} ")),
		"pairs with arguments":       whole(`{ stakeholders { nodes { ` + times(4, "...F%d ") + `} } } ` + times(4, "fragment F%d on Stakeholder { "+strings.Repeat("partners(first: 1) { totalCount } ", 50)+"} ")),
		"pairs that conflict":        whole(`{ stakeholders { nodes { ` + times(5, "...F%d ") + `} } } ` + times(5, "fragment F%d on Stakeholder { "+times(49, "partners(first: %d) { totalCount } ")+"} ")),
		"pairs deep down":            whole(`{ stakeholders { nodes { ` + strings.Repeat("participations { nodes { initiative { participations { nodes { stakeholder { id } } } } } } ", 95) + `} } }`),
		"pairs of fragments":         whole(`{ stakeholders { nodes { ` + times(40, "...F%d ") + `} } } ` + times(40, "fragment F%d on Stakeholder { "+strings.Repeat("participations { nodes { id } } ", 8)+"} ")),
		"pairs of pairs":             whole(`{ stakeholders { ` + strings.Repeat(`nodes { `+strings.Repeat("participations { nodes { id } } ", 16)+`} `, 19) + `} }`),
		"halves":                     whole(`{ stakeholders { ...A ...A } } fragment A on StakeholderConnection { ` + strings.Repeat("nodes { ...B ...B } ", 2) + `} fragment B on Stakeholder { ` + strings.Repeat("participations { ...C ...C } ", 4) + `} fragment C on ParticipationConnection { ` + strings.Repeat("nodes { id } ", 8) + `}`),
		"operations of one fragment": whole(`fragment F on Query { ` + times(8, "...G%d ") + `} ` + times(8, "fragment G%d on Query { stakeholders { nodes { "+strings.Repeat("id ", 90)+"} } } ") + times(160, "query Q%d { ...F } ")),
		"operations that differ":     whole(`fragment F on Query { ` + times(4, "...G%d ") + `} ` + times(4, "fragment G%d on Query { stakeholders { nodes { "+times(29, "...H%d ")+"} } } ") + times(29, "fragment H%d on Stakeholder { id name slug kind type subtype } ") + times(240, "query Q%d { ...F } ")),
		"introspection":              whole(`{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`),
		"introspection, five":        whole(`{ ` + strings.Repeat("__schema { types { kind name description fields(includeDeprecated: true) { name description args { name description type { kind name ofType { kind name ofType { kind name } } } } type { kind name ofType { kind name ofType { kind name } } } } } } ", 5) + `}`),
		"introspection by type":      whole(`{ __type(name: "Query") { fields { args { type { inputFields { type { inputFields { type { inputFields { name } } } } } } } } } }`),
		"variable deep":              variable(deepJSON(`{"or":`, `{}`, `}`, room)),
		"variable of lists":          variable(deepJSON(`[`, ``, `]`, room)),
		"variable within limits":     variable(strings.Repeat(`{"or":`, 10) + `[` + strings.TrimSuffix(repeated(room-1000, `{"name":{"eq":"x"}},`), ",") + `]` + strings.Repeat(`}`, 10)),
		"variable with strangers":    variable(`{` + strings.TrimSuffix(repeated(room-10, `"a%d":1,`), ",") + `}`),
		"variable with enums":        variable(`{"kind":{"in":[` + strings.TrimSuffix(repeated(room-100, `"ORGANIZATIO%d",`), ",") + `]}}`),
		"variable that is long":      variable(`{"name":{"contains":"` + strings.Repeat("x", room-40) + `"}}`),
		"numbers in variables":       variable(`{"name":{"in":[` + strings.TrimSuffix(repeated(room-40, `1e9,`), ",") + `]}}`),
		"variables unused":           `{"query":"{ stakeholders { totalCount } }","variables":{` + strings.TrimSuffix(repeated(attackBytes-100, `"a%d":1,`), ",") + `}}`,
		"extensions":                 `{"query":"{ __typename }","extensions":` + deepJSON(`{"a":`, `1`, `}`, attackBytes-60) + `}`,
		"persistedQuery":             `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("x", attackBytes-100) + `"}}}`,
		"operation name":             `{"query":"{ __typename }","operationName":"` + strings.Repeat("x", attackBytes-100) + `"}`,
		"no JSON":                    strings.Repeat("[", attackBytes),
		"keys of JSON":               `{` + strings.TrimSuffix(repeated(attackBytes-10, `"query%d":"{a}",`), ",") + `}`,
		"one key again":              `{` + strings.TrimSuffix(repeated(attackBytes-10, `"query":"{a}",`), ",") + `}`,
	}
}

// TestAttacksAreRefused holds what an attack can make a server do: what it sends beyond
// what was asked for, and how often it asks the store. What the guard and the validator
// do is held by FuzzGuard and TestMergingIsBounded.
func TestAttacksAreRefused(t *testing.T) {
	h, c := serve(t, small(3))
	for name, body := range attacks() {
		if len(body) > attackBytes {
			t.Errorf("%s has %d bytes, which the server refuses before", name, len(body))
		}
		c.calls = nil
		w := attack(h, body)
		allowed := 8_000
		if strings.HasPrefix(name, "introspection") {
			allowed = 600_000 // which is asked for
		}
		if w.Body.Len() > allowed || len(c.calls) > 10 || strings.Contains(w.Body.String(), "INTERNAL") {
			t.Errorf("%s: status %d, %d bytes, %d calls: %.300s", name, w.Code, w.Body.Len(), len(c.calls), w.Body)
		}
		var answer struct {
			Errors []struct{ Message string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(answer.Errors) > 21 {
			t.Errorf("%s: %d errors", name, len(answer.Errors))
		}
		for _, err := range answer.Errors {
			if len(err.Message) > 520 {
				t.Errorf("%s: a message of %d bytes", name, len(err.Message))
			}
		}
	}
}

// What cannot be read is not sent back, whatever is wrong with it.
func TestMalformedBodiesAreNotRepeated(t *testing.T) {
	h, _ := serve(t, small(2))
	const canary = "canary5309"
	for _, body := range []string{
		canary, `"` + canary + `"`, `{"query":"{a}" ` + canary, `{"query":{"` + canary + `":1}}`, `{"query":["` + canary + `"]}`,
		`{"query":"{a}","variables":"` + canary + `"}`, `{"query":"{a}","operationName":{"` + canary + `":1}}`, `{"` + canary + `":"{a}"}`,
		`[{"query":"` + canary + `"}]`, `{"query":"{a}","extensions":"` + canary + `"}`, "{\"query\":\"" + canary + "\xff\"}",
	} {
		for _, kind := range []string{"application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", canary + "/" + canary, "application/json; charset=utf-16"} {
			r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if want := map[bool]int{true: http.StatusBadRequest, false: http.StatusUnsupportedMediaType}[kind == "application/json"]; w.Code != want || strings.Contains(w.Body.String(), canary) {
				t.Errorf("%s as %s: %d %s", body, kind, w.Code, w.Body)
			}
		}
	}
	for _, address := range []string{"?query=%zz" + canary, "?query={a}&variables=" + canary, "?query={a}&extensions=[\"" + canary + "\"]", "?query={a};" + canary, "?" + canary + "=1", "?query=%ff" + canary} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/graphql", nil)
		r.URL.RawQuery = address[1:]
		h.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest || strings.Contains(w.Body.String(), canary) {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
}

// FuzzBody: whatever is sent, the answer is JSON with a status that fits, and no defect.
func FuzzBody(f *testing.F) {
	for _, seed := range []struct{ body, kind, accept string }{
		{`{"query":"{ __typename }"}`, "application/json", "application/graphql-response+json, */*;q=0.1"},
		{`{"query":"query($w: StakeholderFilter) { stakeholders(where: $w) { totalCount } }","variables":{"w":{"or":[{"name":{"in":["x",null,1]}}]}}}`, "application/json; charset=UTF-8", "*/*"},
		{`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"},"cost":true}}`, "application/json", ""},
		{`{"query":"query A{a} query B{b}","operationName":"C","variables":null,"extensions":{"cost":true}}`, "application/json", ";q=,"},
		{`[{"query":""}]`, "text/plain", "text/html"}, {`{"query":{"query":1}}`, "application/json", "application/json;q=2"},
	} {
		f.Add(seed.body, seed.kind, seed.accept)
	}
	h, _ := serve(f, small(3))
	f.Fuzz(func(t *testing.T, body, kind, accept string) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept", accept)
		wellFormed(t, h, r)
	})
}

// FuzzAddress: the same of a question in the address.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"query=%7B__typename%7D", "query={a}&variables={\"a\":[{}]}&operationName=x", "extensions={\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"x\"}}",
		"query={stakeholders{totalCount}}&extensions={\"cost\":true}", "query=%zz", "extensions={\"persistedQuery\":{\"version\":1.5,\"sha256Hash\":[]}}&variables=null", "query=a;b", "",
	} {
		f.Add(seed)
	}
	h, _ := serve(f, small(3))
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "/graphql", nil)
		r.URL.RawQuery = query
		wellFormed(t, h, r)
	})
}

// wellFormed asks, and holds the answer to the form of GraphQL over HTTP.
func wellFormed(t *testing.T, h http.Handler, r *http.Request) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var answer struct {
		Data   *json.RawMessage
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if answer.Data == nil && len(answer.Errors) == 0 || w.Code != http.StatusOK && bytes.Contains(w.Body.Bytes(), []byte(`"data":`)) || w.Code >= 500 {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	for _, err := range answer.Errors {
		if err.Extensions.Code == "INTERNAL" || err.Message == "" {
			t.Errorf("%s", w.Body)
		}
	}
}

func attack(h http.Handler, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}
