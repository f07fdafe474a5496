package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/migraph/migraph/explorer"
)

func TestExplorerPages(t *testing.T) {
	h := New(options())
	for _, path := range []string{"/", "/search?q=x", "/explore", "/funding", "/who-does-what", "/paths", "/compare", "/data", "/accessibility"} {
		w := get(t, h, path)
		if w.Code != http.StatusOK || w.Body.String() != explorerPage || w.Header().Get("Content-Type") != "text/html; charset=utf-8" ||
			w.Header().Get("Cache-Control") != "no-cache" || w.Header().Get("Content-Security-Policy") != explorerPolicy {
			t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", w.Header().Get("ETag"))
		if w := do(t, h, r); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s again: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/search/x", "/explorer", "/index.html", "/assets", "/assets/", "/assets/none.js", "/assets/..%2Findex.html", "/graphiql"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "There is nothing at this address") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	// An unknown page is told in the explorer, and as a plain page where there is none.
	for _, path := range []string{"/nowhere", "/explorer", "/o"} {
		if w := get(t, h, path); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "<script") || w.Header().Get("Content-Security-Policy") != shellPolicy {
			t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
	}
	o := options()
	o.Explorer = nil
	if w := get(t, New(o), "/nowhere"); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script") || w.Header().Get("Content-Security-Policy") != pagePolicy {
		t.Errorf("without the explorer: %d %v %s", w.Code, w.Header(), w.Body)
	}
	if w := do(t, h, httptest.NewRequest(http.MethodPost, "/search", nil)); w.Code == http.StatusOK {
		t.Error("POST is answered")
	}
}

// Pages may be framed by whom the configuration names.
func TestExplorerFrames(t *testing.T) {
	o := options()
	o.Ancestors = []string{"https://a.example"}
	if policy := get(t, New(o), "/explore").Header().Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'self' https://a.example;") {
		t.Error(policy)
	}
}

