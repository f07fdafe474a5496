package ratescsv

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
)

// cell gives a cell of a row without space around it, empty if there is no such
// column.
func (r *reader) cell(row []string, column int) string {
	if r.place[column] < 0 {
		return ""
	}
	return strings.TrimSpace(row[r.place[column]])
}

// rate reads a row.
func (r *reader) rate(row []string) {
	good := func(column int, err error) bool {
		if err != nil {
			r.wrong(r.place[column], "%v", err)
		}
		return err == nil
	}
	x := &graph.ExchangeRate{Day: r.shared(r.cell(row, date)), Currency: r.shared(r.cell(row, from)), To: r.shared(r.cell(row, to))}
	_, err := graph.ParseDay(x.Day)
	dayIsGood, fromIsGood, toIsGood := good(date, err), good(from, graph.CheckCurrency(x.Currency)), good(to, graph.CheckCurrency(x.To))
	x.Rate, err = graph.ParseRate(r.cell(row, rate))
	good(rate, err)
	line, _ := r.csv.FieldPos(0)
	if dayIsGood && fromIsGood && toIsGood {
		r.once(x, line)
	}
	if c := r.cite(row, line); c != nil {
		r.out.Claims = append(r.out.Claims, graph.ClaimInput{Record: x, Evidence: c.evidence, Where: fmt.Sprintf("%s:%d:1", r.name, line)})
	}
}

// once sees to it that a table tells a rate once, and of two currencies.
func (r *reader) once(x *graph.ExchangeRate, line int) {
	key := told{x.Currency, x.To, x.Day}
	first := r.told[key]
	switch {
	case x.Currency == x.To:
		r.wrong(r.place[to], "a currency is always worth 1 of itself; remove the row")
	case first > 0:
		r.wrong(r.place[date], "what %s was worth in %s on %s stands in line %d already; a table tells it once: put what another source says into a dataset of its own",
			x.Currency, x.To, x.Day, first)
	default:
		r.told[key] = line
	}
}

// shared gives the text in the one place where equal ones share it: a row would
// be kept as a whole for each of its cells.
func (r *reader) shared(s string) string {
	known, is := r.texts[s]
	if !is {
		known = strings.Clone(s)
		r.texts[known] = known
	}
	return known
}

// cited is a source of rates.
type cited struct {
	line                               int // where it is first
	title, publisher, address, publish string
	evidence                           []*graph.Evidence
}

// cite gives the source of a row, nil if there is none.
func (r *reader) cite(row []string, line int) *cited {
	title := r.cell(row, source)
	c := r.sources[title]
	if c == nil {
		if c = r.newSource(title, line); c == nil {
			return nil
		}
		r.sources[c.title] = c
	}
	r.tell(row, publisher, &c.publisher, r.text)
	r.tell(row, address, &c.address, r.webAddress)
	r.tell(row, published, &c.publish, func(_ int, s string) string {
		if _, err := graph.ParseDate(s); err != nil {
			r.wrong(r.place[published], "%v", err)
		}
		return strings.Clone(s)
	})
	return c
}

// newSource makes a source of a title, nil if it is none.
func (r *reader) newSource(title string, line int) *cited {
	if title == "" {
		r.wrong(r.place[source], "the rate has no source; name the document that says so")
		return nil
	}
	clean := r.text(source, title)
	key := graph.IdentifierKey(scheme, clean)
	if other := r.spelt[key]; other != nil {
		r.wrong(r.place[source], "this source is written otherwise than in line %d, %s; write it in one way", other.line, quote(other.title))
		return nil
	}
	if len(r.order) == maxSources {
		r.wrong(r.place[source], "there are more than %d sources; name the document, not a part of it", maxSources)
		return nil
	}
	c := &cited{line: line, title: strings.Clone(title), evidence: []*graph.Evidence{{DocumentID: clean, Basis: "STATED"}}}
	r.order, r.spelt[key] = append(r.order, c), c
	return c
}

// text reads a name.
func (r *reader) text(column int, s string) string {
	clean := graph.Clean(s)
	switch n := utf8.RuneCountInString(clean); {
	case n == 0:
		r.wrong(r.place[column], "there is nothing but invisible characters here; write a name")
	case n > maxText:
		r.wrong(r.place[column], "this name has %d characters, at most %d are allowed; shorten it", n, maxText)
	}
	return clean
}

// tell notes what a row says of its source: what one row says holds for all, and
// another may repeat it or leave it out.
func (r *reader) tell(row []string, column int, known *string, read func(int, string) string) {
	s := r.cell(row, column)
	if s == "" || s == *known {
		return
	}
	if s = read(column, s); *known == "" {
		*known = s
		return
	}
	if s != *known {
		r.wrong(r.place[column], "the same source has another %s in a line before, %s; correct one, or tell two sources apart by their names", columns[column], quote(*known))
	}
}

func (r *reader) webAddress(column int, s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || strings.ContainsAny(s, " \n") || u.Scheme != "https" && u.Scheme != "http":
		r.wrong(r.place[column], "%s is no address on the web; copy it in full from the browser, beginning with https://", quote(s))
	case u.User != nil:
		r.wrong(r.place[column], "the address %s holds a user's name or password; remove it", quote(s))
	}
	return strings.Clone(s)
}

// scheme is that of the identifiers of sources and publishers. Together with the
// dataset's key a name leads to the same thing at every import, and to nothing of
// another dataset.
const scheme = "migraph-rates"

// finish adds the sources and their publishers to the import.
func (r *reader) finish() *graph.Import {
	named := func(name string) graph.Thing {
		return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: scheme, Value: r.dataset + "/" + name}}}
	}
	publishers := map[string]int{} // their places among things
	for _, c := range r.order {
		title, where := graph.Clean(c.title), fmt.Sprintf("%s:%d:1", r.name, c.line)
		when, _ := graph.ParseDate(c.publish) // checked before
		d := &graph.Document{Thing: named(title), Date: when, PublisherID: c.publisher, SourceURL: graph.Text(c.address)}
		r.out.Things = append(r.out.Things, graph.ThingInput{Key: title, Record: d, Evidence: c.evidence, Where: where})
		if c.publisher == "" {
			continue
		}
		at, known := publishers[c.publisher]
		if !known {
			at, publishers[c.publisher] = len(r.out.Things), len(r.out.Things)
			r.out.Things = append(r.out.Things, graph.ThingInput{Key: c.publisher, Where: where,
				Record: &graph.Stakeholder{Thing: named(c.publisher), Kind: "ORGANIZATION"}})
		}
		r.out.Things[at].Evidence = append(r.out.Things[at].Evidence, c.evidence...)
	}
	return r.out
}
