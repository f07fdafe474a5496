package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/migraph/migraph/export"
	"github.com/migraph/migraph/export/formats"
	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/operations"
	"github.com/migraph/migraph/internal/protect"
)

const (
	// maxTable bounds the bytes of a table that is made in memory.
	maxTable = 16 << 20
	// tablesAtOnce bounds how many are made at a time: each holds a state of the graph
	// open, and a processor busy. tablesQueued others wait for tableWait: who waits keeps
	// a turn of the server from those who ask for something else.
	tablesAtOnce = 2
	tablesQueued = 8
	tableWait    = 2 * time.Second
)

// Answers answers operations of a set, and keeps the answers as long as the graph
// does not change.
type Answers struct {
	o        Options
	cache    *answers.Cache
	asked    *executor.Executor
	exporter *formats.Exporter
	turns    *protect.Turns
}

// NewAnswers makes answers of these options, of which it keeps so many bytes. Tables are
// made by the exporter. Close them when nobody asks any more.
func NewAnswers(o Options, x *formats.Exporter, bytes int) *Answers {
	revision := func(ctx context.Context) (graph.Revision, error) {
		s, err := o.Store()
		if err != nil {
			return 0, err
		}
		return s.Revision(ctx)
	}
	return &Answers{o: o, cache: answers.NewCache(bytes, revision), asked: newExecutor(o), exporter: x, turns: protect.NewTurns(tablesAtOnce, tablesQueued, tableWait)}
}

// Close ends what is being made.
func (a *Answers) Close() { a.cache.Close() }

// JSON gives an answer as JSON, as /graphql gives it. Errors of the question are in the
// answer; an error means that there is none.
func (a *Answers) JSON(ctx context.Context, q operations.Question) (*answers.Answer, error) {
	return a.json(ctx, q, withCharset(plainJSON), "json", func(r *graphql.Response) int { return statusOf(r.Errors) })
}

func (a *Answers) json(ctx context.Context, q operations.Question, kind, form string, status func(*graphql.Response) int) (*answers.Answer, error) {
	key, err := keyOf(q, form)
	if err != nil {
		return nil, err
	}
	return a.cache.Get(ctx, key, func(ctx context.Context) (*answers.Made, error) {
		ctx, ran := watched(ctx)
		response := answer(ctx, a.asked, Question{Text: q.Text, Variables: q.Values, RequestID: q.RequestID})
		return &answers.Made{
			Body: Encode(response), ContentType: kind, Status: status(response), Revision: ran.revision,
			Settled: ran.settled && len(response.Errors) == 0,
		}, nil
	})
}

// Table gives an answer as a table, as an export of the question in this format is: csv or
// xlsx. parameters are those of exports of questions: list, about and bom. path is where
// the same is found again, address where who asks finds the server if the options do not
// say.
func (a *Answers) Table(ctx context.Context, q operations.Question, form string, parameters url.Values, address, path string) (*answers.Answer, error) {
	if a.o.Address != "" {
		address = a.o.Address
	}
	request, err := tableRequest(q, form, parameters, path)
	if err != nil {
		return nil, err
	}
	format, err := formats.Find(request.Format)
	if err != nil {
		return nil, err
	}
	key, err := keyOf(q, form, address, path)
	if err != nil {
		return nil, err
	}
	return a.cache.Get(ctx, key, func(ctx context.Context) (*answers.Made, error) {
		ctx, cancel := context.WithTimeoutCause(ctx, a.o.Timeout, a.o.tooLong())
		defer cancel()
		giveBack, err := a.turns.Take(ctx)
		if errors.Is(err, protect.ErrBusy) {
			return nil, graph.Errorf(graph.Unavailable, "as many tables as are made at a time are being made; try again in a moment")
		} else if err != nil {
			return nil, err
		}
		defer giveBack()
		ctx, ran := watched(ctx)
		var body table
		err = a.exporter.Write(ctx, request, address, export.NewOutput(&body), nil)
		if err != nil {
			return nil, err
		}
		return &answers.Made{
			Body: body.Bytes(), ContentType: format.MediaType, Status: http.StatusOK, Revision: ran.revision, Settled: ran.settled,
		}, nil
	})
}

