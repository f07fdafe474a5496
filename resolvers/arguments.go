package resolvers

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// arguments reads the arguments of a list of records of type t.
type arguments struct {
	t      *graph.Type
	values map[string]any
	limits Limits
	// of is the type that a filter is about if that is not t.
	of *graph.Type
	// where reads the argument of that name, if it is no filter of a type.
	where func(v any) (graph.Filter, error)
	// listing is the order of the list if it is not that of its type.
	listing graph.Order
	// only limits the list beside what is asked for.
	only graph.Filter
	// page is the size of a page that is given none.
	page int
	// about tells lists apart that differ by arguments of their own.
	about string
	// fleeting lists are other ones at each revision.
	fleeting bool
}

func (a *arguments) plan() (*graph.Plan, error) {
	p := &graph.Plan{Query: graph.Query{Type: a.t}}
	read := a.where
	if read == nil {
		read = func(v any) (graph.Filter, error) { return whereOf(cmp.Or(a.of, a.t), v) }
	}
	if a.where != nil || a.of != nil || a.t.Class != graph.ClassView { // else who works out the view reads it
		where, err := read(a.values["where"])
		if err != nil {
			return nil, err
		}
		p.Where = where
	}
	p.Where = graph.All(p.Where, a.only, graph.Live(a.t))
	var err error
	if p.Dating, err = a.dating(); err != nil {
		return nil, err
	}
	p.Order = a.order()
	if err := a.paging(&p.Query); err != nil {
		return nil, err
	}
	digest := digestOf(p) + a.about
	if p.After, err = a.cursor("after", p.Order, digest); err != nil {
		return nil, err
	}
	p.Before, err = a.cursor("before", p.Order, digest)
	return p, err
}

// orderNames are the names of orders in the API where they are not those of
// the catalog in capitals.
var orderNames = map[string]string{"START": "startEarliest", "DATE": "dateEarliest", "NUMBER": "order", "COUNT": "rank"}

// defaultOrder of a type: claims and documents newest first, things by name.
func defaultOrder(t *graph.Type) graph.Order {
	switch {
	case t.Class == graph.ClassView:
		return graph.Order{Field: "rank"}
	case t.Name == "Finding":
		return graph.Order{Field: "order"}
	case t.Name == "ExchangeRate":
		return graph.Order{Field: "day", Desc: true}
	case t.Name == "Document":
		return graph.Order{Field: "dateEarliest", Desc: true}
	case t.Class == graph.ClassThing:
		return graph.Order{Field: "name"}
	case t.Dated:
		return graph.Order{Field: "startEarliest", Desc: true}
	}
	return graph.Order{}
}

func (a *arguments) order() graph.Order {
	name, _ := a.values["orderBy"].(string)
	switch {
	case name == "" && a.listing.Field != "":
		return a.listing
	case name == "":
		return defaultOrder(a.t)
	}
	field, desc := strings.CutSuffix(name, "_DESC")
	field = strings.TrimSuffix(field, "_ASC")
	if known, ok := orderNames[field]; ok {
		field = known
	} else {
		field = strings.ToLower(field)
	}
	if a.t.Class == graph.ClassView && a.t.Field(field) == nil {
		return defaultOrder(a.t) // who works out a view knows by what it is ranked
	}
	return graph.Order{Field: field, Desc: desc}
}

func (a *arguments) paging(q *graph.Query) error {
	first, hasFirst, err := a.count("first")
	if err != nil {
		return err
	}
	last, hasLast, err := a.count("last")
	switch {
	case err != nil:
		return err
	case hasFirst && hasLast:
		return graph.InvalidArg("last", "give first or last, not both")
	case hasFirst:
		q.Limit = first
	case hasLast:
		q.Limit, q.Backward = last, true
	default:
		q.Limit = a.page
	}
	return nil
}

func (a *arguments) count(name string) (n int, given bool, err error) {
	v := a.values[name]
	if v == nil {
		return 0, false, nil
	}
	n, ok := toInt(v)
	switch {
	case !ok || n < 1:
		return 0, false, graph.InvalidArg(name, "%s must be 1 or more; to count, ask for totalCount alone", name)
	case n > a.limits.Page:
		return 0, false, &graph.Error{Code: graph.LimitExceeded, Argument: name,
			Message: fmt.Sprintf("%s is %d, at most %d are allowed; page with after", name, n, a.limits.Page)}
	}
	return n, true, nil
}

// atMost reads a number of rows of a list without pages; 0 if it is not given.
func (a *arguments) atMost(name string, most int) (int, error) {
	v := a.values[name]
	if v == nil {
		return 0, nil
	}
	n, ok := toInt(v)
	switch {
	case !ok || n < 1:
		return 0, graph.InvalidArg(name, "%s must be 1 or more", name)
	case n > most:
		return 0, &graph.Error{Code: graph.LimitExceeded, Argument: name, Message: fmt.Sprintf("%s is %d, at most %d are allowed", name, n, most)}
	}
	return n, nil
}

