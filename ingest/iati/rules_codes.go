package iati

import (
	"mime"
	"slices"
	"strings"
)

// codeRules are about codes that are in no list of the standard. The reader treats
// what is unknown to it as not given; where it must leave out more than the code, it
// tells of it itself: roles, types of transactions, countries, vocabularies of sectors.
func codeRules() []rule {
	in := func(id, says, list, attribute string, paths ...string) rule {
		return rule{id, says + " It is taken for unknown.", paths, func(s *scope, e *element) bool {
			code := e.attr(attribute)
			return code != "" && !codelists[list][code] && !s.isVersion1()
		}}
	}
	orgType := "The organisation type is invalid."
	status := "The budget status is invalid."
	category := "The document category code is invalid."
	out := []rule{
		in("9.42.1", orgType, "OrganisationType", "type", "participating-org"),
		in("9.88.1", orgType, "OrganisationType", "type", "transaction/provider-org"),
		in("9.89.1", orgType, "OrganisationType", "type", "transaction/receiver-org"),
		in("9.44.1", orgType, "OrganisationType", "type", "planned-disbursement/provider-org"),
		in("9.45.1", orgType, "OrganisationType", "type", "planned-disbursement/receiver-org"),
		in("9.26.1", "The description type is invalid.", "DescriptionType", "type", "description"),
		in("9.22.1", "The default aid type vocabulary is invalid.", "AidTypeVocabulary", "vocabulary", "default-aid-type"),
		in("9.81.1", "The aid type vocabulary is invalid.", "AidTypeVocabulary", "vocabulary", "transaction/aid-type"),
		in("9.23.1", "The default finance type is invalid.", "FinanceType", "code", "default-finance-type"),
		in("9.83.1", "The finance type is invalid.", "FinanceType", "code", "transaction/finance-type"),
		in("9.7.1", status, "BudgetStatus", "status", "budget"),
		in("9.113.1", status, "BudgetStatus", "status", "total-budget"),
		in("9.105.1", status, "BudgetStatus", "status", "recipient-org-budget"),
		in("9.102.1", status, "BudgetStatus", "status", "recipient-country-budget"),
		in("9.107.1", status, "BudgetStatus", "status", "recipient-region-budget"),
		in("9.8.1", "The budget type is invalid.", "BudgetType", "type", "budget"),
		in("9.43.1", "The planned disbursement budget type is invalid.", "BudgetType", "type", "planned-disbursement"),
		in("9.48.1", "The policy marker significance is invalid.", "PolicySignificance", "significance", "policy-marker"),
		in("9.79.1", "The tag vocabulary is invalid.", "TagVocabulary", "vocabulary", "tag"),
		in("9.55.1", "The result type is invalid.", "ResultType", "type", "result"),
		in("9.60.1", "The indicator measure is invalid.", "IndicatorMeasure", "measure", "result/indicator"),
		in("9.28.1", category, "DocumentCategory", "code", "document-link/category"),
		in("9.58.1", category, "DocumentCategory", "code", "result/document-link/category"),
		in("9.2.1", "The code to indicate why no budget is provided is invalid.", "BudgetNotProvided", "budget-not-provided", "."),
		{"9.54.1", orgType + " It is taken for unknown.", []string{"reporting-org"},
			func(s *scope, e *element) bool { return !s.organisations && badOrgType(e) }},
		{"9.112.1", orgType + " It is taken for unknown.", []string{"reporting-org"},
			func(s *scope, e *element) bool { return s.organisations && badOrgType(e) }},
		{"9.5.1", "The activity status code is invalid. It is taken for unknown.", []string{"activity-status"},
			func(_ *scope, e *element) bool { return e.attr("code") != "" && statusOf(e.attr("code")) == "" }},
		{"9.21.1", "The default aid type is invalid. It is taken for unknown.", []string{"default-aid-type"}, isNoAidType},
		{"9.80.1", "The aid type is invalid. It is taken for unknown.", []string{"transaction/aid-type"}, isNoAidType},
		{"9.77.1", "The OECD DAC category is invalid; it was read all the same.", []string{"sector"}, isNoCategory},
		{"9.124.1", "The OECD DAC category is invalid; it was read all the same.", []string{"transaction/sector"}, isNoCategory},
	}
	return slices.Concat(out, currencyRules(), languageRules(), formatRules())
}

func (r *reader) isVersion1() bool { return strings.HasPrefix(r.version, "1.") }

