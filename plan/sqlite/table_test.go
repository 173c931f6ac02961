package sqlite_test

import "testing"

// TestDecisions: which changes of a table ALTER TABLE can do, and which need a rebuild.
func TestDecisions(t *testing.T) {
	check(t, []example{
		{
			rule: "a nullable column is added in place",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT);
`,
			want: `
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b TEXT;
-- undo: ALTER TABLE t DROP COLUMN b
`,
		},
		{
			rule: "a column with a constant default is added in place",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT NOT NULL DEFAULT 'x');
`,
			want: `
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b TEXT NOT NULL DEFAULT 'x';
-- undo: ALTER TABLE t DROP COLUMN b
`,
		},
		{
			rule: "a required column without a default is added by a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT NOT NULL);
`,
			want: `
-- rebuild table: column t.b is new
-- why: ADD COLUMN takes NOT NULL only with a default on a table with rows
-- rewrite, foreign keys off, asks whether rows without a value for the new NOT NULL column t.b, which has no default
CREATE TABLE _schemadiff_new_t (a INTEGER, b TEXT NOT NULL);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a default that is no constant needs a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT DEFAULT CURRENT_TIMESTAMP);
`,
			want: `
-- rebuild table: column t.b is new
-- why: ADD COLUMN takes only a constant default on a table with rows
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a INTEGER, b TEXT DEFAULT CURRENT_TIMESTAMP);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a unique column needs a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT UNIQUE);
`,
			want: `
-- rebuild table: column t.b is new; unique constraint of t (UNIQUE) is new
-- why: ADD COLUMN cannot add a PRIMARY KEY or UNIQUE column
-- rewrite, foreign keys off, asks whether rows of t sharing with another what must be unique: b
CREATE TABLE _schemadiff_new_t (a INTEGER, b TEXT UNIQUE);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column with a check is added in place and reads the rows",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER CHECK (b > 0));
`,
			want: `
-- add column: column t.b is new; check constraint of t (CHECK (b > 0)) is new
-- scan, asks whether rows of t violating CHECK (b > 0)
ALTER TABLE t ADD COLUMN b INTEGER CHECK (b > 0);
-- undo: ALTER TABLE t DROP COLUMN b
`,
		},
		{
			rule: "a column that refers to another table is added in place",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER, p INTEGER REFERENCES p);
`,
			want: `
-- add column: column t.p is new; foreign key of t (REFERENCES p) is new
ALTER TABLE t ADD COLUMN p INTEGER REFERENCES p;
-- undo: ALTER TABLE t DROP COLUMN p
`,
		},
		{
			rule: "a virtual generated column is added in place",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL);
`,
			want: `
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL;
-- undo: ALTER TABLE t DROP COLUMN b
`,
		},
		{
			rule: "a stored generated column needs a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1) STORED);
`,
			want: `
-- rebuild table: column t.b is new
-- why: ADD COLUMN cannot add a STORED generated column (lang_altertable.html)
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a + 1) STORED);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column is dropped in place",
			from: `
CREATE TABLE t (a INTEGER, b TEXT);
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- drop column: column t.b is not in the desired schema
-- rewrite, loses the values of t.b in all rows, --allow drop-column
ALTER TABLE t DROP COLUMN b;
`,
		},
		{
			rule: "a column with an index is dropped in place after the index",
			from: `
CREATE TABLE t (a INTEGER, b TEXT);
CREATE INDEX i ON t (b);
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- drop index: index i is not in the desired schema
DROP INDEX i;
-- undo: CREATE INDEX i ON t (b)
-- drop column: column t.b is not in the desired schema
-- rewrite, loses the values of t.b in all rows, --allow drop-column
ALTER TABLE t DROP COLUMN b;
`,
		},
		{
			rule: "a unique column is dropped by a rebuild",
			from: `
