package api

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"

	"github.com/migraph/migraph/graph"
)

// understood answers requests that gqlgen would answer in words of Go: it
// tells how to ask, and never repeats what was sent.
func understood(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			if r.URL.Query().Get("query") == "" {
				refuse(w, http.StatusBadRequest, `there is no question: send it as POST with the body {"query": "..."}, or as ?query=... in the address`)
				return
			}
		case http.MethodPost:
			if !readable(w, r) {
				return
			}
		case http.MethodOptions:
		default:
			w.Header().Set("Allow", "GET, POST, OPTIONS")
			refuse(w, http.StatusMethodNotAllowed, "questions are asked by GET or POST")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// readable tells whether a POST holds one question as JSON, and refuses it if not.
func readable(w http.ResponseWriter, r *http.Request) bool {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "send the header Content-Type: application/json")
		return false
	}
	body, err := io.ReadAll(r.Body) // the server bounds it
	if err != nil {
		refuse(w, http.StatusBadRequest, "the body could not be read")
		return false
	}
	var question struct {
		Query         *string
		OperationName *string
		Variables     map[string]any
		Extensions    map[string]any
	}
	if err := json.Unmarshal(body, &question); err != nil {
		refuse(w, http.StatusBadRequest, `the body is not JSON of the form {"query": "...", "variables": {...}}; several questions at once are not taken`)
		return false
	}
	if question.Query == nil || *question.Query == "" {
		refuse(w, http.StatusBadRequest, `there is no question: the body needs "query"`)
		return false
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return true
}

// refuse answers a request that holds no question.
func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"errors": []any{map[string]any{
		"message": message, "extensions": map[string]any{"code": string(graph.InvalidArgument)},
	}}}) // the client has gone if it fails
}
