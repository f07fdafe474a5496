package network

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// DoingQuestion asks who does what where for whom.
type DoingQuestion struct {
	Where  DoingWhere
	Dating graph.Dating
	// GroupBy are the dimensions by which claims are put together, at most
	// graph.MaxTableKeys; none: each claim is a row.
	GroupBy []Dimension
	// After is the place in the order of rows after which the page begins, First
	// the number of its rows.
	After *graph.Position
	First int
	// Total asks for the number of rows on all pages, which groups always tell.
	Total bool
	// MaxClaims bounds the claims that are grouped; 0 means DefaultMaxDoing.
	MaxClaims int
}

// DoingPage is a page of rows of who does what.
type DoingPage struct {
	Rows []*graph.WhoDoesWhat
	More bool
	// Total counts the rows of all pages, -1 if it was not asked for.
	Total int
	// Overlapping: a claim is in several rows, so that their numbers must not be
	// added up.
	Overlapping bool
}

// DoingOrder is the order of rows: of claims by when they may have started, the
// newest first, undated last; of groups by how many claims they have.
func DoingOrder(grouped bool) graph.Order {
	if grouped {
		return graph.Order{Field: "rank"}
	}
	return graph.Order{Field: "startEarliest", Desc: true}
}

// WhoDoesWhat gives a page of rows. Claims take four calls, of which those for
// what initiatives say are made only if the page has participations; groups take
// two for each type of claims, and one for each dimension of which stakeholders
// or initiatives have the values.
func WhoDoesWhat(ctx context.Context, port Port, q DoingQuestion) (*DoingPage, error) {
	if len(q.GroupBy) == 0 {
		return singly(ctx, port, q)
	}
	f, err := read(ctx, port, reading{by: q.GroupBy, sources: []source{participating(q.Where.Participation), present(q.Where.Presence)},
		dating: q.Dating, claims: true, who: true, in: true, where: q.Where, most: cmp.Or(q.MaxClaims, DefaultMaxDoing)})
	if err != nil {
		return nil, err
	}
	return f.grouped(ctx, q)
}

// singly gives a page of which each row is a claim.
func singly(ctx context.Context, port Port, q DoingQuestion) (*DoingPage, error) {
	out := &DoingPage{Total: -1}
	if q.Total {
		out.Total = 0
	}
	order := DoingOrder(false)
	var claims []graph.Record
	for _, s := range []source{participating(q.Where.Participation), present(q.Where.Presence)} {
		res, err := port.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: s.t, Where: s.where, Order: order, After: q.After, Limit: q.First, Total: q.Total}, Dating: q.Dating})
		if err != nil {
			return nil, err
		}
		l := &res.Lists[0]
		claims, out.More = append(claims, l.Records...), out.More || l.More
		if q.Total {
			out.Total += l.Total
		}
	}
	slices.SortFunc(claims, func(x, y graph.Record) int {
		a, b := graph.PositionOf(graph.TypeOf(x), order, x), graph.PositionOf(graph.TypeOf(y), order, y)
		return cmp.Or(strings.Compare(b.Key, a.Key), strings.Compare(b.ID, a.ID))
	})
	if len(claims) > q.First {
		claims, out.More = claims[:q.First], true
	}
	for _, c := range claims {
		out.Rows = append(out.Rows, rowOf(c))
	}
	return out, ofInitiatives(ctx, port, out.Rows)
}

