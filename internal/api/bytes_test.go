package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// TestBytesOfAnAnswer: within the limits of rows and values one long text can be asked for
// so often that an answer has gigabytes. It is refused as a whole, wherever the bytes are.
func TestBytesOfAnAnswer(t *testing.T) {
	in := small(60)
	for _, x := range in.Things {
		if i, ok := x.Record.(*graph.Initiative); ok {
			i.Summary = graph.Text(strings.Repeat("migration ", 200))
		}
	}
	h, _ := serve(t, in)
	of := func(alias string, rows, times int) string {
		var texts strings.Builder
		for i := range times {
			fmt.Fprintf(&texts, " s%d: summary", i)
		}
		return fmt.Sprintf(`%s: initiative(by: {slug: "talk"}) { participations(first: %d) { nodes { initiative { participations(first: %[2]d) { nodes { initiative {%s } } } } } } }`,
			alias, rows, texts.String())
	}
	for what, c := range map[string]struct {
		question string
		refused  bool
	}{
		"one root field":          {`{ ` + of("a", 60, 14) + ` }`, true}, // 100 MB
		"several, each of 9 MB":   {`{ ` + of("a", 50, 2) + of("b", 50, 2) + ` }`, true},
		"one of these":            {`{ ` + of("a", 50, 2) + ` }`, false},
		"a question like another": {`{ ` + of("a", 3, 2) + ` }`, false},
	} {
		got := ask(t, h, c.question)
		if !c.refused {
			if strings.Contains(got, "errors") || len(got) < 30_000 {
				t.Errorf("%s: %d bytes: %.300s", what, len(got), got)
			}
			continue
		}
		if want := `{"errors":[{"message":"the answer has more than 16 MB; ask for smaller pages or fewer fields","extensions":{"code":"LIMIT_EXCEEDED"}}],"data":null}`; got != want {
			t.Errorf("%s: %d bytes: %.300s", what, len(got), got)
		}
	}
}
