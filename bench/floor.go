package main

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// answer wraps a list as the GraphQL answer has it.
func answer(list any) ([]byte, error) {
	return json.Marshal(map[string]any{"data": map[string]any{"stakeholders": map[string]any{"nodes": list}}})
}

const sqliteStatement = `SELECT json_group_array(json_object('id', o.id, 'name', o.name, 'participations', json_object('nodes', json((
	SELECT json_group_array(json_object('role', p.role, 'initiative', json_object('id', i.id, 'name', i.name, 'participations', json_object('nodes', json((
		SELECT json_group_array(json_object('role', q.role, 'stakeholder', CASE WHEN m.id IS NOT NULL THEN json_object('id', m.id, 'name', m.name) END))
		FROM (SELECT role, stakeholder_id FROM participation WHERE initiative_id = i.id AND hidden = 0 ORDER BY start_earliest_key DESC, id DESC LIMIT ?3) q
		LEFT JOIN stakeholder m ON m.id = q.stakeholder_id))))))
	FROM (SELECT role, initiative_id FROM participation WHERE stakeholder_id = o.id AND hidden = 0 ORDER BY start_earliest_key DESC, id DESC LIMIT ?2) p
	CROSS JOIN initiative i ON i.id = p.initiative_id)))))
	FROM (SELECT id, name FROM stakeholder WHERE subtype = 'HUB' ORDER BY name_key, id LIMIT ?1) o`

// sqliteFloor answers by one statement that builds the JSON.
func sqliteFloor(path string) (floor, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)&_pragma=cache_size(-16384)&_pragma=mmap_size(268435456)")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, sh shape) ([]byte, error) {
		var text []byte
		if err := db.QueryRowContext(ctx, sqliteStatement, sh.a, sh.b, sh.c).Scan(&text); err != nil {
			return nil, err
		}
		return answer(json.RawMessage(text))
	}, nil
}

const neo4jStatement = `MATCH (n:Stakeholder {subtype: 'HUB'}) WITH n ORDER BY n.nameKey, n.id LIMIT $a
CALL (n) { MATCH (n)<-[:STAKEHOLDER]-(p:Participation&!Hidden) WITH p ORDER BY p.startEarliestKey DESC, p.id DESC LIMIT $b
	MATCH (p)-[:INITIATIVE]->(i:Initiative)
	CALL (i) { MATCH (i)<-[:INITIATIVE]-(q:Participation&!Hidden) WITH q ORDER BY q.startEarliestKey DESC, q.id DESC LIMIT $c
		OPTIONAL MATCH (q)-[:STAKEHOLDER]->(m:Stakeholder)
		RETURN collect({role: q.role, stakeholder: CASE WHEN m IS NOT NULL THEN {id: m.id, name: m.name} END}) AS qs }
	RETURN collect({role: p.role, initiative: {id: i.id, name: i.name, participations: {nodes: qs}}}) AS ps }
RETURN {id: n.id, name: n.name, participations: {nodes: ps}} AS o`

// neo4jFloor answers by one statement; clear empties the database.
func neo4jFloor(ctx context.Context, uri string) (f floor, clear func() error, err error) {
	d, err := neo4j.NewDriverWithContext(uri, neo4j.NoAuth())
	if err != nil {
		return nil, nil, err
	}
	clear = func() error {
		s := d.NewSession(ctx, neo4j.SessionConfig{})
		defer func() { _ = s.Close(ctx) }()
		r, err := s.Run(ctx, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", nil)
		if err == nil {
			_, err = r.Consume(ctx)
		}
		return err
	}
	f = func(ctx context.Context, sh shape) ([]byte, error) {
		s := d.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
		defer func() { _ = s.Close(ctx) }()
		r, err := s.Run(ctx, neo4jStatement, map[string]any{"a": sh.a, "b": sh.b, "c": sh.c})
		if err != nil {
			return nil, err
		}
		list := []any{}
		for r.Next(ctx) {
			list = append(list, r.Record().Values[0])
		}
		if err := r.Err(); err != nil {
			return nil, err
		}
		return answer(list)
	}
	return f, clear, nil
}
