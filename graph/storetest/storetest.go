// Package storetest holds what every store of a graph must do.
//
// Run is the conformance suite: named cases, a virgin store each, none of
// which a store may skip. Differential compares stores with an oracle of a few
// maps over generated graphs and questions.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// Case is one thing that a store must do; its name says the rule.
type Case struct {
	Name string
	Test func(*T)
}

// Open gives a store without any record that no other case uses; it sees to it that
// the store is closed when its test ends.
type Open func(t *testing.T) graph.Store

// Run runs the conformance suite, groups of cases at the same time. begin is called
// when a group begins, with the test of the group, and gives what opens the stores of
// its cases, which run one after the other.
func Run(t *testing.T, begin func(t *testing.T) Open) {
	for _, g := range groups() {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			open := begin(t)
			for _, c := range g.cases {
				t.Run(c.Name, func(t *testing.T) {
					c.Test(&T{T: t, ctx: t.Context(), store: open(t)})
				})
			}
		})
	}
}

// RunSteps runs groups of the suite with a store that stores these changes in several
// steps, of which readers may see each, and that takes back those of a change that is
// refused: its revision is then another.
func RunSteps(t *testing.T, open Open, names ...string) {
	for _, g := range groups() {
		if !slices.Contains(names, g.name) {
			continue
		}
		t.Run(g.name, func(t *testing.T) {
			for _, c := range g.cases {
				t.Run(c.Name, func(t *testing.T) {
					c.Test(&T{T: t, ctx: t.Context(), store: open(t), steps: true})
				})
			}
		})
	}
}

// group is some cases about one matter.
type group struct {
	name  string
	cases []Case
}

func groups() []group {
	return []group{
		{"identity", identityCases()},
		{"order", orderCases()},
		{"pages", pageCases()},
		{"filters", filterCases()},
		{"relations", relationCases()},
		{"lists", listCases()},
		{"ways back", backCases()},
		{"groups of parents", parentGroupCases()},
		{"projection", projectionCases()},
		{"parts", partCases()},
		{"trees", treeCases()},
		{"aggregates", aggregateCases()},
		{"links", linkCases()},
		{"dating", datingCases()},
		{"apply", applyCases()},
		{"datasets", datasetCases()},
		{"visibility", visibilityCases()},
		{"protection", protectionCases()},
		{"derivation", derivationCases()},
		{"rulings", rulingCases()},
		{"funders", funderCases()},
		{"notes of changes", changeCases()},
		{"writes", writeCases()},
		{"errors", errorCases()},
		{"scans", scanCases()},
		{"checks", checkCases()},
		{"dumps", dumpCases()},
	}
}

// T is the test of one case, with its store.
type T struct {
	*testing.T
	ctx   context.Context
	store graph.Store
	// steps: refused changes may raise the revision.
	steps bool
}

// large skips a case that takes long, where short tests are wanted.
func (t *T) large() {
	t.Helper()
	if testing.Short() {
		t.Skip("many records: not with -short")
	}
}

// ok ends the case at an error that it does not expect.
func (t *T) ok(err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected error: %v", err)
	}
}

// equal compares what a store gave with what it must give.
func equal[V any](t *T, what string, got, want V) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n  got  %s\n  want %s", what, brief(got), brief(want))
	}
}

// same compares lists; an empty list may be nil.
func same[V any](t *T, what string, got []V, want ...V) {
	t.Helper()
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n  got  %s\n  want %s", what, brief(got), brief(want))
	}
}

func brief(v any) string {
	s := fmt.Sprintf("%+q", v)
	if _, isStrings := v.([]string); !isStrings {
		s = fmt.Sprintf("%+v", v)
	}
	if len(s) > 2000 {
		s = s[:2000] + " …"
	}
	return s
}

// code expects an error with the given code.
func (t *T) code(what string, err error, want graph.Code) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want %s", what, want)
		return
	}
	equal(t, what+", code of error "+err.Error(), graph.CodeOf(err), want)
}

func typ(name string) *graph.Type {
	t := graph.Catalog.Type(name)
	if t == nil {
		panic("no type " + name)
	}
	return t
}

func typeOf(r graph.Record) *graph.Type { return graph.Catalog.TypeOfID(graph.IDOf(r)) }

// put writes records in one change of the graph.
func (t *T) put(rs ...graph.Record) graph.Revision {
	t.Helper()
	return t.write(func(ctx context.Context, w graph.Writer) error { return putAll(ctx, w, rs) })
}

