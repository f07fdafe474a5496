package api

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
)

// counts is what a question asks for, as its text shows it.
type counts struct {
	// tokens are the words and signs of the text, comments among them.
	tokens int
	// nesting is how deep brackets of any kind lie in each other.
	nesting int
	// selections are those of the largest single set.
	selections int
	// aliases are the fields that are given another name.
	aliases    int
	directives int
	// expanded are those of the largest operation or fragment with the fragments
	// that it spreads written out.
	expanded
	// cycle names a fragment that spreads itself, if there is one.
	cycle string
	// broken: the text ends in something that is no token.
	broken bool
	// longestName is the length of the longest name or alias.
	longestName int
	// steps is how much work the counting was; a test holds it to the text.
	steps int
}

// expanded is what one operation or fragment selects.
type expanded struct {
	nodes, depth, rootFields int
	// introspections are the fields that ask for the schema.
	introspections int
	// aliased: a field has another name; aliasedSchema: one below an introspection.
	aliased, aliasedSchema bool
}

// saturated is where counts of written-out fragments end: each level of
// fragments can double them.
const saturated = 1_000_000

// count reads a question once, from left to right. Nothing of it is recursive,
// and what it keeps is no more than maxTokens tokens long; tokens beyond are
// only counted.
//
// It takes whatever the parser takes and counts the same (FuzzGuard). What the
// parser refuses, it reads somehow.
func count(question string, maxTokens int) counts {
	r := reader{lexer: lexer.New(&ast.Source{Input: question}), maxTokens: maxTokens}
	r.next()
	for r.token.Kind != lexer.EOF {
		r.definition()
	}
	r.writeOut()
	return r.counts
}

// reader reads a question token by token.
type reader struct {
	lexer     lexer.Lexer
	maxTokens int
	token     lexer.Token // that comes next; EOF at the end
	open      int         // brackets
	parts     []part
	counts
}

// part is an operation or a fragment. Before its spreads are written out, what
// it selects is what stands in its own text.
type part struct {
	expanded
	fragment string // its name, empty for an operation
	spreads  []spread
}

// spread is where a fragment stands in a part.
type spread struct {
	fragment string
	// depth is how many fields it lies in.
	depth int
	// schema: it lies in an introspection.
	schema bool
}

// next reads a token. Comments are counted, for the parser keeps them.
func (r *reader) next() {
	for r.token.Kind != lexer.EOF {
		r.steps++
		token, err := r.lexer.ReadToken()
		if err != nil {
			r.broken = true
			token.Kind = lexer.EOF
		}
		if r.token = token; token.Kind == lexer.EOF {
			return
		}
		if r.tokens++; r.tokens > r.maxTokens {
			continue // to the end of the text
		}
		switch token.Kind {
		case lexer.Comment:
			continue
		case lexer.Name:
			r.longestName = max(r.longestName, len(token.Value))
		case lexer.At:
			r.directives++
		case lexer.BraceL, lexer.BracketL, lexer.ParenL:
			r.open++
			r.nesting = max(r.nesting, r.open)
		case lexer.BraceR, lexer.BracketR, lexer.ParenR:
			r.open--
		}
		return
	}
}

// definition reads an operation or a fragment.
func (r *reader) definition() {
	var p part
	if r.token.Kind == lexer.Name && r.token.Value == "fragment" {
		r.next()
		p.fragment = r.token.Value
	}
	for r.token.Kind != lexer.BraceL && r.token.Kind != lexer.EOF {
		r.other()
	}
	r.body(&p)
	r.parts = append(r.parts, p)
}

// other reads a token that selects nothing; a bracket with all that is in it.
func (r *reader) other() {
	level := r.open // with the bracket, if it is one
	switch r.token.Kind {
	case lexer.BraceL, lexer.BracketL, lexer.ParenL:
		for r.open >= level && r.token.Kind != lexer.EOF {
			r.next()
		}
	}
	r.next()
}

// set is a selection set that is open.
type set struct {
	// selections are those so far.
	selections int
	// depth is how many fields it lies in, schema whether one is an introspection.
	depth  int
	schema bool
}

// body reads the selections of a part. The sets that are open are kept in a
// list, so that no depth can exhaust the stack.
func (r *reader) body(p *part) {
	sets := []set{{}}
	below := set{} // what opens with the next brace
	r.next()
	for len(sets) > 0 && r.token.Kind != lexer.EOF {
		in := &sets[len(sets)-1]
		switch r.token.Kind {
		case lexer.BraceL:
			sets = append(sets, below)
			r.next()
		case lexer.BraceR:
			sets = sets[:len(sets)-1]
			r.next()
		case lexer.Name:
			below = r.field(p, in)
		case lexer.Spread:
			below = r.spread(p, in)
		case lexer.At:
			r.next()
			r.other() // its name
		default:
			r.other()
		}
	}
}

