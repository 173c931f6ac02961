package pgcases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const insideDDL = `CREATE TYPE mood AS ENUM ('a', 'b');
CREATE DOMAIN whole AS integer CHECK (VALUE > 0);
CREATE TYPE pair AS (x integer);
CREATE COLLATION sorting (provider = icu, locale = 'en');
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION f(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION happens() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE SEQUENCE counter;
CREATE TABLE users (id integer PRIMARY KEY, email text CONSTRAINT one_email UNIQUE, n integer);
CREATE TABLE base (id integer, note text);
CREATE TABLE part (id integer, at integer) PARTITION BY RANGE (at);
CREATE VIEW seen AS SELECT id, n FROM users;
`

// outside are objects of a schema that is not managed and a change of what is. At its end CASCADE
// makes way for the change where the server would not.
var outside = []struct{ name, objects, change string }{
	{"reference to a table", "CREATE TABLE o.t (u integer REFERENCES users)", "DROP TABLE users CASCADE"},
	{"reference to a key", "CREATE TABLE o.t (u text REFERENCES users (email))", "ALTER TABLE users DROP CONSTRAINT one_email CASCADE"},
	{"reference to a key that is renamed", "CREATE TABLE o.t (u text REFERENCES users (email))", "ALTER TABLE users RENAME CONSTRAINT one_email TO email_once"},
	{"reference to a column of a near type", "CREATE TABLE o.t (u integer REFERENCES users)", "DROP VIEW seen; ALTER TABLE users ALTER id TYPE bigint"},
	{"reference to a column of a far type", "CREATE TABLE o.t (u integer REFERENCES users)", "DROP VIEW seen; DROP TABLE o.t; ALTER TABLE users ALTER id TYPE text"},
	{"view of a column", "CREATE VIEW o.v AS SELECT email FROM users", "ALTER TABLE users DROP email CASCADE"},
	{"view of another column", "CREATE MATERIALIZED VIEW o.v AS SELECT id FROM users", "ALTER TABLE users DROP email"},
	{"view of a column of another type", "CREATE VIEW o.v AS SELECT email FROM users", "DROP VIEW o.v; ALTER TABLE users ALTER email TYPE varchar(90)"},
	{"view of a view", "CREATE VIEW o.v AS SELECT id FROM seen", "DROP VIEW seen CASCADE"},
	{"view of a view that is recreated", "CREATE VIEW o.v AS SELECT id FROM seen", "DROP VIEW seen CASCADE; CREATE VIEW seen AS SELECT n, id FROM users"},
	{"view of a view that is replaced", "CREATE VIEW o.v AS SELECT id FROM seen", "CREATE OR REPLACE VIEW seen AS SELECT id, n, email FROM users"},
	{"column of a type", "CREATE TABLE o.t (m mood)", "DROP TYPE mood CASCADE"},
	{"column of an array of it", "CREATE TABLE o.t (m mood[])", "DROP TYPE mood CASCADE"},
	{"column of a type that loses a value", "CREATE TABLE o.t (m mood)", "DROP TYPE mood CASCADE; CREATE TYPE mood AS ENUM ('a')"},
	{"column of a type that gains a value", "CREATE TABLE o.t (m mood)", "ALTER TYPE mood ADD VALUE 'c'"},
	{"table of a type", "CREATE TABLE o.t OF pair", "DROP TYPE pair CASCADE"},
	{"domain over a domain", "CREATE DOMAIN o.d AS whole", "DROP DOMAIN whole CASCADE"},
	{"column with a collation", "CREATE TABLE o.t (m text COLLATE sorting)", "DROP COLLATION sorting CASCADE"},
	{"argument of a type", "CREATE FUNCTION o.g(pair) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "DROP TYPE pair CASCADE"},
	{"cast", "CREATE FUNCTION o.g(pair) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE CAST (pair AS integer) WITH FUNCTION o.g(pair)", "DROP TYPE pair CASCADE"},
	{"operator", "CREATE OPERATOR o.## (RIGHTARG = integer, FUNCTION = f)", "DROP FUNCTION f(integer) CASCADE"},
	{"aggregate", "CREATE AGGREGATE o.a(integer) (SFUNC = f, STYPE = integer)", "DROP FUNCTION f(integer, integer) CASCADE"},
	{"check", "CREATE TABLE o.t (m integer CHECK (f(m) > 0))", "DROP FUNCTION f(integer) CASCADE"},
	{"index", "CREATE TABLE o.t (m integer); CREATE INDEX i ON o.t (f(m))", "DROP FUNCTION f(integer) CASCADE"},
	{"default", "CREATE TABLE o.t (m integer DEFAULT f(1))", "DROP FUNCTION f(integer) CASCADE"},
	{"default of a sequence", "CREATE TABLE o.t (m integer DEFAULT nextval('counter'))", "DROP SEQUENCE counter CASCADE"},
	{"generated column", "CREATE TABLE o.t (m integer, g integer GENERATED ALWAYS AS (f(m)) STORED)", "DROP FUNCTION f(integer) CASCADE"},
	{"body that is text", "CREATE FUNCTION o.g() RETURNS bigint LANGUAGE sql AS 'SELECT count(email) + public.f(1) FROM public.users'", "DROP FUNCTION f(integer); ALTER TABLE users DROP email"},
	{"trigger", "CREATE TABLE o.t (m integer); CREATE TRIGGER x BEFORE INSERT ON o.t FOR EACH ROW EXECUTE FUNCTION fires()", "DROP FUNCTION fires CASCADE"},
	{"event trigger", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION happens()", "DROP EVENT TRIGGER e; DROP FUNCTION happens"},
	{"policy", "CREATE TABLE o.t (m integer); CREATE POLICY p ON o.t USING (EXISTS (SELECT FROM users WHERE email = ''))", "ALTER TABLE users DROP email CASCADE"},
	{"rule", "CREATE TABLE o.t (m integer); CREATE RULE r AS ON INSERT TO o.t DO ALSO INSERT INTO base VALUES (1)", "DROP TABLE base CASCADE"},
	{"child table", "CREATE TABLE o.t () INHERITS (base)", "DROP TABLE base CASCADE"},
	{"child table of a column", "CREATE TABLE o.t () INHERITS (base)", "ALTER TABLE base DROP note"},
	{"partition", "CREATE TABLE o.t PARTITION OF part FOR VALUES FROM (1) TO (9)", "DROP TABLE part"},
	{"column of partitions", "CREATE TABLE o.t PARTITION OF part FOR VALUES FROM (1) TO (9)", "ALTER TABLE part DROP id"},
	{"statistics of a column", "CREATE STATISTICS o.s ON id, note FROM base", "ALTER TABLE base DROP note"},
	{"statistics of a table", "CREATE STATISTICS o.s ON id, note FROM base", "DROP TABLE base"},
	{"publication of a table", "CREATE PUBLICATION p FOR TABLE base", "DROP TABLE base"},
	{"table that is renamed", "CREATE VIEW o.v AS SELECT id FROM users", "ALTER TABLE users RENAME TO people"},
	{"reference to a key of a renamed table", "CREATE TABLE o.t (u text REFERENCES users (email))", "ALTER TABLE users RENAME TO people; ALTER TABLE people DROP CONSTRAINT one_email CASCADE"},
}

// TestOutside plans changes that objects of another schema are in the way of: the plan says so where
// the server refuses the step, and nowhere else.
func TestOutside(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for i, e := range outside {
			if testing.Short() && i%8 != 0 {
				continue
			}
			t.Run(strings.ReplaceAll(e.name, " ", "-"), func(t *testing.T) {
				text := insideDDL + "CREATE SCHEMA o;\n" + e.objects + ";\n"
				args := []string{"--db", p.Database(t, text), "--schemas", "public", "--schema", filepath.Join(t.TempDir(), "schema.sql")}
				wanted := schemadiff(t, t.TempDir(), "inspect", "--db", p.Database(t, text, e.change), "--schemas", "public")
				if err := os.WriteFile(args[5], []byte(wanted.Out), 0o600); err != nil || wanted.Code != 0 {
					t.Fatal(wanted, err)
				}
				if strings.Contains(e.change, "RENAME TO people") {
					args = append(args, "--rename", "users=people")
				}
				planned := schemadiff(t, t.TempDir(), append([]string{"plan"}, args...)...)
				foretold := strings.Contains(planned.Out, "[broken-reference]")
				applied := schemadiff(t, t.TempDir(), append([]string{"apply", "--yes", "--allow", "all"}, args...)...)
				if refused := applied.Code != 0; refused != foretold {
					t.Errorf("foretold: %v, refused: %v\n%s\n%s", foretold, refused, planned, applied)
				}
			})
		}
	})
}
