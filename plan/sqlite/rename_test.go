package sqlite_test

import "testing"

// TestRenames: a rename that a hint names keeps the rows.
func TestRenames(t *testing.T) {
	check(t, []example{
		{
			rule: "a table is renamed in place",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE u ( -- @renamed from=t
  a INTEGER
);
`,
			want: `
-- rename table: table u was t
ALTER TABLE t RENAME TO u;
-- undo: ALTER TABLE u RENAME TO t
`,
		},
		{
			rule: "a column is renamed in place",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (
  b INTEGER -- @renamed from=a
);
`,
			want: `
-- rename column: column t.b was a
ALTER TABLE t RENAME COLUMN a TO b;
-- undo: ALTER TABLE t RENAME COLUMN b TO a
`,
		},
		{
			rule: "a renamed column's index and view follow",
			from: `
CREATE TABLE t (a INTEGER);
CREATE INDEX i ON t (a);
CREATE VIEW v AS SELECT a AS n FROM t;
`,
			to: `
CREATE TABLE t (
  b INTEGER -- @renamed from=a
);
CREATE INDEX i ON t (b);
CREATE VIEW v AS SELECT b AS n FROM t;
`,
			want: `
-- rename column: column t.b was a
ALTER TABLE t RENAME COLUMN a TO b;
-- undo: ALTER TABLE t RENAME COLUMN b TO a
`,
		},
		{
			rule: "a column is renamed before the rebuild of its table",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE t (
  b TEXT -- @renamed from=a
);
`,
			want: `
-- rename column: column t.b was a
ALTER TABLE t RENAME COLUMN a TO b;
-- undo: ALTER TABLE t RENAME COLUMN b TO a
-- rebuild table: column t.b: type integer becomes text
-- why: ALTER TABLE cannot change a column's type
-- rewrite, foreign keys off, asks whether values of t.b that type text would change, as 0.30000000000000004 becomes '0.3'
CREATE TABLE _schemadiff_new_t (
  b TEXT -- @renamed from=a
);
INSERT OR ABORT INTO _schemadiff_new_t (rowid, b) SELECT rowid, b FROM t;
DROP TABLE t;
ALTER TABLE _schemadiff_new_t RENAME TO t;
`,
		},
		{
			rule: "a renamed table's children refer to its new name",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			to: `
CREATE TABLE q ( -- @renamed from=p
  id INTEGER PRIMARY KEY
);
CREATE TABLE c (p INTEGER REFERENCES q);
`,
			want: `
-- rename table: table q was p
ALTER TABLE p RENAME TO q;
-- undo: ALTER TABLE q RENAME TO p
`,
		},
		{
			rule: "a renamed index is dropped and created",
			from: `
CREATE TABLE t (a INTEGER);
CREATE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a INTEGER);
CREATE INDEX j ON t (a); -- @renamed from=i
`,
			want: `
-- drop index: index i is renamed to j
DROP INDEX i;
-- undo: CREATE INDEX i ON t (a)
-- create index: index j was i
-- scan
CREATE INDEX j ON t (a);
-- undo: DROP INDEX j
`,
		},
		{
			rule: "a table and a column of it are renamed at once",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE u ( -- @renamed from=t
  b INTEGER -- @renamed from=a
);
`,
			want: `
-- rename table: table u was t
ALTER TABLE t RENAME TO u;
-- undo: ALTER TABLE u RENAME TO t
-- rename column: column u.b was a
ALTER TABLE u RENAME COLUMN a TO b;
-- undo: ALTER TABLE u RENAME COLUMN b TO a
`,
		},
		{
			rule: "another case of a name is no change",
			from: `
CREATE TABLE t (a INTEGER);
`,
			to: `
CREATE TABLE T (A INTEGER);
`,
		},
		{
			rule: "a column that goes where one comes is asked about",
			from: `
CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT);
`,
			to: `
CREATE TABLE person (id INTEGER PRIMARY KEY, email_address TEXT);
`,
			want: `
-- drop column: column person.email is not in the desired schema
-- rewrite, loses the values of person.email in all rows, --allow drop-column
ALTER TABLE person DROP COLUMN email;
-- add column: column person.email_address is new
ALTER TABLE person ADD COLUMN email_address TEXT;
-- undo: ALTER TABLE person DROP COLUMN email_address
error[possible-rename] column person.email would be dropped and column person.email_address created: is it a rename?
`,
		},
		{
			rule: "a table that goes where an equal one comes is asked about",
			from: `
CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT);
`,
			to: `
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT);
`,
			want: `
-- drop table: table person is not in the desired schema
-- foreign keys off, loses all rows of person, --allow drop-table
DROP TABLE person;
-- undo: CREATE TABLE person (id INTEGER PRIMARY KEY, email TEXT)
-- create table: table people is new
CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT);
-- undo: DROP TABLE people
error[possible-rename] table person would be dropped and table people created: is it a rename?
`,
		},
	})
}
