package template

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/template"
)

// Workbook is the format of a workbook with all sheets.
const Workbook = "xlsx"

// Formats gives the formats of templates: a workbook, and the text files of one kind
// of entry each, such as «flows.csv».
func Formats() []string {
	out := []string{Workbook}
	for _, n := range template.Nouns() {
		out = append(out, strings.ToLower(n.Name)+".csv")
	}
	return out
}

// Write writes an empty template of a format.
func Write(w io.Writer, format string) error {
	if format == Workbook {
		return writeWorkbook(w)
	}
	nouns := template.Nouns()
	at := slices.IndexFunc(nouns, func(n template.Noun) bool { return strings.ToLower(n.Name)+".csv" == format })
	if at < 0 {
		return graph.InvalidArg("format", "there is no template %q; write one of %s", format, strings.Join(Formats(), ", "))
	}
	return writeText(w, &nouns[at])
}

// writeText writes the first row of a text file, marked as UTF-8, without which Excel
// takes it for an encoding of the country where it runs.
func writeText(w io.Writer, n *template.Noun) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	head := make([]string, len(n.Columns))
	for i, c := range n.Columns {
		head[i] = c.Name
	}
	if err := out.Write(head); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}
