// Package template reads people's own spreadsheets: stakeholders, initiatives, who
// takes part in what, who gives money to whom, and who works where, in a sheet of a
// workbook or a text file for each. Package export/template writes the empty ones.
//
// Whoever fills a sheet in is no programmer, and a sheet is corrected in one go or not
// at all. So every mistake is listed, each with its cell and what to do, and nothing
// is written before there is none. docs/spreadsheets.md describes the sheets.
package template
