package funding

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// StagesQuestion asks how far money has come.
type StagesQuestion struct {
	Choice
	// GroupBy are the properties by which flows are put together, without STAGE.
	GroupBy []Dimension
	// Vocabulary is that of TotalsQuestion.
	Vocabulary *string
}

// Stages are rows of money by how far it has come.
type Stages struct {
	Rows []*StagesRow // in the order of their views
	// Table are the totals from which the rows are folded.
	Table *Table
	byID  map[string]*StagesRow // as Views identified them
}

// StagesRow is what falls together in all properties but the stage.
type StagesRow struct {
	Keys     []string
	Currency string
	of       map[graph.Stage]*Row
}

// Stages folds totals of the basis TRANSFERS: rows that differ by their stage alone
// become one, each stage by itself.
func (b *Book) Stages(ctx context.Context, q StagesQuestion) (*Stages, error) {
	if slices.Contains(q.GroupBy, ByStage) {
		return nil, graph.InvalidArg("groupBy", "each row has all stages side by side; leave STAGE out, or ask fundingTotals")
	}
	t, err := b.Totals(ctx, TotalsQuestion{Choice: q.Choice, Basis: Transfers, GroupBy: q.GroupBy, Vocabulary: q.Vocabulary})
	if err != nil {
		return nil, err
	}
	rows := map[string]*StagesRow{}
	out := &Stages{Table: t}
	for _, r := range t.Rows {
		id := strings.Join(append([]string{r.Currency}, r.Keys...), "\x1f")
		row := rows[id]
		if row == nil {
			row = &StagesRow{Keys: r.Keys, Currency: r.Currency, of: map[graph.Stage]*Row{}}
			rows[id], out.Rows = row, append(out.Rows, row)
		}
		row.of[r.Stage] = r
	}
	slices.SortFunc(out.Rows, func(x, y *StagesRow) int {
		return cmp.Or(strings.Compare(x.Currency, y.Currency), compareSums(y.Sum("COMMITMENT"), x.Sum("COMMITMENT")), slices.Compare(x.Keys, y.Keys))
	})
	return out, nil
}

// Sum gives what the flows of a stage add up to, nil if no amount is known.
func (r *StagesRow) Sum(s graph.Stage) *Amount {
	if r.of[s] == nil {
		return nil
	}
	return r.of[s].Sum
}

// DisbursedShare gives what is disbursed in percent of what is committed, empty if
// one is unknown or nothing is committed.
func (r *StagesRow) DisbursedShare() string {
	committed, disbursed := r.Sum("COMMITMENT"), r.Sum("DISBURSEMENT")
	if committed == nil || disbursed == nil {
		return ""
	}
	return percent(*disbursed, *committed)
}

// Views gives the rows for an answer, without what Fill adds.
func (s *Stages) Views() []*graph.CommittedVersusDisbursed {
	out := make([]*graph.CommittedVersusDisbursed, len(s.Rows))
	s.byID = make(map[string]*StagesRow, len(s.Rows))
	for i, r := range s.Rows {
		v := &graph.CommittedVersusDisbursed{Currency: graph.Text(r.Currency), DisbursedShare: r.DisbursedShare()}
		if committed := r.Sum("COMMITMENT"); committed != nil {
			v.Place = committed.big()
		}
		for j, d := range s.Table.question.GroupBy {
			v.Keys = append(v.Keys, keyOf(d, r.Keys[j]))
		}
		graph.IdentifyRow(v, append([]string{"committedVersusDisbursed", r.Currency}, r.Keys...)...)
		s.byID[v.ID] = r
		out[i] = v
	}
	return out
}

// Fill adds to rows of Views what each stage rests on.
func (s *Stages) Fill(page []*graph.CommittedVersusDisbursed) {
	for _, v := range page {
		r := s.byID[v.ID]
		stage := func(s graph.Stage) *graph.FundingSum {
			if r.of[s] == nil {
				return sumOf(r.Currency, nil)
			}
			v.Overlapping = v.Overlapping || slices.ContainsFunc(r.of[s].placed, func(p placed) bool { return p.whole && p.fate == counted })
			return sumOf(r.Currency, r.of[s].placed)
		}
		v.Pledged, v.Committed, v.Disbursed, v.Expenditure, v.Other = stage("PLEDGE"), stage("COMMITMENT"), stage("DISBURSEMENT"), stage("EXPENDITURE"), stage("OTHER")
	}
}
