package postgres_test

import "testing"

// TestRenames: a rename that a hint names keeps the rows.
func TestRenames(t *testing.T) {
	check(t, []example{
		{
			rule: "a column is renamed",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (
  b integer -- @renamed from=a
);
`,
			want: `
-- rename column: column public.t.b is the new name of public.t.a
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN a TO b;
-- undo: ALTER TABLE public.t RENAME COLUMN b TO a
`,
		},
		{
			rule: "a table is renamed",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
-- @renamed from=t
CREATE TABLE u (a integer);
`,
			want: `
-- rename table: table public.u is the new name of public.t
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME TO u;
-- undo: ALTER TABLE public.u RENAME TO t
`,
		},
		{
			rule: "a table and a column of it are renamed at once",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
-- @renamed from=t
CREATE TABLE u (
  b integer -- @renamed from=a
);
`,
			want: `
-- rename table: table public.u is the new name of public.t
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME TO u;
-- undo: ALTER TABLE public.u RENAME TO t
-- rename column: column public.u.b is the new name of public.u.a
-- ACCESS EXCLUSIVE on public.u
ALTER TABLE public.u RENAME COLUMN a TO b;
-- undo: ALTER TABLE public.u RENAME COLUMN b TO a
`,
		},
		{
			rule: "what a renamed column's index and check are called follows",
			from: `
CREATE TABLE t (a integer CHECK (a > 0));
CREATE INDEX ON t (a);
`,
			to: `
CREATE TABLE t (
  b integer CHECK (b > 0) -- @renamed from=a
);
CREATE INDEX ON t (b);
`,
			want: `
-- rename column: column public.t.b is the new name of public.t.a
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN a TO b;
-- undo: ALTER TABLE public.t RENAME COLUMN b TO a
-- rename check constraint: check constraint public.t.t_b_check was called t_a_check, and nothing else of it changes
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME CONSTRAINT t_a_check TO t_b_check;
-- undo: ALTER TABLE public.t RENAME CONSTRAINT t_b_check TO t_a_check
-- rename index: index public.t_b_idx was called t_a_idx, and nothing else of it changes
-- SHARE UPDATE EXCLUSIVE on public.t_a_idx
ALTER INDEX public.t_a_idx RENAME TO t_b_idx;
-- undo: ALTER INDEX public.t_b_idx RENAME TO t_a_idx
`,
		},
		{
			rule: "a view that reads a renamed column is not recreated",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (
  b integer -- @renamed from=a
);
CREATE VIEW v AS SELECT b AS a FROM t;
`,
			want: `
-- rename column: column public.t.b is the new name of public.t.a
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN a TO b;
-- undo: ALTER TABLE public.t RENAME COLUMN b TO a
`,
		},
		{
			rule: "a column is renamed before its type changes",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (
  b bigint -- @renamed from=a
);
`,
			want: `
-- rename column: column public.t.b is the new name of public.t.a
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN a TO b;
-- undo: ALTER TABLE public.t RENAME COLUMN b TO a
-- alter column: column public.t.b: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN b TYPE bigint;
`,
		},
		{
			rule: "an enum is renamed",
			from: `
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
`,
			to: `
-- @renamed from=mood
CREATE TYPE feeling AS ENUM ('sad');
CREATE TABLE t (m feeling);
`,
			want: `
-- rename enum: enum public.feeling is the new name of public.mood
ALTER TYPE public.mood RENAME TO feeling;
-- undo: ALTER TYPE public.feeling RENAME TO mood
`,
		},
		{
			rule: "a sequence is renamed",
			from: `
CREATE SEQUENCE s;
`,
			to: `
-- @renamed from=s
CREATE SEQUENCE n;
`,
			want: `
-- rename sequence: sequence public.n is the new name of public.s
-- ACCESS EXCLUSIVE on public.s
ALTER SEQUENCE public.s RENAME TO n;
-- undo: ALTER SEQUENCE public.n RENAME TO s
`,
		},
		{
			rule: "a view is renamed",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
-- @renamed from=v
CREATE VIEW w AS SELECT a FROM t;
`,
			want: `
-- rename view: view public.w is the new name of public.v
-- ACCESS EXCLUSIVE on public.v
ALTER VIEW public.v RENAME TO w;
-- undo: ALTER VIEW public.w RENAME TO v
`,
		},
		{
			rule: "an index is renamed",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a integer);
-- @renamed from=i
CREATE INDEX j ON t (a);
`,
			want: `
-- rename index: index public.j is the new name of public.i
-- SHARE UPDATE EXCLUSIVE on public.i
ALTER INDEX public.i RENAME TO j;
-- undo: ALTER INDEX public.j RENAME TO i
`,
		},
		{
			rule: "a column that goes where one comes is asked about",
			from: `
CREATE TABLE person (id integer, email text);
`,
			to: `
CREATE TABLE person (id integer, email_address text);
`,
			want: `
-- drop column: column public.person.email is not in the desired schema
-- ACCESS EXCLUSIVE on public.person, loses, all values of public.person.email, --allow drop-column
ALTER TABLE public.person DROP COLUMN email;
-- create column: column public.person.email_address is new
-- ACCESS EXCLUSIVE on public.person
ALTER TABLE public.person ADD COLUMN email_address text;
-- undo: ALTER TABLE public.person DROP COLUMN email_address
error[possible-rename] column public.person.email would be dropped and column public.person.email_address created: is it a rename?
`,
		},
		{
			rule: "a table that goes where an equal one comes is asked about",
			from: `
CREATE TABLE person (id integer, email text);
`,
			to: `
CREATE TABLE people (id integer, email text);
`,
			want: `
-- drop table: table public.person is not in the desired schema
-- ACCESS EXCLUSIVE on public.person, loses, all rows of public.person, --allow drop-table
DROP TABLE public.person;
-- create table: table public.people is new
CREATE TABLE public.people (
  id integer,
  email text
);
-- undo: DROP TABLE public.people
error[possible-rename] table public.person would be dropped and table public.people created: is it a rename?
`,
		},
		{
			rule: "columns that swap names keep their values",
			from: `
CREATE TABLE t (a integer, b text);
`,
			to: `
CREATE TABLE t (
  b integer, -- @renamed from=a
  a text -- @renamed from=b
);
`,
			want: `
-- rename column: column public.t.a gives its name to another, and has one in between
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN a TO _schemadiff_was_a;
-- undo: ALTER TABLE public.t RENAME COLUMN _schemadiff_was_a TO a
-- rename column: column public.t.a is the new name of public.t.b
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN b TO a;
-- undo: ALTER TABLE public.t RENAME COLUMN a TO b
-- rename column: column public.t.b is the new name of public.t.a
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t RENAME COLUMN _schemadiff_was_a TO b;
-- undo: ALTER TABLE public.t RENAME COLUMN b TO _schemadiff_was_a
`,
		},
		{
			rule: "columns that have swapped names stay",
			from: `
CREATE TABLE t (b integer, a text);
`,
			to: `
CREATE TABLE t (
  b integer, -- @renamed from=a
  a text -- @renamed from=b
);
`,
			want: ``,
		},
		{
			rule: "a name is free before another takes it",
			from: `
CREATE TABLE one (a integer);
CREATE TABLE two (b integer);
`,
			to: `
-- @renamed from=one
CREATE TABLE two (a integer);
-- @renamed from=two
CREATE TABLE three (b integer);
`,
			want: `
-- rename table: table public.three is the new name of public.two
-- ACCESS EXCLUSIVE on public.two
ALTER TABLE public.two RENAME TO three;
-- undo: ALTER TABLE public.three RENAME TO two
-- rename table: table public.two is the new name of public.one
-- ACCESS EXCLUSIVE on public.one
ALTER TABLE public.one RENAME TO two;
-- undo: ALTER TABLE public.two RENAME TO one
`,
		},
	})
}
