package telemetry

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/migraph/migraph/graph"
)

const (
	// scrapeTimeout bounds a scrape, askTimeout what it asks the store.
	scrapeTimeout = 8 * time.Second
	askTimeout    = 3 * time.Second
	// countEvery bounds how often records are counted while the graph changes.
	countEvery = time.Minute
)

// graphCollector tells of the graph when it is scraped. Records are counted once a
// revision, and at most once a minute.
type graphCollector struct {
	store    func() (graph.Store, error)
	up       *prometheus.Desc
	revision *prometheus.Desc
	records  *prometheus.Desc

	mu      sync.Mutex
	at      graph.Revision
	when    time.Time
	counted map[string]int
}

func newGraphCollector(store func() (graph.Store, error)) *graphCollector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, labels, nil)
	}
	return &graphCollector{
		store:    store,
		up:       desc("store_up", "1 if the store answers, else 0."),
		revision: desc("graph_revision", "Newest revision of the graph. It is missing if the store does not answer."),
		records:  desc("graph_records", "Records of the graph, hidden ones and those of the past among them; at most a minute old.", "type"),
	}
}

// Describe is that of a collector.
func (c *graphCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.up
	out <- c.revision
	out <- c.records
}

// Collect is that of a collector.
func (c *graphCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askTimeout)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	store, err := c.store()
	var revision graph.Revision
	if err == nil {
		err = store.Ping(ctx)
	}
	if err == nil {
		revision, err = store.Revision(ctx)
	}
	if err != nil {
		gauge(c.up, 0)
		return
	}
	gauge(c.up, 1)
	gauge(c.revision, float64(revision))
	if c.counted == nil || c.at != revision && time.Since(c.when) >= countEvery {
		if counted, at, err := count(ctx, store); err == nil {
			c.counted, c.at, c.when = counted, at, time.Now()
		}
	}
	for name, n := range c.counted {
		gauge(c.records, float64(n), name)
	}
}

// count counts the things and the claims of a graph, by their types.
func count(ctx context.Context, store graph.Store) (counted map[string]int, at graph.Revision, err error) {
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		counted = map[string]int{}
		for _, t := range graph.Catalog.Types() {
			if t.Class != graph.ClassThing && t.Class != graph.ClassClaim {
				continue
			}
			res, err := r.Fetch(ctx, &graph.Plan{Audience: graph.AudienceKeeper, Query: graph.Query{Type: t, Total: true, TotalOnly: true}})
			if err != nil {
				return err
			}
			counted[strings.ToLower(t.Name)] = res.Lists[0].Total
		}
		at = r.Revision()
		return nil
	})
	return counted, at, err
}
