package iati

import (
	"cmp"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"github.com/migraph/migraph/graph"
)

// place is what the file tells of a country or a region.
type place struct {
	naming
	identifier *graph.Identifier
	country    string
	fallback   string // its name if the file gives none
}

// theme is what the file tells of a code of a vocabulary.
type theme struct {
	naming
	identifier *graph.Identifier
	vocabulary string
	code       string
	fallback   string
}

// placed is a place that an element names, in a vocabulary in which percentages add up.
type placed struct{ key, vocabulary string }

// placeOf gives the place of a recipient-country or recipient-region, false if it
// names none.
func (s *scope) placeOf(e *element) (placed, bool) {
	code := e.attr("code")
	if e.name == "recipient-country" {
		country := countryOf(code)
		if country == "" {
			s.skip(codeRule(e, "9.50.1", "9.85.1", "9.103.1"), "The recipient country code is invalid; ISO 3166-1 has two letters for each country. It is left out.", e)
			return placed{}, false
		}
		id := &graph.Identifier{Scheme: "iso-3166-1", Value: country}
		return placed{key: s.place(e, id, country, countryName(country))}, true
	}
	v, known := regionVocabularies[e.attr("vocabulary")]
	if !known {
		s.skip(codeRule(e, "9.52.1", "9.87.1", "9.109.1"), "The recipient region vocabulary is invalid, so its code means nothing; it is left out.", e)
		return placed{}, false
	}
	name := regionNames[code]
	if code == "" || len(code) > maxIdentifier || v.scheme == "dac-region" && name == "" {
		s.skip(codeRule(e, "9.51.1", "9.86.1", "9.108.1"), "The recipient region code is invalid; it is left out.", e)
		return placed{}, false
	}
	if v.scheme != "dac-region" {
		name = strings.TrimSpace(v.name + " " + code)
	}
	return placed{s.place(e, s.codeID(v, code), "", name), v.name}, true
}

// codeRule gives the rule's name for an activity, a transaction or an organisation.
func codeRule(e *element, activity, transaction, organisation string) string {
	switch {
	case e.root().name == "iati-organisation":
		return organisation
	case e.parent.name == "transaction":
		return transaction
	}
	return activity
}

// codeID gives the identifier of a code; that of a publisher's own means nothing
// beside the publisher.
func (s *scope) codeID(v vocabulary, code string) *graph.Identifier {
	scheme := v.scheme
	if v.own {
		scheme += ":" + s.reporterID
	}
	return &graph.Identifier{Scheme: scheme, Value: code}
}

func (s *scope) place(e *element, id *graph.Identifier, country, fallback string) string {
	key := id.Key()
	p := s.places.at(key, func() *place { return &place{identifier: id, country: country, fallback: fallback} })
	p.add(e.narratives())
	p.cite(s, e)
	return key
}

// givePlaces gives the places to the sink. Countries and the OECD's regions have one
// name whatever a publisher writes, which is then an alias.
func (r *reader) givePlaces() error {
	return r.places.each(func(key string, p *place) error {
		own := ""
		if p.country != "" || p.identifier.Scheme == "dac-region" {
			own = p.fallback
		}
		record := &graph.Place{Thing: graph.Thing{Identifiers: []*graph.Identifier{p.identifier}}, Type: "REGION", Country: graph.Text(p.country)}
		if p.country != "" {
			record.Type = "COUNTRY"
		}
		record.Name, record.Aliases = p.name(own)
		record.Name = cmp.Or(record.Name, p.fallback)
		return r.sink.Thing(graph.ThingInput{Key: key, Record: record, Evidence: p.evidence(), Where: p.mentions[0].where})
	})
}

// themeOf notes a code of a theme and gives its key, false if it is none.
func (s *scope) themeOf(e *element, v vocabulary, code, fallback string) (string, bool) {
	if code == "" || len(code) > maxIdentifier {
		s.skip("code-missing", "There is no code, or one that is too long to be one, so there is no theme.", e)
		return "", false
	}
	id := s.codeID(v, code)
	key := id.Key()
	t := s.themes.at(key, func() *theme {
		return &theme{identifier: id, vocabulary: v.name, code: code, fallback: cmp.Or(fallback, v.name+" "+code)}
	})
	t.add(e.narratives())
	t.cite(s, e)
	return key, true
}

