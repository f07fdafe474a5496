package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/generated"
)

// million is the large graph. It has three participations for each body instead of
// ten, and is written in larger transactions: else it would take hours to load.
var million = generated.Options{Seed: 7, Stakeholders: 1_000_000, Participations: 3, Batch: 200_000}

// measureMillion asks the drawn questions of a million bodies.
func measureMillion(ctx context.Context, dir string) (figures, error) {
	path := filepath.Join(dir, "million.db")
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: path, Unsafe: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	start := time.Now()
	g := generated.New(million)
	if err := g.Load(ctx, s); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	fmt.Printf("\na million bodies: loaded in %.0f s, %.1f GB\n", time.Since(start).Seconds(), float64(info.Size())/1e9)
	return measureDrawn(ctx, "SQLite", s, g)
}
