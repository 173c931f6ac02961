// Package finding has the one type of what schemadiff reports about a change or a
// schema, whoever found it: the planner, the live rows, or a rule of the linter.
//
// Findings are made by plan, migrate and lint and printed by render. Nothing is
// judged here but how what is known of rows changes a severity.
package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Severity orders findings, from what is not reported to what refuses a plan and fails a build.
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

// Edit replaces bytes of a file.
type Edit struct {
	Start, End int
	Text       string
}

// Finding is one reported problem. The fields with a name in JSON are kept in saved plans.
type Finding struct {
	Rule     string     `json:"rule"` // "drop-table": a page of this name explains it
	Severity Severity   `json:"severity"`
	Key      schema.Key `json:"key"` // what it is about; zero where unknown
	Pos      schema.Pos `json:"pos"`
	Message  string     `json:"message"`         // what it is and what follows
	Hint     string     `json:"hint,omitempty"`  // what to do instead, in SQL where that fits
	Count    int64      `json:"count,omitempty"` // offending rows
	Blocks   bool       `json:"blocks"`          // no script of the plan can be used while it stands
	Allow    string     `json:"allow,omitempty"` // the --allow that lifts the refusal, "" if none can

	Category   string     `json:"-"`
	Object     string     `json:"-"` // "public.users.email", for people
	At         int        `json:"-"` // byte offset of Pos
	Why        string     `json:"-"` // what the page of the rule says of the reason
	Edits      []Edit     `json:"-"` // that do what Hint says and change nothing else: the schema they lead to is the same
	Unsafe     []Edit     `json:"-"` // that do what Hint says and change the schema or what happens to rows, in place of Edits
	Table      schema.Key `json:"-"` // whose rows it is about
	Probe      string     `json:"-"` // a query for the number of rows that are in the way; "" if there is none
	Suppressed string     `json:"-"` // the reason of a comment that allows it; "" if none does
}

// Refuses reports whether a plan with the finding is not carried out unless --allow
// names its rule.
func (f Finding) Refuses() bool { return f.Blocks || f.Severity == Error }

// Fingerprint names a finding whatever line it is on.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(f.Rule + "\x00" + f.Pos.File + "\x00" + f.Object + "\x00" + f.Message))
	return hex.EncodeToString(sum[:8])
}
