package funding

import "github.com/migraph/migraph/graph"

// sumOf adds up the flows of one stage and currency that count, and tells what
// they rest on.
func sumOf(currency string, all []placed) *graph.FundingSum {
	out := &graph.FundingSum{Currency: graph.Text(currency)}
	var sum *Amount
	documents := map[string]int{}
	for _, p := range all {
		if p.fate != counted {
			out.LeftOut++
			continue
		}
		out.Flows++
		if p.known {
			sum = plus(sum, p.share)
		}
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
	out.Sum = decimal(sum)
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