// rowOf gives the row of a claim.
func rowOf(claim graph.Record) *graph.WhoDoesWhat {
	w := &graph.WhoDoesWhat{Base: graph.Base{ID: graph.IDOf(claim)}, Claims: []string{graph.IDOf(claim)}, ClaimCount: 1}
	switch c := claim.(type) {
	case *graph.Participation:
		w.StakeholderID, w.GroupLabel, w.InitiativeID, w.Role, w.Timing = c.StakeholderID, c.GroupLabel, c.InitiativeID, c.Role, c.Timing
	case *graph.Presence:
		w.StakeholderID, w.InitiativeID, w.Role, w.Timing = c.StakeholderID, c.InitiativeID, c.Role, c.Timing
		w.Themes, w.ThemesFrom = said(c.ThemeID)
		w.Places, w.PlacesFrom = said(c.PlaceID)
		w.Countries, w.PlacesFrom = saidToo(string(c.Country), w.PlacesFrom)
		if w.TargetGroup = c.TargetGroup; w.TargetGroup != "" {
			w.GroupFrom = "CLAIM"
		}
	}
	w.StakeholderCount, w.InitiativeCount, w.GroupCount = known(w.StakeholderID), known(w.InitiativeID), known(string(w.GroupLabel))
	return w
}

func known(s string) int {
	if s == "" {
		return 0
	}
	return 1
}

// said gives what a claim itself says, and that it does.
func said(value string) ([]string, graph.DatedBy) { return saidToo(value, "") }

func saidToo(value string, from graph.DatedBy) ([]string, graph.DatedBy) {
	if value == "" {
		return nil, from
	}
	return []string{value}, "CLAIM"
}

