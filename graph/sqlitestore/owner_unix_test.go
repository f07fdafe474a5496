//go:build unix

package sqlitestore

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A restore by root leaves the graph to the user of the service.
func TestRestoreKeepsTheOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	dir := t.TempDir()
	path, good := filepath.Join(dir, "graph.db"), filepath.Join(dir, "good.db")
	if err := newGraph(t, path, 3).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Backup(t.Context(), path, good); err != nil {
		t.Fatal(err)
	}
	const uid, gid = 12345, 23456
	if err := os.Chown(path, uid, gid); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), good, path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if is := info.Sys().(*syscall.Stat_t); is.Uid != uid || is.Gid != gid {
		t.Errorf("the graph belongs to %d:%d, not to %d:%d", is.Uid, is.Gid, uid, gid)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the mode of the graph is %o, not 600", mode)
	}
}
