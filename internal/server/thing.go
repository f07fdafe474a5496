package server

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// questionFiles hold one question for each page, and the fragments that they share.
//
//go:embed questions/*.graphql
var questionFiles embed.FS

// shownRows is how many rows of each list a page shows.
const shownRows = 20

// thingPage is the page of a thing: what it is, and sentences of what is
// claimed of it, each with its sources.
type thingPage struct {
	ask      Ask
	address  string
	question string
	// lists are the questions for further pages, by the keys of the lists.
	lists    map[string]string
	sections func(*profile) []section
	rows     int
	// shell is the explorer's page, if there is one. missing says that there is no such thing.
	shell   *shell
	missing *missingPage
	// of is what it is a page of, in words.
	of  string
	log *slog.Logger
}

// profile is a thing of any type with the lists of its page.
type profile struct {
	thing
	ID, Slug    string
	Aliases     []struct{ Name, Language, Kind string }
	Identifiers []struct{ Scheme, Value string }
	Evidence    []evidence

	Subtype, Acronym, Country, MissionType string
	Summary, Website                       string
	IsFunder                               bool
	InitiativeType, Status, Nature         string
	Duration, TargetGroups                 string
	ParticipantListComplete                string
	Start, End                             *date
	Language, Licence, SourceURL, Version  string
	Publisher                              *thing
	Date                                   *date
	PlaceType                              string
	Within                                 *thing
	Vocabulary, Code                       string
	Participations, Affiliations           claims
	Affiliated, Links, Claims              claims
	Presences, Classifications             claims
	DocumentLinks                          claims
	CoParticipants, Partners               claims
	Flows, FlowsOut, FlowsIn, FlowsThrough claims
	Plans, Results, Findings               claims
	AddressedFindings                      claims
	Funders, Parts                         struct {
		TotalCount int
		Nodes      []*thing
		PageInfo   pageInfo
	}
}

// section is a list of claims under a heading.
type section struct {
	// Key is the field of the API that gives the list.
	Key   string
	Title string
	// About says how the list came about, where it is not what documents say.
	About string
	Total int
	Items []item
	// Next is the address of the next page of the list, empty if there is none.
	Next string

	after pageInfo
}

// Left counts the claims that the page does not show.
func (s section) Left() int { return s.Total - len(s.Items) }

// item is a claim as the page shows it.
type item struct {
	Sentence    sentence
	Details     []sentence
	Sources     []source
	Conflicting bool

	figure bool
}

// source is where a document makes a claim.
type source struct {
	Document sentence
	Locator  string
	Note     string
	// Basis is empty for what a document states.
	Basis string
}

// fact is a line of what a thing is.
type fact struct {
	Label  string
	Values []sentence
}

// thingView is what the template reads.
type thingView struct {
	*profile
	Kind      string
	Facts     []fact
	Sections  []section
	Canonical string
	// Ask is the address of the answer for programs, Query the question.
	Ask, Query string
	// Rows of each list that the whole answer has at most.
	Rows int
	// Further tells that this is a further page, of one list.
	Further bool
	// Network is the address of the explorer's network around the thing.
	Network string
	// Shell is the explorer's page around this one.
	Shell *shell
}

// kinds of things: the beginning of their addresses, what their pages list, and
// how many rows of each list their question gives if it is asked by itself. The
// limits of questions allow that many, also those of the profile public.
var kinds = []struct {
	path, question, of string
	sections           func(*profile) []section
	rows               int
}{
	{"o", "stakeholder", "a body", (*profile).ofStakeholder, 40},
	{"initiative", "initiative", "an initiative", (*profile).ofInitiative, 40},
	{"document", "document", "a document", (*profile).ofDocument, 20}, // each of nine types of claims
	{"place", "place", "a place", (*profile).ofPlace, 40},
	{"theme", "theme", "a theme", (*profile).ofTheme, 40},
}

