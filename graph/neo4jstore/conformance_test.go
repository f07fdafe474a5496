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
	// plan two at once; a group has one of them for itself, so that what only its
	// cases ask is planned once.
	servers := make(chan string, 2)
	servers <- neo4jtest.URI(t)
	if runtime.GOMAXPROCS(0) > 1 {
		servers <- neo4jtest.Start(t).URI()
	}
	storetest.Run(t, func(t *testing.T) storetest.Open {
		uri := <-servers
		t.Cleanup(func() { servers <- uri })
		return func(t *testing.T) graph.Store {
			s := openEmptyAt(t, uri)
			s.hubs.links = 2 // small graphs have hubs too
			return s
		}
	})
}
