package sqlite_test

import "testing"

// TestRebuilds: what goes and comes with a table that is rebuilt.
func TestRebuilds(t *testing.T) {
	check(t, []example{
		{
			rule: "several changes of a table are one rebuild",
			from: `
CREATE TABLE t (a INTEGER, b TEXT, c TEXT);
`,
			to: `
CREATE TABLE t (a TEXT, b TEXT NOT NULL DEFAULT '', d TEXT UNIQUE);
`,
			want: `
-- rebuild table: column t.a: type integer becomes text; column t.b: becomes not null, default becomes ''; column t.c is not in the desired schema; column t.d is new; unique constraint of t (UNIQUE) is new
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, loses the values of t.c in all rows, --allow drop-column, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3', asks whether rows with NULL in t.b, which becomes NOT NULL, asks whether rows of t sharing with another what must be unique: d
CREATE TABLE _schemadiff_new_t (a TEXT, b TEXT NOT NULL DEFAULT '', d TEXT UNIQUE);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
error[possible-rename] column t.c would be dropped and column t.d created: is it a rename?
`,
		},
		{
			rule: "indexes and triggers that stay are created again from their own text",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER);
CREATE INDEX i ON t (b);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
`,
			to: `
CREATE TABLE t (a TEXT, b INTEGER);
CREATE INDEX i ON t (b);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (a TEXT, b INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
CREATE INDEX i ON t (b);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
`,
		},
		{
			rule: "an index that goes with a rebuild is dropped by a step of its own before it",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER);
CREATE INDEX i ON t (b);
`,
			to: `
CREATE TABLE t (a TEXT, b INTEGER);
`,
			want: `
-- drop index: index i is not in the desired schema
DROP INDEX i;
-- undo: CREATE INDEX i ON t (b)
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (a TEXT, b INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "an index that comes with a rebuild is created after it",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER);
`,
			to: `
CREATE TABLE t (a TEXT, b INTEGER);
CREATE INDEX i ON t (b);
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (a TEXT, b INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
-- create index: index i is new
-- scan
CREATE INDEX i ON t (b);
-- undo: DROP INDEX i
`,
		},
		{
			rule: "a view over a rebuilt table stays",
			from: `
CREATE TABLE t (a INTEGER);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a TEXT);
CREATE VIEW v AS SELECT a FROM t;
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (a TEXT);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a table that refers to itself is rebuilt with its reference",
			from: `
CREATE TABLE t (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t, n INTEGER);
`,
			to: `
CREATE TABLE t (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t, n TEXT);
`,
			want: `
-- rebuild table: column t.n: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.n that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES t, n TEXT);
INSERT OR ABORT INTO _schemadiff_new_t (id, parent, n) SELECT id, parent, n FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a parent is rebuilt with foreign keys off so that its children keep their rows",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER);
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT);
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			want: `
-- rebuild table: column p.n: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of p.n that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_p (id INTEGER PRIMARY KEY, n TEXT);
INSERT OR ABORT INTO _schemadiff_new_p (id, n) SELECT id, n FROM p;
DROP TABLE p;
ALTER TABLE _schemadiff_new_p RENAME TO p;
`,
		},
		{
			rule: "two tables are rebuilt each by itself",
			from: `
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
`,
			to: `
CREATE TABLE a (x TEXT);
CREATE TABLE b (x TEXT);
`,
			want: `
-- rebuild table: column a.x: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of a.x that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_a (x TEXT);
INSERT OR ABORT INTO _schemadiff_new_a (rowid, x) SELECT rowid, x FROM a;
DROP TABLE a;
ALTER TABLE _schemadiff_new_a RENAME TO a;
-- rebuild table: column b.x: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of b.x that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_b (x TEXT);
INSERT OR ABORT INTO _schemadiff_new_b (rowid, x) SELECT rowid, x FROM b;
DROP TABLE b;
ALTER TABLE _schemadiff_new_b RENAME TO b;
`,
		},
		{
			rule: "a generated column is not copied",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1) STORED);
`,
			to: `
CREATE TABLE t (a TEXT, b INTEGER AS (a + 1) STORED);
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (a TEXT, b INTEGER AS (a + 1) STORED);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "NOT NULL with a default still asks about NULL",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER NOT NULL DEFAULT 0);
`,
			want: `
