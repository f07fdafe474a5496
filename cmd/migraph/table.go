package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/migraph/migraph/internal/answer"
)

const (
	// unknown is shown for null.
	unknown = "–"
	// between parts the values of a list in one cell.
	between = "; "
	// widest is how wide a cell gets before it is broken into lines.
	widest = 50
)

// tableOf shows the first list of an answer as a table, and below it what else
// the answer holds. An answer without a list is a table of one row.
func tableOf(of any) string {
	path, rows, ok := firstList(of, nil)
	if !ok {
		rows = []any{of}
	}
	shape := &column{}
	for _, row := range rows {
		shape.learn(row)
	}
	var b strings.Builder
	if len(rows) == 0 {
		fmt.Fprintf(&b, "%s: no rows\n", strings.Join(path, "."))
	} else {
		b.WriteString(render(shape, rows, path))
		if ok {
			fmt.Fprintf(&b, "%s: %s\n", strings.Join(path, "."), plural(len(rows), "row"))
		}
	}
	if ok {
		tellRest(&b, of, nil, path)
	}
	if hasNull(of) {
		fmt.Fprintf(&b, "%s means null: no document says it, or there is none\n", unknown)
	}
	return b.String()
}

// firstList finds the first list of an answer, in the order of the question.
func firstList(v any, at []string) (path []string, rows []any, ok bool) {
	switch v := v.(type) {
	case []any:
		return at, v, true
	case answer.Object:
		for _, m := range v {
			if path, rows, ok = firstList(m.Value, append(slices.Clip(at), m.Name)); ok {
				return path, rows, ok
			}
		}
	}
	return nil, nil, false
}

// tellRest tells what lies beside the list that is shown.
func tellRest(b *strings.Builder, v any, at, shown []string) {
	if slices.Equal(at, shown) {
		return
	}
	name := strings.Join(at, ".")
	switch v := v.(type) {
	case answer.Object:
		for _, m := range v {
			tellRest(b, m.Value, append(slices.Clip(at), m.Name), shown)
		}
	case []any:
		fmt.Fprintf(b, "%s: %s, not in this table; --format json shows all\n", name, plural(len(v), "row"))
	default:
		fmt.Fprintf(b, "%s: %s\n", name, cell(v))
	}
}

// hasNull tells whether there is null anywhere: its sign then needs explaining.
func hasNull(v any) bool {
	switch v := v.(type) {
	case answer.Object:
		return slices.ContainsFunc(v, func(m answer.Member) bool { return hasNull(m.Value) })
	case []any:
		return slices.ContainsFunc(v, hasNull)
	}
	return v == nil
}

// column is a column of a table, or several below one name.
type column struct {
	name  string
	below []*column
}

// learn makes the columns that a value needs.
func (c *column) learn(v any) {
	switch v := v.(type) {
	case answer.Object:
		for _, m := range v {
			c.named(m.Name).learn(m.Value)
		}
	case []any:
		for _, e := range v {
			c.learn(e)
		}
	}
}

func (c *column) named(name string) *column {
	for _, have := range c.below {
		if have.name == name {
			return have
		}
	}
	n := &column{name: name}
	c.below = append(c.below, n)
	return n
}

// titles gives the paths of the columns.
func (c *column) titles(path string) []string {
	if len(c.below) == 0 {
		return []string{path}
	}
	var out []string
	for _, n := range c.below {
		title := n.name
		if path != "" {
			title = path + "." + n.name
		}
		out = append(out, n.titles(title)...)
	}
	return out
}

// cells gives what the columns show of a value. A list is joined in each
// column, so that its first is the first of all its columns.
func (c *column) cells(v any) []string {
	if list, ok := v.([]any); ok {
		return c.joined(list)
	}
	if len(c.below) == 0 {
		return []string{cell(v)}
	}
	var out []string
	for _, n := range c.below {
		switch value, has := memberOf(v, n.name); {
		case has:
			out = append(out, n.cells(value)...)
		case v == nil:
			out = append(out, n.cells(nil)...)
		default: // it has no such field, being of another type
			out = append(out, make([]string, len(n.titles("")))...)
		}
	}
	return out
}

func (c *column) joined(list []any) []string {
	out := make([]string, len(c.titles("")))
	for i, e := range list {
		for j, text := range c.cells(e) {
			if i > 0 {
				out[j] += between
			}
			out[j] += text
		}
	}
	return out
}

func memberOf(v any, name string) (any, bool) {
	o, _ := v.(answer.Object)
	return o.Get(name)
}

// cell shows a value that is neither an object nor a list.
func cell(v any) string {
	switch v := v.(type) {
	case nil:
		return unknown
	case string:
		return oneLine(strings.Join(strings.Fields(v), " "))
	case json.Number:
		return v.String()
	}
	return fmt.Sprint(v)
}

// render draws the table.
func render(shape *column, rows []any, path []string) string {
	name := ""
	if len(shape.below) == 0 && len(path) > 0 {
		name = path[len(path)-1]
	}
	lines := [][][]string{wrapped(shape.titles(name))}
	for _, row := range rows {
		lines = append(lines, wrapped(shape.cells(row)))
	}
	widths := make([]int, len(lines[0]))
	for _, cells := range lines {
		for i, cell := range cells {
			for _, line := range cell {
				widths[i] = max(widths[i], uniseg.StringWidth(line))
			}
		}
	}
	var b strings.Builder
	for i, cells := range lines {
		drawRow(&b, cells, widths)
		if i == 0 {
			drawRule(&b, widths)
		}
	}
	return b.String()
}

func wrapped(cells []string) [][]string {
	out := make([][]string, len(cells))
	for i, c := range cells {
		out[i] = wrap(c)
	}
	return out
}

// drawRow draws cells, each of which has one line or more.
func drawRow(b *strings.Builder, cells [][]string, widths []int) {
	height := 1
	for _, c := range cells {
		height = max(height, len(c))
	}
	for y := range height {
		var line strings.Builder
		for x, c := range cells {
			text := ""
			if y < len(c) {
				text = c[y]
			}
			if x > 0 {
				line.WriteString("│ ")
			}
			line.WriteString(text + strings.Repeat(" ", widths[x]-uniseg.StringWidth(text)+1))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
}

func drawRule(b *strings.Builder, widths []int) {
	var rules []string
	for _, width := range widths {
		rules = append(rules, strings.Repeat("─", width))
	}
	b.WriteString(strings.Join(rules, "─┼─") + "\n")
}

// wrap breaks a text into lines that are not wider than a cell: where Unicode
// allows it, else between two characters as readers see them.
func wrap(s string) []string {
	var lines []string
	start, width, state := 0, 0, -1 // of the line
	breakAt, since := 0, 0          // the last place to break, and the width from there on
	for at := 0; at < len(s); {
		var cluster string
		var found int
		cluster, _, found, state = uniseg.StepString(s[at:], state)
		wide := found >> uniseg.ShiftWidth
		if width+wide > widest && cluster != " " {
			if breakAt <= start {
				breakAt, since = at, 0
			}
			lines = append(lines, strings.TrimRight(s[start:breakAt], " "))
			start, width = breakAt, since
		}
		at, width, since = at+len(cluster), width+wide, since+wide
		if found&uniseg.MaskLine != uniseg.LineDontBreak {
			breakAt, since = at, 0
		}
	}
	return append(lines, strings.TrimRight(s[start:], " "))
}
