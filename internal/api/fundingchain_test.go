package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

const chainFields = ` { count atLeast chains { length begins ends cycles { id } bounds { lower { amount currency } upper { amount currency } reasons }
	steps { sentence provider { stakeholder { id } initiative { id } } hops { stakeholder { id } initiative { id } } recipient { stakeholder { id } initiative { id } }
		stage currency sum { amount currency } flows withoutAmount joinedBy mixed { amount }
		largest { stage amount { amount currency } provider { stakeholder { id } initiative { id } } hops { stakeholder { id } initiative { id } } recipient { stakeholder { id } initiative { id } } evidence { document { slug } } } } } } `

func number(t *testing.T, v any) *apd.Decimal {
	t.Helper()
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	d, _, err := apd.NewFromString(m["amount"].(string))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// checkStep compares a step with the flows that it is of, and counts what it met.
func checkStep(t *testing.T, s object, met map[string]int) {
	t.Helper()
	flows := s.list("largest")
	if len(flows) != min(10, s.int("flows")) {
		t.Errorf("%d of %d flows are shown: %v", len(flows), s.int("flows"), s)
	}
	sum, without := new(apd.Decimal), 0
	for _, f := range flows {
		for _, name := range []string{"provider", "hops", "recipient", "stage"} {
			if fmt.Sprint(f.in(name)) != fmt.Sprint(s.in(name)) {
				t.Errorf("a step of %v has a flow of %v", s.in(name), f.in(name))
			}
		}
		if len(f.list("evidence")) == 0 {
			t.Errorf("a flow without evidence: %v", f)
		}
		if a := number(t, f.in("amount")); a == nil {
			without++
		} else if _, err := apd.BaseContext.WithPrecision(40).Add(sum, sum, a); err != nil {
			t.Fatal(err)
		}
	}
	got := number(t, s.in("sum"))
	if s.int("withoutAmount") != without || (got == nil) != (without == len(flows)) || got != nil && got.Cmp(sum) != 0 {
		t.Errorf("%s %s is the sum, want %s; %d without amount, want %d", s.in("sentence"), got, sum, s.int("withoutAmount"), without)
	}
	met["steps"]++
	met[fmt.Sprint(s.in("joinedBy"))]++
}

func TestFundingChainsAreOfTheFlowsThatAreListed(t *testing.T) {
	h, _ := serve(t, rich())
	met := map[string]int{}
	for _, id := range textsOf(asked(t, h, `{ stakeholders(first: 20) { nodes { id } } }`).list("stakeholders", "nodes"), "id") {
		for _, arguments := range []string{`from: "` + id + `"`, `to: "` + id + `"`, `through: ["` + id + `"]`, `through: ["` + id + `"], rollUp: [PART_OF, COUNTRY_OFFICE_OF]`, `through: ["` + id + `"], where: {stage: {eq: DISBURSEMENT}}`} {
			a := asked(t, h, `{ fundingChains(limit: 8, `+arguments+`)`+chainFields+`}`)
			chains := a.list("fundingChains", "chains")
			if len(chains) != min(8, int(a.in("fundingChains", "count").(float64))) {
				t.Errorf("%s: %d chains of %v", arguments, len(chains), a.in("fundingChains", "count"))
			}
			for _, c := range chains {
				steps := c.list("steps")
				if len(steps) != c.int("length") {
					t.Errorf("%d steps: %v", len(steps), c)
				}
				if !strings.Contains(fmt.Sprint(c), id) && !strings.Contains(arguments, "rollUp") {
					t.Errorf("%s gave %v", arguments, c)
				}
				lower, upper := number(t, c.in("bounds", "lower")), number(t, c.in("bounds", "upper"))
				if lower != nil && upper != nil && lower.Cmp(upper) > 0 {
					t.Errorf("at least %s, at most %s: %v", lower, upper, c)
				}
				for _, s := range steps {
					if strings.Contains(arguments, "rollUp") {
						continue // flows are shown as they are
					}
					checkStep(t, s, met)
					if strings.Contains(arguments, "where") && s.text("stage") != "DISBURSEMENT" {
						t.Errorf("%s gave %v", arguments, s)
					}
					if whole := s.int("withoutAmount") == 0; whole && number(t, s.in("sum")).Cmp(upper) < 0 {
						t.Errorf("at most %s of %v", upper, s)
					}
				}
			}
		}
	}
	if met["steps"] < 100 || met["SAME_BODY"] == 0 || met["SAME_INITIATIVE"] == 0 {
		t.Errorf("the graph is too plain: %v", met)
	}
}

func TestFundingChainsNameWhatIsWrong(t *testing.T) {
	h := unbounded(seeded(t))
	const sida, crest = "shyblvcferzeb", "ifhxxjchpdf4v"
	for arguments, want := range map[string][2]string{
		``:                              {"INVALID_ARGUMENT", "from"},
		`(through: [])`:                 {"INVALID_ARGUMENT", "from"},
		`(from: "x")`:                   {"INVALID_ARGUMENT", "from"},
		`(from: "szzzzzzzzzzzz")`:       {"NOT_FOUND", "from"},
		`(to: "dzzzzzzzzzzzz")`:         {"INVALID_ARGUMENT", "to"},
		`(initiative: "` + sida + `")`:  {"INVALID_ARGUMENT", "initiative"},
		`(initiative: "izzzzzzzzzzzz")`: {"NOT_FOUND", "initiative"},
		`(from: "` + sida + `", through: ["` + crest + `", "y"])`: {"INVALID_ARGUMENT", "through[1]"},
		`(from: "` + sida + `", to: "` + sida + `")`:              {"INVALID_ARGUMENT", "to"},
		`(from: "` + sida + `", maxHops: 7)`:                      {"LIMIT_EXCEEDED", "maxHops"},
		`(from: "` + sida + `", maxHops: 0)`:                      {"INVALID_ARGUMENT", "maxHops"},
		`(from: "` + sida + `", limit: 51)`:                       {"LIMIT_EXCEEDED", "limit"},
		`(from: "` + sida + `", where: {type: {eq: null}})`:       {"INVALID_ARGUMENT", "where.type.eq"},
		`(from: "` + sida + `", asOf: "2022-02-30")`:              {"INVALID_ARGUMENT", "asOf"},
		`(through: [` + strings.Repeat(`"`+sida+`" `, 11) + `])`:  {"LIMIT_EXCEEDED", "through"},
	} {
		if gotCode, argument, message := code(t, ask(t, h, `{ fundingChains`+arguments+` { count } }`)); gotCode != want[0] || argument != want[1] {
			t.Errorf("%.120s gave %s of %s: %s", arguments, gotCode, argument, message)
		}
	}
	limited, c := serve(t, rich())
	c.calls = nil
	body := textsOf(asked(t, limited, `{ stakeholders(first: 1) { nodes { id } } }`).list("stakeholders", "nodes"), "id")[0]
	c.calls = nil
	got := ask(t, limited, `{ fundingChains(from: "`+body+`", limit: 50) { chains { steps { largest { evidence { document { claims(first: 100) { nodes { id } } } } } } } } }`)
	if !strings.Contains(got, "LIMIT_EXCEEDED") || len(c.calls) > 0 {
		t.Errorf("very many rows gave %.200s after %d calls", got, len(c.calls))
	}
}

func TestHiddenFlowsAreInNoChain(t *testing.T) {
	all, _ := serve(t, concealed())
	open, _ := serve(t, leftOut(concealed()))
	chains := 0
	for _, id := range textsOf(asked(t, open, `{ stakeholders(first: 20) { nodes { id } } }`).list("stakeholders", "nodes"), "id") {
		query := `{ fundingChains(through: ["` + id + `"], limit: 20)` + chainFields + `}`
		got, want := ask(t, all, query), ask(t, open, query)
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", id, got, want)
		}
		chains += strings.Count(want, `"length"`)
	}
	if chains == 0 {
		t.Error("there is no chain that everybody sees")
	}
}
