package hxl

import (
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/sheet"
)

// side is an end of a flow in a row.
type side struct {
	key   string // of the body, empty if it is unknown
	words bool   // the row has words where the body should be
}

// flow reads a row of money that somebody gave or had.
func (r *reader) flow(row *sheet.Row) error {
	at := r.table.Place(row.Number, -1)
	reporter, from, to := r.side(row, reporting), r.side(row, provider), r.side(row, receiver)
	f := &graph.Flow{Type: "UNSPECIFIED", Timing: graph.Timing{Period: r.period(row)}, ReporterID: reporter.key}
	if f.Period.End == f.Period.Start { // a payment ends when it is made
		f.Period.End = graph.PartialDate{}
	}
	direction := r.direction(row)
	switch {
	case direction == outgoing && !from.words:
		from = reporter
	case direction == incoming && !to.words:
		to = reporter
	case direction == "" && r.columns.money.direction >= 0:
		r.account.Skip("direction-not-known", "The row does not say whether the money went out or came in, so nobody can tell who gave it.", r.cellAt(row, r.columns.money.direction))
		return r.things.full()
	}
	f.Provider.StakeholderID, f.Recipient.StakeholderID = from.key, to.key
	if from.key == "" && to.key == "" {
		r.account.Skip("flow-without-ends", "The row names neither who gave the money nor who had it.", r.rowAt(row))
		return r.things.full()
	}
	f.ReportedBy = reportedBy(reporter.key, from.key, to.key)
	f.Type = r.flowType(row, direction, to)
	var ok bool
	if f.Amount, ok = r.amount(row); !ok {
		return r.things.full()
	}
	if from.key == to.key {
		r.account.Flag("flow-to-itself", "One body gives and has the money; the flow was taken as it is.", at)
	}
	if !f.Amount.Known() {
		r.account.WithoutAmount++
	}
	if !f.Period.Start.Known() && !f.Period.End.Known() {
		r.account.Undated++
	}
	f.Note = graph.Text(r.flags(row))
	if err := r.sink.Claim(graph.ClaimInput{Key: r.rowKey(row), Record: f, Evidence: r.cite(row, r.note(row)), Where: at}); err != nil {
		return err
	}
	return r.things.full()
}

// columnsOf gives the columns of an end of the flows, nil if there are none.
func (r *reader) columnsOf(p party) *orgColumns {
	o := r.columns.of(p)
	if o == nil && p == provider {
		o = r.columns.of(funds)
	}
	if o == nil && p == receiver {
		o = r.columns.of(impl)
	}
	return o
}

// words tells whether a row has words where the body at an end of the flow should be.
func (r *reader) words(row *sheet.Row, p party) bool {
	o := r.columnsOf(p)
	return o != nil && strings.TrimSpace(row.Cell(o.name)+row.Cell(o.code)) != ""
}

func (r *reader) side(row *sheet.Row, p party) side {
	o := r.columnsOf(p)
	if o == nil {
		return side{}
	}
	out := side{words: r.words(row, p)}
	switch keys := r.bodiesOf(o, row); len(keys) {
	case 0:
	case 1:
		out.key = keys[0]
	default: // nobody can tell how much of the money is whose
		r.account.Flag("several-bodies-at-an-end", "Several bodies stand at one end of the flow; nobody can tell who had how much, so that end was taken as unknown.", r.table.Place(row.Number, o.name))
	}
	return out
}

// Directions of money as the reporter sees it.
const (
	outgoing = "outgoing"
	incoming = "incoming"
)

func (r *reader) direction(row *sheet.Row) string {
	switch graph.Fold(row.Cell(r.columns.money.direction)) {
	case "outgoing", "out", "outflow":
		return outgoing
	case "incoming", "in", "inflow":
		return incoming
	}
	return ""
}

func reportedBy(reporter, from, to string) graph.ReportedBy {
	switch {
	case reporter == "":
		return ""
	case reporter == from:
		return "PROVIDER"
	case reporter == to:
		return "RECIPIENT"
	}
	return "OTHER"
}

