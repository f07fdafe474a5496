package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// healthPatience is longer than the server waits for its store.
const healthPatience = 4 * time.Second

type healthCmd struct {
	Addr string `default:"127.0.0.1:8080" env:"MIGRAPH_ADDR" help:"Address that the server listens on."`
}

// Help says what for.
func (healthCmd) Help() string {
	return `Asks a server on this machine whether it and its store answer (/readyz). Exit code 0 if so, 1 if not. It is meant for containers, which hold nothing else that could ask.

    migraph health
    migraph health --addr :8081`
}

// Run asks the server.
func (c *healthCmd) Run(ctx context.Context, env *environment) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil || port == "" {
		return usagef("--addr %q is no address: write host and port, as in 127.0.0.1:8080", c.Addr)
	}
	// A server that listens on all addresses does so on this one.
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	url := "http://" + net.JoinHostPort(host, port) + "/readyz"
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return usagef("--addr %q is no address: write host and port, as in 127.0.0.1:8080", c.Addr)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return failed(fmt.Errorf("no server answers: %w", err))
	}
	defer res.Body.Close()
	var answer struct{ Status, Reason string }
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<16)).Decode(&answer); err != nil {
		return failed(fmt.Errorf("%s is no Migraph: it answers with status %d", url, res.StatusCode))
	}
	if res.StatusCode != http.StatusOK {
		return failed(fmt.Errorf("%s: %s", answer.Status, answer.Reason))
	}
	_, err = fmt.Fprintln(env.stdout, answer.Status)
	return err
}
