package app

// This file has the rules of the linter judge the steps of a plan as they judge a migration,
// with the rows of the database at hand. What they find is added to the plan's own findings:
// an error refuses the plan until its rule is allowed.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// planSource names the text of a plan in positions.
const planSource = "plan"

// LintPlan adds the findings of the rules to those of a plan, at the lines of desired DDL
// that asked for the steps. Forms holds the other forms of the planner: with
// shortForms, rules about them are asked too.
func (l *Linter) LintPlan(ctx context.Context, p *Planned, shortForms bool) error {
	if len(p.Plan.Steps) == 0 {
		return nil
	}
	text, lines := planText(p.Plan, l.Language)
	judged, err := l.Language.Analyze(ctx, p.From.Schema, []parse.Source{{Name: planSource, Text: text}}, true)
	if err != nil {
		return err
	}
	on := slices.DeleteFunc(l.Settings.On(l.Rules), func(r *lint.Rule) bool { return r.NoChange != "" || r.Planner != "" || r.Online && !shortForms })
	if limit, ok := l.Language.(engine.NameLimiter); ok {
		judged.Long = longNames(p.To.Sources, judged.Statements, limit)
	}
	pass := l.newPass(lint.Migration, &judged.Analyzed)
	pass.From, pass.Based = p.From.Schema, true
	found := l.SetSeverities(lint.Run(on, pass))
	before := l.stateBefore(on, found, p.From.Schema)
	found = slices.DeleteFunc(found, func(f lint.Finding) bool { return f.Pos.Line == 0 })
	steps := make([]*plan.Step, len(found))
	for i := range found {
		steps[i] = &p.Plan.Steps[lines[min(found[i].Pos.Line, len(lines))-1]]
		moveToStep(&found[i], steps[i], p.From.Schema)
	}
	if err := l.applyFacts(ctx, found, p.From.Schema); err != nil {
		return err
	}
	known := reportedOf(p.Plan.Findings)
	for i := range found {
		if before[stateKey(found[i])] {
			continue
		}
		if online := slices.ContainsFunc(on, func(r *lint.Rule) bool { return r.Online && r.Name == found[i].Rule }); online || createsTable(p, found[i].Table) {
			lowerSeverity(&found[i], lint.Warning) // --no-online permits the form, and is no reason to be silent
		}
		reportInPlan(p, found[i], steps[i], known)
	}
	return nil
}

// newPass is the input of rules.
func (l *Linter) newPass(kind lint.Kind, judged *schema.Analyzed) *lint.Pass {
	return &lint.Pass{Kind: kind, Dialect: l.Language.Name(), Analyzed: judged, View: l.Language.View(), Types: l.Language.TypeChange, Lock: lockOf(l.Language), Options: l.Options}
}

// planText are the statements of a plan as a file, and the step that each line is of.
// They stand between what they must run between, without which they could not be judged.
func planText(p *plan.Plan, language engine.Language) (string, []int) {
	wrapper, wraps := language.(engine.Wrapper)
	var b strings.Builder
	var steps []int
	for i, s := range p.Steps {
		before, after := "", ""
		if wraps {
			before, after = wrapper.Around(s)
		}
		statements := []string{before}
		for _, included := range s.Includes { // judged as if they were written
			statements = append(statements, included.SQL...)
		}
		for _, st := range s.Statements {
			statements = append(statements, st.SQL)
		}
		for _, sql := range append(statements, after) {
			if sql == "" {
				continue
			}
			text := sql + ";\n"
			b.WriteString(text)
			for range strings.Count(text, "\n") {
				steps = append(steps, i)
			}
		}
	}
	return b.String(), steps
}

// stateBefore are the findings that the database has already, which are no matter of the plan: that a step rebuilds a table
// is no reason to report what its author wrote long ago.
func (l *Linter) stateBefore(on []*lint.Rule, found []lint.Finding, from *schema.Schema) map[[2]string]bool {
	asked := slices.DeleteFunc(slices.Clone(on), func(r *lint.Rule) bool {
		return !slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Rule == r.Name })
	})
	out := map[[2]string]bool{}
	if len(asked) == 0 {
		return out
	}
	for _, f := range lint.Run(asked, l.newPass(lint.Schema, &schema.Analyzed{To: from})) {
		out[stateKey(f)] = true
	}
	return out
}

