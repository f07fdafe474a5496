package iati_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func TestActivityBecomesInitiative(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	i := r.thing("iati-activity:XM-EXAMPLE-1-A").(*graph.Initiative)
	got := fmt.Sprintf("%s %s %s %s %v | %s %v %s %v | %s %s | %s %s %s %s", i.Name, i.Type, i.Nature, i.Status, i.Humanitarian,
		i.Period.Start.Text, i.StartIsPlanned, i.Period.End.Text, i.EndIsPlanned, i.PlannedStart.Text, i.PlannedEnd.Text,
		i.DefaultCurrency, i.Language, i.FinanceType, i.AidType)
	if want := "Safe Pathways PROGRAMME STATE IMPLEMENTATION true | 2020-02-01 false 2023-12-31 true | 2020-01-01 2023-12-31 | EUR en 110 C01"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(i.Aliases) != 1 || i.Aliases[0].Name != "Voies sûres" || i.Aliases[0].Language != "fr" {
		t.Errorf("the title in French is %+v", i.Aliases)
	}
	if i.Summary != "Helps migrants." || i.TargetGroups != "Migrant workers" || len(i.Translations) != 1 || i.Translations[0].Text != "Aide les migrants." {
		t.Errorf("it is described as %q, %q, %+v", i.Summary, i.TargetGroups, i.Translations)
	}
	if f := claimsOf[*graph.Finding](r); len(f) != 1 || f[0].Type != "OBJECTIVE" || f[0].Text != "Fewer deaths on the way." {
		t.Errorf("its objectives are %+v", f)
	}
	child := r.thing("iati-activity:XM-EXAMPLE-1-B").(*graph.Initiative)
	if child.Type != "PROJECT" || child.Status != "CLOSED" || child.Period.Start.Known() || !child.EndIsPlanned {
		t.Errorf("the child is %+v", child)
	}
	r.count("1.1.2", 1)
	r.count("activity-without-identifier", 1)
	r.count("unknown-element", 1)
	r.count("other-identifier", 1)
}

func TestParticipations(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, p := range claimsOf[*graph.Participation](r) {
		got = append(got, fmt.Sprintf("%s %s|%s|%s", p.Role, p.StakeholderID, p.GroupLabel, p.GroupCategory))
	}
	want := []string{
		"FUNDING org-id:GB-GOV-1||", "ACCOUNTABLE org-id:XM-EXAMPLE-1||", "IMPLEMENTING dataset:test:XM-EXAMPLE-1 / HELPING HANDS / 22||",
		"IMPLEMENTING |Local NGOs|CIVIL_SOCIETY", "IMPLEMENTING |a person, whose name is withheld|PERSONS",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("nobody-named", 1)
	r.count("person", 1)
	donor := r.body("GB-GOV-1")
	if donor.Name != "Example Donor" || donor.Kind != "GOVERNMENT" || donor.Country != "GB" || donor.OrganisationType != "10" {
		t.Errorf("the donor is %+v", donor)
	}
	agency := r.body("XM-EXAMPLE-1")
	if agency.Name != "Example Agency" || agency.Kind != "ORGANIZATION" || agency.Subtype != "MULTILATERAL" || agency.Country != "" ||
		len(agency.Aliases) != 1 || agency.Aliases[0].Language != "fr" {
		t.Errorf("the agency is %+v", agency)
	}
}

func TestNoPersonalDataAndNoCoordinates(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	all := fmt.Sprintf("%+v", r.account.Rules())
	for _, x := range r.in.Things {
		all += fmt.Sprintf("%+v %+v %+v", x, graph.AsThing(x.Record), graph.AsThing(x.Record).Identifiers)
		for _, a := range graph.AsThing(x.Record).Aliases {
			all += a.Name
		}
	}
	for _, x := range r.in.Claims {
		all += fmt.Sprintf("%+v %+v", x, x.Record)
	}
	for _, secret := range []string{"Jane", "Secret", "3.139", "101.68"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q was taken over", secret)
		}
	}
	r.count("contact-info", 1)
	r.count("location", 1)
}

