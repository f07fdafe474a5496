package operations

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/migraph/migraph/graph"
)

// Variable is a variable of an operation.
type Variable struct {
	Name string `json:"name"`
	// Type is as in GraphQL, such as [String!].
	Type string `json:"type"`
	// Required: it must be given.
	Required bool `json:"required"`
	// Default is what stands for it, as GraphQL writes it; empty for nothing.
	Default string `json:"default,omitempty"`
	// Values are those of an enum.
	Values []string `json:"values,omitempty"`

	of  *ast.Type
	def *ast.Definition // of the innermost type
}

func newVariable(v *ast.VariableDefinition) *Variable {
	out := &Variable{Name: v.Variable, Type: v.Type.String(), Required: v.Type.NonNull && v.DefaultValue == nil, of: v.Type, def: v.Definition}
	if v.DefaultValue != nil {
		out.Default = v.DefaultValue.String()
	}
	if v.Definition.Kind == ast.Enum {
		for _, e := range v.Definition.EnumValues {
			out.Values = append(out.Values, e.Name)
		}
	}
	return out
}

// Variable gives the variable of a name, nil if there is none.
func (o *Operation) Variable(name string) *Variable {
	for _, v := range o.Variables {
		if v.Name == name {
			return v
		}
	}
	return nil
}

// Read gives the values of the variables that the parameters of an address hold. A
// parameter without a value counts as one that is not given. A list is a parameter
// given several times, an input object is JSON. Errors are InvalidArgument, name the
// parameter and say what it may be.
func (o *Operation) Read(parameters url.Values) (map[string]any, error) {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		v := o.Variable(name)
		if v == nil {
			return nil, graph.InvalidArg(printable(name), "there is no variable %.40q; there are: %s", name, o.variables())
		}
		given := slices.DeleteFunc(slices.Clone(parameters[name]), func(s string) bool { return s == "" })
		if len(given) == 0 {
			continue
		}
		value, err := v.read(given)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	for _, v := range o.Variables {
		if _, given := out[v.Name]; v.Required && !given {
			return nil, graph.InvalidArg(v.Name, "the variable %s is needed, of the type %s", v.Name, v.Type)
		}
	}
	return out, nil
}

// variables lists the variables with their types.
func (o *Operation) variables() string {
	if len(o.Variables) == 0 {
		return "none"
	}
	var out []string
	for _, v := range o.Variables {
		out = append(out, v.Name+": "+v.Type)
	}
	return strings.Join(out, ", ")
}

// printable gives a name that may stand in an answer.
func printable(name string) string {
	if !named.MatchString(name) {
		return ""
	}
	return name
}

func (v *Variable) read(given []string) (any, error) {
	for _, text := range given {
		if !utf8.ValidString(text) { // JSON would make different ones the same
			return nil, v.wrong("must be text in UTF-8")
		}
	}
	if v.of.Elem == nil {
		if len(given) > 1 {
			return nil, v.wrong("is given " + strconv.Itoa(len(given)) + " times; give it once")
		}
		return v.one(v.of, given[0])
	}
	list := []any{}
	for _, text := range given {
		element, err := v.one(v.of.Elem, text)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	return list, nil
}

// one reads a value of a type. What is in JSON is checked when the question is asked.
func (v *Variable) one(of *ast.Type, text string) (any, error) {
	if of.Elem != nil {
		var list []any
		if err := decode(text, &list); err != nil || list == nil {
			return nil, v.wrong("must be a JSON array")
		}
		return list, nil
	}
	switch v.def.Kind {
	case ast.Enum:
		if !slices.Contains(v.Values, text) {
			return nil, v.wrong("must be one of " + strings.Join(v.Values, ", "))
		}
		return text, nil
	case ast.InputObject:
		var object map[string]any
		if err := decode(text, &object); err != nil || object == nil {
			return nil, v.wrong("must be a JSON object")
		}
		return object, nil
	}
	switch of.NamedType {
	case "Int":
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return nil, v.wrong("must be a whole number of 32 bits")
		}
		return json.Number(strconv.FormatInt(n, 10)), nil
	case "Float":
		var number json.Number
		if err := decode(text, &number); err != nil || number == "" || strings.HasPrefix(text, `"`) {
			return nil, v.wrong("must be a number such as 0.5")
		}
		return number, nil
	case "Boolean":
		if text != "true" && text != "false" {
			return nil, v.wrong("must be true or false")
		}
		return text == "true", nil
	}
	return text, nil
}

func (v *Variable) wrong(how string) error {
	return graph.InvalidArg(v.Name, "the variable %s, of the type %s, %s", v.Name, v.Type, how)
}

// decode decodes one JSON value with nothing after it. Numbers stay as they are written.
func decode(text string, to any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one value")
	}
	return nil
}
