package search

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/migraph/migraph/graph"
)

// trouble are things whose names have been trouble to somebody.
var trouble = []Entry{
	{ID: "moha-my", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "MY", Claims: 9, Names: []Name{
		{"Ministry of Home Affairs", Title}, {"MoHA", Acronym}, {"Kementerian Dalam Negeri", Alias}, {"KDN", Alias}, {"Malaysia", Country}}},
	{ID: "moha-in", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "IN", Claims: 4, Names: []Name{
		{"Ministry of Home Affairs", Title}, {"गृह मंत्रालय", Alias}, {"India", Country}}},
	{ID: "moi-th", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "TH", Claims: 3, Names: []Name{
		{"Ministry of Interior", Title}, {"กระทรวงมหาดไทย", Alias}, {"Thailand", Country}}},
	{ID: "moi-kh", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "KH", Claims: 3, Names: []Name{{"ក្រសួងមហាផ្ទៃ", Title}, {"Cambodia", Country}}},
	{ID: "moha-mm", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "MM", Claims: 3, Names: []Name{{"ပြည်ထဲရေးဝန်ကြီးဌာန", Title}, {"Myanmar", Country}}},
	{ID: "mpi-la", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "LA", Claims: 2, Names: []Name{{"ກະຊວງພາຍໃນ", Title}, {"Lao People's Democratic Republic", Country}}},
	{ID: "mvs-ua", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "UA", Claims: 2, Names: []Name{{"Міністерство внутрішніх справ України", Title}, {"Ukraine", Country}}},
	{ID: "iom", Type: "Stakeholder", Kind: "ORGANIZATION", Claims: 50, Names: []Name{
		{"International Organization for Migration", Title}, {"IOM", Acronym}, {"المنظمة الدولية للهجرة", Alias}, {"国際移住機関", Alias}, {"OIM", Alias}, {"XM-DAC-47066", Identifier}}},
	{ID: "oif", Type: "Stakeholder", Kind: "ORGANIZATION", Claims: 6, Names: []Name{{"Organisation internationale de la Francophonie", Title}, {"XM-DAC-47046", Identifier}}},
	{ID: "charity", Type: "Stakeholder", Kind: "ORGANIZATION", Claims: 1, Names: []Name{{"A charity", Title}, {"GB-CHC-47066", Identifier}}},
	{ID: "unhcr", Type: "Stakeholder", Kind: "ORGANIZATION", Claims: 40, Names: []Name{
		{"United Nations High Commissioner for Refugees", Title}, {"UNHCR", Acronym}, {"HCR", Alias}}},
	{ID: "sida", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "SE", Claims: 20, Names: []Name{
		{"Swedish International Development Cooperation Agency", Title}, {"Sida", Acronym}, {"SE-0-SE-6", Identifier}, {"Sweden", Country}}},
	{ID: "pnls", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "CI", Claims: 30, Themes: []string{"h-health", "h-hiv"}, Names: []Name{
		{"Programme national de lutte contre le SIDA", Title}, {"Côte d'Ivoire", Country}}},
	{ID: "coxs", Type: "Place", Country: "BD", Claims: 8, Names: []Name{{"Cox's Bazar", Title}, {"Bangladesh", Country}}},
	{ID: "lodz", Type: "Place", Country: "PL", Claims: 1, Names: []Name{{"Łódź", Title}, {"Poland", Country}}},
	{ID: "ci", Type: "Place", Country: "CI", Claims: 7, Names: []Name{{"Côte d’Ivoire", Title}}},
	{ID: "kr", Type: "Place", Country: "KR", Claims: 5, Names: []Name{{"서울특별시", Title}}},
	{ID: "dfid", Type: "Stakeholder", Kind: "GOVERNMENT", Claims: 3, Names: []Name{{"DFID", Title}, {"GB-GOV-1", Identifier}}},
	{ID: "nameless", Type: "Stakeholder", Kind: "GOVERNMENT", Country: "MY", Claims: 99},
}

