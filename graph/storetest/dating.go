package storetest

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

func datingCases() []Case {
	return []Case{
		{"an event of one day holds on that day only", func(t *T) {
			t.held("EVENT", "2022-08-15", "", spans{"2022-08-14": no, "2022-08-15": certain, "2022-08-16": no})
		}},
		{"an event with start and end holds from the one to the other", func(t *T) {
			t.held("EVENT", "2022-08-15", "2022-08-17", spans{"2022-08-14": no, "2022-08-15": certain, "2022-08-16": certain, "2022-08-17": certain, "2022-08-18": no})
		}},
		{"an event of a month possibly holds on each of its days", func(t *T) {
			t.held("EVENT", "2024-02", "", spans{"2024-01-31": no, "2024-02-01": possible, "2024-02-29": possible, "2024-03-01": no})
		}},
		{"an event of a quarter", func(t *T) {
			t.held("EVENT", "2022-Q3", "", spans{"2022-06-30": no, "2022-07-01": possible, "2022-09-30": possible, "2022-10-01": no})
		}},
		{"an event of a year", func(t *T) {
			t.held("EVENT", "2022", "", spans{"2021-12-31": no, "2022-01-01": possible, "2022-12-31": possible, "2023-01-01": no})
		}},
		{"an event from a month to a month certainly holds between them", func(t *T) {
			t.held("EVENT", "2022-01", "2022-03", spans{"2021-12-31": no, "2022-01-01": possible, "2022-01-30": possible, "2022-01-31": certain,
				"2022-02-15": certain, "2022-03-01": certain, "2022-03-02": possible, "2022-03-31": possible, "2022-04-01": no})
		}},
		{"an event of a range of dates", func(t *T) {
			t.held("EVENT", "2022-07/2022-09", "", spans{"2022-06-30": no, "2022-07-01": possible, "2022-09-30": possible, "2022-10-01": no})
		}},
		{"a state without end stays open and is never certain", func(t *T) {
			t.held("STATE", "2022-08-15", "", spans{"2022-08-14": no, "2022-08-15": possible, "2022-08-16": possible, "9999-12-31": possible})
		}},
		{"a state with an end is over after it", func(t *T) {
			t.held("STATE", "2020", "2021", spans{"2019-12-31": no, "2020-01-01": possible, "2020-12-30": possible, "2020-12-31": certain,
				"2021-01-01": certain, "2021-01-02": possible, "2021-12-31": possible, "2022-01-01": no})
		}},
		{"an unknown start is before all days", func(t *T) {
			t.held("STATE", "", "2021-05-01", spans{"0001-01-01": possible, "2021-05-01": possible, "2021-05-02": no})
			t.held("EVENT", "", "2021-05-01", spans{"0001-01-01": possible, "2021-05-01": possible, "2021-05-02": no})
		}},
		{"something undated holds on no day unless asked for", func(t *T) {
			t.held("EVENT", "", "", spans{"0001-01-01": no, "2022-01-01": no, "9999-12-31": no})
			t.held("STATE", "", "", spans{"0001-01-01": no, "2022-01-01": no, "9999-12-31": no})
		}},
		{"undated records are included, excluded or alone", undatedRecords},
		{"a stretch of days is met by an overlap at either edge", overlaps},
		{"a stretch certainly overlaps if every reading does", certainOverlaps},
		{"flows and affiliations are dated too", otherClaims},
		{"claims are dated by their initiative", datedByInitiative},
		{"claims with own dates keep them", ownDates},
		{"claims are rewritten when another dataset changes the dates", redated},
		{"claims lose the dates that their initiative loses", undatedAgain},
		{"flows are dated by the initiative that receives, else the one that provides", flowsDated},
		{"the nature of the initiative decides what a missing end means", natureDecides},
	}
}

type holds int

const (
	no holds = iota
	possible
	certain
)

type spans map[string]holds

