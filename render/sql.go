package render

// A plan as an SQL script for another program to run. Comments above each statement hold the
// reason, the lock and the findings; a refused plan is all comments, so that running it by mistake
// changes nothing.

import (
	"fmt"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// refused stands in the place of SQL that must not run.
const refused = "refused: no statement is printed until the findings marked blocking are resolved"

// SQL writes a plan as a script for someone else's runner, with what a reviewer
// must know in comments above it. A refused plan has no statement in it.
func SQL(w io.Writer, p *plan.Plan, script string, in Info) {
	comment := func(format string, args ...any) { fmt.Fprintln(w, Comment(fmt.Sprintf(format, args...))) }
	blocked := in.blocking(p) > 0
	comment("schemadiff %s: plan from %s to %s for %s, runner %s", in.Version, in.From, in.To, engine(p), p.Runner)
	comment("from %s", p.From)
	comment("to %s", p.To)
	switch {
	case len(p.Steps) > 0:
		comment("%s: %s", plural(int64(len(p.Steps)), "step"), counts(p, in))
	case !blocked:
		comment("no changes")
	}
	for _, line := range Blocks(p) {
		comment("%s", line)
	}
	if len(p.Steps) > 0 && !blocked && p.Runner == "script" && in.Run != "" {
		comment("run with: %s", in.Run)
	}
	for _, line := range Access(p.Access) {
		comment("access: %s", line)
	}
	for _, f := range bySeverity(p.Findings) {
		comment("%s[%s] %s%s", f.Severity, f.Rule, f.Message, positionSuffix(f.Pos))
		if f.Hint != "" {
			comment("  hint: %s", f.Hint)
		}
		if f.Refuses() {
			comment("  %s", in.refusal(f))
		}
	}
	if notes := Notes(p.Notes); notes != "" {
		comment("note: %s", notes)
	}
	if blocked {
		comment("%s", refused)
		return
	}
	if len(p.Steps) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.TrimRight(script, "\n"))
	}
}

// runnable is the script of a plan, or "" if the plan is refused or empty: no
// output holds SQL to run that SQL would not print.
func runnable(p *plan.Plan, script string, in Info) string {
	if len(p.Steps) == 0 || in.blocking(p) > 0 {
		return ""
	}
	return script
}
