package iati

import (
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
)

// organisation reads an entry of an organisation file: the body, its plans and its
// documents.
func (s *scope) organisation() error {
	if s.key = s.organisationKey(); s.key == "" {
		return nil
	}
	for _, read := range []func() error{s.organisationPlans, s.documentLinks} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// organisationKey notes the body and gives its key, empty if it cannot be told which
// it is. Version 1 calls the identifier iati-identifier.
func (s *scope) organisationKey() string {
	id, name := s.e.child("organisation-identifier"), s.e.child("name")
	if id == nil {
		id = s.e.child("iati-identifier")
	}
	lang, _ := s.e.raw("lang")
	e := &element{name: s.e.name, line: s.e.line, attrs: []attribute{{"ref", id.value()}, {"lang", lang}}}
	if name != nil {
		e.children, e.text = name.children, name.text
	}
	if reporting := s.e.child("reporting-org"); bodies.Ref(reporting.attr("ref")) == bodies.Ref(id.value()) {
		e.attrs = append(e.attrs, attribute{"type", reporting.attr("type")})
	}
	v := bodies.Classify(e.says(), e.attr("ref"), e.attr("type"))
	if v.Class != bodies.Body {
		if v.Class == bodies.Person {
			s.withhold(s.e)
			return ""
		}
		s.skip("organisation-without-identifier", "Neither an identifier nor a name tells which organisation it is.", s.e)
		return ""
	}
	return s.body(e, v, s.reporter == s.identify(e, v.Label).Key())
}

// organisationPlans reads the budgets of an organisation. It is the provider of all:
// what it plans to spend, on whom or where.
func (s *scope) organisationPlans() error {
	seen := map[string]int{}
	for _, e := range s.e.children {
		b := &graph.Budget{Provider: graph.End{StakeholderID: s.key}, Status: planStatusOf(e.attr("status"))}
		switch e.name {
		case "total-budget":
			b.Type = "TOTAL_BUDGET"
		case "recipient-org-budget":
			b.Type = "RECIPIENT_ORG_BUDGET"
			if to := e.child("recipient-org"); to != nil {
				b.Recipient.StakeholderID, _ = s.classify(to)
			}
		case "recipient-country-budget":
			b.Type = "RECIPIENT_COUNTRY_BUDGET"
			b.PlaceID = s.plannedFor(e.child("recipient-country"))
		case "recipient-region-budget":
			b.Type = "RECIPIENT_REGION_BUDGET"
			b.PlaceID = s.plannedFor(e.child("recipient-region"))
		default:
			continue
		}
		s.account.Read(e.name, 1)
		if err := s.plan(b, e, seen); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) plannedFor(e *element) string {
	if e == nil {
		return ""
	}
	p, _ := s.placeOf(e)
	return p.key
}
