package export

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// Request is what somebody wants to have exported: the answer to a question
// (Query), a list (Type), the network around a thing (Around) or between things
// (Things), or the whole graph.
type Request struct {
	Format string
	// Query is a question in GraphQL.
	Query, Operation string
	Variables        map[string]any
	// Type is the name of a list of the API, such as stakeholders or flows, and Where
	// and OrderBy what its arguments of these names take.
	Type    string
	Where   map[string]any
	OrderBy string
	// Around is the id of a thing, Hops how many links away the furthest may be, and
	// Nodes how many things there may be at most.
	Around      string
	Hops, Nodes int
	// Things are the ids of all things of a network.
	Things []string
	// Links limits the links of a network to these types; empty means all of the whole
	// graph, and around or between things all but those to places and themes.
	Links []graph.LinkType
	// Roles limits the participations and presences of a network; empty means all.
	Roles []graph.Role
	// AsOf, or From and To, limit claims and initiatives by their time.
	AsOf, From, To string
	Dating         string
	Undated        string
	// List is the path of the list of an answer that becomes the table; of formats for
	// several tables, one or more paths parted by commas.
	List string
	// NoAbout leaves out what the export tells of itself.
	NoAbout bool
	// BOM begins a text with a byte order mark.
	BOM bool
	// Found is the path by which a server answers the same, if it is not that of an
	// export.
	Found string
	// values are the parameters as they came, without empty ones.
	values url.Values
}

// Parameters are the names of the parameters of a request, which are the same in
// addresses and on the command line.
var Parameters = []string{
	"query", "operation", "variables", "type", "where", "orderBy", "around", "hops", "nodes", "things", "links", "roles",
	"asOf", "during", "dating", "undated", "list", "about", "bom",
}

// The bounds of a network around a thing, and what is meant if nothing is said.
const (
	defaultHops  = 1
	defaultNodes = 100
)

