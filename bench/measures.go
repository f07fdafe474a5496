package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"
)

// measureMeasures tells after how long the measures of networks are there, and how
// long it then takes to ask for them: of the whole graph, and of the flows alone.
func measureMeasures(ctx context.Context, h http.Handler, out figures) error {
	for _, links := range []string{"", ", links: [FUNDS]"} {
		name := "measures" + links
		query := `{ measures(orderBy: BETWEENNESS, first: 20` + links + `) { network { status nodeCount edgeCount }
			nodes { place thing { id name } figures { degree betweenness closeness pageRank community } } } }`
		ready, err := untilReady(ctx, h, name, query)
		if err != nil {
			return err
		}
		if !ready {
			continue
		}
		var times []time.Duration
		for range drawings {
			start := time.Now()
			if _, err := answerTo(ctx, h, query, nil); err != nil {
				return err
			}
			times = append(times, time.Since(start))
		}
		p := percentilesOf(times)
		out[name] = p
		fmt.Printf("  %-34s p50 %8.2f ms   p95 %8.2f ms\n", name, ms(p.median), ms(p.p95))
	}
	return nil
}

func untilReady(ctx context.Context, h http.Handler, name, query string) (bool, error) {
	for start := time.Now(); ; {
		answer, err := answerTo(ctx, h, query, nil)
		if err != nil {
			return false, err
		}
		if message := refusal(answer); message != "" {
			fmt.Printf("  %-34s refused after %.1f s: %s\n", name, time.Since(start).Seconds(), message)
			return false, nil
		}
		if bytes.Contains(answer, []byte(`"READY"`)) {
			fmt.Printf("  %-34s ready after %.1f s\n", name, time.Since(start).Seconds())
			return true, nil
		}
	}
}
