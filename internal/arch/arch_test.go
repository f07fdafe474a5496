// Package arch holds the architecture: who may depend on whom.
//
// .golangci.yml says the same of direct imports, so that an editor shows a
// breach where it is written; this test also sees what comes in indirectly.
package arch

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/migraph/migraph"

type pkg struct {
	ImportPath string
	Standard   bool
	Deps       []string
}

// packages lists every package of the module and what it depends on, tests left out.
func packages(t *testing.T) (ours, all map[string]pkg) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-json=ImportPath,Standard,Deps", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Fatalf("%v\n%s", err, failed.Stderr)
		}
		t.Fatal(err)
	}
	ours, all = map[string]pkg{}, map[string]pkg{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return ours, all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
		if name, ok := strings.CutPrefix(p.ImportPath, module+"/"); ok {
			ours[name] = p
		}
	}
}

func within(path string, trees ...string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return path == tree || strings.HasPrefix(path, tree+"/")
	})
}

// adapters are the stores and what their drivers are in.
var adapters = map[string]string{
	"graph/sqlitestore": "modernc.org/sqlite",
	"graph/neo4jstore":  "github.com/neo4j/neo4j-go-driver",
}

// spreadsheets is what workbooks are written with, and spreadsheetUsers what may know
// of it, the latter for they list or take all formats.
const spreadsheets = "github.com/xuri/excelize"

var spreadsheetUsers = []string{"export/xlsx", "export/template", "export/formats", "internal/api", "internal/server"}

// watching is what metrics and traces are made with. Everybody else notes what they do
// in internal/observe, which knows none of it.
var watching = []string{"github.com/prometheus", "go.opentelemetry.io"}

func TestArchitecture(t *testing.T) {
	ours, all := packages(t)
	if len(ours) < 5 {
		t.Fatalf("only %d packages were found", len(ours))
	}
	for name, p := range ours {
		for _, dep := range p.Deps {
			if all[dep].Standard {
				continue
			}
			if why := breach(name, dep); why != "" {
				t.Errorf("%s depends on %s: %s", name, dep, why)
			}
		}
	}
}

// breach tells why a package may not depend on another, empty if it may.
func breach(name, dep string) string {
	own, isOwn := strings.CutPrefix(dep, module+"/")
	switch {
	case within(name, "cmd", "bench"):
		return ""
	case name == "graph" && !within(dep, "golang.org/x/text", "github.com/cockroachdb/apd/v3"):
		return "the domain needs the standard library and values only"
	case within(name, "graph/sqlitestore", "graph/neo4jstore") && isOwn && own != "graph" && !within(own, name):
		return "a store knows the domain only"
	case name == "explorer":
		return "what browsers load knows nothing of the program"
	case within(name, "internal/server") && within(own, "explorer"):
		return "the server takes any files"
	case within(name, "internal/server") && within(own, "resolvers"):
		return "the server takes any handler"
	case within(name, "export/template", "export/migraphyaml") && within(own, "ingest"): // what is read again is written in its reader's words
		return ""
	case within(name, "export") && within(own, "resolvers", "ingest", "seed", "internal/api", "internal/exec", "internal/server"):
		return "exports are given what answers questions"
	case within(dep, spreadsheets) && !within(name, spreadsheetUsers...):
		return "only what writes workbooks, or lists the formats, knows of them"
	case within(dep, watching...) && name != "internal/telemetry":
		return "only internal/telemetry knows the libraries of metrics and traces"
	case isOwn && within(own, "cmd", "bench"):
		return "programs are not libraries"
	}
	for adapter, driver := range adapters {
		if !within(name, adapter) && (within(own, adapter) || within(dep, driver)) {
			return "only cmd knows which stores there are"
		}
	}
	return ""
}

func TestBreach(t *testing.T) {
	for _, c := range []struct {
		name, dep string
		allowed   bool
	}{
		{"graph", "golang.org/x/text/cases", true},
		{"graph", "github.com/rs/cors", false},
		{"graph", module + "/graph/sqlitestore", false},
		{"graph/sqlitestore", module + "/graph", true},
		{"graph/sqlitestore", module + "/graph/neo4jstore", false},
		{"graph/sqlitestore", module + "/resolvers", false},
		{"graph/neo4jstore", "github.com/neo4j/neo4j-go-driver/v5/neo4j", true},
		{"resolvers", module + "/graph/neo4jstore", false},
		{"resolvers", "modernc.org/sqlite", false},
		{"internal/server", module + "/resolvers", false},
		{"internal/server", module + "/explorer", false},
		{"explorer", module + "/graph", false},
		{"cmd/migraph", module + "/explorer", true},
		{"resolvers", module + "/graph", true},
		{"cmd/migraph", module + "/graph/neo4jstore", true},
		{"export/tables", module + "/graph", true},
		{"export/formats", module + "/export/xlsx", true},
		{"export/formats", module + "/internal/api", false},
		{"export/tables", module + "/resolvers", false},
		{"export/xlsx", "github.com/xuri/excelize/v2", true},
		{"resolvers", "github.com/xuri/excelize/v2", false},
		{"internal/telemetry", "github.com/prometheus/client_golang/prometheus", true},
		{"internal/observe", "github.com/prometheus/client_golang/prometheus", false},
		{"internal/api", "go.opentelemetry.io/otel/trace", false},
		{"internal/server", module + "/internal/observe", true},
		{"graph/sqlitestore", module + "/internal/observe", false},
		{"seed", module + "/cmd/migraph", false},
	} {
		if why := breach(c.name, c.dep); (why == "") != c.allowed {
			t.Errorf("%s on %s: %q", c.name, c.dep, why)
		}
	}
}
