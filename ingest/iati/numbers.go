package iati

import (
	"regexp"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/migraph/migraph/graph"
)

// decimalForm is xsd:decimal, with a bound on its length.
var decimalForm = regexp.MustCompile(`^[+-]?(?:[0-9]{1,60}(?:\.[0-9]{0,60})?|\.[0-9]{1,60})$`)

// decimalOf reads a number of the form xsd:decimal.
func decimalOf(text string) (*apd.Decimal, bool) {
	text = strings.TrimSpace(text)
	if !decimalForm.MatchString(text) {
		return nil, false
	}
	d, _, err := apd.NewFromString(strings.TrimSuffix(text, "."))
	return d, err == nil
}

// amountOf gives a number as graph.Money keeps it, otherwise as written: without
// a plus sign, with a digit before the point and without a point at the end.
func amountOf(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if !decimalForm.MatchString(text) {
		return "", false
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "+"), ".")
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	if strings.HasPrefix(text, ".") {
		text = "0" + text
	}
	return sign + text, graph.ParseAmount(sign+text) == nil
}

// money reads the <value> of an element with its currency and the day that sets its
// rate. A value that is empty or no number is unknown, never 0.
func (s *scope) money(of *element) (graph.Money, graph.PartialDate) {
	e := of.child("value")
	if e == nil {
		s.account.WithoutAmount++
		s.flag("value-empty", "There is no value, so the amount is unknown; it is not 0.", of)
		return graph.Money{}, graph.PartialDate{}
	}
	m := graph.Money{Currency: s.currency}
	if own := e.attr("currency"); own != "" {
		m.Currency = currencyOf(own)
	}
	text := e.value()
	amount, ok := amountOf(text)
	switch {
	case text == "":
		s.flag("value-empty", "There is no value, so the amount is unknown; it is not 0.", e)
	case !ok:
		s.skip("value-is-no-number", "A value is written with digits and at most one decimal point, without grouping. The amount is taken for unknown.", e)
	default:
		m.Amount = amount
		if m.Currency == "" {
			s.flag("currency-unknown", "The value has no currency, or one that does not exist, so it is in no sum.", e)
		}
	}
	if m.Amount == "" {
		s.account.WithoutAmount++
	}
	day, known := dayOf(e.attr("value-date"))
	if !known && e.attr("value-date") != "" {
		s.skip("no-date", "A date is written year-month-day, as in 2022-08-15; this one is left out.", e)
	}
	return m, day
}
