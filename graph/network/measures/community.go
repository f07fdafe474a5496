package measures

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
)

// Partition divides the nodes of a graph into communities.
type Partition struct {
	// Community of each node, by its number. Communities are numbered from 1 by
	// size, the largest first, equal ones by their smallest id.
	Community []int32
	// Count is the number of communities.
	Count int
	// Modularity of the partition: Σ (in(c)/2m − (total(c)/2m)²) over the
	// communities c, where in(c) is the weight of the edges within c, both ways,
	// total(c) the strength of its nodes, and 2m that of all nodes (Newman and
	// Girvan 2004). 0 for a graph without edges.
	Modularity float64
}

// Communities divides an undirected weighted graph into communities of high
// modularity by the method of Leiden (Traag, Waltman and van Eck, From Louvain to
// Leiden: guaranteeing well-connected communities, 2019), which betters that of
// Louvain (Blondel et al. 2008). Nodes move to the neighbouring community that
// raises modularity most, until none does. Then each community is refined: its
// nodes, alone again, join others of it with which they are well connected. What
// they form becomes the nodes of a smaller graph, and so on. The result is
// bettered by going through all of it again, at most maxRounds times. Every
// community is connected by edges of its own.
//
// Where the paper draws at random among joins that raise modularity, the best is
// taken. Nodes come in an order that is drawn with a fixed seed; of equal gains
// the community with the smaller number wins. Gains are compared in whole
// numbers, so nothing depends on rounding.
func Communities(ctx context.Context, g *Graph) (*Partition, error) {
	best := &Partition{Community: make([]int32, g.Nodes())}
	for v := range best.Community {
		best.Community[v] = int32(v + 1)
	}
	best.Count = g.Nodes()
	best.measure(g)
	random := rand.New(rand.NewPCG(seed, 1))
	for range maxRounds {
		p, err := best.better(ctx, g, random)
		if err != nil {
			return nil, err
		}
		if p.Modularity <= best.Modularity {
			break
		}
		best = p
	}
	return best, nil
}

// maxRounds bounds how often communities are bettered. More than a few rounds
// change little.
const maxRounds = 2

// better goes once through the method, beginning with a partition.
func (p *Partition) better(ctx context.Context, g *Graph, random *rand.Rand) (*Partition, error) {
	node := make([]int32, g.Nodes()) // of the level at hand, for each node of g
	begin := make([]int32, g.Nodes())
	for v, c := range p.Community {
		node[v], begin[v] = int32(v), c-1
	}
	l := newLevel(g)
	l.begin(begin)
	for {
		if err := l.move(ctx, random); err != nil {
			return nil, err
		}
		count, err := l.split(ctx)
		if err != nil {
			return nil, err
		}
		if count == len(l.strength) { // nothing is left to join
			break
		}
		part, parts, err := l.refine(ctx, random)
		if err != nil {
			return nil, err
		}
		if parts == len(l.strength) {
			part, parts = l.community, count
		}
		for v := range node {
			node[v] = part[node[v]]
		}
		if l, err = l.joined(ctx, part, parts); err != nil {
			return nil, err
		}
	}
	out := &Partition{Community: make([]int32, len(node))}
	for v := range node {
		out.Community[v] = l.community[node[v]]
	}
	out.renumber()
	out.measure(g)
	return out, nil
}

// level is a graph whose nodes are communities of the level below.
type level struct {
	first []int
	to    []int32
	links []int64 // the weights beside to
	// strength of each node, and of all: edges within the node count for it, too.
	strength []int64
	total    int64

	community []int32
	sum       []int64 // by community: the strength of its nodes
}

func newLevel(g *Graph) *level {
	l := &level{first: g.first, to: g.to, links: make([]int64, len(g.weight)), strength: make([]int64, g.Nodes())}
	for v := range l.strength {
		for i := g.first[v]; i < g.first[v+1]; i++ {
			l.links[i] = int64(g.weight[i])
			l.strength[v] += l.links[i]
		}
	}
	return l
}

// begin puts the nodes into communities, numbered below the number of nodes.
func (l *level) begin(community []int32) {
	l.community, l.sum, l.total = community, make([]int64, len(l.strength)), 0
	for v, c := range community {
		l.sum[c] += l.strength[v]
		l.total += l.strength[v]
	}
}

