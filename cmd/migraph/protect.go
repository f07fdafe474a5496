package main

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/migraph/migraph/internal/protect"
)

// The rate of each client where strangers ask: a page of a dashboard asks some twenty
// questions at once, and a person looks at it for a while.
const (
	publicRate  = 20
	publicBurst = 100
)

// protectFlags keep a server answering when some ask too much.
type protectFlags struct {
	RateLimit      *float64 `placeholder:"N" env:"MIGRAPH_RATE_LIMIT" help:"Requests a second of each client (an address, of IPv6 a network of 64 bits); 0 for any number, which is the default but of the profile public (20)."`
	RateBurst      *int     `placeholder:"N" env:"MIGRAPH_RATE_BURST" help:"Requests that a client may send at once before that (five times as many; public 100)."`
	TrustedProxies []string `name:"trusted-proxy" sep:"," placeholder:"CIDR" env:"MIGRAPH_TRUSTED_PROXIES" help:"Network of proxies that are believed when they tell for whom they ask, such as 10.0.0.0/8 or 127.0.0.1; can be repeated. None by default."`
	ProxyHeader    string   `enum:"X-Forwarded-For,Forwarded" default:"X-Forwarded-For" env:"MIGRAPH_PROXY_HEADER" help:"Header in which they tell it: ${enum}."`

	MaxConcurrent int           `placeholder:"N" default:"32" env:"MIGRAPH_MAX_CONCURRENT" help:"Answers that are made at a time (${default}); 0 for any number."`
	MaxQueued     int           `placeholder:"N" default:"128" env:"MIGRAPH_MAX_QUEUED" help:"Requests that wait for their turn then (${default}); others get 503."`
	MaxWait       time.Duration `default:"2s" env:"MIGRAPH_MAX_WAIT" help:"How long they wait (${default})."`

	MaxConnections       int `placeholder:"N" default:"4096" env:"MIGRAPH_MAX_CONNECTIONS" help:"Open connections (${default}); 0 for any number."`
	MaxClientConnections int `placeholder:"N" default:"128" env:"MIGRAPH_MAX_CLIENT_CONNECTIONS" help:"Open connections of one client that is neither on this machine nor a trusted proxy (${default}); 0 for any number."`

	MaxSending int `placeholder:"MB" default:"256" env:"MIGRAPH_MAX_SENDING" help:"Memory for answers that are being sent, in megabytes (${default}); of more those are cut that are being sent for longest. 0 for any."`

	TLSCert string `name:"tls-cert" type:"path" placeholder:"FILE" env:"MIGRAPH_TLS_CERT" help:"Certificate in PEM, with those that vouch for it: the server then speaks TLS alone. It is read again when it changes, and on SIGHUP."`
	TLSKey  string `name:"tls-key" type:"path" placeholder:"FILE" env:"MIGRAPH_TLS_KEY" help:"Its key in PEM."`
}

// protection is what the flags ask for.
type protection struct {
	rate        *protect.Rate
	turns       *protect.Turns
	sending     *protect.Sending
	proxies     protect.Proxies
	certificate *protect.Certificate
}

// protection reads the flags, for a profile.
func (f *protectFlags) protection(profile string, log *slog.Logger) (protection, error) {
	var p protection
	for _, own := range []struct {
		flag string
		n    int
	}{
		{"max-concurrent", f.MaxConcurrent}, {"max-queued", f.MaxQueued},
		{"max-connections", f.MaxConnections}, {"max-client-connections", f.MaxClientConnections},
	} {
		if own.n < 0 {
			return p, usagef("--%s must be 0 or more", own.flag)
		}
	}
	if f.MaxWait < 0 {
		return p, usagef("--max-wait must be no time or more")
	}
	if f.MaxConcurrent > 0 {
		p.turns = protect.NewTurns(f.MaxConcurrent, f.MaxQueued, f.MaxWait)
	}
	if f.MaxSending < 0 || f.MaxSending > largestCache {
		return p, usagef("--max-sending must be from 0 to %d", largestCache)
	}
	if f.MaxSending > 0 {
		p.sending = protect.NewSending(f.MaxSending << 20)
	}
	var err error
	if p.rate, err = f.rate(profile); err != nil {
		return p, err
	}
	if p.proxies, err = f.proxies(); err != nil {
		return p, err
	}
	switch {
	case f.TLSCert == "" && f.TLSKey == "":
		return p, nil
	case f.TLSCert == "" || f.TLSKey == "":
		return p, usagef("--tls-cert and --tls-key belong together")
	}
	if p.certificate, err = protect.NewCertificate(f.TLSCert, f.TLSKey, log); err != nil {
		return p, usagef("--tls-cert: %w", err)
	}
	return p, nil
}

func (f *protectFlags) rate(profile string) (*protect.Rate, error) {
	perSecond, burst := 0.0, 0
	if profile == profilePublic {
		perSecond, burst = publicRate, publicBurst
	}
	if f.RateLimit != nil {
		perSecond = *f.RateLimit
		burst = max(1, int(5*perSecond))
	}
	if f.RateBurst != nil {
		burst = *f.RateBurst
	}
	switch {
	case !(perSecond >= 0 && perSecond <= 1e6):
		return nil, usagef("--rate-limit must be 0 or more, and a million at the most")
	case f.RateBurst != nil && burst < 1:
		return nil, usagef("--rate-burst must be 1 or more")
	case perSecond == 0:
		return nil, nil
	}
	return protect.NewRate(perSecond, burst), nil
}

func (f *protectFlags) proxies() (protect.Proxies, error) {
	p := protect.Proxies{Header: protect.ForwardedHeader(f.ProxyHeader)}
	for _, text := range f.TrustedProxies {
		network, err := netip.ParsePrefix(text)
		if one, single := netip.ParseAddr(text); single == nil {
			network, err = one.Prefix(one.BitLen())
		}
		if err != nil {
			return p, usagef("--trusted-proxy %q is no network: write an address and the number of its first bits that count, as in 10.0.0.0/8, or one address", text)
		}
		p.Trusted = append(p.Trusted, network.Masked())
	}
	return p, nil
}

// listener bounds the connections of l.
func (f *protectFlags) listener(l net.Listener, p protection) net.Listener {
	return &protect.Listener{Listener: l, PerClient: f.MaxClientConnections, All: f.MaxConnections, Proxies: p.proxies}
}

// tls gives how the server speaks TLS, nil for not at all. Until ctx ends, SIGHUP makes it
// read its certificate again.
func (p protection) tls(ctx context.Context) *tls.Config {
	if p.certificate == nil {
		return nil
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hangup)
		for {
			select {
			case <-hangup:
				p.certificate.Reload()
			case <-ctx.Done():
				return
			}
		}
	}()
	return p.certificate.TLS()
}

// warnOfProxies tells if everybody may look like one client.
func (p protection) warnOfProxies(log *slog.Logger, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); ok && tcp.IP.IsLoopback() && p.rate != nil && len(p.proxies.Trusted) == 0 {
		log.Warn("all who come through a proxy on this machine are one client to --rate-limit: name the proxy with --trusted-proxy", "address", addr.String())
	}
}
