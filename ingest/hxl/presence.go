package hxl

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/country"
	"github.com/migraph/migraph/ingest/sheet"
)

// maxPresences bounds what is made of one row: each body at each place for each sector.
const maxPresences = 1000

// maxOfFile bounds what is made of all rows of a file. The largest published tables have
// some hundred thousand rows.
const maxOfFile = 3_000_000

// who is a body in a row.
type who struct {
	key  string
	role graph.Role
}

// presences reads a row of who does what where.
func (r *reader) presences(row *sheet.Row) error {
	at := r.table.Place(row.Number, -1)
	if !r.namesBody(row) {
		r.account.Skip("row-without-organization", "The row names no organization, so it does not say who does anything.", r.rowAt(row))
		return nil
	}
	where := r.where(row)
	if len(where) == 0 {
		return r.things.full()
	}
	team := r.team(row)
	if len(team) == 0 {
		return r.things.full()
	}
	themes := r.themes(row)
	if len(team)*len(where)*len(themes) > maxPresences {
		r.account.Skip("row-of-too-many", fmt.Sprintf("The row lists bodies, places and sectors that make more than %d presences; write them in several rows.", maxPresences), at)
		return r.things.full()
	}
	if r.made += len(team) * len(where) * len(themes); r.made > maxOfFile {
		return graph.Errorf(graph.LimitExceeded, "%s: up to here the rows make more than %d presences, for each body at each place for each sector; split the table, and give each part a dataset of its own", at, maxOfFile)
	}
	period := r.period(row)
	if !period.Start.Known() && !period.End.Known() {
		r.account.Undated++
	}
	note := r.note(row)
	group := graph.Text(cut(first(row, r.columns.groups), 300))
	for _, w := range team {
		for _, p := range where {
			for _, theme := range themes {
				err := r.sink.Claim(graph.ClaimInput{Evidence: r.cite(row, note), Where: at, Record: &graph.Presence{
					StakeholderID: w.key, Role: w.role, PlaceID: p.key, Country: p.country, ThemeID: theme, TargetGroup: group,
					Timing: graph.Timing{Period: period}}})
				if err != nil {
					return err
				}
			}
		}
	}
	if err := r.figures(row, team, where, period); err != nil {
		return err
	}
	return r.things.full()
}

// namesBody tells whether a row has words where a body that does something should be.
func (r *reader) namesBody(row *sheet.Row) bool {
	return slices.ContainsFunc(r.columns.orgs, func(o *orgColumns) bool {
		_, does := o.party.role()
		return does && strings.TrimSpace(row.Cell(o.name)+row.Cell(o.code)+row.Cell(o.acronym)) != ""
	})
}

// team gives the bodies of a row with their roles, each once.
func (r *reader) team(row *sheet.Row) []who {
	var team []who
	for _, o := range r.columns.orgs {
		role, does := o.party.role()
		if !does {
			continue
		}
		for _, key := range r.bodiesOf(o, row) {
			if w := (who{key, role}); !slices.Contains(team, w) {
				team = append(team, w)
			}
		}
	}
	return team
}

// spot is a place where somebody works.
type spot struct {
	key     string
	country graph.Text
}

