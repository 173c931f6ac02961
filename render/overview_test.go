package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func brief(p *plan.Plan, in Info) string {
	in.Brief = true
	return written(func(b *bytes.Buffer) { Text(b, p, in, Style{}) })
}

func TestBrief(t *testing.T) {
	compare(t, `
Plan: 1 to add, 1 to rebuild, 1 to drop; 2 destructive (needs --allow drop-column,drop-table); refused: 1 blocking finding
  loses the values of users.email (rebuild table users)
  loses 1 row of old (drop table old)

+ create table posts (schema.sql:9)
~ rebuild table users (schema.sql:3): loses the values of users.email; 1 234 567 rows, 12.3 MB, rewritten
- drop table old: loses 1 row of old
error[lossy-type] 3 values of users.age would be changed (schema.sql:4)
info[column-order] another order (schema.sql:2)
note: 1 statement ignored (1 INSERT)
`, brief(blockedPlan(), someInfo()))
	compare(t, "No changes. app.db matches schema.sql.\n", brief(emptyPlan(), someInfo()))
}

// A brief plan is below 200 lines whatever the plan, and has what is lost.
func TestBriefIsShort(t *testing.T) {
	many := manySteps(3000, numbers(500)...)
	for i := range 3000 {
		key := litemodel.TableKey(many.Steps[i].Key.Name)
		many.Findings = append(many.Findings, plan.Finding{Rule: []string{"a", "b", "c"}[i%3], Severity: plan.Warning, Message: "m", Key: key}, plan.Finding{Rule: "d", Severity: plan.Error, Blocks: true, Message: "m", Key: key})
		many.Blocks = append(many.Blocks, plan.Block{Table: key, Cost: plan.Rewrite, Reads: true, Steps: 1})
		many.Access = append(many.Access, plan.Access{Who: "a", What: "b", On: key})
	}
	for name, p := range map[string]*plan.Plan{"3,000 tables": manySteps(3000), "3,000 of all": many} {
		got := brief(p, someInfo())
		if lines := strings.Count(got, "\n"); lines > 200 {
			t.Errorf("%s: %d lines", name, lines)
		}
	}
	if got := brief(manySteps(3000, 2999), someInfo()); !strings.Contains(got, "- drop table table_2999 (schema.sql:3000): loses rows of table_2999\n+ create table 2 999: table_0, ") {
		t.Errorf("got:\n%s", got)
	}
}

func TestHostileNamesInBrief(t *testing.T) { harmless(t, "brief", brief(hostilePlan(), hostileInfo())) }

// After a long plan the counts stand once more, where they are visible.
func TestLongPlanEndsWithItsCounts(t *testing.T) {
	if got := text(manySteps(30), someInfo()); !strings.HasPrefix(got, "Plan: 30 to add\n") || !strings.HasSuffix(got, "\n30 to add\n") {
		t.Errorf("got:\n%s", got)
	}
}
