package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// beside are the files of the project that each archive has.
var beside = []string{"LICENSE", "README.md", "CHANGELOG.md", "docs/migraph.example.yaml"}

// ofLinux are those that only an archive for Linux has.
var ofLinux = []string{"deploy/migraph.service"}

// make builds, packs and sums everything.
func (r *release) make(ctx context.Context, notices []byte) error {
	if err := os.RemoveAll(r.out); err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "migraph-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	sums := map[string][32]byte{}
	put := func(name string, content []byte) error {
		sums[name] = sha256.Sum256(content)
		fmt.Printf("%x  %s\n", sums[name], name)
		return os.WriteFile(filepath.Join(r.out, name), content, 0o644)
	}
	for _, t := range r.targets {
		binary := filepath.Join(work, "migraph-"+t.os+"-"+t.arch)
		if err := r.build(ctx, t, binary); err != nil {
			return err
		}
		name := fmt.Sprintf("migraph_%s_%s_%s", r.version, t.os, t.arch)
		archive, packed, err := r.pack(t, name, binary, notices)
		if err != nil {
			return err
		}
		if err := put(packed, archive); err != nil {
			return err
		}
		bill, err := r.bill(ctx, binary)
		if err != nil {
			return err
		}
		if err := put(name+".cdx.json", bill); err != nil {
			return err
		}
	}
	var list strings.Builder
	for _, name := range sortedKeys(sums) {
		fmt.Fprintf(&list, "%x  %s\n", sums[name], name)
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), []byte(list.String()), 0o644)
}

// build builds the program so that the place where it is built does not show.
func (r *release) build(ctx context.Context, t target, binary string) error {
	// What Go finds out of the commit by itself depends on what kind of folder it is in.
	_, err := output(ctx, t.environment(), "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags", "-s -w -buildid= -X main.version="+r.version+" -X main.commit="+r.commit, "-o", binary, "./cmd/migraph")
	return err
}

// environment is that in which Go makes something for a target.
func (t target) environment() []string {
	// What somebody has set for the own machine is no part of a release.
	return []string{"CGO_ENABLED=0", "GOOS=" + t.os, "GOARCH=" + t.arch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0", "GOEXPERIMENT="}
}

// pack makes the archive of a target, and gives its name.
func (r *release) pack(t target, name, binary string, notices []byte) (archive []byte, file string, err error) {
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, "", err
	}
	files := []packed{{noticesFile, notices, false}}
	if t.os == "windows" {
		files = append(files, packed{"migraph.exe", program, true})
	} else {
		files = append(files, packed{"migraph", program, true})
	}
	names := beside
	if t.os == "linux" {
		names = slices.Concat(beside, ofLinux)
	}
	for _, file := range names {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, "", err
		}
		files = append(files, packed{filepath.Base(file), text, false})
	}
	var b bytes.Buffer
	if t.os == "windows" {
		err = writeZip(&b, name, files, r.at)
		return b.Bytes(), name + ".zip", err
	}
	err = writeTar(&b, name, files, r.at)
	return b.Bytes(), name + ".tar.gz", err
}

// output runs a command and gives what it writes.
func output(ctx context.Context, environment []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), environment...)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, &failure)
	}
	return out, nil
}
