package postgres_test

import "testing"

// TestRecreate: an object that no ALTER can change is dropped and created, and what depends on it with it.
func TestRecreate(t *testing.T) {
	check(t, []example{
		{
			rule: "a view whose columns only grow is replaced in place",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a, b FROM t;
`,
			want: `
-- alter view: view public.v: columns a become a, b; view public.v: query SELECT t.a AS a FROM public.t becomes SELECT t.a AS a, t.b AS b FROM public.t
-- ACCESS EXCLUSIVE on public.v
CREATE OR REPLACE VIEW public.v AS
SELECT a,
    b
FROM public.t;
-- undo: CREATE OR REPLACE VIEW public.v AS
SELECT a
FROM public.t
`,
		},
		{
			rule: "a view whose columns change is recreated",
			from: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a AS x FROM t;
`,
			to: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT b AS x FROM t;
`,
			want: `
-- drop view: view public.v: query changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.v
DROP VIEW public.v;
-- undo: CREATE VIEW public.v AS
SELECT a AS x
FROM public.t
-- create view: view public.v: query changed, and no ALTER can do that
CREATE VIEW public.v AS
SELECT b AS x
FROM public.t;
-- undo: DROP VIEW public.v
`,
		},
		{
			rule: "a view that reads a recreated view is recreated with it",
			from: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a AS x FROM t;
CREATE VIEW over AS SELECT count(*) AS n FROM v;
`,
			to: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT b AS x FROM t;
CREATE VIEW over AS SELECT count(*) AS n FROM v;
`,
			want: `
-- drop view: it uses view public.v, which is dropped or changed
-- ACCESS EXCLUSIVE on public.over
DROP VIEW public.over;
-- undo: CREATE VIEW public.over AS
SELECT count(*) AS n
FROM public.v
-- drop view: view public.v: query changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.v
DROP VIEW public.v;
-- undo: CREATE VIEW public.v AS
SELECT a AS x
FROM public.t
-- create view: view public.v: query changed, and no ALTER can do that
CREATE VIEW public.v AS
SELECT b AS x
FROM public.t;
-- undo: DROP VIEW public.v
-- create view: it uses view public.v, which is dropped or changed
CREATE VIEW public.over AS
SELECT count(*) AS n
FROM public.v;
-- undo: DROP VIEW public.over
`,
		},
		{
			rule: "the comment of a view survives its recreation",
			from: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT a AS x FROM t;
COMMENT ON VIEW v IS 'kept';
`,
			to: `
CREATE TABLE t (a integer, b text);
CREATE VIEW v AS SELECT b AS x FROM t;
COMMENT ON VIEW v IS 'kept';
`,
			want: `
-- drop view: view public.v: query changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.v
DROP VIEW public.v;
-- undo: CREATE VIEW public.v AS
SELECT a AS x
FROM public.t
-- create view: view public.v: query changed, and no ALTER can do that
CREATE VIEW public.v AS
SELECT b AS x
FROM public.t;
COMMENT ON VIEW public.v IS 'kept';
-- undo: DROP VIEW public.v
`,
		},
		{
			rule: "a view is recreated around the change of a column's type that it reads",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a bigint);
CREATE VIEW v AS SELECT a FROM t;
`,
			want: `
-- drop view: it uses column public.t.a, which is dropped or changed
-- ACCESS EXCLUSIVE on public.v
DROP VIEW public.v;
-- undo: CREATE VIEW public.v AS
SELECT a
FROM public.t
-- alter column: column public.t.a: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
-- create view: it uses column public.t.a, which is dropped or changed
CREATE VIEW public.v AS
SELECT a
FROM public.t;
-- undo: DROP VIEW public.v
`,
		},
		{
			rule: "a function with another result is recreated",
			from: `
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
`,
			to: `
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
`,
			want: `
-- drop function: function public.f(): returns, body changed, and no ALTER can do that
DROP FUNCTION public.f();
-- undo: CREATE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
AS $$SELECT 1$$
-- create function: function public.f(): returns, body changed, and no ALTER can do that
CREATE FUNCTION public.f()
RETURNS bigint
LANGUAGE sql
AS $$SELECT 1::bigint$$;
-- undo: DROP FUNCTION public.f()
`,
		},
		{
			rule: "a function with another body is replaced in place",
			from: `
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
`,
			to: `
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 2';
`,
			want: `
-- alter function: function public.f(): body SELECT 1 becomes SELECT 2
CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
AS $$SELECT 2$$;
-- undo: CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
AS $$SELECT 1$$
`,
		},
		{
			rule: "a check is recreated with the function that it calls",
			from: `
CREATE FUNCTION f(a integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE t (a integer, CONSTRAINT c CHECK (f(a)));
`,
			to: `
CREATE FUNCTION f(b integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE TABLE t (a integer, CONSTRAINT c CHECK (f(a)));
`,
			want: `
-- drop check constraint: it uses function public.f(integer), which is dropped or changed
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT c;
-- undo: ALTER TABLE public.t ADD CONSTRAINT c CHECK (public.f(a))
-- drop function: function public.f(integer): arguments changed, and no ALTER can do that
DROP FUNCTION public.f(integer);
-- undo: CREATE FUNCTION public.f(a integer)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$SELECT $1 > 0$$
-- create function: function public.f(integer): arguments changed, and no ALTER can do that
CREATE FUNCTION public.f(b integer)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$SELECT $1 > 0$$;
-- undo: DROP FUNCTION public.f(integer)
-- create check constraint: it uses function public.f(integer), which is dropped or changed
-- ACCESS EXCLUSIVE on public.t, scan
ALTER TABLE public.t ADD CONSTRAINT c CHECK (public.f(a));
-- undo: ALTER TABLE public.t DROP CONSTRAINT c
`,
		},
		{
			rule: "a trigger stays where its function gets another body",
			from: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			to: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			want: `
-- alter function: function public.f(): body BEGIN RETURN NEW; END becomes BEGIN RETURN OLD; END
CREATE OR REPLACE FUNCTION public.f()
RETURNS trigger
LANGUAGE plpgsql
AS $$BEGIN RETURN OLD; END$$;
-- undo: CREATE OR REPLACE FUNCTION public.f()
RETURNS trigger
LANGUAGE plpgsql
AS $$BEGIN RETURN NEW; END$$
`,
		},
		{
			rule: "a check with another condition is recreated",
			from: `
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0));
`,
			to: `
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 1));
`,
			want: `
-- drop check constraint: check constraint public.t.c: expression changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT c;
-- undo: ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0)
-- create check constraint: check constraint public.t.c: expression changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 1) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT c
-- validate constraint: new rows obey check constraint public.t.c already
-- SHARE UPDATE EXCLUSIVE on public.t, scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;
`,
		},
		{
			rule: "a unique constraint with other columns is built beside the one that there is",
			from: `
