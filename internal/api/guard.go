package api

import (
	"context"
	"fmt"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
)

// Limits bound the text of a question, before it is parsed. What it may cost to
// answer is bounded by resolvers.Limits. A limit of zero allows nothing.
type Limits struct {
	// Body bounds the bytes of a request's body, and of a question that comes
	// otherwise.
	Body int
	// Tokens bounds the words and signs of a question, comments among them.
	Tokens int
	// Nesting bounds how deep brackets of any kind may lie in each other.
	Nesting int
	// Depth bounds how deep selections may lie in each other, with fragments
	// written out. The introspection of clients needs 15.
	Depth int
	// Selections bounds the fields and fragments of one selection.
	Selections int
	// Aliases bounds the fields that are given another name.
	Aliases int
	// RootFields bounds the fields of the outermost selection, with fragments
	// written out.
	RootFields int
	// Directives bounds the directives of the whole question.
	Directives int
	// Nodes bounds the fields that are selected, with fragments written out.
	Nodes int
}

// DefaultLimits are the limits of a server that nobody configured.
var DefaultLimits = Limits{
	Body: 100_000, Tokens: 2000, Nesting: 40, Depth: 15, Selections: 100,
	Aliases: 30, RootFields: 20, Directives: 50, Nodes: 1000,
}

// maxIntrospection bounds how often one question may ask for the schema.
const maxIntrospection = 5

// guard refuses questions that are too large, before they are parsed. It looks
// at the text that gqlgen is about to parse, wherever that came from, so it
// stands behind all extensions that replace the text.
type guard struct {
	limits Limits
	// parsed are the questions that need no second look: they passed the guard
	// before they were parsed.
	parsed graphql.Cache[*ast.QueryDocument]
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = guard{}

// ExtensionName names the extension.
func (guard) ExtensionName() string { return "Guard" }

// Validate accepts every schema.
func (guard) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters looks at a question. What is no question is left to
// the parser's message.
func (g guard) MutateOperationParameters(ctx context.Context, p *graphql.RawParams) *gqlerror.Error {
	if deeper(p.Variables, maxVariableDepth) {
		return refusal("variables", "a variable nests its values more than "+strconv.Itoa(maxVariableDepth)+" deep; ask in several parts")
	}
	if _, ok := g.parsed.Get(ctx, p.Query); ok {
		return nil
	}
	return g.limits.check(p.Query)
}

// maxName bounds names and aliases: an alias stands in the answer again for
// every record. maxVariableDepth bounds how deep the values of variables are
// nested: filters may be a third as deep, and gqlparser takes ever longer.
const (
	maxName          = 100
	maxVariableDepth = 60
)

// deeper tells whether a value of JSON is nested more than so many levels deep.
func deeper(v any, levels int) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, e := range v {
			if levels == 0 || deeper(e, levels-1) {
				return true
			}
		}
	case []any:
		for _, e := range v {
			if levels == 0 || deeper(e, levels-1) {
				return true
			}
		}
	}
	return false
}

// Check tells what a text exceeds, nil for nothing. The error is LimitExceeded or says
// what is no GraphQL.
func (l Limits) Check(text string) error {
	if err := l.check(text); err != nil {
		return err
	}
	return nil
}

// check refuses a question that is larger than the limits.
func (l Limits) check(question string) *gqlerror.Error {
	if len(question) > l.Body {
		return exceeded("body", len(question), l.Body, "the question has %s bytes, at most %d are allowed; ask in several parts")
	}
	c := count(question, l.Tokens)
	switch {
	case c.tokens > l.Tokens:
		return exceeded("tokens", c.tokens, l.Tokens, "the question has %s tokens (words and signs), at most %d are allowed; ask in several parts")
	case c.nesting > l.Nesting:
		return exceeded("nesting", c.nesting, l.Nesting, "the question nests brackets %s deep, at most %d are allowed; put deep values into variables, or ask in several parts")
	case c.longestName > maxName:
		return exceeded("name", c.longestName, maxName, "a name or an alias of the question has %s letters, at most %d are allowed; choose a shorter one")
	case c.broken:
		return nil
	case c.cycle != "":
		err := gqlerror.Errorf("the fragment %s spreads itself, directly or through others; a fragment must come to an end", c.cycle)
		errcode.Set(err, errcode.ValidationFailed)
		return err
	case c.depth > l.Depth:
		return exceeded("depth", c.depth, l.Depth, "the question nests selections %s deep, at most %d are allowed; ask in several parts")
	case c.selections > l.Selections:
		return exceeded("selections", c.selections, l.Selections, "one selection of the question has %s entries, at most %d are allowed; ask in several parts")
	case c.aliases > l.Aliases:
		return exceeded("aliases", c.aliases, l.Aliases, "the question has %s aliases, at most %d are allowed; ask for a list with where, or in several parts")
	case c.rootFields > l.RootFields:
		return exceeded("rootFields", c.rootFields, l.RootFields, "the question has %s root fields when its fragments are written out, at most %d are allowed; ask in several parts")
	case c.directives > l.Directives:
		return exceeded("directives", c.directives, l.Directives, "the question has %s directives, at most %d are allowed; leave some out, or ask in several parts")
	case c.nodes > l.Nodes:
		return exceeded("nodes", c.nodes, l.Nodes, "the question selects %s fields when its fragments are written out, at most %d are allowed; ask in several parts")
	}
	return introspection(c)
}

// introspection bounds questions for the schema. They are answered by gqlgen
// alone, list within list: what bounds the answer is that nothing is asked twice
// at one place. No tool uses aliases there.
func introspection(c counts) *gqlerror.Error {
	switch {
	case c.introspections > maxIntrospection:
		return exceeded("introspection", c.introspections, maxIntrospection, "the question asks for the schema %s times, at most %d are allowed; ask in several parts")
	case c.aliasedSchema:
		return refusal("introspection", "a field of the schema is given another name; ask for the schema without aliases")
	}
	return nil
}

// exceeded refuses a question by one of the limits. The message takes what was
// asked and what is allowed.
func exceeded(limit string, asked, allowed int, message string) *gqlerror.Error {
	text := strconv.Itoa(asked)
	if asked == saturated {
		text = "more than " + text
	}
	err := refusal(limit, fmt.Sprintf(message, text, allowed))
	err.Extensions["asked"], err.Extensions["allowed"] = asked, allowed
	return err
}

func refusal(limit, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": string(graph.LimitExceeded), "limit": limit}}
}
