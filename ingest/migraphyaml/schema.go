package migraphyaml

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/migraph/migraph/ingest/spelling"
)

// Schema is the JSON Schema of the format.
//
//go:embed migraph.schema.json
var Schema []byte

const schemaName = "migraph.schema.json"

// structure is the compiled schema and its text, in which messages find the
// names of fields and what a pattern means.
type structure struct {
	compiled *jsonschema.Schema
	text     any
}

// compile panics if the schema, which is part of the program, is none.
var compile = sync.OnceValue(func() structure {
	text, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		panic(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaName, text); err != nil {
		panic(err)
	}
	return structure{c.MustCompile(schemaName), text}
})

// Sections gives the names of the sections of a file, in alphabetic order.
func Sections() []string {
	top, _ := compile().text.(map[string]any)
	sections, _ := top["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(sections))
}

// checkStructure holds the tree against the schema and translates what it says.
func checkStructure(root *node) mistakes {
	s := compile()
	var failed *jsonschema.ValidationError
	if !errors.As(s.compiled.Validate(root.plain()), &failed) {
		return nil
	}
	t := translator{structure: s, root: root}
	t.translate(failed)
	return t.wrong
}

// translator turns the messages of the schema library into plain sentences at
// places of the file.
type translator struct {
	structure
	root  *node
	wrong mistakes
}

func (t *translator) translate(e *jsonschema.ValidationError) {
	if _, ok := e.ErrorKind.(*kind.PropertyNames); ok {
		return // it does not say where; the reader checks keys itself
	}
	if len(e.Causes) > 0 {
		for _, c := range e.Causes {
			t.translate(c)
		}
		return
	}
	s := t.spot(e.InstanceLocation)
	if s.value == nil || s.value.refused {
		return
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		t.missing(s, k.Missing)
	case *kind.AdditionalProperties:
		t.unknown(s, k.Properties, t.properties(e.SchemaURL))
	default:
		s.value.refused = true
		t.wrong.add(s.at(), "%s", t.refusal(e, s))
	}
}

// spot is a value with the field that holds it, if one does.
type spot struct {
	value *node
	in    *field
	item  bool // it is an item of the list that the field holds
}

func (t *translator) spot(path []string) spot {
	s := spot{value: t.root}
	for _, step := range path {
		if s.value.shape == list {
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(s.value.items) {
				return spot{}
			}
			s.value, s.item = s.value.items[i], true
			continue
		}
		f := s.value.field(step)
		if f == nil {
			return spot{}
		}
		s = spot{value: f.value, in: f}
	}
	return s
}

// at is where to look for what is wrong with a value: at the field's name if
// there is nothing else to be seen.
func (s spot) at() pos {
	if s.value.value == nil && s.value.shape == scalar && s.in != nil && !s.item {
		return s.in.at
	}
	return s.value.at
}

func (s spot) label() string {
	switch {
	case s.in == nil:
		return "the file"
	case s.item:
		return fmt.Sprintf("an entry of %q", s.in.name)
	}
	return fmt.Sprintf("%q", s.in.name)
}

func (t *translator) missing(s spot, names []string) {
	slices.Sort(names)
	at := s.value.at
	if s.in != nil && !s.item {
		at = s.in.at
	}
	for _, n := range names {
		t.wrong.add(at, "the field %q is missing from %s; add it", n, s.label())
	}
}

func (t *translator) unknown(s spot, names, known []string) {
	for _, n := range names {
		do := "the fields here are " + strings.Join(known, ", ")
		if like := spelling.Nearest(n, known); like != "" {
			do = fmt.Sprintf("did you mean %q?", like)
		}
		t.wrong.add(s.value.field(n).at, "there is no field %s here; %s", quote(n), do)
	}
}

// refusal says what is wrong with a value itself.
func (t *translator) refusal(e *jsonschema.ValidationError, s spot) string {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return wrongType(s, k.Want)
	case *kind.Enum:
		var known []string
		for _, w := range k.Want {
			known = append(known, fmt.Sprint(w))
		}
		if like := spelling.Nearest(s.value.text, known); like != "" {
			return fmt.Sprintf("%s is none of the values of %s; did you mean %s?", quote(s.value.text), s.label(), like)
		}
		return fmt.Sprintf("%s is none of the values of %s; write one of %s", quote(s.value.text), s.label(), strings.Join(known, ", "))
	case *kind.Pattern:
		if strings.TrimSpace(s.value.text) == "" {
			return s.label() + " is empty; write a value, or leave the line out if it is unknown"
		}
		return quote(s.value.text) + " " + t.patternMessage(e.SchemaURL)
	case *kind.Minimum:
		return fmt.Sprintf("%s must be at least %s; leave it out if it is unknown", s.label(), k.Want.RatString())
	case *kind.Maximum:
		return fmt.Sprintf("%s cannot be more than %s; correct it", s.label(), k.Want.RatString())
	case *kind.MinItems:
		return s.label() + " is an empty list; fill it, or leave the line out"
	}
	return fmt.Sprintf("%s is not as it must be (%s); see docs/seed-format.md", s.label(),
		e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
}

func wrongType(s spot, want []string) string {
	label, v := s.label(), s.value
	wants := func(t string) bool { return slices.Contains(want, t) }
	switch {
	case v.shape == scalar && v.value == nil:
		return label + " has no value; write one, or leave the line out"
	case s.in == nil:
		return `the file must consist of sections such as "dataset:" and "stakeholders:"; compare docs/seed-format.md`
	case v.shape == list && wants("object"):
		return label + ` must not be a list; write each entry below it as "key:", without hyphens`
	case v.shape == list:
		return label + " must be one value, not a list; keep one"
	case wants("array"):
		return label + ` must be a list; begin each entry with "- "`
	case wants("object") && !wants("string") && !wants("integer"):
		return label + " must have fields of its own; write them below it, indented"
	case v.shape == mapping:
		return label + " must be one value, without fields below it; correct it, or check the indentation"
	case wants("string") && !wants("number"):
		return fmt.Sprintf("%s must be a text; put it in quotes: %q", label, v.text)
	case wants("boolean"):
		return fmt.Sprintf("%s must be true or false, not %s; correct it", label, quote(v.text))
	}
	return fmt.Sprintf("%s must be a number, not %s; write digits only", label, quote(v.text))
}

// properties gives the names of the fields of the object that a part of the
// schema describes.
func (t *translator) properties(url string) []string {
	object, _ := t.part(url)["properties"].(map[string]any)
	var out []string
	for name := range object {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// patternMessage says what a pattern of the schema asks for.
func (t *translator) patternMessage(url string) string {
	if m, ok := t.part(url)["patternErrorMessage"].(string); ok {
		return m
	}
	return "is not in the form that is asked for; see docs/seed-format.md"
}

// part finds a part of the schema by its address (…#/$defs/key).
func (t *translator) part(url string) map[string]any {
	_, pointer, _ := strings.Cut(url, "#")
	v := t.text
	for step := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		if m, ok := v.(map[string]any); ok && step != "" {
			v = m[step]
		}
	}
	m, _ := v.(map[string]any)
	return m
}
