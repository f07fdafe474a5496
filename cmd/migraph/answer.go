package main

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// object is a JSON object in the order of its text.
type object []member

type member struct {
	name  string
	value any // object, []any, string, json.Number, bool or nil
}

// readAnswer reads JSON and keeps the order of names, which is that of the
// question. It is as deep as the question is, which is bounded.
func readAnswer(text []byte) (any, error) {
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
	out := object{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := readValue(d)
		if err != nil {
			return nil, err
		}
		out = append(out, member{name.(string), value})
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
