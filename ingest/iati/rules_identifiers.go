package iati

import (
	"slices"
	"strings"
)

// identifierRules are about the form of identifiers.
func identifierRules() []rule {
	return append(formRules(),
		rule{"1.1.1", "The activity identifier should begin with the organisation identifier of the reporting organisation, or with a previous one.",
			[]string{"iati-identifier"}, func(s *scope, e *element) bool { return e == s.e.child("iati-identifier") && !beginsWithReporter(s, e) }},
		rule{"1.1.3", "The activity identifier must be different from the organisation identifier of the reporting organisation.",
			[]string{"iati-identifier"}, func(s *scope, e *element) bool {
				return e.value() != "" && e.value() == s.e.child("reporting-org").attr("ref")
			}},
		rule{"1.7.2", "The organisation identifier must be present.", []string{"reporting-org"},
			func(_ *scope, e *element) bool { return e.attr("ref") == "" }})
}

// formRules are about what no identifier may be like.
func formRules() []rule {
	var out []rule
	for _, x := range []struct{ number, path, attribute string }{
		{"1.3", "iati-identifier", ""},
		{"1.12", "organisation-identifier", ""},
		{"1.8", "participating-org", "ref"},
		{"1.9", "participating-org", "activity-id"},
		{"1.10", "transaction/provider-org", "ref"},
		{"1.10", "planned-disbursement/provider-org", "ref"},
		{"1.15", "transaction/receiver-org", "ref"},
		{"1.15", "planned-disbursement/receiver-org", "ref"},
		{"1.4", "transaction/provider-org", "provider-activity-id"},
		{"1.4", "planned-disbursement/provider-org", "provider-activity-id"},
		{"1.5", "transaction/receiver-org", "receiver-activity-id"},
		{"1.5", "planned-disbursement/receiver-org", "receiver-activity-id"},
		{"1.7", "related-activity", "ref"},
		{"1.17", "recipient-org-budget/recipient-org", "ref"},
		{"1.11", "other-identifier/owner-org", "ref"},
	} {
		out = append(out, formOf(x.number, x.path, x.attribute, func(*scope, *element) bool { return true })...)
	}
	// Of the same element, another rule of the standard each.
	earlier := func(kind string) func(*scope, *element) bool {
		return func(_ *scope, e *element) bool { return strings.EqualFold(e.attr("type"), kind) }
	}
	inFile := func(organisations bool) func(*scope, *element) bool {
		return func(s *scope, _ *element) bool { return s.organisations == organisations }
	}
	return slices.Concat(out,
		formOf("1.14", "reporting-org", "ref", inFile(false)), formOf("1.18", "reporting-org", "ref", inFile(true)),
		formOf("1.6", "other-identifier", "ref", earlier("A3")), formOf("1.16", "other-identifier", "ref", earlier("B1")))
}

// formOf gives the two rules about the form of an identifier, an attribute or the text
// of those elements to which they apply.
func formOf(number, path, attribute string, applies func(*scope, *element) bool) []rule {
	return []rule{
		{number + ".1", "The identifier should not start or end with spaces or newlines. It was read without them.", []string{path},
			func(s *scope, e *element) bool { return applies(s, e) && hasOuterSpace(written(e, attribute)) }},
		{number + ".13", "The identifier must not contain any of the symbols /, &, | or ?.", []string{path},
			func(s *scope, e *element) bool {
				return applies(s, e) && strings.ContainsAny(written(e, attribute), "/&|?")
			}},
	}
}

// written gives an attribute, or the text, as written.
func written(e *element, attribute string) string {
	if attribute == "" {
		return string(e.text)
	}
	v, _ := e.raw(attribute)
	return v
}

func hasOuterSpace(s string) bool { return s != strings.TrimSpace(s) }

// beginsWithReporter tells whether an activity's identifier begins with that of who
// reports, or with one that it had before.
func beginsWithReporter(s *scope, e *element) bool {
	id := strings.ToUpper(e.value())
	begins := func(ref string) bool { return ref != "" && strings.HasPrefix(id, strings.ToUpper(ref)) }
	if begins(s.e.child("reporting-org").attr("ref")) {
		return true
	}
	for _, o := range s.e.all("other-identifier") {
		if o.attr("type") == "B1" && begins(o.attr("ref")) {
			return true
		}
	}
	return false
}
