package ratescsv

import (
	"fmt"
	"slices"
	"strings"
)

// The columns of a table; those that must be there come first.
const (
	date = iota
	from
	to
	rate
	source
	publisher
	address
	published
)

var columns = []string{"date", "currency", "to", "rate", "source", "publisher", "url", "published"}

// needed is how many of the columns must be there.
const needed = source + 1

// Is tells whether a text begins as a table of rates does: its first line names
// the column rate, and another of those that must be there. It may lack others or
// have too many, which Read then tells.
func Is(head []byte) bool {
	line, _, _ := strings.Cut(strings.TrimPrefix(string(head), "\uFEFF"), "\n")
	if strings.HasPrefix(line, "#") { // a comment in YAML
		return false
	}
	found := 0
	names := strings.FieldsFunc(line, func(r rune) bool { return r == ',' || r == ';' || r == '\t' })
	for i := range names {
		names[i] = columnName(names[i])
	}
	for _, name := range columns[:needed] {
		if slices.Contains(names, name) {
			found++
		}
	}
	return found > 1 && slices.Contains(names, columns[rate])
}

func columnName(s string) string { return strings.ToLower(strings.Trim(s, " \t\r\"")) }

// separator gives what stands between the columns of a table: a comma, or a
// semicolon if its first line has no comma.
func separator(text string) rune {
	line, _, _ := strings.Cut(text, "\n")
	if strings.Contains(line, ";") && !strings.Contains(line, ",") {
		return ';'
	}
	return ','
}

// header reads the first row: which column is at which place of a row, -1 if it is
// missing.
func (r *reader) header(row []string) {
	for i := range r.place {
		r.place[i] = -1
	}
	for i, cell := range row {
		name := columnName(cell)
		c := slices.Index(columns, name)
		switch {
		case strings.Contains(cell, "\t"):
			r.wrong(i, "columns are separated by tabs here; save the table with commas or semicolons between them")
		case c < 0:
			r.wrong(i, "%s is no column of a table of rates; remove it (there can be %s)", quote(cell), strings.Join(columns, ", "))
		case r.place[c] >= 0:
			r.wrong(i, "there are two columns %q; remove one", name)
		default:
			r.place[c] = i
		}
	}
	var missing []string
	for c := range needed {
		if r.place[c] < 0 {
			missing = append(missing, columns[c])
		}
	}
	if len(missing) > 0 {
		r.wrong(0, "the first line lacks %s; it must name the columns %s, and may name %s", strings.Join(missing, ", "),
			strings.Join(columns[:needed], ", "), strings.Join(columns[needed:], ", "))
	}
	r.width = len(row)
}

func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