func TestTransactionsBecomeFlows(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, f := range claimsOf[*graph.Flow](r) {
		got = append(got, fmt.Sprintf("%s %s > %s | %s by %s | %q %s %s %s | %v %s %s | %d %s", f.Type, end(f.Provider), end(f.Recipient), f.ReportedBy, f.ReporterID,
			f.Amount.Amount, f.Amount.Currency, f.Period.Start.Text, f.ValueDate.Text, f.Humanitarian, f.FinanceType, f.AidType, len(f.Allocations), f.Note))
	}
	const own = "org-id:XM-EXAMPLE-1@iati-activity:XM-EXAMPLE-1-A"
	want := []string{
		"INCOMING_FUNDS org-id:GB-GOV-1@iati-activity:GB-GOV-1-77 > " + own + ` | RECIPIENT by org-id:XM-EXAMPLE-1 | "500" EUR 2020-03-01 2020-03-02 | true 110 C01 | 0 `,
		"DISBURSEMENT " + own + ` > dataset:test:XM-EXAMPLE-1 / HELPING HANDS / 22@ | PROVIDER by org-id:XM-EXAMPLE-1 | "-25.5" USD 2020-04-01 2020-04-01 | false 410 D01 | 2 Paid back`,
		"EXPENDITURE " + own + ` > @ | PROVIDER by org-id:XM-EXAMPLE-1 | "" EUR 2020-05-01 2020-05-01 | true 110 C01 | 0 `,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.account.WithoutAmount != 1 {
		t.Errorf("%d amounts are unknown", r.account.WithoutAmount)
	}
	r.count("value-empty", 1)
	r.count("unnamed-end", 1)
	if key := r.in.Claims[slices.IndexFunc(r.in.Claims, func(c graph.ClaimInput) bool { _, is := c.Record.(*graph.Flow); return is })].Key; key != "iati-activity:XM-EXAMPLE-1-A/transaction/T1" {
		t.Errorf("the key of a transaction with a ref is %q", key)
	}
}

// TestEndsOfFlows: who is where for each type of transaction, as its reporter, or a
// secondary reporter, tells it.
func TestEndsOfFlows(t *testing.T) {
	const self, a = "org-id:XM-1@iati-activity:XM-1-A", "@iati-activity:XM-1-A"
	for _, test := range []struct{ reporter, transaction, want string }{
		{"", `<transaction-type code="2"/>`, "OUTGOING_COMMITMENT " + self + " > @ PROVIDER 0"},
		{"", `<transaction-type code="12"/><receiver-org ref="XM-2"/>`, "OUTGOING_PLEDGE " + self + " > org-id:XM-2@ PROVIDER 0"},
		{"", `<transaction-type code="11"/>`, "INCOMING_COMMITMENT @ > " + self + " RECIPIENT 0"},
		{"", `<transaction-type code="13"/><provider-org ref="XM-2"/>`, "INCOMING_PLEDGE org-id:XM-2@ > " + self + " RECIPIENT 0"},
		// its own identifier, at either end, makes no link
		{"", `<transaction-type code="1"/><provider-org ref="XM-2" provider-activity-id="xm-1-a"/>`, "INCOMING_FUNDS org-id:XM-2@ > " + self + " RECIPIENT 0"},
		{"", `<transaction-type code="3"/><receiver-org ref="XM-2" receiver-activity-id="XM-1-A"/>`, "DISBURSEMENT " + self + " > org-id:XM-2@ PROVIDER 0"},
		{"", `<transaction-type code="3"/><receiver-org ref="XM-2" receiver-activity-id="XM-2-B"/>`, "DISBURSEMENT " + self + " > org-id:XM-2@iati-activity:XM-2-B PROVIDER 0"},
		// money of another activity of the provider passes through this one
		{"", `<transaction-type code="3"/><provider-org ref="XM-1" provider-activity-id="XM-1-P"/><receiver-org ref="XM-2"/>`,
			"DISBURSEMENT org-id:XM-1@iati-activity:XM-1-P > org-id:XM-2@ PROVIDER 1"},
		// the reporter is not put where the file names somebody, or withholds the name
		{"", `<transaction-type code="3"/><provider-org ref="XM-3"/>`, "DISBURSEMENT org-id:XM-3" + a + " > @ OTHER 0"},
		// a type that goes the other way than the ends do
		{"", `<transaction-type code="2"/><provider-org ref="XM-2"/><receiver-org ref="XM-1"/>`, "OUTGOING_COMMITMENT org-id:XM-2@ > " + self + " RECIPIENT 0"},
		{"", `<transaction-type code="1"/><provider-org ref="XM-1"/><receiver-org ref="XM-2"/>`, "INCOMING_FUNDS " + self + " > org-id:XM-2@ PROVIDER 0"},
		{"", `<transaction-type code="1"/><receiver-org><narrative>Other words for it</narrative></receiver-org>`, "INCOMING_FUNDS @ > dataset:test:XM-1 / OTHER WORDS FOR IT" + a + " RECIPIENT 0"},
		{"", `<transaction-type code="1"/><receiver-org><narrative>Name withheld</narrative></receiver-org>`, "INCOMING_FUNDS @ > " + a + " RECIPIENT 0"},
		// a secondary reporter is at neither end
		{` secondary-reporter="1"`, `<transaction-type code="3"/><receiver-org ref="XM-2"/>`, "DISBURSEMENT " + a + " > org-id:XM-2@ OTHER 0"},
		{` secondary-reporter="true"`, `<transaction-type code="1"/>`, "INCOMING_FUNDS @ > " + a + " OTHER 0"},
		// types 5 to 10 go either way
		{"", `<transaction-type code="6"/><provider-org ref="XM-2"/>`, "LOAN_REPAYMENT org-id:XM-2@ > " + self + "  0"},
		{"", `<transaction-type code="6"/><receiver-org ref="XM-2"/>`, "LOAN_REPAYMENT " + self + " > org-id:XM-2@  0"},
		{"", `<transaction-type code="6"/><provider-org ref="XM-2"/><receiver-org ref="XM-1"/>`, "LOAN_REPAYMENT org-id:XM-2@ > " + self + "  0"},
		{"", `<transaction-type code="8"/>`, "PURCHASE_OF_EQUITY " + self + " > @  0"},
		{"", `<transaction-type code="9"/>`, "SALE_OF_EQUITY @ > " + self + "  0"},
	} {
		text := strings.Replace(activity("<transaction>"+test.transaction+`<transaction-date iso-date="2020-01-01"/><value value-date="2020-01-01">1</value></transaction>`),
			`ref="XM-1"`, `ref="XM-1"`+test.reporter, 1)
		r := read(t, text)
		f := claimsOf[*graph.Flow](r)[0]
		if got := fmt.Sprintf("%s %s > %s %s %d", f.Type, end(f.Provider), end(f.Recipient), f.ReportedBy, len(f.Hops)); got != test.want {
			t.Errorf("%s\ngives %s\nwant  %s", test.transaction, got, test.want)
		}
		if f.ReporterID != "org-id:XM-1" || len(f.Hops) > 0 && end(f.Hops[0].End) != a {
			t.Errorf("%s: reported by %q, through %v", test.transaction, f.ReporterID, f.Hops)
		}
	}
}

func TestAmounts(t *testing.T) {
	for text, want := range map[string]string{
		"12": "12", " -12.50\n": "-12.50", "+3": "3", ".5": "0.5", "-.5": "-0.5", "7.": "7", "0": "0",
		"": "", "1,000": "", "1e6": "", "NaN": "", "ten": "", "1 000": "", "0x10": "", strings.Repeat("9", 70): "",
	} {
		r := read(t, activity(`<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value value-date="2020-01-01">`+text+`</value></transaction>`))
		f := claimsOf[*graph.Flow](r)[0]
		if f.Amount.Amount != want || f.Amount.Currency != "USD" {
			t.Errorf("%q is %+v, want %q", text, f.Amount, want)
		}
		if unknown := want == ""; unknown != (r.account.WithoutAmount == 1) {
			t.Errorf("%q: %d amounts are unknown", text, r.account.WithoutAmount)
		}
	}
}

// TestKeysDoNotDependOnOrder: a new transaction, or another order, leaves the keys of
// the others as they are; two that are equal are two.
func TestKeysDoNotDependOnOrder(t *testing.T) {
	one := `<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value>1</value></transaction>`
	two := `<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value>2</value></transaction>`
	same := `<transaction ref="R"><transaction-type code="2"/><transaction-date iso-date="2020-01-01"/><value>2</value></transaction>` +
		`<transaction ref="R"><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value>2</value></transaction>`
	keys := func(text string) []string {
		var out []string
		for _, c := range read(t, activity(text)).in.Claims {
			out = append(out, c.Key)
		}
		slices.Sort(out)
		return out
	}
	a, b := keys(one+two+same), keys(same+two+one)
	if !slices.Equal(a, b) || len(slices.Compact(a)) != 4 {
		t.Errorf("the keys are\n%v\nin another order\n%v", a, b)
	}
	if again := keys(one + one); len(slices.Compact(again)) != 2 {
		t.Errorf("two equal transactions have the keys %v", again)
	}
}

func TestPlans(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, b := range claimsOf[*graph.Budget](r) {
		got = append(got, planText(b))
	}
	want := []string{
		"BUDGET COMMITTED REVISED @ > @iati-activity:XM-EXAMPLE-1-A  1000.50 EUR 2020-01-01 2020-12-31 2020-01-01",
		"PLANNED_DISBURSEMENT  ORIGINAL org-id:XM-EXAMPLE-1@iati-activity:XM-EXAMPLE-1-A > org-id:US-EIN-1@iati-activity:US-EIN-1-X  20 USD 2021-01-01  2021-01-01",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func planText(b *graph.Budget) string {
	return fmt.Sprintf("%s %s %s %s > %s %s %s %s %s %s %s", b.Type, b.Status, b.Revision, end(b.Provider), end(b.Recipient), b.PlaceID,
		b.Amount.Amount, b.Amount.Currency, b.Period.Start.Text, b.Period.End.Text, b.ValueDate.Text)
}

func TestClassifications(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, c := range claimsOf[*graph.Classification](r) {
		if c.InitiativeID == "iati-activity:XM-EXAMPLE-1-A" {
			got = append(got, fmt.Sprintf("%s%s|%s|%s|%s", c.PlaceID, c.ThemeID, c.Percentage, c.Vocabulary, c.Note))
		}
	}
	want := []string{
		// countries and regions sum to 200 percent: each is halved
		"iso-3166-1:MY|30||", "iso-3166-1:TH|20||", "dac-region:789|50||",
		"dac-sector:15190|70|DAC|", "dac-sector:15160|30|DAC|", "sdg-goal:10|100|SDG goals|", "sector-99:xm-example-1:X1||publisher's own|",
		"sdg-goal:10||tag|", "dac-policy-marker:1||policy-marker|a significant objective", "glide:EQ-2020-000001-MYS||humanitarian-scope|emergency",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("countries-and-regions-sum-to-200", 1)
	r.count("policy-marker-not-targeted", 1)
	thailand := r.thing("iso-3166-1:TH").(*graph.Place)
	if thailand.Name != "Thailand" || thailand.Type != "COUNTRY" || thailand.Country != "TH" || thailand.Aliases[0].Name != "Kingdom of Thailand" {
		t.Errorf("Thailand is %+v", thailand)
	}
	if x := r.thing("dac-region:789").(*graph.Place); x.Name != "Far East Asia, regional" || x.Type != "REGION" {
		t.Errorf("the region is %+v", x)
	}
	if x := r.thing("dac-sector:15190").(*graph.Theme); x.Name != "Migration" || x.Vocabulary != "DAC" || x.Code != "15190" {
		t.Errorf("the sector is %+v", x)
	}
	if x := r.thing("dac-sector:15160").(*graph.Theme); x.Name != "DAC sector 15160 (government and civil society)" {
		t.Errorf("the sector without a name is %+v", x)
	}
}

func TestPercentagesOfOneValueAndInvalidOnes(t *testing.T) {
	r := read(t, activity(`<recipient-country code="KE"/><recipient-country code="UG" percentage="120"/><recipient-country code="TZ" percentage="half"/>
<recipient-country code="XX" percentage="10"/><recipient-region code="7" percentage="10"/><sector code="15190" percentage="33.330"/>`))
	var got []string
	for _, c := range claimsOf[*graph.Classification](r) {
		got = append(got, fmt.Sprintf("%s%s %s", c.PlaceID, c.ThemeID, c.Percentage))
	}
	if want := []string{"iso-3166-1:KE ", "iso-3166-1:UG ", "iso-3166-1:TZ ", "dac-sector:15190 33.330"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	r.count("percentage-invalid", 2)
	r.count("9.50.1", 1)
	r.count("9.51.1", 1)
}

func TestRelatedActivities(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, l := range claimsOf[*graph.InitiativeLink](r) {
		got = append(got, fmt.Sprintf("%s %s %s", strings.TrimPrefix(l.FromID, "iati-activity:"), l.Type, strings.TrimPrefix(l.ToID, "iati-activity:")))
	}
	want := []string{
		"XM-EXAMPLE-1-B PART_OF XM-EXAMPLE-1-A", "GB-GOV-1-77 CO_FUNDED_WITH XM-EXAMPLE-1-A", "XM-EXAMPLE-1-A THIRD_PARTY_REPORT_OF KR-1-9",
		"XM-EXAMPLE-1-B PART_OF XM-EXAMPLE-1-A", // the same, told by the child
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("sibling", 1)
	other := r.thing("iati-activity:GB-GOV-1-77").(*graph.Initiative)
	if other.Name != "Activity GB-GOV-1-77" || other.Type != "" || other.Nature != "" {
		t.Errorf("an activity that is only referred to is %+v", other)
	}
	for _, x := range r.in.Things {
		if x.Key == "iati-activity:XM-EXAMPLE-1-C" {
			t.Error("a sibling became an initiative")
		}
	}
}

func TestResults(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got, keys []string
	for _, c := range r.in.Claims {
		if f, is := c.Record.(*graph.Figure); is {
			keys = append(keys, c.Key)
			got = append(got, fmt.Sprintf("%s|%s %s|%s|%s|%s|%s=%s|%s-%s|%s", f.Label, f.Value, f.Qualifier, f.Target, f.Baseline, f.Measure, f.Dimension, f.Category,
				f.Period.Start.Text, f.Period.End.Text, f.Note))
			if wants := f.Dimension != ""; wants != (f.BreakdownOfID == keys[0]) {
				t.Errorf("%s breaks down %q", f.Label, f.BreakdownOfID)
			}
		}
	}
	want := []string{
		"People helped: Migrants who got advice|80 EXACT|100|5||=|2020-01-01-2020-12-31|Late start",
		"People helped: Migrants who got advice|30 EXACT||||sex=female|2020-01-01-2020-12-31|",
		"People helped: Share satisfied| |90||PERCENT|=|2020-01-01-2020-12-31|",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("8.10.2", 1)
	r.count("further-figure", 1)
}

func TestDocumentLinks(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	var got []string
	for _, l := range claimsOf[*graph.DocumentLink](r) {
		got = append(got, fmt.Sprintf("%s %s %s", l.InitiativeID, l.DocumentID, l.Category))
	}
	if want := []string{"iati-activity:XM-EXAMPLE-1-A linked/https://example.org/Report.pdf A08", "iati-activity:XM-EXAMPLE-1-A linked/https://example.org/Report.pdf B01"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	d := r.thing("linked/https://example.org/Report.pdf").(*graph.Document)
	if d.Name != "The report" || d.Language != "en" || d.Date.Text != "2021-06-01" || d.SourceURL != "https://example.org/Report.pdf" || d.PublisherID != "" {
		t.Errorf("the document is %+v", d)
	}
	r.count("document-without-address", 1)
}

func TestEvidence(t *testing.T) {
	r := readFile(t, "activities-2.03.xml")
	d := r.thing("publication/xm-example-1").(*graph.Document)
	if d.Name != "IATI activities of Example Agency" || d.PublisherID != "org-id:XM-EXAMPLE-1" || d.Date.Text != "2022-05-01" {
		t.Errorf("the publication is %+v", d)
	}
	locators := map[string]bool{}
	for _, c := range r.in.Claims {
		for _, e := range c.Evidence {
			if e.DocumentID != "publication/xm-example-1" || e.Basis != "STATED" {
				t.Errorf("%s cites %+v", c.Where, e)
			}
			locators[string(e.Locator)] = true
		}
	}
	const a = "iati-activity[iati-identifier=XM-EXAMPLE-1-A]/"
	for _, want := range []string{a + "transaction[@ref=T1]", a + "transaction[3]", a + "participating-org[4]", a + "result/indicator[1]/period", a + "budget"} {
		if !locators[want] {
			t.Errorf("nothing cites %s", want)
		}
	}
	for _, x := range r.in.Things { // what is only referred to is of no date and no publisher
		if x.Key == "iati-activity:KR-1-9" {
			doc := r.thing(x.Evidence[0].DocumentID).(*graph.Document)
			if doc.Date.Known() || doc.PublisherID != "" {
				t.Errorf("it cites %+v", doc)
			}
		}
	}
}

func TestVersion1(t *testing.T) {
	r := readFile(t, "activities-1.05.xml")
	i := r.thing("iati-activity:GB-9-1").(*graph.Initiative)
	if i.Name != "Old project" || i.Aliases[0].Name != "Ancien projet d'éducation" || i.Aliases[0].Language != "fr" || i.Status != "FINALISATION" ||
		i.Summary != "It taught." || i.Period.Start.Text != "2010-02-01" || i.PlannedStart.Text != "2010-01-01" || !i.EndIsPlanned {
		t.Errorf("the activity is %+v", i)
	}
	var got []string
	for _, p := range claimsOf[*graph.Participation](r) {
		got = append(got, string(p.Role)+" "+p.StakeholderID)
	}
	const aid, self = "dataset:test:GB-9 / OLD AID / 21", "org-id:GB-9@iati-activity:GB-9-1"
	for _, f := range claimsOf[*graph.Flow](r) {
		got = append(got, fmt.Sprintf("%s %s > %s %s %s", f.Type, end(f.Provider), end(f.Recipient), f.Amount.Amount, f.Amount.Currency))
	}
	want := []string{
		"FUNDING org-id:GB-9", "IMPLEMENTING " + aid,
		"OUTGOING_COMMITMENT " + self + " > " + aid + "@ 100 GBP", "DISBURSEMENT " + self + " > " + aid + "@ 40 GBP",
		"EXPENDITURE " + self + " > @ 1 GBP", "INCOMING_FUNDS org-id:GB-GOV-1@ > " + self + " 100 GBP", "LOAN_REPAYMENT " + aid + "@ > " + self + " 7 GBP",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if b := claimsOf[*graph.Budget](r); len(b) != 1 || b[0].Revision != "ORIGINAL" {
		t.Errorf("the budgets are %+v", b)
	}
	if x := r.thing("dac-sector:11220").(*graph.Theme); x.Name != "Primary education" {
		t.Errorf("the sector is %+v", x)
	}
	if f := claimsOf[*graph.Figure](r); len(f) != 1 || f[0].Label != "Results: Pupils" || f[0].Value != "7" {
		t.Errorf("the results are %+v", f)
	}
	r.count("activity-website", 1)
	if r.account.Format != "IATI 1.05 activities" {
		t.Errorf("the format is %q", r.account.Format)
	}
}

func TestOrganisationFile(t *testing.T) {
	r := readFile(t, "organisations-2.03.xml")
	var got []string
	for _, b := range claimsOf[*graph.Budget](r) {
		got = append(got, planText(b))
	}
	const self = "org-id:XM-EXAMPLE-1@"
	want := []string{
		"TOTAL_BUDGET COMMITTED  " + self + " > @  5000 EUR 2022-01-01 2022-12-31 2022-01-01",
		"RECIPIENT_ORG_BUDGET INDICATIVE  " + self + " > org-id:KE-NGO-7@  30 USD 2022-01-01 2022-12-31 2022-01-01",
		"RECIPIENT_COUNTRY_BUDGET   " + self + " > @ iso-3166-1:KE 700 EUR 2022-01-01 2022-12-31 2022-01-01",
		"RECIPIENT_REGION_BUDGET   " + self + " > @ dac-region:298 900 EUR 2022-01-01 2022-12-31 2022-01-01",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	agency := r.body("XM-EXAMPLE-1")
	if agency.Name != "Example Agency" || agency.OrganisationType != "40" || agency.Aliases[0].Name != "Agence des exemples" {
		t.Errorf("the body is %+v", agency)
	}
	if l := claimsOf[*graph.DocumentLink](r); len(l) != 1 || l[0].StakeholderID != "org-id:XM-EXAMPLE-1" || l[0].Category != "B01" {
		t.Errorf("the links are %+v", l)
	}
	if len(claimsOf[*graph.Flow](r)) != 0 {
		t.Error("a plan became a flow")
	}
	r.count("total-expenditure", 1)
	r.count("budget-line", 1)
	if d := r.thing("publication/xm-example-1").(*graph.Document); d.Name != "IATI organisation file of Example Agency" || d.PublisherID != "org-id:XM-EXAMPLE-1" {
		t.Errorf("the publication is %+v", d)
	}
}
