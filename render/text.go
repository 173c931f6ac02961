package render

// A plan for a person at a terminal: first what it does, what is lost and who waits, then each step with its
// marker, reason and SQL, the findings, and after a long plan the counts again, where they stay visible.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// unchanged is the line of a plan without steps. An error that is permitted may be about a difference, such as
// a virtual table that only the application can create.
func unchanged(p *plan.Plan, in Info) string {
	if slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Severity == plan.Error }) {
		return fmt.Sprintf("No steps from %s to %s; what is reported below stays as it is.", Escape(in.From), Escape(in.To))
	}
	return fmt.Sprintf("No changes. %s matches %s.", Escape(in.From), Escape(in.To))
}

// Text writes a plan for people at a terminal.
func Text(w io.Writer, p *plan.Plan, in Info, st Style) {
	t := &textWriter{w, in, st}
	if len(p.Steps) == 0 && in.blocking(p) == 0 {
		t.line(0, unchanged(p, in))
	}
	if len(p.Steps) > 0 {
		t.overview(p)
	}
	if in.Brief {
		t.brief(p)
		t.trial(p)
		return
	}
	if len(p.Steps) > 0 {
		t.line(0, "")
	}
	for _, s := range p.Steps {
		t.step(s)
	}
	for i, line := range Access(p.Access) {
		if i == 0 {
			line = st.Bold(line)
		}
		t.line(2, line)
	}
	if len(p.Access) > 0 {
		t.line(0, "")
	}
	for _, f := range bySeverity(p.Findings) {
		t.finding(f)
	}
	if notes := Notes(p.Notes); notes != "" {
		t.line(0, st.Dim("note: "+notes))
	}
	if text := counts(p, in); text != "" && (len(p.Steps) == 0 || len(p.Steps) > longPlan) {
		t.line(0, st.Bold(text))
	}
	t.trial(p)
}

// trial writes what came of the plan on a copy with rows.
func (t *textWriter) trial(p *plan.Plan) {
	if t.in.Trial != nil {
		t.line(0, "")
		Trial(t.out, p, t.in.Trial, t.st)
	}
}

// longPlan is how many steps a plan has at most whose first line is still visible at its end.
const longPlan = 5

type textWriter struct {
	out io.Writer
	in  Info
	st  Style
}

func (t *textWriter) line(indent int, text string) {
	fmt.Fprintf(t.out, "%s%s\n", strings.Repeat(" ", indent), text)
}

func (t *textWriter) step(s plan.Step) {
	t.title(s)
	for i, reason := range s.Reasons {
		if i == 0 {
			reason += positionSuffix(s.Pos)
		}
		t.line(4, Escape(reason))
	}
	if s.Why != "" {
		t.line(4, whyLead(s)+Escape(s.Why))
	}
	if text := lockAndTransaction(s); text != "" {
		t.line(4, Escape(text))
	}
	if text := effort(s); text != "" {
		t.line(4, text)
	}
	t.loss(s)
	for _, sql := range s.Undo {
		t.sql(4, "undo: ", sql)
	}
	if s.UndoNote != "" {
		t.line(4, "undo: "+Escape(s.UndoNote))
	}
	for _, stmt := range s.Statements {
		t.sql(6, "", stmt.SQL)
	}
	t.line(0, "")
}

func (t *textWriter) title(s plan.Step) {
	title := t.mark(marker(s))
	if destructive(s) {
		title += " " + t.st.Red("!")
	}
	t.line(0, title+" "+t.st.Bold(Escape(string(s.Kind)+" "+s.Key.Object())))
}

func (t *textWriter) loss(s plan.Step) {
	var parts []string
	if text := dataLoss(s); text != "" {
		paint := t.st.Yellow
		if s.Loss == plan.Loses {
			paint = t.st.Red
		}
		parts = append(parts, paint(Escape(text)))
	}
	if flags := needs(s, t.in); len(flags) > 0 {
		parts = append(parts, "needs `"+Escape(strings.Join(flags, "`, `"))+"`")
	}
	if len(parts) > 0 {
		t.line(4, strings.Join(parts, "; "))
	}
}

// sql writes a statement, every line of it indented alike: words in colours, or all of it dimmed after a lead.
func (t *textWriter) sql(indent int, lead, sql string) {
	if text := EscapeText(terminated(sql)); lead == "" {
		for _, line := range t.colored(text) {
			t.line(indent, line)
		}
	} else {
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				lead = strings.Repeat(" ", len(lead))
			}
			t.line(indent, t.st.Dim(lead+line))
		}
	}
}

// colored is the lines of a statement with its words in colours.
func (t *textWriter) colored(sql string) []string {
	lines := []string{""}
	for _, token := range sqlTokens(sql) {
		paint := [...]func(string) string{sqlOther: func(s string) string { return s }, sqlKeyword: t.st.Cyan, sqlString: t.st.Green, sqlComment: t.st.Dim}[token.class]
		for i, text := range strings.Split(token.text, "\n") {
			if i > 0 {
				lines = append(lines, "")
			}
			lines[len(lines)-1] += paint(text)
		}
	}
	return lines
}

// excerpt shows the source line of what stands in the way of a plan, with a caret.
func (t *textWriter) excerpt(f plan.Finding) {
	if !t.in.blocks(f) || t.in.Line == nil {
		return
	}
	if line, caret := excerpt(t.in.Line(f.Pos), f.Pos.Col); line != "" {
		t.line(4, line)
		t.line(4, caret+t.st.Red("^"))
	}
}

func (t *textWriter) finding(f plan.Finding) {
	t.line(0, t.severity(f)+" "+Escape(f.Message))
	if !f.Pos.IsZero() {
		t.line(4, "at "+Escape(f.Pos.String()))
		t.excerpt(f)
	}
	if f.Hint != "" {
		t.line(4, t.st.Cyan("hint:")+" "+Escape(f.Hint))
	}
	if f.Refuses() {
		t.line(4, Escape(t.in.refusal(f)))
	}
}
