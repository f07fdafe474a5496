package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answers"
)

const (
	// exportsAtOnce bounds how many exports are made at a time: each holds a state of
	// the graph open, and a processor busy.
	exportsAtOnce = 2
	// exportRetry tells who comes then when to come again, in seconds.
	exportRetry = "10"
	// stalled is how long a client may take for a piece before it is left.
	stalled = 30 * time.Second
)

// exports answers requests for /export/{format}.
type exports struct {
	exporter  *formats.Exporter
	timeout   time.Duration
	addresses addresses
	version   string
	turns     chan struct{}
	log       *slog.Logger
}

func newExports(o Options) *exports {
	return &exports{
		exporter: o.Exports, timeout: o.ExportTimeout, addresses: o.addresses(), version: o.Version,
		turns: make(chan struct{}, exportsAtOnce), log: o.Log,
	}
}

func (e *exports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		sayPlainly(w, http.StatusMethodNotAllowed, "exports are asked for by GET: they only read")
		return
	}
	ctx, cancel := context.WithTimeoutCause(r.Context(), e.timeout,
		graph.Errorf(graph.DeadlineExceeded, "the export took longer than %v; export less at a time, or on the command line", e.timeout))
	defer cancel()
	if err := e.answer(ctx, w, r); err != nil {
		e.refuse(ctx, w, r, err)
	}
}

// answer writes an export, or gives why it is none.
func (e *exports) answer(ctx context.Context, w http.ResponseWriter, r *http.Request) error {
	format, err := formats.Find(r.PathValue("format"))
	if err != nil {
		return err
	}
	request, err := export.ParseRequest(format.Name, r.URL.Query())
	if err != nil {
		return err
	}
	if err := e.exporter.Check(request); err != nil {
		return err
	}
	revision, err := e.exporter.Revision(ctx)
	if err != nil {
		return err
	}
	base := e.addresses.of(r)
	name := func(revision graph.Revision) {
		h := w.Header()
		h.Set("Content-Type", format.MediaType)
		h.Set("Content-Disposition", `attachment; filename="`+request.FileName(format.Extension, revision)+`"`)
		h.Set("Link", "<"+base+request.Path()+`>; rel="canonical"`)
		h.Set("ETag", e.tag(revision, base+request.Path()))
		h.Set("Cache-Control", e.addresses.control(askAgain))
	}
	name(revision)
	if answers.Has(r, w.Header().Get("ETag")) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return nil
	}
	select {
	case e.turns <- struct{}{}:
		defer func() { <-e.turns }()
	default:
		return graph.Errorf(graph.Unavailable, "as many exports as are made at a time are being made; try again in a moment")
	}
	end, _ := ctx.Deadline()
	out := export.NewOutput(&pieces{w, http.NewResponseController(w), end})
	err = e.exporter.Write(ctx, request, base, out, name)
	if err != nil && out.Left() {
		// What is there must not look whole: the connection is cut.
		e.log.Warn("an export was cut", "request", r.Header.Get(requestIDHeader), "format", format.Name, "error", cmp.Or(context.Cause(ctx), err))
		panic(http.ErrAbortHandler)
	}
	return err
}

// tag names what is exported: it changes with the graph, the question and the program.
// It is a weak one, for an export tells when it was made.
func (e *exports) tag(revision graph.Revision, link string) string {
	sum := sha256.Sum256([]byte(e.version + "\n" + link))
	return fmt.Sprintf(`W/"r%d-%s"`, revision, hex.EncodeToString(sum[:8]))
}

// refuse tells in a sentence why there is no export.
func (e *exports) refuse(ctx context.Context, w http.ResponseWriter, r *http.Request, err error) {
	h := w.Header()
	for _, name := range []string{"Content-Disposition", "Link", "ETag", "Cache-Control"} {
		h.Del(name)
	}
	var ours *graph.Error
	if cause := context.Cause(ctx); cause != nil && !errors.As(err, &ours) {
		err = cause
	}
	code, sentence := graph.CodeOf(err), reason(err)
	switch code {
	case graph.Unavailable:
		h.Set("Retry-After", exportRetry)
	case graph.Internal:
		id := r.Header.Get(requestIDHeader)
		e.log.Error("an export failed", "request", id, "path", r.URL.Path, "error", err)
		sentence = "something went wrong on our side; the log of the server has the cause under request " + id
	}
	sayPlainly(w, answers.Status(code), sentence)
}

func sayPlainly(w http.ResponseWriter, code int, sentence string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	// An error here means that the client went away.
	_, _ = io.WriteString(w, sentence+"\n")
}

// pieces sends an export piece by piece. A client may take its time for all of it,
// but not for a piece.
type pieces struct {
	w          http.ResponseWriter
	controller *http.ResponseController
	end        time.Time
}

func (p *pieces) Write(b []byte) (int, error) {
	until := time.Now().Add(stalled)
	if until.After(p.end) {
		until = p.end
	}
	// Not every writer has deadlines, such as those of tests.
	if err := p.controller.SetWriteDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := p.w.Write(b)
	if err != nil {
		return n, err
	}
	return n, p.controller.Flush()
}
