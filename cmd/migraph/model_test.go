package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/seed"
)

var (
	excerpt  = regexp.MustCompile("(?s)```yaml\n(.*?)```")
	question = regexp.MustCompile("(?s)```graphql\n(.*?)```(?:\n\n```json\n(.*?)```)?")
)

// TestModelPage: what docs/model.md shows of files stands there, its questions
// can be asked, and the answers that it shows are given.
func TestModelPage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "model.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	excerpts, questions := excerpt.FindAllStringSubmatch(page, -1), question.FindAllStringSubmatch(page, -1)
	if len(excerpts) < 10 || len(questions) < 10 {
		t.Fatalf("only %d excerpts and %d questions were found", len(excerpts), len(questions))
	}
	files := seedText(t)
	for _, e := range excerpts {
		for _, piece := range pieces(e[1]) {
			if !strings.Contains(files, piece) {
				t.Errorf("no file of the seed has\n%s", piece)
			}
		}
	}
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	p.until("/readyz", http.StatusOK, 10*time.Second)
	for _, q := range questions {
		status, body := p.status("/graphql?query=" + url.QueryEscape(q[1]))
		if status != http.StatusOK || strings.Contains(body, `"errors"`) {
			t.Errorf("%s\nthe answer is\n%s", q[1], body)
		}
		if q[2] != "" {
			sameJSON(t, q[1], body, q[2])
		}
	}
}

// seedText gives all files of the built-in graph as one text.
func seedText(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	names, err := fs.Glob(seed.Files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := seed.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}

// pieces gives the parts of an excerpt between what was left out.
func pieces(excerpt string) []string {
	var out []string
	piece := ""
	for line := range strings.Lines(excerpt) {
		if strings.TrimSpace(line) == "# ..." {
			out, piece = append(out, piece), ""
			continue
		}
		piece += line
	}
	return append(out, piece)
}

func sameJSON(t *testing.T, question, got, want string) {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(got), &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &y); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(x, y) {
		t.Errorf("%s\nthe page shows\n%s\nthe answer is\n%s", question, want, got)
	}
}
