package graph

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""}, {"IOM", "iom"}, {"a b", "a b"}, {"ÉMILE", "emile"}, {"e\u0301mile", "emile"}, {"Straße", "strasse"}, {"STRAẞE", "strasse"}, {"İstanbul", "istanbul"}, {"ıstanbul", "ıstanbul"},
		{"ＩＯＭ", "iom"}, {"ﬁnance", "finance"}, {"№ 7", "no 7"}, {"x²", "x2"}, {"Ελλάδα", "ελλαδα"}, {"ΣΊΣΥΦΟΣ", "σισυφοσ"}, {"σίσυφος", "σισυφοσ"}, {"Й", "и"}, {"Ёлка", "елка"},
		{"ก้า", "ก้า"}, {"မြန်မာ", "မြန်မာ"}, {"हिन्दी", "हिन्दी"}, {"서울", "서울"}, {"國際", "國際"}, {"مُنَظَّمَة", "مُنَظَّمَة"}, {"Å", "a"}, {"\u212b", "a"}, {"Ø", "ø"}, {"Łódź", "łodz"}, {"𐐀", "𐐨"}, {"🛂", "🛂"},
		{"  two  spaces ", "two spaces"}, {"a\u00a0b", "a b"}, {"a\tb\n", "a b"}, {"io\u200bm", "io\u200bm"},
	} {
		if got := Fold(c.text); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestFoldOfPlainTextIsThatOfAnyText(t *testing.T) {
	for i := range 128 {
		for _, s := range []string{"x" + string(rune(i)) + "y", string(rune(i)) + "y", "x" + string(rune(i))} {
			// A letter that is not plain sends the text the long way.
			if got, want := Fold(s), strings.TrimSuffix(Fold(s+"\u00fc"), "u"); got != want && strings.TrimRight(want, " ") != got {
				t.Errorf("Fold(%q) = %q, the long way %q", s, got, want)
			}
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""}, {" a  b ", "a b"}, {"a\u00a0\u2003b\u3000", "a b"}, {"a\r\n\tb", "a b"}, {"a\x00b\x07c\u0085d", "abc d"}, {"cafe\u0301", "caf\u00e9"}, {"\u212b", "\u00c5"},
		{"a\xffb", "a\ufffdb"}, {"\xff\xfe", "\ufffd"}, {"io\u200bm", "io\u200bm"}, {"\ufeffx", "\ufeffx"}, {"ﬁ", "ﬁ"}, {" \t ", ""},
	} {
		if got := Clean(c.text); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestSortKey(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "0"}, {"a", "1a"}, {"ÀB", "1ab"}, {"0", "10"}, {"1", "11"}, {strings.Repeat("x", 511), "1" + strings.Repeat("x", 511)},
		{strings.Repeat("X", 512), "1" + strings.Repeat("x", 511)}, {strings.Repeat("x", 510) + "國", "1" + strings.Repeat("x", 510)},
		{strings.Repeat("x", 508) + "國", "1" + strings.Repeat("x", 508) + "國"}, {strings.Repeat("x", 508) + "🛂", "1" + strings.Repeat("x", 508)},
	} {
		if got := SortKey(c.text); got != c.want {
			t.Errorf("SortKey(%.20q…, %d bytes) = %.20q…, %d bytes, want %d", c.text, len(c.text), got, len(got), len(c.want))
		}
	}
}

func TestCutKeyKeepsRunesWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Repeat("x", rapid.IntRange(495, 520).Draw(t, "length")) + rapid.StringN(0, 20, -1).Draw(t, "rest")
		got := CutKey(s)
		if len(got) > 512 || !strings.HasPrefix(s, got) || !utf8.ValidString(got) {
			t.Fatalf("CutKey of %d bytes gives %d", len(s), len(got))
		}
		if next := []rune(s[len(got):]); len(next) > 0 && len(got)+utf8.RuneLen(next[0]) <= 512 {
			t.Fatalf("CutKey of %d bytes gives %d, though the next rune fits", len(s), len(got))
		}
	})
}

