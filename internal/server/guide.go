package server

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/migraph/migraph/graph"
)

// guideTimeout bounds what making the page may take of the store.
const guideTimeout = 5 * time.Second

//go:embed page
var pageFiles embed.FS

var (
	style = func() string {
		b, err := pageFiles.ReadFile("page/style.css")
		if err != nil { // the file is part of the program
			panic(err)
		}
		return string(b)
	}()
	pages = template.Must(template.New("").Funcs(template.FuncMap{
		"style":     func() template.CSS { return template.CSS(style) }, //nolint:gosec // our own file
		"thousands": thousands,
	}).ParseFS(pageFiles, "page/*.html"))
	pagePolicy = policyFor(style)
	// shellPolicy is that of the explorer's page around the page of a thing, which has
	// its style.
	shellPolicy = strings.Replace(explorerPolicy, "style-src 'self'", "style-src 'self' "+hashOf(style), 1)
)

// policyFor allows a page its own style and nothing else: no script, no
// request to anybody.
func policyFor(style string) string {
	return "default-src 'none'; style-src " + hashOf(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'; " + framedBySelf
}

// hashOf names a style in a policy.
func hashOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// guide is the page at /guide: what this is, what is in it, how to ask.
type guide struct {
	store     func() (graph.Store, error)
	ask       Ask
	addresses addresses
	version   string
	// graphiql tells that there is GraphiQL to write questions in.
	graphiql bool
	log      *slog.Logger

	// turn is taken to read or make cached: one request does the work, the
	// others wait for it, but no longer than their own time.
	turn   chan struct{}
	cached *content
}

// content is what the page shows of one revision of the graph.
type content struct {
	Facts    *facts
	Examples []example
}

// view is everything that the template reads.
type view struct {
	*content
	// Away tells why there is no content.
	Away    string
	Address string
	Version string
	// GraphiQL tells that it is served.
	GraphiQL bool
}

func newGuide(o Options) *guide {
	return &guide{
		store: o.Store, ask: o.Ask, addresses: o.addresses(), version: o.Version, graphiql: o.GraphiQL != nil, log: o.Log,
		turn: make(chan struct{}, 1),
	}
}

func (g *guide) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), guideTimeout)
	defer cancel()
	v := view{Address: g.addresses.of(r), Version: g.version, GraphiQL: g.graphiql}
	code := http.StatusOK
	var err error
	if v.content, err = g.content(ctx); err != nil {
		g.log.Debug("the guide has no content", "error", err)
		v.content, v.Away, code = &content{Examples: examples()}, reason(err), http.StatusServiceUnavailable
	}
	writePage(w, code, "guide.html", v, g.log)
}

// content gives what the page shows, made anew when the graph has changed.
func (g *guide) content(ctx context.Context) (*content, error) {
	store, err := g.store()
	if err != nil {
		return nil, err
	}
	revision, err := revisionOf(ctx, store)
	if err != nil {
		return nil, err
	}
	select {
	case g.turn <- struct{}{}:
		defer func() { <-g.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if g.cached != nil && g.cached.Facts.Revision == revision {
		return g.cached, nil
	}
	c := &content{Examples: examples()}
	if c.Facts, err = readFacts(ctx, store); err != nil {
		return nil, err
	}
	complete := true
	for i := range c.Examples {
		e := &c.Examples[i]
		if err := e.answer(ctx, g.ask); err != nil {
			g.log.Warn("an example of the guide failed", "question", e.Question, "error", err)
			e.Note = "This question could not be answered just now."
			complete = false
		}
	}
	// The examples were asked after the facts were read: only if nothing was
	// written meanwhile are they of the same revision.
	if after, err := revisionOf(ctx, store); complete && err == nil && after == c.Facts.Revision {
		g.cached = c
	}
	return c, nil
}

func revisionOf(ctx context.Context, s graph.Store) (graph.Revision, error) {
	var revision graph.Revision
	err := s.View(ctx, func(_ context.Context, r graph.Reader) error {
		revision = r.Revision()
		return nil
	})
	return revision, err
}

// thousands writes a count with groups of three digits, as the explorer does.
func thousands(n int) string {
	return groups(strconv.Itoa(n))
}

// groups parts digits in groups of three.
func groups(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	writePage(w, http.StatusNotFound, "missing.html", missingView{}, slog.Default())
}

func writePage(w http.ResponseWriter, code int, name string, data any, log *slog.Logger) {
	writePageUnder(pagePolicy, w, code, name, data, log)
}

func writePageUnder(policy string, w http.ResponseWriter, code int, name string, data any, log *slog.Logger) {
	var b strings.Builder
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		log.Error("a page could not be made", "page", name, "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set(policyHeader, policy)
	h.Set("Cache-Control", askAgain)
	w.WriteHeader(code)
	// An error here means that the client went away.
	_, _ = w.Write([]byte(b.String()))
}
