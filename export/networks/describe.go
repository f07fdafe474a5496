package networks

import (
	"math"

	"github.com/migraph/migraph/graph"
)

// Funding is the colour of what funds: of links, for funder is a role and no kind.
const Funding = "#4CA18A"

// colours by what a thing is.
var colours = map[string]string{
	"Organization": "#0674CF", "Government": "#952308", "Embassy": "#6C338A",
	"Initiative": "#CA7B0A", "Document": "#566F71", "Place": "#5F7A12", "Theme": "#B0417C",
}

// Type gives what a thing is in one word: the kind of a stakeholder, else its type.
func (t *Thing) Type() string {
	s, isStakeholder := t.Record.(*graph.Stakeholder)
	switch {
	case !isStakeholder:
		return graph.TypeOf(t.Record).Name
	case s.Kind == "GOVERNMENT":
		return "Government"
	case s.Kind == "EMBASSY":
		return "Embassy"
	}
	return "Organization"
}

// Colour gives the colour in which the kind of a thing is drawn, as #RRGGBB.
func (t *Thing) Colour() string { return colours[t.Type()] }

// The sizes of things.
const smallest, largest = 10, 60

// Size gives the size in which a thing is drawn: it grows with the square root of the
// number of its links here, so that the area does with the number.
func (t *Thing) Size() float64 {
	return math.Round(min(smallest+4*math.Sqrt(float64(t.Links)), largest)*100) / 100
}

// Day gives a bound of time, empty if it is before or after all days.
func Day(d string) string {
	if d <= "0000-99" || d > "9999-12-31" {
		return ""
	}
	return d
}

// Colour gives the colour of a link of the claim, empty for no own one.
func (c *Claim) Colour(l graph.Link) string {
	if l.Type == graph.LinkFunds || l.Role == "FUNDING" {
		return Funding
	}
	return ""
}
