package server

import (
	"net/http"
	"slices"
)

const (
	// embedPolicy is that of pages for frames, which only ask this server.
	embedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
		framedBySelf + "; require-trusted-types-for 'script'"

	// soonAgain is for scripts that other sites load: their names stay.
	soonAgain = "public, max-age=300"
)

// embedded are what can stand in a frame, and scripts what other sites load, by the
// last part of their addresses.
var (
	embedded = []string{"network", "card", "flow", "table", "path"}
	scripts  = []string{"v1.js", "frame.js"}
)

// handleEmbeds adds to mux what other sites show of the graph: the script of the
// elements, and pages for frames. Scripts of other origins are loaded as modules, for
// which a browser asks who may read them.
func handleEmbeds(mux *http.ServeMux, a *application, origins []string) {
	script := allowOrigins(origins, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.file("embed/"+r.PathValue("name")).Serve(w, r, soonAgain)
	}))
	mux.HandleFunc("GET /embed/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(resourceHeader, "cross-origin")
		switch name := r.PathValue("name"); {
		case slices.Contains(scripts, name):
			script.ServeHTTP(w, r)
		case slices.Contains(embedded, name):
			w.Header().Set(policyHeader, embedPolicy)
			a.file("embed.html").Serve(w, r, askAgain)
		default:
			notFound(w, r)
		}
	})
}