var day = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// ParseRequest reads parameters. Every error is InvalidArgument and names the
// parameter in its message.
func ParseRequest(format string, values url.Values) (*Request, error) {
	r := &Request{Format: format, Hops: defaultHops, Nodes: defaultNodes, values: url.Values{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		given := values[name]
		switch {
		case !slices.Contains(Parameters, name):
			return nil, wrong("there is no parameter %.40q; there are: %s", name, strings.Join(Parameters, ", "))
		case len(given) > 1:
			return nil, wrong("the parameter %s is given %d times; give it once", name, len(given))
		case given[0] != "":
			r.values.Set(name, given[0])
		}
	}
	for _, read := range []func() error{r.readWhat, r.readTime, r.readNetwork, r.readForm} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func wrong(format string, args ...any) error {
	return graph.Errorf(graph.InvalidArgument, format, args...)
}

// readWhat reads the question or the list.
func (r *Request) readWhat() (err error) {
	r.Query, r.Operation, r.Type = r.values.Get("query"), r.values.Get("operation"), r.values.Get("type")
	r.OrderBy, r.Around = r.values.Get("orderBy"), r.values.Get("around")
	var given []string
	for _, name := range []string{"query", "type", "around", "things"} {
		if r.values.Has(name) {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		return wrong("give one of query, type, around and things; there are %s", strings.Join(given, " and "))
	}
	for _, own := range []struct{ name, with string }{
		{"variables", "query"}, {"operation", "query"}, {"list", "query"}, {"where", "type"}, {"orderBy", "type"}, {"hops", "around"}, {"nodes", "around"},
	} {
		if r.values.Has(own.name) && !r.values.Has(own.with) {
			return wrong("%s goes together with %s, which is not given", own.name, own.with)
		}
	}
	r.List = r.values.Get("list")
	if r.Variables, err = r.object("variables", `{"slug": "sida"}`); err != nil {
		return err
	}
	r.Where, err = r.object("where", `{"country": {"eq": "MY"}}`)
	return err
}

// object reads a parameter that holds a JSON object, nil if it is not given.
// Numbers stay as they are written.
func (r *Request) object(name, example string) (map[string]any, error) {
	text := r.values.Get(name)
	if text == "" {
		return nil, nil
	}
	var out map[string]any
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	err := d.Decode(&out)
	if _, more := d.Token(); err != nil || out == nil || !errors.Is(more, io.EOF) {
		return nil, wrong("%s is no JSON object: write it as %s", name, example)
	}
	return out, nil
}

func (r *Request) readTime() error {
	r.AsOf, r.Dating, r.Undated = r.values.Get("asOf"), r.values.Get("dating"), r.values.Get("undated")
	if r.Query != "" {
		for _, name := range []string{"asOf", "during", "dating", "undated"} {
			if r.values.Has(name) {
				return wrong("a question in GraphQL says %s itself, as an argument; leave the parameter out", name)
			}
		}
	}
	during, hasDuring := r.values.Get("during"), r.values.Has("during")
	switch {
	case r.AsOf != "" && hasDuring:
		return wrong("give asOf or during, not both")
	case r.AsOf != "" && !isDay(r.AsOf):
		return wrong("asOf %.40q is no day; write it as 2022-08-15", r.AsOf)
	case r.Dating != "" && r.Dating != "POSSIBLE" && r.Dating != "CERTAIN":
		return wrong("dating is POSSIBLE or CERTAIN, not %.40q", r.Dating)
	case r.Undated != "" && !slices.Contains([]string{"INCLUDE", "EXCLUDE", "ONLY"}, r.Undated):
		return wrong("undated is INCLUDE, EXCLUDE or ONLY, not %.40q", r.Undated)
	case hasDuring:
		var two bool
		if r.From, r.To, two = strings.Cut(during, "/"); !two || !isDay(r.From) || !isDay(r.To) || r.From > r.To {
			return wrong("during %.40q is no period; write its first and last day as 2022-07-01/2022-09-30", during)
		}
	}
	return nil
}

func isDay(s string) bool {
	_, err := graph.ParseDate(s)
	return err == nil && day.MatchString(s)
}

func (r *Request) readNetwork() error {
	for _, own := range []struct {
		name string
		to   *int
		most int
	}{{"hops", &r.Hops, graph.MaxNetworkHops}, {"nodes", &r.Nodes, graph.MaxNetworkNodes}} {
		text := r.values.Get(own.name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > own.most {
			return wrong("%s is a number from 1 to %d, not %.40q", own.name, own.most, text)
		}
		*own.to = n
	}
	if r.Around != "" && !joinsNetworks(r.Around) {
		return wrong("around is the id of a body, an initiative, a place or a theme, not %.40q", r.Around)
	}
	for _, id := range r.several("things") {
		if !joinsNetworks(id) {
			return wrong("things are ids of bodies, initiatives, places or themes, not %.40q; separate several by commas", id)
		}
		r.Things = append(r.Things, id)
	}
	if len(r.Things) > graph.MaxNetworkNodes {
		return wrong("things are %d; a network between things has at most %d", len(r.Things), graph.MaxNetworkNodes)
	}
	for _, name := range r.several("roles") {
		if !slices.Contains(graph.Roles, graph.Role(name)) {
			return wrong("roles %.40q is no role; separate several by commas, as in FUNDING,IMPLEMENTING", name)
		}
		r.Roles = append(r.Roles, graph.Role(name))
	}
	for _, name := range r.several("links") {
		if !slices.Contains(graph.LinkTypes(), graph.LinkType(name)) {
			return wrong("links %.40q is no type of links; separate several by commas, as in PARTICIPATES_IN,FUNDS", name)
		}
		r.Links = append(r.Links, graph.LinkType(name))
	}
	return nil
}

// several gives the parts of a parameter that are parted by commas.
func (r *Request) several(name string) []string {
	return strings.FieldsFunc(r.values.Get(name), func(c rune) bool { return c == ',' })
}

// joinsNetworks tells whether an id is that of a thing that can have links.
func joinsNetworks(id string) bool {
	t := graph.Catalog.TypeOfID(id)
	return t != nil && t.Class == graph.ClassThing && t.Name != "Document"
}

func (r *Request) readForm() error {
	for _, own := range []struct {
		name string
		set  func(bool)
	}{{"about", func(on bool) { r.NoAbout = !on }}, {"bom", func(on bool) { r.BOM = on }}} {
		switch text := r.values.Get(own.name); text {
		case "":
		case "true", "false":
			own.set(text == "true")
		default:
			return wrong("%s is true or false, not %.40q", own.name, text)
		}
	}
	return nil
}

// DatingOf gives the limits by time.
func (r *Request) DatingOf() graph.Dating {
	d := graph.Dating{From: r.AsOf, To: r.AsOf, Certain: r.Dating == "CERTAIN", Possible: r.Dating == "POSSIBLE", Undated: graph.Undated(r.Undated)}
	if r.From != "" {
		d.From, d.To = r.From, r.To
	}
	return d
}

// Period gives the day or the period in which claims and initiatives must hold,
// empty for no limit.
func (r *Request) Period() string {
	if r.From != "" {
		return r.From + "/" + r.To
	}
	return r.AsOf
}

// Path gives the path and the parameters by which a server answers the same.
func (r *Request) Path() string {
	if r.Found != "" {
		return r.Found
	}
	path := "/export/" + r.Format
	if len(r.values) > 0 {
		path += "?" + r.values.Encode()
	}
	return path
}

// flags are the parameters whose flags on the command line are named otherwise.
var flags = map[string]string{"orderBy": "order-by", "asOf": "as-of"}

// Command gives the command, for a shell, that makes the same export.
func (r *Request) Command() string {
	command := "migraph export --format " + r.Format
	for _, name := range slices.Sorted(maps.Keys(r.values)) {
		flag, value := "--"+cmp.Or(flags[name], name), r.values.Get(name)
		switch name {
		case "query":
			command = "printf %s " + quoted(value) + " | " + command
			flag += " -"
		case "about", "bom":
			if (value == "true") == (name == "about") {
				continue // as without the flag
			}
			if name == "about" {
				flag = "--no-about"
			}
		default:
			flag += " " + quoted(value)
		}
		command += " " + flag
	}
	return command
}

// plainWord needs no quotes in a shell.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_.,/:-]+$`)

// quoted gives a text as one word of a shell.
func quoted(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// Title says in words what is asked for.
func (r *Request) Title() string {
	var what string
	switch {
	case r.Query != "":
		what = "Answer to a question"
	case r.Around != "":
		what = fmt.Sprintf("Network around %s, %d link(s) away at the most", r.Around, r.Hops)
	case len(r.Things) > 0:
		what = fmt.Sprintf("Network between %d things", len(r.Things))
	case r.Type != "":
		what = "List of " + r.Type
	default:
		what = "The whole graph"
	}
	if text := r.values.Get("where"); text != "" {
		what += " where " + text
	}
	return "Migraph: " + what
}

// FileName gives a name for the file, without a folder and made of plain letters.
func (r *Request) FileName(extension string, revision graph.Revision) string {
	what := "graph"
	switch {
	case r.Query != "":
		what = "answer"
	case r.Around != "":
		what = "around-" + r.Around
	case len(r.Things) > 0:
		what = "between-things"
	case r.Type != "":
		what = r.Type
	}
	name := fmt.Sprintf("migraph-%s-r%d", what, revision)
	if p := r.Period(); p != "" {
		name += "-" + strings.ReplaceAll(p, "/", "-to-")
	}
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, name) + "." + extension
}
