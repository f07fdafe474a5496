package operations

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// maxFile stops a wrong file from being read whole.
const maxFile = 16 << 20

// mostDocuments and mostBytes stop a wrong folder from being read whole.
const (
	mostDocuments = 10_000
	mostBytes     = 64 << 20
)

// Read reads the operations of a folder or of a manifest. Links of a folder lead to files
// of the folder only.
func Read(name string) ([]Document, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		root, err := os.OpenRoot(name)
		if err != nil {
			return nil, err
		}
		documents, err := Folder(name, root.FS())
		return documents, errors.Join(err, root.Close())
	}
	folder, file := filepath.Split(name)
	text, err := readFile(os.DirFS(cmp.Or(folder, ".")), file, name)
	if err != nil {
		return nil, err
	}
	return Manifest(name, text)
}

// Folder reads the files of a folder whose names end in .graphql, an operation a file.
// The name of the file is the name of the operation. Folders within it are not read.
// label is how messages call the folder.
func Folder(label string, folder fs.FS) ([]Document, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, err
	}
	var out []Document
	bytes := 0
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".graphql")
		if !is || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		d := Document{Name: name, Where: filepath.ToSlash(path.Join(label, e.Name()))}
		text, err := readFile(folder, e.Name(), d.Where)
		if err != nil {
			return nil, err
		}
		d.Text = string(text)
		if bytes += len(text); bytes > mostBytes || len(out) == mostDocuments {
			return nil, fmt.Errorf("%s has more than %d operations, or more than %d bytes of them; leave some out", label, mostDocuments, mostBytes)
		}
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: there is no file *.graphql", label)
	}
	return out, nil
}

// readFile reads a file, which messages call by where. Opening a pipe would wait for who
// writes into it.
func readFile(folder fs.FS, name, where string) ([]byte, error) {
	info, err := fs.Stat(folder, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", where)
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", where, err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s has more than %d bytes; split it", where, maxFile)
	}
	return text, nil
}

// apollo is the manifest that Apollo's tools write:
// https://www.apollographql.com/docs/kotlin/advanced/persisted-queries and
// @apollo/generate-persisted-query-manifest.
type apollo struct {
	Format     string `json:"format"`
	Version    int    `json:"version"`
	Operations []struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type string `json:"type"`
		Body string `json:"body"`
	} `json:"operations"`
}

const apolloFormat = "apollo-persisted-query-manifest"

// hashed is a key of a manifest of Relay's compiler: MD5, or another hash in
// hexadecimal digits.
var hashed = regexp.MustCompile(`^([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$`)

// Manifest reads a manifest as Apollo's tools write it, or one JSON object of texts by
// their hashes, as Relay's compiler writes it, or by their names. name is how messages call it.
func Manifest(name string, text []byte) ([]Document, error) {
	var form struct {
		Format any `json:"format"`
	}
	if err := json.Unmarshal(text, &form); err != nil {
		return nil, fmt.Errorf("%s: %w", name, jsonFault(text, err))
	}
	if form.Format == apolloFormat {
		return apolloManifest(name, text)
	}
	var texts map[string]string
	if err := json.Unmarshal(text, &texts); err != nil {
		return nil, fmt.Errorf("%s: a manifest is a JSON object of texts by their names or hashes, or one with the format %q: %w", name, apolloFormat, jsonFault(text, err))
	}
	if len(texts) > mostDocuments {
		return nil, tooMany(name, len(texts))
	}
	var out []Document
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		d := Document{Name: key, Text: texts[key], Where: name + ": " + key}
		if hashed.MatchString(key) {
			d.ID, d.Name, d.OwnName = key, "", true
		}
		out = append(out, d)
	}
	return out, nil
}

func apolloManifest(name string, text []byte) ([]Document, error) {
	var m apollo
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, jsonFault(text, err))
	}
	if m.Version != 1 {
		return nil, fmt.Errorf("%s: the manifest is of version %d; version 1 is understood", name, m.Version)
	}
	if len(m.Operations) > mostDocuments {
		return nil, tooMany(name, len(m.Operations))
	}
	var out []Document
	for i, o := range m.Operations {
		if o.ID == "" || o.Body == "" {
			return nil, fmt.Errorf("%s: operation %d has no id or no body", name, i+1)
		}
		if o.Type != "query" {
			return nil, fmt.Errorf("%s: %s is a %q; this server answers queries only", name, o.Name, o.Type)
		}
		out = append(out, Document{Name: o.Name, ID: o.ID, Text: o.Body, Where: name + ": " + o.Name})
	}
	return out, nil
}

func tooMany(name string, found int) error {
	return fmt.Errorf("%s has %d operations, at most %d are read", name, found, mostDocuments)
}

// jsonFault tells in which line JSON is at fault.
func jsonFault(text []byte, err error) error {
	var offset int64
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	default:
		return err
	}
	line := 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
	return fmt.Errorf("line %d: %w", line, err)
}