// where gives the finest places that a row names. It is empty if the row names no
// country that is known, and the account says so.
func (r *reader) where(row *sheet.Row) []spot {
	at := r.table.Place(row.Number, -1)
	codes := r.countries(row)
	if len(codes) == 0 {
		return nil
	}
	var out []spot
	for _, code := range codes {
		s := spot{r.country(code, row), graph.Text(code)}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	finer := false
	for _, l := range r.columns.levels {
		finer = finer || first(row, l.names) != "" || first(row, l.codes) != ""
	}
	if !finer {
		return out
	}
	if len(out) > 1 {
		r.account.Flag("place-of-several-countries", "The row names a place and several countries, so it does not say in which the place is; the countries were taken.", at)
		return out
	}
	return r.within(row, out[0])
}

// within gives the finest places of a row in a country. A cell that lists several ends
// the way down: nobody can tell in which of them what is finer lies.
func (r *reader) within(row *sheet.Row, in spot) []spot {
	out := []spot{in}
	for level, l := range r.columns.levels {
		kind := graph.PlaceType("SUBDIVISION")
		if level == 6 {
			kind = "LOCALITY"
		}
		names, codes := split(first(row, l.names)), split(first(row, l.codes))
		if len(names) == 0 {
			names = codes
		}
		names = slices.DeleteFunc(slices.Clone(names), isEverywhere)
		if len(names) == 0 {
			continue
		}
		from := out[0].key
		out = nil
		for i, name := range names {
			pcode := ""
			if len(codes) == len(names) {
				pcode = r.pcode(codes[i], in.country)
			}
			s := spot{r.place(in.country, from, cut(name, 300), pcode, kind, row), in.country}
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
		if len(out) > 1 {
			return out
		}
	}
	return out
}

// pcode gives the place code of the Common Operational Datasets, empty if a code is
// none: those begin with the code of the country.
func (r *reader) pcode(code string, in graph.Text) string {
	code = strings.ToUpper(graph.Clean(code))
	three := ""
	if len(code) > 3 {
		three, _ = country.Alpha3(code[:3])
	}
	if len(code) > 2 && len(code) < 30 && (strings.HasPrefix(code, string(in)) || three == string(in)) && strings.ContainsAny(code, "0123456789") {
		return code
	}
	return ""
}

// everywhere are words for all of a country, or for no place, where a place should be.
var everywhere = []string{"nationwide", "national", "countrywide", "country wide", "country-wide", "whole country", "all", "all regions", "all provinces", "tout le pays", "todo el pais",
	"n/a", "na", "-", "none", "unknown", "not specified", "unspecified", "multiple", "various", "tbd", "other"}

func isEverywhere(name string) bool { return slices.Contains(everywhere, graph.Fold(name)) }

// countries gives the codes of the countries of a row.
func (r *reader) countries(row *sheet.Row) []string {
	if r.columns.countries.none() {
		if r.options.Country != "" {
			return []string{r.options.Country}
		}
		r.account.Skip("row-without-country", "The table has no column of countries, so nobody can tell where the places are; add one with the hashtag #country, or name the country by migraph import --country.", r.rowAt(row))
		return nil
	}
	named := split(first(row, r.columns.countries.names))
	var coded []string
	var trusted bool
	for _, c := range r.columns.countries.codes {
		if s := split(row.Cell(c)); len(s) > 0 && (len(coded) == 0 || !trusted && !r.survey.foreign[c]) {
			coded, trusted = s, !r.survey.foreign[c]
		}
	}
	switch {
	case len(named) == 0 && len(coded) == 0:
		r.account.Skip("row-without-country", "The row names no country, so nobody can tell where the places are.", r.rowAt(row))
		return nil
	case len(named) == 0 || trusted && len(named) != len(coded):
		named = make([]string, len(coded))
	case len(named) != len(coded):
		coded = make([]string, len(named))
	}
	var codes []string
	for i := range named {
		code, problem := r.oneCountry(named[i], coded[i], trusted)
		if code == "" {
			r.account.Skip(problem, countryProblems[problem], r.table.Shows(row.Number, -1, strings.TrimSpace(named[i]+" "+coded[i])))
			continue
		}
		codes = append(codes, code)
	}
	return codes
}

// countryProblems say what is wrong with the country of a row.
var countryProblems = map[string]string{
	"country-not-known":    "The row's country is known neither by its code of ISO 3166-1 nor by its name; nothing was guessed. Write the country's name or code, and work in several countries in a row for each.",
	"country-code-not-iso": "The column of codes of countries has some that are not of ISO 3166-1 (UNHCR has its own), so none of its codes was believed, and the row has no name of a country beside it; add the names.",
}

// oneCountry gives the code of a country by its name, else by a code that can be
// believed; if there is none, what is wrong.
func (r *reader) oneCountry(name, code string, trusted bool) (iso, problem string) {
	if iso, ok := country.Named(name); ok {
		return iso, ""
	}
	if codeForm.MatchString(name) && !r.foreignNames() {
		if iso, ok := isoCode(name); ok {
			return iso, ""
		}
	}
	if iso, ok := isoCode(code); ok && trusted {
		return iso, ""
	}
	if code != "" && !trusted && name == "" {
		return "", "country-code-not-iso"
	}
	return "", "country-not-known"
}

// foreignNames tells whether the column that should name countries holds codes that
// are not ISO's.
func (r *reader) foreignNames() bool {
	return slices.ContainsFunc(r.columns.countries.names, func(c int) bool { return r.survey.foreign[c] })
}

// themes gives the sectors of a row; one that is empty if it names none.
func (r *reader) themes(row *sheet.Row) []string {
	l := r.columns.sectors
	var out []string
	add := func(name, code string) {
		if key := r.theme(name, code, row); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	for i, c := range l.names {
		codes := []string(nil)
		if len(l.names) == len(l.codes) {
			codes = split(row.Cell(l.codes[i]))
		}
		names := split(row.Cell(c))
		for j, name := range names {
			code := ""
			if len(codes) == len(names) {
				code = codes[j]
			}
			add(name, code)
		}
	}
	if len(l.names) == 0 {
		for _, c := range l.codes {
			for _, code := range split(row.Cell(c)) {
				add("", code)
			}
		}
	}
	if len(out) == 0 {
		for _, c := range r.columns.subsector {
			for _, name := range split(row.Cell(c)) {
				add(name, "")
			}
		}
	}
	if len(out) == 0 {
		return []string{""}
	}
	return out
}

// period gives when the work of a row is done: from start to end, else on the day or in
// the month that it gives.
func (r *reader) period(row *sheet.Row) graph.Period {
	p := graph.Period{Start: r.date(row, r.columns.starts), End: r.date(row, r.columns.ends)}
	if !p.Start.Known() && !p.End.Known() {
		p.Start = r.date(row, r.columns.days)
		p.End = p.Start
	}
	if p.Start.Known() && p.End.Known() && p.End.Latest < p.Start.Earliest {
		r.account.Flag("end-before-start", "The end is before the start; neither was taken.", r.rowAt(row))
		return graph.Period{}
	}
	return p
}

func (r *reader) date(row *sheet.Row, columns []int) graph.PartialDate {
	for _, c := range columns {
		s := strings.TrimSpace(row.Cell(c))
		if s == "" {
			continue
		}
		if d, ok := sheet.ParseDate(s, r.survey.order[c]); ok {
			return d
		}
		r.account.Flag("date-not-understood", "The date is incomplete or can be read in two ways; the row was taken without it. Write it as 2022-08-15, 2022-08 or 2022.", r.cellAt(row, c))
	}
	return graph.PartialDate{}
}

// note says what the work of a row is.
func (r *reader) note(row *sheet.Row) string {
	var parts []string
	add := func(columns []int) {
		for _, c := range columns {
			if s := graph.Clean(row.Cell(c)); s != "" && !slices.Contains(parts, s) {
				parts = append(parts, s)
			}
		}
	}
	if first(row, r.columns.sectors.names) != "" {
		add(r.columns.subsector)
	}
	add(r.columns.activity)
	out := strings.Join(parts, "; ")
	if s := graph.Clean(first(row, r.columns.status)); s != "" {
		out = strings.TrimSpace(out + " (status: " + s + ")")
	}
	return out
}

// figures gives the figures of persons of a row as they are published, as results of
// the one body that does the work. They are placed in the country only: a number at a
// place would tell of work there that a presence does not.
func (r *reader) figures(row *sheet.Row, team []who, where []spot, period graph.Period) error {
	doing := slices.DeleteFunc(slices.Clone(team), func(w who) bool { return w.role != "IMPLEMENTING" })
	if len(doing) == 0 {
		doing = slices.DeleteFunc(slices.Clone(team), func(w who) bool { return w.role != "" })
	}
	for _, f := range r.columns.figures {
		cell := strings.TrimSpace(row.Cell(f.column))
		if cell == "" {
			continue
		}
		at := r.cellAt(row, f.column)
		value, ok := sheet.Count(cell)
		switch {
		case !ok:
			r.account.Skip("figure-not-understood", "The figure is no whole number, or can be read in two ways; it was not taken.", at)
			continue
		case len(doing) != 1:
			r.account.Skip("figure-of-several", "The row names several bodies or none that does the work, so nobody can tell whose figure it is; it was not taken.", at)
			continue
		}
		x := &graph.Figure{StakeholderID: doing[0].key, Label: f.label, Value: graph.Text(value), Qualifier: "EXACT", Measure: f.measure, Group: f.group, Note: graph.Text(cut(r.about(row), 300)), Timing: graph.Timing{Period: period}}
		if in := where[0].country; !slices.ContainsFunc(where, func(s spot) bool { return s.country != in }) {
			x.PlaceID = "country:" + string(in)
		}
		if err := r.sink.Claim(graph.ClaimInput{Key: r.rowKey(row) + "/" + strconv.Itoa(f.column), Record: x, Evidence: r.cite(row, ""), Where: r.table.Place(row.Number, f.column)}); err != nil {
			return err
		}
	}
	return nil
}

// about says of what a figure of a row is: its sector and what is done.
func (r *reader) about(row *sheet.Row) string {
	return strings.Trim(first(row, r.columns.sectors.names)+"; "+r.note(row), "; ")
}

// rowKey names a row by what it says, so that a row that is added above changes
// nothing; the second of two equal rows is another.
func (r *reader) rowKey(row *sheet.Row) string {
	if r.keyed == row.Number && r.key != "" { // the row asks again
		return r.key
	}
	sum := sha256.Sum256([]byte(r.table.Name + "\x00" + strings.Join(row.Cells, "\x00")))
	key := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15]))
	r.equal[key]++
	r.keyed, r.key = row.Number, "hxl:"+r.dataset+":"+key
	if n := r.equal[key]; n > 1 {
		r.key += "#" + strconv.Itoa(n)
	}
	return r.key
}
