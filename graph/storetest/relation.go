package storetest

import "github.com/migraph/migraph/graph"

func relationCases() []Case {
	return []Case{
		{"some across a reference", someReference},
		{"none across a reference holds for records without one", noneReference},
		{"a reference to a given id", referenceToID},
		{"some across a list that points back", someList},
		{"none across a list holds for records without any", noneList},
		{"some across parts", someParts},
		{"conditions on one and the same related record", sameRelated},
		{"relations two deep", twoDeep},
		{"relations three deep and back", threeDeep},
		{"negations between relations", negationsBetween},
		{"a part's reference", partReference},
		{"both ends of flows", flowEnds},
		{"a type that refers to itself", selfReference},
		{"affiliations in both directions", bothDirections},
		{"relations combine with or and not", relationsCombined},
		{"a relation does not repeat records", noRepeats},
		{"a relation of a relation's list with unknown values", unknownAcross},
	}
}

// world stores three bodies, three initiatives and what they have to do with
// each other:
//
//	x hosts and funds i (workshop), is partner of j (project, which has no type of nature EVENT)
//	y is partner of i;  z has nothing;  a group takes part in j;  k has no participants
//	x pays y, y pays programme j, an unknown body in i pays z
func (t *T) world() {
	nature := func(n graph.InitiativeNature, ty graph.InitiativeType) func(*graph.Initiative) {
		return func(i *graph.Initiative) { i.Nature, i.Type = n, ty }
	}
	t.put(doc(), document("pub", "Published by x", func(d *graph.Document) { d.PublisherID = sid("x") }),
		stakeholder("x", "Xenia", func(s *graph.Stakeholder) {
			s.Aliases = []*graph.Alias{{Name: "X", Kind: "ACRONYM"}, {Name: "Ξένια", Kind: "NAME", Language: "el"}}
		}),
		stakeholder("y", "Yara", func(s *graph.Stakeholder) {
			s.Aliases = []*graph.Alias{{Name: "Y", Kind: "FORMER"}, {Name: "X", Kind: "NAME", Language: "en"}}
		}),
		stakeholder("z", "Zoe", func(s *graph.Stakeholder) { s.Kind = "GOVERNMENT" }),
		initiative("i", "Workshop", nature("EVENT", "WORKSHOP")), initiative("j", "Project", nature("STATE", "PROJECT")), initiative("k", "Lonely"),
		participation("a", "x", "i", "HOST"), participation("b", "x", "i", "FUNDING"), participation("c", "x", "j", "PARTNER"),
		participation("d", "y", "i", "PARTNER", headcount(12)),
		participation("e", "", "j", "PARTICIPANT", func(p *graph.Participation) {
			p.GroupLabel, p.GroupAppointedBy = "civil society", sid("z")
			p.Evidence = append(p.Evidence, &graph.Evidence{DocumentID: did("pub"), Basis: "IMPLIED", Dataset: "b"})
		}),
		flow("m", body("x"), body("y"), "10"),
		flow("n", body("y"), programme("j"), "", func(f *graph.Flow) {
			f.PaidFromID = fid("m")
			f.Hops = []*graph.Hop{{End: body("z")}, {End: programme("i")}}
		}),
		flow("o", programme("i"), body("z"), "5", func(f *graph.Flow) { f.PaidFromID = fid("n") }),
		affiliation("r", "x", "z", "PART_OF"), affiliation("s", "y", "z", "MEMBER_OF"), affiliation("t", "z", "x", "REPRESENTS"))
}

func someReference(t *T) {
	t.world()
	t.findsOf("Participation", some("stakeholder", is("name", "xenia")), "a", "b", "c")
	t.findsOf("Participation", some("stakeholder", nil), "a", "b", "c", "d")
	t.findsOf("Participation", some("initiative", in("type", "PROJECT", "POLICY")), "c", "e")
	t.findsOf("Participation", some("stakeholder", graph.Or{}))
	t.findsOf("Document", some("publisher", is("slug", "x")), "pub")
	t.findsOf("Participation", some("group.appointedBy", is("kind", "GOVERNMENT")), "e")
}

func noneReference(t *T) {
	t.world()
	t.findsOf("Participation", none("stakeholder", nil), "e")
	t.findsOf("Participation", none("stakeholder", is("name", "xenia")), "d", "e")
	t.findsOf("Participation", none("stakeholder", not(is("name", "xenia"))), "a", "b", "c", "e")
	t.findsOf("Document", none("publisher", nil), "doc")
}

