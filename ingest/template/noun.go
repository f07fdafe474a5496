package template

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Noun is what the rows of a sheet are.
type Noun struct {
	// Name of the sheet.
	Name string
	// Says what a row is, for people.
	Says    string
	Columns []Column
	// Examples are rows that are filled in, by the columns' names.
	Examples []map[string]string
}

// Column is a column of a sheet.
type Column struct {
	// Name stands in the first row. It never changes.
	Name string
	Kind Kind
	// Needed: the column must be there. That each row fills it in is another matter.
	Needed bool
	// Values that a cell can have, of a Choice.
	Values []string
	// Says what to write, for people.
	Says string
}

// Kind is what the cells of a column hold.
type Kind int

// The kinds of columns.
const (
	Text Kind = iota
	// Body refers to a stakeholder, Project to an initiative.
	Body
	Project
	Choice
	Country
	Countries
	Currency
	Amount
	Number
	Date
	YesNo
	Address
)

// Names of columns that the reader asks for.
const (
	stakeholderName = "Stakeholder name"
	initiativeName  = "Initiative name"
	acronym         = "Acronym"
	otherNames      = "Other names"
	identifier      = "Identifier"
	kind            = "Kind"
	subtype         = "Subtype"
	country         = "Country"
	countries       = "Countries"
	website         = "Website"
	partOf          = "Part of"
	summary         = "Summary"
	typ             = "Type"
	nature          = "Nature"
	status          = "Status"
	start           = "Start"
	end             = "End"
	targetGroup     = "Target group"
	listComplete    = "Participant list"
	themes          = "Themes"
	theme           = "Theme"
	stakeholder     = "Stakeholder"
	group           = "Group"
	initiative      = "Initiative"
	role            = "Role"
	capacity        = "Capacity"
	headcount       = "Headcount"
	provider        = "Provider"
	fromProgramme   = "Provider initiative"
	recipient       = "Recipient"
	toProgramme     = "Recipient initiative"
	amount          = "Amount"
	currency        = "Currency"
	inKind          = "In kind"
	reporter        = "Reporter"
	place           = "Place"
	sensitivity     = "Sensitivity"
	reviewed        = "Reviewed"
	note            = "Note"
	source          = "Source"
	sourceURL       = "Source URL"
	published       = "Published"
	page            = "Page"
	visibility      = "Visibility"
)

const (
	dateSays  = "As exactly as the source gives it: 2022-08-15, 2022-08, 2022-Q3 or 2022. Empty if unknown."
	refSays   = "A name or an acronym from the sheet Stakeholders, an identifier such as org-id:XM-DAC-47066 of one there, or an id of Migraph. A name that is not there becomes a body with that name only."
	inSays    = "A name from the sheet Initiatives, or an id of Migraph. A name that is not there becomes an initiative with that name only."
	blankSays = "Empty if unknown."
)

// cited are the columns with which every sheet ends.
var cited = []Column{
	{Name: note, Says: "Anything else, in your own words."},
	{Name: source, Says: "Title of the document that says so. Empty if it is this file itself."},
	{Name: sourceURL, Kind: Address, Says: "Where the document is on the web. Once for each document is enough."},
	{Name: published, Kind: Date, Says: "When the document was published. Once for each document is enough."},
	{Name: page, Says: "Where in the document: page, section or paragraph."},
	{Name: visibility, Kind: Choice, Values: inWords(graph.Visibilities), Says: "Who may see the row: Public, Restricted (staff) or Withheld (nobody but the keeper). Empty for Public."},
}

