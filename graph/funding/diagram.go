package funding

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/migraph/migraph/graph"
)

// DiagramQuestion asks for money as nodes and links.
type DiagramQuestion struct {
	Choice
	Stage graph.Stage
	// Currency of the amounts. For numbers of flows empty is any.
	Currency string
	// Counts draws numbers of flows instead of amounts.
	Counts bool
	// Columns are the properties whose values are nodes.
	Columns []Dimension
	// Vocabulary is that of TotalsQuestion.
	Vocabulary *string
	// Limit bounds the nodes of a column; what is beyond it is one node more.
	Limit int
}

// Diagram draws the flows that totals of the basis TRANSFERS count. A flow is drawn
// as a path through all columns, or as several where it has several values.
func (b *Book) Diagram(ctx context.Context, q DiagramQuestion) (*graph.FlowDiagram, *Table, error) {
	es, err := b.settled(ctx, q.Choice)
	if err != nil {
		return nil, nil, err
	}
	d := &drawing{q: q, out: &graph.FlowDiagram{Stage: q.Stage, Currency: graph.Text(q.Currency)}}
	es = d.drawn(es)
	t := &Table{Vocabulary: map[Dimension]string{}}
	if err := d.trace(ctx, b.newPlacing(es, TotalsQuestion{Choice: q.Choice, GroupBy: q.Columns, Vocabulary: q.Vocabulary}, t), es); err != nil {
		return nil, nil, err
	}
	if err := d.fold(ctx); err != nil {
		return nil, nil, err
	}
	if err := d.measure(ctx, es); err != nil {
		return nil, nil, err
	}
	d.show()
	return d.out, t, nil
}

// drawing is a diagram on the way.
type drawing struct {
	q   DiagramQuestion
	out *graph.FlowDiagram
	// paths are the tuples of values that flows have, and of the places of a flow
	// each is one; ends has, for each flow, where its paths end in all.
	paths []*path
	all   []int
	ends  []int
	// folded are the paths among the nodes that are drawn.
	folded map[string]*path
	nodes  []map[string]*diagramNode // by column and value
	links  map[[2]*diagramNode]*diagramLink
	seen   tally
}

// path leads through all columns.
type path struct {
	keys  []string
	sum   *Amount
	nodes []*diagramNode
	into  *path // after what is small was folded
	tally
}

// diagramNode is a value in a column; others has several.
type diagramNode struct {
	column    int
	value     string
	others    bool
	standsFor int
	sum       *Amount
	paths     int // numbers of flows, path by path
	tally
	index int
}

type diagramLink struct {
	sum   *Amount
	paths int
	tally
	largest []placed
}

// tally counts flows once each, if they come in order.
type tally struct {
	last           *entry
	flows, unknown int
}

func (c *tally) count(e *entry) (first bool) {
	if c.last == e {
		return false
	}
	c.last = e
	c.flows++
	if !e.known {
		c.unknown++
	}
	return true
}

// drawn gives the flows that are drawn, and counts those that are not. Amounts that
// nobody knows are drawn as numbers beside, also where their currency is unknown.
func (d *drawing) drawn(es []*entry) []*entry {
	var out []*entry
	for _, e := range es {
		if e.Stage != d.q.Stage {
			continue
		}
		unknown := !e.Known && !e.Huge
		switch {
		case d.q.Currency == "" || e.currency == d.q.Currency || unknown && e.currency == "" && !d.q.Counts:
			if e.fate != counted {
				d.out.LeftOut++
				continue
			}
			out = append(out, e)
		case e.currency == "":
			d.out.WithoutCurrency++
		default:
			d.out.OtherCurrencies++
		}
	}
	return out
}

// trace finds the paths of all flows.
func (d *drawing) trace(ctx context.Context, p *placing, es []*entry) error {
	known := map[[graph.MaxFundingKeys]string]int{}
	most, pace := mostPlaced(len(es)), pace{ctx: ctx}
	for _, e := range es {
		places, err := p.places(e, most)
		if err != nil {
			return err
		}
		if len(d.all)+len(places) > most {
			return graph.Errorf(graph.LimitExceeded, "the flows would be drawn over %d times together; give fewer columns, or narrow the question with where", most)
		}
		if err := pace.step(1 + len(places)); err != nil {
			return err
		}
		for _, at := range places {
			n, is := known[at.keys]
			if !is {
				n = len(d.paths)
				known[at.keys], d.paths = n, append(d.paths, &path{keys: slices.Clone(at.keys[:len(d.q.Columns)])})
			}
			if e.known {
				d.paths[n].sum = plus(d.paths[n].sum, at.share)
			}
			d.paths[n].flows++
			d.all = append(d.all, n)
			d.out.Overlapping = d.out.Overlapping || at.whole || d.q.Counts && len(places) > 1
		}
		d.ends = append(d.ends, len(d.all))
	}
	return nil
}

