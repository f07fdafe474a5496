package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// noticesFile is the name of the file with the licences of others.
const noticesFile = "THIRD-PARTY-LICENCES.txt"

// allowed are the licences of what may be linked and bundled, by their SPDX names: they
// ask for a notice, which noticesFile gives. MPL-2.0 asks for the source of its own files
// too, which are unchanged, and public.
var allowed = []string{"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "Unlicense", "0BSD", "CC0-1.0", "BlueOak-1.0.0", "Zlib"}

// enough is how much of a file must be words of licences for it to count as one, in
// percent: the rest are names and years.
const enough = 75

var (
	// ofLicence are names of files that hold a licence, ofNotice such that hold what goes
	// along with one.
	ofLicence = regexp.MustCompile(`(?i)^(un)?(licen[cs]e|copying)(\.(md|txt|rst)|-[a-z0-9.]+)?$`)
	ofNotice  = regexp.MustCompile(`(?i)^(notice|patents|licen[cs]e-3rd-party|third.?party.*)(\.(md|txt))?$`)
)

// looked are files that somebody has looked at, by their sums: if one changes, it must be
// looked at again.
var looked = map[string]string{
	"5ae5bee3072a841376451b48d8cfcec7188e10543926d5870828d36c8a750dc5": "where a logo is from that is not linked",
	"8438c9c89b849131ead81d5435cb97fcf052df5b0b286dda8a2d4c29e6cb3fd0": "SQLite, which is in the public domain",
}

// linked is a package that the program is linked of.
type linked struct {
	Dir      string
	Standard bool
	Module   *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// thirdParties gives the text of the licences of all that is linked into the program for
// any of the targets, and bundled into it for browsers. It is an error if one is not
// allowed, or cannot be told.
func thirdParties(ctx context.Context, targets []target) ([]byte, error) {
	// Files by module; a module is named with its version.
	files, folders := map[string]map[string]bool{}, map[string]string{}
	for _, t := range targets {
		packages, err := listLinked(ctx, t)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			if p.Standard || p.Module == nil || p.Module.Main {
				continue
			}
			name := p.Module.Path + " " + p.Module.Version
			if files[name] == nil {
				files[name] = map[string]bool{}
			}
			folders[name] = p.Module.Dir
			if err := gather(files[name], p.Dir, p.Module.Dir); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	out.WriteString("Migraph is made with the work of others. These are their licences.\n")
	var wrong []error
	if err := writeGo(ctx, &out); err != nil {
		return nil, err
	}
	for _, name := range sortedKeys(files) {
		if err := writeModule(&out, name, folders[name], sortedKeys(files[name])); err != nil {
			wrong = append(wrong, err)
		}
	}
	for _, b := range bundles {
		if err := writeBundle(&out, b); err != nil {
			wrong = append(wrong, err)
		}
	}
	return out.Bytes(), errors.Join(wrong...)
}

func listLinked(ctx context.Context, t target) ([]linked, error) {
	text, err := output(ctx, t.environment(), "go", "list", "-deps", "-json=Dir,Standard,Module", "./cmd/migraph")
	if err != nil {
		return nil, err
	}
	var out []linked
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var p linked
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return out, nil
		case err != nil:
			return nil, err
		}
		out = append(out, p)
	}
}

// gather notes the licences that hold for a package: those of its folder and of the
// folders above, up to that of the module.
func gather(files map[string]bool, dir, root string) error {
	for ; strings.HasPrefix(dir, root); dir = filepath.Dir(dir) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !e.IsDir() && (ofLicence.MatchString(e.Name()) || ofNotice.MatchString(e.Name())) {
				files[filepath.Join(dir, e.Name())] = true
			}
		}
	}
	return nil
}

// writeModule writes the licences of a module.
func writeModule(out *bytes.Buffer, name, root string, files []string) error {
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if ofLicence.MatchString(filepath.Base(file)) && !ofNotice.MatchString(filepath.Base(file)) {
			of, err := licencesOf(text)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", name, filepath.Base(file), err)
			}
			names = append(names, of...)
		}
		inside, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		writeText(out, name+", "+filepath.ToSlash(inside), text)
	}
	if len(names) == 0 {
		return fmt.Errorf("%s: it has no licence", name)
	}
	return nil
}

func writeText(out *bytes.Buffer, title string, text []byte) {
	fmt.Fprintf(out, "\n%s\n%s\n\n%s\n", title, strings.Repeat("=", len(title)), bytes.TrimSpace(text))
}

// writeGo writes the licence of the library of Go, which every program has in it.
func writeGo(ctx context.Context, out *bytes.Buffer) error {
	root, err := output(ctx, nil, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "LICENSE"))
	if err != nil {
		return err
	}
	if _, err := licencesOf(text); err != nil {
		return fmt.Errorf("Go: %w", err) //nolint:staticcheck // a name
	}
	writeText(out, "The standard library of Go", text)
	return nil
}

// writeBundle writes the licences of what browsers load, which the bundler gathered.
func writeBundle(out *bytes.Buffer, b bundle) error {
	packages, err := b.packages()
	if err != nil {
		return err
	}
	for _, p := range packages {
		if !slices.Contains(allowed, p.licence) {
			return fmt.Errorf("%s %s: the licence %s is not allowed; see allowed in internal/release/licences.go", p.name, p.version, p.licence)
		}
	}
	text, err := os.ReadFile(b.licences)
	if err != nil {
		return err
	}
	writeText(out, "What browsers load: "+b.folder, text)
	return nil
}

// licencesOf names the licences of a text, or tells why they are not allowed.
func licencesOf(text []byte) ([]string, error) {
	if looked[fmt.Sprintf("%x", sha256.Sum256(text))] != "" {
		return nil, nil
	}
	found := licensecheck.Scan(text)
	if found.Percent < enough {
		return nil, fmt.Errorf("only %.0f percent of it are words of a licence that is known; look at it", found.Percent)
	}
	var names []string
	for _, m := range found.Match {
		if !slices.Contains(allowed, m.ID) {
			return nil, fmt.Errorf("the licence %s is not allowed; see allowed in internal/release/licences.go", m.ID)
		}
		names = append(names, m.ID)
	}
	return names, nil
}
