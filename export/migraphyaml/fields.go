package migraphyaml

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
)

// fields are the fields of an entry, rendered, in the order in which they are written.
type fields struct{ all []string }

// add adds a field whose value is rendered.
func (f *fields) add(name, value string) { f.all = append(f.all, name+": "+value) }

// text adds a text that is known.
func (f *fields) text(name, s string) {
	if s != "" {
		f.add(name, scalar(s))
	}
}

func (f *fields) flag(name string, is bool) {
	if is {
		f.add(name, "true")
	}
}

// number adds a decimal number that is known, as it is written.
func (f *fields) number(name, s string) {
	if numberForm.MatchString(s) {
		f.add(name, s)
		return
	}
	f.text(name, s)
}

func (f *fields) date(name string, d graph.PartialDate) {
	if dateForm.MatchString(d.Text) {
		f.add(name, d.Text)
		return
	}
	f.text(name, d.Text)
}

func (f *fields) period(p graph.Period) {
	f.date("start", p.Start)
	f.date("end", p.End)
}

func (f *fields) money(m graph.Money) {
	f.number("amount", m.Amount)
	f.text("currency", m.Currency)
}

// list adds a list that is not empty, of rendered values.
func (f *fields) list(name string, values []string) {
	if len(values) > 0 {
		f.add(name, "["+strings.Join(values, ", ")+"]")
	}
}

// lines gives the fields one a line.
func (f *fields) lines(indent string) string {
	var b strings.Builder
	for _, x := range f.all {
		b.WriteString(indent + x + "\n")
	}
	return b.String()
}

// inline gives the fields in one line. A list of entries over several lines would
// count as one mapping with all their fields.
func (f *fields) inline() string { return "{" + strings.Join(f.all, ", ") + "}" }

var (
	numberForm = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,9})?$`)
	dateForm   = regexp.MustCompile(`^[0-9][0-9Q/-]*$`)
	plainForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*( [A-Za-z0-9][A-Za-z0-9_-]*)*$`)
	// wordForm matches words that mean something else than themselves in some YAML.
	wordForm = regexp.MustCompile(`(?i)^(null|true|false|yes|no|on|off|y|n|nan|inf)$`)
)

// scalar gives a text as YAML reads it as that text: plain if it is harmless, else in
// double quotes.
func scalar(s string) string {
	if plainForm.MatchString(s) && !wordForm.MatchString(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == ' ' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
