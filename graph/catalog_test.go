package graph

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// all gives every type of the catalog, those of parts too.
func allTypes() []*Type {
	out := slices.Clone(Catalog.Types())
	for _, t := range Catalog.Types() {
		for _, p := range t.Parts {
			if !slices.Contains(out, p.Type) {
				out = append(out, p.Type)
			}
		}
	}
	return out
}

// filled gives a record in which every settable value is set, each another.
func filled(t *Type, seed string) Record {
	r := t.New()
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Set == nil {
			continue
		}
		switch f.Kind {
		case KindBool:
			f.Set(r, true)
		case KindInt:
			f.Set(r, int64(1<<53+1+i))
		default:
			f.Set(r, fmt.Sprintf("%s %s é \" \\ <&> %d", seed, f.Name, i))
		}
	}
	for i := range t.Refs {
		t.Refs[i].Set(r, fmt.Sprintf("%s %s", seed, t.Refs[i].Name))
	}
	for i := range t.Parts {
		p := &t.Parts[i]
		p.Set(r, []Record{filled(p.Type, seed+" first"), filled(p.Type, seed+" second")})
	}
	return r
}

func TestNamesAreUnique(t *testing.T) {
	for _, of := range allTypes() {
		seen := map[string]bool{}
		for _, name := range append(append(append(fieldNames(of), refNames(of)...), manyNames(of)...), partNamesOf(of)...) {
			if seen[name] || name == "" || name == "id" {
				t.Errorf("%s has the name %q twice, or it means something else", of.Name, name)
			}
			seen[name] = true
		}
	}
}

func fieldNames(t *Type) (out []string) {
	for _, f := range t.Fields {
		out = append(out, f.Name)
	}
	return out
}

func refNames(t *Type) (out []string) {
	for _, r := range t.Refs {
		out = append(out, r.Name)
	}
	return out
}

func manyNames(t *Type) (out []string) {
	for _, m := range t.Many {
		out = append(out, m.Name)
	}
	return out
}

func partNamesOf(t *Type) (out []string) {
	for _, p := range t.Parts {
		out = append(out, p.Name)
	}
	return out
}

func TestTypesAreFoundByNameAndPrefix(t *testing.T) {
	for _, of := range Catalog.Types() {
		if Catalog.Type(of.Name) != of || len(of.Prefix) != 1 {
			t.Errorf("%s is not found by its name, or its prefix is %q", of.Name, of.Prefix)
		}
	}
	if Catalog.Type("stakeholder") != nil || Catalog.Type("") != nil {
		t.Error("a name that is none leads to a type")
	}
	n := 0
	for _, c := range []Class{ClassThing, ClassClaim, ClassLedger} {
		n += len(Catalog.Of(c))
	}
	if n != len(Catalog.Types()) {
		t.Errorf("%d types have a class, want %d", n, len(Catalog.Types()))
	}
}

func TestEveryFieldIsSetAndRead(t *testing.T) {
	for _, of := range allTypes() {
		for i := range of.Fields {
			f := &of.Fields[i]
			if of.Field(f.Name) != f {
				t.Errorf("%s.%s is not found by its name", of.Name, f.Name)
			}
			empty := of.New()
			if v := f.Get(empty); f.Set != nil && v != nil && v != false && v != int64(0) {
				t.Errorf("%s.%s of an empty record is %v", of.Name, f.Name, v)
			}
			if f.Sort && (!f.Filter || !f.Index) || f.Index && !f.Filter {
				t.Errorf("%s.%s is sorted or indexed, but cannot be filtered", of.Name, f.Name)
			}
			if f.Sort != slices.Contains(of.Sortable(), f.Name) {
				t.Errorf("Sortable is wrong about %s.%s", of.Name, f.Name)
			}
			if f.Set == nil {
				continue
			}
			values := map[Kind][]any{KindText: {"é", "1"}, KindCode: {"é", "1"}, KindInt: {int64(-7), int64(1<<53 + 1), int64(0)}, KindBool: {true, false}}[f.Kind]
			if values == nil {
				t.Fatalf("%s.%s is of the unknown kind %q", of.Name, f.Name, f.Kind)
			}
			for _, v := range values {
				r := of.New()
				f.Set(r, v)
				if got := f.Get(r); got != v {
					t.Errorf("%s.%s set to %v is %v", of.Name, f.Name, v, got)
				}
				// Setting one field touches no other that can be set.
				for j := range of.Fields {
					if o := &of.Fields[j]; j != i && o.Set != nil && o.Get(r) != o.Get(empty) {
						t.Errorf("setting %s.%s sets %s", of.Name, f.Name, o.Name)
					}
				}
			}
		}
	}
}

