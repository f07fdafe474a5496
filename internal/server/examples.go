package server

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// exampleFiles are the questions of the landing page; tests ask them too.
//
//go:embed examples/*.graphql
var exampleFiles embed.FS

// example is a question that the landing page asks and answers.
type example struct {
	// Question in plain words.
	Question string
	// Query is the same in GraphQL.
	Query string
	reading
	// JSON is the answer for programs.
	JSON string
	// Note tells why there are no lines.
	Note string

	read func(data []byte) (reading, error)
}

// reading is an answer for people.
type reading struct {
	Lines []string
	// More counts the lines that the page of the answer leaves out.
	More int
	// Source says all the lines, if one place does.
	Source string
}

// examples gives the questions, unanswered.
func examples() []example {
	return []example{
		{
			Question: "Who funded the regional dialogue in Bangkok?",
			Query:    exampleQuery("bangkok-funders"),
			read:     readFunders,
		},
		{
			Question: "Which embassies came to the roundtable on return, and who says so?",
			Query:    exampleQuery("roundtable-embassies"),
			read:     readParticipants,
		},
		{
			Question: "What does the U.S. Bureau of Population, Refugees and Migration (PRM) fund?",
			Query:    exampleQuery("prm-funds"),
			read:     readFunded,
		},
	}
}

func exampleQuery(name string) string {
	b, err := exampleFiles.ReadFile("examples/" + name + ".graphql")
	if err != nil { // the files are part of the program
		panic(err)
	}
	return string(b)
}

// answer asks the endpoint the question and fills in what it says.
func (e *example) answer(ctx context.Context, endpoint http.Handler) error {
	body, err := ask(ctx, endpoint, e.Query)
	if err != nil {
		return err
	}
	var envelope struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return fmt.Errorf("the endpoint answered no JSON: %w", err)
	}
	if len(envelope.Errors) > 0 {
		return errors.New(envelope.Errors[0].Message)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, body, "", "  "); err != nil {
		return err
	}
	e.JSON = strings.TrimSpace(pretty.String())
	e.reading, err = e.read(envelope.Data)
	if err == nil && len(e.Lines) == 0 {
		e.Note = "Nothing is recorded about this in the graph that is loaded now."
	}
	return err
}

// ask puts a query to the endpoint within this process.
func ask(ctx context.Context, endpoint http.Handler, query string) ([]byte, error) {
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	w := &memory{header: http.Header{}}
	endpoint.ServeHTTP(w, r)
	return w.body.Bytes(), nil
}

// memory keeps an answer.
type memory struct {
	header http.Header
	body   bytes.Buffer
}

func (m *memory) Header() http.Header         { return m.header }
func (m *memory) Write(b []byte) (int, error) { return m.body.Write(b) }
func (m *memory) WriteHeader(int)             {}

type named struct{ Name string }

type flow struct {
	Provider, Recipient struct{ Stakeholder, Initiative *named }
	Stage               string
	Amount              *struct{ Amount, Currency *string }
}

type flows struct {
	TotalCount int
	Nodes      []flow
}

// stages of money that has not been handed over.
var stages = map[string]string{"PLEDGE": "pledged: ", "COMMITMENT": "committed: "}

// sum says how much, or that it is unknown, which is not nothing.
func (f *flow) sum() string { return stages[f.Stage] + f.amount() }

func (f *flow) amount() string {
	if f.Amount == nil || f.Amount.Amount == nil {
		return "amount not stated"
	}
	if f.Amount.Currency == nil {
		return *f.Amount.Amount + ", currency not stated"
	}
	return *f.Amount.Amount + " " + *f.Amount.Currency
}

func readFunders(data []byte) (reading, error) {
	var answer struct {
		Initiative *struct{ FlowsIn flows }
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil || answer.Initiative == nil {
		return out, err
	}
	for _, f := range answer.Initiative.FlowsIn.Nodes {
		out.Lines = append(out.Lines, firstKnown(f.Provider.Stakeholder, f.Provider.Initiative)+" — "+f.sum())
	}
	out.More = answer.Initiative.FlowsIn.TotalCount - len(out.Lines)
	return out, nil
}

func readFunded(data []byte) (reading, error) {
	var answer struct {
		Stakeholder *struct{ FlowsOut flows }
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil || answer.Stakeholder == nil {
		return out, err
	}
	for _, f := range answer.Stakeholder.FlowsOut.Nodes {
		out.Lines = append(out.Lines, firstKnown(f.Recipient.Initiative, f.Recipient.Stakeholder)+" — "+f.sum())
	}
	out.More = answer.Stakeholder.FlowsOut.TotalCount - len(out.Lines)
	return out, nil
}

type evidence struct {
	Document *named
	Locator  string
}

func (e *evidence) String() string {
	if e.Locator == "" {
		return firstKnown(e.Document)
	}
	return firstKnown(e.Document) + ", " + e.Locator
}

func readParticipants(data []byte) (reading, error) {
	var answer struct {
		Participations struct {
			TotalCount int
			Nodes      []struct {
				Stakeholder *named
				Evidence    []evidence
			}
		}
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil {
		return out, err
	}
	nodes := answer.Participations.Nodes
	sources := make([]string, len(nodes))
	for i, n := range nodes {
		var all []string
		for _, e := range n.Evidence {
			all = append(all, e.String())
		}
		sources[i] = strings.Join(all, "; ")
	}
	same := len(slices.Compact(slices.Clone(sources))) == 1
	for i, n := range nodes {
		line := firstKnown(n.Stakeholder)
		if !same {
			line += " — " + sources[i]
		}
		out.Lines = append(out.Lines, line)
	}
	if same {
		out.Source = sources[0]
	}
	slices.Sort(out.Lines)
	out.More = answer.Participations.TotalCount - len(out.Lines)
	return out, nil
}

func firstKnown(names ...*named) string {
	for _, n := range names {
		if n != nil {
			return n.Name
		}
	}
	return "not named"
}

// safeHost is what may be shown as this server's address in a command to copy.
func safeHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && host != "" && u.Host == host && !strings.ContainsAny(host, "'\"\\$`;&|<>(){}!*?~# \t\n")
}
