package fast

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/99designs/gqlgen/graphql"

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

func TestFieldKeyIsGqlgens(t *testing.T) {
	fc := &graphql.FieldContext{Object: "X"}
	if got := graphql.WithFieldContext(t.Context(), fc).Value(fieldKey); got != fc {
		t.Errorf("gqlgen keeps a field's context under another key: %v under %v", got, fieldKey)
	}
}
