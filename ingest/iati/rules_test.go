package iati_test

import (
	"regexp"
	"strings"
	"testing"
)

// clean is an activity that breaks no rule of data quality.
const clean = `<iati-activity xml:lang="en" default-currency="USD" last-updated-datetime="2021-01-01T00:00:00Z">
<iati-identifier>XM-1-A</iati-identifier><reporting-org ref="XM-1" type="40"><narrative>Reporter</narrative></reporting-org>
<title><narrative>One</narrative></title><participating-org ref="XM-2" role="1" type="10"><narrative>Donor</narrative></participating-org>
<activity-status code="2"/><activity-date type="1" iso-date="2020-01-01"/><activity-date type="2" iso-date="2020-01-02"/><activity-date type="3" iso-date="2020-12-31"/>
<recipient-country code="KE" percentage="60"/><recipient-country code="UG" percentage="40"/>
<sector vocabulary="1" code="15190" percentage="50"/><sector vocabulary="1" code="15160" percentage="50"/>
<policy-marker vocabulary="1" code="1" significance="1"/><default-finance-type code="110"/><default-aid-type vocabulary="1" code="C01"/>
<budget type="1" status="1"><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/><value value-date="2020-01-01">5</value></budget>
<planned-disbursement type="1"><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/><value value-date="2020-01-01">5</value></planned-disbursement>
<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value value-date="2020-01-01">5</value>
<provider-org ref="XM-1" type="40"/><receiver-org ref="XM-3" type="22"/><aid-type vocabulary="1" code="C01"/></transaction>
<document-link format="application/pdf" url="https://example.org/a.pdf"><title><narrative>A</narrative></title><category code="A01"/><language code="en"/></document-link>
<related-activity ref="XM-1-B" type="1"/>
<result type="1"><title><narrative>R</narrative></title><indicator measure="1"><title><narrative>I</narrative></title><baseline value="1"/>
<period><period-start iso-date="2020-01-01"/><period-end iso-date="2020-12-31"/><target value="2"/><actual value="3"/></period></indicator></result>
</iati-activity>`

// placeForm: the file, the line, the activity, its child and the element within that.
var placeForm = regexp.MustCompile(`^file\.xml:[0-9]+: [^ ]+( [a-z-]+(\[[0-9]+\])?( [a-z-]+)?)?$`)

func ruleCounts(t *testing.T, text string) map[string]int {
	t.Helper()
	r := read(t, text)
	out := map[string]int{}
	for _, rule := range r.account.Rules() {
		out[rule.Name] = rule.Count
		for _, place := range rule.Places {
			if !placeForm.MatchString(place) {
				t.Errorf("%s has the place %q", rule.Name, place)
			}
		}
		if !strings.HasSuffix(rule.Says, ".") {
			t.Errorf("%s says %q", rule.Name, rule.Says)
		}
	}
	return out
}