// withoutEarlier leaves out what rules find about the state of a table that a migration rebuilds,
// and found before: it is none of the change.
func (l *Linter) withoutEarlier(p *lint.Pass, on []*lint.Rule, found []lint.Finding) []lint.Finding {
	if p.Kind != lint.Migration || !p.Based || !p.Rebuilds() {
		return found
	}
	before := l.stateBefore(on, found, p.From)
	return slices.DeleteFunc(found, func(f lint.Finding) bool { return before[stateKey(f)] })
}

func stateKey(f lint.Finding) [2]string { return [2]string{f.Rule, f.Object} }

// moveToStep puts a finding at the place of what asked for its step.
func moveToStep(f *lint.Finding, s *plan.Step, from *schema.Schema) {
	if f.Key.Name == "" || s.Key.Schema != "" && f.Key.Schema == "" {
		f.Key = s.Key
	}
	f.Pos = s.Pos
	for _, included := range s.Includes {
		if included.Key == f.Key && !included.Pos.IsZero() {
			f.Pos = included.Pos
		}
	}
	if table := tableOf(s.Key); from.Get(f.Table) == nil {
		f.Table = table
	}
}

// tableOf is the table that an object belongs to or is; zero for others.
func tableOf(k schema.Key) schema.Key {
	switch {
	case k.IsPart():
		return schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}
	case k.Kind == schema.KindTable:
		return k
	}
	return schema.Key{}
}

// createsTable reports whether a plan makes a table: it holds no row yet, so that nothing is
// lost, no session waits, and what is unwise about it can still be changed.
func createsTable(p *Planned, table schema.Key) bool {
	return table.Kind == schema.KindTable && table.Name != "" && p.From.Schema.Get(table) == nil
}

func lowerSeverity(f *lint.Finding, to lint.Severity) {
	if f.Severity.Rank() > to.Rank() {
		f.Severity = to
	}
}

// reported are the findings that a plan has.
type reported struct {
	planned map[plan.Rule]bool // those of the planner, by rule and object
	all     map[matter]bool
}

// matter is the common part of two findings of one text about one object.
type matter struct {
	plan.Rule
	message string
}

func reportedOf(planned []plan.Finding) reported {
	r := reported{map[plan.Rule]bool{}, map[matter]bool{}}
	for _, f := range planned {
		r.planned[plan.Rule{Name: f.Rule, Key: f.Key}] = true
		r.all[matter{plan.Rule{Name: f.Rule, Key: f.Key}, f.Message}] = true
	}
	return r
}

// reportInPlan adds a finding to the plan unless the planner has reported the matter itself.
func reportInPlan(p *Planned, f lint.Finding, s *plan.Step, known reported) {
	about := plan.Rule{Name: f.Rule, Key: f.Key}
	if known.planned[about] || known.all[matter{about, f.Message}] || f.Severity.Rank() < lint.Warning.Rank() ||
		slices.ContainsFunc(s.Rules, func(r plan.Rule) bool { return r.Name == f.Rule && (r.Key == f.Key || !severalColumns(s)) }) {
		return
	}
	f.Allow = f.Rule
	p.Plan.Findings = append(p.Plan.Findings, f)
	known.all[matter{about, f.Message}] = true
}

// severalColumns reports whether a step is about several columns, each of which can be permitted
// something.
func severalColumns(s *plan.Step) bool {
	return slices.ContainsFunc(s.Includes, func(i plan.Included) bool { return len(i.SQL) == 0 })
}

// lockOf is the lock that each statement takes; nil in a language in which all take the
// same.
func lockOf(language engine.Language) func(schema.Act) string {
	if l, ok := language.(engine.Locker); ok {
		return l.Lock
	}
	return nil
}
