package storetest

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// oracle answers questions as the documentation of package graph words them,
// by going through every record. It shares no code with the stores.
type oracle struct {
	records map[string]graph.Record   // by id
	byType  map[string][]graph.Record // in the order of ids
}

func newOracle(rs []graph.Record) *oracle {
	o := &oracle{map[string]graph.Record{}, map[string][]graph.Record{}}
	for _, r := range rs {
		o.records[graph.IDOf(r)] = r
		o.byType[typeOf(r).Name] = append(o.byType[typeOf(r).Name], r)
	}
	for _, list := range o.byType {
		slices.SortFunc(list, func(a, b graph.Record) int { return strings.Compare(graph.IDOf(a), graph.IDOf(b)) })
	}
	return o
}

// --- filters -------------------------------------------------------------------

func (o *oracle) holds(t *graph.Type, r graph.Record, f graph.Filter) bool {
	switch f := f.(type) {
	case nil:
		return true
	case graph.And:
		for _, x := range f {
			if !o.holds(t, r, x) {
				return false
			}
		}
		return true
	case graph.Or:
		for _, x := range f {
			if o.holds(t, r, x) {
				return true
			}
		}
		return false
	case graph.Not:
		return !o.holds(t, r, f.Of)
	case graph.Related:
		for _, other := range o.across(t, r, f.Edge) {
			if o.holds(t.Target(f.Edge), other, f.Where) {
				return true
			}
		}
		return false
	case graph.Compare:
		return compare(t, r, f)
	}
	panic(fmt.Sprintf("unknown filter %T", f))
}

// across gives the records behind an edge.
func (o *oracle) across(t *graph.Type, r graph.Record, edge string) (out []graph.Record) {
	if ref := t.Ref(edge); ref != nil {
		if other := o.records[ref.Get(r)]; other != nil {
			out = append(out, other)
		}
		return out
	}
	if m := t.ManyOf(edge); m != nil {
		for _, other := range o.byType[m.Of] {
			if o.leadsBack(t.Target(edge), other, m.By, graph.IDOf(r)) {
				out = append(out, other)
			}
		}
		return out
	}
	return t.Part(edge).Get(r)
}

// leadsBack tells whether a record of type t leads back to a parent in one of the ways.
func (o *oracle) leadsBack(t *graph.Type, r graph.Record, by []graph.Back, parent string) bool {
	if parent == "" {
		return false
	}
	for _, b := range by {
		at, from := t, []graph.Record{r}
		if b.Via != "" {
			at, from = t.Target(b.Via), o.across(t, r, b.Via)
		}
		for _, x := range from {
			if at.Ref(b.Ref).Get(x) == parent && o.holds(at, x, b.Where) {
				return true
			}
		}
	}
	return false
}

func compare(t *graph.Type, r graph.Record, c graph.Compare) bool {
	var v any = graph.IDOf(r)
	isText := false
	if f := t.Field(c.Field); f != nil {
		v, isText = f.Get(r), f.Kind == graph.KindText
	}
	if c.Op == graph.IsNull {
		return (v == nil) == c.Value.(bool)
	}
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v == c.Value.(bool)
	case int64:
		return ordered(c.Op, big.NewInt(v).Cmp(big.NewInt(c.Value.(int64))))
	case string:
		form := func(s string) string {
			if isText {
				return graph.Fold(s)
			}
			return s
		}
		v = form(v)
		switch c.Op {
		case graph.In:
			return slices.ContainsFunc(c.Value.([]string), func(s string) bool { return form(s) == v })
		case graph.StartsWith:
			return strings.HasPrefix(v, form(c.Value.(string)))
		case graph.Contains:
			return strings.Contains(v, form(c.Value.(string)))
		}
		return ordered(c.Op, strings.Compare(v, form(c.Value.(string))))
	}
	panic(fmt.Sprintf("unknown value %T", v))
}

