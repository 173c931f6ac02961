// Package mcp serves agents over the Model Context Protocol: a plan, findings, a schema or a migration
// file comes back as one envelope, with what must be decided and the exact texts that decide it.
//
// Calls come in over a stream and run the program's own commands, which a function hands in, so that
// an agent gets what a person at a terminal would. No tool changes a database: apply, migrate and
// down are named as next commands, and left to whoever answers for them.
package mcp

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Run runs a command of the program with a text as its standard input.
type Run func(ctx context.Context, stdin string, args ...string) Output

// Output holds what a command has printed, and its exit status.
type Output struct {
	Stdout, Stderr string
	Status         int
}

// Server serves one agent.
type Server struct {
	Run     Run
	Version string

	running sync.Mutex // commands share the current folder: one at a time
}

// instructions come before everything else that an agent reads.
const instructions = `schemadiff compares a desired schema, written as plain DDL, with a database or with migrations, for PostgreSQL and SQLite.
Every answer is an envelope: status, summary, decisions, result, notes, next.
decisions cannot be known from the files alone: each has an id and answers. Call the same tool again with
the "answer" texts of your choice in "answers", or edit the file where the decision says so.
status: done, differences (there are changes), decide (see decisions), refused, failed, try_again.
No tool changes a database. "next" has the shell commands that do; have a person agree before you run them.`

// Serve answers calls until the stream ends.
func (s *Server) Serve(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	return s.server().Run(ctx, &mcp.IOTransport{Reader: in, Writer: out})
}

// server has the tools.
func (s *Server) server() *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "schemadiff", Version: s.Version}, &mcp.ServerOptions{Instructions: instructions})
	add(server, s, "plan", "Compare the desired schema with a database, or any two sources, and return the steps, what they lose and what must be decided. Nothing is changed.", true, s.plan)
	add(server, s, "lint", "Judge DDL files or migrations, or a text: what destroys data, locks tables or fails. With fix, the corrected text or a patch comes back.", true, s.lint)
	add(server, s, "explain", "The page of a rule: what it finds, why, and examples. Without a rule, the list of all.", true, s.explain)
	add(server, s, "inspect", "The schema of a database, of files, of a git revision or of migrations, as DDL or JSON.", true, s.inspect)
	add(server, s, "generate", "Write the next migration file from the difference between the migrations folder and the desired schema. No database is needed.", false, s.generate)
	add(server, s, "check", "Check, without a database, that the migrations lead to the desired schema, and judge the new ones.", true, s.check)
	add(server, s, "status", "Which migrations a database has, which are pending, and where it differs from them. Nothing is changed.", true, s.status)
	add(server, s, "adopt", "Try what adopting a database that was made without migrations, or another tool's history, would do. Nothing is written.", true, s.adopt)
	return server
}

// add adds a tool that takes an In.
func add[In any](server *mcp.Server, s *Server, name, about string, readOnly bool, call func(context.Context, In) *Envelope) {
	no := false
	tool := &mcp.Tool{Name: name, Description: about, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: readOnly, DestructiveHint: &no, OpenWorldHint: &no}}
	mcp.AddTool(server, tool, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, *Envelope, error) {
		s.running.Lock()
		defer s.running.Unlock()
		e := call(ctx, in)
		e.Version, e.Tool = 1, name
		return &mcp.CallToolResult{IsError: e.Status == StatusFailed || e.Status == StatusTryAgain}, e, nil
	})
}

// Source names what a tool reads. All of it may come from schemadiff.toml.
type Source struct {
	Database string   `json:"database,omitempty" jsonschema:"the live database: postgres://host/app, sqlite:app.db or app.db; prefer env, or a variable DATABASE_URL, to a URL with a password"`
	Env      string   `json:"env,omitempty" jsonschema:"an environment [env.NAME] of schemadiff.toml, instead of database"`
	Schema   []string `json:"schema,omitempty" jsonschema:"the desired DDL: files, folders, globs or git:REF:PATH; default: schemadiff.toml, else schema/ or schema.sql"`
	Dialect  string   `json:"dialect,omitempty" jsonschema:"sqlite or postgres, where no database shows it"`
}

// flags are the flags of a source.
func (s Source) flags() []string {
	var out []string
	out = append(out, flag("--db", s.Database)...)
	out = append(out, flag("--env", s.Env)...)
	for _, name := range s.Schema {
		out = append(out, "--schema", name)
	}
	return append(out, flag("--dialect", s.Dialect)...)
}

// flag is a flag with its value, or nothing.
func flag(name, value string) []string {
	if value == "" {
		return nil
	}
	return []string{name, value}
}

// concat joins arguments.
func concat(parts ...[]string) []string { return slices.Concat(parts...) }
