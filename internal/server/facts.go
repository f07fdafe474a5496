package server

import (
	"context"

	"github.com/migraph/migraph/graph"
)

// facts is how much is in a graph.
type facts struct {
	Revision graph.Revision
	Counts   []count
	// Newest is the document with the latest date, nil if no date is known.
	Newest *graph.Document
}

// Empty: there is nothing to ask about.
func (f *facts) Empty() bool {
	for _, c := range f.Counts {
		if c.N > 0 {
			return false
		}
	}
	return true
}

// count is how many records there are of a type.
type count struct {
	N int
	// Label names the type, Of what it counts, in plain words.
	Label, Of string
}

// counted are the types that the page counts, in its order.
var counted = []struct{ name, label, of string }{
	{"Stakeholder", "stakeholders", "organizations, governments, embassies"},
	{"Initiative", "initiatives", "programmes, events, policies"},
	{"Document", "documents", "where it is said"},
	{"Participation", "participations", "who took part in what, as what"},
	{"Flow", "flows", "money and goods from one to another"},
	{"Affiliation", "affiliations", "who belongs to whom"},
}

// readFacts reads how much there is, all of it of one revision.
func readFacts(ctx context.Context, s graph.Store) (*facts, error) {
	var f *facts
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		f = &facts{Revision: r.Revision()}
		for _, c := range counted {
			t := graph.Catalog.Type(c.name)
			res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{
				Type: t, Where: graph.Live(t), Total: true, TotalOnly: true,
			}})
			if err != nil {
				return err
			}
			f.Counts = append(f.Counts, count{res.Lists[0].Total, c.label, c.of})
		}
		var err error
		f.Newest, err = newest(ctx, r)
		return err
	})
	return f, err
}

func newest(ctx context.Context, r graph.Reader) (*graph.Document, error) {
	t := graph.Catalog.Type("Document")
	dated := graph.Compare{Field: "dateEarliest", Op: graph.IsNull, Value: false}
	res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{
		Type: t, Where: graph.All(graph.Live(t), dated), Order: graph.Order{Field: "dateEarliest", Desc: true}, Limit: 1,
	}})
	if err != nil || len(res.Lists[0].Records) == 0 {
		return nil, err
	}
	d, _ := res.Lists[0].Records[0].(*graph.Document)
	return d, nil
}
