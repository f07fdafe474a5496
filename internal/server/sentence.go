package server

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// thing is what a page needs to name a thing and to lead to its page.
type thing struct {
	Typename  string `json:"__typename"`
	Name      string
	Permalink string
}

// span is a piece of a sentence: a name, or words of ours.
type span struct {
	Text string
	// Name tells that the text came from a source, so that it may be written in
	// any script and direction.
	Name bool
	// Title tells that the text is the title of an initiative or a document. In a
	// sentence it stands in guillemets: a title can itself read like one.
	Title bool
	// Link is the page of what is named, empty if it has none.
	Link string
}

// sentence is what a page says of things.
type sentence []span

// nobody stands for a thing that the source does not name, or that the reader
// may not see.
const nobody = "somebody whom the source does not name"

// say joins words of ours (strings), texts of sources (quoted), things and
// sentences to a sentence.
func say(parts ...any) sentence {
	var out sentence
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, span{Text: p})
		case quoted:
			out = append(out, span{Text: string(p), Name: true})
		case *thing:
			if p == nil {
				out = append(out, span{Text: nobody})
			} else {
				out = append(out, span{Text: p.Name, Name: true, Title: p.titled(), Link: p.Permalink})
			}
		case sentence:
			out = append(out, p...)
		}
	}
	return out
}

// titled tells whether the thing has a title rather than a name.
func (t *thing) titled() bool { return t.Typename == "Initiative" || t.Typename == "Document" }

// alone names a thing where nothing else is said, so that a title needs no guillemets.
func alone(t *thing) sentence {
	out := say(t)
	out[0].Title = false
	return out
}

// quoted is a text that came from a source.
type quoted string

// plain gives a sentence without its links.
func (s sentence) plain() string {
	var b strings.Builder
	for _, p := range s {
		if p.Title {
			b.WriteString("«" + p.Text + "»")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// carriedOut is a verb that takes «it» in its midst.
const carriedOut = " carried out "

// shorten takes away links to a page, and writes «it» for its name if told to.
func (s sentence) shorten(self string, it bool) {
	for i := range s {
		if s[i].Link == self {
			s[i].Link = ""
			if it {
				s[i] = span{Text: "it"}
				if i > 0 && strings.HasSuffix(s[i-1].Text, carriedOut) {
					s[i-1].Text, s[i].Text = strings.TrimSuffix(s[i-1].Text, "out "), "it out"
				}
			}
		}
	}
	if len(s) > 0 && !s[0].Name {
		first, size := utf8.DecodeRuneInString(s[0].Text)
		s[0].Text = string(unicode.ToUpper(first)) + s[0].Text[size:]
	}
}

// list joins sentences with commas.
func list(of []sentence) sentence {
	var out sentence
	for i, s := range of {
		if i > 0 {
			out = append(out, span{Text: ", "})
		}
		out = append(out, s...)
	}
	return out
}

func links(of []*thing) []sentence {
	var out []sentence
	for _, t := range of {
		out = append(out, say(t))
	}
	return out
}

// acronyms are the words of codes that stay as they are.
var acronyms = map[string]bool{"NGO": true, "INGO": true, "UN": true}

// words reads a code such as COUNTRY_OFFICE aloud.
func words(code string) string {
	parts := strings.Split(code, "_")
	for i, p := range parts {
		if !acronyms[p] {
			parts[i] = strings.ToLower(p)
		}
	}
	return strings.Join(parts, " ")
}
