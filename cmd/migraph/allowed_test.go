package main

import (
	"testing"

	"github.com/migraph/migraph/internal/api"
)

func TestAllowed(t *testing.T) {
	s := api.Schema()
	for message, want := range map[string]string{
		"the variable $orderBy: FOO is not a valid SortDirection":                               "",
		`Value "NGO" does not exist in "StakeholderKind" enum.`:                                 "Write one of ORGANIZATION, GOVERNMENT, EMBASSY.",
		"the variable $where.kind.eq: NGO is not a valid StakeholderKind (input: and the same)": "Write one of ORGANIZATION, GOVERNMENT, EMBASSY.",
		"the variable $where.and[0].period: unknown field":                                      oneOfNames(s.Types["StakeholderFilter"]),
		"the variable $where.nam: unknown field (input: variable.where.nam unknown field)":      oneOfNames(s.Types["StakeholderFilter"]),
		"the variable $nothing.nam: unknown field":                                              "",
		"the store is away": "",
	} {
		if got := allowed(s, message, "stakeholders"); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", message, got, want)
		}
	}
	if oneOfNames(s.Types["StakeholderFilter"]) == "" {
		t.Error("a filter has no fields")
	}
}
