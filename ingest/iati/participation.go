package iati

import (
	"cmp"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
)

// participations reads participating-org.
func (s *scope) participations() error {
	for _, e := range s.e.all("participating-org") {
		s.account.Read("participating-org", 1)
		role := roleOf(e.attr("role"))
		if role == "" {
			s.skip("9.41.1", "The organisation role is invalid, so nobody can tell what the organisation does here; it is left out.", e)
			continue
		}
		key, v := s.classify(e)
		p := &graph.Participation{StakeholderID: key, InitiativeID: s.key, Role: role}
		if v.Class != bodies.Body {
			if v.Label == "" {
				s.skip(cmp.Or(nothingSaid(e), "nobody-named"), "It names nobody: it is empty, or says no more than «not applicable» and the like.", e)
				continue
			}
			if v.Class == bodies.Unnamed {
				s.flag("group", "It names no body but a kind of bodies; it is taken for a group without identity.", e)
			}
			p.GroupLabel, p.GroupCategory = graph.Text(cutText(v.Label, maxName)), graph.Text(v.Category)
		}
		if e.attr("activity-id") != "" {
			s.skip("activity-of-participant", "The participant's own activity is left out: it is linked where a transaction or a related activity names it.", e)
		}
		if err := s.claim("", p, e); err != nil {
			return err
		}
	}
	return nil
}

// nothingSaid gives the rule for a participant with neither identifier nor name.
func nothingSaid(e *element) string {
	if e.attr("ref") == "" && e.says() == "" {
		return "6.10.1"
	}
	return ""
}
