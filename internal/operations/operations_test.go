package operations_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/operations"
)

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	scalar Day
	enum Kind { A B }
	input Where { name: String, kinds: [Kind!] }
	type Thing { id: ID! name: String }
	type Query {
		things(ids: [ID!], n: Int, share: Float, kind: Kind, kinds: [Kind!], on: Day, all: Boolean, where: Where, wheres: [Where!], table: [[Int!]!]): [Thing!]!
	}`})

const everything = `# All that can be asked.
#
# In two lines.
query All($ids: [ID!]!, $n: Int = 3, $share: Float, $kind: Kind, $kinds: [Kind!], $on: Day, $all: Boolean, $where: Where, $wheres: [Where!], $table: [[Int!]!]) {
	things(ids: $ids, n: $n, share: $share, kind: $kind, kinds: $kinds, on: $on, all: $all, where: $where, wheres: $wheres, table: $table) { ...T }
}
fragment T on Thing { id name }`

func TestOwnOperationsComeFirst(t *testing.T) {
	text := func(name string) string { return "query " + name + " { things { id } }" }
	set, err := operations.New(schema, nil, operations.Document{Name: "a", Text: text("A"), Program: true}, operations.Document{Name: "z", Text: text("Z")},
		operations.Document{Name: "c", Text: text("C")}, operations.Document{Name: "b", Text: text("B"), Program: true})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range set.All() {
		names = append(names, o.Name)
	}
	if want := []string{"c", "z", "a", "b"}; !reflect.DeepEqual(names, want) {
		t.Errorf("%v, want %v", names, want)
	}
}

func TestVariables(t *testing.T) {
	set, err := operations.New(schema, nil, operations.Document{Name: "all", Text: everything, Where: "all.graphql"})
	if err != nil {
		t.Fatal(err)
	}
	op := set.Named("all")
	if op.Description != "All that can be asked. In two lines." || op.Variable("n").Default != "3" || !op.Variable("ids").Required ||
		op.Variable("n").Required || op.Variable("kinds").Type != "[Kind!]" || !reflect.DeepEqual(op.Variable("kinds").Values, []string{"A", "B"}) {
		t.Errorf("the operation is %+v", op)
	}
	for _, c := range []struct{ query, want string }{
		{"ids=x", `{"ids":["x"]}`},
		{"ids=x&ids=y,z", `{"ids":["x","y,z"]}`},
		{"ids=x&ids=&n=&all=", `{"ids":["x"]}`},
		{"ids=007&n=007", `{"ids":["007"],"n":7}`},
		{"ids=x&n=%2B5", `{"ids":["x"],"n":5}`},
		{"ids=x&n=-2147483648", `{"ids":["x"],"n":-2147483648}`},
		{"ids=x&share=0.10", `{"ids":["x"],"share":0.10}`},
		{"ids=x&share=1e3", `{"ids":["x"],"share":1e3}`},
		{"ids=x&kind=B&kinds=A&kinds=B", `{"ids":["x"],"kind":"B","kinds":["A","B"]}`},
		{"ids=x&on=2022-08-15&all=false", `{"all":false,"ids":["x"],"on":"2022-08-15"}`},
		{"ids=x&where=" + url.QueryEscape(`{"name":"ÄÖ","kinds":["A"]}`), `{"ids":["x"],"where":{"kinds":["A"],"name":"ÄÖ"}}`},
		{"ids=x&wheres=%7B%7D&wheres=%7B%22name%22:%22y%22%7D", `{"ids":["x"],"wheres":[{},{"name":"y"}]}`},
		{"ids=x&table=[1,2]&table=[]", `{"ids":["x"],"table":[[1,2],[]]}`},
	} {
		parameters, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		values, err := op.Read(parameters)
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		if got, err := json.Marshal(values); err != nil || string(got) != c.want {
			t.Errorf("%s: %s (%v), want %s", c.query, got, err, c.want)
		}
	}
	for _, c := range []struct{ query, argument, want string }{
		{"", "ids", "ids is needed, of the type [ID!]!"},
		{"ids=", "ids", "is needed"},
		{"ids=x&id=y", "id", `there is no variable "id"; there are: ids: [ID!]!, n: Int, share: Float`},
		{"ids=x&" + url.QueryEscape("<b>") + "=y", "", "there is no variable"},
		{"ids=x&n=1&n=2", "n", "given 2 times"},
		{"ids=x&n=2147483648", "n", "32 bits"},
		{"ids=x&n=0x10", "n", "32 bits"},
		{"ids=x&share=NaN", "share", "number"},
		{"ids=x&share=null", "share", "number"},
		{"ids=x&share=%221%22", "share", "number"},
		{"ids=x&share=1%202", "share", "number"},
		{"ids=x&kind=C", "kind", "one of A, B"},
		{"ids=x&kinds=A,B", "kinds", "one of A, B"},
		{"ids=x&all=yes", "all", "true or false"},
		{"ids=x&where=null", "where", "JSON object"},
		{"ids=x&where=[]", "where", "JSON object"},
		{"ids=x&where=%7B%7D%7B%7D", "where", "JSON object"},
		{"ids=x&table=1", "table", "JSON array"},
		{"ids=%ff", "ids", "UTF-8"},
	} {
		parameters, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = op.Read(parameters)
		var own *graph.Error
		if !errors.As(err, &own) || own.Code != graph.InvalidArgument || own.Argument != c.argument || !strings.Contains(own.Message, c.want) {
			t.Errorf("%s: %v, want %q", c.query, err, c.want)
		}
	}
}

func TestFolder(t *testing.T) {
	folder := fstest.MapFS{
		"b.graphql":        {Data: []byte("{ things { id } }")},
		"a-thing.graphql":  {Data: []byte("query X { things { name } }")},
		"readme.md":        {Data: []byte("not read")},
		".hidden.graphql":  {Data: []byte("not read")},
		"sub/c.graphql":    {Data: []byte("not read")},
		"sub.graphql/x.md": {Data: []byte("not read")},
	}
	documents, err := operations.Folder("ops", folder)
	if err != nil {
		t.Fatal(err)
	}
	set, err := operations.New(schema, nil, documents...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range set.All() {
		got = append(got, o.Name)
	}
	if !reflect.DeepEqual(got, []string{"a-thing", "b"}) {
		t.Errorf("the operations are %v", got)
	}
	if b := set.Named("b"); set.Hashed(operations.Hash("{ things { id } }")) != b || b == nil || set.Named("X") != nil || set.Hashed("") != nil {
		t.Error("an operation is not found by its hash, or by what is not its name")
	}
	if _, err := operations.Folder("empty", fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "empty: there is no file *.graphql") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestManifests(t *testing.T) {
	read := func(text string) (*operations.Set, error) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "m.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		documents, err := operations.Read(file)
		if err != nil {
			return nil, err
		}
		return operations.New(schema, nil, documents...)
	}
	md5 := strings.Repeat("0a", 16)
	for _, c := range []struct{ name, manifest, operation, id string }{
		{"Apollo's", `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"own-id","name":"Things","type":"query","body":"query Things { things { id } }"}]}`, "Things", "own-id"},
		{"Relay's", `{"` + md5 + `":"query Things { things { id } }"}`, "Things", md5},
		{"by name", `{"things":"query Things { things { id } }"}`, "things", operations.Hash("query Things { things { id } }")},
		{"a name like a word of Apollo's", `{"format":"{ things { id } }"}`, "format", operations.Hash("{ things { id } }")},
	} {
		set, err := read(c.manifest)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if o := set.Named(c.operation); o == nil || set.Hashed(c.id) != o || set.Hashed(o.Hash) != o {
			t.Errorf("%s: %+v", c.name, set.All())
		}
	}
	for _, c := range []struct{ manifest, want string }{
		{"{\n\"x\": \n}", "line 3"},
		{"[]", "line 1"},
		{"{\"x\":\n7}", "line 2"},
		{`{"format":"apollo-persisted-query-manifest","version":2}`, "version 2"},
		{`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1","name":"M","type":"mutation","body":"mutation M { x }"}]}`, "answers queries only"},
		{`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"name":"M","type":"query","body":"{x}"}]}`, "operation 1 has no id"},
		{`{"x":"{ things {\n id\n salary } }"}`, `m.json: x:3:2: Cannot query field "salary"`},
		{`{"x":"{ things { id } } { things { id } }"}`, "2 operations"},
		{`{"x":"fragment T on Thing { id }"}`, "0 operations"},
		{`{"x y":"{ things { id } }"}`, "no name of an operation"},
		{`{"x":"{ things { id }"}`, "m.json: x:1:"},
	} {
		if _, err := read(c.manifest); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.manifest, err, c.want)
		}
	}
	if _, err := operations.Read(filepath.Join(t.TempDir(), "nothing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestClashes(t *testing.T) {
	one := operations.Document{Name: "x", ID: "1", Text: "{ things { id } }", Where: "one"}
	two := operations.Document{Name: "x", Text: "{ things { name } }", Where: "two"}
	if _, err := operations.New(schema, nil, one, two); err == nil || !strings.Contains(err.Error(), "two: the name x is taken by one") {
		t.Errorf("one name twice: %v", err)
	}
	two.Name, two.ID = "y", "1"
	if _, err := operations.New(schema, nil, one, two); err == nil || !strings.Contains(err.Error(), "two: the id 1 belongs to another text in one") {
		t.Errorf("one id twice: %v", err)
	}
	two.Text, two.ID = one.Text, ""
	if set, err := operations.New(schema, nil, one, two, operations.Document{Text: "{ things { name } }"}); err != nil || len(set.All()) != 2 || set.Hashed(operations.Hash("{ things { name } }")) == nil {
		t.Errorf("one text with two names, and one without: %v", err)
	}
	large := errors.New("too large")
	if _, err := operations.New(schema, func(string) error { return large }, one); err == nil || !strings.Contains(err.Error(), "one: too large") {
		t.Errorf("a text that is refused: %v", err)
	}
}

func FuzzVariables(f *testing.F) {
	set, err := operations.New(schema, nil, operations.Document{Name: "all", Text: everything})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("ids=x&n=1&where={}&table=[1]&share=1")
	f.Fuzz(func(t *testing.T, query string) {
		parameters, err := url.ParseQuery(query)
		if err != nil {
			t.Skip()
		}
		values, err := set.Named("all").Read(parameters)
		if err != nil && graph.CodeOf(err) != graph.InvalidArgument {
			t.Fatal(err)
		}
		// What is read can be written: it is the key of an answer.
		if _, err := json.Marshal(values); err != nil {
			t.Fatal(err)
		}
	})
}
