package iati

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/bodies"
)

// schemeOrganisation is the scheme of identifiers of registers of bodies.
const schemeOrganisation = "org-id"

// body is what the file tells of an organisation.
type body struct {
	naming
	identifier *graph.Identifier
	// own are the names that it gives itself where it reports.
	own naming
	// types counts the codes of OrganisationType, ownType is the one that it reports itself.
	types   map[string]int
	ownType string
}

// typesOfBodies notes the types that bodies have in the entry, so that one that is
// mentioned without a type is known for the same.
func (s *scope) typesOfBodies() {
	s.types = map[string]string{}
	note := func(e *element) {
		t, name := e.attr("type"), graph.Fold(e.says())
		if t == "" || name == "" {
			return
		}
		if have, known := s.types[name]; known && have != t {
			t = "" // two types: it does not follow
		}
		s.types[name] = t
	}
	for _, e := range s.e.all("participating-org") {
		note(e)
	}
	for _, group := range []string{"transaction", "planned-disbursement"} {
		for _, t := range s.e.all(group) {
			for _, c := range t.children {
				if c.name == "provider-org" || c.name == "receiver-org" {
					note(c)
				}
			}
		}
	}
}

// typeOf gives the code of OrganisationType of a mention, empty if none is known.
func (s *scope) typeOf(e *element) string {
	t := e.attr("type")
	if t == "" {
		t = s.types[graph.Fold(e.says())]
	}
	if _, known := orgKinds[t]; !known {
		return ""
	}
	return t
}

// classify tells whether an element names a body, and which: the key is empty if it
// names none.
func (s *scope) classify(e *element) (string, bodies.Verdict) {
	if e == nil {
		return "", bodies.Verdict{Class: bodies.Unnamed}
	}
	// A name that stands in the place of an identifier is a name.
	ref := e.attr("ref")
	v := bodies.Classify(cmp.Or(e.says(), nameInRef(ref)), ref, s.typeOf(e))
	switch v.Class {
	case bodies.Body:
		return s.body(e, v, false), v
	case bodies.Person:
		s.withhold(e)
	case bodies.Several:
		s.flag("several-bodies-in-one", "Several names stand in one; they are taken for a group without identity.", e)
	}
	return "", v
}

// nameInRef gives words that stand where an identifier should.
func nameInRef(ref string) string {
	if _, own := bodies.OwnRef(ref); own || bodies.Ref(ref) != "" {
		return ""
	}
	if _, class := bodies.ChannelClass(ref); class {
		return ""
	}
	return ref
}

// body notes a mention of a body and gives its key. self: it reports here.
func (s *scope) body(e *element, v bodies.Verdict, self bool) string {
	names := e.narratives()
	if len(names) == 1 || len(names) == 0 && v.Label != "" {
		names = []narrative{{e.language(), v.Label}} // without a second time the same
		if v.Label == "" {
			names = nil
		}
	}
	identifier := s.identify(e, v.Label)
	key := identifier.Key()
	b := s.bodies.at(key, func() *body { return &body{identifier: identifier, types: map[string]int{}} })
	if self {
		b.own.add(names)
	}
	b.add(names)
	if t := s.typeOf(e); t != "" {
		b.types[t]++
		if self {
			b.ownType = t
		}
	}
	if self { // its own publication decides, so it is cited whatever else is
		b.own.cite(s, e)
	}
	b.cite(s, e)
	return key
}

// identify gives the identifier of a body: one of a register; else a code that its
// publisher gave it; else who mentions whom under which name, of which type and, for
// bodies that work in one country, where.
func (s *scope) identify(e *element, name string) *graph.Identifier {
	ref := e.attr("ref")
	if len(ref) > maxIdentifier {
		s.skip("identifier-too-long", "No identifier is so long; it is left out.", e)
		ref = ""
	}
	if registered := bodies.Ref(ref); registered != "" {
		return &graph.Identifier{Scheme: schemeOrganisation, Value: registered}
	}
	if own, is := bodies.OwnRef(ref); is {
		return &graph.Identifier{Scheme: "publisher:" + s.reporterID, Value: own}
	}
	key := []string{s.reporterID, graph.Fold(name)}
	if t := s.typeOf(e); t != "" {
		key = append(key, t)
	}
	if !orgKinds[s.typeOf(e)].worldwide && s.country != "" && e.name != "reporting-org" {
		key = append(key, s.country)
	}
	return ingest.OwnIdentifier(s.source.Dataset, strings.Join(key, " / "))
}

