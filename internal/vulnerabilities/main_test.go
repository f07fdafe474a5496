package main

import (
	"slices"
	"strings"
	"testing"
)

// TestFindings: a vulnerability counts where it comes nearest, whatever the order.
func TestFindings(t *testing.T) {
	found, err := readFindings(strings.NewReader(`
		{"config": {"db": "https://vuln.example", "db_last_modified": "2026-01-02T00:00:00Z", "go_version": "go1.26.8"}}
		{"progress": {"message": "scanning"}}
		{"finding": {"osv": "GO-1", "trace": [{"module": "m", "package": "m/p", "function": "F"}]}}
		{"finding": {"osv": "GO-1", "trace": [{"module": "m"}]}}
		{"finding": {"osv": "GO-2", "trace": [{"module": "m"}]}}
		{"finding": {"osv": "GO-2", "trace": [{"module": "m", "package": "m/p"}]}}
		{"finding": {"osv": "GO-3", "trace": [{"module": "m"}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found.Called, []string{"GO-1"}) || !slices.Equal(found.Imported, []string{"GO-2"}) || !slices.Equal(found.Required, []string{"GO-3"}) ||
		found.Go != "go1.26.8" || found.Database != "https://vuln.example of 2026-01-02T00:00:00Z" {
		t.Errorf("%+v", found)
	}
	if _, err := readFindings(strings.NewReader("no JSON")); err == nil {
		t.Error("what cannot be read finds nothing")
	}
}

// TestPrograms: what is found in another program counts unless the first has it as near.
func TestPrograms(t *testing.T) {
	r := &result{Called: []string{"GO-1"}, Imported: []string{"GO-2"}, Required: []string{"GO-3"}}
	r.add("tools/x", &result{Called: []string{"GO-1", "GO-2"}, Imported: []string{"GO-3", "GO-4"}, Required: []string{"GO-1", "GO-3", "GO-5"}})
	if !slices.Equal(r.Called, []string{"GO-1", "tools/x: GO-2"}) || !slices.Equal(r.Imported, []string{"GO-2", "tools/x: GO-3", "tools/x: GO-4"}) ||
		!slices.Equal(r.Required, []string{"GO-3", "tools/x: GO-5"}) {
		t.Errorf("%+v", r)
	}
}

func TestUnseen(t *testing.T) {
	got := unseen(map[string]string{"same": "v1", "raised": "v1", "gone": "v1"}, map[string]string{"same": "v1", "raised": "v2", "new": "v1"})
	if !slices.Equal(got, []string{"new v1", "raised v2"}) {
		t.Error(got)
	}
}
