package compat_test

import . "github.com/schemadiff/schemadiff/lint/compat"

// What each change does to statements of the release before it.

const postgresBase = `
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN short AS text;
CREATE TABLE teams (id integer PRIMARY KEY, name text);
CREATE TABLE users (
	id integer PRIMARY KEY,
	name text,
	age integer DEFAULT 1 NOT NULL,
	email character varying(20) UNIQUE,
	mood mood,
	nick short,
	team integer REFERENCES teams ON DELETE CASCADE
);
CREATE INDEX by_name ON users (name);
CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17;
CREATE SEQUENCE numbers;
CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
`

const postgresRows = `
INSERT INTO teams VALUES (1, 'a'), (2, 'b');
INSERT INTO users VALUES (1, 'ann', 30, 'a@b', 'ok', 'a', 1), (2, 'bob', 12, 'b@b', 'sad', 'b', 1);
`

const (
	readUser   = `rSELECT id, name, age, email, mood, nick, team FROM users WHERE id = 1 AND name <> 'x' AND age > 1 AND email <> 'y' AND mood <> 'ok'`
	readAll    = `r*SELECT * FROM users`
	insertUser = `wINSERT INTO users (id, name, email, mood, nick, team) VALUES (3, 'cy', 'c@b', 'sad', 'c', 2)`
	insertBare = `w*INSERT INTO users VALUES (3, 'cy', 4, 'c@b', 'sad', 'c', 2)`
	insertFew  = `wINSERT INTO users (id) VALUES (3)`
	updateUser = `wUPDATE users SET name = 'x', age = 5, mood = 'ok' WHERE id = 1`
	deleteUser = `wDELETE FROM users WHERE id = 1`
	upsert     = `wINSERT INTO users (id, email) VALUES (3, 'a@b') ON CONFLICT (email) DO NOTHING`
)

var usual = []string{readUser, readAll, insertUser, insertBare, insertFew, updateUser, deleteUser, upsert}

