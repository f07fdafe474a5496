// Package hxl reads tables with hashtags of HXL, the Humanitarian Exchange Language
// 1.1: who does what where (3W, 4W, 5W), and who reports to have given money to whom.
// It knows the hashtags of 2014 as well, of before the standard was made.
//
// A row of who does what where is a presence of each body that it names, at each place
// and for each sector. No initiative is made of it. Nothing is guessed: a country that
// is known neither by its code nor by its name, a date that can be read in two ways or
// a name that is none of a body is left out, and the account says so.
// docs/spreadsheets.md tells it all to those who bring such tables.
package hxl
