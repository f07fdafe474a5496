package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// openInput opens a file, or standard input for "-", and gives it the name by
// which messages call it.
func openInput(name string, stdin io.Reader) (r io.ReadCloser, label string, err error) {
	if name == "-" {
		return io.NopCloser(stdin), "stdin", nil
	}
	label = oneLine(name)
	f, err := os.Open(name)
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
