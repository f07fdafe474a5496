package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/protect"
)

// free are what is never counted: probes and files that do not change.
var free = []string{"/healthz", "/readyz", "/", "/assets/app-12.js", "/search"}

func from(address, method, path string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader("{}"))
	r.RemoteAddr = address + ":999"
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// noAnswers answers no operation.
type noAnswers struct{ Answers }

func TestClientsThatAskTooOftenAreRefused(t *testing.T) {
	o := options()
	o.Origins = []string{"https://good.example"}
	o.Exports, o.Answers = &formats.Exporter{Store: o.Store, Now: time.Now}, noAnswers{}
	o.Rate = protect.NewRate(0.5, 2)
	o.Proxies = protect.Proxies{Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, Header: protect.XForwardedFor}
	h := New(o)
	for range 2 {
		if w := do(t, h, from("192.0.2.1", http.MethodPost, "/graphql")); w.Code != http.StatusOK {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	w := do(t, h, from("192.0.2.1", http.MethodPost, "/graphql", "Origin", "https://good.example"))
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "2" || code(t, w.Body.Bytes()) != string(graph.LimitExceeded) ||
		!strings.Contains(w.Body.String(), `"limit":"rate"`) || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	if w.Header().Get("Access-Control-Allow-Origin") != "https://good.example" || !strings.Contains(w.Header().Get("Access-Control-Expose-Headers"), "Retry-After") {
		t.Errorf("a page cannot read the refusal: %v", w.Header())
	}
	// The list of exports asks the store, and that of operations is long.
	for _, path := range []string{"/guide", "/o/saaaaaaaaaaaa", "/export", "/export/csv", "/q", "/q/some"} {
		if w := do(t, h, from("192.0.2.1", http.MethodGet, path)); w.Code != http.StatusTooManyRequests {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range free {
		for range 5 {
			if w := do(t, h, from("192.0.2.1", http.MethodGet, path)); w.Code == http.StatusTooManyRequests {
				t.Errorf("%s is counted", path)
			}
		}
	}
	for _, other := range []*http.Request{
		from("192.0.2.2", http.MethodPost, "/graphql"),
		from("192.0.2.2", http.MethodPost, "/graphql", "X-Forwarded-For", "203.0.113.1"), // a stranger is who it is
		from("10.0.0.1", http.MethodPost, "/graphql", "X-Forwarded-For", "198.51.100.1"),
		from("10.0.0.1", http.MethodPost, "/graphql", "X-Forwarded-For", "198.51.100.2"),
	} {
		if w := do(t, h, other); w.Code != http.StatusOK {
			t.Errorf("%s %v: %d", other.RemoteAddr, other.Header, w.Code)
		}
	}
	if w := do(t, h, from("192.0.2.2", http.MethodPost, "/graphql", "X-Forwarded-For", "203.0.113.2")); w.Code != http.StatusTooManyRequests {
		t.Errorf("a client gives itself another address: %d", w.Code)
	}
}

func TestWhoComesWhenAllTurnsAreTaken(t *testing.T) {
	o := options()
	o.Turns = protect.NewTurns(1, 1, 30*time.Millisecond)
	entered, finish := make(chan struct{}, 10), make(chan struct{})
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		entered <- struct{}{}
		<-finish
		_, _ = io.WriteString(w, `{"data":{}}`)
	})
	h := New(o)
	first := make(chan int)
	go func() { first <- do(t, h, from("192.0.2.1", http.MethodPost, "/graphql")).Code }()
	<-entered
	w := do(t, h, from("192.0.2.1", http.MethodPost, "/graphql"))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" || code(t, w.Body.Bytes()) != string(graph.Unavailable) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, path := range free {
		if w := do(t, h, from("192.0.2.1", http.MethodGet, path)); path != "/readyz" && w.Code != http.StatusOK {
			t.Errorf("%s waits for a turn: %d", path, w.Code)
		}
	}
	close(finish)
	if got := <-first; got != http.StatusOK {
		t.Errorf("who had the turn got %d", got)
	}
	if w := do(t, h, from("192.0.2.1", http.MethodPost, "/graphql")); w.Code != http.StatusOK {
		t.Errorf("the turn is not given back: %d", w.Code)
	}
}

// stuck is a client that does not read.
type stuck struct {
	http.ResponseWriter
	reads chan struct{}
}

func (s stuck) Write(b []byte) (int, error) {
	<-s.reads
	return len(b), nil
}

// Neither a client that sends its body slowly nor one that reads its answer slowly keeps
// a turn from others, nor does one whose handler fails.
func TestSlowClientsHoldNoTurn(t *testing.T) {
	o := options()
	o.Turns = protect.NewTurns(1, 0, 0)
	fail := false
	answer := o.GraphQL
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fail {
			panic("fails")
		}
		answer.ServeHTTP(w, r)
	})
	h := New(o)
	others := func(what string) {
		t.Helper()
		if w := do(t, h, from("192.0.2.2", http.MethodPost, "/graphql")); w.Code != http.StatusOK {
			t.Errorf("%s keeps others waiting: %d", what, w.Code)
		}
	}
	body, send := io.Pipe()
	sent := make(chan int)
	go func() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/graphql", body))
		sent <- w.Code
	}()
	if _, err := io.WriteString(send, "{"); err != nil { // it is being read
		t.Fatal(err)
	}
	others("a slow body")
	if err := send.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-sent; got != http.StatusOK {
		t.Errorf("the slow body got %d", got)
	}
	reads, done := make(chan struct{}), make(chan struct{})
	go func() {
		h.ServeHTTP(stuck{httptest.NewRecorder(), reads}, from("192.0.2.1", http.MethodPost, "/graphql"))
		close(done)
	}()
	for range 200 { // until the answer has begun
		if w := do(t, h, from("192.0.2.2", http.MethodPost, "/graphql")); w.Code == http.StatusOK {
			break
		}
		time.Sleep(time.Millisecond)
	}
	others("a slow reader")
	close(reads)
	<-done
	fail = true
	do(t, h, from("192.0.2.2", http.MethodPost, "/graphql"))
	fail = false
	others("a panic")
}

