package postgres

import "testing"

// After a rename the schema is the one in which everything has the new name from the start:
// the server keeps references by number.
func TestReferencesFollowARename(t *testing.T) {
	giveTheSame(t, []sameCase{
		{"a table",
			`CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE r (a integer CONSTRAINT k REFERENCES a);
			 CREATE VIEW v AS SELECT a.id FROM a; CREATE INDEX i ON a (id); CREATE POLICY p ON a USING (a.id > 0);
			 ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME CONSTRAINT a_pkey TO b_pkey`,
			`CREATE TABLE b (id integer PRIMARY KEY); CREATE TABLE r (a integer CONSTRAINT k REFERENCES b);
			 CREATE VIEW v AS SELECT b.id FROM b; CREATE INDEX i ON b (id); CREATE POLICY p ON b USING (b.id > 0)`},
		{"a column",
			`CREATE TABLE t (a integer, c integer GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT k UNIQUE (a), CONSTRAINT p CHECK (a > 0));
			 CREATE INDEX i ON t (lower(a::text)) WHERE a > 1; CREATE STATISTICS s ON a, c FROM t; ALTER TABLE t RENAME a TO b`,
			`CREATE TABLE t (b integer, c integer GENERATED ALWAYS AS (b + 1) STORED, CONSTRAINT k UNIQUE (b), CONSTRAINT p CHECK (b > 0));
			 CREATE INDEX i ON t (lower(b::text)) WHERE b > 1; CREATE STATISTICS s ON b, c FROM t`},
		{"a column of a reference",
			"CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE r (a integer CONSTRAINT k REFERENCES a (id)); ALTER TABLE a RENAME id TO key",
			"CREATE TABLE a (key integer PRIMARY KEY); CREATE TABLE r (a integer CONSTRAINT k REFERENCES a (key))"},
		{"a column that a trigger watches",
			`CREATE TABLE t (a integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
			 CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (new.a > 1) EXECUTE FUNCTION f(); ALTER TABLE t RENAME a TO b`,
			`CREATE TABLE t (b integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
			 CREATE TRIGGER g BEFORE UPDATE OF b ON t FOR EACH ROW WHEN (new.b > 1) EXECUTE FUNCTION f()`},
		{"a type",
			`CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (c e[]); CREATE FUNCTION f(e) RETURNS e LANGUAGE sql AS 'SELECT $1';
			 CREATE DOMAIN d AS e; CREATE TYPE r AS (a e); CREATE CAST (e AS integer) WITH INOUT; ALTER TYPE e RENAME TO mood`,
			`CREATE TYPE mood AS ENUM ('a'); CREATE TABLE t (c mood[]); CREATE FUNCTION f(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';
			 CREATE DOMAIN d AS mood; CREATE TYPE r AS (a mood); CREATE CAST (mood AS integer) WITH INOUT`},
		{"a function",
			`CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE t (a integer DEFAULT f(1), CHECK (f(a) > 0));
			 CREATE INDEX i ON t (f(a)); ALTER FUNCTION f(integer) RENAME TO g`,
			`CREATE FUNCTION g(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE t (a integer DEFAULT g(1), CHECK (g(a) > 0));
			 CREATE INDEX i ON t (g(a))`},
		{"the function of a trigger",
			`CREATE TABLE t (a integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
			 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f(); ALTER FUNCTION f() RENAME TO g`,
			`CREATE TABLE t (a integer); CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
			 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION g()`},
		{"a sequence",
			"CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s')); ALTER SEQUENCE s RENAME TO q",
			"CREATE SEQUENCE q; CREATE TABLE t (a integer DEFAULT nextval('q'))"},
		{"a schema",
			"CREATE SCHEMA a; CREATE TABLE a.t (id integer); CREATE VIEW a.v AS SELECT id FROM a.t; ALTER SCHEMA a RENAME TO b",
			"CREATE SCHEMA b; CREATE TABLE b.t (id integer); CREATE VIEW b.v AS SELECT id FROM b.t"},
		{"a server",
			"CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s; ALTER SERVER s RENAME TO far",
			"CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER far"},
		{"a foreign data wrapper",
			"CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; ALTER FOREIGN DATA WRAPPER w RENAME TO far",
			"CREATE FOREIGN DATA WRAPPER far; CREATE SERVER s FOREIGN DATA WRAPPER far"},
		{"a dictionary",
			`CREATE TEXT SEARCH DICTIONARY d (template = simple); CREATE TEXT SEARCH CONFIGURATION c (parser = "default");
			 ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d; ALTER TEXT SEARCH DICTIONARY d RENAME TO e`,
			`CREATE TEXT SEARCH DICTIONARY e (template = simple); CREATE TEXT SEARCH CONFIGURATION c (parser = "default");
			 ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH e`},
		{"a published table",
			"CREATE TABLE t (a integer, b integer); CREATE PUBLICATION p FOR TABLE t (a, b) WHERE (a > 0); ALTER TABLE t RENAME a TO c; ALTER TABLE t RENAME TO u",
			"CREATE TABLE u (c integer, b integer); CREATE PUBLICATION p FOR TABLE u (c, b) WHERE (c > 0)"},
		{"a collation",
			"CREATE COLLATION c (locale = 'C'); CREATE DOMAIN d AS text COLLATE c; CREATE TYPE r AS (a text COLLATE c); ALTER COLLATION c RENAME TO d",
			"CREATE COLLATION d (locale = 'C'); CREATE DOMAIN d AS text COLLATE d; CREATE TYPE r AS (a text COLLATE d)"},
		{"the index of a key",
			"CREATE TABLE t (id integer, CONSTRAINT k UNIQUE (id)); ALTER INDEX k RENAME TO l",
			"CREATE TABLE t (id integer, CONSTRAINT l UNIQUE (id))"},
	})
}

// SET SCHEMA takes along what always lives in the schema of its table.
func TestSetSchemaMovesWhatBelongsToATable(t *testing.T) {
	giveTheSame(t, []sameCase{
		{"indexes and sequences",
			"CREATE SCHEMA s; CREATE TABLE t (id serial); CREATE INDEX i ON t (id); ALTER TABLE t SET SCHEMA s",
			"CREATE SCHEMA s; CREATE TABLE s.t (id serial); CREATE INDEX i ON s.t (id)"},
		{"the sequence of an identity",
			"CREATE SCHEMA s; CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY); ALTER TABLE t SET SCHEMA s",
			"CREATE SCHEMA s; CREATE TABLE s.t (id integer GENERATED ALWAYS AS IDENTITY)"},
		{"a function",
			"CREATE SCHEMA s; CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f(integer) SET SCHEMA s",
			"CREATE SCHEMA s; CREATE FUNCTION s.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'"},
		{"a type and its columns",
			"CREATE SCHEMA s; CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (c e); ALTER TYPE e SET SCHEMA s",
			"CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE TABLE t (c s.e)"},
	})
}
