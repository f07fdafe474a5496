package iati_test

import (
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

// notRead are rules of data quality that no finding is given for, and why.
var notRead = map[string]string{
	"1.11.1":  "other-identifier is not read",
	"1.11.13": "other-identifier is not read",
	"1.16.1":  "other-identifier is not read",
	"1.6.1":   "other-identifier is not read",
	"6.8.1":   "other-identifier is not read",
	"9.92.1":  "tied status is not read",
	"9.25.1":  "tied status is not read",
	"9.98.1":  "the format of a document is not read",
	"9.27.1":  "the format of a document is not read",
	"9.57.1":  "the format of a document is not read",
	"6.1.5":   "the format of a document is not read",
	"9.11.1":  "conditions are not read",
	"12.2.1":  "capital-spend and country-budget-items are not read",
	"12.2.2":  "capital-spend and country-budget-items are not read",
	"7.9.1":   "capital-spend and country-budget-items are not read",
	"7.9.4":   "capital-spend and country-budget-items are not read",
	"9.12.1":  "contacts are personal data and are not read",
	"9.16.1":  "crs-add is not read",
	"9.17.1":  "crs-add is not read",
	"9.18.1":  "crs-add is not read",
	"9.2.1":   "budget-not-provided is not read",
	"9.10.1":  "collaboration-type is not read",
	"9.24.1":  "the flow type is not read",
	"9.84.1":  "the flow type is not read",
	"9.30.1":  "fss is not read",
	"9.40.1":  "crs-channel-code is not read",
	"9.6.1":   "activity-scope is not read",
	"9.75.1":  "references of results are not read",
	"9.120.1": "locations are not read: they can endanger people",
	"11.1.5":  "the day that was in the future in that file has passed; TestRules has one that has not",
}

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
	f, err := os.Open(data(t, "iati-broken", "testfiles", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	in, account := &graph.Import{}, &ingest.Account{}
	if err := iati.Read(t.Context(), ingest.Source{Name: name, Dataset: "broken", Reader: f}, in, account); err != nil {
		t.Fatal(name, err)
	}
	checkReferences(t, in)
	return account
}
