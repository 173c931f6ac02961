package sqlite

import (
	"errors"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func TestDropColumnProvesTheOthers(t *testing.T) {
	for name, c := range map[string]struct{ sql, want string }{
		"good":            {"ALTER TABLE t DROP COLUMN b", ""},
		"a value changed": {"ALTER TABLE t DROP COLUMN b; UPDATE t SET c = 'x' WHERE a = 2", "table t: values of column c changed"},
		"values swapped":  {"ALTER TABLE t DROP COLUMN b; UPDATE t SET c = CASE a WHEN 1 THEN 'two' ELSE 'one' END", "table t: values of column c changed"},
		"blob for text":   {"ALTER TABLE t DROP COLUMN b; UPDATE t SET c = CAST(c AS BLOB)", "table t: values of column c changed"},
	} {
		t.Run(name, func(t *testing.T) {
			path := database(t, "CREATE TABLE t(a INTEGER PRIMARY KEY, b, c DATE, d AS (c) VIRTUAL)", "INSERT INTO t VALUES (1,NULL,'one'),(2,x'','two')")
			_, err := apply1(t, path, planned(t, path, []string{"CREATE TABLE t(a INTEGER PRIMARY KEY, c DATE, d AS (c) VIRTUAL)"}, alter("t", c.sql, plan.Rewrite)))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}

func TestWithoutRowID(t *testing.T) {
	path := database(t, "CREATE TABLE t(k TEXT COLLATE NOCASE, j, v, w, PRIMARY KEY(k, j)) WITHOUT ROWID",
		"INSERT INTO t VALUES ('a',1,'x',0),('b',2,'y',0),('A',3,NULL,0)")
	step := rebuild("t", "(k TEXT COLLATE NOCASE, j, v, PRIMARY KEY(k, j)) WITHOUT ROWID", []string{"k", "j", "v"})
	step.Statements[1].SQL = "INSERT INTO _schemadiff_new_t(k, j, v) SELECT k, j, v FROM t"
	step.Copy.RowID, step.Copy.Key = "", []string{"k", "j"}
	to := []string{"CREATE TABLE t(k TEXT COLLATE NOCASE, j, v, PRIMARY KEY(k, j)) WITHOUT ROWID"}
	bad := step
	bad.Statements = append([]plan.Statement(nil), step.Statements...)
	bad.Statements[1].SQL = "INSERT INTO _schemadiff_new_t(k, j, v) SELECT upper(k), j, v FROM t"
	if _, err := apply1(t, path, planned(t, path, to, bad)); !errors.As(err, new(*migrate.ProofError)) {
		t.Errorf("keys in capitals: %v", err)
	}
	if _, err := apply1(t, path, planned(t, path, to, step)); err != nil {
		t.Error(err)
	}
}

// A table that has neither a key nor a rowid that can be named.
func TestRowsWithoutIdentity(t *testing.T) {
	path := database(t, "CREATE TABLE t(rowid, _rowid_, oid, v)", "INSERT INTO t VALUES (1,1,1,'a'),(1,1,1,'a'),(1,1,1,'b')")
	columns := []string{"rowid", "_rowid_", "oid"}
	step := rebuild("t", "(rowid, _rowid_, oid, v NOT NULL)", append(columns, "v"))
	step.Copy.RowID = ""
	to := []string{"CREATE TABLE t(rowid, _rowid_, oid, v NOT NULL)"}
	step.Statements[1].SQL = "INSERT INTO _schemadiff_new_t SELECT 1, 1, 1, value FROM json_each('[\"a\",\"b\",\"b\"]')"
	if _, err := apply1(t, path, planned(t, path, to, step)); !errors.As(err, new(*migrate.ProofError)) {
		t.Errorf("other rows: %v", err)
	}
	step.Statements[1].SQL = "INSERT INTO _schemadiff_new_t SELECT * FROM t ORDER BY v DESC"
	if _, err := apply1(t, path, planned(t, path, to, step)); err != nil {
		t.Error(err)
	}
}

func TestChangeOfType(t *testing.T) {
	lossy := []plan.Rule{{Name: "lossy-type", Key: schema.Key{Kind: schema.KindColumn, Table: "t", Name: "v"}}}
	for name, c := range map[string]struct {
		from, to, value string
		rules           []plan.Rule
		ok              bool
	}{
		"a number in text":        {"TEXT", "INTEGER", "'5'", nil, true},
		"leading zeros":           {"TEXT", "INTEGER", "'007'", nil, false},
		"leading zeros, allowed":  {"TEXT", "INTEGER", "'007'", lossy, true},
		"an exponent":             {"TEXT", "INTEGER", "'1e2'", nil, false},
		"spaces":                  {"TEXT", "INTEGER", "' 5 '", nil, false},
		"words stay":              {"TEXT", "INTEGER", "'abc'", nil, true},
		"integer to text":         {"INTEGER", "TEXT", "42", nil, true},
		"integer to real":         {"INTEGER", "REAL", "42", nil, true},
		"a long integer to real":  {"INTEGER", "REAL", "9007199254740993", nil, false},
		"real to integer":         {"REAL", "INTEGER", "2.5", nil, true},
		"text to real":            {"TEXT", "REAL", "'5'", nil, true},
		"a fraction to real":      {"TEXT", "REAL", "'2.50'", nil, false},
		"a long text to real":     {"TEXT", "REAL", "'9007199254740993'", nil, false},
		"nothing":                 {"TEXT", "INTEGER", "NULL", nil, true},
		"blob":                    {"BLOB", "TEXT", "x'00ff'", nil, true},
		"a number without a type": {"BLOB", "TEXT", "12", nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			path := database(t, "CREATE TABLE t(id INTEGER PRIMARY KEY, v "+c.from+")", "INSERT INTO t VALUES (1, "+c.value+")")
			step := rebuild("t", "(id INTEGER PRIMARY KEY, v "+c.to+")", []string{"v"})
			step.Copy.Columns[0].Exact, step.Rules = false, c.rules
			_, err := apply1(t, path, planned(t, path, []string{"CREATE TABLE t(id INTEGER PRIMARY KEY, v " + c.to + ")"}, step))
			if c.ok && err != nil || !c.ok && !errors.As(err, new(*migrate.ProofError)) {
				t.Errorf("%s from %s to %s: %v", c.value, c.from, c.to, err)
			}
		})
	}
}

func TestRenameIsFollowed(t *testing.T) {
	path := database(t, users, posts, someUsers, somePosts)
	to := []string{
		"CREATE TABLE people(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age TEXT)",
		"CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES people(id) ON DELETE CASCADE, title TEXT)",
	}
	steps := func(last string) []plan.Step {
		second := rebuild("people", usersDef, []string{"name", "age"}, last)
		return []plan.Step{alter("people", "ALTER TABLE users RENAME TO people", plan.Constant), second}
	}
	_, err := apply1(t, path, planned(t, path, to, steps("DELETE FROM people WHERE id = 9")...))
	if !errors.As(err, new(*migrate.ProofError)) {
		t.Errorf("a row lost under the new name: %v", err)
	}
	_, err = apply1(t, path, planned(t, path, to, steps("UPDATE posts SET user_id = 5")...))
	if !errors.As(err, new(*migrate.ProofError)) {
		t.Errorf("children without a parent: %v", err)
	}
	if _, err := apply1(t, path, planned(t, path, to, steps("SELECT 1")...)); err != nil {
		t.Error(err)
	}
	same(t, path, "SELECT * FROM people", "1|ann|30", "2|bob|007", "9|eve|<nil>")
}

// A view that calls a function of the application must not block ALTER TABLE.
func TestFunctionOfTheApplication(t *testing.T) {
	path := database(t, "CREATE TABLE t(a, b)", "INSERT INTO t VALUES (1, 2)", "CREATE VIEW v AS SELECT secret(1) AS s")
	to := []string{"CREATE TABLE t(a)", "CREATE VIEW v AS SELECT secret(1) AS s"}
	if _, err := apply1(t, path, planned(t, path, to, alter("t", "ALTER TABLE t DROP COLUMN b", plan.Rewrite))); err != nil {
		t.Error(err)
	}
}
