// Package template writes empty spreadsheets for people to fill in, which package
// ingest/template reads: a workbook with a sheet for each kind of entry, drop-downs,
// explanations and filled-in examples, or a text file of one kind.
package template
