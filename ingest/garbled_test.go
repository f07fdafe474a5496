package ingest_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"github.com/migraph/migraph/ingest"
)

func TestGarbled(t *testing.T) {
	names := []string{"Médecins du Monde", "Fundación Niñez", "Ärzte für die Welt", "Association d’aide", "Çocuk Vakfı", "SOLIDARITÉS «Côté» NÃO ÇÃO", "Plan – Sverige"}
	for _, name := range names {
		if ingest.Garbled(name) {
			t.Errorf("%q is taken for garbled", name)
		}
		latin, err := charmap.Windows1252.NewDecoder().String(name) // its UTF-8, read as Windows-1252
		if err != nil {
			t.Fatal(err)
		}
		if !ingest.Garbled(latin) && !strings.ContainsAny(name, "ıÄ") {
			t.Errorf("%q, which is %q, is not taken for garbled", latin, name)
		}
	}
	for _, name := range []string{"Caf\uFFFD", "CafÃ© Refugio", "“CHÃ”TEAU”", "ItÃ¡lia “X”", "\u00c3\u0089cole", "Â© 2020"} {
		if !ingest.Garbled(name) {
			t.Errorf("%q is not taken for garbled", name)
		}
	}
	for _, name := range []string{"", "Red Cross", "SÃO PAULO", "Projeto “AMANHÃ”", "Fundação «IRMÃ»", "AMANHÃ—IRMÃ", "Ânima", "Pâques", "المجموع", "赤十字"} {
		if ingest.Garbled(name) {
			t.Errorf("%q is taken for garbled", name)
		}
	}
	a := &ingest.Account{}
	a.FlagGarbled("Café", func(string) string { t.Error("the place of a good text is asked for"); return "" })
	a.FlagGarbled("CafÃ©", func(part string) string { return "f.csv!A2 " + part })
	a.FlagGarbled(strings.Repeat("é", 100)+" CafÃ©", func(part string) string { return "f.csv!A3 " + part })
	if got := a.Rules(); len(got) != 1 || got[0].Count != 2 || got[0].Places[0] != "f.csv!A2 CafÃ©" || got[0].Places[1] != "f.csv!A3 …"+strings.Repeat("é", 13)+" CafÃ©" || got[0].Effect != ingest.Flagged {
		t.Errorf("got %+v", got)
	}
}

func TestUngarbled(t *testing.T) {
	for _, name := range []string{"José García", "MÁRIO", "Ärzte für die Welt", "Łukasz Żak", "Association d’aide", "Иван", "Çocuk Vakfı", "SÃO «Côté» NÃO", "赤十字", ""} {
		if got := ingest.Ungarbled(name); got != name {
			t.Errorf("%q became %q", name, got)
		}
		once, err := charmap.Windows1252.NewDecoder().String(name) // its UTF-8, read as Windows-1252
		if err != nil {
			t.Fatal(err)
		}
		twice, err := charmap.Windows1252.NewDecoder().String(once)
		if err != nil {
			t.Fatal(err)
		}
		latin, err := charmap.ISO8859_1.NewDecoder().String(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{once, twice, latin} {
			if strings.Contains(text, "\uFFFD") || strings.Contains(text, "ï¿½") {
				continue // Windows-1252 has no sign for a byte of it
			}
			if got := ingest.Ungarbled(text); got != name {
				t.Errorf("%q became %q, want %q", text, got, name)
			}
		}
	}
	for text, want := range map[string]string{"VoilÃ Dr.Â Jane": "Voilà Dr. Jane", "MÃ\uFFFDRIO": "M\uFFFDRIO"} { // cleaned, and lost
		if got := ingest.Ungarbled(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
