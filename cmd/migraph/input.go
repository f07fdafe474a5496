package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// openInput opens a file, or standard input for "-", and gives it the name by
// which messages call it.
func openInput(name string, stdin io.Reader) (r io.ReadCloser, label string, err error) {
	if name == "-" {
		return io.NopCloser(stdin), "stdin", nil
	}
	label = oneLine(name)
	f, err := os.Open(name)
	if err != nil && webAddress.MatchString(name) {
		return nil, label, &exit{code: codeInput, err: fmt.Errorf("%s is an address on the web, and files are read from this machine only; download it first, or pass it on: curl -fsSL ADDRESS | migraph ... -", label)}
	}
	if err != nil {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = p.Err // without the name as it is
		}
		return nil, label, &exit{code: codeInput, err: fmt.Errorf("open %s: %w", label, err)}
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close() // it was only opened
		return nil, label, &exit{code: codeInput, err: fmt.Errorf("%s is a folder; name a file", label)}
	}
	return f, label, nil
}

var webAddress = regexp.MustCompile(`(?i)^(https?|ftp)://`)

// folderFiles gives the files of a folder that are not hidden, by name; isFolder is
// false of what is none, or cannot be looked at: who opens it tells that.
func folderFiles(name string) (files []string, isFolder bool, err error) {
	info, err := os.Stat(name)
	if name == "-" || err != nil || !info.IsDir() {
		return nil, false, nil
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, true, &exit{code: codeInput, err: fmt.Errorf("the folder %s cannot be read: %w", oneLine(name), err)}
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || e.IsDir() {
			continue
		}
		file := filepath.Join(name, e.Name())
		switch info, err := os.Stat(file); { // which follows links
		case err == nil && info.IsDir():
			continue
		case err == nil && !info.Mode().IsRegular():
			return nil, true, &exit{code: codeInput, err: fmt.Errorf("%s is no file; take it out of the folder", oneLine(file))}
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		return nil, true, &exit{code: codeInput, err: fmt.Errorf("there is no file in %s", oneLine(name))}
	}
	return files, true, nil
}
