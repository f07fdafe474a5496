package iati

import (
	"fmt"
	"io"
)

// maxToken bounds the bytes of one tag, text, comment or section: the XML decoder
// holds one whole.
const maxToken = 1 << 20

// guard passes XML in UTF-8 through and fails where one token is longer than
// maxToken. It follows just enough of the syntax to know where tokens end; what is
// malformed is the decoder's to refuse.
type guard struct {
	from  io.Reader
	state guardState
	quote byte
	last  [3]byte // the bytes before, the newest last
	size  int
}

type guardState int

// The states: in text, in a tag, in a comment, in a CDATA section, in a processing
// instruction.
const (
	inText guardState = iota
	inTag
	inComment
	inSection
	inInstruction
)

// tooLong is the error of a guard.
type tooLong struct{}

func (tooLong) Error() string {
	return fmt.Sprintf("a text or a tag is longer than %d kB; no such text is expected, so the file is refused", maxToken>>10)
}

// Read passes bytes through.
func (g *guard) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	for _, c := range p[:n] {
		g.step(c)
		if g.size++; g.size > maxToken {
			return 0, tooLong{}
		}
		g.last = [3]byte{g.last[1], g.last[2], c}
	}
	return n, err
}

// step follows one byte. size is reset where a token ends.
func (g *guard) step(c byte) {
	switch g.state {
	case inText:
		if c == '<' {
			g.enter(inTag)
		}
	case inTag:
		g.stepInTag(c)
	case inComment:
		if c == '>' && g.last[1] == '-' && g.last[2] == '-' {
			g.enter(inText)
		}
	case inSection:
		if c == '>' && g.last[1] == ']' && g.last[2] == ']' {
			g.enter(inText)
		}
	case inInstruction:
		if c == '>' && g.last[2] == '?' {
			g.enter(inText)
		}
	}
}

func (g *guard) stepInTag(c byte) {
	switch {
	case g.quote != 0:
		if c == g.quote {
			g.quote = 0
		}
	case c == '>':
		g.enter(inText)
	case c == '"' || c == '\'':
		g.quote = c
	case c == '?' && g.last[2] == '<':
		g.state = inInstruction
	case c == '-' && g.last == [3]byte{'<', '!', '-'}:
		g.state = inComment
	case c == '[' && g.last[2] == '!':
		g.state = inSection
	}
}

func (g *guard) enter(s guardState) { g.state, g.size = s, 0 }
