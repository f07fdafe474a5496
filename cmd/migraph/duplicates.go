package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/csvfile"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/duplicate"
)

// duplicateRow is a pair for scripts; its names are part of the interface.
type duplicateRow struct {
	Type      string                  `json:"type"`
	One       string                  `json:"one"`
	OneName   string                  `json:"oneName"`
	Other     string                  `json:"other"`
	OtherName string                  `json:"otherName"`
	Reasons   []graph.DuplicateReason `json:"reasons"`
	Strength  int                     `json:"strength"`
	Countries string                  `json:"countries"`

	OneIs   likeness `json:"oneIs"`
	OtherIs likeness `json:"otherIs"`
}

// likeness is what helps to tell two things that look alike from each other.
type likeness struct {
	Kind    string `json:"kind"`
	Country string `json:"country"`
	// Claims counts those about the thing that everybody may see.
	Claims   int      `json:"claims"`
	Datasets []string `json:"datasets"`
}

// usualPairs are told to people who do not say how many they want.
const usualPairs = 20

// listDuplicates lists what looks alike, hidden things too: who keeps a graph sees all.
func (c *checkCmd) listDuplicates(ctx context.Context, env *environment) error {
	if c.First < 0 || c.After < 0 {
		return usagef("--first and --after are numbers of pairs")
	}
	if c.JSON && c.CSV {
		return usagef("give --json or --csv, not both")
	}
	first := c.First
	if first == 0 && !c.JSON && !c.CSV {
		first = usualPairs
	}
	var rows []duplicateRow
	total, more := 0, false
	err := env.view(ctx, func(ctx context.Context, r graph.Reader) error {
		rows, total, more = []duplicateRow{}, 0, false
		all, err := duplicate.Read(ctx, r, graph.AudienceKeeper)
		if err != nil {
			return err
		}
		for _, noun := range duplicate.Nouns {
			found := (*all)[noun]
			more = more || found.AtLeast
			list := found.List[min(max(c.After-total, 0), len(found.List)):]
			if first > 0 {
				list = list[:min(len(list), first-len(rows))]
			}
			total += len(found.List)
			of, err := describePairs(ctx, r, noun, list)
			if err != nil {
				return err
			}
			rows = append(rows, of...)
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case c.JSON:
		return writeJSON(env.stdout, map[string]any{"duplicates": rows, "total": total, "more": more || c.After+len(rows) < total})
	case c.CSV:
		return writeDuplicates(env.stdout, rows)
	}
	return c.tellDuplicates(env.stdout, rows, total, more)
}

// describePairs tells of pairs of things of a noun what one compares.
func describePairs(ctx context.Context, r graph.Reader, noun string, pairs []*graph.DuplicateCandidate) ([]duplicateRow, error) {
	ids := []string{}
	for _, p := range pairs {
		ids = append(ids, p.OneID, p.OtherID)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	names, of := map[string]string{}, map[string]*likeness{}
	job := &export.Job{Reader: r, Audience: graph.AudienceKeeper}
	for part := range slices.Chunk(ids, export.PageSize) {
		res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: graph.Catalog.Type(noun), IDs: part}})
		if err != nil {
			return nil, err
		}
		for _, x := range res.Lists[0].Records {
			t := graph.AsThing(x)
			is := &likeness{Claims: t.ClaimCount, Datasets: []string{}}
			switch x := x.(type) {
			case *graph.Stakeholder:
				is.Kind, is.Country = string(x.Kind), string(x.Country)
			case *graph.Initiative:
				is.Kind = string(x.Type)
			}
			names[t.ID], of[t.ID] = t.Name, is
		}
		err = export.Pages(ctx, job, &graph.Plan{Query: graph.Query{
			Type: graph.Catalog.Type("Description"), Where: graph.Compare{Field: "thing", Op: graph.In, Value: part}, Fields: []string{"thing", "dataset"},
		}}, func(rs []graph.Record) error {
			for _, x := range rs {
				d := x.(*graph.Description)
				if is := of[d.ThingID]; is != nil && !slices.Contains(is.Datasets, d.Dataset) {
					is.Datasets = append(is.Datasets, d.Dataset)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var out []duplicateRow
	for _, p := range pairs {
		one, other := of[p.OneID], of[p.OtherID]
		slices.Sort(one.Datasets)
		slices.Sort(other.Datasets)
		out = append(out, duplicateRow{noun, p.OneID, names[p.OneID], p.OtherID, names[p.OtherID], p.Reasons, p.Strength, string(p.Countries), *one, *other})
	}
	return out, nil
}

// merging gives the two ids in the order of a merge: that of which less is said first.
func (d *duplicateRow) merging() (from, into string) {
	if d.OneIs.Claims < d.OtherIs.Claims {
		return d.One, d.Other
	}
	return d.Other, d.One
}

// reasonNames gives reasons to take two things for one as texts.
func reasonNames(reasons []graph.DuplicateReason) []string {
	out := make([]string, len(reasons))
	for i, r := range reasons {
		out[i] = string(r)
	}
	return out
}

func (d *duplicateRow) reasons() string {
	out := reasonNames(d.Reasons)
	if d.Countries == "DIFFERENT" {
		out = append(out, "but in different countries")
	}
	return strings.Join(out, ", ")
}

// tellDuplicates shows a block for each pair, with the commands that rule on it.
func (c *checkCmd) tellDuplicates(w io.Writer, rows []duplicateRow, total int, more bool) error {
	var b strings.Builder
	for i := range rows {
		d := &rows[i]
		fmt.Fprintf(&b, "%d. %s, strength %d: %s\n", c.After+i+1, d.Type, d.Strength, d.reasons())
		d.OneIs.tell(&b, d.One, d.OneName)
		d.OtherIs.tell(&b, d.Other, d.OtherName)
		from, into := d.merging()
		fmt.Fprintf(&b, "   migraph merge %s %s\n   migraph merge --not %s %s\n\n", from, into, from, into)
	}
	b.WriteString(plural(total, "pair") + " that may be one")
	if len(rows) < total {
		fmt.Fprintf(&b, ", of which these are %d to %d", c.After+1, c.After+len(rows))
		if len(rows) == 0 {
			b.Reset()
			fmt.Fprintf(&b, "%s that may be one, none after number %d", plural(total, "pair"), c.After)
		}
	}
	if more {
		b.WriteString("; there are weaker ones, which are looked for when these are ruled on")
	}
	b.WriteByte('\n')
	if next := c.After + len(rows); len(rows) > 0 && next < total {
		fmt.Fprintf(&b, "The next: migraph check --duplicates --first %d --after %d\n", len(rows), next)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// linesWide is how wide lines of names are, so that they fit the usual terminal.
const linesWide = 80

// tell shows a thing of a pair in lines.
func (l *likeness) tell(b *strings.Builder, id, name string) {
	const indent = 19
	lead := fmt.Sprintf("   %-*s", indent-3, id)
	for _, line := range inLines(oneLine(name), linesWide-indent) {
		b.WriteString(lead + line + "\n")
		lead = strings.Repeat(" ", indent)
	}
	facts := []string{"kind not stated"}
	if l.Kind != "" {
		facts[0] = strings.ToLower(strings.ReplaceAll(l.Kind, "_", " "))
	}
	if l.Country != "" {
		facts = append(facts, l.Country)
	}
	facts = append(facts, plural(l.Claims, "claim"))
	if len(l.Datasets) > 0 {
		facts = append(facts, "told of by "+strings.Join(l.Datasets, ", "))
	}
	for _, line := range inLines(oneLine(strings.Join(facts, ", ")), linesWide-indent) {
		b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}

// inLines breaks a text between words into lines of a width; a longer word stays whole.
func inLines(text string, width int) []string {
	out := []string{""}
	for _, word := range strings.Fields(text) {
		last := &out[len(out)-1]
		switch {
		case *last == "":
			*last = word
		case uniseg.StringWidth(*last)+1+uniseg.StringWidth(word) <= width:
			*last += " " + word
		default:
			out = append(out, word)
		}
	}
	return out
}

// writeDuplicates writes pairs for spreadsheets, which run nothing of it.
func writeDuplicates(w io.Writer, rows []duplicateRow) error {
	out := csv.NewWriter(w)
	lines := [][]string{{
		"type", "strength", "reasons", "one", "oneName", "oneKind", "oneCountry", "oneClaims", "oneDatasets",
		"other", "otherName", "otherKind", "otherCountry", "otherClaims", "otherDatasets", "merge",
	}}
	for i := range rows {
		d := &rows[i]
		from, into := d.merging()
		lines = append(lines, slices.Concat([]string{d.Type, fmt.Sprint(d.Strength), d.reasons()},
			d.OneIs.cells(d.One, d.OneName), d.OtherIs.cells(d.Other, d.OtherName), []string{"migraph merge " + from + " " + into}))
	}
	return out.WriteAll(lines)
}

func (l *likeness) cells(id, name string) []string {
	return []string{id, csvfile.Guard(name), l.Kind, l.Country, fmt.Sprint(l.Claims), csvfile.Guard(strings.Join(l.Datasets, "; "))}
}
