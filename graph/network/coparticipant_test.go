package network_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/network"
	"github.com/migraph/migraph/graph/sqlitestore"
)

// world is a small graph, as lists to go through.
type world struct {
	bodies         []*graph.Stakeholder
	initiatives    []*graph.Initiative
	participations []*graph.Participation
	affiliations   []*graph.Affiliation

	themes          []*graph.Theme
	places          []*graph.Place
	classifications []*graph.Classification
	presences       []*graph.Presence
	flows           []*graph.Flow
}

func id(prefix string, n int) string {
	return prefix + "aaaaaaaaaaa" + string(rune('a'+n))
}

func claim(prefix string, n int) graph.Claim {
	key := fmt.Sprint(n)
	return graph.Claim{Base: graph.Base{ID: prefix + "aaaaaaaaaaa" + string(rune('a'+n/20)) + "aa" + string(rune('a'+n%20))}, Key: key,
		Evidence: []*graph.Evidence{{DocumentID: id("d", 0), Basis: "STATED", Dataset: "x"}}}
}

// date gives a day or a year as a partial date; empty for none.
func date(text string) (d graph.PartialDate) {
	if text != "" {
		var err error
		if d, err = graph.ParseDate(text); err != nil {
			panic(err)
		}
	}
	return d
}

var years = []string{"", "2020", "2021"} // of initiatives and participations

func draw(t *rapid.T) *world {
	w := &world{}
	nBodies, nWorks := rapid.IntRange(2, 8).Draw(t, "bodies"), rapid.IntRange(1, 5).Draw(t, "initiatives")
	for i := range nBodies {
		w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"},
			Kind: rapid.SampledFrom(graph.StakeholderKinds).Draw(t, "kind")})
	}
	for i := range nWorks {
		w.initiatives = append(w.initiatives, &graph.Initiative{Thing: graph.Thing{Base: graph.Base{ID: id("i", i)}, Name: "Work"},
			Nature: rapid.SampledFrom(graph.InitiativeNatures).Draw(t, "nature"),
			Period: graph.Period{Start: date(rapid.SampledFrom(years).Draw(t, "start")), End: date(rapid.SampledFrom([]string{"", "", "2021-06", "2022-Q1"}).Draw(t, "end"))}})
	}
	for i := range rapid.IntRange(0, 25).Draw(t, "participations") {
		p := &graph.Participation{Claim: claim("p", i), InitiativeID: id("i", rapid.IntRange(0, nWorks-1).Draw(t, "in")),
			Role: rapid.SampledFrom(graph.Roles).Draw(t, "role"), Timing: graph.Timing{Nature: "EVENT"}}
		if p.Period.Start = date(rapid.SampledFrom(years).Draw(t, "date")); p.Period.Start.Known() {
			p.DatedBy = "CLAIM"
		}
		if rapid.IntRange(0, 5).Draw(t, "group") == 0 {
			p.GroupLabel = "unions"
		} else {
			p.StakeholderID = id("s", rapid.IntRange(0, nBodies-1).Draw(t, "who"))
		}
		w.participations = append(w.participations, p)
	}
	for i := range rapid.IntRange(0, 9).Draw(t, "affiliations") {
		w.affiliations = append(w.affiliations, &graph.Affiliation{Claim: claim("a", i), StakeholderID: id("s", rapid.IntRange(0, nBodies-1).Draw(t, "part")),
			ToID: id("s", rapid.IntRange(0, nBodies-1).Draw(t, "of")), Type: rapid.SampledFrom(graph.AffiliationTypes).Draw(t, "type")})
	}
	return w
}