func TestEveryReferenceAndPartIsSetAndRead(t *testing.T) {
	for _, of := range allTypes() {
		r := filled(of, "x")
		for i := range of.Refs {
			rf := &of.Refs[i]
			if of.Ref(rf.Name) != rf || of.Target(rf.Name) == nil || of.Target(rf.Name).Name != rf.To {
				t.Errorf("%s.%s is not found, or leads elsewhere than to %s", of.Name, rf.Name, rf.To)
			}
			if rf.Get(of.New()) != "" || rf.Get(r) != "x "+rf.Name {
				t.Errorf("%s.%s is %q, want %q", of.Name, rf.Name, rf.Get(r), "x "+rf.Name)
			}
		}
		for i := range of.Many {
			m := &of.Many[i]
			to := Catalog.Type(m.Of)
			if of.ManyOf(m.Name) != m || of.Target(m.Name) != to || CheckBy(to, m.By) != nil {
				t.Errorf("%s.%s does not come back from %s.%s", of.Name, m.Name, m.Of, m.By)
			}
		}
		for i := range of.Parts {
			p := &of.Parts[i]
			if of.Part(p.Name) != p || of.Target(p.Name) != p.Type || p.Type.Class != ClassPart {
				t.Errorf("%s.%s is not found", of.Name, p.Name)
			}
			if len(p.Get(of.New())) != 0 || len(p.Get(r)) != 2 {
				t.Errorf("%s.%s has %d elements, want 2", of.Name, p.Name, len(p.Get(r)))
			}
		}
	}
}

// Every exported field of a struct can be set through the catalog, so that
// nothing that an importer says is lost in a store.
func TestTheCatalogReachesEveryField(t *testing.T) {
	beside := map[string]bool{"IsState": true, "ID": true} // derived; the id
	for _, of := range allTypes() {
		r := filled(of, "x")
		var walk func(v reflect.Value, path string)
		walk = func(v reflect.Value, path string) {
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if !f.IsExported() || beside[f.Name] {
					continue
				}
				if f.Type.Kind() == reflect.Struct {
					walk(v.Field(i), path+"."+f.Name)
				} else if v.Field(i).IsZero() {
					t.Errorf("%s%s.%s cannot be set through the catalog", of.Name, path, f.Name)
				}
			}
		}
		walk(reflect.ValueOf(r).Elem(), "")
	}
}

func TestFieldSortKey(t *testing.T) {
	r := &Initiative{Thing: Thing{Name: "Ärzte"}, Period: Period{Start: day("2020-02")}}
	for field, want := range map[string]string{"name": "1arzte", "startEarliest": "12020-02-01"} {
		if got := initiativeType.Field(field).SortKey(r); got != want {
			t.Errorf("the key by %s is %q, want %q", field, got, want)
		}
		if got := initiativeType.Field(field).SortKey(&Initiative{}); got != "0" {
			t.Errorf("the key of nothing by %s is %q, want 0", field, got)
		}
	}
	if got, want := PositionOf(initiativeType, Order{Field: "name"}, r), (Position{Key: "1arzte"}); got != want {
		t.Errorf("the position is %+v, want %+v", got, want)
	}
	if got := PositionOf(initiativeType, Order{}, r); got != (Position{}) {
		t.Errorf("the position by id is %+v", got)
	}
}

func TestStages(t *testing.T) {
	want := map[FlowType]Stage{"OUTGOING_PLEDGE": "PLEDGE", "INCOMING_PLEDGE": "PLEDGE", "OUTGOING_COMMITMENT": "COMMITMENT", "INCOMING_COMMITMENT": "COMMITMENT",
		"INCOMING_FUNDS": "DISBURSEMENT", "DISBURSEMENT": "DISBURSEMENT", "EXPENDITURE": "EXPENDITURE"}
	for _, ft := range append([]FlowType{""}, FlowTypes...) {
		stage, known := want[ft]
		if !known {
			stage = "OTHER"
		}
		if got := (&Flow{Type: ft}).Stage(); got != stage || !slices.Contains(Stages, got) {
			t.Errorf("the stage of %q is %q, want %q", ft, got, stage)
		}
	}
}
