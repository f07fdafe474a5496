package migraphyaml_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/migraphyaml"
)

// FuzzRead: whatever the file, Read gives an import that Apply can take, or
// problems that lie within the file and read as promised.
func FuzzRead(f *testing.F) {
	f.Add(small)
	for _, name := range []string{"full.yaml", "bad.yaml", "uncited.yaml"} {
		f.Add(readFile(f, name))
	}
	for _, source := range []string{"", "a: &x [*x]", "{", "- - [", "? a", "a: |\n  b", "\"\\u", "'", "a:\n\t b", "---\n...\n---", "%YAML 2", "!!a b", "<<: a", "a: >9\n b", "[{]}", ": : :", "#", "\ufeff", "dataset: {key: 1e999}"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		// The fuzzer itself never notices that a parser loops.
		slow := time.AfterFunc(10*time.Second, func() { panic(fmt.Sprintf("reading takes too long: %q", source)) })
		defer slow.Stop()
		in, err := migraphyaml.Read("f", strings.NewReader(source))
		if err != nil {
			checkProblems(t, source, in, err)
			return
		}
		checkImport(t, in)
	})
}

func checkProblems(t *testing.T, source string, in *graph.Import, err error) {
	var all graph.Problems
	if in != nil || !errors.As(err, &all) || len(all) == 0 {
		t.Fatalf("got %v and the error %v", in, err)
	}
	lines := strings.Count(source, "\n") + strings.Count(source, "\r") + 1
	for _, p := range all {
		var line, column int
		if _, err := fmt.Sscanf(p.Where, "f:%d:%d", &line, &column); err != nil && p.Where != "f" {
			t.Errorf("%q is no place", p.Where)
		}
		if line > lines || column > len(source)+2 {
			t.Errorf("%s is beyond the file's %d lines: %s", p.Where, lines, p.Message)
		}
		if !strings.Contains(p.Message, "; ") {
			t.Errorf("%q does not say what to do", p.Message)
		}
	}
}

func checkImport(t *testing.T, in *graph.Import) {
	if in.Dataset.Key == "" {
		t.Error("the dataset has no key")
	}
	for _, x := range in.Things {
		thing := graph.AsThing(x.Record)
		if thing.Name == "" || len(thing.Identifiers) == 0 && x.ID == "" || len(x.Evidence) == 0 {
			t.Errorf("%s: a thing lacks a name, an identifier or evidence", x.Where)
		}
		if thing.Name != graph.Clean(thing.Name) {
			t.Errorf("%s: the name %q is not clean", x.Where, thing.Name)
		}
	}
	for _, x := range in.Claims {
		if len(x.Evidence) == 0 {
			t.Errorf("%s: a claim lacks evidence", x.Where)
		}
		checkClaim(t, x)
	}
	checkReferences(t, in)
}

func checkClaim(t *testing.T, x graph.ClaimInput) {
	switch c := x.Record.(type) {
	case *graph.Participation:
		if (c.StakeholderID == "") == (c.GroupLabel == "") {
			t.Errorf("%s: neither or both of stakeholder and group", x.Where)
		}
	case *graph.Classification:
		if (c.StakeholderID == "") == (c.InitiativeID == "") || (c.PlaceID == "") == (c.ThemeID == "") {
			t.Errorf("%s: %+v is not one thing with one place or theme", x.Where, c)
		}
	case *graph.Figure:
		if c.StakeholderID == "" && c.InitiativeID == "" || (c.Value == "") != (c.Qualifier == "") {
			t.Errorf("%s: %+v is about nothing, or its qualifier of nothing", x.Where, c)
		}
	case *graph.Presence:
		if c.StakeholderID == "" || c.PlaceID == "" && c.Country == "" {
			t.Errorf("%s: %+v is of nobody or nowhere", x.Where, c)
		}
	}
}

// checkReferences holds every reference against what the import describes.
func checkReferences(t *testing.T, in *graph.Import) {
	known := map[string]bool{}
	for _, x := range in.Things {
		known[graph.TypeOf(x.Record).Name+" "+x.Key] = true
	}
	for _, x := range in.Claims {
		known[graph.TypeOf(x.Record).Name+" "+x.Key] = true
	}
	check := func(where string, r graph.Record) {
		for _, rf := range graph.TypeOf(r).Refs {
			if key := rf.Get(r); key != "" && !known[rf.To+" "+key] {
				t.Errorf("%s: %s refers to no %s: %q", where, rf.Name, rf.To, key)
			}
		}
	}
	for _, x := range in.Things {
		check(x.Where, x.Record)
	}
	for _, x := range in.Claims {
		check(x.Where, x.Record)
		for _, p := range graph.TypeOf(x.Record).Parts {
			for _, e := range p.Get(x.Record) {
				check(x.Where, e)
			}
		}
	}
}