func badOrgType(e *element) bool {
	t := e.attr("type")
	return t != "" && !codelists["OrganisationType"][t]
}

func isNoAidType(_ *scope, e *element) bool {
	v := e.attr("vocabulary")
	return (v == "" || v == "1") && e.attr("code") != "" && !codelists["AidType"][e.attr("code")]
}

func isNoCategory(_ *scope, e *element) bool {
	return e.attr("vocabulary") == "2" && dacCategories[e.attr("code")] == ""
}

// currencyRules are about currencies that do not exist.
func currencyRules() []rule {
	in := func(id, attribute, path string) rule {
		return rule{id, "The currency code is invalid. The currency is taken for unknown.", []string{path},
			func(_ *scope, e *element) bool { c := e.attr(attribute); return c != "" && currencyOf(c) == "" }}
	}
	return []rule{
		{"9.3.1", "The default currency code is invalid. The currency is taken for unknown.", []string{"."},
			func(s *scope, e *element) bool { return !s.organisations && badCurrency(e) }},
		{"9.96.1", "The default currency code is invalid. The currency is taken for unknown.", []string{"."},
			func(s *scope, e *element) bool { return s.organisations && badCurrency(e) }},
		in("9.9.1", "currency", "budget/value"),
		in("9.46.1", "currency", "planned-disbursement/value"),
		in("9.94.1", "currency", "transaction/value"),
		in("9.114.1", "currency", "total-budget/value"),
		in("9.106.1", "currency", "recipient-org-budget/value"),
		in("9.104.1", "currency", "recipient-country-budget/value"),
		in("9.111.1", "currency", "recipient-region-budget/value"),
		{"7.8.1", "The value must have a currency, or the activity or organisation a default currency.",
			[]string{"budget/value", "planned-disbursement/value", "transaction/value", "total-budget/value",
				"recipient-org-budget/value", "recipient-country-budget/value", "recipient-region-budget/value"},
			func(s *scope, e *element) bool { return e.attr("currency") == "" && s.e.attr("default-currency") == "" }},
	}
}

func badCurrency(e *element) bool {
	c := e.attr("default-currency")
	return c != "" && currencyOf(c) == ""
}

// languageRules are about languages that do not exist.
func languageRules() []rule {
	const document = "The document language code is invalid: the standard has the two letters of ISO 639-1."
	return []rule{
		{"9.95.1", "The language code is invalid. The language is taken for unknown.", []string{".", "*"},
			func(_ *scope, e *element) bool { c := e.attr("lang"); return c != "" && languageTag(c) == "" }},
		{"9.59.1", document, []string{"result/document-link/language"}, func(_ *scope, e *element) bool { return badLanguage(e) }},
		{"9.29.1", document, []string{"document-link/language"},
			func(s *scope, e *element) bool { return !s.organisations && badLanguage(e) }},
		{"9.100.1", document, []string{"document-link/language"},
			func(s *scope, e *element) bool { return s.organisations && badLanguage(e) }},
	}
}

func badLanguage(e *element) bool {
	c := e.attr("code")
	return c != "" && (len(c) != 2 || languageTag(c) == "")
}

// documentLinks are the paths of links to documents.
var documentLinks = []string{"document-link", "result/document-link", "result/indicator/document-link",
	"result/indicator/baseline/document-link", "result/indicator/period/target/document-link", "result/indicator/period/actual/document-link"}

// formatRules are about formats of documents that are no media types. The list of the
// standard is a copy of IANA's register, which grows: what has its form may be in it.
func formatRules() []rule {
	in := func(id, path string, organisations bool) rule {
		return rule{id, "The document format is invalid: it is no media type, such as application/pdf.", []string{path},
			func(s *scope, e *element) bool { return s.organisations == organisations && badFormat(e) }}
	}
	return []rule{in("9.27.1", "document-link", false), in("9.98.1", "document-link", true), in("9.57.1", "result/document-link", false)}
}

// mediaTypes are the first halves of IANA's media types.
var mediaTypes = names("application", "audio", "example", "font", "haptics", "image", "message", "model", "multipart", "text", "video")

func badFormat(e *element) bool {
	format := e.attr("format")
	if format == "" {
		return false
	}
	media, _, err := mime.ParseMediaType(format)
	kind, sub, _ := strings.Cut(media, "/")
	return err != nil || sub == "" || !mediaTypes[kind]
}