func TestSecurityHeaders(t *testing.T) {
	o := options()
	h := New(o)
	for path, resource := range map[string]string{
		"/": "same-origin", "/graphql": "same-origin", "/healthz": "same-origin", "/nowhere": "same-origin", "/embed/nothing": "cross-origin",
	} {
		plain := get(t, h, path).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": resource, "Strict-Transport-Security": "",
		} {
			if got := plain.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if p := plain.Get("Permissions-Policy"); !strings.Contains(p, "camera=()") || !strings.Contains(p, "geolocation=()") {
			t.Errorf("%s: permissions %q", path, p)
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.TLS = &tls.ConnectionState{}
		if got := do(t, h, r).Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("%s by TLS: %q", path, got)
		}
	}
	// Refusals and failures have them too.
	o.Rate = protect.NewRate(1, 1)
	o.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("fails") })
	h = New(o)
	for _, want := range []int{http.StatusInternalServerError, http.StatusTooManyRequests} {
		if w := do(t, h, from("192.0.2.1", http.MethodPost, "/graphql")); w.Code != want || w.Header().Get("Permissions-Policy") == "" || w.Header().Get("X-Content-Type-Options") == "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
}

// TestLookAlikeOrigins: who may read is told by the whole origin.
func TestLookAlikeOrigins(t *testing.T) {
	const good = "https://good.org"
	o := options()
	o.Origins = []string{good, "http://localhost:3000"}
	h := New(o)
	for origin, allowed := range map[string]bool{
		good: true, "http://localhost:3000": true,
		"https://good.org.evil.org": false, "https://evil.org/https://good.org": false, "https://evilgood.org": false, "https://good.org:443": false,
		"https://good.org:8443": false, "http://good.org": false, "https://www.good.org": false, "https://good.org.": false, "https://good.org/": false,
		"https://good.or": false, "https://goodXorg": false, "null": false, "": false, "*": false, "http://localhost": false, "http://localhost:30001": false,
		"https://good.org, https://evil.org": false, "https://good.org\x00.evil.org": false, "file://": false,
	} {
		for _, path := range []string{"/graphql", "/q/x", "/export/csv", "/embed/v1.js"} {
			for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodOptions} {
				r := httptest.NewRequest(method, path, strings.NewReader("{}"))
				r.Header.Set("Origin", origin)
				if method == http.MethodOptions {
					r.Header.Set("Access-Control-Request-Method", http.MethodPost)
					r.Header.Set("Access-Control-Request-Headers", "content-type")
				}
				got := do(t, h, r).Header()
				want := ""
				if allowed && path == "/graphql" {
					want = origin
				}
				if path == "/graphql" && got.Get("Access-Control-Allow-Origin") != want || !allowed && got.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s %s from %q: allowed %q", method, path, origin, got.Get("Access-Control-Allow-Origin"))
				}
				if got.Get("Access-Control-Allow-Credentials") != "" || got.Get("Access-Control-Allow-Private-Network") != "" {
					t.Errorf("%s %s from %q: credentials %v", method, path, origin, got)
				}
			}
		}
	}
}

