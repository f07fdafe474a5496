package table_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/hxl"
	"github.com/migraph/migraph/ingest/table"
)

func TestIs(t *testing.T) {
	for head, want := range map[string]bool{
		"#org,#country\nA,Malaysia\n":                                             true,
		"Who;Where\n#org+impl;#country\n":                                         true,
		"Provider;Recipient;Amount\nA;B;5\n":                                      true,
		"stakeholder,initiative,role\n":                                           true,
		"PK\x03\x04":                                                              true,
		"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1":                                        true,
		"date,currency,to,rate,source\n2024-03-01,EUR,USD,1.08,S\n":               false,
		"# Facts\n# of us\ndataset: {key: a}\nstakeholders: {a: {name: A, b: c}}": false,
		"<?xml version=\"1.0\"?><iati-activities/>":                               false,
		"{\"a\": 1}":        false,
		"name,country\nA,B": false,
		"":                  false,
		"#org,#country\nA,\"Malaysia\nand a cell that is cut \xC3": true,
	} {
		if got := table.Is([]byte(head)); got != want {
			t.Errorf("%q: got %v", head, got)
		}
	}
	for _, seed := range []string{"reference.yaml", "iom-malaysia-q3-2022.yaml"} {
		text, err := os.ReadFile("../../seed/" + seed)
		if err != nil {
			t.Fatal(err)
		}
		if table.Is(text) {
			t.Errorf("%s is taken for a table", seed)
		}
	}
}

func TestRead(t *testing.T) {
	for text, want := range map[string]string{
		"#org,#country\nA,Malaysia\n":             "HXL hashtags, who does what where",
		"#org+provider,#value+usd\nA,5\n":         "HXL hashtags, flows of money",
		"Stakeholder,Initiative,Role\nA,B,Host\n": "spreadsheet of stakeholders, initiatives and what they do",
	} {
		in, account := &graph.Import{}, &ingest.Account{}
		err := table.Read(t.Context(), ingest.Source{Name: "f.csv", Dataset: "test", Reader: strings.NewReader(text)}, hxl.Options{}, in, account)
		if err != nil || account.Format != want || len(in.Claims) != 1 {
			t.Errorf("%q: %v, %q, %d claims", text, err, account.Format, len(in.Claims))
		}
	}
	err := table.Read(t.Context(), ingest.Source{Name: "f.csv", Reader: strings.NewReader("a,b\n1,2\n")}, hxl.Options{}, &graph.Import{}, &ingest.Account{})
	var all graph.Problems
	if !errors.As(err, &all) || len(all) != 1 || !strings.Contains(all[0].Message, "Stakeholders (Stakeholder name)") || !strings.Contains(all[0].Message, "#org") {
		t.Errorf("got %v", err)
	}
}