// ofInitiatives gives rows of participations the themes, the places and the
// target groups of their initiatives.
func ofInitiatives(ctx context.Context, port Port, rows []*graph.WhoDoesWhat) error {
	var ids []string
	for _, w := range rows {
		if isParticipation(w) {
			ids = append(ids, w.InitiativeID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	groups, err := port.Aggregate(ctx, &graph.Aggregation{Type: graph.Catalog.Type("Classification"), Parents: ids, By: graph.By("initiative"),
		Keys: []string{"theme.id", "place.id", "place.country"}, Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	if err != nil {
		return err
	}
	words, err := described(ctx, port, "Initiative", ids, "targetGroups")
	if err != nil {
		return err
	}
	of := map[string]*graph.WhoDoesWhat{} // what initiatives say
	for _, id := range ids {
		of[id] = &graph.WhoDoesWhat{}
		if w := words[id]; len(w) > 0 {
			of[id].TargetGroup, of[id].GroupFrom = graph.Text(w[0]), "INITIATIVE"
		}
	}
	for _, g := range groups {
		x := of[ids[g.Parent]]
		if g.Keys[0] != "" {
			x.Themes, x.ThemesFrom = append(x.Themes, g.Keys[0]), "INITIATIVE"
		}
		if g.Keys[1] != "" {
			x.Places, x.PlacesFrom = append(x.Places, g.Keys[1]), "INITIATIVE"
		}
		if g.Keys[2] != "" {
			x.Countries = append(x.Countries, g.Keys[2])
		}
	}
	for _, x := range of {
		slices.Sort(x.Countries)
		x.Countries = slices.Compact(x.Countries)
	}
	for _, w := range rows {
		if isParticipation(w) {
			x := of[w.InitiativeID]
			w.Themes, w.ThemesFrom, w.Places, w.PlacesFrom, w.Countries = x.Themes, x.ThemesFrom, x.Places, x.PlacesFrom, x.Countries
			w.TargetGroup, w.GroupFrom = x.TargetGroup, x.GroupFrom
		}
	}
	return nil
}

func isParticipation(w *graph.WhoDoesWhat) bool {
	return graph.Catalog.TypeOfID(w.ID) == graph.Catalog.Type("Participation")
}

// combination is what the claims of a group have in common.
type combination [maxDimensions]int32

// eachCombination calls fn for every combination of the values of a claim, where
// what is not recorded counts as a value.
func (x *fact) eachCombination(n int, fn func(combination)) {
	var at [maxDimensions]int
	for {
		var c combination
		for i := range n {
			if len(x.keys[i]) > 0 {
				c[i] = x.keys[i][at[i]]
			}
		}
		fn(c)
		i := 0
		for ; i < n; i++ { // counts up, as digits do
			if at[i]++; at[i] < len(x.keys[i]) {
				break
			}
			at[i] = 0
		}
		if i == n {
			return
		}
	}
}

// combinations counts those of a claim.
func (x *fact) combinations(n int) int {
	out := 1
	for i := range n {
		out *= max(1, len(x.keys[i]))
	}
	return out
}

// grouped puts the claims together and gives a page of groups.
func (f *facts) grouped(ctx context.Context, q DoingQuestion) (*DoingPage, error) {
	n := len(f.by)
	told := 0
	place := map[combination]int{}
	var rows []*graph.WhoDoesWhat
	var members [][]int // of each row, the places of its claims in the list
	var who, in pairs
	out := &DoingPage{}
	for i := range f.list {
		x := &f.list[i]
		c := x.combinations(n)
		out.Overlapping = out.Overlapping || c > 1
		if told += c; told > maxTold {
			return nil, errToldTooOften
		}
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		x.eachCombination(n, func(c combination) {
			at, exists := place[c]
			if !exists {
				at = len(rows)
				place[c] = at
				rows, members = append(rows, f.rowOf(c)), append(members, nil)
			}
			members[at] = append(members[at], i)
			rows[at].ClaimCount += x.n
			who.add(at, x.who)
			in.add(at, x.in)
			if x.who == 0 {
				rows[at].GroupCount += x.n
			}
		})
	}
	bodies, initiatives := who.distinct(len(rows)), in.distinct(len(rows))
	for i, w := range rows {
		w.StakeholderCount, w.InitiativeCount = bodies[i], initiatives[i]
	}
	out.Total = len(rows)
	order := DoingOrder(true)
	positions := make([]ranked, len(rows))
	for i, w := range rows {
		positions[i] = ranked{graph.PositionOf(graph.TypeOf(w), order, w), i}
	}
	slices.SortFunc(positions, func(x, y ranked) int {
		return cmp.Or(strings.Compare(x.Key, y.Key), strings.Compare(x.ID, y.ID))
	})
	for _, p := range positions {
		if a := q.After; a != nil && (p.Key < a.Key || p.Key == a.Key && p.ID <= a.ID) {
			continue
		}
		if len(out.Rows) == q.First {
			out.More = true
			break
		}
		w := rows[p.at]
		w.Claims = f.newest(members[p.at])
		out.Rows = append(out.Rows, w)
	}
	return out, nil
}

// ranked is the place of a row in the order.
type ranked struct {
	graph.Position
	at int
}

// rowOf gives the row of a combination, still without claims.
func (f *facts) rowOf(c combination) *graph.WhoDoesWhat {
	w := &graph.WhoDoesWhat{}
	var parts []string
	for i, d := range f.by {
		w.Keys = append(w.Keys, keyOf(d, f.values[c[i]]))
		parts = append(parts, string(d), f.values[c[i]].Code)
	}
	graph.IdentifyRow(w, parts...)
	return w
}

// keyOf gives a value as a table shows it.
func keyOf(d Dimension, v Value) *graph.TableKey {
	k := &graph.TableKey{By: string(d), Group: graph.Text(v.Group)}
	switch {
	case v.Group != "":
	case d.isThing():
		k.ThingID = v.Code
	default:
		k.Code = graph.Text(v.Code)
	}
	return k
}

// isThing tells whether the values of a dimension are things.
func (d Dimension) isThing() bool {
	return d == ByWho || d == ByTheme || d == ByPlace || d == ByInitiative
}

// newest gives the ids of the claims that may have started last, undated last.
func (f *facts) newest(members []int) []string {
	slices.SortFunc(members, func(x, y int) int {
		return cmp.Or(strings.Compare(f.list[y].start, f.list[x].start), strings.Compare(f.list[x].claim, f.list[y].claim))
	})
	var out []string
	for _, i := range members[:min(len(members), graph.MaxClaimsShown)] {
		out = append(out, f.list[i].claim)
	}
	return out
}