// handleThings adds the pages of all things to mux, through what bounds those who ask.
func handleThings(mux *http.ServeMux, o Options, asked func(http.Handler) http.Handler) {
	page := newShell(o.Explorer)
	for _, k := range kinds {
		p := &thingPage{ask: o.Ask, address: o.Address, question: questionWithFragments(k.question), sections: k.sections, rows: k.rows, shell: page, missing: &missingPage{page, o.Log}, of: k.of, log: o.Log, lists: map[string]string{}}
		for _, s := range k.sections(&profile{}) {
			p.lists[s.Key] = listQuestion(questionFile(k.question), k.question, s.Key)
		}
		mux.Handle("GET /"+k.path+"/{id}", asked(p))
		mux.Handle("GET /"+k.path+"/{id}/{slug...}", asked(p))
	}
}

func (p *thingPage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	list, after := r.URL.Query().Get("list"), r.URL.Query().Get("after")
	question, known := p.question, true
	if list != "" {
		question, known = p.lists[list]
	}
	if !known {
		notFound(w, r)
		return
	}
	found, err := p.read(r.Context(), question, r.PathValue("id"), after)
	switch {
	case err != nil:
		p.fail(w, err)
	case found == nil:
		id := r.PathValue("id")
		if graph.ValidID(id) {
			id = ""
		}
		p.missing.answer(w, id, p.of)
	case r.URL.Path != found.Permalink:
		to := url.URL{Path: found.Permalink, RawQuery: r.URL.RawQuery}
		code := http.StatusPermanentRedirect
		if r.PathValue("id") != found.ID { // it was merged into this one, which can be taken back
			code = http.StatusTemporaryRedirect
		}
		http.Redirect(w, r, to.String(), code)
	default:
		p.write(w, p.view(found, question, after))
	}
}

// write shows a thing: in the explorer, with the plain page in it for those without
// scripts, or as a plain page alone. Further pages of lists are plain ones.
func (p *thingPage) write(w http.ResponseWriter, v *thingView) {
	policy := pagePolicy
	if p.shell != nil && !v.Further {
		v.Shell, policy = p.shell, shellPolicy
	}
	if p.shell != nil {
		q := url.Values{"of": {v.ID}}
		if v.Typename == "Place" || v.Typename == "Theme" { // networks have no links to them unless they are asked for
			q.Set("links", "PLACES")
		}
		v.Network = "/explore?" + q.Encode()
	}
	writePageUnder(policy, w, http.StatusOK, "thing.html", v, p.log)
}

// variables are those of the question of a page; after is empty for the first.
func variables(question, id, after string, rows int) map[string]any {
	out := map[string]any{"id": id, "first": rows}
	if after != "" && strings.Contains(question, "$after") {
		out["after"] = after
	}
	return out
}

