package funding

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"unique"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/kept"
)

// Keeper keeps the book of each audience up to date.
type Keeper = kept.Keeper[Book]

// NewKeeper makes a Keeper. open gives the store, or says why there is none now.
func NewKeeper(open func() (graph.Store, error)) *Keeper {
	return kept.NewKeeper(kept.Options[Book]{Open: open, Name: "the book of flows", Make: Read, Patch: patch})
}

// mostPatched is how many records are read to bring a book up to date; if more
// changed, all are read.
const mostPatched = 50_000

// nouns are the types of records of which books are made.
var nouns = []string{"Stakeholder", "Affiliation", "InitiativeLink", "Classification", "Flow", "ExchangeRate"}

// Read makes the book of the state that r reads, as an audience sees it. A graph
// with more than MaxFlows flows is refused.
func Read(ctx context.Context, r graph.Reader, a graph.Audience) (*Book, error) {
	return patched(ctx, r, a, &Book{}, nil)
}

// patch brings a book up to date.
func patch(ctx context.Context, r graph.Reader, a graph.Audience, base kept.Of[Book]) (*Book, error) {
	notes, known, err := kept.Notes(ctx, r, base.Revision)
	if err != nil || !known {
		return nil, err
	}
	ids, n := map[string][]string{}, 0
	documents := false
	for _, c := range notes {
		documents = documents || c.Noun == "Document" && !c.Recounted
		if slices.Contains(nouns, c.Noun) && !c.Recounted {
			of := strings.Fields(c.IDs)
			ids[c.Noun], n = append(ids[c.Noun], of...), n+len(of)
		}
	}
	if documents { // they decide whose word counts
		for _, f := range base.Kept.flows {
			if f.Key != "" {
				ids["Flow"] = append(ids["Flow"], f.ID)
			}
		}
		ids["ExchangeRate"] = append(ids["ExchangeRate"], base.Kept.rates.told()...)
	}
	ids["Flow"] = append(ids["Flow"], toldTogether(base.Kept, ids["Flow"])...)
	if n > mostPatched {
		return nil, nil
	}
	for _, noun := range nouns {
		slices.Sort(ids[noun])
		ids[noun] = slices.Compact(ids[noun])
	}
	return patched(ctx, r, a, base.Kept, ids)
}

// toldTogether gives the flows that datasets told differently from some.
func toldTogether(b *Book, some []string) []string {
	changed, keys := map[string]bool{}, map[string]bool{}
	for _, id := range some {
		changed[id] = true
	}
	for _, f := range b.flows {
		if f.Key != "" && changed[f.ID] {
			keys[f.Key] = true
		}
	}
	var out []string
	for _, f := range b.flows {
		if keys[f.Key] {
			out = append(out, f.ID)
		}
	}
	return out
}

// patched reads records by their ids, nil for all, and gives the book with them.
func patched(ctx context.Context, r graph.Reader, a graph.Audience, b *Book, ids map[string][]string) (*Book, error) {
	d := &reading{fetch: r.Fetch, audience: a, changed: changed{flows: map[string]*Flow{}, bodies: map[string]*Body{},
		parents: map[string]*link[Parent]{}, parts: map[string]*link[Parent]{}, classes: map[string]*link[Class]{}, rates: map[string]*pairedRate{}}}
	for _, noun := range nouns {
		if ids == nil {
			if err := d.each(ctx, noun, nil); err != nil {
				return nil, err
			}
			continue
		}
		for part := range slices.Chunk(ids[noun], kept.Page) {
			d.forget(noun, part)
			if err := d.each(ctx, noun, part); err != nil {
				return nil, err
			}
		}
	}
	if err := d.versions(ctx); err != nil {
		return nil, err
	}
	if err := d.tellers(ctx); err != nil {
		return nil, err
	}
	out := b.with(&d.changed)
	if len(out.flows) > MaxFlows {
		return nil, tooManyFlows()
	}
	return out, nil
}

func tooManyFlows() error {
	return graph.Errorf(graph.LimitExceeded, "the graph has more than %d flows, which is more than totals of money are worked out of", MaxFlows)
}

// reading reads what has changed.
type reading struct {
	fetch    graph.Fetch
	audience graph.Audience
	changed  changed
	// told are the flows, and toldRates the ids of the rates, that datasets tell
	// differently.
	told      []*graph.Flow
	toldRates []string
}

