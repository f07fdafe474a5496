package funding

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

// flow makes a flow of a line: id, ends and hops as body/programme, amount and
// currency, stage and, after @, days: "f1 sida > iom/crest > unhcr 100 SEK".
func flow(line string) *Flow {
	f := &Flow{Stage: "DISBURSEMENT"}
	line, f.PaidFrom, _ = strings.Cut(line, " from ")
	line, days, _ := strings.Cut(line, " @")
	f.First, f.Last, _ = strings.Cut(days, "/")
	f.Last = cmpOr(f.Last, f.First)
	f.Bounds = graph.Bounds{ValidFrom: "0000-00-00", ValidTo: "9999-99-99", CertainFrom: "9999-99-99", CertainTo: "0000-00-00", Undated: true}
	if f.First != "" {
		f.Bounds = graph.Bounds{ValidFrom: f.First, ValidTo: f.Last, CertainFrom: f.Last, CertainTo: f.First}
	}
	words := strings.Fields(line)
	f.ID = words[0]
	var ends []graph.End
	at := 1
	for ; at < len(words); at += 2 {
		ends = append(ends, endAt(words[at]))
		if at+1 == len(words) || words[at+1] != ">" {
			break
		}
	}
	f.Provider, f.Recipient = ends[0], ends[len(ends)-1]
	f.Hops = ends[1 : len(ends)-1]
	for _, word := range words[at+1:] {
		switch {
		case slices.Contains(graph.Stages, graph.Stage(word)):
			f.Stage = graph.Stage(word)
		case slices.Contains([]string{"PROVIDER", "RECIPIENT"}, word):
			f.ReportedBy = graph.ReportedBy(word)
		case len(word) == 3 && strings.ToUpper(word) == word && strings.ToLower(word) != word:
			f.Currency = word
		default:
			hi, lo, ok := graph.Money{Amount: word}.Parts()
			f.Amount, f.Known = amountOf(hi, lo), ok
		}
	}
	return f
}