CREATE TABLE t (a integer, b integer, CONSTRAINT u UNIQUE (a));
`,
			to: `
CREATE TABLE t (a integer, b integer, CONSTRAINT u UNIQUE (a, b));
`,
			want: `
-- build index: index of unique constraint public.t.u
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY u_new ON public.t (a, b);
-- undo: DROP INDEX CONCURRENTLY public.u_new
-- drop unique constraint: unique constraint public.t.u: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT u;
-- undo: ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (a)
-- create unique constraint: unique constraint public.t.u: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_new;
-- undo: ALTER TABLE public.t DROP CONSTRAINT u
`,
		},
		{
			rule: "a foreign key goes before the key that it refers to is replaced",
			from: `
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, CONSTRAINT p_key PRIMARY KEY (a), CONSTRAINT p_b UNIQUE (b));
CREATE TABLE c (p integer, CONSTRAINT c_ref FOREIGN KEY (p) REFERENCES p (b));
`,
			to: `
CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, CONSTRAINT p_key PRIMARY KEY (a), CONSTRAINT p_b UNIQUE (b) DEFERRABLE);
CREATE TABLE c (p integer);
`,
			want: `
-- drop foreign key: foreign key public.c.c_ref is not in the desired schema
-- ACCESS EXCLUSIVE on public.c and public.p
ALTER TABLE public.c DROP CONSTRAINT c_ref;
-- undo: ALTER TABLE public.c ADD CONSTRAINT c_ref FOREIGN KEY (p) REFERENCES public.p (b)
-- build index: index of unique constraint public.p.p_b
-- SHARE UPDATE EXCLUSIVE on public.p, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY p_b_new ON public.p (b);
-- undo: DROP INDEX CONCURRENTLY public.p_b_new
-- drop unique constraint: unique constraint public.p.p_b: deferrable changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.p
ALTER TABLE public.p DROP CONSTRAINT p_b;
-- undo: ALTER TABLE public.p ADD CONSTRAINT p_b UNIQUE (b)
-- create unique constraint: unique constraint public.p.p_b: deferrable changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.p
ALTER TABLE public.p ADD CONSTRAINT p_b UNIQUE USING INDEX p_b_new DEFERRABLE INITIALLY IMMEDIATE;
-- undo: ALTER TABLE public.p DROP CONSTRAINT p_b
`,
		},
		{
			rule: "a policy with another command is recreated",
			from: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t FOR SELECT USING (a > 0);
`,
			to: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t FOR DELETE USING (a > 0);
