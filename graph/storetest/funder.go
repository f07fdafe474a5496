package storetest

import "github.com/migraph/migraph/graph"

func funderCases() []Case {
	return []Case{
		{"who provides, passes on or takes part as FUNDING is a funder", becomesFunder},
		{"nobody else is", noFunder},
		{"who pays no longer is no funder", funderNoLonger},
		{"what is not for everybody makes nobody a funder", hiddenFunder},
		{"a funder stays one while one claim says so", funderOfTwo},
		{"many are marked", manyFunders},
	}
}

// funders gives the slugs of who is marked.
func (t *T) funders() (out []string) {
	t.Helper()
	l := t.list(graph.Query{Type: typ("Stakeholder"), Where: is("isFunder", true), Order: byNameOrder(false)})
	for _, r := range l.Records {
		out = append(out, graph.AsThing(r).Slug)
	}
	return out
}

func money(dataset string) *data {
	return source(dataset, "doc-"+dataset, "2022").stakeholder("a", "A").stakeholder("b", "B").stakeholder("c", "C").initiative("w", "W", "2020", "")
}

func passedOn(f *graph.Flow) { f.Hops = []*graph.Hop{{End: graph.End{StakeholderID: "b"}}} }

func becomesFunder(t *T) {
	t.apply(money("m").flow("f", "a", "c", "1"))
	same(t, "funders by a flow", t.funders(), "a")
	t.apply(money("m").flow("f", "a", "c", "1", passedOn))
	same(t, "funders by a hop", t.funders(), "a", "b")
	t.apply(money("m").participation("p", "c", "w", "FUNDING"))
	same(t, "funders by a participation", t.funders(), "c")
	before := t.dump()
	rep := t.apply(money("m").participation("p", "c", "w", "FUNDING"))
	equal(t, "things once more", rep.Things, graph.Tally{Read: 5, Unchanged: 5})
	equal(t, "the graph once more", t.dump(), before)
	// A description that comes does not unmark it.
	t.apply(source("n", "news", "2024").stakeholder("c", "C as another says"))
	same(t, "funders after a new description", t.funders(), "c")
}

func noFunder(t *T) {
	t.apply(money("m").participation("p", "a", "w", "IMPLEMENTING").participation("q", "", "w", "FUNDING", func(p *graph.Participation) { p.GroupLabel, p.GroupAppointedBy = "donors", "b" }).
		participation("r", "c", "w", "PARTNER", func(p *graph.Participation) { p.DelegationOf = "b" }).
		claim("f", &graph.Flow{Provider: graph.End{InitiativeID: "w"}, Recipient: graph.End{StakeholderID: "c"}, Type: "DISBURSEMENT", ReporterID: "a"}).
		claim("b", &graph.Budget{Provider: graph.End{StakeholderID: "a"}, Recipient: graph.End{StakeholderID: "b"}, Type: "BUDGET"}))
	same(t, "funders by other claims", t.funders())
}

func funderNoLonger(t *T) {
	t.apply(money("m").flow("f", "a", "c", "1", passedOn).participation("p", "c", "w", "FUNDING"))
	same(t, "funders", t.funders(), "a", "b", "c")
	t.apply(money("m").flow("f", "b", "c", "1").participation("p", "c", "w", "IMPLEMENTING"))
	same(t, "funders after a correction", t.funders(), "b")
	t.apply(money("m"))
	same(t, "funders without claims", t.funders())
	t.apply(money("m").flow("f", "a", "c", "1"))
	t.apply(money("n"))
	t.withdraw("m")
	same(t, "funders after withdrawal", t.funders())
	t.withdraw("n")
	equal(t, "records that are marked, tombstones too", len(t.funders()), 0)
}

func hiddenFunder(t *T) {
	d := func() *data {
		return money("m").flow("f", "a", "c", "1", passedOn).participation("p", "c", "w", "FUNDING")
	}
	t.apply(d().hide("f", "RESTRICTED"))
	same(t, "funders without the hidden flow", t.funders(), "c")
	t.apply(d())
	same(t, "funders by all", t.funders(), "a", "b", "c")
	t.apply(d().hide("a", "RESTRICTED"))
	same(t, "funders without the hidden body", t.funders(), "c") // b is known by the same flow only
	t.apply(d().hide("w", "WITHHELD"))
	same(t, "funders without the hidden initiative", t.funders(), "a", "b")
	t.apply(d())
	t.apply(source("n", "doc-m", "2022").hide("doc-m", "RESTRICTED"))
	same(t, "funders by a hidden document", t.funders())
	t.withdraw("n")
	same(t, "funders by all again", t.funders(), "a", "b", "c")
}

func funderOfTwo(t *T) {
	t.apply(money("m").flow("f", "a", "c", "1"))
	t.apply(money("n").flow("g", "a", "b", "2"))
	t.withdraw("m")
	same(t, "funders by the other dataset", t.funders(), "a")
	t.apply(money("n").flow("g", "a", "b", "2").hide("g", "WITHHELD"))
	same(t, "funders by what is withheld", t.funders())
}

func manyFunders(t *T) {
	t.large()
	d := source("m", "doc", "2022").stakeholder("to", "To")
	const n = 1107
	for i := range n {
		d.stakeholder("x"+letters(i), "Giver").flow("", "x"+letters(i), "to", "1")
	}
	t.apply(d)
	equal(t, "funders", len(t.funders()), n)
	t.withdraw("m")
	equal(t, "funders after withdrawal", len(t.funders()), 0)
}
