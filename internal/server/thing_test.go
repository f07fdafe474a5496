package server

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
	"github.com/migraph/migraph/seed"
)

// serving gives a server of a store with the API behind it.
func serving(s graph.Store) (http.Handler, Ask) {
	o := options()
	o.Store = func() (graph.Store, error) { return s, nil }
	question := api.Options{Store: o.Store, Timeout: 10 * time.Second, Text: api.DefaultLimits, Limits: resolvers.DefaultLimits, Log: o.Log}
	o.Ask = api.Asker(question)
	question.Limits.Rows = 5_000 // as in the profile public
	o.GraphQL = api.NewHandler(question)
	o.Exports, o.ExportTimeout = api.NewExporter(question, 100_000), 10*time.Second
	return New(o), o.Ask
}

func seeded(t *testing.T) (http.Handler, Ask) {
	t.Helper()
	s := emptyStore(t)
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	return serving(s)
}

type listedThing struct {
	Name, Permalink string
	Evidence        []struct{ Document struct{ Name string } }
}

// everything lists all things with the documents that describe them.
func everything(t *testing.T, ask Ask) []listedThing {
	t.Helper()
	data, err := ask(t.Context(), `{
		stakeholders(first: 100) { nodes { ...T } } initiatives(first: 100) { nodes { ...T } }
		documents(first: 100) { nodes { ...T } } places(first: 100) { nodes { ...T } } themes(first: 100) { nodes { ...T } }
	}
	fragment T on Thing { name permalink evidence { document { name } } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]struct{ Nodes []listedThing }
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatal(err)
	}
	var out []listedThing
	for _, list := range answer {
		out = append(out, list.Nodes...)
	}
	if len(out) < 100 {
		t.Fatalf("only %d things", len(out))
	}
	return out
}

var (
	anchors = regexp.MustCompile(`<a href="(/[^"]*)"`)
	claimed = regexp.MustCompile(`(?s)<li>\n<p>.*?</li>`)
)

// Every thing of the built-in graph has a page that names it and its sources,
// and every page to which one leads is there.
func TestEveryThingHasAPage(t *testing.T) {
	h, ask := seeded(t)
	good := map[string]bool{}
	for _, thing := range everything(t, ask) {
		w := get(t, h, thing.Permalink)
		page := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%s: status %d: %s", thing.Permalink, w.Code, page)
		}
		good[thing.Permalink] = true
		if !strings.Contains(page, "<h1><bdi>"+html.EscapeString(thing.Name)) && !strings.Contains(html.UnescapeString(page), "<h1><bdi>"+thing.Name) {
			t.Errorf("%s does not name %q", thing.Permalink, thing.Name)
		}
		for _, e := range thing.Evidence {
			if !strings.Contains(html.UnescapeString(page), e.Document.Name) {
				t.Errorf("%s does not name its source %q", thing.Permalink, e.Document.Name)
			}
		}
		for _, c := range claimed.FindAllString(page, -1) {
			if !strings.Contains(c, "Said by: ") && !strings.Contains(c, " joint initiative") && !strings.HasPrefix(thing.Permalink, "/place/") {
				t.Errorf("%s has a claim without a source: %s", thing.Permalink, c)
			}
		}
		if w.Header().Get("Content-Security-Policy") != shellPolicy {
			t.Errorf("%s: another policy", thing.Permalink)
		}
		if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, nobodyKnown) {
			t.Errorf("%s is not well made: %s", thing.Permalink, page)
		}
	}
	for permalink := range good {
		for _, m := range anchors.FindAllStringSubmatch(get(t, h, permalink).Body.String(), -1) {
			to := html.UnescapeString(m[1])
			if good[to] || to == "/" {
				continue
			}
			w := get(t, h, to)
			if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `"errors"`) {
				t.Errorf("%s leads to %.60s: %d %.300s", permalink, to, w.Code, w.Body)
			}
		}
	}
}

// nobodyKnown stands for what the built-in graph has none of.
const nobodyKnown = "of a kind that this page does not know"

func permalinkOf(t *testing.T, ask Ask, noun, slug string) string {
	t.Helper()
	data, err := ask(t.Context(), `query($slug: String!) { x: `+noun+`(by: { slug: $slug }) { permalink } }`, map[string]any{"slug": slug})
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ X listedThing }
	if err := json.Unmarshal(data, &answer); err != nil || answer.X.Permalink == "" {
		t.Fatal(err, string(data))
	}
	return answer.X.Permalink
}

