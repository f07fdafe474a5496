package iati

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/bodies"
	"github.com/migraph/migraph/ingest/sheet"
)

// reader turns the entries of one file into things and claims.
type reader struct {
	source  ingest.Source
	sink    ingest.Sink
	account *ingest.Account
	root    *element
	// organisations: the file is one of organisations, not of activities.
	organisations bool
	version       string
	today         string

	documents  gathered[*publication]
	bodies     gathered[*body]
	places     gathered[*place]
	themes     gathered[*theme]
	links      gathered[*linked]  // documents that are linked to
	described  map[string]bool    // keys of initiatives with an entry of their own
	referredTo gathered[*mention] // keys of initiatives that others refer to
}

func newReader(from ingest.Source, sink ingest.Sink, account *ingest.Account, root *element, now time.Time) *reader {
	r := &reader{
		source: from, sink: sink, account: account, root: root,
		organisations: root.name == "iati-organisations", version: root.attr("version"),
		today: now.UTC().Format(time.DateOnly), described: map[string]bool{},
	}
	what := "activities"
	if r.organisations {
		what = "organisations"
	}
	account.Format = strings.TrimSpace("IATI "+r.version) + " " + what
	r.checkRoot()
	return r
}

// scope is what is told of one activity or organisation, and by whom.
type scope struct {
	*reader
	e *element
	// id names the activity or organisation as written, for places; key is its key.
	id, key string
	// document is the key of the publication that tells of it.
	document string
	// reporter is the key of the body that reports, empty if unknown; reporterID
	// is what it is called in identifiers that are its own.
	reporter, reporterID string
	// secondary: it reports on what others do.
	secondary bool
	// language and currency are those of texts and amounts that say nothing themselves.
	language, currency string
	// humanitarian, finance and aid are what the activity says of its transactions.
	humanitarian bool
	finance, aid graph.Text
	// country is the only country of the activity, empty if it has none or several.
	country string
	// types are the types that bodies have somewhere in the entry, by plain name.
	types map[string]string
}

// entry reads an activity or an organisation.
func (r *reader) entry(e entry) error {
	wanted := "iati-activity"
	if r.organisations {
		wanted = "iati-organisation"
	}
	s := &scope{reader: r, e: e.element}
	s.id = cutText(e.child("iati-identifier").value()+e.child("organisation-identifier").value(), maxIdentifier)
	if e.name != wanted {
		s.skip("unknown-element", "The element is not part of the IATI standard, or not at this place.", s.e)
		return nil
	}
	r.account.Read(wanted, 1)
	if e.foreign > 0 {
		s.skip("foreign-element", "Elements of other namespaces are other programs' notes.", s.e)
	}
	if e.tooLarge {
		s.skip("entry-too-large", fmt.Sprintf("It has more than %d elements, or more than %d MB of text and attributes; publish it in parts.", maxElements, maxBytes>>20), s.e)
		return nil
	}
	s.check()
	s.leaveOut()
	s.flagGarbled(s.e)
	s.language = e.language()
	s.currency = currencyOf(e.attr("default-currency"))
	s.humanitarian = e.flag("humanitarian")
	s.finance, s.aid = s.financeType(s.e, "default-finance-type"), s.aidType(s.e, "default-aid-type")
	s.countries()
	s.typesOfBodies()
	s.publisher()
	if r.organisations {
		return s.organisation()
	}
	return s.activity()
}

// where names the place of an element for people: the line, the activity or
// organisation, the child of it, which of several, and the element within that one.
func (s *scope) where(e *element) string {
	place := fmt.Sprintf("%s:%d: %s", s.source.Name, e.line, cmp.Or(s.id, s.e.name))
	if e.parent == nil {
		return place
	}
	above := e
	for above.parent.parent != nil {
		above = above.parent
	}
	if place += " " + above.path(); above != e {
		place += " " + e.name
	}
	return place
}

