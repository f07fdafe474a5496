package neo4jstore

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/migraph/migraph/graph"
)

// rewriteBatch is the number of records that a migration writes in one transaction.
const rewriteBatch = 5000

// rule is one constraint or index of the schema.
type rule struct{ name, create string }

// rules gives the schema that a layout needs.
func (l *layout) rules() []rule {
	unique := func(label string) rule {
		name := "migraph_" + label + "_id"
		return rule{name, "CREATE CONSTRAINT " + quote(name) + " IF NOT EXISTS FOR (n:" + quote(label) + ") REQUIRE n.id IS UNIQUE"}
	}
	out := []rule{unique(metaLabel), unique(missingLabel), unique("Thing")}
	index := func(n *node, properties ...string) rule {
		name := "migraph_" + n.label + "_" + strings.Join(properties, "_")
		return rule{name, "CREATE INDEX " + quote(name) + " IF NOT EXISTS FOR (n:" + quote(n.label) + ") ON (" +
			strings.Join(each(properties, func(p string) string { return property("n", p) }), ", ") + ")"}
	}
	for _, n := range l.nodes {
		if n.t.Class != graph.ClassPart {
			out = append(out, unique(n.label))
		}
		for i := range n.fields {
			if p := n.fields[i].indexed(); p != "" {
				out = append(out, index(n, p))
			}
		}
		for _, properties := range n.codeIndexes() {
			out = append(out, index(n, properties...))
		}
		for i := range n.refs {
			for _, properties := range n.listIndexes(&n.refs[i]) {
				out = append(out, index(n, properties...))
			}
		}
	}
	for _, t := range l.links {
		name := "migraph_link_" + string(t)
		out = append(out, rule{name, "CREATE INDEX " + quote(name) + " IF NOT EXISTS FOR ()-[r:" + quote(string(t)) + "]-() ON (" + property("r", claimProperty) + ")"})
	}
	return out
}

// migrate brings the database to this program's schema version.
func (s *Store) migrate(ctx context.Context) error {
	version, found, err := s.version(ctx)
	if err != nil {
		return err
	}
	if found && version > graph.SchemaVersion {
		return graph.Errorf(graph.Conflict,
			"this store was written by a newer Migraph (schema %d, this program knows %d); upgrade the program",
			version, graph.SchemaVersion)
	}
	missing, err := s.missingRules(ctx)
	if err != nil {
		return err
	}
	if found && len(missing) > 0 && version > 0 {
		// The records are to be rewritten, also if this process ends before.
		if err := s.setVersion(ctx, 0); err != nil {
			return err
		}
	}
	if err := s.createRules(ctx, missing); err != nil {
		return err
	}
	if err := s.create(ctx, gatePattern, "g.id", "g.closing = 0, g.locked = true"); err != nil {
		return err
	}
	if err := s.create(ctx, handPattern, "h.id", "h.locked = true"); err != nil {
		return err
	}
	if !found {
		return s.auto(ctx, "MERGE "+metaPattern+" ON CREATE SET m.version = $v, m.revision = 0, m.locked = true",
			map[string]any{"v": graph.SchemaVersion}, nil)
	}
	current := version == graph.SchemaVersion && len(missing) == 0
	switch err := s.recover(ctx); {
	case current && errors.Is(err, errImporting):
		return nil // it can be read
	case err != nil:
		return err
	}
	s.sweepJournal(ctx)
	if current {
		return nil
	}
	for _, n := range s.layout.nodes {
		if n.t.Class == graph.ClassPart {
			continue
		}
		if err := s.rewrite(ctx, n); err != nil {
			return err
		}
	}
	_, err = s.write(ctx, func(ctx context.Context, w *writer) error { return graph.Rederive(ctx, w) }, 0)
	if err != nil {
		return err
	}
	return s.setVersion(ctx, graph.SchemaVersion)
}

// create creates a node if there is none. MERGE alone would wait for a writer that has
// locked it, and needs a user who may write.
func (s *Store) create(ctx context.Context, pattern, id, values string) error {
	there := false
	err := s.auto(ctx, "MATCH "+pattern+" RETURN "+id, nil, func(any) { there = true })
	if err != nil || there {
		return err
	}
	return s.auto(ctx, "MERGE "+pattern+" ON CREATE SET "+values, nil, nil)
}

func (s *Store) version(ctx context.Context) (version int64, found bool, err error) {
	err = s.auto(ctx, "MATCH "+metaPattern+" RETURN coalesce(m.version, 0)", nil, func(v any) {
		version, _ = v.(int64)
		found = true
	})
	return version, found, err
}

func (s *Store) setVersion(ctx context.Context, version int) error {
	return s.auto(ctx, "MATCH "+metaPattern+" SET m.version = $v", map[string]any{"v": version}, nil)
}

// missingRules gives the constraints and indexes that the database lacks.
func (s *Store) missingRules(ctx context.Context) ([]rule, error) {
	online := map[string]bool{}
	err := s.auto(ctx, "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name", nil,
		func(v any) { online[v.(string)] = true })
	return slices.DeleteFunc(s.layout.rules(), func(r rule) bool { return online[r.name] }), err
}

// createRules creates constraints and indexes in one transaction: a commit for
// each takes three times as long. If another process that opens the store is
// faster, the transaction fails, and what is missing then is created.
func (s *Store) createRules(ctx context.Context, rules []rule) error {
	if len(rules) == 0 {
		return nil
	}
	err := s.transact(ctx, func(tx *running) error {
		for _, r := range rules {
			res, err := tx.Run(ctx, r.create, nil)
			if err != nil {
				return err
			}
			if _, err := res.Consume(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	var server *neo4j.Neo4jError
	if errors.As(err, &server) && strings.Contains(server.Code, "AlreadyExists") {
		left, failed := s.missingRules(ctx)
		if failed == nil && len(left) < len(rules) {
			return s.createRules(ctx, left)
		}
	}
	if err != nil {
		return err
	}
	return s.auto(ctx, "CALL db.awaitIndexes(3600)", nil, nil)
}

// rewrite writes every record of a type anew. It leaves the revision: what the
// graph says is the same.
func (s *Store) rewrite(ctx context.Context, n *node) error {
	q := graph.Query{Type: n.t, Limit: rewriteBatch}
	for i := range n.parts {
		q.Parts = append(q.Parts, n.parts[i].Name)
	}
	for {
		var page graph.List
		_, err := s.write(ctx, func(ctx context.Context, w *writer) error {
			lists, err := w.level(ctx, &q)
			if err != nil {
				return err
			}
			page = lists[0]
			return w.Put(ctx, n.t, page.Records)
		}, 0)
		if err != nil || !page.More {
			return err
		}
		q.After = &graph.Position{ID: graph.IDOf(page.Records[len(page.Records)-1])}
	}
}

// auto runs a statement in a transaction of its own and calls row with the
// first value of each row.
func (s *Store) auto(ctx context.Context, text string, params map[string]any, row func(any)) (err error) {
	came := 0
	ctx, told := graph.Observe(ctx, s.observer, text)
	defer func() { told(came, err) }()
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer s.end(ctx, session)
	res, err := session.Run(ctx, text, params)
	if err != nil {
		return s.fault(ctx, err)
	}
	for res.Next(ctx) {
		came++
		if row != nil {
			row(res.Record().Values[0])
		}
	}
	return s.fault(ctx, res.Err())
}
