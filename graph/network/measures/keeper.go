package measures

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/migraph/migraph/graph"
)

// Status says whether figures can be had.
type Status string

// The states of figures.
const (
	// StatusReady: here they are.
	StatusReady Status = "READY"
	// StatusComputing: they are being worked out, or the graph has changed since
	// the question began; ask again.
	StatusComputing Status = "COMPUTING"
)

// KeeperOptions say how a Keeper works.
type KeeperOptions struct {
	// Open gives the store, or says why there is none now.
	Open func() (graph.Store, error)
	// Figures say how figures are worked out, and by which clock.
	Figures Options
	// MaxBytes bounds the memory of the figures that are kept, not that of
	// working them out; 0 means 256 MiB.
	MaxBytes int64
	// Timeout bounds the working out of one scope; 0 means 10 minutes.
	Timeout time.Duration
	// MaxWaiting bounds the scopes that wait while another is worked out; 0 means 8.
	MaxWaiting int
}

// Keeper works out figures in the background, one scope at a time, and keeps
// them for who asks again. It is safe for concurrent use.
type Keeper struct {
	options KeeperOptions
	life    context.Context // ends with Close
	end     context.CancelCauseFunc
	working sync.WaitGroup

	mu      sync.Mutex
	shelf   *shelf
	jobs    map[string]*job // waiting or worked on, by scope
	waiting []*job
	busy    bool // somebody works off the waiting jobs
	closed  bool
	// failed are jobs that failed when nobody was there to be told, the oldest first.
	failed []*job
}

// job is the working out of a scope, for all who ask for it meanwhile.
type job struct {
	scope   Scope
	key     string
	askers  int           // who wait for it now
	asked   time.Time     // when somebody asked for it last
	done    chan struct{} // closed when figures or err are there
	figures *Figures
	err     error
}

// maxFailed bounds the failures that wait to be told.
const maxFailed = 32

// NewKeeper makes a Keeper of no figures. Close it when nobody asks any more.
func NewKeeper(o KeeperOptions) *Keeper {
	o.MaxBytes = cmp.Or(o.MaxBytes, 256<<20)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Minute)
	o.MaxWaiting = cmp.Or(o.MaxWaiting, 8)
	k := &Keeper{options: o, shelf: newShelf(o.MaxBytes), jobs: map[string]*job{}}
	k.life, k.end = context.WithCancelCause(context.Background())
	return k
}

// Close ends what is being worked out and waits until it has ended.
func (k *Keeper) Close() error {
	k.mu.Lock()
	k.closed = true
	k.mu.Unlock()
	k.end(errClosed())
	k.working.Wait()
	return nil
}

func errClosed() error {
	return graph.Errorf(graph.Unavailable, "the server is being stopped; ask again later")
}

