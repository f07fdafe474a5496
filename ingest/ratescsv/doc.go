// Package ratescsv reads tables of exchange rates: a line for each day and pair of
// currencies, with the document that says so. docs/money.md describes the format.
//
// A wrong rate makes every figure wrong that rests on it, and nobody sees it. So a
// table is read as a whole or not at all, nothing is guessed, and Read lists every
// mistake with line and column.
package ratescsv
