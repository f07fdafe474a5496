package graph

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Text is a text that may be unknown: the empty string is null in the API.
type Text string

// MarshalGQL writes a JSON string, or null if unknown.
func (t Text) MarshalGQL(w io.Writer) { writeString(w, string(t)) }

// UnmarshalGQL reads a GraphQL string.
func (t *Text) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("a text must be a string")
	}
	*t = Text(s)
	return nil
}

const hexDigits = "0123456789abcdef"

// writeString writes a JSON string, or null for the empty one. It writes piece
// by piece, so that nothing is copied for a writer that takes strings.
func writeString(w io.Writer, s string) {
	if s == "" {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, `"`)
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		_, _ = io.WriteString(w, s[start:i])
		if c < 0x20 {
			_, _ = io.WriteString(w, `\u00`+hexDigits[c>>4:c>>4+1]+hexDigits[c&15:c&15+1])
		} else {
			_, _ = io.WriteString(w, `\`+s[i:i+1])
		}
		start = i + 1
	}
	_, _ = io.WriteString(w, s[start:])
	_, _ = io.WriteString(w, `"`)
}

func writeEnum(w io.Writer, s string) { writeString(w, s) }

func readEnum[S ~string](to *S, v any, all []S) error {
	s, _ := v.(string)
	if !slices.Contains(all, S(s)) {
		return fmt.Errorf("%v is none of %s", v, joinEnum(all))
	}
	*to = S(s)
	return nil
}

func joinEnum[S ~string](all []S) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return strings.Join(out, ", ")
}
