package csvfile

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/tables"
)

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"IOM":                       "IOM",
		"2022-08-15":                "2022-08-15",
		"-5.20":                     "-5.20",
		"+60":                       "+60",
		"-2+3 cmd":                  "'-2+3 cmd",
		"=1+1":                      "'=1+1",
		"+SUM(A1)":                  "'+SUM(A1)",
		"@import":                   "'@import",
		"＝1+1":                      "'＝1+1",
		"\t=1":                      "'\t'=1",
		"\rx":                       "'\rx",
		"  =1+1":                    "'  =1+1",
		"\ufeff=1":                  "'\ufeff=1",
		"a; =HYPERLINK(\"x\")":      "a; '=HYPERLINK(\"x\")",
		"two\n=lines":               "two\n'=lines",
		"two\r\nlines-":             "two\nlines-",
		"-":                         "'-",
		"–5 is a dash, no minus":    "–5 is a dash, no minus",
		"e-mail; someone@there.org": "e-mail; someone@there.org",
	} {
		if got := Guard(in); got != want {
			t.Errorf("Guard(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzGuard: whatever a text is, no spreadsheet that takes commas, semicolons or tabs
// as what parts cells finds a formula in it, and nothing of it is lost.
func FuzzGuard(f *testing.F) {
	for _, s := range []string{"=1", "a;=1", "-1", "-1x", "\n@", "x\t+y", ";\"=1", "\r\n=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Guard(s)
		if strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(plainBreaks(s), "'", "") {
			t.Fatalf("Guard(%q) = %q lost something", s, got)
		}
		if number.MatchString(got) {
			return
		}
		cells := strings.FieldsFunc(got, func(c rune) bool { return strings.ContainsRune(";|\t\n\r", c) })
		for i, cell := range append([]string{got}, cells...) {
			skips := " \v\f"
			if i > 1 { // a quote at the beginning of a cell has a meaning only there
				skips += "\""
			}
			if cell = strings.TrimLeft(cell, skips); cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Fatalf("Guard(%q) = %q, in which %q is a formula", s, got, cell)
			}
		}
	})
}

func plainBreaks(s string) string {
	if strings.ContainsAny(s, signs) {
		return strings.ReplaceAll(s, "\r\n", "\n")
	}
	return s
}

// TestReadBack: what is written is what a reader of CSV reads.
func TestReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		var columns []tables.Column
		for i := range width {
			columns = append(columns, tables.Column{Title: rapid.StringMatching(`[a-z.]{1,9}`).Draw(t, "title"), Kind: tables.Kind(i % 2)})
		}
		rows := rapid.SliceOf(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) any {
			if rapid.Bool().Draw(t, "unknown") {
				return nil
			}
			return rapid.String().Draw(t, "text")
		}), width, width)).Draw(t, "rows")

		var out bytes.Buffer
		w := New(&export.Job{Request: &export.Request{NoAbout: true}}, nil, &out)
		must(t, w.Begin(nil, []tables.Table{{Columns: columns}}))
		for _, cells := range rows {
			must(t, w.Row(0, &tables.Row{Cells: cells}))
		}
		must(t, w.End(nil))

		got, err := csv.NewReader(&out).ReadAll()
		must(t, err)
		got = got[1:]
		for _, cells := range rows {
			if len(got) == 0 {
				t.Fatal("a row is left out")
			}
			for i, cell := range cells {
				want := strings.ReplaceAll(cellText(columns[i], cell), "\r\n", "\n")
				if got[0][i] != want {
					t.Fatalf("%q was read as %q", want, got[0][i])
				}
			}
			got = got[1:]
		}
		if len(got) > 0 {
			t.Fatalf("%d rows too many", len(got))
		}
	})
}

func cellText(c tables.Column, cell any) string {
	text, _ := cell.(string)
	if c.Kind == tables.Number {
		return text
	}
	return Guard(text)
}

func must(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}
