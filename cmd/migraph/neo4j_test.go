package main

import (
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/migraph/migraph/internal/neo4jtest"
)

// Neo4j may come after Migraph, go, and come back: Migraph stays, says so, and
// needs nobody's help.
func TestServeOutlivesNeo4j(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Neo4j three times")
	}
	server := neo4jtest.Start(t)
	server.Stop()
	p := startServe(t, server.URI())
	if !strings.Contains(p.line, "waits for its store") {
		t.Errorf("it greets with %q", p.line)
	}
	p.until("/readyz", http.StatusServiceUnavailable, time.Second)
	expectUnavailable(t, p)

	server.Restart()
	// A fresh Neo4j on a busy machine takes its time for schema and seed.
	p.until("/readyz", http.StatusOK, 3*time.Minute)
	answer, err := p.askStakeholders(t.Context())
	if err != nil || !strings.HasPrefix(answer, `200 {"data":{"stakeholders":{"totalCount":`) {
		t.Fatalf("%s, %v", answer, err)
	}

	server.Kill()
	expectUnavailable(t, p)
	p.until("/readyz", http.StatusServiceUnavailable, 5*time.Second)

	server.Restart()
	p.until("/readyz", http.StatusOK, time.Minute)
	if again, err := p.askStakeholders(t.Context()); err != nil || again != answer {
		t.Errorf("after the return: %s, %v; before: %s", again, err, answer)
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if n := strings.Count(p.err.String(), "trying again until it comes"); n != 1 {
		t.Errorf("%d lines about its absence:\n%s", n, p.err)
	}
}

func expectUnavailable(t *testing.T, p *process) {
	t.Helper()
	start := time.Now()
	answer, err := p.askStakeholders(t.Context())
	if took := time.Since(start); err != nil || !strings.Contains(answer, "UNAVAILABLE") || took > 2*time.Second {
		t.Errorf("without Neo4j: %s, %v after %v", answer, err, took)
	}
}

// A wrong password does not heal by trying again.
func TestWrongPassword(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Neo4j")
	}
	const password = "right-password"
	server := neo4jtest.StartWithPassword(t, password)
	run := func(given string, args ...string) (string, int) {
		cmd := exec.CommandContext(t.Context(), "migraph", append(args, "--store", server.URI())...)
		cmd.Env = append(cmd.Environ(), "MIGRAPH_NEO4J_PASSWORD="+given)
		out, _ := cmd.CombinedOutput() // its error says the exit code
		return string(out), cmd.ProcessState.ExitCode()
	}
	out, code := run("wrong-password", "serve", "--addr", "127.0.0.1:0")
	if code != codeStore || !strings.Contains(out, "password") || strings.Contains(out, "wrong-password") || strings.Count(out, "\n") != 1 {
		t.Errorf("serve exits with %d: %s", code, out)
	}
	if out, code := run("wrong-password", "check"); code != codeStore || strings.Contains(out, "wrong-password") {
		t.Errorf("check exits with %d: %s", code, out)
	}
	if out, code := run(password, "check"); code != 0 || strings.Contains(out, password) {
		t.Errorf("check with the right password exits with %d: %s", code, out)
	}
}
