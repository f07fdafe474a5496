package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// hostile has a command of a terminal, one as a single byte of its own, an
// override of direction, and what is well: another script, a joiner, a mark.
const hostile = "a\x1b]0;owned\x07b\u009b31mc\u202etxt\u2066d\re\x7f 日本 \u200d \u200f é"

func TestNothingSteersTheTerminal(t *testing.T) {
	const want = "a␛]0;owned␇b\ufffd31mc\ufffdtxt\ufffdd␍e␡ 日本 \u200d \u200f é"
	if got := oneLine(hostile + "\n"); got != want+"␊" {
		t.Errorf("%q", got)
	}
	var b bytes.Buffer
	w := terminal(&b)
	for i := range len(hostile) { // split within characters
		if _, err := w.Write([]byte(hostile[i : i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Write([]byte("\tend\n\xff\n")); err != nil || b.String() != want+"\tend\n\ufffd\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestEscapedJSONIsTheSameValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.Just(hostile)).Draw(t, "text")
		text, err := json.MarshalIndent(map[string]string{"s": s}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		out := escaped(string(text))
		var back map[string]string
		if err := json.Unmarshal([]byte(out), &back); err != nil || back["s"] != s {
			t.Fatalf("%q became %q: %v", s, back["s"], err)
		}
		if i := strings.IndexFunc(out, func(r rune) bool { return steers(r) && r != '\n' }); i >= 0 || !utf8.ValidString(out) {
			t.Fatalf("%q steers at %d", out, i)
		}
	})
}

// FuzzTerminal: whatever is written, in however many parts, nothing steers.
func FuzzTerminal(f *testing.F) {
	f.Add(hostile, 3)
	f.Add("\xc2\x9b\xe2\x80", 1)
	f.Fuzz(func(t *testing.T, text string, cut int) {
		var b bytes.Buffer
		w := terminal(&b)
		cut = max(0, min(cut, len(text)))
		for _, part := range []string{text[:cut], text[cut:]} {
			if n, err := w.Write([]byte(part)); err != nil || n != len(part) {
				t.Fatal(n, err)
			}
		}
		if i := strings.IndexFunc(b.String(), func(r rune) bool { return steers(r) && r != '\n' && r != '\t' }); i >= 0 {
			t.Errorf("%q lets %q through", text, b.String()[i:])
		}
	})
}