func ordered(op graph.Op, sign int) bool {
	switch op {
	case graph.Eq:
		return sign == 0
	case graph.Lt:
		return sign < 0
	case graph.Le:
		return sign <= 0
	case graph.Gt:
		return sign > 0
	case graph.Ge:
		return sign >= 0
	}
	panic("unknown operator " + op)
}

// dating tells whether something of the given bounds is within a dating.
func dating(d graph.Dating, b graph.Bounds) bool {
	switch {
	case d.Undated == graph.UndatedOnly:
		return b.Undated
	case d.From == "":
		return d.Undated != graph.UndatedExclude || !b.Undated
	case b.Undated:
		return d.Undated == graph.UndatedInclude
	case d.Certain:
		return b.CertainFrom <= d.To && b.CertainTo >= d.From
	}
	return b.ValidFrom <= d.To && b.ValidTo >= d.From
}

func boundsOf(t *graph.Type, r graph.Record) graph.Bounds {
	text := func(name string) string { return t.Field(name).Get(r).(string) }
	return graph.Bounds{ValidFrom: text("validFrom"), ValidTo: text("validTo"), CertainFrom: text("certainFrom"),
		CertainTo: text("certainTo"), Undated: t.Field("undated").Get(r).(bool)}
}

// --- lists ---------------------------------------------------------------------

func (o *oracle) fetch(p *graph.Plan) (out []graph.List) {
	if p.By == nil {
		return []graph.List{o.list(p, func(graph.Record) bool { return true })}
	}
	for _, parent := range p.Parents {
		out = append(out, o.list(p, func(r graph.Record) bool { return o.leadsBack(p.Type, r, p.By, parent) }))
	}
	return out
}

func (o *oracle) list(p *graph.Plan, belongs func(graph.Record) bool) graph.List {
	l := graph.List{Total: -1}
	for _, r := range o.byType[p.Type.Name] {
		if belongs(r) && o.holds(p.Type, r, p.Where) && (p.IDs == nil || slices.Contains(p.IDs, graph.IDOf(r))) &&
			(p.IDs != nil || !p.Type.Dated || dating(p.Dating, boundsOf(p.Type, r))) {
			l.Records = append(l.Records, r)
		}
	}
	if p.Total || p.TotalOnly {
		l.Total = len(l.Records)
	}
	if p.TotalOnly {
		l.Records = nil
		return l
	}
	before := func(a, b graph.Position) int { // negative if a stands before b
		sign := strings.Compare(a.Key, b.Key)
		if sign == 0 {
			sign = strings.Compare(a.ID, b.ID)
		}
		if p.Order.Desc {
			return -sign
		}
		return sign
	}
	at := func(r graph.Record) graph.Position { return graph.PositionOf(p.Type, p.Order, r) }
	slices.SortFunc(l.Records, func(a, b graph.Record) int { return before(at(a), at(b)) })
	l.Records = slices.DeleteFunc(l.Records, func(r graph.Record) bool {
		return p.After != nil && before(at(r), *p.After) <= 0 || p.Before != nil && before(at(r), *p.Before) >= 0
	})
	if n := len(l.Records); p.Limit > 0 && n > p.Limit {
		l.More = true
		if p.Backward {
			l.Records = l.Records[n-p.Limit:]
		} else {
			l.Records = l.Records[:p.Limit]
		}
	}
	return l
}

// --- groups --------------------------------------------------------------------

// aggregate gives the groups in the form of groupLines, or of parentLines.
func (o *oracle) aggregate(a *graph.Aggregation) (lines []string, total int) {
	if a.By == nil {
		return o.groups(a, o.byType[a.Type.Name])
	}
	for i, parent := range a.Parents {
		var belong []graph.Record
		for _, r := range o.byType[a.Type.Name] {
			if o.leadsBack(a.Type, r, a.By, parent) {
				belong = append(belong, r)
			}
		}
		own, n := o.groups(a, belong)
		total += n
		for _, line := range own {
			lines = append(lines, fmt.Sprintf("%d| %s", i, line))
		}
	}
	return lines, total
}