// TestRules: each change of a clean activity breaks the rule named, and only those
// that follow from it.
func TestRules(t *testing.T) {
	if got := ruleCounts(t, activities(clean)); len(got) != 0 {
		t.Fatalf("the clean activity breaks %v", got)
	}
	for _, test := range []struct{ from, to, rules string }{
		{`>XM-1-A<`, `> XM-1-A<`, "1.3.1"},
		{`>XM-1-A<`, `>XM-1-A/2<`, "1.3.13"},
		{`>XM-1-A<`, `>ZZ-1-A<`, "1.1.1"},
		{`>XM-1-A<`, `>XM-1<`, "1.1.3"},
		{`<reporting-org ref="XM-1" type="40">`, `<reporting-org ref=" XM-1" type="40">`, "1.14.1"},
		{`<reporting-org ref="XM-1" type="40">`, `<reporting-org ref="XM-1" type="41">`, "9.54.1"},
		{`<reporting-org ref="XM-1" type="40">`, `<reporting-org ref="XM-1">`, "6.3.1"},
		{`<reporting-org ref="XM-1" type="40">`, `<reporting-org type="40">`, "1.1.1 1.7.2"},
		{`ref="XM-2" role="1"`, `ref="XM-2 " role="1"`, "1.8.1"},
		{`ref="XM-2" role="1"`, `ref="XM|2" role="1"`, "1.8.13"},
		{`ref="XM-2" role="1"`, `ref="XM-2" role="7"`, "9.41.1"},
		{`ref="XM-2" role="1" type="10"`, `ref="XM-2" role="1" type="12"`, "9.42.1"},
		{`ref="XM-2" role="1" type="10"><narrative>Donor</narrative>`, `role="1" type="10">`, "6.10.1"},
		{`<activity-status code="2"/>`, ``, "6.2.1"},
		{`<activity-status code="2"/>`, `<activity-status code="9"/>`, "9.5.1"},
		{`type="3" iso-date="2020-12-31"`, `type="3" iso-date="2019-12-31"`, "11.1.2 end-before-start"},
		{`type="3" iso-date="2020-12-31"`, `type="4" iso-date="2019-12-31"`, "11.1.3 end-before-start"},
		{`type="2" iso-date="2020-01-02"`, `type="2" iso-date="9999-01-02"`, "11.1.4 end-before-start"},
		{`type="3" iso-date="2020-12-31"`, `type="4" iso-date="9999-12-31"`, "11.1.5"},
		{`type="3" iso-date="2020-12-31"`, `type="5" iso-date="2020-12-31"`, "9.4.1"},
		{`type="3" iso-date="2020-12-31"`, `type="3" iso-date="31.12.2020"`, "no-date"},
		{`<activity-date type="1" iso-date="2020-01-01"/><activity-date type="2" iso-date="2020-01-02"/>`, ``, "6.11.1"},
		{`last-updated-datetime="2021`, `last-updated-datetime="9999`, "11.1.1"},
		{`<iati-activity xml:lang="en"`, `<iati-activity`, "4.1.1"},
		{`<iati-activity xml:lang="en"`, `<iati-activity xml:lang="english language"`, "9.95.1"},
		{`default-currency="USD"`, `default-currency="dollars"`, "9.3.1 currency-unknown"},
		{`default-currency="USD"`, ``, "7.8.1 currency-unknown"},
		{`code="UG" percentage="40"`, `code="UG"`, "3.1.1 3.1.2"},
		{`code="UG" percentage="40"`, `code="UG" percentage="30"`, "3.1.2"},
		{`code="UG" percentage="40"`, `code="UG" percentage="-40"`, "12.1.1 3.1.2 percentage-invalid"},
		{`code="UG" percentage="40"`, `code="UG" percentage="40%"`, "12.4.1 3.1.2 percentage-invalid"},
		{`code="UG" percentage="40"`, `code="U1" percentage="40"`, "9.50.1"},
		{`<recipient-country code="UG" percentage="40"/>`, ``, "3.1.4"},
		{`<recipient-country code="UG" percentage="40"/>`, `<recipient-region code="298" percentage="30"/>`, "3.4.2"},
		{`<recipient-country code="UG" percentage="40"/>`, `<recipient-region code="298"/>`, "3.4.1 3.4.2"},
		{`<recipient-country code="UG" percentage="40"/>`, `<recipient-region code="298" percentage="40" vocabulary="5"/>`, "9.52.1"},
		{`<recipient-country code="UG" percentage="40"/>`, `<recipient-region code="3" percentage="40"/>`, "9.51.1"},
		{`code="15160" percentage="50"`, `code="15160"`, "2.1.1 2.1.2"},
		{`code="15160" percentage="50"`, `code="15160" percentage="49"`, "2.1.2"},
		{`code="15160" percentage="50"`, `code="15160" percentage="150"`, "12.3.1 2.1.2 percentage-invalid"},
		{`<sector vocabulary="1" code="15160" percentage="50"/>`, ``, "2.1.4"},
		{`<sector vocabulary="1" code="15160" percentage="50"/>`, `<sector vocabulary="1" percentage="50"/>`, "code-missing"},
		{`<sector vocabulary="1" code="15160" percentage="50"/>`, `<sector vocabulary="50" code="15160"/><sector vocabulary="1" code="15150" percentage="50"/>`, "9.78.1"},
		{`<sector vocabulary="1" code="15160" percentage="50"/>`, `<sector vocabulary="2" code="999"/><sector vocabulary="1" code="15150" percentage="50"/>`, "9.77.1"},
		{`<sector vocabulary="1" code="15160" percentage="50"/>`, `<sector vocabulary="99" code="9"/><sector vocabulary="1" code="15150" percentage="50"/>`, "2.2.1"},
		{`vocabulary="1" code="1" significance="1"`, `vocabulary="1" code="1"`, "6.14.1 policy-marker-not-targeted"},
		{`vocabulary="1" code="1" significance="1"`, `vocabulary="1" code="1" significance="7"`, "9.48.1"},
		{`vocabulary="1" code="1" significance="1"`, `vocabulary="99" code="1" significance="1"`, "6.13.1"},
		{`vocabulary="1" code="1" significance="1"`, `vocabulary="5" code="1" significance="1"`, "policy-marker-vocabulary-invalid"},
		{`<default-finance-type code="110"/>`, `<default-finance-type code="9"/>`, "9.23.1"},
		{`<default-aid-type vocabulary="1" code="C01"/>`, `<default-aid-type vocabulary="1" code="Z01"/>`, "9.21.1"},
		{`<default-aid-type vocabulary="1" code="C01"/>`, `<default-aid-type vocabulary="2" code="1"/>`, "107.1.1 aid-type-of-another-vocabulary"},
		{`<default-aid-type vocabulary="1" code="C01"/>`, `<default-aid-type code="C01"/><default-aid-type code="D01"/>`, "107.1.2"},
		{`<budget type="1" status="1">`, `<budget type="3" status="1">`, "9.8.1"},
		{`<budget type="1" status="1">`, `<budget type="1" status="3">`, "9.7.1"},
		{`<budget type="1" status="1"><period-start iso-date="2020`, `<budget type="1" status="1"><period-start iso-date="2019`, "7.5.3"},
		{`<budget type="1" status="1"><period-start iso-date="2020`, `<budget type="1" status="1"><period-start iso-date="2021`, "8.6.3 end-before-start"},
		{`<value value-date="2020-01-01">5</value></budget>`, `<value>5</value></budget>`, "7.5.2"},
		{`<value value-date="2020-01-01">5</value></budget>`, `<value currency="XXY" value-date="2020-01-01">5</value></budget>`, "9.9.1 currency-unknown"},
		{`<planned-disbursement type="1">`, `<planned-disbursement type="4">`, "9.43.1"},
		{`<transaction-type code="3"/>`, `<transaction-type code="33"/>`, "9.93.1"},
		{`<transaction-type code="3"/>`, `<transaction-type>3</transaction-type>`, "transaction-type-as-text"},
		{`<transaction-date iso-date="2020-01-01"/>`, `<transaction-date iso-date="9999-01-01"/>`, "11.2.1"},
		{`<transaction-date iso-date="2020-01-01"/>`, ``, "transaction-without-date"},
		{`<value value-date="2020-01-01">5</value>` + "\n<provider", `<value value-date="9999-01-01">5</value><provider`, "11.2.2"},
		{`<value value-date="2020-01-01">5</value>` + "\n<provider", `<value value-date="2020-01-01">5 USD</value><provider`, "value-is-no-number"},
		{`<value value-date="2020-01-01">5</value>` + "\n<provider", `<provider`, "value-empty"},
		{`<provider-org ref="XM-1" type="40"/>`, `<provider-org ref="XM-1" type="77"/>`, "9.88.1"},
		{`<provider-org ref="XM-1" type="40"/>`, `<provider-org ref="XM-1" type="40" provider-activity-id=" XM-1-A"/>`, "1.4.1"},
		{`<provider-org ref="XM-1" type="40"/>`, `<provider-org/>`, "6.9.1"},
		{`<receiver-org ref="XM-3" type="22"/>`, `<receiver-org ref="XM-3&amp;4" type="22"/>`, "1.15.13"},
		{`<receiver-org ref="XM-3" type="22"/>`, `<receiver-org ref="XM-3" type="22" receiver-activity-id="XM-3-1?"/>`, "1.5.13"},
		{`<receiver-org ref="XM-3" type="22"/>`, `<receiver-org type="22"><narrative>Suppliers</narrative></receiver-org>`, "unnamed-end"},
		{`<receiver-org ref="XM-3" type="22"/>`, `<receiver-org><narrative>X; Y</narrative></receiver-org>`, "several-bodies-in-one unnamed-end"},
		{`<aid-type vocabulary="1" code="C01"/></transaction>`, `<aid-type vocabulary="1" code="Z"/></transaction>`, "9.80.1"},
		{`<aid-type vocabulary="1" code="C01"/></transaction>`, `<sector code="15190"/></transaction>`, "6.6.2"},
		{`<aid-type vocabulary="1" code="C01"/></transaction>`, `<recipient-country code="KE"/></transaction>`, "3.6.2"},
		{`<aid-type vocabulary="1" code="C01"/></transaction>`, `<finance-type code="9"/></transaction>`, "9.83.1"},
		{`<category code="A01"/>`, `<category code="Z01"/>`, "9.28.1"},
		{`<language code="en"/>`, `<language code="aaa"/>`, "9.29.1"},
		{`format="application/pdf"`, ``, "6.1.5"},
		{`format="application/pdf"`, `format="pdf"`, "9.27.1"},
		{`format="application/pdf"`, `format="application/"`, "9.27.1"},
		{`<result type="1">`, `<result type="1"><document-link format="file/pdf" url="https://example.org/b.pdf"><category code="A01"/></document-link>`, "9.57.1"},
		{`<iati-activity xml:lang="en"`, `<iati-activity budget-not-provided="4" xml:lang="en"`, "9.2.1"},
		{`<activity-status code="2"/>`, `<activity-status code="2"/><other-identifier type="A3" ref="XM-1&amp;2 "/>`, "1.6.1 1.6.13 other-identifier"},
		{`<activity-status code="2"/>`, `<activity-status code="2"/><other-identifier type="b1" ref=" XM?"><owner-org ref="XM-4"/></other-identifier>`, "1.16.1 1.16.13 other-identifier"},
		{`<activity-status code="2"/>`, `<activity-status code="2"/><other-identifier type="A1" ref=" ?"><owner-org ref=" XM/4"/></other-identifier>`, "1.11.1 1.11.13 other-identifier"},
		{`<activity-status code="2"/>`, `<activity-status code="2"/><other-identifier type="A1" ref="1"><owner-org><narrative/></owner-org></other-identifier>`, "6.8.1 other-identifier"},
		{`url="https://example.org/a.pdf"`, `url="a.pdf"`, "document-without-address"},
		{`<related-activity ref="XM-1-B" type="1"/>`, `<related-activity ref="XM-1-B" type="9"/>`, "9.53.1"},
		{`<related-activity ref="XM-1-B" type="1"/>`, `<related-activity ref="XM-1-B " type="1"/>`, "1.7.1"},
		{`<related-activity ref="XM-1-B" type="1"/>`, `<related-activity ref="xm-1-a" type="1"/>`, "related-to-itself"},
		{`<related-activity ref="XM-1-B" type="1"/>`, `<related-activity type="1"/>`, "related-activity-without-identifier"},
		{`<result type="1">`, `<result type="8">`, "9.55.1"},
		{`<indicator measure="1">`, `<indicator measure="8">`, "9.60.1"},
		{`<indicator measure="1">`, `<indicator measure="5">`, "8.10.3 8.8.3 8.9.3"},
		{`<baseline value="1"/>`, `<baseline/>`, "8.8.1"},
		{`<baseline value="1"/>`, `<baseline value="one"/>`, "8.8.2"},
		{`<target value="2"/>`, `<target value="two"/>`, "8.9.2"},
		{`<actual value="3"/>`, `<actual/>`, "8.10.1"},
		{`<actual value="3"/>`, `<actual value="3,000"/>`, "8.10.2"},
		{`<indicator measure="1"><title><narrative>I</narrative></title>`, `<indicator measure="1"><title><narrative>I</narrative></title><reference code="1"/><description/>`, "indicator-description indicator-reference"},
		{`<result type="1"><title><narrative>R</narrative></title><indicator measure="1"><title><narrative>I</narrative></title>`, `<result type="1"><indicator measure="1">`, "indicator-without-title"},
		{`</iati-activity>`, `<fss/><crs-add/><legacy-data/><conditions/></iati-activity>`, "conditions crs-add fss legacy-data"},
		{`</iati-activity>`, `<participating-org role="4" activity-id="Z" ref="XM-9"/></iati-activity>`, "activity-of-participant"},
	} {
		if strings.Count(clean, test.from) != 1 {
			t.Errorf("%q stands %d times in the clean activity", test.from, strings.Count(clean, test.from))
			continue
		}
		got := ruleCounts(t, activities(strings.Replace(clean, test.from, test.to, 1)))
		for _, rule := range strings.Fields(test.rules) {
			if got[rule] == 0 {
				t.Errorf("%s\ndoes not break %s but %v", test.to, rule, got)
			}
			delete(got, rule)
		}
		if len(got) != 0 {
			t.Errorf("%s\nbreaks %v as well", test.to, got)
		}
	}
}