// read asks for a thing and all that its page shows, nil if there is none.
func (p *thingPage) read(ctx context.Context, question, id, after string) (*profile, error) {
	if !graph.ValidID(id) {
		return nil, nil
	}
	data, err := p.ask(ctx, question, variables(question, id, after, shownRows))
	var e *graph.Error
	if errors.As(err, &e) && (e.Code == graph.InvalidArgument || e.Code == graph.NotFound) {
		return nil, nil // it is the id of something else
	} else if err != nil {
		return nil, err
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return nil, err
	}
	out := &profile{}
	for _, part := range parts { // of one thing, asked for in parts
		if string(part) == "null" {
			return nil, nil
		}
		if err := json.Unmarshal(part, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fail answers that the page cannot be had just now.
func (p *thingPage) fail(w http.ResponseWriter, err error) {
	code := http.StatusInternalServerError
	switch graph.CodeOf(err) {
	case graph.Unavailable, graph.DeadlineExceeded, graph.Canceled:
		code = http.StatusServiceUnavailable
	default:
		p.log.Error("the page of a thing failed", "error", err)
	}
	writePage(w, code, "away.html", reason(err), p.log)
}

func (p *thingPage) view(r *profile, question, after string) *thingView {
	v := &thingView{profile: r, Kind: r.kind(), Query: question, Rows: p.rows, Further: question != p.question}
	if !v.Further {
		v.Facts = r.facts()
	}
	if p.address != "" {
		v.Canonical = p.address + r.Permalink
	}
	for _, s := range p.sections(r) {
		if s.Total > 0 {
			s.shorten(r.Permalink)
			s.Next = r.next(&s)
			v.Sections = append(v.Sections, s)
		}
	}
	with, _ := json.Marshal(variables(question, r.ID, after, p.rows)) // of texts and a number
	// In one line: addresses longer than 8 kB do not pass every proxy.
	oneLine := strings.Join(strings.Fields(question), " ")
	v.Ask = "/graphql?" + url.Values{"query": {oneLine}, "variables": {string(with)}}.Encode()
	return v
}

// shorten writes «it» for the thing whose page this is, except in figures,
// where that could be anything, and takes away links to the page itself.
func (s *section) shorten(self string) {
	for _, it := range s.Items {
		it.Sentence.shorten(self, !it.figure)
		for _, d := range it.Details {
			d.shorten(self, false)
		}
		for _, from := range it.Sources {
			from.Document.shorten(self, false)
		}
	}
}

// kind says in a few words what the thing is.
func (r *profile) kind() string {
	parts := []string{r.Typename}
	for _, code := range []string{r.Subtype, r.MissionType, r.InitiativeType, r.PlaceType} {
		if code != "" {
			parts = append(parts, words(code))
		}
	}
	if r.Country != "" {
		parts = append(parts, r.Country)
	}
	return strings.Join(parts, " · ")
}

// facts are what is known of the thing itself.
func (r *profile) facts() []fact {
	var out []fact
	add := func(label string, values ...sentence) {
		values = slices.DeleteFunc(values, func(s sentence) bool { return s.plain() == "" })
		if len(values) > 0 {
			out = append(out, fact{label, values})
		}
	}
	text := func(s string) sentence { return say(quoted(s)) }
	add("When", say(period(r.Start, r.End)), text(r.Duration))
	if r.Status != "" {
		add("Status, as reported", say(words(r.Status)))
	}
	add("For whom", text(r.TargetGroups))
	switch r.ParticipantListComplete {
	case "COMPLETE":
		add("Participants", say("the sources name all of them"))
	case "INCOMPLETE":
		add("Participants", say("the sources name some of them"))
	}
	if r.IsFunder {
		add("Funder", say("provides money or goods, or passes them on"))
	}
	add("Acronym", text(r.Acronym))
	add("Also called", r.otherNames()...)
	add("Lies in", links(known(r.Within))...)
	add("Published by", links(known(r.Publisher))...)
	if r.Date != nil {
		add("Published", say(r.Date.Text))
	}
	add("Language", say(r.Language))
	add("Version", text(r.Version))
	add("Licence", text(r.Licence))
	add("Vocabulary", text(strings.TrimSpace(r.Vocabulary+" "+r.Code)))
	for _, address := range []string{r.Website, r.SourceURL} {
		if webAddress(address) {
			add("On the web", sentence{{Text: address, Name: true, Link: address}})
		}
	}
	var ids []sentence
	for _, i := range r.Identifiers {
		ids = append(ids, say(quoted(i.Scheme), ": ", quoted(i.Value)))
	}
	add("Identifiers", ids...)
	funders := links(r.Funders.Nodes)
	if left := r.Funders.TotalCount - len(funders); left > 0 {
		funders = append(funders, say("and "+thousands(left)+" more"))
	}
	add("Funded by", funders...)
	return out
}

func known(t *thing) []*thing {
	if t == nil {
		return nil
	}
	return []*thing{t}
}

func (r *profile) otherNames() []sentence {
	var out []sentence
	for _, a := range r.Aliases {
		s := say(quoted(a.Name))
		if a.Kind == "FORMER" {
			s = say(s, " (formerly)")
		}
		if a.Language != "" && a.Language != "en" {
			s = say(s, " ("+a.Language+")")
		}
		out = append(out, s)
	}
	return out
}

// webAddress tells whether a link may lead there.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// Described are the documents that describe the thing.
func (r *profile) Described() []source { return sources(r.Evidence) }

const (
	aboutMeetings = "Worked out from who took part in what. Sharing a room is no partnership."
	aboutPartners = "Worked out from roles in joint initiatives."
)

func (r *profile) ofStakeholder() []section {
	return []section{
		listed("participations", "What it takes part in", r.Participations),
		listed("flowsOut", "What it provides", r.FlowsOut),
		listed("flowsIn", "What it receives", r.FlowsIn),
		listed("flowsThrough", "What it passes on", r.FlowsThrough),
		listed("plans", "Budgets and plans", r.Plans),
		listed("results", "Figures", r.Results),
		listed("findings", "Findings", r.Findings),
		listed("addressedFindings", "Recommended to it", r.AddressedFindings),
		listed("affiliations", "What it belongs to", r.Affiliations),
		listed("affiliated", "What belongs to it", r.Affiliated),
		listed("presences", "Where it works", r.Presences),
		listed("classifications", "Places and themes", r.Classifications),
		listed("documentLinks", "Documents about it", r.DocumentLinks),
		{Key: "partners", Title: "Partners", About: aboutPartners, Total: r.Partners.TotalCount, Items: items(r.Partners), after: r.Partners.PageInfo},
		{Key: "coParticipants", Title: "Who took part in the same initiatives", About: aboutMeetings, Total: r.CoParticipants.TotalCount, Items: items(r.CoParticipants), after: r.CoParticipants.PageInfo},
	}
}

func (r *profile) ofInitiative() []section {
	return []section{
		listed("participations", "Who takes part", r.Participations),
		listed("flows", "Money and goods", r.Flows),
		listed("plans", "Budgets and plans", r.Plans),
		listed("results", "Figures", r.Results),
		listed("findings", "Findings", r.Findings),
		listed("links", "Other initiatives", r.Links),
		listed("classifications", "Places and themes", r.Classifications),
		listed("presences", "Who works where", r.Presences),
		listed("documentLinks", "Documents about it", r.DocumentLinks),
	}
}

func (r *profile) ofDocument() []section {
	return []section{listed("claims", "What it says", r.Claims), listed("links", "What it is about", r.Links)}
}

func (r *profile) ofPlace() []section {
	parts := section{Key: "parts", Title: "Places within", Total: r.Parts.TotalCount, after: r.Parts.PageInfo}
	for _, p := range r.Parts.Nodes {
		parts.Items = append(parts.Items, item{Sentence: say(p)})
	}
	return []section{
		parts,
		listed("results", "Figures", r.Results),
		listed("classifications", "What has to do with it", r.Classifications),
		listed("presences", "Who works there", r.Presences),
	}
}

func (r *profile) ofTheme() []section {
	return []section{
		listed("classifications", "What is about it", r.Classifications),
		listed("presences", "Who works on it", r.Presences),
	}
}

func listed(key, title string, of claims) section {
	return section{Key: key, Title: title, Total: of.TotalCount, Items: items(of), after: of.PageInfo}
}

func items(of claims) []item {
	var out []item
	for _, c := range of.Nodes {
		out = append(out, item{
			Sentence: c.sentence(), Details: c.details(), Sources: sources(c.Evidence), Conflicting: c.Conflicting,
			figure: c.Typename == "Result",
		})
	}
	return out
}

func sources(of []evidence) []source {
	var out []source
	for _, e := range of {
		s := source{Document: alone(e.Document), Locator: place(e.Locator), Note: e.Note}
		if e.Basis != "STATED" {
			s.Basis = words(e.Basis)
		}
		out = append(out, s)
	}
	return out
}

// questionWithFragments reads a question with the fragments that it uses.
func questionWithFragments(name string) string { return withFragments(questionFile(name)) }

// withFragments adds to a question the fragments that it uses, and those that they use.
func withFragments(out string) string {
	fragments := strings.Split(strings.TrimSpace(questionFile("fragments")), "\n\n")
	for found := true; found; {
		found = false
		for i, f := range fragments {
			name, _, _ := strings.Cut(strings.TrimPrefix(f, "fragment "), " ")
			if name != "" && regexp.MustCompile(`\.\.\.`+name+`\b`).MatchString(out) {
				out, fragments[i], found = out+"\n"+f+"\n", "", true
			}
		}
	}
	return out
}

func questionFile(name string) string {
	b, err := questionFiles.ReadFile("questions/" + name + ".graphql")
	if err != nil { // the files are part of the program
		panic(err)
	}
	return string(b)
}
