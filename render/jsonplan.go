package render

// A plan as JSON, in the form of docs/plan.schema.json: both sides, the steps with what they lock
// and why, the findings, and the script. A refused plan has no script.

import (
	"io"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// JSON writes a plan for machines, as docs/plan.schema.json describes it.
func JSON(w io.Writer, p *plan.Plan, script string, in Info) error {
	out := planJSON{
		Version: 1, Tool: toolJSON{"schemadiff", in.Version},
		Dialect: string(p.Dialect), Target: p.Target, Runner: p.Runner,
		From: sideJSON{in.From, p.From}, To: sideJSON{in.To, p.To},
		Summary: summarize(p, in), Steps: []stepJSON{}, Holds: blocksJSON(p.Blocks), Access: accessToJSON(p.Access), Findings: []findingJSON{}, Notes: NotesJSON(p.Notes),
		Rehearsal: trialToJSON(p, in.Trial), Script: runnable(p, script, in),
	}
	for _, s := range p.Steps {
		out.Steps = append(out.Steps, stepToJSON(s))
	}
	for _, f := range p.Findings {
		out.Findings = append(out.Findings, findingToJSON(f))
	}
	return WriteJSON(w, out)
}

type planJSON struct {
	Version   int           `json:"version"`
	Tool      toolJSON      `json:"tool"`
	Dialect   string        `json:"dialect"`
	Target    string        `json:"target"`
	Runner    string        `json:"runner"`
	From      sideJSON      `json:"from"`
	To        sideJSON      `json:"to"`
	Summary   summary       `json:"summary"`
	Steps     []stepJSON    `json:"steps"`
	Holds     []blockJSON   `json:"holds"`
	Access    []accessJSON  `json:"access"`
	Findings  []findingJSON `json:"findings"`
	Notes     []NoteJSON    `json:"notes"`
	Rehearsal *trialJSON    `json:"rehearsal,omitempty"`
	Script    string        `json:"script"`
}

type toolJSON struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type sideJSON struct {
	Source      string `json:"source"`
	Fingerprint string `json:"fingerprint"`
}

type objectJSON struct {
	Kind   string `json:"kind"`
	Schema string `json:"schema"`
	Table  string `json:"table"`
	Name   string `json:"name"`
}

// PlaceJSON is a position in a file.
type PlaceJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type stepJSON struct {
	Kind          string       `json:"kind"`
	Object        objectJSON   `json:"object"`
	SQL           []string     `json:"sql"`
	Reasons       []string     `json:"reasons"`
	Why           string       `json:"why"`
	Source        *PlaceJSON   `json:"source"`
	Lock          string       `json:"lock"` // none of SQLite, where the whole plan holds one
	Transactional bool         `json:"transactional"`
	Cost          string       `json:"cost"`
	Rows          *int64       `json:"rows"`
	Bytes         *int64       `json:"bytes"`
	Loss          string       `json:"loss"`
	Lost          string       `json:"lost"`
	Rules         []ruleJSON   `json:"rules"`
	Undo          []string     `json:"undo"`
	UndoNote      string       `json:"undoNote"`
	After         []waitJSON   `json:"after"`
	Includes      []objectJSON `json:"includes"` // what goes with the object
}

// waitJSON is a step that must come before, by its index, and the rule that says so.
type waitJSON struct {
	Step int    `json:"step"`
	Rule string `json:"rule"`
}

type ruleJSON struct {
	Rule   string     `json:"rule"`
	Object objectJSON `json:"object"`
}

type findingJSON struct {
	Rule     string     `json:"rule"`
	Severity string     `json:"severity"`
	Object   objectJSON `json:"object"`
	Source   *PlaceJSON `json:"source"`
	Message  string     `json:"message"`
	Hint     string     `json:"hint"`
	Count    int64      `json:"count"`
	Blocks   bool       `json:"blocks"`
	Allow    string     `json:"allow"`
}

// NoteJSON is something that was seen and is not managed.
type NoteJSON struct {
	Class   string     `json:"class"`
	Subject string     `json:"subject"`
	Source  *PlaceJSON `json:"source"`
	Reason  string     `json:"reason"`
}

func stepToJSON(s plan.Step) stepJSON {
	out := stepJSON{
		Kind: string(s.Kind), Object: objectToJSON(s.Key), SQL: []string{}, Reasons: orEmpty(s.Reasons), Why: s.Why,
		Source: PlaceOf(s.Pos), Lock: s.Lock, Transactional: s.Tx != plan.TxNever, Cost: string(s.Cost), Rows: nonNegative(s.Rows), Bytes: nonNegative(s.Bytes),
		Loss: string(s.Loss), Lost: s.Lost, Rules: []ruleJSON{}, Undo: orEmpty(s.Undo), UndoNote: s.UndoNote,
		After: []waitJSON{}, Includes: []objectJSON{},
	}
	for _, stmt := range s.Statements {
		out.SQL = append(out.SQL, stmt.SQL)
	}
	for _, r := range s.Rules {
		out.Rules = append(out.Rules, ruleJSON{r.Name, objectToJSON(r.Key)})
	}
	for _, i := range s.Includes {
		out.Includes = append(out.Includes, objectToJSON(i.Key))
	}
	for _, a := range s.After {
		out.After = append(out.After, waitJSON(a))
	}
	return out
}

func findingToJSON(f plan.Finding) findingJSON {
	return findingJSON{
		Rule: f.Rule, Severity: string(f.Severity), Object: objectToJSON(f.Key), Source: PlaceOf(f.Pos),
		Message: f.Message, Hint: f.Hint, Count: f.Count, Blocks: f.Blocks, Allow: f.Allow,
	}
}

// NotesJSON are notes for machines; an empty list, never null.
func NotesJSON(notes []schema.Note) []NoteJSON {
	out := make([]NoteJSON, 0, len(notes))
	for _, n := range notes {
		out = append(out, NoteJSON{string(n.Class), n.Subject, PlaceOf(n.Pos), n.Reason})
	}
	return out
}

func objectToJSON(k schema.Key) objectJSON {
	return objectJSON{string(k.Kind), k.Schema, k.Table, k.Name}
}

// PlaceOf is a position for machines: nil, null in JSON, for what came from a database.
func PlaceOf(pos schema.Pos) *PlaceJSON {
	if pos.IsZero() {
		return nil
	}
	return &PlaceJSON{pos.File, pos.Line, pos.Col}
}
