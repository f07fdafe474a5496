package main

import (
	"math/rand/v2"

	"github.com/migraph/migraph/internal/generated"
)

const totalsQuery = `query($by: [FundingBy!], $basis: FundingBasis!, $during: DayRange) {
	fundingTotals(groupBy: $by, basis: $basis, during: $during) { totalCount nodes { keys { code thing { name } } stage sum { amount currency } flows withoutAmount
	largest { id } documents { name } } } }`

// moneys are totals of money: of all flows, which no store reads again, and of a
// year. What a million flows cost beside the store is measured in graph/funding.
func moneys() []drawn {
	by := [][]string{{"PROVIDER"}, {"RECIPIENT"}, {"THEME"}, {"YEAR"}}
	return []drawn{
		{"money: transfers", totalsQuery, func(r *rand.Rand, _ *generated.Graph) map[string]any {
			return map[string]any{"by": by[r.IntN(len(by))], "basis": "TRANSFERS"}
		}},
		{"money: transfers of a year", totalsQuery, func(r *rand.Rand, _ *generated.Graph) map[string]any {
			return map[string]any{"by": by[r.IntN(len(by))], "basis": "TRANSFERS", "during": yearOf(r)}
		}},
		{"money: new money by provider", totalsQuery, func(r *rand.Rand, _ *generated.Graph) map[string]any {
			return map[string]any{"by": []string{"PROVIDER"}, "basis": "NEW_MONEY", "during": yearOf(r)}
		}},
	}
}
