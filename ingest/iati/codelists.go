package iati

import "strings"

// codelists are the closed lists of codes of version 2 that what is read uses, by
// the name of the list. Lists of countries, currencies, languages and regions are
// those of countryOf, currencyOf, languageTag and regionNames.
var codelists = map[string]map[string]bool{
	"Version":            codes("1.01 1.02 1.03 1.04 1.05 2.01 2.02 2.03"),
	"OrganisationType":   codes("10 11 15 21 22 23 24 30 40 60 70 71 72 73 80 90"),
	"DescriptionType":    codes("1 2 3 4"),
	"BudgetType":         codes("1 2"),
	"BudgetStatus":       codes("1 2"),
	"BudgetNotProvided":  codes("1 2 3"),
	"PolicySignificance": codes("0 1 2 3 4"),
	"ResultType":         codes("1 2 3 9"),
	"IndicatorMeasure":   codes("1 2 3 4 5"),
	"AidTypeVocabulary":  codes("1 2 3 4"),
	"TagVocabulary":      codes("1 2 3 4 99"),
	"DocumentCategory": codes("A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 " +
		"B01 B02 B03 B04 B05 B06 B07 B08 B09 B10 B11 B12 B13 B14 B15 B16 B17 B18"),
	"AidType": codes("A01 A02 B01 B02 B021 B022 B03 B031 B032 B033 B04 C01 D01 D02 E01 E02 F01 G01 H01 H02 H03 H04 H05 H06"),
	"FinanceType": codes("1 110 1100 111 2 210 211 3 310 311 4 410 411 412 413 414 421 422 4221 4222 423 424 425 431 432 433 451 452 453 " +
		"510 511 512 520 530 610 611 612 613 614 615 616 617 618 620 621 622 623 624 625 626 627 630 631 632 633 634 635 636 637 638 639 " +
		"1101 1102 1103 1104 1105 1106 1107 1108 710 711 712 810 811 910 911 912 913"),
}

// dacCategories are the names of the OECD's categories of sectors: the first three
// digits of a sector.
var dacCategories = map[string]string{
	"111": "education, level unspecified", "112": "basic education", "113": "secondary education", "114": "post-secondary education",
	"121": "health, general", "122": "basic health", "123": "non-communicable diseases",
	"130": "population policies and reproductive health", "140": "water supply and sanitation",
	"151": "government and civil society", "152": "conflict, peace and security", "160": "other social infrastructure and services",
	"210": "transport and storage", "220": "communications", "230": "energy generation and supply", "231": "energy policy",
	"232": "energy generation, renewable sources", "233": "energy generation, non-renewable sources", "234": "hybrid energy plants",
	"235": "nuclear energy plants", "236": "energy distribution", "240": "banking and financial services",
	"250": "business and other services", "311": "agriculture", "312": "forestry", "313": "fishing", "321": "industry",
	"322": "mineral resources and mining", "323": "construction", "331": "trade policies and regulations", "332": "tourism",
	"410": "general environment protection", "430": "other multisector", "510": "general budget support",
	"520": "development food assistance", "530": "other commodity assistance", "600": "action relating to debt",
	"720": "emergency response", "730": "reconstruction, relief and rehabilitation", "740": "disaster prevention and preparedness",
	"910": "administrative costs of donors", "920": "support to non-governmental organizations",
	"930": "refugees in donor countries", "998": "unallocated or unspecified",
}

func codes(list string) map[string]bool { return names(strings.Fields(list)...) }
