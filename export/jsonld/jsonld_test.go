package jsonld

import (
	"strings"
	"testing"

	"github.com/migraph/migraph/export/networks"
	"github.com/migraph/migraph/graph"
)

// What nobody says of a body is not said of it here either.
func TestOnlyGovernmentsAreSaidToBeGovernments(t *testing.T) {
	for kind, want := range map[graph.StakeholderKind]string{
		"":             "org:Organization schema:Organization",
		"ORGANIZATION": "org:Organization schema:Organization",
		"GOVERNMENT":   "Government org:Organization schema:GovernmentOrganization",
		"EMBASSY":      "Embassy org:Organization schema:GovernmentOrganization",
	} {
		thing := &networks.Thing{Record: &graph.Stakeholder{Kind: kind}}
		if got := strings.Join(typesOf(thing), " "); got != want {
			t.Errorf("%q: %s, want %s", kind, got, want)
		}
	}
}
