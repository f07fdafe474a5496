package template_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/migraph/migraph/export/template"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/ingest"
	read "github.com/migraph/migraph/ingest/template"
)

func write(t *testing.T, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := template.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook writes a template and fills rows in, by sheet, row from two and column.
func workbook(t *testing.T, fill func(f *excelize.File, set func(sheet string, row int, cells map[string]any))) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(write(t, template.Workbook)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	nouns := read.Nouns()
	fill(f, func(sheet string, row int, cells map[string]any) {
		n := nouns[slices.IndexFunc(nouns, func(n read.Noun) bool { return n.Name == sheet })]
		for name, v := range cells {
			c := slices.IndexFunc(n.Columns, func(c read.Column) bool { return c.Name == name })
			if c < 0 {
				t.Fatalf("%s has no column %q", sheet, name)
			}
			cell, err := excelize.CoordinatesToCellName(c+1, row)
			if err == nil {
				err = f.SetCellValue(sheet, cell, v)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func readBack(t *testing.T, data []byte) (*graph.Import, *ingest.Account, error) {
	t.Helper()
	in, account := &graph.Import{Dataset: graph.Dataset{Key: "own"}}, &ingest.Account{}
	err := read.Read(t.Context(), ingest.Source{Name: "plan.xlsx", Dataset: "own", Reader: bytes.NewReader(data)}, read.Options{}, in, account)
	return in, account, err
}

func fillIn(_ *excelize.File, set func(string, int, map[string]any)) {
	set("Stakeholders", 2, map[string]any{"Stakeholder name": "Alpha Relief", "Acronym": "AR", "Kind": "Organization", "Country": "Malaysia", "Identifier": "org-id:XM-TEST-1", "Subtype": "ngo", "Website": "https://example.org/"})
	set("Stakeholders", 3, map[string]any{"Stakeholder name": "Ministry of Tests", "Kind": "government", "Country": "my", "Other names": "Kementerian Ujian; MoT"})
	set("Initiatives", 2, map[string]any{"Initiative name": "Fair Tests", "Type": "Programme", "Nature": "State", "Start": "2023-01", "Countries": "Malaysia; NP", "Themes": "Testing", "Source": "Annual report", "Source URL": "https://example.org/report", "Published": "2024-03", "Page": "page 3"})
	set("Participations", 2, map[string]any{"Stakeholder": "AR", "Initiative": "Fair Tests", "Role": "implementing", "Headcount": 3})
	set("Participations", 3, map[string]any{"Group": "civil society organizations", "Initiative": "Fair Tests", "Role": "Co-organizer"})
	set("Flows", 2, map[string]any{"Provider": "Gamma Fund", "Recipient": "org-id:xm-test-1", "Recipient initiative": "Fair Tests", "Amount": 1250000.1, "Currency": "MYR", "Type": "Disbursement", "Start": "15/06/2023", "Reporter": "Gamma Fund"})
	set("Flows", 3, map[string]any{"Provider": "MoT", "Recipient": "AR", "In kind": "the venue"})
	set("Presences", 2, map[string]any{"Stakeholder": "ar", "Country": "Malaysia", "Place": "Sabah", "Theme": "Testing", "Sensitivity": "Not sensitive", "Role": "Implementing"})
	set("Presences", 4, map[string]any{"Stakeholder": "ar", "Country": "Malaysia", "Place": "Johor", "Theme": "Shelter"})
}

// TestFilledInIsWhatTheGraphHolds: a template that is written, filled in by another
// program's library, read and stored says what was typed.
func TestFilledInIsWhatTheGraphHolds(t *testing.T) {
	in, account, err := readBack(t, workbook(t, fillIn))
	if err != nil {
		t.Fatal(err)
	}
	if rules := account.Rules(); len(rules) != 1 || rules[0].Name != "name-only" || !slices.Equal(rules[0].Places, []string{`plan.xlsx!Flows!A2 "Gamma Fund"`}) {
		t.Errorf("the account says %+v", rules)
	}
	if got := fmt.Sprint(account.Elements()); got != "map[flows:2 initiatives:1 participations:2 presences:2 stakeholders:2]" {
		t.Errorf("read: %s", got)
	}
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	rep, err := graph.Apply(t.Context(), s, in)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Protected != 1 {
		t.Errorf("%d presences are protected, want that in Johor", rep.Protected)
	}
	if found, err := graph.CheckStore(t.Context(), s); err != nil || len(found) > 0 {
		t.Fatalf("the store has contradictions: %v, %v", found, err)
	}
	want := []string{
		"Classification: Fair Tests in Malaysia, about  (Annual report, page 3)",
		"Classification: Fair Tests in Nepal, about  (Annual report, page 3)",
		"Classification: Fair Tests in , about Testing (Annual report, page 3)",
		"Flow: Gamma Fund > Alpha Relief Fair Tests 1250000.1 MYR DISBURSEMENT 2023-06-15 by PROVIDER  (plan.xlsx, Flows, row 2)",
		"Flow: Ministry of Tests > Alpha Relief    UNSPECIFIED  by  the venue (plan.xlsx, Flows, row 3)",
		"Participation:  civil society organizations CO_ORGANIZER Fair Tests  (plan.xlsx, Participations, row 3)",
		"Participation: Alpha Relief  IMPLEMENTING Fair Tests 3 EXACT (plan.xlsx, Participations, row 2)",
		"Presence: Alpha Relief IMPLEMENTING in Sabah MY about Testing (plan.xlsx, Presences, row 2)",
		"Presence: Alpha Relief  in Malaysia MY about Shelter (plan.xlsx, Presences, row 4)",
		"Stakeholder: Alpha Relief AR ORGANIZATION NGO MY https://example.org/ org-id:XM-TEST-1",
		"Stakeholder: Gamma Fund      dataset:own:NAME:GAMMA FUND",
		"Stakeholder: Ministry of Tests  GOVERNMENT  MY  dataset:own:NAME:MINISTRY OF TESTS",
	}
	slices.Sort(want)
	if got := told(t, s); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// told gives what a store holds in lines.
func told(t *testing.T, s graph.Store) []string {
	t.Helper()
	var records []graph.Record
	names := map[string]string{}
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		for _, noun := range []string{"Document", "Place", "Theme", "Stakeholder", "Initiative", "Classification", "Flow", "Participation", "Presence"} {
			res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: graph.Catalog.Type(noun), Parts: partsOf(noun)}})
			if err != nil {
				return err
			}
			records = append(records, res.Lists[0].Records...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, rec := range records {
		if thing := graph.AsThing(rec); thing != nil {
			names[graph.IDOf(rec)] = thing.Name
		}
	}
	for _, rec := range records {
		at := ""
		if c := graph.AsClaim(rec); c != nil {
			at = strings.TrimSuffix(" ("+names[c.Evidence[0].DocumentID]+", "+string(c.Evidence[0].Locator), ", ") + ")"
		}
		switch x := rec.(type) {
		case *graph.Stakeholder:
			out = append(out, fmt.Sprintf("Stakeholder: %s %s %s %s %s %s %s", x.Name, x.Acronym, x.Kind, x.Subtype, x.Country, x.Website, x.Identifiers[0].Key()))
		case *graph.Classification:
			out = append(out, fmt.Sprintf("Classification: %s in %s, about %s%s", names[x.InitiativeID], names[x.PlaceID], names[x.ThemeID], at))
		case *graph.Flow:
			out = append(out, fmt.Sprintf("Flow: %s > %s %s %s %s %s %s by %s %s%s", names[x.Provider.StakeholderID], names[x.Recipient.StakeholderID], names[x.Recipient.InitiativeID],
				x.Amount.Amount, x.Amount.Currency, x.Type, x.Period.Start.Text, x.ReportedBy, x.InKind, at))
		case *graph.Participation:
			count := ""
			if x.Headcount != nil {
				count = fmt.Sprint(*x.Headcount, " ")
			}
			out = append(out, fmt.Sprintf("Participation: %s %s %s %s %s%s%s", names[x.StakeholderID], x.GroupLabel, x.Role, names[x.InitiativeID], count, x.HeadcountQualifier, at))
		case *graph.Presence:
			out = append(out, fmt.Sprintf("Presence: %s %s in %s %s about %s%s", names[x.StakeholderID], x.Role, names[x.PlaceID], x.Country, names[x.ThemeID], at))
		}
	}
	slices.Sort(out)
	return out
}

func partsOf(noun string) []string {
	var out []string
	for _, p := range graph.Catalog.Type(noun).Parts {
		out = append(out, p.Name)
	}
	return out
}

// TestEmptyTemplateSaysNothing: what is written has no entry, for the examples are no
// entries, and is the same each time.
func TestEmptyTemplateSaysNothing(t *testing.T) {
	for _, format := range template.Formats() {
		data := write(t, format)
		if !bytes.Equal(data, write(t, format)) {
			t.Errorf("%s is another file each time", format)
		}
		in, account, err := readBack(t, data)
		if err != nil || len(in.Claims) != 0 || len(in.Things) != 1 || len(account.Rules()) != 0 {
			t.Errorf("%s: %v, %d claims, %d things, %+v", format, err, len(in.Claims), len(in.Things), account.Rules())
		}
	}
	if err := template.Write(&bytes.Buffer{}, "ods"); graph.CodeOf(err) != graph.InvalidArgument {
		t.Errorf("got %v", err)
	}
}

// TestExamplesAreRight: the rows shown as examples are read without a mistake where
// entries stand.
func TestExamplesAreRight(t *testing.T) {
	data := workbook(t, func(_ *excelize.File, set func(string, int, map[string]any)) {
		for _, n := range read.Nouns() {
			for i, example := range n.Examples {
				cells := map[string]any{}
				for name, v := range example {
					cells[name] = v
				}
				set(n.Name, i+2, cells)
			}
		}
	})
	in, account, err := readBack(t, data)
	if err != nil || len(in.Claims) == 0 {
		t.Fatalf("%v, %d claims", err, len(in.Claims))
	}
	for _, r := range account.Rules() {
		if r.Name != "name-only" {
			t.Errorf("%+v", r)
		}
	}
}

// TestWorkbookHelps: drop-downs, explanations, a header that stays, hidden lists.
func TestWorkbookHelps(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(write(t, template.Workbook)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if got := strings.Join(f.GetSheetList(), " "); got != "About Lists Examples Stakeholders Initiatives Participations Flows Presences" {
		t.Errorf("the sheets are %s", got)
	}
	if visible, err := f.GetSheetVisible("Lists"); err != nil || visible {
		t.Errorf("the lists can be seen: %v", err)
	}
	for _, n := range read.Nouns() {
		comments, err := f.GetComments(n.Name)
		if err != nil || len(comments) != len(n.Columns) {
			t.Errorf("%s: %d explanations of %d columns, %v", n.Name, len(comments), len(n.Columns), err)
		}
		choices := 0
		for _, c := range n.Columns {
			switch c.Kind {
			case read.Choice, read.YesNo, read.Country, read.Currency, read.Body, read.Project:
				choices++
			}
		}
		if have, err := f.GetDataValidations(n.Name); err != nil || len(have) != choices {
			t.Errorf("%s: %d drop-downs of %d, %v", n.Name, len(have), choices, err)
		}
		if panes, err := f.GetPanes(n.Name); err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: the first row does not stay: %+v, %v", n.Name, panes, err)
		}
	}
}

// TestCurrenciesOfToday: the drop-down offers what is legal tender, and no more.
func TestCurrenciesOfToday(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(write(t, template.Workbook)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	columns, err := f.GetCols("Lists")
	if err != nil {
		t.Fatal(err)
	}
	offered := slices.DeleteFunc(columns[1], func(code string) bool { return code == "" }) // below the last
	for _, code := range []string{"MYR", "USD", "EUR", "SEK", "SLE", "VES", "MRU", "XCG", "ZWG"} {
		if !slices.Contains(offered, code) {
			t.Errorf("%s is not offered", code)
		}
	}
	for _, code := range []string{"DEM", "FRF", "HRK", "VEF", "MRO", "XXX"} {
		if slices.Contains(offered, code) {
			t.Errorf("%s is offered", code)
		}
	}
	for _, code := range offered {
		if graph.CheckCurrency(code) != nil {
			t.Errorf("%s is offered and not read", code)
		}
	}
	_, _, err = readBack(t, workbook(t, func(_ *excelize.File, set func(string, int, map[string]any)) {
		set("Flows", 2, map[string]any{"Provider": "A", "Recipient": "B", "Amount": 5, "Currency": "DEM", "Start": "1998"})
	}))
	if err != nil {
		t.Errorf("an amount in marks of 1998: %v", err)
	}
	about, err := f.GetCols("About")
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(about[0], "\n"); !strings.Contains(text, "hidden sheet, Lists") || !strings.Contains(text, "Stakeholder name*") {
		t.Errorf("About does not tell of the lists and of columns that must stay:\n%s", text)
	}
}
