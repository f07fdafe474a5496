package seed_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func fieldIs(field string, value any) graph.Filter {
	return graph.Compare{Field: field, Op: graph.Eq, Value: value}
}

// said joins what is not empty.
func said(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}

func period(p graph.Period) string {
	if !p.Start.Known() && !p.End.Known() {
		return ""
	}
	return p.Start.Text + ".." + p.End.Text
}

func basis(c *graph.Claim) string {
	if b := c.Evidence[0].Basis; b != "STATED" {
		return string(b)
	}
	return ""
}

func results(t *testing.T, s graph.Store, where graph.Filter) []string {
	return facts(t, s, "Result", where, func(slug func(string) string, r graph.Record) string {
		x := r.(*graph.Figure)
		qualifier, cumulative, target := string(x.Qualifier), "", ""
		if qualifier == "EXACT" {
			qualifier = ""
		}
		if x.Cumulative {
			cumulative = "CUMULATIVE"
		}
		if x.PercentOfTarget != "" {
			target = "= " + string(x.PercentOfTarget) + " % of the target"
		}
		return said(string(x.Label)+":", qualifier, string(x.Value), string(x.Measure), string(x.Group), string(x.Category),
			slug(x.PlaceID), period(x.Period), cumulative, target)
	})
}

func findings(t *testing.T, s graph.Store, initiative, kind string) []string {
	where := graph.And{slugIs("initiative", initiative), fieldIs("type", kind)}
	return facts(t, s, "Finding", where, func(slug func(string) string, r graph.Record) string {
		f := r.(*graph.Finding)
		out := []string{fmt.Sprint(*f.Number)}
		for _, x := range f.Ratings {
			out = append(out, fmt.Sprintf("%s %s of %s", x.Dimension, x.Value, x.Scale))
		}
		if f.AddressedTo != "" {
			out = append(out, "to "+string(f.AddressedTo))
		}
		for _, a := range f.Addressees {
			note := ""
			if a.Note != "" {
				note = "in part"
			}
			out = append(out, slug(a.StakeholderID), note)
		}
		return said(out...)
	})
}

func links(t *testing.T, s graph.Store) []string {
	return facts(t, s, "InitiativeLink", nil, func(slug func(string) string, r graph.Record) string {
		l := r.(*graph.InitiativeLink)
		return said(slug(l.FromID), string(l.Type), slug(l.ToID), basis(&l.Claim))
	})
}

func classified(t *testing.T, s graph.Store, where graph.Filter) []string {
	return facts(t, s, "Classification", where, func(slug func(string) string, r graph.Record) string {
		c := r.(*graph.Classification)
		return said(slug(c.InitiativeID)+":", slug(c.PlaceID), slug(c.ThemeID), basis(&c.Claim))
	})
}

func TestLinks(t *testing.T) {
	same(t, "which initiative is linked to which", links(t, store(t)),
		"gcm-dialogue DISCUSSES gcm",
		"gcm-dialogue DISCUSSES imrf",
		"imrf DISCUSSES gcm",
		"covid-recovery CONTRIBUTES_TO pandemic-plan",
		"sandakan-assessment EVALUATES sandakan-assistance",
		"mbhr-validation-workshop PART_OF mbhr IMPLIED",
		"migration-works PART_OF mwea IMPLIED",
	)
}

