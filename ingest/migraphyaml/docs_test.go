package migraphyaml_test

import (
	"os"
	"strings"
	"testing"

	"github.com/migraph/migraph/ingest/migraphyaml"
)

// TestDocumentation holds that the page for people has every field, and that
// its example is a valid file.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/seed-format.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	mentions := func(what, word string) {
		if !strings.Contains(page, word) {
			t.Errorf("docs/seed-format.md lacks the %s %s", what, word)
		}
	}
	root := schema(t)
	for name := range root.Properties {
		mentions("section", "`"+name+"`")
	}
	for of, p := range root.Defs {
		for name := range p.Properties {
			mentions("field of "+of, "`"+name+"`")
		}
		for _, value := range p.Enum {
			mentions("value of "+of, value)
		}
	}
	_, example, _ := strings.Cut(page, "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	if _, err := migraphyaml.Read("example", strings.NewReader(example)); err != nil {
		t.Error(err)
	}
}
