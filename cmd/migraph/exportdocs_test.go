package main

import (
	"bytes"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/migraph/migraph/export"
)

// word is a word of a command line, in single quotes or without.
var word = regexp.MustCompile(`'([^']*)'|(\S+)`)

// TestExportDocs runs every command of docs/export.md on a part of the built-in graph,
// and reads the parameters of every address there.
func TestExportDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/export.md")
	if err != nil {
		t.Fatal(err)
	}
	seed, err := os.ReadFile("../../seed/iom-malaysia-q3-2022.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"seed.yaml":        string(seed),
		"question.graphql": `query ($slug: String!) { stakeholder(by: {slug: $slug}) { name flowsOut { nodes { id type } } } }`,
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	do := func(args ...string) string {
		t.Helper()
		var out, wrong bytes.Buffer
		if code := run(append([]string{"--store", "sqlite:graph.db"}, args...), strings.NewReader(""), &out, &wrong); code != 0 {
			t.Errorf("migraph %s: %d %s", strings.Join(args, " "), code, &wrong)
		}
		return out.String()
	}
	do("import", "seed.yaml")
	listed := do("export", "--format", "csv", "--type", "initiatives", "--no-about")
	id, _, _ := strings.Cut(strings.Split(listed, "\n")[1], ",")

	commands, addresses := 0, 0
	for _, line := range strings.Split(string(page), "\n") {
		if at := strings.Index(line, "/export/"); strings.HasPrefix(line, "    ") && at >= 0 {
			addresses++
			u, err := url.Parse(strings.FieldsFunc(line[at:], func(c rune) bool { return c == '\'' || c == '"' })[0])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := export.ParseRequest(strings.TrimPrefix(u.Path, "/export/"), u.Query()); err != nil {
				t.Errorf("%s: %v", line, err)
			}
		}
		rest, isCommand := strings.CutPrefix(line, "    migraph ")
		if !isCommand {
			continue
		}
		commands++
		var args []string
		for _, m := range word.FindAllStringSubmatch(rest, -1) {
			args = append(args, strings.ReplaceAll(m[1]+m[2], "ID", id))
		}
		out := do(args...)
		if i := strings.Index(rest, " -o "); i >= 0 {
			info, err := os.Stat(rest[i+4:])
			if err != nil || info.Size() < 500 {
				t.Errorf("%s wrote nothing: %v", line, err)
			}
		} else if strings.Count(out, "\n") < 2 {
			t.Errorf("%s gave %q", line, out)
		}
	}
	if commands < 5 || addresses < 2 {
		t.Errorf("%d commands and %d addresses", commands, addresses)
	}
}
