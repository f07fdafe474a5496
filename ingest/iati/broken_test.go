package iati_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// data is the folder of published files that tests read where it is there.
func data(t *testing.T, elements ...string) string {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the published files are not here: ../shared/data beside the repository")
	}
	return filepath.Join(append([]string{root}, elements...)...)
}

// notRead are rules of data quality for which no finding is given, and why: nothing of
// what they are about comes into the graph.
var notRead = map[string]string{
	"9.6.1":   "activity-scope is left out: nothing is taken from its code",
	"9.10.1":  "collaboration-type is left out: nothing is taken from its code",
	"9.11.1":  "conditions are left out with their types",
	"9.12.1":  "contacts are personal data: not even their types are looked at",
	"9.16.1":  "crs-add is left out: it is of the OECD's own system",
	"9.17.1":  "crs-add is left out: it is of the OECD's own system",
	"9.18.1":  "crs-add is left out: it is of the OECD's own system",
	"9.24.1":  "default-flow-type is left out: nothing is taken from its code",
	"9.84.1":  "the flow type of a transaction is left out: nothing is taken from its code",
	"9.25.1":  "default-tied-status is left out: nothing is taken from its code",
	"9.92.1":  "the tied status of a transaction is left out: nothing is taken from its code",
	"9.30.1":  "fss is left out: forward spending surveys are no plans of ours, and their currencies are of no sum",
	"9.40.1":  "no body is known by the attribute crs-channel-code: a class of bodies has such a code as well",
	"9.75.1":  "references of results are left out with their vocabularies",
	"9.120.1": "locations are left out whole: they can endanger people",
	"12.2.1":  "capital-spend is left out: its percentage divides nothing here",
	"12.2.2":  "capital-spend is left out: its percentage divides nothing here",
	"7.9.1":   "country-budget-items are left out: lines of a government's own budget are no themes of ours",
	"7.9.4":   "country-budget-items are left out: lines of a government's own budget are no themes of ours",
}

// moved are days in files that were in the future when the files were made, and no
// longer are, with days that still are.
var moved = map[string][2]string{"11.1.5.xml": {"2021-12-31", "2999-12-31"}}

// TestBrokenFiles: each file with a seeded error gives a finding by the rule that it
// breaks, with its place.
func TestBrokenFiles(t *testing.T) {
	f, err := os.Open(data(t, "iati-broken", "expected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, row := range rows[1:] {
		name, expect, rule := row[0], row[1], row[2]
		account := readBroken(t, name)
		switch {
		case expect == "absent":
			for _, r := range account.Rules() {
				if strings.ContainsRune(r.Name, '.') {
					t.Errorf("%s has no error, but breaks %s at %s", name, r.Name, r.Places[0])
				}
			}
		case notRead[rule] != "":
			if account.Count(rule) > 0 {
				t.Errorf("%s: %s is given a finding after all", name, rule)
			}
			continue
		case account.Count(rule) == 0:
			t.Errorf("%s: no finding by %s: %s", name, rule, row[4])
			continue
		default:
			for _, r := range account.Rules() {
				if r.Name == rule && !strings.HasPrefix(r.Places[0], name+":") {
					t.Errorf("%s: the place is %q", name, r.Places[0])
				}
			}
		}
		checked++
	}
	if checked+len(notRead) != len(rows)-1 {
		t.Errorf("%d rules checked and %d left out, of %d", checked, len(notRead), len(rows)-1)
	}
}

// TestEveryBrokenFileIsRead: whatever is wrong in an entry never stops the file.
func TestEveryBrokenFileIsRead(t *testing.T) {
	files, err := filepath.Glob(data(t, "iati-broken", "testfiles", "*.xml"))
	if err != nil || len(files) != 230 {
		t.Fatal(len(files), err)
	}
	for _, name := range files {
		readBroken(t, filepath.Base(name))
	}
}

func readBroken(t *testing.T, name string) *ingest.Account {
	t.Helper()
	text, err := os.ReadFile(data(t, "iati-broken", "testfiles", name))
	if err != nil {
		t.Fatal(err)
	}
	if day, is := moved[name]; is {
		text = bytes.ReplaceAll(text, []byte(day[0]), []byte(day[1]))
	}
	in, account := &graph.Import{}, &ingest.Account{}
	if err := iati.Read(t.Context(), ingest.Source{Name: name, Dataset: "broken", Reader: bytes.NewReader(text)}, in, account); err != nil {
		t.Fatal(name, err)
	}
	checkReferences(t, in)
	return account
}