// TestVersionsOfRules: what is a rule of one version only.
func TestVersionsOfRules(t *testing.T) {
	over := strings.Replace(clean, `code="UG" percentage="40"`, `code="UG" percentage="140"`, 1)
	old := strings.Replace(activities(over), `version="2.03"`, `version="2.01"`, 1)
	if got := ruleCounts(t, old); got["12.1.1"] != 0 || got["12.1.2"] != 0 || got["percentage-invalid"] != 1 {
		t.Errorf("above 100 in 2.01: %v", got)
	}
	if got := ruleCounts(t, strings.Replace(activities(clean), `version="2.03"`, `version="2.9"`, 1)); got["9.1.1"] != 1 {
		t.Errorf("an unknown version: %v", got)
	}
}

// TestRulesOfOrganisations: rules that have another number in organisation files.
func TestRulesOfOrganisations(t *testing.T) {
	got := ruleCounts(t, `<iati-organisations version="2.03"><iati-organisation xml:lang="en"><organisation-identifier>XM-1</organisation-identifier>
<name><narrative>One</narrative></name><reporting-org ref="XM-1?" type="40"><narrative>One</narrative></reporting-org>
<document-link format="pdf" url="https://example.org/a.pdf"><title><narrative>A</narrative></title><category code="B01"/></document-link>
</iati-organisation></iati-organisations>`)
	for _, rule := range []string{"1.18.13", "9.98.1"} {
		if got[rule] != 1 {
			t.Errorf("%s is not broken: %v", rule, got)
		}
	}
	for _, rule := range []string{"1.14.13", "9.27.1", "6.1.5"} {
		if got[rule] != 0 {
			t.Errorf("%s is of activities, or not broken: %v", rule, got)
		}
	}
}

func TestGarbledTextIsFlagged(t *testing.T) {
	r := read(t, activities(strings.Replace(clean, "<narrative>R</narrative>", "<narrative>RÃ©sultat</narrative>", 1)))
	for _, rule := range r.account.Rules() {
		if rule.Name == "text-garbled" && rule.Count == 1 && strings.HasSuffix(rule.Places[0], `XM-1-A result narrative "RÃ©sultat"`) {
			return
		}
	}
	t.Errorf("the account says %+v", r.account.Rules())
}
