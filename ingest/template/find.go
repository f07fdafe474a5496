package template

import (
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/ingest/sheet"
)

// found is a sheet of entries.
type found struct {
	*sheet.Sheet
	noun *Noun
	head *sheet.Row
}

// headRows is within how many rows the names of the columns stand: the first that is
// not blank.
const headRows = 25

// Is tells whether a file has a sheet of entries: one with the name of a noun, or whose
// first row has the columns that the entries of a noun must have.
func Is(ctx context.Context, b *sheet.Book) (bool, error) {
	for _, s := range b.Sheets {
		if s.Hidden {
			continue
		}
		f, err := find(ctx, s)
		if err != nil {
			return false, err
		}
		if f != nil {
			return true, nil
		}
	}
	return false, nil
}

// find tells what the entries of a sheet are, nil if it has none.
func find(ctx context.Context, s *sheet.Sheet) (*found, error) {
	top, err := s.Top(ctx, headRows)
	if err != nil {
		return nil, err
	}
	var head *sheet.Row
	for _, r := range top {
		if !r.Blank() {
			head = r
			break
		}
	}
	nouns := Nouns()
	for i := range nouns {
		n := &nouns[i]
		if s.Name != "" && plain(s.Name) == plain(n.Name) {
			if head == nil {
				head = &sheet.Row{Number: 1}
			}
			return &found{s, n, head}, nil
		}
	}
	if head == nil || s.Name != "" && slices.Contains([]string{AboutSheet, ExamplesSheet, ListsSheet}, s.Name) {
		return nil, nil
	}
	var best *Noun
	most := 0
	for i := range nouns {
		if known := nouns[i].known(head); known > most {
			best, most = &nouns[i], known
		}
	}
	if best == nil {
		return nil, nil
	}
	return &found{s, best, head}, nil
}

// known counts the columns of a noun in a row, 0 if one of those that must be there is
// missing.
func (n *Noun) known(head *sheet.Row) int {
	heads := map[string]bool{}
	for _, h := range head.Cells {
		heads[plain(h)] = true
	}
	count := 0
	for _, c := range n.Columns {
		if heads[plain(c.Name)] {
			count++
		} else if c.Needed {
			return 0
		}
	}
	return count
}

// expected says what a file must be, for people.
func expected() string {
	var names []string
	for _, n := range Nouns() {
		var needed []string
		for _, c := range n.Columns {
			if c.Needed {
				needed = append(needed, c.Name)
			}
		}
		names = append(names, n.Name+" ("+strings.Join(needed, ", ")+")")
	}
	return strings.Join(names, ", ")
}

// Expected says, for people, what the first row of a file must have to be one of
// stakeholders, initiatives or what they do.
func Expected() string { return expected() }