// A request that is refused for its client's rate does not wait for a turn, and the
// number of seconds is at least one.
func TestRetryAfterIsWholeSeconds(t *testing.T) {
	o := options()
	o.Rate = protect.NewRate(1000, 1)
	h := New(o)
	var w *httptest.ResponseRecorder
	for range 50 {
		if w = do(t, h, from("192.0.2.1", http.MethodPost, "/graphql")); w.Code == http.StatusTooManyRequests {
			break
		}
	}
	if n, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != http.StatusTooManyRequests || err != nil || n != 1 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// Connections that send nothing, or their header a letter at a time, end by themselves.
func TestSlowHeadersEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for headers")
	}
	addr, stop := serve(t, t.Context(), options())
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	began := time.Now()
	go func() {
		for _, letter := range "GET / HTTP/1.1\r\nX-Slow: " + strings.Repeat("x", 100) {
			if _, err := io.WriteString(c, string(letter)); err != nil {
				return
			}
			time.Sleep(300 * time.Millisecond)
		}
	}()
	if _, err := io.ReadAll(c); err != nil && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	if took := time.Since(began); took < headerTimeout-time.Second || took > headerTimeout+2*time.Second {
		t.Errorf("ended after %v", took)
	}
}

// Clients that ask for large answers and read nothing of them hold no more memory than
// they may: the oldest are cut, and who reads gets its answer whole.
func TestClientsThatDoNotReadHoldLittle(t *testing.T) {
	const size, slow, most = 8 << 20, 12, 3
	o := options()
	o.Timeout, o.Sending = time.Minute, protect.NewSending(most*size)
	var begun, sending atomic.Int32
	o.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer := make([]byte, size)
		begun.Add(1)
		sending.Add(1)
		defer sending.Add(-1)
		_, _ = w.Write(answer)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- Serve(ctx, l, o) }()
	defer func() {
		stop()
		if err := <-served; err != nil && !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	}()
	for i := range int32(slow) {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.(*net.TCPConn).SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		// Cut answers end at once, but not in the same moment.
		for wait := time.Now(); begun.Load() <= i || sending.Load() > most; time.Sleep(time.Millisecond) {
			if time.Since(wait) > 10*time.Second {
				t.Fatalf("%d of %d answers are held, at most %d may be", sending.Load(), begun.Load(), most)
			}
		}
	}
	if sending.Load() == 0 {
		t.Error("no client was slow")
	}
	res, err := http.Post("http://"+l.Addr().String()+"/graphql", "application/json", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); n != size || err != nil {
		t.Errorf("who reads gets %d bytes: %v", n, err)
	}
}
