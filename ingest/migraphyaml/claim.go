package migraphyaml

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest/spelling"
)

// claim adds a claim to the import.
func (r *reader) claim(what string, n *node, record graph.Record, around []citedAt) {
	r.claimAs(r.claimKey(what, n), n, record, around)
}

// claimKey gives the key that a claim has of its own.
func (r *reader) claimKey(what string, n *node) string {
	key := r.value(n.get("key"))
	if key == "" {
		return ""
	}
	at := n.get("key").at
	if strings.HasPrefix(key, graph.KeylessPrefix) {
		r.add(at, "a key of a claim cannot begin with %q; write another one", graph.KeylessPrefix)
	}
	if name := keyOf(what, key); keyForm.MatchString(key) {
		r.take(name, saidKey(what, key), at)
	} else if _, again := r.taken[name]; again {
		r.shared[name] = true // a register may use its numbers twice
	} else {
		r.taken[name] = at
	}
	r.claimKeys[what] = append(r.claimKeys[what], key)
	return key
}

// claimRef is a value that refers to a claim by its key.
type claimRef struct {
	*node
	to string
}

// checkClaimRefs holds the keys to which claims refer against the claims of the file,
// which may stand below them.
func (r *reader) checkClaimRefs() {
	for _, ref := range r.claimRefs {
		name := keyOf(ref.to, ref.text)
		if r.shared[name] {
			r.add(ref.at, "%s stands in several places, so it does not say which is meant; give each a key of its own", saidKey(ref.to, ref.text))
		}
		if _, ok := r.taken[name]; ok {
			continue
		}
		do := fmt.Sprintf(`give that %s a "key:", or leave the line out`, ref.to)
		if like := spelling.Nearest(ref.text, r.claimKeys[ref.to]); like != "" {
			do = fmt.Sprintf("did you mean %q?", like)
		}
		r.add(ref.at, "there is no %s with the key %s in this file; %s", ref.to, quote(ref.text), do)
	}
}

// keyOf names the key of a claim, saidKey in messages, which show no more than its
// beginning.
func keyOf(what, key string) string { return "key " + what + " " + key }

func saidKey(what, key string) string { return fmt.Sprintf("the key %s of a %s", quote(key), what) }

// claimAs adds a claim under a key and gives what it cites.
func (r *reader) claimAs(key string, n *node, record graph.Record, around []citedAt) []citedAt {
	evidence, places := r.cite(n, n.at, around)
	r.out.Claims = append(r.out.Claims, graph.ClaimInput{
		Key: key, Record: record, Evidence: evidence, Where: r.where(n.at),
		Visibility: graph.Visibility(r.value(n.get("visibility"))),
	})
	return places
}

// subject is what a claim is about: a stakeholder, an initiative, or both.
type subject struct{ stakeholder, initiative string }

// subject adds to what a claim stands under what it names itself.
func (r *reader) subject(n *node, of subject) subject {
	return subject{
		stakeholder: cmp.Or(of.stakeholder, r.ref(n.get("stakeholder"), stakeholder)),
		initiative:  cmp.Or(of.initiative, r.ref(n.get("initiative"), initiative)),
	}
}

// needsSubject tells of a claim that is about nothing.
func (r *reader) needsSubject(what string, n *node, of subject) {
	if of == (subject{}) && n.field("stakeholder") == nil && n.field("initiative") == nil {
		r.add(n.at, `this %s is about nothing; add "stakeholder:" or "initiative:", or both`, what)
	}
}

func (r *reader) participation(n *node, initiativeKey string, around []citedAt) {
	who, group := n.field("stakeholder"), n.field("group")
	p := &graph.Participation{
		StakeholderID: r.ref(n.get("stakeholder"), stakeholder),
		InitiativeID:  initiativeKey,
		Role:          graph.Role(r.value(n.get("role"))),
		Capacity:      r.text(n.get("capacity")),
		DelegationOf:  r.ref(n.get("delegationOf"), stakeholder),
		UnnamedUnits:  r.flag(n.get("unnamedUnits")),
		Note:          r.text(n.get("note")),
		Timing:        graph.Timing{Period: r.period(n)},
	}
	switch {
	case who == nil && group == nil:
		r.add(n.at, `nobody takes part here; add "stakeholder:" or "group:"`)
	case who != nil && group != nil:
		r.add(group.at, `there is a "stakeholder" and a "group"; write one participation for each`)
	}
	if group != nil {
		r.group(p, group.value)
	}
	r.headcount(p, n.get("headcount"))
	r.claim("participation", n, p, around)
}

func (r *reader) group(p *graph.Participation, n *node) {
	if n.shape != mapping {
		p.GroupLabel = r.text(n)
		return
	}
	p.GroupLabel = r.text(n.get("label"))
	p.GroupCategory = r.text(n.get("category"))
	p.GroupCountry = r.country(n.get("country"))
	p.GroupAppointedBy = r.ref(n.get("appointedBy"), stakeholder)
}

func (r *reader) headcount(p *graph.Participation, n *node) {
	if n == nil {
		return
	}
	count, qualifier := n, ""
	if n.shape == mapping {
		count, qualifier = n.get("value"), r.value(n.get("qualifier"))
	}
	if p.Headcount = r.number(count); p.Headcount != nil {
		p.HeadcountQualifier = graph.Qualifier(cmp.Or(qualifier, "EXACT"))
	}
}

func (r *reader) affiliation(n *node, who string, around []citedAt) {
	a := &graph.Affiliation{
		StakeholderID: who,
		ToID:          r.ref(n.get("to"), stakeholder),
		Type:          graph.AffiliationType(r.value(n.get("type"))),
		Note:          r.text(n.get("note")),
		Period:        r.period(n),
	}
	if who != "" && who == a.ToID {
		r.add(n.get("to").at, "%s cannot belong to itself; correct one of the two", quote(who))
	}
	r.claim("affiliation", n, a, around)
}

func (r *reader) link(n *node, from string, around []citedAt) {
	l := &graph.InitiativeLink{
		FromID: from,
		ToID:   r.ref(n.get("to"), initiative),
		Type:   graph.InitiativeLinkType(r.value(n.get("type"))),
		Note:   r.text(n.get("note")),
		Period: r.period(n),
	}
	if from != "" && from == l.ToID {
		r.add(n.get("to").at, "%s cannot be linked to itself; correct one of the two", quote(from))
	}
	r.claim("link", n, l, around)
}
