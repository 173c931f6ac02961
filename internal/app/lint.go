package app

// This file has the rules judge statements: what was read from files comes in, findings go
// out, with the severities that the settings give them and with the rows of a live database
// taken into account.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Linter has rules judge text and plans of one language.
type Linter struct {
	Language      engine.Language
	Rules         []*lint.Rule
	Settings      lint.Settings
	Options       map[string]map[string]any // of rules, by their names
	Overrides     []SeverityOverride
	RequireReason bool                                       // a comment that allows a finding must say why
	Database      *Endpoint                                  // what migrations start from, and is asked about rows; nil for none
	Saved         func(schema.Key) (schema.TableFacts, bool) // of a table, in place of a database; nil for none
	Notes         []string                                   // for people: what could not be asked
}

// SeverityOverride gives rules other severities in some files.
type SeverityOverride struct {
	Matches func(file string) bool
	Rules   map[string]lint.Severity
}

// smallBytes is the size of a table that is locked for no time that anybody notices.
const smallBytes = 16 << 20

// Run has the rules look at what was read. It returns what they find, and what a comment in
// the text allows; keep chooses among both, nil keeps all.
func (l *Linter) Run(ctx context.Context, p *lint.Pass, judged *parse.Analysis, keep func(lint.Finding) bool) (reported, suppressed []lint.Finding, err error) {
	judged = judged.Flat()
	p.Dialect, p.View, p.Analyzed = l.Language.Name(), l.Language.View(), &judged.Analyzed
	p.Types, p.Lock, p.Options = l.Language.TypeChange, lockOf(l.Language), l.Options
	on := l.Settings.On(l.Rules)
	if len(l.Overrides) > 0 {
		on = l.Rules
	}
	if roles, ok := l.Language.(engine.AccessJudge); ok && p.Kind == lint.Migration {
		list, err := roles.Access(ctx, p.From, judged)
		if err != nil {
			return nil, nil, err
		}
		p.SetAccess(list)
	}
	findings := l.withoutEarlier(p, on, lint.Run(on, p))
	findings = append(findings, withoutRepeated(l.unreadable(p, judged), findings, judged.Statements)...)
	reported, suppressed = p.Suppress(findings, l.Rules, on)
	if l.RequireReason {
		reported = append(reported, withoutReason(suppressed)...)
	}
	if keep != nil {
		reported = slices.DeleteFunc(reported, func(f lint.Finding) bool { return !keep(f) })
		suppressed = slices.DeleteFunc(suppressed, func(f lint.Finding) bool { return !keep(f) })
	}
	reported = l.SetSeverities(reported)
	return reported, suppressed, l.applyFacts(ctx, reported, p.From)
}

// ForMigrations leaves out the rules about what schemadiff does itself when it runs a migration,
// unless they are set.
func (l *Linter) ForMigrations() {
	const timeout = "missing-lock-timeout"
	if _, set := l.Settings.Rules[timeout]; !set {
		l.Settings.Rules[timeout] = lint.Off
	}
}

// withoutReason are findings that a comment allows and does not say why.
func withoutReason(suppressed []lint.Finding) []lint.Finding {
	var out []lint.Finding
	for _, f := range suppressed {
		if f.Suppressed == "" {
			f.Message += " (the comment that allows it gives no reason)"
			out = append(out, f)
		}
	}
	return out
}

// withoutRepeated leaves out what names nothing where a rule about references has reported it.
func withoutRepeated(unread, findings []lint.Finding, statements []schema.Statement) []lint.Finding {
	statementAt := func(pos schema.Pos) int {
		return slices.IndexFunc(statements, func(s schema.Statement) bool {
			return s.Pos.File == pos.File && s.Pos.Line <= pos.Line && pos.Line <= s.Pos.Line+strings.Count(s.SQL, "\n")
		})
	}
	reported := map[int]bool{}
	for _, f := range findings {
		if f.Rule == "fk-target-missing" || f.Rule == "fk-target-not-unique" {
			reported[statementAt(f.Pos)] = true
		}
	}
	return slices.DeleteFunc(unread, func(f lint.Finding) bool {
		return f.Rule == "unresolved-name" && len(reported) > 0 && reported[statementAt(f.Pos)]
	})
}

// opaque reports whether a statement before or in what is judged has an effect that
// cannot be known without running it, such as a DO block.
func opaque(p *lint.Pass, judged *parse.Analysis) bool {
	return p.From != nil && len(p.From.Opaque) > 0 || judged.To != nil && len(judged.To.Opaque) > 0 ||
		slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool { return s.Opaque != "" })
}

