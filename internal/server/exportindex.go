package server

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/migraph/migraph/export/formats"
)

// exportIndex is the page at /export: which files there are, and how to ask for them.
type exportIndex struct {
	options Options
}

type exportsView struct {
	Formats  []*formats.Format
	Lists    []string
	Examples []exportExample
	Address  string
	MaxRows  int
}

// exportExample is an address that gives a file of the graph as it is.
type exportExample struct{ Says, Path string }

// exportQuestion is the question of the example of an answer.
const exportQuestion = `{ participations(first: 100) { nodes { id role stakeholder { name } initiative { name } evidence { document { name } locator dataset } } } }`

func (x *exportIndex) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := exportsView{
		Formats: formats.All, Lists: x.options.Exports.Lists(), Address: x.options.addresses().of(r), MaxRows: x.options.Exports.MaxRows,
		Examples: []exportExample{
			{"All bodies, for Excel", "/export/xlsx?type=stakeholders"},
			{"Who takes part in what, for pandas and R", "/export/csv?type=participations"},
			{"Flows of money in August 2022 or perhaps then, a line of JSON each", "/export/ndjson?" + url.Values{"type": {"flows"}, "during": {"2022-08-01/2022-08-31"}}.Encode()},
			{"Funding, as a network for Gephi", "/export/gexf?" + url.Values{"type": {"participations"}, "where": {`{"role": {"eq": "FUNDING"}}`}}.Encode()},
			{"The whole graph, as a network for NetworkX", "/export/graphml"},
			{"The answer to a question", "/export/csv?" + url.Values{"query": {exportQuestion}}.Encode()},
		},
	}
	if id, name := x.someBody(r.Context()); id != "" {
		v.Examples = append(v.Examples, exportExample{"What is two links around " + name, "/export/gexf?" + url.Values{"around": {id}, "hops": {"2"}}.Encode()})
	}
	writePage(w, http.StatusOK, "exports.html", v, x.options.Log)
}

// someBody gives a body of the graph, for an example; empty if there is none just now.
func (x *exportIndex) someBody(ctx context.Context) (id, name string) {
	data, err := x.options.Ask(ctx, `{ stakeholders(first: 1) { nodes { id name } } }`, nil)
	var answer struct {
		Stakeholders struct{ Nodes []struct{ ID, Name string } }
	}
	if err != nil || json.Unmarshal(data, &answer) != nil || len(answer.Stakeholders.Nodes) == 0 {
		return "", ""
	}
	return answer.Stakeholders.Nodes[0].ID, answer.Stakeholders.Nodes[0].Name
}
