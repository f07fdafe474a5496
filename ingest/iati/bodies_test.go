package iati_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func participant(ref, kind, name string) string {
	out := `<participating-org role="4"`
	if ref != "" {
		out += ` ref="` + ref + `"`
	}
	if kind != "" {
		out += ` type="` + kind + `"`
	}
	return out + "><narrative>" + name + "</narrative></participating-org>"
}

// bodiesOf gives the bodies but the reporter: identifier, name, aliases.
func bodiesOf(r *reading) []string {
	var out []string
	for _, x := range r.in.Things {
		b, is := x.Record.(*graph.Stakeholder)
		if !is || x.Key == "org-id:XM-1" {
			continue
		}
		text := fmt.Sprintf("%s %s", x.Key, b.Name)
		for _, a := range b.Aliases {
			text += "|" + a.Name
		}
		out = append(out, text)
	}
	return out
}

func TestNamesOfOneBody(t *testing.T) {
	const full = "MAPERECE - Magu Poverty focus on Older People"
	r := read(t, activity(
		participant("TZ-1", "22", full[:35])+participant("TZ-1", "22", full[:35])+participant("TZ-1", "22", full)+ // cut: the longer name wins, the cut one is no alias
			participant("KE-1", "22", "Aid Kenya")+participant("ke-1", "22", "AID KENYA")+participant(" KE-1 ", "22", "Kenya Aid Society")+
			participant("KE-2", "22", "UNICEF")+participant("KE-2", "22", "UNICEF Kenya Country Office of the Fund"))) // a short beginning is a short name
	want := []string{
		"org-id:KE-1 Aid Kenya|Kenya Aid Society", "org-id:KE-2 UNICEF Kenya Country Office of the Fund|UNICEF", "org-id:TZ-1 " + full,
	}
	if got := bodiesOf(r); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("one-identifier-different-names", 0)
}

func TestOneIdentifierWithWhollyDifferentNames(t *testing.T) {
	r := read(t, activity(participant("KE-1", "22", "Helping Hands")+participant("KE-1", "22", "German Embassy")))
	if got := bodiesOf(r); len(got) != 1 || !strings.Contains(got[0], "|") {
		t.Errorf("got %v", got)
	}
	r.count("one-identifier-different-names", 1)
}

