package migraphyaml_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

var update = flag.Bool("update", false, "rewrite golden files")

// problems gives what Read says is wrong with a file.
func problems(t *testing.T, source string) graph.Problems {
	t.Helper()
	in, err := migraphyaml.Read("file.yaml", strings.NewReader(source))
	if err == nil {
		return nil
	}
	var p graph.Problems
	if in != nil || !errors.As(err, &p) || graph.CodeOf(err) != graph.InvalidArgument {
		t.Fatalf("got %v, %v, want no import and graph.Problems with code %s", in, err, graph.InvalidArgument)
	}
	return p
}

func TestEveryMistakeIsListed(t *testing.T) {
	for _, name := range []string{"bad", "uncited"} {
		compareGolden(t, name+".txt", problems(t, readFile(t, name+".yaml")).Error()+"\n")
	}
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// compareGolden compares with a file of testdata; go test -update rewrites it.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readFile(t, name); got != want {
		t.Errorf("%s differs:\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}

// small is a valid file; its parts are spoilt below.
const small = `dataset: {key: small}
document: page
documents:
  page: {name: A page}
stakeholders:
  iom: {name: IOM}
`

func TestSpoiltFiles(t *testing.T) {
	deep := strings.Repeat("[", 5000)
	tests := map[string]struct{ source, want string }{
		"empty":               {"", `1:1: the file is empty`},
		"only comments":       {"# nothing\n# at all\n", `1:1: the file is empty`},
		"a text":              {"hello", `1:1: the file must consist of sections`},
		"a list":              {"- dataset", `1:1: the file must consist of sections`},
		"two documents":       {small + "---\n" + small, `7:1: a file holds one document`},
		"anchor":              {small + "participations: &x []\n", `7:17: anchors`},
		"alias":               {small + "participations: *x\n", `7:17: anchors`},
		"bomb":                {"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", `1:4: anchors`},
		"merge":               {small + "<<: {}\n", `7:1: anchors`},
		"tag":                 {small + "x: !!binary aGk=\n", `7:4: tags`},
		"question mark":       {small + "? x\n: y\n", `7:1: keys are not written with "?"`},
		"directive":           {"%YAML 1.2\n---\n" + small, `1:1: directives`},
		"tab":                 {"dataset:\n\tkey: x\n", `2:1: there is a tab here`},
		"open quote":          {"dataset: {key: \"x}\n", `1:16: a text in double quotes is not closed`},
		"open brace":          {"dataset: {key: x\n", `fields in braces are not closed`},
		"open bracket":        {"flows: [", `1:8: a list in brackets is not closed`},
		"missing blank":       {"dataset:\n  key: x\n  title:y\n", `3:3: this line has no "key:" like those beside it`},
		"colon in a text":     {"dataset:\n  title: a: b\n", `2:10: a text that contains ": " needs quotes`},
		"deep brackets":       {deep, `1:33: brackets or hyphens are nested deeper than 32`},
		"deep hyphens":        {strings.Repeat("- ", 5000) + "x", `1:65: brackets or hyphens are nested deeper than 32`},
		"UTF-16":              {"\xff\xfed\x00a\x00", `1:1: the text is not UTF-8`},
		"Latin-1":             {"dataset:\n  title: caf\xe9\n", `2:13: the text is not UTF-8`},
		"keys in one line":    {strings.Repeat("a: ", 40000), `1:98: there are more than 32 keys in this line`},
		"spreadsheet":         {"PK\x03\x04\x14\x00", `1:1: this is no text file but a spreadsheet`},
		"control character":   {"dataset:\n  title: é\x00\n", `2:11: there is an invisible control character (code 0)`},
		"too large":           {strings.Repeat("#\n", migraphyaml.MaxSize), `1:1: the file is larger than 8 megabytes`},
		"too many entries":    {strings.Repeat("a: b\n", 10_001), `10001:2: there are more than 10000 entries side by side`},
		"infinite headcount":  {small + "initiatives: {x: {name: X, participations: [{group: g, role: HOST, headcount: .inf}]}}\n", `7:79: "headcount" must be a number, not ".inf"`},
		"huge headcount":      {small + "initiatives: {x: {name: X, participations: [{group: g, role: HOST, headcount: 99999999999999999999999}]}}\n", `7:79: "headcount"`},
		"half a person":       {small + "initiatives: {x: {name: X, participations: [{group: g, role: HOST, headcount: 7.5}]}}\n", `7:79: "headcount" must be a number, not "7.5"`},
		"password in address": {small + "  sida: {name: Sida, website: 'https://me:secret@example.org'}\n", `7:31: the address "https://me:secret@example.org" holds a user's name`},
		"invisible name":      {small + "  sida: {name: \"\\u0085\\u200B\\a\"}\n", ""},
		"only controls":       {small + "  sida: {name: \"\\a\"}\n", `7:16: there is nothing but invisible characters here`},
		"reserved character":  {small + "  sida: {name: @x}\n", `7:16: a text cannot begin with this character`},
		"missing comma":       {small + "flows: [{a: b} {c: d}]\n", `a list in brackets is not closed or lacks a comma`},
		"stray bracket":       {small + "flows: ]\n", `7:8: this closing bracket has no opening one`},
		"list beside its key": {small + "flows: - a\n", `7:8: a list begins where none can`},
		"unknown escape":      {small + "  sida: {name: \"\\q\"}\n", `a \ within double quotes`},
		"section of nothing":  {small + "flows:\n", `7:1: "flows" has no value; write one, or leave the line out`},
		"fields of a text":    {small + "  sida: {name: {en: Sida}}\n", `7:16: "name" must be one value, without fields below it`},
		"things as a list":    {"dataset: {key: x}\nstakeholders:\n  - name: IOM\n", `3:3: "stakeholders" must not be a list`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := problems(t, test.source)
			if test.want == "" {
				if got != nil {
					t.Errorf("got %v, want no problem", got)
				}
				return
			}
			if !strings.Contains("\n"+got.Error(), "file.yaml:"+test.want) && !strings.Contains(got.Error(), ": "+test.want) {
				t.Errorf("got\n%v\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestMistakesAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(small + "flows:\n")
	for range 5000 {
		b.WriteString("  - provider: nobody\n")
	}
	got := problems(t, b.String())
	if len(got) != 501 || got[500].Message != "there are 9500 more mistakes; correct these first" {
		t.Errorf("got %d problems, the last %v", len(got), got[len(got)-1])
	}
}

func TestEndsOfLinesAndByteOrderMark(t *testing.T) {
	want, err := migraphyaml.Read("file.yaml", strings.NewReader(small))
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{
		"\uFEFF" + small,
		strings.ReplaceAll(small, "\n", "\r\n"),
		strings.ReplaceAll(small, "\n", "\r"),
		"---\n" + small + "...\n",
	} {
		got, err := migraphyaml.Read("file.yaml", strings.NewReader(source))
		if err != nil {
			t.Errorf("%q: %v", source, err)
			continue
		}
		if len(got.Things) != len(want.Things) || got.Dataset.Key != want.Dataset.Key {
			t.Errorf("%q: got %d things, want %d", source, len(got.Things), len(want.Things))
		}
	}
	got := problems(t, "\uFEFF"+strings.ReplaceAll(small, "\n", "\r\n")+"  é: {name: x}\r\n  sida: {nme: Sida, name: é, x: y}\r\n")
	if len(got) != 3 || got[0].Where != "file.yaml:7:3" || got[1].Where != "file.yaml:8:10" || got[2].Where != "file.yaml:8:30" {
		t.Errorf("got %v", got)
	}
}

// TestLongIdentifiers: identifiers that differ only after what a message shows of them
// are two.
func TestLongIdentifiers(t *testing.T) {
	file := func(one, other string) string {
		long := strings.Repeat("a", 80)
		return `
dataset: {key: long}
document: paper
documents: {paper: {name: A paper}}
stakeholders:
  one: {name: One, kind: ORGANIZATION, country: TA, identifiers: [{scheme: reg, value: ` + long + one + `}]}
  other: {name: Other, kind: ORGANIZATION, identifiers: [{scheme: reg, value: ` + long + other + `}]}
`
	}
	if p := problems(t, file("1", "2")); p != nil {
		t.Error(p)
	}
	if p := problems(t, file("1", "1")); len(p) != 1 || !strings.Contains(p[0].Message, "is used twice, first in line 6") {
		t.Errorf("got %v", p)
	}
}