// text is what a reader sees of a page.
func text(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	body, _, _ = strings.Cut(body, "<details>")
	words := regexp.MustCompile(`</?(dt|dd|div|p|li|h1|h2)[^>]*>`).ReplaceAllString(body, " ")
	words = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(words, "")
	return html.UnescapeString(strings.Join(strings.Fields(words), " "))
}

func TestPagesSayWhatIsClaimed(t *testing.T) {
	h, ask := seeded(t)
	for _, c := range []struct {
		noun, slug string
		want       []string
		not        []string
	}{
		{"initiative", "bangkok-dialogue", []string{
			"Initiative · dialogue", "three days", "Office of the United Nations High Commissioner for Human Rights was among the organisers of it",
			"Malaysia took part in it, as «senior government officials in charge of migration management», with 7 persons",
			"Units of Ministry of Home Affairs that the source does not name took part in it, in the delegation of Malaysia",
			"Bureau of Population, Refugees and Migration provided money or goods to it; amount not stated",
		}, []string{"and 1 more"}},
		{"stakeholder", "sida", []string{
			"It provided money or goods to «Direct Assistance in Sandakan, Sabah», by way of IOM within «Corporate Responsibility in Eliminating Slavery and Trafficking»;", "Said by: IOM Malaysia newsletter, third quarter of 2022, Assessment",
			"formerly", "org-id: SE-0", "It is a part of Sweden",
		}, nil},
		{"stakeholder", "moha", []string{
			"Who took part in the same initiatives 21", "and 1 more", "IOM: 2 joint initiatives", "Sharing a room is no partnership", "Kementerian Dalam Negeri (ms)",
		}, []string{"Partners"}},
		{"stakeholder", "iom-malaysia", []string{
			"1,417 refugees who left for resettlement", "Of these: USA 61 %, Australia 20 %, Others 7 %, ",
			"107,398 refugees resettled to third countries, Malaysia; all since the beginning, 2005 to 2022-09",
		}, []string{"from 2020"}},
		{"stakeholder", "ilab", []string{"Addressed to any of: ILAB, International Labour Organization"}, []string{"it, International"}},
		{"initiative", "vas-guide", []string{"It was coordinated with a group, «Victim Assistance Specialists» (MY), appointed by National Strategic Office"}, nil},
		{"initiative", "mwea", []string{
			"180 % of the end target", "Recommendation 4 on it: ", "Rated in achievement: High (of Low < Moderate", "It was coordinated with ILAB, on «performance monitoring plan»",
		}, []string{"Funded by"}},
		{"document", "iom-malaysia-q3-2022", []string{"What it says 127", "and 107 more", "(implied)", "Published by IOM Malaysia"}, []string{"Published 2022"}},
		{"document", "covid-needs-assessment", []string{"Nothing else is recorded of it."}, nil},
		{"place", "sabah", []string{"Place · subdivision · MY", "Lies in Malaysia", "Places within 1 Sandakan", "more than 500 beneficiaries of food aid"}, nil},
		{"theme", "food-aid", []string{"«Direct Assistance in Sandakan, Sabah» is about it", "Cahaya Society works on it in Malaysia"}, nil},
	} {
		page := text(get(t, h, permalinkOf(t, ask, c.noun, c.slug)).Body.String())
		for _, want := range c.want {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %q:\n%s", c.slug, want, page)
			}
		}
		for _, not := range c.not {
			if strings.Contains(page, not) {
				t.Errorf("%s has %q", c.slug, not)
			}
		}
	}
}

