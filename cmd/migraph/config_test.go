package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
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

// TestHostileConfigurations: what is no configuration is told in little time and memory,
// with file, line and key.
func TestHostileConfigurations(t *testing.T) {
	var c cli
	flags := configurable(newParser(&c, io.Discard, io.Discard).Model.Node)
	folder := t.TempDir()
	keys, bomb := "", "a: &a [x, x]\n"
	for i := range 4000 {
		keys += fmt.Sprintf("key%d: 1\n", i)
	}
	for i := range 12 {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", 'b'+i, 'b'+i, strings.Repeat("*"+string(rune('a'+i))+", ", 9))
	}
	const within, notUsed = "brackets, hyphens or colons stand within each other", "is not used here"
	for name, c := range map[string]struct{ text, want string }{
		"brackets":           {"log-level: info\naddr: " + strings.Repeat("[", 60_000), "FILE:2: " + within},
		"braces":             {"addr: " + strings.Repeat("{a: ", 15_000), "FILE:1: " + within},
		"hyphens":            {strings.Repeat("- ", 30_000), "FILE:1: " + within},
		"colons":             {strings.Repeat("a: ", 20_000), "FILE:1: " + within},
		"question marks":     {strings.Repeat("? ", 30_000), notUsed},
		"anchors":            {"addr: " + strings.Repeat("&a ", 20_000), "FILE:1: "},
		"aliases":            {bomb, `FILE:1: "&" ` + notUsed},
		"an alias":           {"addr: x\nstore: *x", `FILE:2: "*" ` + notUsed},
		"merged":             {"<<: {addr: x}", `FILE:1: "<<" ` + notUsed},
		"tags":               {"max-rows: !!int \"5\"", "FILE:1: \"!!int\" " + notUsed},
		"too large":          {strings.Repeat("#", maxConfiguration+1), "FILE is too large for a configuration"},
		"bytes":              {"\x00\x01\xff\xfe: 1", "FILE:1: "},
		"an open quote":      {"addr: x\ntimeout: \"" + strings.Repeat("\\\\", 15_000), "FILE:2: "},
		"many keys":          {keys, "FILE:21: more is wrong from here on"},
		"a long key":         {strings.Repeat("k", 60_000) + ": 1", "FILE:1: " + strings.Repeat("k", maxConfigKey) + "...: there is no such setting"},
		"a key of two lines": {`"a\nb\e[31m": 1`, "FILE:1: a\u240ab\u241b[31m: there is no such setting"},
		"wrong types":        {"addr: [x]\ntimeout: 10\nmax-rows: 1.5\nrate-limit: no\nlog-requests: 1\ncors-origin: {a: b}", "FILE:1: addr: write a text"},
	} {
		file := filepath.Join(folder, "c.yaml")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := readConfiguration(file, flags)
		runtime.ReadMemStats(&after)
		if want := strings.ReplaceAll(c.want, "FILE", file); err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 10_000 {
			t.Errorf("%s: %.500v, want %s", name, err, want)
		}
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 200 {
			t.Errorf("%s: %d MB were taken", name, taken)
		}
	}
	pipe := filepath.Join(folder, "pipe")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Logf("pipes are not tried: %v %s", err, out)
		pipe = folder
	}
	for _, file := range []string{pipe, folder} {
		if _, err := readConfiguration(file, flags); err == nil || !strings.Contains(err.Error(), file+" is no file") {
			t.Errorf("%s: %v", file, err)
		}
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
