package protect

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"testing"
)

// scripted gives connections of these addresses, then an error.
type scripted struct {
	net.Listener
	from []string
}

var errEnd = errors.New("no more connections")

func (s *scripted) Accept() (net.Conn, error) {
	if len(s.from) == 0 {
		return nil, errEnd
	}
	at, err := net.ResolveTCPAddr("tcp", s.from[0])
	s.from = s.from[1:]
	return &remote{at: at}, err
}

type remote struct {
	net.Conn
	at net.Addr
}

func (r *remote) RemoteAddr() net.Addr { return r.at }
func (r *remote) Close() error         { return nil }

func TestConnectionsAreBounded(t *testing.T) {
	const a, near, b, proxy, home = "192.0.2.1:1", "[2001:db8::5]:1", "[2001:db8::9]:1", "10.0.0.1:1", "127.0.0.1:1"
	inner := &scripted{from: []string{a, a, a, near, b, b, proxy, proxy, proxy, home, home, home, a}}
	l := &Listener{Listener: inner, PerClient: 2, All: 10, Proxies: Proxies{Trusted: trusted("10.0.0.0/8")}}
	open := map[string][]net.Conn{}
	take := func() (n int) {
		for {
			c, err := l.Accept()
			if errors.Is(err, errEnd) {
				return n
			}
			n++
			open[c.RemoteAddr().String()] = append(open[c.RemoteAddr().String()], c)
		}
	}
	// Two of a, two of the network of near and b, three of the proxy and three from home.
	if n := take(); n != 10 || len(open[a]) != 2 || len(open[near])+len(open[b]) != 2 || len(open[proxy]) != 3 || len(open[home]) != 3 {
		t.Errorf("%d: %v", n, open)
	}
	var done sync.WaitGroup
	for range 5 { // as often as one likes
		done.Go(func() { _ = open[a][0].Close() })
	}
	done.Wait()
	inner.from = []string{a, a, b}
	if n := take(); n != 1 || len(open[a]) != 3 {
		t.Errorf("%d after one was closed: %v", n, open)
	}
	for _, list := range open {
		for _, c := range list {
			_ = c.Close()
		}
	}
	if len(l.open) != 0 || l.all != 0 {
		t.Errorf("%v and %d are counted when all are closed", l.open, l.all)
	}
}

// A site of IPv6 has 65,536 clients: it takes no more than some of them may.
func TestNoSiteTakesAllConnections(t *testing.T) {
	const all, perClient = 4096, 128
	inner := &scripted{}
	for n := range 2 * all {
		inner.from = append(inner.from, fmt.Sprintf("[2001:db8:1:%x::1]:1", n))
	}
	const neighbour, other = "[2001:db8:2::1]:1", "192.0.2.1:1"
	inner.from = append(inner.from, neighbour, other, other)
	l := &Listener{Listener: inner, PerClient: perClient, All: all}
	open := map[string]net.Conn{}
	for {
		c, err := l.Accept()
		if err != nil {
			break
		}
		open[c.RemoteAddr().String()] = c
	}
	if open[neighbour] == nil || open[other] == nil {
		t.Error("one site shuts others out")
	}
	if want := clientsPerSite*perClient + 3; l.all != want {
		t.Errorf("%d are open, want %d", l.all, want)
	}
	for _, c := range open {
		_ = c.Close()
	}
	if len(l.open) != 1 || l.all != 1 { // the other one of the same address is still open
		t.Errorf("%v and %d are counted", l.open, l.all)
	}
}
