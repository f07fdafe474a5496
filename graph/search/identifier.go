package search

import (
	"strings"

	"github.com/migraph/migraph/graph"
)

// identifierKey is graph.IdentifierKey without a scheme: people type values.
func identifierKey(value string) string {
	return strings.TrimPrefix(graph.IdentifierKey("", value), ":")
}

// sameKey is the form of an identifier in which those of bodies that mean the same are
// one: GB-1 is GB-GOV-1.
func sameKey(value string) string {
	return strings.TrimPrefix(graph.IdentifierKey(graph.SchemeOrganization, value), graph.SchemeOrganization+":")
}

// withoutRegister gives an identifier of org-id.guide without the prefix of its
// register: a jurisdiction of two letters and a code (XM-DAC-47066 gives 47066).
func withoutRegister(key string) (string, bool) {
	jurisdiction, rest, ok := strings.Cut(key, "-")
	if !ok || len(jurisdiction) != 2 || strings.Trim(jurisdiction, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", false
	}
	_, value, ok := strings.Cut(rest, "-")
	return value, ok && value != ""
}