// write makes the store hold the world and nothing else.
func (w *world) write(ctx context.Context, s graph.Store) error {
	_, err := s.Write(ctx, func(ctx context.Context, wr graph.Writer) error {
		for _, of := range graph.Catalog.Types() {
			var ids []string
			if err := wr.Scan(ctx, of, func(r graph.Record) error { ids = append(ids, graph.IDOf(r)); return nil }); err != nil {
				return err
			}
			if err := wr.Delete(ctx, of, ids); err != nil {
				return err
			}
		}
		for name, rs := range map[string][]graph.Record{
			"Stakeholder": recordsOf(w.bodies), "Initiative": recordsOf(w.initiatives),
			"Participation": recordsOf(w.participations), "Affiliation": recordsOf(w.affiliations),
			"Theme": recordsOf(w.themes), "Place": recordsOf(w.places), "Classification": recordsOf(w.classifications),
			"Presence": recordsOf(w.presences), "Flow": recordsOf(w.flows),
		} {
			if err := wr.Put(ctx, graph.Catalog.Type(name), rs); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

func recordsOf[R graph.Record](rs []R) (out []graph.Record) {
	for _, r := range rs {
		out = append(out, r)
	}
	return out
}

// question is a network.Question in words that the oracle reads too.
type question struct {
	partners bool
	kind     graph.StakeholderKind // of the others, empty for all
	year     string                // of the participations, empty for all
}

func (q question) compile() network.Question {
	out := network.Question{Partners: q.partners}
	if q.kind != "" {
		out.Where = graph.Compare{Field: "kind", Op: graph.Eq, Value: string(q.kind)}
	}
	if q.year != "" {
		out.Dating = graph.Dating{From: q.year + "-02-01", To: q.year + "-03-01"}
	}
	return out
}

// expected answers the question for one body, by comparing every two
// participations.
func (w *world) expected(body string, q question) []string {
	counts := func(p *graph.Participation) bool {
		return p.StakeholderID != "" && (q.year == "" || p.Period.Start.Text == q.year)
	}
	joint, claims := map[string][]string{}, map[string]map[string]bool{}
	for _, x := range w.participations {
		for _, y := range w.participations {
			if x.StakeholderID != body || y.StakeholderID == body || x.InitiativeID != y.InitiativeID || !counts(x) || !counts(y) {
				continue
			}
			if q.kind != "" && w.kindOf(y.StakeholderID) != q.kind || q.partners && (!workTogether(x.Role, y.Role) || w.within(body, y.StakeholderID) || w.within(y.StakeholderID, body)) {
				continue
			}
			if !slices.Contains(joint[y.StakeholderID], x.InitiativeID) {
				joint[y.StakeholderID] = append(joint[y.StakeholderID], x.InitiativeID)
			}
			if claims[y.StakeholderID] == nil {
				claims[y.StakeholderID] = map[string]bool{}
			}
			claims[y.StakeholderID][x.ID], claims[y.StakeholderID][y.ID] = true, true
		}
	}
	var out []string
	for other, works := range joint {
		slices.SortFunc(works, func(x, y string) int { // the latest first, undated last, then by id
			if sx, sy := w.startOf(x), w.startOf(y); sx != sy {
				return strings.Compare(sy, sx)
			}
			return strings.Compare(x, y)
		})
		latest := works[0]
		if w.startOf(latest) == "" {
			latest = ""
		}
		said := slices.SortedFunc(maps.Keys(claims[other]), func(x, y string) int {
			if d := slices.Index(works, w.claimed(x).InitiativeID) - slices.Index(works, w.claimed(y).InitiativeID); d != 0 {
				return d
			}
			return strings.Compare(x, y)
		})
		out = append(out, fmt.Sprintf("%02d %s %v latest %q by %v", 99-len(works), other, works, latest, said))
	}
	slices.Sort(out) // most joint initiatives first, then by id
	return out
}

func (w *world) claimed(id string) *graph.Participation {
	return w.participations[slices.IndexFunc(w.participations, func(p *graph.Participation) bool { return p.ID == id })]
}

func (w *world) kindOf(body string) graph.StakeholderKind {
	return w.bodies[slices.IndexFunc(w.bodies, func(s *graph.Stakeholder) bool { return s.ID == body })].Kind
}

func (w *world) startOf(work string) string {
	return w.initiatives[slices.IndexFunc(w.initiatives, func(i *graph.Initiative) bool { return i.ID == work })].Period.Start.Earliest
}

// within tells whether a body is at any level a part or an office of another.
func (w *world) within(part, whole string) bool {
	reached := []string{part}
	for i := 0; i < len(reached); i++ {
		for _, a := range w.affiliations {
			inside := a.Type == "PART_OF" || a.Type == "COUNTRY_OFFICE_OF" || a.Type == "SECRETARIAT_OF"
			if inside && a.StakeholderID == reached[i] && !slices.Contains(reached, a.ToID) {
				reached = append(reached, a.ToID)
			}
		}
	}
	return slices.Contains(reached[1:], whole)
}

// partnerships are the pairs of roles that make partners: who is PARTNER or
// CO_ORGANIZER with each who carries the work out, and money with work.
// FACILITATOR, PARTICIPANT, COORDINATED_WITH and SUPPORTER make nobody a partner.
var partnerships = map[graph.Role]string{
	"PARTNER":      "ACCOUNTABLE EXTENDING IMPLEMENTING ORGANIZER CO_ORGANIZER HOST PARTNER INITIATOR",
	"CO_ORGANIZER": "ACCOUNTABLE EXTENDING IMPLEMENTING ORGANIZER CO_ORGANIZER HOST PARTNER INITIATOR",
	"FUNDING":      "IMPLEMENTING",
}

func workTogether(x, y graph.Role) bool {
	return slices.Contains(strings.Fields(partnerships[x]), string(y)) || slices.Contains(strings.Fields(partnerships[y]), string(x))
}

func lines(cs []*graph.CoParticipant) (out []string) {
	for _, c := range cs {
		out = append(out, fmt.Sprintf("%02d %s %v latest %q by %v", 99-len(c.Initiatives), c.StakeholderID, c.Initiatives, c.LatestID, c.Claims))
	}
	return out
}

// ask answers a question in a view of its own, and counts the calls of fetch.
func ask(ctx context.Context, s graph.Store, ids []string, q network.Question) (out [][]*graph.CoParticipant, calls int, err error) {
	err = s.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		calls = 0
		fetch := func(ctx context.Context, p *graph.Plan) (*graph.Result, error) { calls++; return r.Fetch(ctx, p) }
		out, err = network.CoParticipants(ctx, fetch, ids, q)
		return err
	})
	return out, calls, err
}

func open(t *testing.T) graph.Store {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestCoParticipantsAndPartnersAreThoseOfTheOracle(t *testing.T) {
	s := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := draw(rt)
		if err := w.write(t.Context(), s); err != nil {
			rt.Fatal(err)
		}
		var ids []string
		for _, b := range w.bodies {
			ids = append(ids, b.ID)
		}
		ids = rapid.Permutation(ids).Draw(rt, "order")
		for _, partners := range []bool{false, true} {
			q := question{partners, rapid.SampledFrom([]graph.StakeholderKind{"", "", "GOVERNMENT"}).Draw(rt, "kind of others"), rapid.SampledFrom([]string{"", "", "2020"}).Draw(rt, "year")}
			got, calls, err := ask(t.Context(), s, ids, q.compile())
			if err != nil || len(got) != len(ids) {
				rt.Fatalf("%d answers for %d bodies: %v", len(got), len(ids), err)
			}
			for i, body := range ids {
				if have, want := lines(got[i]), w.expected(body, q); !slices.Equal(have, want) {
					rt.Fatalf("%+v of %s:\n got %q\nwant %q", q, body, have, want)
				}
			}
			if most := 3 + 10; calls > most || !partners && calls > 3 {
				rt.Fatalf("%+v took %d calls", q, calls)
			}
		}
	})
}

// cooperation is a world of n bodies that implement one initiative with a
// partner each, the last of which is a part of the one before it, and so on.
func cooperation(n int) *world {
	w := &world{initiatives: []*graph.Initiative{{Thing: graph.Thing{Base: graph.Base{ID: id("i", 0)}, Name: "Work"}}}}
	for i := range n {
		w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", i)}, Name: "Body"}})
		w.participations = append(w.participations, &graph.Participation{Claim: claim("p", i), StakeholderID: id("s", i), InitiativeID: id("i", 0), Role: "PARTNER"})
		if i > 0 {
			w.affiliations = append(w.affiliations, &graph.Affiliation{Claim: claim("a", i), StakeholderID: id("s", i), ToID: id("s", i-1),
				Type: []graph.AffiliationType{"PART_OF", "COUNTRY_OFFICE_OF", "SECRETARIAT_OF"}[i%3]})
		}
	}
	return w
}

func TestFamiliesAreFollowedUpFar(t *testing.T) {
	s := open(t)
	w := cooperation(9)
	w.participations = []*graph.Participation{w.participations[0], w.participations[8]} // what lies between did not take part
	w.bodies = append(w.bodies, &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id("s", 9)}, Name: "Stranger"}})
	w.participations = append(w.participations, &graph.Participation{Claim: claim("p", 9), StakeholderID: id("s", 9), InitiativeID: id("i", 0), Role: "HOST"})
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got, _, err := ask(t.Context(), s, []string{id("s", 0), id("s", 8), id("s", 9)}, network.Question{Partners: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 1, 2} { // the family has the stranger only
		if len(got[i]) != want {
			t.Errorf("body %d has %d partners, want %d: %q", i, len(got[i]), want, lines(got[i]))
		}
	}
}

