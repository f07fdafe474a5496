package api

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// post takes questions by POST. It answers as gqlgen's transport.POST does, to
// the last byte, but sends the finished data as they are: gqlgen's would read
// and write all their JSON once more.
type post struct{}

var _ graphql.Transport = post{}

// Supports tells whether a request is a POST.
func (post) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost && r.Header.Get("Upgrade") == ""
}

// Do answers a POST.
func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	question, ok := readQuestion(w, r)
	if !ok {
		return
	}
	kind := answerKind(r.Header.Get("Accept"))
	w.Header().Add("Content-Type", kind)
	oc, errs := exec.CreateOperationContext(r.Context(), question)
	if errs != nil {
		w.WriteHeader(refusalStatus(kind, errs))
		writeResponse(w, exec.DispatchError(graphql.WithOperationContext(r.Context(), oc), errs))
		return
	}
	responses, ctx := exec.DispatchOperation(r.Context(), oc)
	writeResponse(w, responses(ctx))
}

const (
	plainJSON   = "application/json"
	graphqlJSON = "application/graphql-response+json"
)

// answerKind gives the content type of an answer, the first one of ours in the
// header Accept.
func answerKind(accept string) string {
	if accept == "" {
		return plainJSON
	}
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, err := mime.ParseMediaType(strings.TrimSpace(part))
		switch {
		case err != nil:
		case kind == "*/*" || kind == "application/*" || kind == plainJSON:
			return plainJSON
		case kind == graphqlJSON:
			return graphqlJSON
		}
	}
	return graphqlJSON
}

// refusalStatus gives the status of an answer to a question that was not run.
// Only the newer content type has one of its own for questions that are no
// GraphQL: https://graphql.github.io/graphql-over-http/draft/
func refusalStatus(kind string, errs gqlerror.List) int {
	switch {
	case errcode.GetErrorKind(errs) != errcode.KindProtocol:
		return http.StatusOK
	case kind == graphqlJSON:
		return http.StatusBadRequest
	}
	return http.StatusUnprocessableEntity
}

// writeResponse sends a response. Failures of writing are the client's: it has gone.
func writeResponse(w io.Writer, r *graphql.Response) {
	if r == nil || len(r.Data) == 0 || r.HasNext != nil || r.Label != "" || len(r.Path) > 0 {
		_, _ = w.Write(encode(r))
		return
	}
	head := []byte("{")
	if len(r.Errors) > 0 {
		head = append(append(append(head, `"errors":`...), encode(r.Errors)...), ',')
	}
	_, _ = w.Write(append(head, `"data":`...))
	_, _ = w.Write(safe(r.Data))
	tail := []byte("}")
	if len(r.Extensions) > 0 {
		tail = append(append([]byte(`,"extensions":`), encode(r.Extensions)...), '}')
	}
	_, _ = w.Write(tail)
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // the server answers that it failed
	}
	return text
}

// safe escapes what a browser could take for HTML or JavaScript, as
// encoding/json does. The fast path has done it; other code may not.
func safe(data []byte) []byte {
	for _, special := range []string{"<", ">", "&", "\u2028", "\u2029"} {
		if bytes.Contains(data, []byte(special)) {
			var out bytes.Buffer
			json.HTMLEscape(&out, data)
			return out.Bytes()
		}
	}
	return data
}
