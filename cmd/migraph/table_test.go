package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"github.com/migraph/migraph/internal/answer"
)

func tableText(t *testing.T, json string) string {
	t.Helper()
	read, err := answer.Read([]byte(json))
	if err != nil {
		t.Fatal(err)
	}
	return tableOf(read)
}

func TestTables(t *testing.T) {
	for name, c := range map[string]struct{ json, want string }{
		"null where others have more": {`{"l":{"nodes":[{"a":null,"n":1},{"a":{"x":"1.50","y":"USD"},"n":2}]}}`, `
a.x  │ a.y │ n
─────┼─────┼──
–    │ –   │ 1
1.50 │ USD │ 2
l.nodes: 2 rows
– means null: no document says it, or there is none
`},
		"lists in lists": {`{"l":[{"e":[{"d":{"n":"A"},"p":null},{"d":{"n":"B"},"p":"2"}],"w":["x","y"]},{"e":[],"w":[]}]}`, `
e.d.n │ e.p  │ w
──────┼──────┼─────
A; B  │ –; 2 │ x; y
      │      │
l: 2 rows
– means null: no document says it, or there is none
`},
		"records of several types": {`{"nodes":[{"id":"a","x":true},null,{"id":"b","y":{"z":false}}]}`, `
id │ x    │ y.z
───┼──────┼──────
a  │ true │
–  │ –    │ –
b  │      │ false
nodes: 3 rows
– means null: no document says it, or there is none
`},
		"the first list and what else there is": {`{"a":{"n":null,"l":[1,2],"m":3},"b":[{"x":1}]}`, `
l
─
1
2
a.l: 2 rows
a.n: –
a.m: 3
b: 1 row, not in this table; --format json shows all
– means null: no document says it, or there is none
`},
		"a dash that is no null": {`{"l":[{"a":"2019–2022"}]}`, "\na\n─────────\n2019–2022\nl: 1 row\n"},
		"no rows":                {`{"a":{"nodes":[],"n":0}}`, "\na.nodes: no rows\na.n: 0\n"},
		"no list":                {`{"a":{"n":"x"},"b":null}`, "\na.n │ b\n────┼──\nx   │ –\n– means null: no document says it, or there is none\n"},
		"wide script":            {`{"l":[{"a":"日本","b":"1"},{"a":"สวัสดี","b":"2"},{"a":"abc","b":"3"}]}`, "\na    │ b\n─────┼──\n日本 │ 1\nสวัสดี │ 2\nabc  │ 3\nl: 3 rows\n"},
		"ends of lines": {`{"l":[{"a":"one\n two\tthree\r\nfour"}]}`, `
a
──────────────────
one two three four
l: 1 row
`},
	} {
		if got := tableText(t, c.json); "\n"+got != c.want {
			t.Errorf("%s: got\n%s\nwant%s", name, got, c.want)
		}
	}
}

// A long text is broken into lines where a reader would, and nothing is lost.
func TestLongTextsAreWrapped(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"words": {strings.Repeat("word longer ", 9), []string{
			"word longer word longer word longer word longer", "word longer word longer word longer word longer", "word longer"}},
		"one word":     {strings.Repeat("x", 120), []string{strings.Repeat("x", 50), strings.Repeat("x", 50), strings.Repeat("x", 20)}},
		"words and it": {"a b " + strings.Repeat("x", 60), []string{"a b", strings.Repeat("x", 50), strings.Repeat("x", 10)}},
		"wide":         {strings.Repeat("日", 30), []string{strings.Repeat("日", 25), strings.Repeat("日", 5)}},
		"marks":        {strings.Repeat("ดี", 60), []string{strings.Repeat("ดี", 50), strings.Repeat("ดี", 10)}},
		"exact":        {strings.Repeat("x", 50), []string{strings.Repeat("x", 50)}},
		"exact, words": {strings.Repeat("x", 50) + " " + strings.Repeat("y", 50), []string{strings.Repeat("x", 50), strings.Repeat("y", 50)}},
		"empty":        {"", []string{""}},
	} {
		if got := wrap(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q", name, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		lines := wrap(s)
		for _, line := range lines {
			if uniseg.StringWidth(line) > widest {
				t.Errorf("too wide: %q", line)
			}
		}
		if whole := strings.ReplaceAll(s, " ", ""); strings.ReplaceAll(strings.Join(lines, ""), " ", "") != whole {
			t.Errorf("%q became %q", s, lines)
		}
	})
}
