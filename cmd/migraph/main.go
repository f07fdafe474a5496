// Migraph answers who works with whom on migration, who funds it, and which
// document says so. See the README, or migraph --help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// endSoon ends a command that does not heed a signal, because it waits for a
// file or reads a long one. What a store has not committed is undone.
func endSoon() {
	time.AfterFunc(2*time.Second, func() { os.Exit(codeFailed) })
}

// newParser makes what reads the command line.
func newParser(c *cli, stdout, stderr io.Writer) *kong.Kong {
	parser, err := kong.New(c,
		kong.Name("migraph"),
		kong.Description("Who works with whom on migration, who funds it, and which document says so."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.Writers(stdout, stderr),
		kong.Vars{"defaultStore": defaultStoreText()},
	)
	if err != nil { // the grammar is part of the program
		panic(err)
	}
	return parser
}

// run is the whole program but for its exit.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// The log quotes by itself what steers a terminal.
	log, files := stderr, stdout
	stdout, stderr = terminal(stdout), terminal(stderr)
	// The first signal asks to end; then the default is back, so that a second
	// one ends the program at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	var c cli
	parser := newParser(&c, stdout, stderr)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err == nil {
		env := &environment{
			flags: &c.flags, stdin: stdin, stdout: stdout, files: files, screen: log,
			log: newLog(log, c.LogFormat, c.LogLevel),
		}
		command.BindTo(ctx, (*context.Context)(nil))
		if command.Command() != "serve" {
			defer context.AfterFunc(ctx, endSoon)()
		}
		err = command.Run(env)
	} else {
		err = usage(err, command)
	}
	if err == nil {
		return 0
	}
	var e *exit
	if !errors.As(err, &e) {
		e = failed(err)
	}
	c.locate(e)
	if e.err != nil {
		fmt.Fprintln(stderr, "migraph: "+e.Error())
	}
	if e.hint != "" {
		fmt.Fprintln(stderr, e.hint)
	}
	return e.code
}