// flagGarbled notes texts of an element that is read whose letters are garbled.
func (s *scope) flagGarbled(e *element) {
	for _, c := range e.children {
		if l, is := leftOut[e.name][c.name]; is && l.withheld {
			continue
		}
		if len(c.text) > 0 {
			s.account.FlagGarbled(string(c.text), func(part string) string {
				if namesPerson(c) {
					return s.where(c)
				}
				return s.where(c) + " " + sheet.Quote(part)
			})
		}
		s.flagGarbled(c)
	}
}

// namesPerson tells whether an element is the name of a body, or a part of it, that is
// probably the name of a person.
func namesPerson(e *element) bool {
	if e.name == "narrative" && e.parent != nil {
		e = e.parent
	}
	ref := e.attr("ref")
	if e.name == "name" && e.parent != nil {
		ref = e.parent.child("organisation-identifier").value()
	} else if !strings.HasSuffix(e.name, "-org") {
		return false
	}
	names := []string{e.value()}
	for _, n := range e.narratives() {
		names = append(names, n.text)
	}
	return slices.ContainsFunc(names, func(name string) bool { return bodies.Shown(name, ref, e.attr("type")) != graph.Clean(name) })
}

// drop notes what is of a kind that is not kept.
func (s *scope) drop(rule, says string, e *element) { s.account.Drop(rule, says, s.where(e)) }

func (s *scope) skip(rule, says string, e *element) { s.account.Skip(rule, says, s.where(e)) }
func (s *scope) flag(rule, says string, e *element) { s.account.Flag(rule, says, s.where(e)) }

// evidence cites an element of the entry.
func (s *scope) evidence(path string) []*graph.Evidence {
	of := "iati-identifier"
	if s.organisations {
		of = "organisation-identifier"
	}
	locator := fmt.Sprintf("%s[%s=%s]", s.e.name, of, s.id)
	if path != "" {
		locator += "/" + path
	}
	return []*graph.Evidence{{DocumentID: s.document, Locator: graph.Text(locator), Basis: "STATED"}}
}

// claim gives a claim that an element makes to the sink.
func (s *scope) claim(key string, record graph.Record, e *element) error {
	return s.claimAt(key, record, e, e.path())
}

func (s *scope) claimAt(key string, record graph.Record, e *element, path string) error {
	return s.sink.Claim(graph.ClaimInput{Key: key, Record: record, Evidence: s.evidence(path), Where: s.where(e)})
}

// countries finds the only country of an activity.
func (s *scope) countries() {
	found := map[string]bool{}
	note := func(e *element) {
		for _, c := range e.all("recipient-country") {
			if code := countryOf(c.attr("code")); code != "" {
				found[code] = true
				s.country = code
			}
		}
	}
	note(s.e)
	for _, t := range s.e.all("transaction") {
		note(t)
	}
	if len(found) != 1 {
		s.country = ""
	}
}

// publisher reads who reports, and notes the publication.
func (s *scope) publisher() {
	org := s.e.child("reporting-org")
	v := bodies.Classify(org.says(), org.attr("ref"), org.attr("type"))
	s.secondary = org.flag("secondary-reporter")
	s.reporterID = org.attr("ref")
	if s.reporterID == "" && v.Class != bodies.Person { // a person's name is in no key either
		s.reporterID = graph.Fold(bodies.Shown(org.says(), "", org.attr("type")))
	}
	if len(s.reporterID) > maxIdentifier { // it is in every key of its own identifiers
		s.reporterID = shortHash(s.reporterID)
	}
	s.document = "publication/" + graph.Fold(s.reporterID)
	switch {
	case v.Class == bodies.Person:
		s.withhold(org)
	case v.Class == bodies.Body:
		s.reporter = s.body(org, v, true)
	}
	s.publication()
}

func (s *scope) withhold(e *element) {
	s.account.Withhold("person", "It looks like the name of a person. Names of persons are not taken over.", s.where(e))
}

// finish gives to the sink what was gathered.
func (r *reader) finish(ctx context.Context) error {
	for _, give := range []func() error{r.giveReferred, r.giveBodies, r.givePlaces, r.giveThemes, r.giveLinked, r.givePublications} {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := give(); err != nil {
			return err
		}
	}
	return nil
}
