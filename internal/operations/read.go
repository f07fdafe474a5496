package operations

import (
	"bytes"
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

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxFile stops a wrong file from being read whole.
const maxFile = 16 << 20

// Read reads the operations of a folder or of a manifest.
func Read(name string) ([]Document, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return Folder(name, os.DirFS(name))
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := readWhole(f, name)
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
	for _, e := range entries {
		name, is := strings.CutSuffix(e.Name(), ".graphql")
		if !is || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		d := Document{Name: name, Where: filepath.ToSlash(path.Join(label, e.Name()))}
		f, err := folder.Open(e.Name())
		if err != nil {
			return nil, err
		}
		text, err := readWhole(f, d.Where)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		d.Text = string(text)
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: there is no file *.graphql", label)
	}
	return out, nil
}

func readWhole(r io.Reader, name string) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s has more than %d bytes; split it", name, maxFile)
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
	var out []Document
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		d := Document{Name: key, Text: texts[key], Where: name + ": " + key}
		if hashed.MatchString(key) {
			d.ID, d.Name = key, nameOf(d.Text, key)
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

// nameOf gives the name of the operation of a text, or what stands for it if it has
// none.
func nameOf(text, otherwise string) string {
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil || len(doc.Operations) != 1 || doc.Operations[0].Name == "" {
		return otherwise
	}
	return doc.Operations[0].Name
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
