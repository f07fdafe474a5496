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

// Secure tells whether the client that sends a request came by TLS: to this server, or to
// the nearest trusted proxy. What others say of it is not believed.
func (p Proxies) Secure(r *http.Request) bool {
	if r.TLS != nil || !p.Send(r) {
		return r.TLS != nil
	}
	if p.Header == Forwarded {
		return strings.EqualFold(parameter(nearest(r.Header.Values(string(Forwarded))), "proto"), "https")
	}
	return strings.EqualFold(nearest(r.Header.Values("X-Forwarded-Proto")), "https")
}

// nearest gives the last element of a header, which the nearest proxy has written.
func nearest(lines []string) string {
	all := strings.Join(lines, ",")
	return strings.TrimSpace(all[strings.LastIndexByte(all, ',')+1:])
}

// Send tells whether it is a trusted proxy that sends a request.
func (p Proxies) Send(r *http.Request) bool { return p.trusts(addressOf(r.RemoteAddr)) }

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
	return addressOf(parameter(element, "for"))
}

// parameter gives a parameter of an element of Forwarded, empty if it has none.
func parameter(element, wanted string) string {
	for pair := range strings.SplitSeq(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, wanted) {
			return strings.Trim(value, `"`)
		}
	}
	return ""
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

// clientsPerSite is how many clients of IPv6 a site may use up: providers give 48 bits to
// one organisation, in which it has 65,536 clients, but also to many households together.
const clientsPerSite = 8

// siteOf gives the site of a client of IPv6, its first 48 bits. It is not valid for others.
func siteOf(client netip.Prefix) netip.Prefix {
	if !client.Addr().Is6() {
		return netip.Prefix{}
	}
	site, _ := client.Addr().Prefix(48) // there are as many
	return site
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
