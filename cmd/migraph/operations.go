package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/migraph/migraph/explorer"
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/server"
)

// operationFlags are about operations that have a name.
type operationFlags struct {
	Operations []string      `name:"operations" sep:"," placeholder:"PATH" env:"MIGRAPH_OPERATIONS" help:"Folder of *.graphql files, or a manifest as Apollo's tools or Relay's compiler write it, whose operations are answered at /q/NAME; can be repeated."`
	Mode       string        `name:"operation-mode" enum:"open,log,trusted" default:"open" env:"MIGRAPH_OPERATION_MODE" help:"Which operations are answered: ${enum}. Log answers all and logs those that are not of --operations, trusted answers no other."`
	Cache      int           `name:"answer-cache" placeholder:"MB" default:"64" env:"MIGRAPH_ANSWER_CACHE" help:"Memory for answers to these operations, in megabytes (${default}); 0 keeps none."`
	MaxAge     time.Duration `name:"answer-max-age" placeholder:"TIME" default:"0s" env:"MIGRAPH_ANSWER_MAX_AGE" help:"For how long clients need not ask again whether such an answer has changed (${default})."`
}

// largestCache bounds the memory for answers, in megabytes: a terabyte.
const largestCache = 1 << 20

// read reads and checks the operations. A server does not start with one that it could
// not answer.
func (f *operationFlags) read(l limits, log *slog.Logger) (*operations.Set, error) {
	if f.Cache < 0 || f.Cache > largestCache {
		return nil, usagef("--answer-cache must be from 0 to %d", largestCache)
	}
	if f.MaxAge < 0 {
		return nil, usagef("--answer-max-age must not be below 0")
	}
	var all []operations.Document
	for _, name := range f.Operations {
		found, err := operations.Read(name)
		if err != nil {
			return nil, &exit{code: codeInput, err: fmt.Errorf("--operations: %w", err)}
		}
		all = append(all, found...)
	}
	for _, text := range server.PageQuestions() {
		all = append(all, operations.Document{Text: text, Where: "the server's pages", Program: true})
	}
	ours, err := operations.Manifest("the explorer", explorer.Operations)
	if err != nil {
		return nil, failed(err)
	}
	for _, d := range ours {
		if err := l.text.Check(d.Text); err != nil {
			log.Warn("the limits of this server leave out a question of the explorer; pages that ask it show nothing", "operation", d.Name, "error", err)
			continue
		}
		d.Program = true
		all = append(all, d)
	}
	set, err := operations.New(api.Schema(), l.text.Check, all...)
	if err != nil {
		return nil, &exit{code: codeInput, err: fmt.Errorf("--operations:\n%s", plain(err))}
	}
	return set, nil
}