func ids(a *Answer) []string {
	out := []string{}
	for _, h := range a.Hits {
		out = append(out, h.ID)
	}
	return out
}

func TestSearchOfRealNames(t *testing.T) {
	x := build(t, trouble, Options{})
	for _, c := range []struct {
		text, want string // ids with tiers, in order
	}{
		{"MoHA", "moha-my:1"}, {"m.o.h.a.", "moha-my:1"},
		{"Ministry of Home Affairs", "moha-my:1 moha-in:1"}, {"home affairs ministry", "moha-my:2 moha-in:2"},
		{"Ministry of Home Affairs Malaysia", "moha-my:2"}, {"malay home", "moha-my:2"}, {"KDN", "moha-my:1"}, {"dalam neg", "moha-my:2"},
		{"minis inter", "moi-th:2"},
		{"SIDA", "sida:1 pnls:2"}, {"sida lutte", "pnls:2"},
		{"unhcr", "unhcr:1"}, {"HCR", "unhcr:1"}, {"U.N.H.C.R.", "unhcr:1"}, {"united nations refugees high", "unhcr:2"},
		{"47066", "iom:0 charity:0"}, {"xm-dac-47066", "iom:0"}, {"XM-DAC-47046", "oif:0"}, {"SE-0-SE-6", "sida:0"}, {"gb-1", "dfid:0"}, {"GB-GOV-1", "dfid:0"}, {"se-6", "sida:0"}, {"4706", "iom:2 charity:2"},
		{"المنظمة الدولية للهجرة", "iom:1"}, {"المنظمه الدوليه", "iom:2"}, {"هجرة", "iom:2"}, {"الدَّولِيَّة", "iom:2"}, {"ldwlyh lmndhmh", "iom:2"}, {"lmndhmh ldwlyt", "iom:3"},
		{"มหาดไทย", "moi-th:2"}, {"กระทรวง", "moi-th:2"}, {"กระทรวงมหาดไทย", "moi-th:1"}, {"krathrwng", "moi-th:2"}, {"ดไทย กระ", "moi-th:2"},
		{"មហាផ្ទៃ", "moi-kh:2"}, {"krsuong", "moi-kh:2"}, {"ဝန်ကြီးဌာန", "moha-mm:2"}, {"ພາຍໃນ", "mpi-la:2"},
		{"मंत्रालय", "moha-in:2"}, {"mmtraly", "moha-in:2"},
		{"ministerstvo vnutr", "mvs-ua:2"}, {"внутрішніх", "mvs-ua:2"}, {"УКРАЇНИ", "mvs-ua:2"},
		{"移住", "iom:2"}, {"yizhu", "iom:2"}, {"guojiyizhujiguan", "iom:1"}, {"서우", "kr:2"}, {"서울ㅌ", "kr:2"}, {"서", "kr:2"}, {"seoul", "kr:2"},
		{"cote divoire", "ci:1 pnls:2"}, {"cote d ivoire", "ci:1 pnls:2"}, {"Côte d'Ivoire", "ci:1 pnls:2"}, {"ivoire", "pnls:2 ci:2"}, {"CÔTE D’IV", "pnls:2 ci:2"}, {"l'OIM", "iom:2"},
		{"coxs", "coxs:2"}, {"cox's bazar", "coxs:1"}, {"coxsbazar", "coxs:1"}, {"bazar cox", "coxs:2"},
		{"lodz", "lodz:1"}, {"Łódź", "lodz:1"}, {"łod", "lodz:2"},
		{"minisrty hmoe", "moha-my:3 moha-in:3"}, {"migratoin", "iom:3"}, {"refugeees", "unhcr:3"}, {"francofonie", "oif:3"}, {"bazaar", "coxs:3"},
		{"hmo", ""}, {"47068", ""}, {"zzz", ""}, {"sido", "pnls:3 sida:3"}, {"io\u200bm", "iom:1"}, {"«IOM»", "iom:1"},
	} {
		a, err := x.Search(t.Context(), Question{Text: c.text, First: 20})
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		var got []string
		for _, h := range a.Hits {
			got = append(got, fmt.Sprintf("%s:%d", h.ID, h.Tier))
		}
		if got := strings.Join(got, " "); got != c.want || a.Total != len(a.Hits) || a.AtLeast || a.More {
			t.Errorf("%q: %s, total %d; want %s", c.text, got, a.Total, c.want)
		}
	}
}

