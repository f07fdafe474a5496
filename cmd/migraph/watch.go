package main

import (
	"context"
	"net"
	"time"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/observe"
	"github.com/migraph/migraph/internal/telemetry"
)

// telemetryFlags say what operators are told.
type telemetryFlags struct {
	RequestLog bool   `name:"log-requests" env:"MIGRAPH_LOG_REQUESTS" help:"Log each request with its operation, cost, rows, store calls and time. Without it only those that failed or took a second are logged."`
	QueryLog   bool   `name:"log-queries" env:"MIGRAPH_LOG_QUERIES" help:"Log each request with its question and variables, which may hold what is nobody else's business."`
	Metrics    string `name:"metrics-addr" placeholder:"ADDRESS" env:"MIGRAPH_METRICS_ADDR" help:"Address for /metrics, for Prometheus; none by default. Whoever reaches it may read them."`
	Profiles   bool   `name:"pprof" env:"MIGRAPH_PPROF" help:"Serve profiles of the program at /debug/pprof/ of --metrics-addr."`
}

func (f *telemetryFlags) checkTelemetry() error {
	switch {
	case f.Metrics != "":
		return checkListen("metrics-addr", f.Metrics)
	case f.Profiles:
		return usagef("--pprof serves profiles at the address of --metrics-addr; give one, such as 127.0.0.1:9464")
	}
	return nil
}

// flushTime bounds the sending of the last traces.
const flushTime = time.Second

// watching is what tells operators what the server does; nothing of it is there unless
// it was asked for.
type watching struct {
	told *telemetry.Telemetry
	end  context.CancelFunc
}

// watch begins to tell operators of the server, and makes the store that will be opened
// tell of its statements.
func (c *serveCmd) watch(ctx context.Context, env *environment, s *settled, store func() (graph.Store, error)) (*watching, error) {
	if c.QueryLog {
		env.log.Warn("questions and their variables are logged: they may hold what is nobody else's business (--log-queries)")
	}
	if !c.RequestLog && !c.QueryLog && c.Metrics == "" && s.traces == nil {
		return &watching{}, nil
	}
	build := readBuild()
	told, err := telemetry.New(ctx, telemetry.Options{
		Metrics: c.Metrics != "", Traces: s.traces, Continues: s.guarded.proxies.Send, Store: store, System: s.target.system(),
		Version: build.Version, Commit: build.Commit, Log: env.log,
	})
	if err != nil {
		return nil, usagef("traces cannot be sent: %w", err)
	}
	s.target.Observer = told
	if s.guarded.turns != nil {
		told.Waiting(s.guarded.turns.Waiting)
	}
	if s.guarded.sending != nil {
		told.Sending(s.guarded.sending.Bytes, s.guarded.sending.Cut)
	}
	w := &watching{told: told, end: func() {}}
	if c.Metrics == "" {
		return w, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Metrics)
	if err != nil {
		w.close()
		return nil, listenFailure("metrics-addr", c.Metrics, err)
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); c.Profiles && !(ok && tcp.IP.IsLoopback()) {
		env.log.Warn("everybody who reaches this address can take profiles, which costs time and tells of the memory of the program (--pprof)", "address", listener.Addr().String())
	}
	// Metrics are told until the very end: while requests drain, too.
	var life context.Context
	life, w.end = context.WithCancel(context.WithoutCancel(ctx))
	go func() {
		if err := telemetry.Serve(life, listener, told.Handler(c.Profiles)); err != nil {
			env.log.Error("metrics are not served any more", "error", err)
		}
	}()
	env.log.Info("metrics are at /metrics", "address", listener.Addr().String(), "profiles", c.Profiles)
	return w, nil
}

// watcher is nil if nobody is told.
func (w *watching) watcher() observe.Watcher {
	if w.told == nil {
		return nil
	}
	return w.told
}

func (w *watching) close() {
	if w.told == nil {
		return
	}
	w.end()
	ctx, cancel := context.WithTimeout(context.Background(), flushTime)
	defer cancel()
	_ = w.told.Close(ctx) // what could not be sent is lost, and was logged
}