// Get gives the figures of a scope at exactly that revision. If they are not
// kept, it lets them be worked out, once for all who ask, and waits for so long.
// Without an error there are figures if and only if the status is READY.
//
// They are worked out of the newest state of the graph. If that is newer than
// the revision, the status is COMPUTING, and whoever asks at the new revision
// finds them. An error in the work is told to those who wait for it, else to who
// asks next; after that it is tried again. The error is Unavailable if too many
// other scopes are waiting.
func (k *Keeper) Get(ctx context.Context, revision graph.Revision, s Scope, wait time.Duration) (*Figures, Status, error) {
	s, err := s.canonical()
	if err != nil {
		return nil, "", err
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	// What is being worked out may be of an older state; what is begun after it is not.
	for range 2 {
		f, j, err := k.ask(revision, s)
		switch {
		case err != nil:
			return nil, "", err
		case f != nil:
			return f, StatusReady, nil
		case j == nil:
			return nil, StatusComputing, nil
		}
		if done, err := k.await(ctx, j, timer); err != nil || !done {
			return nil, StatusComputing, err
		}
		if j.err != nil {
			return nil, "", j.err
		}
		if j.figures.Revision == revision {
			return j.figures, StatusReady, nil
		}
	}
	return nil, StatusComputing, nil
}

// ask gives figures that are kept, or the job whose end to wait for, or neither
// if there never will be figures of that revision.
func (k *Keeper) ask(revision graph.Revision, s Scope) (*Figures, *job, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := s.key()
	if k.closed {
		return nil, nil, errClosed()
	}
	if f := k.shelf.get(key, revision); f != nil {
		return f, nil, nil
	}
	if k.shelf.newest(key) > revision {
		return nil, nil, nil
	}
	for i, j := range k.failed {
		if j.key == key {
			k.failed = append(k.failed[:i:i], k.failed[i+1:]...)
			return nil, nil, j.err
		}
	}
	j := k.jobs[key]
	if j == nil {
		if len(k.waiting) >= k.options.MaxWaiting {
			return nil, nil, graph.Errorf(graph.Unavailable, "the measures of %d other networks are waiting to be worked out; ask again in a minute", len(k.waiting))
		}
		j = &job{scope: s, key: key, done: make(chan struct{})}
		k.jobs[key] = j
		k.waiting = append(k.waiting, j)
		if !k.busy {
			k.busy = true
			k.working.Go(k.workOff)
		}
	}
	j.askers++
	j.asked = time.Now()
	return nil, j, nil
}

// await waits for the end of a job, and tells whether it came.
func (k *Keeper) await(ctx context.Context, j *job, timer *time.Timer) (done bool, err error) {
	select {
	case <-j.done:
		return true, nil
	case <-timer.C:
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	j.askers--
	return false, err
}

// workOff does the jobs that wait, one after the other.
func (k *Keeper) workOff() {
	for j := k.next(); j != nil; j = k.next() {
		f, err := k.figures(j.scope)
		k.finish(j, f, err)
	}
}

func (k *Keeper) next() *job {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.waiting) > 0 {
		j := k.waiting[0]
		k.waiting = k.waiting[1:]
		if j.askers > 0 || time.Since(j.asked) < forgotten {
			return j
		}
		delete(k.jobs, j.key)
		j.err = graph.Errorf(graph.Unavailable, "nobody asked for these measures any more; ask again")
		close(j.done)
	}
	k.busy = false
	return nil
}

// forgotten is how long a scope waits for its turn after the last who asked for it
// has left: whoever wants it asks again by then.
const forgotten = 30 * time.Second

// figures works out a scope. The store is held no longer than it takes to read it.
// It runs in the background, where nobody else would survive a panic.
func (k *Keeper) figures(s Scope) (out *Figures, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, &graph.Error{Code: graph.Internal, Message: "the measures could not be worked out", Cause: fmt.Errorf("panic: %v", p)}
		}
	}()
	ctx, cancel := context.WithTimeoutCause(k.life, k.options.Timeout, graph.Errorf(graph.DeadlineExceeded,
		"the measures took longer than %v to work out; ask of fewer kinds of links, or of a shorter time", k.options.Timeout))
	defer cancel()
	begun := k.options.Figures.now()
	store, err := k.options.Open()
	if err != nil {
		return nil, err
	}
	var n *network
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) (err error) {
		n, err = read(ctx, r, s, k.options.Figures.Limits)
		return err
	})
	var f *Figures
	if err == nil {
		f, err = measure(ctx, n, k.options.Figures, begun)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, err
	case f.bytes() > k.options.MaxBytes:
		return nil, graph.Errorf(graph.LimitExceeded,
			"the measures of %d things take more memory than is set aside for them; ask of fewer kinds of links, or of a shorter time", f.Nodes)
	}
	return f, nil
}

// finish tells everybody how a job ended.
func (k *Keeper) finish(j *job, f *Figures, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	j.figures, j.err = f, err
	delete(k.jobs, j.key)
	switch {
	case err == nil:
		k.shelf.put(j.key, f)
	case j.askers == 0:
		k.failed = append(k.failed, j)
		k.failed = k.failed[max(0, len(k.failed)-maxFailed):]
	}
	close(j.done)
}
