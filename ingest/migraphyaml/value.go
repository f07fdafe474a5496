package migraphyaml

import (
	"net/url"
	"strings"

	"golang.org/x/text/language"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/country"
)

// value gives what stands in the file for a scalar, empty for what is missing,
// is no scalar, or was refused already.
func (r *reader) value(n *node) string {
	if n == nil || n.refused || n.shape != scalar || n.value == nil {
		return ""
	}
	return n.text
}

func (r *reader) text(n *node) graph.Text { return graph.Text(r.clean(n)) }

func (r *reader) clean(n *node) string {
	raw := r.value(n)
	s := graph.Clean(raw)
	if s == "" && raw != "" {
		r.add(n.at, "there is nothing but invisible characters here; write a text, or leave the line out")
	}
	if len(s) > maxText {
		r.add(n.at, "this text has %d bytes, at most %d are taken: it would stand in every answer again; shorten it", len(s), maxText)
	}
	return s
}

// maxText bounds a text, in bytes.
const maxText = 20_000

func (r *reader) flag(n *node) bool {
	b, _ := n.scalar().(bool)
	return b
}

// scalar gives the value of a node that may be missing.
func (n *node) scalar() any {
	if n == nil || n.refused {
		return nil
	}
	return n.value
}

func (r *reader) number(n *node) *int {
	var i int
	switch v := n.scalar().(type) {
	case int64:
		i = int(v)
	case uint64:
		i = int(v)
	case float64: // 7.0: the schema lets whole numbers pass however they are written
		i = int(v)
	default:
		return nil
	}
	return &i
}

func (r *reader) date(n *node) graph.PartialDate {
	s := r.value(n)
	if s == "" {
		return graph.PartialDate{}
	}
	d, err := graph.ParseDate(s)
	if err != nil {
		r.add(n.at, "%s is no date; write it as exactly as the source gives it: 2022-08-15, 2022-08, 2022-Q3, 2022, or a range with the earlier date first, 2022-07/2022-09", quote(s))
	}
	return d
}

func (r *reader) period(n *node) graph.Period {
	p := graph.Period{Start: r.date(n.get("start")), End: r.date(n.get("end"))}
	if p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		r.add(n.get("end").at, "the end %s is before the start %s; correct one of the two", p.End.Text, p.Start.Text)
	}
	return p
}

func (r *reader) country(n *node) graph.Text {
	s := r.value(n)
	if s == "" {
		return ""
	}
	if country.Reserved(s) {
		return graph.Text(s)
	}
	now, ok := country.Official(s)
	if !ok {
		r.add(n.at, "%s is no country of ISO 3166-1; look the two letters up, for example MY for Malaysia", quote(s))
		return ""
	}
	if now != s {
		r.add(n.at, "%s is not the country's code in ISO 3166-1; write %s", quote(s), now)
		return ""
	}
	return graph.Text(s)
}

func (r *reader) language(n *node) graph.Text {
	s := r.value(n)
	if s == "" {
		return ""
	}
	tag, err := language.Parse(s)
	if err != nil {
		r.add(n.at, "%s is no language of BCP 47; write for example en for English or ms for Malay", quote(s))
		return ""
	}
	return graph.Text(tag.String())
}

func (r *reader) currency(n *node) graph.Text {
	s := r.value(n)
	if s != "" && graph.CheckCurrency(s) != nil {
		r.add(n.at, "%s is no currency of ISO 4217; write for example USD, MYR or SEK", quote(s))
	}
	return graph.Text(s)
}

func (r *reader) money(n *node) graph.Money {
	amount, code := n.get("amount"), n.get("currency")
	m := graph.Money{Amount: r.value(amount), Currency: string(r.currency(code))}
	if m.Amount != "" {
		if err := graph.ParseAmount(m.Amount); err != nil {
			r.add(amount.at, "%s is no amount; write digits with at most one decimal point, for example 1250000.50, or leave it out if it is unknown", quote(m.Amount))
		}
	}
	switch {
	case amount != nil && code == nil:
		r.add(amount.at, "the amount has no currency; add it, for example currency: USD")
	case amount == nil && code != nil:
		r.add(code.at, "the currency has no amount; add it, or leave the currency out if the amount is unknown")
	}
	return m
}

// decimal gives a number as it is written, empty if it is unknown.
func (r *reader) decimal(n *node) graph.Text {
	s := r.value(n)
	if s == "" {
		return ""
	}
	if err := graph.ParseAmount(s); err != nil {
		r.add(n.at, "%s is no number; write digits with at most one decimal point, for example 1417 or 12.5, or leave it out if it is unknown", quote(s))
	}
	return graph.Text(s)
}

func (r *reader) url(n *node) graph.Text {
	s := strings.TrimSpace(r.value(n))
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || strings.Contains(s, "\n"):
		r.add(n.at, "%s is no address on the web; copy it in full from the browser, beginning with https://", quote(s))
	case u.Scheme != "https" && u.Scheme != "http":
		r.add(n.at, "the address %s does not begin with https:// or http://; correct it", quote(s))
	case u.User != nil:
		r.add(n.at, "the address %s holds a user's name or password; remove it", quote(s))
	}
	return graph.Text(s)
}