// held stores an initiative and a participation of the period, and expects
// them to hold, as of each day, as told.
func (t *T) held(nature graph.InitiativeNature, start, end string, want spans) {
	t.Helper()
	t.put(doc(), stakeholder("x", "X"),
		initiative("i", "I", dated(start, end), func(i *graph.Initiative) { i.Nature = nature }),
		participation("p", "x", "i", "HOST", func(p *graph.Participation) { p.Period, p.Nature = during(start, end), nature }))
	for day, h := range want {
		for _, isCertain := range []bool{false, true} {
			d := graph.Dating{From: day, To: day, Certain: isCertain}
			n := 0
			if h == certain || h == possible && !isCertain {
				n = 1
			}
			what := fmt.Sprintf("%s from %q to %q as of %s, certain %t", nature, start, end, day, isCertain)
			equal(t, what, t.countDated("Initiative", d), n)
			equal(t, what+", claim", t.countDated("Participation", d), n)
		}
	}
	t.remove(iid("i"), pid("p"))
}

func (t *T) countDated(of string, d graph.Dating) int {
	t.Helper()
	l := t.fetch(graph.Plan{Query: graph.Query{Type: typ(of), Total: true}, Dating: d})[0]
	equal(t, "the total and the number of records", l.Total, len(l.Records))
	return l.Total
}

func undatedRecords(t *T) {
	t.put(initiative("a", "A"), initiative("b", "B", dated("2020", "")), initiative("c", "C", dated("", "2020")), initiative("d", "D", dated("2022", "")))
	day := graph.Dating{From: "2020-06-01", To: "2020-06-01"}
	for _, c := range []struct {
		undated graph.Undated
		always  []string
		asOf    []string
	}{
		{"", []string{"a", "b", "c", "d"}, []string{"b", "c"}},
		{graph.UndatedInclude, []string{"a", "b", "c", "d"}, []string{"a", "b", "c"}},
		{graph.UndatedExclude, []string{"b", "c", "d"}, []string{"b", "c"}},
		{graph.UndatedOnly, []string{"a"}, []string{"a"}},
	} {
		p := graph.Plan{Query: graph.Query{Type: typ("Initiative")}, Dating: graph.Dating{Undated: c.undated}}
		same(t, "always, undated "+string(c.undated), shorts(idsOf(t.fetch(p)[0])), c.always...)
		day.Undated = c.undated
		p.Dating = day
		same(t, "on a day, undated "+string(c.undated), shorts(idsOf(t.fetch(p)[0])), c.asOf...)
		p.Dating.Certain = true
		want := []string{}
		if c.undated == graph.UndatedInclude || c.undated == graph.UndatedOnly {
			want = []string{"a"}
		}
		same(t, "certainly on a day, undated "+string(c.undated), shorts(idsOf(t.fetch(p)[0])), want...)
	}
}

func (t *T) during(from, to string, certain bool, want ...string) {
	t.Helper()
	p := graph.Plan{Query: graph.Query{Type: typ("Initiative")}, Dating: graph.Dating{From: from, To: to, Certain: certain}}
	same(t, fmt.Sprintf("from %s to %s, certain %t", from, to, certain), shorts(idsOf(t.fetch(p)[0])), want...)
}

func overlaps(t *T) {
	t.put(initiative("a", "A", dated("2020-03-10", "2020-03-20")))
	t.during("2020-03-01", "2020-03-09", false)
	t.during("2020-03-01", "2020-03-10", false, "a")
	t.during("2020-03-20", "2020-03-31", false, "a")
	t.during("2020-03-21", "2020-03-31", false)
	t.during("2020-03-12", "2020-03-13", false, "a")
	t.during("2020-01-01", "2020-12-31", false, "a")
	t.during("0001-01-01", "9999-12-31", false, "a")
}

