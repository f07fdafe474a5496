package iati

import (
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/country"
)

// The codes of IATI, of both generations: version 1 has words and letters where
// version 2 has numbers.

// roleOf gives the role of a code of OrganisationRole, empty if there is none.
func roleOf(code string) graph.Role {
	switch strings.ToLower(code) {
	case "1", "funding":
		return "FUNDING"
	case "2", "accountable":
		return "ACCOUNTABLE"
	case "3", "extending":
		return "EXTENDING"
	case "4", "implementing":
		return "IMPLEMENTING"
	}
	return ""
}

// statusOf gives the status of a code of ActivityStatus.
func statusOf(code string) graph.InitiativeStatus {
	switch strings.ToLower(code) {
	case "1", "pipeline/identification":
		return "PIPELINE"
	case "2", "implementation":
		return "IMPLEMENTATION"
	case "3", "finalisation", "completion":
		return "FINALISATION"
	case "4", "closed", "post-completion":
		return "CLOSED"
	case "5", "cancelled":
		return "CANCELLED"
	case "6", "suspended":
		return "SUSPENDED"
	}
	return ""
}

// dateOf gives the code of version 2 for a code of ActivityDateType: 1 planned
// start, 2 actual start, 3 planned end, 4 actual end.
func dateOf(code string) string {
	switch strings.ToLower(code) {
	case "1", "start-planned":
		return "1"
	case "2", "start-actual":
		return "2"
	case "3", "end-planned":
		return "3"
	case "4", "end-actual":
		return "4"
	}
	return ""
}

// flowOf gives the type of a code of TransactionType. Letters are those of version 1.
func flowOf(code string) graph.FlowType {
	switch strings.ToUpper(code) {
	case "1", "IF":
		return "INCOMING_FUNDS"
	case "2", "C":
		return "OUTGOING_COMMITMENT"
	case "3", "D":
		return "DISBURSEMENT"
	case "4", "E":
		return "EXPENDITURE"
	case "5", "IR", "IP":
		return "INTEREST_PAYMENT"
	case "6", "LR":
		return "LOAN_REPAYMENT"
	case "7", "R":
		return "REIMBURSEMENT"
	case "8", "QP":
		return "PURCHASE_OF_EQUITY"
	case "9", "QS":
		return "SALE_OF_EQUITY"
	case "10", "CG":
		return "CREDIT_GUARANTEE"
	case "11":
		return "INCOMING_COMMITMENT"
	case "12":
		return "OUTGOING_PLEDGE"
	case "13":
		return "INCOMING_PLEDGE"
	}
	return ""
}

// revisionOf and planStatusOf give the kinds of a budget. Words are of version 1.
func revisionOf(code string) graph.PlanRevision {
	switch strings.ToLower(code) {
	case "1", "original":
		return "ORIGINAL"
	case "2", "revised":
		return "REVISED"
	}
	return ""
}

func planStatusOf(code string) graph.PlanStatus {
	switch strings.ToLower(code) {
	case "1", "indicative":
		return "INDICATIVE"
	case "2", "committed":
		return "COMMITTED"
	}
	return ""
}

// orgKind is what an OrganisationType says of a body.
type orgKind struct {
	kind    graph.StakeholderKind
	subtype graph.Text
	// worldwide bodies work in many countries under one name: two mentions of one
	// name are the same body wherever they are.
	worldwide bool
}

var orgKinds = map[string]orgKind{
	"10": {kind: "GOVERNMENT"},
	"11": {kind: "GOVERNMENT", subtype: "LOCAL_GOVERNMENT"},
	"15": {kind: "GOVERNMENT", subtype: "OTHER_PUBLIC_SECTOR"},
	"21": {kind: "ORGANIZATION", subtype: "INTERNATIONAL_NGO", worldwide: true},
	"22": {kind: "ORGANIZATION", subtype: "NATIONAL_NGO"},
	"23": {kind: "ORGANIZATION", subtype: "REGIONAL_NGO"},
	"24": {kind: "ORGANIZATION", subtype: "PARTNER_COUNTRY_NGO"},
	"30": {kind: "ORGANIZATION", subtype: "PUBLIC_PRIVATE_PARTNERSHIP", worldwide: true},
	"40": {kind: "ORGANIZATION", subtype: "MULTILATERAL", worldwide: true},
	"60": {kind: "ORGANIZATION", subtype: "FOUNDATION", worldwide: true},
	"70": {kind: "ORGANIZATION", subtype: "COMPANY"},
	"71": {kind: "ORGANIZATION", subtype: "COMPANY"},
	"72": {kind: "ORGANIZATION", subtype: "COMPANY"},
	"73": {kind: "ORGANIZATION", subtype: "COMPANY"},
	"80": {kind: "ORGANIZATION", subtype: "ACADEMIC"},
	"90": {kind: "ORGANIZATION"},
}

// vocabulary is a list of codes of themes.
type vocabulary struct {
	// name of the vocabulary, as Theme.Vocabulary has it.
	name string
	// scheme of the identifiers of its codes.
	scheme string
	// own: the codes are the publisher's and mean nothing elsewhere.
	own bool
}