// tally adds up the links of a node by the community to which they lead.
type tally struct {
	links []int64 // by community, 0 for those not touched
	touch []int32 // the communities in the order in which they were met
}

func (t *tally) add(c int32, links int64) {
	if t.links[c] == 0 {
		t.touch = append(t.touch, c)
	}
	t.links[c] += links
}

func (t *tally) clear() {
	for _, c := range t.touch {
		t.links[c] = 0
	}
	t.touch = t.touch[:0]
}

// move lets nodes move until none gains by it. It ends, because every move
// raises modularity.
func (l *level) move(ctx context.Context, random *rand.Rand) error {
	n := len(l.strength)
	queue := make([]int32, n) // a ring: each node is in it at most once
	for i, v := range random.Perm(n) {
		queue[i] = int32(v)
	}
	waits := slices.Repeat([]bool{true}, n)
	near := &tally{links: make([]int64, n)}
	for head, length, steps := 0, n, 0; length > 0; steps++ {
		if err := interrupted(ctx, steps); err != nil {
			return err
		}
		v := queue[head]
		head, length = (head+1)%n, length-1
		waits[v] = false
		if !l.settle(v, near) {
			continue
		}
		for i := l.first[v]; i < l.first[v+1]; i++ {
			if w := l.to[i]; !waits[w] && l.community[w] != l.community[v] {
				queue[(head+length)%n] = w
				length++
				waits[w] = true
			}
		}
	}
	return nil
}

// settle moves a node to the community where it raises modularity most, and
// tells whether that is another. A community c is worth links(v,c)·2m −
// strength(v)·strength(c), which is the gain in modularity by a constant factor;
// see maxWeight.
func (l *level) settle(v int32, near *tally) bool {
	defer near.clear()
	for i := l.first[v]; i < l.first[v+1]; i++ {
		near.add(l.community[l.to[i]], l.links[i])
	}
	own := l.community[v]
	l.sum[own] -= l.strength[v]
	worth := func(c int32) int64 { return near.links[c]*l.total - l.strength[v]*l.sum[c] }
	best := own
	for _, c := range near.touch {
		if gain := worth(c) - worth(best); gain > 0 || gain == 0 && best != own && c < best {
			best = c
		}
	}
	l.sum[best] += l.strength[v]
	l.community[v] = best
	return best != own
}

// split numbers communities anew, from 0 in the order of their first nodes, and
// makes each connected part of one a community of its own: that never lowers
// modularity. It gives their number.
func (l *level) split(ctx context.Context) (int, error) {
	part := slices.Repeat([]int32{-1}, len(l.community))
	var count int32
	var reached []int32
	for s := range part {
		if err := interrupted(ctx, s); err != nil {
			return 0, err
		}
		if part[s] >= 0 {
			continue
		}
		part[s] = count
		reached = append(reached[:0], int32(s))
		for len(reached) > 0 {
			v := reached[len(reached)-1]
			reached = reached[:len(reached)-1]
			for i := l.first[v]; i < l.first[v+1]; i++ {
				if w := l.to[i]; part[w] < 0 && l.community[w] == l.community[v] {
					part[w] = count
					reached = append(reached, w)
				}
			}
		}
		count++
	}
	l.begin(part)
	return int(count), nil
}

// refine divides each community into parts that are well connected with the rest
// of it, and gives the part of each node, and how many there are. A part S of a
// community C is well connected if links(S, C−S)·2m ≥ strength(S)·strength(C−S).
func (l *level) refine(ctx context.Context, random *rand.Rand) ([]int32, int, error) {
	n := len(l.strength)
	r := &refinement{level: l, part: make([]int32, n), sum: slices.Clone(l.strength), out: make([]int64, n), alone: slices.Repeat([]bool{true}, n)}
	for v := range r.part {
		r.part[v] = int32(v)
		for i := l.first[v]; i < l.first[v+1]; i++ {
			if l.community[l.to[i]] == l.community[v] {
				r.out[v] += l.links[i]
			}
		}
	}
	near := &tally{links: make([]int64, n)}
	for i, v := range random.Perm(n) {
		if err := interrupted(ctx, i); err != nil {
			return nil, 0, err
		}
		if r.alone[v] && r.wellConnected(int32(v)) {
			r.join(int32(v), near)
		}
	}
	number, count := slices.Repeat([]int32{-1}, n), int32(0)
	for v, part := range r.part {
		if number[part] < 0 {
			number[part] = count
			count++
		}
		r.part[v] = number[part]
	}
	return r.part, int(count), nil
}