// giveThemes gives the themes to the sink.
func (r *reader) giveThemes() error {
	return r.themes.each(func(key string, t *theme) error {
		record := &graph.Theme{
			Thing:      graph.Thing{Identifiers: []*graph.Identifier{t.identifier}},
			Vocabulary: graph.Text(t.vocabulary), Code: graph.Text(t.code),
		}
		record.Name, record.Aliases = t.name("")
		record.Name = cmp.Or(record.Name, t.fallback)
		return r.sink.Thing(graph.ThingInput{Key: key, Record: record, Evidence: t.evidence(), Where: t.mentions[0].where})
	})
}

// recipients reads the countries and regions of an activity.
func (s *scope) recipients() error {
	var all []*element
	for _, e := range s.e.children {
		if e.name == "recipient-country" || e.name == "recipient-region" {
			s.account.Read(e.name, 1)
			all = append(all, e)
		}
	}
	half := s.sumsTo200(all)
	for _, e := range all {
		p, ok := s.placeOf(e)
		if !ok {
			continue
		}
		percentage := s.percentage(e)
		if half {
			percentage = halved(percentage)
		}
		c := &graph.Classification{InitiativeID: s.key, PlaceID: p.key, Percentage: percentage, Vocabulary: graph.Text(p.vocabulary)}
		if err := s.claim("", c, e); err != nil {
			return err
		}
	}
	return nil
}

// sumsTo200 tells whether the countries sum to 100 and the regions do so again:
// the publisher divided the activity twice.
func (s *scope) sumsTo200(all []*element) bool {
	var countries, regions, others []*element
	for _, e := range all {
		switch v := e.attr("vocabulary"); {
		case e.name == "recipient-country":
			countries = append(countries, e)
		case v == "" || v == "1":
			regions = append(regions, e)
		default:
			others = append(others, e)
		}
	}
	if !isHundred(regions) {
		return false
	}
	if len(others) > 0 && isHundred(others) {
		s.flag("regions-in-two-vocabularies",
			"Regions sum to 100 percent in one vocabulary and again in another. Both are kept, each in its vocabulary, so that none is counted twice.", others[0])
	}
	if !isHundred(countries) {
		return false
	}
	s.flag("countries-and-regions-sum-to-200",
		"Countries sum to 100 percent and regions sum to 100 percent again. Both together are the whole, so each percentage is halved.", regions[0])
	return true
}

