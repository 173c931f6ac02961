package render

// A plan as a comment on a pull request: what refuses it, what it blocks and loses, the steps and the
// script to unfold. A comment has a limit: it begins with what a reviewer must not miss, and counts
// what has no room. All text from files and catalogs is escaped, for GitHub makes links,
// mentions and elements of it otherwise.

import (
	"fmt"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// The limits of a comment. GitHub refuses one of more than 65,536 characters; counted are bytes,
// which are never fewer.
const (
	commentLimit = 65_000
	cellLimit    = 600 // characters of one text in it
	tableLimit   = 12  // steps that are shown in their order, without a fold
	foldedLimit  = 200 // steps that are shown one by one at all

	findingsShown = 30 // findings that are shown one by one, and where there are more,
	ruleShown     = 5  // how many of a rule
)

// Markdown writes a plan as a comment for a pull request, of at most 65,000 characters.
func Markdown(w io.Writer, p *plan.Plan, script string, in Info) {
	c := &commentWriter{left: commentLimit}
	c.head(p, in)
	c.lines(Blocks(p), 0.2)
	serious, info := findingsBySeriousness(p.Findings)
	c.findings(serious, in, 0.5)
	c.steps(p.Steps, in)
	c.trial(p, in.Trial)
	c.access(p.Access)
	c.findings(info, in, 0.3)
	if notes := Notes(p.Notes); notes != "" {
		c.add(fmt.Sprintf("\nNote: %s\n", markdown(clip(notes, 2*cellLimit))))
	}
	if sql := runnable(p, script, in); sql != "" {
		c.script(sql)
	}
	_, _ = io.WriteString(w, c.b.String())
}

// commentWriter writes a comment and knows how much room is left in it.
type commentWriter struct {
	b    strings.Builder
	left int
}

// add writes text if there is room for it.
func (c *commentWriter) add(text string) bool {
	if len(text) > c.left {
		return false
	}
	c.left -= len(text)
	c.b.WriteString(text)
	return true
}

// rows writes rows into a share of the room that is left; it returns how many had none.
func (c *commentWriter) rows(n int, share float64, row func(int) string) (rest int) {
	most := int(float64(c.left) * share)
	for i := range n {
		text := row(i)
		if most -= len(text); most < 0 || !c.add(text) {
			return n - i
		}
	}
	return 0
}

func (c *commentWriter) head(p *plan.Plan, in Info) {
	title := counts(p, in)
	if title == "" {
		title = "no changes"
	}
	c.add(PlanMarker(in.Name) + "\n")
	c.add(fmt.Sprintf("### schemadiff: %s\n\n", markdown(clip(title, 2*cellLimit))))
	c.add(fmt.Sprintf("From %s to %s, %s.\n", markdown(clip(in.From, cellLimit)), markdown(clip(in.To, cellLimit)), markdown(engine(p))))
	if in.blocking(p) > 0 {
		c.add(fmt.Sprintf("\n**%s**\n", markdown(refused)))
	}
}

// lines writes lines that stand by themselves.
func (c *commentWriter) lines(lines []string, share float64) {
	if len(lines) > 0 {
		c.add("\n")
	}
	if rest := c.rows(len(lines), share, func(i int) string { return "- " + markdown(clip(lines[i], cellLimit)) + "\n" }); rest > 0 {
		c.add(fmt.Sprintf("- and %s more\n", count(int64(rest))))
	}
}

const stepTableHead = "| | step | why | rows | data |\n|---|---|---|---|---|\n"

// steps writes a table of all steps where there are few; else of the risky ones, and the rest to unfold.
func (c *commentWriter) steps(steps []plan.Step, in Info) {
	if len(steps) == 0 {
		return
	}
	risky, rest := byRisk(steps)
	if len(steps) <= tableLimit {
		risky, rest = steps, nil
	}
	if len(risky) > 0 {
		c.add("\n" + stepTableHead)
		if left := c.rows(len(risky), 0.6, func(i int) string { return stepRow(risky[i], in) }); left > 0 {
			rest = append(risky[len(risky)-left:len(risky):len(risky)], rest...)
		}
	}
	if len(rest) > 0 {
		c.otherSteps(rest, in, len(risky) > 0)
	}
}

// otherSteps folds steps away: each for itself, or those of a kind as one where there are many.
func (c *commentWriter) otherSteps(steps []plan.Step, in Info, others bool) {
	noun := "step"
	if others {
		noun = "more step"
	}
	c.add(fmt.Sprintf("\n<details>\n<summary>%s</summary>\n\n", plural(int64(len(steps)), noun)))
	size := 0
	for _, s := range steps[:min(len(steps), foldedLimit)] {
		size += len(stepRow(s, in))
	}
	if len(steps) <= foldedLimit && size < c.left*2/3 {
		c.add(stepTableHead)
		c.rows(len(steps), 1, func(i int) string { return stepRow(steps[i], in) })
	} else {
		groups := byKind(steps)
		room := min(2000, c.left/3/(len(groups)+1))
		c.add("| | step | number | objects |\n|---|---|---|---|\n")
		if left := c.rows(len(groups), 0.7, func(i int) string {
			g := groups[i]
			return fmt.Sprintf("| `%s` | %s | %s | %s |\n", g.mark, markdown(string(g.kind)), count(int64(len(g.steps))), g.names(room, markdown))
		}); left > 0 {
			c.add(fmt.Sprintf("\nand %s more\n", plural(int64(left), "kind")))
		}
		c.add("\n`schemadiff plan --format html` shows each of them with its reason.\n")
	}
	c.add("\n</details>\n")
}

func stepRow(s plan.Step, in Info) string {
	mark := "`" + marker(s) + "`"
	if destructive(s) {
		mark += " **!**"
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", mark, markdown(clip(string(s.Kind)+" "+s.Key.Object(), cellLimit)), reasonCell(s), lockAndCost(s), dataEffect(s, in))
}

// lockAndCost returns what a step locks and how long that takes.
func lockAndCost(s plan.Step) string {
	var lines []string
	for _, text := range []string{markdown(clip(lockAndTransaction(s), cellLimit)), effort(s)} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "<br>")
}

// reasonsShown is how many reasons of one step a comment has.
const reasonsShown = 8

// reasonCell is the reasons of a step, each on a line of the cell.
func reasonCell(s plan.Step) string {
	var lines []string
	for i, reason := range s.Reasons {
		if i == reasonsShown {
			lines = append(lines, fmt.Sprintf("and %s more", count(int64(len(s.Reasons)-i))))
			break
		}
		if i == 0 {
			reason += positionSuffix(s.Pos)
		}
		lines = append(lines, markdown(clip(reason, cellLimit)))
	}
	if s.Why != "" {
		lines = append(lines, whyLead(s)+markdown(clip(s.Why, cellLimit)))
	}
	return strings.Join(lines, "<br>")
}

// dataEffect returns what a step does to the data, and the flags it needs for that.
func dataEffect(s plan.Step, in Info) string {
	text := markdown(clip(dataLoss(s), cellLimit))
	switch s.Loss {
	case plan.Keeps, "":
		text = "kept"
	case plan.Loses:
		text = "**" + text + "**"
	}
	if flags := needs(s, in); len(flags) > 0 {
		text += "; needs " + markdown(clip(strings.Join(flags, ", "), cellLimit))
	}
	return text
}

// accessLine is a row of the table of who gains and who loses access.
func accessLine(a plan.Access) string {
	row := accessRow(a)
	for i, cell := range row {
		row[i] = markdown(clip(cell, cellLimit))
	}
	if a.Gains {
		row[1] = "**" + row[1] + "**"
	}
	return fmt.Sprintf("| %s |\n", strings.Join(row[:], " | "))
}

// access writes who gains and who loses what.
func (c *commentWriter) access(list []plan.Access) {
	if len(list) == 0 {
		return
	}
	c.add(fmt.Sprintf("\n| %s |\n|---|---|---|---|\n", strings.Join(accessHead[:], " | ")))
	if rest := c.rows(len(list), 0.3, func(i int) string { return accessLine(list[i]) }); rest > 0 {
		c.add(fmt.Sprintf("\n%s more gain or lose access.\n", count(int64(rest))))
	}
}

// trial writes what came of the plan on a copy with rows: the table is folded away where all went well.
func (c *commentWriter) trial(p *plan.Plan, t *plan.Trial) {
	if t == nil {
		return
	}
	c.add(fmt.Sprintf("\n**Rehearsal on %s: %s** (%s)\n\n", markdown(rehearsedOn(t)), trialEnd(t), roundTime(t.Duration)))
	lines := trialLines(t)
	if rest := c.rows(len(lines), 0.3, func(i int) string { return trialItem(lines[i]) }); rest > 0 {
		c.add(fmt.Sprintf("- and %s more\n", count(int64(rest))))
	}
	rows := trialTable(p, t)
	if len(rows) > foldedLimit {
		rows = rows[:foldedLimit]
	}
	if !t.Failed() {
		c.add("\n<details>\n<summary>each " + t.Word() + "</summary>\n")
	}
	c.add("\n" + tableRow(rows[0]) + strings.Repeat("|---", len(rows[0])) + "|\n")
	rest := c.rows(len(rows)-1, 0.4, func(i int) string { return tableRow(rows[i+1]) }) + len(t.Steps) + 1 - len(rows)
	if rest > 0 {
		c.add(fmt.Sprintf("\nand %s more\n", count(int64(rest))))
	}
	if !t.Failed() {
		c.add("\n</details>\n")
	}
}

func trialItem(l trialLine) string {
	text := markdown(clip(l.text, cellLimit))
	switch l.kind {
	case trialError:
		text = "**error** " + text
	case trialNote:
		text = "note: " + text
	}
	return "- " + text + "\n"
}

func tableRow(cells []string) string {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = markdown(clip(cell, cellLimit))
	}
	return "| " + strings.Join(row, " | ") + " |\n"
}