var postgresChanges = []change{
	{"nothing", "", "COMMENT ON TABLE users IS 'x'", usual, Works, Works},
	{"column-gone", "", "ALTER TABLE users DROP COLUMN nick", usual, Fails, Fails},
	{"column-renamed", "", "ALTER TABLE users RENAME nick TO alias", usual, Fails, Fails},
	{"column-new", "", "ALTER TABLE users ADD plan text", usual, Rarely, Rarely},
	{"column-new-default", "", "ALTER TABLE users ADD plan text NOT NULL DEFAULT 'x'", usual, Rarely, Rarely},
	{"column-new-not-null", "", "ALTER TABLE teams ADD kind text NOT NULL DEFAULT 'x'; ALTER TABLE teams ALTER kind DROP DEFAULT", []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Rarely, Fails},
	{"column-new-identity", "", "ALTER TABLE teams ADD n integer GENERATED ALWAYS AS IDENTITY", []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Rarely, Rarely},
	{"column-new-generated", "", "ALTER TABLE teams ADD n integer GENERATED ALWAYS AS (CASE WHEN id < 5 THEN 1 ELSE 1 / (id - 9) END) STORED", []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Rarely, Depends},
	{"index-of-cast", "", "CREATE INDEX by_number ON teams ((CASE WHEN id < 5 THEN 1 ELSE name::integer END))", []string{`wINSERT INTO teams (id, name) VALUES (9, 'x')`}, Works, Depends},
	{"index-where", "", "CREATE INDEX chosen ON teams (id) WHERE id < 5 OR name::integer > 1", []string{`wINSERT INTO teams (id, name) VALUES (9, 'x')`}, Works, Depends},
	{"key-gone", "CREATE TABLE s (id integer PRIMARY KEY, n text);", "ALTER TABLE s DROP CONSTRAINT s_pkey", []string{`rSELECT id, n FROM s GROUP BY id`, `wINSERT INTO s VALUES (1) ON CONFLICT (id) DO NOTHING`}, Depends, Depends},
	{"key-becomes-unique", "CREATE TABLE s (id integer PRIMARY KEY, n text);", "ALTER TABLE s DROP CONSTRAINT s_pkey; ALTER TABLE s ADD UNIQUE (id)", []string{`rSELECT id, n FROM s GROUP BY id`, `wINSERT INTO s VALUES (1) ON CONFLICT (id) DO NOTHING`}, Depends, Works},
	{"publication", "CREATE TABLE s (n text);", "CREATE PUBLICATION p FOR TABLE s", []string{`wUPDATE s SET n = 'x'`, `rSELECT n FROM s`}, Works, Depends},
	{"replica-identity", "CREATE TABLE s (id integer PRIMARY KEY, n text); CREATE PUBLICATION p FOR TABLE s;", "ALTER TABLE s REPLICA IDENTITY NOTHING", []string{`wUPDATE s SET n = 'x'`, `rSELECT n FROM s`}, Works, Depends},
	{"partition-from-default", "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); CREATE TABLE rest PARTITION OF parts DEFAULT;", "CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10) PARTITION BY LIST (id)", []string{`wINSERT INTO parts VALUES (7)`, `rSELECT id FROM parts`}, Works, Depends},
	{"partition-new", "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10);", "CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (10) TO (20)", []string{`wINSERT INTO parts VALUES (7)`, `rSELECT id FROM parts`}, Works, Works},
	{"column-new-domain-not-null", "CREATE DOMAIN must AS text DEFAULT 'x' NOT NULL;", "ALTER TABLE teams ADD n must", []string{`wINSERT INTO teams (id) VALUES (9)`}, Rarely, Rarely},
	{"not-null", "", "ALTER TABLE teams ALTER name SET NOT NULL", []string{`wINSERT INTO teams (id) VALUES (9)`, `wUPDATE teams SET name = NULL`, `rSELECT name FROM teams`}, Works, Fails},
	{"not-null-with-default", "", "ALTER TABLE teams ALTER name SET DEFAULT 'x', ALTER name SET NOT NULL", []string{`wUPDATE teams SET name = NULL`, `rSELECT name FROM teams`}, Works, Depends},
	{"null", "", "ALTER TABLE users ALTER age DROP NOT NULL", usual, Depends, Works},
	{"default-gone", "", "ALTER TABLE users ALTER age DROP DEFAULT", usual, Works, Fails},
	{"default-other", "", "ALTER TABLE users ALTER age SET DEFAULT 7", usual, Works, Works},
	{"wider-integer", "", "DROP VIEW adults; ALTER TABLE users ALTER id TYPE bigint; CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17", usual, Rarely, Works},
	{"wider-integer-alone", "", "ALTER TABLE users ALTER team TYPE bigint", usual, Rarely, Works},
	{"wider-text", "", "ALTER TABLE users ALTER email TYPE character varying(40)", usual, Rarely, Works},
	{"unlimited-text", "", "ALTER TABLE users ALTER email TYPE text", usual, Rarely, Works},
	{"narrower-text", "", "ALTER TABLE users ALTER email TYPE character varying(3)", append([]string{`wUPDATE users SET email = 'longer' WHERE id = 1`}, usual...), Rarely, Depends},
	{"integer-to-text", "", "ALTER TABLE users DROP CONSTRAINT users_team_fkey; ALTER TABLE users ALTER team TYPE text", []string{`rSELECT id FROM users WHERE team = 1`}, Depends, Depends},
	{"text-to-integer", "", "ALTER TABLE teams ALTER name TYPE integer USING id", []string{`rSELECT id FROM teams WHERE name = 'a'`, `wUPDATE teams SET name = 'a'`}, Depends, Depends},
	{"enum-value-new", "", "ALTER TYPE mood ADD VALUE 'glad'", usual, Depends, Works},
	{"enum-value-renamed", "", "ALTER TYPE mood RENAME VALUE 'sad' TO 'low'", append([]string{`rSELECT id FROM users WHERE mood = 'sad'`}, usual...), Fails, Fails},
	{"domain-check", "", "ALTER DOMAIN short ADD CHECK (length(value) < 5)", append([]string{`wUPDATE users SET nick = 'longer'`}, usual...), Works, Depends},
	{"unique-new", "", "ALTER TABLE users ADD UNIQUE (name)", append([]string{`wUPDATE users SET name = 'same'`}, usual...), Works, Depends},
	{"unique-index-new", "", "CREATE UNIQUE INDEX more ON users (name)", append([]string{`wUPDATE users SET name = 'same'`}, usual...), Works, Depends},
	{"unique-implied", "", "ALTER TABLE users ADD UNIQUE (email, name)", usual, Works, Works},
	{"unique-gone", "", "ALTER TABLE users DROP CONSTRAINT users_email_key", usual, Works, Depends},
	{"unique-becomes-index", "", "ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX more ON users (email)", usual, Works, Rarely},
	{"unique-renamed", "", "ALTER TABLE users RENAME CONSTRAINT users_email_key TO other", append([]string{`w*INSERT INTO users (id, email) VALUES (3, 'a@b') ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING`}, usual...), Works, Rarely},
	{"unique-becomes-partial", "", "ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX more ON users (email) WHERE age > 3", usual, Works, Depends},
	{"check-new", "", "ALTER TABLE users ADD CHECK (age > 6) NOT VALID", usual, Works, Depends},
	{"check-gone", "ALTER TABLE users ADD CONSTRAINT old CHECK (age > 0);", "ALTER TABLE users DROP CONSTRAINT old", usual, Works, Works},
	{"check-renamed", "ALTER TABLE users ADD CONSTRAINT old CHECK (age > 0);", "ALTER TABLE users RENAME CONSTRAINT old TO other", usual, Works, Works},
	{"foreign-key-new", "", "ALTER TABLE users ADD FOREIGN KEY (age) REFERENCES teams NOT VALID", usual, Works, Depends},
	{"foreign-key-restricts", "", "ALTER TABLE users DROP CONSTRAINT users_team_fkey; ALTER TABLE users ADD FOREIGN KEY (team) REFERENCES teams", append([]string{`wDELETE FROM teams WHERE id = 1`}, usual...), Works, Depends},
	{"foreign-key-gone", "", "ALTER TABLE users DROP CONSTRAINT users_team_fkey", usual, Works, Depends},
	{"foreign-key-renamed", "", "ALTER TABLE users RENAME CONSTRAINT users_team_fkey TO other", usual, Works, Works},
	{"index-gone", "", "DROP INDEX by_name", usual, Works, Works},
	{"index-new", "", "CREATE INDEX by_age ON users (age)", usual, Works, Works},
	{"table-gone", "", "DROP VIEW adults; DROP TABLE users", usual, Fails, Fails},
	{"table-renamed", "", "ALTER TABLE users RENAME TO people", usual, Fails, Fails},
	{"table-renamed-under-view", "", "DROP VIEW adults; ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT id, name, age, email, mood, nick, team FROM people; CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17", []string{readUser, insertUser}, Depends, Depends},
	{"table-new", "", "CREATE TABLE more (id integer)", usual, Works, Works},
	{"view-gone", "", "DROP VIEW adults", []string{`rSELECT id FROM adults`, `wUPDATE adults SET name = 'x'`}, Fails, Fails},
	{"view-column-gone", "", "DROP VIEW adults; CREATE VIEW adults AS SELECT id FROM users WHERE age > 17", []string{`rSELECT name FROM adults`, `wUPDATE adults SET name = 'x'`}, Fails, Fails},
	{"view-column-new", "", "CREATE OR REPLACE VIEW adults AS SELECT id, name, age FROM users WHERE age > 17", []string{`rSELECT name FROM adults`, `r*SELECT * FROM adults`}, Depends, Depends},
	{"function-gone", "", "DROP FUNCTION twice(integer)", []string{`rSELECT twice(2)`, `wUPDATE users SET age = twice(2)`}, Fails, Fails},
	{"function-argument-with-default", "", "DROP FUNCTION twice(integer); CREATE FUNCTION twice(integer, n integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * n'", []string{`rSELECT twice(2)`}, Depends, Depends},
	{"function-returns", "", "DROP FUNCTION twice(integer); CREATE FUNCTION twice(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''x'''", []string{`rSELECT twice(2) + 1`}, Depends, Depends},
	{"function-body", "", "CREATE OR REPLACE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 / ($1 - $1)'", []string{`rSELECT twice(2)`}, Depends, Depends},
	{"sequence-gone", "", "DROP SEQUENCE numbers", []string{`rSELECT nextval('numbers')`, `wUPDATE users SET age = nextval('numbers') WHERE id = 1`}, Fails, Fails},
	{"type-renamed", "", "ALTER TYPE mood RENAME TO feeling", []string{`rSELECT 'ok'::mood`, `wUPDATE users SET mood = 'ok'::mood`}, Fails, Fails},
	{"trigger-new", "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';", "CREATE TRIGGER tr BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION refuse()", usual, Works, Depends},
	{"policy", "", "ALTER TABLE users ENABLE ROW LEVEL SECURITY", usual, Depends, Depends},
	{"identity-always", "", "ALTER TABLE teams ALTER id ADD GENERATED ALWAYS AS IDENTITY", []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Works, Depends},
	{"schema-renamed", "CREATE SCHEMA app; CREATE TABLE app.t (id integer);", "ALTER SCHEMA app RENAME TO other", []string{`rSELECT id FROM app.t`, `wDELETE FROM app.t`}, Fails, Fails},
	{"generated", "", "ALTER TABLE teams DROP COLUMN name; ALTER TABLE teams ADD name text GENERATED ALWAYS AS (id::text) STORED", []string{`wINSERT INTO teams (id, name) VALUES (9, 'x')`, `rSELECT name FROM teams`}, Depends, Fails},
	{"generated-no-longer", "CREATE TABLE g (id integer, n integer GENERATED ALWAYS AS (id + 1) STORED);", "ALTER TABLE g ALTER n DROP EXPRESSION", []string{`wINSERT INTO g (id) VALUES (9)`, `rSELECT n FROM g`}, Works, Depends},
	{"default-of-key-gone", "CREATE TABLE s (id serial PRIMARY KEY, n text);", "ALTER TABLE s ALTER id DROP DEFAULT", []string{`wINSERT INTO s (n) VALUES ('x')`, `rSELECT n FROM s`}, Works, Fails},
	{"filled-by-trigger", "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.n := 1; RETURN NEW; END'; CREATE TABLE s (id integer, n integer); CREATE TRIGGER f BEFORE INSERT ON s FOR EACH ROW EXECUTE FUNCTION fill();", "ALTER TABLE s ALTER n SET NOT NULL", []string{`wINSERT INTO s (id) VALUES (9)`}, Works, Depends},
	{"domain-not-null", "", "ALTER DOMAIN short SET NOT NULL", usual, Works, Depends},
	{"composite", "CREATE TYPE pair AS (a integer, b integer); CREATE TABLE pairs (p pair);", "ALTER TYPE pair DROP ATTRIBUTE b", []string{`wINSERT INTO pairs VALUES (ROW(1, 2))`, `rSELECT (p).b FROM pairs`}, Depends, Depends},
	{"partition-detached", "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10);", "ALTER TABLE parts DETACH PARTITION part", []string{`wINSERT INTO parts VALUES (1)`, `rSELECT id FROM parts`}, Depends, Depends},
	{"partition-bound", "CREATE TABLE parts (id integer) PARTITION BY RANGE (id); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10);", "ALTER TABLE parts DETACH PARTITION part; ALTER TABLE parts ATTACH PARTITION part FOR VALUES FROM (0) TO (5)", []string{`wINSERT INTO parts VALUES (7)`, `rSELECT id FROM parts`}, Depends, Depends},
	{"key-deferrable", "", "ALTER TABLE users DROP CONSTRAINT users_email_key; ALTER TABLE users ADD UNIQUE (email) DEFERRABLE", usual, Works, Depends},
	{"exclusion-new", "", "ALTER TABLE users ADD EXCLUDE USING btree (name WITH =)", append([]string{`wUPDATE users SET name = 'same'`}, usual...), Works, Depends},
	{"timestamp-zone", "CREATE TABLE s (at timestamp);", "ALTER TABLE s ALTER at TYPE timestamptz", []string{`wINSERT INTO s VALUES ('2020-01-01')`, `rSELECT at FROM s`}, Depends, Depends},
	{"numeric-narrower", "CREATE TABLE s (n numeric(10,2));", "ALTER TABLE s ALTER n TYPE numeric(4,2)", []string{`wINSERT INTO s VALUES (1234.5)`, `rSELECT n FROM s WHERE n > 1`}, Rarely, Depends},
	{"overload", "", "CREATE FUNCTION twice(text) RETURNS text LANGUAGE sql AS 'SELECT $1 || $1'", []string{`rSELECT twice('2') + 1`}, Depends, Depends},
	{"materialized", "", "DROP VIEW adults; CREATE MATERIALIZED VIEW adults AS SELECT id, name FROM users WHERE age > 17", []string{`rSELECT name FROM adults`, `wUPDATE adults SET name = 'x'`}, Depends, Depends},
	{"column-order", "CREATE TABLE s (a text, b integer);", "ALTER TABLE s DROP COLUMN a; ALTER TABLE s ADD a text", []string{`wINSERT INTO s (a, b) VALUES ('x', 1)`, `w*INSERT INTO s VALUES ('x', 1)`, `rSELECT a FROM s`}, Rarely, Rarely},
	{"ambiguous-in-joins", "", "ALTER TABLE teams ADD email text", []string{`r*SELECT email FROM users JOIN teams ON users.team = teams.id`}, Rarely, Rarely},
	{"index-of-expression", "CREATE UNIQUE INDEX lowered ON users (lower(email));", "DROP INDEX lowered; CREATE UNIQUE INDEX lowered ON users (upper(email))", []string{`wINSERT INTO users (id, email) VALUES (3, 'a@b') ON CONFLICT (lower(email)) DO NOTHING`}, Works, Depends},
	{"unlogged", "", "CREATE TABLE s (a integer); ALTER TABLE s SET UNLOGGED", nil, Works, Works},
	{"collation", "", `ALTER TABLE teams ALTER name TYPE text COLLATE "C"`, []string{`rSELECT id FROM teams ORDER BY name`}, Depends, Depends},
}

