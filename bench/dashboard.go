package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// dashboardQuery is what a dashboard asks again and again: fifty records of five fields.
const dashboardQuery = `{ stakeholders(first: 50, orderBy: NAME_ASC) { totalCount nodes { id name kind country permalink } } }`

// The load on a server: connections that each ask again as soon as they have the answer.
const (
	dashboardConnections = 32
	dashboardTime        = 5 * time.Second
)

// measureDashboard starts a server with one named operation and asks for it from this
// process, over connections that are kept open.
func measureDashboard(ctx context.Context, binary string) error {
	dir, err := os.MkdirTemp("", "migraph-dashboard-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "dashboard.graphql"), []byte(dashboardQuery), 0o600); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	serve := exec.CommandContext(ctx, binary, "serve", "--addr", "127.0.0.1:0", "--store", "sqlite:"+filepath.Join(dir, "graph.db"), "--operations", dir) //nolint:gosec // the program that is measured
	out, err := serve.StdoutPipe()
	if err != nil {
		return err
	}
	if err := serve.Start(); err != nil {
		return err
	}
	defer func() { cancel(); _ = serve.Wait() }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return err
	}
	_, address, _ := strings.Cut(strings.TrimSpace(line), "http://")
	answer, tag, err := ask(ctx, "http://"+address+"/q/dashboard")
	if err != nil {
		return err
	}
	fmt.Printf("a dashboard's question, %d bytes of answer, %d connections, the load beside the server on the same processors:\n", answer, dashboardConnections)
	for _, c := range []struct{ name, path, header string }{
		{"by name", "/q/dashboard", ""},
		{"by name, packed", "/q/dashboard", "Accept-Encoding: gzip\r\n"},
		{"by name, unchanged (304)", "/q/dashboard", "If-None-Match: " + tag + "\r\n"},
		{"uncached, GET /graphql", "/graphql?query=" + url.QueryEscape(dashboardQuery), ""},
	} {
		n, took, err := load(ctx, address, "GET "+c.path+" HTTP/1.1\r\nHost: "+address+"\r\n"+c.header+"\r\n")
		if err != nil {
			return err
		}
		fmt.Printf("  %-28s %8.0f requests a second\n", c.name, float64(n)/took.Seconds())
	}
	return nil
}

// ask gives the bytes of an answer and its tag.
func ask(ctx context.Context, address string) (int, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Accept-Encoding", "identity")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", res.StatusCode, body)
	}
	return len(body), res.Header.Get("ETag"), err
}

// load asks over many connections and gives how many answers came, and in which time.
func load(ctx context.Context, address, request string) (int64, time.Duration, error) {
	var done atomic.Int64
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error
	begun := time.Now()
	for range dashboardConnections {
		all.Go(func() {
			if err := keepAsking(ctx, address, request, begun.Add(dashboardTime), &done); err != nil {
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return done.Load(), time.Since(begun), failed
}

// keepAsking asks over one connection until an end. It reads no more of an answer than
// its status and its length: what the load takes the server does not get.
func keepAsking(ctx context.Context, address, request string, end time.Time, done *atomic.Int64) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	for time.Now().Before(end) {
		if _, err := io.WriteString(conn, request); err != nil {
			return err
		}
		if err := passAnswer(in); err != nil {
			return err
		}
		done.Add(1)
	}
	return nil
}

// passAnswer reads one answer, which has a length or no body.
func passAnswer(in *bufio.Reader) error {
	length, chunked := 0, false
	for n := 0; ; n++ {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		text := strings.TrimRight(string(line), "\r\n")
		switch {
		case n == 0 && !strings.HasPrefix(text, "HTTP/1.1 200") && !strings.HasPrefix(text, "HTTP/1.1 304"):
			return fmt.Errorf("the server answers %s", text)
		case strings.HasPrefix(text, "Content-Length: "):
			if _, err := fmt.Sscan(text[len("Content-Length: "):], &length); err != nil {
				return err
			}
		case text == "Transfer-Encoding: chunked":
			chunked = true
		}
		if text == "" {
			break
		}
	}
	if !chunked {
		_, err := in.Discard(length)
		return err
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		size := 0
		if _, err := fmt.Sscanf(line, "%x", &size); err != nil {
			return err
		}
		if _, err := in.Discard(size + 2); err != nil || size == 0 {
			return err
		}
	}
}
