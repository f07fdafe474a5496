package migraphyaml

import (
	"strconv"

	"github.com/migraph/migraph/graph"
)

func (r *reader) presence(n *node, of subject, around []citedAt) {
	of = r.subject(n, of)
	p := &graph.Presence{
		StakeholderID: of.stakeholder,
		InitiativeID:  of.initiative,
		Role:          graph.Role(r.value(n.get("role"))),
		PlaceID:       r.ref(n.get("place"), place),
		Country:       r.country(n.get("country")),
		ThemeID:       r.ref(n.get("theme"), theme),
		TargetGroup:   r.text(n.get("targetGroup")),
		Sensitivity:   graph.Sensitivity(r.value(n.get("sensitivity"))),
		Reviewed:      r.flag(n.get("reviewed")),
		Note:          r.text(n.get("note")),
		Timing:        graph.Timing{Period: r.period(n)},
	}
	if n.field("place") == nil && n.field("country") == nil {
		r.add(n.at, `a presence says where somebody works; add "place:" or "country:"`)
	}
	switch in := r.countryOf(p.PlaceID); {
	case in == "":
	case p.Country == "":
		p.Country = in
	case p.Country != in:
		r.add(n.get("country").at, "%s lies in %s, not in %s; correct the place or the country", quote(p.PlaceID), in, p.Country)
	}
	r.claim("presence", n, p, around)
}

// countryOf gives the country of a place: its own, else that of the place
// within which it lies.
func (r *reader) countryOf(key string) graph.Text {
	for range maxWithin {
		if own := r.root.get("places").get(key).get("country"); own != nil {
			return graph.Text(r.value(own))
		}
		key = r.around(key)
	}
	return ""
}

// classification reads a place or a theme that stands in the section of its own.
func (r *reader) classification(n *node, around []citedAt) {
	r.either(n, "stakeholder", "initiative")
	r.either(n, "place", "theme")
	r.classified(n, r.subject(n, subject{}), n.get("place"), n.get("theme"), around)
}

// documentLink reads a document that is about something; n may be its mere key.
func (r *reader) documentLink(n *node, of subject, around []citedAt) {
	about := r.subject(n, of)
	r.needsSubject("link of a document", n, of)
	r.claim("link of a document", n, &graph.DocumentLink{
		StakeholderID: about.stakeholder, InitiativeID: about.initiative,
		DocumentID: r.ref(n.orField("document"), document),
		Category:   r.text(n.get("category")),
		Note:       r.text(n.get("note")),
	}, around)
}

// classified reads a place or a theme of something; n may be its mere key.
func (r *reader) classified(n *node, of subject, where, about *node, around []citedAt) {
	c := &graph.Classification{
		StakeholderID: of.stakeholder,
		InitiativeID:  of.initiative,
		PlaceID:       r.ref(where, place),
		ThemeID:       r.ref(about, theme),
		Percentage:    r.percentage(n.get("percentage")),
		Vocabulary:    r.text(n.get("vocabulary")),
		Note:          r.text(n.get("note")),
		Timing:        graph.Timing{Period: r.period(n)},
	}
	r.claim("classification", n, c, around)
}

// either tells of a claim that has none or both of two fields.
func (r *reader) either(n *node, first, second string) {
	x, y := n.field(first), n.field(second)
	switch {
	case x == nil && y == nil:
		r.add(n.at, `there is neither %q nor %q here; add one of the two`, first, second)
	case x != nil && y != nil:
		r.add(y.at, "there is %q and %q; write one entry for each", first, second)
	}
}

func (r *reader) percentage(n *node) graph.Text {
	s := r.decimal(n)
	if v, err := strconv.ParseFloat(string(s), 64); err == nil && (v < 0 || v > 100) {
		r.add(n.at, "a part of a whole lies between 0 and 100 percent, and %s does not; correct it", quote(string(s)))
	}
	return s
}