CREATE TABLE t (a INTEGER, b TEXT UNIQUE);
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- rebuild table: column t.b is not in the desired schema; unique constraint of t (UNIQUE) is not in the desired schema
-- why: DROP COLUMN cannot drop a member of a key
-- rewrite, foreign keys off, loses the values of t.b in all rows, --allow drop-column
CREATE TABLE _schemadiff_new_t (a INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column of the primary key is dropped by a rebuild",
			from: `
CREATE TABLE t (a INTEGER, b TEXT, PRIMARY KEY (a, b));
`,
			to: `
CREATE TABLE t (a INTEGER, PRIMARY KEY (a));
`,
			want: `
-- rebuild table: table t: rowid alias becomes a; column t.b is not in the desired schema; primary key of t (PRIMARY KEY (a)): columns a, b becomes a; the rows of t get other row ids
-- why: ALTER TABLE cannot change this: rowid alias becomes a
-- rewrite, foreign keys off, loses the values of t.b in all rows, --allow drop-column, asks whether rows without an integer in t.a, which becomes the INTEGER PRIMARY KEY, asks whether rows of t sharing with another what must be unique: a
CREATE TABLE _schemadiff_new_t (a INTEGER, PRIMARY KEY (a));
INSERT OR ABORT INTO _schemadiff_new_t (a) SELECT a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column that a check reads is dropped by a rebuild",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER, CHECK (b > a));
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- rebuild table: column t.b is not in the desired schema; check constraint of t (CHECK (b > a)) is not in the desired schema
-- why: ALTER TABLE of SQLite 3.35 cannot drop a CHECK
-- rewrite, foreign keys off, loses the values of t.b in all rows, --allow drop-column
CREATE TABLE _schemadiff_new_t (a INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column that a generated one reads is dropped by a rebuild",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER AS (b + 1));
`,
			to: `
CREATE TABLE t (a INTEGER, c INTEGER AS (a + 1));
`,
			want: `
-- rebuild table: column t.b is not in the desired schema; column t.c: generated b + 1 becomes a + 1
-- why: ALTER TABLE cannot change a column's generated
-- rewrite, foreign keys off, loses the values of t.b in all rows, --allow drop-column
CREATE TABLE _schemadiff_new_t (a INTEGER, c INTEGER AS (a + 1));
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column of a foreign key is dropped by a rebuild",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER, p INTEGER, FOREIGN KEY (p) REFERENCES p (id));
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (a INTEGER);
`,
			want: `
-- rebuild table: column t.p is not in the desired schema; foreign key of t (FOREIGN KEY (p) REFERENCES p (id)) is not in the desired schema
-- why: ALTER TABLE of SQLite 3.35 cannot drop a foreign key
-- rewrite, foreign keys off, loses the values of t.p in all rows, --allow drop-column
CREATE TABLE _schemadiff_new_t (a INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "another type of the same affinity needs a rebuild all the same",
			from: `
CREATE TABLE t (a VARCHAR(10));
`,
			to: `
CREATE TABLE t (a TEXT);
`,
			want: `
-- rebuild table: column t.a: type varchar(10) becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a TEXT);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "another default needs a rebuild",
			from: `
CREATE TABLE t (a INTEGER DEFAULT 1);
`,
			to: `
CREATE TABLE t (a INTEGER DEFAULT 2);
`,
			want: `
-- rebuild table: column t.a: default 1 becomes 2
-- why: ALTER TABLE cannot change a column's default
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a INTEGER DEFAULT 2);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "another collation needs a rebuild",
			from: `
CREATE TABLE t (a TEXT);
`,
			to: `
CREATE TABLE t (a TEXT COLLATE NOCASE);
`,
			want: `
-- rebuild table: column t.a: collation becomes nocase
-- why: ALTER TABLE cannot change a column's collation
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a TEXT COLLATE NOCASE);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "NOT NULL is set by a rebuild before SQLite 3.53",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER NOT NULL);
`,
			want: `
-- rebuild table: column t.a: becomes not null
-- why: ALTER TABLE cannot change a column's not null
-- rewrite, foreign keys off, asks whether rows with NULL in t.a, which becomes NOT NULL
CREATE TABLE _schemadiff_new_t (a INTEGER NOT NULL);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule:   "NOT NULL is set in place by a newer SQLite",
			target: "3.54",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER NOT NULL);
`,
			want: `
