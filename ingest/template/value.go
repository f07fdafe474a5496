package template

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
	countrynames "github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/sheet"
	"github.com/migraph/migraph/ingest/spelling"
)

// maxText bounds a text, in bytes.
const maxText = 20_000

func (r *reader) text(e *entry, column string) graph.Text {
	s := e.cell(column)
	if len(s) > maxText {
		r.wrong(e, column, "this text has %d bytes, at most %d are taken: it would stand in every answer again; shorten it", len(s), maxText)
	}
	return graph.Text(s)
}

// choice gives the code of a cell with a choice, empty if there is none or it is wrong.
func (r *reader) choice(e *entry, column string) string {
	s := e.cell(column)
	if s == "" {
		return ""
	}
	values := e.sheet.noun.column(column).Values
	for _, v := range values {
		if plain(v) == plain(s) {
			return code(v)
		}
	}
	do := "write one of " + strings.Join(values, ", ")
	if like := spelling.Nearest(s, values); like != "" {
		do = "did you mean " + strconv.Quote(like) + "?"
	}
	r.wrong(e, column, "%s is none of the choices of %q; %s", sheet.Quote(s), column, do)
	return ""
}

func (r *reader) country(e *entry, column, s string) graph.Text {
	if s == "" {
		return ""
	}
	if code, ok := countrynames.Named(s); ok {
		return graph.Text(code)
	}
	if code, ok := countrynames.Alpha2(s); ok || countrynames.Reserved(code) {
		return graph.Text(code)
	}
	var names []string
	for _, c := range countrynames.Codes() {
		names = append(names, countrynames.Name(c))
	}
	do := "write its name, or its code of two letters in ISO 3166-1, such as MY for Malaysia"
	if like := spelling.Nearest(s, names); like != "" {
		do = "did you mean " + strconv.Quote(like) + "?"
	}
	r.wrong(e, column, "%s is no country that is known; %s", sheet.Quote(s), do)
	return ""
}

func (r *reader) date(e *entry, column string) graph.PartialDate {
	s := e.cell(column)
	if s == "" {
		return graph.PartialDate{}
	}
	order := e.sheet.order[e.sheet.columns[column]]
	d, ok := sheet.ParseDate(s, order)
	switch {
	case ok:
		return d
	case sheet.IsNumbered(s):
		r.wrong(e, column, "%s can be read with the day or the month first; write it as year-month-day, 2022-08-15", sheet.Quote(s))
	default:
		r.wrong(e, column, "%s is no date; write it as exactly as the source gives it: 2022-08-15, 2022-08, 2022-Q3 or 2022", sheet.Quote(s))
	}
	return graph.PartialDate{}
}

func (r *reader) period(e *entry) graph.Period {
	p := graph.Period{Start: r.date(e, start), End: r.date(e, end)}
	if p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		r.wrong(e, end, "the end %s is before the start %s; correct one of the two", p.End.Text, p.Start.Text)
	}
	return p
}

func (r *reader) money(e *entry) graph.Money {
	m := graph.Money{Currency: strings.ToUpper(e.cell(currency))}
	if s := e.cell(amount); s != "" {
		n, ok := sheet.Number(s)
		if !ok {
			r.wrong(e, amount, "%s is no amount, or can be read in two ways; write digits with at most one decimal point, such as 1250000.50", sheet.Quote(s))
		}
		m.Amount = n
		if m.Currency == "" {
			m.Currency = r.options.Currency
		}
		if m.Currency == "" {
			r.wrong(e, currency, "the amount has no currency; write its code of three letters, such as MYR, or name one for all such rows by migraph import --currency")
		}
	} else if m.Currency != "" {
		r.wrong(e, amount, "the currency has no amount; write it, or leave the currency out if the amount is unknown")
	}
	if m.Currency != "" && graph.CheckCurrency(m.Currency) != nil {
		r.wrong(e, currency, "%s is no currency of ISO 4217; write for example USD, MYR or SEK", sheet.Quote(m.Currency))
	}
	return m
}

// number gives a whole number of persons, nil if it is unknown.
func (r *reader) number(e *entry, column string) *int {
	s := e.cell(column)
	if s == "" {
		return nil
	}
	n, ok := sheet.Count(s)
	i, err := strconv.Atoi(n)
	if !ok || err != nil || i > 1_000_000_000 {
		r.wrong(e, column, "%s is no whole number; write digits only, or leave it empty if it is unknown", sheet.Quote(s))
		return nil
	}
	return &i
}

func (r *reader) yes(e *entry, column string) bool {
	switch plain(e.cell(column)) {
	case "yes", "y", "true", "1", "x", "oui", "si":
		return true
	case "", "no", "n", "false", "0", "non":
		return false
	}
	r.wrong(e, column, "%s is neither yes nor no; write one of the two", sheet.Quote(e.cell(column)))
	return false
}

func (r *reader) url(e *entry, column string) graph.Text {
	s := e.cell(column)
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || strings.Contains(s, " ") || u.Scheme != "https" && u.Scheme != "http":
		r.wrong(e, column, "%s is no address on the web; copy it in full from the browser, beginning with https://", sheet.Quote(s))
	case u.User != nil:
		r.wrong(e, column, "the address %s holds a user's name or password; remove it", sheet.Quote(s))
	}
	return graph.Text(s)
}
