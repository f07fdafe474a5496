package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// shown is how much of the output of a command that failed is told, in bytes.
const shown = 1000

// migraph runs a command of the program and gives its output.
func (s *soak) migraph(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, s.binary, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("migraph %s: %w: %s%s", strings.Join(args, " "), err, out[:min(len(out), shown)], stderr.String())
	}
	return out, err
}

// log keeps the last of what a server says.
type log struct {
	mu   sync.Mutex
	text []byte
	// panics is whether it told of a panic.
	panics bool
}

const logKept = 16 << 10

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.panics = l.panics || bytes.Contains(b, []byte("panic"))
	l.text = append(l.text, b...)
	l.text = l.text[max(0, len(l.text)-logKept):]
	return len(b), nil
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

func (l *log) panicked() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.panics
}

// server is a running migraph serve.
type server struct {
	s       *soak
	cmd     *exec.Cmd
	address string // host and port
	log     *log
	ended   chan struct{}
	err     error // of the end, once ended is closed
}

// serve starts a server and returns when it is ready.
func (s *soak) serve(ctx context.Context, store string, args ...string) (*server, error) {
	v := &server{s: s, log: &log{}, ended: make(chan struct{})}
	v.cmd = exec.CommandContext(ctx, s.binary, append([]string{"serve", "--addr", "127.0.0.1:0", "--store", store}, args...)...)
	v.cmd.Stderr = v.log
	stdout, err := v.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		_ = v.cmd.Wait() // the log says more
		return nil, fmt.Errorf("migraph serve: %w: %s", err, v.log)
	}
	_, v.address, _ = strings.Cut(strings.TrimSpace(line), "http://")
	go func() {
		v.err = v.cmd.Wait()
		close(v.ended)
	}()
	for start := time.Now(); !v.ready(ctx); time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > 3*time.Minute {
			v.kill()
			return nil, fmt.Errorf("the server is not ready after 3 min: %s", v.log)
		}
	}
	return v, nil
}

func (v *server) ready(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+v.address+"/readyz", http.NoBody)
	if err != nil {
		return false
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	_ = res.Body.Close() // only the status counts
	return res.StatusCode == http.StatusOK
}

// runs fails if the server has ended or told of a panic.
func (v *server) runs(when string) {
	select {
	case <-v.ended:
		v.s.fail("%s: the server has ended: %v: %s", when, v.err, v.log)
	default:
	}
	if v.log.panicked() {
		v.s.fail("%s: the server told of a panic: %s", when, v.log)
	}
}

func (v *server) kill() {
	_ = v.cmd.Process.Kill() // it may have ended already
	<-v.ended
}

// end asks the server to end and gives how long it took. It fails unless it ended well
// within ten seconds.
func (v *server) end(when string) time.Duration {
	start := time.Now()
	_ = v.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already, which runs tells
	select {
	case <-v.ended:
		if v.err != nil {
			v.s.fail("%s: the server ended with %v: %s", when, v.err, v.log)
		}
	case <-time.After(10 * time.Second):
		v.s.fail("%s: the server runs 10 s after SIGTERM: %s", when, v.log)
		v.kill()
	}
	return time.Since(start)
}

// memory gives the resident memory in MB, as Linux tells it.
func (v *server) memory() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", v.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024, nil
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// files gives the number of open files and connections.
func (v *server) files() (int, error) {
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", v.cmd.Process.Pid))
	return len(entries), err
}

// state is what a store holds.
type state struct {
	// revision counts the writes that were committed.
	revision int64
	// content is a hash of all records, but for what counts writes.
	content string
}

var datasetRevision = regexp.MustCompile(`"revision":\d+`)

// state dumps a store.
func (s *soak) state(ctx context.Context, store string) (state, error) {
	out, err := s.migraph(ctx, "dump", "--store", store)
	if err != nil {
		return state{}, err
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	var head struct {
		Revision int64 `json:"revision"`
	}
	if err := json.Unmarshal(lines[0], &head); err != nil {
		return state{}, fmt.Errorf("the head of a dump: %w", err)
	}
	sum := sha256.New()
	for _, line := range lines[1 : len(lines)-1] { // the last holds a hash of all
		if bytes.HasPrefix(line, []byte(`{"type":"Change"`)) {
			continue
		}
		if bytes.HasPrefix(line, []byte(`{"type":"Dataset"`)) {
			line = datasetRevision.ReplaceAll(line, nil)
		}
		sum.Write(line)
		sum.Write([]byte("\n"))
	}
	return state{head.Revision, fmt.Sprintf("%x", sum.Sum(nil))}, nil
}
