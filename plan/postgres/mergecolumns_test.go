package postgres_test

import "testing"

// TestColumnsTogether: columns of one table share an ALTER TABLE where lock and cost are the same.
func TestColumnsTogether(t *testing.T) {
	check(t, []example{
		{
			rule: "new columns come together, those that write the rows together",
			from: `
CREATE TABLE t (id integer);
`,
			to: `
CREATE TABLE t (id integer, b text DEFAULT 'x', a integer, d uuid DEFAULT gen_random_uuid(), c uuid DEFAULT gen_random_uuid());
COMMENT ON COLUMN t.a IS 'first';
`,
			plain: true,
			want: `
-- create columns: column public.t.b is new; column public.t.a is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b text DEFAULT 'x', ADD COLUMN a integer;
COMMENT ON COLUMN public.t.a IS 'first';
-- undo: COMMENT ON COLUMN public.t.a IS NULL
-- undo: ALTER TABLE public.t DROP COLUMN a, DROP COLUMN b
-- create columns: column public.t.d is new; column public.t.c is new
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ADD COLUMN d uuid DEFAULT gen_random_uuid(), ADD COLUMN c uuid DEFAULT gen_random_uuid();
-- undo: ALTER TABLE public.t DROP COLUMN c, DROP COLUMN d
`,
		},
		{
			rule: "types that rewrite the table are changed in one pass",
			from: `
CREATE TABLE t (a integer DEFAULT 1, b integer, c varchar(3), d integer);
`,
			to: `
CREATE TABLE t (a bigint DEFAULT 2, b bigint, c varchar(9), d integer DEFAULT 4);
`,
			want: `
-- alter columns: column public.t.a: type integer becomes bigint; column public.t.a: default 1 becomes 2; column public.t.b: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET DEFAULT 2, ALTER COLUMN b TYPE bigint;
-- alter columns: column public.t.c: type character varying(3) becomes character varying(9); column public.t.d: default becomes 4
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN c TYPE character varying(9), ALTER COLUMN d SET DEFAULT 4;
`,
		},
		{
			rule: "a column that another one is made of goes in a step of its own",
			from: `
CREATE TABLE t (a integer, b text, c integer);
`,
			to: `
CREATE TABLE t (b integer -- @using a
, c integer NOT NULL);
`,
			empty: "t",
			want: `
-- alter column: column public.t.b: type text becomes integer
-- ACCESS EXCLUSIVE on public.t, rewrite, loses, what integer cannot hold of the values of public.t.b, --allow narrow-type
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING a;
-- drop column: column public.t.a is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.a, --allow drop-column
ALTER TABLE public.t DROP COLUMN a;
-- alter column: column public.t.c: not null is set
-- ACCESS EXCLUSIVE on public.t, scan
ALTER TABLE public.t ALTER COLUMN c SET NOT NULL;
-- undo: ALTER TABLE public.t ALTER COLUMN c DROP NOT NULL
`,
		},
		{
			rule: "columns with foreign keys to different tables go one after the other",
			from: `
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, b integer, c integer REFERENCES o, d integer REFERENCES p, e integer);
`,
			to: `
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (e integer);
`,
			want: `
-- drop columns: column public.t.a is not in the desired schema; column public.t.b is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, own transaction, loses, all values of public.t.a, all values of public.t.b, --allow drop-column, --allow drop-column
ALTER TABLE public.t DROP COLUMN a, DROP COLUMN b;
-- drop column: column public.t.c is not in the desired schema; foreign key public.t.t_c_fkey goes with it
-- ACCESS EXCLUSIVE on public.t and public.o, own transaction, loses, all values of public.t.c, --allow drop-column
ALTER TABLE public.t DROP COLUMN c;
-- drop column: column public.t.d is not in the desired schema; foreign key public.t.t_d_fkey goes with it
-- ACCESS EXCLUSIVE on public.t and public.p, loses, all values of public.t.d, --allow drop-column
ALTER TABLE public.t DROP COLUMN d;
`,
		},
		{
			rule: "an identity that goes is changed before the type",
			from: `
CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY, b integer NOT NULL, c integer);
`,
			to: `
CREATE TABLE t (a text NOT NULL DEFAULT 'x', b integer DEFAULT 3, c integer DEFAULT 4);
`,
			empty: "t",
			want: `
-- alter column: column public.t.a: type integer becomes text; column public.t.a: default becomes 'x'::text; column public.t.a: identity always is gone
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'x';
-- alter columns: column public.t.b: not null is no longer set; column public.t.b: default becomes 3; column public.t.c: default becomes 4
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 3, ALTER COLUMN b DROP NOT NULL, ALTER COLUMN c SET DEFAULT 4;
-- undo: ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT, ALTER COLUMN b SET NOT NULL, ALTER COLUMN b DROP DEFAULT
`,
		},
		{
			rule: "what a column computes of a new one comes with it",
			from: `
CREATE TABLE t (id integer);
CREATE TABLE u (id integer);
`,
			to: `
CREATE TABLE t (id integer, a integer, b integer GENERATED ALWAYS AS (a * 2) STORED, c integer GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE u (id integer, a integer);
`,
			want: `
-- create column: column public.t.a is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN a integer;
-- undo: ALTER TABLE public.t DROP COLUMN a
-- create columns: column public.t.b is new; column public.t.c is new
-- ACCESS EXCLUSIVE on public.t, rewrite, own transaction
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a * 2) STORED, ADD COLUMN c integer GENERATED ALWAYS AS (id * 2) STORED;
-- undo: ALTER TABLE public.t DROP COLUMN c, DROP COLUMN b
-- create column: column public.u.a is new
-- ACCESS EXCLUSIVE on public.u
ALTER TABLE public.u ADD COLUMN a integer;
-- undo: ALTER TABLE public.u DROP COLUMN a
`,
		},
	})
}
