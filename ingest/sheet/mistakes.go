package sheet

import (
	"fmt"

	"github.com/migraph/migraph/graph"
)

// MaxProblems bounds how many mistakes are listed: nobody corrects more in one go.
const MaxProblems = 500

// Mistakes collects what is wrong with a file.
type Mistakes struct {
	problems graph.Problems
	more     int
}

// Add notes a mistake at a place, in the form «what was wrong; what to do».
func (m *Mistakes) Add(where, format string, args ...any) {
	if len(m.problems) == MaxProblems {
		m.more++
		return
	}
	m.problems = append(m.problems, graph.Problem{Where: where, Message: fmt.Sprintf(format, args...)})
}

// Err gives the error that lists the mistakes of the file of a name, nil if there are
// none.
func (m *Mistakes) Err(name string) error {
	all := m.problems
	if len(all) == 0 {
		return nil
	}
	count := fmt.Sprintf("%d mistakes", len(all)+m.more)
	if len(all) == 1 {
		count = "1 mistake"
	}
	if m.more > 0 {
		all = append(all[:len(all):len(all)], graph.Problem{Where: name, Message: fmt.Sprintf("there are %d more mistakes; correct these first", m.more)})
	}
	return &graph.Error{Code: graph.InvalidArgument, Message: fmt.Sprintf("%s has %s", name, count), Cause: all}
}

// Refuse makes the error that a file of a name has one mistake.
func Refuse(name string, p graph.Problem) error {
	m := Mistakes{problems: graph.Problems{p}}
	return m.Err(name)
}

// Quote shows a cell in a message.
func Quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", s)
}
