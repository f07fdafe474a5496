package answers

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

// fixture is a cache of a graph of which the test says the revision.
type fixture struct {
	*Cache
	revision atomic.Int64
	made     atomic.Int32
}

func newFixture(t *testing.T, bytes int) *fixture {
	f := &fixture{}
	f.Cache = NewCache(bytes, func(context.Context) (graph.Revision, error) { return graph.Revision(f.revision.Load()), nil })
	t.Cleanup(f.Close)
	return f
}

// ask asks for a text, which is made of its key and the revision.
func (f *fixture) ask(t *testing.T, key string) string {
	t.Helper()
	a, err := f.Get(t.Context(), key, func(context.Context) (*Made, error) {
		f.made.Add(1)
		at := graph.Revision(f.revision.Load())
		return &Made{Body: fmt.Appendf(nil, "%s at %d", key, at), ContentType: "text/plain", Status: 200, Revision: at, Settled: true}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(a.body)
}

func TestKeptByRevision(t *testing.T) {
	f := newFixture(t, 10_000)
	for _, c := range []struct {
		revision int64
		key      string
		want     string
		made     int32
	}{
		{1, "x", "x at 1", 1}, {1, "x", "x at 1", 1}, {1, "y", "y at 1", 2},
		{2, "x", "x at 2", 3}, {2, "x", "x at 2", 3},
	} {
		f.revision.Store(c.revision)
		if got := f.ask(t, c.key); got != c.want || f.made.Load() != c.made {
			t.Errorf("%s at %d: %q after %d, want %q after %d", c.key, c.revision, got, f.made.Load(), c.want, c.made)
		}
	}
	if n, _ := f.kept.Size(); n != 1 {
		t.Errorf("%d answers are kept, want the one of the newest revision", n)
	}
}

func TestBytesAreBounded(t *testing.T) {
	f := newFixture(t, 5000)
	for i := range 1000 {
		f.ask(t, fmt.Sprint(i))
	}
	if n, bytes := f.kept.Size(); n < 2 || bytes > 5000 {
		t.Errorf("%d answers of %d bytes are kept", n, bytes)
	}
	none := newFixture(t, 0)
	none.ask(t, "x")
	none.ask(t, "x")
	if none.made.Load() != 2 {
		t.Error("a cache of no bytes keeps something")
	}
}

// What was read at another revision than was asked for, or is not settled, is sent and
// not kept.
func TestNotKept(t *testing.T) {
	for _, m := range []Made{{Revision: 2, Settled: true}, {Revision: 1}} {
		f := newFixture(t, 10_000)
		f.revision.Store(1)
		for range 2 {
			if _, err := f.Get(t.Context(), "x", func(context.Context) (*Made, error) { f.made.Add(1); return &m, nil }); err != nil {
				t.Fatal(err)
			}
		}
		if n, _ := f.kept.Size(); n != 0 || f.made.Load() != 2 {
			t.Errorf("%+v: %d kept, made %d times", m, n, f.made.Load())
		}
	}
}

func TestFailures(t *testing.T) {
	f := newFixture(t, 10_000)
	if _, err := f.Get(t.Context(), "x", func(context.Context) (*Made, error) { panic("secret") }); graph.CodeOf(err) != graph.Internal {
		t.Errorf("a panic gives %v", err)
	}
	broken := errors.New("broken")
	if _, err := f.Get(t.Context(), "x", func(context.Context) (*Made, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("an error gives %v", err)
	}
	if got := f.ask(t, "x"); got != "x at 0" {
		t.Errorf("after failures: %q", got)
	}
	gone := graph.Errorf(graph.Unavailable, "away")
	away := NewCache(1000, func(context.Context) (graph.Revision, error) { return 0, gone })
	if _, err := away.Get(t.Context(), "x", func(context.Context) (*Made, error) { t.Error("it is made without a store"); return nil, nil }); !errors.Is(err, gone) {
		t.Errorf("without a store: %v", err)
	}
}

// Who leaves takes nothing from those who stay. When nobody stays, or the cache is closed,
// the work ends: a client that goes at once must not leave more work behind than the
// server does at a time.
func TestNothingIsMadeForNobody(t *testing.T) {
	f := newFixture(t, 10_000)
	begun, ended := make(chan struct{}, 3), make(chan error, 3)
	wait := func(ctx context.Context) (*Made, error) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	}
	ask := func() (leave context.CancelFunc, got chan error) {
		ctx, leave := context.WithCancel(t.Context())
		got = make(chan error, 1)
		go func() { _, err := f.Get(ctx, "slow", wait); got <- err }()
		return leave, got
	}
	leaveFirst, first := ask()
	<-begun
	leaveSecond, second := ask()
	for f.waitingFor("0\nslow") < 2 {
		runtime.Gosched()
	}
	leaveFirst()
	if err := <-first; !errors.Is(err, context.Canceled) || len(ended) > 0 {
		t.Errorf("who leaves gets %v; the work ended: %v", err, len(ended) > 0)
	}
	leaveSecond()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("the last who leaves gets %v", err)
	}
	if err := within(t, ended); !errors.Is(err, context.Canceled) {
		t.Errorf("when nobody waits the work ends with %v", err)
	}
	// Who comes after that does not get what was ended.
	leaveThird, third := ask()
	defer leaveThird()
	within(t, begun)
	f.Close()
	if err := within(t, third); !errors.Is(err, context.Canceled) || !errors.Is(within(t, ended), context.Canceled) {
		t.Errorf("after the end of the cache: %v", err)
	}
	if n := f.waitingFor("0\nslow"); n != 0 {
		t.Errorf("%d are still waited for", n)
	}
}

// waitingFor tells how many wait for the answer of a key that is being made.
func (f *fixture) waitingFor(key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if of := f.flights[key]; of != nil {
		return of.waiting
	}
	return 0
}

func within[T any](t *testing.T, c <-chan T) (got T) {
	t.Helper()
	select {
	case got = <-c:
	case <-time.After(10 * time.Second):
		t.Fatal("it did not happen in time")
	}
	return got
}

func TestPacked(t *testing.T) {
	text := strings.Repeat("migration ", 1000)
	a := newAnswer(&Made{Body: []byte(text), ContentType: "text/plain", Status: 200, Settled: true})
	ask := func(accept, match string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		r.Header.Set("If-None-Match", match)
		w := httptest.NewRecorder()
		a.Serve(w, r, Control(false, time.Minute))
		return w
	}
	plain, packed := ask("", ""), ask("gzip, deflate, br", "")
	if plain.Body.String() != text || plain.Header().Get("Content-Encoding") != "" || plain.Header().Get("Content-Length") != "10000" {
		t.Errorf("%v", plain.Header())
	}
	r, err := gzip.NewReader(bytes.NewReader(packed.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != text || packed.Body.Len() > 1000 || packed.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("packed: %d bytes, %v, %v", packed.Body.Len(), packed.Header(), err)
	}
	for _, w := range []*httptest.ResponseRecorder{plain, packed} {
		if w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Cache-Control") != "public, max-age=60, must-revalidate" {
			t.Errorf("%v", w.Header())
		}
	}
	tag, zipped := plain.Header().Get("ETag"), packed.Header().Get("ETag")
	if tag == zipped {
		t.Error("different bytes have the same strong tag")
	}
	for _, c := range []struct {
		accept, match string
		want          int
	}{{"", tag, 304}, {"", zipped, 200}, {"gzip", zipped, 304}, {"gzip", tag, 200}} {
		if w := ask(c.accept, c.match); w.Code != c.want {
			t.Errorf("%q with %s: %d, want %d", c.accept, c.match, w.Code, c.want)
		}
	}
	for accept, want := range map[string]bool{
		"gzip": true, "GZIP": true, "*": true, "br;q=1.0, gzip;q=0.8": true, "gzip; q=0.001": true,
		"": false, "br": false, "gzip;q=0": false, "gzip;q=x": false, "*;q=0": false, "gzip;q=0, *": false, "x-gzip": false,
	} {
		if got := takesGzip(accept); got != want {
			t.Errorf("%q takes gzip: %v", accept, got)
		}
	}
}

func TestTagsTellAnswersApart(t *testing.T) {
	tags := map[string]bool{}
	for _, m := range []Made{
		{Body: []byte("a"), ContentType: "x"}, {Body: []byte("b"), ContentType: "x"}, {Body: []byte("a"), ContentType: "y"},
	} {
		m.Settled = true
		tags[newAnswer(&m).tag] = true
	}
	if len(tags) != 3 {
		t.Errorf("three answers have the tags %v", tags)
	}
	if Control(true, 0) != "private, max-age=0, must-revalidate" {
		t.Error(Control(true, 0))
	}
}
