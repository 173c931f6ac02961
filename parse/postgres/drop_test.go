package postgres

import "testing"

// A dropped object takes along what cannot be without it, and with CASCADE what needs it.
func TestDropTakesAlongWhatBelongsToAnObject(t *testing.T) {
	const (
		table   = "CREATE TABLE t (id integer, name text);"
		trigger = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
		hook    = "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"
	)
	giveTheSame(t, []sameCase{
		{"a table and its indexes", table + "CREATE INDEX i ON t (id); DROP TABLE t", ""},
		{"a table and its triggers", trigger + table + hook + "DROP TABLE t", trigger},
		{"a table and its policies and rules",
			table + "CREATE POLICY p ON t; CREATE RULE r AS ON INSERT TO t DO NOTHING; DROP TABLE t", ""},
		{"a table and its statistics", table + "CREATE STATISTICS s ON id, name FROM t; DROP TABLE t", ""},
		{"a table and the sequences of its columns",
			"CREATE TABLE t (id serial); CREATE SEQUENCE s OWNED BY t.id; CREATE SEQUENCE free; DROP TABLE t", "CREATE SEQUENCE free"},
		{"a table and its partitions",
			"CREATE TABLE t (id integer) PARTITION BY LIST (id); CREATE TABLE p PARTITION OF t FOR VALUES IN (1); DROP TABLE t", ""},
		{"a column and its statistics", table + "CREATE STATISTICS s ON id, name FROM t; ALTER TABLE t DROP COLUMN name",
			"CREATE TABLE t (id integer)"},
		{"a view that others read", table + "CREATE VIEW v AS SELECT id FROM t; CREATE VIEW w AS SELECT id FROM v; DROP VIEW v CASCADE", table},
		{"a table that views read", table + "CREATE VIEW v AS SELECT id FROM t; DROP TABLE t CASCADE", ""},
		{"a table that others refer to",
			"CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE b (a integer REFERENCES a); DROP TABLE a CASCADE",
			"CREATE TABLE b (a integer)"},
		{"a function that triggers call", trigger + table + hook + "DROP FUNCTION f() CASCADE", table},
		{"a function that a default calls",
			"CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (id integer DEFAULT one()); DROP FUNCTION one CASCADE",
			"CREATE TABLE t (id integer)"},
		{"a schema", "CREATE SCHEMA s; CREATE TABLE s.t (id integer); CREATE VIEW s.v AS SELECT id FROM s.t; DROP SCHEMA s CASCADE", ""},
		{"a family and its classes",
			"CREATE OPERATOR CLASS c FOR TYPE integer USING btree AS OPERATOR 1 <; DROP OPERATOR FAMILY c USING btree", ""},
		{"an operator that is the commutator of another",
			`CREATE FUNCTION f(integer, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
			 CREATE FUNCTION g(bigint, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
			 CREATE OPERATOR === (function = f, leftarg = integer, rightarg = bigint, commutator = ====);
			 CREATE OPERATOR ==== (function = g, leftarg = bigint, rightarg = integer, commutator = ===);
			 DROP OPERATOR ==== (bigint, integer)`,
			`CREATE FUNCTION f(integer, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
			 CREATE FUNCTION g(bigint, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
			 CREATE OPERATOR === (function = f, leftarg = integer, rightarg = bigint)`},
		{"names that are free again",
			table + "CREATE INDEX ON t (id); DROP INDEX t_id_idx; CREATE INDEX ON t (id)",
			table + "CREATE INDEX t_id_idx ON t (id)"},
	})
}

// The index of a key goes with the constraint alone (sql-dropindex.html).
func TestDropIndexOfAKeyIsRefused(t *testing.T) {
	const want = "index t_pkey is that of a constraint of public.t, and cannot be dropped without it"
	if got := loadErrors(t, "CREATE TABLE t (id integer PRIMARY KEY); DROP INDEX t_pkey"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
