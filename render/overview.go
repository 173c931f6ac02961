package render

// What a plan does, for people who read no further: how much, what is lost, who waits for whom and for how
// long. It begins the text of a plan, and with --brief only a line for each step follows, or for each
// kind of step where there are many.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// The limits of a brief plan, together below 200 lines.
const (
	briefLost     = 12
	briefBlocks   = 20
	briefSteps    = 80
	briefFindings = 30
	briefAccess   = 20
)

// overview writes how much, what is lost and what waits.
func (t *textWriter) overview(p *plan.Plan) {
	t.line(0, "Plan: "+t.st.Bold(counts(p, t.in)))
	var lost []string
	for _, s := range p.Steps {
		if text := dataLoss(s); text != "" {
			paint := t.st.Yellow
			if s.Loss == plan.Loses {
				paint = t.st.Red
			}
			lost = append(lost, paint(Escape(text))+" "+t.st.Dim("("+Escape(string(s.Kind)+" "+s.Key.Object())+")"))
		}
	}
	t.some(lost, briefLost)
	var blocks []string
	for _, line := range Blocks(p) {
		blocks = append(blocks, Escape(line))
	}
	t.some(blocks, briefBlocks)
}

// some writes so many lines, and counts the others.
func (t *textWriter) some(lines []string, most int) {
	for i, line := range lines {
		if i == most {
			t.line(2, fmt.Sprintf("and %s more", count(int64(len(lines)-i))))
			return
		}
		t.line(2, line)
	}
}

// brief writes a line for each step; where there are many, for the risky ones and for each kind of the others.
func (t *textWriter) brief(p *plan.Plan) {
	if len(p.Steps) > 0 {
		t.line(0, "")
	}
	risky, rest := byRisk(p.Steps)
	if len(p.Steps) <= briefSteps {
		for _, s := range p.Steps {
			t.line(0, t.briefStep(s))
		}
	} else {
		if over := len(risky) - briefSteps/2; over > 0 {
			rest = append(risky[len(risky)-over:len(risky):len(risky)], rest...)
			risky = risky[:len(risky)-over]
		}
		for _, s := range risky {
			t.line(0, t.briefStep(s))
		}
		for _, g := range byKind(rest) {
			t.line(0, t.mark(g.mark)+" "+t.st.Bold(Escape(string(g.kind)))+" "+count(int64(len(g.steps)))+": "+g.names(80, Escape))
		}
	}
	t.briefFindings(p.Findings)
	t.some(Access(p.Access), briefAccess)
	if notes := Notes(p.Notes); notes != "" {
		t.line(0, t.st.Dim("note: "+clip(notes, 300)))
	}
}

func (t *textWriter) briefStep(s plan.Step) string {
	line := t.mark(marker(s)) + " " + t.st.Bold(Escape(string(s.Kind)+" "+s.Key.Object())) + Escape(positionSuffix(s.Pos))
	var more []string
	if text := dataLoss(s); text != "" {
		more = append(more, t.st.Red(Escape(text)))
	}
	if text := effort(s); text != "" {
		more = append(more, text)
	}
	if len(more) > 0 {
		line += ": " + strings.Join(more, "; ")
	}
	return line
}

// briefFindings writes a line for each finding, the worst first, and counts the rest by rule.
func (t *textWriter) briefFindings(findings []plan.Finding) {
	list := bySeverity(findings)
	number := map[string]int{}
	var rest []plan.Finding
	written := 0
	for _, f := range list {
		if number[f.Rule]++; written == briefFindings || len(list) > briefFindings && number[f.Rule] > 3 {
			rest = append(rest, f)
			continue
		}
		written++
		t.line(0, t.severity(f)+" "+Escape(f.Message+positionSuffix(f.Pos)))
	}
	if len(rest) > 0 {
		t.line(0, fmt.Sprintf("and %s more: %s", count(int64(len(rest))), Escape(rulesOf(rest))))
	}
}

// mark is the marker of a step in its colour.
func (t *textWriter) mark(mark string) string {
	switch mark {
	case markAdd:
		return t.st.Green(mark)
	case markDrop:
		return t.st.Red(mark)
	}
	return t.st.Yellow(mark)
}

// severity is the severity and the rule of a finding in their colour.
func (t *textWriter) severity(f plan.Finding) string {
	paint := t.st.Cyan
	switch f.Severity {
	case plan.Error:
		paint = t.st.Red
	case plan.Warning:
		paint = t.st.Yellow
	}
	return paint(Escape(fmt.Sprintf("%s[%s]", f.Severity, f.Rule)))
}
