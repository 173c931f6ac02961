package mcp

// The tools that return what a command prints: findings, pages, schemas and the state of migrations.

import (
	"context"
	"fmt"
	"os"
	"strings"
)

// file is the text of a file that a command has written.
func (s *Server) file(_ context.Context, path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

// LintInput has the arguments of lint.
type LintInput struct {
	Paths   []string `json:"paths,omitempty" jsonschema:"files, folders, globs or git:REF:PATH; default: those of schemadiff.toml"`
	Text    string   `json:"text,omitempty" jsonschema:"a text to judge instead of files"`
	Kind    string   `json:"kind,omitempty" jsonschema:"schema or migration, where neither place nor statements show it"`
	From    string   `json:"from,omitempty" jsonschema:"what a migration starts from: DDL, a folder, a database; default: the migrations before it"`
	Since   string   `json:"since,omitempty" jsonschema:"judge only what changed since this git revision"`
	Dialect string   `json:"dialect,omitempty" jsonschema:"sqlite or postgres; default: the configuration, or found in the text"`
	Preset  string   `json:"preset,omitempty" jsonschema:"recommended, strict, minimal or all"`
	Fix     bool     `json:"fix,omitempty" jsonschema:"return the text with safe changes, or a patch for the files; nothing is written"`
}

func (s *Server) lint(ctx context.Context, in LintInput) *Envelope {
	base := concat(flag("--kind", in.Kind), flag("--from", in.From), flag("--since", in.Since), flag("--dialect", in.Dialect), flag("--preset", in.Preset))
	paths := in.Paths
	if in.Text != "" {
		paths = []string{"-"}
	}
	files := concat([]string{"--"}, paths)
	out := s.Run(ctx, in.Text, concat([]string{"lint", "--format", "json"}, base, files)...)
	e := newEnvelope(out)
	if e.ended() {
		return e
	}
	e.takeFindings(out)
	if !in.Fix {
		return e
	}
	result, _ := e.Result.(map[string]any)
	if in.Text != "" {
		result["fixed"] = s.Run(ctx, in.Text, concat([]string{"lint", "--fix"}, base, files)...).Stdout
		return e
	}
	result["patch"] = s.Run(ctx, "", concat([]string{"lint", "--diff"}, base, files)...).Stdout
	e.Next = append(e.Next, command(concat([]string{"lint", "--fix"}, base, paths)...))
	return e
}

// takeFindings makes the result and the decisions of findings.
func (e *Envelope) takeFindings(out Output) {
	var report struct {
		Summary  struct{ Errors, Warnings, Infos int }
		Findings []struct {
			Rule, Severity, File, Object, Message, Fix string
			Line                                       int
		}
	}
	e.resultJSON(out.Stdout, &report)
	e.Summary = fmt.Sprintf("%s, %s", count(report.Summary.Errors, "error"), count(report.Summary.Warnings, "warning"))
	seen := map[string]bool{}
	for _, f := range report.Findings {
		if f.Severity != "error" {
			continue
		}
		id := fmt.Sprintf("%s:%s", f.Rule, f.Object)
		if seen[id] {
			id = fmt.Sprintf("%s@%s:%d", id, f.File, f.Line)
		}
		seen[id] = true
		e.Decisions = append(e.Decisions, Decision{ID: id, Question: f.Message, File: f.File, Line: f.Line, Answers: []Answer{},
			Edit: strings.TrimSpace(f.Fix + "\nor, if it is meant, write above the statement: -- schemadiff:allow " + f.Rule + " REASON")})
	}
	if len(e.Decisions) > 0 && e.Status != StatusDifferences {
		e.Status = StatusDecide
	}
}

// ExplainInput has the arguments of explain.
type ExplainInput struct {
	Rule string `json:"rule,omitempty" jsonschema:"the name of a rule, as findings have it"`
}

func (s *Server) explain(ctx context.Context, in ExplainInput) *Envelope {
	args := []string{"explain", "--", in.Rule}
	if in.Rule == "" {
		args = []string{"rules", "--format", "json"}
	}
	out := s.Run(ctx, "", args...)
	e := newEnvelope(out)
	switch {
	case e.ended():
	case in.Rule == "":
		var list []any
		e.resultJSON(out.Stdout, &list)
		e.Summary = count(len(list), "rule")
	default:
		e.Summary = "the page of " + in.Rule
		e.Result = map[string]any{"page": out.Stdout}
	}
	return e
}

// InspectInput has the arguments of inspect.
type InspectInput struct {
	Source  string `json:"source,omitempty" jsonschema:"a database, env:NAME, DDL, git:REF:PATH or migrations:FOLDER; default: the database of the environment's variables"`
	Format  string `json:"format,omitempty" jsonschema:"sql (default) or json"`
	Schemas string `json:"schemas,omitempty" jsonschema:"list of schemas to show; * for everything"`
}

func (s *Server) inspect(ctx context.Context, in InspectInput) *Envelope {
	args := concat([]string{"inspect"}, flag("--format", in.Format), flag("--schemas", in.Schemas))
	if in.Source != "" {
		args = append(args, "--", in.Source)
	}
	out := s.Run(ctx, "", args...)
	e := newEnvelope(out)
	switch {
	case e.ended():
	case in.Format == "json":
		var plain any
		e.resultJSON(out.Stdout, &plain)
		e.Summary = "the schema as JSON"
	default:
		e.Result = map[string]any{"sql": out.Stdout}
		e.Summary = fmt.Sprintf("the schema as DDL, %s", count(strings.Count(out.Stdout, "\n"), "line"))
	}
	return e
}

// CheckInput has the arguments of check.
type CheckInput struct {
	Schema     []string `json:"schema,omitempty" jsonschema:"the desired DDL; default: schemadiff.toml, else schema/ or schema.sql"`
	Migrations string   `json:"migrations,omitempty" jsonschema:"the folder; default: schemadiff.toml, else migrations"`
	Dialect    string   `json:"dialect,omitempty" jsonschema:"sqlite or postgres"`
	Base       string   `json:"base,omitempty" jsonschema:"the commit or branch whose migrations must not change"`
}

func (s *Server) check(ctx context.Context, in CheckInput) *Envelope {
	out := s.Run(ctx, "", concat([]string{"check", "--format", "json"}, Source{Schema: in.Schema, Dialect: in.Dialect}.flags(),
		flag("--migrations", in.Migrations), flag("--base", in.Base))...)
	e := newEnvelope(out)
	if e.ended() && !strings.HasPrefix(strings.TrimSpace(out.Stdout), "{") {
		return e
	}
	e.takeFindings(out)
	if len(e.Notes) > 0 {
		e.Summary = e.Notes[len(e.Notes)-1] + "; " + e.Summary
	}
	if e.Status == StatusDifferences {
		e.Next = append(e.Next, "call generate: it writes the migration that is missing")
	}
	return e
}

// StatusInput has the arguments of status.
type StatusInput struct {
	Database   string `json:"database,omitempty" jsonschema:"the live database"`
	Env        string `json:"env,omitempty" jsonschema:"an environment of schemadiff.toml, instead of database"`
	Migrations string `json:"migrations,omitempty" jsonschema:"the folder; default: schemadiff.toml, else migrations"`
}

func (s *Server) status(ctx context.Context, in StatusInput) *Envelope {
	base := concat(Source{Database: in.Database, Env: in.Env}.flags(), flag("--migrations", in.Migrations))
	out := s.Run(ctx, "", concat([]string{"status", "--format", "json"}, base)...)
	e := newEnvelope(out)
	if e.ended() {
		return e
	}
	var report struct {
		Migrations []any
		Pending    int
		Drift      []string
	}
	e.resultJSON(out.Stdout, &report)
	e.Summary = fmt.Sprintf("%s, %d pending, %s", count(len(report.Migrations), "migration"), report.Pending, count(len(report.Drift), "difference"))
	if report.Pending > 0 || len(report.Drift) > 0 {
		e.Status = StatusDifferences
	}
	if report.Pending > 0 {
		e.Next = append(e.Next, command(concat([]string{"migrate"}, base)...))
	}
	return e
}

// AdoptInput has the arguments of adopt.
type AdoptInput struct {
	Database   string `json:"database,omitempty" jsonschema:"the live database"`
	Env        string `json:"env,omitempty" jsonschema:"an environment of schemadiff.toml, instead of database"`
	Migrations string `json:"migrations,omitempty" jsonschema:"the folder; an empty one gets a baseline"`
	Tool       string `json:"tool,omitempty" jsonschema:"whose history it is: drizzle, prisma, goose, golang-migrate, dbmate, tern, flyway, wrangler, atlas or rails"`
}

func (s *Server) adopt(ctx context.Context, in AdoptInput) *Envelope {
	base := concat(Source{Database: in.Database, Env: in.Env}.flags(), flag("--migrations", in.Migrations), flag("--from", in.Tool))
	out := s.Run(ctx, "", concat([]string{"adopt", "--dry-run"}, base)...)
	e := newEnvelope(out)
	if out.Status != 0 {
		return e
	}
	e.Summary = strings.TrimSpace(out.Stdout)
	e.Result = map[string]any{"would": e.Summary}
	e.Next = append(e.Next, command(concat([]string{"adopt"}, base)...))
	return e
}
