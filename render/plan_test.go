package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
)

func text(p *plan.Plan, in Info) string {
	return written(func(b *bytes.Buffer) { Text(b, p, in, Style{}) })
}

func sql(p *plan.Plan, in Info) string {
	return written(func(b *bytes.Buffer) { SQL(b, p, script, in) })
}

func comment(p *plan.Plan, in Info) string {
	return written(func(b *bytes.Buffer) { Markdown(b, p, script, in) })
}

func TestText(t *testing.T) {
	compare(t, `
Plan: 1 to add, 1 to rebuild, 1 to drop; 2 destructive (needs --allow drop-column,drop-table)
  loses the values of users.email (rebuild table users)
  loses 1 row of old (drop table old)

+ create table posts
    table posts is new (schema.sql:9)
    undo: DROP TABLE posts;
      CREATE TABLE posts (
        id INTEGER
      );

~ ! rebuild table users
    column users.age: type TEXT becomes INTEGER (schema.sql:3)
    column users.email is gone
    why a rebuild: SQLite cannot change a type in place
    1 234 567 rows, 12.3 MB, rewritten
    loses the values of users.email; needs §--allow drop-column:users.email§
    undo: the values are gone
      CREATE TABLE n (age INTEGER);
      DROP TABLE users;

- ! drop table old
    table old is gone
    loses 1 row of old; needs §--allow drop-table:old§
      DROP TABLE old;

info[column-order] another order
    at schema.sql:2:3
    hint: harmless
note: 1 statement ignored (1 INSERT)
`, text(somePlan(), someInfo()))
}

// TestTextShowsTheLineOfWhatBlocks: the source line with a caret, of what blocks alone.
func TestTextShowsTheLineOfWhatBlocks(t *testing.T) {
	in := someInfo()
	in.Line = LineIn([]parse.Source{{Name: "other.sql", Text: "\n\n\nother"}, {Name: "schema.sql", Text: "CREATE TABLE users (\n  email TEXT,\n  name TEXT,\n  age INTEGER\n);"}})
	got := text(blockedPlan(), in)
	_, got, _ = strings.Cut(got, "error[")
	compare(t, `
lossy-type] 3 values of users.age would be changed
    at schema.sql:4:3
      age INTEGER
      ^
    hint: think
    blocking; --allow lossy-type:users.age lifts it
info[column-order] another order
    at schema.sql:2:3
    hint: harmless
note: 1 statement ignored (1 INSERT)
`, got)
}

func TestTextOfABlockedPlan(t *testing.T) {
	got := text(blockedPlan(), someInfo())
	_, got, _ = strings.Cut(got, "error[")
	compare(t, `
lossy-type] 3 values of users.age would be changed
    at schema.sql:4:3
    hint: think
    blocking; --allow lossy-type:users.age lifts it
info[column-order] another order
    at schema.sql:2:3
    hint: harmless
note: 1 statement ignored (1 INSERT)
`, got)
}

func TestTextOfNoChanges(t *testing.T) {
	compare(t, "No changes. app.db matches schema.sql.\n", text(emptyPlan(), someInfo()))
}

func TestTextIsPainted(t *testing.T) {
	p := somePlan()
	p.Steps, p.Findings, p.Notes = p.Steps[2:], nil, nil
	compare(t, "Plan: \x1b[1m1 to drop; 1 destructive (needs --allow drop-table)\x1b[0m\n"+
		"  \x1b[31mloses 1 row of old\x1b[0m \x1b[2m(drop table old)\x1b[0m\n"+
		"\n"+
		"\x1b[31m-\x1b[0m \x1b[31m!\x1b[0m \x1b[1mdrop table old\x1b[0m\n"+
		"    table old is gone\n"+
		"    \x1b[31mloses 1 row of old\x1b[0m; needs §--allow drop-table:old§\n"+
		"      \x1b[36mDROP\x1b[0m \x1b[36mTABLE\x1b[0m old;\n"+
		"\n",
		written(func(b *bytes.Buffer) { Text(b, p, someInfo(), Style{Color: true}) }))
}

// A step refused to the last leaves a plan without steps, which is not "no changes".
func TestABlockedPlanWithoutStepsIsNotEmpty(t *testing.T) {
	p := blockedPlan()
	p.Steps = nil
	for _, got := range []string{text(p, someInfo()), sql(p, someInfo()), comment(p, someInfo())} {
		if strings.Contains(strings.ToLower(got), "no changes") || !strings.Contains(got, "refused") {
			t.Errorf("got:\n%s", got)
		}
	}
}

