package storetest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
)

// questionsPerGraph is how many questions rapid.Check asks by default
// (-rapid.checks) about each generated graph.
const questionsPerGraph = 100

// Differential writes generated graphs to stores and asks them generated
// questions: each must answer as the oracle does, to the last byte. The stores
// lose what they hold.
func Differential(t *testing.T, questions int, stores map[string]graph.Store) {
	for n := range max(1, questions/questionsPerGraph) {
		rs := rapid.Custom(drawGraph).Example(n + 1)
		o := newOracle(rs)
		t.Run(fmt.Sprintf("graph %d of %d records", n+1, len(rs)), func(t *testing.T) {
			for name, s := range stores {
				if err := refill(t.Context(), s, rs); err != nil {
					t.Fatalf("writing the graph to %s: %v", name, err)
				}
			}
			d := &differential{ctx: t.Context(), o: o, by: map[graph.Audience]*oracle{}, stores: stores}
			rapid.Check(t, d.ask)
		})
	}
}

// refill makes a store hold exactly these records.
func refill(ctx context.Context, s graph.Store, rs []graph.Record) error {
	_, err := s.Write(ctx, func(ctx context.Context, w graph.Writer) error {
		for _, of := range graph.Catalog.Types() {
			var ids []string
			if err := w.Scan(ctx, of, func(r graph.Record) error { ids = append(ids, graph.IDOf(r)); return nil }); err != nil {
				return err
			}
			if err := w.Delete(ctx, of, ids); err != nil {
				return err
			}
		}
		return putAll(ctx, w, rs)
	})
	return err
}

// --- graphs --------------------------------------------------------------------

