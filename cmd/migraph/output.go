package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-isatty"
)

// standardOutput gives standard output as it is for a file or another program, and
// without what steers a terminal for one. A workbook is nothing to look at there.
func standardOutput(env *environment, format string) (io.Writer, error) {
	f, isFile := env.files.(*os.File)
	if !isFile || !isatty.IsTerminal(f.Fd()) {
		return env.files, nil
	}
	if format == "xlsx" {
		return nil, usagef("a workbook cannot be shown on a terminal; name a file with -o")
	}
	return env.stdout, nil
}

// wholeFile writes a file beside the one that is wanted, which takes its place when it
// is whole. The error of fn is given as it is. Only who started the program can read
// the file, unless fn opens it to others.
func wholeFile(name string, fn func(*os.File) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".migraph-*")
	if err != nil {
		return cannotWrite(name, err)
	}
	defer func() {
		_ = f.Close()           // closed before, unless writing failed
		_ = os.Remove(f.Name()) // moved, unless writing failed
	}()
	if err := fn(f); err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return cannotWrite(name, err)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return cannotWrite(name, err)
	}
	return nil
}

// cannotWrite tells of a file, or of the folder for temporary files if none is named.
func cannotWrite(file string, err error) *exit {
	var path *os.PathError
	var link *os.LinkError
	switch { // without the names as they are
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	if file == "" {
		return failed(fmt.Errorf("a temporary file cannot be written (TMPDIR names its folder): %w", err))
	}
	return failed(fmt.Errorf("cannot write %s: %w", oneLine(file), err))
}
