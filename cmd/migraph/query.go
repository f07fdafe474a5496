package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answer"
	"github.com/migraph/migraph/internal/api"
)

type queryCmd struct {
	File      string        `arg:"" help:"File with the question in GraphQL; - reads standard input."`
	Variables string        `placeholder:"JSON" help:"Variables as a JSON object, or @FILE to read them from a file."`
	Operation string        `placeholder:"NAME" help:"Which question to ask, if the file has several."`
	Format    string        `enum:"json,table" default:"json" help:"Form of the answer: ${enum}."`
	Timeout   time.Duration `default:"1m" help:"Longest time for the answer."`

	Suggestions bool `env:"MIGRAPH_SUGGESTIONS" help:"Answer the field suggestions, which is off by default."`
}

// Help teaches how to ask.
func (queryCmd) Help() string {
	return `Asks the store itself: no server is needed, and pages may have up to 1,000 records. What a question may ask for is described at the page of migraph serve.

    echo '{ stakeholders(first: 3) { nodes { name kind } } }' | migraph query -
    migraph query funders.graphql --format table
    migraph query body.graphql --variables '{"slug": "sida"}'
    migraph query questions.graphql --operation Funders --variables @variables.json

A table shows the first list of the answer, a row for each record, and tells what else there is.`
}

// maxQuestionFile stops a wrong file from being read whole; the limits of
// questions are far below.
const maxQuestionFile = 10 << 20

// Run asks a question.
func (c *queryCmd) Run(ctx context.Context, env *environment) error {
	if c.Timeout <= 0 {
		return usagef("--timeout must be longer than nothing")
	}
	q, label, err := c.question(env.stdin)
	if err != nil {
		return err
	}
	store, err := env.openExisting(ctx)
	if err != nil {
		return err
	}
	defer closeStore(store, env)
	local := profile(profileLocal)
	response := api.Ask(ctx, api.Options{
		Store: func() (graph.Store, error) { return store, nil }, Timeout: c.Timeout,
		Text: local.text, Limits: local.cost, Suggestions: c.Suggestions, Log: env.log,
	}, q)
	if ctx.Err() != nil {
		return failed(errors.New("interrupted"))
	}
	if err := c.show(env.stdout, response); err != nil {
		return failed(err)
	}
	return questionFailure(label, response.Errors)
}

// question reads what is asked.
func (c *queryCmd) question(stdin io.Reader) (q api.Question, label string, err error) {
	if c.File == "-" && c.Variables == "@-" {
		return q, label, usagef("question and variables cannot both come from standard input")
	}
	text, label, err := readText(c.File, stdin)
	if err != nil {
		return q, label, err
	}
	if strings.TrimSpace(text) == "" {
		return q, label, &exit{code: codeInput, err: fmt.Errorf("%s is empty; write a question such as { stakeholders { totalCount } }", label)}
	}
	q = api.Question{Text: text, Operation: c.Operation}
	if c.Variables == "" {
		return q, label, nil
	}
	variables, from, wrong := c.Variables, "--variables", codeUsage
	if file, ok := strings.CutPrefix(variables, "@"); ok {
		if variables, from, err = readText(file, stdin); err != nil {
			return q, label, err
		}
		wrong = codeInput
	}
	d := json.NewDecoder(strings.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&q.Variables); err != nil || q.Variables == nil || d.Decode(new(any)) != io.EOF {
		return q, label, &exit{code: wrong, err: fmt.Errorf(`%s is no JSON object: write it as {"slug": "sida"}`, from)}
	}
	return q, label, nil
}

// readText reads a file of text, or standard input for "-".
func readText(name string, stdin io.Reader) (text, label string, err error) {
	r, label, err := openInput(name, stdin)
	if err != nil {
		return "", label, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxQuestionFile))
	switch {
	case err != nil:
		return "", label, &exit{code: codeInput, err: fmt.Errorf("%s cannot be read: %w", label, err)}
	case !utf8.Valid(b):
		return "", label, &exit{code: codeInput, err: fmt.Errorf("%s is no text in UTF-8", label)}
	}
	return string(b), label, nil
}

// show writes an answer. There is no table of an answer that is none.
func (c *queryCmd) show(w io.Writer, r *graphql.Response) error {
	if c.Format == "json" {
		return writeAnswer(w, r)
	}
	if len(r.Data) == 0 || bytes.Equal(r.Data, []byte("null")) {
		return nil
	}
	read, err := answer.Read(r.Data)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, tableOf(read))
	return err
}

// writeAnswer writes an answer as JSON, in the order of the question.
func writeAnswer(w io.Writer, r *graphql.Response) error {
	var b bytes.Buffer
	if err := json.Indent(&b, api.Encode(r), "", "  "); err != nil {
		return err
	}
	_, err := io.WriteString(w, escaped(b.String())+"\n")
	return err
}

// questionFailure tells what was wrong with a question, a line for each error.
func questionFailure(label string, errs gqlerror.List) error {
	if len(errs) == 0 {
		return nil
	}
	var lines []string
	code, schema := codeInput, api.Schema()
	for _, err := range errs {
		line := questionError(label, err)
		if names := allowed(schema, line, ""); names != "" {
			line += " " + names
		}
		lines = append(lines, line)
		code = min(code, questionCode(err))
	}
	return &exit{code: code, err: errors.New(strings.Join(lines, "\n"))}
}

// questionCode gives the exit code for an error of an answer.
func questionCode(err *gqlerror.Error) int {
	switch code, _ := err.Extensions["code"].(string); graph.Code(code) {
	case graph.Internal, graph.Canceled, graph.DeadlineExceeded:
		return codeFailed
	case graph.Unavailable:
		return codeStore
	}
	return codeInput
}

// questionError tells one error, with the place in the file or the variable.
func questionError(label string, err *gqlerror.Error) string {
	at := label
	if len(err.Locations) > 0 {
		at = fmt.Sprintf("%s:%d:%d", label, err.Locations[0].Line, err.Locations[0].Column)
	}
	path := err.Path.String()
	argument, _ := err.Extensions["argument"].(string)
	switch {
	case len(err.Path) > 1 && err.Path[0] == ast.PathName("variable"):
		return fmt.Sprintf("%s: the variable $%s %s", at, strings.TrimPrefix(path, "variable."), err.Message)
	case path != "" && argument != "":
		return fmt.Sprintf("%s: %s(%s): %s", at, path, argument, err.Message)
	case path != "":
		return fmt.Sprintf("%s: %s: %s", at, path, err.Message)
	}
	return at + ": " + err.Message
}