// findingsBySeriousness divides findings into those above information, the worst first, and information.
func findingsBySeriousness(findings []plan.Finding) (serious, info []plan.Finding) {
	for _, f := range bySeverity(findings) {
		if f.Severity == plan.Info && !f.Blocks {
			info = append(info, f)
		} else {
			serious = append(serious, f)
		}
	}
	return serious, info
}

// findings writes a list of findings. Where there are many it has a few of each rule.
func (c *commentWriter) findings(list []plan.Finding, in Info, share float64) {
	if len(list) == 0 {
		return
	}
	listed, counted := list, []plan.Finding(nil)
	if len(list) > findingsShown {
		listed = nil
		number := map[string]int{}
		for _, f := range list {
			if number[f.Rule]++; number[f.Rule] <= ruleShown || f.Blocks {
				listed = append(listed, f)
			} else {
				counted = append(counted, f)
			}
		}
	}
	c.add("\n")
	if rest := c.rows(len(listed), share, func(i int) string { return findingItem(listed[i], in) }); rest > 0 {
		counted = append(listed[len(listed)-rest:len(listed):len(listed)], counted...)
	}
	if len(counted) > 0 {
		c.add(fmt.Sprintf("- and %s more: %s\n", count(int64(len(counted))), markdown(clip(rulesOf(counted), cellLimit))))
	}
}