func cmpOr(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

func endAt(text string) graph.End {
	body, programme, _ := strings.Cut(text, "/")
	return graph.End{StakeholderID: strings.Trim(body, "?"), InitiativeID: programme}
}

func toldBook(lines ...string) *Book {
	b := &Book{}
	for _, l := range lines {
		b.flows = append(b.flows, flow(l))
	}
	slices.SortFunc(b.flows, func(x, y *Flow) int { return strings.Compare(x.ID, y.ID) })
	return b
}

func told(e graph.End) string {
	out := e.StakeholderID
	if e.InitiativeID != "" {
		out += "/" + e.InitiativeID
	}
	return cmpOr(out, "?")
}

// tell writes a chain in a line.
func tell(c *graph.FundingChain) string {
	var b strings.Builder
	b.WriteString(c.Begins + " ")
	joins := map[string]string{"": "", joinPaidFrom: "paid", joinSameInitiative: "initiative", joinSameBody: "body"}
	for i, s := range c.Steps {
		if i > 0 {
			fmt.Fprintf(&b, " %s %d: ", joins[s.JoinedBy], s.Named)
		}
		b.WriteString(told(s.Provider))
		for _, h := range s.Hops {
			b.WriteString(">" + told(h.End))
		}
		b.WriteString(">" + told(s.Recipient))
	}
	fmt.Fprintf(&b, " %s [%s %s]", c.Ends, cmpOr(c.Bounds.Lower, "null"), cmpOr(c.Bounds.Upper, "null"))
	if c.Bounds.Earmarked != "" {
		b.WriteString(" earmarked " + c.Bounds.Earmarked)
	}
	if len(c.Cycles) > 0 {
		fmt.Fprintf(&b, " cycles %v", c.Cycles)
	}
	if len(c.Bounds.Reasons) > 0 {
		fmt.Fprintf(&b, " %v", c.Bounds.Reasons)
	}
	return b.String()
}

func ask(t testing.TB, b *Book, q ChainsQuestion) (*graph.FundingChains, []string) {
	t.Helper()
	if q.MaxHops == 0 {
		q.MaxHops = 4
	}
	if q.Limit == 0 {
		q.Limit = 50
	}
	found, err := b.Chains(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	v := found.View()
	var lines []string
	for _, c := range v.Chains {
		lines = append(lines, tell(c))
	}
	return v, lines
}

func TestChains(t *testing.T) {
	through := func(ids ...string) ChainsQuestion { return ChainsQuestion{Through: ids} }
	for _, x := range []struct {
		name  string
		flows string
		q     ChainsQuestion
		want  string
	}{
		{"one after another, whole or in part", `
			1 sida > iom 100 SEK
			2 iom > cahaya 60 SEK
			3 iom > tenaganita 20 SEK
			4 tenaganita > clinic 5 SEK`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom body 0: iom>cahaya LAST_RECIPIENT [60 60]
			FROM sida>iom body 0: iom>tenaganita body 0: tenaganita>clinic LAST_RECIPIENT [5 5]`},
		{"other money beside", `
			1 sida > iom 100 SEK
			2 prm > iom 50 SEK
			3 iom > cahaya 120 SEK
			4 iom > tenaganita 30 SEK`, ChainsQuestion{From: "sida", To: "cahaya"}, `
			FROM sida>iom body 0: iom>cahaya TO [70 100]`},
		{"more is paid than received", `
			1 sida > iom 100 SEK
			2 iom > cahaya 150 SEK`, ChainsQuestion{To: "cahaya"}, `
			FIRST_PROVIDER sida>iom body 0: iom>cahaya TO [100 100]`},
		{"a programme joins more strongly than a body", `
			1 sida > iom/crest 100 SEK
			2 prm > iom 900 SEK
			3 iom/crest > cahaya 80 SEK
			4 iom > airline 700 SEK`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom/crest initiative 0: iom/crest>cahaya LAST_RECIPIENT [0 80] earmarked 80
			FROM sida>iom/crest body 0: iom>airline LAST_RECIPIENT [0 100]`},
		{"a programme of two bodies joins neither to the other", `
			1 sida > iom/crest 100 SEK
			2 unhcr/crest > cahaya 80 SEK
			3 ?/crest > clinic 10 SEK`, through("crest"), `
			FIRST_PROVIDER unhcr/crest>cahaya LAST_RECIPIENT [80 80]
			FIRST_PROVIDER sida>iom/crest initiative 0: /crest>clinic LAST_RECIPIENT [10 10] earmarked 10`},
		{"hops are within a step", `
			1 sida > iom/crest > ?/sandakan OTHER`, through("crest"), `
			FIRST_PROVIDER sida>iom/crest>/sandakan LAST_RECIPIENT [null null] [AMOUNT_UNKNOWN_ON_CHAIN]`},
		{"a ring is cut and named", `
			1 a > b 10 EUR
			2 b > a 4 EUR
			3 b > c 5 EUR
			4 c > b 1 EUR`, ChainsQuestion{From: "a"}, `
			FROM a>b body 0: b>c CYCLE [4 5] cycles [a b]`},
		{"a ring without a first provider", `
			1 a > b 10 EUR
			2 b > a 4 EUR`, through("a"), `
			CYCLE a>b CYCLE [10 10] cycles [a]
			CYCLE b>a CYCLE [4 4] cycles [b]`},
		{"unknown ends", `
			1 ? > iom 10 EUR
			2 iom > ? 6 EUR`, through("iom"), `
			UNKNOWN_PROVIDER ?>iom body 0: iom>? UNKNOWN_RECIPIENT [6 6]`},
		{"unknown amounts", `
			1 sida > iom 100 SEK
			2 sida > iom
			3 iom > cahaya 60 SEK
			4 cahaya > clinic
			5 sida > iom SEK`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom LAST_RECIPIENT [null null] [AMOUNT_UNKNOWN_ON_CHAIN]
			FROM sida>iom body 0: iom>cahaya LAST_RECIPIENT [0 60] [AMOUNT_UNKNOWN_ON_CHAIN AMOUNT_UNKNOWN_BESIDE]`},
		{"an unknown amount as the last", `
			1 sida > iom 100 SEK
			2 iom > cahaya SEK`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom body 0: iom>cahaya LAST_RECIPIENT [0 100] [AMOUNT_UNKNOWN_ON_CHAIN]`},
		{"another currency beside", `
			1 sida > iom 100 SEK
			2 prm > iom 100 USD
			3 iom > cahaya 90 SEK`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom body 0: iom>cahaya LAST_RECIPIENT [0 90] [OTHER_CURRENCY_BESIDE]`},
		{"what is spent otherwise draws on the same money", `
			1 sida > iom 100 SEK
			2 iom > ? 50 SEK EXPENDITURE
			3 iom > cahaya 60 SEK`, ChainsQuestion{To: "cahaya"}, `
			FIRST_PROVIDER sida>iom body 0: iom>cahaya TO [50 60]`},
		{"promises are apart", `
			1 sida > iom 100 SEK COMMITMENT
			2 iom > cahaya 60 SEK`, through("iom"), `
			FIRST_PROVIDER sida>iom LAST_RECIPIENT [100 100]
			FIRST_PROVIDER iom>cahaya LAST_RECIPIENT [60 60]`},
		{"what is taken back", `
			1 sida > iom 100 SEK
			2 iom > cahaya 60 SEK
			3 iom > unhcr -5 SEK`, ChainsQuestion{To: "cahaya"}, `
			FIRST_PROVIDER sida>iom body 0: iom>cahaya TO [0 60] [NEGATIVE_AMOUNT]`},
		{"corrections within a step", `
			1 sida > iom 100 SEK
			2 sida > iom -70 SEK
			3 iom > cahaya 60 SEK`, ChainsQuestion{To: "cahaya"}, `
			FIRST_PROVIDER sida>iom body 0: iom>cahaya TO [30 30]`},
		{"what a source names", `
			1 sida > iom 100 SEK
			2 prm > iom 900 SEK
			3 iom > cahaya 60 SEK from 1
			4 iom > cahaya 20 SEK
			5 iom > airline 900 SEK`, ChainsQuestion{From: "sida", To: "cahaya"}, `
			FROM sida>iom paid 1: iom>cahaya TO [60 80]`},
		{"what a source names in another currency", `
			1 sida > iom 100 SEK
			2 iom > cahaya 6 USD from 1`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom paid 1: iom>cahaya LAST_RECIPIENT [null null] [STAGE_OR_CURRENCY_CHANGES]`},
		{"both sides report", `
			1 sida > iom 100 SEK PROVIDER @2020-05-01
			2 sida > iom 90 SEK RECIPIENT @2020-06-01
			3 iom > cahaya 60 SEK @2020-07-01 from 2`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom paid 1: iom>cahaya LAST_RECIPIENT [60 60]`},
		{"more steps than may be", `
			1 a > b 1 EUR
			2 b > c 1 EUR
			3 c > d 1 EUR
			4 d > e 1 EUR`, ChainsQuestion{From: "a", MaxHops: 2}, `
			FROM a>b body 0: b>c MAX_HOPS [1 1]`},
		{"more steps than may be, backwards", `
			1 a > b 1 EUR
			2 b > c 1 EUR
			3 c > d 1 EUR
			4 d > e 1 EUR`, ChainsQuestion{To: "e", MaxHops: 2}, `
			MAX_HOPS c>d body 0: d>e TO [1 1]`},
		{"more steps than may be, with what must be on the chain", `
			1 z > a 1 EUR
			2 a > b 1 EUR
			3 b > c 1 EUR
			4 c > d 1 EUR
			5 d > e 1 EUR`, ChainsQuestion{Through: []string{"b", "d"}, MaxHops: 3}, `
			MAX_HOPS a>b body 0: b>c body 0: c>d MAX_HOPS [1 1]
			MAX_HOPS b>c body 0: c>d body 0: d>e LAST_RECIPIENT [1 1]`},
		{"a ring through a programme", `
			1 sida > iom/crest 10 EUR
			2 ?/crest > loc 10 EUR
			3 loc > sida 10 EUR`, through("crest"), `
			CYCLE sida>iom/crest initiative 0: /crest>loc CYCLE [10 10] earmarked 10 cycles [sida]
			CYCLE /crest>loc body 0: loc>sida CYCLE [10 10] cycles [crest]
			CYCLE loc>sida body 0: sida>iom/crest CYCLE [10 10] cycles [loc]`},
		{"a ring from a programme", `
			1 sida > iom/crest 10 EUR
			2 ?/crest > loc 10 EUR
			3 loc > sida 10 EUR`, ChainsQuestion{From: "crest"}, `
			FROM /crest>loc body 0: loc>sida CYCLE [10 10] cycles [crest]`},
		{"a ring through a body", `
			1 sida > iom 10 EUR
			2 iom > loc 10 EUR
			3 loc > sida 10 EUR`, through("iom"), `
			CYCLE sida>iom body 0: iom>loc CYCLE [10 10] cycles [sida]
			CYCLE iom>loc body 0: loc>sida CYCLE [10 10] cycles [iom]
			CYCLE loc>sida body 0: sida>iom CYCLE [10 10] cycles [loc]`},
		{"money that stays within a programme, and money that comes back to it", `
			1 sida > iom/crest 10 EUR
			2 iom/crest > unhcr/crest 10 EUR
			3 unhcr/crest > clinic 10 EUR
			4 clinic > cahaya/crest 10 EUR`, ChainsQuestion{From: "sida"}, `
			FROM sida>iom/crest initiative 0: iom/crest>unhcr/crest initiative 0: unhcr/crest>clinic CYCLE [10 10] earmarked 10 cycles [crest]`},
		{"what comes after closes where it begins, though its payer is unknown to the one before", `
			1 ?/crest > ? 5 EUR
			2 iom > ? 5 USD EXPENDITURE from 1
			3 ?/crest > ? 5 EUR OTHER from 2`, ChainsQuestion{Through: []string{"iom"}, MaxHops: 3}, `
			FIRST_PROVIDER /crest>? paid 1: iom>? CYCLE [null null] cycles [crest] [STAGE_OR_CURRENCY_CHANGES]
			CYCLE iom>? paid 1: /crest>? UNKNOWN_RECIPIENT [null null] [STAGE_OR_CURRENCY_CHANGES]`},
		{"a step that its own provider closes", `
			1 iom > ?/crest 5 EUR
			2 iom/crest > ? 5 EUR OTHER from 1`, through("iom"), `
			FIRST_PROVIDER iom>/crest CYCLE [5 5] cycles [iom]
			CYCLE iom/crest>? UNKNOWN_RECIPIENT [5 5]`},
		{"a shortcut is no ring", `
			1 a > b 10 EUR
			2 b > c 10 EUR
			3 c > d 10 EUR
			4 b > d 10 EUR`, ChainsQuestion{From: "a", Through: []string{"c"}}, `
			FROM a>b body 0: b>c body 0: c>d LAST_RECIPIENT [0 10]`},
		{"of one stage and currency", `
			1 a > b 1 EUR
			2 b > c 1 USD
			3 b > d 1 EUR COMMITMENT
			4 b > e 1`, ChainsQuestion{From: "a"}, `
			FROM a>b LAST_RECIPIENT [1 1]`},
		{"all that it must have", `
			1 a > b 1 EUR
			2 b > h > c 1 EUR
			3 b > d 1 EUR
			4 x > b 1 EUR`, ChainsQuestion{From: "a", Through: []string{"h", "c"}}, `
			FROM a>b body 0: b>h>c LAST_RECIPIENT [0 1]`},
		{"money within a body is no step", `
			1 a > iom/core 10 EUR
			2 iom/core > iom/crest 10 EUR
			3 iom/crest > b 10 EUR`, ChainsQuestion{From: "a"}, `
			FROM a>iom/core body 0: iom/crest>b LAST_RECIPIENT [10 10]`},
	} {
		var want []string
		for _, l := range strings.Split(strings.TrimSpace(x.want), "\n") {
			want = append(want, strings.TrimSpace(l))
		}
		v, got := ask(t, toldBook(strings.Split(strings.TrimSpace(x.flows), "\n")...), x.q)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", x.name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
		if v.Count != len(want) || v.Cut {
			t.Errorf("%s: %d, cut %v", x.name, v.Count, v.Cut)
		}
	}
}

// TestBoundsKnowWhatIsLeftOut asks for some flows only: what bodies receive and give
// beside, at other times and of other kinds, still limits the lower bound.
func TestBoundsKnowWhatIsLeftOut(t *testing.T) {
	b := toldBook(
		"1 sida > iom 100 SEK @2020-01-01",
		"2 prm > iom 900 SEK @2019-01-01",
		"3 iom > cahaya 100 SEK @2020-06-01",
		"4 iom > airline 900 SEK @2021-06-01",
	)
	want := "FROM sida>iom body 0: iom>cahaya TO [0 100]"
	for name, c := range map[string]Choice{
		"all":  {},
		"only": {Only: []string{"1", "3"}},
		"2020": {Dating: graph.Dating{From: "2020-01-01", To: "2020-12-31"}},
	} {
		if _, got := ask(t, b, ChainsQuestion{Choice: c, From: "sida", To: "cahaya"}); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	b = toldBook("1 sida > iom 50 SEK PROVIDER @2020", "2 sida > iom 80 SEK RECIPIENT @2020", "3 iom > cahaya 80 SEK")
	for only, want := range map[string]string{
		"123": "FROM sida>iom body 0: iom>cahaya TO [50 50]",
		"23":  "FROM sida>iom body 0: iom>cahaya TO [80 80]",
	} {
		c := Choice{Only: strings.Split(only, "")}
		if _, got := ask(t, b, ChainsQuestion{Choice: c, From: "sida", To: "cahaya"}); len(got) != 1 || got[0] != want {
			t.Errorf("with %s: %v, want %s", only, got, want)
		}
	}
}

func TestChainsOfBodiesThatAreRolledUp(t *testing.T) {
	b := toldBook("1 prm > office 10 USD", "2 iom > cahaya 8 USD", "3 usa > prm 10 USD")
	always := graph.Bounds{ValidFrom: "0000-00-00", ValidTo: "9999-99-99", Undated: true}
	b.parents = map[string]map[string]Parent{
		"prm":    {"a1": {To: "usa", Type: partOf, Bounds: always}},
		"office": {"a2": {To: "iom", Type: officeOf, Bounds: always}},
	}
	c := Choice{RollUp: []graph.AffiliationType{partOf, officeOf}}
	want := "FROM usa>iom body 0: iom>cahaya LAST_RECIPIENT [8 8]"
	for _, from := range []string{"usa", "prm"} {
		if _, got := ask(t, b, ChainsQuestion{Choice: c, From: from}); len(got) != 1 || got[0] != want {
			t.Errorf("from %s: %v, want %s", from, got, want)
		}
	}
}

// TestTheSearchForChainsEnds asks for more chains than are looked at.
func TestTheSearchForChainsEnds(t *testing.T) {
	b := &Book{}
	for i := range 900 {
		b.flows = append(b.flows, flow(fmt.Sprintf("f%04da g%d > hub 1 EUR", i, i)), flow(fmt.Sprintf("f%04db hub > r%d %d EUR", i, i, i+1)))
	}
	slices.SortFunc(b.flows, func(x, y *Flow) int { return strings.Compare(x.ID, y.ID) })
	v, got := ask(t, b, ChainsQuestion{Through: []string{"hub"}, Limit: 3})
	if !v.Cut || v.Count < 100_000 || len(got) != 3 {
		t.Errorf("%d chains, cut %v: %v", v.Count, v.Cut, got)
	}
	v, got = ask(t, b, ChainsQuestion{From: "g7", To: "r77"})
	if v.Cut || len(got) != 1 {
		t.Errorf("%d chains, cut %v: %v", v.Count, v.Cut, got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Chains(ctx, ChainsQuestion{Through: []string{"hub"}, MaxHops: 4, Limit: 3}); err == nil {
		t.Error("the search goes on when nobody waits for it")
	}
}

func TestStepsInWords(t *testing.T) {
	names := map[string]string{"s1": "Sida", "s2": "IOM", "i1": "CREST"}
	end := func(s, i string) graph.End { return graph.End{StakeholderID: s, InitiativeID: i} }
	for want, s := range map[string]*graph.FundingStep{
		"Sida gave an unknown amount through CREST (IOM) to somebody unnamed.": {Provider: end("s1", ""), Hops: []*graph.Hop{{End: end("s2", "i1")}}, Stage: "OTHER", Flows: 1, WithoutAmount: 1},
		"Sida paid 12.5 SEK, in 3 flows, to CREST (2020-01-01 to 2020-03-31).": {Provider: end("s1", ""), Recipient: end("", "i1"), Stage: "DISBURSEMENT", Sum: "12.5", Currency: "SEK", Flows: 3,
			First: "2020-01-01", Last: "2020-03-31"},
		"IOM committed 5 SEK and more, in 2 flows of which 1 tell no amount, to Sida (2020-01-01).": {Provider: end("s2", ""), Recipient: end("s1", ""), Stage: "COMMITMENT", Sum: "5", Currency: "SEK", Flows: 2,
			WithoutAmount: 1, First: "2020-01-01", Last: "2020-01-01"},
		"Sida spent unknown amounts, in 2 flows, on s9.": {Provider: end("s1", ""), Recipient: end("s9", ""), Stage: "EXPENDITURE", Flows: 2, WithoutAmount: 2},
	} {
		if got := sentence(s, names); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
