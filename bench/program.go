package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// measureProgram starts the built program on a new store, loads its built-in
// graph, and measures a second start: to the first answer, and its memory then.
func measureProgram(ctx context.Context, binary, dir string) error {
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	fmt.Printf("program: %.1f MB\n", float64(info.Size())/1e6)
	store := filepath.Join(dir, "program.db")
	for _, which := range []string{"first start, which loads the built-in graph", "second start"} {
		if err := startOnce(ctx, binary, store, which); err != nil {
			return err
		}
	}
	return nil
}

func startOnce(ctx context.Context, binary, store, which string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, "serve", "--store", "sqlite:"+store, "--addr", addr)
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Signal(os.Interrupt) }()
	for {
		if text, err := post(ctx, addr); err == nil && strings.Contains(text, "totalCount") {
			break
		}
		if time.Since(start) > 30*time.Second {
			return fmt.Errorf("%s did not answer in 30 s", binary)
		}
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Printf("  %s: first answer after %.0f ms\n", which, ms(time.Since(start)))
	time.Sleep(2 * time.Second)
	fmt.Printf("  memory at rest: %s\n", residentMemory(cmd.Process.Pid))
	return nil
}

func post(ctx context.Context, addr string) (string, error) {
	body := strings.NewReader(`{"query":"{ stakeholders(first: 1) { totalCount nodes { name } } }"}`)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/graphql", body)
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	return string(text), err
}

// residentMemory reads what Linux says of a process; elsewhere it is unknown.
func residentMemory(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "unknown"
}
