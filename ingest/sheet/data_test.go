package sheet_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/ingest/sheet"
)

const published = "../../../shared/data/hxl"

// open opens a published file, and skips the test where there is none.
func open(t *testing.T, name string) (*sheet.Book, error) {
	t.Helper()
	f, err := os.Open(filepath.Join(published, name))
	if os.IsNotExist(err) {
		t.Skip("skipped: published tables are read from ../shared/data beside the repository, which is absent")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	return sheet.Open(t.Context(), name, f)
}

func dump(t *testing.T, s *sheet.Sheet) string {
	t.Helper()
	var b strings.Builder
	err := s.Rows(t.Context(), func(r *sheet.Row) error {
		fmt.Fprintf(&b, "%d %s\n", r.Number, strings.Join(r.Cells, "|"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPublishedTables: the same table, published in many formats, is read alike.
func TestPublishedTables(t *testing.T) {
	const body = `4 001|WASH|Higiene|ACNUR|100|100|Panamá|Los Santos|1 March 2015
5 002|Salud|Vacunación|OMS|||Colombia|Cauca
6 003|Educación|Formación de enseñadores|UNICEF|250|300|Colombia|Chocó
7 004|WASH|Urbano|OMS|80|95|Venezuela|Amazonas
`
	for _, name := range []string{"csv", "tsv", "ssv", "hxl", "xlsx", "xlsx.NOEXT"} {
		file := "libhxl-fixtures/input-valid." + name
		if name == "xlsx.NOEXT" {
			file = "libhxl-fixtures/input-valid-xlsx.NOEXT"
		}
		b, err := open(t, file)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(t, b.Sheets[0])
		if at := strings.Index(got, "\n4 "); at < 0 || strings.TrimRight(got[at+1:], "\n") != strings.TrimRight(body, "\n") {
			t.Errorf("%s:\n%s", name, got)
		}
	}
	b, err := open(t, "libhxl-fixtures/input-valid-latin1.csv")
	if err != nil || b.Guessed != "Windows-1252" {
		t.Fatalf("%v, %v", b, err)
	}
	if got := dump(t, b.Sheets[0]); !strings.HasSuffix(got, body) {
		t.Errorf("Latin-1:\n%s", got)
	}
}

func sortedNames(parts map[string]string) []string { return slices.Sorted(maps.Keys(parts)) }
