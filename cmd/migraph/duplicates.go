package main

import (
	"context"
	"fmt"
	"strings"

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
}

// mostDuplicates bounds the pairs that are told to people.
const mostDuplicates = 100

// listDuplicates lists what looks alike, hidden things too: who keeps a graph sees all.
func (c *checkCmd) listDuplicates(ctx context.Context, env *environment) error {
	rows, more := []duplicateRow{}, false
	err := env.view(ctx, func(ctx context.Context, r graph.Reader) error {
		rows, more = rows[:0], false
		all, err := duplicate.Read(ctx, r, graph.AudienceKeeper)
		if err != nil {
			return err
		}
		for _, noun := range duplicate.Nouns {
			found := (*all)[noun]
			more = more || found.AtLeast
			if !c.JSON && len(found.List) > mostDuplicates {
				found.List, more = found.List[:mostDuplicates], true
			}
			names, err := namesOf(ctx, r, noun, found.List)
			if err != nil {
				return err
			}
			for _, d := range found.List {
				rows = append(rows, duplicateRow{noun, d.OneID, names[d.OneID], d.OtherID, names[d.OtherID], d.Reasons, d.Strength, string(d.Countries)})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return writeJSON(env.stdout, map[string]any{"duplicates": rows, "more": more})
	}
	lines := [][]string{{"strength", "one", "other", "names", "reasons"}}
	for _, d := range rows {
		reasons := make([]string, len(d.Reasons))
		for i, r := range d.Reasons {
			reasons[i] = string(r)
		}
		if d.Countries == "DIFFERENT" {
			reasons = append(reasons, "(in different countries)")
		}
		lines = append(lines, []string{fmt.Sprint(d.Strength), d.One, d.Other, fmt.Sprintf("%q %q", d.OneName, d.OtherName), strings.Join(reasons, " ")})
	}
	count := plural(len(rows), "pair") + " that may be one"
	if more {
		count += "; there are more, weaker ones"
	}
	return writeColumns(env.stdout, lines, count)
}

// namesOf gives the names of the things of pairs.
func namesOf(ctx context.Context, r graph.Reader, noun string, pairs []*graph.DuplicateCandidate) (map[string]string, error) {
	ids := []string{}
	for _, p := range pairs {
		ids = append(ids, p.OneID, p.OtherID)
	}
	res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper,
		Query: graph.Query{Type: graph.Catalog.Type(noun), IDs: ids, Fields: []string{"name"}}})
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, x := range res.Lists[0].Records {
		out[graph.IDOf(x)] = graph.AsThing(x).Name
	}
	return out, nil
}
