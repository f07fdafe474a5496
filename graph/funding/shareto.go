package funding

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/migraph/migraph/graph"
)

// ShareQuestion asks what share of money reaches recipients of a kind. The
// definition is in docs/decisions/0023-what-share-reaches-whom.md.
type ShareQuestion struct {
	Choice
	// Recipients are the ids of the bodies that are of the kind, Untold those of
	// which nobody can tell because what it asks is not recorded.
	Recipients, Untold map[string]bool
}

// Shares gives a row for each stage and currency.
func (b *Book) Shares(ctx context.Context, q ShareQuestion) ([]*graph.ShareTo, error) {
	es, err := b.settled(ctx, q.Choice)
	if err != nil {
		return nil, err
	}
	type group struct {
		stage    graph.Stage
		currency string
	}
	of := map[group][]*entry{}
	for _, e := range es {
		at := group{e.Stage, e.currency}
		of[at] = append(of[at], e)
	}
	out := []*graph.ShareTo{}
	for _, at := range slices.SortedFunc(maps.Keys(of), func(x, y group) int {
		return cmp.Or(cmp.Compare(stagePlace(x.stage), stagePlace(y.stage)), cmp.Compare(x.currency, y.currency))
	}) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		s := &sharing{q: q, out: &graph.ShareTo{Stage: at.stage, Currency: graph.Text(at.currency)}}
		s.sort(of[at])
		s.net()
		s.hops()
		graph.IdentifyRow(s.out, "shareTo", string(at.stage), at.currency)
		out = append(out, s.out)
	}
	return out, nil
}

// sharing is a row on the way: money of one stage and currency.
type sharing struct {
	q   ShareQuestion
	out *graph.ShareTo
	// into are the flows from others to recipients, outside those among others.
	into, outside []placed
}

func (s *sharing) is(id string) bool { return id != "" && s.q.Recipients[id] }

// sort tells apart what recipients receive, give each other and give on.
func (s *sharing) sort(es []*entry) {
	var within, givenOn []placed
	recipients := map[string]bool{}
	for _, p := range whole(es) {
		switch from, to := s.is(p.from), s.is(p.to); {
		case from && to:
			within = append(within, p)
		case from:
			givenOn = append(givenOn, p)
		case to:
			s.into = append(s.into, p)
			recipients[p.to] = recipients[p.to] || p.fate == counted
		default:
			s.outside = append(s.outside, p)
		}
		if p.fate == counted {
			s.out.Flows++
			if !p.known {
				s.out.WithoutAmount++
			}
		}
	}
	for _, counts := range recipients {
		if counts {
			s.out.Recipients++
		}
	}
	currency := string(s.out.Currency)
	s.out.Reached, s.out.Within, s.out.GivenOn = sumOf(currency, s.into), sumOf(currency, within), sumOf(currency, givenOn)
}

// net works out where the money comes from and is known last. Recipients are one
// node that gives nothing: what reaches them is followed no further, so that the
// three parts add up to the total.
func (s *sharing) net() {
	const recipients = "\x00recipients"
	nets := map[string]netting{}
	some := false
	add := func(p placed, to string) {
		if !p.known || p.fate != counted {
			return
		}
		some = true
		from := cmp.Or(p.from, unknownSource)
		n := nets[from]
		n.out = n.out.Plus(p.amount)
		nets[from] = n
		n = nets[to]
		n.in = n.in.Plus(p.amount)
		nets[to] = n
	}
	for _, p := range s.into {
		add(p, recipients)
	}
	for _, p := range s.outside {
		add(p, cmp.Or(p.to, unknownSink))
	}
	if !some {
		return
	}
	var total, elsewhere, cannotTell Amount
	for id, n := range nets {
		total = total.Plus(positive(n.out.Minus(n.in)))
		kept := n.in.Minus(n.out)
		if id == recipients || kept.sign() <= 0 {
			continue
		}
		if s.untold(id) {
			cannotTell = cannotTell.Plus(kept)
			s.out.CannotTell.Ends++
		} else {
			elsewhere = elsewhere.Plus(kept)
			s.out.Elsewhere.Ends++
		}
	}
	reached := nets[recipients].in
	s.out.Total = total.Decimal()
	s.out.Elsewhere.Sum, s.out.Elsewhere.Share = elsewhere.Decimal(), percent(elsewhere, total)
	s.out.CannotTell.Sum, s.out.CannotTell.Share = cannotTell.Decimal(), percent(cannotTell, total)
	if reached.sign() >= 0 { // else more was taken back from them than given
		s.out.Share = percent(reached, total)
	}
}

// untold tells of whom nobody knows whether they are such recipients: unknown ends,
// programmes, and bodies of which it is not recorded.
func (s *sharing) untold(id string) bool {
	return known(id) == "" || s.q.Untold[id] || graph.Catalog.TypeOfID(id) == graph.Catalog.Type("Initiative")
}

// hops divides what reaches recipients by the hops from a first provider.
func (s *sharing) hops() {
	to := s.distances()
	by := map[int][]placed{}
	for _, p := range s.into {
		if p.fate != counted {
			continue
		}
		hops := -1
		if before, told := to[p.from]; told && p.from != "" {
			hops = min(before+1+len(p.Hops), graph.MaxHopsTold)
		}
		by[hops] = append(by[hops], p)
	}
	for _, hops := range slices.Sorted(maps.Keys(by)) {
		sum := sumOf("", by[hops])
		s.out.ByHops = append(s.out.ByHops, &graph.ShareToHops{Hops: hops, AtLeast: hops == graph.MaxHopsTold, Sum: sum.Sum, Flows: sum.Flows, WithoutAmount: sum.Flows - summed(by[hops])})
	}
	if len(by[-1]) > 0 { // what cannot be told comes last
		s.out.ByHops = append(s.out.ByHops[1:], s.out.ByHops[0])
	}
}

// summed counts the flows whose amounts are summed.
func summed(all []placed) (n int) {
	for _, p := range all {
		if p.known && p.fate == counted {
			n++
		}
	}
	return n
}

// distances gives, for each body outside the recipients, the least number of hops
// from a first provider: one to whom no flow leads, also none from an unknown end.
// Who is reached from none, as in a ring, has none.
func (s *sharing) distances() map[string]int {
	type step struct {
		to   string
		hops int
	}
	from := map[string][]step{}
	fed := map[string]bool{}
	for _, p := range s.outside {
		if p.fate == counted && p.to != "" && p.to != p.from {
			fed[p.to] = true
			from[p.from] = append(from[p.from], step{p.to, 1 + len(p.Hops)})
		}
	}
	out := map[string]int{}
	var first []string // at 0 hops, and by hops the next
	start := func(p placed) {
		if p.fate == counted && p.from != "" && !fed[p.from] {
			first = append(first, p.from)
		}
	}
	for _, p := range s.outside {
		start(p)
	}
	for _, p := range s.into {
		start(p)
	}
	at := [][]string{first}
	for hops := 0; hops < len(at); hops++ {
		for _, id := range at[hops] {
			if _, reached := out[id]; reached {
				continue
			}
			out[id] = hops
			for _, next := range from[id] {
				for len(at) <= hops+next.hops {
					at = append(at, nil)
				}
				at[hops+next.hops] = append(at[hops+next.hops], next.to)
			}
		}
	}
	return out
}
