package neo4jstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

const (
	// rowMemory is what a record, or a part of one, takes of the server's memory
	// until it is committed, with its relationships, links and index entries:
	// of the 717 MB that Neo4j 5.26 gives transactions of a heap of 1 GB, 22,000
	// flows with one evidence each were committed, 26,000 were not.
	rowMemory = 20 << 10
	// DefaultMaxWrite is for servers that do not tell their memory. It fits a
	// heap of 1 GB.
	DefaultMaxWrite = 35_000
)

// measureMemory gives how many records and parts one transaction of the server
// holds.
func (s *Store) measureMemory(ctx context.Context) (int, error) {
	least := int64(0)
	err := s.auto(ctx, "SHOW SETTINGS YIELD name, value WHERE name IN $names RETURN value", map[string]any{"names": []string{
		"dbms.memory.transaction.total.max", "db.memory.transaction.total.max", "db.memory.transaction.max",
	}}, func(v any) {
		text, _ := v.(string)
		if n := parseSize(text); n > 0 && (least == 0 || n < least) { // 0 is no limit
			least = n
		}
	})
	var refused *neo4j.Neo4jError
	if errors.As(err, &refused) && refused.HasSecurityCode() { // not every user may see the settings
		return DefaultMaxWrite, nil
	}
	if least == 0 {
		return DefaultMaxWrite, err
	}
	return int(least / rowMemory), err
}

// parseSize reads a size as Neo4j shows it (716.80MiB), 0 if it is none.
func parseSize(text string) int64 {
	var n float64
	var unit string
	if _, err := fmt.Sscanf(text, "%f%s", &n, &unit); err != nil {
		return 0
	}
	power := strings.Index("BKMGT", unit[:1])
	if power < 0 {
		return 0
	}
	return int64(n * float64(int64(1)<<(10*power)))
}
