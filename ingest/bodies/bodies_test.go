package bodies

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestClassify(t *testing.T) {
	for _, test := range []struct {
		name, ref, orgType string
		class              Class
		label, category    string
	}{
		{"Save the Children", "", "", Body, "Save the Children", ""},
		{" Oxfam  Novib ", "NL-KVK-27108436", "21", Body, "Oxfam Novib", ""},
		{"", "GB-COH-213890", "", Body, "", ""},
		{"Private Sector Foundation Uganda", "", "", Body, "Private Sector Foundation Uganda", ""},
		{"International NGO Safety Organisation", "", "", Body, "International NGO Safety Organisation", ""},
		{"Partners in Health", "", "", Body, "Partners in Health", ""},

		// what is known of nobody
		{"(Direct expenditure)", "", "", Unnamed, "", ""},
		{"Direct expenditure, multiple suppliers", "", "", Unnamed, "", ""},
		{"(Unspecified org)", "", "", Unnamed, "", ""},
		{"N/A", "", "", Unnamed, "", ""},
		{"Not applicable", "", "", Unnamed, "", ""},
		{"TBD", "", "", Unnamed, "", ""},
		{"Not defined/Unknown", "", "", Unnamed, "", ""},
		{"Correction", "Excluded", "", Unnamed, "", "BOOKKEEPING"},
		{"", "", "10", Unnamed, "", ""},
		{" - ", "N/A", "", Unnamed, "", ""},

		// groups
		{"International NGO", "", "21", Unnamed, "International NGO", "CIVIL_SOCIETY"},
		{"National Civil Society Organizations", "", "", Unnamed, "National Civil Society Organizations", "CIVIL_SOCIETY"},
		{"Local NGOs", "", "", Unnamed, "Local NGOs", "CIVIL_SOCIETY"},
		{"ONG basée dans un pays en développement", "XM-DAC-23000", "23", Unnamed, "ONG basée dans un pays en développement", "CIVIL_SOCIETY"},
		{"DEVELOPING COUNTRY-BASED NGO", "", "", Unnamed, "DEVELOPING COUNTRY-BASED NGO", "CIVIL_SOCIETY"},
		{"PRIVATE SECTOR", "00311", "70", Unnamed, "PRIVATE SECTOR", "PRIVATE_SECTOR"},
		{"Gouvernement local (SUD/EST)", "XM-DAC-12002", "10", Unnamed, "Gouvernement local (SUD/EST)", "GOVERNMENT"},
		{"", "XM-DAC-21000", "", Unnamed, "international NGO", "CIVIL_SOCIETY"},
		{"Various donors", "", "", Unnamed, "Various donors", "SEVERAL"},
		{"ECU-VARIOS DONANTES", "01821", "70", Unnamed, "ECU-VARIOS DONANTES", "DONORS"},
		{"Beneficiaries", "", "", Unnamed, "Beneficiaries", "PERSONS"},
		{"Individual consultant", "", "", Unnamed, "Individual consultant", "PERSONS"},

		// names withheld by the source
		{"Supplier Name Withheld", "Excluded", "", Unnamed, "a body, whose name the source withholds", "WITHHELD"},
		{"Name withheld", "", "", Unnamed, "a body, whose name the source withholds", "WITHHELD"},
		{"USAID redacted this field in accordance with the exceptions outlined in the Foreign Aid Transparency and Accountability Act of 2016.", "", "",
			Unnamed, "a body, whose name the source withholds", "WITHHELD"},
		{"Partner A in Global", "", "22", Unnamed, "a body, whose name the source withholds", "WITHHELD"},

		// a class of bodies as the identifier of a body that has a name
		{"ActionAid", "XM-DAC-21000", "21", Body, "ActionAid", ""},

		// several
		{"Ministry of Finance;Tea Small Holdings Development Authority", "", "", Several, "Ministry of Finance;Tea Small Holdings Development Authority", "SEVERAL"},
		{"Department of Health;Department of Health", "", "", Body, "Department of Health", ""},
		{"HELP - Hilfe zur Selbsthilfe; Albania Country Office", "XI-IATI-1", "", Body, "HELP - Hilfe zur Selbsthilfe; Albania Country Office", ""},
		{"Ministry of Health / Ministry of Labour", "", "", Several, "Ministry of Health / Ministry of Labour", "SEVERAL"},
		{"Ministry of Health / Ministère de la Santé", "", "", Body, "Ministry of Health / Ministère de la Santé", ""},
		{"UNOCHA/Central Emergency Response Fund", "", "", Body, "UNOCHA/Central Emergency Response Fund", ""},

		// numbers, marks, codes and sums
		{"0", "", "", Unnamed, "", ""},
		{"12 345", "", "80", Unnamed, "", ""},
		{"-", "", "", Unnamed, "", ""},
		{"12345", "GB-COH-1", "", Body, "12345", ""},
		{"XM-DAC-47066", "", "", Unnamed, "", ""},
		{"XM-DAC-47066", "XM-DAC-47066", "", Body, "XM-DAC-47066", ""},
		{"GB-COH-01234567", "", "", Unnamed, "", ""},
		{"UN-2030", "", "", Body, "UN-2030", ""},
		{"CO-2030plus", "", "", Body, "CO-2030plus", ""},
		{"1325", "", "22", Body, "1325", ""},
		{"1325", "", "", Unnamed, "", ""},
		{"UN-Habitat", "", "", Body, "UN-Habitat", ""},
		{"Grand total:", "", "", Unnamed, "", "BOOKKEEPING"},
		{"TOTAL", "", "", Unnamed, "", "BOOKKEEPING"},
		{"Total", "FR-SIREN-542051180", "", Body, "Total", ""},
		{"Total Access", "", "", Body, "Total Access", ""},
		{"G20", "", "", Body, "G20", ""},

		// persons
		{"Dr Jane Example", "", "80", Person, PersonLabel, "PERSONS"},
		{"Mrs. Example", "", "", Person, PersonLabel, "PERSONS"},
		{"WHO Representative Dr Omar Example", "", "40", Person, PersonLabel, "PERSONS"},
		{"Consultant: Jane Example", "", "70", Person, PersonLabel, "PERSONS"},
		{"Jane Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Jane Q. Example", "", "90", Person, PersonLabel, "PERSONS"},
		{"Siti Example binti Ahmad", "", "", Person, PersonLabel, "PERSONS"},
		{"Example bin Abdullah", "", "70", Person, PersonLabel, "PERSONS"},
		{"Example a/l Subramaniam", "", "", Person, PersonLabel, "PERSONS"},
		{"Datuk Seri Example Zainudin", "", "", Person, PersonLabel, "PERSONS"},
		{"Tan Sri Example Hisham Abdullah", "", "", Person, PersonLabel, "PERSONS"},
		{"Dr. JosÃ© GarcÃ\u00ada", "", "", Person, PersonLabel, "PERSONS"},
		{"JosÃ© GarcÃ\u00ada", "", "", Person, PersonLabel, "PERSONS"},
		{"Jos\uFFFD Garc\uFFFDa", "", "90", Person, PersonLabel, "PERSONS"},
		{"Mr. JosÃƒÂ© Doe", "", "", Person, PersonLabel, "PERSONS"},
		{"Dr.Â\u00a0Jane Example", "", "80", Person, PersonLabel, "PERSONS"},
		{"SeÃ±or Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Dr. MichaÅ‚ Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Mr. O’Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Mr. Oâ€™Example", "", "", Person, PersonLabel, "PERSONS"},
		{"MÃ©decins du Monde", "", "", Body, "MÃ©decins du Monde", ""},
		{"Jane Example; John Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Jane Example / John Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Jane Example & John Example", "", "", Person, PersonLabel, "PERSONS"},
		{"Jane Example and John Q. Example&Maria Example", "", "90", Person, PersonLabel, "PERSONS"},
		{"Red Cross; Jane Example und John Example", "", "", Several, "Red Cross; " + PersonLabel, "SEVERAL"},
		{"Jane Example & Partners", "", "", Body, "Jane Example & Partners", ""},
		{"Jane Example & John Example", "", "70", Body, "Jane Example & John Example", ""},
		{"Red Cross; Jane Example", "", "", Several, "Red Cross; " + PersonLabel, "SEVERAL"},
		{"Ministry of Health / Jane Example", "", "", Several, "Ministry of Health / " + PersonLabel, "SEVERAL"},
		{"Khalifa bin Zayed Foundation", "", "", Body, "Khalifa bin Zayed Foundation", ""},
		{"Example bin Abdullah", "GB-COH-1", "", Body, "Example bin Abdullah", ""},
		{"Kampung Datuk Keramat", "", "", Body, "Kampung Datuk Keramat", ""},
		{"Government of Sri Lanka", "", "", Body, "Government of Sri Lanka", ""},
		{"Sri Lanka Red Cross", "", "", Body, "Sri Lanka Red Cross", ""},
		{"Jane Example", "", "22", Body, "Jane Example", ""},
		{"Jane Example", "GB-COH-1", "", Body, "Jane Example", ""},
	} {
		got := Classify(test.name, test.ref, test.orgType)
		if got.Class != test.class || got.Label != test.label || got.Category != test.category {
			t.Errorf("%q, %q, %q is %+v", test.name, test.ref, test.orgType, got)
		}
		if (got.Class == Body) != (got.Why == "") {
			t.Errorf("%q: why is %q", test.name, got.Why)
		}
	}
}

