package syntax_test

import (
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
)

func TestBlocking(t *testing.T) {
	for sql, want := range map[string]string{
		"DROP INDEX CONCURRENTLY IF EXISTS a.b":                            "DROP INDEX IF EXISTS a.b",
		`CREATE UNIQUE INDEX CONCURRENTLY i ON t ("concurrently") WHERE x`: "CREATE UNIQUE INDEX i ON t USING btree (\"concurrently\") WHERE x",
		"ALTER TABLE p DETACH PARTITION c CONCURRENTLY":                    "ALTER TABLE p DETACH PARTITION c",
		"SELECT  'DROP INDEX CONCURRENTLY x'":                              "SELECT  'DROP INDEX CONCURRENTLY x'",
		"CREATE  INDEX i ON t (a)":                                         "CREATE  INDEX i ON t (a)",
	} {
		if got, err := syntax.Blocking(sql); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", sql, got, err, want)
		}
	}
	if _, err := syntax.Blocking("DROP INDEX ("); err == nil {
		t.Error("no error for what is no SQL")
	}
}
