package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// healthPatience is longer than the server waits for its store.
const healthPatience = 4 * time.Second

type healthCmd struct {
	Addr    string `default:"127.0.0.1:8080" env:"MIGRAPH_ADDR" help:"Address that the server listens on."`
	TLSCert string `name:"tls-cert" type:"path" placeholder:"FILE" env:"MIGRAPH_TLS_CERT" help:"Certificate of the server, if it has one: it is asked by TLS then, and must show it."`
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
	client, url := http.DefaultClient, "http://"+net.JoinHostPort(host, port)+"/readyz"
	if c.TLSCert != "" {
		if client, err = clientFor(c.TLSCert); err != nil {
			return failed(err)
		}
		url = "https://" + net.JoinHostPort(host, port) + "/readyz"
	}
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return usagef("--addr %q is no address: write host and port, as in 127.0.0.1:8080", c.Addr)
	}
	res, err := client.Do(r)
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

// clientFor gives a client that takes this certificate and no other, under a name that it
// is for.
func clientFor(file string) (*http.Client, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	block, _ := pem.Decode(text)
	if block == nil || !roots.AppendCertsFromPEM(pem.EncodeToMemory(block)) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", file)
	}
	own, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	switch {
	case len(own.DNSNames) > 0:
		config.ServerName = strings.Replace(own.DNSNames[0], "*", "any", 1)
	case len(own.IPAddresses) > 0:
		config.ServerName = own.IPAddresses[0].String()
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}}, nil
}
