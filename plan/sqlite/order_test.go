package sqlite_test

import "testing"

// TestOrder: what is dropped goes from the outside in, what is created comes from the inside out.
func TestOrder(t *testing.T) {
	check(t, []example{
		{
			rule: "tables are created by name, for a reference needs no table to be there",
			to: `
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
CREATE TABLE a (id INTEGER PRIMARY KEY);
`,
			want: `
-- create table: table a is new
CREATE TABLE a (id INTEGER PRIMARY KEY);
-- undo: DROP TABLE a
-- create table: table b is new
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
-- undo: DROP TABLE b
`,
		},
		{
			rule: "children are dropped before parents",
			from: `
CREATE TABLE a_parent (id INTEGER PRIMARY KEY);
CREATE TABLE b_child (p INTEGER REFERENCES a_parent);
CREATE TABLE c_grandchild (p INTEGER REFERENCES b_child);
`,
			want: `
-- drop table: table c_grandchild is not in the desired schema
-- foreign keys off, loses all rows of c_grandchild, --allow drop-table
DROP TABLE c_grandchild;
-- undo: CREATE TABLE c_grandchild (p INTEGER REFERENCES b_child)
-- drop table: table b_child is not in the desired schema
-- foreign keys off, loses all rows of b_child, --allow drop-table
DROP TABLE b_child;
-- undo: CREATE TABLE b_child (p INTEGER REFERENCES a_parent)
-- drop table: table a_parent is not in the desired schema
-- foreign keys off, loses all rows of a_parent, --allow drop-table
DROP TABLE a_parent;
-- undo: CREATE TABLE a_parent (id INTEGER PRIMARY KEY)
`,
		},
		{
			rule: "tables that refer to each other are dropped all the same",
			from: `
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
`,
			want: `
-- drop table: table a is not in the desired schema
-- foreign keys off, loses all rows of a, --allow drop-table
DROP TABLE a;
-- undo: CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b)
-- drop table: table b is not in the desired schema
-- foreign keys off, loses all rows of b, --allow drop-table
DROP TABLE b;
-- undo: CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a)
`,
		},
		{
			rule: "a table that refers to itself is dropped by one step",
			from: `
CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a);
`,
			want: `
-- drop table: table a is not in the desired schema
-- foreign keys off, loses all rows of a, --allow drop-table
DROP TABLE a;
-- undo: CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a)
`,
		},
		{
			rule: "triggers go first and come last",
			from: `
CREATE TABLE t (a INTEGER);
CREATE VIEW v AS SELECT a FROM t;
CREATE INDEX i ON t (a);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
`,
			to: `
CREATE TABLE t (a INTEGER, b INTEGER);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE INDEX i ON t (a, b);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 2; END;
`,
			want: `
-- drop trigger: trigger g: definition after insert on t begin select 1 ; end becomes after insert on t begin select 2 ; end
DROP TRIGGER g;
-- undo: CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END
-- drop view: view v: definition as select a from t becomes as select a , b from t
DROP VIEW v;
-- undo: CREATE VIEW v AS SELECT a FROM t
-- drop index: index i: columns a becomes a, b
DROP INDEX i;
-- undo: CREATE INDEX i ON t (a)
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b INTEGER;
-- undo: ALTER TABLE t DROP COLUMN b
-- create index: index i: columns a becomes a, b
-- scan
CREATE INDEX i ON t (a, b);
-- undo: DROP INDEX i
-- create view: view v: definition as select a from t becomes as select a , b from t
CREATE VIEW v AS SELECT a, b FROM t;
-- undo: DROP VIEW v
-- create trigger: trigger g: definition after insert on t begin select 1 ; end becomes after insert on t begin select 2 ; end
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 2; END;
-- undo: DROP TRIGGER g
`,
		},
		{
			rule: "indexes and triggers go with their table",
			from: `
CREATE TABLE t (a INTEGER);
CREATE INDEX i ON t (a);
CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;
`,
			want: `
-- drop table: table t is not in the desired schema
-- foreign keys off, loses all rows of t, --allow drop-table
DROP TABLE t;
-- undo: CREATE TABLE t (a INTEGER)
-- undo: CREATE INDEX i ON t (a)
-- undo: CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END
`,
		},
		{
			rule: "a view goes before the table that it reads",
			from: `
CREATE TABLE t (a INTEGER);
CREATE VIEW v AS SELECT a FROM t;
`,
			want: `
-- drop view: view v is not in the desired schema
DROP VIEW v;
-- undo: CREATE VIEW v AS SELECT a FROM t
-- drop table: table t is not in the desired schema
-- foreign keys off, loses all rows of t, --allow drop-table
DROP TABLE t;
-- undo: CREATE TABLE t (a INTEGER)
`,
		},
		{
			rule: "a trigger that stays on a changed view is created again",
			from: `
CREATE TABLE t (a INTEGER);
CREATE VIEW v AS SELECT a FROM t;
CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END;
`,
			to: `
CREATE TABLE t (a INTEGER);
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END;
`,
			want: `
-- drop view: view v: definition as select a from t becomes as select a from t where a > 0
DROP VIEW v;
-- undo: CREATE VIEW v AS SELECT a FROM t
-- undo: CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END
-- create view: view v: definition as select a from t becomes as select a from t where a > 0
CREATE VIEW v AS SELECT a FROM t WHERE a > 0;
-- undo: DROP VIEW v
-- create trigger: trigger g went with view v
CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END;
-- undo: DROP TRIGGER g
`,
		},
		{
			rule: "a view becomes a table of the same name",
			from: `
CREATE TABLE t (a INTEGER);
CREATE VIEW x AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a INTEGER);
CREATE TABLE x (a INTEGER);
`,
			want: `
-- drop view: view x is not in the desired schema
DROP VIEW x;
-- undo: CREATE VIEW x AS SELECT a FROM t
-- create table: table x is new
CREATE TABLE x (a INTEGER);
-- undo: DROP TABLE x
`,
		},
		{
			rule: "an index moves to another table",
			from: `
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE INDEX i ON a (x);
`,
			to: `
CREATE TABLE a (x INTEGER);
CREATE TABLE b (x INTEGER);
CREATE INDEX i ON b (x);
`,
			want: `
-- drop index: index i: table a becomes b
DROP INDEX i;
-- undo: CREATE INDEX i ON a (x)
-- create index: index i: table a becomes b
-- scan
CREATE INDEX i ON b (x);
-- undo: DROP INDEX i
`,
		},
		{
			rule: "a unique index asks for duplicates before it is built",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER);
CREATE UNIQUE INDEX i ON t (a);
`,
			want: `
-- create index: index i is new
-- scan, asks whether rows of t sharing with another what must be unique: a
CREATE UNIQUE INDEX i ON t (a);
-- undo: DROP INDEX i
`,
		},
		{
			rule: "a full-text table is created after the table that it reads",
			from: `
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
`,
			to: `
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE find USING fts5 (body, content='doc', content_rowid='id');
`,
			want: `
-- create virtual table: virtual table find is new
CREATE VIRTUAL TABLE find USING fts5 (body, content='doc', content_rowid='id');
-- undo: DROP TABLE find
`,
		},
		{
			rule: "a virtual table is dropped before the table that it reads",
			from: `
CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT);
CREATE VIRTUAL TABLE find USING fts5 (body, content='doc', content_rowid='id');
`,
			want: `
-- drop virtual table: virtual table find is not in the desired schema
DROP TABLE find;
-- undo: CREATE VIRTUAL TABLE find USING fts5 (body, content='doc', content_rowid='id')
-- drop table: table doc is not in the desired schema
-- foreign keys off, loses all rows of doc, --allow drop-table
DROP TABLE doc;
-- undo: CREATE TABLE doc (id INTEGER PRIMARY KEY, body TEXT)
`,
		},
		{
			rule: "an index of an expression is created after the column that it reads",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (a INTEGER, b TEXT);
CREATE INDEX i ON t (lower(b)) WHERE b IS NOT NULL;
`,
			want: `
-- add column: column t.b is new
ALTER TABLE t ADD COLUMN b TEXT;
-- undo: ALTER TABLE t DROP COLUMN b
-- create index: index i is new
-- scan
CREATE INDEX i ON t (lower(b)) WHERE b IS NOT NULL;
-- undo: DROP INDEX i
`,
		},
	})
}
