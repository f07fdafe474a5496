package hxl

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// columns are what the columns of a sheet mean.
type columns struct {
	orgs      []*orgColumns // in the order of the sheet
	countries labelled
	levels    [7]labelled // of places in a country: adm1 to adm5 at 1 to 5, a locality at 6
	sectors   labelled
	subsector []int
	activity  []int
	status    []int
	groups    []int // for whom, in words
	figures   []figureColumn
	starts    []int
	ends      []int
	days      []int // of what happened, or of its month
	contacts  []int
	money     moneyColumns
	unused    []int
}

// labelled are columns of names and of codes of the same things.
type labelled struct {
	names, codes []int
	language     string // of the names, empty if the hashtags do not say
}

func (l labelled) none() bool { return len(l.names)+len(l.codes) == 0 }

// orgColumns are the columns of one body.
type orgColumns struct {
	party                     party
	name, code, kind, acronym int    // -1 if there is none
	language                  string // of the name, empty if the hashtag does not say
}

// party is what a body is in a row.
type party string

const (
	works     party = ""
	impl      party = "impl"
	prog      party = "prog"
	funds     party = "funder"
	partner   party = "partner"
	provider  party = "provider"
	receiver  party = "receiver"
	reporting party = "reporting"
)

// parties are the attributes that tell what a body is in a row.
var parties = map[string]party{
	"impl": impl, "implementing": impl, "implementer": impl,
	"prog": prog, "programming": prog, "extending": prog,
	"funder": funds, "donor": funds, "fund": funds, "funding": funds,
	"partner":  partner,
	"provider": provider, "receiver": receiver, "recipient": receiver,
	"reporting": reporting, "reported": reporting, "source": reporting,
}

// role gives the role of a presence of a body, and false if it has none: who reports
// a row does not thereby work anywhere. The programming organization of HXL is the one
// that manages the work for its funder: OCHA tags IATI's extending organizations so.
func (p party) role() (graph.Role, bool) {
	switch p {
	case works:
		return "", true
	case impl:
		return "IMPLEMENTING", true
	case prog:
		return "EXTENDING", true
	case funds, provider:
		return "FUNDING", true
	case partner:
		return "PARTNER", true
	}
	return "", false
}

// figureColumn holds counts of persons.
type figureColumn struct {
	column  int
	label   graph.Text
	group   graph.Text
	measure graph.ResultMeasure
}

// moneyColumns are those of flows of money.
type moneyColumns struct {
	values    []int
	currency  int
	direction int
	kind      int
	flags     []int
}

// isCode tells of columns of codes. A vocabulary (+v_iso3) is one of codes.
func (t tag) isCode() bool {
	return t.has("code", "id", "iso", "iso2", "iso3") || slices.ContainsFunc(t.attributes, func(a string) bool { return strings.HasPrefix(a, "v_") })
}

// understand tells what the columns mean.
func (t *tagged) understand() *columns {
	c := &columns{money: moneyColumns{currency: -1, direction: -1, kind: -1}}
	for i, tag := range t.tags {
		if tag.name != "" && !c.take(i, tag) {
			c.unused = append(c.unused, i)
		}
	}
	return c
}

// take notes what a column is, and is false if it is nothing that is used.
func (c *columns) take(i int, t tag) bool {
	switch t.name {
	case "org":
		return c.takeOrg(i, t)
	case "country":
		return c.countries.take(i, t)
	case "adm1", "adm2", "adm3", "adm4", "adm5":
		return c.levels[t.name[3]-'0'].take(i, t)
	case "loc":
		return !t.has("type", "status") && c.levels[6].take(i, t)
	case "sector":
		return c.sectors.take(i, t)
	case "subsector":
		return !t.isCode() && add(&c.subsector, i)
	case "activity", "service":
		switch {
		case t.isCode():
			return false
		case t.has("status"):
			return add(&c.status, i)
		}
		return add(&c.activity, i)
	case "date":
		return c.takeDate(i, t)
	case "contact":
		return add(&c.contacts, i)
	case "value":
		return add(&c.money.values, i)
	case "currency":
		return take(&c.money.currency, i)
	case "indicator":
		return t.has("bool") && add(&c.money.flags, i)
	}
	return c.takePeople(i, t) || c.takeMoney(i, t)
}

func add(to *[]int, i int) bool { *to = append(*to, i); return true }