func TestOldAddressesLeadToPages(t *testing.T) {
	h, ask := seeded(t)
	there := permalinkOf(t, ask, "stakeholder", "iom")
	id := strings.Split(there, "/")[2]
	for path, want := range map[string]string{
		"/o/" + id:                  there,
		"/o/" + id + "/":            there,
		"/o/" + id + "/old-name":    there,
		"/o/" + id + "/iom/more":    there,
		"/o/" + id + "/iom?x=1":     "",
		"/o/" + id + "/old?x=1":     there + "?x=1",
		"/o/" + id + "/%2F%2Fevil":  there,
		"/o/" + id + "//evil.org/x": "/o/" + id + "/evil.org/x",
	} {
		w := get(t, h, path)
		switch to := w.Header().Get("Location"); {
		case to != want:
			t.Errorf("%s leads to %q, want %q", path, to, want)
		case want == "" && w.Code != http.StatusOK, want == there && w.Code != http.StatusPermanentRedirect:
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
	for _, path := range []string{
		"/o/nobody", "/o/nobody/iom", "/initiative/" + id + "/iom", "/o/saaaaaaaaaaaa", "/o/%3Cscript%3E/x", "/o/" + strings.ToUpper(id), "/o/",
	} {
		if w := get(t, h, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "There is nothing at this address") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for path, want := range map[string]string{
		"/o/nobody": "«<bdi>nobody</bdi>» is not the id of a body", "/initiative/%3Cscript%3E/x": "«<bdi>&lt;script&gt;</bdi>» is not the id of an initiative", "/o/saaaaaaaaaaaa": "<p>The address may be mistyped",
	} {
		if w := get(t, h, path); !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
}

// Names of sources stay text, in whatever script and direction they are.
func TestAddressesOfMergedThings(t *testing.T) {
	s := emptyStore(t)
	imports, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range imports {
		if _, err := graph.Apply(t.Context(), s, in); err != nil {
			t.Fatal(err)
		}
	}
	h, ask := serving(s)
	data, err := ask(t.Context(), `{ a: stakeholder(by: {slug: "iom"}) { id permalink } b: stakeholder(by: {slug: "unhcr"}) { id permalink } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found struct {
		A, B struct{ ID, Permalink string }
	}
	if err := json.Unmarshal(data, &found); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Merge(t.Context(), s, found.B.ID, found.A.ID, graph.Why{}); err != nil {
		t.Fatal(err)
	}
	w := get(t, h, found.B.Permalink)
	if to := w.Header().Get("Location"); w.Code != http.StatusTemporaryRedirect || to != found.A.Permalink {
		t.Errorf("the address of a merged thing gives %d and leads to %q, want %q", w.Code, to, found.A.Permalink)
	}
}

func TestHostileNames(t *testing.T) {
	const turned = "\u202eسلام\u2066"
	s := emptyStore(t)
	fill(t, s, hostile+turned+`" onmouseover="x`)
	h, ask := serving(s)
	data, err := ask(t.Context(), `{ stakeholders { nodes { name permalink } } documents { nodes { name permalink } } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct{ Stakeholders, Documents struct{ Nodes []thing } }
	if err := json.Unmarshal(data, &answer); err != nil {
		t.Fatal(err)
	}
	for _, found := range []thing{answer.Stakeholders.Nodes[0], answer.Documents.Nodes[0]} {
		page := get(t, h, found.Permalink).Body.String()
		page = strings.Replace(page, `<script type="module" src="/assets/app-12.js"></script>`, "", 1)
		for _, bad := range []string{"<script", "<img", `" onmouseover="`, "ZgotmplZ"} {
			if strings.Contains(page, bad) {
				t.Errorf("%s holds %q", found.Permalink, bad)
			}
		}
		_, body, _ := strings.Cut(page, "<body>")
		named := strings.Count(body, turned)
		isolated := len(regexp.MustCompile(`<bdi>[^<]*`+turned+`[^<]*</bdi>`).FindAllString(body, -1))
		if named == 0 || named != isolated {
			t.Errorf("%s: %d of %d names are kept apart from the text around them", found.Permalink, isolated, named)
		}
	}
}

func TestPageWithoutStore(t *testing.T) {
	w := get(t, New(options()), "/o/saaaaaaaaaaaa/x")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "the store sleeps") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	o := options()
	o.Ask = func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return nil, graph.Errorf(graph.Internal, "private")
	}
	w = get(t, New(o), "/o/saaaaaaaaaaaa/x")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "private") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

func TestCanonicalAddress(t *testing.T) {
	o := options()
	o.Address = "https://graph.example.org"
	o.Ask = func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return json.RawMessage(`{"x":{"name":"X","permalink":"/o/saaaaaaaaaaaa/x"}}`), nil
	}
	page := get(t, New(o), "/o/saaaaaaaaaaaa/x").Body.String()
	if !strings.Contains(page, `<link rel="canonical" href="https://graph.example.org/o/saaaaaaaaaaaa/x">`) {
		t.Error(page)
	}
}

// What the built-in graph has no example of.
func TestSentences(t *testing.T) {
	const a, b, i = `{"name":"A"}`, `{"name":"B"}`, `{"name":"I"}`
	for claimed, want := range map[string]string{
		`{"__typename":"Flow","flowType":"DISBURSEMENT","provider":{"stakeholder":` + a + `},"recipient":{"stakeholder":` + b + `},"amount":{"amount":"10.50","currency":"MYR"},"start":{"text":"2022"}}`:                                   "A paid 10.50 MYR to B, in 2022",
		`{"__typename":"Flow","flowType":"DISBURSEMENT","provider":{"stakeholder":` + a + `,"initiative":` + i + `},"recipient":{"stakeholder":` + b + `},"amount":{"amount":"-1234567.5","currency":"GBP"},"start":{"text":"2021-03-30"}}`: "a negative payment (a refund or a correction) of −1,234,567.5 GBP from A to B, within I, on 2021-03-30",
		`{"__typename":"Flow","flowType":"EXPENDITURE","provider":{"stakeholder":` + a + `},"amount":{"amount":"41760","currency":"GBP"}}`:                                                                                                  "A spent 41,760 GBP",
		`{"__typename":"Flow","flowType":"EXPENDITURE","provider":{"stakeholder":` + a + `},"recipient":{"stakeholder":` + b + `,"initiative":` + i + `},"amount":{"amount":"7"}}`:                                                          "A spent 7, currency not stated, paid to B for I",
		`{"__typename":"Flow","flowType":"OUTGOING_COMMITMENT","provider":{"stakeholder":` + a + `},"recipient":{"initiative":` + i + `},"start":{"text":"2021-01"},"end":{"text":"2021-02"}}`:                                              "A committed an amount that is not stated to I, 2021-01 to 2021-02",
		`{"__typename":"Plan","planType":"PLANNED_DISBURSEMENT","provider":{"stakeholder":` + a + `},"recipient":{"stakeholder":` + b + `},"amount":{"amount":"5000","currency":"USD"}}`:                                                    "A plans to pay 5,000 USD to B",
		`{"__typename":"DocumentLink","category":"A08","document":` + b + `,"initiative":` + i + `}`:                                                                                                                                        "B is about I (results)",
		`{"__typename":"Flow","flowType":"LOAN_REPAYMENT","recipient":{"initiative":` + i + `},"amount":{"amount":"1"}}`:                                                                                                                    "somebody whom the source does not name paid 1, currency not stated to I (repayment of a loan)",
		`{"__typename":"Flow","flowType":"IN_KIND","inKind":"blankets","provider":{"stakeholder":` + a + `,"initiative":` + i + `}}`:                                                                                                        "A gave goods or services to somebody whom the source does not name, within I: «blankets»; amount not stated",
		`{"__typename":"Plan","planType":"TOTAL_BUDGET","provider":{"stakeholder":` + a + `},"amount":{"amount":"5","currency":"USD"},"start":{"text":"2022"},"end":{"text":"2023"}}`:                                                       "budget of A: 5 USD (total budget), 2022 to 2023",
		`{"__typename":"Plan","planType":"RECIPIENT_COUNTRY_BUDGET","recipient":{"stakeholder":` + b + `},"place":{"name":"P"}}`:                                                                                                            "budget for B: amount not stated (recipient country budget) for P",
		`{"__typename":"Participation","role":"PARTICIPANT","stakeholder":` + a + `,"initiative":` + i + `,"headcount":{"value":1,"qualifier":"AT_LEAST"},"datedBy":"INITIATIVE","start":{"text":"2022"}}`:                                  "A took part in I, with at least 1 person",
		`{"__typename":"Participation","role":"FUNDING","stakeholder":null,"initiative":` + i + `,"datedBy":"CLAIM","end":{"text":"2022"}}`:                                                                                                 "somebody whom the source does not name funded I, until 2022",
		`{"__typename":"Classification","initiative":` + i + `,"theme":` + b + `,"percentage":"40"}`:                                                                                                                                        "40 % of I is about B",
		`{"__typename":"Presence","stakeholder":` + a + `,"country":"MY","presenceRole":"IMPLEMENTING"}`:                                                                                                                                    "A works in MY, as implementing",
		`{"__typename":"Result","label":"tents","initiative":` + i + `}`:                                                                                                                                                                    "I: (figure not stated) tents",
		`{"__typename":"Result","value":"61","measure":"PERCENT","category":"USA","breakdownOf":{"label":"refugees"},"stakeholder":` + a + `}`:                                                                                              "A: of refugees, 61 % USA",
		`{"__typename":"Affiliation","affiliationType":"SECRETARIAT_OF","stakeholder":` + a + `,"to":` + b + `,"start":{"text":"2001"},"end":{"text":"2001"}}`:                                                                              "A is the secretariat of B, 2001",
		`{"__typename":"Finding","findingType":"OUTCOME","text":"good","stakeholder":` + a + `}`:                                                                                                                                            "Outcome on A: good",
		`{"__typename":"ExchangeRate","currency":"EUR","worthIn":"USD","day":"2024-03-01","rate":"1.0813"}`:                                                                                                                                 "On 2024-03-01, 1 EUR was worth 1.0813 USD",
		`{"__typename":"Novelty"}`: "a claim of a kind that this page does not know",
	} {
		var c claim
		if err := json.Unmarshal([]byte(claimed), &c); err != nil {
			t.Fatal(err)
		}
		if got := c.sentence().plain(); got != want {
			t.Errorf("%s\ngives %q\nwant  %q", claimed, got, want)
		}
	}
	if got := words("UN_AGENCY"); got != "UN agency" {
		t.Error(got)
	}
}

func TestPlaces(t *testing.T) {
	for locator, want := range map[string]string{
		"iati-activity[iati-identifier=GB-GOV-1-301067-101]/participating-org[1]":         "activity GB-GOV-1-301067-101, participating organisation 1",
		"iati-activity[iati-identifier=CH-1-FH-projet Covid H2H]/transaction[@ref=3rd a]": "activity CH-1-FH-projet Covid H2H, transaction «3rd a»",
		"iati-activity[iati-identifier=A[1]/b]/result[2]/indicator/period[3]":             "activity A[1]/b, result 2, indicator, period 3",
		"iati-organisation[organisation-identifier=XM-DAC-7]/total-budget":                "organisation XM-DAC-7, total budget",
		"iati-activity[iati-identifier=A]":                                                "activity A",
		"Regional dialogue, paragraph 1":                                                  "Regional dialogue, paragraph 1",
		"iati-activity[":                                                                  "iati-activity[",
	} {
		if got := place(locator); got != want {
			t.Errorf("%q is read as %q, want %q", locator, got, want)
		}
	}
}

// TestFurtherPages: what a page does not show of a list stands on the pages that follow,
// each claim once.
func TestFurtherPages(t *testing.T) {
	h, ask := seeded(t)
	next := regexp.MustCompile(`<a href="([^"]*)">next page</a>`)
	first := permalinkOf(t, ask, "document", "iom-malaysia-q3-2022")
	address := first
	sentences := map[string]int{}
	pages := 0
	for ; address != "" && pages < 20; pages++ {
		w := get(t, h, address)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", address, w.Code)
		}
		body := w.Body.String()
		_, list, _ := strings.Cut(body, `">What it says <span`)
		list, _, _ = strings.Cut(list, "</section>")
		for _, item := range strings.Split(list, "<li>")[1:] {
			sentences[item]++
		}
		if pages > 0 && !strings.Contains(body, `<a href="`+first+`">All that is known of`) {
			t.Errorf("%s does not lead back", address)
		}
		address = ""
		if m := next.FindStringSubmatch(list); m != nil {
			address = html.UnescapeString(m[1])
		}
	}
	total := 0
	for _, n := range sentences {
		total += n
	}
	if pages != 7 || total != 127 {
		t.Errorf("%d pages with %d claims, want 7 with 127", pages, total)
	}
	for _, wrong := range []string{"?list=salaries", "?list=claims&after=nonsense"} {
		if w := get(t, h, first+wrong); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, w.Code)
		}
	}
}

// TestEveryListHasFurtherPages: each list of each page can be asked for alone.
func TestEveryListHasFurtherPages(t *testing.T) {
	_, ask := seeded(t)
	lists := 0
	for _, k := range kinds {
		for _, s := range k.sections(&profile{}) {
			lists++
			question := listQuestion(questionFile(k.question), k.question, s.Key)
			data, err := ask(t.Context(), question, map[string]any{"id": idOf(t, ask, k.question), "first": shownRows})
			if err != nil || !strings.Contains(string(data), `"hasNextPage"`) {
				t.Errorf("%s of %s: %v %s\n%s", s.Key, k.question, err, data, question)
			}
		}
	}
	if lists < 30 {
		t.Errorf("%d lists", lists)
	}
}

// idOf gives the id of some thing of a noun.
func idOf(t *testing.T, ask Ask, noun string) string {
	t.Helper()
	data, err := ask(t.Context(), `{ list: `+noun+`s(first: 1) { nodes { id } } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		List struct{ Nodes []struct{ ID string } }
	}
	if err := json.Unmarshal(data, &answer); err != nil || len(answer.List.Nodes) == 0 {
		t.Fatalf("%v %s", err, data)
	}
	return answer.List.Nodes[0].ID
}
