package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// lagging is a listener of a server that gets no time of the processor: what it
// accepts and reads it gets late.
type lagging struct {
	net.Listener
	by time.Duration
}

type laggingConn struct {
	net.Conn
	by time.Duration
}

func (l lagging) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	time.Sleep(l.by)
	if err != nil {
		return nil, err
	}
	return laggingConn{c, l.by}, nil
}

func (c laggingConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	time.Sleep(c.by)
	return n, err
}

const request = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

// What was sent before the signal to end is answered, though the server has not seen
// it by then.
func TestLastCall(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, lagging{inner, 30 * time.Millisecond}, options()) }()
	dial := func() (net.Conn, *bufio.Reader) {
		c, err := net.Dial("tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(10 * time.Second))
		return c, bufio.NewReader(c)
	}
	send := func(c net.Conn, text string) {
		t.Helper()
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
	}
	read := func(from *bufio.Reader) (string, bool) {
		res, err := http.ReadResponse(from, nil)
		if err != nil {
			return err.Error(), false
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		return fmt.Sprintf("%d %s %v", res.StatusCode, strings.TrimSpace(string(body)), err), res.Close
	}
	const ok = `200 {"status":"ok"} <nil>`

	kept, fromKept := dial()
	send(kept, request)
	if got, closes := read(fromKept); got != ok || closes {
		t.Fatalf("before the end: %s, closes: %t", got, closes)
	}
	fresh, fromFresh := dial()
	send(fresh, request)
	send(kept, request)
	end()
	for name, from := range map[string]*bufio.Reader{"a connection that was idle": fromKept, "a connection that was not accepted": fromFresh} {
		if got, closes := read(from); got != ok || !closes {
			t.Errorf("%s: %s, closes: %t", name, got, closes)
		}
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// Who balances the load of several servers learns that this one ends.
func TestNotReadyDuringLastCall(t *testing.T) {
	l := &lastCall{next: http.NotFoundHandler()}
	l.on.Store(true)
	w := httptest.NewRecorder()
	l.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", http.NoBody))
	if got := w.Body.String(); w.Code != http.StatusServiceUnavailable || !strings.HasPrefix(got, `{"status":"unavailable","reason":"the server is ending","checks":{"server":`) {
		t.Errorf("%d %s", w.Code, got)
	}
}

// Requests that never cease do not keep a server from ending.
func TestLastCallEnds(t *testing.T) {
	l := &lastCall{}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for ctx.Err() == nil {
			l.see(nil, http.StateNew)
			time.Sleep(lastCallTurn / 4)
		}
	}()
	start := time.Now()
	l.wait(ctx)
	if took := time.Since(start); took < lastCallMost || took > 2*lastCallMost {
		t.Errorf("it took %v", took)
	}
}
