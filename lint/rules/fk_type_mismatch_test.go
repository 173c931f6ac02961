package rules_test

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// A key that holds more than what it refers to is a warning, unless PostgreSQL has no operator for the two
// types and refuses the statement.
func TestSeverityOfKeysOfAnotherType(t *testing.T) {
	for _, c := range []struct {
		dialect    schema.Dialect
		parent, of string
		want       lint.Severity
	}{
		{schema.Postgres, "integer", "bigint", lint.Warning},
		{schema.Postgres, "date", "timestamp", lint.Warning},
		{schema.Postgres, "bigint", "integer", lint.Error},
		{schema.Postgres, "uuid", "text", lint.Error},
		{schema.Postgres, "integer", "text", lint.Error},
		{schema.Postgres, "integer", "numeric", lint.Error},
		{schema.Postgres, "bigint", "bigint", ""},
		{schema.SQLite, "INTEGER", "TEXT", lint.Warning},
	} {
		sql := fmt.Sprintf("CREATE TABLE p (id %s PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, p_id %s REFERENCES p (id));", c.parent, c.of)
		var got lint.Severity
		for _, f := range lint.Run(rules.All(), passOver(t, c.dialect, sql)) {
			if f.Rule == "fk-type-mismatch" {
				got = f.Severity
			}
		}
		if got != c.want {
			t.Errorf("%s to %s: %q, want %q", c.of, c.parent, got, c.want)
		}
	}
}
