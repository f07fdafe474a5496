package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
	if len(steps) < 3 {
		t.Fatalf("only %d questions were found", len(steps))
	}
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	p.until("/readyz", http.StatusOK, 10*time.Second)
	for _, step := range steps {
		_, body := p.status(step[1] + "?query=" + url.QueryEscape(step[2]))
		sameJSON(t, step[2], body, step[3])
	}
}
