package protect

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func trusted(networks ...string) []netip.Prefix {
	var out []netip.Prefix
	for _, n := range networks {
		out = append(out, netip.MustParsePrefix(n))
	}
	return out
}

func TestClient(t *testing.T) {
	proxies := trusted("10.0.0.0/8", "127.0.0.1/32", "2001:db8:ffff::/48")
	for name, c := range map[string]struct {
		trusted      []netip.Prefix
		header       ForwardedHeader
		remote, want string
		told         []string
	}{
		"no proxy":                       {nil, XForwardedFor, "192.0.2.1:999", "192.0.2.1/32", nil},
		"nobody is trusted":              {nil, XForwardedFor, "192.0.2.1:999", "192.0.2.1/32", []string{"198.51.100.7"}},
		"a stranger is not trusted":      {proxies, XForwardedFor, "192.0.2.1:999", "192.0.2.1/32", []string{"198.51.100.7"}},
		"a proxy":                        {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"198.51.100.7"}},
		"written by the client":          {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"203.0.113.9, 198.51.100.7"}},
		"in a line of its own":           {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"203.0.113.9", "198.51.100.7"}},
		"two proxies":                    {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"203.0.113.9, 198.51.100.7, 10.2.2.2"}},
		"written as if by a proxy":       {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"203.0.113.9, 10.9.9.9, 198.51.100.7, 10.2.2.2"}},
		"proxies alone":                  {proxies, XForwardedFor, "10.1.1.1:999", "10.3.3.3/32", []string{"10.3.3.3, 10.2.2.2"}},
		"a proxy that tells nothing":     {proxies, XForwardedFor, "10.1.1.1:999", "10.1.1.1/32", nil},
		"no address":                     {proxies, XForwardedFor, "10.1.1.1:999", "10.2.2.2/32", []string{"198.51.100.7, unknown, 10.2.2.2"}},
		"an empty element":               {proxies, XForwardedFor, "10.1.1.1:999", "10.1.1.1/32", []string{"198.51.100.7,"}},
		"with a port":                    {proxies, XForwardedFor, "10.1.1.1:999", "198.51.100.7/32", []string{"198.51.100.7:4711"}},
		"IPv6":                           {nil, XForwardedFor, "[2001:db8:1:2:3:4:5:6]:999", "2001:db8:1:2::/64", nil},
		"IPv6 with a zone":               {nil, XForwardedFor, "[fe80::1%eth0]:999", "fe80::/64", nil},
		"IPv4 within IPv6":               {nil, XForwardedFor, "[::ffff:192.0.2.1]:999", "192.0.2.1/32", nil},
		"IPv6 behind a proxy":            {proxies, XForwardedFor, "[2001:db8:ffff::1]:999", "2001:db8:1:2::/64", []string{"2001:db8:1:2::77"}},
		"IPv6 in brackets":               {proxies, XForwardedFor, "[2001:db8:ffff::1]:999", "2001:db8:1:2::/64", []string{"[2001:db8:1:2::77]:80"}},
		"RFC 7239":                       {proxies, Forwarded, "10.1.1.1:999", "198.51.100.7/32", []string{`for=203.0.113.9;proto=https, For="198.51.100.7:80";by=10.0.0.1`}},
		"RFC 7239, IPv6":                 {proxies, Forwarded, "10.1.1.1:999", "2001:db8:1:2::/64", []string{`proto=http; for="[2001:db8:1:2::1]:4711"`}},
		"RFC 7239, hidden":               {proxies, Forwarded, "10.1.1.1:999", "10.1.1.1/32", []string{`for=198.51.100.7, for=_hidden`}},
		"RFC 7239, no address":           {proxies, Forwarded, "10.1.1.1:999", "10.1.1.1/32", []string{`proto=https`}},
		"more hops than are looked at":   {proxies, XForwardedFor, "10.1.1.1:999", "10.2.2.2/32", []string{"198.51.100.7, " + strings.Repeat("10.2.2.2, ", 30) + "10.2.2.2"}},
		"not an address of the internet": {nil, XForwardedFor, "@", "invalid Prefix", nil},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		for _, line := range c.told {
			r.Header.Add(string(c.header), line)
		}
		// The other header is a client's own.
		for _, other := range []ForwardedHeader{XForwardedFor, Forwarded} {
			if other != c.header {
				r.Header.Set(string(other), "for=203.0.113.200, 203.0.113.200")
			}
		}
		if got := (Proxies{c.trusted, c.header}).Client(r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// FuzzClient: whatever the headers hold, a stranger is who it is, and behind a proxy the
// client is a network of the size that counts.
func FuzzClient(f *testing.F) {
	f.Add("198.51.100.7, 10.2.2.2", "192.0.2.1:1")
	f.Add(`for="[2001:db8::1]:4711";proto=https, for=_x`, "10.0.0.1:1")
	f.Fuzz(func(t *testing.T, told, remote string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = remote
		alone := Proxies{}.Client(r)
		for _, h := range []ForwardedHeader{XForwardedFor, Forwarded} {
			r.Header = http.Header{string(h): {told}}
			p := Proxies{trusted("10.0.0.0/8"), h}
			got := p.Client(r)
			if !p.trusts(addressOf(remote)) && got != alone {
				t.Fatalf("%q of %q is %v", told, remote, got)
			}
			if got.IsValid() && (got.Addr().Is4() && got.Bits() != 32 || got.Addr().Is6() && got.Bits() != 64 || got.Addr().Is4In6()) {
				t.Fatalf("%q gave %v", told, got)
			}
		}
	})
}
