package graph

import "strings"

// SchemeOrganization is the scheme of identifiers of bodies as IATI and org-id.guide
// write them: a register's prefix, a hyphen, the register's own number.
const SchemeOrganization = "org-id"

// equivalents are identifiers of bodies that registers and publishers write in
// several ways, each with the one in which they are compared. An entry stands here
// only if its source says that both are the same body.
var equivalents = map[string]string{
	// The United Kingdom's Department for International Development, now the Foreign,
	// Commonwealth & Development Office: GB-1 is its agency code in the list of the
	// OECD's Development Assistance Committee (IATI codelist OrganisationIdentifier),
	// GB-GOV-1 what it publishes under (IATI registry).
	"GB-1": "GB-GOV-1",
	// Sida: SE-6 is its agency code in the same list, SE-0 what it publishes under.
	"SE-6": "SE-0",
}

// The codes of multilateral bodies in the OECD's list of channels of delivery
// (IATI codelist CRSChannelCode, 40000 to 47999: 47066 is the International
// Organization for Migration, 47046 the Francophonie). IATI has them with a prefix
// since version 2.01, files before that without. Other numbers of five digits
// stay as they are: UNHCR and others number bodies so, too.
const (
	channelPrefix = "XM-DAC-"
	firstChannel  = "40000"
	lastChannel   = "47999"
)

// equivalent gives the form in which the value of an identifier of a body is
// compared; value is in capitals.
func equivalent(value string) string {
	if same, known := equivalents[value]; known {
		return same
	}
	if len(value) == len(firstChannel) && value >= firstChannel && value <= lastChannel &&
		strings.Trim(value, "0123456789") == "" {
		return channelPrefix + value
	}
	return value
}