-- alter column: column t.a: becomes not null
-- scan, asks whether rows with NULL in t.a, which becomes NOT NULL
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
-- undo: ALTER TABLE t ALTER COLUMN a DROP NOT NULL
`,
		},
		{
			rule:   "NOT NULL is dropped in place by a newer SQLite",
			target: "3.54",
			from: `
CREATE TABLE t (a INTEGER NOT NULL);
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- alter column: column t.a: no longer not null
ALTER TABLE t ALTER COLUMN a DROP NOT NULL;
-- undo: ALTER TABLE t ALTER COLUMN a SET NOT NULL
`,
		},
		{
			rule: "a check is added by a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, CONSTRAINT positive CHECK (a > 0));
`,
			want: `
-- rebuild table: check constraint t.positive is new
-- why: ALTER TABLE of SQLite 3.35 cannot add a CHECK
-- rewrite, foreign keys off, asks whether rows of t violating CONSTRAINT positive CHECK (a > 0)
CREATE TABLE _schemadiff_new_t (a INTEGER, CONSTRAINT positive CHECK (a > 0));
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule:   "a check is added in place by a newer SQLite",
			target: "3.54",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, CONSTRAINT positive CHECK (a > 0));
`,
			want: `
-- add constraint: check constraint t.positive is new
-- scan, asks whether rows of t violating CONSTRAINT positive CHECK (a > 0)
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
-- undo: ALTER TABLE t DROP CONSTRAINT positive
`,
		},
		{
			rule:   "a check is dropped in place by its name by a newer SQLite",
			target: "3.54",
			from: `
CREATE TABLE t (a INTEGER, CONSTRAINT positive CHECK (a > 0));
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- drop constraint: check constraint t.positive is not in the desired schema
ALTER TABLE t DROP CONSTRAINT positive;
`,
		},
		{
			rule:   "a column is dropped by a rebuild where the target has no DROP COLUMN",
			target: "3.30",
			from: `
CREATE TABLE t (a INTEGER, b TEXT);
`,
			to: `
CREATE TABLE t (a INTEGER);
`,
			want: `
-- rebuild table: column t.b is not in the desired schema
-- why: SQLite 3.30 has no DROP COLUMN, 3.35 does
-- rewrite, foreign keys off, loses the values of t.b in all rows, --allow drop-column
CREATE TABLE _schemadiff_new_t (a INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "the primary key changes by a rebuild",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a));
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (b));
`,
			want: `
-- rebuild table: table t: rowid alias a becomes b; primary key of t (PRIMARY KEY (b)): columns a becomes b; the rows of t get other row ids
-- why: ALTER TABLE cannot change this: rowid alias a becomes b
-- rewrite, foreign keys off, asks whether rows without an integer in t.b, which becomes the INTEGER PRIMARY KEY, asks whether rows of t sharing with another what must be unique: b
CREATE TABLE _schemadiff_new_t (a INTEGER, b INTEGER, PRIMARY KEY (b));
INSERT OR ABORT INTO _schemadiff_new_t (a, b) SELECT a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a foreign key is added by a rebuild",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (p INTEGER);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE t (p INTEGER REFERENCES p);
`,
			want: `
-- rebuild table: foreign key of t (REFERENCES p) is new
-- why: ALTER TABLE of SQLite 3.35 cannot add a foreign key
-- rewrite, foreign keys off, asks whether rows of t referring through t.p to a row that p does not have
CREATE TABLE _schemadiff_new_t (p INTEGER REFERENCES p);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, p) SELECT rowid, p FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a strict table is made by a rebuild",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER) STRICT;
`,
			want: `
-- rebuild table: table t: becomes strict
-- why: ALTER TABLE cannot change this: becomes strict
-- rewrite, foreign keys off, asks whether rows with a value in t.a that type integer of a STRICT table refuses, asks whether values of t.a that type integer would change, as '007' becomes 7
CREATE TABLE _schemadiff_new_t (a INTEGER) STRICT;
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a table without rowid is made by a rebuild",
			from: `
CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL);
`,
			to: `
