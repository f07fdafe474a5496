package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a running migraph serve.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	line string // that greeted
	err  *strings.Builder
	done chan error
}

// startServe starts migraph serve on a free port and returns when it greets.
func startServe(t *testing.T, store string, env ...string) *process {
	t.Helper()
	p := &process{t: t, err: &strings.Builder{}, done: make(chan error, 1)}
	p.cmd = exec.CommandContext(t.Context(), "migraph", "serve", "--addr", "127.0.0.1:0", "--store", store)
	p.cmd.Env = append(p.cmd.Environ(), env...)
	p.cmd.Stderr = p.err
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.line, err = bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, p.end())
	}
	_, address, _ := strings.Cut(strings.TrimSpace(p.line), "http://")
	p.url = "http://" + address
	go func() { p.done <- p.cmd.Wait() }()
	return p
}

// end waits for a program that ends by itself and gives what it logged.
func (p *process) end() string {
	_ = p.cmd.Wait()
	return p.err.String()
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait waits for the end and gives the exit code, -1 if a signal ended it.
func (p *process) wait(limit time.Duration) int {
	p.t.Helper()
	select {
	case err := <-p.done:
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			return failed.ExitCode()
		} else if err != nil {
			p.t.Fatal(err)
		}
		return 0
	case <-time.After(limit):
		p.t.Fatalf("still runs after %v", limit)
		return 0
	}
}

// status asks a path and gives the status and the body, 0 if nobody answers.
func (p *process) status(path string) (int, string) {
	res, err := http.Get(p.url + path)
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err.Error()
	}
	return res.StatusCode, string(body)
}

// until waits for a path to give a status.
func (p *process) until(path string, want int, limit time.Duration) {
	p.t.Helper()
	var got int
	var body string
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got, body = p.status(path); got == want {
			return
		}
	}
	p.t.Fatalf("%s gives %d after %v, want %d: %s", path, got, limit, want, body)
}

// holdRequest begins a request that will not end by itself for long.
func holdRequest(t *testing.T, p *process) {
	t.Helper()
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // until the server reads it
}

func TestServeEndsWithinTenSeconds(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the whole drain")
	}
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	p.until("/readyz", http.StatusOK, 10*time.Second)
	holdRequest(t, p)
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"))
	p.until("/readyz", http.StatusOK, 10*time.Second)
	holdRequest(t, p)
	p.signal(syscall.SIGTERM)
	time.Sleep(300 * time.Millisecond)
	if len(p.done) > 0 {
		t.Fatal("it did not wait for the request")
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(time.Second); code == 0 {
		t.Errorf("exit code %d", code)
	}
}

// askStakeholders asks how many stakeholders there are.
func (p *process) askStakeholders(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/graphql",
		strings.NewReader(`{"query": "{ stakeholders { totalCount } }"}`))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %s", res.StatusCode, body), err
}
