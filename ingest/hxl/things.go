package hxl

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/bodies"
	"github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/sheet"
)

// things are what the rows of a file name, by type and key, as they come first.
type things struct {
	r        *reader
	known    map[string]*graph.ThingInput
	order    []*graph.ThingInput
	verdicts map[[3]string]bodies.Verdict // a table says the same names over and over
}

func newThings(r *reader) *things {
	t := &things{r: r, known: map[string]*graph.ThingInput{}, verdicts: map[[3]string]bodies.Verdict{}}
	t.add("document "+fileKey, graph.ThingInput{Key: fileKey, Where: r.book.Name,
		Record:   &graph.Document{Thing: graph.Thing{Name: r.title(), Identifiers: t.own(fileKey)}},
		Evidence: []*graph.Evidence{{DocumentID: fileKey, Basis: "STATED"}}})
	return t
}

func (t *things) own(key string) []*graph.Identifier {
	return []*graph.Identifier{ingest.OwnIdentifier(t.r.dataset, key)}
}

func (t *things) add(key string, in graph.ThingInput) *graph.ThingInput {
	t.known[key] = &in
	t.order = append(t.order, &in)
	return &in
}

// write gives all things to the sink.
func (t *things) write(ctx context.Context) error {
	for i, in := range t.order {
		if i%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := t.r.sink.Thing(*in); err != nil {
			return err
		}
	}
	return nil
}

// classify tells what a name is.
func (t *things) classify(name, ref, kind string) bodies.Verdict {
	key := [3]string{name, ref, kind}
	v, known := t.verdicts[key]
	if !known {
		v = bodies.Classify(name, ref, kind)
		if len(t.verdicts) < maxThings {
			t.verdicts[key] = v
		}
	}
	return v
}

func (t *things) full() error {
	if len(t.order) > maxThings {
		return graph.Errorf(graph.LimitExceeded, "%s names more than %d bodies, places and sectors; split it, and give each part a dataset of its own", t.r.book.Name, maxThings)
	}
	return nil
}

// maxAliases bounds the other names of a body, and maxName the characters of a name:
// every claim about a thing refers to it by a key that is made of its name.
const (
	maxAliases = 20
	maxName    = 300
)

