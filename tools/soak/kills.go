package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// serveTwo serves a graph in a SQLite file of this name, asked by a client that has learnt
// the answers of both graphs between which imports change it.
func (s *soak) serveTwo(ctx context.Context, file string) (*killing, *server, *client, error) {
	path := filepath.Join(s.folder, file)
	k := &killing{s: s, store: "sqlite:" + path, files: s.datasets, path: path}
	v, c, err := k.serve(ctx)
	return k, v, c, err
}

// serve prepares a store and serves it, asked by a client that has learnt the answers of
// both graphs.
func (k *killing) serve(ctx context.Context) (*server, *client, error) {
	if err := k.prepare(ctx); err != nil {
		return nil, nil, err
	}
	v, err := k.s.serve(ctx, k.store)
	if err != nil {
		return nil, nil, err
	}
	c := newClient(v.address)
	for range 2 {
		err := c.learn(ctx)
		if err == nil {
			err = k.importOther(ctx)
		}
		if err != nil {
			c.close()
			v.kill()
			return nil, nil, err
		}
	}
	return v, c, nil
}

// killImports kills imports into SQLite while a server answers from the same file.
func (s *soak) killImports(ctx context.Context) error {
	k, v, c, err := s.serveTwo(ctx, "kills.db")
	if err != nil {
		return err
	}
	defer v.kill()
	defer c.close()
	l := c.start(ctx, 2)
	defer l.stop()
	if err := k.run(ctx, s.size.kills); err != nil {
		return err
	}
	answers := l.end()
	for _, a := range answers {
		if a.kind != whole {
			s.fail("while imports were killed: %s", a.detail)
		}
	}
	s.tell("  SQLite: meanwhile a server gave %d answers, each of one of the two graphs", len(answers))
	v.runs("while imports were killed")
	v.end("after the kills")
	if s.size.largeKills == 0 {
		return nil
	}
	return s.killLargeImports(ctx)
}

// killLargeImports kills imports that are too large for SQLite's cache, so that a part
// of them is in its log long before they are committed.
func (s *soak) killLargeImports(ctx context.Context) error {
	files, err := writeDatasets(s.folder, s.size.largeBodies)
	if err != nil {
		return err
	}
	path := filepath.Join(s.folder, "large.db")
	k := &killing{s: s, store: "sqlite:" + path, files: files, path: path}
	if err := k.prepare(ctx); err != nil {
		return err
	}
	return k.run(ctx, s.size.largeKills)
}

// killNeo4jImports does the same to Neo4j.
func (s *soak) killNeo4jImports(ctx context.Context) error {
	if s.size.neo4jKills == 0 {
		return nil
	}
	k := &killing{s: s, store: s.neo4j, files: s.neo4jDatasets}
	if err := k.prepare(ctx); err != nil {
		return err
	}
	return k.run(ctx, s.size.neo4jKills)
}

// killing kills imports into one store: two versions of one dataset by turns, so that
// each import changes much of the graph.
type killing struct {
	s     *soak
	store string
	files [2]string
	// path is of the file of SQLite, empty for Neo4j.
	path string
	// underway tells whether steps of an import are stored; nil where imports take none.
	underway func(context.Context) bool
	// after is called when a kill has been looked at; nil for nothing.
	after func(context.Context)
	// undone counts the imports of which steps were stored and taken back.
	undone int

	// content are the hashes of the two versions, version the one that is stored.
	content  [2]string
	version  int
	revision int64
	// typical is how long an import takes.
	typical time.Duration
}

// prepare imports both versions, the second of which is stored then.
func (k *killing) prepare(ctx context.Context) error {
	for i := range k.files {
		k.version = 1 - i
		if err := k.importOther(ctx); err != nil {
			return err
		}
		st, err := k.s.state(ctx, k.store)
		if err != nil {
			return err
		}
		k.content[i], k.revision = st.content, st.revision
	}
	if k.content[0] == k.content[1] {
		return errors.New("the two versions of the dataset are alike")
	}
	return nil
}

// importOther imports the version that is not stored.
func (k *killing) importOther(ctx context.Context) error {
	start := time.Now()
	_, err := k.s.migraph(ctx, "import", k.files[1-k.version], "--store", k.store)
	k.typical, k.version, k.revision = time.Since(start), 1-k.version, k.revision+1
	return err
}

// told is a writer that calls once when something is written.
type told struct {
	once sync.Once
	call func()
}

func (t *told) Write(b []byte) (int, error) {
	t.once.Do(t.call)
	return len(b), nil
}

// The moments of kills: any, as soon as an import tells that it is done, and when steps of
// it are stored.
const (
	atRandom = iota
	whenItTells
	betweenSteps
)

