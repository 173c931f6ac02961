package postgres

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
)

func jobOf(t *testing.T, text string) *migrate.FileJob {
	t.Helper()
	judged, err := parsepg.Analyze(t.Context(), nil, []parse.Source{{Name: "1_x.sql", Text: text}}, true)
	if err != nil || len(judged.Syntax) > 0 {
		t.Fatal(err, judged.Syntax)
	}
	return &migrate.FileJob{File: folder.File{ID: "1", Name: "1_x", Path: "1_x.sql", Text: text, SQL: text}, Statements: judged.Statements}
}

// TestWhatNoMigrationHolds is refused by what the parser says and not by how it looks.
func TestWhatNoMigrationHolds(t *testing.T) {
	for _, text := range []string{"COPY(SELECT 1) TO PROGRAM 'cat'", "copy a from '/etc/passwd'", "CREATE/**/DATABASE x", "DROP DATABASE x", "ALTER SYSTEM SET work_mem = 1",
		"CREATE TABLESPACE x LOCATION '/x'", "LOAD 'x'", "ROLLBACK", "BEGIN; CREATE INDEX CONCURRENTLY i ON a (b); COMMIT", "BEGIN", "CREATE INDEX CONCURRENTLY ON a (b)",
		"-- schemadiff:step no-tx\nCALL f()", "-- schemadiff:step other\nSELECT 1"} {
		judged, err := parsepg.Analyze(t.Context(), nil, []parse.Source{{Name: "1_x.sql", Text: "CREATE TABLE a (b integer);\n" + text + ";\n"}}, true)
		if err != nil {
			t.Fatal(err)
		}
		job := jobOf(t, "SELECT 1")
		job.Text, job.SQL, job.Statements = "CREATE TABLE a (b integer);\n"+text+";\n", "CREATE TABLE a (b integer);\n"+text+";\n", judged.Statements
		if err := Check(job); err == nil {
			t.Errorf("%s is not refused", text)
		}
	}
}

// TestFilePlan cuts a file into transactions.
func TestFilePlan(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE TABLE a (b integer); CREATE TABLE c (d integer)":                                        "2",
		"BEGIN; CREATE TABLE a (b integer); COMMIT; BEGIN; CREATE TABLE c (d integer); COMMIT":          "1 1",
		"CREATE TABLE a (b integer); CREATE INDEX CONCURRENTLY i ON a (b); ALTER TABLE a ADD c integer": "1 alone 1",
		"ALTER TYPE m ADD VALUE 'x'; INSERT INTO t VALUES ('x')":                                        "1 1",
		"CREATE TYPE m AS ENUM ('y'); ALTER TYPE m ADD VALUE 'x'; CREATE TABLE t (m m DEFAULT 'x')":     "3",
		"VACUUM": "alone",
		"-- schemadiff:step no-tx idempotent\nCALL f()": "alone",
	} {
		p, _, err := filePlan(jobOf(t, text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := groupsOf(p); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func groupsOf(p *plan.Plan) string {
	var parts []string
	for _, g := range grouped(p.Steps) {
		if g.alone {
			parts = append(parts, "alone")
		} else {
			parts = append(parts, string(rune('0'+g.end-g.first)))
		}
	}
	return strings.Join(parts, " ")
}
