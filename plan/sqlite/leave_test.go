package sqlite_test

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// TestLeftovers: the remains of an interrupted rebuild are left alone with what is on them,
// and a table that refers to them is planned as any other.
func TestLeftovers(t *testing.T) {
	e := example{
		from: `
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE users_old (id INTEGER PRIMARY KEY, name TEXT);
CREATE INDEX old_names ON users_old (name);
CREATE TRIGGER old_inserts AFTER INSERT ON users_old BEGIN SELECT 1; END;
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users_old (id));
`,
		to: `
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users_old (id), title TEXT);
`,
	}
	p, err := e.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	left := []schema.Key{litemodel.TableKey("users_old"), {Kind: schema.KindIndex, Name: "old_names"}, {Kind: schema.KindTrigger, Name: "old_inserts"}}
	if !slices.Equal(p.Left, left) {
		t.Errorf("left alone: %v", p.Left)
	}
	const want = `-- add column: column posts.title is new
ALTER TABLE posts ADD COLUMN title TEXT;
-- undo: ALTER TABLE posts DROP COLUMN title
warning[leftover-table] table users_old looks like the remains of an interrupted rebuild of users; it is left alone`
	if got := describe(p); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestModulesOfTheApplication: a virtual table whose module only the application has is
// neither created nor dropped, and blocks the plan.
func TestModulesOfTheApplication(t *testing.T) {
	const virtual = "CREATE VIRTUAL TABLE find USING its_own (body);"
	for what, e := range map[string]example{
		"gone": {from: virtual},
		"new":  {to: virtual},
		"kept": {from: virtual, to: virtual},
	} {
		p, err := e.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		blocked := slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Rule == "application-module" && f.Blocks })
		if len(p.Steps) > 0 || blocked == (what == "kept") || (len(p.Left) == 0) == blocked {
			t.Errorf("%s: %s, left alone: %v", what, describe(p), p.Left)
		}
	}
}