// TestBodiesWithoutIdentifier: known by who tells of them, name, type and, unless
// they work worldwide, the activity's only country.
func TestBodiesWithoutIdentifier(t *testing.T) {
	entry := func(id, reporter, country, more string) string {
		return `<iati-activity><iati-identifier>` + id + `</iati-identifier><reporting-org ref="` + reporter + `" type="40"><narrative>R</narrative></reporting-org><title><narrative>T</narrative></title>` + country + more + `</iati-activity>`
	}
	kenya, uganda := `<recipient-country code="KE"/>`, `<recipient-country code="UG"/>`
	for _, test := range []struct {
		name string
		text string
		want int
	}{
		{"a ministry in two countries", entry("A", "XM-1", kenya, participant("", "10", "Ministry of Health")) + entry("B", "XM-1", uganda, participant("", "10", "Ministry of Health")), 2},
		{"a ministry twice in one country", entry("A", "XM-1", kenya, participant("", "10", "Ministry of Health")) + entry("B", "XM-1", kenya, participant("", "10", "MINISTRY  OF HEALTH")), 1},
		{"an international NGO in two countries", entry("A", "XM-1", kenya, participant("", "21", "Aid")) + entry("B", "XM-1", uganda, participant("", "21", "Aid")), 1},
		{"a bank of two types", entry("A", "XM-1", "", participant("", "40", "Bank")) + entry("B", "XM-1", "", participant("", "70", "Bank")), 2},
		{"as two publishers tell of it", entry("A", "XM-1", kenya, participant("", "21", "Aid")) + entry("B", "XM-2", kenya, participant("", "21", "Aid")), 3}, // and the second publisher
		{"in an activity of two countries", entry("A", "XM-1", kenya+uganda, participant("", "22", "Aid")) + entry("B", "XM-1", kenya, participant("", "22", "Aid")), 2},
		{"with and without an identifier", entry("A", "XM-1", "", participant("KE-1", "21", "Aid")+participant("", "21", "Aid")), 2},
		{"without a type where it has one elsewhere in the activity", entry("A", "XM-1", "", participant("", "21", "Aid")+participant("", "", "Aid")), 1},
	} {
		if got := bodiesOf(read(t, activities(test.text))); len(got) != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

// TestIdentifiersThatAreNone: placeholders, names and codes of the publisher's own.
func TestIdentifiersThatAreNone(t *testing.T) {
	r := read(t, activity(participant("N/A", "21", "Aid One")+participant("NULL", "21", "Aid Two")+participant("00141", "10", "Government of Japan")+
		participant("21000", "21", "ActionAid")+`<participating-org role="4" ref="Cotton Tree News" type="22"/>`+participant("47066", "40", "IOM")+
		participant("XM-DAC-21000", "21", "ONG INTERNATIONALE")+`<participating-org role="4" ref="XM-7" type="40"/>`+
		participant("XM-"+strings.Repeat("9", 300), "21", "Aid Three")))
	want := []string{
		"dataset:test:XM-1 / ACTIONAID / 21 ActionAid", "dataset:test:XM-1 / AID ONE / 21 Aid One", "dataset:test:XM-1 / AID THREE / 21 Aid Three",
		"dataset:test:XM-1 / AID TWO / 21 Aid Two", "dataset:test:XM-1 / COTTON TREE NEWS / 22 Cotton Tree News",
		"org-id:XM-7 XM-7", "org-id:XM-DAC-47066 IOM", "publisher:xm-1:00141 Government of Japan",
	}
	if got := bodiesOf(r); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.count("group", 1)
	r.count("identifier-too-long", 1)
}

// TestOwnPublicationRules: a body that reports itself gives its name and type, and
// its own publication is cited first.
func TestOwnPublicationRules(t *testing.T) {
	entry := func(id, reporter, name, kind, more string) string {
		return `<iati-activity><iati-identifier>` + id + `</iati-identifier><reporting-org ref="` + reporter + `" type="` + kind + `"><narrative>` + name + `</narrative></reporting-org>` + more + `</iati-activity>`
	}
	r := read(t, activities(entry("A", "XM-2", "Other", "40", participant("XM-3", "10", "The Third Agency")+participant("XM-3", "10", "The Third Agency"))+
		entry("B", "XM-3", "Third", "40", "")))
	b := r.body("XM-3")
	if b.Name != "Third" || b.OrganisationType != "40" || b.Kind != "ORGANIZATION" || b.Aliases[0].Name != "The Third Agency" {
		t.Errorf("got %+v", b)
	}
	for _, x := range r.in.Things {
		if x.Key == "org-id:XM-3" && (len(x.Evidence) != 2 || x.Evidence[0].DocumentID != "publication/xm-3") {
			t.Errorf("it cites %+v", x.Evidence)
		}
	}
}

func TestReporterThatIsAPerson(t *testing.T) {
	r := read(t, activities(`<iati-activity><iati-identifier>A</iati-identifier><reporting-org type="90"><narrative>Jane Example</narrative></reporting-org></iati-activity>`))
	r.count("person", 1)
	for _, x := range r.in.Things {
		if text := fmt.Sprintf("%+v %+v", x, recordText(x.Record)); strings.Contains(strings.ToLower(text), "jane") {
			t.Errorf("the name is in %s", text)
		}
	}
}

// TestGarbledPersons: neither what is stored nor the account has the name of a person,
// garbled or not, alone or among others.
func TestGarbledPersons(t *testing.T) {
	for _, name := range []string{"Dr. JosÃ© GarcÃ\u00ada", "Dr. José García", "JosÃ© GarcÃ\u00ada", "Mr. Jos\uFFFD Garc\uFFFDa", "John GarcÃ\u00ada; Jane Garcia", "John Garcia / Jane Garcia", "Red Cross; Jane GarcÃ©a"} {
		r := read(t, activities(`<iati-activity><iati-identifier>A</iati-identifier><reporting-org ref="XM-3" type="21"><narrative>Org</narrative></reporting-org>
			<title><narrative>T</narrative></title>
			<participating-org role="4" type="90"><narrative>`+name+`</narrative></participating-org>
			<transaction><transaction-type code="3"/><transaction-date iso-date="2020-01-01"/><value currency="USD">5</value><receiver-org><narrative>`+name+`</narrative></receiver-org></transaction>
			</iati-activity><iati-activity><iati-identifier>B</iati-identifier><reporting-org type="90"><narrative>`+name+`</narrative></reporting-org></iati-activity>`))
		told := fmt.Sprintf("%+v", r.account.Rules())
		for _, x := range r.in.Things {
			told += fmt.Sprintf(" %+v %+v", x, recordText(x.Record))
		}
		for _, x := range r.in.Claims {
			told += fmt.Sprintf(" %+v %+v", x, recordText(x.Record))
		}
		if strings.Contains(strings.ToLower(told), "garc") || !strings.Contains(told, "Org") {
			t.Errorf("%q is told: %s", name, told)
		}
	}
}
