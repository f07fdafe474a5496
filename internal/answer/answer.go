// Package answer reads answers of the API and keeps the order of their fields, which
// is that of the question.
package answer

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Object is a JSON object in the order of its text.
type Object []Member

// Member is a named value of an object.
type Member struct {
	Name  string
	Value any // Object, []any, string, json.Number, bool or nil
}

// Read reads JSON and keeps the order of names, which is that of the
// question. It is as deep as the question is, which is bounded.
func Read(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return readValue(d)
}

func readValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("the answer is no JSON: %w", err)
	}
	switch t {
	case json.Delim('{'):
		return readObject(d)
	case json.Delim('['):
		return readList(d)
	}
	return t, nil
}

func readObject(d *json.Decoder) (any, error) {
	out := Object{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := readValue(d)
		if err != nil {
			return nil, err
		}
		out = append(out, Member{name.(string), value})
	}
	_, err := d.Token() // the end
	return out, err
}

func readList(d *json.Decoder) (any, error) {
	out := []any{}
	for d.More() {
		value, err := readValue(d)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	_, err := d.Token() // the end
	return out, err
}

// Get gives the member of that name.
func (o Object) Get(name string) (value any, has bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// MarshalJSON writes the object in its order.
func (o Object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		for j, part := range []any{m.Name, m.Value} {
			if j > 0 {
				b = append(b, ':')
			}
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			b = append(b, text...)
		}
	}
	return append(b, '}'), nil
}
