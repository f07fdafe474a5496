package server

import (
	"net/http"
	"strings"
)

// framedBySelf is what pages say of who may frame them.
const framedBySelf = "frame-ancestors 'self'"

// allowFrames lets pages of these origins frame the server's pages, beside its own.
func allowFrames(ancestors []string, next http.Handler) http.Handler {
	if len(ancestors) == 0 {
		return next
	}
	allowed := framedBySelf + " " + strings.Join(ancestors, " ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(&framed{ResponseWriter: w, allowed: allowed}, r)
	})
}

// framed completes the policy of a page when its header is sent.
type framed struct {
	http.ResponseWriter
	allowed string
	sent    bool
}

func (f *framed) WriteHeader(status int) {
	if !f.sent {
		f.sent = true
		h := f.Header()
		if policy := h.Get(policyHeader); policy != "" {
			h.Set(policyHeader, strings.Replace(policy, framedBySelf, f.allowed, 1))
		}
	}
	f.ResponseWriter.WriteHeader(status)
}

func (f *framed) Write(b []byte) (int, error) {
	if !f.sent {
		f.WriteHeader(http.StatusOK)
	}
	return f.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController through.
func (f *framed) Unwrap() http.ResponseWriter { return f.ResponseWriter }
