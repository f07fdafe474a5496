package graph

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
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

// said gives the values of a record as a map.
func said(t *Type, r Record, skip []string) map[string]any {
	out := map[string]any{}
	put := func(name string, v any) {
		if !slices.Contains(skip, name) {
			out[name] = v
		}
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		if v := f.Get(r); f.Set != nil && v != nil && v != false {
			put(f.Name, v)
		}
	}
	for i := range t.Refs {
		if id := t.Refs[i].Get(r); id != "" {
			put(t.Refs[i].Name, id)
		}
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		var list []any
		for _, e := range p.Get(r) {
			list = append(list, said(p.Type, e, skip))
		}
		if list != nil {
			put(p.Name, list)
		}
	}
	return out
}

func TestCanonicalTextIsTheJSONOfTheValues(t *testing.T) {
	types := allTypes()
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z <&>"\\]{0,8}`), rapid.SampledFrom([]string{
		"\u2028", "a\u2029b", "\x7f", "\x00", "\t\n\r\b\f", "\xff", "é\xc3", "\ufffd", "Малайзия", "🙂", "</script>",
	}))
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.SampledFrom(types).Draw(t, "type")
		r := filled(of, texts.Draw(t, "seed"))
		for i := range of.Fields {
			switch f := &of.Fields[i]; {
			case f.Set == nil || !rapid.Bool().Draw(t, "other"):
			case f.Kind == KindInt:
				f.Set(r, rapid.Int64Range(-1<<50, 1<<50).Draw(t, f.Name))
			case f.Kind == KindBool:
				f.Set(r, rapid.Bool().Draw(t, f.Name))
			default:
				f.Set(r, texts.Draw(t, f.Name))
			}
		}
		for i := range of.Refs {
			if rapid.Bool().Draw(t, "none") {
				of.Refs[i].Set(r, "")
			}
		}
		for i := range of.Parts {
			p := &of.Parts[i]
			p.Set(r, p.Get(r)[:rapid.IntRange(0, 2).Draw(t, p.Name)])
		}
		var skip []string
		if names := slices.Concat(fieldNames(of), refNames(of), partNamesOf(of)); len(names) > 0 {
			skip = rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "skip")
		}
		var want strings.Builder
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(said(of, r, skip)); err != nil {
			t.Fatal(err)
		}
		if got := canonical(of, r, skip...); got+"\n" != want.String() {
			t.Fatalf("the text of a %s is\n%s\nwant\n%s", of.Name, got, want.String())
		}
	})
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
