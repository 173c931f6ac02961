package postgres_test

import "testing"

// TestTransactions: which steps share a transaction and which cannot.
func TestTransactions(t *testing.T) {
	check(t, []example{
		{
			rule: "a value of an enum is committed before a default uses it",
			from: `
CREATE TYPE mood AS ENUM ('sad');
CREATE TABLE t (m mood);
`,
			to: `
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (m mood DEFAULT 'glad');
`,
			want: `
-- alter enum: enum public.mood: values 'sad' become 'sad', 'glad'
-- own transaction
ALTER TYPE public.mood ADD VALUE 'glad';
-- alter column: column public.t.m: default becomes 'glad'::public.mood
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'glad';
-- undo: ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT
`,
		},
		{
			rule: "a value of an enum alone shares its transaction",
			from: `
CREATE TYPE mood AS ENUM ('sad');
`,
			to: `
CREATE TYPE mood AS ENUM ('sad', 'glad');
`,
			want: `
-- alter enum: enum public.mood: values 'sad' become 'sad', 'glad'
ALTER TYPE public.mood ADD VALUE 'glad';
`,
		},
		{
			rule: "values of an enum are added where they stand in the files",
			from: `
CREATE TYPE mood AS ENUM ('b', 'd');
`,
			to: `
CREATE TYPE mood AS ENUM ('a', 'b', 'c', 'd', 'e');
`,
			want: `
-- alter enum: enum public.mood: values 'b', 'd' become 'a', 'b', 'c', 'd', 'e'
ALTER TYPE public.mood ADD VALUE 'a' BEFORE 'b';
ALTER TYPE public.mood ADD VALUE 'c' AFTER 'b';
ALTER TYPE public.mood ADD VALUE 'e';
`,
		},
		{
			rule: "two tables are not locked in one transaction",
			from: `
CREATE TABLE a (x integer);
CREATE TABLE b (x integer);
`,
			to: `
CREATE TABLE a (x integer, y integer);
CREATE TABLE b (x integer, y integer);
`,
			want: `
-- create column: column public.a.y is new
-- ACCESS EXCLUSIVE on public.a, own transaction
ALTER TABLE public.a ADD COLUMN y integer;
-- undo: ALTER TABLE public.a DROP COLUMN y
-- create column: column public.b.y is new
-- ACCESS EXCLUSIVE on public.b
ALTER TABLE public.b ADD COLUMN y integer;
-- undo: ALTER TABLE public.b DROP COLUMN y
`,
		},
		{
			rule: "changes of one table share a transaction",
			from: `
CREATE TABLE t (a integer, b integer DEFAULT 1, c integer);
`,
			to: `
CREATE TABLE t (a integer, b integer DEFAULT 2, d text);
`,
			want: `
-- drop column: column public.t.c is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.c, --allow drop-column
ALTER TABLE public.t DROP COLUMN c;
-- alter column: column public.t.b: default 1 becomes 2
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 2;
-- undo: ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 1
-- create column: column public.t.d is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN d text;
-- undo: ALTER TABLE public.t DROP COLUMN d
`,
		},
		{
			rule: "what is created shares a transaction",
			to: `
CREATE TABLE a (x integer);
CREATE TABLE b (x integer);
CREATE INDEX i ON b (x);
`,
			want: `
-- create table: table public.a is new
CREATE TABLE public.a (
  x integer
);
-- undo: DROP TABLE public.a
-- create table: table public.b is new
CREATE TABLE public.b (
  x integer
);
-- undo: DROP TABLE public.b
-- create index: index public.i is new
CREATE INDEX i ON public.b (x);
-- undo: DROP INDEX public.i
`,
		},
		{
			rule: "two validations have a transaction each",
			from: `
CREATE TABLE a (x integer);
CREATE TABLE b (x integer);
`,
			to: `
CREATE TABLE a (x integer, CONSTRAINT c CHECK (x > 0));
CREATE TABLE b (x integer, CONSTRAINT c CHECK (x > 0));
`,
			want: `
-- create check constraint: check constraint public.a.c is new
-- ACCESS EXCLUSIVE on public.a, own transaction
ALTER TABLE public.a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;
-- undo: ALTER TABLE public.a DROP CONSTRAINT c
-- create check constraint: check constraint public.b.c is new
-- ACCESS EXCLUSIVE on public.b, own transaction
ALTER TABLE public.b ADD CONSTRAINT c CHECK (x > 0) NOT VALID;
-- undo: ALTER TABLE public.b DROP CONSTRAINT c
-- validate constraint: new rows obey check constraint public.a.c already
-- SHARE UPDATE EXCLUSIVE on public.a, scan, own transaction
ALTER TABLE public.a VALIDATE CONSTRAINT c;
-- validate constraint: new rows obey check constraint public.b.c already
-- SHARE UPDATE EXCLUSIVE on public.b, scan
ALTER TABLE public.b VALIDATE CONSTRAINT c;
`,
		},
		{
			rule: "two indexes are built outside of transactions, one after the other",
			from: `
CREATE TABLE a (x integer);
CREATE TABLE b (x integer);
`,
			to: `
CREATE TABLE a (x integer);
CREATE TABLE b (x integer);
CREATE INDEX i ON a (x);
CREATE INDEX j ON b (x);
`,
			want: `
-- create index: index public.i is new
-- SHARE UPDATE EXCLUSIVE on public.a, scan, no transaction
CREATE INDEX CONCURRENTLY i ON public.a (x);
-- undo: DROP INDEX CONCURRENTLY public.i
-- create index: index public.j is new
-- SHARE UPDATE EXCLUSIVE on public.b, scan, no transaction
CREATE INDEX CONCURRENTLY j ON public.b (x);
-- undo: DROP INDEX CONCURRENTLY public.j
`,
		},
		{
			rule: "the drop of an index comes last",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX a_gone ON t (a);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX z_new ON t (b);
`,
			want: `
-- create index: index public.z_new is new
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE INDEX CONCURRENTLY z_new ON public.t (b);
-- undo: DROP INDEX CONCURRENTLY public.z_new
-- drop index: index public.a_gone is not in the desired schema
-- SHARE UPDATE EXCLUSIVE on public.t, no transaction
DROP INDEX CONCURRENTLY public.a_gone;
-- undo: CREATE INDEX CONCURRENTLY a_gone ON public.t (a)
`,
		},
		{
			rule: "a subscription is created outside of a transaction",
			to: `
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p;
`,
			want: `
-- create subscription: subscription s is new
-- no transaction
CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION p;
`,
		},
		{
			rule: "a database without differences needs no step",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a int4);
`,
		},
	})
}
