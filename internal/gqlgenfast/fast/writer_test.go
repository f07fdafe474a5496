package fast

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
)

// FuzzString: a string is written as gqlgen and then encoding/json write it,
// and so is a text of package graph, piece by piece.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "plain", "\"\\\x00\x1f\x7f\t\r\n\b", "<a href=\"x\">&amp;", "\u2028\u2029\u2027\u202a “é”", "\xe2", "\xe2\x80", "\xff\xe2\x80\xa8\xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w := &Writer{}
		w.String(s)
		if want := twice(t, graphql.MarshalString(s)); !bytes.Equal(w.b, want) {
			t.Errorf("string %q: %s, want %s", s, w.b, want)
		}
		w.b = nil
		graph.Text(s).MarshalGQL(w)
		if want := twice(t, graph.Text(s)); !bytes.Equal(w.b, want) {
			t.Errorf("text %q: %s, want %s", s, w.b, want)
		}
	})
}

// twice gives what a client sees of gqlgen's own answer.
func twice(t *testing.T, m graphql.Marshaler) []byte {
	var once bytes.Buffer
	m.MarshalGQL(&once)
	out, err := json.Marshal(json.RawMessage(once.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestHalfAValue: of a scalar that panics while it is written, nothing stays.
// gqlgen would answer with nothing but an error.
func TestHalfAValue(t *testing.T) {
	presented := ""
	ctx := graphql.WithResponseContext(t.Context(), func(ctx context.Context, err error) *gqlerror.Error {
		presented = graphql.GetPath(ctx).String() + ": " + err.Error()
		return graphql.DefaultErrorPresenter(ctx, err)
	}, graphql.DefaultRecover)
	oc := &graphql.OperationContext{RecoverFunc: func(_ context.Context, p any) error { return fmt.Errorf("recovered %v", p) }}
	field := func(_ int, w *Writer, f *Field, _ string) bool {
		if f.Number == 1 {
			_, _ = w.WriteString(`{"half": [`)
			panic("here")
		}
		w.Int(7)
		return true
	}
	typ := &Type{Name: "T", Satisfies: []string{"T"}, Fields: []FieldType{{Name: "a"}, {Name: "b"}}}
	write := func(ec int, w *Writer, f *Field, obj string, _ bool) bool {
		return WriteObject(ec, w, f, typ, obj, field, nil)
	}
	sel := ast.SelectionSet{&ast.Field{Name: "a", Alias: "a"}, &ast.Field{Name: "b", Alias: "b"}, &ast.Field{Name: "a", Alias: "c"}}
	var out bytes.Buffer
	Object(ctx, oc, 0, sel, "obj", true, write).MarshalGQL(&out)
	if got, want := out.String(), `{"a":7,"b":null,"c":7}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if want := "b: input: b recovered here"; presented != want {
		t.Errorf("the error is %q, want %q", presented, want)
	}
}

func TestFieldKeyIsGqlgens(t *testing.T) {
	fc := &graphql.FieldContext{Object: "X"}
	if got := graphql.WithFieldContext(t.Context(), fc).Value(fieldKey); got != fc {
		t.Errorf("gqlgen keeps a field's context under another key: %v under %v", got, fieldKey)
	}
}
