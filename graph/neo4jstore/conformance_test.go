package neo4jstore

import (
	"runtime"
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/storetest"
	"github.com/migraph/migraph/internal/neo4jtest"
)

func TestConformance(t *testing.T) {
	// Most of the time Neo4j plans statements, one after the other. Two servers
	// plan two at once.
	servers := make(chan string, 2)
	servers <- neo4jtest.URI(t)
	if runtime.GOMAXPROCS(0) > 1 {
		servers <- neo4jtest.Start(t).URI()
	}
	storetest.Run(t, func(t *testing.T) graph.Store {
		uri := <-servers
		t.Cleanup(func() { servers <- uri })
		s := openEmptyAt(t, uri)
		s.hubs.links = 2 // small graphs have hubs too
		return s
	})
}
