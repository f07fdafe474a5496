package main

import (
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

func parsedLimits(t *testing.T, args ...string) (limits, error) {
	t.Helper()
	var f limitFlags
	p, err := kong.New(&f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Parse(args); err != nil {
		t.Fatal(err)
	}
	return f.limits()
}

func TestProfiles(t *testing.T) {
	for name, want := range map[string]resolvers.Limits{
		"default": {Page: 100, RootPage: 20, NestedPage: 10, Rows: 30_000, Values: 200_000, Loads: 100, Fields: 100, Facets: 25},
		"public":  {Page: 100, RootPage: 20, NestedPage: 10, Rows: 5_000, Values: 200_000, Loads: 100, Fields: 100, Facets: 25},
		"local":   {Page: 1_000, RootPage: 20, NestedPage: 10, Rows: 30_000, Values: 200_000, Loads: 100, Fields: 100, Facets: 25},
	} {
		got, err := parsedLimits(t, "--profile", name)
		if err != nil || got.cost != want || got.text != api.DefaultLimits {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// TestEachFlagSetsOneLimit: a flag and its variable set a limit of their own
// that no other sets.
func TestEachFlagSetsOneLimit(t *testing.T) {
	base, err := parsedLimits(t)
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]bool{}
	flags := reflect.TypeFor[limitFlags]()
	for i := range flags.NumField() {
		field := flags.Field(i)
		if field.Type.Kind() != reflect.Pointer {
			continue
		}
		t.Setenv(field.Tag.Get("env"), "7")
		got, err := parsedLimits(t)
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv(field.Tag.Get("env"), "0")
		if _, err := parsedLimits(t); err == nil || !strings.Contains(err.Error(), "must be 1 or more") {
			t.Errorf("%s of 0 gave %v", field.Name, err)
		}
		if err := os.Unsetenv(field.Tag.Get("env")); err != nil {
			t.Fatal(err)
		}
		var changed []string
		for _, part := range []struct{ have, was any }{{got.text, base.text}, {got.cost, base.cost}} {
			have, was := reflect.ValueOf(part.have), reflect.ValueOf(part.was)
			for i := range have.NumField() {
				if name := have.Type().Field(i).Name; have.Field(i).Int() != was.Field(i).Int() {
					changed = append(changed, name)
				}
			}
		}
		if field.Name == "MaxPage" { // the pages of those who say nothing are no larger
			changed = changed[:1]
		}
		if len(changed) != 1 || set[changed[0]] {
			t.Errorf("%s changed %v", field.Name, changed)
			continue
		}
		set[changed[0]] = true
	}
	if all := reflect.TypeFor[api.Limits]().NumField() + reflect.TypeFor[resolvers.Limits]().NumField(); len(set) != all {
		t.Errorf("flags set %d of %d limits: %v", len(set), all, set)
	}
}

func TestServeKeepsItsLimits(t *testing.T) {
	store := "sqlite:" + filepath.Join(t.TempDir(), "graph.db")
	many := "/graphql?query={stakeholders(first:100){nodes{participations(first:60){nodes{id}}}}}" // 6,100 rows
	p := startServe(t, store, "MIGRAPH_PROFILE=public", "MIGRAPH_MAX_BODY=150", "MIGRAPH_MAX_DEPTH=5")
	p.until("/readyz", http.StatusOK, 10*time.Second)
	for path, says := range map[string]string{
		many: "at most 5000 are allowed",
		"/graphql?query={stakeholders{nodes{participations{nodes{initiative{id}}}}}}": "nests selections 6 deep, at most 5 are allowed",
		"/guide": "In the graph now",
	} {
		if _, body := p.status(path); !strings.Contains(body, says) {
			t.Errorf("%s gave %.300s", path, body)
		}
	}
	res, err := http.Post(p.url+"/graphql", "application/json", strings.NewReader(`{"query": "{ stakeholders { totalCount } }"}`+strings.Repeat(" ", 150)))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 190 bytes gave %d", res.StatusCode)
	}
}

// The page at /guide asks questions; a public server answers them.
func TestAPublicServerAnswersItsOwnExamples(t *testing.T) {
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"), "MIGRAPH_PROFILE=public")
	p.until("/readyz", http.StatusOK, 10*time.Second)
	if _, body := p.status("/guide"); strings.Contains(body, "could not be answered") {
		t.Error(body)
	}
}
