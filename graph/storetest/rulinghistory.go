package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// ruled is a test of rulings on generated datasets: a graph that has a history and
// one that has not.
type ruled struct {
	*rapid.T
	t     *testing.T
	store graph.Store
	story []string
}

func (r *ruled) fatal(format string, args ...any) {
	r.T.Helper()
	r.T.Fatalf("%s\n%s", strings.Join(r.story, "\n"), fmt.Sprintf(format, args...))
}

func (r *ruled) x() *T { return &T{T: r.t, ctx: r.t.Context(), store: r.store} }

func (r *ruled) sound() {
	r.T.Helper()
	if found, err := graph.CheckStore(r.t.Context(), r.store); err != nil || len(found) > 0 {
		r.fatal("the check finds %+v %v", found, err)
	}
}

func (r *ruled) apply(d *data) *graph.Report {
	r.T.Helper()
	r.story = append(r.story, "apply "+d.in.Dataset.Key)
	rep, err := graph.Apply(r.t.Context(), r.store, d.build())
	if err != nil {
		r.fatal("%v", err)
	}
	r.sound()
	return rep
}

// rule gives the report of a ruling, nil if it was refused as it should be.
func (r *ruled) rule(what string, rep *graph.RulingReport, err error) *graph.RulingReport {
	r.T.Helper()
	r.story = append(r.story, what)
	if code := graph.CodeOf(err); err != nil && (code == graph.Conflict || code == graph.NotFound) {
		r.story[len(r.story)-1] += " (refused)"
		return nil
	}
	if err != nil {
		r.fatal("%v", err)
	}
	r.sound()
	return rep
}

func (r *ruled) undo(ruling *graph.Ruling) {
	r.T.Helper()
	rep, err := graph.Undo(r.t.Context(), r.store, ruling.ID, ruling.Kind)
	r.rule("undo "+string(ruling.Kind)+" "+ruling.Subject+" "+ruling.Object, rep, err)
}

// things gives the ids of the live things of a type.
func (r *ruled) things(of string) []string {
	return r.x().ids(graph.Query{Type: typ(of), Where: graph.Live(typ(of))})
}

// twoOf draws two live things of a type, if there are two.
func (r *ruled) twoOf(of string) (string, string, bool) {
	ids := r.things(of)
	if len(ids) < 2 {
		return "", "", false
	}
	one := rapid.SampledFrom(ids).Draw(r.T, "one")
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == one })
	return one, rapid.SampledFrom(ids).Draw(r.T, "other"), true
}

func (r *ruled) drawType() string {
	return rapid.SampledFrom([]string{"Stakeholder", "Stakeholder", "Initiative", "Document"}).Draw(r.T, "type")
}

