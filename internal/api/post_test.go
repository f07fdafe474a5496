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

// TestPostAnswersAsGqlgenDoes compares the whole answer with that of gqlgen's
// own transport.
func TestPostAnswersAsGqlgenDoes(t *testing.T) {
	yes := true
	data := func(s string) *graphql.Response { return &graphql.Response{Data: []byte(s)} }
	failed := &gqlerror.Error{Message: "a <b> & \u2028 went wrong", Path: ast.Path{ast.PathName("a"), ast.PathIndex(1)},
		Locations: []gqlerror.Location{{Line: 1, Column: 2}}, Extensions: map[string]any{"code": "INTERNAL"}}
	protocol := &gqlerror.Error{Message: "no GraphQL"}
	errcode.Set(protocol, errcode.ParseFailed)
	for name, c := range map[string]canned{
		"data":                      {response: data(`{"a":"é “quoted” \u000a \\ ` + "\xe2\x80" + `"}`)},
		"what HTML may misread":     {response: data(`{"a":"<script> & ` + "\u2028\u2029" + ` \u003c"}`)},
		"one of it":                 {response: data("{\"a\":\"\u2029\"}")},
		"null":                      {response: data(`null`)},
		"no data":                   {response: &graphql.Response{Errors: gqlerror.List{failed}}},
		"data and errors":           {response: &graphql.Response{Data: []byte(`{"a":null}`), Errors: gqlerror.List{failed, failed}}},
		"extensions":                {response: &graphql.Response{Data: []byte(`{}`), Extensions: map[string]any{"x": "<", "a": 1}}},
		"errors and extensions":     {response: &graphql.Response{Data: []byte(`{"a":1}`), Errors: gqlerror.List{failed}, Extensions: map[string]any{"x": nil}}},
		"the first of several":      {response: &graphql.Response{Data: []byte(`{"a":"<"}`), HasNext: &yes}},
		"a later one":               {response: &graphql.Response{Data: []byte(`{"a":1}`), Label: "l", Path: ast.Path{ast.PathName("p")}}},
		"no response":               {},
		"refused":                   {refusal: gqlerror.List{failed}},
		"refused by the protocol":   {refusal: gqlerror.List{protocol}},
		"refused for both reasons":  {refusal: gqlerror.List{failed, protocol}},
		"nothing is wrong with it ": {response: data(`{"a":[1,2.5,true,{"b":[]}]}`)},
	} {
		for _, accept := range []string{"", "*/*", "application/json", "application/graphql-response+json", "text/html, application/graphql-response+json;q=0.9, */*", "text/html", "application/*", ";;"} {
			t.Run(name+" "+accept, func(t *testing.T) {
				got, gotAsked := posted(post{}, c, accept)
				want, wantAsked := posted(transport.POST{}, c, accept)
				if got.Code != want.Code || got.Body.String() != want.Body.String() || !maps.EqualFunc(got.Header(), want.Header(), equal) {
					t.Errorf("got  %d %v %s\nwant %d %v %s", got.Code, got.Header(), got.Body, want.Code, want.Header(), want.Body)
				}
				if gotAsked.Query != wantAsked.Query || gotAsked.OperationName != wantAsked.OperationName ||
					!maps.Equal(gotAsked.Variables, wantAsked.Variables) || !maps.Equal(gotAsked.Extensions, wantAsked.Extensions) {
					t.Errorf("asked %+v, want %+v", gotAsked, wantAsked)
				}
			})
		}
	}
}

func equal(a, b []string) bool { return strings.Join(a, ",") == strings.Join(b, ",") }

func posted(tr graphql.Transport, c canned, accept string) (*httptest.ResponseRecorder, *graphql.RawParams) {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(
		`{"query":"{a}","operationName":"o","variables":{"n":12345678901234567890,"s":"x"},"extensions":{"e":1.50}}`))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	if accept != "" {
		r.Header.Set("Accept", accept)
	}
	w := httptest.NewRecorder()
	tr.Do(w, r, &c)
	return w, c.asked
}

func TestPostTakesOneValue(t *testing.T) {
	for body, ok := range map[string]bool{
		`{"query":"{a}"}`: true, ` {"query":"{a}"} ` + "\n": true, `{"query":"{a}"} {}`: false, `{"query":"{a}"} x`: false,
		`{"query":"{a}"}]`: false, `{"query":5}`: false, `{"query":"{a}","variables":[]}`: false, `null`: false, ``: false,
		`{"query":"{a}","variables":null,"operationName":null}`: true,
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		post{}.Do(w, r, &canned{response: &graphql.Response{Data: []byte(`{}`)}})
		if (w.Code == http.StatusOK) != ok {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
}
