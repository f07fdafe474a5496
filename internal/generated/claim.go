package generated

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"

	"github.com/migraph/migraph/graph"
)

// claims gives all claims: those about an initiative, initiative by initiative,
// then those about bodies.
func (g *Graph) claims() iter.Seq[graph.Record] {
	return func(yield func(graph.Record) bool) {
		m := &maker{Graph: g, numbers: map[*graph.Type]int{}}
		m.yield = func(r graph.Record) {
			m.stopped = m.stopped || !yield(r) // it must not be called again once it was false
		}
		for n := 0; n < g.initiatives && !m.stopped; n++ {
			m.ofInitiative(n)
		}
		for n := 0; n < g.stakeholders && !m.stopped; n++ {
			m.ofStakeholder(n)
		}
	}
}

// maker makes claims, one after the other.
type maker struct {
	*Graph
	*rand.Rand // of the thing that claims are now about
	numbers    map[*graph.Type]int
	yield      func(graph.Record)
	stopped    bool
}

// put gives a claim what every claim has, and passes it on.
func (m *maker) put(c graph.Record, x *graph.Initiative) {
	t := graph.TypeOf(c)
	m.source(c, fmt.Sprintf("%s-%d", t.Name, m.numbers[t]+1), m.IntN(len(datasets)), x)
	m.yield(c)
}

// source gives a claim an id, a key, its evidence and its dates.
func (m *maker) source(c graph.Record, key string, dataset int, x *graph.Initiative) {
	t := graph.TypeOf(c)
	m.numbers[t]++
	claim := graph.AsClaim(c)
	claim.ID, claim.Key = claimID(t, m.numbers[t]), key
	claim.Evidence = []*graph.Evidence{m.evidence(dataset)}
	if m.IntN(20) == 0 {
		claim.Evidence = append(claim.Evidence, m.evidence(dataset))
	}
	claim.Hidden = claim.Evidence[0].Hidden
	for _, e := range claim.Evidence {
		claim.Hidden = min(claim.Hidden, e.Hidden) // who may see one of the documents may see the claim
	}
	if t.Within != nil {
		t.Within.Date(c, x)
	}
}

func (m *maker) evidence(dataset int) *graph.Evidence {
	n := m.IntN(m.documents)
	e := &graph.Evidence{DocumentID: thingID(documentType, n), Basis: graph.Bases[pick(m.Rand, 85, 10, 5)], Dataset: datasets[dataset]}
	if m.IntN(2) == 0 {
		e.Locator = graph.Text(fmt.Sprintf("page %d", 1+m.IntN(60)))
	}
	if n == restricted {
		e.Hidden = graph.AudienceStaff
	}
	return e
}

func (m *maker) someBody() string { return thingID(stakeholderType, m.body(m.Rand)) }

// ofInitiative makes the claims about the n-th initiative.
func (m *maker) ofInitiative(n int) {
	m.Rand = m.random("claims", n)
	x := m.dated(n)
	m.participations(n, x)
	if n%2 == 1 {
		m.classifications(x)
	}
	if n%20 == 2 && n > 20 {
		m.put(&graph.InitiativeLink{FromID: x.ID, ToID: thingID(initiativeType, m.IntN(n/2)), Type: linkTypes[m.IntN(len(linkTypes))]}, nil)
	}
	if n%20 == 4 {
		value := m.IntN(5000)
		m.put(&graph.Figure{InitiativeID: x.ID, Label: "persons reached", Value: graph.Text(fmt.Sprint(value)), Measure: "PERSONS", Qualifier: graph.Qualifiers[m.IntN(len(graph.Qualifiers))]}, x)
	}
	if n%100 == 6 {
		m.findings(x)
	}
	if n%4 == 3 {
		m.flow(x)
	}
}

// linkTypes are those of links that files of partners tell of.
var linkTypes = graph.InitiativeLinkTypes[:7]

// roles are as frequent as in lists of who takes part in what.
func (m *maker) role() graph.Role {
	return graph.Roles[pick(m.Rand, 10, 3, 2, 14, 6, 4, 3, 18, 30, 3, 2, 2, 3)]
}

// participations makes few for most initiatives, and many for some: five on
// average, if there are to be ten for each body.
func (m *maker) participations(n int, x *graph.Initiative) {
	size := 0
	switch pick(m.Rand, 70, 25, 5) {
	case 0:
		size = 1 + m.IntN(4)
	case 1:
		size = 5 + m.IntN(6)
	default:
		size = 15 + m.IntN(26)
	}
	size = (size*m.options.Participations + m.IntN(10)) / 10
	taken := map[string]bool{}
	for range size {
		p := &graph.Participation{InitiativeID: x.ID, Role: m.role()}
		if m.IntN(50) == 0 {
			p.GroupLabel, p.GroupCategory = "civil society organizations", "CIVIL_SOCIETY"
		} else if p.StakeholderID = m.someBody(); taken[p.StakeholderID] {
			continue
		}
		taken[p.StakeholderID] = true
		if m.IntN(20) == 0 {
			persons := 1 + m.IntN(30)
			p.Headcount, p.HeadcountQualifier = &persons, "EXACT"
		}
		m.put(p, x)
	}
	if every := m.initiatives / min(HubInitiatives, m.stakeholders); n%every == 0 && n/every < HubInitiatives {
		m.put(&graph.Participation{InitiativeID: x.ID, StakeholderID: thingID(stakeholderType, m.stakeholders), Role: m.role()}, x)
	}
}

