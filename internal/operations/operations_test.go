package operations_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
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

// TestHostileFolders: what a folder holds that is no operation of it ends the reading, in
// little time and with the name of the file.
func TestHostileFolders(t *testing.T) {
	const valid = "{ things { id } }"
	outside := filepath.Join(t.TempDir(), "secret.graphql")
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(outside, valid)
	for name, c := range map[string]struct {
		lay  func(folder string) error
		want string // empty if it is read
	}{
		"a link out of it": {func(f string) error { return os.Symlink(outside, filepath.Join(f, "x.graphql")) }, "x.graphql: "},
		"a link by its parent": {func(f string) error {
			return os.Symlink("../"+filepath.Base(f)+"/../../../etc/passwd", filepath.Join(f, "x.graphql"))
		}, "x.graphql: "},
		"a link to a folder outside": {func(f string) error { return os.Symlink(filepath.Dir(outside), filepath.Join(f, "x.graphql")) }, "x.graphql: "},
		"a link to itself":           {func(f string) error { return os.Symlink("x.graphql", filepath.Join(f, "x.graphql")) }, "x.graphql: "},
		"a link within it, as secrets are mounted": {func(f string) error {
			return errors.Join(os.Mkdir(filepath.Join(f, "..data"), 0o700), os.WriteFile(filepath.Join(f, "..data", "x.graphql"), []byte(valid), 0o600),
				os.Symlink("..data/x.graphql", filepath.Join(f, "x.graphql")))
		}, ""},
		"a pipe":       {func(f string) error { return exec.Command("mkfifo", filepath.Join(f, "x.graphql")).Run() }, "x.graphql is no file"},
		"a large file": {func(f string) error { return os.Truncate(touch(f, "x.graphql"), 17<<20) }, "more than 16777216 bytes"},
		"many large": {func(f string) error {
			for _, name := range []string{"a.graphql", "b.graphql", "c.graphql", "d.graphql", "e.graphql"} {
				if err := os.Truncate(touch(f, name), 15<<20); err != nil {
					return err
				}
			}
			return nil
		}, "more than 10000 operations, or more than 67108864 bytes"},
		"a dot":          {func(f string) error { touch(f, "x.csv.graphql"); return nil }, `"x.csv" is no name of an operation`},
		"a control sign": {func(f string) error { touch(f, "x\x1b[31m.graphql"); return nil }, `"x\x1b[31m" is no name of an operation`},
		"a long name":    {func(f string) error { touch(f, strings.Repeat("x", 200)+".graphql"); return nil }, "is no name of an operation"},
	} {
		folder := t.TempDir()
		if err := c.lay(folder); err != nil {
			t.Logf("%s is not tried: %v", name, err)
			continue
		}
		documents, err := operations.Read(folder)
		if err == nil {
			for i := range documents {
				if documents[i].Text == "" {
					documents[i].Text = valid
				}
			}
			_, err = operations.New(schema, nil, documents...)
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// touch makes an empty file.
func touch(folder, name string) string {
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		panic(err)
	}
	return file
}

// TestHostileManifests: every text is checked before it is parsed, whatever it is called,
// and not all of a thousand mistakes are told.
func TestHostileManifests(t *testing.T) {
	deep := strings.Repeat("{a", 200_000)
	check := func(text string) error {
		if strings.Count(text, "{") > 40 {
			return errors.New("too deep")
		}
		return nil
	}
	of := func(key string) string { return strings.Repeat(key, 32) }
	many := map[string]string{}
	for i := range 10_001 {
		many[fmt.Sprint("o", i)] = "{ things { id } }"
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, c := range map[string]struct{ manifest, want string }{
		"by hash":        {text(map[string]string{of("a"): deep}), "too deep"},
		"by name":        {text(map[string]string{"x": deep}), "too deep"},
		"without a name": {`{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1","name":"","type":"query","body":"` + deep + `"}]}`, "too deep"},
		"too many":       {text(many), "m.json has 10001 operations, at most 10000 are read"},
		"deep JSON":      {strings.Repeat(`{"a":`, 1_000_000), "m.json: "},
		"bytes":          {"\xff\xfe\x00", "m.json: line 1"},
		"control signs":  {"{\"\\u001b[31m\":\"{ things { id } }\"}", `"\x1b[31m" is no name`},
	} {
		documents, err := operations.Manifest("m.json", []byte(c.manifest))
		if err == nil {
			_, err = operations.New(schema, check, documents...)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 10_000 {
			t.Errorf("%s: %.300v, want %q", name, err, c.want)
		}
	}
	var wrong []operations.Document
	for i := range 1000 {
		wrong = append(wrong, operations.Document{Name: fmt.Sprint("x", i), Text: "{ salaries }", Where: fmt.Sprint("x", i)})
	}
	if _, err := operations.New(schema, nil, wrong...); err == nil || strings.Count(err.Error(), "\n") != 20 || !strings.Contains(err.Error(), "980 more are wrong") {
		t.Errorf("a thousand mistakes: %.300v", err)
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
