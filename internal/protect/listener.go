package protect

import (
	"net"
	"net/netip"
	"sync"
)

// Listener bounds the connections that are open at a time: those of each client, and of
// all. One too many is closed at once; waiting would leave it to the client for how long
// others wait. Clients of this machine and trusted proxies, which speak for many, are
// bounded together with all only.
type Listener struct {
	net.Listener
	// PerClient and All are how many there may be; zero for any number.
	PerClient, All int
	Proxies        Proxies

	mu      sync.Mutex
	clients map[netip.Prefix]int
	all     int
}

// Accept gives the next connection that there is room for.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		at := addressOf(c.RemoteAddr().String())
		client := network(at)
		if at.IsLoopback() || l.Proxies.trusts(at) {
			client = netip.Prefix{}
		}
		if l.enter(client) {
			return &connection{Conn: c, leave: sync.OnceFunc(func() { l.leave(client) })}, nil
		}
		_ = c.Close() // of no use to anybody
	}
}

func (l *Listener) enter(client netip.Prefix) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.All > 0 && l.all >= l.All {
		return false
	}
	if client.IsValid() && l.PerClient > 0 {
		if l.clients[client] >= l.PerClient {
			return false
		}
		if l.clients == nil {
			l.clients = map[netip.Prefix]int{}
		}
		l.clients[client]++
	}
	l.all++
	return true
}

func (l *Listener) leave(client netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	if _, counted := l.clients[client]; !counted {
		return
	}
	if l.clients[client]--; l.clients[client] == 0 {
		delete(l.clients, client)
	}
}

// connection makes room when it is closed.
type connection struct {
	net.Conn
	leave func()
}

func (c *connection) Close() error {
	c.leave()
	return c.Conn.Close()
}