func TestCallsDoNotDependOnTheNumberOfBodies(t *testing.T) {
	s := open(t)
	w := cooperation(19)
	w.affiliations = nil
	if err := w.write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, b := range w.bodies {
		ids = append(ids, b.ID)
	}
	for _, q := range []network.Question{{}, {Partners: true}} {
		_, one, err := ask(t.Context(), s, ids[:1], q)
		if err != nil {
			t.Fatal(err)
		}
		_, all, err := ask(t.Context(), s, ids, q)
		if err != nil || one != all || one < 2 {
			t.Errorf("%d calls for one body, %d for nineteen: %v", one, all, err)
		}
	}
	if out, calls, err := ask(t.Context(), s, nil, network.Question{}); len(out) != 0 || calls != 0 || err != nil {
		t.Errorf("of nobody: %v in %d calls, %v", out, calls, err)
	}
	if out, calls, err := ask(t.Context(), s, []string{"saaaaaaaaaaaz"}, network.Question{}); len(out) != 1 || len(out[0]) != 0 || calls > 1 || err != nil {
		t.Errorf("of an unknown body: %v in %d calls, %v", out, calls, err)
	}
}

func TestTooManyParticipationsAreRefused(t *testing.T) {
	s := open(t)
	if err := cooperation(10).write(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ids  []string
		most int
		ok   bool
	}{
		{[]string{id("s", 0)}, 10, true},                         // one own, ten in the initiative
		{[]string{id("s", 0)}, 9, false},                         // of one initiative
		{[]string{id("s", 0), id("s", 1), id("s", 2)}, 2, false}, // of the bodies together
	} {
		_, _, err := ask(t.Context(), s, c.ids, network.Question{MaxClaims: c.most})
		if c.ok && err != nil || !c.ok && graph.CodeOf(err) != graph.LimitExceeded {
			t.Errorf("%d bodies with at most %d participations: %v", len(c.ids), c.most, err)
		}
	}
}
