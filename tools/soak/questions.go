package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"
)

// questions are what the load asks, each of another part of the program.
var questions = []string{
	`{ stakeholders(first: 50) { totalCount nodes { id name participations(first: 5) { nodes { role initiative { id name } } } } } }`,
	`{ initiatives(first: 5) { nodes { name participations(first: 20) { totalCount nodes { role stakeholder { name participations(first: 2) { nodes { role } } } } } } } }`,
	`{ stakeholders(where: {name: {contains: "body 1"}}, first: 20) { totalCount nodes { name claimCount } } }`,
	`{ search(text: "body 12", first: 5) { nodes { __typename } } }`,
	`{ stakeholders(first: 3) { nodes { name coParticipants(first: 10) { nodes { stakeholder { name } count undatedCount } } } } }`,
	`{ __typename }`,
}

// client asks one server. It keeps what whole answers look like.
type client struct {
	address string
	http    *http.Client
	// whole are the answers to each question that are right: one for each version of
	// the dataset.
	whole [][][]byte
}

func newClient(address string) *client {
	return &client{
		address: address,
		http:    &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}},
		whole:   make([][][]byte, len(questions)),
	}
}

func (c *client) close() { c.http.CloseIdleConnections() }

func body(question string) []byte {
	text, err := json.Marshal(map[string]string{"query": question})
	if err != nil {
		panic(err) // a string is always JSON
	}
	return text
}

// learn asks each question of a healthy server and keeps the answers as right ones.
func (c *client) learn(ctx context.Context) error {
	for q := range questions {
		text, err := c.post(ctx, q)
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte(`"errors"`)) {
			return fmt.Errorf("%s is answered by %s", questions[q], text)
		}
		c.whole[q] = append(c.whole[q], text)
	}
	return nil
}

func (c *client) post(ctx context.Context, question int) ([]byte, error) {
	return c.send(ctx, questions[question])
}

func (c *client) send(ctx context.Context, question string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.address+"/graphql", bytes.NewReader(body(question)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }()
	return io.ReadAll(res.Body)
}

// kind is what became of a question.
type kind int

const (
	// whole: the right answer.
	whole kind = iota
	// unavailable: nothing but errors with code UNAVAILABLE or DEADLINE_EXCEEDED.
	unavailable
	// broken: no answer, or none that is whole.
	broken
	// wrong: another answer or another error.
	wrong
)

// answer is the outcome of a question.
type answer struct {
	kind       kind
	sent, came time.Time
	// detail is of what is broken or wrong.
	detail string
}

func (a answer) took() time.Duration { return a.came.Sub(a.sent) }

// ask asks a question once.
func (c *client) ask(ctx context.Context, question int) answer {
	a := answer{sent: time.Now()}
	text, err := c.post(ctx, question)
	a.came = time.Now()
	if err != nil {
		a.kind, a.detail = broken, err.Error()
		return a
	}
	a.kind, a.detail = c.judge(question, text)
	return a
}

// judge tells what an answer is.
func (c *client) judge(question int, text []byte) (kind, string) {
	for _, right := range c.whole[question] {
		if bytes.Equal(text, right) {
			return whole, ""
		}
	}
	detail := questions[question] + " is answered by " + string(text[:min(len(text), 500)])
	var refusal struct {
		Errors []struct {
			Extensions struct {
				Code string `json:"code"`
			} `json:"extensions"`
		} `json:"errors"`
	}
	if json.Unmarshal(text, &refusal) != nil || len(refusal.Errors) == 0 {
		return wrong, detail
	}
	for _, e := range refusal.Errors {
		if !slices.Contains([]string{"UNAVAILABLE", "DEADLINE_EXCEEDED"}, e.Extensions.Code) {
			return wrong, detail
		}
	}
	return unavailable, detail
}
