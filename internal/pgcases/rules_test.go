package pgcases

// Every rule that a change can break is shown by a pair of schemas, its page's example:
// what lint calls by a name, plan calls by the same, and apply refuses what is an error.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

func TestRulesOfPlans(t *testing.T) {
	majors := dbtest.Majors()
	p := dbtest.Postgres(t, majors[len(majors)-1])
	for _, r := range rules.All() {
		if r.NoChange != "" || r.Dialect != "" && r.Dialect != "postgres" || r.Severity.Rank() < lint.Warning.Rank() {
			continue
		}
		t.Run(r.Name, func(t *testing.T) { plansAs(t, p, r) })
	}
}

// fat makes every table of the database one that is not rewritten without --allow.
const fat = `DO $$DECLARE t regclass; BEGIN
	FOR t IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace LOOP
		EXECUTE format('ALTER TABLE %s ADD COLUMN fat text', t);
		EXECUTE format('ALTER TABLE %s ALTER COLUMN fat SET STORAGE EXTERNAL', t);
		IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'id') THEN
			EXECUTE format('INSERT INTO %s (id, fat) SELECT 1000 + g, repeat(''x'', 2000000) FROM generate_series(1, 36) AS g', t);
		ELSIF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'k') THEN
			BEGIN
				EXECUTE format('INSERT INTO %s (k, fat) SELECT 1, repeat(''x'', 2000000) FROM generate_series(1, 36) AS g', t);
			EXCEPTION WHEN check_violation THEN NULL; -- it has no partition yet
			END;
		ELSE
			EXECUTE format('INSERT INTO %s (fat) SELECT repeat(''x'', 2000000) FROM generate_series(1, 36) AS g', t);
		END IF;
		EXECUTE format('ALTER TABLE %s DROP COLUMN fat', t);
		EXECUTE format('ANALYZE %s', t);
	END LOOP;
END$$`

func plansAs(t *testing.T, p *dbtest.PG, r *lint.Rule) {
	pair := dbtest.PairOf(r.Page, schema.Postgres)
	url, dir := p.Database(t, pair.Before), t.TempDir()
	severity := r.Severity
	if r.Online { // the short form, of a table that is not small
		pair.Flags, severity = append(pair.Flags, "--no-online"), lint.Warning
	}
	if r.Large || r.Online {
		if err := dbtest.Exec(url, fat); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(pair.After), 0o644); err != nil {
		t.Fatal(err)
	}
	command := func(name string, more ...string) dbtest.Result {
		args := append([]string{name, "--db", url, "--schema", "to.sql"}, pair.Flags...)
		return schemadiff(t, dir, append(args, more...)...)
	}
	planned := command("plan", "--format", "json")
	if r.Severity == lint.Error && planned.Code == 1 && strings.Contains(planned.Err, "to.sql:1:") {
		return // what is wrong cannot even be read
	}
	verdict, err := dbtest.ExpectedOf(planned.Out)
	if err != nil {
		t.Fatalf("%v: %s", err, planned)
	}
	if verdict[r.Name] == "" || !pair.State && verdict[r.Name] != string(severity) && !(r.Category == "data" && verdict[r.Name] == "error") {
		t.Errorf("plan reports %v, want %s as %s", verdict, r.Name, severity)
	}
	if applied := command("apply", "--yes"); (applied.Code == exitRefused) != verdict.Refused() && !slices.Contains([]int{exitDone, exitRefused}, applied.Code) {
		t.Errorf("plan reports %v, but apply: %s", verdict, applied)
	}
}