// groups gives the groups of those of the records that fit.
func (o *oracle) groups(a *graph.Aggregation, of []graph.Record) (lines []string, total int) {
	type group struct {
		keys    []string
		records []graph.Record
		shown   []string
		rank    *big.Rat // of a measure that is a number
		text    string   // of one that is a text
	}
	groups := map[string]*group{}
	if len(a.Keys) == 0 {
		groups[""] = &group{}
	}
	for _, r := range of {
		if !o.holds(a.Type, r, a.Where) {
			continue
		}
		var keys []string
		for _, k := range a.Keys {
			keys = append(keys, o.at(a.Type, r, k))
		}
		name := fmt.Sprintf("%q", keys)
		if len(keys) == 0 {
			name = ""
		}
		if groups[name] == nil {
			groups[name] = &group{keys: keys}
		}
		groups[name].records = append(groups[name].records, r)
	}
	var list []*group
	for _, g := range groups {
		for i, m := range a.Measures {
			shown, rank := o.measure(a.Type, g.records, m)
			g.shown = append(g.shown, shown)
			if i == a.Rank {
				g.rank, g.text = rank, shown
			}
		}
		list = append(list, g)
	}
	slices.SortFunc(list, func(x, y *group) int {
		sign := 0
		if a.Rank >= 0 && x.rank != nil {
			sign = y.rank.Cmp(x.rank)
		} else if a.Rank >= 0 {
			sign = strings.Compare(y.text, x.text)
		}
		if sign == 0 {
			sign = slices.Compare(x.keys, y.keys)
		}
		return sign
	})
	total = len(list)
	list = list[min(a.Offset, total):]
	if a.Limit > 0 {
		list = list[:min(a.Limit, len(list))]
	}
	for _, g := range list {
		lines = append(lines, strings.Join(g.keys, ", ")+": "+strings.Join(g.shown, " "))
	}
	return lines, total
}

// at gives the value at a path, empty if it is unknown.
func (o *oracle) at(t *graph.Type, r graph.Record, path string) string {
	path, year := strings.CutSuffix(path, ":year")
	v := ""
	for r != nil {
		if path == "id" {
			v = graph.IDOf(r)
			break
		}
		if f := t.Field(path); f != nil {
			v, _ = f.Get(r).(string)
			break
		}
		for _, ref := range t.Refs {
			if rest, ok := strings.CutPrefix(path, ref.Name+"."); ok {
				r, t, path = o.records[ref.Get(r)], t.Target(ref.Name), rest
				break
			}
		}
	}
	if year && v != "" {
		v = v[:min(4, len(v))]
	}
	return v
}

func (o *oracle) measure(t *graph.Type, rs []graph.Record, m graph.Measure) (shown string, rank *big.Rat) {
	var values []string
	for _, r := range rs {
		if v := ""; m.Path != "" {
			if v = o.at(t, r, m.Path); v != "" {
				values = append(values, v)
			}
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	switch m.Kind {
	case graph.MeasureCount:
		return fmt.Sprint(len(rs)), big.NewRat(int64(len(rs)), 1)
	case graph.MeasureCountDistinct:
		return fmt.Sprint(len(values)), big.NewRat(int64(len(values)), 1)
	case graph.MeasureMin:
		return append(values, "")[0], nil
	case graph.MeasureMax:
		return append([]string{""}, values...)[len(values)], nil
	}
	return sumOf(rs)
}

var tenTo17 = new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(17), nil))

