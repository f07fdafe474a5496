package neo4jstore

import (
	"testing"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/graph/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) graph.Store { return openEmpty(t) })
}
