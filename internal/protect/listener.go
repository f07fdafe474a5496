package protect

import (
	"net"
	"net/netip"
	"sync"
)

// Listener bounds the connections that are open at a time: those of each client, of each
// site of IPv6 (as many as clientsPerSite of its clients may have), and of all. One too
// many is closed at once; waiting would leave it to the client for how long others wait.
// Clients of this machine and trusted proxies, which speak for many, are bounded together
// with all only.
type Listener struct {
	net.Listener
	// PerClient and All are how many there may be; zero for any number.
	PerClient, All int
	Proxies        Proxies

	mu sync.Mutex
	// open counts the connections of clients and of sites.
	open map[netip.Prefix]int
	all  int
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
	site := siteOf(client)
	if l.PerClient > 0 && (l.open[client] >= l.PerClient || l.open[site] >= l.PerClient*clientsPerSite) {
		return false
	}
	if l.open == nil {
		l.open = map[netip.Prefix]int{}
	}
	for _, p := range []netip.Prefix{client, site} {
		if p.IsValid() {
			l.open[p]++
		}
	}
	l.all++
	return true
}

func (l *Listener) leave(client netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all--
	for _, p := range []netip.Prefix{client, siteOf(client)} {
		if !p.IsValid() {
			continue
		}
		if l.open[p]--; l.open[p] == 0 {
			delete(l.open, p)
		}
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
