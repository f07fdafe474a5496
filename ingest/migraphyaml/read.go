package migraphyaml

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/migraph/migraph/graph"
)

// MaxSize bounds a file, in bytes. People write these files by hand; eight
// megabytes are some eighty thousand claims, for which the YAML parser takes
// several seconds and hundreds of megabytes of memory.
const MaxSize = 8 << 20

// Format is the name of the format.
const Format = "yaml"

// maxProblems bounds how many mistakes are listed. Nobody corrects more in one
// go, and a file of another format would have millions.
const maxProblems = 500

// Read reads a file. name is what messages call it. An error that unwraps to
// graph.Problems lists every mistake of the file.
func Read(name string, from io.Reader) (*graph.Import, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxSize+1))
	if err != nil {
		return nil, &graph.Error{Code: graph.InvalidArgument, Message: name + " cannot be read", Cause: err}
	}
	in, mistakes := read(name, data)
	if len(mistakes) > 0 {
		return nil, refuse(name, mistakes)
	}
	return in, nil
}

func read(name string, data []byte) (*graph.Import, mistakes) {
	source, wrong := plainText(data)
	if len(wrong) > 0 {
		return nil, wrong
	}
	root, wrong := parse(source)
	if root == nil {
		return nil, wrong
	}
	wrong = append(wrong, checkStructure(root)...)
	r := newReader(name, root)
	r.read()
	return r.out, append(wrong, r.mistakes...)
}

// pos is a place in the file; lines and columns (of characters) count from one.
type pos struct{ line, column int }

// mistake is one thing that is wrong, in the form «what was wrong; what to do».
type mistake struct {
	at      pos
	message string
}

type mistakes []mistake

func (m *mistakes) add(at pos, format string, args ...any) {
	*m = append(*m, mistake{at, fmt.Sprintf(format, args...)})
}

// refuse makes the error that lists mistakes in the order of the file.
func refuse(name string, all mistakes) error {
	slices.SortStableFunc(all, func(a, b mistake) int {
		return cmp.Or(cmp.Compare(a.at.line, b.at.line), cmp.Compare(a.at.column, b.at.column))
	})
	all = slices.Compact(all)
	var out graph.Problems
	for i, m := range all {
		if i == maxProblems {
			out = append(out, graph.Problem{Where: name, Message: fmt.Sprintf("there are %d more mistakes; correct these first", len(all)-i)})
			break
		}
		out = append(out, graph.Problem{Where: where(name, m.at), Message: m.message})
	}
	count := fmt.Sprintf("%d mistakes", len(all))
	if len(all) == 1 {
		count = "1 mistake"
	}
	return &graph.Error{Code: graph.InvalidArgument, Message: fmt.Sprintf("%s has %s", name, count), Cause: out}
}

func where(name string, at pos) string {
	return fmt.Sprintf("%s:%d:%d", name, at.line, at.column)
}
