package iati_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
)

// TestTrap1IdentifiersAreTakenAsTheyStand: IOM is 47066, 47046 the Francophonie; a
// agency code of Sida, SE-6, is Sida as SE-0 is.
func TestTrap1IdentifiersAreTakenAsTheyStand(t *testing.T) {
	r := read(t, activity(participant("XM-DAC-47066", "40", "IOM")+participant("XM-DAC-47046", "40", "OIF")+participant("SE-0", "10", "Sida")+participant("SE-6", "10", "Sida")))
	want := []string{"org-id:SE-0 Sida", "org-id:XM-DAC-47046 OIF", "org-id:XM-DAC-47066 IOM"}
	if got := bodiesOf(r); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestTrap2And10PseudoBodiesAreNoBodies: in none of the published files does a
// placeholder, a field of several names or a person become a stakeholder.
func TestTrap2And10PseudoBodiesAreNoBodies(t *testing.T) {
	for _, path := range [][]string{{"hdx-covid", "dportal.xml.gz"}, {"hdx-foodsecurity", "dportal.xml"}} {
		r := published(t, path...)
		for _, x := range r.in.Things {
			b, is := x.Record.(*graph.Stakeholder)
			if !is {
				continue
			}
			if b.Name == b.Identifiers[0].Value {
				continue // no source names it
			}
			if v := bodies.Classify(b.Name, "", string(b.OrganisationType)); v.Class == bodies.Unnamed || v.Class == bodies.Person {
				t.Errorf("%q became a stakeholder", b.Name)
			}
		}
	}
}

func TestTrap10APersonIsWithheld(t *testing.T) {
	r := covid(t)
	r.count("person", 1)
	var groups []string
	for _, p := range claimsOf[*graph.Participation](r) {
		if p.InitiativeID == "iati-activity:GB-GOV-1-300405" && p.GroupLabel != "" {
			groups = append(groups, string(p.GroupLabel))
		}
	}
	if !slices.Equal(groups, []string{bodies.PersonLabel}) {
		t.Errorf("the groups of the activity are %q", groups)
	}
}

// TestTrap3NamesNeverMergeBodies: SIDA means AIDS in French.
func TestTrap3NamesNeverMergeBodies(t *testing.T) {
	r := read(t, activity(participant("SE-0", "10", "SIDA")+participant("", "22", "SIDA")+participant("FR-1", "22", "Sida Info")))
	if got := bodiesOf(r); len(got) != 3 {
		t.Errorf("got %q", got)
	}
}

// TestTrap4OneBodyUnderSeveralKeys: case and spaces tell no identifiers apart, and a
// name that was cut is the longer name.
func TestTrap4OneBodyUnderSeveralKeys(t *testing.T) {
	const name = "Swedish International Development Cooperation Agency"
	r := read(t, activity(participant("XM-DAC-47066", "40", "IOM")+participant(" xm-dac-47066\n", "40", "IOM")+participant("SE-0", "10", name[:35])+participant("SE-0", "10", name)))
	if got := bodiesOf(r); !slices.Equal(got, []string{"org-id:SE-0 " + name, "org-id:XM-DAC-47066 IOM"}) {
		t.Errorf("got %q", got)
	}
}

func TestTrap5RolesAreWordsOrDigits(t *testing.T) {
	want := []graph.Role{"FUNDING", "ACCOUNTABLE", "EXTENDING", "IMPLEMENTING"}
	for i, word := range []string{"Funding", "Accountable", "Extending", "Implementing"} {
		for _, code := range []string{word, strings.ToLower(word), fmt.Sprint(i + 1)} {
			r := read(t, activity(`<participating-org role="`+code+`" ref="XM-2"/>`))
			if p := claimsOf[*graph.Participation](r); len(p) != 1 || p[0].Role != want[i] {
				t.Errorf("%s is %+v", code, p)
			}
		}
	}
}

// TestTrap6CodesOfCountriesAreISO: UNHCR's codes (BSN for Bosnia) are not, and are
// never taken for others.
func TestTrap6CodesOfCountriesAreISO(t *testing.T) {
	r := read(t, activity(`<recipient-country code="BSN"/><recipient-country code="UK"/><recipient-country code="ZZ"/><recipient-country code="xk"/><recipient-country code="ba"/>`))
	var got []string
	for _, c := range claimsOf[*graph.Classification](r) {
		got = append(got, c.PlaceID)
	}
	if !slices.Equal(got, []string{"iso-3166-1:XK", "iso-3166-1:BA"}) {
		t.Errorf("got %q", got)
	}
	r.count("9.50.1", 3)
}

// TestTrap7BothEndsOfATransferStay: what the provider reports and what the recipient
// reports are two flows, told apart by who reports.
func TestTrap7BothEndsOfATransferStay(t *testing.T) {
	transaction := func(kind, provider, receiver string) string {
		return `<transaction><transaction-type code="` + kind + `"/><transaction-date iso-date="2020-01-01"/><value value-date="2020-01-01">5</value><provider-org ref="` + provider + `"/><receiver-org ref="` + receiver + `"/></transaction>`
	}
	r := read(t, activities(activityOf("A", "XM-1", transaction("3", "XM-1", "XM-2"))+activityOf("B", "XM-2", transaction("1", "XM-1", "XM-2"))))
	var got []string
	for _, f := range claimsOf[*graph.Flow](r) {
		got = append(got, fmt.Sprintf("%s>%s %s", f.Provider.StakeholderID, f.Recipient.StakeholderID, f.ReportedBy))
	}
	if !slices.Equal(got, []string{"org-id:XM-1>org-id:XM-2 PROVIDER", "org-id:XM-1>org-id:XM-2 RECIPIENT"}) {
		t.Errorf("got %q", got)
	}
}

func activityOf(id, reporter, elements string) string {
	return `<iati-activity default-currency="USD"><iati-identifier>` + id + `</iati-identifier><reporting-org ref="` + reporter + `" type="40"/>` + elements + `</iati-activity>`
}

func TestTrap7ActivitiesWithMoneyInAndOut(t *testing.T) {
	in, out := map[string]bool{}, map[string]bool{}
	for _, c := range covid(t).in.Claims {
		f, is := c.Record.(*graph.Flow)
		if !is {
			continue
		}
		activity, _, _ := strings.Cut(c.Key, "/transaction/")
		switch f.Type {
		case "INCOMING_FUNDS":
			in[activity] = true
		case "DISBURSEMENT", "EXPENDITURE":
			out[activity] = true
		}
	}
	both := 0
	for i := range in {
		if out[i] {
			both++
		}
	}
	if both != 119 {
		t.Errorf("%d activities have incoming funds and spending, not 119", both)
	}
}

// TestTrap8OwnIdentifierIsNoLink: of 385 activities that are named as providers 352
// are the reporting activity itself as it stands, 17 are it in another spelling, one
// is an identifier that means nothing, and 15 are another activity.
func TestTrap8OwnIdentifierIsNoLink(t *testing.T) {
	linked, r := 0, covid(t)
	for _, f := range claimsOf[*graph.Flow](r) {
		if f.ReportedBy == "RECIPIENT" && f.Provider.InitiativeID != "" || len(f.Hops) > 0 {
			linked++
		}
		if f.Provider.InitiativeID != "" && f.Provider.InitiativeID == f.Recipient.InitiativeID {
			t.Errorf("a flow goes from %s to itself", f.Provider.InitiativeID)
		}
	}
	r.count("activity-identifier-invalid", 1)
	if linked != 15 {
		t.Errorf("%d flows come from another activity, not 15", linked)
	}
}

func TestTrap9(t *testing.T) {
	r := covid(t)
	if siblings := r.account.Count("sibling") + r.account.Count("related-to-itself"); siblings != 777 {
		t.Errorf("%d siblings", siblings)
	}
	third := 0
	secondary, vocabularies := map[string]bool{}, map[string]map[string]bool{}
	for _, f := range claimsOf[*graph.Flow](r) {
		if f.ReportedBy == "OTHER" {
			if f.ReporterID != "org-id:KR-GOV-010" {
				third++
			}
			secondary[f.Provider.InitiativeID+f.Recipient.InitiativeID] = true
		}
	}
	for _, c := range claimsOf[*graph.Classification](r) {
		if c.ThemeID != "" && c.Percentage != "" {
			if vocabularies[c.InitiativeID] == nil {
				vocabularies[c.InitiativeID] = map[string]bool{}
			}
			vocabularies[c.InitiativeID][string(c.Vocabulary)] = true
		}
	}
	several := 0
	for _, v := range vocabularies {
		if len(v) > 1 {
			several++
		}
	}
	if several != 88 {
		t.Errorf("%d activities have sectors of several vocabularies, not 88", several)
	}
	if len(secondary) == 0 || third != r.account.Count("reporter-at-neither-end") {
		t.Errorf("%d activities have flows that others report, %d flows name another body for the reporter", len(secondary), third)
	}
	r.count("regions-in-two-vocabularies", 3)
}

// TestTrap9SumsTo200: the three activities have regions of two vocabularies, and each
// sums to 100 in its own. Where countries and regions of one vocabulary do, they are halved.
func TestTrap9SumsTo200(t *testing.T) {
	r := covid(t)
	sums := map[string]string{}
	for _, c := range claimsOf[*graph.Classification](r) {
		if c.PlaceID != "" && c.InitiativeID == "iati-activity:XM-DAC-41114-PROJECT-00126947" {
			sums[string(c.Vocabulary)] += string(c.Percentage)
		}
	}
	if fmt.Sprint(sums) != "map[:100 publisher's own regions:100]" {
		t.Errorf("the percentages are %v", sums)
	}
}
