package server

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

const (
	firstPause = time.Second // halved at most by jitter
	maxPause   = 10 * time.Second
)

// Connection opens a store and, while the store is away, tries again.
type Connection struct {
	open      func(context.Context) (graph.Store, error)
	comesBack func(error) bool
	log       *slog.Logger
	// pause waits between two tries.
	pause func(context.Context, time.Duration) error

	mu    sync.Mutex
	store graph.Store
	err   error
}

// NewConnection gives a connection that Run will open. open gives a store that
// is ready for questions; it is called again after an error from which the
// store comesBack.
func NewConnection(open func(context.Context) (graph.Store, error), comesBack func(error) bool, log *slog.Logger) *Connection {
	return &Connection{
		open: open, comesBack: comesBack, log: log, pause: pause,
		err: graph.Errorf(graph.Unavailable, "the store is being opened"),
	}
}

// Store gives the store, or tells why there is none at present.
func (c *Connection) Store() (graph.Store, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.store, c.err
}

// Run opens the store and returns nil as soon as it is open, or the first
// error that trying again cannot heal, or that of ctx. It calls away, if it is
// not nil, once: when the first try has failed and another follows.
func (c *Connection) Run(ctx context.Context, away func()) error {
	wait := firstPause
	for try := 1; ; try++ {
		store, err := c.open(ctx)
		c.set(store, err)
		switch {
		case err == nil:
			if try > 1 {
				c.log.Info("the store is there", "tries", try)
			}
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !c.comesBack(err):
			return err
		case try == 1:
			c.log.Warn("the store is away; trying again until it comes", "error", err)
			if away != nil {
				away()
			}
		default:
			c.log.Debug("the store is still away", "error", err, "tries", try)
		}
		// Jitter keeps the clients of a database that comes back from all
		// arriving at once.
		if err := c.pause(ctx, wait/2+rand.N(wait/2)); err != nil { //nolint:gosec // no secret
			return err
		}
		wait = min(2*wait, maxPause)
	}
}

func (c *Connection) set(store graph.Store, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store, c.err = store, err
}

// Close closes the store, if there is one. It does not wait longer than a
// second for a store that does not let go.
func (c *Connection) Close() error {
	c.mu.Lock()
	store := c.store
	c.store, c.err = nil, graph.Errorf(graph.Unavailable, "the server is stopping")
	c.mu.Unlock()
	if store == nil {
		return nil
	}
	closed := make(chan error, 1)
	go func() { closed <- store.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(closeTimeout):
		return graph.Errorf(graph.DeadlineExceeded, "the store did not close in time")
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
