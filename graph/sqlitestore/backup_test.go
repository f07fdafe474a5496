package sqlitestore

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/migraph/migraph/graph"
)

func dumped(t *testing.T, s graph.Store) (revision graph.Revision, text string) {
	t.Helper()
	err := s.View(t.Context(), func(ctx context.Context, r graph.Reader) error {
		var b bytes.Buffer
		revision = r.Revision()
		err := graph.Dump(ctx, r, &b)
		text = b.String()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return revision, text
}

// bodies is a dataset of n bodies.
func bodies(key string, n int) *graph.Import {
	in := &graph.Import{Dataset: graph.Dataset{Key: key}}
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	named := func(key, name string) graph.Thing {
		return graph.Thing{Name: name, Identifiers: []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}}
	}
	add := func(key string, r graph.Record) {
		in.Things = append(in.Things, graph.ThingInput{Key: key, Record: r, Evidence: cite, Where: key})
	}
	add("doc", &graph.Document{Thing: named("doc", "A paper")})
	for i := range n {
		body := fmt.Sprintf("%s-%d", key, i)
		add(body, &graph.Stakeholder{Thing: named(body, "Body "+body), Kind: "ORGANIZATION"})
	}
	return in
}

func newGraph(t *testing.T, path string, n int) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Path: path, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := graph.Apply(t.Context(), s, bodies("first", n)); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestBackupWhileInUse: while one imports and others read, a backup is the graph of one
// revision, to the last byte of its dump, and the import goes on.
func TestBackupWhileInUse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "graph.db")
	s := newGraph(t, path, 20)
	var mu sync.Mutex
	states := map[graph.Revision]string{}
	note := func() {
		revision, text := dumped(t, s)
		mu.Lock()
		defer mu.Unlock()
		states[revision] = text
	}
	note()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	working.Go(func() { // the only writer, so that it can note each state
		for i := 0; ctx.Err() == nil; i++ {
			if _, err := graph.Apply(t.Context(), s, bodies(fmt.Sprintf("more-%d", i%3), 5+i%5)); err != nil {
				t.Error(err)
				return
			}
			note()
		}
	})
	working.Go(func() {
		for ctx.Err() == nil {
			if _, err := s.Revision(t.Context()); err != nil {
				t.Error(err)
				return
			}
			dumped(t, s)
			time.Sleep(10 * time.Millisecond)
		}
	})
	copies := map[string]*Copied{}
	for i := range 3 {
		to := filepath.Join(dir, fmt.Sprintf("copy-%d.db", i))
		copied, err := Backup(t.Context(), path, to)
		if err != nil {
			t.Fatal(err)
		}
		copies[to] = copied
		time.Sleep(30 * time.Millisecond)
	}
	stop()
	working.Wait()
	revisions := map[graph.Revision]bool{}
	for from, copied := range copies {
		revisions[copied.Revision] = true
		to := from + ".restored"
		restored, err := Restore(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Open(t.Context(), Options{Path: to})
		if err != nil {
			t.Fatal(err)
		}
		revision, text := dumped(t, back)
		if err := back.Close(); err != nil {
			t.Fatal(err)
		}
		if revision != copied.Revision || restored.Revision != revision {
			t.Errorf("the backup of revision %d is restored at %d", copied.Revision, revision)
		}
		if text != states[revision] {
			t.Errorf("the restored graph is not that of revision %d", revision)
		}
	}
	if len(revisions) < 2 {
		t.Errorf("all backups are of %v: nothing was written meanwhile", revisions)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".migraph-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestBackupWritesOverNothing(t *testing.T) {
	dir := t.TempDir()
	path, to := filepath.Join(dir, "graph.db"), filepath.Join(dir, "copy.db")
	newGraph(t, path, 3)
	if err := os.WriteFile(to, []byte("something"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Backup(t.Context(), path, to); graph.CodeOf(err) != graph.Conflict {
		t.Errorf("over a file: %v", err)
	}
	if text, err := os.ReadFile(to); err != nil || string(text) != "something" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	if _, err := Backup(t.Context(), path, filepath.Join(dir, "no", "copy.db")); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("into no folder: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cancelled := filepath.Join(dir, "cancelled.db")
	if _, err := Backup(ctx, path, cancelled); err == nil {
		t.Error("a cancelled backup is made")
	}
	if _, err := os.Stat(cancelled); err == nil {
		t.Error("a cancelled backup is there")
	}
}

// TestRestoreRefuses: what cannot be restored leaves the graph as it is.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path, good := filepath.Join(dir, "graph.db"), filepath.Join(dir, "good.db")
	s := newGraph(t, path, 60)
	if _, err := Backup(t.Context(), path, good); err != nil {
		t.Fatal(err)
	}
	_, before := dumped(t, s)
	if _, err := Restore(t.Context(), good, path); graph.CodeOf(err) != graph.Unavailable || !strings.Contains(err.Error(), "in use") {
		t.Errorf("over a graph in use: %v", err)
	}
	if _, after := dumped(t, s); after != before {
		t.Error("the graph in use is another")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, text []byte) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	with := func(name string, statements ...string) string {
		file := write(name, whole)
		c, err := connect(t.Context(), "file:"+file, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.close()
		if err := c.script(t.Context(), statements...); err != nil {
			t.Fatal(err)
		}
		return file
	}
	damaged := bytes.Clone(whole)
	for i := len(damaged) / 2; i < len(damaged)/2+20_000; i++ {
		damaged[i] ^= 0x5a
	}
	logged := write("logged.db", whole)
	write("logged.db-wal", []byte("a log"))
	for what, file := range map[string]string{
		"damaged":                   write("damaged.db", damaged),
		"cut":                       write("cut.db", whole[:len(whole)/2]),
		"text":                      write("text.db", []byte(strings.Repeat("no database\n", 1000))),
		"empty":                     write("empty.db", nil),
		"newer":                     with("newer.db", "PRAGMA user_version = 9999"),
		"foreign":                   with("foreign.db", "PRAGMA application_id = 7"),
		"with a log":                logged,
		"not there":                 filepath.Join(dir, "nowhere.db"),
		"older and not convertible": with("old.db", "PRAGMA user_version = 1", "DROP TABLE stakeholder", "CREATE TABLE stakeholder (other)"),
		"with a trigger":            with("trigger.db", "CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM stakeholder; END"),
		"with a view":               with("view.db", "CREATE VIEW v AS SELECT 1"),
	} {
		if _, err := Restore(t.Context(), file, path); err == nil {
			t.Errorf("%s: restored", what)
		} else {
			t.Logf("%s: %v", what, err)
		}
		again, err := Open(t.Context(), Options{Path: path})
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if _, after := dumped(t, again); after != before {
			t.Errorf("%s: the graph is another", what)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
		for _, rest := range []string{path + aside} {
			if _, err := os.Stat(rest); err == nil {
				t.Errorf("%s: %s is left", what, rest)
			}
		}
	}
	other := with("other.db", "PRAGMA application_id = 7")
	if _, err := Restore(t.Context(), good, other); graph.CodeOf(err) != graph.Conflict {
		t.Errorf("over a database of another program: %v", err)
	}
}

// TestRestoreReplaces: the graph is that of the backup; a file that could not be read is
// kept beside it, with its log.
func TestRestoreReplaces(t *testing.T) {
	dir := t.TempDir()
	path, good := filepath.Join(dir, "graph.db"), filepath.Join(dir, "good.db")
	s := newGraph(t, path, 3)
	_, before := dumped(t, s)
	if _, err := Backup(t.Context(), path, good); err != nil {
		t.Fatal(err)
	}
	if _, err := graph.Apply(t.Context(), s, bodies("later", 10)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	same := func(when string) {
		t.Helper()
		s, err := Open(t.Context(), Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if _, after := dumped(t, s); after != before {
			t.Errorf("%s: the graph is not that of the backup", when)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	done, err := Restore(t.Context(), good, path)
	if err != nil || done.Aside != "" {
		t.Fatal(done, err)
	}
	same("over a later graph")
	if err := os.WriteFile(path, []byte("not a database at all, but of some length"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-wal", []byte("old log"), 0o600); err != nil {
		t.Fatal(err)
	}
	done, err = Restore(t.Context(), good, path)
	if err != nil || done.Aside != path+aside {
		t.Fatal(done, err)
	}
	same("over a broken file")
	for file, want := range map[string]string{done.Aside: "not a database at all, but of some length", done.Aside + "-wal": "old log"} {
		if text, err := os.ReadFile(file); err != nil || string(text) != want {
			t.Errorf("%s holds %q, %v", file, text, err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the restored file is %v, %v", info.Mode(), err)
	}
}
