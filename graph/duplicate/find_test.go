package duplicate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/names"
)

func body(id, name string, edits ...func(*graph.Stakeholder)) *graph.Stakeholder {
	s := &graph.Stakeholder{Thing: graph.Thing{Base: graph.Base{ID: id}, Name: name}, Kind: "ORGANIZATION"}
	for _, e := range edits {
		e(s)
	}
	return s
}

func in(country string) func(*graph.Stakeholder) {
	return func(s *graph.Stakeholder) { s.Country = graph.Text(country) }
}

func known(acronym, website string, ids ...string) func(*graph.Stakeholder) {
	return func(s *graph.Stakeholder) {
		s.Acronym, s.Website = graph.Text(acronym), graph.Text(website)
		for _, i := range ids {
			scheme, value, _ := strings.Cut(i, "/")
			s.Identifiers = append(s.Identifiers, &graph.Identifier{Scheme: scheme, Value: value})
		}
	}
}

// candidates gives what is found as «one other reasons strength countries».
func candidates(t testing.TB, apart func(x, y string) bool, bodies ...*graph.Stakeholder) []string {
	t.Helper()
	var all []*profile
	for _, b := range bodies {
		all = append(all, profileOf(b))
	}
	if apart == nil {
		apart = func(string, string) bool { return false }
	}
	found, err := find(t.Context(), all, nil, apart)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, c := range found.List {
		out = append(out, fmt.Sprint(c.OneID, " ", c.OtherID, " ", c.Reasons, " ", c.Strength, " ", c.Countries))
	}
	return out
}

func TestReasons(t *testing.T) {
	long := "United Nations High Commissioner for Refugees"
	for what, c := range map[string]struct {
		x, y *graph.Stakeholder
		want string
	}{
		"equal under case and diacritics":           {body("a", "Médecins du Monde"), body("b", "MEDECINS DU MONDE"), "a b [SAME_NAME] 50 UNKNOWN"},
		"equal, in the same country":                {body("a", "Red Cross", in("TH")), body("b", "Red Cross", in("TH")), "a b [SAME_NAME] 50 SAME"},
		"equal, in other countries":                 {body("a", "Red Cross", in("TH")), body("b", "Red Cross", in("MY")), "a b [SAME_NAME] 35 DIFFERENT"},
		"in another order, with a legal form":       {body("a", "Caritas Lebanon"), body("b", "Lebanon Caritas e.V."), "a b [SAME_WORDS] 40 UNKNOWN"},
		"cut (trap 4)":                              {body("a", long), body("b", long[:35]), "a b [CUT_NAME] 40 UNKNOWN"},
		"cut at a space":                            {body("a", "International Organization for Migrants and others"), body("b", "International Organization for Mig"), "a b [CUT_NAME] 40 UNKNOWN"},
		"cut elsewhere":                             {body("a", long), body("b", long[:30]), ""},
		"the same host":                             {body("a", "A", known("", "https://www.iom.int/en")), body("b", "B", known("", "http://iom.int")), "a b [SAME_WEBSITE] 20 UNKNOWN"},
		"the same host, offices":                    {body("a", "A", known("", "https://iom.int"), in("TH")), body("b", "B", known("", "https://iom.int"), in("MY")), ""},
		"an identifier but for punctuation":         {body("a", "A", known("", "", "org-id/GB-COH-1234")), body("b", "B", known("", "", "org-id/GB-COH-12 34")), "a b [SAME_IDENTIFIER] 60 UNKNOWN"},
		"an identifier in another form":             {body("a", "A", known("", "", "org-id/47066")), body("b", "B", known("", "", "org-id/xm-dac-47066")), "a b [SAME_IDENTIFIER] 60 UNKNOWN"},
		"an identifier of another register":         {body("a", "A", known("", "", "org-id/12345")), body("b", "B", known("", "", "own/12345")), ""},
		"keys of datasets":                          {body("a", "A", known("", "", "dataset:x/12345", "migraph/iomiom")), body("b", "B", known("", "", "dataset:x/12-345", "migraph/iom-iom")), ""},
		"the acronym is the name":                   {body("a", "International Organization for Migration", known("IOM", "")), body("b", "IOM"), "a b [SAME_ACRONYM] 25 UNKNOWN"},
		"the acronym of similar names":              {body("a", "World Food Programme", known("WFP", "")), body("b", "World Food Program of the United Nations", known("WFP", "")), "a b [SAME_ACRONYM] 25 UNKNOWN"},
		"the acronym of other names":                {body("a", "Asian Development Bank", known("ADB", "")), body("b", "Association for Better Days", known("ADB", "")), ""},
		"SIDA and Sida in other countries (trap 3)": {body("a", "Swedish International Development Cooperation Agency", known("Sida", ""), in("SE")), body("b", "SIDA", in("ML")), ""},
		"a word spelt otherwise":                    {body("a", "Migration Policy Centre"), body("b", "Migration Policy Center"), "a b [SIMILAR_NAME] 20 UNKNOWN"},
		"another word":                              {body("a", "Ministry of Health"), body("b", "Ministry of Heavy Industry"), ""},
		"another number":                            {body("a", "Shelter Programme 2021"), body("b", "Shelter Programme 2022"), ""},
		"an embassy and what it represents":         {body("a", "Sweden"), body("b", "Sweden", func(s *graph.Stakeholder) { s.Kind = "EMBASSY" }), ""},
		"several reasons, the strongest first":      {body("a", "IOM", known("", "https://iom.int"), in("CH")), body("b", "iom", known("", "https://www.iom.int"), in("CH")), "a b [SAME_NAME SAME_WEBSITE] 70 SAME"},
		"another language's name":                   {body("a", "IOM"), body("b", "Organisation internationale pour les migrations", func(s *graph.Stakeholder) { s.Aliases = []*graph.Alias{{Name: "iom", Kind: "NAME"}} }), "a b [SAME_NAME] 50 UNKNOWN"},
	} {
		want := []string{}
		if c.want != "" {
			want = append(want, c.want)
		}
		if got := candidates(t, nil, c.x, c.y); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", what, got, want)
		}
		if got := candidates(t, nil, c.y, c.x); !slices.Equal(got, want) {
			t.Errorf("%s, in the other order: got %q, want %q", what, got, want)
		}
	}
}

