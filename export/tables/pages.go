package tables

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answer"
)

// page is one answer to a question that is asked page by page.
type page struct {
	number int
	fields []*field
	data   any
	// generated: the question was made for a list.
	generated bool
	turn      *turn
}

// turn is where a question tells whether there is a further page.
type turn struct {
	info      *field // the PageInfo
	more, end string // the keys of hasNextPage and endCursor
}

// pages tells whether a list has further elements on further pages: it belongs to the
// connection that is turned, or lies in it.
func (p *page) pages(f *field) bool {
	if p.turn == nil {
		return false
	}
	for up := f; up != nil; up = up.parent {
		if up.parent == p.turn.info.parent {
			return true
		}
	}
	return false
}

// eachPage asks the question of a job and calls fn with every page of the answer. A
// question of somebody's own is asked again for the next page if it has a variable
// $after and asks for pageInfo { hasNextPage endCursor } beside the list that takes it.
func eachPage(ctx context.Context, j *export.Job, fn func(*page) error) error {
	ask, q := j.Ask, export.Question{Text: j.Query, Operation: j.Operation, Variables: j.Variables}
	generated := j.Type != ""
	if generated {
		made, err := listQuestion(j, false)
		if err != nil {
			return err
		}
		ask, q = j.AskList, *made
	}
	return turnPages(ctx, j, ask, q, generated, fn)
}

func turnPages(ctx context.Context, j *export.Job, ask export.Ask, q export.Question, generated bool, fn func(*page) error) error {
	pg := &page{generated: generated}
	for ; ; pg.number++ {
		if err := ctx.Err(); err != nil {
			return context.Cause(ctx)
		}
		data, op, err := ask(ctx, j.Reader, q)
		if err != nil {
			return err
		}
		if pg.number == 0 {
			pg.fields = shapeOf(nil, op.SelectionSet, q.Variables)
			if op.VariableDefinitions.ForName("after") != nil {
				pg.turn = findTurn(pg.fields, op.SelectionSet)
			}
			describe(j, q, op, generated)
		}
		if pg.data, err = answer.Read(data); err != nil {
			return err
		}
		if pg.number == 0 && generated {
			if err := fits(j, pg.data); err != nil {
				return err
			}
		}
		if err := fn(pg); err != nil {
			return err
		}
		next := pg.next()
		if next == "" {
			return nil
		}
		q.Variables = after(q.Variables, next, generated)
	}
}

// after gives variables for the next page. A list is counted with its first only.
func after(v map[string]any, cursor string, generated bool) map[string]any {
	out := maps.Clone(v)
	if out == nil {
		out = map[string]any{}
	}
	out["after"] = cursor
	if generated {
		out["count"] = false
	}
	return out
}

// fits refuses a list that is too long, before anything of it leaves.
func fits(j *export.Job, data any) error {
	total, _ := valuesAt(data, []string{listKey, "totalCount"}).(json.Number)
	n, err := total.Int64()
	if err == nil && j.MaxRows > 0 && n > int64(j.MaxRows) {
		return j.TooMany("rows")
	}
	return nil
}

// next gives the cursor after which the next page begins, empty if there is none.
func (p *page) next() string {
	if p.turn == nil {
		return ""
	}
	info := p.turn.info.path()
	if more, _ := valuesAt(p.data, append(slices.Clone(info), p.turn.more)).(bool); !more {
		return ""
	}
	end, _ := valuesAt(p.data, append(slices.Clone(info), p.turn.end)).(string)
	return end
}

// findTurn finds the connection that takes $after as its argument after, does not lie
// in a list, and tells whether there is more; nil if there is none.
func findTurn(fields []*field, set ast.SelectionSet) *turn {
	for _, s := range set {
		f, isField := s.(*ast.Field)
		if !isField {
			continue
		}
		at := slices.IndexFunc(fields, func(have *field) bool { return have.key == f.Alias })
		if fields[at].isList() {
			continue
		}
		if a := f.Arguments.ForName("after"); a != nil && a.Value.Kind == ast.Variable && a.Value.Raw == "after" {
			return turnOf(fields[at])
		}
		if t := findTurn(fields[at].below, f.SelectionSet); t != nil {
			return t
		}
	}
	return nil
}

func turnOf(connection *field) *turn {
	for _, f := range connection.below {
		if !f.paged() {
			continue
		}
		t := &turn{info: f}
		for _, b := range f.below {
			switch b.def.Name {
			case "hasNextPage":
				t.more = b.key
			case "endCursor":
				t.end = b.key
			}
		}
		if t.more != "" && t.end != "" {
			return t
		}
	}
	return nil
}

// describe tells what was asked.
func describe(j *export.Job, q export.Question, op *ast.OperationDefinition, generated bool) {
	if generated {
		return
	}
	j.About.Question = q.Text
	if len(q.Variables) > 0 {
		if text, err := json.Marshal(q.Variables); err == nil {
			j.About.Variables = string(text)
		}
	}
	var days []string
	asOfs(op.SelectionSet, q.Variables, func(day string) {
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	})
	j.About.AsOf = strings.Join(days, ", ")
}

// asOfs gives the days of the arguments asOf.
func asOfs(set ast.SelectionSet, variables map[string]any, fn func(string)) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if a := s.Arguments.ForName("asOf"); a != nil {
				if v, err := a.Value.Value(variables); err == nil {
					if day, ok := v.(string); ok {
						fn(day)
					}
				}
			}
			asOfs(s.SelectionSet, variables, fn)
		case *ast.InlineFragment:
			asOfs(s.SelectionSet, variables, fn)
		case *ast.FragmentSpread:
			asOfs(s.Definition.SelectionSet, variables, fn)
		}
	}
}

// IDs gives the ids of the things and claims that the answer to the question of a job
// shows; of a list, those of its records. A question that asks for no ids is refused.
func IDs(ctx context.Context, j *export.Job, fn func(id string) error) error {
	ask, q := j.Ask, export.Question{Text: j.Query, Operation: j.Operation, Variables: j.Variables}
	generated := j.Type != ""
	if generated {
		made, err := listQuestion(j, true)
		if err != nil {
			return err
		}
		ask, q = j.AskList, *made
	}
	return turnPages(ctx, j, ask, q, generated, func(pg *page) error {
		if len(idPaths(pg.fields, nil)) == 0 {
			return graph.Errorf(graph.InvalidArgument,
				"the question asks for no ids, of which a network is made: ask for the id of claims, which become the links between the things that they name, or of things, for all links between them; such as { flows(first: 100) { nodes { id } } } or { initiatives(first: 10) { nodes { id participations(first: 10) { nodes { id } } } } }")
		}
		var failed error
		ids(pg.fields, pg.data, func(id string) {
			if failed == nil && graph.Catalog.TypeOfID(id) != nil {
				failed = fn(id)
			}
		})
		return failed
	})
}
