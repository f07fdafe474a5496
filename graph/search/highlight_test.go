package search

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExplain(t *testing.T) {
	long := strings.Repeat("first words of a long title ", 10) + "about migration in the region " + strings.Repeat("and more ", 20)
	names := []Name{
		{"Ministry of Home Affairs", Title}, {"MoHA", Acronym}, {"Kementerian Dalam Negeri", Alias}, {"กระทรวงมหาดไทย", Alias}, {"Malaysia", Country}, {"MY-GOV-77", Identifier},
		{"Côte d’Ivoire & <Cie>", Alias}, {"I.O.M.", Alias}, {"Міністерство", Alias}, {long, Alias},
		{"नमस्ते", Alias}, {"المنظمة الدولية للهجرة", Alias},
	}
	for _, c := range []struct{ text, field, snippet string }{
		{"minis home", "TITLE", "<mark>Minis</mark>try of <mark>Home</mark> Affairs"},
		{"affiars", "TITLE", "Ministry of Home <mark>Affairs</mark>"},
		{"moha", "ACRONYM", "<mark>MoHA</mark>"},
		{"ministry of home affairs", "TITLE", "<mark>Ministry of Home Affairs</mark>"},
		{"home malaysia", "TITLE", "Ministry of <mark>Home</mark> Affairs"},
		{"malay", "COUNTRY", "<mark>Malay</mark>sia"},
		{"มหาด", "ALIAS", "กระทรวง<mark>มหาด</mark>ไทย"},
		{"krathrwng", "ALIAS", "<mark>กระทรวงมหาดไทย</mark>"},
		{"77", "IDENTIFIER", "<mark>MY-GOV-77</mark>"},
		{"divo", "ALIAS", "Côte <mark>d’Ivo</mark>ire &amp; &lt;Cie&gt;"},
		{"ivoire cie", "ALIAS", "Côte <mark>d’Ivoire</mark> &amp; &lt;<mark>Cie</mark>&gt;"},
		{"io", "ALIAS", "<mark>I.O</mark>.M."},
		{"minister", "ALIAS", "<mark>Міністерство</mark>"},
		{"नमस", "ALIAS", "<mark>नमस्</mark>ते"},
		{"الدول", "ALIAS", "المنظمة <mark>الدولية</mark> للهجرة"},
		{"migration", "ALIAS", ""},
	} {
		m, ok := Explain(names, c.text)
		if !ok || string(m.Field) != c.field || m.Snippet != c.snippet && c.text != "migration" {
			t.Errorf("%q: %s %q, want %s %q", c.text, m.Field, m.Snippet, c.field, c.snippet)
		}
		if c.text == "migration" {
			plain := strings.NewReplacer("<mark>", "", "</mark>", "", "…", "").Replace(m.Snippet)
			if !strings.HasPrefix(m.Snippet, "…") || !strings.HasSuffix(m.Snippet, "…") || utf8.RuneCountInString(plain) != SnippetLength || !strings.Contains(m.Snippet, "<mark>migration</mark>") {
				t.Errorf("%q: %q", c.text, m.Snippet)
			}
		}
	}
	for _, text := range []string{"zzz", "", "🛂"} {
		if m, ok := Explain(names, text); ok {
			t.Errorf("%q matches %+v", text, m)
		}
	}
}

// hostile are names and texts that have broken software.
var hostile = []string{
	"<script>alert(1)</script>", "a&b\"c'd", "e\u0301\u0301cole", "\u202egnitirw\u202c", "👩‍👩‍👧‍👦 family", "io\u200bm", "a\x00b", "\xff\xfe\xfa", "x\u200d", "ﬁnance №7 ㍿", "İstanbul ß ẞ ŉ",
	"ﷺ", "각하 서울", "กำ", "ក្រសួង", "\u0301", "'''", "d''x", "a.b.c.", "½ ²", "ͅα", "\u1100\u1161\u11a8", "নো", "\U0001D518",
}

func FuzzExplain(f *testing.F) {
	for i, name := range hostile {
		f.Add(name, hostile[(i+1)%len(hostile)], name)
		f.Add(name, "x", "a")
	}
	for _, e := range trouble {
		for _, n := range e.Names {
			f.Add(n.Text, "", n.Text)
		}
	}
	f.Fuzz(func(t *testing.T, name, alias, text string) {
		names := []Name{{name, Title}, {alias, Alias}}
		x := build(t, []Entry{{ID: "s", Names: names}}, Options{})
		a, err := x.Search(t.Context(), Question{Text: text, First: 1})
		m, ok := Explain(names, text)
		if err != nil {
			if ok {
				t.Fatalf("%q is refused and explained", text)
			}
			return
		}
		if len(a.Hits) > 0 && len(strings.Fields(text)) == 1 && !ok {
			t.Fatalf("%q finds %q, %q and is not explained", text, name, alias)
		}
		checkMatch(t, m)
	})
}

func checkMatch(t *testing.T, m Match) {
	bounds := clusterBounds(m.Text)
	if !utf8.ValidString(m.Text) || !utf8.ValidString(m.Snippet) || strings.ContainsRune(m.Snippet, 0) {
		t.Fatalf("invalid text %q, %q", m.Text, m.Snippet)
	}
	end := 0
	for _, s := range m.Spans {
		if s.Start < end || s.End <= s.Start || s.End > len(m.Text) || !slices.Contains(bounds, s.Start) || !slices.Contains(bounds, s.End) {
			t.Fatalf("span %v of %q", s, m.Text)
		}
		end = s.End
	}
	opened, closed := strings.Count(m.Snippet, "<mark>"), strings.Count(m.Snippet, "</mark>")
	plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(m.Snippet)
	if opened != closed || opened > len(m.Spans) || strings.ContainsAny(plain, "<>\"'") {
		t.Fatalf("snippet %q", m.Snippet)
	}
	if len(bounds)-1 <= SnippetLength && html.UnescapeString(plain) != html.UnescapeString(html.EscapeString(m.Text)) {
		t.Fatalf("snippet %q of %q", m.Snippet, m.Text)
	}
}
