package api_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/migraph/migraph/internal/api"
)

// TestExamplesOfConditions: conditions on values and on lists have an example, which can be
// asked as it stands there.
func TestExamplesOfConditions(t *testing.T) {
	example := regexp.MustCompile(`such as (\{.*?\})( |\.|,)[a-zA-Z ]`)
	s := api.Schema()
	told := 0
	for name, d := range s.Types {
		m := example.FindStringSubmatch(strings.ReplaceAll(d.Description+" ", "  ", " ") + "end")
		switch {
		case m != nil && d.IsInputType():
		case strings.HasSuffix(name, "Relation"), d.Fields.ForName("eq") != nil && d.Fields.ForName("in") != nil:
			t.Errorf("%s has no example: %s", name, d.Description)
			continue
		default:
			continue
		}
		told++
		query, err := parser.ParseQuery(&ast.Source{Input: fmt.Sprintf("query ($x: %s = %s) { __typename }", name, m[1])})
		if err != nil {
			t.Errorf("the example %s of %s: %v", m[1], name, err)
			continue
		}
		// Of all rules the one for what values may be: nobody uses the variable.
		for _, e := range validator.ValidateWithRules(s, query, rules.NewRules(rules.ValuesOfCorrectTypeRule)) {
			t.Errorf("the example %s of %s: %s", m[1], name, e.Message)
		}
	}
	if told < 40 {
		t.Errorf("%d examples", told)
	}
}