func tableRequest(q operations.Question, form string, parameters url.Values, path string) (*export.Request, error) {
	values := url.Values{"query": {q.Text}}
	for _, name := range []string{"list", "about", "bom"} {
		if given, ok := parameters[name]; ok {
			values[name] = given
		}
	}
	if len(q.Values) > 0 {
		variables, err := json.Marshal(q.Values)
		if err != nil {
			return nil, err
		}
		values.Set("variables", string(variables))
	}
	request, err := export.ParseRequest(form, values)
	if err != nil {
		return nil, err
	}
	request.Found = path
	return request, nil
}

// table is a table in memory.
type table struct{ bytes.Buffer }

func (t *table) Write(b []byte) (int, error) {
	if t.Len()+len(b) > maxTable {
		return 0, graph.Errorf(graph.LimitExceeded, "the table has more than %d MB; ask for less, or export it at /export", maxTable>>20)
	}
	return t.Buffer.Write(b)
}

// keyOf gives what tells one answer from another: what is asked, with which variables,
// in which form. JSON writes the members of objects in order.
func keyOf(q operations.Question, form ...string) (string, error) {
	variables, err := json.Marshal(q.Values)
	if err != nil {
		return "", err
	}
	key, err := json.Marshal(append(form, q.Hash, string(variables)))
	return string(key), err
}

// ran is what is known of a question that has been run.
type ran struct {
	revision graph.Revision
	settled  bool
}

// importing notes that a part of an import may be read, which can be taken back without
// a new revision.
func (n *ran) importing(ctx context.Context, r graph.Reader) {
	if is, err := r.Importing(ctx); is || err != nil { // the answer meets the error, too
		n.settled = false
	}
}

type ranKey struct{}

// watched gives a context under which the runs of questions are noted.
func watched(ctx context.Context) (context.Context, *ran) {
	r := &ran{settled: true}
	return context.WithValue(ctx, ranKey{}, r), r
}

// byHash answers operations of the set that are asked for by GET and their hash alone
// from what is kept.
type byHash struct{ o Options }

// answers tells whether a GET asks for such an operation.
func (t byHash) answers(r *http.Request) bool {
	return t.o.Answers != nil && t.operation(r.URL.Query()) != nil
}

func (t byHash) operation(parameters url.Values) *operations.Operation {
	var extensions map[string]any
	text := parameters.Get("extensions")
	if text == "" || parameters.Get("query") != "" || decodeWhole([]byte(text), &extensions) != nil || extensions[costExtension] == true {
		return nil
	}
	hash, err := hashOf(extensions)
	if err != nil {
		return nil
	}
	return t.o.Operations.Hashed(hash)
}

// serve answers such a GET.
func (t byHash) serve(w http.ResponseWriter, r *http.Request, kind string) {
	parameters := r.URL.Query()
	q := operations.Question{Operation: t.operation(parameters), RequestID: r.Header.Get("X-Request-Id")}
	w.Header().Add("Vary", "Accept")
	if text := parameters.Get("variables"); text != "" {
		if err := decodeWhole([]byte(text), &q.Values); err != nil {
			w.Header().Set("Cache-Control", "no-store")
			refuse(w, &misread{http.StatusBadRequest, `the variables are no JSON object: write them as {"slug": "sida"}`})
			return
		}
	}
	for name := range q.Values {
		if q.Variable(name) == nil { // as GraphQL has it, who sends more than is asked for does no harm
			delete(q.Values, name)
		}
	}
	answer, err := t.o.Answers.json(r.Context(), q, withCharset(kind), "graphql "+kind, func(response *graphql.Response) int {
		return statusOfAnswer(kind, response)
	})
	if err != nil {
		response := &graphql.Response{Errors: gqlerror.List{t.o.present(r.Context(), err)}}
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(statusOfAnswer(kind, response))
		writeResponse(w, response)
		return
	}
	answer.Serve(w, r, t.o.CacheControl)
}
