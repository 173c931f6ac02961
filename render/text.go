package render

// A plan for a person at a terminal: each step with its marker, reason and SQL, the findings after
// it, and the summary last, where it stays visible.

import (
	"fmt"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// Text writes a plan for people at a terminal.
func Text(w io.Writer, p *plan.Plan, in Info, st Style) {
	t := &textWriter{w, in, st}
	if len(p.Steps) == 0 && in.blocking(p) == 0 {
		t.line(0, fmt.Sprintf("No changes. %s matches %s.", Escape(in.From), Escape(in.To)))
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
	for _, line := range Blocks(p) {
		t.line(0, st.Dim(Escape(line)))
	}
	if text := counts(p, in); text != "" {
		t.line(0, st.Bold(text))
	}
}

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
	paint, mark := t.st.Yellow, marker(s)
	switch mark {
	case markAdd:
		paint = t.st.Green
	case markDrop:
		paint = t.st.Red
	}
	title := paint(mark)
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

// sql writes a statement, every line of it indented alike.
func (t *textWriter) sql(indent int, lead, sql string) {
	for i, line := range strings.Split(EscapeText(terminated(sql)), "\n") {
		if i > 0 {
			lead = strings.Repeat(" ", len(lead))
		}
		t.line(indent, t.st.Dim(lead+line))
	}
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
	paint := t.st.Cyan
	switch f.Severity {
	case plan.Error:
		paint = t.st.Red
	case plan.Warning:
		paint = t.st.Yellow
	}
	t.line(0, paint(Escape(fmt.Sprintf("%s[%s]", f.Severity, f.Rule)))+" "+Escape(f.Message))
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
