package graph

import (
	"fmt"
	"io"
	"slices"
	"strconv"
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

// writeString writes a JSON string, or null for the empty one.
func writeString(w io.Writer, s string) {
	if s == "" {
		_, _ = io.WriteString(w, "null")
		return
	}
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
	}
	_, _ = w.Write(append(b, '"'))
}

func writeEnum(w io.Writer, s string) {
	if s == "" {
		_, _ = io.WriteString(w, "null")
		return
	}
	_, _ = io.WriteString(w, strconv.Quote(s))
}

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