`,
			want: `
-- drop policy: policy public.t.p: command changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
DROP POLICY p ON public.t;
-- undo: CREATE POLICY p ON public.t FOR SELECT USING (a > 0)
-- create policy: policy public.t.p: command changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
CREATE POLICY p ON public.t FOR DELETE USING (a > 0);
-- undo: DROP POLICY p ON public.t
`,
		},
		{
			rule: "a policy with another condition is altered",
			from: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t USING (a > 0);
`,
			to: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t USING (a > 1);
`,
			want: `
-- alter policy: policy public.t.p: using a > 0 becomes a > 1
-- ACCESS EXCLUSIVE on public.t
ALTER POLICY p ON public.t USING (a > 1);
-- undo: ALTER POLICY p ON public.t USING (a > 0)
`,
		},
		{
			rule: "an enum that loses a value is recreated under the columns of it",
			from: `
CREATE TYPE mood AS ENUM ('sad', 'glad', 'odd');
CREATE TABLE t (m mood);
`,
			to: `
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (m mood);
`,
			want: `
-- drop enum: enum public.mood: values changed, and no ALTER can do that
ALTER TYPE public.mood RENAME TO mood_schemadiff_old;
-- undo: ALTER TYPE public.mood_schemadiff_old RENAME TO mood
-- create enum: enum public.mood: values changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
CREATE TYPE public.mood AS ENUM ('sad', 'glad');
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;
-- undo: DROP TYPE public.mood
-- create former type: columns have the new form of enum public.mood
DROP TYPE public.mood_schemadiff_old;
error[drop-enum-value] programs that write 'odd' into public.mood fail
`,
		},
		{
			rule: "an enum in another order takes its default along",
			from: `
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (m mood DEFAULT 'sad');
`,
			to: `
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE t (m mood DEFAULT 'sad');
`,
			want: `
-- drop default: the default uses enum public.mood, which is recreated
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT;
-- drop enum: enum public.mood: values changed, and no ALTER can do that
ALTER TYPE public.mood RENAME TO mood_schemadiff_old;
-- undo: ALTER TYPE public.mood_schemadiff_old RENAME TO mood
-- create enum: enum public.mood: values changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
CREATE TYPE public.mood AS ENUM ('glad', 'sad');
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;
-- undo: DROP TYPE public.mood
-- create former type: columns have the new form of enum public.mood
DROP TYPE public.mood_schemadiff_old;
-- create default: the default uses enum public.mood, which is recreated
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'sad';
`,
		},
		{
			rule: "a materialized view is recreated with its indexes",
			from: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX i ON m (a);
`,
			to: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a + 1 AS a FROM t;
CREATE INDEX i ON m (a);
`,
			want: `
