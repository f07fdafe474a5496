package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFrames(t *testing.T) {
	policy := func(ancestors []string, path string) string {
		o := options()
		o.Ancestors = ancestors
		return get(t, New(o), path).Header().Get("Content-Security-Policy")
	}
	for _, c := range []struct {
		ancestors  []string
		path, want string
	}{
		{nil, "/guide", "frame-ancestors 'self'"},
		{[]string{"https://a.example", "https://b.example:8443"}, "/guide", "frame-ancestors 'self' https://a.example https://b.example:8443"},
		{[]string{"https://a.example"}, "/assets/none.js", "frame-ancestors 'self' https://a.example"},
		{[]string{"https://a.example"}, "/healthz", "frame-ancestors 'none'"},
	} {
		if got := policy(c.ancestors, c.path); !strings.HasSuffix(got, "; "+c.want) || !strings.HasPrefix(got, "default-src 'none'; ") {
			t.Errorf("%v at %s: %q, want %q", c.ancestors, c.path, got, c.want)
		}
	}
	if strings.Replace(policy([]string{"https://a.example"}, "/guide"), " https://a.example", "", 1) != pagePolicy {
		t.Error("more of the policy has changed")
	}
}

func TestFramesOfAPageWithoutStatus(t *testing.T) {
	h := allowFrames([]string{"https://a.example"}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set(policyHeader, pagePolicy)
		_, _ = w.Write([]byte("x"))
	}))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := w.Result().Header.Get(policyHeader); !strings.Contains(got, "https://a.example") {
		t.Error(got)
	}
}
