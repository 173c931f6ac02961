// Package lint judges schemas, migrations and plans.
//
// A schema to start from, the statements that change it and the schema they lead to
// come in; findings go out, each with what will happen, why, and what to write
// instead. Nothing is opened or executed here.
package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/schemadiff/schemadiff/finding"
	"github.com/schemadiff/schemadiff/schema"
)

// Severity orders findings.
type Severity = finding.Severity

// The severities.
const (
	Off     = finding.Off
	Info    = finding.Info
	Warning = finding.Warning
	Error   = finding.Error
)

// Finding is one reported problem.
type Finding = finding.Finding

// Edit replaces bytes of a file.
type Edit = finding.Edit

// Rule is one check. Rules hold no state; they are listed once, in rules.All.
type Rule struct {
	Name     string         // "drop-table": also its files, its page and its key in the configuration
	Category string         // "destructive", "lock", …
	Severity Severity       // of the recommended preset
	Dialect  schema.Dialect // "" for all
	Page     string         // the embedded page
	Check    func(*Pass)    // nil for what the program around the rules reports

	// NoChange says why no plan breaks the rule: what it is about is no difference
	// between two schemas, or the planner avoids it. "" for rules that a change can break.
	NoChange string
	// Planner says why the steps of a plan are not judged by the rule although a
	// change can break it: the planner reports it itself, and knows more.
	Planner string
	// Online marks what the planner writes in another form, which blocks no session, unless
	// --no-online asks for the short one.
	Online   bool
	Large    bool     // of a plan it is reported where a table is large
	Lasting  bool     // what it misses can come with a later migration: nothing is reported that the last one has made good
	Destroys bool     // --allow destructive permits it: rows or objects are gone
	Aliases  []string // names that the rule had, or has elsewhere
}

// Allowable reports whether --allow can name the rule: whether what a plan or a
// generated file does can break it.
func (r *Rule) Allowable() bool {
	return r.Category != "live" && (r.Check != nil || r.NoChange == "")
}

// Summary is the first sentence of the page.
func (r *Rule) Summary() string { return pageParagraph(r.Page, 1) }

// Why is the second paragraph of the page: the reason.
func (r *Rule) Why() string { return pageParagraph(r.Page, 2) }

// pageParagraph is the n-th block of a page, the title being block 0, on one line.
func pageParagraph(page string, n int) string {
	blocks := strings.Split(page, "\n\n")
	if n >= len(blocks) || strings.HasPrefix(blocks[n], "#") {
		return ""
	}
	return strings.ReplaceAll(strings.TrimSpace(blocks[n]), "\n", " ")
}

// Run has rules look at what a pass holds, and returns the findings by their place.
func Run(rules []*Rule, in *Pass) []Finding {
	in.prepare()
	for _, r := range rules {
		if r.Check == nil || r.Dialect != "" && r.Dialect != in.Dialect {
			continue
		}
		in.rule = r
		r.Check(in)
	}
	in.keepEditsOut()
	Sort(in.found)
	return in.found
}

// keepEditsOut takes away the edits within statements that stand in others, whose text has its own rules.
func (p *Pass) keepEditsOut() {
	if p.Analyzed == nil {
		return
	}
	for _, s := range p.Analyzed.Statements {
		if !s.Nested {
			continue
		}
		for i := range p.found {
			f := &p.found[i]
			within := func(e Edit) bool { return s.Start <= e.Start && e.End <= s.End }
			if f.Pos.File == s.Pos.File && slices.ContainsFunc(f.Edits, within) {
				f.Edits = nil
			}
		}
	}
}

// Sort puts findings in the order of files and places.
func Sort(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.Rule, b.Rule))
	})
}

// Report records a finding of the running rule.
func (p *Pass) Report(f Finding) {
	f.Rule, f.Category = p.rule.Name, p.rule.Category
	f.Severity = cmp.Or(f.Severity, p.rule.Severity)
	f.Why = cmp.Or(f.Why, p.rule.Why())
	p.found = append(p.found, f)
}

// At records a finding about what a statement does.
func (p *Pass) At(a *Act, fix, format string, args ...any) *Finding {
	p.Report(Finding{Pos: a.Pos, At: a.At, Key: a.Key(), Object: a.Object(), Table: a.On, Hint: fix, Message: fmt.Sprintf(format, a.respelled(args)...)})
	return &p.found[len(p.found)-1]
}

// respelled are arguments of a message with the names as the statement spells them.
func (a *Act) respelled(args []any) []any {
	if len(a.Spelling) == 0 {
		return args
	}
	out := slices.Clone(args)
	for i, arg := range out {
		if text, ok := arg.(string); ok {
			out[i] = a.Respell(text)
		}
	}
	return out
}

// Respell is a text with the names in it as the statement of an act spells them: acts have them in one form.
func (a *Act) Respell(text string) string {
	if len(a.Spelling) == 0 {
		return text
	}
	var out strings.Builder
	rest := text
	for rest != "" {
		n := strings.IndexFunc(rest, isNameRune)
		if n < 0 {
			break
		}
		out.WriteString(rest[:n])
		rest = rest[n:]
		if n = strings.IndexFunc(rest, func(r rune) bool { return !isNameRune(r) }); n < 0 {
			n = len(rest)
		}
		out.WriteString(cmp.Or(a.Spelling[rest[:n]], rest[:n]))
		rest = rest[n:]
	}
	return out.String() + rest
}

func isNameRune(r rune) bool {
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// Last is the finding that was recorded last.
func (p *Pass) Last() *Finding { return &p.found[len(p.found)-1] }

// OnColumn records a finding about a column of the table that an act recreates.
func (p *Pass) OnColumn(a *Act, column, fix, format string, args ...any) {
	f := p.At(a, fix, format, args...)
	f.Key = schema.Key{Kind: schema.KindColumn, Schema: a.On.Schema, Table: a.On.Name, Name: column}
	f.Object += "." + column
}

// About records a finding about an object of the schema. Of a migration only what its
// own statements make is reported.
func (p *Pass) About(o Object, fix, format string, args ...any) *Finding {
	if p.Kind == Migration && !p.files[o.Pos.File] {
		return &Finding{}
	}
	p.Report(Finding{Pos: o.Pos, Key: o.Key, Object: o.Name, Hint: fix, Message: fmt.Sprintf(format, args...)})
	return &p.found[len(p.found)-1]
}

// Live records a finding about an object of a live database, which has no position
// in a file.
func (p *Pass) Live(o Object, fix, format string, args ...any) {
	p.Report(Finding{Pos: schema.Pos{File: "database"}, Object: o.Name, Hint: fix, Message: fmt.Sprintf(format, args...)})
}

// Object is something of a schema and its place.
type Object struct {
	Name string
	Pos  schema.Pos
	Key  schema.Key // zero where only its name is known
}