// bodiesOf gives the keys of the bodies that the columns of one name in a row, none if a
// name is that of none.
func (r *reader) bodiesOf(o *orgColumns, row *sheet.Row) []string {
	name, ref, kind := graph.Clean(row.Cell(o.name)), graph.Clean(row.Cell(o.code)), graph.Clean(row.Cell(o.kind))
	if name == "" {
		if name = graph.Clean(row.Cell(o.acronym)); name == "" && ref == "" {
			return nil
		}
	}
	at := r.table.Place(row.Number, max(o.name, o.code, o.acronym))
	if o.name >= 0 {
		at = r.table.Place(row.Number, o.name)
	}
	if strings.Contains(name, ";") && bodies.Ref(ref) == "" {
		var out []string
		for _, part := range split(name) {
			out = append(out, r.body(part, "", "", kind, row, at)...)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return r.body(name, ref, graph.Clean(row.Cell(o.acronym)), kind, row, at)
}

// body gives the key of a body as a list of one, empty if the name is that of none.
func (r *reader) body(name, ref, acronym, kind string, row *sheet.Row, at string) []string {
	if len(ref) > maxName {
		r.account.Skip("identifier-too-long", "No identifier is so long; it was not read.", at)
		ref = ""
		if name == "" {
			return nil
		}
	}
	verdict := r.things.classify(name, ref, kind)
	if verdict.Class == bodies.Unnamed && bodies.IsTotal(name) { // no row that adds up others: see isTotal
		r.account.Flag("body-named-total", "The name is that of rows that add up others, but the row has an identifier, or a body at the other end; it was taken for a body. Look whether the row adds up others.", at)
		verdict = bodies.Verdict{Class: bodies.Body, Label: name}
	}
	switch verdict.Class {
	case bodies.Unnamed:
		r.account.Skip("unnamed-body", "The words stand where a name should, but name no body («other», «direct expenditure», «international NGO», a number, a code); none is made of them.", at+" "+sheet.Quote(bodies.Shown(name, ref, kind)))
		return nil
	case bodies.Several:
		r.account.Skip("several-bodies", "Several bodies stand in one name; none is made of it. Write them in rows of their own, or with a semicolon between them.", at+" "+sheet.Quote(bodies.Shown(name, ref, kind)))
		return nil
	case bodies.Person:
		r.account.Withhold("person", "It looks like the name of a person, which is never taken over.", at)
		return nil
	}
	name = verdict.Label
	if name == "" {
		name = ref
	}
	if utf8.RuneCountInString(name) > maxName {
		r.account.Skip("name-too-long", fmt.Sprintf("No body has a name of more than %d characters; none is made of this text. Look for a quotation mark that is not closed.", maxName), at)
		return nil
	}
	key, identifier := r.identify(name, ref)
	in := r.things.known["body "+key]
	if in == nil {
		s := &graph.Stakeholder{Thing: graph.Thing{Name: name, Identifiers: []*graph.Identifier{identifier}}, Kind: kindOf(kind)}
		if graph.Fold(acronym) != graph.Fold(name) {
			s.Acronym = graph.Text(cut(acronym, maxName))
		}
		r.things.add("body "+key, graph.ThingInput{Key: key, Record: s, Evidence: r.cite(row, ""), Where: at})
		return []string{key}
	}
	s := in.Record.(*graph.Stakeholder)
	if s.Kind == "" {
		s.Kind = kindOf(kind)
	}
	if name != s.Name && name != ref && len(s.Aliases) < maxAliases && !slices.ContainsFunc(s.Aliases, func(a *graph.Alias) bool { return a.Name == name }) {
		s.Aliases = append(s.Aliases, &graph.Alias{Name: name, Kind: "NAME"})
		r.account.Flag("several-spellings", "A body has several names under one identifier, or one name in capitals and small letters; it was taken for one body, and the others are further names.", at)
	}
	return []string{key}
}

// identify gives the key of a body within the file, and its identifier: that of a
// register if it has one, else its code or its name within this dataset. Names that
// differ in their letters, even in accents, are two.
func (r *reader) identify(name, ref string) (string, *graph.Identifier) {
	if registered := bodies.Ref(ref); registered != "" {
		id := &graph.Identifier{Scheme: schemeOrgID, Value: strings.ToUpper(registered)}
		return "ref:" + strings.TrimPrefix(id.Key(), schemeOrgID+":"), id
	}
	if own, is := bodies.OwnRef(ref); is {
		key := "code:" + strings.ToUpper(own)
		return key, ingest.OwnIdentifier(r.dataset, key)
	}
	key := "name:" + strings.ToUpper(name)
	return key, ingest.OwnIdentifier(r.dataset, key)
}

// schemeOrgID is the scheme of identifiers of org-id.guide and IATI.
const schemeOrgID = "org-id"

// kindOf gives the kind of a body by its type: a code of IATI's OrganisationType, or a
// word; empty if it says nothing.
func kindOf(kind string) graph.StakeholderKind {
	switch strings.ToLower(kind) {
	case "":
		return ""
	case "10", "11", "government", "local government", "national government", "gov", "gouvernement", "gobierno":
		return "GOVERNMENT"
	case "other", "others", "unknown", "n/a", "15", "other public sector":
		return ""
	}
	return "ORGANIZATION"
}

// country gives the key of the place that is a country. Its name is not the table's, so
// that a table in French does not rename countries for everybody.
func (r *reader) country(code string, row *sheet.Row) string {
	key := "country:" + code
	if r.things.known["place "+key] == nil {
		r.things.add("place "+key, graph.ThingInput{Key: key, Evidence: r.cite(row, ""), Where: r.table.Place(row.Number, -1),
			Record: &graph.Place{Thing: graph.Thing{Name: country.Name(code), Identifiers: []*graph.Identifier{{Scheme: "iso-3166-1", Value: code}}}, Type: "COUNTRY", Country: graph.Text(code)}})
	}
	return key
}

// place gives the key of a place within another.
func (r *reader) place(code graph.Text, within, name, pcode string, kind graph.PlaceType, row *sheet.Row) string {
	name, pcode = cut(name, maxName), cut(pcode, 100)
	key := within + "/" + strings.ToUpper(name)
	if r.things.known["place "+key] != nil {
		return key
	}
	identifiers := r.things.own(key)
	if pcode != "" && r.things.known["pcode "+pcode] == nil {
		in := r.things.add("place "+key, graph.ThingInput{})
		r.things.known["pcode "+pcode] = in
		identifiers = append([]*graph.Identifier{{Scheme: "p-code", Value: pcode}}, identifiers...)
		*in = r.placeInput(key, name, identifiers, kind, code, within, row)
		return key
	}
	r.things.add("place "+key, r.placeInput(key, name, identifiers, kind, code, within, row))
	return key
}

func (r *reader) placeInput(key, name string, identifiers []*graph.Identifier, kind graph.PlaceType, code graph.Text, within string, row *sheet.Row) graph.ThingInput {
	return graph.ThingInput{Key: key, Evidence: r.cite(row, ""), Where: r.table.Place(row.Number, -1),
		Record: &graph.Place{Thing: graph.Thing{Name: name, Identifiers: identifiers}, Type: kind, Country: code, WithinID: within}}
}

// theme gives the key of the theme that is a sector.
func (r *reader) theme(name, code string, row *sheet.Row) string {
	name, code = cut(name, maxName), cut(code, 100)
	key := "sector:" + strings.ToUpper(name)
	identifier := &graph.Identifier{Scheme: "hxl-sector", Value: name}
	if name == "" {
		name, key = code, "sector-code:"+strings.ToUpper(code)
		identifier = ingest.OwnIdentifier(r.dataset, key)
	}
	if r.things.known["theme "+key] == nil {
		r.things.add("theme "+key, graph.ThingInput{Key: key, Evidence: r.cite(row, ""), Where: r.table.Place(row.Number, -1),
			Record: &graph.Theme{Thing: graph.Thing{Name: name, Identifiers: []*graph.Identifier{identifier}}, Vocabulary: "HXL", Code: graph.Text(code)}})
	}
	return key
}
