package sqlitestore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/migraph/migraph/graph"
)

func thing(key, name string) *graph.Stakeholder {
	s := &graph.Stakeholder{Kind: "ORGANIZATION"}
	s.Name = name
	s.Identifiers = []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
	return s
}

func document(key string) *graph.Document {
	d := &graph.Document{}
	d.Name = "A newsletter"
	d.Identifiers = []*graph.Identifier{{Scheme: graph.SchemeMigraph, Value: key}}
	return d
}

// imported is a small dataset: Sida belongs to Sweden.
func imported() *graph.Import {
	cite := []*graph.Evidence{{DocumentID: "doc", Basis: "STATED"}}
	return &graph.Import{
		Dataset: graph.Dataset{Key: "test"},
		Things: []graph.ThingInput{
			{Key: "doc", Record: document("doc"), Evidence: cite, Where: "1"},
			{Key: "sida", Record: thing("sida", "Sida"), Evidence: cite, Where: "2"},
			{Key: "sweden", Record: thing("sweden", "Sweden"), Evidence: cite, Where: "3"},
		},
		Claims: []graph.ClaimInput{
			{Record: &graph.Affiliation{StakeholderID: "sida", ToID: "sweden", Type: "PART_OF"}, Evidence: cite, Where: "4"},
		},
	}
}

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(context.Background(), Options{Path: path, Unsafe: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func names(t *testing.T, s graph.Store) []string {
	t.Helper()
	var out []string
	err := s.View(context.Background(), func(ctx context.Context, r graph.Reader) error {
		out = nil
		res, err := r.Fetch(ctx, &graph.Plan{Query: graph.Query{
			Type: graph.Catalog.Type("Stakeholder"), Order: graph.Order{Field: "name"}}})
		if err != nil {
			return err
		}
		for _, rec := range res.Lists[0].Records {
			out = append(out, graph.AsThing(rec).Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnOlderStoreIsMigrated(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "old.db")
	s := open(t, path)
	if _, err := graph.Apply(ctx, s, imported()); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	// What an older version could have left: an index, a derived column and a
	// table are missing, and other keys are as an older rule made them.
	damage(t, path, `DROP INDEX stakeholder_by_name_key_id_tombstone_hidden`, `ALTER TABLE stakeholder DROP COLUMN acronym_fold`,
		`DROP TABLE initiative_aliases`, `UPDATE stakeholder SET name_key = '0'`, `DELETE FROM link`, `DROP TABLE degree`, `PRAGMA user_version = 0`)

	s = open(t, path)
	if got := names(t, s); len(got) != 2 || got[0] != "Sida" || got[1] != "Sweden" {
		t.Errorf("stakeholders by name after the migration: %v", got)
	}
	if found, err := graph.CheckStore(ctx, s); err != nil || len(found) > 0 {
		t.Errorf("after the migration: %v %v", found, err)
	}
	rep, err := graph.Apply(ctx, s, imported())
	if err != nil || rep.Claims.Unchanged != 1 {
		t.Errorf("importing again after the migration: %+v %v", rep, err)
	}
}

// TestDatasetsOfAnOlderStoreHaveNoFormat: before schema 8 nobody kept it; the next
// import tells it, once.
func TestDatasetsOfAnOlderStoreHaveNoFormat(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "old.db")
	s := open(t, path)
	in := imported()
	in.Dataset.Format = "iati"
	if _, err := graph.Apply(ctx, s, in); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	damage(t, path, `ALTER TABLE dataset DROP COLUMN format`, `PRAGMA user_version = 7`)

	s = open(t, path)
	format := func() (out graph.Text) {
		err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
			all, err := graph.Datasets(ctx, r)
			if err == nil {
				out = all[0].Format
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before, _ := s.Revision(ctx)
	if got := format(); got != "" {
		t.Errorf("the format of an older version is %q", got)
	}
	for range 2 {
		rep, err := graph.ApplyGuarded(ctx, s, in, graph.Allowed{})
		if err != nil || rep.Revision != before+1 || rep.Claims.Unchanged != 1 {
			t.Errorf("importing again after the migration: %+v %v; want revision %d", rep, err, before+1)
		}
	}
	if got := format(); got != "iati" {
		t.Errorf("the format after an import is %q", got)
	}
}

func TestWrongDegreesAreFound(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "g.db")
	s := open(t, path)
	if _, err := graph.Apply(ctx, s, imported()); err != nil {
		t.Fatal(err)
	}
	for _, sound := range []bool{true, false} {
		if !sound {
			damage(t, path, `UPDATE degree SET things = things + 1 WHERE sides = '>PART_OF'`)
		}
		found, err := graph.CheckStore(ctx, s)
		if err != nil || sound != (len(found) == 0) {
			t.Errorf("the check finds %v %v", found, err)
		}
		for _, d := range found {
			if !strings.Contains(d.Message, "neighbours") {
				t.Errorf("the check finds %v", d)
			}
		}
	}
}

func TestANewerStoreIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	_ = open(t, path).Close()
	damage(t, path, `PRAGMA user_version = 99`)
	_, err := Open(context.Background(), Options{Path: path})
	if graph.CodeOf(err) != graph.Conflict {
		t.Errorf("opening a store of version 99 gave %v", err)
	}
}

func TestAnotherProgramsDatabaseIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	damage(t, path, `CREATE TABLE t (x)`)
	_, err := Open(context.Background(), Options{Path: path})
	if graph.CodeOf(err) != graph.Conflict {
		t.Errorf("opening a foreign database gave %v", err)
	}
}

func damage(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestEveryConnectionHasThePragmas(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, Options{Path: filepath.Join(t.TempDir(), "a b?c#.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for _, p := range []*pool{s.writer, s.reader, s.reader} {
		c, err := p.take(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer p.give(c)
		var got string
		err = c.query(ctx, "SELECT j.journal_mode, s.synchronous FROM pragma_journal_mode j, pragma_synchronous s", nil, func(row []driver.Value) error {
			got = fmt.Sprint(row)
			return nil
		})
		if err != nil || got != "[wal 2]" {
			t.Errorf("journal mode and synchronous: %s %v; want wal and 2 (FULL)", got, err)
		}
	}
}

// TestPagesOfParentsAreFoundInAnIndex: a hub costs its page, not its list.
func TestPagesOfParentsAreFoundInAnIndex(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	of := graph.Catalog.Type("Participation")
	c, err := s.reader.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.reader.give(c)
	// The statement for one parent reads the index in its order; that for several
	// sorts what the pages of all hold.
	for want, parents := range map[string][]string{
		"USING INDEX participation_by_stakeholder_id_start_earliest_key":          {"s"},
		"USING COVERING INDEX participation_by_stakeholder_id_start_earliest_key": {"s", "t"},
	} {
		q := &graph.Query{Type: of, By: graph.By("stakeholder"), Parents: parents, Limit: 10,
			Order: graph.Order{Field: "startEarliest", Desc: true}, Where: graph.Compare{Field: "hidden", Op: graph.Eq, Value: int64(0)}}
		b := &builder{}
		b.perParent(scope{t: of, alias: b.alias()}, q, newLayout(of, []string{"role"}))
		var plan, sorts []string
		err = c.query(t.Context(), "EXPLAIN QUERY PLAN "+b.String(), b.args, func(row []driver.Value) error {
			plan = append(plan, textOf(row[3]))
			if within := numberOf(row[1]) > 0 || len(parents) == 1; within && strings.Contains(textOf(row[3]), "TEMP B-TREE") {
				sorts = append(sorts, textOf(row[3]))
			}
			return nil
		})
		if err != nil || len(sorts) > 0 || !strings.Contains(strings.Join(plan, "\n"), want) {
			t.Errorf("of %v the plan is %q (%v)", parents, plan, err)
		}
	}
}

func TestKeptStatementsAreBounded(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	c, err := s.reader.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.reader.give(c)
	for range 2 {
		for i := range maxPrepared + 50 {
			if n, err := c.number(t.Context(), fmt.Sprintf("SELECT %d", i)); err != nil || n != i {
				t.Fatalf("statement %d gave %d, %v", i, n, err)
			}
		}
	}
	if len(c.prepared) > maxPrepared {
		t.Errorf("%d statements are kept, at most %d may be", len(c.prepared), maxPrepared)
	}
}

func TestAReaderIsOfNoUseAfterItsView(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	var kept graph.Reader
	own := errors.New("of the caller")
	err := s.View(t.Context(), func(_ context.Context, r graph.Reader) error { kept = r; return own })
	if err != own { //nolint:errorlint // it is returned as it is
		t.Errorf("the view gave %v, want the caller's own error", err)
	}
	_, err = kept.Fetch(t.Context(), &graph.Plan{Query: graph.Query{Type: graph.Catalog.Type("Dataset")}})
	if graph.CodeOf(err) != graph.Internal {
		t.Errorf("reading after the view gave %v", err)
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	err := s.View(t.Context(), func(context.Context, graph.Reader) error { return s.Close() })
	if err != nil {
		t.Errorf("closing a store that is being read: %v", err)
	}
	if err := s.Ping(t.Context()); graph.CodeOf(err) != graph.Unavailable {
		t.Errorf("a closed store says %v", err)
	}
}

// TestValuesAreCountedAndNotSampled: SQLite chooses between indexes by how many
// records share a value; samples of values would make it plan for each argument.
func TestValuesAreCountedAndNotSampled(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "g.db"))
	if _, err := graph.Apply(t.Context(), s, imported()); err != nil {
		t.Fatal(err)
	}
	c, err := s.reader.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.reader.give(c)
	counted, err := c.number(t.Context(), "SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'stakeholder'")
	if err != nil || counted == 0 {
		t.Errorf("%d indexes of stakeholders are counted (%v)", counted, err)
	}
	if sampled, err := c.number(t.Context(), "SELECT count(*) FROM sqlite_stat4"); err != nil || sampled > 0 {
		t.Errorf("%d values are sampled (%v)", sampled, err)
	}
}

func TestAMigrationMarksFunders(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "old.db")
	s := open(t, path)
	in := imported()
	in.Claims = append(in.Claims, graph.ClaimInput{Where: "5", Evidence: in.Claims[0].Evidence, Record: &graph.Flow{
		Provider: graph.End{StakeholderID: "sida"}, Recipient: graph.End{StakeholderID: "sweden"}, Type: "DISBURSEMENT"}})
	if _, err := graph.Apply(ctx, s, in); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	// An older version knew of no funders, or by another rule.
	damage(t, path, `UPDATE stakeholder SET is_funder = (name = 'Sweden')`, `PRAGMA user_version = 1`)
	s = open(t, path)
	if found, err := graph.CheckStore(ctx, s); err != nil || len(found) > 0 {
		t.Errorf("after the migration: %v %v", found, err)
	}
	err := s.View(ctx, func(ctx context.Context, r graph.Reader) error {
		return r.Scan(ctx, graph.Catalog.Type("Stakeholder"), func(r graph.Record) error {
			if x := r.(*graph.Stakeholder); x.Funder != (x.Name == "Sida") {
				t.Errorf("%s is marked as a funder: %t", x.Name, x.Funder)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}
