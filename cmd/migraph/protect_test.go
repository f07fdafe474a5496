package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// issue writes a certificate for this machine with a number, and its key.
func issue(t *testing.T, dir string, number int64) (cert, key string) {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"graph.example.org"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, own.Public(), own)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for name, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: text}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// byTLS asks for a path over a new connection.
func (p *process) byTLS(path string, config *tls.Config) (*http.Response, error) {
	p.t.Helper()
	c := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, strings.Replace(p.url, "http:", "https:", 1)+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := c.Do(r)
	if err == nil {
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	return res, err
}

func TestServeByTLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := issue(t, dir, 1)
	p := startServe(t, "sqlite:"+filepath.Join(dir, "graph.db"), "MIGRAPH_TLS_CERT="+cert, "MIGRAPH_TLS_KEY="+key)
	if !strings.Contains(p.line, "https://127.0.0.1:") {
		t.Fatalf("it greets with %q", p.line)
	}
	_, address, _ := strings.Cut(strings.TrimSpace(p.line), "https://")
	p.url = "http://" + address
	config := func() *tls.Config { return &tls.Config{InsecureSkipVerify: true} } //nolint:gosec // which certificate it is, the test reads
	res, err := p.byTLS("/healthz", config())
	if err != nil || res.StatusCode != http.StatusOK || res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Fatalf("%v %+v", err, res)
	}
	if n := res.TLS.PeerCertificates[0].SerialNumber.Int64(); n != 1 {
		t.Errorf("the certificate is %d", n)
	}
	old := config()
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 //nolint:gosec // which must be refused
	if _, err := p.byTLS("/healthz", old); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	if got, _ := p.status("/healthz"); got == http.StatusOK {
		t.Error("HTTP without TLS is spoken")
	}
	health := func() string {
		text, _ := exec.CommandContext(t.Context(), "migraph", "health", "--addr", address, "--tls-cert", cert).CombinedOutput()
		return string(text)
	}
	for range 100 {
		if health() == "ready\n" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if got := health(); got != "ready\n" {
		t.Errorf("health: %s", got)
	}
	issue(t, dir, 2)
	p.signal(syscall.SIGHUP)
	number := int64(0)
	for range 50 {
		if res, err := p.byTLS("/healthz", config()); err == nil {
			if number = res.TLS.PeerCertificates[0].SerialNumber.Int64(); number == 2 {
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	if number != 2 {
		t.Errorf("after SIGHUP the certificate is %d", number)
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestProtectionFlags(t *testing.T) {
	dir := t.TempDir()
	cert, key := issue(t, dir, 1)
	for says, args := range map[string][]string{
		"--rate-limit must be 0 or more":          {"--rate-limit=-1"},
		"a million at the most":                   {"--rate-limit", "NaN"},
		"--rate-burst must be 1 or more":          {"--rate-limit", "1", "--rate-burst", "0"},
		"--max-concurrent must be 0 or more":      {"--max-concurrent=-1"},
		"--max-queued must be 0 or more":          {"--max-queued=-1"},
		"--max-wait must be no time or more":      {"--max-wait=-1s"},
		"--max-sending must be from 0 to ":        {"--max-sending=99999999999"},
		`--trusted-proxy "proxy" is no network`:   {"--trusted-proxy", "proxy"},
		`--trusted-proxy "10.0.0.0/99" is no`:     {"--trusted-proxy", "10.0.0.0/99"},
		"belong together":                         {"--tls-cert", cert},
		"no such file":                            {"--tls-cert", cert, "--tls-key", filepath.Join(dir, "none")},
		"are no certificate and its key":          {"--tls-cert", key, "--tls-key", key},
		"--max-client-connections must be 0 or m": {"--max-client-connections=-5"},
	} {
		var out bytes.Buffer
		all := append([]string{"serve", "--store", "sqlite:" + filepath.Join(dir, "graph.db"), "--addr", "127.0.0.1:0"}, args...)
		if got := run(all, strings.NewReader(""), &out, &out); got == 0 || !strings.Contains(out.String(), says) {
			t.Errorf("%v: exit code %d, %s", args, got, &out)
		}
	}
}

func TestRates(t *testing.T) {
	half, five, three := 0.5, 5.0, 3
	zero := 0.0
	for name, c := range map[string]struct {
		profile string
		flags   protectFlags
		allowed int // at once
	}{
		"by default":           {"default", protectFlags{}, -1},
		"public":               {profilePublic, protectFlags{}, 100},
		"public, switched off": {profilePublic, protectFlags{RateLimit: &zero}, -1},
		"own":                  {"default", protectFlags{RateLimit: &five}, 25},
		"seldom":               {"default", protectFlags{RateLimit: &half}, 2},
		"own burst":            {profilePublic, protectFlags{RateBurst: &three}, 3},
	} {
		c.flags.ProxyHeader = "X-Forwarded-For"
		rate, err := c.flags.rate(c.profile)
		if err != nil {
			t.Fatal(err)
		}
		if rate == nil {
			if c.allowed != -1 {
				t.Errorf("%s: no rate", name)
			}
			continue
		}
		n, now, who := 0, time.Now(), netip.MustParsePrefix("192.0.2.1/32")
		for ok := true; ok && n < 1000; n++ {
			ok, _ = rate.Allow(who, now)
		}
		if n-1 != c.allowed {
			t.Errorf("%s: %d at once, want %d", name, n-1, c.allowed)
		}
	}
}

// A public server counts each client, and one behind a proxy by what the proxy tells.
func TestAPublicServerCountsClients(t *testing.T) {
	p := startServe(t, "sqlite:"+filepath.Join(t.TempDir(), "graph.db"), "MIGRAPH_PROFILE=public", "MIGRAPH_RATE_LIMIT=0.1", "MIGRAPH_RATE_BURST=2", "MIGRAPH_TRUSTED_PROXIES=127.0.0.1")
	p.until("/readyz", http.StatusOK, 10*time.Second)
	ask := func(client string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/graphql?query=%7B__typename%7D", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Forwarded-For", client)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res.StatusCode
	}
	var got []int
	for _, client := range []string{"192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "203.0.113.5, 192.0.2.1"} {
		got = append(got, ask(client))
	}
	if fmt.Sprint(got) != "[200 200 429 200 429]" {
		t.Errorf("%v", got)
	}
	if strings.Contains(p.err.String(), "name the proxy") {
		t.Errorf("it warns of a proxy that is named: %s", p.err)
	}
}

// What clients send and what is secret stays out of the log, at any level.
func TestTheLogHoldsNoSecrets(t *testing.T) {
	const canary = "canary5309"
	dir := t.TempDir()
	folder := filepath.Join(dir, "operations")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "Find.graphql"), []byte(`query Find($name: String!) { stakeholders(where: {name: {eq: $name}}) { totalCount } }`), 0o600); err != nil {
		t.Fatal(err)
	}
	p := startServe(t, "sqlite:"+filepath.Join(dir, "graph.db"), "MIGRAPH_LOG_LEVEL=debug", "MIGRAPH_OPERATIONS="+folder, "MIGRAPH_OPERATION_MODE=log",
		"MIGRAPH_NEO4J_PASSWORD="+canary, "MIGRAPH_NEO4J_USER="+canary, "MIGRAPH_RATE_LIMIT=1000")
	p.until("/readyz", http.StatusOK, 10*time.Second)
	secrets := http.Header{"Authorization": {"Bearer " + canary}, "Cookie": {"session=" + canary}, "X-Api-Key": {canary}, "Referer": {"https://example.org/" + canary},
		"User-Agent": {canary}, "X-Forwarded-For": {canary}, "Origin": {"https://" + canary + ".example"}, "X-Request-Id": {"not well formed " + canary}}
	for _, ask := range []struct{ method, path, body string }{
		{"POST", "/graphql", `{"query":"query($n: String) { stakeholders(where: {name: {eq: $n}}) { totalCount } }","variables":{"n":"` + canary + `"}}`},
		{"POST", "/graphql", `{"query":"{ stakeholders(where: {name: {eq: \"` + canary + `\"}}) { totalCount } }"}`},
		{"POST", "/graphql", `{"query":"{ ` + canary + ` }"}`}, {"POST", "/graphql", `{"query":"{ ` + canary},
		{"POST", "/graphql", `{"query":"{ node(id: \"` + canary + `\") { id } }"}`}, {"POST", "/graphql", `{"query":"{ a }","extensions":{"x":"` + canary + `"}}`},
		{"POST", "/graphql", `{"query":"query($n: Int) { stakeholders(first: $n) { totalCount } }","variables":{"n":"` + canary + `"}}`},
		{"GET", "/graphql?query=%7B" + canary + "%7D&variables=%7B%22x%22:%22" + canary + "%22%7D", ""}, {"GET", "/graphql?query=%zz" + canary, ""},
		{"GET", "/q/Find?name=" + canary, ""}, {"GET", "/q/Find.csv?name=" + canary, ""}, {"GET", "/q/Find?" + canary + "=1", ""},
		{"GET", "/export/csv?type=stakeholders&where=%7B%22name%22:%7B%22eq%22:%22" + canary + "%22%7D%7D", ""}, {"GET", "/export/csv?type=" + canary, ""},
		{"GET", "/search?text=" + canary, ""}, {"GET", "/?q=" + canary, ""}, {"PUT", "/graphql", canary},
	} {
		r, err := http.NewRequestWithContext(context.Background(), ask.method, p.url+ask.path, strings.NewReader(ask.body))
		if err != nil { // the address that is not well-formed
			t.Fatal(err)
		}
		r.Header = secrets.Clone()
		r.Header.Set("Content-Type", "application/json")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(10 * time.Second); code != 0 {
		t.Errorf("exit code %d", code)
	}
	// Neither does what it says of a store that it cannot reach.
	away := startServe(t, "neo4j://127.0.0.1:1", "MIGRAPH_LOG_LEVEL=debug", "MIGRAPH_NEO4J_PASSWORD="+canary)
	away.until("/readyz", http.StatusServiceUnavailable, 10*time.Second)
	away.signal(syscall.SIGTERM)
	if code := away.wait(10 * time.Second); code != 0 || !strings.Contains(away.err.String(), "127.0.0.1:1") {
		t.Errorf("exit code %d: %s", code, away.err)
	}
	log := p.err.String() + away.err.String()
	if n := strings.Count(log, "msg=request"); n < 17 {
		t.Errorf("only %d requests are logged: the test sees nothing\n%s", n, log)
	}
	for _, line := range strings.Split(log, "\n") {
		if strings.Contains(line, canary) {
			t.Errorf("the log tells: %s", line)
		}
	}
}