// forget notes that records may be gone.
func (d *reading) forget(noun string, ids []string) {
	for _, id := range ids {
		switch noun {
		case "Stakeholder":
			d.changed.bodies[id] = nil
		case "Affiliation":
			d.changed.parents[id] = nil
		case "InitiativeLink":
			d.changed.parts[id] = nil
		case "Classification":
			d.changed.classes[id] = nil
		case "Flow":
			d.changed.flows[id] = nil
		case "ExchangeRate":
			d.changed.rates[id] = nil
		}
	}
}

// each reads the records of a noun, with these ids or all, a page at a time.
func (d *reading) each(ctx context.Context, noun string, ids []string) error {
	q := graph.Query{Type: graph.Catalog.Type(noun), IDs: ids}
	switch noun {
	case "Stakeholder":
		q.Fields = []string{"kind", "subtype"}
	case "Affiliation":
		q.Where = graph.Compare{Field: "type", Op: graph.In, Value: []string{string(partOf), string(officeOf)}}
	case "InitiativeLink":
		q.Where = graph.Compare{Field: "type", Op: graph.Eq, Value: string(partOf)}
	case "Classification":
		q.Fields = []string{"initiative", "place", "theme", "percentage", "vocabulary"}
	case "Flow":
		q.Parts = []string{"hops", "evidence", "allocations"}
	case "ExchangeRate":
		q.Fields = []string{"currency", "to", "day", "rate", "conflicting"}
	}
	q.Where = graph.All(q.Where, graph.Live(q.Type))
	return kept.Each(ctx, d.fetch, d.audience, q, func(r graph.Record) error {
		d.record(r)
		if len(d.changed.flows) > MaxFlows {
			return tooManyFlows()
		}
		return nil
	})
}

func (d *reading) record(r graph.Record) {
	switch x := r.(type) {
	case *graph.Stakeholder:
		d.changed.bodies[shared(x.ID)] = &Body{shared(string(x.Kind)), shared(string(x.Subtype))}
	case *graph.Affiliation:
		d.changed.parents[x.ID] = &link[Parent]{shared(x.StakeholderID), Parent{shared(x.ToID), x.Type, graph.StateBounds(x.Period)}}
	case *graph.InitiativeLink:
		d.changed.parts[x.ID] = &link[Parent]{shared(x.FromID), Parent{To: shared(x.ToID), Bounds: graph.StateBounds(x.Period)}}
	case *graph.Classification:
		if x.InitiativeID != "" {
			d.changed.classes[x.ID] = &link[Class]{shared(x.InitiativeID),
				Class{shared(x.PlaceID), shared(x.ThemeID), shared(string(x.Percentage)), shared(string(x.Vocabulary))}}
		}
	case *graph.Flow:
		d.changed.flows[x.ID] = flowOf(x)
		if x.Conflicting {
			d.told = append(d.told, x)
		}
	case *graph.ExchangeRate:
		d.changed.rates[x.ID] = rateOf(x)
		if x.Conflicting {
			d.toldRates = append(d.toldRates, x.ID)
		}
	}
}

func flowOf(x *graph.Flow) *Flow {
	f := &Flow{ID: x.ID, Provider: end(x.Provider), Recipient: end(x.Recipient), Type: x.Type, Stage: x.Stage(), Currency: shared(x.Amount.Currency),
		Reporter: shared(x.ReporterID), ReportedBy: reportedBy(x), PaidFrom: x.PaidFromID}
	for _, h := range x.Hops {
		f.Hops = append(f.Hops, end(h.End))
	}
	hi, lo, ok := x.Amount.Parts()
	f.Amount, f.Known, f.Huge = amountOf(hi, lo), ok, x.Amount.Known() && !ok
	p := x.Period
	p.IsState = x.Nature == "STATE"
	b := p.Bounds()
	f.Bounds = graph.Bounds{ValidFrom: shared(b.ValidFrom), ValidTo: shared(b.ValidTo), CertainFrom: shared(b.CertainFrom), CertainTo: shared(b.CertainTo), Undated: b.Undated}
	if x.DatedBy == "CLAIM" {
		f.First, f.Last = shared(p.Start.Earliest), shared(cmp.Or(p.End.Latest, p.Start.Latest))
	}
	f.ValueDay = shared(x.ValueDate.Latest)
	for _, a := range x.Allocations {
		f.Classes = append(f.Classes, Class{shared(a.PlaceID), shared(a.ThemeID), shared(string(a.Percentage)), shared(string(a.Vocabulary))})
	}
	for _, e := range x.Evidence {
		if !slices.Contains(f.Documents, e.DocumentID) {
			f.Documents = append(f.Documents, shared(e.DocumentID))
		}
	}
	return f
}

