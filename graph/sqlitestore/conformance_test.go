package sqlitestore_test

import (
	"path/filepath"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/sqlitestore"
	"github.com/migraph/migraph/graph/storetest"
)

func TestConformance(t *testing.T) {
	open := func(t *testing.T) graph.Store {
		s, err := sqlitestore.Open(t.Context(), sqlitestore.Options{Path: filepath.Join(t.TempDir(), "graph.db"), Unsafe: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	storetest.Run(t, func(*testing.T) storetest.Open { return open })
}