func TestPlacesAndThemes(t *testing.T) {
	s := store(t)
	same(t, "where initiatives take place", classified(t, s, graph.Related{Edge: "place"}),
		"bangkok-dialogue: bangkok",
		"covid-recovery: malaysia IMPLIED",
		"cpath-philippines: philippines",
		"direct-assistance-malaysia: malaysia",
		"mbhr-validation-workshop: kuala-lumpur IMPLIED",
		"mbhr: malaysia",
		"migration-works: malaysia IMPLIED",
		"movement-management: malaysia",
		"mwea: malaysia",
		"sandakan-assessment: sandakan",
		"sandakan-assistance: sandakan",
		"vas-guide: malaysia",
	)
	same(t, "what the Bangkok dialogue was about", classified(t, s,
		graph.And{slugIs("initiative", "bangkok-dialogue"), graph.Related{Edge: "theme"}}),
		"bangkok-dialogue: alternatives-to-detention",
		"bangkok-dialogue: irregular-migration",
		"bangkok-dialogue: migrant-smuggling",
		"bangkok-dialogue: return-reintegration",
		"bangkok-dialogue: trafficking-in-persons",
	)
	same(t, "places", facts(t, s, "Place", nil, func(slug func(string) string, r graph.Record) string {
		p := r.(*graph.Place)
		within := slug(p.WithinID)
		if within != "" {
			within = "in " + within
		}
		code := ""
		for _, i := range p.Identifiers {
			if i.Scheme != graph.SchemeMigraph {
				code = i.Key()
			}
		}
		return said(p.Slug, string(p.Type), within, string(p.Country), code)
	}),
		"australia COUNTRY AU iso-3166-1:AU",
		"bangkok LOCALITY in thailand TH iso-3166-2:TH-10",
		"cambodia COUNTRY KH iso-3166-1:KH",
		"canada COUNTRY CA iso-3166-1:CA",
		"india COUNTRY IN iso-3166-1:IN",
		"indonesia COUNTRY ID iso-3166-1:ID",
		"kuala-lumpur LOCALITY in malaysia MY iso-3166-2:MY-14",
		"lao-pdr COUNTRY LA iso-3166-1:LA",
		"malaysia COUNTRY MY iso-3166-1:MY",
		"nepal COUNTRY NP iso-3166-1:NP",
		"new-zealand COUNTRY NZ iso-3166-1:NZ",
		"pakistan COUNTRY PK iso-3166-1:PK",
		"philippines COUNTRY PH iso-3166-1:PH",
		"sabah SUBDIVISION in malaysia MY iso-3166-2:MY-12",
		"sandakan LOCALITY in sabah MY",
		"sri-lanka COUNTRY LK iso-3166-1:LK",
		"sweden COUNTRY SE iso-3166-1:SE",
		"thailand COUNTRY TH iso-3166-1:TH",
		"uganda COUNTRY UG iso-3166-1:UG",
		"usa COUNTRY US iso-3166-1:US",
	)
}

// TestPresences: direct service to people in Sabah is shown at country level.
func TestPresences(t *testing.T) {
	same(t, "who does what where", facts(t, store(t), "Presence", nil, func(slug func(string) string, r graph.Record) string {
		p := r.(*graph.Presence)
		return said(slug(p.StakeholderID), string(p.Role), "in", slug(p.PlaceID), string(p.Country), slug(p.ThemeID), "for", string(p.TargetGroup), string(p.Sensitivity))
	}),
		"cahaya-society PARTNER in malaysia MY food-aid for people affected by the COVID-19 pandemic DIRECT_SERVICE",
		"ilo IMPLEMENTING in malaysia MY migrant-workers-rights for migrant workers SHELTER",
		"iom IMPLEMENTING in malaysia MY migration-health for refugees and migrants departing from Malaysia",
		"iom IMPLEMENTING in malaysia MY resettlement for refugees resettling from Malaysia",
		"iom PARTNER in malaysia MY food-aid for people affected by the COVID-19 pandemic DIRECT_SERVICE",
		"iom-malaysia SUPPORTER in malaysia MY for vulnerable migrant communities DIRECT_SERVICE",
	)
}

