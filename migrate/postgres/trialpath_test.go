package postgres

import (
	"strings"
	"testing"
)

// setPath sets a search_path on the database.
const setPath = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = app', current_database()); END $$`

// A check, an index and a materialized view whose function calls another by its bare name work on the copy as
// they do on the database: where its URL, the database itself or nothing says where names are.
func TestTrialFindsNamesWhereTheDatabaseDoes(t *testing.T) {
	p := server(t)
	const tables = `CREATE SCHEMA app; SET search_path = SCHEMA;
CREATE FUNCTION inner_one(i int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT i + 1';
CREATE FUNCTION outer_one(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN inner_one(i); END';
CREATE TABLE d (v int, CHECK (outer_one(v) > 0));
CREATE INDEX i ON d (outer_one(v));
CREATE MATERIALIZED VIEW m AS SELECT outer_one(v) FROM d;
`
	for _, c := range []struct{ schema, parameter, set string }{
		{"public", "", ""},
		{"app", "&search_path=app", ""},
		{"app", "", setPath},
	} {
		ddl := strings.Replace(tables, "SCHEMA;", c.schema+";", 1)
		url := p.Database(t, ddl+"INSERT INTO d VALUES (3), (4), (5); REFRESH MATERIALIZED VIEW m", c.set) + c.parameter
		for _, sample := range []int64{0, 2} {
			made := planned(t, url, strings.Replace(ddl, "v int,", "v int, w int,", 1))
			out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{Sample: sample})
			if err != nil || out.Failed() || len(out.Notes) > 0 || out.Rows == 0 {
				t.Errorf("%+v, sample %d: %v %+v", c, sample, err, out)
			}
			if err := (Scratch{URL: p.URL("postgres")}).Verify(t.Context(), url, made); err != nil {
				t.Errorf("%+v: %v", c, err)
			}
		}
	}
}

// The statements of a plan run on the copy where they will on the database: a search_path that is set on the
// role or the database is not followed by apply either.
func TestTrialRunsWhereThePlanWill(t *testing.T) {
	p := server(t)
	const ddl = `CREATE SCHEMA app;
CREATE FUNCTION app.inner_one(i int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT i + 1';
CREATE FUNCTION app.outer_one(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN inner_one(i); END';
CREATE TABLE app.d (v int);
`
	url := p.Database(t, ddl+"INSERT INTO app.d VALUES (3)", setPath)
	made := planned(t, url, ddl+"CREATE INDEX i ON app.d (app.outer_one(v));")
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{})
	_, real := Apply(t.Context(), made, Options{URL: url})
	if err != nil || !strings.Contains(out.Fault(), "inner_one") || real == nil {
		t.Errorf("%v %+v, on the database: %v", err, out, real)
	}
}

// References between values that are equal in the eyes of their type alone are followed: of a type of an extension,
// wherever it lies, of a domain over it, of several columns, and of arrays.
func TestSampleFollowsReferencesByTheTypesEquality(t *testing.T) {
	p := server(t)
	for _, schema := range []string{"public", "app"} {
		tables := "CREATE SCHEMA app; CREATE EXTENSION citext SCHEMA " + schema + "; CREATE DOMAIN short AS " + schema + `.citext; CREATE DOMAIN shorter AS short;
CREATE TABLE person (name shorter PRIMARY KEY);
CREATE TABLE pet (id int PRIMARY KEY, owner short REFERENCES person);
CREATE TABLE place (name ` + schema + `.citext, no int, way int[] UNIQUE, PRIMARY KEY (name, no));
CREATE TABLE visit (id int PRIMARY KEY, place text, p ` + schema + `.citext, no int, way int[] REFERENCES place (way), FOREIGN KEY (p, no) REFERENCES place);
`
		url := p.Database(t, tables, `INSERT INTO person SELECT 'ABC' || i FROM generate_series(1, 50) i; INSERT INTO pet SELECT i, 'abc' || i FROM generate_series(20, 50) i;
INSERT INTO place SELECT 'ABC' || i, i, ARRAY[i, 0] FROM generate_series(1, 50) i; INSERT INTO visit SELECT i, NULL, 'abc' || i, i, ARRAY[i + 5, 0] FROM generate_series(20, 40) i`)
		made := planned(t, url, strings.Replace(tables, "id int", "note text, id int", 1))
		out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{Sample: 3})
		if err != nil || out.Failed() || out.Rows != 3+6+3+9 {
			t.Errorf("%s: %v %+v", schema, err, out)
		}
	}
}