// flowType gives the type of a flow by the words of its row. Spending is what went to
// somebody, or what the reporter spent itself.
func (r *reader) flowType(row *sheet.Row, direction string, to side) graph.FlowType {
	in := direction == incoming
	switch words := graph.Fold(row.Cell(r.columns.money.kind)); {
	case strings.HasPrefix(words, "commitment") && in:
		return "INCOMING_COMMITMENT"
	case strings.HasPrefix(words, "commitment"):
		return "OUTGOING_COMMITMENT"
	case strings.HasPrefix(words, "pledge") && in:
		return "INCOMING_PLEDGE"
	case strings.HasPrefix(words, "pledge"):
		return "OUTGOING_PLEDGE"
	case words == "disbursement", strings.HasPrefix(words, "spending") && to.key != "" && !in:
		return "DISBURSEMENT"
	case words == "expenditure", strings.HasPrefix(words, "spending") && !in:
		return "EXPENDITURE"
	case strings.HasPrefix(words, "spending"), words == "incoming funds", words == "incoming fund":
		return "INCOMING_FUNDS"
	case words != "":
		r.account.Flag("type-not-known", "The type of the flow is none that is known; it was taken without one.", r.cellAt(row, r.columns.money.kind))
	}
	return "UNSPECIFIED"
}

// amount gives the amount of a row. ok is false if it can be read in two ways: a wrong
// figure is worse than none.
func (r *reader) amount(row *sheet.Row) (m graph.Money, ok bool) {
	column := r.columns.money.values[0]
	cell := strings.TrimSpace(row.Cell(column))
	if cell == "" {
		return graph.Money{}, true
	}
	at := r.cellAt(row, column)
	n, ok := sheet.Number(cell)
	if !ok {
		r.account.Skip("amount-not-understood", "The amount is no number, or can be read in two ways; the row was not taken. Write 1250000.50.", at)
		return graph.Money{}, false
	}
	m = graph.Money{Amount: n, Currency: strings.ToUpper(graph.Clean(row.Cell(r.columns.money.currency)))}
	switch {
	case m.Currency != "":
	case r.survey.currency[column] != "":
		m.Currency = r.survey.currency[column]
	default:
		m.Currency = r.options.Currency
	}
	if m.Currency == "" {
		r.account.Flag("amount-without-currency", "The table tells no currency; the amount was taken, and is never added to others. Name it in the hashtag (#value+usd), in the heading, in a column #currency, or by migraph import --currency.", at)
	} else if graph.CheckCurrency(m.Currency) != nil {
		r.account.Skip("currency-not-known", "The currency is none of ISO 4217; the row was not taken.", r.table.Shows(row.Number, r.columns.money.currency, m.Currency))
		return graph.Money{}, false
	}
	return m, true
}

var currencyWord = regexp.MustCompile(`\b[A-Z]{3}\b`)

// currencyOf gives the currency that a hashtag or a heading says, empty if none or two.
func currencyOf(t tag, head string) string {
	var found []string
	for _, a := range t.attributes {
		found = append(found, asCurrency(strings.ToUpper(a))...)
	}
	for _, w := range currencyWord.FindAllString(head, -1) {
		found = append(found, asCurrency(w)...)
	}
	if strings.Contains(head, "US$") {
		found = append(found, "USD")
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) == 1 {
		return found[0]
	}
	return ""
}

// asCurrency gives a code of a currency as a list of one. Two codes are words too.
func asCurrency(s string) []string {
	if len(s) != 3 || s == "ALL" || s == "TOP" || graph.CheckCurrency(s) != nil {
		return nil
	}
	return []string{s}
}

// flags says which of the columns of yes or no say yes.
func (r *reader) flags(row *sheet.Row) string {
	var out []string
	for _, c := range r.columns.money.flags {
		switch strings.ToLower(strings.TrimSpace(row.Cell(c))) {
		case "1", "yes", "true", "y":
			out = append(out, r.survey.flag[c])
		}
	}
	return strings.Join(out, "; ")
}
