package hxl

import (
	"regexp"
	"slices"
	"strings"

	"github.com/migraph/migraph/ingest/sheet"
)

// tag is a hashtag with its attributes, in small letters.
type tag struct {
	name       string
	attributes []string
}

func (t tag) has(attributes ...string) bool {
	return slices.ContainsFunc(attributes, func(a string) bool { return slices.Contains(t.attributes, a) })
}

func (t tag) String() string {
	return "#" + strings.Join(append([]string{t.name}, t.attributes...), "+")
}

var tagForm = regexp.MustCompile(`^\s*#\s*([\pL][\pL\pN_]*)((?:\s*\+\s*[\pL][\pL\pN_]*)*)\s*$`)

// parseTag reads a cell as a hashtag.
func parseTag(cell string) (tag, bool) {
	if len(cell) > 200 {
		return tag{}, false
	}
	m := tagForm.FindStringSubmatch(strings.ToLower(cell))
	if m == nil {
		return tag{}, false
	}
	t := tag{name: m[1]}
	for _, a := range strings.Split(m[2], "+") {
		if a = strings.TrimSpace(a); a != "" && !t.has(a) {
			t.attributes = append(t.attributes, a)
		}
	}
	return t.now(), true
}

// former are hashtags of 2014 and what they are called now.
var former = map[string]tag{
	"impl": {"org", []string{"impl"}}, "prog": {"org", []string{"prog"}}, "funder": {"org", []string{"funder"}},
	"donor": {"org", []string{"funder"}}, "partner": {"org", []string{"partner"}}, "source": {"org", []string{"reporting"}},
	"period": {"date", nil}, "report": {"date", []string{"reported"}}, "start": {"date", []string{"start"}}, "end": {"date", []string{"end"}},
	"lat": {"geo", []string{"lat"}}, "lon": {"geo", []string{"lon"}}, "bounds": {"geo", []string{"bounds"}},
	"aff": {"affected", nil}, "bene": {"beneficiary", nil}, "email": {"contact", []string{"email"}}, "phone": {"contact", []string{"phone"}},
}

// endings of hashtags of 2014 are attributes now: #sector_id is #sector+code.
var endings = map[string]string{"id": "code", "code": "code", "deg": "", "date": "", "num": "num", "type": "type", "name": "name", "status": "status"}

// now gives the hashtag of today for one of 2014.
func (t tag) now() tag {
	if strings.HasPrefix(t.name, "x_") { // of the publisher's own
		return t
	}
	if at := strings.LastIndexByte(t.name, '_'); at > 0 {
		attribute, known := endings[t.name[at+1:]]
		if !known {
			return t
		}
		t.name = t.name[:at]
		if attribute != "" {
			t.attributes = append([]string{attribute}, t.attributes...)
		}
	}
	if f, is := former[t.name]; is {
		t.name, t.attributes = f.name, append(slices.Clone(f.attributes), t.attributes...)
	}
	if t.name == "status" {
		t.name, t.attributes = "activity", append([]string{"status"}, t.attributes...)
	}
	return t
}

// mostRows is within how many rows the hashtags stand.
const mostRows = 25

// tagged is a row of hashtags.
type tagged struct {
	row   int
	tags  []tag    // by column; those without a name are no hashtags
	heads []string // by column, what stands above
	odd   []int    // columns whose cell in the row is not empty and no hashtag
	width int      // columns of the rows down to this one
}

// leastTags is how many hashtags a row of them has: one alone may be a comment.
const leastTags = 2

// findTags looks for the row of hashtags among the first rows of a sheet: the first of
// which half of the cells that are not empty are hashtags.
func findTags(top []*sheet.Row) *tagged {
	for i, r := range top {
		out := &tagged{row: r.Number, tags: make([]tag, len(r.Cells)), heads: make([]string, len(r.Cells))}
		is := 0
		for c, cell := range r.Cells {
			t, ok := parseTag(cell)
			switch {
			case ok:
				out.tags[c] = t
				is++
			case strings.TrimSpace(cell) != "":
				out.odd = append(out.odd, c)
			}
		}
		if is < leastTags || is < len(out.odd) {
			continue
		}
		for _, above := range top[:i+1] {
			out.width = max(out.width, len(above.Cells))
		}
		for c := range out.heads {
			for above := i - 1; above >= 0 && out.heads[c] == ""; above-- {
				out.heads[c] = strings.TrimSpace(top[above].Cell(c))
			}
		}
		return out
	}
	return nil
}
