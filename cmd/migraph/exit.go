package main

import (
	"errors"
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/migraph/migraph/graph"
)

// The exit codes; cli.Help documents them.
const (
	codeFailed = 1
	codeUsage  = 2
	codeInput  = 3
	codeStore  = 4
)

// exit is an error that knows the exit code. With a nil err all is said already.
type exit struct {
	code int
	err  error
	// hint is a line of its own below the error.
	hint string
	// flag is that whose value is at fault, if the error does not begin with it.
	flag string
}

func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return plain(e.err)
}

func (e *exit) Unwrap() error { return e.err }

func failed(err error) *exit { return &exit{code: codeFailed, err: err} }

func usagef(format string, args ...any) *exit {
	return &exit{code: codeUsage, err: fmt.Errorf(format, args...)}
}

// usage explains a command line that cannot be understood.
func usage(err error, command *kong.Context) *exit {
	var known *exit
	if errors.As(err, &known) { // one of ours
		return known
	}
	help := "migraph"
	var parse *kong.ParseError
	if errors.As(err, &parse) {
		command = parse.Context
	}
	if command != nil && command.Selected() != nil {
		help = "migraph " + command.Selected().Name
	}
	return &exit{code: codeUsage, err: err, hint: "See " + help + " --help"}
}

// storeFailure is an error of a store: 4 if it is the store that is at fault.
func storeFailure(err error) *exit {
	switch graph.CodeOf(err) {
	case graph.Unavailable, graph.DeadlineExceeded:
		return &exit{code: codeStore, err: err}
	}
	return failed(err)
}

// plain gives the text of an error for people. On a terminal the cause belongs
// to it: whoever runs the command line owns the machine.
func plain(err error) string {
	var e *graph.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Cause != nil && e.Code != graph.InvalidArgument {
		return fmt.Sprintf("%s (%v)", e.Message, e.Cause)
	}
	return e.Message
}