func TestSQL(t *testing.T) {
	compare(t, `
-- schemadiff 1.2.3: plan from app.db to schema.sql for SQLite 3.40, runner script
-- from sha256:0000000000000000000000000000000000000000000000000000000000000000
-- to sha256:0000000000000000000000000000000000000000000000000000000000000000
-- 3 steps: 1 to add, 1 to rebuild, 1 to drop, 2 destructive (needs --allow drop-column,drop-table)
-- run with: sqlite3 -bail app.db < plan.sql
-- info[column-order] another order (schema.sql:2)
--   hint: harmless
-- note: 1 statement ignored (1 INSERT)

BEGIN;
DROP TABLE old;
COMMIT;
`, sql(somePlan(), someInfo()))
}

func TestSQLOfARefusedPlanHasNoStatement(t *testing.T) {
	compare(t, `
-- schemadiff 1.2.3: plan from app.db to schema.sql for SQLite 3.40, runner script
-- from sha256:0000000000000000000000000000000000000000000000000000000000000000
-- to sha256:0000000000000000000000000000000000000000000000000000000000000000
-- 3 steps: 1 to add, 1 to rebuild, 1 to drop, 2 destructive (needs --allow drop-column,drop-table), refused: 1 blocking finding
-- error[lossy-type] 3 values of users.age would be changed (schema.sql:4)
--   hint: think
--   blocking, --allow lossy-type:users.age lifts it
-- info[column-order] another order (schema.sql:2)
--   hint: harmless
-- note: 1 statement ignored (1 INSERT)
-- refused: no statement is printed until the findings marked blocking are resolved
`, sql(blockedPlan(), someInfo()))
}

func TestAllowLiftsARefusal(t *testing.T) {
	in := someInfo()
	in.Apply = allowAll
	if got := sql(blockedPlan(), in); !strings.HasSuffix(got, "\n\n"+script) || !strings.Contains(got, "permitted by --allow lossy-type") {
		t.Errorf("got:\n%s", got)
	}
}

func TestNothingAllowsAFindingWithoutARule(t *testing.T) {
	in := someInfo()
	in.Apply = allowAll
	p := blockedPlan()
	p.Findings[1].Allow = ""
	if got := sql(p, in); strings.Contains(got, "BEGIN") || !strings.Contains(got, refused) {
		t.Errorf("got:\n%s", got)
	}
}

func TestSQLOfNoChanges(t *testing.T) {
	compare(t, `
-- schemadiff 1.2.3: plan from app.db to schema.sql for SQLite 3.40, runner script
-- from sha256:0000000000000000000000000000000000000000000000000000000000000000
-- to sha256:0000000000000000000000000000000000000000000000000000000000000000
-- no changes
`, sql(emptyPlan(), someInfo()))
}

func TestMarkdown(t *testing.T) {
	compare(t, `
<!-- schemadiff plan -->
### schemadiff: 1 to add, 1 to rebuild, 1 to drop; 2 destructive (needs --allow drop-column,drop-table)

From app.db to schema.sql, SQLite 3.40.

| | step | why | rows | data |
|---|---|---|---|---|
| §+§ | create table posts | table posts is new (schema.sql:9) |  | kept |
| §~§ **!** | rebuild table users | column users.age: type TEXT becomes INTEGER (schema.sql:3)<br>column users.email is gone<br>why a rebuild: SQLite cannot change a type in place | 1 234 567 rows, 12.3 MB, rewritten | **loses the values of users.email**; needs --allow drop-column:users.email |
| §-§ **!** | drop table old | table old is gone |  | **loses 1 row of old**; needs --allow drop-table:old |

- **info** column-order: another order (schema.sql:2)
  - hint: harmless

Note: 1 statement ignored (1 INSERT)

<details>
<summary>SQL</summary>

§§§sql
BEGIN;
DROP TABLE old;
COMMIT;
§§§

</details>
`, comment(somePlan(), someInfo()))
}

func TestMarkdownOfARefusedPlanHasNoSQL(t *testing.T) {
	if got := comment(blockedPlan(), someInfo()); strings.Contains(got, "<details>") || !strings.Contains(got, "**"+refused+"**") {
		t.Errorf("got:\n%s", got)
	}
}

func TestAFenceIsLongerThanAnyInside(t *testing.T) {
	got := foldedSQL("SELECT '````';\n```\n")
	if !strings.Contains(got, "\n`````sql\n") || !strings.Contains(got, "\n`````\n") {
		t.Errorf("got:\n%s", got)
	}
}
