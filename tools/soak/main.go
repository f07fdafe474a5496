// Command soak proves the built program under fire: it drives load from a process of
// its own while the store is cut, slowed, silenced and reset, kills imports, ends
// servers in the middle of answers, leaves before answers come, and watches memory.
//
// Neo4j takes part if NEO4J_TEST_URI names a server, which tools/neo4j/run starts;
// its database must be empty or from an earlier run. docs/soak.md says what is proven.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

func main() {
	binary := flag.String("binary", "dist/migraph", "the built program")
	short := flag.Bool("short", false, "the short form, for CI")
	minutes := flag.Float64("minutes", 5, "minutes of the steady load of the long form")
	kills := flag.Int("kills", 0, "imports into SQLite to kill (200, or 20 of the short form)")
	only := flag.String("only", "", "one part alone: "+partNames())
	flag.Parse()
	s := &soak{binary: *binary, neo4j: os.Getenv("NEO4J_TEST_URI"), size: long}
	s.size.steady = time.Duration(*minutes * float64(time.Minute))
	if *short {
		s.size = brief
	}
	if *kills > 0 {
		s.size.kills = *kills
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := s.run(ctx, *only)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// size is how much of everything is done.
type size struct {
	// bodies are in the datasets of SQLite and of Neo4j.
	bodies, neo4jBodies int
	// kills and neo4jKills are imports that are killed, largeKills those of largeBodies
	// into SQLite.
	kills, neo4jKills       int
	largeBodies, largeKills int
	// stepKills are imports of stepBodies into Neo4j that are killed; each takes several steps.
	stepBodies, stepKills int
	// calm is load before and after a fault, fault how long it lasts.
	calm, fault time.Duration
	// hurried: the load ends as soon as all is well again after a fault.
	hurried bool
	// ends and neo4jEnds are servers that get SIGTERM under load.
	ends, neo4jEnds int
	// canceled requests and dropped connections, of which Neo4j takes a tenth.
	canceled, dropped int
	// steady is how long memory is watched.
	steady time.Duration
}

var (
	long = size{bodies: 600, neo4jBodies: 60, kills: 200, neo4jKills: 10, largeBodies: 10000, largeKills: 20, stepBodies: 400, stepKills: 20, calm: 3 * time.Second, fault: 10 * time.Second,
		ends: 30, neo4jEnds: 5, canceled: 10000, dropped: 500}
	brief = size{hurried: true, bodies: 300, neo4jBodies: 20, kills: 20, calm: 500 * time.Millisecond, fault: 2 * time.Second,
		ends: 3, canceled: 1000, dropped: 100, steady: 4 * time.Second}
)

// soak is a run.
type soak struct {
	binary string
	// neo4j is the address of a server, empty if there is none.
	neo4j  string
	size   size
	folder string
	// datasets are two versions of one dataset, as files, for SQLite and for Neo4j.
	datasets, neo4jDatasets [2]string

	mu       sync.Mutex
	failures int
}

// part is a part of the proof.
type part struct {
	name string
	// neo4j: it is about Neo4j.
	neo4j bool
	run   func(*soak, context.Context) error
}

var parts = []part{
	{"kills", false, (*soak).killImports},
	{"ends", false, (*soak).endServers},
	{"leaving", false, (*soak).leave},
	{"steady", false, (*soak).steadyLoad},
	{"neo4j-faults", true, (*soak).faults},
	{"neo4j-leaving", true, (*soak).leaveNeo4j},
	{"neo4j-ends", true, (*soak).endNeo4jServers},
	{"neo4j-kills", true, (*soak).killNeo4jImports},
	{"neo4j-steps", true, (*soak).killNeo4jSteps},
}

func partNames() string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += ", "
		}
		out += p.name
	}
	return out
}

func (s *soak) run(ctx context.Context, only string) error {
	var err error
	if s.binary, err = filepath.Abs(s.binary); err != nil {
		return err
	}
	if s.folder, err = os.MkdirTemp("", "migraph-soak-"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(s.folder) }() // a folder of the system's temporary files
	if s.datasets, err = writeDatasets(s.folder, s.size.bodies); err != nil {
		return err
	}
	if s.neo4jDatasets, err = writeDatasets(s.folder, s.size.neo4jBodies); err != nil {
		return err
	}
	found := false
	for _, p := range parts {
		if only != "" && p.name != only {
			continue
		}
		found = true
		if p.neo4j && s.neo4j == "" {
			s.tell("%s: left out, for NEO4J_TEST_URI is not set", p.name)
			continue
		}
		start := time.Now()
		if err := p.run(s, ctx); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		s.tell("%s: %.1f s", p.name, time.Since(start).Seconds())
	}
	switch {
	case !found:
		return fmt.Errorf("there is no part %q; there are %s", only, partNames())
	case s.failures > 0:
		return fmt.Errorf("%d things were not as they must be", s.failures)
	}
	s.tell("all is as it must be")
	return nil
}

// tell prints a figure.
func (s *soak) tell(format string, a ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Printf(format+"\n", a...)
}

// fail tells what is not as it must be. The run goes on, to tell the rest.
func (s *soak) fail(format string, a ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures++
	if s.failures <= 50 {
		fmt.Printf("FAILED: "+format+"\n", a...)
	}
}
