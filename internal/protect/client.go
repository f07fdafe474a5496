// Package protect keeps a server answering when some ask too much: it knows clients,
// counts their requests and connections, and bounds how many questions are worked on at
// a time.
package protect

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// ForwardedHeader is the header in which proxies tell for whom they ask.
type ForwardedHeader string

const (
	// XForwardedFor is what most proxies send.
	XForwardedFor ForwardedHeader = "X-Forwarded-For"
	// Forwarded is that of RFC 7239.
	Forwarded ForwardedHeader = "Forwarded"
)

// Proxies are who is believed when it tells for whom it asks.
type Proxies struct {
	// Trusted are the networks of the proxies. Without any, nobody is believed.
	Trusted []netip.Prefix
	// Header is the one that they set. Another is never read: a client could send it
	// through them.
	Header ForwardedHeader
}

// maxHops bounds the proxies that one request may have come through.
const maxHops = 20

// Client gives who sends a request: an address of IPv4, or a network of 64 bits of IPv6,
// for that is what one household has. It is the nearest address that no trusted proxy
// has: what stands before it in a header, anybody can have written.
func (p Proxies) Client(r *http.Request) netip.Prefix {
	at := addressOf(r.RemoteAddr)
	if !p.trusts(at) {
		return network(at)
	}
	told := strings.Split(strings.Join(r.Header.Values(string(p.Header)), ","), ",")
	for n := 0; n < min(len(told), maxHops); n++ {
		next := p.read(told[len(told)-1-n])
		if !next.IsValid() {
			break
		}
		at = next
		if !p.trusts(at) {
			break
		}
	}
	return network(at)
}

// Trusts tells whether an address is one of a trusted proxy.
func (p Proxies) Trusts(remote net.Addr) bool { return p.trusts(addressOf(remote.String())) }

func (p Proxies) trusts(a netip.Addr) bool {
	for _, t := range p.Trusted {
		if t.Contains(a) {
			return true
		}
	}
	return false
}

// read reads one element of the header; the address is not valid if it has none.
func (p Proxies) read(element string) netip.Addr {
	if p.Header != Forwarded {
		return addressOf(strings.TrimSpace(element))
	}
	for pair := range strings.SplitSeq(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return addressOf(strings.Trim(value, `"`))
		}
	}
	return netip.Addr{}
}

// addressOf reads an address with or without a port.
func addressOf(text string) netip.Addr {
	if a, err := netip.ParseAddrPort(text); err == nil {
		return a.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// network is what counts as one client.
func network(a netip.Addr) netip.Prefix {
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // not valid for what is no address, which is one client then
	return p
}
