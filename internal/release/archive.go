package main

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"slices"
	"time"
)

// packed is a file of an archive.
type packed struct {
	name    string
	content []byte
	program bool
}

func (p packed) mode() int64 {
	if p.program {
		return 0o755
	}
	return 0o644
}

func inOrder(files []packed) []packed {
	return slices.SortedFunc(slices.Values(files), func(a, b packed) int { return cmp.Compare(a.name, b.name) })
}

// writeTar writes files in a folder as a compressed tar, the same for the same files.
func writeTar(w io.Writer, folder string, files []packed, at time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, f := range inOrder(files) {
		err := t.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: folder + "/" + f.name, Size: int64(len(f.content)), Mode: f.mode(), ModTime: at, Format: tar.FormatUSTAR,
		})
		if err != nil {
			return err
		}
		if _, err := t.Write(f.content); err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), z.Close())
}

// writeZip writes files in a folder as a zip, the same for the same files.
func writeZip(w io.Writer, folder string, files []packed, at time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range inOrder(files) {
		h := &zip.FileHeader{Name: folder + "/" + f.name, Method: zip.Deflate, Modified: at}
		to, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := to.Write(f.content); err != nil {
			return err
		}
	}
	return z.Close()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