// classifications gives an initiative a theme or two, and a place or two.
func (m *maker) classifications(x *graph.Initiative) {
	for range 1 + m.IntN(2)*m.IntN(2) {
		m.put(&graph.Classification{InitiativeID: x.ID, ThemeID: themes[min(m.IntN(len(themes)), m.IntN(len(themes)))].ID}, x)
	}
	first := m.IntN(len(places))
	if m.IntN(4) > 0 {
		m.put(&graph.Classification{InitiativeID: x.ID, PlaceID: places[first].ID, Percentage: "100"}, x)
		return
	}
	second := (first + 1 + m.IntN(len(places)-1)) % len(places)
	m.put(&graph.Classification{InitiativeID: x.ID, PlaceID: places[first].ID, Percentage: "60"}, x)
	m.put(&graph.Classification{InitiativeID: x.ID, PlaceID: places[second].ID, Percentage: "40"}, x)
}

// findings gives an initiative a conclusion and what is recommended.
func (m *maker) findings(x *graph.Initiative) {
	m.put(&graph.Finding{InitiativeID: x.ID, Type: "CONCLUSION", Text: "The initiative reached those for whom it was."}, x)
	for i := range 1 + m.IntN(3) {
		number := i + 1
		f := &graph.Finding{InitiativeID: x.ID, Type: "RECOMMENDATION", Number: &number, Text: graph.Text(fmt.Sprintf("Recommendation %d: share what was learnt.", number))}
		var to []string
		for range 1 + m.IntN(3) {
			if id := m.someBody(); !slices.Contains(to, id) {
				to = append(to, id)
				f.Addressees = append(f.Addressees, &graph.Addressee{StakeholderID: id})
			}
		}
		f.AddressedTo = graph.AddressModes[m.IntN(2)]
		m.put(f, x)
	}
}

var currencies = []string{"USD", "EUR", "MYR", "SEK"}

// flow makes a flow to an initiative or, now and then, to a body. Some pass through
// others, and some are told by two datasets, differently.
func (m *maker) flow(x *graph.Initiative) {
	f := &graph.Flow{Type: graph.FlowTypes[m.IntN(3)], Amount: graph.Money{Amount: fmt.Sprint(1000 * (1 + m.IntN(5000))), Currency: currencies[m.IntN(len(currencies))]}}
	f.Provider.StakeholderID = m.someBody()
	if m.IntN(8) == 0 {
		f.Amount = graph.Money{}
	}
	if m.IntN(3) > 0 {
		f.Recipient.InitiativeID = x.ID
	} else {
		f.Recipient.StakeholderID = m.otherThan(f.Provider.StakeholderID)
		x = nil
	}
	if m.IntN(6) == 0 {
		f.Hops = append(f.Hops, &graph.Hop{End: graph.End{StakeholderID: m.otherThan(f.Provider.StakeholderID, f.Recipient.StakeholderID)}})
	}
	if m.IntN(2) == 0 || x == nil {
		f.Period.Start = day(m.Rand)
	}
	if m.IntN(100) > 0 {
		m.put(f, x)
		return
	}
	other := *f
	other.Amount = graph.Money{Amount: fmt.Sprint(1000 * (6000 + m.IntN(5000))), Currency: "USD"}
	key := "told twice: " + claimID(graph.TypeOf(f), m.numbers[graph.TypeOf(f)])
	m.source(f, key, 0, x)
	m.source(&other, key, 1, x)
	// A conflict shows to those who may see both sides.
	f.Conflicting, other.Conflicting = other.Hidden <= f.Hidden, f.Hidden <= other.Hidden
	m.yield(f)
	m.yield(&other)
}

// otherThan draws a body that is none of these.
func (m *maker) otherThan(ids ...string) string {
	for {
		if id := m.someBody(); !slices.Contains(ids, id) {
			return id
		}
	}
}

// ofStakeholder makes the claims about the n-th body that are of no initiative.
func (m *maker) ofStakeholder(n int) {
	m.Rand = m.random("belonging", n)
	id := thingID(stakeholderType, n)
	switch {
	case n >= 20 && n%20 == 1:
		m.put(&graph.Affiliation{StakeholderID: id, ToID: thingID(stakeholderType, m.IntN(20)), Type: "COUNTRY_OFFICE_OF"}, nil)
	case n >= 20 && n%10 == 2:
		a := &graph.Affiliation{StakeholderID: id, ToID: thingID(stakeholderType, m.IntN(20)), Type: "MEMBER_OF"}
		if m.IntN(2) == 0 {
			a.Period.Start = day(m.Rand)
		}
		m.put(a, nil)
	}
	if n%20 == 3 {
		m.put(&graph.Classification{StakeholderID: id, ThemeID: themes[m.IntN(len(themes))].ID}, nil)
	}
	if n%5 == 4 {
		m.presence(id)
	}
}

// presence says that a body works in a country. Nothing is told more finely.
func (m *maker) presence(id string) {
	country := places[1+(1+subdivisions)*m.IntN((len(places)-1)/(1+subdivisions))]
	p := &graph.Presence{StakeholderID: id, Role: "IMPLEMENTING", PlaceID: country.ID, Country: country.Country, ThemeID: themes[m.IntN(len(themes))].ID}
	if m.IntN(3) > 0 {
		p.Period.Start = day(m.Rand)
	}
	if m.IntN(3) == 0 {
		p.TargetGroup = "migrant workers"
	}
	m.put(p, nil)
}