func certainOverlaps(t *T) {
	t.put(initiative("a", "A", dated("2020-03", "2020-05")), initiative("b", "B", dated("2020-03", "")),
		initiative("c", "C", dated("2020-03", ""), func(i *graph.Initiative) { i.Nature = "STATE" }))
	// a starts until 31 March and ends from 1 May; b is some day of March; c never certainly ends.
	t.during("2020-01-01", "2020-03-30", true)
	t.during("2020-01-01", "2020-03-31", true, "a", "b")
	t.during("2020-05-01", "2020-12-31", true, "a")
	t.during("2020-05-02", "2020-12-31", true)
	t.during("2020-03-01", "2020-03-31", true, "a", "b")
	t.during("2020-03-01", "2020-03-30", true)
	t.during("2020-03-02", "2020-03-31", true, "a")
	t.during("2020-03-01", "2020-03-30", false, "a", "b", "c")
}

func otherClaims(t *T) {
	t.put(doc(), stakeholder("x", "X"), stakeholder("y", "Y"),
		affiliation("a", "x", "y", "MEMBER_OF", func(a *graph.Affiliation) { a.Period = during("2020", "") }),
		flow("f", body("x"), body("y"), "1", func(f *graph.Flow) { f.Period, f.Nature, f.DatedBy = during("2020-05", ""), "EVENT", "CLAIM" }))
	for _, c := range []struct {
		day         string
		affil, flow int
	}{{"2019-12-31", 0, 0}, {"2020-01-01", 1, 0}, {"2020-05-01", 1, 1}, {"2020-06-01", 1, 0}, {"2300-01-01", 1, 0}} {
		d := graph.Dating{From: c.day, To: c.day}
		equal(t, "affiliations as of "+c.day, t.countDated("Affiliation", d), c.affil)
		equal(t, "flows as of "+c.day, t.countDated("Flow", d), c.flow)
	}
	// Things that are not dated are never limited.
	equal(t, "stakeholders as of 1900", t.countDated("Stakeholder", graph.Dating{From: "1900-01-01", To: "1900-01-01"}), 2)
	equal(t, "documents, undated only", t.countDated("Document", graph.Dating{Undated: graph.UndatedOnly}), 1)
}

// only gives the one claim of a type.
func only[R graph.Record](t *T, of string) R {
	t.Helper()
	rs := t.scan(of)
	if len(rs) != 1 {
		t.Fatalf("%d records of type %s, want 1", len(rs), of)
	}
	return rs[0].(R)
}

func (t *T) claimDates(what string, by graph.DatedBy, start, end string) {
	t.Helper()
	p := only[*graph.Participation](t, "Participation")
	equal(t, what+": dated by", p.DatedBy, by)
	equal(t, what+": start", p.Period.Start, date(start))
	equal(t, what+": end", p.Period.End, date(end))
}

func workshop(dataset, doc, start, end string) *data {
	return source(dataset, doc, "2022-01-01").stakeholder("x", "X").initiative("w", "Workshop", start, end)
}

func datedByInitiative(t *T) {
	t.apply(workshop("a", "da", "2020-02", "2020-03").participation("p", "x", "w", "HOST"))
	t.claimDates("the claim", "INITIATIVE", "2020-02", "2020-03")
	equal(t, "claims as of the last day", t.countDated("Participation", graph.Dating{From: "2020-03-31", To: "2020-03-31"}), 1)
	equal(t, "claims as of the day after", t.countDated("Participation", graph.Dating{From: "2020-04-01", To: "2020-04-01"}), 0)
	equal(t, "the link's last day", t.scanLinks()[0].ValidTo, "2020-03-31")
	t.apply(workshop("a", "da", "2021", "").participation("p", "x", "w", "HOST"))
	t.claimDates("the claim after a change", "INITIATIVE", "2021", "")
}

func ownDates(t *T) {
	own := func(p *graph.Participation) { p.Period = during("2019", "") }
	t.apply(workshop("a", "da", "2020-02", "2020-03").participation("p", "x", "w", "HOST", own))
	t.claimDates("the claim", "CLAIM", "2019", "")
	t.apply(workshop("a", "da", "2021", "").participation("p", "x", "w", "HOST", own))
	t.claimDates("the claim after a change of the initiative", "CLAIM", "2019", "")
	t.apply(workshop("a", "da", "2021", "").participation("p", "x", "w", "HOST"))
	t.claimDates("the claim without its dates", "INITIATIVE", "2021", "")
}