// refinement is the division of the communities of a level into parts. A part
// has the number of its first node.
type refinement struct {
	*level
	part  []int32
	sum   []int64 // by part: the strength of its nodes
	out   []int64 // by part: its links to the rest of its community
	alone []bool  // by node: it is a part by itself
}

func (r *refinement) wellConnected(part int32) bool {
	whole := r.level.sum[r.community[part]]
	return r.out[part]*r.total >= r.sum[part]*(whole-r.sum[part])
}

// join lets a node that is alone join the part where that raises modularity most,
// if it does at all.
func (r *refinement) join(v int32, near *tally) {
	defer near.clear()
	for i := r.first[v]; i < r.first[v+1]; i++ {
		if w := r.to[i]; r.community[w] == r.community[v] {
			near.add(r.part[w], r.links[i])
		}
	}
	best, most := v, int64(0)
	for _, c := range near.touch {
		gain := near.links[c]*r.total - r.strength[v]*r.sum[c]
		if (gain > most || gain == most && best != v && c < best) && r.wellConnected(c) {
			best, most = c, gain
		}
	}
	if best == v {
		return
	}
	r.part[v] = best
	r.alone[v], r.alone[best] = false, false
	r.sum[best] += r.strength[v]
	r.out[best] += r.out[v] - 2*near.links[best]
}

// joined gives the graph whose nodes are so many parts of this one, each within
// one community, which it is in there, too.
func (l *level) joined(ctx context.Context, part []int32, parts int) (*level, error) {
	members := make([]int32, len(part))
	for v := range members {
		members[v] = int32(v)
	}
	slices.SortFunc(members, func(v, w int32) int { return cmp.Or(cmp.Compare(part[v], part[w]), cmp.Compare(v, w)) })
	out := &level{first: make([]int, 1, parts+1), strength: make([]int64, parts)}
	community := make([]int32, parts)
	near := &tally{links: make([]int64, parts)}
	for i, v := range members {
		if err := interrupted(ctx, i); err != nil {
			return nil, err
		}
		p := part[v]
		community[p] = l.community[v]
		out.strength[p] += l.strength[v]
		for i := l.first[v]; i < l.first[v+1]; i++ {
			if other := part[l.to[i]]; other != p {
				near.add(other, l.links[i])
			}
		}
		if i+1 == len(members) || part[members[i+1]] != p { // the last of the part
			for _, other := range near.touch {
				out.to, out.links = append(out.to, other), append(out.links, near.links[other])
			}
			near.clear()
			out.first = append(out.first, len(out.to))
		}
	}
	out.begin(community)
	return out, nil
}

// renumber orders the communities by size and smallest id.
func (p *Partition) renumber() {
	size, smallest := make([]int, len(p.Community)), make([]int, len(p.Community))
	var all []int32
	for v, c := range p.Community {
		if size[c]++; size[c] == 1 {
			smallest[c] = v
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(x, y int32) int {
		return cmp.Or(cmp.Compare(size[y], size[x]), cmp.Compare(smallest[x], smallest[y]))
	})
	number := make([]int32, len(p.Community))
	for i, c := range all {
		number[c] = int32(i + 1)
	}
	for v, c := range p.Community {
		p.Community[v] = number[c]
	}
	p.Count = len(all)
}

// measure works out the modularity.
func (p *Partition) measure(g *Graph) {
	within, strength := make([]int64, p.Count), make([]int64, p.Count)
	var total int64
	for v, c := range p.Community {
		weights := g.weights(int32(v))
		for i, w := range g.row(int32(v)) {
			strength[c-1] += int64(weights[i])
			if p.Community[w] == c {
				within[c-1] += int64(weights[i])
			}
		}
	}
	for _, s := range strength {
		total += s
	}
	if total == 0 {
		return
	}
	for c := range within {
		share := float64(strength[c]) / float64(total)
		p.Modularity += float64(within[c])/float64(total) - float64(share*share)
	}
}
