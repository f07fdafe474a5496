package server

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"

	"github.com/migraph/migraph/graph"
)

const (
	requestIDHeader = "X-Request-Id"
	policyHeader    = "Content-Security-Policy"
)

// wellFormedID is what an id from outside must look like to get into logs.
var wellFormedID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// identify gives each request an id, its own if that is well-formed. The
// header of the request carries it inward, that of the answer outward.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !wellFormedID.MatchString(id) {
			id = rand.Text()
		}
		r.Header.Set(requestIDHeader, id)
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r)
	})
}

const (
	// strictTransport tells browsers to come by TLS only, for a year.
	strictTransport = "max-age=31536000"
	// permissions are none: no page of ours needs what a browser can do beyond showing it.
	permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(), gyroscope=(), " +
		"magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), xr-spatial-tracking=()"
	resourceHeader = "Cross-Origin-Resource-Policy"
)

// secure sets the headers that every answer has. Pages add their own policy, and what
// others may embed says so.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set(policyHeader, "default-src 'none'; frame-ancestors 'none'")
		h.Set("Permissions-Policy", permissions)
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		// It is about tags such as <script> and <img>: what CORS allows stays allowed.
		h.Set(resourceHeader, "same-origin")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", strictTransport)
		}
		next.ServeHTTP(w, r)
	})
}

// recoverPanics turns a panic into an answer and a log entry.
func recoverPanics(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so as well
				panic(p)
			}
			id := r.Header.Get(requestIDHeader)
			log.Error("panic", "request", id, "path", short(r.URL.Path, mostPath), "panic", p, "stack", string(debug.Stack()))
			if rec, ok := w.(*recorder); ok && rec.status != 0 {
				panic(http.ErrAbortHandler) // half an answer must not look like a whole one
			}
			writeError(w, http.StatusInternalServerError, gqlError{
				Message:    "internal error; the log of the server has the cause under request " + id,
				Extensions: map[string]any{"code": graph.Internal, "requestId": id},
			})
		}()
		next.ServeHTTP(w, r)
	})
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// limitBody reads the whole body before next may parse any of it, and refuses
// one that is too large or too slow. The length that a client declares spares
// the reading; its absence changes nothing.
func limitBody(limit int64, next http.Handler) http.Handler {
	tooLarge := func(w http.ResponseWriter, r *http.Request) {
		// The rest of the body is not read, so the connection cannot be used again.
		w.Header().Set("Connection", "close")
		size := fmt.Sprintf("more than %d", limit)
		if r.ContentLength > 0 {
			size = strconv.FormatInt(r.ContentLength, 10)
		}
		writeError(w, http.StatusRequestEntityTooLarge, gqlError{
			Message:    fmt.Sprintf("the body of the request has %s bytes, at most %d are allowed; ask in several parts", size, limit),
			Extensions: map[string]any{"code": graph.LimitExceeded, "limit": "body", "allowed": limit},
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > limit {
			tooLarge(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		var exceeded *http.MaxBytesError
		switch {
		case errors.As(err, &exceeded):
			tooLarge(w, r)
			return
		case err != nil:
			w.Header().Set("Connection", "close")
			writeError(w, http.StatusBadRequest, gqlError{
				Message:    "the body of the request did not arrive whole",
				Extensions: map[string]any{"code": graph.InvalidArgument},
			})
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		next.ServeHTTP(w, r)
	})
}
