package mcp

// The tools plan and generate. What refuses a plan, and what it would lose, becomes decisions: each with
// the answer that permits it, the rename that may be meant, or the place to edit.

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// PlanInput has the arguments of plan.
type PlanInput struct {
	Source
	From    string   `json:"from,omitempty" jsonschema:"compare from any source instead of the database: a database, DDL, git:REF:PATH, migrations:FOLDER, env:NAME or empty:"`
	To      string   `json:"to,omitempty" jsonschema:"compare to any source instead of schema"`
	Answers []string `json:"answers,omitempty" jsonschema:"answers of decisions, as they were returned"`
	SQL     bool     `json:"sql,omitempty" jsonschema:"return the whole script too"`
}

// mostSteps is how many steps a result has; a plan of thousands would fill the context of the caller.
const mostSteps = 100

func (s *Server) plan(ctx context.Context, in PlanInput) *Envelope {
	answers, err := answerFlags(in.Answers)
	if err != nil {
		return newEnvelope(Output{Status: 1, Stderr: err.Error()})
	}
	base := concat(in.flags(), flag("--from", in.From), flag("--to", in.To))
	out := s.Run(ctx, "", concat([]string{"plan", "--format", "json"}, base, answers)...)
	e := newEnvelope(out)
	if e.ended() {
		return e
	}
	p := e.takePlan(out, in.Answers, in.SQL)
	switch {
	case len(e.Decisions) > 0:
		e.Next = append(e.Next, "call plan again with answers, or after the edits")
	case len(p.Steps) > 0 && in.From == "" && in.To == "":
		e.Next = append(e.Next, command(concat([]string{"apply"}, base, answers)...))
	}
	return e
}

// planned has the fields of a plan's JSON that decisions are made of.
type planned struct {
	Summary  struct{ Steps, Destructive, Blocked int }
	Steps    []plannedStep
	Findings []plannedFinding
}

type plannedStep struct {
	Kind  string
	Lost  string
	Rules []struct {
		Rule   string
		Object object
	}
}

type plannedFinding struct {
	Rule, Message, Hint, Allow string
	Object                     object
	Source                     place
	Blocks                     bool
}

type place struct {
	File string
	Line int
}

type object struct{ Kind, Schema, Table, Name string }

// path is the object as --allow takes it.
func (o object) path() string {
	var parts []string
	for _, p := range []string{o.Schema, o.Table, o.Name} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ".")
}

// takePlan makes the result and the decisions of a plan.
func (e *Envelope) takePlan(out Output, answers []string, script bool) *planned {
	p := &planned{}
	e.resultJSON(out.Stdout, p)
	if result, ok := e.Result.(map[string]any); ok {
		if !script {
			delete(result, "script")
		}
		if steps, ok := result["steps"].([]any); ok && len(steps) > mostSteps {
			result["steps"] = steps[:mostSteps]
			e.Notes = append(e.Notes, fmt.Sprintf("the result has the first %d of %d steps; schemadiff plan prints all", mostSteps, len(steps)))
		}
	}
	e.decide(p, answers)
	switch {
	case len(e.Decisions) > 0:
		e.Status, e.Summary = StatusDecide, fmt.Sprintf("%s, %s open", count(len(p.Steps), "step"), count(len(e.Decisions), "decision"))
	case len(p.Steps) == 0:
		e.Status, e.Summary = StatusDone, "no changes: both sides have the same schema"
	default:
		e.Status, e.Summary = StatusDifferences, count(len(p.Steps), "step")+", nothing open"
	}
	return p
}

// decide adds the decisions of a plan: findings that refuse it, then what is lost and not yet permitted.
func (e *Envelope) decide(p *planned, answers []string) {
	known := map[string]bool{}
	for _, f := range p.Findings {
		if !f.Blocks || f.Allow != "" && permitted(answers, f.Allow, f.Object.path()) {
			continue
		}
		d := Decision{ID: f.Rule + ":" + f.Object.path(), Question: f.Message, File: f.Source.File, Line: f.Source.Line, Edit: f.Hint, Answers: renameAnswers(f)}
		if f.Allow != "" {
			allow := "allow:" + f.Allow + ":" + f.Object.path()
			d.Answers = append(d.Answers, Answer{allow, permits(f)})
		}
		known[d.ID] = true
		e.Decisions = append(e.Decisions, d)
	}
	for _, s := range p.Steps {
		if s.Lost == "" {
			continue
		}
		for _, r := range s.Rules {
			item := r.Rule + ":" + r.Object.path()
			if known[item] || known["possible-rename:"+r.Object.path()] || permitted(answers, r.Rule, r.Object.path()) {
				continue
			}
			known[item] = true
			e.Decisions = append(e.Decisions, Decision{ID: item, Question: fmt.Sprintf("%s loses %s: is that wanted?", s.Kind, s.Lost), Answers: []Answer{{"allow:" + item, "yes, lose it"}},
				Edit: "if not, put " + r.Object.path() + " back into the desired schema"})
		}
	}
}

