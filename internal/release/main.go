// Release makes what is given to others: archives of the program for each system, with
// licences, a bill of materials for each, and sums of all. The same commit gives the same
// bytes. It is run by make release and, for the licences alone, by make licences.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usualTargets are the systems that the program is built for.
const usualTargets = "linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "release: "+err.Error())
		os.Exit(1) //nolint:gocritic // the context is of no more use
	}
}

// release is one release in the making.
type release struct {
	// version names the release, commit what it is made of.
	version, commit string
	targets         []target
	// out is the folder that the files are put into.
	out string
	// at is the time that all files are said to be of.
	at time.Time
}

// target is a system and a processor, as Go names them.
type target struct{ os, arch string }

func (t target) String() string { return t.os + "/" + t.arch }

func run(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("release", flag.ContinueOnError)
	version := f.String("version", "", "version of the release")
	targets := f.String("targets", usualTargets, "systems to build for, as in linux/amd64")
	out := f.String("out", filepath.Join("dist", "release"), "folder for the files; what is in it is removed")
	licencesOnly := f.Bool("licences", false, "only check the licences, and write them to the folder")
	if err := f.Parse(args); err != nil {
		return err
	}
	r := &release{version: *version, out: *out}
	for _, name := range strings.Fields(*targets) {
		system, arch, ok := strings.Cut(name, "/")
		if !ok {
			return fmt.Errorf("%q is no system; write it as linux/amd64", name)
		}
		r.targets = append(r.targets, target{system, arch})
	}
	notices, err := thirdParties(ctx, r.targets)
	if err != nil {
		return err
	}
	if *licencesOnly {
		file := filepath.Join(filepath.Dir(*out), noticesFile)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		fmt.Println("all licences are of those that are allowed; they are in " + file)
		return os.WriteFile(file, notices, 0o644)
	}
	if r.version == "" {
		return fmt.Errorf("-version says which version this is")
	}
	if r.at, err = commitTime(ctx); err != nil {
		return err
	}
	if r.commit, err = commit(ctx); err != nil {
		return err
	}
	return r.make(ctx, notices)
}

// commit names the state of the files: that of Git, with a word if it is changed;
// unknown without Git.
func commit(ctx context.Context) (string, error) {
	hash, err := output(ctx, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return "unknown", nil //nolint:nilerr // an archive of the files has no Git
	}
	changed, err := output(ctx, nil, "git", "status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return "", err
	}
	if len(changed) > 0 {
		return strings.TrimSpace(string(hash)) + ",modified", nil
	}
	return strings.TrimSpace(string(hash)), nil
}

// commitTime is that of SOURCE_DATE_EPOCH, as builds that can be repeated have it, else
// of the commit.
func commitTime(ctx context.Context) (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		b, err := output(ctx, nil, "git", "log", "-1", "--format=%ct")
		if err != nil {
			return time.Time{}, fmt.Errorf("without a commit SOURCE_DATE_EPOCH must say of which time the release is: %w", err)
		}
		text = strings.TrimSpace(string(b))
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time in seconds", text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
