package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// manySteps creates so many tables, and each of loses loses one.
func manySteps(tables int, loses ...int) *plan.Plan {
	p := emptyPlan()
	for i := range tables {
		name := fmt.Sprintf("table_%d", i)
		p.Steps = append(p.Steps, plan.Step{Kind: "create table", Key: litemodel.TableKey(name), Pos: pos(i + 1), Reasons: []string{"table " + name + " is new"},
			Statements: []plan.Statement{{SQL: "CREATE TABLE " + name + " (id INTEGER)"}}, Undo: []string{"DROP TABLE " + name}, Cost: plan.Constant, Rows: -1, Bytes: -1, Loss: plan.Keeps})
	}
	for _, i := range loses {
		s := &p.Steps[i]
		s.Kind, s.Loss, s.Lost, s.Reasons = "drop table", plan.Loses, "rows of "+s.Key.Name, []string{"table " + s.Key.Name + " is gone"}
	}
	return p
}

// A comment is never too long for GitHub, and what it leaves out it counts.
func TestMarkdownFits(t *testing.T) {
	long := strings.Repeat("<&|_", 40_000)
	plans := map[string]*plan.Plan{"empty": emptyPlan(), "3,000 tables": manySteps(3000), "3,000 losses": manySteps(3000, numbers(3000)...), "hostile": hostilePlan()}
	p := manySteps(30, numbers(30)...)
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Key.Name, s.Reasons, s.Why, s.Lost, s.Lock = long, []string{long, long}, long, long, long
		s.Rules = []plan.Rule{{Name: "drop-table", Key: s.Key}}
		p.Findings = append(p.Findings, plan.Finding{Rule: long, Severity: plan.Error, Message: long, Hint: long, Blocks: true, Key: s.Key, Allow: long, Pos: schema.Pos{File: long, Line: 1, Col: 1}})
		p.Access = append(p.Access, plan.Access{Who: long, What: long, Why: long, On: s.Key})
		p.Blocks = append(p.Blocks, plan.Block{Table: s.Key, Cost: plan.Rewrite})
		p.Notes = append(p.Notes, schema.Note{Class: schema.Unsupported, Subject: long, Reason: long})
	}
	plans["long texts"] = p
	for name, p := range plans {
		in := Info{From: long, To: long, Name: long, Apply: allowAll}
		got := written(func(b *bytes.Buffer) { Markdown(b, p, strings.Repeat(script, 5000), in) })
		if len(got) > commentLimit {
			t.Errorf("%s: %d bytes", name, len(got))
		}
		if strings.Count(got, "<details>") != strings.Count(got, "</details>") {
			t.Errorf("%s: an element is not closed", name)
		}
		if !strings.HasPrefix(got, "<!-- schemadiff plan ") || strings.Count(strings.Split(got, "\n")[0], "-->") != 1 {
			t.Errorf("%s: no marker: %.200s", name, got)
		}
	}
	got := comment(manySteps(3000), someInfo())
	for _, want := range []string{"3 000 to add", "<summary>3 000 steps</summary>", "| `+` | create table | 3 000 | table\\_0, ", " more |", "--format html"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%.3000s", want, got)
		}
	}
}

// What loses data stands above what does not, and outside of the fold.
func TestMarkdownBeginsWithWhatIsLost(t *testing.T) {
	got := comment(manySteps(60, 57, 31), someInfo())
	fold := strings.Index(got, "<details>")
	for _, name := range []string{"table\\_57 is gone", "table\\_31 is gone"} {
		if i := strings.Index(got, name); i < 0 || i > fold {
			t.Errorf("%s is at %d, the fold at %d", name, i, fold)
		}
	}
	if !strings.Contains(got, "<summary>58 more steps</summary>") {
		t.Errorf("got:\n%s", got)
	}
}

// The marker finds one comment, whatever an environment is called.
func TestPlanMarker(t *testing.T) {
	for name, want := range map[string]string{"": "<!-- schemadiff plan -->", "staging": "<!-- schemadiff plan staging -->", "a-->b\n": "<!-- schemadiff plan a___b_ -->"} {
		if got := PlanMarker(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}

func numbers(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
