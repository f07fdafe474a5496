package search_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/migraph/migraph/graph/search"
	"github.com/migraph/migraph/internal/names"
)

// questions are kinds of texts that people type; each gives a different one.
var questions = []struct {
	name string
	text func(*rand.Rand) string
}{
	{"identifier", func(r *rand.Rand) string { return fmt.Sprintf("TH-REG-%d", 10_000+r.IntN(10_000)) }},
	{"letters=1", func(r *rand.Rand) string { return beginning(r, 1) }},
	{"letters=2", func(r *rand.Rand) string { return beginning(r, 2) }},
	{"letters=3", func(r *rand.Rand) string { return beginning(r, 3) }},
	{"letters=5", func(r *rand.Rand) string { return beginning(r, 5) }},
	{"letters=8", func(r *rand.Rand) string { return beginning(r, 8) }},
	{"common-words", func(r *rand.Rand) string { return frequent(r) + " " + frequent(r) + " " + frequent(r) }},
	{"common-and-rare", func(r *rand.Rand) string { return frequent(r) + " " + names.Word(200+r.IntN(5000)) }},
	{"ten-letters", func(r *rand.Rand) string {
		words := make([]string, search.MaxWords)
		for i := range words {
			words[i] = string(rune('a' + r.IntN(26)))
		}
		return strings.Join(words, " ")
	}},
	{"one-typo", func(r *rand.Rand) string { return misspelt(r, frequent(r)) }},
	{"two-typos", func(r *rand.Rand) string { return misspelt(r, frequent(r)) + " " + misspelt(r, frequent(r)) }},
	{"nonsense", func(r *rand.Rand) string {
		return misspelt(r, names.Word(200+r.IntN(100_000))) + " " + misspelt(r, names.Word(200+r.IntN(100_000)))
	}},
}

func frequent(r *rand.Rand) string { return names.Common[r.IntN(len(names.Common))] }

func beginning(r *rand.Rand, n int) string {
	word := names.Word(r.IntN(300))
	return word[:min(n, len(word))]
}

// misspelt changes one letter in the middle.
func misspelt(r *rand.Rand, word string) string {
	b := []byte(word)
	if len(b) > 3 {
		b[1+r.IntN(len(b)-2)] = 'x'
	}
	return string(b)
}

var allFacets = []search.Facet{search.FacetType, search.FacetKind, search.FacetCountry, search.FacetTheme}

// BenchmarkSearch measures searches of 20 hits among few and many names. It
// reports percentiles of the time in microseconds.
func BenchmarkSearch(b *testing.B) {
	for _, size := range []int{10_000, 1_000_000} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := time.Now()
		index, err := search.Build(b.Context(), names.Entries(size, 1), search.Options{})
		if err != nil {
			b.Fatal(err)
		}
		took := time.Since(start)
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.Logf("%d things: built in %v, %.1f MB", size, took.Round(time.Millisecond), float64(after.HeapAlloc-before.HeapAlloc)/1e6)
		for _, facets := range []bool{false, true} {
			for _, q := range questions {
				b.Run(fmt.Sprintf("%d/facets=%v/%s", size, facets, q.name), func(b *testing.B) {
					measure(b, index, facets, q.text)
				})
			}
		}
		runtime.KeepAlive(index)
	}
}

func measure(b *testing.B, index *search.Index, facets bool, text func(*rand.Rand) string) {
	r := rand.New(rand.NewPCG(7, 7))
	times := make([]time.Duration, 0, b.N)
	for b.Loop() {
		q := search.Question{Text: text(r), First: 20}
		if facets {
			q.Facets = allFacets
			q.Types = []string{"Stakeholder"}
		}
		start := time.Now()
		if _, err := index.Search(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[min(int(share*float64(len(times))), len(times)-1)]) / 1e3
	}
	b.ReportMetric(at(0.5), "p50-µs")
	b.ReportMetric(at(0.95), "p95-µs")
}
