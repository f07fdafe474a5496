package main

import (
	"io"
	"log/slog"
)

// cli is the grammar of the command line.
type cli struct {
	flags

	Serve    serveCmd    `cmd:"" help:"Answer GraphQL over HTTP, with a page that explains how to ask."`
	Import   importCmd   `cmd:"" help:"Put a file of claims into the store."`
	Query    queryCmd    `cmd:"" help:"Ask the store a question in GraphQL, without a server."`
	Export   exportCmd   `cmd:"" help:"Write an answer, a list or a network as a file for other programs."`
	Check    checkCmd    `cmd:"" help:"Look for mistakes in files, or for contradictions in the store."`
	Datasets datasetsCmd `cmd:"" help:"List the datasets of the store."`
	Withdraw withdrawCmd `cmd:"" help:"Take a dataset out of the store."`
	Merge    mergeCmd    `cmd:"" help:"Rule that two things are one, or that they are not."`
	Split    splitCmd    `cmd:"" help:"Rule that a dataset means another thing."`
	Hide     hideCmd     `cmd:"" help:"Rule that a thing or a claim is not for everybody."`
	Rulings  rulingsCmd  `cmd:"" help:"List what was ruled by merge, split and hide."`
	Dump     dumpCmd     `cmd:"" help:"Write the whole graph as text: a backup, or the way to another store."`
	Load     loadCmd     `cmd:"" help:"Put a dump into an empty store."`
	Backup   backupCmd   `cmd:"" help:"Copy a graph in a SQLite file while it is in use."`
	Restore  restoreCmd  `cmd:"" help:"Put such a copy in the place of a graph that nobody uses."`
	Health   healthCmd   `cmd:"" help:"Ask a server on this machine whether it is ready."`
	Version  versionCmd  `cmd:"" help:"Tell which Migraph this is."`
}

// flags are common to all commands.
type flags struct {
	Store         string `placeholder:"STORE" env:"MIGRAPH_STORE" help:"Where the graph is: sqlite:PATH, or neo4j://HOST:PORT (also neo4j+s, neo4j+ssc, bolt, bolt+s). By default ${defaultStore}"`
	Neo4jDatabase string `name:"neo4j-database" placeholder:"NAME" env:"MIGRAPH_NEO4J_DATABASE" help:"Neo4j database; its default one if empty."`
	Neo4jUser     string `name:"neo4j-user" placeholder:"NAME" env:"MIGRAPH_NEO4J_USER" help:"User of Neo4j; neo4j if empty and there is a password."`
	Neo4jPassword string `name:"neo4j-password-file" placeholder:"FILE" env:"MIGRAPH_NEO4J_PASSWORD_FILE" help:"File that holds the password of Neo4j."`
	Config        string `placeholder:"FILE" env:"MIGRAPH_CONFIG" help:"File of settings: each flag of serve by its name, as in docs/migraph.example.yaml. Flags go before variables, variables before the file."`
	LogFormat     string `enum:"text,json" default:"text" env:"MIGRAPH_LOG_FORMAT" help:"Form of the log on stderr: ${enum}."`
	LogLevel      string `enum:"debug,info,warn,error" default:"info" env:"MIGRAPH_LOG_LEVEL" help:"What to log: ${enum}, and what is worse."`

	// configuration is what the file says, nil without one. configFlag: the command line
	// names it. given are the flags of the command line.
	configuration *configuration
	configFlag    bool
	given         map[string]bool
}

// Help teaches what the flags alone do not.
func (cli) Help() string {
	return `Start here:

    migraph serve                       a graph that is filled already, at http://127.0.0.1:8080
    migraph import my-claims.yaml       add your own claims to it
    migraph check my-claims.yaml        only look for mistakes in them
    migraph query my-question.graphql   ask without a server
    migraph import - < my-claims.yaml   from another program
    migraph datasets                    what was imported; withdraw takes it away
    migraph check --duplicates          things that look alike; merge makes them one

With Neo4j (the password never stands in an address or a flag):

    export MIGRAPH_STORE=neo4j://localhost:7687
    export MIGRAPH_NEO4J_USER=neo4j MIGRAPH_NEO4J_PASSWORD=...
    migraph serve

Exit codes, for scripts:

    0  it worked
    1  it failed, or check found contradictions in the store
    2  the command line, the environment or the configuration is wrong
    3  an input file or a question is missing or wrong; nothing of it was written
    4  the store cannot be opened or reached

Each flag that names a MIGRAPH_ variable can be set by it. A flag wins over its variable, and that over the file of --config.`
}

// environment is what commands run in.
type environment struct {
	*flags
	stdin io.Reader
	// stdout is for people: nothing that is written there steers a terminal. files is
	// the same as it is, for what programs read, and screen is stderr as it is, for
	// what is no text to keep.
	stdout, files, screen io.Writer
	log                   *slog.Logger
}

func newLog(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil { // the grammar admits levels only
		panic(err)
	}
	o := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
