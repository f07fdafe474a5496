package iati

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// related gives the related activities of a type.
func (s *scope) related(kind string) []*element {
	var out []*element
	for _, e := range s.e.all("related-activity") {
		if e.attr("type") == kind {
			out = append(out, e)
		}
	}
	return out
}

// relatedActivities reads how the activity is related to others. A parent that names
// a child and a child that names its parent say the same: one claim.
func (s *scope) relatedActivities() error {
	for _, e := range s.e.all("related-activity") {
		s.account.Read("related-activity", 1)
		l, ok := s.link(e)
		if !ok {
			continue
		}
		if err := s.claim("", l, e); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) link(e *element) (*graph.InitiativeLink, bool) {
	key := initiativeKey(e.attr("ref"))
	if key == "" {
		s.skip("related-activity-without-identifier", "It does not say, or not in an identifier, which activity is related.", e)
		return nil, false
	}
	if s.isOwn(e.attr("ref")) {
		s.skip("related-to-itself", "The activity is said to be related to itself.", e)
		return nil, false
	}
	l := &graph.InitiativeLink{FromID: s.key, ToID: key}
	switch e.attr("type") {
	case "1": // the other is the parent
		l.Type = "PART_OF"
	case "2": // the other is a child
		l.Type, l.FromID, l.ToID = "PART_OF", key, s.key
	case "3":
		s.drop("sibling", "Siblings are left out: that two activities have one parent follows from the parent, and does not link them otherwise.", e)
		return nil, false
	case "4":
		l.Type = "CO_FUNDED_WITH"
		if l.ToID < l.FromID { // it goes both ways: whoever tells it, it is one claim
			l.FromID, l.ToID = l.ToID, l.FromID
		}
	case "5":
		l.Type = "THIRD_PARTY_REPORT_OF"
	default:
		s.skip("9.53.1", "The related activity type is invalid, so it says nothing; it is left out.", e)
		return nil, false
	}
	s.refer(e.attr("ref"), e)
	return l, true
}

// isOwn tells whether an identifier is that of the activity itself: as it stands,
// with other spaces, or in the short form that lacks the reporter's own identifier.
func (s *scope) isOwn(id string) bool {
	key := initiativeKey(id)
	if key == "" {
		return false
	}
	plain := func(key string) string { return strings.ReplaceAll(key, " ", "") }
	return plain(key) == plain(s.key) || s.key == initiativeKey(s.reporterID+"-"+id)
}

// refer notes that the file refers to an activity, and gives its key.
func (s *scope) refer(id string, e *element) string {
	key := initiativeKey(id)
	s.referredTo.at(key, func() *mention {
		m := s.mention(e)
		m.id = graph.Clean(id)
		return m
	})
	return key
}

// giveReferred gives the activities to the sink that the file refers to without
// telling of them: their identifier is all that is known.
func (r *reader) giveReferred() error {
	return r.referredTo.each(func(key string, m *mention) error {
		if r.described[key] {
			return nil
		}
		r.account.Read("activity that is only referred to", 1)
		i := &graph.Initiative{Thing: graph.Thing{
			Name: "Activity " + m.id, Identifiers: []*graph.Identifier{{Scheme: schemeActivity, Value: m.id}},
		}}
		return r.sink.Thing(graph.ThingInput{Key: key, Record: i, Evidence: r.undated(m), Where: m.where})
	})
}
