package postgres

import (
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
)

// symptoms examines a database and returns its findings as "level what: found -> advice".
func symptoms(t *testing.T, url string) string {
	t.Helper()
	found, err := Examine(t.Context(), url, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range found {
		out.WriteString(f.Level.String() + " " + f.What + ": " + f.Found + " -> " + f.Advice + "\n")
		if f.Level >= introspect.Warn && f.Advice == "" {
			t.Errorf("%s: %s: nothing says what to do", f.What, f.Found)
		}
	}
	return out.String()
}

func wantSymptoms(t *testing.T, got string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(got, line) {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
}

func TestExamine(t *testing.T) {
	for _, major := range dbtest.Majors() {
		server := dbtest.Postgres(t, major)
		url := server.Database(t, `CREATE TABLE t (a int); CREATE INDEX i ON t (a);
			UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass;
			CREATE FUNCTION hello() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER greets ON ddl_command_end EXECUTE FUNCTION hello();`)
		got := symptoms(t, url)
		wantSymptoms(t, got, "ok version: PostgreSQL ", "ok connection: local", "ok pooler: none", "ok owners:", "ok clock:", "warn indexes: 1 index is invalid: public.i -> ", "note event triggers: 1 runs with DDL: greets -> ", "a superuser")
		if strings.Contains(got, "fail ") {
			t.Errorf("%d:\n%s", major, got)
		}
	}
}

// TestExamineAsStranger: what a role may not do is found by a role that may only connect.
func TestExamineAsStranger(t *testing.T) {
	server := dbtest.Postgres(t, dbtest.Majors()[0])
	url := server.Database(t, `CREATE TABLE t (a int); REVOKE CREATE ON SCHEMA public FROM PUBLIC; DROP ROLE IF EXISTS doctor_stranger; CREATE ROLE doctor_stranger LOGIN;
		ALTER ROLE doctor_stranger SET default_transaction_read_only = on;
		ALTER ROLE doctor_stranger SET search_path = evil, pg_catalog; CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO doctor_stranger; CREATE FUNCTION evil.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT (1/0)::text';`)
	t.Cleanup(func() { _ = dbtest.PSQL(url, "DROP OWNED BY doctor_stranger; DROP ROLE doctor_stranger;") })
	got := symptoms(t, server.URLAs("doctor_stranger", database(t, url)))
	wantSymptoms(t, got, "ok role: doctor_stranger", "note scratch databases: doctor_stranger may not create databases", "warn rights: the role may create nothing in schema public",
		"warn owners: 1 table or view belongs to another role: public.t, of ", "warn writes: default_transaction_read_only is on", "warn settings: fsync is off")
}

func TestExamineThroughAPooler(t *testing.T) {
	url := dbtest.Postgres(t, dbtest.Majors()[0]).Database(t, "")
	pooled := dbtest.Pooled(t, url)(url)
	wantSymptoms(t, symptoms(t, pooled), "warn pooler: there is one between")
}