// draw rules at random; nil if it was refused.
func (r *ruled) draw() *graph.RulingReport {
	ctx := r.t.Context()
	switch rapid.IntRange(0, 5).Draw(r.T, "ruling") {
	case 0, 1, 2:
		one, other, ok := r.twoOf(r.drawType())
		if !ok {
			return nil
		}
		rep, err := graph.Merge(ctx, r.store, one, other, graph.Why{})
		return r.rule("merge "+one+" "+other, rep, err)
	case 3:
		ids := r.things(r.drawType())
		if len(ids) == 0 {
			return nil
		}
		id, dataset := rapid.SampledFrom(ids).Draw(r.T, "thing"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r.T, "dataset")
		rep, err := graph.Split(ctx, r.store, id, dataset, "", graph.Why{})
		return r.rule("split "+id+" "+dataset, rep, err)
	case 4:
		ids := r.things(r.drawType())
		if len(ids) == 0 {
			return nil
		}
		id := rapid.SampledFrom(ids).Draw(r.T, "thing")
		rep, err := graph.Hide(ctx, r.store, id, "RESTRICTED", graph.Why{})
		return r.rule("hide "+id, rep, err)
	}
	var ids []string
	for _, of := range []string{"Participation", "Flow", "Finding"} {
		for _, c := range r.x().scan(of) {
			ids = append(ids, graph.IDOf(c))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	id := rapid.SampledFrom(ids).Draw(r.T, "claim")
	rep, err := graph.Hide(ctx, r.store, id, "WITHHELD", graph.Why{})
	return r.rule("hide "+id, rep, err)
}

// drawKeyless draws a dataset in which some claims have no key of their source.
func drawKeyless(t *rapid.T, name string) *data {
	d := drawImport(t, name)
	paid := map[string]bool{}
	for _, c := range d.in.Claims {
		if f, ok := c.Record.(*graph.Flow); ok {
			paid[f.PaidFromID] = true
		}
	}
	for i := range d.in.Claims {
		c := &d.in.Claims[i]
		f, isFlow := c.Record.(*graph.Flow)
		if isFlow && rapid.IntRange(0, 3).Draw(t, "note") == 0 {
			f.Note = "an own note"
		}
		if !paid[c.Key] && rapid.Bool().Draw(t, "keyless") {
			c.Key = ""
		}
	}
	return d
}

func begin(t *testing.T, rt *rapid.T, s graph.Store) *ruled {
	if err := refill(t.Context(), s, nil); err != nil {
		rt.Fatal(err)
	}
	return &ruled{T: rt, t: t, store: s}
}

// Undone rules at random on generated datasets, and takes it back: the graph is then
// the same to the byte. An import between the two that says nothing new changes
// nothing. open gives a store without any record.
func Undone(t *testing.T, open func(t *testing.T) graph.Store) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := begin(t, rt, s)
		all := []*data{drawKeyless(rt, "a"), drawKeyless(rt, "b")}
		for _, d := range all {
			r.apply(d)
		}
		before := r.x().dump("revision")
		rep := r.draw()
		if rep == nil {
			return
		}
		after := r.x().dump("revision")
		for _, d := range all {
			r.apply(d)
		}
		if got := r.x().dump("revision"); got != after {
			r.fatal("the same imports again change the graph:\n%s", firstDifference(got, after))
		}
		r.undo(rep.Ruling)
		got := r.x().dump("revision")
		if rep.Ruling.Kind == graph.RulingSplit { // what was split off leaves a tombstone
			got, before = r.x().live(), onlyLive(before)
		}
		if got != before {
			r.fatal("what was ruled and taken back leaves a trace:\n%s", firstDifference(got, before))
		}
	})
}

func onlyLive(dump string) string {
	lines := strings.Split(dump, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, ` tombstone="true"`) }), "\n")
}

// RuledHistory rules, imports and withdraws in random order: what a graph shows
// depends on what its datasets say and on the rulings that stand, not on which came
// first; and without the rulings it is as if there had been none. open gives a store
// without any record.
func RuledHistory(t *testing.T, open func(t *testing.T) graph.Store) {
	used, fresh := open(t), open(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := begin(t, rt, used)
		last := map[string]*data{}
		var standing []*graph.Ruling
		for range rapid.IntRange(2, 8).Draw(rt, "changes") {
			name := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "dataset")
			switch what := rapid.IntRange(0, 9).Draw(rt, "what"); {
			case what < 5 && len(last) > 0:
				if rep := r.draw(); rep != nil {
					standing = slices.DeleteFunc(standing, func(x *graph.Ruling) bool { return x.ID == rep.Ruling.ID })
					standing = append(standing, rep.Ruling)
				}
			case what == 5 && last[name] != nil:
				r.story = append(r.story, "withdraw "+name)
				if _, err := graph.Withdraw(t.Context(), used, name); err != nil {
					r.fatal("%v", err)
				}
				r.sound()
				delete(last, name)
			case what == 6 && len(standing) > 0:
				i := rapid.IntRange(0, len(standing)-1).Draw(rt, "undo")
				r.undo(standing[i])
				standing = slices.Delete(standing, i, i+1)
			default:
				last[name] = drawKeyless(rt, name)
				r.apply(last[name])
			}
		}
		ruledState := r.x().live("slug")
		// All datasets once more: nothing changes.
		for _, name := range []string{"a", "b", "c"} {
			if last[name] != nil {
				r.apply(last[name])
			}
		}
		if got := r.x().live("slug"); got != ruledState {
			r.fatal("the same imports again change the graph:\n%s", firstDifference(got, ruledState))
		}
		for len(standing) > 0 {
			i := rapid.IntRange(0, len(standing)-1).Draw(rt, "undo")
			r.undo(standing[i])
			standing = slices.Delete(standing, i, i+1)
		}
		never := begin(t, rt, fresh)
		for _, name := range []string{"c", "b", "a"} {
			if last[name] != nil {
				never.apply(last[name])
			}
		}
		if got, want := r.x().live("slug"), never.x().live("slug"); got != want {
			r.fatal("the graph without its rulings:\n%s", firstDifference(got, want))
		}
	})
}