// sectors reads the sectors of an activity, in each of its vocabularies.
func (s *scope) sectors() error {
	for _, e := range s.e.all("sector") {
		s.account.Read("sector", 1)
		v, ok := s.sectorVocabulary(e, "9.78.1")
		if !ok {
			continue
		}
		key, ok := s.themeOf(e, v, e.attr("code"), sectorName(v, e.attr("code")))
		if !ok {
			continue
		}
		c := &graph.Classification{InitiativeID: s.key, ThemeID: key, Percentage: s.percentage(e), Vocabulary: graph.Text(v.name)}
		if err := s.claim("", c, e); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) sectorVocabulary(e *element, rule string) (vocabulary, bool) {
	v, known := sectorVocabularies[strings.ToUpper(e.attr("vocabulary"))]
	if !known {
		s.skip(rule, "The sector vocabulary is invalid, so its code means nothing; it is left out.", e)
	}
	return v, known
}

// sectorName gives a name to a code of the OECD for which the file has none.
func sectorName(v vocabulary, code string) string {
	switch v.name {
	case "DAC":
		if len(code) == 5 && dacCategories[code[:3]] != "" {
			return "DAC sector " + code + " (" + dacCategories[code[:3]] + ")"
		}
		return "DAC sector " + code
	case "DAC-3":
		return cmp.Or(dacCategories[code], "DAC sector category "+code)
	}
	return ""
}

// labels reads what else says what an activity is about: tags, policy markers that
// it aims at, and the emergency or appeal to which it belongs.
func (s *scope) labels() error {
	for _, e := range s.e.children {
		var v vocabulary
		var known bool
		var note, fallback string
		code := e.attr("code")
		switch e.name {
		case "tag":
			v, known = tagVocabularies[e.attr("vocabulary")]
		case "policy-marker":
			v, known = markerVocabularies[strings.TrimPrefix(strings.ToUpper(e.attr("vocabulary")), "DAC")]
			significance := e.attr("significance")
			if significance == "" || significance == "0" {
				s.drop("policy-marker-not-targeted", "The significance of the policy marker is 0, «not targeted», or not given: the activity does not aim at it.", e)
				continue
			}
			note = policySignificance(significance)
			if !v.own {
				fallback = policyMarkers[code]
			}
		case "humanitarian-scope":
			kind := e.attr("vocabulary")
			v, known = scopeVocabularies[kind]
			note = map[string]string{"1": "emergency", "2": "appeal"}[e.attr("type")]
		default:
			continue
		}
		if !known {
			s.skip(e.name+"-vocabulary-invalid", "The vocabulary is not one of the standard's, so its code means nothing; it is left out.", e)
			continue
		}
		key, ok := s.themeOf(e, v, code, fallback)
		if !ok {
			continue
		}
		// A vocabulary of their own: they have no percentages, and must not spoil those
		// that sectors have in the same list of codes.
		c := &graph.Classification{InitiativeID: s.key, ThemeID: key, Vocabulary: graph.Text(e.name), Note: graph.Text(note)}
		if err := s.claim("", c, e); err != nil {
			return err
		}
	}
	return nil
}

func policySignificance(code string) string {
	return map[string]string{"1": "a significant objective", "2": "the principal objective",
		"3": "the principal objective, in support of an action programme", "4": "explicit primary objective"}[code]
}

// percentage reads a percentage from 0 to 100; any other is left out.
func (s *scope) percentage(e *element) graph.Text {
	text, given := e.raw("percentage")
	if !given || strings.TrimSpace(text) == "" {
		return ""
	}
	d, ok := decimalOf(text)
	if !ok || d.Negative && !d.IsZero() || d.Cmp(hundred) > 0 {
		s.skip("percentage-invalid", "A percentage is a number from 0 to 100; this one is left out.", e)
		return ""
	}
	return graph.Text(d.Text('f'))
}

var hundred = apd.New(100, 0)

// isHundred tells whether percentages add up to 100, as nearly as rounding allows.
func isHundred(all []*element) bool {
	sum, ok := sumOf(all)
	return ok && near100(sum)
}

// near100 allows for what rounding to two places loses.
func near100(sum *apd.Decimal) bool {
	var off apd.Decimal
	_, err := apd.BaseContext.WithPrecision(40).Sub(&off, sum, hundred)
	off.Negative = false
	return err == nil && off.Cmp(apd.New(101, -4)) <= 0
}

// sumOf adds the percentages of elements, false if there is none.
func sumOf(all []*element) (*apd.Decimal, bool) {
	c := apd.BaseContext.WithPrecision(40)
	sum, any := new(apd.Decimal), false
	for _, e := range all {
		text, _ := e.raw("percentage")
		d, ok := decimalOf(text)
		if !ok {
			continue
		}
		if _, err := c.Add(sum, sum, d); err != nil {
			return nil, false
		}
		any = true
	}
	return sum, any
}

// halved gives half of a percentage.
func halved(p graph.Text) graph.Text {
	d, ok := decimalOf(string(p))
	if !ok {
		return ""
	}
	var half apd.Decimal
	if _, err := apd.BaseContext.WithPrecision(40).Quo(&half, d, apd.New(2, 0)); err != nil {
		return ""
	}
	half.Reduce(&half)
	return graph.Text(half.Text('f'))
}
