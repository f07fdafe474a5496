package graph

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// clone copies a record with its parts.
func clone(t *Type, r Record) Record {
	out := t.New()
	SetID(out, IDOf(r))
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Set != nil {
			f.Set(out, f.Get(r))
		}
	}
	for i := range t.Refs {
		t.Refs[i].Set(out, t.Refs[i].Get(r))
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		var list []Record
		for _, e := range p.Get(r) {
			list = append(list, clone(p.Type, e))
		}
		p.Set(out, list)
	}
	return out
}

// value is one name under which a record says something: a field that can be set, a
// reference or a part.
type value struct {
	name  string
	label string // as JSON, with the colon
	field *Field
	ref   *Ref
	part  *Part
}

// valuesOf gives what records of a type say, in the order of names.
func valuesOf(t *Type) []value {
	var out []value
	for i := range t.Fields {
		if f := &t.Fields[i]; f.Set != nil {
			out = append(out, value{name: f.Name, field: f})
		}
	}
	for i := range t.Refs {
		out = append(out, value{name: t.Refs[i].Name, ref: &t.Refs[i]})
	}
	for i := range t.Parts {
		out = append(out, value{name: t.Parts[i].Name, part: &t.Parts[i]})
	}
	slices.SortFunc(out, func(x, y value) int { return strings.Compare(x.name, y.name) })
	for i := range out {
		out[i].label = strconv.Quote(out[i].name) + ":"
	}
	return out
}

// canonical gives the values of a record as JSON with sorted names, equal for equal
// values: what was said, in a form that can be compared and kept. Unknown values, false
// ones and empty lists are left out. skip names fields and parts to leave out, of parts
// too.
func canonical(t *Type, r Record, skip ...string) string {
	return string(appendCanonical(make([]byte, 0, 512), t, r, skip))
}

func appendCanonical(b []byte, t *Type, r Record, skip []string) []byte {
	b = append(b, '{')
	for i := range t.values {
		v := &t.values[i]
		if slices.Contains(skip, v.name) {
			continue
		}
		start := len(b)
		if b[start-1] != '{' {
			b = append(b, ',')
		}
		b = append(b, v.label...)
		before := len(b)
		if b = v.appendTo(b, r, skip); len(b) == before {
			b = b[:start]
		}
	}
	return append(b, '}')
}

// appendTo writes the value as a record has it, nothing if it has none.
func (v *value) appendTo(b []byte, r Record, skip []string) []byte {
	switch {
	case v.field != nil:
		return appendJSON(b, v.field.Get(r))
	case v.ref != nil:
		if id := v.ref.Get(r); id != "" {
			return appendJSON(b, id)
		}
		return b
	}
	for i, e := range v.part.Get(r) {
		b = append(b, "[,"[min(i, 1)])
		b = appendCanonical(b, v.part.Type, e, skip)
	}
	if b[len(b)-1] == '}' {
		b = append(b, ']')
	}
	return b
}

// appendJSON writes the value of a field, as encoding/json does without escapes for HTML.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return b
	case bool:
		if !v {
			return b
		}
		return append(b, "true"...)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case string:
		if plain(v) {
			b = append(b, '"')
			b = append(b, v...)
			return append(b, '"')
		}
	}
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // fields hold texts, numbers and truth values
		panic(err)
	}
	return append(b, strings.TrimSuffix(out.String(), "\n")...)
}

// plain tells whether a text stands in JSON as it is.
func plain(s string) bool {
	ascii := true
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsAny(s, "\u2028\u2029")
}

// fromContent makes a record of what canonical gave.
func fromContent(t *Type, text string) (Record, error) {
	var m map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		return nil, &Error{Code: Internal, Message: "stored values are no JSON", Cause: err}
	}
	return fill(t, m), nil
}

func fill(t *Type, m map[string]any) Record {
	r := t.New()
	for i := range t.Fields {
		f := &t.Fields[i]
		v, ok := m[f.Name]
		if n, isNumber := v.(json.Number); isNumber {
			v, _ = n.Int64()
		}
		if ok && f.Set != nil {
			f.Set(r, v)
		}
	}
	for i := range t.Refs {
		if id, ok := m[t.Refs[i].Name].(string); ok {
			t.Refs[i].Set(r, id)
		}
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		elements, _ := m[p.Name].([]any)
		var list []Record
		for _, e := range elements {
			values, _ := e.(map[string]any)
			list = append(list, fill(p.Type, values))
		}
		p.Set(r, list)
	}
	return r
}
