package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

func changeCases() []Case {
	return []Case{
		{"notes tell what a dataset brought, changed and took away", notesOfChanges},
		{"notes tell from which audience on records are seen", notesOfAudiences},
		{"notes tell to whom a change shows", notesOfWhatShows},
		{"an import that changes nothing leaves no note", noNotes},
		{"numbers of claims follow the claims", countedClaims},
		{"notes of datasets that are applied in one write keep their order", notesOfOneWrite},
	}
}

// notes gives the notes of a revision, one line each: «Noun before>after count».
func (t *T) notes(rev graph.Revision) (out []string) {
	t.Helper()
	l := t.list(graph.Query{Type: typ("Change"), Where: graph.Compare{Field: "at", Op: graph.Eq, Value: rev.At()}})
	for _, r := range l.Records {
		c := r.(*graph.Change)
		line := fmt.Sprintf("%s %d>%d %d", c.Noun, c.Before, c.After, len(strings.Fields(c.IDs)))
		if c.Recounted {
			line += " recounted"
		}
		out = append(out, line)
	}
	slices.Sort(out)
	return out
}

func notesOfChanges(t *T) {
	rev := t.apply(newsletter("a", "news")).Revision
	same(t, "notes of the first import", t.notes(rev),
		"Affiliation 3>0 1", "Dataset 3>0 1", "Document 3>0 1", "Flow 3>0 1", "Initiative 3>0 1", "Participation 3>0 2", "Stakeholder 3>0 2")
	rev = t.apply(source("a", "news", "2022-10-01").
		stakeholder("iom", "International Organization for Migration", func(s *graph.Stakeholder) { s.Acronym = "IOM" }).
		initiative("crest", "CREST, corrected", "2021", "2024").
		participation("p1", "iom", "crest", "PARTNER")).Revision
	same(t, "notes of a correction", t.notes(rev),
		"Affiliation 0>3 1", "Dataset 0>0 1", "Flow 0>3 1", "Initiative 0>0 1", "Participation 0>3 2", "Participation 3>0 1", "Stakeholder 0>0 1 recounted", "Stakeholder 0>3 1")
	rev = t.withdraw("a").Revision
	same(t, "notes of a withdrawal", t.notes(rev),
		"Dataset 0>3 1", "Document 0>3 1", "Initiative 0>3 1", "Participation 0>3 1", "Stakeholder 0>3 1")
}

func notesOfAudiences(t *T) {
	d := newsletter("a", "news")
	t.apply(d)
	hidden := newsletter("a", "news")
	for i := range hidden.in.Claims {
		hidden.in.Claims[i].Visibility = "RESTRICTED"
	}
	rev := t.apply(hidden).Revision
	got := t.notes(rev)
	for _, want := range []string{"Affiliation 0>1 1", "Flow 0>1 1", "Participation 0>1 2"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("no note %q among %q", want, got)
		}
	}
}

func notesOfWhatShows(t *T) {
	t.apply(newsletter("a", "news"))
	// A hidden source that says the same, and more, of what everybody sees.
	d := newsletter("b", "dossier").hide("dossier", "RESTRICTED")
	rev := t.apply(d).Revision
	l := t.list(graph.Query{Type: typ("Change"), Where: graph.Compare{Field: "at", Op: graph.Eq, Value: rev.At()}})
	seen := 0
	for _, r := range l.Records {
		c := r.(*graph.Change)
		if c.SeenFrom == graph.AudiencePublic {
			t.Errorf("everybody sees a change of %s: before %d, after %d", c.Noun, c.Before, c.After)
		}
		if c.Noun == "Participation" && c.SeenFrom == graph.AudienceStaff {
			seen += len(strings.Fields(c.IDs))
		}
	}
	equal(t, "participations whose further source the staff sees", seen, 2)
}

func noNotes(t *T) {
	t.apply(newsletter("a", "news"))
	before := len(t.scan("Change"))
	t.apply(newsletter("a", "news"))
	equal(t, "notes", len(t.scan("Change")), before)
	equal(t, "revision", t.revision(), graph.Revision(1))
}

func countedClaims(t *T) {
	count := func(key string) int {
		t.Helper()
		l := t.list(graph.Query{Type: typ("Stakeholder"), Where: graph.Compare{Field: "slug", Op: graph.Eq, Value: key}})
		return l.Records[0].(*graph.Stakeholder).ClaimCount
	}
	t.apply(newsletter("a", "news"))
	equal(t, "claims about iom", count("iom"), 3)
	t.apply(source("b", "paper", "2020").stakeholder("iom", "IOM").initiative("i", "I", "2020", "2021").
		participation("p", "iom", "i", "HOST").participation("q", "iom", "i", "FUNDING"))
	equal(t, "with those of another dataset", count("iom"), 5)
	t.apply(newsletter("c", "again")) // the same claims once more
	equal(t, "with the same claims once more", count("iom"), 5)
	t.withdraw("a")
	equal(t, "told by one of two", count("iom"), 5)
	t.withdraw("c")
	equal(t, "without them", count("iom"), 2)
}

func notesOfOneWrite(t *T) {
	in := []*graph.Import{newsletter("a", "news").build(), newsletter("b", "again").build()}
	rev := t.write(func(ctx context.Context, w graph.Writer) error {
		for _, d := range in {
			if _, err := graph.Apply(ctx, openWrite{t.store, w}, d); err != nil {
				return err
			}
		}
		return nil
	})
	l := t.list(graph.Query{Type: typ("Change"), Where: graph.Compare{Field: "at", Op: graph.Eq, Value: rev.At()}})
	order := map[string]int{}
	for _, r := range l.Records {
		c := r.(*graph.Change)
		if c.Noun == "Dataset" {
			order[c.Dataset] = c.Order
		}
	}
	if order["b"] <= order["a"] {
		t.Errorf("orders %v", order)
	}
	equal(t, "notes", len(l.Records), len(t.notes(rev)))
}

// openWrite is a store within one of its writes.
type openWrite struct {
	graph.Store
	w graph.Writer
}

func (s openWrite) Write(ctx context.Context, fn func(context.Context, graph.Writer) error) (graph.Revision, error) {
	return s.w.Revision(), fn(ctx, s.w)
}
