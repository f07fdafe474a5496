package server

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/migraph/migraph/graph"
	"github.com/migraph/migraph/internal/answers"
	"github.com/migraph/migraph/internal/operations"
)

// Answers answers named operations.
type Answers interface {
	// JSON gives an answer as /graphql gives it, its errors among it.
	JSON(ctx context.Context, q operations.Question) (*answers.Answer, error)
	// Table gives an answer as an export of a format, csv or xlsx. parameters are list,
	// about and bom; address and path are where the same is found again.
	Table(ctx context.Context, q operations.Question, format string, parameters url.Values, address, path string) (*answers.Answer, error)
}

// named answers requests for /q/{name}.
type named struct {
	operations   *operations.Set
	answers      Answers
	addresses    addresses
	cacheControl string
	log          *slog.Logger
}

// tableForms are the endings of names for tables.
var tableForms = []string{"csv", "xlsx"}

// formOf parts the name of an address into that of an operation and the form of the
// answer, which is empty for JSON.
func formOf(name string) (operation, form string) {
	for _, form := range tableForms {
		if operation, ok := strings.CutSuffix(name, "."+form); ok {
			return operation, form
		}
	}
	return strings.TrimSuffix(name, ".json"), ""
}

// ofTables are the parameters of tables. A variable of the same name goes before.
var ofTables = []string{"list", "about", "bom"}

func (n *named) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, form := formOf(r.PathValue("name"))
	q := operations.Question{Operation: n.operations.Named(name), RequestID: r.Header.Get(requestIDHeader)}
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		refuseIn(w, form, http.StatusMethodNotAllowed, graph.Errorf(graph.InvalidArgument, "operations are asked by GET: they only read"))
		return
	case q.Operation == nil:
		refuseIn(w, form, http.StatusNotFound, graph.Errorf(graph.NotFound, "there is no operation %.100q; /q lists those that there are", name))
		return
	}
	answer, err := n.answer(r, q, form)
	if err != nil {
		n.fail(w, r, form, err)
		return
	}
	control := n.cacheControl
	if form != "" { // it tells where it is found again
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+form+`"`)
		control = n.addresses.control(control)
	}
	answer.Serve(w, r, control)
}

func (n *named) answer(r *http.Request, q operations.Question, form string) (*answers.Answer, error) {
	parameters, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, graph.Errorf(graph.InvalidArgument, "the parameters of the address are not well-formed; write a percent sign as %%25 and a semicolon as %%3B")
	}
	ofTable := url.Values{}
	if form != "" {
		for _, name := range ofTables {
			if given, ok := parameters[name]; ok && q.Variable(name) == nil {
				ofTable[name] = given
				delete(parameters, name)
			}
		}
	}
	if q.Values, err = q.Read(parameters); err != nil {
		return nil, err
	}
	if form == "" {
		return n.answers.JSON(r.Context(), q)
	}
	path := "/q/" + q.Name + "." + form
	maps.Copy(parameters, ofTable)
	for name, given := range parameters { // as they are read: without empty ones
		if strings.Join(given, "") == "" {
			delete(parameters, name)
		}
	}
	if len(parameters) > 0 {
		path += "?" + parameters.Encode()
	}
	return n.answers.Table(r.Context(), q, form, ofTable, n.addresses.of(r), path)
}

// fail tells why there is no answer.
func (n *named) fail(w http.ResponseWriter, r *http.Request, form string, err error) {
	var ours *graph.Error
	if !errors.As(err, &ours) {
		ours = &graph.Error{Code: graph.CodeOf(err), Message: reason(err), Cause: err}
	}
	status := answers.Status(ours.Code)
	switch ours.Code {
	case graph.Unavailable:
		w.Header().Set("Retry-After", exportRetry)
	case graph.Internal:
		id := r.Header.Get(requestIDHeader)
		n.log.Error("an operation failed", "request", id, "path", r.URL.Path, "error", err)
		ours = graph.Errorf(graph.Internal, "something went wrong on our side; the log of the server has the cause under request %s", id)
	}
	refuseIn(w, form, status, ours)
}

// refuseIn answers in the form that was asked for: a sentence instead of a table, else
// an error as GraphQL has it.
func refuseIn(w http.ResponseWriter, form string, status int, err *graph.Error) {
	w.Header().Set("Cache-Control", "no-store")
	if form != "" {
		sayPlainly(w, status, err.Message)
		return
	}
	extensions := map[string]any{"code": err.Code}
	if err.Argument != "" {
		extensions["argument"] = err.Argument
	}
	writeError(w, status, gqlError{Message: err.Message, Extensions: extensions})
}

// namedOperation is an operation as /q shows it.
type namedOperation struct {
	Name        string                 `json:"name"`
	Description string                 `json:"description"`
	JSON        string                 `json:"json"`
	CSV         string                 `json:"csv"`
	XLSX        string                 `json:"xlsx"`
	SHA256      string                 `json:"sha256Hash"`
	Variables   []*operations.Variable `json:"variables"`
	// Explorer: it is a question of the explorer's pages, which can change with each version.
	Explorer bool `json:"explorer"`
	// Query is the text.
	Query string `json:"query"`
}

// newOperationList answers requests for /q: the operations with their variables, as a
// page for browsers and as JSON for programs; first those of whoever runs the server.
func newOperationList(o Options) http.Handler {
	list := []namedOperation{}
	for _, op := range o.Operations.All() {
		l := namedOperation{op.Name, op.Description, "/q/" + op.Name, "/q/" + op.Name + ".csv", "/q/" + op.Name + ".xlsx", op.Hash, op.Variables, op.Program, op.Text}
		if l.Variables == nil {
			l.Variables = []*operations.Variable{}
		}
		list = append(list, l)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept")
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			writePage(w, http.StatusOK, "operations.html", map[string]any{"Operations": list, "Address": o.addresses().of(r)}, o.Log)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		writeJSON(w, http.StatusOK, map[string]any{"operations": list})
	})
}

// PageQuestions are the questions of the server's own pages, which these pages show for
// others to ask.
func PageQuestions() []string {
	var out []string
	for _, k := range kinds {
		out = append(out, questionWithFragments(k.question))
	}
	for _, e := range examples() {
		out = append(out, e.Query)
	}
	return out
}
