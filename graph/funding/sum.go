package funding

import "github.com/migraph/migraph/graph"

// sumOf adds up the flows of one stage and currency that count, and tells what
// they rest on.
func sumOf(currency string, all []placed) *graph.FundingSum {
	out := &graph.FundingSum{Currency: graph.Text(currency), Basics: basicsOf(all)}
	out.LeftOut = len(all) - out.Flows
	var sum *Amount
	for _, p := range all {
		if p.known && p.fate == counted {
			sum = plus(sum, p.share)
		}
	}
	out.Sum = decimal(sum)
	return out
}

// basicsOf tells what the flows that count are, and what is unknown of them.
func basicsOf(all []placed) (out graph.Basics) {
	documents := map[string]int{}
	for _, p := range all {
		if p.fate != counted {
			continue
		}
		out.Flows++
		switch {
		case p.Huge || p.tooLarge:
			out.TooLarge++
		case !p.Known:
			out.WithoutAmount++
		case p.currency == "":
			out.WithoutCurrency++
		}
		if p.First == "" && p.Last == "" {
			out.WithoutDate++
		}
		if p.apart {
			out.WithoutRate++
		}
		for _, d := range p.Documents {
			documents[d]++
		}
	}
	out.Documents, out.DocumentCount = mostOf(documents, graph.MaxDocumentsShown), len(documents)
	out.Largest = largest(all)
	return out
}

// whole gives flows as they are in no table.
func whole(es []*entry) []placed {
	out := make([]placed, len(es))
	for i, e := range es {
		out[i] = placed{entry: e, share: e.amount}
	}
	return out
}
