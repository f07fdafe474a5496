package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
)

// A program that is killed in the middle of an import leaves the graph as it
// was before, or as it is after, and never in between.
func TestKillDuringImport(t *testing.T) {
	const bodies = 4000
	dir := t.TempDir()
	file := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(file, bigImport(bodies), 0o600); err != nil {
		t.Fatal(err)
	}
	importing := func(store string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), "migraph", "import", file, "--store", "sqlite:"+store)
		cmd.Stderr = os.Stderr
		return cmd
	}
	start := time.Now()
	if err := importing(filepath.Join(dir, "whole.db")).Run(); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	rounds := 8
	if testing.Short() {
		rounds = 2
	}
	before := 0
	for i := range rounds {
		store := filepath.Join(dir, "graph.db")
		for _, f := range []string{store, store + "-wal", store + "-shm"} {
			_ = os.Remove(f) // the first round has none
		}
		cmd := importing(store)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// One moment of each part of the whole time, for the first to the last.
		part := whole / time.Duration(rounds)
		time.Sleep(time.Duration(i)*part + rand.N(part))
		_ = cmd.Process.Kill() // it may have ended already
		_ = cmd.Wait()         // so it may have failed or not
		revision, bodiesFound := counted(t, store)
		switch {
		case revision == 0 && bodiesFound == 0:
			before++
		case revision == 1 && bodiesFound == bodies:
		default:
			t.Errorf("killed after %v of %v: %d bodies at revision %d", time.Duration(i)*part, whole, bodiesFound, revision)
		}
		if out, err := exec.CommandContext(t.Context(), "migraph", "check", "--store", "sqlite:"+store).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
	}
	t.Logf("%d of %d imports of %v were killed before they were whole", before, rounds, whole)
	if before == 0 {
		t.Error("no import was killed in time")
	}
}

// counted opens a store, as the next start would, and counts its stakeholders.
func counted(t *testing.T, store string) (revision graph.Revision, n int) {
	t.Helper()
	s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: store})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		revision = r.Revision()
		res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{
			Type: graph.Catalog.Type("Stakeholder"), Total: true, TotalOnly: true,
		}})
		if err == nil {
			n = res.Lists[0].Total
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return revision, n
}
