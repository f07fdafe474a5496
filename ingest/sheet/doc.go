// Package sheet reads tables of cells: text with commas, semicolons or tabs between
// the cells, in UTF-8, UTF-16 or Windows-1252, and workbooks of Excel (XLSX). It tells
// nothing of what the cells mean: the packages hxl and template do.
//
// Cells are texts as a person would type them. A number of a workbook has the digits
// that were typed, never those of a binary fraction near it, and a date is an ISO date
// as exact as its cell shows it: a month stays a month.
//
// Files come from strangers. All that is read is bounded by the constants of this
// package, and whatever is beyond them is an error that says so.
package sheet
