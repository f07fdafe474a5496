package server

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// exampleFiles are the questions of the guide; tests ask them too.
//
//go:embed examples/*.graphql
var exampleFiles embed.FS

// example is a question that the guide asks and answers.
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
	Lines []sentence
	// More counts the lines that the page of the answer leaves out.
	More int
	// Source says all the lines, if one place does.
	Source string
	// Remark is what else the answer says.
	Remark string
}

// examples gives the questions, unanswered.
func examples() []example {
	return []example{
		{
			Question: "Who funded the regional dialogue in Bangkok, and which states came?",
			Query:    exampleQuery("bangkok-dialogue"),
			read:     readDialogue,
		},
		{
			Question: "Who was at the same meetings as Malaysia's Ministry of Home Affairs?",
			Query:    exampleQuery("home-affairs"),
			read:     readMeetings,
		},
		{
			Question: "What does the graph know of Malaysia in the middle of August 2022?",
			Query:    exampleQuery("malaysia-in-august-2022"),
			read:     readFigures,
		},
		{
			Question: "What does the evaluation of the project MWEA recommend, and to whom?",
			Query:    exampleQuery("mwea-recommendations"),
			read:     readRecommendations,
		},
		{
			Question: "Which embassies came to the roundtable on return, and who says so?",
			Query:    exampleQuery("roundtable-embassies"),
			read:     readParticipants,
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

// answer asks the question and fills in what the answer says.
func (e *example) answer(ctx context.Context, ask Ask) error {
	data, err := ask(ctx, e.Query, nil)
	if err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, fmt.Appendf(nil, `{"data":%s}`, data), "", "  "); err != nil {
		return fmt.Errorf("the answer is no JSON: %w", err)
	}
	e.JSON = strings.TrimSpace(pretty.String())
	e.reading, err = e.read(data)
	if err == nil && len(e.Lines) == 0 {
		e.Note = "Nothing is recorded about this in the graph that is loaded now."
	}
	return err
}

// stages of money that has not been handed over.
var stages = map[string]string{"PLEDGE": "pledged, ", "COMMITMENT": "committed, "}

func readDialogue(data []byte) (reading, error) {
	var answer struct {
		Initiative *struct{ FlowsIn, Participations claims }
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil || answer.Initiative == nil {
		return out, err
	}
	for _, f := range answer.Initiative.FlowsIn.Nodes {
		out.Lines = append(out.Lines, say(f.Provider.provider(), " funded it: "+stages[f.Stage]+f.Amount.String()))
	}
	for _, p := range answer.Initiative.Participations.Nodes {
		line := say(p.Stakeholder, " came")
		if p.Headcount != nil {
			line = say(line, ", with "+p.Headcount.String())
		}
		out.Lines = append(out.Lines, line)
	}
	out.More = answer.Initiative.FlowsIn.TotalCount + answer.Initiative.Participations.TotalCount - len(out.Lines)
	return out, nil
}

func readMeetings(data []byte) (reading, error) {
	var answer struct {
		Stakeholder *struct{ CoParticipants, Partners claims }
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil || answer.Stakeholder == nil {
		return out, err
	}
	for _, c := range answer.Stakeholder.CoParticipants.Nodes {
		out.Lines = append(out.Lines, say(c.Stakeholder, ": "+number(c.Count, "joint initiative")))
	}
	out.More = answer.Stakeholder.CoParticipants.TotalCount - len(out.Lines)
	out.Remark = "Sharing a room is no partnership. Partners that are recorded: " + thousands(answer.Stakeholder.Partners.TotalCount) + "."
	return out, nil
}

func readFigures(data []byte) (reading, error) {
	var answer struct {
		Place *struct{ Results claims }
	}
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil || answer.Place == nil {
		return out, err
	}
	for _, f := range answer.Place.Results.Nodes {
		out.Lines = append(out.Lines, say(f.figure()+" ", quoted(f.Label), ", "+period(f.Start, f.End)+" (", f.Stakeholder, ")"))
	}
	out.More = answer.Place.Results.TotalCount - len(out.Lines)
	return out, nil
}

func readRecommendations(data []byte) (reading, error) {
	var answer struct{ Findings claims }
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil {
		return out, err
	}
	for _, f := range answer.Findings.Nodes {
		line := say(quoted(f.Text))
		if to := f.AddressedTo; to != nil {
			line = say(line, " "+to.to(len(to.Stakeholders)), list(links(to.Stakeholders)))
		}
		out.Lines = append(out.Lines, line)
	}
	out.More = answer.Findings.TotalCount - len(out.Lines)
	return out, nil
}

func readParticipants(data []byte) (reading, error) {
	var answer struct{ Participations claims }
	var out reading
	if err := json.Unmarshal(data, &answer); err != nil {
		return out, err
	}
	nodes := answer.Participations.Nodes
	said := make([]string, len(nodes))
	for i, n := range nodes {
		said[i] = saidBy(n.Evidence)
	}
	same := len(slices.Compact(slices.Clone(said))) == 1
	for i, n := range nodes {
		line := say(n.Stakeholder)
		if !same {
			line = say(line, " — ", quoted(said[i]))
		}
		out.Lines = append(out.Lines, line)
	}
	if same {
		out.Source = said[0]
	}
	slices.SortFunc(out.Lines, func(x, y sentence) int { return strings.Compare(x.plain(), y.plain()) })
	out.More = answer.Participations.TotalCount - len(out.Lines)
	return out, nil
}

// saidBy names the places that make a claim.
func saidBy(of []evidence) string {
	var all []string
	for _, s := range sources(of) {
		text := s.Document.plain()
		if s.Locator != "" {
			text += ", " + s.Locator
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}
