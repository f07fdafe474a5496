package country_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/migraph/migraph/ingest/country"
)

func TestNamed(t *testing.T) {
	for name, want := range map[string]string{
		"Malaysia": "MY", "malaisie": "MY", "Малайзия": "MY", "马来西亚": "MY", "ماليزيا": "MY", "Malasia": "MY",
		"Cote d'Ivoire": "CI", "CÔTE D’IVOIRE": "CI", "the Gambia": "GM", "Netherlands (the)": "NL", "Philippines (les)": "PH",
		"Congo (Brazaville)": "CG", "DRC": "CD", "Congo": "", "Korea": "", "Guinea": "GN", "Niger": "NE", "Nigeria": "NG",
		"St. Lucia": "LC", "Saint Lucia": "LC", "Myanmar": "MM", "Panamá": "PA", "Türkiye": "TR", "Turkey": "TR",
		"Mali Situation": "", "Nigeria Situation": "", "Thailand-Myanmar": "", "Malaysa": "", "": "", "MY": "", "Africa": "",
	} {
		if got, ok := country.Named(name); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]string{"my": "MY", "TH": "TH", "UK": "", "XX": "", "EU": "", "AN": "", "XK": "XK", "MYS": "", "": ""} {
		if got, ok := country.Alpha2(code); ok != (want != "") || ok && got != want {
			t.Errorf("%q: got %q %v, want %q", code, got, ok, want)
		}
	}
	if got, ok := country.Alpha2(" th\n"); !ok || got != "TH" {
		t.Errorf("with space around it the code is %q", got)
	}
	// AUS is Austria for UNHCR, CHD Chad, GFR Germany: only ISO's own are codes.
	for code, want := range map[string]string{"AUS": "AU", "aut": "AT", "CHD": "", "GFR": "", "MYS": "MY", "XKX": "", "AB9": ""} {
		if got, ok := country.Alpha3(code); ok != (want != "") || got != want {
			t.Errorf("%q: got %q %v, want %q", code, got, ok, want)
		}
	}
	if n := len(country.Codes()); n != 250 {
		t.Errorf("%d countries, want the 249 of ISO 3166-1 and Kosovo", n)
	}
	for _, code := range country.Codes() {
		if got, ok := country.Named(country.Name(code)); !ok || got != code {
			t.Errorf("%s has the name %q, which leads to %q", code, country.Name(code), got)
		}
	}
}

// TestPublishedNames: of the names that a published list of the UN's has in six
// languages, none leads to another country, and nearly all lead to theirs.
func TestPublishedNames(t *testing.T) {
	f, err := os.Open("../../../shared/data/countries/ocha-countries-territories.csv")
	if os.IsNotExist(err) {
		t.Skip("skipped: the list is read from ../shared/data beside the repository, which is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, h := range rows[0] {
		column[h] = i
	}
	names, found := 0, 0
	for _, row := range rows[1:] {
		want := row[column["ISO 3166-1 Alpha 2-Codes"]]
		if want == "" {
			continue
		}
		if three, ok := country.Alpha3(row[column["ISO 3166-1 Alpha 3-Codes"]]); !ok || three != want {
			t.Errorf("%s: the code of three letters leads to %q", want, three)
		}
		for _, h := range []string{"Preferred Term", "English Short", "French Short", "Spanish Short", "Russian Short", "Chinese Short", "Arabic Short", "M49 English", "M49 French", "M49 Spanish"} {
			name := strings.TrimSpace(row[column[h]])
			if name == "" {
				continue
			}
			names++
			got, ok := country.Named(name)
			if ok {
				found++
			} else {
				t.Logf("%s: %s %q is not known", want, h, name)
			}
			if ok && got != want {
				t.Errorf("%s: %s %q leads to %s", want, h, name, got)
			}
		}
	}
	if names < 1500 || found*100 < names*93 {
		t.Errorf("%d of %d names are known", found, names)
	}
}

func TestReserved(t *testing.T) {
	for _, code := range []string{"TA", "AN", "AC", "YU"} {
		if _, official := country.Official(code); official || !country.Reserved(code) {
			t.Errorf("%s is official, or not reserved", code)
		}
	}
	for _, code := range []string{"UN", "EZ", "MY", "XK", "", "T", " A", "A ", "ta"} {
		if country.Reserved(code) {
			t.Errorf("%q is reserved", code)
		}
	}
}
