// Package operations knows the named operations of a server: questions in GraphQL that
// whoever runs it has put into a folder or a manifest, so that others can ask them by
// name or by hash.
package operations

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/migraph/migraph/graph"
)

// Document is the text of an operation, before it is checked.
type Document struct {
	// Name is how it is asked for; what has none is asked for by its hash.
	Name string
	// OwnName says that the name which the operation has in the text is Name, or else ID.
	OwnName bool
	// ID is what a manifest calls it beside its hash; empty for nothing else.
	ID   string
	Text string
	// Where says in which file it is, for messages.
	Where string
	// Program says that it is the program's own and not of whoever runs it: its text is
	// not checked as others are.
	Program bool
}

// mostWrong bounds the documents at fault that are told of.
const mostWrong = 20

// Mode says which operations a server answers.
type Mode string

// The modes.
const (
	// Open answers every operation.
	Open Mode = "open"
	// Log does too, and logs those that are not of the set, by name and hash.
	Log Mode = "log"
	// Trusted answers those of the set only.
	Trusted Mode = "trusted"
)

// Question is an operation that is asked with its variables.
type Question struct {
	*Operation
	Values map[string]any
	// RequestID is told with an internal error.
	RequestID string
}

// Operation is a named operation that the schema can answer.
type Operation struct {
	// Name stands in addresses.
	Name string
	// Description is what the comment at its beginning says.
	Description string
	Text        string
	// Hash is the SHA-256 of the text in hexadecimal digits.
	Hash      string
	Variables []*Variable
	// Program: it is the program's own and not of whoever runs it.
	Program bool

	where string
}

// Set holds operations by name and by hash. A nil Set is empty.
type Set struct {
	all    []*Operation
	byName map[string]*Operation
	byHash map[string]*Operation
}

// named is what a name must look like to stand in an address.
var named = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$`)

// New checks documents and makes a set of them. check tells what is wrong with a text
// before it is parsed; nil checks nothing. The error tells of the documents at fault, of 20
// at the most, with file and line, and is InvalidArgument.
func New(schema *ast.Schema, check func(text string) error, documents ...Document) (*Set, error) {
	s := &Set{byName: map[string]*Operation{}, byHash: map[string]*Operation{}}
	var wrong []string
	for _, d := range documents {
		if err := s.add(schema, check, d); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	if len(wrong) > mostWrong {
		wrong = append(wrong[:mostWrong], fmt.Sprintf("%d more are wrong", len(wrong)-mostWrong))
	}
	if len(wrong) > 0 {
		return nil, graph.Errorf(graph.InvalidArgument, "%s", strings.Join(wrong, "\n"))
	}
	slices.SortFunc(s.all, func(x, y *Operation) int {
		if x.Program != y.Program {
			if y.Program {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return s, nil
}

func (s *Set) add(schema *ast.Schema, check func(string) error, d Document) error {
	if check != nil && !d.Program {
		if err := check(d.Text); err != nil {
			return located(d.Where, err)
		}
	}
	def, err := parse(schema, d)
	if err != nil {
		return err
	}
	if d.OwnName {
		d.Name = cmp.Or(def.Name, d.ID)
	}
	if d.Name != "" && !named.MatchString(d.Name) {
		return fmt.Errorf("%s: %.200q is no name of an operation: it may have letters, digits, - and _, and begins with a letter or a digit", d.Where, d.Name)
	}
	o := &Operation{Name: d.Name, Description: description(d.Text), Text: d.Text, Hash: Hash(d.Text), Program: d.Program, where: d.Where}
	for _, v := range def.VariableDefinitions {
		o.Variables = append(o.Variables, newVariable(v))
	}
	if other := s.byName[d.Name]; other != nil && d.Name != "" {
		return fmt.Errorf("%s: the name %s is taken by %s; give one of them another", d.Where, d.Name, other.where)
	}
	for _, id := range []string{o.Hash, d.ID} {
		other := s.byHash[id]
		switch {
		case id == "":
		case other == nil:
			s.byHash[id] = o
		case other.Text != d.Text:
			return fmt.Errorf("%s: the id %s belongs to another text in %s", d.Where, id, other.where)
		}
	}
	if d.Name != "" {
		s.byName[d.Name] = o
		s.all = append(s.all, o)
	}
	return nil
}

// parse gives the one operation of a document.
func parse(schema *ast.Schema, d Document) (*ast.OperationDefinition, error) {
	doc, err := parser.ParseQuery(&ast.Source{Input: d.Text})
	if err != nil {
		return nil, located(d.Where, err)
	}
	if n := len(doc.Operations); n != 1 {
		return nil, fmt.Errorf("%s: there are %d operations; write one in each, with the fragments that it needs", d.Where, n)
	}
	if wrong := validator.ValidateWithRules(schema, doc, rules.NewDefaultRules()); len(wrong) > 0 {
		var all []error
		for _, err := range wrong {
			all = append(all, located(d.Where, err))
		}
		return nil, errors.Join(all...)
	}
	return doc.Operations[0], nil
}

// located tells an error with its place in the text.
func located(where string, err error) error {
	var at *gqlerror.Error
	switch {
	case !errors.As(err, &at):
		return fmt.Errorf("%s: %w", where, err)
	case len(at.Locations) == 0:
		return fmt.Errorf("%s: %s", where, at.Message)
	}
	return fmt.Errorf("%s:%d:%d: %s", where, at.Locations[0].Line, at.Locations[0].Column, at.Message)
}

// Hash gives the SHA-256 of a text in hexadecimal digits, as clients name documents.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// description gives the comment at the beginning of a text as one line.
func description(text string) string {
	var said []string
	for line := range strings.Lines(text) {
		comment, is := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !is {
			break
		}
		if comment = strings.TrimSpace(comment); comment != "" {
			said = append(said, comment)
		}
	}
	return strings.Join(said, " ")
}

// Named gives the operation of a name, nil if there is none.
func (s *Set) Named(name string) *Operation {
	if s == nil {
		return nil
	}
	return s.byName[name]
}

// Hashed gives the operation of a hash, or of an id of a manifest, nil if there is none.
func (s *Set) Hashed(hash string) *Operation {
	if s == nil {
		return nil
	}
	return s.byHash[hash]
}

// All gives the operations: those of whoever runs the server by name, then the program's own.
func (s *Set) All() []*Operation {
	if s == nil {
		return nil
	}
	return s.all
}
