package graph

import (
	"encoding/json"
	"strings"
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

// content gives the values of a record as a tree of maps: what was said, in a
// form that can be compared and kept. skip names fields and parts to leave out, of
// parts too.
func content(t *Type, r Record, skip ...string) map[string]any {
	out := map[string]any{}
	put := func(name string, v any) {
		for _, s := range skip {
			if s == name {
				return
			}
		}
		out[name] = v
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		if v := f.Get(r); f.Set != nil && v != nil && v != false {
			put(f.Name, v)
		}
	}
	for i := range t.Refs {
		if id := t.Refs[i].Get(r); id != "" {
			put(t.Refs[i].Name, id)
		}
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		var list []any
		for _, e := range p.Get(r) {
			list = append(list, content(p.Type, e, skip...))
		}
		if list != nil {
			put(p.Name, list)
		}
	}
	return out
}

// canonical gives content as JSON with sorted names, equal for equal content.
func canonical(t *Type, r Record, skip ...string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(content(t, r, skip...)); err != nil { // strings, numbers, bools and lists always encode
		panic(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
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