func referenceToID(t *T) {
	t.world()
	t.findsOf("Participation", some("stakeholder", is("id", sid("x"))), "a", "b", "c")
	t.findsOf("Participation", some("stakeholder", in("id", sid("y"), "nothing")), "d")
	t.findsOf("Participation", none("stakeholder", is("id", sid("x"))), "d", "e")
	t.findsOf("Participation", some("stakeholder", not(is("id", sid("x")))), "d")
	t.findsOf("Participation", some("stakeholder", unknown("id")))
	t.findsOf("Participation", some("stakeholder", has("id", graph.IsNull, false)), "a", "b", "c", "d")
	t.findsOf("Participation", some("stakeholder", in("id")))
	t.findsOf("Participation", some("stakeholder", has("id", graph.Gt, sid("x"))), "d")
}

func someList(t *T) {
	t.world()
	t.findsOf("Stakeholder", some("participations", nil), "x", "y")
	t.findsOf("Stakeholder", some("participations", is("role", "PARTNER")), "x", "y")
	t.findsOf("Stakeholder", some("participations", is("role", "HOST")), "x")
	t.findsOf("Stakeholder", some("participations", has("headcount", graph.Gt, int64(11))), "y")
	t.findsOf("Initiative", some("participations", nil), "i", "j")
	t.findsOf("Initiative", some("participations", unknown("headcount")), "i", "j")
}

func noneList(t *T) {
	t.world()
	t.findsOf("Stakeholder", none("participations", nil), "z")
	t.findsOf("Stakeholder", none("participations", is("role", "HOST")), "y", "z")
	t.findsOf("Stakeholder", none("participations", not(is("role", "PARTNER"))), "y", "z")
	t.findsOf("Initiative", none("participations", is("role", "PARTNER")), "k")
	t.findsOf("Initiative", none("participations", nil), "k")
}

func someParts(t *T) {
	t.world()
	t.findsOf("Stakeholder", some("aliases", nil), "x", "y")
	t.findsOf("Stakeholder", none("aliases", nil), "z")
	t.findsOf("Stakeholder", some("aliases", is("name", "x")), "x", "y")
	t.findsOf("Stakeholder", some("aliases", is("name", "ξενια")), "x")
	t.findsOf("Stakeholder", some("aliases", has("name", graph.Contains, "ΕΝ")), "x")
	t.findsOf("Stakeholder", some("aliases", unknown("language")), "x", "y")
	t.findsOf("Stakeholder", none("aliases", is("kind", "ACRONYM")), "y", "z")
	t.findsOf("Participation", some("evidence", is("dataset", "b")), "e")
	t.findsOf("Participation", none("evidence", is("dataset", "b")), "a", "b", "c", "d")
	t.findsOf("Flow", some("hops", nil), "n")
}

func sameRelated(t *T) {
	t.world()
	t.findsOf("Stakeholder", some("aliases", graph.And{is("name", "X"), is("kind", "NAME")}), "y")
	t.findsOf("Stakeholder", graph.And{some("aliases", is("name", "X")), some("aliases", is("kind", "NAME"))}, "x", "y")
	t.findsOf("Stakeholder", some("participations", graph.And{is("role", "PARTNER"), some("initiative", is("slug", "i"))}), "y")
	t.findsOf("Stakeholder", graph.And{some("participations", is("role", "PARTNER")), some("participations", some("initiative", is("slug", "i")))}, "x", "y")
	t.findsOf("Participation", some("evidence", graph.And{is("basis", "STATED"), is("dataset", "b")}))
}

func twoDeep(t *T) {
	t.world()
	t.findsOf("Stakeholder", some("participations", some("initiative", is("type", "PROJECT"))), "x")
	t.findsOf("Stakeholder", none("participations", some("initiative", is("type", "WORKSHOP"))), "z")
	t.findsOf("Initiative", some("participations", some("stakeholder", is("slug", "y"))), "i")
	t.findsOf("Initiative", some("participations", none("stakeholder", nil)), "j")
	t.findsOf("Participation", some("evidence", some("document", is("slug", "pub"))), "e")
	t.findsOf("Participation", some("evidence", some("document", some("publisher", is("slug", "x")))), "e")
}

func threeDeep(t *T) {
	t.world()
	// Whoever takes part in an initiative in which y takes part.
	with := some("participations", some("initiative", some("participations", some("stakeholder", is("slug", "y")))))
	t.findsOf("Stakeholder", with, "x", "y")
	t.findsOf("Stakeholder", graph.And{with, not(is("slug", "y"))}, "x")
	t.findsOf("Stakeholder", some("affiliations", some("to", some("affiliations", some("to", is("slug", "x"))))), "x", "y")
}