func take(to *int, i int) bool {
	if *to >= 0 {
		return false
	}
	*to = i
	return true
}

func (l *labelled) take(i int, t tag) bool {
	if t.isCode() {
		return add(&l.codes, i)
	}
	return sameLanguage(&l.language, t) && add(&l.names, i)
}

// sameLanguage is false for names in another language than those of a column before:
// they name the same things again.
func sameLanguage(of *string, t tag) bool {
	for _, a := range t.attributes {
		if len(a) == 2 && *of == "" {
			*of = a
		}
		if len(a) == 2 && *of != a {
			return false
		}
	}
	return true
}

func (c *columns) takeDate(i int, t tag) bool {
	switch {
	case t.has("start"):
		return add(&c.starts, i)
	case t.has("end"):
		return add(&c.ends, i)
	case t.has("reported", "updated", "created", "approved", "planned"):
		return false
	}
	return add(&c.days, i)
}

func (c *columns) takeMoney(i int, t tag) bool {
	switch {
	case strings.Contains(t.name, "direction"):
		return take(&c.money.direction, i)
	case strings.Contains(t.name, "transaction_type"):
		return take(&c.money.kind, i)
	}
	return false
}

// people are hashtags of persons for whom the work of a row is, and how a figure of
// them is called. Those of people in need or affected tell of a place, not of a body.
var people = map[string]graph.Text{"reached": "people reached", "targeted": "people targeted", "beneficiary": "beneficiaries"}

func (c *columns) takePeople(i int, t tag) bool {
	label, is := people[t.name]
	if !is || t.isCode() {
		return false
	}
	if t.has("type", "name", "desc", "description") {
		return add(&c.groups, i)
	}
	f := figureColumn{column: i, label: label, measure: "PERSONS"}
	var group []string
	for _, a := range t.attributes {
		word, known := groups[a]
		switch {
		case a == "hh" || a == "households":
			f.measure = "HOUSEHOLDS"
		case known && word != "":
			group = append(group, word)
		case !known && len(a) > 2: // two letters are a language
			group = append(group, strings.ReplaceAll(a, "_", " "))
		}
	}
	f.group = graph.Text(strings.Join(group, ", "))
	c.figures = append(c.figures, f)
	return true
}

// groups are attributes of groups of persons, in words; empty for what is no group.
var groups = map[string]string{
	"f": "female", "m": "male", "i": "other gender", "children": "children", "adults": "adults", "elderly": "elderly", "infants": "infants",
	"adolescents": "adolescents", "idps": "internally displaced persons", "refugees": "refugees", "ind": "", "num": "", "total": "", "all": "", "pop": "",
}

// takeOrg notes a column of a body. Columns with the same party belong to one body;
// where a column of the same kind comes again, another body of that party begins.
func (c *columns) takeOrg(i int, t tag) bool {
	of := works
	for _, a := range t.attributes {
		if p, is := parties[a]; is {
			of = p
			break
		}
	}
	if t.has("email", "phone", "contact", "address", "focalpoint") {
		return add(&c.contacts, i)
	}
	if t.has("url", "count", "num", "desc", "description", "status", "date") {
		return false
	}
	for _, o := range c.orgs {
		if o.party != of {
			continue
		}
		if o.take(i, t) {
			return true
		}
		if !sameLanguage(&o.language, t) {
			return false
		}
	}
	o := &orgColumns{party: of, name: -1, code: -1, kind: -1, acronym: -1}
	c.orgs = append(c.orgs, o)
	return o.take(i, t)
}

func (o *orgColumns) take(i int, t tag) bool {
	switch {
	case t.has("type", "cluster"):
		return take(&o.kind, i)
	case t.isCode():
		return take(&o.code, i)
	case t.has("acronym", "abbr", "short"):
		return take(&o.acronym, i)
	}
	return sameLanguage(&o.language, t) && take(&o.name, i)
}

// flows tells whether the rows are flows of money rather than who does what where.
func (c *columns) flows() bool {
	return len(c.money.values) > 0 && slices.ContainsFunc(c.orgs, func(o *orgColumns) bool { return o.party == provider || o.party == receiver })
}

// of gives the first body of a party, nil if the sheet has none.
func (c *columns) of(p party) *orgColumns {
	for _, o := range c.orgs {
		if o.party == p {
			return o
		}
	}
	return nil
}