func TestFiguresOfTheNewsletter(t *testing.T) {
	s := store(t)
	const quarter = "malaysia 2022-07-01..2022-09-30"
	same(t, "figures of IOM Malaysia", results(t, s, slugIs("stakeholder", "iom-malaysia")),
		"refugees who left for resettlement: 1417 PERSONS "+quarter,
		"refugees who left for resettlement: 61 PERCENT USA usa 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 20 PERCENT Australia australia 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 6 PERCENT Canada canada 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 6 PERCENT New Zealand new-zealand 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 7 PERCENT Others 2022-07-01..2022-09-30",
		"people supported with health assessments: 1776 PERSONS "+quarter,
		"refugees resettled to third countries: 107398 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"non-citizens assisted to return home: 977 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"Malaysian citizens assisted to return to Malaysia: 621 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"refugees with health assessments: 113757 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"refugees supported with travel arrangements and medical assessments: 6 PERSONS Rohingya refugees 2020..",
	)
	same(t, "what breaks the 1,417 down", results(t, s, graph.Related{Edge: "breakdownOf", Where: fieldIs("measure", "PERSONS")}),
		"refugees who left for resettlement: 61 PERCENT USA usa 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 20 PERCENT Australia australia 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 6 PERCENT Canada canada 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 6 PERCENT New Zealand new-zealand 2022-07-01..2022-09-30",
		"refugees who left for resettlement: 7 PERCENT Others 2022-07-01..2022-09-30",
	)
	same(t, "to how many countries", results(t, s, fieldIs("measure", "OTHER")), "countries of resettlement: 10 OTHER")
	same(t, "whom the food aid in Sandakan reached", results(t, s, slugIs("initiative", "sandakan-assistance")),
		"beneficiaries of food aid: MORE_THAN 500 PERSONS people affected by the COVID-19 pandemic sabah")
	same(t, "what the assessment in Sandakan found", findings(t, s, "sandakan-assessment", "OUTCOME"))
	same(t, "what IOM's six refugees had to do with", results(t, s, slugIs("initiative", "cpath-philippines")),
		"refugees supported with travel arrangements and medical assessments: 6 PERSONS Rohingya refugees 2020..")
}

// TestMinistryOfWomen: the delegation to Bangkok, and the guide.
func TestMinistryOfWomen(t *testing.T) {
	got := facts(t, store(t), "Participation", slugIs("stakeholder", "mwfcd"), func(slug func(string) string, r graph.Record) string {
		p := r.(*graph.Participation)
		return said(slug(p.InitiativeID), string(p.Role), slug(p.DelegationOf))
	})
	same(t, "in what the ministry takes part", got, "bangkok-dialogue PARTICIPANT malaysia", "vas-guide COORDINATED_WITH")
}

// TestAugust2022: what the graph knows of Malaysia on 15 August 2022.
func TestAugust2022(t *testing.T) {
	s := store(t)
	on := graph.Dating{From: "2022-08-15", To: "2022-08-15"}
	figures := func(cumulative bool) graph.Filter {
		return graph.And{on.Filter(), slugIs("place", "malaysia"), fieldIs("cumulative", cumulative)}
	}
	same(t, "figures", results(t, s, figures(false)),
		"refugees who left for resettlement: 1417 PERSONS malaysia 2022-07-01..2022-09-30",
		"people supported with health assessments: 1776 PERSONS malaysia 2022-07-01..2022-09-30",
	)
	same(t, "cumulative figures", results(t, s, figures(true)),
		"refugees resettled to third countries: 107398 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"non-citizens assisted to return home: 977 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"Malaysian citizens assisted to return to Malaysia: 621 PERSONS malaysia 2005..2022-09 CUMULATIVE",
		"refugees with health assessments: 113757 PERSONS malaysia 2005..2022-09 CUMULATIVE",
	)
	initiatives := func(d graph.Dating) []string {
		return facts(t, s, "Initiative", graph.All(d.Filter()), func(_ func(string) string, r graph.Record) string {
			return graph.AsThing(r).Slug
		})
	}
	same(t, "possibly", initiatives(on), "cpath-philippines")
	certain, undated := on, on
	certain.Certain, undated.Undated = true, graph.UndatedInclude
	same(t, "certainly", initiatives(certain))
	// All but the dated ones of other times: the workshop of 2024.
	same(t, "with what is undated", initiatives(undated),
		"bangkok-dialogue", "covid-recovery", "cpath-philippines", "crest", "direct-assistance-malaysia", "gcm",
		"gcm-dialogue", "imrf", "mbhr", "migration-works", "movement-management", "mwea", "pandemic-plan",
		"return-roundtable", "sandakan-assessment", "sandakan-assistance", "vas-guide")
}

