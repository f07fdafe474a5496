package server

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// claim is a claim of any type, as the fragments of questions/ select it. Each
// type sets some of the fields; Typename tells which type it is.
type claim struct {
	Typename    string `json:"__typename"`
	Conflicting bool
	Evidence    []evidence
	Note        string
	DatedBy     string
	Start, End  *date

	Stakeholder, Initiative, Place, Theme, Document *thing
	// From and To are bodies of an affiliation, or initiatives of a link.
	From, To                  *thing
	AffiliationType, LinkType string
	Role, PresenceRole        string
	Group                     *group
	Capacity                  string
	Headcount                 *headcount
	DelegationOf              *thing
	UnnamedUnits              bool
	Provider, Recipient       *end
	Hops                      []*end
	FlowType, Stage, PlanType string
	Amount                    *money
	InKind                    string
	Country, TargetGroup      string
	Percentage                string
	Label, Value, Qualifier   string
	Measure, People, Category string
	Cumulative                bool
	PercentOfTarget           string
	BreakdownOf               *struct{ Label, Value string }
	Breakdown                 claims
	FindingType, Text         string
	Number                    int
	Ratings                   []struct{ Dimension, Value, Scale string }
	AddressedTo               *addressees
	Count                     int
	Initiatives               []*thing
	Currency, WorthIn         string
	Day, Rate                 string
}

// claims is a page of a list of claims.
type claims struct {
	TotalCount int
	Nodes      []*claim
	PageInfo   pageInfo
}

type (
	date     struct{ Text string }
	end      struct{ Stakeholder, Initiative *thing }
	money    struct{ Amount, Currency string }
	evidence struct {
		Document             *thing
		Locator, Note, Basis string
	}
	group struct {
		Label, Country string
		AppointedBy    *thing
	}
	headcount struct {
		Value     int
		Qualifier string
	}
	addressees struct {
		Mode         string
		Stakeholders []*thing
		List         []struct {
			Stakeholder *thing
			Note        string
		}
	}
)

// sentence says what the claim says.
func (c *claim) sentence() sentence {
	switch c.Typename {
	case "Participation":
		return c.participation()
	case "Flow":
		return c.flow()
	case "Plan":
		return c.plan()
	case "Affiliation":
		return say(c.Stakeholder, " "+graph.LinkType(c.AffiliationType).Phrase()+" ", c.To, c.when())
	case "InitiativeLink":
		return say(c.From, " "+graph.LinkType(c.LinkType).Phrase()+" ", c.To, c.when())
	case "Presence":
		return c.presence()
	case "Classification":
		return c.classification()
	case "DocumentLink":
		return c.documentLink()
	case "Result":
		return c.result()
	case "Finding":
		return c.finding()
	case "ExchangeRate":
		return say("On " + c.Day + ", 1 " + c.Currency + " was worth " + c.Rate + " " + c.WorthIn)
	case "CoParticipant":
		return say(c.Stakeholder, ": "+number(c.Count, "joint initiative"), ", ", list(links(c.Initiatives)))
	}
	return say("a claim of a kind that this page does not know")
}

var qualifiers = map[string]string{"MORE_THAN": "more than ", "AT_LEAST": "at least ", "ABOUT": "about "}

func (c *claim) participation() sentence {
	who := say(c.Stakeholder)
	switch {
	case c.Group != nil:
		who = c.Group.sentence()
	case c.UnnamedUnits:
		who = say("Units of ", who, " that the source does not name")
	}
	out, as := say(who, " "+graph.Role(c.Role).Phrase()+" ", c.Initiative), ", as «"
	if c.Role == "COORDINATED_WITH" {
		out, as = say(c.Initiative, " was coordinated with ", who), ", on «"
	}
	if c.Capacity != "" {
		out = say(out, as, quoted(c.Capacity), "»")
	}
	if c.DelegationOf != nil {
		out = say(out, ", in the delegation of ", c.DelegationOf)
	}
	if c.Headcount != nil {
		out = say(out, ", with "+c.Headcount.String())
	}
	return say(out, c.when())
}

func (h *headcount) String() string { return qualifiers[h.Qualifier] + number(h.Value, "person") }

// number counts things of a name that takes an s in the plural.
func number(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return thousands(n) + " " + of + "s"
}

func (g *group) sentence() sentence {
	out := say("a group, «", quoted(g.Label), "»")
	if g.Country != "" {
		out = say(out, " ("+g.Country+")")
	}
	if g.AppointedBy != nil {
		out = say(out, ", appointed by ", g.AppointedBy)
	}
	return out
}

func (c *claim) presence() sentence {
	out := say(c.Stakeholder, " works")
	if c.Theme != nil {
		out = say(out, " on ", c.Theme)
	}
	switch {
	case c.Place != nil:
		out = say(out, " in ", c.Place)
	case c.Country != "":
		out = say(out, " in "+c.Country)
	}
	if c.TargetGroup != "" {
		out = say(out, ", for ", quoted(c.TargetGroup))
	}
	if c.Initiative != nil {
		out = say(out, ", within ", c.Initiative)
	}
	if c.PresenceRole != "" {
		out = say(out, ", as "+words(c.PresenceRole))
	}
	return say(out, c.when())
}