-- drop materialized view: materialized view public.m: query changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.m
DROP MATERIALIZED VIEW public.m;
-- undo: CREATE MATERIALIZED VIEW public.m AS
SELECT a
FROM public.t
-- create materialized view: materialized view public.m: query changed, and no ALTER can do that
-- scan
CREATE MATERIALIZED VIEW public.m AS
SELECT a + 1 AS a
FROM public.t;
-- undo: DROP MATERIALIZED VIEW public.m
-- create index: it uses materialized view public.m, which is dropped or changed
-- scan
CREATE INDEX i ON public.m (a);
-- undo: DROP INDEX public.i
`,
		},
		{
			rule: "a table that becomes partitioned is recreated with its rows",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer) PARTITION BY LIST (a);
`,
			want: `
-- set rows aside: the rows of public.t are kept
-- ACCESS EXCLUSIVE on public.t, scan
LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
SET LOCAL row_security = off;
CREATE TEMPORARY TABLE schemadiff_public_t_aside ON COMMIT DROP AS SELECT * FROM public.t;
-- drop table: the partition key of public.t changes
-- ACCESS EXCLUSIVE on public.t
DROP TABLE public.t;
-- create table: the partition key of public.t changes
CREATE TABLE public.t (
  a integer
) PARTITION BY LIST (a);
-- undo: DROP TABLE public.t
-- bring rows back: the rows of public.t are kept
-- scan
WITH back AS (INSERT INTO public.t (a) OVERRIDING SYSTEM VALUE SELECT a FROM pg_temp.schemadiff_public_t_aside RETURNING 1)
SELECT 1 / (count(*) = (SELECT count(*) FROM pg_temp.schemadiff_public_t_aside))::integer AS all_rows_are_back FROM back;
error[partition-change] table public.t is recreated, for no partition key changes in place: its rows are copied twice while all others wait
`,
		},
		{
			rule: "an aggregate with another function is replaced in place",
			from: `
CREATE FUNCTION f(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION g(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 * $2';
CREATE AGGREGATE total(integer) (SFUNC = f, STYPE = integer);
`,
			to: `
CREATE FUNCTION f(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION g(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 * $2';
CREATE AGGREGATE total(integer) (SFUNC = g, STYPE = integer);
`,
			want: `
-- alter aggregate: aggregate public.total(integer): options sfunc=public.f, stype=integer become sfunc=public.g, stype=integer
CREATE OR REPLACE AGGREGATE public.total(integer) (
  SFUNC = public.g,
  STYPE = integer
);
-- undo: CREATE OR REPLACE AGGREGATE public.total(integer) (
  SFUNC = public.f,
  STYPE = integer
)
`,
		},
		{
			rule: "a generated column with another expression is recreated before PostgreSQL 17",
			from: `
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
`,
			to: `
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED);
`,
			want: `
-- drop column: column public.t.b: generated changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP COLUMN b;
-- create column: column public.t.b: generated changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 2) STORED;
-- undo: ALTER TABLE public.t DROP COLUMN b
`,
		},
		{
			rule:   "a generated column gets another expression in place from PostgreSQL 17 on",
			target: "17",
			from: `
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
`,
			to: `
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 2) STORED);
`,
			want: `
-- alter column: column public.t.b: generated a + 1 becomes a + 2
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (a + 2);
-- undo: ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS (a + 1)
`,
		},
		{
			rule: "a view that calls a function on rows of another view comes after both",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION f(v) RETURNS integer LANGUAGE sql AS 'SELECT $1.a';
CREATE VIEW w AS SELECT f(v.*) AS b FROM v;
`,
			want: `
-- create view: view public.v is new
CREATE VIEW public.v AS
SELECT a
FROM public.t;
-- undo: DROP VIEW public.v
-- create function: function public.f(public.v) is new
CREATE FUNCTION public.f(public.v)
RETURNS integer
LANGUAGE sql
AS $$SELECT $1.a$$;
-- undo: DROP FUNCTION public.f(public.v)
-- create view: view public.w is new
CREATE VIEW public.w AS
SELECT public.f(v.*) AS b
FROM public.v;
-- undo: DROP VIEW public.w
`,
		},
		{
			rule: "a sequence keeps its place when it is altered",
			from: `
CREATE SEQUENCE s INCREMENT 1;
`,
			to: `
CREATE SEQUENCE s INCREMENT 10 MAXVALUE 1000;
`,
			want: `
-- alter sequence: sequence public.s: options bigint start 1 increment 1 min 1 max 9223372036854775807 cache 1 become bigint start 1 increment 10 min 1 max 1000 cache 1
-- SHARE ROW EXCLUSIVE on public.s
ALTER SEQUENCE public.s MAXVALUE 9223372036854775807;
SELECT pg_catalog.setval('public.s'::pg_catalog.regclass, CASE WHEN last_value BETWEEN 1 AND 1000 THEN last_value WHEN is_called AND last_value > 1000 THEN 1000 ELSE 1 END, is_called AND last_value >= 1) FROM public.s;
ALTER SEQUENCE public.s INCREMENT BY 10 MAXVALUE 1000;
`,
		},
		{
			rule: "a domain with another base type is recreated under its columns",
			from: `
CREATE DOMAIN d AS integer;
CREATE TABLE t (a d);
`,
			to: `
CREATE DOMAIN d AS text;
CREATE TABLE t (a d);
`,
			want: `
-- drop domain: domain public.d: type changed, and no ALTER can do that
ALTER DOMAIN public.d RENAME TO d_schemadiff_old;
-- undo: ALTER DOMAIN public.d_schemadiff_old RENAME TO d
-- create domain: domain public.d: type changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
CREATE DOMAIN public.d AS text;
ALTER TABLE public.t ALTER COLUMN a TYPE public.d USING a::text::public.d;
-- undo: DROP DOMAIN public.d
-- create former type: columns have the new form of domain public.d
DROP DOMAIN public.d_schemadiff_old;
`,
		},
		{
			rule: "rules are recreated around a change of the table that they read",
			from: `
CREATE TABLE t (a integer);
CREATE TABLE log (a bigint);
CREATE RULE r AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (NEW.a);
`,
			to: `
CREATE TABLE t (a bigint);
CREATE TABLE log (a bigint);
CREATE RULE r AS ON UPDATE TO t DO ALSO INSERT INTO log VALUES (NEW.a);
`,
			want: `
-- drop rule: it uses column public.t.a, which is dropped or changed
-- ACCESS EXCLUSIVE on public.t
DROP RULE r ON public.t;
-- undo: CREATE RULE r AS ON UPDATE TO public.t DO ALSO INSERT INTO public.log (a)
VALUES (new.a)
-- alter column: column public.t.a: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
-- create rule: it uses column public.t.a, which is dropped or changed
-- ACCESS EXCLUSIVE on public.t
CREATE RULE r AS ON UPDATE TO public.t DO ALSO INSERT INTO public.log (a)
VALUES (new.a);
-- undo: DROP RULE r ON public.t
`,
		},
	})
}

// TestShellTypes: a base type and the functions that it is made of need each other.
func TestShellTypes(t *testing.T) {
	check(t, []example{
		{
			rule: "a base type is created as a shell, then its functions, then whole",
			to: `
CREATE TYPE box3;
CREATE FUNCTION box3_in(cstring) RETURNS box3 IMMUTABLE STRICT LANGUAGE internal AS 'boolin';
CREATE FUNCTION box3_out(box3) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'boolout';
CREATE TYPE box3 (INPUT = box3_in, OUTPUT = box3_out, INTERNALLENGTH = 1, PASSEDBYVALUE);
`,
			want: `
-- create shell type: functions that base type public.box3 is made of name it
CREATE TYPE public.box3;
-- create function: function public.box3_in(cstring) is new
CREATE FUNCTION public.box3_in(cstring)
RETURNS public.box3
LANGUAGE internal
IMMUTABLE STRICT
AS $$boolin$$;
-- undo: DROP FUNCTION public.box3_in(cstring)
-- create function: function public.box3_out(public.box3) is new
CREATE FUNCTION public.box3_out(public.box3)
RETURNS cstring
LANGUAGE internal
IMMUTABLE STRICT
AS $$boolout$$;
-- undo: DROP FUNCTION public.box3_out(public.box3)
-- create base type: base type public.box3 is new
CREATE TYPE public.box3 (
  INPUT = public.box3_in,
  OUTPUT = public.box3_out,
  INTERNALLENGTH = 1,
  PASSEDBYVALUE = true
);
`,
		},
		{
			rule: "a base type takes its functions with it when it goes",
			from: `
CREATE TYPE box3;
CREATE FUNCTION box3_in(cstring) RETURNS box3 IMMUTABLE STRICT LANGUAGE internal AS 'boolin';
CREATE FUNCTION box3_out(box3) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'boolout';
CREATE TYPE box3 (INPUT = box3_in, OUTPUT = box3_out, INTERNALLENGTH = 1, PASSEDBYVALUE);
`,
			want: `
-- drop base type: base type public.box3 is not in the desired schema
DROP TYPE public.box3 CASCADE;
`,
		},
	})
}
