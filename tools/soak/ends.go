package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"
)

// endServers ends servers on SQLite in the middle of their answers.
func (s *soak) endServers(ctx context.Context) error {
	store := "sqlite:" + filepath.Join(s.folder, "ends.db")
	if _, err := s.migraph(ctx, "import", s.datasets[0], "--store", store); err != nil {
		return err
	}
	return s.endRepeatedly(ctx, "SQLite", store, s.size.ends)
}

// endNeo4jServers does the same to Neo4j.
func (s *soak) endNeo4jServers(ctx context.Context) error {
	if s.size.neo4jEnds == 0 {
		return nil
	}
	return s.endRepeatedly(ctx, "Neo4j", s.neo4j, s.size.neo4jEnds)
}

func (s *soak) endRepeatedly(ctx context.Context, name, store string, times int) error {
	var sum ending
	for range times {
		e, err := s.endOnce(ctx, name, store)
		if err != nil {
			return err
		}
		sum.before += e.before
		sum.open += e.open
		sum.dropped += e.dropped
		sum.later += e.later
		sum.slowest = max(sum.slowest, e.slowest)
	}
	s.tell("  %s: %d servers got SIGTERM under load and ended within %v; of %d requests sent before, of which %d had no answer yet, %d were dropped; %d sent after it were answered",
		name, times, sum.slowest.Round(time.Millisecond), sum.before, sum.open, sum.dropped, sum.later)
	if sum.open == 0 {
		s.fail("%s: no request was open at the signal", name)
	}
	return nil
}

// ending counts what became of requests.
type ending struct {
	// before were sent before the signal; open are those that were not answered yet,
	// dropped those that never were, or not whole. later were answered though sent after.
	before, open, dropped, later int
	// slowest is the end of the server.
	slowest time.Duration
}

// exchange is a request on a connection of its own or on one that is kept.
type exchange struct {
	sent, came time.Time
	// err is why there is no right answer.
	err error
	// begun: something of an answer came.
	begun bool
}

const connections = 16

func (s *soak) endOnce(ctx context.Context, name, store string) (ending, error) {
	v, err := s.serve(ctx, store, "--timeout", "10s")
	if err != nil {
		return ending{}, err
	}
	defer v.kill()
	c := newClient(v.address)
	defer c.close()
	if err := c.learn(ctx); err != nil {
		return ending{}, err
	}
	var mu sync.Mutex
	var all []exchange
	var work sync.WaitGroup
	for i := range connections {
		work.Go(func() {
			mine := c.exchange(ctx, i)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
		})
	}
	if err := sleep(ctx, 200*time.Millisecond+rand.N(300*time.Millisecond)); err != nil {
		return ending{}, err
	}
	signaled := time.Now()
	var e ending
	e.slowest = v.end(name + " under load")
	work.Wait()
	for _, x := range all {
		switch late := x.sent.Sub(signaled); {
		case late < 0:
			e.before++
			if x.came.After(signaled) {
				e.open++
			}
			if x.err != nil {
				e.dropped++
				s.fail("%s: a request sent %v before SIGTERM was not answered whole: %v", name, -late, x.err)
			}
		case x.err == nil:
			e.later++
		case x.begun:
			s.fail("%s: a request sent %v after SIGTERM got half an answer: %v", name, late, x.err)
		}
	}
	return e, nil
}

// exchange sends one request after the other until the server is away. Every second
// asker keeps its connection, as proxies do; the others connect anew each time.
func (c *client) exchange(ctx context.Context, asker int) []exchange {
	var out []exchange
	var conn net.Conn
	var err error
	for q := asker; ; q++ {
		if conn == nil {
			if conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", c.address); err != nil {
				return out
			}
		}
		x, again := c.exchangeOnce(conn, q%len(questions))
		if !x.sent.IsZero() {
			out = append(out, x)
		}
		if x.err != nil || !again || asker%2 == 0 {
			_ = conn.Close() // the answer is there, or is missing anyhow
			conn = nil
		}
	}
}

// exchangeOnce sends a request and reads its answer. sent is zero if it could not be
// sent.
func (c *client) exchangeOnce(conn net.Conn, question int) (x exchange, again bool) {
	text := body(questions[question])
	if x.err = conn.SetDeadline(time.Now().Add(20 * time.Second)); x.err != nil {
		return x, false
	}
	if _, x.err = fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(text), text); x.err != nil {
		return x, false
	}
	x.sent = time.Now()
	defer func() { x.came = time.Now() }()
	r := bufio.NewReader(conn)
	if _, x.err = r.Peek(1); x.err != nil {
		return x, false
	}
	x.begun = true
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		x.err = err
		return x, false
	}
	defer func() { _ = res.Body.Close() }()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		x.err = err
		return x, false
	}
	k, detail := c.judge(question, got)
	if k != whole {
		x.err = errors.New(detail)
	}
	return x, !res.Close
}
