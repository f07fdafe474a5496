package api

import (
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/migraph/migraph/graph"
)

// endpoint answers questions over HTTP, as
// https://graphql.github.io/graphql-over-http/draft/ has it. gqlgen's own transports
// give other statuses, null where there are no data, and the sent body in errors, and
// read and write the JSON of answers once more.
type endpoint struct {
	exec graphql.GraphExecutor
	kept byHash
}

func (e endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, taken := answerKind(r.Header)
	w.Header().Set("Content-Type", withCharset(kind))
	if !taken {
		refuse(w, &misread{http.StatusNotAcceptable, "the header Accept takes neither " + graphqlJSON + " nor " + plainJSON})
		return
	}
	r = r.WithContext(graphql.StartOperationTrace(r.Context()))
	switch r.Method {
	case http.MethodGet:
		if e.kept.answers(r) {
			e.kept.serve(w, r, kind)
			return
		}
		// Answers that are kept say otherwise. «PersistedQueryNotFound» in a cache
		// between would outlast the sending of the text.
		w.Header().Set("Cache-Control", "no-store")
		question, wrong := readGet(r)
		e.answer(w, r, kind, question, wrong)
	case http.MethodPost:
		question, wrong := readPost(r)
		e.answer(w, r, kind, question, wrong)
	case http.MethodOptions:
		w.Header().Set("Allow", methods)
		w.Header().Del("Content-Type")
		w.WriteHeader(http.StatusOK)
	default:
		w.Header().Set("Allow", methods)
		refuse(w, &misread{http.StatusMethodNotAllowed, "questions are asked by GET or POST"})
	}
}

const methods = "GET, POST, OPTIONS"

// answer runs a question and sends its answer, or how to ask if it was misread.
func (e endpoint) answer(w http.ResponseWriter, r *http.Request, kind string, question *graphql.RawParams, wrong *misread) {
	if wrong != nil {
		refuse(w, wrong)
		return
	}
	var response *graphql.Response
	oc, errs := e.exec.CreateOperationContext(r.Context(), question)
	if errs != nil {
		response = e.exec.DispatchError(graphql.WithOperationContext(r.Context(), oc), errs)
	} else {
		responses, ctx := e.exec.DispatchOperation(r.Context(), oc)
		response = responses(ctx)
	}
	status := statusOfAnswer(kind, response)
	switch {
	case r.Method == http.MethodGet && isNoQuery(errs):
		w.Header().Set("Allow", http.MethodPost)
		status = http.StatusMethodNotAllowed
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", retryAfter)
	}
	w.WriteHeader(status)
	writeResponse(w, response)
}

// isNoQuery tells of a mutation or a subscription, of which the schema has none: a GET may
// never run one, whatever the media type of the answer.
func isNoQuery(errs gqlerror.List) bool {
	return slices.ContainsFunc(errs, func(err *gqlerror.Error) bool { return err.Rule == rules.KnownRootTypeRule.Name })
}

// retryAfter is after how many seconds a store that is away may be back.
const retryAfter = "5"

// statusOfAnswer gives the status of an answer. What was executed has data, be they null,
// and is 200. What was not has a status of its own in the newer media type only, whose
// clients read the answer whatever the status is.
func statusOfAnswer(kind string, response *graphql.Response) int {
	if kind == plainJSON || response == nil || len(response.Data) > 0 {
		return http.StatusOK
	}
	return statusOf(response.Errors)
}

func withCharset(kind string) string { return kind + "; charset=utf-8" }

// refuse answers a request that holds no question. It never repeats what was sent.
func refuse(w http.ResponseWriter, why *misread) {
	w.WriteHeader(why.status)
	writeResponse(w, &graphql.Response{Errors: gqlerror.List{{
		Message: why.message, Extensions: map[string]any{"code": string(graph.InvalidArgument)},
	}}})
}
