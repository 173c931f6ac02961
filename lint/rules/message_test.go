package rules_test

// What findings say where one rule has several messages: which of them, how severe, and for which
// reason.

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

func TestMessagesSayWhatHappens(t *testing.T) {
	const pg = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b boolean, v varchar(40)); CREATE INDEX i ON t (a); CREATE TYPE e AS ENUM ('x');"
	const lite = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"
	for _, c := range []struct {
		dialect           schema.Dialect
		before, sql, rule string
		severity          lint.Severity
		message, why      string // parts of them
	}{
		{schema.Postgres, pg, "ALTER TABLE t ALTER a TYPE jsonb USING a::jsonb;", "narrow-type", lint.Warning, "that are no jsonb make the statement fail", ""},
		{schema.Postgres, pg, "ALTER TABLE t ALTER a TYPE e USING a::e;", "narrow-type", lint.Warning, "make the statement fail", ""},
		{schema.Postgres, pg, "ALTER TABLE t ALTER b TYPE e USING CASE WHEN b THEN 'x' END::e;", "narrow-type", lint.Warning, "become what USING makes of them", ""},
		{schema.Postgres, pg, "ALTER TABLE t ALTER v TYPE varchar(10);", "narrow-type", lint.Error, "can be lost", ""},
		{schema.Postgres, pg, "BEGIN; DROP INDEX i; UPDATE t SET a = '' WHERE id = 1; COMMIT;", "work-under-exclusive-lock", lint.Warning, "t stays locked", ""},
		{schema.Postgres, pg, "DROP INDEX i;", "missing-lock-timeout", lint.Warning, "t is locked without", ""},
		{schema.Postgres, pg, "UPDATE t SET a = '';", "update-without-where", lint.Warning, "", "Every row is locked"},
		{schema.SQLite, lite, "UPDATE t SET a = '';", "update-without-where", lint.Warning, "", "one writer"},
		{schema.SQLite, lite, "UPDATE t SET a = '' WHERE id > 1;", "backfill-in-migration", lint.Warning, "no other connection writes", "one writer"},
		{schema.Postgres, pg, "ALTER SEQUENCE t_id_seq RESTART WITH 5;", "sequence-restart", lint.Warning, "from 5 on", ""},
		{schema.Postgres, pg, "ALTER SEQUENCE t_id_seq RESTART WITH 10000000;", "sequence-restart", lint.Info, "from 10000000 on", ""},
		{schema.Postgres, pg, "ALTER DATABASE d SET work_mem = '1MB';", "server-setting", lint.Info, "sessions of database d", ""},
	} {
		list := lint.Run(rules.All(), passOver(t, c.dialect, c.before+"\n-- migration\n"+c.sql))
		i := slices.IndexFunc(list, func(f lint.Finding) bool { return f.Rule == c.rule })
		switch {
		case i < 0:
			t.Errorf("%s: no %s", c.sql, c.rule)
		case list[i].Severity != c.severity || !strings.Contains(list[i].Message, c.message) || !strings.Contains(list[i].Why, c.why):
			t.Errorf("%s: %s %q, since %q", c.sql, list[i].Severity, list[i].Message, list[i].Why)
		}
	}
}
