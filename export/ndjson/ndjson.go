// Package ndjson writes a table as JSON, a line for each row, each as the answer of
// the API has it. The first line tells what was asked for, and the last one of how
// many rows there are and on which datasets they rest: a file without it was cut.
package ndjson

import (
	"encoding/json"
	"io"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/tables"
)

// Writer writes one table.
type Writer struct {
	job *export.Job
	out *json.Encoder
}

// New gives a writer of a table to out.
func New(j *export.Job, out io.Writer) *Writer {
	w := &Writer{j, json.NewEncoder(out)}
	w.out.SetEscapeHTML(false)
	return w
}

type about struct {
	Title     string   `json:"title"`
	Table     string   `json:"table"`
	Question  string   `json:"question,omitempty"`
	Variables string   `json:"variables,omitempty"`
	AsOf      string   `json:"asOf,omitempty"`
	Revision  int64    `json:"revision"`
	Made      string   `json:"made"`
	Link      string   `json:"link"`
	HowToRead []string `json:"howToRead"`
}

type dataset struct {
	Key     string `json:"key"`
	Title   string `json:"title,omitempty"`
	Licence string `json:"licence"`
}

type end struct {
	Rows     int       `json:"rows"`
	Datasets []dataset `json:"datasets"`
	// AllDatasets: the question asks for no ids and no evidence, so all are listed.
	AllDatasets bool `json:"allDatasets,omitempty"`
}

// Begin writes the first line.
func (w *Writer) Begin(a *export.About, ts []tables.Table) error {
	if w.job.NoAbout {
		return nil
	}
	return w.out.Encode(map[string]about{"about": {a.Title, ts[0].Name, a.Question, a.Variables, a.AsOf, int64(a.Revision), a.Stamp(), a.Link, export.HowToRead}})
}

// Row writes a row.
func (w *Writer) Row(_ int, r *tables.Row) error { return w.out.Encode(r.Value) }

// End writes the last line.
func (w *Writer) End(a *export.About) error {
	if w.job.NoAbout {
		return nil
	}
	e := end{Rows: a.Rows, Datasets: []dataset{}, AllDatasets: a.Untold}
	for _, d := range a.Datasets {
		e.Datasets = append(e.Datasets, dataset{d.Key, d.Title, d.Terms()})
	}
	return w.out.Encode(map[string]end{"end": e})
}
