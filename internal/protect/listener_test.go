package protect

import (
	"errors"
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
	if len(l.clients) != 0 || l.all != 0 {
		t.Errorf("%v and %d are counted when all are closed", l.clients, l.all)
	}
}
