package main

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"testing"
)

func TestWarnOfStaff(t *testing.T) {
	for _, c := range []struct {
		audience, host string
		warns          bool
	}{
		{"staff", "127.0.0.1", false},
		{"staff", "127.9.9.9", false},
		{"staff", "::1", false},
		{"staff", "0.0.0.0", true},
		{"staff", "::", true},
		{"staff", "10.0.0.5", true},
		{"public", "0.0.0.0", false},
	} {
		var log bytes.Buffer
		warnOfStaff(slog.New(slog.NewTextHandler(&log, nil)), c.audience, &net.TCPAddr{IP: net.ParseIP(c.host), Port: 8080})
		if warned := strings.Contains(log.String(), "RESTRICTED"); warned != c.warns {
			t.Errorf("%s on %s: %q", c.audience, c.host, log.String())
		}
	}
}

func TestCheckPublicURL(t *testing.T) {
	for address, good := range map[string]bool{
		"":                               true,
		"https://graph.example.org":      true,
		"http://127.0.0.1:8080":          true,
		"http://[::1]:8080":              true,
		"https://graph.example.org/":     false,
		"https://graph.example.org/path": false,
		"https://graph.example.org?x":    false,
		"https://graph.example.org#x":    false,
		"https://u:p@graph.example.org":  false,
		"ftp://graph.example.org":        false,
		"graph.example.org":              false,
		"https://":                       false,
		"https://:8080":                  false,
		"https://a b":                    false,
		"https://a\"b":                   false,
	} {
		if err := checkPublicURL(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