// permits words the answer that permits a finding.
func permits(f plannedFinding) string {
	if f.Rule == possibleRename {
		return "no rename: the old one is dropped with what it holds, and a new one is made"
	}
	return "go on all the same"
}

const possibleRename = "possible-rename"

// renameFlag is the rename in the hint of a finding that asks for one.
var renameFlag = regexp.MustCompile(`--rename (\S+=[^\s)]+)`)

// renameAnswers are the renames that a finding may mean.
func renameAnswers(f plannedFinding) []Answer {
	out := []Answer{}
	if f.Rule != possibleRename {
		return out
	}
	for _, m := range renameFlag.FindAllStringSubmatch(f.Hint, -1) {
		out = append(out, Answer{"rename:" + m[1], "it is a rename, for this call; write the hint into the file to keep it"})
	}
	return out
}

// permitted reports whether an answer permits a rule for an object.
func permitted(answers []string, rule, path string) bool {
	return slices.ContainsFunc(answers, func(a string) bool {
		item, ok := strings.CutPrefix(a, "allow:")
		return ok && (item == "all" || item == "destructive" || item == rule || item == rule+":"+path)
	})
}

// answerFlags are the flags of answers.
func answerFlags(answers []string) ([]string, error) {
	var out []string
	for _, a := range answers {
		kind, value, _ := strings.Cut(a, ":")
		switch {
		case kind == "allow" && value != "", kind == "rename" && strings.Contains(value, "="):
			out = append(out, "--"+kind, value)
		default:
			return nil, fmt.Errorf("answer %q: want one that a decision returned, such as rename:users.name=full_name or allow:drop-column:users.email", a)
		}
	}
	return out, nil
}

// GenerateInput has the arguments of generate.
type GenerateInput struct {
	Schema     []string `json:"schema,omitempty" jsonschema:"the desired DDL; default: schemadiff.toml, else schema/ or schema.sql"`
	Migrations string   `json:"migrations,omitempty" jsonschema:"the folder; default: schemadiff.toml, else migrations"`
	Dialect    string   `json:"dialect,omitempty" jsonschema:"sqlite or postgres"`
	Name       string   `json:"name,omitempty" jsonschema:"of the migration; default: made of the changes"`
	Answers    []string `json:"answers,omitempty" jsonschema:"answers of decisions, as they were returned"`
	Empty      bool     `json:"empty,omitempty" jsonschema:"an empty migration, to be written by hand"`
	Down       bool     `json:"down,omitempty" jsonschema:"write the file that reverts it too"`
	DryRun     bool     `json:"dry_run,omitempty" jsonschema:"only return what must be decided and the steps; write no file"`
}

func (s *Server) generate(ctx context.Context, in GenerateInput) *Envelope {
	answers, err := answerFlags(in.Answers)
	if err != nil {
		return newEnvelope(Output{Status: 1, Stderr: err.Error()})
	}
	if in.DryRun {
		return s.preview(ctx, in)
	}
	args := concat([]string{"generate"}, Source{Schema: in.Schema, Dialect: in.Dialect}.flags(), flag("--migrations", in.Migrations), answers)
	if in.Empty {
		args = append(args, "--empty")
	}
	if in.Down {
		args = append(args, "--down")
	}
	if in.Name != "" {
		args = append(args, "--", in.Name)
	}
	out := s.Run(ctx, "", args...)
	e := newEnvelope(out)
	switch path := strings.TrimSpace(out.Stdout); {
	case out.Status == 3:
		asked := s.preview(ctx, in)
		if len(asked.Decisions) == 0 { // refused for another reason, which the notes have
			return e
		}
		asked.Notes = append(e.Notes, asked.Notes...)
		return asked
	case e.ended():
	case path == "":
		e.Summary = "nothing to do: the migrations lead to the desired schema"
	default:
		e.Summary = "wrote " + path
		e.Result = map[string]any{"path": path, "sql": s.file(ctx, path)}
		e.Next = append(e.Next, command("check"), command("migrate", "--db", "DATABASE"))
	}
	return e
}

// preview plans from the migrations to the desired schema.
func (s *Server) preview(ctx context.Context, in GenerateInput) *Envelope {
	folder := in.Migrations
	if folder == "" {
		folder = "migrations"
	}
	e := s.plan(ctx, PlanInput{Source: Source{Schema: in.Schema, Dialect: in.Dialect}, From: "migrations:" + folder, Answers: in.Answers})
	e.Next = []string{}
	if len(e.Decisions) > 0 {
		e.Next = append(e.Next, "call generate again with answers, or after the edits")
	}
	return e
}
