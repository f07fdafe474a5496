package storetest

import (
	"errors"
	"strings"

	"github.com/migraph/migraph/graph"
)

// --- records for Put ---------------------------------------------------------

// id makes an id of a prefix and a short name of letters.
func id(prefix, name string) string {
	if len(name) > 12 {
		panic("the name is too long for an id: " + name)
	}
	return prefix + name + strings.Repeat("2", 12-len(name))
}

// short gives the name of which id made an id.
func short(id string) string { return strings.TrimRight(id[1:], "2") }

func shorts(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = short(id)
	}
	return out
}

func sid(name string) string { return id("s", name) }
func iid(name string) string { return id("i", name) }
func did(name string) string { return id("d", name) }
func pid(name string) string { return id("p", name) }
func fid(name string) string { return id("f", name) }
func aid(name string) string { return id("a", name) }

// date reads a date that is known to be right.
func date(text string) graph.PartialDate {
	if text == "" {
		return graph.PartialDate{}
	}
	d, err := graph.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func during(start, end string) graph.Period {
	return graph.Period{Start: date(start), End: date(end)}
}

func thing(id, short, name string) graph.Thing {
	return graph.Thing{Base: graph.Base{ID: id}, Name: name, Slug: short}
}

func stakeholder(key, name string, edits ...func(*graph.Stakeholder)) *graph.Stakeholder {
	return edited(&graph.Stakeholder{Thing: thing(sid(key), key, name), Kind: "ORGANIZATION"}, edits)
}

func initiative(key, name string, edits ...func(*graph.Initiative)) *graph.Initiative {
	return edited(&graph.Initiative{Thing: thing(iid(key), key, name), Type: "PROJECT", Nature: "EVENT"}, edits)
}

func document(key, name string, edits ...func(*graph.Document)) *graph.Document {
	return edited(&graph.Document{Thing: thing(did(key), key, name)}, edits)
}

// claim gives the common part of a claim that cites the document «doc».
func claim(id, key string) graph.Claim {
	return graph.Claim{Base: graph.Base{ID: id}, Key: key,
		Evidence: []*graph.Evidence{{DocumentID: did("doc"), Basis: "STATED", Dataset: "a"}}}
}

func participation(key, body, in string, role graph.Role, edits ...func(*graph.Participation)) *graph.Participation {
	p := &graph.Participation{Claim: claim(pid(key), key), InitiativeID: iid(in), Role: role}
	if body != "" {
		p.StakeholderID = sid(body)
	}
	return edited(p, edits)
}

func flow(key string, from, to graph.End, amount string, edits ...func(*graph.Flow)) *graph.Flow {
	f := &graph.Flow{Claim: claim(fid(key), key), Provider: from, Recipient: to, Type: "DISBURSEMENT"}
	if amount != "" {
		f.Amount = graph.Money{Amount: amount, Currency: "USD"}
	}
	return edited(f, edits)
}

func affiliation(key, of, to string, kind graph.AffiliationType, edits ...func(*graph.Affiliation)) *graph.Affiliation {
	return edited(&graph.Affiliation{Claim: claim(aid(key), key), StakeholderID: sid(of), ToID: sid(to), Type: kind}, edits)
}

func dataset(key string) *graph.Dataset {
	return &graph.Dataset{Base: graph.Base{ID: id("k", key)}, Key: key}
}

func edited[R any](r *R, edits []func(*R)) *R {
	for _, e := range edits {
		e(r)
	}
	return r
}

// body and programme give the end of a flow by the short name of a thing.
func body(key string) graph.End      { return graph.End{StakeholderID: sid(key)} }
func programme(key string) graph.End { return graph.End{InitiativeID: iid(key)} }

// doc is the document that claims for Put cite.
func doc() graph.Record { return document("doc", "A document") }

// --- filters -------------------------------------------------------------------

func is(field string, value any) graph.Filter {
	return graph.Compare{Field: field, Op: graph.Eq, Value: value}
}

func has(field string, op graph.Op, value any) graph.Filter {
	return graph.Compare{Field: field, Op: op, Value: value}
}

func unknown(field string) graph.Filter { return has(field, graph.IsNull, true) }

func in(field string, values ...string) graph.Filter {
	return has(field, graph.In, append([]string{}, values...))
}

func not(f graph.Filter) graph.Filter { return graph.Not{Of: f} }

func some(edge string, where graph.Filter) graph.Filter {
	return graph.Related{Edge: edge, Where: where}
}

func none(edge string, where graph.Filter) graph.Filter { return not(some(edge, where)) }

// --- imports ---------------------------------------------------------------------

// data is an import in the making. Entries cite the document that was added last.
type data struct {
	in    graph.Import
	cited string
}

// source starts the import of a dataset with one document, which it publishes
// on the given date.
func source(dataset, document, date string, edits ...func(*graph.Document)) *data {
	d := &data{in: graph.Import{Dataset: graph.Dataset{Key: dataset}}}
	return d.document(document, date, edits...)
}

func (d *data) build() *graph.Import { return &d.in }

// edit changes the import at hand.
func (d *data) edit(change func(*graph.Import)) *data {
	change(&d.in)
	return d
}

func (d *data) evidence() []*graph.Evidence {
	return []*graph.Evidence{{DocumentID: d.cited, Basis: "STATED"}}
}

func (d *data) thing(key string, r graph.Record) *data {
	d.in.Things = append(d.in.Things, graph.ThingInput{Key: key, Record: r, Evidence: d.evidence(), Where: key})
	return d
}

func named(key, name string) graph.Thing {
	return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
}

func (d *data) document(key, on string, edits ...func(*graph.Document)) *data {
	d.cited = key
	return d.thing(key, edited(&graph.Document{Thing: named(key, "Document "+key), Date: date(on)}, edits))
}

// cite makes the entries that follow cite an earlier document.
func (d *data) cite(key string) *data {
	d.cited = key
	return d
}

func (d *data) stakeholder(key, name string, edits ...func(*graph.Stakeholder)) *data {
	return d.thing(key, edited(&graph.Stakeholder{Thing: named(key, name), Kind: "ORGANIZATION"}, edits))
}

func (d *data) initiative(key, name, start, end string, edits ...func(*graph.Initiative)) *data {
	return d.thing(key, edited(&graph.Initiative{Thing: named(key, name), Type: "PROJECT", Nature: "EVENT",
		Period: during(start, end)}, edits))
}

func (d *data) claim(key string, r graph.Record) *data {
	d.in.Claims = append(d.in.Claims, graph.ClaimInput{Key: key, Record: r, Evidence: d.evidence(), Where: "claim " + key})
	return d
}

// participation claims by the keys of the import; key may be empty.
func (d *data) participation(key, body, in string, role graph.Role, edits ...func(*graph.Participation)) *data {
	return d.claim(key, edited(&graph.Participation{StakeholderID: body, InitiativeID: in, Role: role}, edits))
}

// flow claims money between two stakeholders of the import.
func (d *data) flow(key, from, to, amount string, edits ...func(*graph.Flow)) *data {
	return d.claim(key, edited(&graph.Flow{
		Provider: graph.End{StakeholderID: from}, Recipient: graph.End{StakeholderID: to},
		Type: "DISBURSEMENT", Amount: graph.Money{Amount: amount, Currency: "USD"},
	}, edits))
}

func (d *data) affiliation(key, of, to string, kind graph.AffiliationType, edits ...func(*graph.Affiliation)) *data {
	return d.claim(key, edited(&graph.Affiliation{StakeholderID: of, ToID: to, Type: kind}, edits))
}

func identifiedBy(scheme, value string) *graph.Identifier {
	return &graph.Identifier{Scheme: scheme, Value: value}
}

// problems gives what was wrong with an import.
func (t *T) problems(err error) graph.Problems {
	t.Helper()
	t.code("a refused import", err, graph.InvalidArgument)
	var p graph.Problems
	if !errors.As(err, &p) {
		t.Fatalf("the error lists no problems: %v", err)
	}
	return p
}

// byName gives the thing of a type with a name, nil if there is none.
func byName[R graph.Record](t *T, of, name string) (found R) {
	t.Helper()
	l := t.list(graph.Query{Type: typ(of), Where: is("name", name), Parts: partNames(typ(of))})
	if len(l.Records) != 1 {
		t.Fatalf("%d records of type %s are named %q, want 1", len(l.Records), of, name)
	}
	return l.Records[0].(R)
}
