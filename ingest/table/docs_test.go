package table_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/migraph/migraph/ingest/template"
)

// TestDocumentation holds that the page for people has every sheet, column, choice and
// rule.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/spreadsheets.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	mentions := func(what, word string) {
		if !strings.Contains(page, word) {
			t.Errorf("docs/spreadsheets.md lacks the %s %q", what, word)
		}
	}
	for _, n := range template.Nouns() {
		_, row, found := strings.Cut(page, "\n| "+n.Name+" |")
		if !found {
			t.Errorf("docs/spreadsheets.md lacks the sheet %s", n.Name)
			continue
		}
		row, _, _ = strings.Cut(row, "\n")
		for _, c := range n.Columns {
			mentions("column", c.Name)
			for _, v := range c.Values {
				mentions("choice of "+c.Name, v)
			}
			if c.Needed && !strings.Contains(row, c.Name+"*") {
				t.Errorf("docs/spreadsheets.md does not mark the column %s of %s", c.Name, n.Name)
			}
		}
	}
	rule := regexp.MustCompile(`(?:Skip|Drop|Flag|Withhold)\("([a-z-]+)"|"(country-[a-z-]+)":`)
	files, _ := filepath.Glob("../*/*.go")
	rules := 0
	for _, name := range files {
		if dir := filepath.Base(filepath.Dir(name)); strings.HasSuffix(name, "_test.go") || dir != "hxl" && dir != "template" {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rule.FindAllStringSubmatch(string(source), -1) {
			rules++
			mentions("rule", "`"+m[1]+m[2]+"`")
		}
	}
	if rules < 30 {
		t.Errorf("only %d rules were found in the source", rules)
	}
}
