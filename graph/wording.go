package graph

import "strings"

// Phrases are verbs for sentences about claims: «IOM organised the roundtable».

// Phrase gives the verb for taking part in a role.
func (r Role) Phrase() string {
	switch r {
	case "FUNDING":
		return "funded"
	case "ACCOUNTABLE":
		return "was accountable for"
	case "EXTENDING":
		return "managed the funder's money for"
	case "IMPLEMENTING":
		return "carried out"
	case "ORGANIZER":
		return "organised"
	case "CO_ORGANIZER":
		return "was among the organisers of"
	case "HOST":
		return "hosted"
	case "PARTNER":
		return "was a partner in"
	case "PARTICIPANT":
		return "took part in"
	case "FACILITATOR":
		return "facilitated"
	case "INITIATOR":
		return "started"
	case "SUPPORTER":
		return "supported"
	}
	return inWords(string(r))
}

// Phrase gives the verb for a link from one thing to another.
func (l LinkType) Phrase() string {
	switch l {
	case LinkParticipatesIn:
		return "took part in"
	case LinkFunds:
		return "provided money or goods to"
	case LinkWorksIn:
		return "works in"
	case LinkLocatedIn:
		return "is placed in"
	case LinkAbout:
		return "is about"
	case "PART_OF":
		return "is a part of"
	case "COUNTRY_OFFICE_OF":
		return "is a country office of"
	case "SECRETARIAT_OF":
		return "is the secretariat of"
	case "MEMBER_OF":
		return "is a member of"
	case "CONTRIBUTOR_TO", "CONTRIBUTES_TO":
		return "contributes to"
	case "REPRESENTS":
		return "represents"
	case "ACCREDITED_TO":
		return "is accredited to"
	case "SUCCEEDS":
		return "took the place of"
	case "SUPPORTS":
		return "supports"
	case "CO_FUNDED_WITH":
		return "is paid for together with"
	case LinkType(thirdPartyReportOf):
		return "is what another body reports of perhaps the same work as"
	case "DISCUSSES":
		return "discussed"
	case "EVALUATES":
		return "evaluates"
	case "PRODUCED":
		return "produced"
	}
	return inWords(string(l))
}

// inWords gives a code for which there are no words as it reads best.
func inWords(code string) string {
	return strings.ToLower(strings.ReplaceAll(code, "_", " "))
}
