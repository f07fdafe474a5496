package protect

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// issue writes a certificate with a number, and its key.
func issue(t *testing.T, cert, key string, number int64) {
	t.Helper()
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{"graph.example.org"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, own.Public(), own)
	if err != nil {
		t.Fatal(err)
	}
	text, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		t.Fatal(err)
	}
	write(t, cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	write(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}))
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	var log bytes.Buffer
	if _, err := NewCertificate(cert, key, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("files that are not there are taken")
	}
	issue(t, cert, key, 1)
	c, err := NewCertificate(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	shown := func() int64 {
		t.Helper()
		got, err := c.TLS().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return got.Leaf.SerialNumber.Int64()
	}
	if shown() != 1 {
		t.Errorf("%d is shown", shown())
	}
	issue(t, cert, key, 2)
	if shown() != 1 {
		t.Errorf("the files are looked at for each connection")
	}
	c.Reload() // as SIGHUP does
	if shown() != 2 || !strings.Contains(log.String(), "was read again") {
		t.Errorf("%d is shown: %s", shown(), &log)
	}
	issue(t, cert, key, 3)
	c.looked = time.Now().Add(-lookAgain) // it is time
	if shown() != 3 {
		t.Errorf("%d is shown", shown())
	}
	write(t, key, []byte("half a k"))
	c.looked = time.Now().Add(-lookAgain)
	if shown() != 3 || !strings.Contains(log.String(), "the old one stays") || strings.Contains(log.String(), "half a k") {
		t.Errorf("%d is shown: %s", shown(), &log)
	}
	if err := os.Remove(cert); err != nil {
		t.Fatal(err)
	}
	c.looked = time.Now().Add(-lookAgain)
	if shown() != 3 {
		t.Errorf("%d is shown", shown())
	}
	if c.TLS().MinVersion != tls.VersionTLS12 {
		t.Error("older versions of TLS are spoken")
	}
}
