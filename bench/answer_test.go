package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

// flat is a list of fifty records with ten fields each.
const flat = `{ initiatives(first: 50) { nodes { __typename id name slug type nature summary participantListComplete start { text earliest } } } }`

// BenchmarkAnswer measures whole requests within the process, with the fast
// path and with gqlgen's own code:
//
//	go test -run '^$' -bench Answer -benchmem -count 6 ./bench
func BenchmarkAnswer(b *testing.B) {
	s, err := sqlitestore.Open(b.Context(), sqlitestore.Options{Path: filepath.Join(b.TempDir(), "graph.db"), Unsafe: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	if err := newGraph().Load(b.Context(), s); err != nil {
		b.Fatal(err)
	}
	for _, stock := range []bool{false, true} {
		h := api.NewHandler(api.Options{
			Store: func() (graph.Store, error) { return s, nil }, Timeout: time.Minute, Text: api.DefaultLimits,
			Limits: resolvers.DefaultLimits, Log: slog.Default(), Stock: stock,
		})
		code := "fast"
		if stock {
			code = "stock"
		}
		b.Run("flat/"+code, func(b *testing.B) { answers(b, h, flat, nil) })
		for _, sh := range shapes {
			b.Run(fmt.Sprintf("nested-%v/%s", sh, code), func(b *testing.B) {
				answers(b, h, question, map[string]any{"a": sh.a, "b": sh.b, "c": sh.c})
			})
		}
	}
}

func answers(b *testing.B, h http.Handler, query string, variables map[string]any) {
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK || bytes.HasPrefix(w.Body.Bytes(), []byte(`{"errors"`)) {
			b.Fatalf("%d %.300s", w.Code, w.Body)
		}
		size = w.Body.Len()
	}
	b.ReportMetric(float64(size), "bytes")
}
