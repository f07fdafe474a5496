package server

import (
	"encoding/json"
	"net/http"
)

// gqlError is an error as GraphQL over HTTP writes it.
type gqlError struct {
	Message    string         `json:"message"`
	Extensions map[string]any `json:"extensions"`
}

// writeError answers with one error in the form that GraphQL clients read.
func writeError(w http.ResponseWriter, code int, e gqlError) {
	writeJSON(w, code, map[string]any{"errors": []gqlError{e}})
}

// status is the answer of the health routes.
type status struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

func writeStatus(w http.ResponseWriter, code int, s status) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, code, s)
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	// An error here means that the client went away.
	_ = json.NewEncoder(w).Encode(v)
}
