package gqlgenfast_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/internal/gqlgenfast/fast"
)

// sides are servers that must give the same answers: gqlgen's own code, and
// the generated code with the fast path off and on.
type sides struct{ stock, off, on *handler.Server }

// newSides makes them of two schemas that differ in their code alone.
func newSides(stock, ours graphql.ExecutableSchema, around graphql.OperationMiddleware) sides {
	s := sides{stock: server(stock, around), off: server(ours, around), on: server(ours, around)}
	s.on.Use(&fast.Extension{})
	return s
}

func server(es graphql.ExecutableSchema, around graphql.OperationMiddleware) *handler.Server {
	s := handler.New(es)
	s.AddTransport(transport.POST{})
	s.Use(extension.Introspection{})
	if around != nil {
		s.AroundOperations(around)
	}
	s.SetRecoverFunc(func(_ context.Context, p any) error { return gqlerror.Errorf("panic: %v", p) })
	return s
}

// question is a document with its variables.
type question struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

// answer is what a server gave, with its errors as a set: the goroutines of
// gqlgen have no order, and may tell the same null of two fields of one key.
type answer struct {
	status int
	data   string
	errors []string
	raw    string
}

func send(ctx context.Context, s http.Handler, q question) *httptest.ResponseRecorder {
	body, err := json.Marshal(q)
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func ask(ctx context.Context, s http.Handler, q question) answer {
	w := send(ctx, s, q)
	a := answer{status: w.Code, raw: w.Body.String()}
	var parts struct{ Data, Errors json.RawMessage }
	if err := json.Unmarshal(w.Body.Bytes(), &parts); err != nil {
		panic(fmt.Sprintf("%v: %s", err, a.raw))
	}
	a.data = string(parts.Data)
	var list []json.RawMessage
	if parts.Errors != nil {
		if err := json.Unmarshal(parts.Errors, &list); err != nil {
			panic(err)
		}
	}
	for _, e := range list {
		a.errors = append(a.errors, string(e))
	}
	slices.Sort(a.errors)
	a.errors = slices.Compact(a.errors)
	return a
}

// tester is a test, or one run of a generated one.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
}

// same asks all sides and gives their common answer.
func (s sides) same(ctx context.Context, t tester, q question) answer {
	t.Helper()
	want := ask(ctx, s.stock, q)
	for name, side := range map[string]http.Handler{"off": s.off, "on": s.on} {
		got := ask(ctx, side, q)
		if got.status != want.status || got.data != want.data || !slices.Equal(got.errors, want.errors) ||
			len(want.errors) == 0 && got.raw != want.raw {
			t.Errorf("fast path %s:\n%s %v\n%s\n\ngot    %.3000s\n\nwanted %.3000s\n\n%s", name, q.Query, q.Variables,
				firstDifference(got.raw, want.raw), got.raw, want.raw, strings.Join(missing(want.errors, got.errors), "\n"))
		}
	}
	return want
}

// missing names errors that only one side has.
func missing(want, got []string) (out []string) {
	for _, e := range want {
		if !slices.Contains(got, e) {
			out = append(out, "missing "+e)
		}
	}
	for _, e := range got {
		if !slices.Contains(want, e) {
			out = append(out, "superfluous "+e)
		}
	}
	return out
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("first at %d: %.80q, wanted %.80q", i, a[max(0, i-20):], b[max(0, i-20):])
		}
	}
	return ""
}

var _ tester = (*testing.T)(nil)
