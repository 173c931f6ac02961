package cli

// What the linter calls an error in a migration that is being generated refuses it, and
// what --allow permits is written into the file as a comment: check accepts that, and
// nothing else.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// judgement is what the linter says of the body of a migration.
type judgement struct {
	findings   []lint.Finding
	statements []schema.Statement
	to         *schema.Schema // what the body leads to
}

// refused refuses a migration with an error that nobody allowed, and an allowance that
// nothing needs.
func (g *generator) refused(p *app.Planned, j *judgement, from *schema.Schema) error {
	var errs []plan.Finding
	var can []plan.Rule
	for _, f := range j.findings {
		can = append(can, plan.Rule{Name: f.Rule, Key: f.Key})
		if f.Severity == lint.Error && !permits(p, f) && !j.fresh(f, from) {
			f.Allow = f.Rule
			errs = append(errs, f)
		}
	}
	if err := g.used(p.Plan, from, can...); err != nil {
		return err
	}
	err := refuse(errs)
	for _, f := range errs {
		if f.Hint != "" {
			err = fmt.Errorf("%w\n  hint: %s", err, render.Escape(f.Hint))
		}
	}
	return err
}

// permits reports whether --allow names a finding, or the step of the plan that it is about.
func permits(p *app.Planned, f lint.Finding) bool { return p.Allow.Permits(f.Rule, f.Key) }

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

// fresh reports whether a finding is about a table that the migration makes: nothing of
// it is lost, and nobody waits for it.
func (j *judgement) fresh(f lint.Finding, from *schema.Schema) bool {
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

// allowed is the body with a comment above each statement that --allow permits although
// the linter calls it an error.
func (j *judgement) allowed(body string, allow plan.Allow) string {
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

// permittedBy is the reason that generate gives for what it allows in a file.
const permittedBy = "permitted by generate --allow"

// allowComment allows one finding. An object whose name would end the comment, or a
// statement for who splits at semicolons, is part of the reason instead.
func allowComment(f lint.Finding) string {
	object := plan.Spell(f.Key)
	name, reason := plan.Item(f.Rule, f.Key), permittedBy
	if object == "" || strings.ContainsAny(object, ";\n") || render.Escape(object) != object {
		name, reason = f.Rule, "for "+render.Escape(strings.ReplaceAll(f.Key.Object(), ";", " "))+", "+reason
	}
	return render.Comment("schemadiff:allow " + name + " " + reason)
}

// allowedIn are the rules and objects that generate has allowed in a file: what takes
// the file's place may do so too.
func allowedIn(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		rest, ours := strings.CutPrefix(strings.TrimSpace(line), "-- schemadiff:allow ")
		name, reason := plan.CutName(rest, " ")
		if ours && strings.HasSuffix(reason, permittedBy) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