// TestBodiesAreNoPersons: names of bodies that look most like those of persons.
func TestBodiesAreNoPersons(t *testing.T) {
	for _, name := range []string{
		"Save the Children", "Christian Aid", "Marie Stopes", "Marie Stopes Zambia", "Erik Thunes Legat", "Adam Smith International", "Mott MacDonald", "Owen Foundation",
		"Dr. Denis Mukwege Foundation", "Dr. Reddy's Laboratories Ltd.", "MS ActionAid Denmark", "Konrad-Adenauer-Stiftung",
		"Konrad Adenauer Stiftung", "Boy Story LLC", "Titan Airways", "Digital Good", "Jan Swasthya Sahyog", "Age International",
		"Helen Keller Intl", "John Snow Inc", "World Vision", "Friedrich Ebert Stiftung e.V.", "Thomson Reuters", "Irish Aid",
		"Deutsche Welthungerhilfe", "Education Cannot Wait", "Cotton Tree News", "Farm Africa", "Mary's Meals",
		"Sir Dorabji Tata Trust", "Practical Action", "Crown Agents Limited", "Charles Stewart Mott Foundation", "Oxford Policy",
		"Frau und Kind", "St Helena Government", "Rommelag", "Xiamen University", "Baker Tilly", "Near East Foundation",
	} {
		if got := Classify(name, "", ""); got.Class != Body {
			t.Errorf("%q is %+v", name, got)
		}
	}
}

