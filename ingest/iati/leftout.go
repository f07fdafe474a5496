package iati

// What is read of each element, and what is left out on purpose. Every element that
// is not read is counted by a rule.

// leaving says why an element is left out.
type leaving struct {
	rule, says string
	withheld   bool
}

// readElements are the children that are read, or counted by a rule elsewhere.
var readElements = map[string]map[string]bool{
	"iati-activity": names("iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status",
		"activity-date", "recipient-country", "recipient-region", "sector", "tag", "humanitarian-scope", "policy-marker",
		"default-finance-type", "default-aid-type", "budget", "planned-disbursement", "transaction", "document-link",
		"related-activity", "result"),
	"transaction": names("transaction-type", "transaction-date", "value", "description", "provider-org", "receiver-org",
		"sector", "recipient-country", "recipient-region", "finance-type", "aid-type"),
	"iati-organisation": names("organisation-identifier", "iati-identifier", "name", "reporting-org", "total-budget",
		"recipient-org-budget", "recipient-country-budget", "recipient-region-budget", "document-link"),
	"result":    names("title", "indicator", "document-link"),
	"indicator": names("title", "baseline", "period", "document-link"),
}

// leftOut are the children that the standard knows and that are left out.
var leftOut = map[string]map[string]leaving{
	"iati-activity": {
		"contact-info": {"contact-info", "Contacts are personal data; they are not taken over.", true},
		"location": {"location", "Locations and their coordinates are left out: to tell where somebody works can endanger people. " +
			"The countries of the activity are kept.", true},
		"other-identifier":     {"other-identifier", "Identifiers of other systems are left out: they do not lead from one file to another.", false},
		"legacy-data":          {"legacy-data", "Data of a publisher's former system has no meaning that others could know.", false},
		"conditions":           {"conditions", "The text of conditions is left out: it is long and says nothing of who works with whom.", false},
		"crs-add":              {"crs-add", "What is added for the OECD's Creditor Reporting System is left out.", false},
		"fss":                  {"fss", "Forward spending surveys are left out: plans are read from budgets and planned disbursements.", false},
		"capital-spend":        {"capital-spend", "The share of capital spending is left out.", false},
		"country-budget-items": {"country-budget-items", "The relation to budget lines of a country's government is left out.", false},
		"activity-scope":       {"activity-scope", "The geographical scope is left out: countries and regions say it better.", false},
		"collaboration-type":   {"collaboration-type", "The type of collaboration, such as bilateral, is left out.", false},
		"default-flow-type":    {"default-flow-type", "The flow type, such as ODA, is left out.", false},
		"default-tied-status":  {"default-tied-status", "Whether aid is tied is left out.", false},
		"activity-website":     {"activity-website", "The website of the activity, an element of version 1, is left out.", false},
	},
	"transaction": {
		"disbursement-channel": {"transaction-disbursement-channel", "The channel of disbursement is left out.", false},
		"flow-type":            {"transaction-flow-type", "The flow type, such as ODA, is left out.", false},
		"tied-status":          {"transaction-tied-status", "Whether aid is tied is left out.", false},
	},
	"iati-organisation": {
		"total-expenditure": {"total-expenditure", "The total expenditure of a body is left out: it is no plan, and no flow to anybody.", false},
	},
	"result": {
		"description": {"result-description", "Descriptions of results are left out; the titles are kept.", false},
		"reference":   {"result-reference", "References to frameworks of results are left out.", false},
	},
	"indicator": {
		"description": {"indicator-description", "Descriptions of indicators are left out; the titles are kept.", false},
		"reference":   {"indicator-reference", "References to lists of indicators are left out.", false},
	},
}

// leaveOut counts what is not read of the entry.
func (s *scope) leaveOut() {
	s.leaveOutOf(s.e)
	for _, e := range s.e.children {
		switch e.name {
		case "transaction":
			if e.attr("provider-activity-id") != "" || e.attr("receiver-activity-id") != "" {
				s.skip("attribute-in-wrong-place", "The identifier of an activity stands on the transaction; it belongs on provider-org or receiver-org, and is left out.", e)
			}
			s.leaveOutOf(e)
		case "participating-org":
			if e.attr("provider-activity-id") != "" {
				s.skip("attribute-in-wrong-place", "The identifier of an activity stands on the transaction; it belongs on provider-org or receiver-org, and is left out.", e)
			}
		case "result":
			s.leaveOutOf(e)
			for _, i := range e.all("indicator") {
				s.leaveOutOf(i)
			}
		case "total-budget", "recipient-org-budget", "recipient-country-budget", "recipient-region-budget":
			for _, line := range e.all("budget-line") {
				s.skip("budget-line", "Lines of a budget are left out: they are parts of its value.", line)
			}
		}
	}
}

func (s *scope) leaveOutOf(e *element) {
	for _, c := range e.children {
		if readElements[e.name][c.name] {
			continue
		}
		l, known := leftOut[e.name][c.name]
		switch {
		case !known:
			s.skip("unknown-element", "The element is not part of the IATI standard, or not at this place.", c)
		case l.withheld:
			s.account.Withhold(l.rule, l.says, s.where(c))
		default:
			s.drop(l.rule, l.says, c)
		}
	}
}

func names(all ...string) map[string]bool {
	out := make(map[string]bool, len(all))
	for _, n := range all {
		out[n] = true
	}
	return out
}
