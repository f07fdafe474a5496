package graph_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/migraph/migraph/graph"
)

func TestNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		committed, reads := graph.Revision(3), 0
		n := graph.NewNewest(250*time.Millisecond, func(context.Context) (graph.Revision, error) { reads++; return committed, nil })
		expect := func(what string, want graph.Revision, asked int) {
			t.Helper()
			if got, err := n.Get(t.Context()); got != want || err != nil || reads != asked {
				t.Errorf("%s: revision %d (%v) after %d reads, want %d after %d", what, got, err, reads, want, asked)
			}
		}
		expect("at first", 3, 1)
		committed = 4
		time.Sleep(249 * time.Millisecond)
		expect("what another committed, within the bound", 3, 1)
		time.Sleep(time.Millisecond)
		expect("what another committed, at the bound", 4, 2)
		n.Saw(5)
		expect("what the process wrote itself", 5, 2)
		n.Saw(4)
		expect("an older one that was seen later", 5, 2)
		time.Sleep(time.Second)
		expect("a store that is behind", 5, 3)
	})
}

// Those who ask at once wait for one reading, and only as long as they want to.
func TestNewestIsReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var reads int
		n := graph.NewNewest(time.Minute, func(ctx context.Context) (graph.Revision, error) {
			reads++
			select {
			case <-time.After(time.Second):
				return 7, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		})
		var all sync.WaitGroup
		impatient, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		for range 3 {
			all.Go(func() {
				if _, err := n.Get(impatient); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("who left got %v", err)
				}
			})
		}
		synctest.Wait()
		for range 10 {
			all.Go(func() {
				if r, err := n.Get(t.Context()); r != 7 || err != nil {
					t.Errorf("revision %d, %v", r, err)
				}
			})
		}
		all.Wait()
		if reads != 2 {
			t.Errorf("%d readings, want one of those who left and one", reads)
		}
	})
}
