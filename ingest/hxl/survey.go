package hxl

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/sheet"
)

// survey is what a column as a whole tells of its cells: whether its codes of
// countries are ISO's, and in which order its dates have day and month.
type survey struct {
	foreign map[int]bool           // columns of codes that are not all ISO's
	order   map[int]sheet.DayOrder // of columns of dates
	// currency that the headings say of columns of amounts.
	currency map[int]string
	// flag is how columns of yes and no are called.
	flag map[int]string
}

// look goes over the rows once before they are read.
func (r *reader) look(ctx context.Context, t *tagged) (*survey, error) {
	s := &survey{foreign: map[int]bool{}, order: map[int]sheet.DayOrder{}, currency: map[int]string{}, flag: map[int]string{}}
	for _, c := range r.columns.money.values {
		s.currency[c] = currencyOf(t.tags[c], t.heads[c])
	}
	for _, c := range r.columns.money.flags {
		s.flag[c] = flagName(t.tags[c])
	}
	codes := slices.Concat(r.columns.countries.codes, r.columns.countries.names)
	for _, c := range codes {
		if t.tags[c].has("v_unhcr", "unhcr", "v_fips", "fips") {
			s.foreign[c] = true
		}
	}
	dates := slices.Concat(r.columns.starts, r.columns.ends, r.columns.days)
	err := r.table.Rows(ctx, func(row *sheet.Row) error {
		if row.Number <= t.row || t.repeats(row) || r.isTotal(row) {
			return nil
		}
		for _, c := range codes {
			s.foreign[c] = s.foreign[c] || r.isForeign(row, c)
		}
		for _, c := range dates {
			s.order[c] = s.order[c].And(sheet.Order(row.Cell(c)))
		}
		return nil
	})
	return s, err
}

// flagName calls a column of yes and no by the attributes of its hashtag.
func flagName(t tag) string {
	words := slices.DeleteFunc(slices.Clone(t.attributes), func(a string) bool { return a == "bool" })
	return strings.ReplaceAll(strings.Join(words, " "), "_", " ")
}

var codeForm = regexp.MustCompile(`^[A-Za-z]{2,3}$`)

// isForeign tells whether a code of a country shows that its column is none of ISO's:
// because ISO has no such code, or because the name beside it is another country's.
func (r *reader) isForeign(row *sheet.Row, column int) bool {
	for _, code := range split(row.Cell(column)) {
		if !codeForm.MatchString(code) {
			continue
		}
		iso, ok := isoCode(code)
		if !ok {
			return slices.Contains(r.columns.countries.codes, column) || len(code) == 3 && strings.ToUpper(code) == code
		}
		names := split(first(row, r.columns.countries.names))
		if len(names) != 1 || len(split(row.Cell(column))) != 1 {
			continue
		}
		if named, known := country.Named(names[0]); known && named != iso {
			return true
		}
	}
	return false
}

func isoCode(code string) (string, bool) {
	if len(code) == 3 {
		return country.Alpha3(code)
	}
	return country.Alpha2(code)
}

// split gives the parts of a cell that lists several.
func split(cell string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(cell, func(c rune) bool { return c == ';' || c == '\n' || c == '|' }) {
		if part = graph.Clean(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// first gives the first cell of some columns that is not empty.
func first(row *sheet.Row, columns []int) string {
	for _, c := range columns {
		if graph.Clean(row.Cell(c)) != "" {
			return strings.TrimSpace(row.Cell(c))
		}
	}
	return ""
}