// field reads a field and gives the set that may follow.
func (r *reader) field(p *part, in *set) set {
	r.selected(in)
	name := r.token.Value
	r.next()
	if r.token.Kind == lexer.Colon {
		r.next()
		if r.token.Value != name {
			r.aliases++
			p.aliased, p.aliasedSchema = true, p.aliasedSchema || in.schema
		}
		name = r.token.Value
		r.next()
	}
	p.nodes++
	p.depth = max(p.depth, in.depth+1)
	if in.depth == 0 {
		p.rootFields++
	}
	schema := name == "__schema" || name == "__type"
	if schema {
		p.introspections++
	}
	return set{depth: in.depth + 1, schema: in.schema || schema}
}

// spread reads what follows three dots, and gives the set that may follow.
func (r *reader) spread(p *part, in *set) set {
	r.selected(in)
	r.next()
	switch {
	case r.token.Kind == lexer.Name && r.token.Value != "on":
		p.spreads = append(p.spreads, spread{r.token.Value, in.depth, in.schema})
		r.next()
	case r.token.Value == "on": // in quotes too, as the parser has it
		r.next()
		r.other() // the type
	}
	return set{depth: in.depth, schema: in.schema}
}

// selected counts a selection of a set.
func (r *reader) selected(in *set) {
	in.selections++
	r.selections = max(r.selections, in.selections)
}

// writeOut adds to each part what the fragments that it spreads select: first
// to those that spread none, then to those that wait for no other. What waits
// for ever spreads itself.
func (r *reader) writeOut() {
	byName := map[string]int{}
	for i, p := range r.parts {
		if _, known := byName[p.fragment]; !known && p.fragment != "" {
			byName[p.fragment] = i // a second one of the name is the validator's to refuse
		}
	}
	waits := make([]int, len(r.parts))     // for so many spreads
	waiting := make([][]int, len(r.parts)) // are those that spread it, once a spread
	for i, p := range r.parts {
		for _, s := range p.spreads {
			r.steps++
			if of, known := byName[s.fragment]; known {
				waits[i]++
				waiting[of] = append(waiting[of], i)
			}
		}
	}
	var ready []int
	for i := range r.parts {
		if waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	for n := 0; n < len(ready); n++ {
		of := ready[n]
		r.add(&r.parts[of], byName)
		for _, i := range waiting[of] {
			r.steps++
			if waits[i]--; waits[i] == 0 {
				ready = append(ready, i)
			}
		}
	}
	if len(ready) < len(r.parts) {
		r.cycle = r.findCycle(byName, waits)
	}
}

// add writes the spreads of a part out, whose fragments are complete, and makes
// it part of the counts.
func (r *reader) add(p *part, byName map[string]int) {
	for _, s := range p.spreads {
		r.steps++
		// A fragment that does not exist is the validator's to refuse. It counts as
		// one field, for the validator walks there too.
		of := expanded{nodes: 1, depth: 1, rootFields: 1}
		if i, known := byName[s.fragment]; known {
			of = r.parts[i].expanded
		}
		p.nodes = min(p.nodes+of.nodes, saturated)
		p.depth = max(p.depth, s.depth+of.depth)
		if s.depth == 0 {
			p.rootFields = min(p.rootFields+of.rootFields, saturated)
		}
		p.introspections = min(p.introspections+of.introspections, saturated)
		p.aliased = p.aliased || of.aliased
		p.aliasedSchema = p.aliasedSchema || of.aliasedSchema || s.schema && of.aliased
	}
	e := &r.expanded
	e.nodes = max(e.nodes, p.nodes)
	e.depth = max(e.depth, p.depth)
	if p.fragment == "" {
		e.rootFields = max(e.rootFields, p.rootFields)
	}
	e.introspections = max(e.introspections, p.introspections)
	e.aliased = e.aliased || p.aliased
	e.aliasedSchema = e.aliasedSchema || p.aliasedSchema
}

// findCycle names a fragment that spreads itself: whoever follows parts that
// wait for parts that wait, comes to one twice.
func (r *reader) findCycle(byName map[string]int, waits []int) string {
	at := 0
	for waits[at] == 0 {
		at++
	}
	met := make([]bool, len(r.parts))
	for !met[at] {
		met[at] = true
		for _, s := range r.parts[at].spreads {
			r.steps++
			if of, known := byName[s.fragment]; known && waits[of] > 0 {
				at = of
				break
			}
		}
	}
	return r.parts[at].fragment
}