// reportedBy gives the side that reports a flow, by who reports it if the source
// names no side.
func reportedBy(x *graph.Flow) graph.ReportedBy {
	provides, receives := x.ReporterID == x.Provider.StakeholderID, x.ReporterID == x.Recipient.StakeholderID
	switch {
	case x.ReportedBy != "" || x.ReporterID == "" || provides == receives:
		return x.ReportedBy
	case provides:
		return "PROVIDER"
	}
	return "RECIPIENT"
}

func end(e graph.End) graph.End {
	return graph.End{StakeholderID: shared(e.StakeholderID), InitiativeID: shared(e.InitiativeID)}
}

// shared gives the text in the one place where equal ones share it.
func shared(s string) string { return unique.Make(s).Value() }

// tellers reads who tells what datasets tell differently, and in which documents.
func (d *reading) tellers(ctx context.Context) error {
	told := make([]graph.Record, 0, len(d.told))
	for _, x := range d.told {
		told = append(told, x)
	}
	for part := range slices.Chunk(d.toldRates, kept.Page) {
		res, err := d.fetch(ctx, &graph.Plan{Audience: d.audience, Query: graph.Query{Type: graph.Catalog.Type("ExchangeRate"), IDs: part,
			Fields: []string{}, Parts: []string{"evidence"}}})
		if err != nil {
			return err
		}
		told = append(told, res.Lists[0].Records...)
	}
	cited, err := d.documents(ctx, told)
	if err != nil {
		return err
	}
	for _, r := range told {
		switch x := r.(type) {
		case *graph.Flow:
			f := d.changed.flows[x.ID]
			f.Key, f.Tellers = x.Key, tellersOf(x.Evidence, cited, x.ReporterID)
		case *graph.ExchangeRate:
			if rate := d.changed.rates[x.ID]; rate != nil {
				rate.Tellers = tellersOf(x.Evidence, cited, "")
			}
		}
	}
	return nil
}

// versions reads the other versions of flows that datasets tell differently. One
// that more people may see than the others is not marked itself, for who sees it
// alone must not learn of them.
func (d *reading) versions(ctx context.Context) error {
	told, keys := map[string]bool{}, map[string]bool{}
	for _, x := range d.told {
		told[x.ID], keys[x.Key] = true, true
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(keys)), 500) {
		res, err := d.fetch(ctx, &graph.Plan{Audience: d.audience, Query: graph.Query{Type: graph.Catalog.Type("Flow"),
			Where: graph.Compare{Field: "key", Op: graph.In, Value: part}, Parts: []string{"hops", "evidence", "allocations"}}})
		if err != nil {
			return err
		}
		for _, r := range res.Lists[0].Records {
			if x := r.(*graph.Flow); !told[x.ID] {
				d.changed.flows[x.ID], d.told = flowOf(x), append(d.told, x)
			}
		}
	}
	return nil
}

// documents reads the documents that claims cite.
func (d *reading) documents(ctx context.Context, told []graph.Record) (map[string]*graph.Document, error) {
	cited := map[string]*graph.Document{}
	for _, r := range told {
		for _, e := range graph.AsClaim(r).Evidence {
			cited[e.DocumentID] = nil
		}
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(cited)), kept.Page) {
		res, err := d.fetch(ctx, &graph.Plan{Audience: d.audience, Query: graph.Query{Type: graph.Catalog.Type("Document"), IDs: part,
			Fields: []string{"date", "dateEarliest", "dateLatest", "publisher"}}})
		if err != nil {
			return nil, err
		}
		for _, r := range res.Lists[0].Records {
			cited[graph.IDOf(r)] = r.(*graph.Document)
		}
	}
	return cited, nil
}

// tellersOf gives the datasets that make a claim. reporter is the body whose own
// documents go before others; empty for none.
func tellersOf(evidence []*graph.Evidence, cited map[string]*graph.Document, reporter string) []Teller {
	var out []Teller
	for _, e := range evidence {
		t := Teller{Dataset: e.Dataset}
		if doc := cited[e.DocumentID]; doc != nil {
			t.Date = doc.Date.Latest
			t.Own = reporter != "" && doc.PublisherID == reporter
		}
		out = append(out, t)
	}
	return out
}
