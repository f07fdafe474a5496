package server

import (
	"regexp"
	"strings"
)

// payment is how a page tells of flows of a type.
type payment struct {
	// did is the verb between the provider and the amount, to stands between the
	// amount and the recipient.
	did, to string
	// noun names what is recorded, where it is less than nothing.
	noun string
}

// payments are the types of flows of which one side gives another an amount.
var payments = map[string]payment{
	"INCOMING_FUNDS":      {"paid", "to", "payment"},
	"DISBURSEMENT":        {"paid", "to", "payment"},
	"EXPENDITURE":         {"spent", "on", "expenditure"},
	"OUTGOING_COMMITMENT": {"committed", "to", "commitment"},
	"INCOMING_COMMITMENT": {"committed", "to", "commitment"},
	"OUTGOING_PLEDGE":     {"pledged", "to", "pledge"},
	"INCOMING_PLEDGE":     {"pledged", "to", "pledge"},
	"INTEREST_PAYMENT":    {"paid", "to", "payment of interest"},
	"LOAN_REPAYMENT":      {"paid", "to", "repayment of a loan"},
	"REIMBURSEMENT":       {"paid", "to", "reimbursement"},
	"PURCHASE_OF_EQUITY":  {"paid", "to", "purchase of equity"},
	"SALE_OF_EQUITY":      {"paid", "to", "sale of equity"},
	"CREDIT_GUARANTEE":    {"guaranteed credit of", "to", "credit guarantee"},
}

func (c *claim) flow() sentence {
	out := say(c.transfer(), c.Provider.programme())
	if len(c.Hops) > 0 {
		var hops []sentence
		for _, h := range c.Hops {
			hops = append(hops, h.provider())
		}
		out = say(out, ", by way of ", list(hops))
	}
	if c.InKind != "" {
		out = say(out, ": «", quoted(c.InKind), "»")
	}
	if _, known := payments[c.FlowType]; !known {
		out = say(out, "; "+c.Amount.String())
	}
	if c.DatedBy == "INITIATIVE" {
		return out
	}
	return say(out, moment(c.Start, c.End))
}

// transfer says who gave how much to whom. What is less than nothing is told as what
// it is recorded as: whether it is a refund or corrects a mistake, nobody says.
func (c *claim) transfer() sentence {
	p, known := payments[c.FlowType]
	switch {
	case c.FlowType == "IN_KIND":
		return say(c.Provider.giver(), " gave goods or services to ", c.Recipient.recipient())
	case !known:
		return say(c.Provider.giver(), " provided money or goods to ", c.Recipient.recipient())
	case c.Amount.negative():
		return say("a negative "+p.noun+" (a refund or a correction) of "+c.Amount.object()+" from ", c.Provider.giver(), " to ", c.Recipient.recipient())
	case c.FlowType == "EXPENDITURE" && c.Recipient.nobody():
		return say(c.Provider.giver(), " spent "+c.Amount.object())
	case c.FlowType == "EXPENDITURE" && c.Recipient.Stakeholder != nil:
		return say(c.Provider.giver(), " spent "+c.Amount.object()+", paid to ", c.Recipient.recipient())
	}
	out := say(c.Provider.giver(), " "+p.did+" "+c.Amount.object()+" "+p.to+" ", c.Recipient.recipient())
	if p.did == "paid" && p.noun != "payment" {
		out = say(out, " ("+p.noun+")")
	}
	return out
}

func (e *end) nobody() bool { return e == nil || e.Stakeholder == nil && e.Initiative == nil }

// provider names who gives, and within which initiative.
func (e *end) provider() sentence { return e.sentence(" within ") }

// giver names who gives; programme, at the end of the sentence, within which initiative.
func (e *end) giver() sentence {
	if e.nobody() || e.Stakeholder == nil {
		return e.provider()
	}
	return say(e.Stakeholder)
}

func (e *end) programme() sentence {
	if e == nil || e.Stakeholder == nil || e.Initiative == nil {
		return nil
	}
	return say(", within ", e.Initiative)
}

// recipient names who gets, and for which initiative.
func (e *end) recipient() sentence { return e.sentence(" for ") }

func (e *end) sentence(joined string) sentence {
	switch {
	case e.nobody():
		return say(nobody)
	case e.Stakeholder == nil:
		return say(e.Initiative)
	case e.Initiative == nil:
		return say(e.Stakeholder)
	}
	return say(e.Stakeholder, joined, e.Initiative)
}

func (m *money) negative() bool { return m != nil && strings.HasPrefix(m.Amount, "-") }

// String says how much, or that it is unknown, which is not nothing.
func (m *money) String() string {
	switch {
	case m == nil || m.Amount == "":
		return "amount not stated"
	case m.Currency == "":
		return grouped(m.Amount) + ", currency not stated"
	}
	return grouped(m.Amount) + " " + m.Currency
}

// object says how much as what somebody pays or spends, in the middle of a sentence.
func (m *money) object() string {
	if m == nil || m.Amount == "" {
		return "an amount that is not stated"
	}
	return m.String()
}

// decimalNumber is a number whose whole part can be grouped.
var decimalNumber = regexp.MustCompile(`^(-?)([0-9]+)(\.[0-9]+)?$`)

// grouped writes a decimal number with groups of three digits before the point; all
// of its digits stay.
func grouped(decimal string) string {
	parts := decimalNumber.FindStringSubmatch(decimal)
	if parts == nil {
		return decimal
	}
	sign := ""
	if parts[1] != "" {
		sign = "\u2212"
	}
	return sign + groups(parts[2]) + parts[3]
}

var fullDay = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// moment tells when something happened that takes no time: a payment.
func moment(start, end *date) string {
	switch {
	case start != nil && (end == nil || end.Text == start.Text) && fullDay.MatchString(start.Text):
		return ", on " + start.Text
	case start != nil && (end == nil || end.Text == start.Text):
		return ", in " + start.Text
	}
	if w := period(start, end); w != "" {
		return ", " + w
	}
	return ""
}

// plan tells of a budget, or of what somebody plans to pay.
func (c *claim) plan() sentence {
	var out sentence
	switch {
	case c.PlanType == "PLANNED_DISBURSEMENT":
		out = say(c.Provider.giver(), " plans to pay "+c.Amount.object()+" to ", c.Recipient.recipient(), c.Provider.programme())
	case c.Provider.nobody():
		out = say("budget for ", c.Recipient.recipient(), ": "+c.Amount.String())
	case c.Recipient.nobody():
		out = say("budget of ", c.Provider.provider(), ": "+c.Amount.String())
	default:
		out = say("budget of ", c.Provider.provider(), " for ", c.Recipient.recipient(), ": "+c.Amount.String())
	}
	if c.PlanType != "BUDGET" && c.PlanType != "PLANNED_DISBURSEMENT" {
		out = say(out, " ("+words(c.PlanType)+")")
	}
	if c.Place != nil {
		out = say(out, " for ", c.Place)
	}
	if c.Amount.negative() {
		out = say(out, ", less than nothing: perhaps a correction")
	}
	return say(out, c.when())
}