func TestAssetsAreKeptForEverAndPacked(t *testing.T) {
	h := New(options())
	plain := get(t, h, "/assets/app-12.js")
	if plain.Code != http.StatusOK || plain.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" ||
		plain.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || plain.Header().Get("Vary") != "Accept-Encoding" || plain.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %v", plain.Code, plain.Header())
	}
	if got := get(t, h, "/assets/font-12.ttf").Header().Get("Content-Type"); got != "font/ttf" {
		t.Errorf("a font is %q", got)
	}
	r := httptest.NewRequest(http.MethodGet, "/assets/app-12.js", nil)
	r.Header.Set("Accept-Encoding", "br, gzip")
	packed := do(t, h, r)
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() > plain.Body.Len()/10 || packed.Header().Get("ETag") == plain.Header().Get("ETag") {
		t.Errorf("%v, %d bytes", packed.Header(), packed.Body.Len())
	}
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(unpacked); err != nil || !bytes.Equal(got, plain.Body.Bytes()) {
		t.Errorf("packed is another file: %v", err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	res, err := http.Head(srv.URL + "/assets/app-12.js")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || res.Header.Get("ETag") == "" {
		t.Errorf("HEAD: %d %v", res.StatusCode, res.Header)
	}
}

func TestGraphiQLCanBeLeftOut(t *testing.T) {
	o := options()
	o.GraphiQL = fstest.MapFS{"index.html": {Data: []byte("GraphiQL")}, "assets/x.css": {Data: []byte("p{}")}}
	h := New(o)
	if w := get(t, h, "/graphiql"); w.Body.String() != "GraphiQL" || w.Header().Get("Content-Security-Policy") != graphiqlPolicy {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	if w := get(t, h, "/graphiql/assets/x.css"); w.Body.String() != "p{}" || w.Header().Get("Cache-Control") != forEver {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	if !strings.Contains(get(t, h, "/guide").Body.String(), `href="/graphiql"`) || strings.Contains(get(t, New(options()), "/guide").Body.String(), `href="/graphiql"`) {
		t.Error("the guide leads to GraphiQL where there is none, or does not where there is")
	}
}

// The page of a thing is the explorer's, with the plain page for those without scripts.
// A further page of a list is plain. Networks of places and themes ask for links to them.
func TestThingsInTheExplorer(t *testing.T) {
	o := options()
	o.Ask = func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return json.RawMessage(`{"x":{"id":"saaaaaaaaaaaa","name":"</noscript><script>X","permalink":"/o/saaaaaaaaaaaa/x"}}`), nil
	}
	h := New(o)
	w := get(t, h, "/o/saaaaaaaaaaaa/x")
	page := w.Body.String()
	for _, want := range []string{
		`<title>&lt;/noscript&gt;&lt;script&gt;X · Migraph</title>`, `<script type="module" src="/assets/app-12.js">`, `<div id="app"></div><noscript>`,
		`<h1><bdi>&lt;/noscript&gt;&lt;script&gt;X</bdi></h1>`, `href="/explore?of=saaaaaaaaaaaa"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
	}
	if strings.Contains(page, "Scripts are needed") || strings.Count(page, "</noscript>") != 2 || strings.Count(page, "<script") != 1 || strings.Count(page, "</html>") != 1 {
		t.Error(page)
	}
	if policy := w.Header().Get("Content-Security-Policy"); policy != shellPolicy || !strings.Contains(policy, "style-src 'self' 'sha256-") {
		t.Error(policy)
	}
	further := get(t, h, "/o/saaaaaaaaaaaa/x?list=participations")
	if further.Header().Get("Content-Security-Policy") != pagePolicy || strings.Contains(further.Body.String(), "<script") {
		t.Errorf("%v %s", further.Header(), further.Body)
	}
	o.Ask = func(context.Context, string, map[string]any) (json.RawMessage, error) {
		return json.RawMessage(`{"x":{"__typename":"Place","id":"laaaaaaaaaaaa","name":"X","permalink":"/place/laaaaaaaaaaaa/x"}}`), nil
	}
	place := get(t, New(o), "/place/laaaaaaaaaaaa/x")
	if place.Header().Get("Content-Security-Policy") != shellPolicy || !strings.Contains(place.Body.String(), `href="/explore?links=PLACES&amp;of=laaaaaaaaaaaa"`) {
		t.Errorf("%v %s", place.Header(), place.Body)
	}
}

// What is built into the program can be served.
func TestTheBuiltExplorer(t *testing.T) {
	o := options()
	o.Explorer, o.GraphiQL = explorer.Files(), explorer.GraphiQL()
	h := New(o)
	for _, page := range []string{"/", "/graphiql"} {
		for part := range strings.SplitSeq(get(t, h, page).Body.String(), `"`) {
			if !strings.Contains(part, "/assets/") {
				continue
			}
			if w := get(t, h, part); w.Code != http.StatusOK || strings.Contains(w.Header().Get("Content-Type"), "octet") {
				t.Errorf("%s names %s: %d %v", page, part, w.Code, w.Header())
			}
		}
	}
}

// What other sites show: the script for the origins that may read it, and pages that
// only those frame whom the configuration names.
func TestEmbeds(t *testing.T) {
	o := options()
	o.Explorer, o.Origins, o.Ancestors = explorer.Files(), []string{"https://a.example"}, []string{"https://a.example"}
	h := New(o)
	for _, name := range []string{"v1.js", "frame.js"} {
		r := httptest.NewRequest(http.MethodGet, "/embed/"+name, nil)
		r.Header.Set("Origin", "https://a.example")
		w := do(t, h, r)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || w.Header().Get("Cache-Control") != "public, max-age=300" ||
			w.Header().Get("Access-Control-Allow-Origin") != "https://a.example" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		r.Header.Set("Origin", "https://a.example.evil.example")
		if got := do(t, h, r).Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: another origin may read it: %q", name, got)
		}
	}
	for _, name := range embedded {
		w := get(t, h, "/embed/"+name+"?of=x")
		if policy := w.Header().Get("Content-Security-Policy"); w.Code != http.StatusOK || !strings.Contains(policy, "frame-ancestors 'self' https://a.example;") || !strings.Contains(w.Body.String(), "/embed/v1.js") {
			t.Errorf("%s: %d %s", name, w.Code, policy)
		}
	}
	if w := get(t, h, "/embed/none"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}
