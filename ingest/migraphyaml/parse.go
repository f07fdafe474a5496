package migraphyaml

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	// maxDepth bounds brackets within brackets and lists within lists of one
	// line: the parser recurses into them, and a file has no use for ten.
	maxDepth = 32
	// maxEntries bounds the entries of one mapping: the parser takes time and
	// memory that grow with their square.
	maxEntries = 10_000
)

// parse gives the tree of a file, nil if it is not YAML or uses what the
// format does without.
func parse(source string) (root *node, wrong mistakes) {
	defer func() {
		// The parser is not ours. Whatever makes it panic is a file that it
		// cannot read.
		if p := recover(); p != nil {
			root = nil
			wrong.add(pos{1, 1}, "the file is no YAML that can be read (%v); look for unbalanced quotes and brackets", p)
		}
	}()
	tokens := lexer.Tokenize(source)
	if wrong = checkTokens(tokens); len(wrong) > 0 {
		return nil, wrong
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		wrong.syntax(err)
		return nil, wrong
	}
	docs := slices.DeleteFunc(file.Docs, func(d *ast.DocumentNode) bool {
		return d.Body == nil || d.Body.Type() == ast.CommentType
	})
	if len(docs) == 0 {
		wrong.add(pos{1, 1}, `the file is empty; begin with "dataset:" and, below it and indented, "key:"`)
		return nil, wrong
	}
	t := treeBuilder{}
	root = t.node(docs[0].Body)
	for _, d := range docs[1:] {
		t.wrong.add(positionOf(d.Start), `a file holds one document; remove the line "---", or split the file`)
	}
	return root, t.wrong
}

// checkTokens refuses, before anything is parsed, what costs the parser
// unbounded time, and what the format does without: whoever reads a file
// should see what it says without looking for anchors, and a small file must
// not unfold to a huge one.
func checkTokens(tokens token.Tokens) mistakes {
	var wrong mistakes
	depth := 0
	var hyphens token.Position // of the last hyphen, with their count on its line
	var keys token.Position    // of the last key, with their count on its line
	entries := map[int]int{}   // column of keys: entries of the open mapping there
	for _, t := range tokens {
		at := positionOf(t)
		switch t.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType:
			wrong.add(at, "anchors, aliases and merges (& * <<) are not used here; write the value out, or put it in quotes if it is a text")
		case token.TagType:
			wrong.add(at, "tags (!) are not used here; remove it, or put the text in quotes")
		case token.MappingKeyType:
			wrong.add(at, `keys are not written with "?" here; write "key: value"`)
		case token.DirectiveType:
			wrong.add(at, "directives (%%) are not used here; remove the line")
		case token.MappingStartType, token.SequenceStartType:
			depth++
		case token.MappingEndType, token.SequenceEndType:
			depth--
		case token.SequenceEntryType:
			if t.Position.Line != hyphens.Line {
				hyphens = token.Position{Line: t.Position.Line}
			}
			hyphens.Column++
		case token.MappingValueType:
			if depth == 0 && t.Prev != nil {
				if t.Position.Line != keys.Line {
					keys = token.Position{Line: t.Position.Line}
				}
				if keys.Column++; keys.Column > maxDepth {
					wrong.add(at, "there are more than %d keys in this line; write one a line", maxDepth)
					return wrong
				}
				column := t.Prev.Position.Column
				entries[column]++
				for c := range entries {
					if c > column {
						delete(entries, c)
					}
				}
				if entries[column] > maxEntries {
					wrong.add(at, "there are more than %d entries side by side; split the file", maxEntries)
					return wrong
				}
			}
		}
		if depth > maxDepth || hyphens.Column > maxDepth {
			wrong.add(at, "brackets or hyphens are nested deeper than %d; simplify this line", maxDepth)
			return wrong
		}
		if len(wrong) > maxProblems {
			return wrong
		}
	}
	return wrong
}

func positionOf(t *token.Token) pos {
	if t == nil || t.Position == nil {
		return pos{1, 1}
	}
	return pos{max(t.Position.Line, 1), max(t.Position.Column, 1)}
}

// advice says in plain words what to do about the parser's messages, by a part of each.
var advice = []struct{ part, plain string }{
	{"'\t'", "there is a tab here; indent with spaces only"},
	{"tab character", "there is a tab here; indent with spaces only"},
	{"double-quoted", `a text in double quotes is not closed; add the closing " or remove the opening one`},
	{"single-quoted", "a text in single quotes is not closed; add the closing ' (and write '' for a ' within the text)"},
	{"escape character", `a \ within double quotes begins a special character; write \\, or use single quotes`},
	{"corresponding to", "this closing bracket has no opening one; remove it, or put the text in quotes"},
	{"']'", `a list in brackets is not closed or lacks a comma; compare "[a, b, c]"`},
	{"'}'", `fields in braces are not closed or lack a comma; compare "{a: b, c: d}"`},
	{"flow map", `fields in braces are not closed or lack a comma; compare "{a: b, c: d}"`},
	{"found ','", "there is nothing before this comma; remove it"},
	{"mapping value is not allowed", `a text that contains ": " needs quotes; or a line above it is indented wrongly`},
	{"unexpected key name", "this line is no \"key: value\" pair; check the colon, the space after it and the indentation of this line and those above"},
	{"non-map value", `this line has no "key:" like those beside it; add it, or correct the indentation`},
	{"sequence entries", `a list begins where none can; write it on lines of its own below the field`},
	{"is not allowed in this context", "this does not belong here; check the indentation, and put a text with special characters in quotes"},
	{"reserved", "a text cannot begin with this character; put it in quotes"},
}

// syntax adds the parser's one mistake. Its own message, which shows a part of
// the source, is for programmers.
func (m *mistakes) syntax(err error) {
	var said interface {
		error
		GetMessage() string
		GetToken() *token.Token
	}
	if !errors.As(err, &said) {
		m.add(pos{1, 1}, "the file is no YAML that can be read (%v); check indentation, colons and quotes", err)
		return
	}
	message := said.GetMessage()
	for _, a := range advice {
		if strings.Contains(message, a.part) {
			m.add(positionOf(said.GetToken()), "%s", a.plain)
			return
		}
	}
	m.add(positionOf(said.GetToken()), "this is no valid YAML (%s); check indentation, colons and quotes of this line and the one above", message)
}

// quote shows a value of the file in a message.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