func putAll(ctx context.Context, w graph.Writer, rs []graph.Record) error {
	byType := map[*graph.Type][]graph.Record{}
	for _, r := range rs {
		byType[typeOf(r)] = append(byType[typeOf(r)], r)
	}
	for _, of := range graph.Catalog.Types() {
		if len(byType[of]) == 0 {
			continue
		}
		if err := w.Put(ctx, of, byType[of]); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes records in one change of the graph.
func (t *T) remove(ids ...string) {
	t.Helper()
	t.write(func(ctx context.Context, w graph.Writer) error {
		for _, id := range ids {
			if err := w.Delete(ctx, graph.Catalog.TypeOfID(id), []string{id}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *T) write(fn func(context.Context, graph.Writer) error) graph.Revision {
	t.Helper()
	rev, err := t.store.Write(t.ctx, fn)
	t.ok(err)
	return rev
}

func (t *T) view(fn func(context.Context, graph.Reader) error) {
	t.Helper()
	t.ok(t.store.View(t.ctx, fn))
}

func (t *T) revision() (rev graph.Revision) {
	t.Helper()
	t.view(func(_ context.Context, r graph.Reader) error { rev = r.Revision(); return nil })
	return rev
}

// fetch runs a plan in a view of its own.
func (t *T) fetch(p graph.Plan) []graph.List {
	t.Helper()
	var res *graph.Result
	t.view(func(ctx context.Context, r graph.Reader) (err error) {
		res, err = r.Fetch(ctx, &p)
		return err
	})
	return res.Lists
}

func (t *T) lists(q graph.Query) []graph.List { t.Helper(); return t.fetch(graph.Plan{Query: q}) }

func (t *T) list(q graph.Query) graph.List {
	t.Helper()
	lists := t.lists(q)
	if len(lists) != 1 {
		t.Fatalf("%d lists, want 1", len(lists))
	}
	return lists[0]
}

// ids gives the ids of the records that a query finds.
func (t *T) ids(q graph.Query) []string { t.Helper(); return idsOf(t.list(q)) }

func idsOf(l graph.List) []string {
	out := make([]string, len(l.Records))
	for i, r := range l.Records {
		out[i] = graph.IDOf(r)
	}
	return out
}

// find gives the short names of the records of a type that fit a filter, in
// the order of ids.
func (t *T) find(of string, where graph.Filter) []string {
	t.Helper()
	return shorts(t.ids(graph.Query{Type: typ(of), Where: where}))
}

// get gives one record with all its parts, nil if there is none.
func (t *T) get(id string) graph.Record {
	t.Helper()
	of := graph.Catalog.TypeOfID(id)
	found := t.fetch(graph.Plan{Query: graph.Query{Type: of, IDs: []string{id}, Parts: partNames(of)}, Audience: graph.AudienceKeeper})[0].Records
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

func partNames(t *graph.Type) []string {
	var out []string
	for _, p := range t.Parts {
		out = append(out, p.Name)
	}
	return out
}

func (t *T) aggregate(a graph.Aggregation) (out *graph.Groups) {
	t.Helper()
	t.view(func(ctx context.Context, r graph.Reader) (err error) {
		out, err = r.Aggregate(ctx, &a)
		return err
	})
	return out
}

func (t *T) links(q graph.LinkQuery) (out []graph.Neighbours) {
	t.Helper()
	t.view(func(ctx context.Context, r graph.Reader) (err error) {
		out, err = r.Links(ctx, &q)
		return err
	})
	return out
}

func (t *T) scan(of string) (out []graph.Record) {
	t.Helper()
	t.view(func(ctx context.Context, r graph.Reader) error {
		out = nil
		return r.Scan(ctx, typ(of), func(r graph.Record) error { out = append(out, r); return nil })
	})
	return out
}

func (t *T) scanLinks() (out []graph.Link) {
	t.Helper()
	t.view(func(ctx context.Context, r graph.Reader) error {
		out = nil
		return r.ScanLinks(ctx, func(l graph.Link) error { out = append(out, l); return nil })
	})
	return out
}

// sound expects that CheckStore finds nothing.
func (t *T) sound() {
	t.Helper()
	found, err := graph.CheckStore(t.ctx, t.store)
	t.ok(err)
	for _, f := range found {
		t.Errorf("the check finds %s: %s", f.ID, f.Message)
	}
}

// apply applies an import and expects the store to be sound afterwards.
func (t *T) apply(d *data) *graph.Report {
	t.Helper()
	rep, err := graph.Apply(t.ctx, t.store, d.build())
	t.ok(err)
	t.sound()
	return rep
}

// refuse applies an import that must be refused, with nothing written, and
// gives its problems.
func (t *T) refuse(d *data) graph.Problems {
	t.Helper()
	var skip []string
	if t.steps {
		skip = append(skip, "revision")
	}
	before := t.dump(skip...)
	_, err := graph.Apply(t.ctx, t.store, d.build())
	equal(t, "the graph after a refused import", t.dump(skip...), before)
	return t.problems(err)
}

func (t *T) withdraw(dataset string) *graph.Report {
	t.Helper()
	rep, err := graph.Withdraw(t.ctx, t.store, dataset)
	t.ok(err)
	t.sound()
	return rep
}

// dump gives the whole graph as text: every record with every value, every
// link, and the revision. Notes of changes tell how it came about and are left out.
func (t *T) dump(skip ...string) string {
	t.Helper()
	var b strings.Builder
	t.view(func(ctx context.Context, r graph.Reader) error {
		b.Reset()
		if !slices.Contains(skip, "revision") {
			fmt.Fprintf(&b, "revision %d\n", r.Revision())
		}
		for _, of := range graph.Catalog.Types() {
			if of.Name == "Change" {
				continue
			}
			err := r.Scan(ctx, of, func(r graph.Record) error {
				fmt.Fprintf(&b, "%s\n", show(of, r, skip...))
				return nil
			})
			if err != nil {
				return err
			}
		}
		return r.ScanLinks(ctx, func(l graph.Link) error {
			_, err := fmt.Fprintf(&b, "%+v\n", l)
			return err
		})
	})
	return b.String()
}

// show gives a record as text, without the values named by skip.
func show(of *graph.Type, r graph.Record, skip ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", of.Name, graph.IDOf(r))
	put := func(name string, v any) {
		if !slices.Contains(skip, name) {
			fmt.Fprintf(&b, " %s=%q", name, fmt.Sprint(v))
		}
	}
	for _, f := range of.Fields {
		if v := f.Get(r); v != nil {
			put(f.Name, v)
		}
	}
	for _, rf := range of.Refs {
		if id := rf.Get(r); id != "" {
			put(rf.Name, id)
		}
	}
	for _, p := range of.Parts {
		var elements []string
		for _, e := range p.Get(r) {
			elements = append(elements, show(p.Type, e, skip...))
		}
		if elements != nil {
			put(p.Name, elements)
		}
	}
	return b.String()
}
