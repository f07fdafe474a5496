package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/migraph/migraph/internal/generated"
	"github.com/migraph/migraph/internal/names"
)

const searchQuery = `query($text: String!) { search(text: $text, first: 10) { totalCount
	nodes { tier matchedName snippet thing { __typename id name } } } }`

// searches are what people type: whole names, beginnings of words, two words, and
// names with a wrong letter; and a mix of these.
func searches() []drawn {
	kinds := []struct {
		name string
		text func(*rand.Rand, *generated.Graph) string
	}{
		{"whole name", someName},
		{"2 to 8 letters", func(r *rand.Rand, _ *generated.Graph) string {
			word := names.Word(r.IntN(300))
			return word[:min(len(word), 2+r.IntN(7))]
		}},
		{"two words", func(r *rand.Rand, _ *generated.Graph) string {
			return names.Common[r.IntN(len(names.Common))] + " " + names.Word(r.IntN(5000))
		}},
		{"one wrong letter", func(r *rand.Rand, g *generated.Graph) string { return misspelt(r, someName(r, g)) }},
	}
	var out []drawn
	text := func(r *rand.Rand, g *generated.Graph) string { return kinds[r.IntN(len(kinds))].text(r, g) }
	out = append(out, searching("search", text))
	for _, k := range kinds {
		out = append(out, searching("search: "+k.name, k.text))
	}
	return out
}

func searching(name string, text func(*rand.Rand, *generated.Graph) string) drawn {
	return drawn{name, searchQuery, func(r *rand.Rand, g *generated.Graph) map[string]any {
		return map[string]any{"text": text(r, g)}
	}}
}

func someName(r *rand.Rand, g *generated.Graph) string {
	return g.Stakeholder(r.IntN(g.Stakeholders())).Name
}

// misspelt changes a letter of the first word.
func misspelt(r *rand.Rand, name string) string {
	first, rest, _ := strings.Cut(name, " ")
	b := []byte(first)
	b[r.IntN(len(b))] = byte('a' + r.IntN(26))
	return string(b) + " " + rest
}

// firstSearch waits for the index of names.
func firstSearch(ctx context.Context, h http.Handler) error {
	start := time.Now()
	for {
		answer, err := answerTo(ctx, h, searchQuery, map[string]any{"text": "migration"})
		if err != nil {
			return err
		}
		message := refusal(answer)
		if message == "" {
			fmt.Printf("  the first search waited %.1f s for the index of all names\n", time.Since(start).Seconds())
			return nil
		}
		if time.Since(start) > 30*time.Minute {
			return fmt.Errorf("no search was answered: %s", message)
		}
	}
}
