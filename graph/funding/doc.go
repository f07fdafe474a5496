// Package funding answers who funds whom, through whom and how much. It works on a
// Book, which holds every flow of the graph in memory, so that no question reads
// them again. docs/money.md says what its figures mean.
package funding