// sectorVocabularies are those of SectorVocabulary. Names are of version 1.
var sectorVocabularies = map[string]vocabulary{
	"":      {name: "DAC", scheme: "dac-sector"},
	"1":     {name: "DAC", scheme: "dac-sector"},
	"DAC":   {name: "DAC", scheme: "dac-sector"},
	"2":     {name: "DAC-3", scheme: "dac-sector"},
	"DAC-3": {name: "DAC-3", scheme: "dac-sector"},
	"3":     {name: "COFOG", scheme: "cofog"},
	"COFOG": {name: "COFOG", scheme: "cofog"},
	"4":     {name: "NACE", scheme: "nace"},
	"NACE":  {name: "NACE", scheme: "nace"},
	"5":     {name: "NTEE", scheme: "ntee"},
	"NTEE":  {name: "NTEE", scheme: "ntee"},
	"6":     {name: "AidData", scheme: "aiddata"},
	"ADT":   {name: "AidData", scheme: "aiddata"},
	"7":     {name: "SDG goals", scheme: "sdg-goal"},
	"8":     {name: "SDG targets", scheme: "sdg-target"},
	"9":     {name: "SDG indicators", scheme: "sdg-indicator"},
	"10":    {name: "Humanitarian clusters", scheme: "humanitarian-cluster"},
	"11":    {name: "NAICS", scheme: "naics"},
	"12":    {name: "UN system functions", scheme: "un-function"},
	"99":    {name: "publisher's own", scheme: "sector-99", own: true},
	"RO":    {name: "publisher's own", scheme: "sector-99", own: true},
	"98":    {name: "publisher's own, second", scheme: "sector-98", own: true},
	"RO2":   {name: "publisher's own, second", scheme: "sector-98", own: true},
}

var tagVocabularies = map[string]vocabulary{
	"1":  {name: "AGROVOC", scheme: "agrovoc"},
	"2":  {name: "SDG goals", scheme: "sdg-goal"},
	"3":  {name: "SDG targets", scheme: "sdg-target"},
	"4":  {name: "Team Europe Initiatives", scheme: "team-europe"},
	"99": {name: "publisher's own tags", scheme: "tag-99", own: true},
}

var markerVocabularies = map[string]vocabulary{
	"":   {name: "DAC policy markers", scheme: "dac-policy-marker"},
	"1":  {name: "DAC policy markers", scheme: "dac-policy-marker"},
	"99": {name: "publisher's own policy markers", scheme: "policy-marker-99", own: true},
}

var scopeVocabularies = map[string]vocabulary{
	"1-1": {name: "FTS emergencies", scheme: "fts-emergency"},
	"1-2": {name: "GLIDE", scheme: "glide"},
	"2-1": {name: "Humanitarian plans", scheme: "humanitarian-plan"},
	"99":  {name: "publisher's own emergencies and appeals", scheme: "humanitarian-scope-99", own: true},
}

var regionVocabularies = map[string]vocabulary{
	"":   {scheme: "dac-region"},
	"1":  {scheme: "dac-region"},
	"2":  {name: "UN M49", scheme: "un-m49"},
	"99": {name: "publisher's own regions", scheme: "region-99", own: true},
}

// regionNames are the names of the OECD's regions.
var regionNames = map[string]string{
	"88": "States of the former Yugoslavia, unspecified", "89": "Europe, regional", "189": "North of Sahara, regional",
	"289": "South of Sahara, regional", "298": "Africa, regional", "380": "West Indies, regional",
	"389": "Caribbean and Central America, regional", "489": "South America, regional", "498": "America, regional",
	"589": "Middle East, regional", "619": "Central Asia, regional", "679": "South Asia, regional",
	"689": "South and Central Asia, regional", "789": "Far East Asia, regional", "798": "Asia, regional",
	"889": "Oceania, regional", "998": "Developing countries, unspecified", "1027": "Eastern Africa, regional",
	"1028": "Middle Africa, regional", "1029": "Southern Africa, regional", "1030": "Western Africa, regional",
	"1031": "Caribbean, regional", "1032": "Central America, regional", "1033": "Melanesia, regional",
	"1034": "Micronesia, regional", "1035": "Polynesia, regional",
}

// policyMarkers are the names of the OECD's policy markers.
var policyMarkers = map[string]string{
	"1": "Gender equality", "2": "Aid to the environment", "3": "Participatory development and good governance",
	"4": "Trade development", "5": "Biological diversity", "6": "Climate change mitigation", "7": "Climate change adaptation",
	"8": "Combating desertification", "9": "Reproductive, maternal, newborn and child health", "10": "Disaster risk reduction",
	"11": "Disability", "12": "Nutrition",
}

// countryOf gives a country's ISO 3166-1 alpha-2 code, empty if there is no such
// country. XK, Kosovo, is one that its users agreed on.
// Codes that are reserved for a territory, or were withdrawn, stay: publishers use them.
func countryOf(code string) string {
	code = strings.ToUpper(code)
	if len(code) != 2 {
		return ""
	}
	if now, ok := country.Official(code); ok && now == code || country.Reserved(code) {
		return code
	}
	return ""
}

// countryName gives the English name of a country.
func countryName(code string) string {
	r, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return display.English.Regions().Name(r)
}

// currencyOf gives an ISO 4217 code, empty if there is no such currency.
func currencyOf(code string) string {
	code = strings.ToUpper(code)
	if _, err := currency.ParseISO(code); err != nil && !newCurrencies[code] {
		return ""
	}
	return code
}

// newCurrencies are those that ISO 4217 has had since the list of the library.
var newCurrencies = names(graph.NewerCurrencies()...)
