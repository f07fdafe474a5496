package main

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// tour finds the questions of the README with the answers that it shows.
var tour = regexp.MustCompile("(?s)```console\n\\$ curl -sG http://127.0.0.1:8080(/graphql) --data-urlencode 'query=([^']*)'\n```\n\n```json\n(.*?)```")

func TestReadmeTellsTheTruth(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps := tour.FindAllStringSubmatch(string(readme), -1)
	if len(steps) < 5 {
		t.Fatalf("only %d questions were found", len(steps))
	}
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	p.until("/readyz", http.StatusOK, 10*time.Second)
	for _, step := range steps {
		_, body := p.status(step[1] + "?query=" + url.QueryEscape(step[2]))
		sameJSON(t, step[2], body, step[3])
	}
}

// readmeQuestion finds the question of the README that is asked without a server,
// its variables, and the table that it shows.
var readmeQuestion = regexp.MustCompile("(?s)\\$ cat > reached.graphql <<'END'\n(.*?)END\n\\$ migraph query reached.graphql --variables '([^']*)' --format table\n(.*?)```")

func TestReadmeShowsTheTable(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts := readmeQuestion.FindStringSubmatch(string(readme))
	if parts == nil {
		t.Fatal("the question was not found")
	}
	store := "sqlite:" + filepath.Join(t.TempDir(), "graph.db")
	p := startServe(t, store) // fills the store
	p.until("/readyz", http.StatusOK, 10*time.Second)
	cmd := exec.CommandContext(t.Context(), "migraph", "query", "-", "--store", store, "--variables", parts[2], "--format", "table")
	cmd.Stdin = strings.NewReader(parts[1])
	if got, err := cmd.CombinedOutput(); err != nil || string(got) != parts[3] {
		t.Errorf("%v, got\n%s\nwant\n%s", err, got, parts[3])
	}
}
