package mcp

// The envelope of every answer: the same fields whatever the tool, so that an agent can be written for
// them once. Fields are added, never renamed.

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Envelope is the answer of a tool.
type Envelope struct {
	Version   int        `json:"version" jsonschema:"1"`
	Tool      string     `json:"tool"`
	Status    string     `json:"status" jsonschema:"done, differences, decide, refused, failed or try_again"`
	Summary   string     `json:"summary" jsonschema:"what happened, in a sentence"`
	Decisions []Decision `json:"decisions" jsonschema:"what must be decided before it can go on; empty if there is nothing"`
	Result    any        `json:"result,omitempty" jsonschema:"what the tool returns: a plan, findings, a schema, a file"`
	Notes     []string   `json:"notes" jsonschema:"what else was reported"`
	Next      []string   `json:"next" jsonschema:"shell commands that are likely to come next"`
}

// The values of Status.
const (
	StatusDone        = "done"
	StatusDifferences = "differences"
	StatusDecide      = "decide"
	StatusRefused     = "refused"
	StatusFailed      = "failed"
	StatusTryAgain    = "try_again"
)

// Decision is a question that the caller answers.
type Decision struct {
	ID       string   `json:"id" jsonschema:"stable: the rule and the object"`
	Question string   `json:"question"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Edit     string   `json:"edit,omitempty" jsonschema:"what to change in the file instead, or before"`
	Answers  []Answer `json:"answers" jsonschema:"texts for the argument answers; empty if only an edit helps"`
}

// Answer is one way to decide.
type Answer struct {
	Answer string `json:"answer" jsonschema:"the exact text"`
	Means  string `json:"means"`
}

// newEnvelope begins an answer with the status of a command and what it reported.
func newEnvelope(out Output) *Envelope {
	e := &Envelope{Decisions: []Decision{}, Notes: []string{}, Next: []string{}}
	switch out.Status {
	case 0:
		e.Status = StatusDone
	case 2:
		e.Status = StatusDifferences
	case 3:
		e.Status = StatusRefused
	case 75:
		e.Status = StatusTryAgain
	default:
		e.Status = StatusFailed
	}
	for line := range strings.SplitSeq(strings.TrimSpace(out.Stderr), "\n") {
		if line = strings.TrimRight(line, " "); line != "" {
			e.Notes = append(e.Notes, strings.TrimPrefix(line, "schemadiff: "))
		}
	}
	if len(e.Notes) > 0 {
		e.Summary = e.Notes[0]
	}
	return e
}

// ended reports whether a command ended without a result, which its messages explain.
func (e *Envelope) ended() bool { return e.Status == StatusFailed || e.Status == StatusTryAgain }

// resultJSON takes the JSON that a command has printed as the result.
func (e *Envelope) resultJSON(stdout string, into any) {
	var plain any
	if json.Unmarshal([]byte(stdout), &plain) == nil {
		e.Result = plain
	}
	_ = json.Unmarshal([]byte(stdout), into)
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// command is a command line for a shell. A database with a password is taken from a variable.
func command(words ...string) string {
	out := []string{"schemadiff"}
	for _, w := range words {
		switch {
		case schema.MaskedConnection(w) != w:
			out = append(out, `"$DATABASE_URL"`)
		case w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@=,+") == "":
			out = append(out, w)
		default:
			out = append(out, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
		}
	}
	return strings.Join(out, " ")
}
