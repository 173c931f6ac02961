package generate

// This file has the linter judge a migration that is being generated. An error refuses it, and
// what the caller permits is written into the file as a comment, so that a later check accepts
// that and nothing else.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// judgement is the result of the linter for the body of a migration.
type judgement struct {
	findings   []lint.Finding
	statements []schema.Statement
	to         *schema.Schema // the schema that the body leads to
}

// judge has the linter look at the body of a migration.
func (o *Options) judge(ctx context.Context, name, body string, from *schema.Schema) (*judgement, error) {
	judged, err := o.Plan.Target.Language().Analyze(ctx, from, []parse.Source{{Name: name, Text: body}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Broken...); len(errs) > 0 { // what is written must be readable
		return nil, fmt.Errorf("the generated migration does not work (a defect of schemadiff, please report it): %w", errs)
	}
	linter := *o.Linter
	found, _, err := linter.Run(ctx, &lint.Pass{Kind: lint.Migration, From: from, Based: true}, judged, nil)
	return &judgement{found, judged.Statements, judged.To}, err
}

// refuse refuses a migration with an error that is not permitted, and a permission that
// nothing needs.
func (o *Options) refuse(p *app.Planned, j *judgement, from *schema.Schema) error {
	refused := &app.RefusedError{}
	var can []plan.Rule
	for _, f := range j.findings {
		can = append(can, plan.Rule{Name: f.Rule, Key: f.Key})
		if f.Severity != lint.Error || p.Allow.Permits(f.Rule, f.Key) || j.aboutNewTable(f, from) {
			continue
		}
		f.Allow = f.Rule
		refused.Findings = append(refused.Findings, f)
		if f.Hint != "" {
			refused.Hints = append(refused.Hints, f.Hint)
		}
	}
	if err := app.CheckAllowed(o.Items, p.Plan, from, can...); err != nil {
		return err
	}
	if len(refused.Findings) == 0 {
		return nil
	}
	return refused
}

// statement is the statement that a finding is about, or nil.
func (j *judgement) statement(f lint.Finding) *schema.Statement {
	i := slices.IndexFunc(j.statements, func(s schema.Statement) bool {
		return s.Pos.Line <= f.Pos.Line && f.Pos.Line <= s.Pos.Line+strings.Count(s.SQL, "\n")
	})
	if i < 0 {
		return nil
	}
	return &j.statements[i]
}

// aboutNewTable reports whether a finding is about a table that the migration creates: it has
// no rows to lose, and no session waits for it.
func (j *judgement) aboutNewTable(f lint.Finding, from *schema.Schema) bool {
	s := j.statement(f)
	if s == nil {
		return false
	}
	for _, a := range s.Acts {
		if a.On.Kind == schema.KindTable && from.Get(a.On) == nil {
			return true
		}
	}
	return false
}

// withComments is the body with a comment above each statement that is permitted although the
// linter reports an error.
func (j *judgement) withComments(body string, allow plan.Allow) string {
	above := map[int][]string{}
	for _, f := range j.findings {
		s := j.statement(f)
		if s == nil || f.Severity != lint.Error || !allow.Permits(f.Rule, f.Key) {
			continue
		}
		if text := allowComment(f); !slices.Contains(above[s.Pos.Line], text) {
			above[s.Pos.Line] = append(above[s.Pos.Line], text)
		}
	}
	if len(above) == 0 {
		return body
	}
	var b strings.Builder
	line := 0
	for text := range strings.Lines(body) {
		line++
		for _, comment := range above[line] {
			b.WriteString(comment + "\n")
		}
		b.WriteString(text)
	}
	return b.String()
}

// PermittedBy is the reason in the comments of this package; only comments with it are taken
// over into a file that replaces another.
const PermittedBy = "permitted by generate --allow"

// allowComment allows one finding. An object whose name would end the comment, or a statement
// for tools that split at semicolons, is part of the reason instead.
func allowComment(f lint.Finding) string {
	object := plan.Spell(f.Key)
	name, reason := plan.Item(f.Rule, f.Key), PermittedBy
	if object == "" || strings.ContainsAny(object, ";\n") || render.Escape(object) != object {
		name, reason = f.Rule, "for "+render.Escape(strings.ReplaceAll(f.Key.Object(), ";", " "))+", "+reason
	}
	return render.Comment("schemadiff:allow " + name + " " + reason)
}

// AllowedIn are the rules and objects that were permitted when a file was generated: the file
// that replaces it may do the same.
func AllowedIn(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		rest, ours := strings.CutPrefix(strings.TrimSpace(line), "-- schemadiff:allow ")
		name, reason := plan.CutName(rest, " ")
		if ours && strings.HasSuffix(reason, PermittedBy) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
