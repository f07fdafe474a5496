package protect

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how often the files of a certificate are looked at.
const lookAgain = 10 * time.Second

// Certificate is that of a server, from two files. When they change, new connections get
// the new one.
type Certificate struct {
	cert, key string
	log       *slog.Logger

	mu     sync.Mutex
	loaded *tls.Certificate
	of     [2]stamp // the files that were read last, whether they could be used or not
	looked time.Time
}

// stamp tells versions of a file apart.
type stamp struct {
	changed time.Time
	size    int64
}

// NewCertificate reads a certificate, with those that vouch for it, and its key, both in
// PEM.
func NewCertificate(cert, key string, log *slog.Logger) (*Certificate, error) {
	c := &Certificate{cert: cert, key: key, log: log}
	if err := c.load(); err != nil {
		return nil, err
	}
	return c, nil
}

// TLS gives how a server speaks TLS with the certificate.
func (c *Certificate) TLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
}

// Reload reads the files again. What can no longer be used leaves the certificate as it is.
func (c *Certificate) Reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reload()
}

func (c *Certificate) reload() {
	if err := c.load(); err != nil {
		c.log.Error("the new certificate cannot be used; the old one stays", "error", err)
		return
	}
	c.log.Info("the certificate was read again", "ends", c.loaded.Leaf.NotAfter)
}

func (c *Certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.looked) >= lookAgain {
		c.looked = now
		if of, err := stamps(c.cert, c.key); err == nil && of != c.of {
			c.reload()
		}
	}
	return c.loaded, nil
}

// load reads the files. The stamps come first: a file that changes in between is read again.
func (c *Certificate) load() error {
	of, err := stamps(c.cert, c.key)
	if err != nil {
		return err
	}
	c.of, c.looked = of, time.Now()
	loaded, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return fmt.Errorf("%s and %s are no certificate and its key: %w", c.cert, c.key, err)
	}
	c.loaded = &loaded
	return nil
}

func stamps(files ...string) (of [2]stamp, err error) {
	for i, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return of, err
		}
		of[i] = stamp{info.ModTime(), info.Size()}
	}
	return of, nil
}