func (k *killing) run(ctx context.Context, kills int) error {
	var before, after, acknowledged, torn int
	for i := range kills {
		// Of ten, nine at a moment of the whole time, or half of them between steps, and
		// one as soon as it tells that it has written.
		kind := atRandom
		switch {
		case i%10 == 9:
			kind = whenItTells
		case k.underway != nil && i%2 == 0:
			kind = betweenSteps
		}
		written := k.written()
		done, err := k.kill(ctx, kind)
		if err != nil {
			return err
		}
		wrote := k.written() != written
		is, err := k.look(ctx, done)
		if err != nil {
			return err
		}
		if k.after != nil {
			k.after(ctx)
		}
		switch {
		case is:
			after++
		case wrote:
			torn++
			before++
		default:
			before++
		}
		if done {
			acknowledged++
		}
	}
	name, log := "Neo4j", ""
	if k.path != "" {
		name, log = "SQLite", fmt.Sprintf(", with a part of it in the log of %d", torn)
	}
	k.s.tell("  %s: %d imports of about %v killed: %d left the graph as it was before%s; %d left it as it is after; %d had told that they were done",
		name, kills, k.typical.Round(time.Millisecond), before, log, after, acknowledged)
	if k.underway != nil {
		k.s.tell("  %s: steps of %d imports were stored and taken back", name, k.undone)
		if k.undone == 0 {
			k.s.fail("%s: no import was killed between two steps", name)
		}
		return nil
	}
	if before == 0 || after == 0 {
		k.s.fail("%s: the kills came all before or all after the writes", name)
	}
	return nil
}

// written tells when the log of SQLite was last written to.
func (k *killing) written() time.Time {
	info, err := os.Stat(k.path + "-wal")
	if err != nil { // there is none
		return time.Time{}
	}
	return info.ModTime()
}

// kill begins an import and kills it, and tells whether it had said that it is done.
func (k *killing) kill(ctx context.Context, kind int) (acknowledged bool, err error) {
	cmd := exec.CommandContext(ctx, k.s.binary, "import", k.files[1-k.version], "--store", k.store)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stop := func() { _ = cmd.Process.Kill() } // it may have ended already
	said := false
	out := &told{call: func() {
		said = true
		if kind == whenItTells {
			stop()
		}
	}}
	cmd.Stdout = out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return false, err
	}
	switch kind {
	case atRandom:
		timer := time.AfterFunc(rand.N(k.typical*11/10), stop)
		defer timer.Stop()
	case betweenSteps:
		watched, end := context.WithCancel(ctx)
		defer end()
		go func() {
			for watched.Err() == nil && !k.underway(watched) {
				time.Sleep(10 * time.Millisecond)
			}
			_ = sleep(watched, rand.N(k.typical/4)) // it ends with the import
			stop()
		}()
	}
	err = cmd.Wait()
	if err == nil {
		k.typical = time.Since(start) // the machine may have become faster, or slower
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) && failed.Exited() {
		return false, fmt.Errorf("an import failed by itself: %w: %s", err, stderr.String())
	}
	return said || err == nil, nil
}

// look holds a store against what is promised after a kill, and tells whether it holds
// what was imported.
func (k *killing) look(ctx context.Context, acknowledged bool) (imported bool, err error) {
	if _, err := k.s.migraph(ctx, "check", "--store", k.store); err != nil {
		k.s.fail("after a kill: %v", err)
	}
	if k.path != "" {
		if err := intact(ctx, k.path); err != nil {
			k.s.fail("after a kill: %v", err)
		}
	}
	st, err := k.s.state(ctx, k.store)
	if err != nil {
		return false, err
	}
	other := 1 - k.version
	switch {
	case st.content == k.content[k.version] && st.revision == k.revision:
		if acknowledged {
			k.s.fail("an import that was acknowledged is lost")
		}
		return false, nil
	case k.path == "" && st.content == k.content[k.version] && st.revision == k.revision+1: // steps were taken back
		if acknowledged {
			k.s.fail("an import that was acknowledged was taken back")
		}
		k.undone, k.revision = k.undone+1, st.revision
		return false, nil
	case st.content == k.content[other] && st.revision > k.revision:
		k.version, k.revision = other, st.revision
		return true, nil
	}
	return false, fmt.Errorf("a kill left a graph that is neither that before nor that after: revision %d after %d", st.revision, k.revision)
}

// intact lets SQLite look through a file.
func intact(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var told string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&told); err != nil {
		return err
	}
	if told != "ok" {
		return fmt.Errorf("integrity_check: %s", told)
	}
	return nil
}
