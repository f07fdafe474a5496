package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain runs in the root of the project, as the program does.
func TestMain(m *testing.M) {
	if err := os.Chdir(filepath.Join("..", "..")); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

var someFiles = []packed{{"migraph", []byte("program"), true}, {"LICENSE", []byte("licence"), false}}

func TestTar(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	var one, other bytes.Buffer
	if err := errors.Join(writeTar(&one, "m", someFiles, at), writeTar(&other, "m", []packed{someFiles[1], someFiles[0]}, at)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Error("the same files give different archives")
	}
	z, err := gzip.NewReader(&one)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !h.ModTime.Equal(at) || h.Uid != 0 || h.Uname != "" {
			t.Errorf("%s is of %v, owned by %d %q", h.Name, h.ModTime, h.Uid, h.Uname)
		}
		got = append(got, h.Name+" "+h.FileInfo().Mode().String()+" "+string(text))
	}
	if want := []string{"m/LICENSE -rw-r--r-- licence", "m/migraph -rwxr-xr-x program"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestZip(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UTC()
	var one, other bytes.Buffer
	if err := errors.Join(writeZip(&one, "m", someFiles, at), writeZip(&other, "m", []packed{someFiles[1], someFiles[0]}, at)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Error("the same files give different archives")
	}
	r, err := zip.NewReader(bytes.NewReader(one.Bytes()), int64(one.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != 2 || r.File[0].Name != "m/LICENSE" || !r.File[0].Modified.Equal(at) {
		t.Errorf("the archive holds %v", r.File)
	}
}

// TestLicences: texts of licences that are allowed are known, others are refused.
func TestLicences(t *testing.T) {
	text, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if names, err := licencesOf(text); err != nil || !slices.Equal(names, []string{"Apache-2.0"}) {
		t.Errorf("%v, %v", names, err)
	}
	if _, err := licencesOf([]byte("All rights reserved. You may look, not touch.")); err == nil {
		t.Error("a text that is no licence counts as one")
	}
	const gpl = "This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version."
	if _, err := licencesOf([]byte(gpl)); err == nil || !strings.Contains(err.Error(), "not allowed") {
		t.Errorf("a licence that is not allowed: %v", err)
	}
}

// TestBundled: all that browsers load has a version that the lock file knows, and a
// licence that is allowed.
func TestBundled(t *testing.T) {
	var names []string
	for _, b := range bundles {
		packages, err := b.packages()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range packages {
			names = append(names, p.name)
			if !slices.Contains(allowed, p.licence) {
				t.Errorf("%s: %s", p.name, p.licence)
			}
			hashes, ok := p.component()["hashes"].([]any)
			if !ok || len(hashes) != 1 {
				t.Errorf("%s has no sum", p.name)
			}
		}
	}
	for _, name := range []string{"svelte", "d3-force", "d3-timer", "graphiql", "react", "picomatch-browser"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not among %v", name, names)
		}
	}
	scoped := npmPackage{name: "@graphiql/react", version: "1.2.3"}
	if scoped.purl() != "pkg:npm/%40graphiql/react@1.2.3" {
		t.Error(scoped.purl())
	}
}

func TestUUID(t *testing.T) {
	one := uuidOf([]byte("one"))
	if one != uuidOf([]byte("one")) || one == uuidOf([]byte("other")) || len(one) != 36 || one[14] != '8' || !strings.ContainsRune("89ab", rune(one[19])) {
		t.Error(one)
	}
}
