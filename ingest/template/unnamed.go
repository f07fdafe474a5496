package template

import (
	"strings"

	"github.com/migraph/migraph/ingest/bodies"
)

// tells takes what names nobody («-», «n/a», «0») out of the cells of an entry that
// should name a body, and is false if the entry tells nothing then, or adds up others.
func (r *reader) tells(e *entry) bool {
	if e.isTotal() {
		r.account.Drop("total-row", "The row adds up others; Migraph adds up itself, from the rows.", e.shows(e.sheet.noun.Columns[0].Name))
		return false
	}
	unnamed := false
	for _, c := range e.sheet.noun.Columns {
		if name := e.cell(c.Name); name != "" && (c.Kind == Body || c.Name == stakeholderName) && bodies.IsBlank(name) {
			r.account.Skip("unnamed-body", "What stands in the cell is no name, such as «-», «n/a» or a number; it was read as if it were empty, and a row that tells nothing without it was left out.", e.shows(c.Name))
			e.cells[e.sheet.columns[c.Name]] = ""
			unnamed = true
		}
	}
	return !unnamed || e.namesSomething()
}

// isTotal tells whether the first cell of an entry that is not empty, or the name of a
// body, says that it adds up others.
func (e *entry) isTotal() bool {
	for _, cell := range e.cells {
		if cell = strings.TrimSpace(cell); cell != "" {
			if bodies.IsTotal(cell) {
				return true
			}
			break
		}
	}
	for _, c := range e.sheet.noun.Columns {
		if c.Kind == Body && c.Name != partOf && bodies.IsTotal(e.cell(c.Name)) {
			return true
		}
	}
	return false
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

// shows names the cell of a column of an entry, with what stands in it.
func (e *entry) shows(column string) string {
	c, is := e.sheet.columns[column]
	if !is {
		c = -1
	}
	return e.sheet.Shows(e.number, c, e.cell(column))
}
