package render

// A plan as a comment on a pull request: a table of steps, the findings, and the script to unfold.
// All text from files and catalogs is escaped, so that none of it becomes markup or hides in the
// script.

import (
	"fmt"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// Markdown writes a plan as a comment for a pull request.
func Markdown(w io.Writer, p *plan.Plan, script string, in Info) {
	title := counts(p, in)
	if title == "" {
		title = "no changes"
	}
	fmt.Fprintf(w, "### schemadiff: %s\n\n", markdown(title))
	fmt.Fprintf(w, "From %s to %s, %s.\n", markdown(in.From), markdown(in.To), markdown(engine(p)))
	stepTable(w, p.Steps, in)
	for _, line := range Blocks(p) {
		fmt.Fprintf(w, "\n%s  \n", markdown(line))
	}
	accessTable(w, p.Access)
	findingList(w, p.Findings, in)
	if notes := Notes(p.Notes); notes != "" {
		fmt.Fprintf(w, "\nNote: %s\n", markdown(notes))
	}
	if in.blocking(p) > 0 {
		fmt.Fprintf(w, "\n**%s**\n", markdown(refused))
	}
	if sql := runnable(p, script, in); sql != "" {
		writeFolded(w, sql)
	}
}

func stepTable(w io.Writer, steps []plan.Step, in Info) {
	if len(steps) == 0 {
		return
	}
	fmt.Fprint(w, "\n| | step | why | rows | data |\n|---|---|---|---|---|\n")
	for _, s := range steps {
		mark := "`" + marker(s) + "`"
		if destructive(s) {
			mark += " **!**"
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", mark, markdown(string(s.Kind)+" "+s.Key.Object()), reasonCell(s), lockAndCost(s), dataEffect(s, in))
	}
}

// lockAndCost returns what a step locks and how long that takes.
func lockAndCost(s plan.Step) string {
	var lines []string
	for _, text := range []string{markdown(lockAndTransaction(s)), effort(s)} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "<br>")
}

// reasonCell is the reasons of a step, each on a line of the cell.
func reasonCell(s plan.Step) string {
	var lines []string
	for i, reason := range s.Reasons {
		if i == 0 {
			reason += positionSuffix(s.Pos)
		}
		lines = append(lines, markdown(reason))
	}
	if s.Why != "" {
		lines = append(lines, whyLead(s)+markdown(s.Why))
	}
	return strings.Join(lines, "<br>")
}

// dataEffect returns what a step does to the data, and the flags it needs for that.
func dataEffect(s plan.Step, in Info) string {
	text := markdown(dataLoss(s))
	switch s.Loss {
	case plan.Keeps, "":
		text = "kept"
	case plan.Loses:
		text = "**" + text + "**"
	}
	if flags := needs(s, in); len(flags) > 0 {
		text += "; needs " + markdown(strings.Join(flags, ", "))
	}
	return text
}

func findingList(w io.Writer, findings []plan.Finding, in Info) {
	if len(findings) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range bySeverity(findings) {
		fmt.Fprintf(w, "- **%s** %s: %s%s\n", markdown(string(f.Severity)), markdown(f.Rule), markdown(f.Message), markdown(positionSuffix(f.Pos)))
		if f.Hint != "" {
			fmt.Fprintf(w, "  - hint: %s\n", markdown(f.Hint))
		}
		if f.Refuses() {
			fmt.Fprintf(w, "  - %s\n", markdown(in.refusal(f)))
		}
	}
}

// writeFolded writes SQL that a reader can unfold. A script with characters that hide
// or reorder text is shown with those escaped: a reviewer must see what runs.
func writeFolded(w io.Writer, sql string) {
	shown := strings.TrimRight(EscapeText(sql), "\n")
	fence := strings.Repeat("`", max(3, longestRun(shown, '`')+1))
	fmt.Fprint(w, "\n<details>\n<summary>SQL</summary>\n\n")
	if shown != strings.TrimRight(sql, "\n") {
		fmt.Fprint(w, "Control characters are escaped here: run the script that `--format sql` prints, not this text.\n\n")
	}
	fmt.Fprintf(w, "%ssql\n%s\n%s\n\n</details>\n", fence, shown, fence)
}

func longestRun(s string, c rune) int {
	longest, run := 0, 0
	for _, r := range s {
		run++
		if r != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// markdown makes text safe anywhere in Markdown, cells of tables included: it
// can form no markup, no link, no mention of a person and no second line.
func markdown(s string) string {
	var b strings.Builder
	s = Escape(s)
	for i, r := range s {
		if r == ':' && strings.HasPrefix(s[i:], "://") || r == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www") { // GitHub makes links of addresses
			b.WriteByte('\\')
		}
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@':
			b.WriteString("@<!-- -->") // a mention needs the name right after it
		case '\\', '`', '*', '_', '[', ']', '|', '~', '#', '!', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
