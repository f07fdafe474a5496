package server

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/migraph/migraph/internal/protect"
)

// ofHost is what clients are told of answers that hold the address by which they asked:
// who stands between might give them to others, who asked by another.
const ofHost = "private, no-cache"

// mostHost is more than a name of a host and a port have: RFC 1035, 2.3.4.
const mostHost = 255 + len(":65535")

// addresses tell under which address clients find the server.
type addresses struct {
	// known is said by who runs the server; empty if nobody has.
	known   string
	proxies protect.Proxies
}

// of gives the address for the client that sends a request: the one that is known, else
// the one by which it asked.
func (a addresses) of(r *http.Request) string {
	if a.known != "" {
		return a.known
	}
	scheme, host := "http", r.Host
	if a.proxies.Secure(r) {
		scheme = "https"
	}
	if !safeHost(host) {
		host = "127.0.0.1:8080"
	}
	return scheme + "://" + host
}

// control gives what clients are told of an answer that holds the address.
func (a addresses) control(otherwise string) string {
	if a.known == "" {
		return ofHost
	}
	return otherwise
}

// safeHost is what may be shown as this server's address in a command to copy.
func safeHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && host != "" && len(host) <= mostHost && u.Host == host && !strings.ContainsAny(host, "'\"\\$`;&|<>(){}!*?~# \t\n")
}
