package tables

import (
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestHeadings are the shortest words that tell columns apart.
func TestHeadings(t *testing.T) {
	for _, c := range []struct{ paths, want []string }{
		{[]string{"name", "kind", "country"}, []string{"name", "kind", "country"}},
		{[]string{"id", "stakeholder.id", "stakeholder.name"}, []string{"id", "stakeholder id", "stakeholder"}},
		{[]string{"totalCount", "participations.totalCount"}, []string{"total count", "participations total count"}},
		{[]string{"provider.stakeholder.name", "recipient.stakeholder.name", "start.text"}, []string{"provider stakeholder", "recipient stakeholder", "start"}},
		{[]string{"amount.amount", "amount.currency"}, []string{"amount", "currency"}},
		{[]string{"flows.nodes.amount.amount", "plans.nodes.amount.amount"}, []string{"flows amount amount", "plans amount amount"}},
		// A name of the questioner's own stays, and can be that of another column.
		{[]string{"isFunder", "start=when", "start.name=isFunder"}, []string{"is funder", "when", "isFunder"}},
		{[]string{"stakeholder", "stakeholder.name"}, []string{"stakeholder", "stakeholder name"}},
		{[]string{"nodes=list.name", "x.list"}, []string{"list name", "x list"}},
		{[]string{"a.name", "nodes.a.name"}, []string{"a name", "a name (2)"}},
	} {
		var columns []Column
		for _, p := range c.paths {
			columns = append(columns, Column{Path: p, words: wordsOf(pathOf(p), 9)})
		}
		entitle(columns)
		var got []string
		for _, x := range columns {
			got = append(got, x.Title)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q are called %q, want %q", c.paths, got, c.want)
		}
	}
}

// pathOf gives the last field of a path of fields, some with names of their own.
func pathOf(path string) *field {
	var f *field
	for part := range strings.SplitSeq(path, ".") {
		name, own, renamed := strings.Cut(part, "=")
		if !renamed {
			own = name
		}
		f = &field{key: own, def: &ast.FieldDefinition{Name: name}, parent: f}
	}
	return f
}
