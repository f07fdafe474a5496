package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/export/migraphyaml"
	"github.com/migraph/migraph/export/template"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/api"
)

type exportCmd struct {
	Format string `placeholder:"FORMAT" help:"csv, xlsx or ndjson for tables; gexf, graphml or jsonld for networks; yaml for what a dataset says."`
	Output string `short:"o" placeholder:"FILE" help:"File to write; standard output without it. A file appears when it is whole."`

	Query     string `group:"What to export" placeholder:"FILE" help:"Answer to the question in GraphQL in this file; - reads standard input."`
	Variables string `group:"What to export" placeholder:"JSON" help:"Its variables as a JSON object."`
	Operation string `group:"What to export" placeholder:"NAME" help:"Which question to ask, if the file has several."`
	List      string `group:"What to export" placeholder:"PATH" help:"Which list of the answer becomes the table, such as stakeholders.nodes; the first one without it. For xlsx several, parted by commas."`
	Type      string `group:"What to export" placeholder:"LIST" help:"A list of the API, such as stakeholders, initiatives, participations or flows."`
	Where     string `group:"What to export" placeholder:"JSON" help:"Its filter, as the API takes it."`
	OrderBy   string `group:"What to export" placeholder:"ORDER" help:"Its order, as the API names it."`
	Around    string `group:"What to export" placeholder:"ID" help:"The network around this thing."`
	Hops      int    `group:"What to export" placeholder:"N" help:"How many links away the furthest thing may be (1)."`
	Nodes     int    `group:"What to export" placeholder:"N" help:"The most things of a network around a thing (100)."`
	Things    string `group:"What to export" placeholder:"IDS" help:"The network between these things, parted by commas."`
	Links     string `group:"What to export" placeholder:"TYPES" help:"Only links of these types, parted by commas, such as PARTICIPATES_IN,FUNDS."`
	Roles     string `group:"What to export" placeholder:"ROLES" help:"Only participations and presences in these roles, parted by commas, such as FUNDING; other links stay."`

	AsOf    string `group:"What to export" placeholder:"DAY" help:"Only what held on this day."`
	During  string `group:"What to export" placeholder:"DAY/DAY" help:"Only what held on a day of this period."`
	Dating  string `group:"What to export" placeholder:"POSSIBLE|CERTAIN" help:"Whether what possibly held is meant, or what certainly did."`
	Undated string `group:"What to export" placeholder:"INCLUDE|EXCLUDE|ONLY" help:"What becomes of what has no date."`

	Dataset  string `group:"What to export" placeholder:"KEY" help:"What this dataset says, as a file of facts that can be imported again: with --format yaml."`
	Template string `group:"What to export" placeholder:"NAME" help:"An empty spreadsheet to fill in and import: xlsx, or one kind of entry as text, such as flows.csv."`

	About     bool          `negatable:"" default:"true" help:"Let csv and ndjson tell of revision, datasets and licences."`
	BOM       bool          `name:"bom" help:"Begin csv with a byte order mark, for Excel."`
	MaxRows   int           `placeholder:"N" help:"Fail rather than export more rows or claims."`
	Timeout   time.Duration `default:"1h" help:"Longest time for the export."`
	PublicURL string        `name:"public-url" placeholder:"URL" env:"MIGRAPH_PUBLIC_URL" help:"Address under which others find the graph, such as https://graph.example.org: links begin with it."`
}

// Help teaches how to export.
func (exportCmd) Help() string {
	var b strings.Builder
	b.WriteString(`Writes an answer, a list, the network around a thing, or the whole graph, as everybody may see it. Formats:

`)
	for _, f := range formats.All {
		fmt.Fprintf(&b, "    %-8s %s\n", f.Name, f.Says)
	}
	b.WriteString(`
    migraph export --format xlsx --type stakeholders -o stakeholders.xlsx
    migraph export --format csv --type flows --where '{"currency": {"eq": "USD"}}' --as-of 2022-08-15
    migraph export --format gexf -o graph.gexf
    migraph export --format graphml --around ID --hops 2 -o around.graphml
    migraph export --format csv --query question.graphql --variables '{"slug": "sida"}'
    migraph export --template xlsx -o own.xlsx
    migraph export --format yaml --dataset our-partners -o our-partners.yaml

A question is asked again for further pages if it has a variable $after and asks for pageInfo { hasNextPage endCursor }. A server answers the same at /export/FORMAT. docs/export.md tells how to use the files.`)
	return b.String()
}

