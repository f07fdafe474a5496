package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"
)

const exampleFile = "../../docs/migraph.example.yaml"

// TestExampleConfiguration: the example names every setting, each with a value that it
// may have, and is valid as it stands.
func TestExampleConfiguration(t *testing.T) {
	text, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	var c cli
	flags := configurable(newParser(&c, io.Discard, io.Discard).Model.Node)
	all := filepath.Join(t.TempDir(), "all.yaml")
	whole := regexp.MustCompile(`(?m)^# ([a-z0-9-]+: )`).ReplaceAll(text, []byte("$1"))
	if err := os.WriteFile(all, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := readConfiguration(all, flags)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		if _, ok := read.values[name]; !ok {
			t.Errorf("the example has no %s", name)
		}
	}
	if code := run([]string{"check", "--config", exampleFile}, nil, io.Discard, os.Stderr); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestExampleTellsDefaults: what the example sets is what holds without it, but for the
// store.
func TestExampleTellsDefaults(t *testing.T) {
	var with, without cli
	one, other := newParser(&with, io.Discard, io.Discard), newParser(&without, io.Discard, io.Discard)
	if _, err := one.Parse([]string{"serve", "--config", exampleFile}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Parse([]string{"serve"}); err != nil {
		t.Fatal(err)
	}
	if len(with.configuration.values) < 10 {
		t.Error("the example sets next to nothing")
	}
	a, b := configurable(one.Model.Node), configurable(other.Model.Node)
	for name := range with.configuration.values {
		if name == "store" {
			continue
		}
		if one, other := a[name].Target.Interface(), b[name].Target.Interface(); !reflect.DeepEqual(one, other) {
			t.Errorf("%s is %v, by default %v", name, one, other)
		}
	}
}
