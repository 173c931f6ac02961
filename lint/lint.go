// Package lint judges schemas, migrations and plans.
//
// A schema to start from, the statements that change it and the schema they lead to
// come in; findings go out, each with what will happen, why, and what to write
// instead. Nothing is opened or executed here.
package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Severity orders findings, from what is not told to what fails a build.
type Severity string

// The severities.
const (
	Off     Severity = "off"
	Info    Severity = "info"
	Warning Severity = "warning"
	Error   Severity = "error"
)

// Rank is the place of a severity in their order; -1 if it is none.
func (s Severity) Rank() int { return slices.Index([]Severity{Off, Info, Warning, Error}, s) }

// Rule is one check. Rules hold no state; they are listed once, in rules.All.
type Rule struct {
	Name     string         // "drop-table": also its files, its page and its key in the configuration
	Category string         // "destructive", "lock", …
	Severity Severity       // of the recommended preset
	Dialect  schema.Dialect // "" for all
	Page     string         // the embedded page
	Check    func(*Pass)    // nil for what the program around the rules reports
}

// Summary is the first sentence of the page.
func (r *Rule) Summary() string { return paragraph(r.Page, 1) }

// Why is what the page says of the reason.
func (r *Rule) Why() string { return paragraph(r.Page, 2) }

// paragraph is the n-th block of a page, the title being block 0, on one line.
func paragraph(page string, n int) string {
	blocks := strings.Split(page, "\n\n")
	if n >= len(blocks) || strings.HasPrefix(blocks[n], "#") {
		return ""
	}
	return strings.ReplaceAll(strings.TrimSpace(blocks[n]), "\n", " ")
}

// Edit replaces bytes of a file.
type Edit struct {
	Start, End int
	Text       string
}

// Finding is one reported problem.
type Finding struct {
	Rule     string
	Category string
	Severity Severity
	Pos      schema.Pos
	At       int    // byte offset of Pos
	Object   string // "public.users.email"
	Message  string // what it is and what follows
	Why      string
	Fix      string // what to write instead, in SQL where that fits
	Edits    []Edit // that do what Fix says and change nothing else
	Table    schema.Key
	Probe    string // a query for the number of rows that are in the way; "" if none can tell
	Excused  string // the reason of a comment that allows it; "" if none does
}

// Fingerprint names a finding whatever line it is on.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + f.Pos.File + "\x00" + f.Object + "\x00" + f.Message))
	return hex.EncodeToString(sum[:8])
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
	Sort(in.found)
	return in.found
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
	p.Report(Finding{Pos: a.Pos, At: a.At, Object: a.Object(), Table: a.On, Fix: fix, Message: fmt.Sprintf(format, args...)})
	return &p.found[len(p.found)-1]
}

// About records a finding about an object of the schema. Of a migration only what its
// own statements make is told.
func (p *Pass) About(o Object, fix, format string, args ...any) *Finding {
	if p.Kind == Migration && !p.files[o.Pos.File] {
		return &Finding{}
	}
	p.Report(Finding{Pos: o.Pos, Object: o.Name, Fix: fix, Message: fmt.Sprintf(format, args...)})
	return &p.found[len(p.found)-1]
}

// Live records a finding about an object of a live database, which no file has a place
// for.
func (p *Pass) Live(o Object, fix, format string, args ...any) {
	p.Report(Finding{Pos: schema.Pos{File: "database"}, Object: o.Name, Fix: fix, Message: fmt.Sprintf(format, args...)})
}

// Object is something of a schema and its place.
type Object struct {
	Name string
	Pos  schema.Pos
}
