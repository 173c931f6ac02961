package render

// A step and a plan in a few words: the marker, why nothing cheaper does, what it locks, and the
// counts of the last line. Text, Markdown and SQL share them, so that they never disagree.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// The markers of steps.
const (
	markAdd   = "+"
	markAlter = "~"
	markDrop  = "-"
)

// marker shows a reader at a glance what a step does.
func marker(s plan.Step) string {
	verb, _, _ := strings.Cut(string(s.Kind), " ")
	switch verb {
	case "create", "add":
		return markAdd
	case "drop":
		return markDrop
	}
	return markAlter
}

// destructive reports whether a step needs a permission or loses data for certain.
func destructive(s plan.Step) bool { return len(s.Rules) > 0 || s.Loss == plan.Loses }

func rebuilds(s plan.Step) bool { return strings.HasPrefix(string(s.Kind), "rebuild") }

// whyLead introduces why nothing cheaper would do.
func whyLead(s plan.Step) string {
	if rebuilds(s) {
		return "why a rebuild: "
	}
	return "why: "
}

// lockAndTransaction says what a step locks, and how it goes with a transaction.
func lockAndTransaction(s plan.Step) string {
	var parts []string
	if s.Lock != "" {
		parts = append(parts, "locks "+s.Lock)
	}
	switch s.Tx {
	case plan.TxOwn:
		parts = append(parts, "committed before the next step")
	case plan.TxNever:
		parts = append(parts, "cannot run in a transaction")
	}
	return strings.Join(parts, "; ")
}

// summary counts steps by what they do.
type summary struct {
	Steps       int `json:"steps"`
	Add         int `json:"add"`
	Alter       int `json:"alter"`
	Rebuild     int `json:"rebuild"`
	Drop        int `json:"drop"`
	Destructive int `json:"destructive"`
	Blocked     int `json:"blocked"`
}

func summarize(p *plan.Plan, in Info) summary {
	sum := summary{Steps: len(p.Steps), Blocked: in.blocking(p)}
	for _, s := range p.Steps {
		switch mark := marker(s); {
		case rebuilds(s):
			sum.Rebuild++
		case mark == markAdd:
			sum.Add++
		case mark == markDrop:
			sum.Drop++
		default:
			sum.Alter++
		}
		if destructive(s) {
			sum.Destructive++
		}
	}
	return sum
}

// counts reads "2 to add, 1 to rebuild, 1 to drop; 1 destructive (needs --allow drop-column)".
func counts(p *plan.Plan, in Info) string {
	sum := summarize(p, in)
	var parts []string
	for _, c := range [...]struct {
		n    int
		verb string
	}{{sum.Add, "add"}, {sum.Alter, "alter"}, {sum.Rebuild, "rebuild"}, {sum.Drop, "drop"}} {
		if c.n > 0 {
			parts = append(parts, count(int64(c.n))+" to "+c.verb)
		}
	}
	text := strings.Join(parts, ", ")
	if sum.Destructive > 0 {
		text += "; " + count(int64(sum.Destructive)) + " destructive"
		if rules := missing(p, in); len(rules) > 0 {
			text += " (needs --allow " + strings.Join(rules, ",") + ")"
		}
	}
	if sum.Blocked > 0 {
		text += "; refused: " + plural(int64(sum.Blocked), "blocking finding")
	}
	return strings.TrimPrefix(text, "; ")
}

// missing lists the rules that steps need and --allow does not name.
func missing(p *plan.Plan, in Info) []string {
	var names []string
	for _, s := range p.Steps {
		for _, r := range s.Rules {
			if !in.permits(r.Name, r.Key) && !slices.Contains(names, r.Name) {
				names = append(names, r.Name)
			}
		}
	}
	return names
}

// AllowFlag is the flag that permits a rule for one object, ready to paste into a
// shell. The object is left out where its name does not survive the terminal.
func AllowFlag(rule string, k schema.Key) string {
	item := plan.Item(rule, k)
	if Escape(item) != item {
		return "--allow " + rule
	}
	return "--allow " + plan.ShellWord(item)
}

// needs lists the flags that a step still needs.
func needs(s plan.Step, in Info) []string {
	var flags []string
	for _, r := range s.Rules {
		flag := AllowFlag(r.Name, r.Key)
		if !in.permits(r.Name, r.Key) && !slices.Contains(flags, flag) {
			flags = append(flags, flag)
		}
	}
	return flags
}

// refusal names what lifts a blocking finding.
func (in Info) refusal(f plan.Finding) string {
	switch {
	case in.permits(f.Allow, f.Key):
		return "permitted by --allow " + f.Allow
	case f.Allow == "":
		return "blocking"
	case !f.Blocks:
		return "refused by apply; " + AllowFlag(f.Allow, f.Key) + " lifts it"
	}
	return "blocking; " + AllowFlag(f.Allow, f.Key) + " lifts it"
}

// dataLoss says what a step does to the data: "loses 3 rows of users".
func dataLoss(s plan.Step) string {
	what := s.Lost
	switch s.Loss {
	case plan.Loses:
		return "loses " + orData(what)
	case plan.MayLose:
		return "may lose " + orData(what)
	}
	return ""
}

func orData(what string) string {
	if what == "" {
		return "data"
	}
	return what
}

// effort says what a step costs: "1 234 567 rows, 12.3 MB, rewritten"; "" where
// only the catalog is written.
func effort(s plan.Step) string {
	verb := ""
	switch s.Cost {
	case plan.Scan:
		verb = "read"
	case plan.Rewrite:
		verb = "rewritten"
	default:
		return ""
	}
	if s.Rows < 0 {
		return "every row is " + verb
	}
	text := plural(s.Rows, "row")
	if s.Bytes >= 0 {
		text += ", " + decimalSize(s.Bytes)
	}
	return text + ", " + verb
}
