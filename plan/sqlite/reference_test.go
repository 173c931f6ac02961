package sqlite_test

import "testing"

// TestReferences: references of tables that go or change.
func TestReferences(t *testing.T) {
	check(t, []example{
		{
			rule: "a child that still refers to a dropped table is reported",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			to: `
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			want: `
-- drop table: table p is not in the desired schema
-- foreign keys off, loses all rows of p, --allow drop-table
DROP TABLE p;
-- undo: CREATE TABLE p (id INTEGER PRIMARY KEY)
error[fk-target-missing] a foreign key of c refers to p, which the desired schema does not have
`,
		},
		{
			rule: "a key that a reference needs is reported when it goes",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE c (p TEXT REFERENCES p (code));
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT);
CREATE TABLE c (p TEXT REFERENCES p (code));
`,
			want: `
-- rebuild table: unique constraint of p (UNIQUE) is not in the desired schema
-- why: ALTER TABLE cannot add, change or drop a unique constraint
-- rewrite, foreign keys off
CREATE TABLE _schemadiff_new_p (id INTEGER PRIMARY KEY, code TEXT);
INSERT OR ABORT INTO _schemadiff_new_p (id, code) SELECT id, code FROM p;
DROP TABLE p;
ALTER TABLE _schemadiff_new_p RENAME TO p;
error[fk-target-not-unique] a foreign key of c refers to columns of p that are no PRIMARY KEY, UNIQUE or unique index
`,
		},
		{
			rule: "the action of a reference changes by a rebuild of the child",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p ON DELETE CASCADE);
`,
			want: `
-- rebuild table: foreign key of c (REFERENCES p ON DELETE CASCADE): on delete becomes cascade
-- why: ALTER TABLE of SQLite 3.35 cannot change a foreign key
-- rewrite, foreign keys off, asks whether rows of c referring through c.p to a row that p does not have
CREATE TABLE _schemadiff_new_c (p INTEGER REFERENCES p ON DELETE CASCADE);
INSERT OR ABORT INTO _schemadiff_new_c (rowid, p) SELECT rowid, p FROM c;
DROP TABLE c;
ALTER TABLE _schemadiff_new_c RENAME TO c;
`,
		},
		{
			rule: "a reference moves to another table by a rebuild of the child",
			from: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE q (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES p);
`,
			to: `
CREATE TABLE p (id INTEGER PRIMARY KEY);
CREATE TABLE q (id INTEGER PRIMARY KEY);
CREATE TABLE c (p INTEGER REFERENCES q);
`,
			want: `
-- rebuild table: foreign key of c (REFERENCES p) is not in the desired schema; foreign key of c (REFERENCES q) is new
-- why: ALTER TABLE of SQLite 3.35 cannot drop a foreign key
-- rewrite, foreign keys off, asks whether rows of c referring through c.p to a row that q does not have
CREATE TABLE _schemadiff_new_c (p INTEGER REFERENCES q);
INSERT OR ABORT INTO _schemadiff_new_c (rowid, p) SELECT rowid, p FROM c;
DROP TABLE c;
ALTER TABLE _schemadiff_new_c RENAME TO c;
`,
		},
	})
}
