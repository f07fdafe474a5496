package graph

import (
	"cmp"
	"slices"
	"strings"
)

// source is one description of a thing, with what decides its rank.
type source struct {
	values  Record
	own     bool   // a document that the body itself published
	date    string // of the newest document, empty if unknown
	dataset string
	// evidence of the description.
	evidence []*Evidence
}

// rule orders the descriptions of a thing: the body's own publication first,
// then the newest document, then the dataset's key.
func rule(sources []source) {
	slices.SortStableFunc(sources, func(a, b source) int {
		if a.own != b.own {
			if a.own {
				return -1
			}
			return 1
		}
		return cmp.Or(strings.Compare(b.date, a.date), strings.Compare(a.dataset, b.dataset))
	})
}

// materialise makes the thing that its descriptions, ruled by rule, show: each
// value from the first that has it, names and identifiers from all.
func materialise(t *Type, sources []source) Record {
	out := t.New()
	var names, acronyms []string
	for _, s := range sources {
		for i := range t.Fields {
			f := &t.Fields[i]
			v := f.Get(s.values)
			if f.Set == nil || v == nil || v == false {
				continue
			}
			switch f.Name {
			case "name":
				names = append(names, v.(string))
			case "acronym":
				acronyms = append(acronyms, v.(string))
			}
			if have := f.Get(out); have == nil || have == false {
				f.Set(out, v)
			}
		}
		for i := range t.Refs {
			rf := &t.Refs[i]
			if rf.Get(out) == "" {
				rf.Set(out, rf.Get(s.values))
			}
		}
	}
	if i, ok := out.(*Initiative); ok {
		showDates(i, sources)
		for _, s := range sources {
			if said := s.values.(*Initiative); len(i.Translations) == 0 && said.Summary == i.Summary {
				i.Translations = said.Translations
			}
		}
	}
	shown := AsThing(out)
	for _, s := range sources {
		described := AsThing(s.values)
		for _, i := range described.Identifiers {
			addIdentifier(shown, i, AudiencePublic)
		}
		for _, a := range described.Aliases {
			addAlias(shown, a)
		}
	}
	for i, n := range names {
		if i > 0 && Fold(n) != Fold(shown.Name) {
			addAlias(shown, &Alias{Name: n, Kind: "NAME"})
		}
	}
	for i, n := range acronyms {
		if i > 0 && Fold(n) != Fold(acronyms[0]) {
			addAlias(shown, &Alias{Name: n, Kind: "ACRONYM"})
		}
	}
	return out
}

// showDates takes start and end from the first description that has them, but
// not an end from one and a start from another that lies after it.
func showDates(out *Initiative, sources []source) {
	out.Period, out.StartIsPlanned, out.EndIsPlanned = Period{}, false, false
	shown := &out.Period
	for _, s := range sources {
		said := s.values.(*Initiative)
		p := said.Period
		if !shown.Start.Known() && p.Start.Known() && (!shown.End.Known() || p.Start.Earliest <= shown.End.Latest) {
			shown.Start, out.StartIsPlanned = p.Start, said.StartIsPlanned
		}
		if !shown.End.Known() && p.End.Known() && (!shown.Start.Known() || p.End.Latest >= shown.Start.Earliest) {
			shown.End, out.EndIsPlanned = p.End, said.EndIsPlanned
		}
	}
}

func addIdentifier(t *Thing, i *Identifier, hidden Audience) {
	if !slices.ContainsFunc(t.Identifiers, func(have *Identifier) bool { return have.Key() == i.Key() }) {
		t.Identifiers = append(t.Identifiers, &Identifier{Scheme: i.Scheme, Value: i.Value, Hidden: hidden})
	}
}

func addAlias(t *Thing, a *Alias) {
	same := func(have *Alias) bool {
		return Fold(have.Name) == Fold(a.Name) && have.Kind == a.Kind
	}
	if !slices.ContainsFunc(t.Aliases, same) {
		t.Aliases = append(t.Aliases, &Alias{Name: a.Name, Language: a.Language, Kind: a.Kind})
	}
}

// slugOf makes a readable name for addresses: lower-case ASCII letters and
// digits of the folded name, hyphens between.
func slugOf(name string) string {
	var b strings.Builder
	for _, r := range Fold(name) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