// rulesOf counts findings by rule: "3 drop-table, 2 fk-without-index".
func rulesOf(findings []plan.Finding) string {
	var rules []string
	number := map[string]int64{}
	for _, f := range findings {
		if number[f.Rule] == 0 {
			rules = append(rules, f.Rule)
		}
		number[f.Rule]++
	}
	for i, rule := range rules {
		rules[i] = count(number[rule]) + " " + rule
	}
	return strings.Join(rules, ", ")
}

func findingItem(f plan.Finding, in Info) string {
	text := fmt.Sprintf("- **%s** %s: %s%s\n", markdown(string(f.Severity)), markdown(f.Rule), markdown(clip(f.Message, cellLimit)), markdown(clip(positionSuffix(f.Pos), cellLimit)))
	if f.Hint != "" {
		text += fmt.Sprintf("  - hint: %s\n", markdown(clip(f.Hint, cellLimit)))
	}
	if f.Refuses() {
		text += fmt.Sprintf("  - %s\n", markdown(clip(in.refusal(f), cellLimit)))
	}
	return text
}

// script writes SQL to unfold, all of it or none: half a script is one that somebody runs.
func (c *commentWriter) script(sql string) {
	if !c.add(foldedSQL(sql)) {
		c.add(fmt.Sprintf("\nThe SQL has %s, too much for a comment: `schemadiff plan --format sql` prints it.\n", decimalSize(int64(len(sql)))))
	}
}

// foldedSQL is SQL that a reader can unfold. A script with characters that hide
// or reorder text is shown with those escaped: a reviewer must see what runs.
func foldedSQL(sql string) string {
	shown := strings.TrimRight(EscapeText(sql), "\n")
	fence := strings.Repeat("`", max(3, longestRun(shown, '`')+1))
	text := "\n<details>\n<summary>SQL</summary>\n\n"
	if shown != strings.TrimRight(sql, "\n") {
		text += "Control characters are escaped here: run the script that `--format sql` prints, not this text.\n\n"
	}
	return text + fmt.Sprintf("%ssql\n%s\n%s\n\n</details>\n", fence, shown, fence)
}