// Nouns gives the sheets, in their order.
func Nouns() []Noun {
	return []Noun{
		{
			Name: "Stakeholders", Says: "A body that works on migration: an organization, a government body or an embassy.",
			Columns: slices.Concat([]Column{
				{Name: stakeholderName, Needed: true, Says: "The body's full name. Names of persons are never taken over."},
				{Name: acronym, Says: "Short name, such as IOM."},
				{Name: otherNames, Says: "Names in other languages or of former times, with semicolons between them."},
				{Name: kind, Kind: Choice, Values: inWords(graph.StakeholderKinds), Says: blankSays},
				{Name: subtype, Says: "A finer kind, such as NGO, MINISTRY, UNIVERSITY. " + blankSays},
				{Name: country, Kind: Country, Says: "Where it is based; of an embassy, which state sends it. Name or code of two letters. Empty if international or unknown."},
				{Name: identifier, Says: "What a register calls it, such as org-id:XM-DAC-47066; several with semicolons between them. With it the body is recognised across files."},
				{Name: partOf, Kind: Body, Says: "The body that it is a part of. " + refSays},
				{Name: website, Kind: Address, Says: "In full, beginning with https://."},
				{Name: summary, Says: "What it does, in a sentence of your own."},
			}, cited),
			Examples: []map[string]string{
				{stakeholderName: "Example Migrant Support", acronym: "EMS", kind: "Organization", subtype: "NGO", country: "Malaysia", summary: "Advises migrant workers on their rights.", source: "Annual report 2023", published: "2024-03"},
				{stakeholderName: "Example Ministry of Labour", kind: "Government", subtype: "MINISTRY", country: "MY", source: "Annual report 2023", page: "page 12"},
			},
		},
		{
			Name: "Initiatives", Says: "Something that bodies do together: a programme, a project, a workshop, a policy.",
			Columns: slices.Concat([]Column{
				{Name: initiativeName, Needed: true, Says: "The full title."},
				{Name: otherNames, Says: "Short or translated titles, with semicolons between them."},
				{Name: identifier, Says: "What a register calls it, such as iati-activity:XM-DAC-47066-CT.1234; several with semicolons between them."},
				{Name: typ, Kind: Choice, Values: inWords(graph.InitiativeTypes), Says: blankSays},
				{Name: nature, Kind: Choice, Values: inWords(graph.InitiativeNatures), Says: "Event: it ends when it ends, such as a workshop. State: it is open until it is closed, such as a programme."},
				{Name: status, Kind: Choice, Values: inWords(graph.InitiativeStatuses), Says: blankSays},
				{Name: start, Kind: Date, Says: dateSays}, {Name: end, Kind: Date, Says: dateSays},
				{Name: countries, Kind: Countries, Says: "Where it works: names or codes of two letters, with semicolons between them."},
				{Name: themes, Says: "What it is about, in words, with semicolons between them."},
				{Name: targetGroup, Says: "For whom it is, in words. No names of persons."},
				{Name: listComplete, Kind: Choice, Values: inWords(graph.ParticipantListStates), Says: "Complete if every participant is in the sheet Participations, Incomplete if there were others. " + blankSays},
				{Name: summary, Says: "What it is, in a sentence of your own."},
			}, cited),
			Examples: []map[string]string{
				{initiativeName: "Example Fair Recruitment Programme", typ: "Programme", nature: "State", status: "Implementation", start: "2023-01", countries: "Malaysia; Nepal", themes: "Fair recruitment"},
				{initiativeName: "Example Validation Workshop", typ: "Workshop", nature: "Event", start: "2024-05-14", end: "2024-05-15", countries: "Malaysia", listComplete: "Incomplete"},
			},
		},
		{
			Name: "Participations", Says: "A body, or a group without a name, takes part in an initiative.",
			Columns: slices.Concat([]Column{
				{Name: stakeholder, Kind: Body, Needed: true, Says: refSays + " Empty if the row is about a group."},
				{Name: group, Says: "A group without a name of its own, such as «civil society organizations». It stays a group: nobody is made of it."},
				{Name: initiative, Kind: Project, Needed: true, Says: inSays},
				{Name: role, Kind: Choice, Needed: true, Values: inWords(graph.Roles), Says: "What its part is. One row for each role."},
				{Name: capacity, Says: "In what capacity, in words."},
				{Name: headcount, Kind: Number, Says: "How many persons came from it. " + blankSays},
				{Name: start, Kind: Date, Says: dateSays + " Empty if as long as the initiative."}, {Name: end, Kind: Date, Says: dateSays},
			}, cited),
			Examples: []map[string]string{
				{stakeholder: "EMS", initiative: "Example Fair Recruitment Programme", role: "Implementing"},
				{stakeholder: "Example Ministry of Labour", initiative: "Example Validation Workshop", role: "Host", headcount: "3"},
			},
		},
		{
			Name: "Flows", Says: "Money or goods that one end gives and another has. Each end is a body, an initiative, or both; one of the two ends may be unknown.",
			Columns: slices.Concat([]Column{
				{Name: provider, Kind: Body, Needed: true, Says: "Who gives. " + refSays},
				{Name: fromProgramme, Kind: Project, Says: "The initiative that gives. " + inSays},
				{Name: recipient, Kind: Body, Needed: true, Says: "Who has it. " + refSays},
				{Name: toProgramme, Kind: Project, Says: "The initiative that has it. " + inSays},
				{Name: typ, Kind: Choice, Values: inWords(graph.FlowTypes), Says: "Outgoing commitment: promised by contract. Disbursement: paid to the recipient. Expenditure: spent on goods and services. Empty if the source does not say."},
				{Name: amount, Kind: Amount, Says: "Digits with at most one decimal point. Empty if unknown; that is not 0."},
				{Name: currency, Kind: Currency, Says: "The code of three letters, such as MYR. Needed with an amount."},
				{Name: inKind, Says: "What was given if it was not, or not only, money."},
				{Name: start, Kind: Date, Says: "When it was paid or promised. " + dateSays}, {Name: end, Kind: Date, Says: "Only if the row adds up payments of a time. " + dateSays},
				{Name: reporter, Kind: Body, Says: "Who reports it. " + refSays},
			}, cited),
			Examples: []map[string]string{
				{provider: "Example Fund", toProgramme: "Example Fair Recruitment Programme", recipient: "EMS", typ: "Disbursement", amount: "1250000.50", currency: "MYR", start: "2023-06", reporter: "Example Fund"},
				{provider: "Example Ministry of Labour", toProgramme: "Example Validation Workshop", recipient: "", inKind: "the venue"},
			},
		},
		{
			Name: "Presences", Says: "A body works somewhere: who does what where for whom.",
			Columns: slices.Concat([]Column{
				{Name: stakeholder, Kind: Body, Needed: true, Says: refSays},
				{Name: role, Kind: Choice, Values: inWords(graph.Roles), Says: blankSays},
				{Name: country, Kind: Country, Needed: true, Says: "Name or code of two letters. Needed."},
				{Name: place, Says: "A place in the country, by name. It is shown only if the row says that this endangers nobody (Sensitivity: Not sensitive), or that somebody reviewed it."},
				{Name: theme, Says: "What it does there, in words: Health, Legal aid."},
				{Name: targetGroup, Says: "For whom, in words. No names of persons."},
				{Name: initiative, Kind: Project, Says: "The initiative to which the work belongs. " + inSays},
				{Name: sensitivity, Kind: Choice, Values: inWords(graph.Sensitivities), Says: "Whether it can endanger people to tell the place. If empty the place is shown as its country."},
				{Name: reviewed, Kind: YesNo, Says: "Yes if somebody made sure that the place may be shown."},
				{Name: start, Kind: Date, Says: dateSays}, {Name: end, Kind: Date, Says: dateSays},
			}, cited),
			Examples: []map[string]string{
				{stakeholder: "EMS", role: "Implementing", country: "Malaysia", place: "Sabah", theme: "Legal aid", targetGroup: "migrant workers", sensitivity: "Not sensitive", start: "2022"},
				{stakeholder: "EMS", role: "Implementing", country: "MY", theme: "Health", sensitivity: "Direct service"},
			},
		},
	}
}

// Sheets of a template that hold no entries.
const (
	AboutSheet    = "About"
	ExamplesSheet = "Examples"
	ListsSheet    = "Lists"
)

// InWords gives a code as people read it: CO_ORGANIZER as «Co organizer».
func InWords(code string) string {
	words := strings.ToLower(strings.ReplaceAll(code, "_", " "))
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

func inWords[S ~string](codes []S) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = InWords(string(c))
	}
	return out
}

// code gives the code for words.
func code(words string) string { return strings.ToUpper(strings.ReplaceAll(words, " ", "_")) }

// plain gives the form in which names of columns, sheets and choices are compared:
// letters and digits only, without case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, graph.Fold(s))
}

// column gives a column by its name in the first row of a sheet, nil if it has none.
func (n *Noun) column(head string) *Column {
	for i := range n.Columns {
		if plain(n.Columns[i].Name) == plain(head) {
			return &n.Columns[i]
		}
	}
	return nil
}
