package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/migraph/migraph/internal/generated"
)

const coverageQuery = `query($rows: CoverageBy!, $columns: CoverageBy!, $measure: CoverageMeasure!) {
	coverage(rows: $rows, columns: $columns, measure: $measure) { rowCount columnCount total
	columns { thing { id name } code total } rows { thing { id name } code total cells } } }`

const coverageOfYear = `query($rows: CoverageBy!, $columns: CoverageBy!, $during: DayRange!) {
	coverage(rows: $rows, columns: $columns, during: $during) { rowCount columnCount total
	columns { thing { id name } code total } rows { thing { id name } code total cells } } }`

// coverages are tables of the whole graph, and of what was in a year.
func coverages() []drawn {
	var out []drawn
	for _, by := range [][2]string{{"FUNDER", "THEME"}, {"PLACE", "YEAR"}} {
		name := "coverage: " + by[0] + " by " + by[1]
		out = append(out,
			drawn{name, coverageQuery, func(r *rand.Rand, _ *generated.Graph) map[string]any {
				return map[string]any{"rows": by[0], "columns": by[1], "measure": []string{"CLAIMS", "INITIATIVES", "STAKEHOLDERS"}[r.IntN(3)]}
			}},
			drawn{name + ", one year", coverageOfYear, func(r *rand.Rand, _ *generated.Graph) map[string]any {
				return map[string]any{"rows": by[0], "columns": by[1], "during": yearOf(r)}
			}})
	}
	return out
}

// yearOf draws a year of those in which generated claims are.
func yearOf(r *rand.Rand) map[string]string {
	year := 2013 + r.IntN(12)
	return map[string]string{"from": fmt.Sprintf("%d-01-01", year), "to": fmt.Sprintf("%d-12-31", year)}
}