// Run writes an export.
func (c *exportCmd) Run(ctx context.Context, env *environment) error {
	if c.Template != "" {
		return c.template(env)
	}
	if c.Format == "" {
		return usagef("say with --format what to write: csv, xlsx, ndjson, gexf, graphml or jsonld; or --template xlsx for an empty spreadsheet")
	}
	if c.Format == "yaml" {
		return c.facts(ctx, env)
	}
	if c.Dataset != "" {
		return usagef("--dataset goes with --format yaml; for a list of one dataset's claims use --type with --where, such as {\"evidence\": {\"some\": {\"dataset\": {\"eq\": \"KEY\"}}}}")
	}
	if c.Timeout <= 0 {
		return usagef("--timeout must be longer than nothing")
	}
	if c.MaxRows < 0 {
		return usagef("--max-rows must be 1 or more; leave it out for no limit")
	}
	if err := checkPublicURL(c.PublicURL); err != nil {
		return err
	}
	request, err := c.request(env.stdin)
	if err != nil {
		return err
	}
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	local := profile(profileLocal)
	x := api.NewExporter(api.Options{
		Store: func() (graph.Store, error) { return store, nil }, Timeout: c.Timeout,
		Text: local.text, Limits: local.cost, Address: c.PublicURL, Log: env.log,
	}, c.MaxRows)
	ctx, cancel := context.WithTimeoutCause(ctx, c.Timeout, graph.Errorf(graph.DeadlineExceeded, "the export took longer than %v; allow more with --timeout, or export less", c.Timeout))
	defer cancel()
	return c.output(env, c.Format, func(w io.Writer) error {
		err := exportFailure(ctx, x.Write(ctx, request, "", export.NewOutput(w), nil))
		if e := (*exit)(nil); errors.As(err, &e) && e.code == codeInput {
			e.hint = allowed(api.Schema(), e.Error(), c.Type)
		}
		return err
	})
}

// facts writes what a dataset says, as everybody may see it.
func (c *exportCmd) facts(ctx context.Context, env *environment) error {
	if c.Dataset == "" {
		return usagef("--format yaml writes what one dataset says: name it with --dataset; migraph datasets lists them")
	}
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	var text bytes.Buffer // such files are small, and a view may begin anew
	err = store.View(ctx, func(ctx context.Context, r graph.Reader) error {
		text.Reset()
		return migraphyaml.Write(ctx, r, migraphyaml.Options{Dataset: c.Dataset, Audience: graph.AudiencePublic}, &text)
	})
	switch code := graph.CodeOf(err); {
	case err == nil:
	case code == graph.NotFound, code == graph.InvalidArgument, code == graph.LimitExceeded, code == graph.Conflict:
		return &exit{code: codeInput, err: err}
	default:
		return exportFailure(ctx, err)
	}
	return c.output(env, c.Format, func(w io.Writer) error {
		if _, err := text.WriteTo(w); err != nil {
			return failed(err)
		}
		return nil
	})
}

// template writes an empty spreadsheet.
func (c *exportCmd) template(env *environment) error {
	if c.Format != "" {
		return usagef("--template is written in a format of its own; leave out --format")
	}
	if !slices.Contains(template.Formats(), c.Template) {
		return usagef("there is no template %q; there are %s", c.Template, strings.Join(template.Formats(), ", "))
	}
	return c.output(env, c.Template, func(w io.Writer) error {
		if err := template.Write(w, c.Template); err != nil {
			return failed(err)
		}
		return nil
	})
}

// output writes to the file that was named, else to standard output.
func (c *exportCmd) output(env *environment, format string, write func(io.Writer) error) error {
	if c.Output != "" {
		return wholeFile(c.Output, func(f *os.File) error {
			if err := write(f); err != nil {
				return err
			}
			return f.Chmod(0o644)
		})
	}
	out, err := standardOutput(env, format)
	if err != nil {
		return err
	}
	return write(out)
}

// request gives what the flags ask for. They are the parameters of an address.
func (c *exportCmd) request(stdin io.Reader) (*export.Request, error) {
	values := url.Values{}
	for name, value := range map[string]string{ // url.Values has no order
		"variables": c.Variables, "operation": c.Operation, "list": c.List, "type": c.Type, "where": c.Where, "orderBy": c.OrderBy,
		"around": c.Around, "things": c.Things, "links": c.Links, "roles": c.Roles, "asOf": c.AsOf, "during": c.During, "dating": c.Dating, "undated": c.Undated,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for name, n := range map[string]int{"hops": c.Hops, "nodes": c.Nodes} {
		if n != 0 {
			values.Set(name, strconv.Itoa(n))
		}
	}
	if c.BOM {
		values.Set("bom", "true")
	}
	if !c.About {
		values.Set("about", "false")
	}
	if c.Query != "" {
		text, label, err := readText(c.Query, stdin)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(text) == "" {
			return nil, &exit{code: codeInput, err: fmt.Errorf("%s is empty; write a question such as { stakeholders { nodes { name } } }", label)}
		}
		values.Set("query", text)
	}
	if _, err := formats.Find(c.Format); err != nil {
		return nil, usagef("%s", plain(err))
	}
	r, err := export.ParseRequest(c.Format, values)
	if err != nil {
		return nil, usagef("%s", plain(err))
	}
	return r, nil
}

// exportFailure gives the exit of an export that failed.
func exportFailure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); errors.Is(cause, context.Canceled) {
		return failed(errors.New("interrupted"))
	} else if cause != nil {
		return failed(cause)
	}
	switch graph.CodeOf(err) {
	case graph.Unavailable:
		return &exit{code: codeStore, err: err}
	case graph.Internal:
		return failed(err)
	}
	return &exit{code: codeInput, err: err}
}
