package storetest

import (
	"fmt"
	"slices"

	"github.com/migraph/migraph/graph"
)

func scanCases() []Case {
	return []Case{
		{"a scan gives every record once, in the order of ids", scanOrder},
		{"a scan gives all values, references and parts", scanWhole},
		{"a scan of links gives each once, by claim and step", scanLinksOrder},
		{"a scan ends at the caller's error", scanEnds},
		{"a scan may ask within itself", scanAsks},
		{"what was scanned can be put again", scanPut},
	}
}

func scanOrder(t *T) {
	var rs []graph.Record
	var want []string
	for i := range 2503 {
		rs = append(rs, stakeholder(letters(i*1301%2503), "N"))
		want = append(want, sid(letters(i)))
	}
	t.put(rs...)
	var got []string
	for _, r := range t.scan("Stakeholder") {
		got = append(got, graph.IDOf(r))
	}
	same(t, "ids", got, want...)
}

// full gives one record of each type in which every field, reference and part
// is set.
func full() []graph.Record {
	var out []graph.Record
	for _, of := range graph.Catalog.Types() {
		r := of.New()
		graph.SetID(r, id(of.Prefix, "full"))
		fill(of, r, 1)
		out = append(out, r)
	}
	return out
}

// fill sets everything that a record can hold. seed tells elements of a part apart.
func fill(of *graph.Type, r graph.Record, seed int) {
	for i := range of.Fields {
		f := &of.Fields[i]
		switch {
		case f.Set == nil: // it follows from others
		case f.Kind == graph.KindInt:
			f.Set(r, int64(seed))
		case f.Kind == graph.KindBool:
			f.Set(r, true)
		case f.Name == "amount": // its parts are derived
			f.Set(r, "0012.50")
		default:
			f.Set(r, fmt.Sprintf("Välue %d of %s", seed, f.Name))
		}
	}
	for i := range of.Refs {
		of.Refs[i].Set(r, id(of.Target(of.Refs[i].Name).Prefix, "full"))
	}
	for i := range of.Parts {
		p := &of.Parts[i]
		var elements []graph.Record
		for n := range 2 {
			e := p.Type.New()
			fill(p.Type, e, n+1)
			elements = append(elements, e)
		}
		p.Set(r, elements)
	}
}

func scanWhole(t *T) {
	rs := full()
	equal(t, "types", len(rs), len(graph.Catalog.Types()))
	t.put(rs...)
	for _, want := range rs {
		of := typeOf(want)
		for _, f := range of.Fields {
			if f.Get(want) == nil {
				t.Errorf("%s.%s is not set by the test", of.Name, f.Name)
			}
		}
		for _, rf := range of.Refs {
			if rf.Get(want) == "" {
				t.Errorf("%s.%s is not set by the test", of.Name, rf.Name)
			}
		}
		got := t.scan(of.Name)
		equal(t, "records of "+of.Name, len(got), 1)
		equal(t, "the record by scan", show(of, got[0]), show(of, want))
		equal(t, "the record by id", show(of, t.get(graph.IDOf(want))), show(of, want))
	}
}

func scanLinksOrder(t *T) {
	rs := []graph.Record{doc(), stakeholder("x", "X"), stakeholder("y", "Y")}
	var want []string
	for i := range 1207 {
		key := letters(i * 601 % 1207)
		rs = append(rs, flow(key, body("x"), body("y"), "1", func(f *graph.Flow) {
			for range 11 * (i / 1206) { // the last has many steps
				f.Hops = append(f.Hops, &graph.Hop{End: body("x")})
			}
		}))
	}
	rs = append(rs, affiliation("zz", "x", "y", "PART_OF"))
	t.put(rs...)
	many := letters(1206 * 601 % 1207)
	want = append(want, aid("zz")+" 0")
	for i := range 1207 {
		want = append(want, fid(letters(i))+" 0")
		if letters(i) == many {
			for step := 1; step < 12; step++ {
				want = append(want, fmt.Sprint(fid(many), " ", step))
			}
		}
	}
	var got []string
	for _, l := range t.scanLinks() {
		got = append(got, fmt.Sprint(l.Claim, " ", l.Step))
	}
	same(t, "links", got, want...)
}

func scanEnds(t *T) {
	t.five()
	t.put(doc(), affiliation("a", "a", "b", "PART_OF"), affiliation("b", "b", "c", "PART_OF"))
	n := 0
	err := t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		return r.Scan(ctx, typ("Stakeholder"), func(graph.Record) error {
			if n++; n == 3 {
				return graph.Errorf(graph.LimitExceeded, "enough")
			}
			return nil
		})
	})
	t.code("the scan", err, graph.LimitExceeded)
	equal(t, "records until the end", n, 3)
	n = 0
	err = t.store.View(t.ctx, func(ctx ctxT, r graph.Reader) error {
		return r.ScanLinks(ctx, func(graph.Link) error { n++; return graph.Errorf(graph.NotFound, "enough") })
	})
	t.code("the scan of links", err, graph.NotFound)
	equal(t, "links until the end", n, 1)
}

func scanAsks(t *T) {
	t.five()
	var names []string
	t.view(func(ctx ctxT, r graph.Reader) error {
		names = nil
		return r.Scan(ctx, typ("Stakeholder"), func(rec graph.Record) error {
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: typ("Stakeholder"), IDs: []string{graph.IDOf(rec)}}})
			if err == nil {
				names = append(names, graph.AsThing(res.Lists[0].Records[0]).Name)
			}
			return err
		})
	})
	slices.Sort(names)
	same(t, "names", names, "Five", "Four", "One", "Three", "Two")
}

func scanPut(t *T) {
	t.apply(newsletter("a", "news"))
	before := t.dump("revision")
	for _, of := range graph.Catalog.Types() {
		rs := t.scan(of.Name)
		t.write(func(ctx ctxT, w graph.Writer) error { return w.Put(ctx, of, rs) })
	}
	equal(t, "the graph", t.dump("revision"), before)
	t.sound()
}
