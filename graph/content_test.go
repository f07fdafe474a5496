package graph

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestACloneEqualsItsOriginal(t *testing.T) {
	for _, of := range allTypes() {
		r := filled(of, "x")
		SetID(r, "the id")
		c := clone(of, r)
		if IDOf(c) != "the id" || !reflect.DeepEqual(c, r) {
			t.Errorf("a clone of %s:\n%+v\nwant\n%+v", of.Name, c, r)
		}
		for i := range of.Parts {
			p := &of.Parts[i]
			if p.Get(c)[0] == p.Get(r)[0] {
				t.Errorf("the clone of %s shares its %s", of.Name, p.Name)
			}
		}
		empty := of.New()
		if got := canonical(of, clone(of, empty)); got != canonical(of, empty) {
			t.Errorf("a clone of an empty %s is %s", of.Name, got)
		}
	}
}

func TestCanonicalTextIsReadBack(t *testing.T) {
	for _, of := range allTypes() {
		for what, r := range map[string]Record{"full": filled(of, "x\u2028"), "empty": of.New()} {
			text := canonical(of, r)
			back, err := fromContent(of, text)
			if err != nil {
				t.Errorf("%s %s: %v", what, of.Name, err)
				continue
			}
			if again := canonical(of, back); again != text {
				t.Errorf("%s %s:\n%s\nwant\n%s", what, of.Name, again, text)
			}
			for i := range of.Fields {
				f := &of.Fields[i]
				if f.Set != nil && f.Get(back) != f.Get(r) {
					t.Errorf("%s.%s is %v, want %v", of.Name, f.Name, f.Get(back), f.Get(r))
				}
			}
			if !json.Valid([]byte(text)) || strings.Contains(text, "\n") {
				t.Errorf("%s is not one line of JSON", text)
			}
		}
	}
}

func TestCanonicalTextTellsRecordsApart(t *testing.T) {
	for _, of := range allTypes() {
		full := canonical(of, filled(of, "x"))
		for i := range of.Fields {
			f := &of.Fields[i]
			if f.Set == nil || f.Kind == KindInt { // a number cannot be set to unknown
				continue
			}
			r := filled(of, "x")
			f.Set(r, nil)
			if canonical(of, r) == full {
				t.Errorf("%s without %s has the same text", of.Name, f.Name)
			}
			if canonical(of, r, f.Name) != canonical(of, filled(of, "x"), f.Name) {
				t.Errorf("%s is not skipped in %s", f.Name, of.Name)
			}
		}
		for i := range of.Parts {
			r := filled(of, "x")
			list := of.Parts[i].Get(r)
			of.Parts[i].Set(r, []Record{list[1], list[0]})
			if canonical(of, r) == full {
				t.Errorf("%s with its %s turned round has the same text", of.Name, of.Parts[i].Name)
			}
		}
	}
}

func TestTextsThatAreNoContent(t *testing.T) {
	for _, text := range []string{"", "{", "[]", `"x"`, "1"} {
		if r, err := fromContent(stakeholderType, text); CodeOf(err) != Internal {
			t.Errorf("%q is read as %+v (%v)", text, r, err)
		}
	}
}