// giveBodies gives the bodies to the sink.
func (r *reader) giveBodies() error {
	return r.bodies.each(func(key string, b *body) error {
		record := &graph.Stakeholder{Thing: graph.Thing{Identifiers: []*graph.Identifier{b.identifier}}}
		own, _ := b.own.name("")
		record.Name, record.Aliases = b.name(own)
		r.differingNames(b, record.Name)
		t := b.orgType()
		record.OrganisationType = graph.Text(t)
		record.Kind, record.Subtype = orgKinds[t].kind, orgKinds[t].subtype
		if b.identifier.Scheme == schemeOrganisation {
			record.Country = graph.Text(countryOfRegister(b.identifier.Value))
		}
		evidence := b.own.evidence()
		for _, e := range b.evidence() {
			if !slices.ContainsFunc(evidence, func(have *graph.Evidence) bool { return have.DocumentID == e.DocumentID }) {
				evidence = append(evidence, e)
			}
		}
		if record.Name == "" { // what others say of it must rule, so it cites what has no date
			record.Name = b.identifier.Value
			evidence = r.undated(b.mentions[0])
		}
		return r.sink.Thing(graph.ThingInput{Key: key, Record: record, Evidence: evidence, Where: b.mentions[0].where})
	})
}

// orgType gives the type that the body reports itself, else the most frequent.
func (b *body) orgType() string {
	if b.ownType != "" {
		return b.ownType
	}
	all := slices.SortedFunc(maps.Keys(b.types), func(x, y string) int {
		return cmp.Or(b.types[y]-b.types[x], cmp.Compare(x, y))
	})
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// countryOfRegister gives the country whose register gave an identifier: GB of
// GB-COH-213890. XM, XI and other such prefixes are of no country.
func countryOfRegister(ref string) string {
	prefix, _, _ := strings.Cut(ref, "-")
	return countryOf(prefix)
}

// differingNames flags an identifier that stands with names that have nothing in
// common: often it is that of another body.
func (r *reader) differingNames(b *body, ruling string) {
	for _, n := range b.ranked() {
		if !haveInCommon(n.text, ruling) {
			r.account.Flag("one-identifier-different-names",
				"One identifier stands with names that have no word in common. They may be translations, or the identifier may be wrong. All are kept as names of one body.",
				b.mentions[0].where)
			return
		}
	}
}

// haveInCommon tells whether two names share a word or the beginning of one, or one
// is made of the first letters of the other.
func haveInCommon(a, b string) bool {
	x, y := wordsOf(a), wordsOf(b)
	for _, v := range x {
		for _, w := range y {
			if v == w || len(v) >= 5 && len(w) >= 5 && v[:5] == w[:5] {
				return true
			}
		}
	}
	return len(x) == 0 || len(y) == 0 || isAcronym(x, y) || isAcronym(y, x)
}

// isAcronym tells whether one of the words is made of first letters of others.
func isAcronym(words, of []string) bool {
	var letters strings.Builder
	for _, w := range of {
		letters.WriteString(w[:1])
	}
	return slices.ContainsFunc(words, func(w string) bool { return len(w) > 1 && strings.Contains(letters.String(), w) })
}

// wordsOf gives the folded words of a name that may tell it from others.
func wordsOf(name string) []string {
	words := strings.FieldsFunc(graph.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool {
		return w == "the" || w == "of" || w == "and" || w == "for" || w == "de" || w == "la" || w == "du" || w == "et" || w == "a"
	})
}
