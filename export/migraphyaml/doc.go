// Package migraphyaml writes what a dataset says as a file of facts, in the form that
// docs/seed-format.md describes: for people who correct it, keep it under version
// control, or take it to another graph.
//
// A file that is imported into an empty graph gives the same things and claims, with
// the same ids. So a file is read again before anybody gets it: what cannot be said in
// the form is an error, never left out in silence. graph.Dump writes everything.
package migraphyaml