// names reads a list of values of an enum.
func (a *arguments) names(name string) []string {
	var out []string
	if a.values[name] != nil {
		for _, v := range listed(a.values[name]) {
			s, _ := v.(string)
			out = append(out, s)
		}
	}
	return out
}

func toInt(v any) (int, bool) {
	switch v := v.(type) {
	case int64:
		return int(v), true
	case int:
		return v, true
	case float64:
		return int(v), v == float64(int(v))
	case json.Number:
		n, err := v.Int64()
		return int(n), err == nil
	}
	return 0, false
}

func (a *arguments) dating() (graph.Dating, error) {
	var d graph.Dating
	var err error
	if v := a.values["asOf"]; v != nil {
		if d.From, err = dayOf(v, "asOf"); err != nil {
			return d, err
		}
		d.To = d.From
	}
	if v, ok := a.values["during"].(map[string]any); ok {
		if d.From != "" {
			return d, graph.InvalidArg("during", "give asOf or during, not both")
		}
		if d.From, err = dayOf(v["from"], "during.from"); err != nil {
			return d, err
		}
		if d.To, err = dayOf(v["to"], "during.to"); err != nil {
			return d, err
		}
		if d.To < d.From {
			return d, graph.InvalidArg("during", "the period ends (%s) before it starts (%s)", d.To, d.From)
		}
	}
	d.Certain, d.Possible = a.values["dating"] == "CERTAIN", a.values["dating"] == "POSSIBLE"
	undated, _ := a.values["undated"].(string)
	d.Undated = graph.Undated(undated)
	return d, nil
}

// body reads an argument that is the id of a stakeholder.
func (a *arguments) body(name string) (string, error) { return bodyOf(a.values[name], name) }

// bodies reads an argument that is a list of ids of least to most stakeholders.
func (a *arguments) bodies(name string, least, most int) ([]string, error) {
	list := listed(a.values[name])
	if len(list) < least || len(list) > most {
		return nil, graph.InvalidArg(name, "give the ids of %d to %d stakeholders, not of %d", least, most, len(list))
	}
	var out []string
	for i, v := range list {
		id, err := bodyOf(v, fmt.Sprintf("%s[%d]", name, i))
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

func bodyOf(v any, argument string) (string, error) {
	id, _ := v.(string)
	if graph.Catalog.TypeOfID(id) != graph.Catalog.Type("Stakeholder") {
		return "", graph.InvalidArg(argument, "%.60q is no id of a stakeholder; take one from the field id of a stakeholder", id)
	}
	return id, nil
}

func dayOf(v any, argument string) (string, error) {
	s, _ := v.(string)
	day, err := graph.ParseDay(s)
	if err != nil {
		return "", graph.InvalidArg(argument, "%v", err)
	}
	return day, nil
}

// cursorForm is what a cursor holds: a place in one order of one filtered list.
type cursorForm struct {
	Digest string `json:"d"`
	Key    string `json:"k,omitempty"`
	ID     string `json:"i"`
}

// digestOf tells lists of different types, filters, times or orders apart, so
// that a cursor of one is not taken for a place in another.
func digestOf(p *graph.Plan) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %v %v %s", p.Type.Name, p.Order, p.Dating, graph.Canonical(p.Where)))
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

func cursorOf(p *graph.Plan, digest string, r graph.Record) string {
	at := graph.PositionOf(p.Type, p.Order, r)
	text, _ := json.Marshal(cursorForm{digest, at.Key, at.ID}) // strings always encode
	return base64.RawURLEncoding.EncodeToString(text)
}

// aboutOf digests all arguments of a list but those that name a page of it.
func aboutOf(values map[string]any) string {
	own := map[string]any{}
	for name, v := range values {
		if !slices.Contains([]string{"first", "last", "after", "before"}, name) {
			own[name] = v
		}
	}
	text, _ := json.Marshal(own) // what a question can hold always encodes
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// maxCursor bounds a cursor: a key of 512 bytes and an id, encoded twice.
const maxCursor = 4096

func (a *arguments) cursor(name string, o graph.Order, digest string) (*graph.Position, error) {
	if a.values[name] == nil {
		return nil, nil
	}
	s, _ := a.values[name].(string)
	var c cursorForm
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if err != nil || len(s) > maxCursor || !graph.ValidID(c.ID) || (c.Key == "") != (o.Field == "") {
		return nil, graph.InvalidArg(name, "it is no cursor of this service; take one from pageInfo or edges")
	}
	if c.Digest != digest {
		return nil, graph.InvalidArg(name, "the cursor belongs to a list of another kind, filter, time or order; start again without it")
	}
	return &graph.Position{Key: c.Key, ID: c.ID}, nil
}
