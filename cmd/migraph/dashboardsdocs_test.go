package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// exampleAddress is an address of an operation in docs/dashboards.md.
var exampleAddress = regexp.MustCompile(`http://127\.0\.0\.1:8080(/q/[^'"` + "`" + `\s]*)`)

// TestDashboardsDocs asks every address of docs/dashboards.md of a server that has the
// operation of that page, and compares the answers that it shows.
func TestDashboardsDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/dashboards.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```graphql\n")
	operation, _, _ := strings.Cut(rest, "```")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "participations.graphql"), []byte(operation), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"), "MIGRAPH_OPERATIONS="+folder)
	p.until("/readyz", http.StatusOK, 10*time.Second)

	asked, shown := 0, 0
	var answer []string // what is left of the answer that is shown
	for _, line := range strings.Split(string(page), "\n") {
		if found := exampleAddress.FindStringSubmatch(line); found != nil {
			asked++
			code, body := p.status(found[1])
			refused := found[1] == "/q/participations"
			if refused != (code == http.StatusBadRequest) || !refused && code != http.StatusOK {
				t.Errorf("%s: %d %s", found[1], code, body)
			}
			answer = nil
			if strings.HasPrefix(line, "$ curl ") {
				answer = strings.Split(body, "\n")
			}
			continue
		}
		if len(answer) == 0 || line == "```" {
			answer = nil
			continue
		}
		shown++
		want, cut := strings.CutSuffix(line, "…")
		if answer[0] != want && !(cut && strings.HasPrefix(answer[0], want)) {
			t.Errorf("the page shows\n%s\nthe server gives\n%s", line, answer[0])
		}
		answer = answer[1:]
	}
	if asked < 6 || shown < 5 {
		t.Errorf("%d addresses and %d lines of answers", asked, shown)
	}
}