func TestRef(t *testing.T) {
	for ref, want := range map[string]string{
		"XM-DAC-47066": "XM-DAC-47066", " SE-0\n": "SE-0", "DAC-1601": "DAC-1601", "XI-IATI-EC_INTPA": "XI-IATI-EC_INTPA", "47066": "47066",
		"N/A": "", "NULL": "", "Excluded": "", "Not available": "", "00141": "", "12711": "", "XM-DAC-21000": "", "21000": "", "61009": "",
		"Cotton Tree News": "", "CZE0052280": "", "": "",
	} {
		if got := Ref(ref); got != want {
			t.Errorf("%q gives %q, want %q", ref, got, want)
		}
	}
	for ref, want := range map[string]bool{"00141": true, "CZE0052280": true, "12711": true, "N/A": false, "0": false, "Cotton Tree 7": false, "47066": false, "21000": false, "": false} {
		if _, is := OwnRef(ref); is != want {
			t.Errorf("%q is a code of its publisher: %v", ref, is)
		}
	}
}

// TestThePublishedListIsTheList: the page that people read lists every entry.
func TestThePublishedListIsTheList(t *testing.T) {
	page, err := os.ReadFile("../../docs/pseudo-bodies.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range List() {
		if seen[p.Name] {
			t.Errorf("%q stands twice", p.Name)
		}
		seen[p.Name] = true
		if row := fmt.Sprintf("| %s | %s | %s | %s |", p.Name, p.Match, p.Category, p.Why); !strings.Contains(string(page), row+"\n") {
			t.Errorf("docs/pseudo-bodies.md lacks the line\n%s", row)
		}
	}
	if n := strings.Count(string(page), "\n| "); n != len(List())+1 {
		t.Errorf("docs/pseudo-bodies.md has %d rows, the list %d entries", n-1, len(List()))
	}
}

func TestIsBlank(t *testing.T) {
	for name, want := range map[string]bool{
		"": true, " - ": true, "0": true, "12.5": true, "n/a": true, "None": true, "?": true,
		"Various donors": false, "(Direct expenditure)": false, "Red Cross": false, "المجموع": false, "3M": false,
	} {
		if got := IsBlank(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
