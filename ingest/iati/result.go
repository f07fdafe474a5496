package iati

import (
	"slices"
	"strings"

	"github.com/migraph/migraph/graph"
)

// results reads the results of an activity: a figure for each period of each
// indicator and, if it is broken down, for each combination of its dimensions.
func (s *scope) results() error {
	seen := map[string]int{}
	for _, r := range s.e.all("result") {
		s.account.Read("result", 1)
		if err := s.linksOf(r); err != nil {
			return err
		}
		title := r.child("title").says()
		for _, i := range r.all("indicator") {
			s.account.Read("indicator", 1)
			if err := s.indicator(title, i, seen); err != nil {
				return err
			}
		}
	}
	return nil
}

// indicator reads the periods of an indicator; one without any, or with none but empty
// ones, has its baseline only.
func (s *scope) indicator(result string, e *element, seen map[string]int) error {
	label := labelOf(result, e.child("title").says())
	if label == "" {
		s.skip("indicator-without-title", "Neither the result nor the indicator has a title, so nobody can tell what was counted.", e)
		return nil
	}
	if err := s.linksOf(e); err != nil {
		return err
	}
	m := &measuring{scope: s, label: label, measure: e.attr("measure"), seen: seen}
	baselines := e.all("baseline")
	for _, b := range baselines {
		if err := s.linksOf(b); err != nil {
			return err
		}
	}
	m.baselines = m.byBreakdown(baselines)
	periods := slices.DeleteFunc(slices.Clone(e.all("period")), func(p *element) bool { return len(p.children) == 0 })
	if len(periods) == 0 && len(baselines) > 0 {
		return m.figures(&element{name: "period", line: e.line, parent: e}, graph.Period{}, baselines)
	}
	for _, p := range periods {
		for _, x := range slices.Concat(p.all("target"), p.all("actual")) {
			if err := s.linksOf(x); err != nil {
				return err
			}
		}
		if err := m.figures(p, s.period(p), slices.Concat(p.all("actual"), p.all("target"))); err != nil {
			return err
		}
	}
	return nil
}

// labelOf names what was counted by the titles of the result and of its indicator.
func labelOf(result, indicator string) string {
	switch {
	case indicator == "":
		return cutText(result, maxName)
	case result == "" || graph.Fold(result) == graph.Fold(indicator):
		return cutText(indicator, maxName)
	}
	return cutText(result+": "+indicator, maxName)
}

// measuring reads the figures of one indicator.
type measuring struct {
	*scope
	label     string
	measure   string
	baselines map[breakdown]*element
	seen      map[string]int
}

// breakdown is a combination of dimensions: «sex, age» and «female, adult».
type breakdown struct{ dimensions, categories string }

func breakdownOf(e *element) breakdown {
	var names, values []string
	for _, d := range e.all("dimension") {
		names, values = append(names, d.attr("name")), append(values, d.attr("value"))
	}
	return breakdown{strings.Join(names, ", "), strings.Join(values, ", ")}
}

// figures reads the figures of one period, the whole before its parts, for the
// combinations of dimensions that values have. A baseline stands beside the values of
// its combination; those of other combinations are of no period.
func (m *measuring) figures(e *element, when graph.Period, values []*element) error {
	actual, target := m.byBreakdown(e.all("actual")), m.byBreakdown(e.all("target"))
	var all []breakdown
	seen := map[breakdown]bool{}
	for _, x := range values {
		if b := breakdownOf(x); !seen[b] {
			seen[b] = true
			all = append(all, b)
		}
	}
	slices.SortStableFunc(all, func(x, y breakdown) int { return len(x.dimensions) - len(y.dimensions) })
	whole := ""
	for _, b := range all {
		f := &graph.Figure{
			InitiativeID: m.key, Label: graph.Text(m.label), Measure: m.measured(),
			Dimension: graph.Text(cutText(b.dimensions, maxName)), Category: graph.Text(cutText(b.categories, maxName)),
			Value:    m.number(actual[b], "8.10.2", "8.10.3"),
			Target:   m.number(target[b], "8.9.2", "8.9.3"),
			Baseline: m.number(m.baselines[b], "8.8.2", "8.8.3"),
			Note:     graph.Text(m.summary(e, actual[b].child("comment").says())),
			Timing:   graph.Timing{Period: when},
		}
		if f.Value == "" && f.Target == "" && f.Baseline == "" {
			continue // no number is left
		}
		if f.Value != "" {
			f.Qualifier = "EXACT"
		}
		key := numbered(m.key+"/result/"+shortHash(strings.Join([]string{
			m.label, b.dimensions, b.categories, when.Start.Text, when.End.Text}, "\x1f")), m.seen)
		if b == (breakdown{}) {
			whole = key
		} else {
			f.BreakdownOfID = whole
		}
		if !when.Start.Known() && !when.End.Known() {
			m.account.Undated++
		}
		if err := m.claim(key, f, e); err != nil {
			return err
		}
	}
	return nil
}

// byBreakdown gives one value for each combination of dimensions: that of the whole
// area rather than of some location of it.
func (m *measuring) byBreakdown(all []*element) map[breakdown]*element {
	out := map[breakdown]*element{}
	for _, e := range all {
		b := breakdownOf(e)
		have := out[b]
		switch {
		case have == nil:
			out[b] = e
			continue
		case have.child("location") != nil && e.child("location") == nil:
			out[b], e = e, have
		}
		m.skip("further-figure", "There are several figures for one period and one combination of dimensions, such as one for each location; one is kept, that of the whole if there is one.", e)
	}
	return out
}

// measured gives what is counted: only percentages are known for what they are.
func (m *measuring) measured() graph.ResultMeasure {
	switch m.measure {
	case "2":
		return "PERCENT"
	case "3", "4": // names and ranks
		return "OTHER"
	}
	return ""
}

// number reads the value of an actual, a target or a baseline. The rules are those
// of the standard for values that are no number and for values of what is described
// in words.
func (m *measuring) number(e *element, noNumber, inWords string) graph.Text {
	text := e.attr("value")
	if text == "" {
		return ""
	}
	if m.measure == "5" {
		m.skip(inWords, "The value should be omitted for qualitative indicator measures; it is left out.", e)
		return ""
	}
	amount, ok := amountOf(text)
	if !ok {
		m.skip(noNumber, "The value should be a valid number for all non-qualitative indicator measures; this one is left out.", e)
		return ""
	}
	return graph.Text(amount)
}
