package api

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

const (
	plainJSON   = "application/json"
	graphqlJSON = "application/graphql-response+json"
)

// answerKind gives the media type of the answer to a request: that which its header
// Accept prefers, the earlier one of equals, and JSON where all is taken. false tells
// that none of ours is taken.
// https://graphql.github.io/graphql-over-http/draft/#sec-Body, RFC 9110, 12.5.1.
func answerKind(h http.Header) (string, bool) {
	accept := strings.Join(h.Values("Accept"), ",")
	ranges := readRanges(accept)
	if len(ranges) == 0 {
		return plainJSON, true
	}
	plain, other := preference(ranges, plainJSON), preference(ranges, graphqlJSON)
	switch {
	case plain.quality <= 0 && other.quality <= 0:
		return plainJSON, false
	case other.quality > plain.quality, other.quality == plain.quality && other.at < plain.at:
		return graphqlJSON, true
	}
	return plainJSON, true
}

// mediaRange is a part of the header Accept.
type mediaRange struct {
	kind    string
	quality float64
}

// maxRanges bounds the parts of the header Accept that are read; browsers send less than ten.
const maxRanges = 50

// readRanges reads the first parts of the header Accept, without what is not well-formed.
func readRanges(accept string) []mediaRange {
	var out []mediaRange
	parts := 0
	for part := range strings.SplitSeq(accept, ",") {
		if parts++; parts > maxRanges {
			break
		}
		kind, parameters, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil {
			continue
		}
		quality := 1.0
		if q, given := parameters["q"]; given {
			if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality >= 0 && quality <= 1) {
				continue
			}
		}
		out = append(out, mediaRange{kind, quality})
	}
	return out
}

// preferred is how much a media type is preferred, and where that is said.
type preferred struct {
	quality float64
	at      int
}

// preference gives how a media type is preferred: what names it goes before */*.
func preference(ranges []mediaRange, kind string) preferred {
	for _, wanted := range []string{kind, "application/*", "*/*"} {
		for i, r := range ranges {
			if r.kind == wanted {
				return preferred{r.quality, i}
			}
		}
	}
	return preferred{}
}
