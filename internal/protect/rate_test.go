package protect

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"testing"
	"time"
)

func TestRate(t *testing.T) {
	r := NewRate(2, 3)
	now := time.Unix(1_000_000, 0)
	a, b := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/64")
	ask := func(who netip.Prefix, want bool, wait time.Duration) {
		t.Helper()
		ok, after := r.Allow(who, now)
		if ok != want || (after-wait).Abs() > time.Millisecond {
			t.Errorf("%v at %v: %v after %v, want %v after %v", who, now, ok, after, want, wait)
		}
	}
	for range 3 {
		ask(a, true, 0)
	}
	ask(a, false, 500*time.Millisecond)
	ask(a, false, 500*time.Millisecond) // to be refused costs nothing
	ask(b, true, 0)
	now = now.Add(500 * time.Millisecond)
	ask(a, true, 0)
	ask(a, false, 500*time.Millisecond)
	now = now.Add(time.Hour)
	for range 3 {
		ask(a, true, 0)
	}
	ask(a, false, 500*time.Millisecond)
}

func TestClientsThatAreCountedAreBounded(t *testing.T) {
	r := newRate(1, 1, 10)
	now := time.Unix(1_000_000, 0)
	client := func(n int) netip.Prefix {
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}), 32)
	}
	for n := range 1000 {
		if ok, _ := r.Allow(client(n), now); !ok {
			t.Fatalf("client %d is refused", n)
		}
		if again, _ := r.Allow(client(n), now); again {
			t.Fatalf("client %d is not counted", n)
		}
	}
	if r.clients.Len() != 10 {
		t.Errorf("%d clients are kept", r.clients.Len())
	}
}

// A site of IPv6 gives itself new clients for each request, and then asks for another
// site's: what it is refused makes nobody be forgotten, and costs only itself.
func TestOneSiteHasNoMoreThanSomeClients(t *testing.T) {
	r := newRate(1, 10, 1000)
	now := time.Unix(1_000_000, 0)
	victim, neighbour := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8:2::/64")
	for range 10 {
		if ok, _ := r.Allow(victim, now); !ok {
			t.Fatal("the first ten are refused")
		}
	}
	allowed := 0
	for n := range 60_000 {
		ok, wait := r.Allow(network(netip.MustParseAddr(fmt.Sprintf("2001:db8:1:%x::1", n))), now)
		if ok {
			allowed++
		} else if want := time.Second / clientsPerSite; (wait - want).Abs() > time.Millisecond {
			t.Fatalf("it is told to wait for %v, want %v", wait, want)
		}
	}
	if allowed != 10*clientsPerSite || r.clients.Len() != allowed+1 {
		t.Errorf("%d of a site are allowed, and %d clients are kept", allowed, r.clients.Len())
	}
	if ok, _ := r.Allow(victim, now); ok {
		t.Error("a client was forgotten because of one site")
	}
	if ok, _ := r.Allow(neighbour, now); !ok {
		t.Error("another site is refused")
	}
	// One client that asks too much takes nothing from its site.
	again := newRate(1, 10, 1000)
	for range 1000 {
		again.Allow(neighbour, now)
	}
	if ok, _ := again.Allow(netip.MustParsePrefix("2001:db8:2:1::/64"), now); !ok {
		t.Error("a client is refused for what its neighbour asked")
	}
}

func TestTurns(t *testing.T) {
	turns := NewTurns(2, 1, 50*time.Millisecond)
	one, err := turns.Take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = turns.Take(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := turns.Take(t.Context()); !errors.Is(err, ErrBusy) || time.Since(began) < 50*time.Millisecond {
		t.Errorf("a third: %v after %v", err, time.Since(began))
	}
	waited := make(chan error)
	go func() {
		_, err := turns.Take(t.Context())
		waited <- err
	}()
	for len(turns.waiting) == 0 {
		time.Sleep(time.Millisecond)
	}
	began = time.Now()
	if _, err := turns.Take(t.Context()); !errors.Is(err, ErrBusy) || time.Since(began) > 40*time.Millisecond {
		t.Errorf("one more than may wait: %v after %v", err, time.Since(began))
	}
	one()
	if err := <-waited; err != nil {
		t.Errorf("who waited: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.Take(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone: %v", err)
	}
	if len(turns.waiting) != 0 {
		t.Errorf("%d still wait", len(turns.waiting))
	}
}