const sqliteBase = `
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE users (
	id INTEGER PRIMARY KEY,
	name TEXT,
	age INTEGER DEFAULT 1 NOT NULL,
	email TEXT UNIQUE,
	team INTEGER REFERENCES teams ON DELETE CASCADE
);
CREATE INDEX by_name ON users (name);
CREATE VIEW adults AS SELECT id, name FROM users WHERE age > 17;
`

const sqliteRows = `
INSERT INTO teams VALUES (1, 'a'), (2, 'b');
INSERT INTO users VALUES (1, 'ann', 30, 'a@b', 1), (2, 'bob', 12, 'b@b', 1);
`

var usualLite = []string{
	`rSELECT id, name, age, email, team FROM users WHERE id = 1 AND name <> 'x' AND age > 1`,
	`r*SELECT * FROM users`,
	`wINSERT INTO users (id, name, email, team) VALUES (3, 'cy', 'c@b', 2)`,
	`w*INSERT INTO users VALUES (3, 'cy', 4, 'c@b', 2)`,
	insertFew, `wUPDATE users SET name = 'x', age = 5 WHERE id = 1`, deleteUser, upsert,
}

// rebuilt is the script of a table that becomes another one.
func rebuilt(table, columns, definition string) string {
	return "CREATE TABLE new_t (" + definition + "); INSERT INTO new_t (" + columns + ") SELECT " + columns + " FROM " + table +
		"; DROP TABLE " + table + "; ALTER TABLE new_t RENAME TO " + table + ";"
}

