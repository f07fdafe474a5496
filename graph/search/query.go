package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/migraph/migraph/graph"
)

// query is the text of a question, ready to be compared.
type query struct {
	words []queryWord
	// names and identifiers are keys of exact lookups; see exactName and the others.
	names, identifiers []uint64
}

// queryWord holds the forms of one word, any of which may match. The first is
// the word as it was typed.
type queryWord struct{ forms []string }

// parse reads the text of a question.
func parse(text string) (*query, error) {
	clean := graph.Clean(cutRunes(text, 4*MaxText)) // before anything costs time
	if utf8.RuneCountInString(clean) > MaxText {
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "text",
			Message: "the text is too long; search by at most 200 characters"}
	}
	tokens := split(graph.Fold(clean))
	switch {
	case clean == "":
		return nil, graph.InvalidArg("text", "the text is empty; type the beginning of a name, an acronym or an identifier")
	case len(tokens) == 0:
		return nil, graph.InvalidArg("text", "the text has no letter or digit; type the beginning of a name, an acronym or an identifier")
	case len(tokens) > MaxWords:
		return nil, &graph.Error{Code: graph.LimitExceeded, Argument: "text",
			Message: "the text has too many words; search by at most 10"}
	}
	q := &query{names: nameKeys(tokens, isAlphabetic), identifiers: identifierQueryKeys(clean)}
	for _, t := range tokens {
		q.words = append(q.words, t.query())
	}
	return q, nil
}

// query gives the forms of a typed word: as it is, in Latin letters if its
// script is an alphabet (elsewhere one Latin form stands for many words), and
// without a French article that has lost its vowel (l'OIM, d'Ivoire).
func (t *token) query() queryWord {
	forms := []string{cutWord(t.word)}
	add := func(form string) {
		if form = cutWord(form); form != "" && !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	if isAlphabetic(t.word) {
		add(latin(t.word))
	}
	if len(t.parts) == 2 && utf8.RuneCountInString(t.parts[0]) <= 2 && utf8.RuneCountInString(t.parts[1]) > 1 {
		add(t.parts[1])
	}
	return queryWord{forms}
}

// isAlphabetic: of a script that writes every sound by its own letter.
func isAlphabetic(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool {
		return r >= utf8.RuneSelf && unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
	})
}

// Keys of exact lookups are hashes; the first byte tells what is hashed.
const (
	exactName            = 'N' // a whole name
	exactIdentifier      = 'I' // an identifier as it was given
	exactWithoutRegister = 'R' // an identifier without its register
)

// nameKeys gives the keys of a whole name. Its Latin form is one where all of
// its words satisfy where.
func nameKeys(tokens []token, where func(word string) bool) []uint64 {
	own, inLatin := wholes(tokens)
	if own == "" {
		return nil
	}
	keys := []uint64{exactKey(exactName, own)}
	if inLatin != own && inLatin != "" && where(own) {
		keys = append(keys, exactKey(exactName, inLatin))
	}
	return keys
}

// identifierKeys gives the keys under which an identifier is indexed.
func identifierKeys(value string) []uint64 {
	key := identifierKey(value)
	if key == "" {
		return nil
	}
	keys := []uint64{exactKey(exactIdentifier, key)}
	if same := sameKey(value); same != key {
		keys = append(keys, exactKey(exactIdentifier, same))
	}
	if rest, ok := withoutRegister(key); ok {
		keys = append(keys, exactKey(exactWithoutRegister, rest))
	}
	return keys
}

// identifierQueryKeys gives the keys by which a typed identifier is looked up.
// Two identifiers of different registers are never one, however alike they are
// without the registers.
func identifierQueryKeys(text string) []uint64 {
	key := identifierKey(text)
	keys := []uint64{exactKey(exactIdentifier, key), exactKey(exactWithoutRegister, key)}
	if same := sameKey(text); same != key {
		keys = append(keys, exactKey(exactIdentifier, same))
	}
	if rest, ok := withoutRegister(key); ok {
		keys = append(keys, exactKey(exactIdentifier, rest))
	}
	return keys
}