func TestRuledApart(t *testing.T) {
	apart := func(x, y string) bool { return x+y == "ab" || x+y == "ba" }
	got := candidates(t, apart, body("a", "X"), body("b", "X"), body("c", "X"))
	if want := []string{"a c [SAME_NAME] 50 UNKNOWN", "b c [SAME_NAME] 50 UNKNOWN"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestThirdPartyReports(t *testing.T) {
	apart := func(x, y string) bool { return x == "c" || y == "c" }
	all := []*profile{{id: "a"}, {id: "b"}, {id: "c"}}
	found, err := find(t.Context(), all, [][2]string{{"b", "a"}, {"a", "c"}, {"a", "a"}, {"a", "gone"}, {"a", "b"}}, apart)
	if err != nil || len(found.List) != 1 {
		t.Fatalf("got %+v %v, want one", found, err)
	}
	c := found.List[0]
	if got := fmt.Sprint(c.OneID, c.OtherID, c.Reasons, c.Strength); got != "ab[THIRD_PARTY_REPORT] 60" {
		t.Errorf("got %s", got)
	}
}

// What is found depends neither on the order of things nor on which share keys: it is
// what comparing all pairs finds, as long as no key is too common.
func TestAllPairsAreCompared(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.SampledFrom([]string{"migration", "migratoin", "centre", "center", "iom", "policy", "the", "Ltd", "2021", "2022"})
		n := rapid.IntRange(2, 12).Draw(rt, "n")
		var bodies []*graph.Stakeholder
		for i := range n {
			name := strings.Join(rapid.SliceOfN(word, 1, 6).Draw(rt, "words"), " ")
			acronym := rapid.SampledFrom([]string{"", "IOM", "MPC"}).Draw(rt, "acronym")
			site := rapid.SampledFrom([]string{"", "https://a.org", "https://b.org/x"}).Draw(rt, "site")
			bodies = append(bodies, body(fmt.Sprintf("%02d", i), name, known(acronym, site), in(rapid.SampledFrom([]string{"", "SE", "TH"}).Draw(rt, "country"))))
		}
		var want []string
		for i, x := range bodies {
			for _, y := range bodies[:i] {
				if c := judge(profileOf(x), profileOf(y)); c != nil {
					want = append(want, fmt.Sprint(c.OneID, " ", c.OtherID, " ", c.Reasons, " ", c.Strength, " ", c.Countries))
				}
			}
		}
		got := candidates(t, nil, bodies...)
		slices.Reverse(bodies)
		if other := candidates(t, nil, bodies...); !slices.Equal(got, other) {
			rt.Fatalf("in another order: %q, want %q", other, got)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			rt.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// A hundred thousand bodies with names as skewed as real ones take seconds.
func TestManyBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("many bodies: not with -short")
	}
	phrases := names.NewPhrases(rand.New(rand.NewPCG(1, 2)))
	var all []*profile
	for i := range 100_000 {
		all = append(all, profileOf(body(fmt.Sprintf("s%08d", i), phrases.Phrase(2, 6), known(names.Initials(phrases.Phrase(2, 4)), fmt.Sprintf("https://%d.org", i%50_000)))))
	}
	start := time.Now()
	found, err := find(t.Context(), all, nil, func(string, string) bool { return false })
	if err != nil || !found.AtLeast || len(found.List) != MaxCandidates {
		t.Errorf("got %d %v", len(found.List), err)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("100,000 bodies took %s", took)
	} else {
		t.Logf("100,000 bodies took %s", took)
	}
}

func TestIdentifiersWithoutPunctuation(t *testing.T) {
	for _, c := range []struct {
		x, y string
		same bool
	}{
		{"XM-DAC-8-4", "XM-DAC-84", false}, // another number
		{"XM-DAC-8-4", "XM DAC 8/4", true},
		{"XM-DAC-47066", "XMDAC47066", true},
		{"GB-CHC-1040756", "GB-CHC-1 040 756", true},
		{"XM-EXAMPLE-12.34", "XM-EXAMPLE-123.4", false},
		{"xm-dac-8-4", "XM-DAC-8--4", true},
	} {
		one, other := bareIdentifier(&graph.Identifier{Scheme: "org-id", Value: c.x}), bareIdentifier(&graph.Identifier{Scheme: "org-id", Value: c.y})
		if (one == other) != c.same || one == "" {
			t.Errorf("%s is compared as %q, %s as %q", c.x, one, c.y, other)
		}
	}
}
