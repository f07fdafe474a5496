package server

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// pageInfo tells of a page of a list whether more follows, and after what.
type pageInfo struct {
	HasNextPage bool
	EndCursor   string
}

// listQuestion makes, of the question of a page, the one that asks for a further page
// of one of its lists; empty if there is no such list.
func listQuestion(question, noun, key string) string {
	at := regexp.MustCompile(`\n {4}` + key + `\(([^)]*)\) \{`).FindStringSubmatchIndex(question)
	if at == nil {
		return ""
	}
	arguments := question[at[2]:at[3]]
	if !strings.Contains(arguments, "$after") {
		arguments += ", after: $after"
	}
	body := question[at[1]:]
	return withFragments(fmt.Sprintf("query More($id: ID!, $first: Int = 20, $after: String) {\n  %s(by: { id: $id }) {\n    ...Known\n    %s(%s) {%s\n  }\n}\n",
		noun, key, arguments, body[:closing(body)]))
}

// closing finds the end of the brace that is open where text begins.
func closing(text string) int {
	open := 1
	for i, c := range text {
		switch c {
		case '{':
			open++
		case '}':
			open--
		}
		if open == 0 {
			return i + 1
		}
	}
	return len(text)
}

// next gives the address of the page of a list that follows, empty if none does.
func (r *profile) next(s *section) string {
	if !s.after.HasNextPage {
		return ""
	}
	to := url.URL{Path: r.Permalink, RawQuery: url.Values{"list": {s.Key}, "after": {s.after.EndCursor}}.Encode()}
	return to.String()
}