// unreadable are findings about what could not be read or folded.
func (l *Linter) unreadable(p *lint.Pass, judged *parse.Analysis) []lint.Finding {
	var out []lint.Finding
	add := func(rule string, pos schema.Pos, message, hint string) *lint.Finding {
		i := slices.IndexFunc(l.Rules, func(r *lint.Rule) bool { return r.Name == rule })
		r := l.Rules[i]
		out = append(out, lint.Finding{Rule: r.Name, Category: r.Category, Severity: r.Severity, Pos: pos, Message: message, Why: r.Why(), Hint: hint})
		return &out[len(out)-1]
	}
	for _, e := range judged.Syntax {
		add("syntax-error", e.Pos, e.Msg, e.Hint)
	}
	known := p.Kind == lint.Schema || p.Based
	if known || !rollsBack(judged) {
		temporary := temporaryNames(judged)
		for _, e := range judged.Broken {
			if temporary[e.Msg] || !known && !e.Sure {
				continue
			}
			f := add("unresolved-name", e.Pos, e.Msg, e.Hint)
			applied := l.Database != nil && e.Rule != parse.NamesNothing // the database may have the migration already
			if p.Kind == lint.Migration && (applied || opaque(p, judged)) {
				f.Severity = lint.Warning
			}
		}
	}
	if known {
		for _, e := range judged.Uncertain {
			add("unresolved-name", e.Pos, e.Msg, e.Hint).Severity = lint.Warning
		}
	}
	notJudged := func(s schema.Statement) string {
		if s.Whole {
			return s.Unread
		}
		return cmp.Or(s.Opaque, s.Unread)
	}
	count := 0
	for _, s := range judged.Statements {
		if notJudged(s) != "" {
			count++
		}
	}
	for _, s := range judged.Statements {
		if command := notJudged(s); command != "" {
			add("not-analysed", s.Pos, fmt.Sprintf("what %s does is not judged (%s)", command, Count(count, "such statement")), "")
			break
		}
	}
	return out
}

// rollsBack reports whether statements undo what others before them do.
func rollsBack(judged *parse.Analysis) bool {
	return slices.ContainsFunc(judged.Statements, func(s schema.Statement) bool {
		return slices.ContainsFunc(s.Acts, func(a schema.Act) bool { return a.Verb == schema.RollsBack })
	})
}

// temporaryNames are the messages about relations that are temporary: no schema has them, and the
// statements after their CREATE may name them.
func temporaryNames(judged *parse.Analysis) map[string]bool {
	out := map[string]bool{}
	for _, s := range judged.Statements {
		for _, a := range s.Acts {
			if a.Temp && a.Verb == schema.Creates {
				out["relation "+a.Name+" does not exist"] = true
				out["relation "+a.On.Name+" does not exist"] = true
			}
		}
	}
	return out
}

// SetSeverities gives findings their severities, those of the overrides of their file last.
func (l *Linter) SetSeverities(findings []lint.Finding) []lint.Finding {
	if len(l.Overrides) == 0 || len(findings) == 0 {
		return l.Settings.Apply(l.Rules, findings)
	}
	var out []lint.Finding
	for _, f := range findings {
		s := l.Settings
		for _, o := range l.Overrides {
			if o.Matches(f.Pos.File) {
				s.Rules = maps.Clone(s.Rules)
				maps.Copy(s.Rules, o.Rules)
			}
		}
		out = append(out, s.Apply(l.Rules, []lint.Finding{f})...)
	}
	return out
}

// applyFacts lets findings look at the rows there are.
func (l *Linter) applyFacts(ctx context.Context, findings []lint.Finding, from *schema.Schema) error {
	if l.Database == nil && l.Saved == nil {
		return nil
	}
	var tables []schema.Key
	asked := map[schema.Key]bool{}
	for _, f := range findings {
		if from != nil && from.Get(f.Table) != nil && f.Table.Kind == schema.KindTable && !asked[f.Table] {
			asked[f.Table] = true
			tables = append(tables, f.Table)
		}
	}
	var facts *schema.Facts
	if l.Database != nil {
		var err error
		if facts, err = l.Database.Live.Facts(ctx, tables); err != nil {
			return err
		}
	}
	for i := range findings {
		f := &findings[i]
		rule := slices.IndexFunc(l.Rules, func(r *lint.Rule) bool { return r.Name == f.Rule })
		if _, set := l.Settings.Of(l.Rules[rule]); set || f.Category != "data" && f.Category != "lock" && f.Category != "destructive" {
			continue
		}
		switch {
		case facts != nil && asked[f.Table]:
			f.ApplyFacts(facts.Table(f.Table), l.countRows(ctx, f, facts.Table(f.Table)), smallBytes)
		case l.Saved != nil && f.Table.Name != "":
			if t, ok := l.Saved(f.Table); ok {
				f.ApplyFacts(t, -1, smallBytes)
			}
		}
	}
	return nil
}

// countRows puts the probe of a finding to the database; -1 where it has none or the answer
// does not come: one that takes long is not worth waiting for.
func (l *Linter) countRows(ctx context.Context, f *lint.Finding, t schema.TableFacts) int64 {
	if f.Probe == "" || t.Empty {
		return -1
	}
	limited, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	n, err := l.Database.Live.Count(limited, f.Probe)
	if err != nil {
		l.Notes = append(l.Notes, fmt.Sprintf("%s: the rows of %s could not be asked: %v", f.Pos, f.Table.Object(), err))
		return -1
	}
	return n
}

// probeLimit is how long one question about rows may take; the server gives up after
// four fifths of it.
const probeLimit = 2500 * time.Millisecond
