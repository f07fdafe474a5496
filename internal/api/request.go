package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// misread is a request that holds no question, with the status of HTTP and how to ask.
type misread struct {
	status  int
	message string
}

// readPost reads the one question that a POST holds as JSON. Only the media type that
// browsers ask about first is taken, so that no page of another origin makes a browser
// send what it may not.
func readPost(r *http.Request) (*graphql.RawParams, *misread) {
	question := &graphql.RawParams{Headers: r.Header}
	question.ReadTime.Start = graphql.Now()
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != plainJSON || parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8") {
		return nil, &misread{http.StatusUnsupportedMediaType, "send the header Content-Type: application/json"}
	}
	if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return nil, &misread{http.StatusUnsupportedMediaType, "send the body as it is, without Content-Encoding: nothing is unpacked"}
	}
	body, err := io.ReadAll(r.Body) // the server bounds it
	if err != nil {
		return nil, &misread{http.StatusBadRequest, "the body could not be read"}
	}
	if !utf8.Valid(body) || decodeWhole(body, question) != nil {
		return nil, &misread{http.StatusBadRequest, `the body is not JSON in UTF-8 of the form {"query": "...", "variables": {...}}; several questions at once are not taken`}
	}
	if question.Query == "" && question.Extensions["persistedQuery"] == nil {
		return nil, &misread{http.StatusBadRequest, `there is no question: the body needs "query"`}
	}
	question.ReadTime.End = graphql.Now()
	return question, nil
}

// readGet reads the question that the address of a GET holds.
func readGet(r *http.Request) (*graphql.RawParams, *misread) {
	question := &graphql.RawParams{Headers: r.Header}
	question.ReadTime.Start = graphql.Now()
	parameters, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || !utf8.ValidString(parameters.Get("query")) {
		return nil, &misread{http.StatusBadRequest, "the parameters of the address are not well-formed; write a percent sign as %25 and a semicolon as %3B"}
	}
	if parameters.Get("query") == "" && parameters.Get("extensions") == "" {
		return nil, &misread{http.StatusBadRequest, `there is no question: send it as POST with the body {"query": "..."}, or as ?query=... in the address`}
	}
	question.Query, question.OperationName = parameters.Get("query"), parameters.Get("operationName")
	for name, to := range map[string]*map[string]any{"variables": &question.Variables, "extensions": &question.Extensions} {
		if text := parameters.Get(name); text != "" && decodeWhole([]byte(text), to) != nil {
			return nil, &misread{http.StatusBadRequest, "the " + name + ` are no JSON object: write them as {"slug": "sida"}`}
		}
	}
	question.ReadTime.End = graphql.Now()
	return question, nil
}

// decodeWhole decodes one JSON value with nothing after it. Numbers stay as
// they are written.
func decodeWhole(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one value")
	}
	return nil
}
