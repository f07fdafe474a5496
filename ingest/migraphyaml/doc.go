// Package migraphyaml reads Migraph's own file format: facts about who does
// what with whom, written by people in YAML, each with the document that says
// so. docs/seed-format.md describes the format; migraph.schema.json beside
// this file is its JSON Schema, for editors as well as for Read.
//
// The people who write these files are no programmers, and a file of facts is
// corrected in one go or not at all. So Read lists every mistake that it can
// find at once, each with line and column, in plain words that say what to do.
package migraphyaml