CREATE TABLE t (a TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
`,
			want: `
-- rebuild table: table t: becomes without rowid; the row ids of t go
-- why: ALTER TABLE cannot change this: becomes without rowid
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
INSERT OR ABORT INTO _schemadiff_new_t (a) SELECT a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "AUTOINCREMENT is added by a rebuild",
			from: `
CREATE TABLE t (a INTEGER PRIMARY KEY);
`,
			to: `
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);
`,
			want: `
-- rebuild table: table t: becomes autoincrement
-- why: ALTER TABLE cannot change this: becomes autoincrement
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT OR ABORT INTO _schemadiff_new_t (a) SELECT a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "AUTOINCREMENT carries its counter over",
			from: `
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT);
`,
			to: `
CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b INTEGER);
`,
			want: `
-- rebuild table: column t.b: type text becomes integer
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.b that type integer would change, as '007' becomes 7
CREATE TABLE _schemadiff_new_t (a INTEGER PRIMARY KEY AUTOINCREMENT, b INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (a, b) SELECT a, b FROM t;
DELETE FROM sqlite_sequence WHERE name = '_schemadiff_new_t';
INSERT INTO sqlite_sequence (name, seq) SELECT '_schemadiff_new_t', seq FROM sqlite_sequence WHERE name = 't';
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "spelling alone is no change",
			from: `
CREATE TABLE t (a INTEGER, "b" text DEFAULT (1));
`,
			to: `
create table T(A integer, b TEXT default 1);
`,
		},
		{
			rule: "another order of columns is reported and left",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER);
`,
			to: `
CREATE TABLE t (b INTEGER, a INTEGER);
`,
			want: `
info[column-order] the columns of t will stand in another order than in the files: SQLite adds columns at the end
`,
		},
		{
			rule:  "another order of columns rebuilds where it counts",
			order: true,
			from: `
CREATE TABLE t (a INTEGER, b INTEGER);
`,
			to: `
CREATE TABLE t (b INTEGER, a INTEGER);
`,
			want: `
-- rebuild table: table t: columns are in another order
-- why: ALTER TABLE cannot change this: columns are in another order
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (b INTEGER, a INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a column in the middle is added at the end and reported",
			from: `
CREATE TABLE t (a INTEGER, c INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER);
`,
			want: `
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b INTEGER;
-- undo: ALTER TABLE t DROP COLUMN b
info[column-order] the columns of t will stand in another order than in the files: SQLite adds columns at the end
`,
		},
	})
}

// TestIndexCosts: creating an index reads the rows that its table has; a table that the plan creates has none.
func TestIndexCosts(t *testing.T) {
	check(t, []example{
		{
			rule: "a new table has no rows to read",
			from: ``,
			to: `
CREATE TABLE t (a INTEGER, b TEXT);
CREATE UNIQUE INDEX i ON t (a);
`,
			want: `
-- create table: table t is new
CREATE TABLE t (a INTEGER, b TEXT);
-- undo: DROP TABLE t
-- create index: index i is new
CREATE UNIQUE INDEX i ON t (a);
-- undo: DROP INDEX i
`,
		},
		{
			rule: "a table where a view was has no rows to read",
			from: `
CREATE VIEW t AS SELECT 1 AS a;
`,
			to: `
CREATE TABLE t (a INTEGER);
CREATE INDEX i ON t (a);
`,
			want: `
-- drop view: view t is not in the desired schema
DROP VIEW t;
-- undo: CREATE VIEW t AS SELECT 1 AS a
-- create table: table t is new
CREATE TABLE t (a INTEGER);
-- undo: DROP TABLE t
-- create index: index i is new
CREATE INDEX i ON t (a);
-- undo: DROP INDEX i
`,
		},
		{
			rule: "a renamed table has its rows",
			from: `
CREATE TABLE s (a INTEGER);
`,
			to: `
-- @renamed from=s
CREATE TABLE t (a INTEGER);
CREATE INDEX i ON t (a);
`,
			want: `
-- rename table: table t was s
ALTER TABLE s RENAME TO t;
-- undo: ALTER TABLE t RENAME TO s
-- create index: index i is new
-- scan
CREATE INDEX i ON t (a);
-- undo: DROP INDEX i
`,
		},
	})
}
