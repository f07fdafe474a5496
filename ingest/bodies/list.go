package bodies

import (
	_ "embed" // the list is data
	"encoding/csv"
	"fmt"
	"strings"
	"sync"
)

// Pseudo is an entry of the list of what is no name of a body.
type Pseudo struct {
	// Name in the form in which names are compared: see plain.
	Name  string
	Match Match
	// Category of the bodies that it stands for, empty if it says nothing of them.
	Category string
	// Why it is no name, for people.
	Why string
}

// Match says which part of a name an entry of the list is held against.
type Match string

// The ways to match. Start, End and Within match whole words.
const (
	Whole  Match = "whole"
	Start  Match = "start"
	End    Match = "end"
	Within Match = "within"
)

//go:embed pseudo-bodies.csv
var listText string

// list is the list, read once.
var list = sync.OnceValue(func() []Pseudo {
	rows, err := csv.NewReader(strings.NewReader(listText)).ReadAll()
	if err != nil { // it is a part of the program, and a test reads it
		panic(err)
	}
	out := make([]Pseudo, 0, len(rows))
	for _, row := range rows[1:] {
		p := Pseudo{row[0], Match(row[1]), row[2], row[3]}
		if p.Name != plain(p.Name) {
			panic(fmt.Sprintf("the pseudo-body %q is not in the form in which names are compared", p.Name))
		}
		out = append(out, p)
	}
	return out
})

// List gives the list of what is no name of a body, in the order of its file.
func List() []Pseudo { return append([]Pseudo(nil), list()...) }

// fits tells whether a name in its plain form matches the entry.
func (p Pseudo) fits(name string) bool {
	name, entry := " "+name+" ", " "+p.Name+" "
	switch p.Match {
	case Start:
		return strings.HasPrefix(name, entry)
	case End:
		return strings.HasSuffix(name, entry)
	case Within:
		return strings.Contains(name, entry)
	}
	return name == entry
}