func redated(t *T) {
	t.apply(workshop("a", "da", "2020-02", "").participation("p", "x", "w", "HOST"))
	// b is newer and tells other dates; it says nothing of the claim.
	b := source("b", "db", "2023-01-01").initiative("w", "Workshop", "2020-05-04", "2020-05-06")
	t.apply(b)
	t.claimDates("the claim by the newer dates", "INITIATIVE", "2020-05-04", "2020-05-06")
	equal(t, "the link's first day", t.scanLinks()[0].ValidFrom, "2020-05-04")
	equal(t, "claims as of February", t.countDated("Participation", graph.Dating{From: "2020-02-10", To: "2020-02-10"}), 0)
	equal(t, "claims as of May", t.countDated("Participation", graph.Dating{From: "2020-05-05", To: "2020-05-05", Certain: true}), 1)
	t.withdraw("b")
	t.claimDates("the claim by the old dates", "INITIATIVE", "2020-02", "")
}

func undatedAgain(t *T) {
	t.apply(workshop("a", "da", "", "").participation("p", "x", "w", "HOST"))
	t.claimDates("the claim", "", "", "")
	equal(t, "undated claims", t.countDated("Participation", graph.Dating{Undated: graph.UndatedOnly}), 1)
	t.apply(source("b", "db", "2023-01-01").initiative("w", "Workshop", "2020", ""))
	t.claimDates("the claim, dated by the other dataset", "INITIATIVE", "2020", "")
	t.withdraw("b")
	t.claimDates("the claim, undated again", "", "", "")
	equal(t, "undated claims again", t.countDated("Participation", graph.Dating{Undated: graph.UndatedOnly}), 1)
}

func flowsDated(t *T) {
	d := source("a", "da", "2022-01-01").stakeholder("x", "X").
		initiative("from", "From", "2018", "2019").initiative("to", "To", "2020", "").initiative("undated", "Undated", "", "")
	pays := func(key, from, to string, edits ...func(*graph.Flow)) {
		d.claim(key, edited(&graph.Flow{Type: "DISBURSEMENT", Provider: graph.End{InitiativeID: from}, Recipient: graph.End{InitiativeID: to}}, edits))
	}
	pays("both", "from", "to")
	pays("fromonly", "from", "")
	pays("undated", "from", "undated")
	pays("own", "from", "to", func(f *graph.Flow) { f.Period = during("2015-05", "") })
	t.apply(d)
	got := map[string]string{}
	for _, r := range t.scan("Flow") {
		f := r.(*graph.Flow)
		got[f.Key] = fmt.Sprint(f.DatedBy, " ", f.Nature, " ", f.Period.Start.Text, " ", f.Period.End.Text)
	}
	equal(t, "dates of flows", got, map[string]string{
		"both": "INITIATIVE EVENT 2020 ", "fromonly": "INITIATIVE EVENT 2018 2019", "undated": " EVENT  ", "own": "CLAIM EVENT 2015-05 "})
}

func natureDecides(t *T) {
	state := func(i *graph.Initiative) { i.Nature = "STATE" }
	d := func(edits ...func(*graph.Initiative)) *data {
		return source("a", "da", "2022-01-01").stakeholder("x", "X").initiative("w", "W", "2020-05", "", edits...).
			participation("p", "x", "w", "HOST")
	}
	later := graph.Dating{From: "2021-01-01", To: "2021-01-01"}
	t.apply(d())
	equal(t, "claims in an event, later", t.countDated("Participation", later), 0)
	t.apply(d(state))
	equal(t, "claims in a state, later", t.countDated("Participation", later), 1)
	equal(t, "the link's last day", t.scanLinks()[0].ValidTo, "9999-99-99")
	equal(t, "the nature of the claim", only[*graph.Participation](t, "Participation").Nature, graph.InitiativeNature("STATE"))
}