// The values of generated graphs and questions. They are few, so that
// questions meet them, and hostile.
var (
	words = []string{
		"IOM", "iom", "I\u00d6M", "IO\u0308M", "Stra\u00dfe", "strasse", "\u0131stanbul", "\u0130stanbul", "Istanbul", "a", "ab", "a b", "1", "0", "10", "",
		"100 % sure_", `O'Neill "x" \ ` + "`y`", `'; DROP TABLE stakeholder; --`, "`) DETACH DELETE n //", "a.*[b]?", "國際移民組織", "國際", "Ελλάδα", "ΕΛΛΑΔΑ", "منظمة", "ไทย", "ก้า", "\ue000", "\uff5e", "\U00010348", "\U0001f6c2 x",
		"io\u200bm", "null", "true", "NaN", strings.Repeat("x", 600), strings.Repeat("x", 600) + "y", strings.Repeat("\u00d6", 300) + "z", strings.Repeat("國", 171),
	}
	codes   = []string{"MY", "my", "SE", "EVENT", "STATE", "HOST", "PARTNER", "a", "A", "\u00e9", "e\u0301", "\ue000", "\U00010348", "'", `\`, "%", "x y", "1", "", "", strings.Repeat("c", 600) + "1", strings.Repeat("c", 600) + "2"}
	days    = []string{"", "", "2020", "2020-02", "2020-02-29", "2020-Q1", "2020-03-01", "2019-12-31", "2021", "2020/2021-06", "0001-01-01", "9999-12-31"}
	amounts = []string{"", "0", "1", "-1", "0.00005", "0.00015", "-0.00005", "250000.50", "100000", "99999.9999", "60000", "99999999999999999.9999", "-99999999999999999.9999", "100000000000000000", "100000000000000000.0001", "123456789012345678901234567890", "007.10"}
	numbers = []int64{-5, 0, 1, 9, 10, 100, 1 << 53, 1<<53 + 1}
	places  = []string{"aa", "ab", "b", "ba", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"} // short names of ids
)

func drawGraph(t *rapid.T) []graph.Record {
	ids := map[string][]string{}
	for _, of := range graph.Catalog.Types() {
		n := rapid.IntRange(0, len(places)).Draw(t, "number of "+of.Name)
		for _, p := range places[:n] {
			ids[of.Name] = append(ids[of.Name], id(of.Prefix, p))
		}
	}
	var out []graph.Record
	for _, of := range graph.Catalog.Types() {
		for _, x := range ids[of.Name] {
			r := drawRecord(t, of, ids)
			graph.SetID(r, x)
			out = append(out, r)
		}
	}
	hide(t, out)
	return out
}

// hide draws from which audience on records may be seen, as an import derives
// it: a claim not before what it refers to, evidence not before its document.
func hide(t *rapid.T, rs []graph.Record) {
	hidden := map[string]graph.Audience{}
	for _, r := range rs {
		a := rapid.SampledFrom([]graph.Audience{0, 0, 0, 0, graph.AudienceStaff, graph.AudienceKeeper}).Draw(t, "hidden")
		if th := graph.AsThing(r); th != nil {
			th.Hidden = a
			for _, i := range th.Identifiers {
				i.Hidden = rapid.SampledFrom([]graph.Audience{0, 0, a}).Draw(t, "hidden")
			}
		} else if c := graph.AsClaim(r); c != nil {
			c.Hidden = a
		} else {
			continue
		}
		hidden[graph.IDOf(r)] = a
	}
	for range 3 { // claims refer to claims
		for _, r := range rs {
			c := graph.AsClaim(r)
			if c == nil {
				continue
			}
			for _, e := range c.Evidence {
				e.Hidden = hidden[e.DocumentID]
			}
			for _, id := range referred(typeOf(r), r) {
				c.Hidden = max(c.Hidden, hidden[id])
			}
			hidden[c.ID] = c.Hidden
		}
	}
}

// referred gives the ids that a record refers to, by its parts too but for
// evidence.
func referred(of *graph.Type, r graph.Record) (out []string) {
	for _, ref := range of.Refs {
		out = append(out, ref.Get(r))
	}
	for _, p := range of.Parts {
		if p.Name != "evidence" {
			for _, e := range p.Get(r) {
				out = append(out, referred(p.Type, e)...)
			}
		}
	}
	return out
}

// seenBy gives an oracle that knows nothing but what an audience may see. A
// store that answers alike lets nobody find out of anything else.
func (o *oracle) seenBy(a graph.Audience) *oracle {
	var rs []graph.Record
	for _, r := range o.records {
		if f := typeOf(r).Field("hidden"); f == nil || f.Get(r).(int64) <= int64(a) {
			rs = append(rs, withoutHidden(typeOf(r), r, a))
		}
	}
	return newOracle(rs)
}

// withoutHidden gives a copy of a record without the parts that an audience may
// not see.
func withoutHidden(of *graph.Type, r graph.Record, a graph.Audience) graph.Record {
	out := projected(of, r, append(fieldNames(of), refNames(of)...))
	for _, p := range of.Parts {
		if f := p.Type.Field("hidden"); f != nil {
			p.Set(out, slices.DeleteFunc(p.Get(out), func(e graph.Record) bool { return f.Get(e).(int64) > int64(a) }))
		}
	}
	return out
}

// drawRecord fills a record by what the catalog tells of its type.
func drawRecord(t *rapid.T, of *graph.Type, ids map[string][]string) graph.Record {
	r := of.New()
	for _, f := range of.Fields {
		if f.Set != nil && !isDay(of, f.Name) {
			f.Set(r, drawValue(t, of, f))
		}
	}
	for _, name := range []string{"date", "start", "end"} {
		if of.Field(name+"Earliest") != nil {
			d := date(rapid.SampledFrom(days).Draw(t, name))
			of.Field(name).Set(r, d.Text)
			of.Field(name+"Earliest").Set(r, d.Earliest)
			of.Field(name+"Latest").Set(r, d.Latest)
		}
	}
	for _, ref := range of.Refs {
		ref.Set(r, rapid.SampledFrom(append([]string{""}, ids[ref.To]...)).Draw(t, ref.Name))
	}
	for _, p := range of.Parts {
		var elements []graph.Record
		for range rapid.IntRange(0, 3).Draw(t, p.Name) {
			elements = append(elements, drawRecord(t, p.Type, ids))
		}
		p.Set(r, elements)
	}
	return r
}

func isDay(of *graph.Type, name string) bool {
	stem := strings.TrimSuffix(strings.TrimSuffix(name, "Earliest"), "Latest")
	return of.Field(stem+"Earliest") != nil
}

// drawValue draws a value of a field, nil for unknown.
func drawValue(t *rapid.T, of *graph.Type, f graph.Field) any {
	switch {
	case f.Kind == graph.KindBool:
		return rapid.Bool().Draw(t, f.Name)
	case f.Name == "hidden":
		return int64(rapid.IntRange(int(graph.AudiencePublic), int(graph.AudienceKeeper)).Draw(t, f.Name))
	case f.Kind == graph.KindInt:
		if rapid.Bool().Draw(t, f.Name+" known") {
			return rapid.SampledFrom(numbers).Draw(t, f.Name)
		}
		return nil
	}
	return rapid.SampledFrom(pool(of, f)).Draw(t, f.Name)
}

// pool gives the texts that a field may have.
func pool(of *graph.Type, f graph.Field) []string {
	switch {
	case f.Kind == graph.KindText:
		return words
	case f.Name == "amount":
		return amounts
	case f.Name == "currency":
		return []string{"USD", "EUR", "usd", ""}
	case f.Name == "stage":
		return []string{"PLEDGE", "COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OTHER"}
	case f.Name == "nature":
		return []string{"EVENT", "STATE", ""}
	case f.Name == "type" && of.Name == "Flow":
		return strs(graph.FlowTypes)
	case f.Name == "type" && of.Name == "Affiliation":
		return strs(graph.AffiliationTypes)
	case f.Name == "type" && of.Name == "InitiativeLink":
		return strs(graph.InitiativeLinkTypes)
	case f.Name == "key" && of.Name == "Identifier":
		return []string{"iom:IOM", "my:\u00c9", "a:A", "MY:1"}
	case isDay(of, f.Name) || strings.HasPrefix(f.Name, "valid") || strings.HasPrefix(f.Name, "certain"):
		return []string{"2020-01-01", "2020-02-29", "2020-03-31", "2021-12-31", "2019-12-31", "0000-00-00", "9999-99-99", "2020", ""}
	}
	return codes
}

func strs[S ~string](list []S) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// --- questions -------------------------------------------------------------------

type differential struct {
	ctx    context.Context
	o      *oracle
	by     map[graph.Audience]*oracle
	stores map[string]graph.Store
}

// seenBy gives the oracle for an audience.
func (d *differential) seenBy(a graph.Audience) *oracle {
	if d.by[a] == nil {
		d.by[a] = d.o.seenBy(a)
	}
	return d.by[a]
}

func drawAudience(t *rapid.T) graph.Audience {
	return rapid.SampledFrom([]graph.Audience{graph.AudiencePublic, graph.AudienceStaff, graph.AudienceKeeper}).Draw(t, "audience")
}

// known gives those of ids that are of records, or of nothing at all: who asks
// for what leads back to a record has it.
func (o *oracle) known(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return o.records[id] == nil && id != "nothing" })
}

// ask draws one question and compares the answers.
func (d *differential) ask(t *rapid.T) {
	switch rapid.SampledFrom([]string{"list", "list", "list", "groups", "links"}).Draw(t, "question") {
	case "list":
		d.askList(t)
	case "groups":
		a := drawAggregation(t)
		a.Audience = drawAudience(t)
		o := d.seenBy(a.Audience)
		if a.By != nil {
			a.Parents = o.known(a.Parents)
		}
		lines, total := o.aggregate(a)
		want := fmt.Sprintf("%d groups\n%s", total, strings.Join(lines, "\n"))
		d.compare(t, describeAggregation(a), want, func(ctx context.Context, r graph.Reader) (string, error) {
			g, err := r.Aggregate(ctx, a)
			if err != nil {
				return "", err
			}
			got := groupLines(g)
			if a.By != nil {
				got = parentLines(g)
			}
			return fmt.Sprintf("%d groups\n%s", g.Total, strings.Join(got, "\n")), nil
		})
	case "links":
		q := drawLinks(t)
		want := describeNeighbours(d.o.links(q))
		d.compare(t, fmt.Sprintf("%+v", *q), want, func(ctx context.Context, r graph.Reader) (string, error) {
			got, err := r.Links(ctx, q)
			return describeNeighbours(got), err
		})
	}
}

// askList asks for a list and then for its neighbouring pages.
func (d *differential) askList(t *rapid.T) {
	p := drawPlan(t)
	p.Audience = drawAudience(t)
	o := d.seenBy(p.Audience)
	if p.By != nil {
		p.Parents = o.known(p.Parents)
	}
	for range 5 {
		lists := o.fetch(p)
		d.compare(t, describePlan(p), describeLists(p, lists), func(ctx context.Context, r graph.Reader) (string, error) {
			res, err := r.Fetch(ctx, p)
			if err != nil {
				return "", err
			}
			return describeLists(p, res.Lists), nil
		})
		i := slices.IndexFunc(lists, func(l graph.List) bool { return l.More })
		if i < 0 {
			return
		}
		next := *p
		if rs := lists[i].Records; p.Backward {
			next.Before = position(p.Query, rs[0])
		} else {
			next.After = position(p.Query, rs[len(rs)-1])
		}
		p = &next
	}
}

// compare asks every store and expects the oracle's answer.
func (d *differential) compare(t *rapid.T, question, want string, ask func(context.Context, graph.Reader) (string, error)) {
	for _, name := range slices.Sorted(maps.Keys(d.stores)) {
		var got string
		err := d.stores[name].View(d.ctx, func(ctx context.Context, r graph.Reader) (err error) {
			got, err = ask(ctx, r)
			return err
		})
		if err != nil {
			t.Fatalf("%s fails: %v\nquestion: %s", name, err, question)
		}
		if got != want {
			t.Fatalf("%s differs from the oracle\nquestion: %s\n%s", name, question, firstDifference(got, want))
		}
	}
}

// firstDifference shows the first line in which two answers differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(g), len(w)) {
		x, y := "(nothing)", "(nothing)"
		if i < len(g) {
			x = g[i]
		}
		if i < len(w) {
			y = w[i]
		}
		if x != y {
			return fmt.Sprintf("line %d of %d, want %d:\n  got  %.600s\n  want %.600s", i+1, len(g), len(w), x, y)
		}
	}
	return ""
}

// drawType draws a type by its name, which is short in rapid's report.
func drawType(t *rapid.T, types []*graph.Type) *graph.Type {
	var names []string
	for _, of := range types {
		names = append(names, of.Name)
	}
	return graph.Catalog.Type(rapid.SampledFrom(names).Draw(t, "type"))
}

func refNames(t *graph.Type) (out []string) {
	for _, r := range t.Refs {
		out = append(out, r.Name)
	}
	return out
}

func drawPlan(t *rapid.T) *graph.Plan {
	of := drawType(t, graph.Catalog.Types())
	// What is drawn is not hidden by the rules, so it is asked for by who sees all.
	p := &graph.Plan{Query: graph.Query{Type: of, Where: drawFilter(t, of, 3)}, Audience: graph.AudienceKeeper}
	if fields := of.Sortable(); len(fields) > 0 {
		p.Order.Field = rapid.SampledFrom(append(fields, "")).Draw(t, "order")
	}
	p.Order.Desc = rapid.Bool().Draw(t, "descending")
	p.Limit = rapid.SampledFrom([]int{0, 0, 1, 2, 3, 7}).Draw(t, "limit")
	p.Backward = rapid.Bool().Draw(t, "backward")
	p.Total = rapid.Bool().Draw(t, "total")
	p.TotalOnly = p.Total && rapid.IntRange(0, 9).Draw(t, "total only") == 9
	for _, part := range of.Parts {
		if rapid.Bool().Draw(t, part.Name) {
			p.Parts = append(p.Parts, part.Name)
		}
	}
	p.Fields = drawFields(t, of)
	switch rapid.IntRange(0, 5).Draw(t, "ids or parents") {
	case 3:
		p.IDs = drawIDs(t, of)
	case 4, 5:
		p.Parents, p.By = drawParents(t, of)
	}
	for _, bound := range []**graph.Position{&p.After, &p.Before} {
		if rapid.IntRange(0, 4).Draw(t, "bound") == 4 {
			*bound = drawPosition(t, of, p.Order)
		}
	}
	p.Dating = drawDating(t)
	return p
}

// drawFields draws what is to be loaded of a record, nil for everything.
func drawFields(t *rapid.T, of *graph.Type) []string {
	if rapid.Bool().Draw(t, "all fields") {
		return nil
	}
	out := []string{}
	for _, name := range append(fieldNames(of), refNames(of)...) {
		if rapid.IntRange(0, 3).Draw(t, name) == 0 {
			out = append(out, name)
		}
	}
	return out
}

func fieldNames(t *graph.Type) (out []string) {
	for _, f := range t.Fields {
		out = append(out, f.Name)
	}
	return out
}

// drawParents draws parents and one of the ways in which the catalog knows that
// records lead back, nil if there is none.
func drawParents(t *rapid.T, of *graph.Type) (parents []string, by []graph.Back) {
	type list struct {
		to *graph.Type
		by []graph.Back
	}
	known := map[string]list{}
	for _, ref := range of.Refs {
		known[ref.Name] = list{of.Target(ref.Name), graph.By(ref.Name)}
	}
	for _, to := range graph.Catalog.Types() {
		for _, m := range to.Many {
			if m.Of == of.Name {
				known[to.Name+"."+m.Name] = list{to, m.By}
			}
		}
	}
	if len(known) == 0 {
		return nil, nil
	}
	l := known[rapid.SampledFrom(slices.Sorted(maps.Keys(known))).Draw(t, "by")]
	return drawIDs(t, l.to), l.by
}

func drawIDs(t *rapid.T, of *graph.Type) []string {
	out := []string{}
	for range rapid.IntRange(0, 8).Draw(t, "number of ids") {
		out = append(out, drawID(t, of))
	}
	return out
}

func drawID(t *rapid.T, of *graph.Type) string {
	return rapid.SampledFrom([]string{id(of.Prefix, rapid.SampledFrom(places).Draw(t, "id")), "nothing"}).Draw(t, "id or nothing")
}

func drawPosition(t *rapid.T, of *graph.Type, o graph.Order) *graph.Position {
	p := &graph.Position{ID: drawID(t, of)}
	if f := of.Field(o.Field); f != nil {
		key := graph.Field{Kind: f.Kind, Get: func(graph.Record) any { return rapid.SampledFrom(pool(of, *f)).Draw(t, "bound") }}
		p.Key = key.SortKey(nil)
	}
	return p
}

func drawDating(t *rapid.T) (d graph.Dating) {
	d.Undated = rapid.SampledFrom([]graph.Undated{"", "", "", graph.UndatedInclude, graph.UndatedExclude, graph.UndatedOnly}).Draw(t, "undated")
	stretch := rapid.SampledFrom([]string{"", "", "2020-02-29/2020-02-29", "2020-01-01/2020-12-31", "2019-12-31/2020-01-01", "2021-07-01/2030-01-01"}).Draw(t, "dating")
	d.From, d.To, _ = strings.Cut(stretch, "/")
	d.Certain = rapid.Bool().Draw(t, "certain")
	return d
}

// drawFilter draws a condition of at most the given depth.
func drawFilter(t *rapid.T, of *graph.Type, depth int) graph.Filter {
	kinds := []string{"none", "compare", "compare", "compare"}
	if depth > 0 {
		kinds = append(kinds, "and", "or", "not", "related", "related", "related")
	}
	list := func() (out []graph.Filter) {
		for range rapid.IntRange(0, 3).Draw(t, "number of conditions") {
			if f := drawFilter(t, of, depth-1); f != nil {
				out = append(out, f)
			}
		}
		return out
	}
	switch rapid.SampledFrom(kinds).Draw(t, "filter") {
	case "compare":
		return drawCompare(t, of)
	case "and":
		return graph.And(list())
	case "or":
		return graph.Or(list())
	case "not":
		if f := drawFilter(t, of, depth-1); f != nil {
			return graph.Not{Of: f}
		}
	case "related":
		edges := refNames(of)
		for _, e := range of.Many {
			edges = append(edges, e.Name)
		}
		for _, e := range of.Parts {
			edges = append(edges, e.Name)
		}
		if len(edges) > 0 {
			e := rapid.SampledFrom(edges).Draw(t, "edge")
			return graph.Related{Edge: e, Where: drawFilter(t, of.Target(e), depth-1)}
		}
	}
	return nil
}

func drawCompare(t *rapid.T, of *graph.Type) graph.Filter {
	var fields []string
	if of.Class != graph.ClassPart { // parts have no id
		fields = append(fields, "id")
	}
	for _, f := range of.Fields {
		if f.Filter {
			fields = append(fields, f.Name)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	c := graph.Compare{Field: rapid.SampledFrom(fields).Draw(t, "field")}
	f := graph.Field{Name: "id", Kind: graph.KindCode}
	if known := of.Field(c.Field); known != nil {
		f = *known
	}
	text := func() string {
		if f.Name == "id" {
			return drawID(t, of)
		}
		s := rapid.SampledFrom(pool(of, f)).Draw(t, "value")
		if f.Kind != graph.KindText {
			return s
		}
		switch rapid.SampledFrom([]string{"as it is", "upper", "piece"}).Draw(t, "form") {
		case "upper":
			return strings.ToUpper(s)
		case "piece":
			runes := []rune(s)
			from := rapid.IntRange(0, len(runes)).Draw(t, "from")
			return string(runes[from:rapid.IntRange(from, len(runes)).Draw(t, "to")])
		}
		return s
	}
	ops := map[graph.Kind][]graph.Op{
		graph.KindText: {graph.Eq, graph.In, graph.StartsWith, graph.Contains, graph.IsNull},
		graph.KindCode: {graph.Eq, graph.In, graph.Lt, graph.Le, graph.Gt, graph.Ge, graph.IsNull},
		graph.KindInt:  {graph.Eq, graph.Lt, graph.Le, graph.Gt, graph.Ge, graph.IsNull},
		graph.KindBool: {graph.Eq, graph.IsNull},
	}[f.Kind]
	c.Op = rapid.SampledFrom(ops).Draw(t, "operator")
	switch {
	case c.Op == graph.IsNull || f.Kind == graph.KindBool:
		c.Value = rapid.Bool().Draw(t, "value")
	case f.Kind == graph.KindInt:
		c.Value = rapid.SampledFrom(append(numbers, 250, 599999999, -999999999999)).Draw(t, "value")
	case c.Op == graph.In:
		values := []string{}
		for range rapid.IntRange(0, 4).Draw(t, "number of values") {
			values = append(values, text())
		}
		c.Value = values
	default:
		c.Value = text()
	}
	return c
}

func drawAggregation(t *rapid.T) *graph.Aggregation {
	of := drawType(t, graph.Catalog.Types())
	a := &graph.Aggregation{Type: of, Where: drawFilter(t, of, 2), Audience: graph.AudienceKeeper}
	for range rapid.IntRange(0, 3).Draw(t, "number of keys") {
		a.Keys = append(a.Keys, drawPath(t, of, 3, graph.KindText, graph.KindCode))
	}
	kinds := []graph.MeasureKind{graph.MeasureCount, graph.MeasureCountDistinct, graph.MeasureMin, graph.MeasureMax}
	if of.Name == "Flow" {
		kinds = append(kinds, graph.MeasureSum, graph.MeasureSum, graph.MeasureSum)
	}
	for range rapid.IntRange(1, 3).Draw(t, "number of measures") {
		m := graph.Measure{Kind: rapid.SampledFrom(kinds).Draw(t, "measure")}
		switch m.Kind {
		case graph.MeasureCountDistinct:
			m.Path = drawPath(t, of, 2, graph.KindText, graph.KindCode)
		case graph.MeasureMin, graph.MeasureMax:
			m.Path = drawPath(t, of, 2, graph.KindCode)
		}
		a.Measures = append(a.Measures, m)
	}
	a.Rank = rapid.IntRange(-1, len(a.Measures)-1).Draw(t, "by")
	if rapid.IntRange(0, 3).Draw(t, "of parents") == 3 {
		if a.Parents, a.By = drawParents(t, of); a.By != nil {
			return a
		}
	}
	a.Limit = rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "limit")
	a.Offset = rapid.SampledFrom([]int{0, 0, 1, 5}).Draw(t, "offset")
	return a
}

// drawPath draws a path of at most the given number of references to a value
// of one of the kinds.
func drawPath(t *rapid.T, of *graph.Type, refs int, kinds ...graph.Kind) string {
	if refs > 0 && len(of.Refs) > 0 && rapid.Bool().Draw(t, "further") {
		ref := rapid.SampledFrom(refNames(of)).Draw(t, "reference")
		return ref + "." + drawPath(t, of.Target(ref), refs-1, kinds...)
	}
	fields := []string{"id"}
	for _, f := range of.Fields {
		if f.Filter && slices.Contains(kinds, f.Kind) {
			fields = append(fields, f.Name)
		}
		if f.Filter && isDay(of, f.Name) {
			fields = append(fields, f.Name+":year")
		}
	}
	return rapid.SampledFrom(fields).Draw(t, "field")
}

func drawLinks(t *rapid.T) *graph.LinkQuery {
	q := &graph.LinkQuery{Dating: drawDating(t), Limit: rapid.SampledFrom([]int{0, 1, 2, 5}).Draw(t, "limit")}
	for range rapid.IntRange(0, 5).Draw(t, "number of nodes") {
		q.Nodes = append(q.Nodes, drawID(t, drawType(t, graph.Catalog.Of(graph.ClassThing))))
	}
	for range rapid.IntRange(0, 2).Draw(t, "number of types") {
		q.Types = append(q.Types, rapid.SampledFrom(graph.LinkTypes()).Draw(t, "type of link"))
	}
	if rapid.IntRange(0, 2).Draw(t, "plain") == 0 {
		return q
	}
	q.Audience = graph.AudienceKeeper
	q.Way = rapid.SampledFrom([]graph.Way{"", "", graph.WayOut, graph.WayIn}).Draw(t, "way")
	q.Claims = rapid.SampledFrom([]int{0, 1, 3}).Draw(t, "claims")
	for range rapid.IntRange(0, 2).Draw(t, "number of roles") {
		q.Roles = append(q.Roles, rapid.SampledFrom([]graph.Role{"HOST", "FUNDING", "PARTICIPANT"}).Draw(t, "role"))
	}
	things := graph.Catalog.Of(graph.ClassThing)
	for range rapid.IntRange(0, 6).Draw(t, "number among") {
		q.Among = append(q.Among, drawID(t, drawType(t, things)))
	}
	if rapid.Bool().Draw(t, "where") {
		of := drawType(t, things)
		q.Where = map[string]graph.Filter{of.Name: drawFilter(t, of, 1)}
	}
	return q
}

// --- in words --------------------------------------------------------------------

func describePlan(p *graph.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s where %s order by %q desc %t, limit %d, backward %t, total %t, only %t, parts %q, fields %q", p.Type.Name, cut(graph.Canonical(p.Where)),
		p.Order.Field, p.Order.Desc, p.Limit, p.Backward, p.Total, p.TotalOnly, p.Parts, p.Fields)
	if p.IDs != nil {
		fmt.Fprintf(&b, ", ids %q", p.IDs)
	}
	if p.By != nil {
		fmt.Fprintf(&b, ", by %v of %q", p.By, p.Parents)
	}
	if p.After != nil {
		fmt.Fprintf(&b, ", after %+q", *p.After)
	}
	if p.Before != nil {
		fmt.Fprintf(&b, ", before %+q", *p.Before)
	}
	if p.Dating != (graph.Dating{}) {
		fmt.Fprintf(&b, ", dating %+v", p.Dating)
	}
	fmt.Fprintf(&b, ", for audience %d", p.Audience)
	return b.String()
}

func describeLists(p *graph.Plan, lists []graph.List) string {
	skip := slices.DeleteFunc(partNames(p.Type), func(name string) bool { return slices.Contains(p.Parts, name) })
	var b strings.Builder
	for i, l := range lists {
		fmt.Fprintf(&b, "list %d: %d records, more %t, total %d\n", i, len(l.Records), l.More, l.Total)
		for _, r := range l.Records {
			b.WriteString(show(p.Type, projected(p.Type, r, p.Fields), skip...) + "\n")
		}
	}
	return b.String()
}

// projected gives a copy of a record with nothing but the wanted fields and
// references, and all parts; the record itself if all are wanted.
func projected(of *graph.Type, r graph.Record, wanted []string) graph.Record {
	if wanted == nil {
		return r
	}
	out := of.New()
	graph.SetID(out, graph.IDOf(r))
	for _, f := range of.Fields {
		if f.Set != nil && slices.Contains(wanted, f.Name) {
			f.Set(out, f.Get(r))
		}
	}
	for _, ref := range of.Refs {
		if slices.Contains(wanted, ref.Name) {
			ref.Set(out, ref.Get(r))
		}
	}
	for _, p := range of.Parts {
		p.Set(out, p.Get(r))
	}
	return out
}

func describeAggregation(a *graph.Aggregation) string {
	return fmt.Sprintf("%s where %s by %q, measures %+v, order %d, limit %d, offset %d, by %v of %q",
		a.Type.Name, cut(graph.Canonical(a.Where)), a.Keys, a.Measures, a.Rank, a.Limit, a.Offset, a.By, a.Parents) + fmt.Sprintf(" for audience %d", a.Audience)
}

func describeNeighbours(ns []graph.Neighbours) string {
	var b strings.Builder
	for _, n := range ns {
		fmt.Fprintf(&b, "%d neighbours, total %d, %d things\n", len(n.List), n.Total, n.Things)
		for _, x := range n.List {
			fmt.Fprintf(&b, "%+v\n", x)
		}
	}
	return b.String()
}
