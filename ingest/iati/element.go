package iati

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"github.com/migraph/migraph/graph"
)

// element is an element of the activity or organisation that is being read.
type element struct {
	name     string
	parent   *element
	attrs    []attribute
	children []*element
	byName   map[string][]*element // the children, where they are many
	text     []byte                // direct text, as written
	line     int
	nth      int // among several children of its name, from 1; 0 if it is the only one
}

type attribute struct{ name, value string }

// raw gives an attribute as written, and whether it is there.
func (e *element) raw(name string) (string, bool) {
	if e != nil {
		for _, a := range e.attrs {
			if a.name == name {
				return a.value, true
			}
		}
	}
	return "", false
}

// attr gives an attribute, cleaned; empty if it is not there.
func (e *element) attr(name string) string {
	v, _ := e.raw(name)
	return graph.Clean(v)
}

// value gives the text, cleaned.
func (e *element) value() string {
	if e == nil {
		return ""
	}
	return graph.Clean(string(e.text))
}

// child gives the first child of a name, nil if there is none.
func (e *element) child(name string) *element {
	switch {
	case e == nil:
	case e.byName != nil:
		if all := e.byName[name]; len(all) > 0 {
			return all[0]
		}
	default:
		for _, c := range e.children {
			if c.name == name {
				return c
			}
		}
	}
	return nil
}

// all gives the children of a name. They are not to be changed.
func (e *element) all(name string) []*element {
	var out []*element
	switch {
	case e == nil:
	case e.byName != nil:
		return e.byName[name]
	default:
		for _, c := range e.children {
			if c.name == name {
				out = append(out, c)
			}
		}
	}
	return out
}

// flag reads a boolean attribute: 1 and true.
func (e *element) flag(name string) bool {
	v := strings.ToLower(e.attr(name))
	return v == "1" || v == "true"
}

// root is the activity or the organisation around an element.
func (e *element) root() *element {
	for e.parent != nil {
		e = e.parent
	}
	return e
}

// path gives the place of an element below its activity or organisation, in the
// manner of XPath: transaction[3]/value.
func (e *element) path() string {
	if e.parent == nil {
		return ""
	}
	step := e.name
	if e.nth > 0 {
		step = fmt.Sprintf("%s[%d]", e.name, e.nth)
	}
	if above := e.parent.path(); above != "" {
		return above + "/" + step
	}
	return step
}

// mostSearched is how many children are searched for a name one by one. Where there are
// more, each of them may ask for what its parent has.
const mostSearched = 32

// number numbers the children of one name, and all below.
func (e *element) number() {
	if len(e.children) > mostSearched {
		e.byName = map[string][]*element{}
		for _, c := range e.children {
			e.byName[c.name] = append(e.byName[c.name], c)
		}
	}
	counts := map[string]int{}
	for _, c := range e.children {
		counts[c.name]++
		c.nth = counts[c.name]
	}
	for _, c := range e.children {
		if counts[c.name] == 1 {
			c.nth = 0
		}
		if len(c.children) > 0 {
			c.number()
		}
	}
}

// narrative is a text in a language.
type narrative struct{ language, text string }

// narratives gives the texts of an element in the order of the file: its
// <narrative> children or, as in version 1, its own text.
func (e *element) narratives() []narrative {
	if e == nil {
		return nil
	}
	var out []narrative
	add := func(x *element) {
		if text := x.value(); text != "" {
			out = append(out, narrative{x.language(), text})
		}
	}
	for _, n := range e.all("narrative") {
		add(n)
	}
	if len(out) == 0 {
		add(e)
	}
	return out
}

// language gives the language of an element's text: its own, else that of what is
// around it. Empty if none is given, or none that exists.
func (e *element) language() string {
	for ; e != nil; e = e.parent {
		if v, ok := e.raw("lang"); ok {
			return languageTag(v)
		}
	}
	return ""
}

// maxLanguage bounds the bytes of a code of a language: texts ask for that of the entry
// again and again. BCP 47 advises for 35.
const maxLanguage = 100

// languageTag gives a code of a language in the form of BCP 47, empty if there is
// no such language.
func languageTag(code string) string {
	if len(code) > maxLanguage {
		return ""
	}
	code = graph.Clean(code)
	if len(code) <= 3 { // most are
		b, err := language.ParseBase(code)
		if err != nil || code == "und" {
			return ""
		}
		return b.String()
	}
	t, err := language.Parse(code)
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}

// inLanguage gives the text of narratives in a language, else the first; the rest
// are its versions in others.
func inLanguage(all []narrative, wanted string) (first narrative, rest []narrative) {
	at := 0
	for i, n := range all {
		if n.language == wanted {
			at = i
			break
		}
	}
	for i, n := range all {
		if i == at {
			first = n
		} else {
			rest = append(rest, n)
		}
	}
	return first, rest
}

// says gives the text of an element in the language of the activity, empty if it
// has none.
func (e *element) says() string {
	if e == nil {
		return ""
	}
	first, _ := inLanguage(e.narratives(), e.root().language())
	return first.text
}
