package tables

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/graph"
)

// listKey is the name by which the answer to a question that is made for a list has it.
const listKey = "list"

// Lists gives the names of the lists of the API that can be exported: connections at
// the root that need no argument.
func Lists(s *ast.Schema) []string {
	var out []string
	for _, f := range s.Query.Fields {
		if isListField(f) {
			out = append(out, f.Name)
		}
	}
	return out
}

func isListField(f *ast.FieldDefinition) bool {
	return strings.HasSuffix(f.Type.Name(), "Connection") && f.Arguments.ForName("after") != nil &&
		!slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
}

// listQuestion makes the question for the list of a request: all that its records
// have of themselves, what they refer to by id and name, and their evidence; or only
// their ids.
func listQuestion(j *export.Job, onlyIDs bool) (*export.Question, error) {
	f := j.Schema.Query.Fields.ForName(j.Type)
	if f == nil || !isListField(f) {
		return nil, graph.Errorf(graph.InvalidArgument, "there is no list %.40q; there are: %s", j.Type, strings.Join(Lists(j.Schema), ", "))
	}
	q := &export.Question{Operation: "Export", Variables: map[string]any{"first": export.PageSize, "count": true}}
	arguments, err := listArguments(j, f, q.Variables)
	if err != nil {
		return nil, err
	}
	node := j.Schema.Types[f.Type.Name()].Fields.ForName("nodes")
	selection := "id"
	if !onlyIDs {
		selection = selectionOf(j.Schema, node.Type.Name(), 0)
	} else if j.Schema.Types[node.Type.Name()].Fields.ForName("id") == nil {
		return nil, graph.Errorf(graph.InvalidArgument, "%s have no ids of their own, so they are no network; export them as a table", j.Type)
	}
	var declared, passed []string
	for _, a := range arguments {
		declared = append(declared, fmt.Sprintf("$%s: %s", a.Name, a.Type))
		passed = append(passed, fmt.Sprintf("%s: $%s", a.Name, a.Name))
	}
	q.Text = fmt.Sprintf("query Export(%s, $count: Boolean!) { %s: %s(%s) { totalCount @include(if: $count) pageInfo { hasNextPage endCursor } nodes { %s } } }",
		strings.Join(declared, ", "), listKey, f.Name, strings.Join(passed, ", "), selection)
	return q, nil
}

// listArguments gives the arguments of a list that a request uses, and sets their
// variables.
func listArguments(j *export.Job, f *ast.FieldDefinition, variables map[string]any) (ast.ArgumentDefinitionList, error) {
	given := map[string]any{}
	for name, text := range map[string]string{"orderBy": j.OrderBy, "asOf": j.Request.AsOf, "dating": j.Dating, "undated": j.Undated} {
		if text != "" {
			given[name] = text
		}
	}
	if j.Where != nil {
		given["where"] = j.Where
	}
	if j.From != "" {
		given["during"] = map[string]any{"from": j.From, "to": j.To}
	}
	var out ast.ArgumentDefinitionList
	for _, a := range f.Arguments {
		v, has := given[a.Name]
		if has {
			variables[a.Name] = v
			delete(given, a.Name)
		}
		if has || a.Name == "first" || a.Name == "after" {
			out = append(out, a)
		}
	}
	for _, name := range []string{"where", "orderBy", "asOf", "during", "dating", "undated"} {
		if given[name] != nil {
			return nil, graph.Errorf(graph.InvalidArgument, "the list %s takes no %s", f.Name, name)
		}
	}
	return out, nil
}

// deepest is how deep objects that are no records of their own may lie in a row.
const deepest = 3

// selectionOf selects what records of a type have of themselves. Fields with
// arguments lead to other lists, and what each dataset says is a question of its own.
func selectionOf(s *ast.Schema, name string, depth int) string {
	var out []string
	for _, f := range s.Types[name].Fields {
		if len(f.Arguments) > 0 || f.Name == "descriptions" || strings.HasPrefix(f.Name, "__") {
			continue
		}
		to := s.Types[f.Type.Name()]
		switch {
		case to.IsLeafType():
			out = append(out, f.Name)
		case f.Type.Name() == "Evidence":
			out = append(out, f.Name+" { document { name date { text } sourceUrl } locator dataset }")
		case isRecord(s, to):
			out = append(out, f.Name+" { "+referenceOf(to)+" }")
		case to.Kind == ast.Object && depth < deepest && !strings.HasSuffix(to.Name, "Connection"):
			if below := selectionOf(s, to.Name, depth+1); below != "" {
				out = append(out, f.Name+" { "+below+" }")
			}
		}
	}
	return strings.Join(out, " ")
}

// isRecord tells whether a type has an identity of its own.
func isRecord(s *ast.Schema, t *ast.Definition) bool {
	return t.Name == "Node" || t.Fields.ForName("id") != nil && slices.Contains(t.Interfaces, "Node") && s.Types["Node"] != nil
}

func referenceOf(t *ast.Definition) string {
	if t.Fields.ForName("name") != nil {
		return "id name"
	}
	return "id"
}
