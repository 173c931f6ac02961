package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// compare takes § in want for a backtick, and leaves out its first line end.
func compare(t *testing.T, want, got string) {
	t.Helper()
	want = strings.ReplaceAll(strings.TrimPrefix(want, "\n"), "§", "`")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("output differs (-want +got):\n%s", diff)
	}
}

func written(write func(*bytes.Buffer)) string {
	var b bytes.Buffer
	write(&b)
	return b.String()
}

func column(table, name string) schema.Key {
	return schema.Key{Kind: schema.KindColumn, Table: table, Name: name}
}

func pos(line int) schema.Pos { return schema.Pos{File: "schema.sql", Line: line, Col: 3} }

const script = "BEGIN;\nDROP TABLE old;\nCOMMIT;\n"

func someInfo() Info {
	return Info{Version: "1.2.3", From: "app.db", To: "schema.sql", Run: "sqlite3 -bail app.db < plan.sql"}
}

func allowAll(string, schema.Key) bool { return true }

func emptyPlan() *plan.Plan {
	fingerprint := "sha256:" + strings.Repeat("0", 64)
	return &plan.Plan{Dialect: "sqlite", Target: "3.40", Runner: "script", From: fingerprint, To: fingerprint}
}

// somePlan creates, rebuilds with a loss, and drops.
func somePlan() *plan.Plan {
	p := emptyPlan()
	p.Steps = []plan.Step{
		{Kind: "create table", Key: litemodel.TableKey("posts"), Pos: pos(9), Reasons: []string{"table posts is new"},
			Statements: []plan.Statement{{SQL: "CREATE TABLE posts (\n  id INTEGER\n)"}}, Undo: []string{"DROP TABLE posts"},
			Cost: plan.Constant, Rows: -1, Bytes: -1, Loss: plan.Keeps},
		{Kind: "rebuild table", Key: litemodel.TableKey("users"), Pos: pos(3), Reasons: []string{"column users.age: type TEXT becomes INTEGER", "column users.email is gone"},
			Why: "SQLite cannot change a type in place", Statements: []plan.Statement{{SQL: "CREATE TABLE n (age INTEGER)"}, {SQL: "DROP TABLE users"}},
			UndoNote: "the values are gone", Cost: plan.Rewrite, Rows: 1234567, Bytes: 12345678, Loss: plan.Loses,
			Lost: "the values of users.email", Rules: []plan.Rule{{Name: "drop-column", Key: column("users", "email")}}},
		{Kind: "drop table", Key: litemodel.TableKey("old"), Reasons: []string{"table old is gone"}, Statements: []plan.Statement{{SQL: "DROP TABLE old"}},
			Cost: plan.Constant, Rows: 1, Bytes: 4096, Loss: plan.Loses, Lost: "1 row of old", Rules: []plan.Rule{{Name: "drop-table", Key: litemodel.TableKey("old")}}},
	}
	p.Findings = []plan.Finding{{Rule: "column-order", Severity: plan.Info, Key: litemodel.TableKey("users"), Pos: pos(2), Message: "another order", Hint: "harmless"}}
	p.Notes = []schema.Note{{Class: schema.Ignored, Subject: "INSERT INTO users", Pos: pos(20), Reason: "it changes no schema"}}
	return p
}

// blockedPlan is somePlan with a finding that lossy-type lifts.
func blockedPlan() *plan.Plan {
	p := somePlan()
	p.Findings = append(p.Findings, plan.Finding{Rule: "lossy-type", Severity: plan.Error, Key: column("users", "age"), Pos: pos(4),
		Message: "3 values of users.age would be changed", Hint: "think", Count: 3, Blocks: true, Allow: "lossy-type"})
	return p
}