func negationsBetween(t *T) {
	t.world()
	// Those all of whose participations are in workshops: also z, which has none.
	t.findsOf("Stakeholder", none("participations", none("initiative", is("type", "WORKSHOP"))), "y", "z")
	t.findsOf("Initiative", none("participations", none("stakeholder", nil)), "i", "k")
	t.findsOf("Stakeholder", not(none("participations", is("role", "HOST"))), "x")
}

func partReference(t *T) {
	t.world()
	t.findsOf("Flow", some("hops", some("stakeholder", is("slug", "z"))), "n")
	t.findsOf("Flow", some("hops", graph.And{some("stakeholder", nil), some("initiative", nil)}))
	t.findsOf("Flow", some("hops", some("initiative", is("id", iid("i")))), "n")
	t.findsOf("Flow", some("hops", none("stakeholder", nil)), "n")
}

func flowEnds(t *T) {
	t.world()
	t.findsOf("Flow", some("provider.stakeholder", is("slug", "x")), "m")
	t.findsOf("Flow", some("recipient.stakeholder", is("slug", "z")), "o")
	t.findsOf("Flow", some("provider.initiative", nil), "o")
	t.findsOf("Flow", some("recipient.initiative", is("nature", "STATE")), "n")
	t.findsOf("Stakeholder", some("flowsOut", nil), "x", "y")
	t.findsOf("Stakeholder", some("flowsIn", nil), "y", "z")
	t.findsOf("Stakeholder", some("flowsIn", unknown("amount")))
	t.findsOf("Initiative", some("flowsIn", nil), "j")
	t.findsOf("Initiative", some("flowsOut", is("amount", "5")), "i")
}

func selfReference(t *T) {
	t.world()
	t.findsOf("Flow", some("paidFrom", nil), "n", "o")
	t.findsOf("Flow", some("paidFrom", is("id", fid("m"))), "n")
	t.findsOf("Flow", some("paidFrom", some("paidFrom", nil)), "o")
	t.findsOf("Flow", some("paidFrom", some("provider.stakeholder", is("slug", "x"))), "n")
	t.findsOf("Flow", none("paidFrom", some("paidFrom", nil)), "m", "n")
}

func bothDirections(t *T) {
	t.world()
	t.findsOf("Stakeholder", some("affiliations", some("to", is("slug", "z"))), "x", "y")
	t.findsOf("Stakeholder", some("affiliated", some("stakeholder", is("slug", "z"))), "x")
	t.findsOf("Stakeholder", some("affiliated", is("type", "MEMBER_OF")), "z")
	t.findsOf("Stakeholder", none("affiliated", nil), "y")
}

func relationsCombined(t *T) {
	t.world()
	host, member := some("participations", is("role", "HOST")), some("affiliations", is("type", "MEMBER_OF"))
	t.findsOf("Stakeholder", graph.Or{host, member}, "x", "y")
	t.findsOf("Stakeholder", graph.And{host, member})
	t.findsOf("Stakeholder", not(graph.Or{host, member}), "z")
	t.findsOf("Stakeholder", graph.Or{is("slug", "z"), host}, "x", "z")
	t.findsOf("Stakeholder", graph.And{not(host), some("participations", nil)}, "y")
}

func noRepeats(t *T) {
	t.world()
	q := graph.Query{Type: typ("Stakeholder"), Where: some("participations", nil), Order: byNameOrder(false), Limit: 2, Total: true}
	l := t.list(q)
	same(t, "records", shorts(idsOf(l)), "x", "y")
	equal(t, "more", l.More, false)
	equal(t, "total", l.Total, 2)
	g := t.aggregate(graph.Aggregation{Type: typ("Stakeholder"), Where: q.Where, Measures: []graph.Measure{{Kind: graph.MeasureCount}}, Rank: -1})
	equal(t, "count", g.Rows[0].Values[0], any(2))
}

func unknownAcross(t *T) {
	t.world()
	// x, y and z: which has some participation whose headcount is not above 11?
	notAbove := not(has("headcount", graph.Gt, int64(11)))
	t.findsOf("Stakeholder", some("participations", notAbove), "x")
	t.findsOf("Stakeholder", none("participations", notAbove), "y", "z")
	t.findsOf("Participation", not(some("initiative", is("startEarliest", "x"))), "a", "b", "c", "d", "e")
}
