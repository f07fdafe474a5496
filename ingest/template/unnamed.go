package template

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/bodies"
)

// leaveOut takes away the entries that tell nothing. It waits until all are read, for
// what one sheet says of a body decides whether its name is one in another.
func (r *reader) leaveOut() {
	for _, t := range r.sheets {
		for _, e := range t.entries {
			r.noteDescribed(e)
		}
	}
	for _, t := range r.sheets {
		t.entries = slices.DeleteFunc(t.entries, func(e *entry) bool { return !r.tells(e) })
	}
}

// noteDescribed notes the names of an entry of Stakeholders that says more of its body
// than the name, and of Initiatives. Such a name is one, also if it is «Total» or «1325».
func (r *reader) noteDescribed(e *entry) {
	what, name := Project, initiativeName
	switch e.sheet.noun.Name {
	case "Initiatives":
	case "Stakeholders":
		what, name = Body, stakeholderName
		if !slices.ContainsFunc([]string{identifier, kind, subtype, acronym, otherNames, country, website, partOf, summary}, e.has) {
			return
		}
	default:
		return
	}
	for _, x := range append(e.list(otherNames), e.cell(name), e.cell(acronym)) {
		r.described[what][graph.Fold(x)] = true
	}
}

// describes tells whether words are a name that a row describes.
func (r *reader) describes(what Kind, words string) bool {
	return r.described[what][graph.Fold(graph.Clean(words))]
}

// tells takes what names nobody («-», «n/a», «0») out of the cells of an entry that
// should name a body, and is false if the entry tells nothing then, or adds up others.
func (r *reader) tells(e *entry) bool {
	if r.isTotal(e) {
		r.account.Skip("total-row", "The row adds up others; Migraph adds up itself, from the rows. If it is about a body of that name, describe the body in Stakeholders, with its identifier.", e.shows(e.sheet.noun.Columns[0].Name))
		return false
	}
	unnamed := false
	for _, c := range e.sheet.noun.Columns {
		name := e.cell(c.Name)
		if name == "" || c.Kind != Body && c.Name != stakeholderName || r.describes(Body, name) && strings.ContainsAny(name, "123456789") {
			continue
		}
		if bodies.IsBlank(name) {
			r.account.Skip("unnamed-body", "What stands in the cell is no name, such as «-», «n/a» or a number; it was read as if it were empty, and a row that tells nothing without it was left out.", e.shows(c.Name))
			e.cells[e.sheet.columns[c.Name]] = ""
			unnamed = true
		} else if bodies.IsTotal(name) && !r.describes(Body, name) {
			r.account.Flag("body-named-total", "The name is that of rows that add up others, but there is a body at the other end; it was taken for a body. Look whether the row adds up others.", e.shows(c.Name))
		}
	}
	return !unnamed || e.namesSomething()
}

// isTotal tells whether the first cell of an entry that is not empty, or the name of a
// body, says that it adds up others. A body of such a name is described in Stakeholders,
// or stands at one end of a flow with somebody at the other. Initiatives add up nothing.
func (r *reader) isTotal(e *entry) bool {
	if e.sheet.noun.Name == "Initiatives" {
		return false
	}
	first := slices.IndexFunc(e.cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
	for _, c := range e.sheet.noun.Columns {
		at, is := e.sheet.columns[c.Name]
		if !is || !bodies.IsTotal(e.cell(c.Name)) || at != first && (c.Kind != Body || c.Name == partOf) {
			continue
		}
		what := c.Kind
		if c.Name == stakeholderName {
			what = Body
		}
		if !r.describes(what, e.cell(c.Name)) && !(e.hasBothEnds() && bodies.MayBeTotal(e.cell(c.Name))) {
			return true
		}
	}
	// A column that is not known may say it, too.
	return first >= 0 && !e.isKnown(first) && bodies.IsTotal(e.cells[first])
}

// isKnown tells whether a column is one of the sheet's.
func (e *entry) isKnown(column int) bool {
	for _, c := range e.sheet.columns {
		if c == column {
			return true
		}
	}
	return false
}

// hasBothEnds tells whether an entry is a flow that names who gives and who has.
func (e *entry) hasBothEnds() bool {
	return e.sheet.noun.Name == "Flows" && (e.has(provider) || e.has(fromProgramme)) && (e.has(recipient) || e.has(toProgramme))
}

// namesSomething tells whether an entry has what its sheet is about.
func (e *entry) namesSomething() bool {
	for _, column := range map[string][]string{
		"Stakeholders":   {stakeholderName},
		"Participations": {stakeholder, group},
		"Flows":          {provider, fromProgramme, recipient, toProgramme},
		"Presences":      {stakeholder},
	}[e.sheet.noun.Name] {
		if e.has(column) {
			return true
		}
	}
	return false
}

// shows names the cell of a column of an entry, with what may be shown of it.
func (e *entry) shows(column string) string {
	c, is := e.sheet.columns[column]
	if !is {
		c = -1
	}
	return e.sheet.Shows(e.number, c, e.shown(column))
}

// shown gives what may be shown of a cell: of one that tells of a body no name of a
// person.
func (e *entry) shown(column string) string {
	cell := e.cell(column)
	switch c := e.sheet.noun.column(column); {
	case e.sheet.noun.Name == "Stakeholders" && slices.Contains([]string{stakeholderName, acronym, otherNames, identifier}, column):
		return bodies.Shown(cell, e.cell(identifier), e.orgType())
	case c != nil && (c.Kind == Body || column == group):
		return bodies.Shown(cell, "", "")
	}
	return cell
}

// orgType gives a type in IATI's OrganisationType for a body of which an entry says what
// kind it is: who does knows that it is a body. It is empty for others.
func (e *entry) orgType() string {
	if e.sheet.noun.Name == "Stakeholders" && e.has(kind) {
		return "80"
	}
	return ""
}
