package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/migraph/migraph/explorer"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/server"
	"github.com/migraph/migraph/internal/telemetry"
	"github.com/migraph/migraph/resolvers"
)

// openGrace is how long the line that greets waits for the store.
const openGrace = 2 * time.Second

type serveCmd struct {
	Addr    string        `default:"127.0.0.1:8080" env:"MIGRAPH_ADDR" help:"Address to listen on; port 0 takes a free one."`
	Origins []string      `name:"cors-origin" sep:"," placeholder:"ORIGIN" env:"MIGRAPH_CORS_ORIGINS" help:"Origin whose pages may ask in a browser, such as https://example.org; can be repeated. None by default."`
	Timeout time.Duration `default:"10s" env:"MIGRAPH_TIMEOUT" help:"Longest time for one answer."`

	PublicURL string `name:"public-url" placeholder:"URL" env:"MIGRAPH_PUBLIC_URL" help:"Address under which others find this server, such as https://graph.example.org: permalinks begin with it. Without it they are paths."`
	Audience  string `enum:"public,staff" default:"public" env:"MIGRAPH_AUDIENCE" help:"Who may ask: ${enum}. Staff also sees what is RESTRICTED, and so does everybody who reaches the server."`

	Suggestions bool `env:"MIGRAPH_SUGGESTIONS" help:"Answer the field suggestions: bodies that share partners, themes, places or funders with one and are not its partners. Off by default."`

	operationFlags `embed:"" group:"Named operations"`

	Ancestors []string `name:"frame-ancestor" sep:"," placeholder:"ORIGIN" env:"MIGRAPH_FRAME_ANCESTORS" help:"Origin whose pages may show the server's pages in a frame, such as https://example.org; can be repeated. Only its own by default."`

	MaxExport     int           `placeholder:"N" default:"100000" env:"MIGRAPH_MAX_EXPORT" help:"Most rows or claims of an export at /export (${default})."`
	ExportTimeout time.Duration `default:"2m" env:"MIGRAPH_EXPORT_TIMEOUT" help:"Longest time for an export (${default})."`

	GraphiQL bool `name:"graphiql" default:"true" negatable:"" env:"MIGRAPH_GRAPHIQL" help:"Serve GraphiQL, which writes questions in the browser, at /graphiql (${default})."`

	limitFlags `embed:"" group:"Limits of a question"`

	protectFlags `embed:"" group:"Protection"`

	telemetryFlags `embed:"" group:"For operators"`
}

// Help teaches what serve does.
func (serveCmd) Help() string {
	return `Serves the explorer at /, /graphql, a page at /guide that explains how to ask, GraphiQL at /graphiql, a page for each thing of the graph (its permalink), /export/FORMAT (see migraph export), /q/NAME for operations that have a name (--operations), /healthz (the program runs) and /readyz (the store answers). An empty store is filled with the graph that comes with Migraph.

If Neo4j is away, the server starts all the same, tells so at /readyz, and goes on trying. SIGTERM or Ctrl-C lets running answers finish and ends within ten seconds; a second one ends at once.

Where strangers ask, --profile public bounds what one question and one client may cost. Behind a proxy, name it with --trusted-proxy, so that clients are told apart.

    migraph serve
    migraph serve --addr :8080 --cors-origin https://dashboard.example.org
    migraph serve --addr :8080 --profile public --max-depth 10 --public-url https://graph.example.org
    migraph serve --operations operations/ --operation-mode trusted
    migraph serve --audience staff
    curl -G http://127.0.0.1:8080/graphql --data-urlencode 'query={ stakeholders { totalCount } }'`
}

// settled is what flags, environment and file say, read and checked.
type settled struct {
	target  *target
	bounds  limits
	guarded protection
	named   *operations.Set
	traces  *telemetry.Traces
}

