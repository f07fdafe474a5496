//go:build unix

package sqlitestore

import (
	"os"
	"syscall"

	"github.com/migraph/migraph/graph"
)

// giveTo gives a new file to the user and group of the one that it replaces: a service
// that runs as a user of its own could not open one of root.
func giveTo(fresh string, old os.FileInfo) error {
	now, err := os.Stat(fresh)
	if err != nil {
		return fileFailure(fresh, "cannot be read", err)
	}
	owner, known := old.Sys().(*syscall.Stat_t)
	own, mine := now.Sys().(*syscall.Stat_t)
	if !known || !mine || owner.Uid == own.Uid {
		return nil
	}
	if err := os.Chown(fresh, int(owner.Uid), int(owner.Gid)); err != nil {
		return graph.Errorf(graph.Unavailable, "%s belongs to another user; restore as that user, or as root", old.Name())
	}
	return nil
}