func TestBadQuestions(t *testing.T) {
	x := build(t, trouble, Options{})
	for _, c := range []struct {
		question Question
		code     graph.Code
		argument string
	}{
		{Question{Text: ""}, graph.InvalidArgument, "text"}, {Question{Text: " \x00\t"}, graph.InvalidArgument, "text"}, {Question{Text: "«…!?»"}, graph.InvalidArgument, "text"},
		{Question{Text: "🛂"}, graph.InvalidArgument, "text"}, {Question{Text: strings.Repeat("a", 201)}, graph.LimitExceeded, "text"},
		{Question{Text: strings.Repeat("\x00a", 10_000)}, graph.LimitExceeded, "text"}, {Question{Text: "a b c d e f g h i j k"}, graph.LimitExceeded, "text"},
		{Question{Text: "a", First: -1}, graph.InvalidArgument, "first"}, {Question{Text: "a", Facets: []Facet{"YEAR"}}, graph.InvalidArgument, "facets"},
		{Question{Text: "a", Facets: []Facet{FacetKind, FacetKind}}, graph.InvalidArgument, "facets"},
	} {
		_, err := x.Search(t.Context(), c.question)
		var e *graph.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Argument != c.argument {
			t.Errorf("%.20q: %v, want %s of %s", c.question.Text, err, c.code, c.argument)
		}
	}
	for _, text := range []string{"a b c d e f g h i j", strings.Repeat("é", 200), "\xff a", "7"} {
		if _, err := x.Search(t.Context(), Question{Text: text}); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestFacetsIgnoreTheirOwnSelection(t *testing.T) {
	x := build(t, trouble, Options{})
	a, err := x.Search(t.Context(), Question{Text: "mini", Kinds: []string{"GOVERNMENT"}, Countries: []string{"MY"}, First: 5,
		Facets: []Facet{FacetCountry, FacetKind, FacetType, FacetTheme}})
	if err != nil {
		t.Fatal(err)
	}
	want := &Answer{Total: 1, Hits: []Hit{{ID: "moha-my", Type: "Stakeholder", Tier: Prefix, Claims: 9}}, Facets: []FacetCounts{
		{Facet: FacetCountry, Values: []ValueCount{{"IN", 1}, {"MY", 1}, {"TH", 1}, {"UA", 1}}},
		{Facet: FacetKind, Values: []ValueCount{{"GOVERNMENT", 1}}},
		{Facet: FacetType, Values: []ValueCount{{"Stakeholder", 1}}},
		{Facet: FacetTheme, Values: []ValueCount{}, Unknown: 1},
	}}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got  %+v\nwant %+v", a, want)
	}
}

func TestFuzzyOnlyWhereLittleMatchesStrictly(t *testing.T) {
	var entries []Entry
	for i := range 25 {
		entries = append(entries, Entry{ID: fmt.Sprintf("m%02d", i), Names: []Name{{fmt.Sprintf("migration %d", i), Title}}})
	}
	entries = append(entries, Entry{ID: "typo", Claims: 9, Names: []Name{{"migratoin", Title}}})
	for n, fuzzy := range map[int]bool{19: true, 20: false} {
		a, err := build(t, append(entries[:n:n], entries[25]), Options{}).Search(t.Context(), Question{Text: "migration", First: 30})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(ids(a), "typo"); got != fuzzy || a.Total != len(a.Hits) {
			t.Errorf("with %d things that match strictly, the misspelt one is a hit: %v", n, got)
		}
	}
}

func TestExpansionsPreferWordsOfMoreLivingThings(t *testing.T) {
	var entries []Entry
	for i, word := range strings.Fields("migrata migrata migrata migratb migratb other other other other other") {
		entries = append(entries, Entry{ID: fmt.Sprint("s", i), Names: []Name{{word, Title}}})
	}
	x := build(t, entries, Options{MaxExpansions: 1, overlayShare: 1})
	for _, c := range []struct {
		removed, want []string
	}{{nil, []string{"s0", "s1", "s2"}}, {[]string{"s0", "s2"}, []string{"s3", "s4"}}} {
		x, err := x.With(t.Context(), nil, c.removed)
		if err != nil {
			t.Fatal(err)
		}
		a, err := x.Search(t.Context(), Question{Text: "migratx", First: 5})
		if err != nil || !slices.Equal(ids(a), c.want) || !a.AtLeast {
			t.Errorf("without %v: %+v, %v; want %v", c.removed, a, err, c.want)
		}
	}
}

func TestCountingStopsAndPagesGoOn(t *testing.T) {
	var entries []Entry
	for i := range 300 {
		entries = append(entries, Entry{ID: fmt.Sprintf("s%03d", i), Claims: i / 3, Names: []Name{{fmt.Sprintf("Ministry %d", i), Title}}})
	}
	x := build(t, entries, Options{MaxTotal: 100})
	q := Question{Text: "min", First: 7, Facets: []Facet{FacetKind}}
	seen := map[string]bool{}
	last := Hit{Claims: 1000}
	for {
		a, err := x.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != 100 || !a.AtLeast || a.Facets[0].Unknown != 100 || !a.Facets[0].AtLeast {
			t.Fatalf("counted %+v", a)
		}
		for _, h := range a.Hits {
			if seen[h.ID] || compareHits(last, h) >= 0 {
				t.Fatalf("%+v comes after %+v", h, last)
			}
			seen[h.ID], last = true, h
		}
		if !a.More {
			break
		}
		q.After = last.Position()
	}
	if len(seen) != 300 {
		t.Errorf("%d of 300 things came", len(seen))
	}
}

func TestBuildStops(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Build(t.Context(), func(yield func(Entry, error) bool) { yield(Entry{}, broken) }, Options{}); !errors.Is(err, broken) {
		t.Errorf("an error of the entries gives %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	x := build(t, trouble, Options{})
	if _, err := Build(ctx, func(yield func(Entry, error) bool) { yield(trouble[0], nil) }, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Build gives %v", err)
	}
	if _, err := x.With(ctx, trouble[:1], nil); !errors.Is(err, context.Canceled) {
		t.Errorf("With gives %v", err)
	}
	if _, err := x.Search(ctx, Question{Text: "a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Search gives %v", err)
	}
}

func TestHostileNamesAreBounded(t *testing.T) {
	for _, text := range []string{strings.Repeat("มหา", 100_000), strings.Repeat("x", 1_000_000), strings.Repeat("a.", 100_000), strings.Repeat("國 ", 100_000), strings.Repeat("a\u0301", 100_000), strings.Repeat("'", 100_000)} {
		x := build(t, []Entry{{ID: "s", Names: []Name{{text, Title}, {"target", Alias}}}}, Options{})
		if n := x.parts[0].words.len(); n > maxForms {
			t.Errorf("%.6q… has %d words", text, n)
		}
		if a, err := x.Search(t.Context(), Question{Text: "target", First: 1}); err != nil || a.Total != 1 {
			t.Errorf("%.6q…: %+v, %v", text, a, err)
		}
		Explain([]Name{{text, Title}}, "target")
	}
}

func TestSearchesAtOnce(t *testing.T) {
	x := build(t, trouble, Options{})
	want, err := x.Search(t.Context(), Question{Text: "minisrty", First: 10})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, err := x.Search(context.Background(), Question{Text: "minisrty", First: 10}); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}