// settle checks all that can be checked without serving.
func (c *serveCmd) settle(env *environment) (*settled, error) {
	out := &settled{}
	var err error
	if out.target, err = env.target(); err != nil {
		return nil, err
	}
	if err := errors.Join(checkOrigins("cors-origin", c.Origins), checkOrigins("frame-ancestor", c.Ancestors)); err != nil {
		return nil, err
	}
	if err := checkPublicURL(c.PublicURL); err != nil {
		return nil, err
	}
	if c.Timeout <= 0 {
		return nil, usagef("--timeout must be longer than nothing")
	}
	if c.ExportTimeout <= 0 {
		return nil, usagef("--export-timeout must be longer than nothing")
	}
	if c.MaxExport < 1 {
		return nil, usagef("--max-export must be 1 or more")
	}
	if out.bounds, err = c.limits(); err != nil {
		return nil, err
	}
	if err := errors.Join(checkListen("addr", c.Addr), c.checkTelemetry()); err != nil {
		return nil, err
	}
	if out.guarded, err = c.protection(c.Profile, env.log); err != nil {
		return nil, err
	}
	if out.traces, err = telemetry.FromEnvironment(os.Getenv); err != nil {
		return nil, usagef("%w", err)
	}
	out.named, err = c.read(out.bounds, env.log)
	return out, err
}

// checkListen admits addresses on which a server can listen.
func checkListen(flag, address string) error {
	if _, port, err := net.SplitHostPort(address); err != nil || port == "" {
		return usagef("--%s %q is no address to listen on: write host and port, as in 127.0.0.1:8080, or :8080 for all of this machine's addresses", flag, address)
	}
	return nil
}

// Run serves until a signal comes.
func (c *serveCmd) Run(ctx context.Context, env *environment) error {
	collectLess(os.LookupEnv)
	if !c.Profiles {
		runtime.MemProfileRate = 0 // nobody can ask for it, and to note who allocates costs a fortieth of the time
	}
	ways, err := c.settle(env)
	if err != nil {
		return err
	}
	t, bounds, named, guarded := ways.target, ways.bounds, ways.named, ways.guarded
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return listenFailure("addr", c.Addr, err)
	}
	open := func(ctx context.Context) (graph.Store, error) { return openSeeded(ctx, t, env) }
	connection := server.NewConnection(open, t.comesBack, env.log)
	watch, err := c.watch(ctx, env, ways, connection.Store)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer watch.close()
	services := resolvers.NewServices(connection.Store)
	endpoint := api.Options{
		Services: services, Store: connection.Store, Timeout: c.Timeout, Text: bounds.text,
		Limits: bounds.cost, Audience: audiences[c.Audience], Address: c.PublicURL, Suggestions: c.Suggestions, Log: env.log,
		Operations: named, Mode: operations.Mode(c.Mode), CacheControl: answers.Control(c.Audience == "staff", c.MaxAge),
	}
	// The pages are the server's own: what they ask is not limited by what
	// others may ask, and they link to each other wherever they are found.
	pages := endpoint
	pages.Text, pages.Limits, pages.Address, pages.Mode = api.DefaultLimits, resolvers.DefaultLimits, "", operations.Open
	exporter := api.NewExporter(endpoint, c.MaxExport)
	kept := api.NewAnswers(endpoint, exporter, c.Cache<<20)
	defer kept.Close()
	endpoint.Answers = kept
	warnOfStaff(env.log, c.Audience, listener.Addr())
	guarded.warnOfProxies(env.log, listener.Addr())
	var graphiql fs.FS
	if c.GraphiQL {
		graphiql = explorer.GraphiQL()
	}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	opened := make(chan error, 1)
	settled := make(chan string, 2) // away, then there
	go func() {
		err := connection.Run(ctx, func() { settled <- "waits for its store " + t.String() })
		if err == nil {
			services.Warm(audiences[c.Audience])
			settled <- "answers from " + t.String()
		} else {
			cancel() // without a store there is nothing to serve
		}
		opened <- err
	}()
	go c.greet(ctx, env, listener.Addr(), settled)
	served := server.Serve(ctx, c.listener(listener, guarded), server.Options{
		GraphQL: releaseWhenQuiet(api.NewHandler(endpoint), quiet, debug.FreeOSMemory),
		Ask:     api.Asker(pages), Address: c.PublicURL,
		Store: connection.Store, Timeout: c.Timeout, MaxBody: bounds.text.Body,
		Exports: exporter, ExportTimeout: c.ExportTimeout,
		Explorer: explorer.Files(), GraphiQL: graphiql,
		Operations: named, Answers: kept, CacheControl: endpoint.CacheControl, Ancestors: c.Ancestors,
		Origins: c.Origins, Version: readBuild().Version, Log: env.log,
		Rate: guarded.rate, Turns: guarded.turns, Sending: guarded.sending, Proxies: guarded.proxies, TLS: guarded.tls(ctx),
		Watcher: watch.watcher(), RequestLog: c.RequestLog, QueryLog: c.QueryLog,
	})
	cancel()
	select {
	case err = <-opened:
	case <-time.After(openGrace):
		env.log.Warn("the opening of the store does not end; leaving it")
	}
	closed := errors.Join(services.Close(), connection.Close())
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		return cannotOpen(t, err)
	case served != nil:
		return failed(fmt.Errorf("serving ended: %w", served))
	case closed != nil:
		env.log.Warn("the store did not close cleanly", "error", closed)
	}
	return nil
}

