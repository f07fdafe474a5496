package main

import (
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func TestAnImportTellsWhatItProtected(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "\n1 presence is shown at country level: ", 3: "\n3 presences are shown at country level: "} {
		var out strings.Builder
		if err := (&imported{Report: &graph.Report{Dataset: "x", Protected: n}}).tell(&out); err != nil {
			t.Fatal(err)
		}
		if want == "" && strings.Contains(out.String(), "country level") || !strings.Contains(out.String(), want) {
			t.Errorf("of %d: %s", n, &out)
		}
	}
	if got := (&imported{Report: &graph.Report{Protected: 3}}).forScripts().Protected; got != 3 {
		t.Errorf("a script is told of %d", got)
	}
}