func sumOf(rs []graph.Record) (shown string, sum *big.Rat) {
	sum = new(big.Rat)
	unknown, tooLarge := 0, 0
	for _, r := range rs {
		amount := r.(*graph.Flow).Amount.Amount
		x, ok := new(big.Rat).SetString(amount)
		switch {
		case amount == "":
			unknown++
		case !ok:
			panic("no amount: " + amount)
		case new(big.Rat).Abs(x).Cmp(tenTo17) > 0:
			tooLarge++
		default:
			sum.Add(sum, roundHalfEven(x))
		}
	}
	text := sum.FloatString(4)
	text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	return fmt.Sprintf("%s(%d,%d)", text, unknown, tooLarge), sum
}

// roundHalfEven rounds to four places.
func roundHalfEven(x *big.Rat) *big.Rat {
	scaled := new(big.Rat).Mul(x, big.NewRat(10_000, 1))
	twice := new(big.Rat).Mul(scaled, big.NewRat(2, 1))
	floor := new(big.Int).Div(scaled.Num(), scaled.Denom()) // Euclidean: rounds down
	if twice.IsInt() && !scaled.IsInt() {                   // exactly between two
		if floor.Bit(0) == 1 {
			floor.Add(floor, big.NewInt(1))
		}
	} else if new(big.Rat).Sub(scaled, new(big.Rat).SetInt(floor)).Cmp(big.NewRat(1, 2)) > 0 {
		floor.Add(floor, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(floor, big.NewInt(10_000))
}

// --- links ---------------------------------------------------------------------

func (o *oracle) links(q *graph.LinkQuery) (out []graph.Neighbours) {
	type key struct {
		id   string
		kind graph.LinkType
		out  bool
	}
	for _, node := range q.Nodes {
		claims := map[key]map[string]bool{}
		meet := func(l graph.Link, other string, isOut bool) {
			if !o.meets(q, other, isOut) {
				return
			}
			n := key{other, l.Type, isOut}
			if claims[n] == nil {
				claims[n] = map[string]bool{}
			}
			claims[n][l.Claim] = true
		}
		for _, r := range o.records {
			t := typeOf(r)
			if t.Links == nil {
				continue
			}
			for _, l := range t.Links(r) {
				if len(q.Types) > 0 && !slices.Contains(q.Types, l.Type) || !dating(q.Dating, l.Bounds) {
					continue
				}
				if len(q.Roles) > 0 && slices.Contains(graph.RoleLinks(), l.Type) && !slices.Contains(q.Roles, l.Role) {
					continue
				}
				if l.From == node {
					meet(l, l.To, true)
				}
				if l.To == node {
					meet(l, l.From, false)
				}
			}
		}
		n := graph.Neighbours{Total: len(claims)}
		things := map[string]bool{}
		for x, by := range claims {
			if x.id != node {
				things[x.id] = true
			}
			ids := slices.Sorted(maps.Keys(by))
			n.List = append(n.List, graph.Neighbour{ID: x.id, Type: x.kind, Out: x.out, Weight: len(by), Claims: ids[:min(len(ids), q.Claims)]})
		}
		slices.SortFunc(n.List, func(a, b graph.Neighbour) int {
			key := func(n graph.Neighbour) string { return fmt.Sprint(n.ID, " ", n.Type, " ", !n.Out) }
			if a.Weight != b.Weight {
				return b.Weight - a.Weight
			}
			return strings.Compare(key(a), key(b))
		})
		n.Things = len(things)
		if q.Limit > 0 && len(n.List) > q.Limit {
			n.List = n.List[:q.Limit]
		}
		out = append(out, n)
	}
	return out
}

// meets tells whether a neighbour is one that a query wants.
func (o *oracle) meets(q *graph.LinkQuery, other string, isOut bool) bool {
	if q.Way == graph.WayOut && !isOut || q.Way == graph.WayIn && isOut || q.Among != nil && !slices.Contains(q.Among, other) {
		return false
	}
	t := graph.Catalog.TypeOfID(other)
	if t == nil || q.Where[t.Name] == nil {
		return true
	}
	r := o.records[other]
	return r != nil && o.holds(t, r, q.Where[t.Name])
}
