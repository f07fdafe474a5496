package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestRequestsWithoutAQuestionAreToldHowToAsk(t *testing.T) {
	h, _ := serve(t, small(2))
	for name, c := range map[string]struct {
		method, target, kind, body string
		status                     int
		says                       string
	}{
		"no content type":   {"POST", "/", "", `{"query":"{__typename}"}`, 415, "Content-Type: application/json"},
		"a form":            {"POST", "/", "application/x-www-form-urlencoded", `query=x`, 415, "Content-Type: application/json"},
		"no JSON":           {"POST", "/", "application/json", `secret {`, 400, "the body is not JSON"},
		"a list":            {"POST", "/", "application/json", `[{"query":"{__typename}"}]`, 400, "several questions"},
		"no query":          {"POST", "/", "application/json", `{"variables":{}}`, 400, `the body needs \"query\"`},
		"a browser's GET":   {"GET", "/", "", ``, 400, "there is no question"},
		"a mutation as GET": {"GET", "/?query=mutation%7Ba%7D", "", ``, 405, "mutation"},
		"a mutation":        {"POST", "/", "application/json", `{"query":"mutation{a}"}`, 200, "mutation"},
		"another method":    {"DELETE", "/", "", ``, 405, "GET or POST"},
		"a question":        {"POST", "/", "application/json; charset=utf-8", `{"query":"{__typename}"}`, 200, `{"data":{"__typename":"Query"}}`},
		"a question as GET": {"GET", "/?query=%7B__typename%7D", "", ``, 200, `{"data":{"__typename":"Query"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
			if c.kind != "" {
				r.Header.Set("Content-Type", c.kind)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Body.String()
			if w.Code != c.status || !strings.Contains(got, c.says) || strings.Contains(got, "secret") {
				t.Errorf("got %d %s", w.Code, got)
			}
			if w.Code != http.StatusOK && c.says != "mutation" && !strings.Contains(got, "INVALID_ARGUMENT") {
				t.Errorf("no code in %s", got)
			}
		})
	}
}
