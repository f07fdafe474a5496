package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"path/filepath"
	"sync"
	"time"
)

// leave lets clients of a server on SQLite go before their answers come.
func (s *soak) leave(ctx context.Context) error {
	store := "sqlite:" + filepath.Join(s.folder, "leaving.db")
	if _, err := s.migraph(ctx, "import", s.datasets[0], "--store", store); err != nil {
		return err
	}
	return s.leaveServer(ctx, "SQLite", store, s.size.canceled, s.size.dropped)
}

// leaveNeo4j does a tenth of it to Neo4j.
func (s *soak) leaveNeo4j(ctx context.Context) error {
	return s.leaveServer(ctx, "Neo4j", s.neo4j, s.size.canceled/10, s.size.dropped/10)
}

// settle is how long what was left behind may take to be gone.
const settle = 15 * time.Second

func (s *soak) leaveServer(ctx context.Context, name, store string, canceled, dropped int) error {
	v, err := s.serve(ctx, store)
	if err != nil {
		return err
	}
	defer v.kill()
	c := newClient(v.address)
	defer c.close()
	if err := c.learn(ctx); err != nil {
		return err
	}
	// As many at a time as later, so that the connections to the store are there that the
	// server keeps.
	if err := many(10*connections, func(i int) error { _, err := c.post(ctx, i%len(questions)); return err }); err != nil {
		return err
	}
	c.close()
	before, err := v.files()
	if err != nil {
		return err
	}
	start := time.Now()
	if err := many(canceled, func(i int) error { return cancelRequest(ctx, v.address, i%len(questions)) }); err != nil {
		return err
	}
	if err := many(dropped, func(int) error { return dropConnection(ctx, v.address) }); err != nil {
		return err
	}
	took := time.Since(start)
	var after int
	for end := time.Now().Add(settle); ; time.Sleep(100 * time.Millisecond) {
		if after, err = v.files(); err != nil {
			return err
		}
		if after <= before+5 || time.Now().After(end) {
			break
		}
	}
	if after > before+5 {
		s.fail("%s: %d open files and connections before, %d after the clients left", name, before, after)
	}
	for q := range questions {
		if a := c.ask(ctx, q); a.kind != whole {
			s.fail("%s: after the clients left: %s", name, a.detail)
		}
	}
	v.runs("after the clients left")
	memory, err := v.memory()
	if err != nil {
		return err
	}
	s.tell("  %s: %d requests canceled and %d connections dropped in %.1f s: %d open files and connections before, %d after; %.0f MB",
		name, canceled, dropped, took.Seconds(), before, after, memory)
	v.end("after the clients left")
	return nil
}

// many does something so many times, some at a time.
func many(times int, do func(i int) error) error {
	next := make(chan int)
	var mu sync.Mutex
	var all error
	var work sync.WaitGroup
	for range connections {
		work.Go(func() {
			for i := range next {
				if err := do(i); err != nil {
					mu.Lock()
					all = errors.Join(all, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range times {
		next <- i
	}
	close(next)
	work.Wait()
	return all
}

// cancelRequest sends a request and leaves before the answer, or in the middle of it.
func cancelRequest(ctx context.Context, address string, question int) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // that is what is tried
	text := body(questions[question])
	if _, err := fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		return err
	}
	if rand.N(2) == 0 {
		time.Sleep(rand.N(5 * time.Millisecond))
		return nil
	}
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return err
	}
	_, err = io.ReadFull(conn, make([]byte, 10))
	return err
}

// dropConnection sends a part of a request and resets the connection.
func dropConnection(ctx context.Context, address string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // that is what is tried
	if tcp, ok := conn.(*net.TCPConn); ok {
		if err := tcp.SetLinger(0); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: soak\r\nContent-Length: 100\r\n\r\n{"); err != nil {
		return err
	}
	time.Sleep(rand.N(5 * time.Millisecond))
	return nil
}
