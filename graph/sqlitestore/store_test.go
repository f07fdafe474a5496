package sqlitestore

import (
	"context"
	"database/sql"
	"path/filepath"
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
	damage(t, path, `DROP INDEX stakeholder_by_name_key`, `ALTER TABLE stakeholder DROP COLUMN acronym_fold`,
		`DROP TABLE initiative_aliases`, `UPDATE stakeholder SET name_key = '0'`, `DELETE FROM link`, `PRAGMA user_version = 0`)

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
	for _, db := range []*sql.DB{s.writer, s.reader, s.reader} {
		c, err := db.Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		var mode, sync string
		if err := c.QueryRowContext(ctx, "SELECT j.journal_mode, s.synchronous FROM pragma_journal_mode j, pragma_synchronous s").Scan(&mode, &sync); err != nil {
			t.Fatal(err)
		}
		if mode != "wal" || sync != "2" {
			t.Errorf("journal mode %s, synchronous %s; want wal and 2 (FULL)", mode, sync)
		}
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
