package server

// categories are what documents are, by the codes of IATI's list DocumentCategory.
var categories = map[string]string{
	"A01": "appraisal of effects before and after",
	"A02": "objectives",
	"A03": "who is meant to benefit",
	"A04": "conditions",
	"A05": "budget",
	"A06": "summary of the contract",
	"A07": "review and evaluation",
	"A08": "results",
	"A09": "memorandum of understanding",
	"A10": "tender",
	"A11": "contract",
	"A12": "web page of the activity",
	"B01": "annual report",
	"B02": "strategy of the body",
	"B03": "strategy for a country",
	"B04": "policy on who gets aid",
	"B05": "procurement policy",
	"B06": "audit of the body",
	"B07": "audit of a country programme",
	"B08": "policy on exclusions",
	"B09": "evaluation of the body",
	"B10": "evaluation of a country programme",
	"B11": "strategy for a sector",
	"B12": "strategy for a theme",
	"B13": "memorandum of understanding with a country",
	"B14": "evaluation policy",
	"B15": "general terms and conditions",
	"B16": "web page of the body",
	"B17": "web page on a country or region",
	"B18": "web page on a sector",
}

// kindOfPaper says what a document is: in words, if it has one of IATI's codes, else as
// its source says.
func kindOfPaper(category string) string {
	if s := categories[category]; s != "" {
		return s
	}
	return category
}
