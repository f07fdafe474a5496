package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"github.com/migraph/migraph/graph"
)

// understood answers requests that gqlgen would answer in words of Go: it
// tells how to ask, and never repeats what was sent.
func understood(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			// Answers that are kept say otherwise. «PersistedQueryNotFound» in a cache
			// between would outlast the sending of the text.
			w.Header().Set("Cache-Control", "no-store")
			if p := r.URL.Query(); p.Get("query") == "" && p.Get("extensions") == "" {
				refuse(w, http.StatusBadRequest, `there is no question: send it as POST with the body {"query": "..."}, or as ?query=... in the address`)
				return
			}
		case http.MethodPost, http.MethodOptions:
		default:
			w.Header().Set("Allow", "GET, POST, OPTIONS")
			refuse(w, http.StatusMethodNotAllowed, "questions are asked by GET or POST")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readQuestion reads the one question that a POST holds as JSON, or refuses it.
func readQuestion(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, bool) {
	question := &graphql.RawParams{Headers: r.Header}
	question.ReadTime.Start = graphql.Now()
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "send the header Content-Type: application/json")
		return nil, false
	}
	body, err := io.ReadAll(r.Body) // the server bounds it
	if err != nil {
		refuse(w, http.StatusBadRequest, "the body could not be read")
		return nil, false
	}
	if err := decodeWhole(body, question); err != nil {
		refuse(w, http.StatusBadRequest, `the body is not JSON of the form {"query": "...", "variables": {...}}; several questions at once are not taken`)
		return nil, false
	}
	if question.Query == "" && question.Extensions["persistedQuery"] == nil {
		refuse(w, http.StatusBadRequest, `there is no question: the body needs "query"`)
		return nil, false
	}
	question.ReadTime.End = graphql.Now()
	return question, true
}

// decodeWhole decodes one JSON value with nothing after it. Numbers stay as
// they are written.
func decodeWhole(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one value")
	}
	return nil
}

// refuse answers a request that holds no question.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{
		"message": message, "extensions": map[string]any{"code": string(graph.InvalidArgument)},
	}}}) // the client has gone if it fails
}
