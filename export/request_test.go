package export

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func TestParseRequest(t *testing.T) {
	r, err := ParseRequest("csv", url.Values{"type": {"flows"}, "where": {`{"currency": {"eq": "USD"}}`}, "during": {"2022-07-01/2022-09-30"}, "dating": {"CERTAIN"}, "about": {"false"}, "bom": {"true"}, "orderBy": {""}})
	if err != nil {
		t.Fatal(err)
	}
	if d := r.DatingOf(); d != (graph.Dating{From: "2022-07-01", To: "2022-09-30", Certain: true}) || !r.NoAbout || !r.BOM || r.Where["currency"] == nil {
		t.Errorf("%+v", r)
	}
	// The link asks the same.
	u, err := url.Parse(r.Path())
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseRequest(strings.TrimPrefix(u.Path, "/export/"), u.Query())
	if err != nil || again.Path() != r.Path() || again.Title() != r.Title() {
		t.Errorf("%q became %q, %v", r.Path(), again.Path(), err)
	}
	if got, want := r.FileName("csv", 7), "migraph-flows-r7-2022-07-01-to-2022-09-30.csv"; got != want {
		t.Errorf("the file is called %q, want %q", got, want)
	}
	whole, err := ParseRequest("gexf", nil)
	if err != nil || whole.Path() != "/export/gexf" || whole.FileName("gexf", 1) != "migraph-graph-r1.gexf" {
		t.Errorf("%+v, %v", whole, err)
	}
}

func TestParseRequestRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"salary=1":                                            `no parameter "salary"`,
		"type=a&type=b":                                       "given 2 times",
		"type=flows&query={a}":                                "query and type",
		"where={}":                                            "where goes together with type",
		"variables={}":                                        "variables goes together with query",
		"type=flows&where=[]":                                 "no JSON object",
		"type=flows&where=null":                               "no JSON object",
		"type=flows&where={}{}":                               "no JSON object",
		"type=flows&asOf=yesterday":                           "no day",
		"type=flows&asOf=2022-02-30":                          "no day",
		"type=flows&asOf=2022":                                "no day",
		"asOf=2022-01-01&during=a":                            "not both",
		"during=2022-01-01":                                   "no period",
		"during=2022-02-01/2022-01-01":                        "no period",
		"dating=MAYBE":                                        "POSSIBLE or CERTAIN",
		"undated=MAYBE":                                       "INCLUDE, EXCLUDE or ONLY",
		"query={a}&asOf=2022-01-01":                           "says asOf itself",
		"around=sida":                                         "is the id",
		"around=d2222222222222222&hops=1":                     "is the id",
		"around=s2222222222222222&hops=9":                     "from 1 to 3",
		"around=s2222222222222222&nodes=":                     "",
		"links=HATES":                                         "no type of links",
		"roles=FUNDING,BOSS":                                  `"BOSS" is no role`,
		"things=s2222222222222222,sida":                       `not "sida"`,
		"things=d2222222222222222":                            "things are ids",
		"things=s2222222222222222&around=s2222222222222222":   "around and things",
		"things=" + strings.Repeat("s2222222222222222,", 501): "at most 500",
		"about=maybe":                                         "true or false",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseRequest("csv", values)
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v, want %q", query, err, want)
		case err != nil && graph.CodeOf(err) != graph.InvalidArgument:
			t.Errorf("%s: %v", query, graph.CodeOf(err))
		}
	}
}

// TestCommand: where no address is known, an export tells the command that makes it.
func TestCommand(t *testing.T) {
	for query, want := range map[string]string{
		"": "migraph export --format csv",
		"type=flows&asOf=2022-08-15&orderBy=START_ASC&bom=true&about=false": "migraph export --format csv --no-about --as-of 2022-08-15 --bom --order-by START_ASC --type flows",
		"type=flows&bom=false&about=true":                                   "migraph export --format csv --type flows",
		"type=flows&where=" + url.QueryEscape(`{"note": {"eq": "it's"}}`):   `migraph export --format csv --type flows --where '{"note": {"eq": "it'\''s"}}'`,
		"query=" + url.QueryEscape("{ a }") + "&list=a.b":                   `printf %s '{ a }' | migraph export --format csv --list a.b --query -`,
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ParseRequest("csv", values)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Command(); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// FuzzRequest: whatever the parameters are, they are refused, or lead to a link that
// asks the same and a name that a file can have.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{"type=flows&where={}", "around=s2222222222222222&hops=2", "query={a}&list=b", "during=2022-01-01/2022-01-02&type=../x", "bom=true"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		r, err := ParseRequest("csv", values)
		if err != nil {
			return
		}
		u, err := url.Parse(r.Path())
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseRequest("csv", u.Query())
		if err != nil || again.Path() != r.Path() {
			t.Errorf("%q asks for something else: %v", r.Path(), err)
		}
		if name := r.FileName("csv", 1); strings.ContainsAny(name, "/\\\"\r\n") || strings.Count(name, ".") != 1 {
			t.Errorf("no name of a file: %q", name)
		}
	})
}

func TestOutput(t *testing.T) {
	var b bytes.Buffer
	o := NewOutput(&b)
	write := func(n int) {
		if _, err := o.Write(bytes.Repeat([]byte("x"), n)); err != nil {
			t.Fatal(err)
		}
	}
	write(heldBytes - 1)
	if b.Len() > 0 || o.Left() {
		t.Fatal("something has left before it must")
	}
	if err := o.Restart(); err != nil {
		t.Fatal(err)
	}
	write(3)
	if err := o.Flush(); err != nil || b.Len() != 3 || !o.Left() {
		t.Fatalf("%d bytes left, %v", b.Len(), err)
	}
	write(heldBytes)
	if b.Len() != 3+heldBytes {
		t.Errorf("%d bytes left", b.Len())
	}
	if err := o.Restart(); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("what has left was taken back: %v", err)
	}
}