// fold chooses the nodes of each column, and leads what is beyond them through one
// that stands for all others. What is not recorded always has its own.
func (d *drawing) fold(ctx context.Context) error {
	pace := pace{ctx: ctx}
	for i := range d.q.Columns {
		values := map[string]*diagramNode{}
		var order []*diagramNode
		for _, p := range d.paths {
			if err := pace.step(1); err != nil {
				return err
			}
			n := values[p.keys[i]]
			if n == nil {
				n = &diagramNode{column: i, value: p.keys[i]}
				values[n.value], order = n, append(order, n)
			}
			n.sum = added(n.sum, p.sum)
			n.paths += p.flows
		}
		slices.SortFunc(order, func(x, y *diagramNode) int {
			if (x.value == "") != (y.value == "") {
				if x.value == "" {
					return -1
				}
				return 1
			}
			return d.compare(x, y)
		})
		others := &diagramNode{column: i, others: true, standsFor: len(order) - d.q.Limit}
		for j, n := range order {
			if j >= d.q.Limit && others.standsFor > 1 { // one more takes the same room
				values[n.value] = others
			}
			n.sum, n.paths = nil, 0 // without what is not drawn it is less
		}
		d.nodes = append(d.nodes, values)
	}
	d.folded = map[string]*path{}
	for _, p := range d.paths {
		if err := pace.step(1); err != nil {
			return err
		}
		var id []string
		var nodes []*diagramNode
		for i, key := range p.keys {
			n := d.nodes[i][key]
			nodes = append(nodes, n)
			if n.others {
				key = "\x1e"
			}
			id = append(id, key)
		}
		at := strings.Join(id, "\x1f")
		if d.folded[at] == nil {
			d.folded[at] = &path{nodes: nodes}
		}
		p.into = d.folded[at]
		p.into.sum = added(p.into.sum, p.sum)
	}
	return nil
}

// compare orders nodes: the largest first.
func (d *drawing) compare(x, y *diagramNode) int {
	if d.q.Counts {
		return cmp.Or(cmp.Compare(y.paths, x.paths), strings.Compare(x.value, y.value))
	}
	return cmp.Or(compareSums(y.sum, x.sum), cmp.Compare(y.paths, x.paths), strings.Compare(x.value, y.value))
}

// hidden tells whether a path cannot be drawn, because it adds up to less than 0.
func (d *drawing) hidden(p *path) bool { return !d.q.Counts && p.sum != nil && p.sum.sign() < 0 }

// measure counts the flows of nodes and links, and adds up their paths.
func (d *drawing) measure(ctx context.Context, es []*entry) error {
	var negative tally
	d.links = map[[2]*diagramNode]*diagramLink{}
	pace := pace{ctx: ctx}
	for i, e := range es {
		start := 0
		if i > 0 {
			start = d.ends[i-1]
		}
		if err := pace.step(1 + d.ends[i] - start); err != nil {
			return err
		}
		for _, n := range d.all[start:d.ends[i]] {
			p := d.paths[n].into
			first := p.count(e)
			if d.hidden(p) {
				negative.count(e)
				continue
			}
			d.seen.count(e)
			for at, node := range p.nodes {
				node.count(e)
				if first {
					node.paths++
				}
				if at == 0 {
					continue
				}
				l := d.link(p.nodes[at-1], node)
				if first {
					l.paths++
				}
				if l.count(e) {
					l.largest = withLargest(l.largest, placed{entry: e, share: e.amount}, graph.MaxLinkFlows)
				}
			}
		}
	}
	d.addUp()
	d.out.Flows, d.out.WithoutAmount, d.out.NegativeFlows = d.seen.flows, d.seen.unknown, negative.flows
	return nil
}

// addUp adds up the paths that are drawn, and those that are not.
func (d *drawing) addUp() {
	var total, negative *Amount
	numbers := 0
	for _, p := range d.folded {
		if d.hidden(p) {
			d.out.NegativePaths++
			negative = added(negative, p.sum)
			continue
		}
		total = added(total, p.sum)
		numbers += p.flows
		for at, node := range p.nodes {
			node.sum = added(node.sum, p.sum)
			if at > 0 {
				l := d.link(p.nodes[at-1], node)
				l.sum = added(l.sum, p.sum)
			}
		}
	}
	d.out.Total, d.out.NegativeSum = d.value(total, numbers), decimal(negative)
}

func (d *drawing) link(from, to *diagramNode) *diagramLink {
	l := d.links[[2]*diagramNode{from, to}]
	if l == nil {
		l = &diagramLink{}
		d.links[[2]*diagramNode{from, to}] = l
	}
	return l
}

// value writes what is drawn: an amount, or a number of flows.
func (d *drawing) value(sum *Amount, numbers int) string {
	if d.q.Counts {
		return strconv.Itoa(numbers)
	}
	return decimal(sum)
}

// show writes nodes and links in their order.
func (d *drawing) show() {
	for i, by := range d.q.Columns {
		d.out.Columns = append(d.out.Columns, string(by))
		var column []*diagramNode
		for _, n := range d.nodes[i] {
			if n.flows > 0 && !slices.Contains(column, n) { // all others are one
				column = append(column, n)
			}
		}
		slices.SortFunc(column, func(x, y *diagramNode) int {
			if x.others != y.others {
				if y.others {
					return -1
				}
				return 1
			}
			return d.compare(x, y)
		})
		for _, n := range column {
			v := &graph.FlowDiagramNode{Column: i, StandsFor: 1, Value: d.value(n.sum, n.paths), Flows: n.flows, WithoutAmount: n.unknown}
			if n.others {
				v.StandsFor = n.standsFor
			} else {
				v.Key = keyOf(by, n.value)
			}
			n.index = len(d.out.Nodes)
			d.out.Nodes = append(d.out.Nodes, v)
		}
	}
	for ends, l := range d.links {
		v := &graph.FlowDiagramLink{From: ends[0].index, To: ends[1].index, Value: d.value(l.sum, l.paths), Flows: l.flows, WithoutAmount: l.unknown}
		for _, p := range l.largest {
			v.Largest = append(v.Largest, p.ID)
		}
		d.out.Links = append(d.out.Links, v)
	}
	slices.SortFunc(d.out.Links, func(x, y *graph.FlowDiagramLink) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
}
