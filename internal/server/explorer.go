package server

import (
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/migraph/migraph/internal/answers"
)

const (
	// explorerPolicy lets the explorer run its own scripts, in workers too, ask this
	// server, and save pictures that it draws. Nothing becomes a script by being text:
	// Svelte's templates and the address of the worker go through policies of their own.
	explorerPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; " +
		"base-uri 'none'; form-action 'self'; " + framedBySelf + "; require-trusted-types-for 'script'; trusted-types svelte-trusted-html migraph-worker"
	// graphiqlPolicy is wider, for the editor in GraphiQL makes styles while it runs and
	// keeps its fonts in its style sheets.
	graphiqlPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; worker-src 'self'; " +
		"base-uri 'none'; form-action 'none'; " + framedBySelf

	// askAgain is for pages: a browser may keep them, but asks whether they are the same.
	askAgain = "no-cache"
	// forEver is for what has another name when it changes.
	forEver = "public, max-age=31536000, immutable"
)

// explorerPaths are the pages that the explorer draws by itself. Those of things are at
// the permalinks: see thingPage.
var explorerPaths = []string{"/{$}", "/search", "/explore", "/funding", "/who-does-what", "/paths", "/compare", "/data", "/accessibility"}

// mediaTypes are those of the files of web applications: what the system says of endings
// differs from machine to machine.
var mediaTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".md":   "text/markdown; charset=utf-8",
	".svg":  "image/svg+xml",
	".ttf":  "font/ttf",
}

// application is a web application as it was built: files below index.html have names
// that tell their content.
type application struct {
	files  fs.FS
	policy string
	kept   sync.Map // of func() *answers.Answer by names of files
}

// file gives a file, packed when it is first asked for; nil if there is none.
func (a *application) file(name string) *answers.Answer {
	made, ok := a.kept.Load(name)
	if !ok {
		body, err := fs.ReadFile(a.files, name)
		if err != nil {
			return nil
		}
		mediaType := mediaTypes[path.Ext(name)]
		if mediaType == "" {
			mediaType = "application/octet-stream"
		}
		made, _ = a.kept.LoadOrStore(name, sync.OnceValue(func() *answers.Answer { return answers.Lasting(body, mediaType) }))
	}
	return made.(func() *answers.Answer)()
}

// index answers by the page of the application.
func (a *application) index(w http.ResponseWriter, r *http.Request) {
	w.Header().Set(policyHeader, a.policy)
	a.file("index.html").Serve(w, r, askAgain)
}

// asset answers by a file of the folder assets.
func (a *application) asset(w http.ResponseWriter, r *http.Request) {
	file := a.file("assets/" + r.PathValue("name"))
	if file == nil {
		notFound(w, r)
		return
	}
	file.Serve(w, r, forEver)
}

// handleExplorer adds the explorer's pages to mux, and what other sites show of it.
func handleExplorer(mux *http.ServeMux, files fs.FS, origins []string) {
	a := &application{files: files, policy: explorerPolicy}
	for _, p := range explorerPaths {
		mux.HandleFunc("GET "+p, a.index)
	}
	mux.HandleFunc("GET /assets/{name}", a.asset)
	handleEmbeds(mux, a, origins)
}

// handleGraphiQL adds GraphiQL to mux.
func handleGraphiQL(mux *http.ServeMux, files fs.FS) {
	a := &application{files: files, policy: graphiqlPolicy}
	mux.HandleFunc("GET /graphiql", a.index)
	mux.HandleFunc("GET /graphiql/assets/{name}", a.asset)
}

// shell is the explorer's page in parts, between which the page of a thing stands for
// those who run no scripts: with scripts the explorer shows the thing in its own way.
type shell struct {
	// Start ends before the title, Head before the end of the head, Body within the
	// element for those without scripts, and End is the rest.
	Start, Head, Body, End template.HTML
}

const (
	shellTitle    = "<title>Migraph</title>"
	shellHead     = "</head>"
	shellNoScript = "<noscript>"
	shellScripts  = "</noscript>"
)

// missingPage says that there is nothing at an address: in the explorer, with its search,
// or, without one, as a plain page.
type missingPage struct {
	shell *shell
	log   *slog.Logger
}

func (m *missingPage) ServeHTTP(w http.ResponseWriter, _ *http.Request) { m.answer(w, "", "") }

// missingView is what its template reads: ID is what stands in the place of an id, empty if
// it can be one, and Of what it should be the id of.
type missingView struct {
	Shell  *shell
	ID, Of string
}

// answer says that there is nothing, or that id, which should be one of such a thing, can
// be none.
func (m *missingPage) answer(w http.ResponseWriter, id, of string) {
	policy := pagePolicy
	if m.shell != nil {
		policy = shellPolicy
	}
	writePageUnder(policy, w, http.StatusNotFound, "missing.html", missingView{m.shell, id, of}, m.log)
}

// newShell cuts the explorer's page; nil without an explorer.
func newShell(files fs.FS) *shell {
	if files == nil {
		return nil
	}
	page, err := fs.ReadFile(files, "index.html")
	if err != nil { // the file is part of the program
		panic(err)
	}
	start, rest, titled := strings.Cut(string(page), shellTitle)
	head, rest, headed := strings.Cut(rest, shellHead)
	body, rest, open := strings.Cut(rest, shellNoScript)
	_, end, closed := strings.Cut(rest, shellScripts)
	if !titled || !headed || !open || !closed {
		panic("the explorer's page has no title, head or element for those without scripts")
	}
	return &shell{template.HTML(start), template.HTML(head), template.HTML(shellHead + body), template.HTML(end)} //nolint:gosec // our own file
}
