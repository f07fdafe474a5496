package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/ingest"
	"github.com/migraph/migraph/ingest/iati"
)

// published is a file of activities as they are published, beside the repository.
const published = "../shared/data/iati/hdx-covid/dportal.xml.gz"

// measureImport imports the published file, repeated to about so many megabytes with
// identifiers of its own each time, into a new store by the built program, beside two
// floors: to take the XML apart, and to read the activities without keeping them.
func measureImport(ctx context.Context, binary, dir string, megabytes int) error {
	file := filepath.Join(dir, "activities.xml")
	activities, err := repeat(file, megabytes<<20)
	if errors.Is(err, os.ErrNotExist) {
		fmt.Printf("import: %s is not there, so nothing was measured\n", published)
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Printf("import: %d activities, about %d MB\n", activities, megabytes)
	tell := func(what string, took time.Duration) {
		fmt.Printf("  %-28s %7.1f s %8.0f activities a second\n", what, took.Seconds(), float64(activities)/took.Seconds())
	}
	for _, f := range []struct {
		what string
		read func(io.Reader) error
	}{
		{"XML taken apart", tokens},
		{"activities read", func(r io.Reader) error {
			return iati.Read(ctx, ingest.Source{Name: file, Dataset: "bench", Reader: r}, nowhere{}, &ingest.Account{})
		}},
	} {
		took, err := timeFile(file, f.read)
		if err != nil {
			return err
		}
		tell(f.what, took)
	}
	stores := []string{"sqlite:" + filepath.Join(dir, "import.db")}
	if uri := os.Getenv("NEO4J_TEST_URI"); uri != "" {
		stores = append(stores, uri)
	}
	for _, store := range stores {
		cmd := exec.CommandContext(ctx, binary, "import", "--store", store, "--dataset", "bench", file)
		start := time.Now()
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("into %s: %w: %s", store, err, bytes.TrimSpace(text))
		}
		kind, _, _ := strings.Cut(store, ":")
		tell("into "+kind, time.Since(start))
		if used, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			fmt.Printf("  most memory %d MB\n", used.Maxrss>>10)
		}
	}
	return nil
}

func timeFile(name string, read func(io.Reader) error) (time.Duration, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }()
	start := time.Now()
	err = read(f)
	return time.Since(start), err
}

func tokens(r io.Reader) error {
	d := xml.NewDecoder(r)
	for {
		if _, err := d.RawToken(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// nowhere is a sink that keeps nothing.
type nowhere struct{}

func (nowhere) Thing(graph.ThingInput) error { return nil }
func (nowhere) Claim(graph.ClaimInput) error { return nil }

var (
	identifier = regexp.MustCompile(`<iati-identifier>\s*([^<]*?)\s*</iati-identifier>`)
	reference  = regexp.MustCompile(`((?:provider-activity-id|receiver-activity-id| ref)=")([^"]*)"`)
)

// repeat writes the activities of the published file until there are so many bytes,
// each time with other identifiers, and tells how many there are.
func repeat(to string, size int) (int, error) {
	text, err := readPublished()
	if err != nil {
		return 0, err
	}
	first, last := bytes.Index(text, []byte("<iati-activity ")), bytes.LastIndex(text, []byte("</iati-activities>"))
	head, body, tail := text[:first], text[first:last], text[last:]
	own := map[string]bool{}
	for _, m := range identifier.FindAllSubmatch(body, -1) {
		own[string(m[1])] = true
	}
	out, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	defer func() { _ = out.Close() }()
	if _, err := out.Write(head); err != nil {
		return 0, err
	}
	n, written := 0, 0
	for k := 0; written < size; k++ {
		mark := fmt.Sprint("-", k)
		again := identifier.ReplaceAll(body, []byte("<iati-identifier>${1}"+mark+"</iati-identifier>"))
		again = reference.ReplaceAllFunc(again, func(b []byte) []byte {
			m := reference.FindSubmatch(b)
			if !own[string(m[2])] {
				return b
			}
			return fmt.Appendf(nil, `%s%s%s"`, m[1], m[2], mark)
		})
		if _, err := out.Write(again); err != nil {
			return 0, err
		}
		n, written = n+len(own), written+len(again)
	}
	_, err = out.Write(tail)
	return n, errors.Join(err, out.Close())
}

func readPublished() ([]byte, error) {
	f, err := os.Open(published)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
