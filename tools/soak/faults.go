package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

const (
	// faultTimeout is the --timeout of the server. An answer has ended within patience
	// of the fault: half is for the deadline, half for noticing it on a busy machine.
	faultTimeout = "1s"
	patience     = 2 * time.Second
	// recovery is when every question is answered again, after the store is back.
	recovery = 5 * time.Second
	askers   = 8
)

// fault is something that happens between the program and its store.
type fault struct {
	name string
	// toxic is the JSON of a toxic of toxiproxy; empty cuts all connections and refuses
	// new ones.
	toxic string
}

var storeFaults = []fault{
	{"cut", ""},
	{"slowed by 5 s", `{"name":"fault","type":"latency","stream":"downstream","attributes":{"latency":5000}}`},
	{"silent", `{"name":"fault","type":"timeout","stream":"downstream","attributes":{"timeout":0}}`},
	{"reset", `{"name":"fault","type":"reset_peer","stream":"downstream","attributes":{"timeout":0}}`},
}

// faults lets the way to Neo4j break under load.
func (s *soak) faults(ctx context.Context) error {
	if err := s.fillNeo4j(ctx); err != nil {
		return err
	}
	proxy, err := newProxy(s.neo4j)
	if err != nil {
		return err
	}
	defer proxy.Stop()
	store := "bolt://" + proxy.Listen
	// A Neo4j that was just started plans each statement first, which may take longer
	// than the deadline: so a patient server asks everything once.
	patient, err := s.serve(ctx, store, "--timeout", "2m")
	if err != nil {
		return err
	}
	learner := newClient(patient.address)
	learner.http.Timeout = 2 * time.Minute
	err = learner.learn(ctx)
	learner.close()
	patient.end("after the first questions")
	if err != nil {
		return err
	}
	v, err := s.serve(ctx, store, "--timeout", faultTimeout)
	if err != nil {
		return err
	}
	defer v.kill()
	c := newClient(v.address)
	c.whole = learner.whole
	defer c.close()
	for _, f := range storeFaults {
		if err := s.fault(ctx, v, c, proxy, f); err != nil {
			return err
		}
	}
	v.end("after the faults")
	return nil
}

// newProxy starts a proxy before a server of Neo4j.
func newProxy(neo4j string) (*toxiproxy.Proxy, error) {
	u, err := url.Parse(neo4j)
	if err != nil {
		return nil, err
	}
	p := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), "neo4j", "127.0.0.1:0", u.Host)
	return p, p.Start()
}

func (s *soak) fault(ctx context.Context, v *server, c *client, proxy *toxiproxy.Proxy, f fault) error {
	before, err := v.files()
	if err != nil {
		return err
	}
	l := c.start(ctx, askers)
	if err := sleep(ctx, s.size.calm); err != nil {
		return err
	}
	begun := time.Now()
	if f.toxic == "" {
		proxy.Stop()
	} else if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(f.toxic)); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	if err := sleep(ctx, s.size.fault); err != nil {
		return err
	}
	if f.toxic == "" {
		if err := proxy.Start(); err != nil {
			return err
		}
	} else if err := proxy.Toxics.RemoveToxic(ctx, "fault"); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	back := time.Now()
	for !s.size.hurried || !l.well(back) {
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return err
		}
		if time.Since(back) > recovery+s.size.calm {
			break
		}
	}
	answers := l.end()
	v.runs(f.name)
	s.judgeFault(f.name, answers, begun, back)
	if !v.ready(ctx) {
		s.fail("%s: /readyz does not say that the store is back", f.name)
	}
	after, err := v.files()
	if err != nil {
		return err
	}
	// The askers' connections stay open, and each may have one to the store.
	if after > before+2*askers+5 {
		s.fail("%s: %d open files before, %d after", f.name, before, after)
	}
	return nil
}

// judgeFault holds the answers against what is promised.
func (s *soak) judgeFault(name string, answers []answer, begun, back time.Time) {
	var refused, during int
	var slowest, latest time.Duration
	for _, a := range answers {
		waited := a.took()
		if a.sent.Before(begun) && a.came.After(begun) {
			waited = a.came.Sub(begun)
		}
		hit := a.came.After(begun) && a.sent.Before(back.Add(recovery))
		switch {
		case a.kind == broken || a.kind == wrong:
			s.fail("%s: %s", name, a.detail)
		case a.kind == unavailable && !hit:
			s.fail("%s: an error of a question that was asked when all was well, %v after the return: %s", name, a.sent.Sub(back).Round(time.Millisecond), a.detail)
		case waited > patience:
			s.fail("%s: an answer took %v", name, waited)
		}
		slowest = max(slowest, waited)
		if a.kind == unavailable {
			refused++
			latest = max(latest, a.sent.Sub(back))
		}
		if a.sent.After(begun) && a.came.Before(back) {
			during++
		}
	}
	if refused == 0 {
		s.fail("%s: no question noticed it", name)
	}
	s.tell("  Neo4j %s: %d answers, %d during it, %d errors; the slowest took %v; the last error was asked for %v after the return",
		name, len(answers), during, refused, slowest.Round(time.Millisecond), latest.Round(time.Millisecond))
}

// fillNeo4j puts the first version of the dataset into Neo4j.
func (s *soak) fillNeo4j(ctx context.Context) error {
	_, err := s.migraph(ctx, "import", s.neo4jDatasets[0], "--store", s.neo4j)
	return err
}
