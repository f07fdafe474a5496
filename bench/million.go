package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/internal/generated"
)

// million is the large graph. It has three participations for each body instead of
// ten, and is written in larger transactions: else it would take hours to load.
var million = generated.Options{Seed: 1, Stakeholders: 1_000_000, Participations: 3, Batch: 200_000}

// measureMillion asks the drawn questions of a million bodies. The graph is kept in
// the folder, for the next time.
func measureMillion(ctx context.Context, dir string) (figures, error) {
	path := filepath.Join(dir, "million.db")
	g := generated.New(million)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := loadMillion(ctx, path, g); err != nil {
			return nil, err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: path, Unsafe: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	if err := holds(ctx, s, g); err != nil {
		return nil, err
	}
	fmt.Printf("\na million bodies, %.1f GB\n", float64(info.Size())/1e9)
	return measureDrawn(ctx, "SQLite", s, g)
}

// loadMillion writes the graph into a file that has its name only when it is complete.
func loadMillion(ctx context.Context, path string, g *generated.Graph) error {
	start := time.Now()
	s, err := sqlitestore.Open(ctx, sqlitestore.Options{Path: path + ".part", Unsafe: true})
	if err != nil {
		return err
	}
	if err := errors.Join(g.Load(ctx, s), s.Close()); err != nil {
		return err
	}
	fmt.Printf("\na million bodies loaded in %.0f s\n", time.Since(start).Seconds())
	return os.Rename(path+".part", path)
}

// holds checks that a store holds the graph and not another, of an older program.
func holds(ctx context.Context, s graph.Store, g *generated.Graph) error {
	hub := g.Hub()
	return s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{Type: graph.TypeOf(hub), IDs: []string{hub.ID}}})
		if err != nil {
			return err
		}
		for _, found := range res.Lists[0].Records {
			if s := found.(*graph.Stakeholder); s.Name == hub.Name && s.ClaimCount == hub.ClaimCount {
				return nil
			}
		}
		return errors.New("the kept graph of a million bodies is another one; delete its file")
	})
}
