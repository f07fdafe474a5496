package neo4jstore

import (
	"strconv"
	"strings"
)

// statement is a Cypher statement in the making. Its text depends on the shape
// of a question alone, so that Neo4j finds its plan in the cache; values are
// parameters.
type statement struct {
	strings.Builder
	params  map[string]any
	aliases int
}

// Every answer has two columns: what kind of row it is, and its value.
const (
	rowRevision = iota // the revision that the statement saw
	rowGate            // the gate as it saw it
	rowTotal
	rowData
	rowBoth // total and data
)

// Read statements begin and end by telling the revision and the gate, in
// opposite orders; see gate.go.
var (
	revisionBranch = "MATCH " + metaPattern + " RETURN " + kind(rowRevision) + " AS k, m.revision AS v"
	gateBranch     = "MATCH " + gatePattern + " RETURN " + kind(rowGate) + " AS k, g.closing AS v"
)

const unionAll = "\nUNION ALL\n"

func kind(k int) string { return strconv.Itoa(k) }

// reading starts a statement whose further branches the caller writes, each
// after a call of branch.
func reading() *statement {
	st := &statement{params: map[string]any{}}
	st.write(revisionBranch, unionAll, gateBranch)
	return st
}

func (st *statement) branch() { st.WriteString(unionAll) }

// finish ends a statement that reading started.
func (st *statement) finish() *statement {
	st.write(unionAll, gateBranch, unionAll, revisionBranch)
	return st
}

func (st *statement) write(parts ...string) {
	for _, p := range parts {
		st.WriteString(p)
	}
}

// each begins a branch that gives a row for each parent, with its place i and
// its id pid.
func (st *statement) each(parents []string) {
	of := st.param(parents)
	st.write("UNWIND range(0, size(", of, ") - 1) AS i WITH i, ", of, "[i] AS pid")
}

// param makes a parameter of a value and gives its name.
func (st *statement) param(v any) string {
	name := "p" + strconv.Itoa(len(st.params))
	st.params[name] = v
	return "$" + name
}

// alias gives a name that the statement has not used.
func (st *statement) alias() string {
	st.aliases++
	return "x" + strconv.Itoa(st.aliases)
}
