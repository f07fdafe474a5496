package iati_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// each writes an element so many times; %d in it is a number of its own.
func each(n int, element string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(element, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// TestRepeatedElements reads activities that repeat an element some ten thousand times,
// each time of another kind. What every one of them asks of all of its kind would take
// hours; the numbers of claims tell that each was read once.
func TestRepeatedElements(t *testing.T) {
	n := 50_000
	if testing.Short() {
		n = 5_000
	}
	result := func(inside string) string {
		return `<result type="1"><title><narrative>R</narrative></title>` + inside + `</result>`
	}
	indicator := func(inside string) string {
		return result(`<indicator measure="1"><title><narrative>I</narrative></title>` + inside + `</indicator>`)
	}
	for name, test := range map[string]struct {
		elements string
		claims   int
	}{
		"dimensions":            {indicator(`<period>` + each(n, `<actual value="1"><dimension name="a" value="%d"/></actual>`) + `</period>`), n},
		"baselines and periods": {indicator(each(n, `<baseline value="1"><dimension name="a" value="%d"/></baseline>`) + each(n, `<period><actual value="%d"/></period>`)), n},
		"empty periods":         {indicator(each(n, `<baseline value="1"><dimension name="a" value="%d"/></baseline>`) + each(n, `<period/>`)), n},
		"indicators":            {result(each(n/2, `<indicator><title><narrative>%d</narrative></title><reference/><period><actual value="1"/></period></indicator>`)), n / 2},
		"titles of a result":    {`<result><title>` + each(n, `<narrative>%d</narrative>`) + `</title>` + each(n, `<indicator><period><actual value="1"/></period></indicator>`) + `</result>`, n},
		"vocabularies":          {each(n, `<recipient-region vocabulary="x%d" code="1"/>`) + each(n, `<recipient-country code="MY"/>`), n},
		"identifiers":           {each(n, `<iati-identifier>%d</iati-identifier>`) + each(n, `<other-identifier type="B1" ref="%d"/>`), 0},
		"lines of budgets":      {each(n, `<budget><value>%d</value><budget-line><value value-date="2020-01-01"/></budget-line></budget>`), n},
		"participants":          {each(n, `<participating-org role="1" ref="XM-%d" type="10"><narrative>Body %d</narrative></participating-org>`), n},
		"equal participants":    {each(n, `<participating-org role="1" ref="XM-2"/>`), n},
		"transactions":          {each(n, `<transaction ref="%d"><transaction-type code="3"/><value>1</value><receiver-org ref="XM-%d"/></transaction>`), n},
		"equal transactions":    {each(n, `<transaction ref="a"><transaction-type code="3"/><value>1</value></transaction>`), n},
		"sectors":               {each(n, `<sector vocabulary="99" code="%d" percentage="1"/>`), n},
		"sectors of one":        {`<transaction><transaction-type code="3"/><value>1</value>` + each(n, `<sector vocabulary="99" code="%d" percentage="1"/>`) + `</transaction>`, 1},
		"categories":            {`<document-link url="https://example.org/">` + each(n, `<category code="A01"/>`) + `</document-link>`, 1},
		"documents":             {each(n, `<document-link url="https://example.org/%d"><title><narrative>T %d</narrative></title></document-link>`), n},
		"titles":                {`<title>` + each(n, `<narrative>T %d</narrative>`) + `</title>`, 0},
		"descriptions":          {each(n, `<description type="2"><narrative>T %d</narrative></description>`), n},
		"related":               {each(n, `<related-activity type="1" ref="XM-1-%d"/>`), n},
		"unknown":               {each(n, `<other%d/>`), 0},
	} {
		t.Run(name, func(t *testing.T) {
			var sink counting
			text := activity(test.elements)
			if err := iati.Read(t.Context(), ingest.Source{Name: "f", Dataset: "d", Reader: strings.NewReader(text)}, &sink, &ingest.Account{}); err != nil {
				t.Fatal(err)
			}
			if sink.claims != test.claims {
				t.Errorf("%d claims, not %d", sink.claims, test.claims)
			}
		})
	}
}

// TestLongAttributes: what claims say again and again is bounded, and so is what an
// activity holds in its attributes.
func TestLongAttributes(t *testing.T) {
	long := strings.Repeat("x1", 100_000)
	r := read(t, activities(`<iati-activity xml:lang="`+long+`" default-currency="`+long+`"`+each(1000, ` a%d="1"`)+`><iati-identifier>A</iati-identifier>
<reporting-org ref="`+long+`"/>`+each(10, `<participating-org role="1"><narrative>Body %d</narrative></participating-org><transaction><transaction-type code="3"/><value>%d</value></transaction>`)+`</iati-activity>`))
	if len(r.in.Claims) != 20 {
		t.Errorf("%d claims", len(r.in.Claims))
	}
	for _, x := range r.in.Claims {
		if size := len(x.Key) + len(recordText(x.Record)) + len(x.Evidence[0].DocumentID) + len(x.Where); size > 1000 {
			t.Errorf("a claim has %d bytes", size)
		}
	}
	r = read(t, activity(each(200, `<sector code="%d" vocabulary="`+long+`"/>`)))
	r.count("entry-too-large", 1)
	if len(r.in.Things) != 0 {
		t.Errorf("there are %v", r.keys())
	}
}

// TestEmptyPeriods: a baseline without figures is of no period, however many there are
// that say nothing.
func TestEmptyPeriods(t *testing.T) {
	r := read(t, activity(`<result><indicator><title><narrative>I</narrative></title><baseline value="7"/><period/><period></period></indicator></result>`))
	if all := claimsOf[*graph.Figure](r); len(all) != 1 || all[0].Baseline != "7" {
		t.Errorf("got %v", all)
	}
}