-- rebuild table: column t.a: becomes not null, default becomes 0
-- why: ALTER TABLE cannot change a column's not null, default
-- rewrite, foreign keys off, asks whether rows with NULL in t.a, which becomes NOT NULL
CREATE TABLE _schemadiff_new_t (a INTEGER NOT NULL DEFAULT 0);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a) SELECT rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "the rowid is kept under a name that no column has",
			from: `
CREATE TABLE t (rowid INTEGER, a INTEGER);
`,
			to: `
CREATE TABLE t (rowid INTEGER, a TEXT);
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (rowid INTEGER, a TEXT);
INSERT OR ABORT INTO _schemadiff_new_t (_rowid_, rowid, a) SELECT _rowid_, rowid, a FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a generated column that becomes ordinary keeps its values",
			from: `
CREATE TABLE t (a INTEGER, b INTEGER AS (a + 1));
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER);
`,
			want: `
-- rebuild table: column t.b: generated no longer a + 1
-- why: ALTER TABLE cannot change a column's generated
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_t (a INTEGER, b INTEGER);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, a, b) SELECT rowid, a, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule:   "a rebuild in one transaction of the runner copies back",
			runner: "transaction",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY, n INTEGER);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			want: `
-- rebuild table: column p.n: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of p.n that type text would change, as 0.30000000000000004 becomes '0.3'
PRAGMA defer_foreign_keys = ON;
CREATE TABLE _schemadiff_copy_p AS SELECT id, n FROM p;
DROP TABLE p;
CREATE TABLE p (id INTEGER PRIMARY KEY, n TEXT);
INSERT OR ABORT INTO p (id, n) SELECT id, n FROM _schemadiff_copy_p;
DROP TABLE _schemadiff_copy_p;
`,
		},
		{
			rule:   "a rebuild with foreign keys on for good copies back",
			runner: "no-fk-switch",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a TEXT);
`,
			want: `
-- rebuild table: column t.a: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.a that type text would change, as 0.30000000000000004 becomes '0.3'
PRAGMA defer_foreign_keys = ON;
CREATE TABLE _schemadiff_copy_t AS SELECT rowid AS _schemadiff_rowid, a FROM t;
DROP TABLE t;
CREATE TABLE t (a TEXT);
INSERT OR ABORT INTO t (rowid, a) SELECT _schemadiff_rowid, a FROM _schemadiff_copy_t;
DROP TABLE _schemadiff_copy_t;
`,
		},
		{
			rule:   "where foreign keys stay on a table is dropped after the references to it",
			runner: "no-fk-switch",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			to: `
CREATE TABLE c (p INTEGER);
`,
			want: `
-- rebuild table: foreign key of c (REFERENCES p ON DELETE CASCADE) is not in the desired schema
-- why: ALTER TABLE of SQLite 3.35 cannot drop a foreign key
-- rewrite, foreign keys off
PRAGMA defer_foreign_keys = ON;
CREATE TABLE _schemadiff_copy_c AS SELECT rowid AS _schemadiff_rowid, p FROM c;
DROP TABLE c;
CREATE TABLE c (p INTEGER);
INSERT OR ABORT INTO c (rowid, p) SELECT _schemadiff_rowid, p FROM _schemadiff_copy_c;
DROP TABLE _schemadiff_copy_c;
-- drop table: table p is not in the desired schema
-- foreign keys off, loses all rows of p, --allow drop-table
PRAGMA defer_foreign_keys = ON;
DROP TABLE p;
-- undo: CREATE TABLE p (id INTEGER PRIMARY KEY)
`,
		},
		{
			rule:   "a drop that would delete rows of children is an error where foreign keys stay on",
			runner: "no-fk-switch",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			to: `
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			want: `
-- drop table: table p is not in the desired schema
-- foreign keys off, loses all rows of p, --allow drop-table
PRAGMA defer_foreign_keys = ON;
DROP TABLE p;
-- undo: CREATE TABLE p (id INTEGER PRIMARY KEY)
error[foreign-keys-on] dropping p with foreign keys on would delete or change rows of c
error[fk-target-missing] a foreign key of c refers to p, which the desired schema does not have
`,
		},
	})
}