func (c *claim) classification() sentence {
	out := say(c.whose())
	switch c.Percentage {
	case "":
	case "100":
		out = say("all of ", out)
	default:
		out = say(c.Percentage+" % of ", out)
	}
	if c.Theme != nil {
		return say(out, " is about ", c.Theme)
	}
	return say(out, " has to do with ", c.Place)
}

// whose is the subject of a claim that is of a body, of an initiative or of both.
func (c *claim) whose() sentence {
	switch {
	case c.Stakeholder == nil:
		return say(c.Initiative)
	case c.Initiative == nil:
		return say(c.Stakeholder)
	}
	return say(c.Stakeholder, " with ", c.Initiative)
}

func (c *claim) documentLink() sentence {
	out := say(c.Document, " is about ", c.whose())
	if c.Category != "" {
		out = say(out, " (", quoted(kindOfPaper(c.Category)), ")")
	}
	return out
}

func (c *claim) result() sentence {
	out := say(c.whose(), ": "+c.figure()+" ", quoted(c.Label))
	if c.BreakdownOf != nil {
		out = say(c.whose(), ": of ", quoted(c.BreakdownOf.Label), ", "+c.figure()+" ", quoted(c.Category))
	}
	if c.People != "" {
		out = say(out, " (", quoted(c.People), ")")
	}
	if c.Place != nil {
		out = say(out, ", ", c.Place)
	}
	if c.PercentOfTarget != "" {
		out = say(out, "; "+c.PercentOfTarget+" % of the end target")
	}
	if c.Cumulative {
		out = say(out, "; all since the beginning")
	}
	return say(out, c.when())
}

// figure writes a number as it is meant.
func (c *claim) figure() string {
	if c.Value == "" {
		return "(figure not stated)"
	}
	value := grouped(c.Value)
	if c.Measure == "PERCENT" {
		value += " %"
	}
	return qualifiers[c.Qualifier] + value
}

func (c *claim) finding() sentence {
	kind := words(c.FindingType)
	if c.Number > 0 {
		kind = fmt.Sprintf("%s %d", kind, c.Number)
	}
	return say(strings.ToUpper(kind[:1])+kind[1:]+" on ", c.whose(), ": ", quoted(c.Text))
}

// when tells the claim's own dates, in words.
func (c *claim) when() string {
	if c.DatedBy == "INITIATIVE" {
		return ""
	}
	if w := period(c.Start, c.End); w != "" {
		return ", " + w
	}
	return ""
}

// period tells dates in words, empty if none is known.
func period(start, end *date) string {
	switch {
	case start == nil && end == nil:
		return ""
	case start == nil:
		return "until " + end.Text
	case end == nil:
		return "from " + start.Text + " (end not stated)"
	case start.Text == end.Text:
		return start.Text
	}
	return start.Text + " to " + end.Text
}

// details are what is said beside the sentence.
func (c *claim) details() []sentence {
	var out []sentence
	if c.Note != "" {
		out = append(out, say(quoted(c.Note)))
	}
	if c.Breakdown.TotalCount > 0 {
		var parts []sentence
		for _, b := range c.Breakdown.largestFirst() {
			parts = append(parts, say(quoted(b.Category), " "+b.figure()))
		}
		out = append(out, say("Of these: ", list(parts), more(c.Breakdown.TotalCount-len(parts))))
	}
	for _, r := range c.Ratings {
		rating := say("Rated in ", quoted(r.Dimension), ": ", quoted(r.Value))
		if r.Scale != "" {
			rating = say(rating, " (of ", quoted(r.Scale), ")")
		}
		out = append(out, rating)
	}
	if c.AddressedTo != nil {
		out = append(out, c.AddressedTo.sentence())
	}
	return out
}

// largestFirst orders figures by value, those without one last.
func (c *claims) largestFirst() []*claim {
	value := func(c *claim) float64 {
		if v, err := strconv.ParseFloat(c.Value, 64); err == nil {
			return v
		}
		return math.Inf(-1)
	}
	return slices.SortedStableFunc(slices.Values(c.Nodes), func(x, y *claim) int { return cmp.Compare(value(y), value(x)) })
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return " and " + thousands(n) + " more"
}

func (a *addressees) sentence() sentence {
	var all []sentence
	for _, to := range a.List {
		s := say(to.Stakeholder)
		if to.Note != "" {
			s = say(s, " (", quoted(to.Note), ")")
		}
		all = append(all, s)
	}
	return say(a.to(len(all)), list(all))
}

// to begins the list of n addressees.
func (a *addressees) to(n int) string {
	if a.Mode == "ANY" && n > 1 {
		return "Addressed to any of: "
	}
	return "Addressed to: "
}
