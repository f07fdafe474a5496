package seed_test

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/seed"
)

func imports(t *testing.T) []*graph.Import {
	t.Helper()
	all, err := seed.Imports()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPlaces: every entry is said to be where it is, so that messages about
// seed files, the longest that we have, point at the right lines.
func TestPlaces(t *testing.T) {
	for _, in := range imports(t) {
		text, err := seed.Files.ReadFile(in.Dataset.Key + ".yaml")
		if err != nil {
			t.Fatalf("a file is not named after its dataset: %v", err)
		}
		lines := strings.Split(string(text), "\n")
		for _, x := range in.Things {
			if rest := at(t, lines, x.Where); !strings.HasPrefix(rest, x.Key+":") {
				t.Errorf("%s: there is %q, not the key %q", x.Where, rest, x.Key)
			}
		}
		for _, x := range in.Claims {
			rest := at(t, lines, x.Where)
			if !begins(strings.TrimPrefix(rest, "{"), x.Record) {
				t.Errorf("%s: there is %q, not the begin of a claim", x.Where, rest)
			}
		}
	}
}

// begins tells whether a line begins as a claim does.
func begins(line string, r graph.Record) bool {
	if c, ok := r.(*graph.Classification); ok {
		key := c.PlaceID + c.ThemeID
		line = strings.TrimPrefix(strings.TrimPrefix(line, "place: "), "theme: ")
		return strings.HasPrefix(line, key)
	}
	name, _, _ := strings.Cut(line, ":")
	return slices.Contains([]string{"stakeholder", "group", "provider", "type", "label", "category"}, name)
}

func at(t *testing.T, lines []string, where string) string {
	t.Helper()
	parts := strings.Split(where, ":")
	line, err := strconv.Atoi(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	column, err := strconv.Atoi(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	return string([]rune(lines[line-1])[column-1:])
}

func TestEveryClaimSaysWhere(t *testing.T) {
	for _, in := range imports(t) {
		for _, x := range in.Claims {
			for _, e := range x.Evidence {
				if e.Locator == "" {
					t.Errorf("%s cites no place in %s", x.Where, e.DocumentID)
				}
			}
		}
	}
}

func store(t *testing.T) graph.Store {
	t.Helper()
	ctx := context.Background()
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: filepath.Join(t.TempDir(), "seed.db"), Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for _, in := range imports(t) {
		if _, err := graph.Apply(ctx, s, in); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestApply(t *testing.T) {
	ctx, s := context.Background(), store(t)
	for _, in := range imports(t) {
		rep, err := graph.Apply(ctx, s, in)
		if err != nil {
			t.Fatal(err)
		}
		if want := (graph.Tally{Read: len(in.Things), Unchanged: len(in.Things)}); rep.Things != want {
			t.Errorf("%s again: things %+v, want %+v", in.Dataset.Key, rep.Things, want)
		}
		if want := (graph.Tally{Read: len(in.Claims), Unchanged: len(in.Claims)}); rep.Claims != want {
			t.Errorf("%s again: claims %+v, want %+v", in.Dataset.Key, rep.Claims, want)
		}
		if rep.Conflicts != 0 {
			t.Errorf("%s: %d conflicts", in.Dataset.Key, rep.Conflicts)
		}
	}
	found, err := graph.CheckStore(ctx, s)
	if err != nil || len(found) > 0 {
		t.Errorf("the store has contradictions: %v, %v", found, err)
	}
}

// facts are the records of a type that fit, told by tell in the order of the alphabet.
func facts(t *testing.T, s graph.Store, of string, where graph.Filter, tell func(slug func(string) string, r graph.Record) string) []string {
	t.Helper()
	var out []string
	err := s.View(context.Background(), func(ctx context.Context, r graph.Reader) error {
		out = nil
		slugs := map[string]string{}
		for _, thing := range graph.Catalog.Of(graph.ClassThing) {
			err := r.Scan(ctx, thing, func(rec graph.Record) error {
				slugs[graph.IDOf(rec)] = graph.AsThing(rec).Slug
				return nil
			})
			if err != nil {
				return err
			}
		}
		typ := graph.Catalog.Type(of)
		q := graph.Query{Type: typ, Where: where}
		for _, p := range typ.Parts {
			q.Parts = append(q.Parts, p.Name)
		}
		res, err := r.Fetch(ctx, &graph.Plan{Query: q})
		if err != nil {
			return err
		}
		for _, rec := range res.Lists[0].Records {
			out = append(out, tell(func(id string) string { return slugs[id] }, rec))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func slugIs(edge, slug string) graph.Filter {
	return graph.Related{Edge: edge, Where: graph.Compare{Field: "slug", Op: graph.Eq, Value: slug}}
}

func roles(t *testing.T, s graph.Store, initiative string) []string {
	return facts(t, s, "Participation", slugIs("initiative", initiative), func(slug func(string) string, r graph.Record) string {
		p := r.(*graph.Participation)
		who := slug(p.StakeholderID)
		if p.GroupLabel != "" {
			who = "«" + string(p.GroupLabel) + "»"
		}
		said := []string{string(p.Role), who}
		if p.Capacity != "" {
			said = append(said, "as "+string(p.Capacity))
		}
		if p.Headcount != nil {
			said = append(said, strconv.Itoa(*p.Headcount), string(p.HeadcountQualifier))
		}
		if p.UnnamedUnits {
			said = append(said, "unnamed units")
		}
		if p.DelegationOf != "" {
			said = append(said, "of the delegation of "+slug(p.DelegationOf))
		}
		if p.GroupAppointedBy != "" {
			said = append(said, "appointed by "+slug(p.GroupAppointedBy))
		}
		if b := p.Evidence[0].Basis; b != "STATED" {
			said = append(said, string(b))
		}
		return strings.Join(said, " ")
	})
}

func flows(t *testing.T, s graph.Store, where graph.Filter) []string {
	return facts(t, s, "Flow", where, func(slug func(string) string, r graph.Record) string {
		f := r.(*graph.Flow)
		end := func(e graph.End) string {
			return strings.Trim(slug(e.StakeholderID)+"/"+slug(e.InitiativeID), "/")
		}
		route := []string{end(f.Provider)}
		for _, h := range f.Hops {
			route = append(route, end(h.End))
		}
		route = append(route, end(f.Recipient))
		amount := "unknown"
		if f.Amount.Known() {
			amount = f.Amount.Amount + " " + f.Amount.Currency
		}
		return strings.Join(route, " > ") + ": " + amount + " " + string(f.Type)
	})
}

func same(t *testing.T, question string, got []string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\ngot:\n  %s\nwant:\n  %s", question, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestFacts(t *testing.T) {
	s := store(t)
	same(t, "the Bangkok dialogue", roles(t, s, "bangkok-dialogue"),
		"ORGANIZER iom",
		"CO_ORGANIZER ohchr",
		"CO_ORGANIZER idc",
		"PARTICIPANT indonesia as senior government officials in charge of migration management",
		"PARTICIPANT thailand as senior government officials in charge of migration management",
		"PARTICIPANT malaysia as senior government officials in charge of migration management 7 EXACT",
		"PARTICIPANT nsc-malaysia unnamed units of the delegation of malaysia",
		"PARTICIPANT moha unnamed units of the delegation of malaysia",
		"PARTICIPANT mohr unnamed units of the delegation of malaysia",
		"PARTICIPANT mwfcd unnamed units of the delegation of malaysia",
	)
	same(t, "who funded the Bangkok dialogue", flows(t, s, slugIs("recipient.initiative", "bangkok-dialogue")),
		"bali-process-rso > bangkok-dialogue: unknown UNSPECIFIED",
		"prm > bangkok-dialogue: unknown UNSPECIFIED",
	)
	same(t, "what PRM funds", flows(t, s, slugIs("provider.stakeholder", "prm")),
		"prm > bangkok-dialogue: unknown UNSPECIFIED",
		"prm > vas-guide: unknown UNSPECIFIED",
	)
	same(t, "the return roundtable", roles(t, s, "return-roundtable"),
		"IMPLEMENTING iom IMPLIED",
		"PARTICIPANT mofa-malaysia as officials unnamed units",
		"PARTICIPANT moha as officials unnamed units",
		"PARTICIPANT immigration-malaysia as officials unnamed units",
		"PARTICIPANT embassy-cambodia as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-india as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-indonesia as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-lao-pdr as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-nepal as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-pakistan as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-philippines as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-sri-lanka as representatives of a country of origin of migrants",
		"PARTICIPANT embassy-uganda as representatives of a country of origin of migrants",
		"PARTICIPANT australia as contributor to the Bali Process",
	)
	same(t, "all other flows", flows(t, s, graph.Not{Of: slugIs("provider.stakeholder", "prm")}),
		"australia > bali-process > return-roundtable: unknown UNSPECIFIED",
		"bali-process-rso > bangkok-dialogue: unknown UNSPECIFIED",
		"sida > iom/crest > sandakan-assistance: unknown UNSPECIFIED",
	)
	same(t, "the GCM dialogue", roles(t, s, "gcm-dialogue"),
		"ORGANIZER iom",
		"PARTICIPANT «UN agencies»",
		"PARTICIPANT «civil society organizations»",
		"PARTICIPANT «academics»",
		"PARTICIPANT «industry bodies»",
		"PARTICIPANT «employers»",
		"PARTICIPANT «migrants»",
		"PARTICIPANT «national human rights institution»",
		"PARTICIPANT «parliament»",
		"PARTICIPANT «recruitment agency associations»",
	)
	same(t, "Sandakan", roles(t, s, "sandakan-assistance"),
		"PARTNER iom",
		"PARTNER cahaya-society as local civil society organization",
	)
	same(t, "the VAS guide", roles(t, s, "vas-guide"),
		"IMPLEMENTING iom",
		"COORDINATED_WITH mwfcd",
		"COORDINATED_WITH «Victim Assistance Specialists» appointed by nso-mapo",
	)
	same(t, "CPath", roles(t, s, "cpath-philippines"),
		"INITIATOR philippines", "PARTNER philippines", "PARTNER iom-malaysia", "PARTNER unhcr")
	same(t, "COVID-19 response to recovery", roles(t, s, "covid-recovery"),
		"PARTNER iom", "PARTNER project-liber8 as civil society partner", "SUPPORTER iom IMPLIED")
	same(t, "who takes part in what the Ministry of Home Affairs does", facts(t, s, "Initiative",
		graph.Related{Edge: "participations", Where: slugIs("stakeholder", "moha")},
		func(_ func(string) string, r graph.Record) string { return graph.AsThing(r).Slug }),
		"bangkok-dialogue", "return-roundtable")
}

func TestAffiliations(t *testing.T) {
	got := facts(t, store(t), "Affiliation", graph.Not{Of: graph.Compare{Field: "type", Op: graph.Eq, Value: "REPRESENTS"}},
		func(slug func(string) string, r graph.Record) string {
			a := r.(*graph.Affiliation)
			return strings.Join([]string{slug(a.StakeholderID), string(a.Type), slug(a.ToID), string(a.Evidence[0].Basis)}, " ")
		})
	same(t, "who belongs to whom", got,
		"iom-malaysia COUNTRY_OFFICE_OF iom IMPLIED",
		"bali-process-rso PART_OF bali-process IMPLIED",
		"pmo-malaysia PART_OF malaysia IMPLIED",
		"nsc-malaysia PART_OF pmo-malaysia STATED",
		"moha PART_OF malaysia IMPLIED",
		"mohr PART_OF malaysia IMPLIED",
		"mwfcd PART_OF malaysia IMPLIED",
		"mofa-malaysia PART_OF malaysia IMPLIED",
		"immigration-malaysia PART_OF malaysia IMPLIED",
		"nso-mapo SECRETARIAT_OF anti-trafficking-council IMPLIED",
		"australia CONTRIBUTOR_TO bali-process STATED",
		"us-department-of-state PART_OF usa IMPLIED",
		"prm PART_OF us-department-of-state STATED",
		"us-department-of-labor PART_OF usa BACKGROUND",
		"ilab PART_OF us-department-of-labor BACKGROUND",
		"sida PART_OF sweden BACKGROUND",
	)
}

func TestStates(t *testing.T) {
	got := facts(t, store(t), "Affiliation", graph.Compare{Field: "type", Op: graph.Eq, Value: "REPRESENTS"},
		func(slug func(string) string, r graph.Record) string {
			a := r.(*graph.Affiliation)
			return slug(a.StakeholderID) + " " + slug(a.ToID)
		})
	if len(got) != 9 {
		t.Errorf("there are %d embassies, want 9: %v", len(got), got)
	}
	for _, pair := range got {
		embassy, state, _ := strings.Cut(pair, " ")
		if embassy != "embassy-"+state {
			t.Errorf("%s represents %s", embassy, state)
		}
	}
}

func TestInitiatives(t *testing.T) {
	s := store(t)
	got := facts(t, s, "Initiative", nil, func(_ func(string) string, r graph.Record) string {
		i := r.(*graph.Initiative)
		return strings.TrimRight(strings.Join([]string{i.Slug, string(i.Type), string(i.Nature), i.Period.Start.Text,
			i.Period.End.Text, string(i.Duration), string(i.ParticipantListComplete)}, "|"), "|")
	})
	same(t, "initiatives", got,
		"bangkok-dialogue|DIALOGUE|EVENT|||three days",
		"covid-recovery|ROUNDTABLE",
		"mbhr",
		"mbhr-validation-workshop|WORKSHOP|EVENT|2024-04-05",
		"migration-works|CAMPAIGN",
		"mwea|PROJECT|STATE",
		"cpath-philippines|SCHOLARSHIP|STATE|2020",
		"crest",
		"direct-assistance-malaysia|SERVICE",
		"gcm-dialogue|DIALOGUE|EVENT|||half a day",
		"gcm|AGREEMENT|STATE",
		"imrf|FORUM",
		"movement-management|SERVICE|STATE",
		"pandemic-plan|POLICY|STATE",
		"return-roundtable|ROUNDTABLE|EVENT||||INCOMPLETE",
		"sandakan-assessment|ASSESSMENT",
		"sandakan-assistance|SERVICE",
		"vas-guide|PUBLICATION|||||INCOMPLETE",
	)
	august := graph.All(graph.Dating{From: "2022-08-15", To: "2022-08-15"}.Filter())
	same(t, "what was possibly going on on 2022-08-15",
		facts(t, s, "Initiative", august, func(_ func(string) string, r graph.Record) string { return graph.AsThing(r).Slug }),
		"cpath-philippines")
	same(t, "documents",
		facts(t, s, "Document", nil, func(slug func(string) string, r graph.Record) string {
			d := r.(*graph.Document)
			return strings.TrimRight(strings.Join([]string{d.Slug, slug(d.PublisherID), d.Date.Text, string(d.Language)}, "|"), "|")
		}),
		"iom-malaysia-q3-2022|iom-malaysia||en", "covid-implications-study", "covid-needs-assessment", "cpath-article",
		"mbhr-validation-workshop-2024|||en", "mwea-evaluation-2019|||en",
		"bali-process-website|bali-process||en", "iati-organisation-identifiers|||en", "iati-publishers|||en",
		"iom-malaysia-website|iom-malaysia||en", "iso-3166-1|||en", "iso-3166-2|||en", "malaysia-gov|||ms",
		"un-system|||en", "usa-gov-index|||en")
}
