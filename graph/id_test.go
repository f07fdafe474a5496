package graph

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The ids of things are addresses that people keep: they must never change.
// These are the type's letter and the first digits of the base32 of
// SHA-256(type, 0, key), computed elsewhere.
func TestIDsAreStable(t *testing.T) {
	for _, c := range []struct {
		of     *Type
		key    string
		length int
		want   string
	}{
		{stakeholderType, "org-id:XM-DAC-47066", 12, "s7mztzwu2labb"},
		{stakeholderType, "migraph:IOM", 12, "s6qyscgejl4xa"},
		{initiativeType, "migraph:CREST", 12, "ifhxxjchpdf4v"},
		{documentType, "migraph:DA", 12, "diquid3rohpao"},
		{flowType, "tx-1\x00{}", 16, "fmxejodr7a6is6fxo"},
		{datasetType, "a", 12, "kfdrkqq6fe7je"},
	} {
		if got := newID(c.of, c.key, c.length); got != c.want {
			t.Errorf("the id of %s %q is %s, want %s", c.of.Name, c.key, got, c.want)
		}
	}
}

func TestIDsAreValidAndTellTheirType(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.SampledFrom(Catalog.Types()).Draw(t, "type")
		key, length := rapid.String().Draw(t, "key"), rapid.IntRange(12, 52).Draw(t, "length")
		got := newID(of, key, length)
		if !ValidID(got) || len(got) != length+1 || Catalog.TypeOfID(got) != of {
			t.Fatalf("the id of %s %q is %s", of.Name, key, got)
		}
		if longer := newID(of, key, 52); !strings.HasPrefix(longer, got) {
			t.Fatalf("the longer id %s does not begin with %s", longer, got)
		}
	})
}

func TestIDsDependOnTypeAndKey(t *testing.T) {
	seen := map[string]string{}
	for _, of := range Catalog.Types() {
		for _, key := range []string{"", "a", "A", "a ", "\u00e9", "e\u0301"} {
			id := newID(of, key, idLength)
			digits := id[1:]
			if other, dup := seen[digits]; dup {
				t.Errorf("%s %q and %s share %s", of.Name, key, other, digits)
			}
			seen[digits] = of.Name + " " + key
		}
	}
}

func TestPackedIDsAreTheIDs(t *testing.T) {
	digits := rapid.StringOfN(rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyz234567")), 0, mostPacked, -1)
	id := rapid.Custom(func(t *rapid.T) string {
		return rapid.StringMatching("[a-z]").Draw(t, "letter") + digits.Draw(t, "digits")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := id.Draw(t, "a"), id.Draw(t, "b")
		if got := pack(a).String(); got != a {
			t.Fatalf("%q is packed to %q", a, got)
		}
		if (pack(a) == pack(b)) != (a == b) {
			t.Fatalf("%q and %q are packed alike", a, b)
		}
	})
	if packedID.String(pack("")) != "" || pack("c"+strings.Repeat("7", 52)) != pack("c"+strings.Repeat("7", mostPacked)) {
		t.Error("the empty id, and what is longer than there is room for")
	}
	for _, x := range [][2]string{{"c" + strings.Repeat("a", 12), "c" + strings.Repeat("a", 13)}, {"", "a"}, {"s7", "s7a"}} {
		if pack(x[0]) == pack(x[1]) {
			t.Errorf("%q and %q are packed alike", x[0], x[1])
		}
	}
}

func TestValidID(t *testing.T) {
	good := newID(stakeholderType, "x", idLength)
	for _, id := range []string{good, good + "aaaa", "s" + strings.Repeat("2", 12), "s" + strings.Repeat("z", 52)} {
		if !ValidID(id) {
			t.Errorf("%q is no id", id)
		}
	}
	for _, id := range []string{
		"", "s", good[:12], strings.ToUpper(good), " " + good, good + " ", good + "\n", good[:12] + "1", good[:12] + "8", good[:12] + "-", "S" + good[1:], "1" + good[1:],
		"s" + strings.Repeat("a", 53), good[:12] + "é", "ſ" + good[1:],
	} {
		if ValidID(id) || Catalog.TypeOfID(id) != nil {
			t.Errorf("%q is an id", id)
		}
	}
	if Catalog.TypeOfID("q"+good[1:]) != nil {
		t.Error("an id of an unknown letter has a type")
	}
}