var sqliteChanges = []change{
	{"column-gone", "", "DROP VIEW adults; DROP INDEX by_name; ALTER TABLE users DROP COLUMN name", usualLite, Fails, Fails},
	{"column-renamed", "", "ALTER TABLE users RENAME COLUMN name TO full_name", usualLite, Fails, Fails},
	{"column-new", "", "ALTER TABLE users ADD plan TEXT", usualLite, Rarely, Rarely},
	{"column-new-default", "", "ALTER TABLE users ADD plan TEXT NOT NULL DEFAULT 'x'", usualLite, Rarely, Rarely},
	{"column-new-not-null", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT, kind TEXT NOT NULL DEFAULT 'x'") + rebuilt("teams", "id, name, kind", "id INTEGER PRIMARY KEY, name TEXT, kind TEXT NOT NULL"), []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Rarely, Fails},
	{"column-new-generated", "", "ALTER TABLE teams ADD n TEXT GENERATED ALWAYS AS (name || 'x') VIRTUAL", []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT id FROM teams`}, Rarely, Depends},
	{"index-of-expression", "", "CREATE INDEX by_json ON teams (CASE WHEN id > 5 THEN json_extract(name, '$') END)", []string{`wINSERT INTO teams (id, name) VALUES (9, 'x')`}, Works, Depends},
	{"key-becomes-unique", "CREATE TABLE s (id TEXT PRIMARY KEY, n TEXT);", rebuilt("s", "id, n", "id TEXT UNIQUE, n TEXT"), []string{`rSELECT id, n FROM s GROUP BY id`, `wINSERT INTO s VALUES ('1', '2') ON CONFLICT (id) DO NOTHING`}, Depends, Works},
	{"not-null", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT NOT NULL"), []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT name FROM teams`}, Works, Fails},
	{"not-null-with-default", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT DEFAULT 'x' NOT NULL"), []string{`wINSERT INTO teams (id) VALUES (9)`, `rSELECT name FROM teams`}, Works, Depends},
	{"rowid-not-null", "", rebuilt("teams", "id, name", "id INTEGER NOT NULL PRIMARY KEY, name TEXT"), []string{`wINSERT INTO teams (name) VALUES ('x')`, `rSELECT name FROM teams`}, Works, Depends},
	{"check-new", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT CHECK (length(name) < 3)"), []string{`wINSERT INTO teams (name) VALUES ('long')`, `rSELECT name FROM teams`}, Works, Depends},
	{"unique-new", "", "CREATE UNIQUE INDEX more ON users (name)", append([]string{`wUPDATE users SET name = 'same'`}, usualLite...), Works, Depends},
	{"unique-becomes-index", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT") + "CREATE UNIQUE INDEX more ON teams (name)", []string{`wINSERT INTO teams (name) VALUES ('c') ON CONFLICT (id) DO NOTHING`, `rSELECT name FROM teams`}, Works, Depends},
	{"unique-gone", "CREATE UNIQUE INDEX once ON teams (name);", "DROP INDEX once", []string{`wINSERT INTO teams (name) VALUES ('a') ON CONFLICT (name) DO NOTHING`, `rSELECT name FROM teams`}, Works, Depends},
	{"index-gone", "", "DROP INDEX by_name", append([]string{`r*SELECT id FROM users INDEXED BY by_name WHERE name = 'x'`}, usualLite...), Rarely, Works},
	{"index-new", "", "CREATE INDEX by_age ON users (age)", usualLite, Works, Works},
	{"table-gone", "", "DROP VIEW adults; DROP TABLE users", usualLite, Fails, Fails},
	{"table-renamed", "", "ALTER TABLE users RENAME TO people", usualLite, Fails, Fails},
	{"table-new", "", "CREATE TABLE more (id INTEGER)", usualLite, Works, Works},
	{"view-gone", "CREATE TRIGGER taken INSTEAD OF DELETE ON adults BEGIN SELECT 1; END;", "DROP VIEW adults", []string{`rSELECT id FROM adults`, `wDELETE FROM adults`}, Fails, Fails},
	{"view-other", "", "DROP VIEW adults; CREATE VIEW adults AS SELECT id FROM users", []string{`rSELECT name FROM adults`}, Depends, Depends},
	{"trigger-new", "", "CREATE TRIGGER tr BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'no'); END", usualLite, Works, Depends},
	{"strict", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT") + rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT) STRICT; CREATE TABLE ignored (x"), nil, Works, Depends},
	{"without-rowid", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name TEXT) WITHOUT ROWID; CREATE TABLE ignored (x"), []string{`rSELECT rowid FROM teams`, `wINSERT INTO teams (name) VALUES ('x')`}, Depends, Fails},
	{"rowid-alias", "CREATE TABLE s (id INT PRIMARY KEY, n TEXT);", rebuilt("s", "id, n", "id INTEGER PRIMARY KEY, n TEXT"), []string{`wINSERT INTO s (id) VALUES ('x')`, `rSELECT n FROM s`}, Depends, Depends},
	{"conflict-clause", "CREATE TABLE s (n TEXT UNIQUE); INSERT INTO s VALUES ('a');", rebuilt("s", "n", "n TEXT UNIQUE ON CONFLICT FAIL"), nil, Works, Depends},
	{"type-other", "", rebuilt("teams", "id, name", "id INTEGER PRIMARY KEY, name INTEGER"), []string{`rSELECT name FROM teams WHERE name = 'a'`}, Depends, Depends},
}
