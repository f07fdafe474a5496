package api

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// writeResponse sends a response. Without data there is no member of that name: null
// would say that the question was executed. Failures of writing are the client's: it
// has gone.
func writeResponse(w io.Writer, r *graphql.Response) {
	head := []byte("{")
	if len(r.Errors) > 0 {
		head = append(append(head, `"errors":`...), encode(r.Errors)...)
	}
	if len(r.Data) > 0 {
		if len(r.Errors) > 0 {
			head = append(head, ',')
		}
		_, _ = w.Write(append(head, `"data":`...))
		_, _ = w.Write(safe(r.Data))
		head = nil
	}
	if len(r.Extensions) > 0 {
		head = append(append(head, `,"extensions":`...), encode(r.Extensions)...)
	}
	_, _ = w.Write(append(head, '}'))
}

// Encode gives a response as it is sent.
func Encode(r *graphql.Response) []byte {
	var b bytes.Buffer
	writeResponse(&b, r)
	return b.Bytes()
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
