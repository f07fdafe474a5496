package api

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// canned answers every question alike.
type canned struct {
	response *graphql.Response
	refusal  gqlerror.List
	asked    *graphql.RawParams
}

func (c *canned) CreateOperationContext(_ context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	kept := *p // gqlgen's transport uses its own again
	c.asked = &kept
	return &graphql.OperationContext{}, c.refusal
}

func (c *canned) DispatchOperation(ctx context.Context, _ *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	return func(context.Context) *graphql.Response { return c.response }, ctx
}

func (c *canned) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

const json8, graphql8 = "application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8"

// TestPostSendsWhatGqlgenDoes compares answers that have data with those of gqlgen's own
// transport.
func TestPostSendsWhatGqlgenDoes(t *testing.T) {
	data := func(s string) *graphql.Response { return &graphql.Response{Data: []byte(s)} }
	failed := &gqlerror.Error{Message: "a <b> & \u2028 went wrong", Path: ast.Path{ast.PathName("a"), ast.PathIndex(1)},
		Locations: []gqlerror.Location{{Line: 1, Column: 2}}, Extensions: map[string]any{"code": "INTERNAL"}}
	for name, c := range map[string]canned{
		"data":                      {response: data(`{"a":"é “quoted” \u000a \\ ` + "\xe2\x80" + `"}`)},
		"what HTML may misread":     {response: data(`{"a":"<script> & ` + "\u2028\u2029" + ` \u003c"}`)},
		"one of it":                 {response: data("{\"a\":\"\u2029\"}")},
		"null":                      {response: &graphql.Response{Data: []byte(`null`), Errors: gqlerror.List{failed}}},
		"data and errors":           {response: &graphql.Response{Data: []byte(`{"a":null}`), Errors: gqlerror.List{failed, failed}}},
		"extensions":                {response: &graphql.Response{Data: []byte(`{}`), Extensions: map[string]any{"x": "<", "a": 1}}},
		"errors and extensions":     {response: &graphql.Response{Data: []byte(`{"a":1}`), Errors: gqlerror.List{failed}, Extensions: map[string]any{"x": nil}}},
		"nothing is wrong with it ": {response: data(`{"a":[1,2.5,true,{"b":[]}]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			got, gotAsked := posted(endpoint{exec: &c}.ServeHTTP, &c, "application/json")
			want, wantAsked := posted(func(w http.ResponseWriter, r *http.Request) { transport.POST{}.Do(w, r, &c) }, &c, "application/json")
			if got.Code != want.Code || got.Body.String() != want.Body.String() || got.Header().Get("Content-Type") != json8 {
				t.Errorf("got  %d %v %s\nwant %d %s", got.Code, got.Header(), got.Body, want.Code, want.Body)
			}
			if gotAsked.Query != wantAsked.Query || gotAsked.OperationName != wantAsked.OperationName ||
				!maps.Equal(gotAsked.Variables, wantAsked.Variables) || !maps.Equal(gotAsked.Extensions, wantAsked.Extensions) {
				t.Errorf("asked %+v, want %+v", gotAsked, wantAsked)
			}
		})
	}
}

// What was not executed has no data, and a status in the newer media type only.
func TestStatuses(t *testing.T) {
	with := func(code string) gqlerror.List {
		err := &gqlerror.Error{Message: "no"}
		errcode.Set(err, code)
		return gqlerror.List{err}
	}
	for _, c := range []struct {
		name   string
		canned canned
		status int // in application/graphql-response+json
		body   string
	}{
		{"parsing", canned{refusal: with(errcode.ParseFailed)}, 400, `{"errors":[{"message":"no","extensions":{"code":"GRAPHQL_PARSE_FAILED"}}]}`},
		{"validation", canned{refusal: with(errcode.ValidationFailed)}, 400, `{"errors":[{"message":"no","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`},
		{"a limit", canned{refusal: with("LIMIT_EXCEEDED")}, 400, `{"errors":[{"message":"no","extensions":{"code":"LIMIT_EXCEEDED"}}]}`},
		{"the store is away", canned{response: &graphql.Response{Errors: with("UNAVAILABLE")}}, 503, `{"errors":[{"message":"no","extensions":{"code":"UNAVAILABLE"}}]}`},
		{"the time is over", canned{response: &graphql.Response{Errors: with("DEADLINE_EXCEEDED")}}, 504, `{"errors":[{"message":"no","extensions":{"code":"DEADLINE_EXCEEDED"}}]}`},
		{"executed, and nothing came", canned{response: &graphql.Response{Data: []byte("null"), Errors: with("UNAVAILABLE")}}, 200, `{"errors":[{"message":"no","extensions":{"code":"UNAVAILABLE"}}],"data":null}`},
		{"executed in part", canned{response: &graphql.Response{Data: []byte(`{"a":null}`), Errors: with("INTERNAL")}}, 200, `{"errors":[{"message":"no","extensions":{"code":"INTERNAL"}}],"data":{"a":null}}`},
		{"answered", canned{response: &graphql.Response{Data: []byte(`{}`)}}, 200, `{"data":{}}`},
	} {
		for accept, want := range map[string]int{"application/json": 200, "application/graphql-response+json": c.status} {
			got, _ := posted(endpoint{exec: &c.canned}.ServeHTTP, &c.canned, accept)
			if got.Code != want || got.Body.String() != c.body || got.Header().Get("Content-Type") != accept+"; charset=utf-8" {
				t.Errorf("%s as %s: %d %v %s", c.name, accept, got.Code, got.Header(), got.Body)
			}
			if (got.Header().Get("Retry-After") != "") != (want == 503) {
				t.Errorf("%s as %s: Retry-After %q", c.name, accept, got.Header().Get("Retry-After"))
			}
		}
	}
}

func TestAnswersAreOfTheKindThatIsAccepted(t *testing.T) {
	for accept, want := range map[string]string{
		"":                                  json8,
		"*/*":                               json8,
		"application/*":                     json8,
		"application/json":                  json8,
		"application/graphql-response+json": graphql8,
		"application/graphql-response+json, application/json;q=0.9":                         graphql8,
		"application/json;q=0.9, application/graphql-response+json":                         graphql8,
		"application/json, application/graphql-response+json":                               json8,
		"application/graphql-response+json;q=0.2, application/json;q=0.3":                   json8,
		"text/html, application/graphql-response+json;q=0.9, */*;q=0.1":                     graphql8,
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8":                   json8,
		"application/json;q=0, */*":                                                         graphql8,
		"APPLICATION/JSON; charset=utf-8":                                                   json8,
		"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8": graphql8,
		";;":                    json8,
		"text/html;q=x, ;;":     json8,
		"text/html":             "",
		"application/json;q=0":  "",
		"image/*, text/plain":   "",
		"application/graphql+x": "",
		// Of a list that nobody sends in earnest the beginning is read.
		strings.Repeat("a/b;q=0.1, ", maxRanges-1) + "application/json": json8,
		strings.Repeat("a/b;q=0.1, ", maxRanges) + "application/json":   "",
	} {
		c := &canned{response: &graphql.Response{Data: []byte(`{}`)}}
		got, _ := posted(endpoint{exec: c}.ServeHTTP, c, accept)
		status := http.StatusOK
		if want == "" {
			status = http.StatusNotAcceptable
		}
		if got.Code != status || want != "" && got.Header().Get("Content-Type") != want || want == "" && c.asked != nil {
			t.Errorf("Accept %q: %d %s %s", accept, got.Code, got.Header().Get("Content-Type"), got.Body)
		}
	}
}

// Nothing is unpacked: a small body cannot become a large one.
func TestPackedBodiesAreRefused(t *testing.T) {
	for coding, want := range map[string]int{"": 200, "identity": 200, "Identity": 200, "gzip": 415, "br": 415, "gzip, identity": 415, "x": 415} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(`{"query":"{a}"}`))
		r.Header.Set("Content-Type", "application/json")
		if coding != "" {
			r.Header.Set("Content-Encoding", coding)
		}
		w := httptest.NewRecorder()
		endpoint{exec: &canned{response: &graphql.Response{Data: []byte(`{}`)}}}.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%q: %d %s", coding, w.Code, w.Body)
		}
	}
}

func posted(serve http.HandlerFunc, c *canned, accept string) (*httptest.ResponseRecorder, *graphql.RawParams) {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(
		`{"query":"{a}","operationName":"o","variables":{"n":12345678901234567890,"s":"x"},"extensions":{"e":1.50}}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	w := httptest.NewRecorder()
	serve(w, r)
	return w, c.asked
}

func TestPostTakesOneValue(t *testing.T) {
	for body, ok := range map[string]bool{
		`{"query":"{a}"}`: true, ` {"query":"{a}"} ` + "\n": true, `{"query":"{a}"} {}`: false, `{"query":"{a}"} x`: false,
		`{"query":"{a}"}]`: false, `{"query":5}`: false, `{"query":"{a}","variables":[]}`: false, `null`: false, ``: false,
		`{"query":"{a}","variables":null,"operationName":null}`: true, "{\"query\":\"{a \xff}\"}": false,
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		endpoint{exec: &canned{response: &graphql.Response{Data: []byte(`{}`)}}}.ServeHTTP(w, r)
		if (w.Code == http.StatusOK) != ok {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}
