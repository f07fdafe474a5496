package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/generated"
	"github.com/migraph/migraph/resolvers"
)

// drawn is a kind of question that is asked many times, each time of something else.
type drawn struct {
	name  string
	query string
	// draw gives the variables of one question.
	draw func(*rand.Rand, *generated.Graph) map[string]any
}

const (
	// drawings is how many questions of a kind are measured, and warming how many
	// are asked before, which are not.
	drawings = 200
	warming  = 20
	// enough ends the measuring of a kind that takes very long.
	enough = 2 * time.Minute
	// patience is after how long an answer is given up.
	patience = time.Minute
)

func kinds() []drawn {
	return slices.Concat(searches(), hops(), paths(), coverages(), moneys())
}

// figures are the percentiles of the times of a kind, by its name.
type figures map[string]percentiles

type percentiles struct{ median, p95 time.Duration }

// measureDrawn asks a store that holds a generated graph every kind of question.
func measureDrawn(ctx context.Context, name string, s graph.Store, g *generated.Graph) (figures, error) {
	open := func() (graph.Store, error) { return s, nil }
	services := resolvers.NewServices(open)
	defer func() { _ = services.Close() }()
	h := api.NewHandler(api.Options{
		Store: open, Timeout: patience, Text: api.DefaultLimits,
		Limits: resolvers.DefaultLimits, Services: services, Log: slog.Default(),
	})
	fmt.Printf("%s: questions about a graph of %d bodies, %d drawn of each kind\n", name, g.Stakeholders(), drawings)
	if err := firstSearch(ctx, h); err != nil {
		return nil, err
	}
	out := figures{}
	for _, k := range kinds() {
		p, err := k.measure(ctx, h, g)
		if err != nil {
			return nil, err
		}
		if p != (percentiles{}) {
			out[k.name] = p
		}
	}
	return out, measureMeasures(ctx, h, out)
}

// measure asks questions of a kind, one after the other. Kinds that the server
// refuses, or does not answer in time, have no figures.
func (k drawn) measure(ctx context.Context, h http.Handler, g *generated.Graph) (percentiles, error) {
	r := rand.New(rand.NewPCG(7, 7))
	var times []time.Duration
	begun := time.Now()
	for n := 0; n < warming+drawings && (time.Since(begun) < enough || len(times) < 3); n++ {
		variables := k.draw(r, g)
		start := time.Now()
		answer, err := answerTo(ctx, h, k.query, variables)
		took := time.Since(start)
		if err != nil {
			return percentiles{}, err
		}
		if message := refusal(answer); message != "" {
			fmt.Printf("  %-34s refused after %.1f s: %s\n", k.name, took.Seconds(), message)
			return percentiles{}, nil
		}
		if n >= warming || time.Since(begun) > enough {
			times = append(times, took)
		}
	}
	p := percentilesOf(times)
	rest := ""
	if len(times) < drawings {
		rest = fmt.Sprintf("   (%d questions only)", len(times))
	}
	fmt.Printf("  %-34s p50 %8.2f ms   p95 %8.2f ms%s\n", k.name, ms(p.median), ms(p.p95), rest)
	return p, nil
}

func percentilesOf(times []time.Duration) percentiles {
	s := slices.Clone(times)
	slices.Sort(s)
	return percentiles{s[len(s)/2], s[min(len(s)*95/100, len(s)-1)]}
}

// answerTo asks through the whole handler.
func answerTo(ctx context.Context, h http.Handler, query string, variables map[string]any) ([]byte, error) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		return nil, err
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.Bytes(), nil
}

// refusal gives the message of an answer that is an error, empty if it is none.
func refusal(answer []byte) string {
	if !bytes.HasPrefix(answer, []byte(`{"errors"`)) {
		return ""
	}
	var a struct {
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(answer, &a); err != nil || len(a.Errors) == 0 {
		return string(answer)
	}
	return a.Errors[0].Message
}

// grown prints by how much larger the figures of a larger graph are.
func grown(small, large figures) {
	fmt.Println("from the small graph to the large one, times as long:")
	names := slices.Collect(func(yield func(string) bool) {
		for name := range small {
			if _, both := large[name]; both && !yield(name) {
				return
			}
		}
	})
	slices.Sort(names)
	for _, name := range names {
		a, b := small[name], large[name]
		fmt.Printf("  %-34s p50 %6.2f   p95 %6.2f\n", name, float64(b.median)/float64(a.median), float64(b.p95)/float64(a.p95))
	}
}
