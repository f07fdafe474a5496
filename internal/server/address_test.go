package server

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/migraph/migraph/internal/protect"
)

func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"example.org":                         "http://example.org",
		"127.0.0.1:8080":                      "http://127.0.0.1:8080",
		"[::1]:8080":                          "http://[::1]:8080",
		"":                                    "http://127.0.0.1:8080",
		"x;rm -rf /":                          "http://127.0.0.1:8080",
		"$(id).example":                       "http://127.0.0.1:8080",
		"a/b":                                 "http://127.0.0.1:8080",
		"user@example.org":                    "http://127.0.0.1:8080",
		"example.org'|sh -c":                  "http://127.0.0.1:8080",
		strings.Repeat("a.", 130) + "example": "http://127.0.0.1:8080",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Host = host
		if got := (addresses{}).of(r); got != want {
			t.Errorf("%q: %s, want %s", host, got, want)
		}
	}
}

// TestOnlyProxiesTellOfTLS: whoever says that it came by TLS is believed only if it is a
// trusted proxy, in the one header that is read, and the nearest of several.
func TestOnlyProxiesTellOfTLS(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	plain, standard := protect.Proxies{Trusted: trusted, Header: protect.XForwardedFor}, protect.Proxies{Trusted: trusted, Header: protect.Forwarded}
	for name, c := range map[string]struct {
		addresses addresses
		from      string
		headers   []string
		want      string
	}{
		"a stranger":                     {addresses{proxies: plain}, "192.0.2.1", []string{"X-Forwarded-Proto", "https"}, "http://here.example"},
		"a stranger where nobody is":     {addresses{}, "127.0.0.1", []string{"X-Forwarded-Proto", "https"}, "http://here.example"},
		"a stranger with another host":   {addresses{}, "192.0.2.1", []string{"X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example;proto=https"}, "http://here.example"},
		"a proxy":                        {addresses{proxies: plain}, "10.0.0.1", []string{"X-Forwarded-Proto", "HTTPS"}, "https://here.example"},
		"a proxy after a client":         {addresses{proxies: plain}, "10.0.0.1", []string{"X-Forwarded-Proto", "https, http"}, "http://here.example"},
		"the header that is not read":    {addresses{proxies: plain}, "10.0.0.1", []string{"Forwarded", "proto=https"}, "http://here.example"},
		"RFC 7239":                       {addresses{proxies: standard}, "10.0.0.1", []string{"Forwarded", `for=192.0.2.1;proto=http, for=192.0.2.1;Proto="https"`}, "https://here.example"},
		"RFC 7239 after a client":        {addresses{proxies: standard}, "10.0.0.1", []string{"Forwarded", `proto=https, for=192.0.2.1`}, "http://here.example"},
		"RFC 7239 by the other header":   {addresses{proxies: standard}, "10.0.0.1", []string{"X-Forwarded-Proto", "https"}, "http://here.example"},
		"known, whatever anybody writes": {addresses{known: "https://graph.example"}, "192.0.2.1", []string{"X-Forwarded-Host", "evil.example"}, "https://graph.example"},
	} {
		r := from(c.from, http.MethodGet, "/", c.headers...)
		r.Host = "here.example"
		if got := c.addresses.of(r); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	r := from("192.0.2.1", http.MethodGet, "/", "X-Forwarded-Proto", "http")
	r.Host, r.TLS = "here.example", &tls.ConnectionState{}
	if got := (addresses{}).of(r); got != "https://here.example" {
		t.Errorf("over TLS: %s", got)
	}
}
