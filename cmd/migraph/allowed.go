package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What is said of a value or a field that does not exist, by who reads a question and
// by who reads its variables.
var (
	noValue = regexp.MustCompile(`(?:is not a valid |does not exist in ")(\w+)`)
	noField = regexp.MustCompile(`is not defined by type "(\w+)"`)
	noPlace = regexp.MustCompile(`\$(\w+)((?:\.\w+|\[\d+\])+): unknown field`)
)

// allowed gives the names that could have been written instead, as a sentence; empty if
// the error is of another kind. list is the list of the API whose arguments the
// variables are, empty if they are those of a question.
func allowed(s *ast.Schema, message, list string) string {
	if m := noValue.FindStringSubmatch(message); m != nil {
		return oneOfNames(s.Types[m[1]])
	}
	if m := noField.FindStringSubmatch(message); m != nil {
		return oneOfNames(s.Types[m[1]])
	}
	if m := noPlace.FindStringSubmatch(message); m != nil {
		return oneOfNames(holder(s, list, m[1], strings.FieldsFunc(m[2], func(r rune) bool { return r == '.' })))
	}
	return ""
}

// holder gives the type in which the last of the steps down from an argument of a list
// is no field, nil if there is none.
func holder(s *ast.Schema, list, argument string, steps []string) *ast.Definition {
	f := s.Query.Fields.ForName(list)
	if f == nil || f.Arguments.ForName(argument) == nil {
		return nil
	}
	t := s.Types[f.Arguments.ForName(argument).Type.Name()]
	for _, step := range steps[:len(steps)-1] {
		name, _, _ := strings.Cut(step, "[")
		if name == "" {
			continue // an element of a list
		}
		if t == nil || t.Fields.ForName(name) == nil {
			return nil
		}
		t = s.Types[t.Fields.ForName(name).Type.Name()]
	}
	return t
}

// oneOfNames lists the values or the fields of a type.
func oneOfNames(t *ast.Definition) string {
	if t == nil {
		return ""
	}
	var names []string
	for _, v := range t.EnumValues {
		names = append(names, v.Name)
	}
	for _, f := range t.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	if len(t.Fields) > 0 { // values stand in an order that means something
		slices.Sort(names)
	}
	return "Write one of " + strings.Join(names, ", ") + "."
}
