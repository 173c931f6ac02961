// Package render writes plans, schemas and errors for people and machines.
//
// A plan, a schema or errors come in; text, SQL, JSON or Markdown goes out.
// Everything that a file or a catalog named is escaped on its way to a
// terminal or into a comment. Nothing is decided or read here.
package render

import (
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Info holds what a renderer shows of a plan beyond the plan itself.
type Info struct {
	Version  string                               // of schemadiff
	From, To string                               // how the user named the sources, passwords already masked
	Public   string                               // From for people who need not know the server; "" for the same
	Run      string                               // how to run a script of the plan: "psql … -f plan.sql"
	Apply    func(rule string, k schema.Key) bool // is the rule permitted by --allow; nil: nothing is
	Name     string                               // keeps several plans of one pull request apart: the environment
	Brief    bool                                 // text has a line for each step
	Tables   func() (before, after []*lint.Table) // of both sides, for a picture; nil: none is drawn
	Line     func(pos schema.Pos) string          // the source line of a position; nil: none is shown
	Trial    *plan.Trial                          // what came of the plan on a copy with rows; nil: it was not tried
}

// LineIn is a Line for sources whose texts are known.
func LineIn(sources []parse.Source) func(schema.Pos) string {
	return func(pos schema.Pos) string {
		for _, s := range sources {
			if s.Name == pos.File {
				return lineOf(s.Text, pos.Line)
			}
		}
		return ""
	}
}

// permits reports whether a refusal is lifted; one without a rule cannot be.
func (in Info) permits(rule string, k schema.Key) bool {
	return rule != "" && in.Apply != nil && in.Apply(rule, k)
}

// blocking counts the findings that refuse the plan.
func (in Info) blocking(p *plan.Plan) int {
	n := 0
	for _, f := range p.Findings {
		if in.blocks(f) {
			n++
		}
	}
	return n
}

func (in Info) blocks(f plan.Finding) bool { return f.Blocks && !in.permits(f.Allow, f.Key) }

// engine is the name of a dialect as people spell it, and its version.
func engine(p *plan.Plan) string {
	name := p.Dialect.Title()
	if p.Target == "" {
		return name
	}
	return name + " " + p.Target
}

// positionSuffix reads " (schema.sql:12)", or "" where there is no position.
func positionSuffix(pos schema.Pos) string {
	if pos.IsZero() {
		return ""
	}
	return " (" + fileLine(pos) + ")"
}

// terminated returns a statement with its semicolon.
func terminated(sql string) string {
	return strings.TrimRight(sql, "; \t\r\n") + ";"
}