func TestWorkshopOnBusinessAndHumanRights(t *testing.T) {
	s := store(t)
	same(t, "who was at the workshop", roles(t, s, "mbhr-validation-workshop"),
		"ORGANIZER iom-malaysia",
		"HOST iom",
		"PARTICIPANT «civil society organizations in labour migration»",
	)
	same(t, "what came of it", findings(t, s, "mbhr-validation-workshop", "OUTCOME"), "1", "2", "3", "4")
	same(t, "who carries the initiative", roles(t, s, "mbhr"), "IMPLEMENTING iom IMPLIED")
}

func TestMWEA(t *testing.T) {
	s := store(t)
	same(t, "who takes part", roles(t, s, "mwea"),
		"IMPLEMENTING ilo",
		"COORDINATED_WITH ilab as performance monitoring plan",
		"PARTNER «civil society partners»",
	)
	same(t, "who pays", flows(t, s, slugIs("recipient.initiative", "mwea")))
	const scale = " of Low < Moderate < Above-Moderate < High"
	same(t, "objectives", findings(t, s, "mwea", "OBJECTIVE"),
		"1 achievement Moderate"+scale+" sustainability Moderate"+scale,
		"2 achievement High"+scale+" sustainability Above-Moderate"+scale,
		"3 achievement Above-Moderate"+scale+" sustainability Moderate"+scale,
	)
	same(t, "conclusions", findings(t, s, "mwea", "CONCLUSION"), "1", "2", "3")
	same(t, "recommendations", findings(t, s, "mwea", "RECOMMENDATION"),
		"1 to ALL ilab ilo",
		"2 to ALL ilab ilo in part",
		"3 to ALL ilo",
		"4 to ANY ilab ilo",
	)
	const asOf = " ..2019-03 CUMULATIVE = "
	same(t, "results", results(t, s, slugIs("initiative", "mwea")),
		"received case management services: 1247 PERSONS migrant workers"+asOf+"180 % of the target",
		"joined worker or migrant organizations: 1104 PERSONS migrant workers"+asOf+"84 % of the target",
		"trained on labour rights or case management: 1041 PERSONS migrant workers"+asOf+"118 % of the target",
		"trained to be community leaders: 130 PERSONS migrant workers"+asOf+"144 % of the target",
		"took part in online discussions: 29661 PERSONS youth"+asOf+"71 % of the target",
		"reached by online content of the campaign Migration Works: 157644 PERSONS youth"+asOf+"91 % of the target",
		"took part in awareness-raising events of the campaign Migration Works: 7044 PERSONS youth"+asOf+"86 % of the target",
	)
}

// TestNames: other names and identifiers of registers lead to the bodies of the
// documents, and two documents' claim of one kind is one claim.
func TestNames(t *testing.T) {
	s := store(t)
	known := func(where graph.Filter) []string {
		return facts(t, s, "Stakeholder", where, func(_ func(string) string, r graph.Record) string {
			x := r.(*graph.Stakeholder)
			return said(x.Slug, string(x.Acronym))
		})
	}
	alias := func(name string) graph.Filter { return graph.Related{Edge: "aliases", Where: fieldIs("name", name)} }
	identifier := func(value string) graph.Filter {
		return graph.Related{Edge: "identifiers", Where: fieldIs("key", graph.IdentifierKey("org-id", value))}
	}
	same(t, "Kementerian Dalam Negeri", known(alias("Kementerian Dalam Negeri")), "moha MoHA")
	same(t, "KDN", known(alias("KDN")), "moha MoHA")
	same(t, "SE-6", known(identifier("SE-6")), "sida SIDA")
	same(t, "SE-0", known(identifier("SE-0")), "sida SIDA")
	same(t, "XM-DAC-47066", known(identifier("XM-DAC-47066")), "iom IOM")
	same(t, "47066", known(identifier("47066")), "iom IOM")

	office := facts(t, s, "Affiliation", fieldIs("type", "COUNTRY_OFFICE_OF"), func(_ func(string) string, r graph.Record) string {
		var from []string
		for _, e := range graph.AsClaim(r).Evidence {
			from = append(from, e.Dataset)
		}
		return strings.Join(from, " ")
	})
	same(t, "who says that IOM Malaysia is an office of IOM", office, "iom-malaysia-q3-2022 mbhr-validation-workshop-2024 reference")
}
