package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// What a question costs is told to those who ask for it, by POST and by GET, and not to
// others.
func TestCostOnDemand(t *testing.T) {
	h, c := serve(t, small(9))
	const question = `{ a: stakeholders(first: 2) { totalCount nodes { name participations(first: 3) { nodes { role } } } } }`
	for extensions, told := range map[string]bool{`{"cost":true}`: true, `{"cost":false}`: false, `{"cost":"true"}`: false, `{}`: false, `null`: false} {
		body := `{"query":` + string(must(t, question)) + `,"extensions":` + extensions + `}`
		c.calls = nil
		posted := attack(h, body)
		calls := len(c.calls)
		asked := httptest.NewRecorder()
		h.ServeHTTP(asked, httptest.NewRequest(http.MethodGet, "/graphql?"+url.Values{"query": {question}, "extensions": {extensions}}.Encode(), nil))
		if posted.Body.String() != asked.Body.String() {
			t.Errorf("POST gives %s, GET %s", posted.Body, asked.Body)
		}
		var answer struct {
			Data       *json.RawMessage
			Extensions *struct{ Cost map[string]json.RawMessage }
		}
		if err := json.Unmarshal(posted.Body.Bytes(), &answer); err != nil || answer.Data == nil {
			t.Fatalf("%v: %s", err, posted.Body)
		}
		if (answer.Extensions != nil) != told {
			t.Errorf("%s: %s", extensions, posted.Body)
		}
		if !told {
			continue
		}
		for name, want := range map[string]string{
			"tokens": `{"asked":29,"allowed":2000}`, "depth": `{"asked":5,"allowed":15}`, "aliases": `{"asked":1,"allowed":30}`,
			"rootFields": `{"asked":1,"allowed":20}`, "nodes": `{"asked":7,"allowed":1000}`, "rows": `{"asked":8,"allowed":30000}`,
			"storeCalls": string(must(t, calls)),
		} {
			if got := string(answer.Extensions.Cost[name]); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
	refused := attack(h, `{"query":"{ a","extensions":{"cost":true}}`)
	if strings.Contains(refused.Body.String(), "cost") {
		t.Errorf("what was not executed has cost: %s", refused.Body)
	}
}

func must(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