// greet prints one line as soon as it is known how things stand.
func (c *serveCmd) greet(ctx context.Context, env *environment, addr net.Addr, settled <-chan string) {
	state := "opens its store"
	select {
	case state = <-settled:
	case <-time.After(openGrace):
	case <-ctx.Done():
		return
	}
	scheme := "http"
	if c.TLSCert != "" {
		scheme = "https"
	}
	fmt.Fprintf(env.stdout, "Migraph %s: %s://%s\n", state, scheme, browsable(addr))
}

// browsable gives an address that a browser on this machine can open.
func browsable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// openSeeded opens the store and fills an empty one.
func openSeeded(ctx context.Context, t *target, env *environment) (graph.Store, error) {
	store, err := t.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := fillEmpty(ctx, store, env); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

// checkOrigins admits exact origins only: a wildcard would let every page read.
func checkOrigins(flag string, origins []string) error {
	for _, o := range origins {
		u, err := url.Parse(o)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" ||
			u.Scheme+"://"+u.Host != o || strings.ContainsAny(o, "*;, ") {
			return usagef("--%s %q is no origin: write a scheme and a host, as in https://example.org", flag, o)
		}
	}
	return nil
}

// publicURL is an address to which the path of a permalink can be added, and
// that can stand in a command to copy.
var publicURL = regexp.MustCompile(`^https?://([A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)

func checkPublicURL(address string) error {
	if address != "" && !publicURL.MatchString(address) {
		return usagef("--public-url %q is no address of a server: write a scheme and a host without a path or a slash at the end, as in https://graph.example.org", address)
	}
	return nil
}

// audiences by the values of the flag.
var audiences = map[string]graph.Audience{"public": graph.AudiencePublic, "staff": graph.AudienceStaff}

// warnOfStaff tells if what only staff may see is served to more than this machine.
func warnOfStaff(log *slog.Logger, audience string, addr net.Addr) {
	if tcp, ok := addr.(*net.TCPAddr); audience == "staff" && !(ok && tcp.IP.IsLoopback()) {
		log.Warn("everybody who reaches this address sees what is RESTRICTED: --audience staff has no password of its own", "address", addr.String())
	}
}

func listenFailure(flag, addr string, err error) *exit {
	if errors.Is(err, syscall.EADDRINUSE) {
		return failed(fmt.Errorf("%s is in use by another program; choose another with --%s, such as --%s 127.0.0.1:0", addr, flag, flag))
	}
	return failed(fmt.Errorf("cannot listen on %s: %w", addr, err))
}