// foldSeeds are texts of many scripts, and of what Unicode makes hard.
var foldSeeds = []string{
	"", " ", "IOM", "a  b", "É", "e\u0301", "ß", "ẞ", "İ", "ı", "ŉ", "ǰ", "ΐ", "ﬃ", "ﷺ", "ά\u0345", "ᾳ", "ς", "Ω", "Ⅷ", "㍿", "ｶﾞ", "각", "가", "ก้ำ", "ໍາ", "ཱི", "၏", "𝔘", "𐐀", "Ꭰ", "ꭰ",
	"\u00a8", "\u00af", "\u00b4", "x\u00b4", "\u2017", "\u037a", "\u1fbd", "\u0301", "\u0301a", "\u200b", "\ufeff", "\u00ad", "\u2028", "\xff", "\xc3(", "\ufdfa", "\u3000", "a\u030a\u0323", "a\u0323\u030a",
}

func FuzzFold(f *testing.F) {
	for _, s := range foldSeeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, folded := Clean(s), Fold(s)
		if again := Clean(clean); again != clean {
			t.Fatalf("Clean(%q) = %q, and cleaned again %q", s, clean, again)
		}
		if again := Fold(folded); again != folded {
			t.Fatalf("Fold(%q) = %q, and folded again %q", s, folded, again)
		}
		for what, x := range map[string]string{"Clean": clean, "Fold": folded, "SortKey": SortKey(s)} {
			if !utf8.ValidString(x) || !norm.NFC.IsNormalString(x) {
				t.Fatalf("%s(%q) = %q is no valid text in normal form C", what, s, x)
			}
			if strings.ContainsFunc(x, unicode.IsControl) {
				t.Fatalf("%s(%q) = %q has control characters", what, s, x)
			}
		}
		for what, other := range map[string]string{"clean": clean, "NFC": norm.NFC.String(clean), "NFD": norm.NFD.String(clean)} {
			if got := Fold(other); got != folded {
				t.Fatalf("Fold(%q) = %q, but of its form %s %q", s, folded, what, got)
			}
		}
		if key := SortKey(s); len(key) > maxKeyBytes || s == "" != (key == "0") {
			t.Fatalf("SortKey(%q) = %q", s, key)
		}
	})
}

func TestFoldIsIdempotentInManyScripts(t *testing.T) {
	bad := 0
	for r := rune(0); r <= 0x1FFFF; r++ {
		switch { // leave out the great blocks in which every character is its own fold
		case r >= 0x3400 && r < 0xA000, r >= 0xAC00 && r < 0xF900, r >= 0x11000 && r < 0x1D400:
			continue
		}
		s := string(r)
		folded := Fold(s)
		if again := Fold(folded); again != folded {
			if bad++; bad <= 10 {
				t.Errorf("Fold(%+q) = %+q, and folded again %+q", s, folded, again)
			}
		}
	}
	if bad > 10 {
		t.Errorf("and %d more characters", bad-10)
	}
}

func TestIdentifierKey(t *testing.T) {
	for _, c := range []struct{ scheme, value, want string }{
		{"org-id", "SE-0-SE-6", "org-id:SE-0-SE-6"}, {" Org-ID ", " se-0-se-6", "org-id:SE-0-SE-6"}, {"own", "e\u0301", "own:É"}, {"own", "a  b", "own:A B"}, {"own", "straße", "own:STRAßE"},
	} {
		if got := IdentifierKey(c.scheme, c.value); got != c.want {
			t.Errorf("IdentifierKey(%q, %q) = %q, want %q", c.scheme, c.value, got, c.want)
		}
		if got := (&Identifier{Scheme: c.scheme, Value: c.value}).Key(); got != c.want {
			t.Errorf("the key of %q, %q is %q, want %q", c.scheme, c.value, got, c.want)
		}
	}
}

func TestFoldIgnoresTheCaseOfCherokee(t *testing.T) {
	if a, b := Fold("Ꭰ"), Fold("ꭰ"); a != b {
		t.Errorf("Fold gives %q and %q for a capital and its small letter", a, b)
	}
}
