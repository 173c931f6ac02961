package postgres_test

import "testing"

// TestKinds: the forms of the other kinds of objects.
func TestKinds(t *testing.T) {
	check(t, []example{
		{
			rule: "a schema is dropped before another one is created with its comment",
			from: `
CREATE SCHEMA a;
`,
			to: `
CREATE SCHEMA b;
COMMENT ON SCHEMA b IS 'the new one';
`,
			want: `
-- drop schema: schema a is not in the desired schema
DROP SCHEMA a;
-- undo: CREATE SCHEMA a
-- create schema: schema b is new
CREATE SCHEMA b;
COMMENT ON SCHEMA b IS 'the new one';
-- undo: DROP SCHEMA b
`,
		},
		{
			rule: "an extension is created before tables",
			to: `
CREATE EXTENSION citext;
CREATE TABLE t (a integer);
`,
			want: `
-- create extension: extension citext is new
CREATE EXTENSION citext WITH SCHEMA public;
-- undo: DROP EXTENSION citext
-- create table: table public.t is new
CREATE TABLE public.t (
  a integer
);
-- undo: DROP TABLE public.t
`,
		},
		{
			rule: "a domain's default, null and checks are altered",
			from: `
CREATE DOMAIN d AS text DEFAULT 'a' CONSTRAINT one CHECK (VALUE <> '');
`,
			to: `
CREATE DOMAIN d AS text DEFAULT 'b' NOT NULL CONSTRAINT two CHECK (VALUE <> 'x');
`,
			want: `
-- drop domain constraint: domain constraint public.d.one is not in the desired schema
ALTER DOMAIN public.d DROP CONSTRAINT one;
-- undo: ALTER DOMAIN public.d ADD CONSTRAINT one CHECK (VALUE <> '')
-- alter domain: domain public.d: not null is set; domain public.d: default 'a'::text becomes 'b'::text
-- SHARE on tables that use it, scan
ALTER DOMAIN public.d SET NOT NULL;
ALTER DOMAIN public.d SET DEFAULT 'b';
-- undo: ALTER DOMAIN public.d SET DEFAULT 'a'
-- undo: ALTER DOMAIN public.d DROP NOT NULL
-- create domain constraint: domain constraint public.d.two is new
-- SHARE on tables that use it, scan
ALTER DOMAIN public.d ADD CONSTRAINT two CHECK (VALUE <> 'x');
-- undo: ALTER DOMAIN public.d DROP CONSTRAINT two
`,
		},
		{
			rule: "a composite type gets, loses and changes attributes",
			from: `
CREATE TYPE c AS (a integer, b text);
`,
			to: `
CREATE TYPE c AS (a bigint, d date);
`,
			want: `
-- alter composite type: composite type public.c: attributes a integer, b text become a bigint, d date
ALTER TYPE public.c DROP ATTRIBUTE b;
ALTER TYPE public.c ADD ATTRIBUTE d date;
ALTER TYPE public.c ALTER ATTRIBUTE a TYPE bigint;
`,
		},
		{
			rule: "a composite type in a table is recreated under its columns",
			from: `
CREATE TYPE c AS (a integer);
CREATE TABLE t (v c);
`,
			to: `
CREATE TYPE c AS (a bigint);
CREATE TABLE t (v c);
`,
			want: `
-- drop composite type: composite type public.c: attributes changed, and no ALTER can do that
ALTER TYPE public.c RENAME TO c_schemadiff_old;
-- undo: ALTER TYPE public.c_schemadiff_old RENAME TO c
-- create composite type: composite type public.c: attributes changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
CREATE TYPE public.c AS (
  a bigint
);
ALTER TABLE public.t ALTER COLUMN v TYPE public.c USING CASE WHEN v IS DISTINCT FROM NULL THEN ROW((v).a::bigint)::public.c END;
-- undo: DROP TYPE public.c
-- create former type: columns have the new form of composite type public.c
DROP TYPE public.c_schemadiff_old;
`,
		},
		{
			rule: "a range type is dropped before another one is created",
			from: `
CREATE TYPE old_range AS RANGE (SUBTYPE = float8);
`,
			to: `
CREATE TYPE new_range AS RANGE (SUBTYPE = date);
`,
			want: `
-- drop range type: range type public.old_range is not in the desired schema
DROP TYPE public.old_range;
-- create range type: range type public.new_range is new
CREATE TYPE public.new_range AS RANGE (SUBTYPE = date);
-- undo: DROP TYPE public.new_range
`,
		},
		{
			rule: "a sequence that a column owns changes its owner",
			from: `
CREATE SEQUENCE s;
CREATE TABLE t (a integer, b integer);
ALTER SEQUENCE s OWNED BY t.a;
`,
			to: `
CREATE SEQUENCE s;
CREATE TABLE t (a integer, b integer);
ALTER SEQUENCE s OWNED BY t.b;
`,
			want: `
-- alter sequence: sequence public.s: owned by public.t.a becomes public.t.b
-- SHARE ROW EXCLUSIVE on public.s
ALTER SEQUENCE public.s OWNED BY public.t.b;
-- undo: ALTER SEQUENCE public.s OWNED BY public.t.a
`,
		},
		{
			rule: "a procedure becomes a function by drop and create",
			from: `
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
`,
			to: `
CREATE FUNCTION p() RETURNS void LANGUAGE sql AS 'SELECT 1';
`,
			want: `
-- drop procedure: procedure public.p() is not in the desired schema
DROP PROCEDURE public.p();
-- undo: CREATE PROCEDURE public.p()
LANGUAGE sql
AS $$SELECT 1$$
-- create function: function public.p() is new
CREATE FUNCTION public.p()
RETURNS void
LANGUAGE sql
AS $$SELECT 1$$;
-- undo: DROP FUNCTION public.p()
`,
		},
		{
			rule: "overloads of a function are objects of their own",
			from: `
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
`,
			to: `
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
`,
			want: `
-- create function: function public.f(text) is new
CREATE FUNCTION public.f(text)
RETURNS integer
LANGUAGE sql
AS $$SELECT 2$$;
-- undo: DROP FUNCTION public.f(text)
`,
		},
		{
			rule: "options of a function are replaced with it",
			from: `
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
`,
			to: `
CREATE FUNCTION f() RETURNS integer LANGUAGE sql STABLE STRICT SECURITY DEFINER SET search_path = '' AS 'SELECT 1';
`,
			want: `
-- alter function: function public.f(): volatility becomes stable; function public.f(): strict is set; function public.f(): security definer is set; function public.f(): settings become search_path=""
CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
STABLE STRICT SECURITY DEFINER
SET search_path TO ''
AS $$SELECT 1$$;
-- undo: CREATE OR REPLACE FUNCTION public.f()
RETURNS integer
LANGUAGE sql
AS $$SELECT 1$$
error[access-widened] PUBLIC gains EXECUTE with its owner's rights on function public.f(): SECURITY DEFINER
`,
		},
		{
			rule: "an operator's function is changed by recreation",
			from: `
CREATE FUNCTION f(point, point) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION g(point, point) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR === (LEFTARG = point, RIGHTARG = point, FUNCTION = f);
`,
			to: `
CREATE FUNCTION f(point, point) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION g(point, point) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR === (LEFTARG = point, RIGHTARG = point, FUNCTION = g);
`,
			want: `
-- drop operator: operator public.===(point, point): function changed, and no ALTER can do that
DROP OPERATOR public.=== (point, point);
-- create operator: operator public.===(point, point): function changed, and no ALTER can do that
CREATE OPERATOR public.=== (
  FUNCTION = public.g,
  LEFTARG = point,
  RIGHTARG = point
);
-- undo: DROP OPERATOR public.=== (point, point)
`,
		},
		{
			rule: "a cast is recreated where its context changes",
			from: `
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION f(mood) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION f(mood);
`,
			to: `
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION f(mood) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION f(mood) AS ASSIGNMENT;
`,
			want: `
-- drop cast: cast (public.mood AS integer): context changed, and no ALTER can do that
DROP CAST (public.mood AS integer);
-- create cast: cast (public.mood AS integer): context changed, and no ALTER can do that
CREATE CAST (public.mood AS integer) WITH FUNCTION public.f(public.mood) AS ASSIGNMENT;
-- undo: DROP CAST (public.mood AS integer)
`,
		},
		{
			rule: "a view's options are altered",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE VIEW v WITH (security_barrier = true) AS SELECT a FROM t;
`,
			want: `
-- alter view: view public.v: options become security_barrier=true
-- ACCESS EXCLUSIVE on public.v
ALTER VIEW public.v SET (security_barrier = true);
-- undo: ALTER VIEW public.v RESET (security_barrier)
info[access-narrowed] roles with a privilege on it lose rows that the view leaves out, through functions of their own on view public.v: security_barrier
`,
		},
		{
			rule: "a view's column gets a default",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
ALTER VIEW v ALTER COLUMN a SET DEFAULT 1;
`,
			want: `
-- alter view: view public.v: column defaults become a=1;
-- ACCESS EXCLUSIVE on public.v
ALTER VIEW public.v ALTER COLUMN a SET DEFAULT 1;
`,
		},
		{
			rule: "a materialized view that the files leave empty is filled where it was filled",
			from: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a + 1 AS a FROM t WITH NO DATA;
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
`,
		},
		{
			rule: "a policy that gets a check is recreated",
			from: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t TO PUBLIC USING (true);
`,
			to: `
CREATE TABLE t (a integer);
CREATE POLICY p ON t TO CURRENT_USER USING (true) WITH CHECK (a > 0);
`,
			want: `
-- drop policy: policy public.t.p: with check changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
DROP POLICY p ON public.t;
-- undo: CREATE POLICY p ON public.t USING (true)
-- create policy: policy public.t.p: with check changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
CREATE POLICY p ON public.t USING (true) WITH CHECK (a > 0);
-- undo: DROP POLICY p ON public.t
`,
		},
		{
			rule: "a publication sets its tables and its operations",
			from: `
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a;
`,
			to: `
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE b WITH (publish = 'insert');
`,
			want: `
-- alter publication: publication p: tables public.a become public.b; publication p: publish insert, update, delete, truncate becomes insert
ALTER PUBLICATION p SET (publish = 'insert');
ALTER PUBLICATION p SET TABLE ONLY public.b;
-- undo: ALTER PUBLICATION p SET TABLE ONLY public.a
-- undo: ALTER PUBLICATION p SET (publish = 'insert, update, delete, truncate')
warning[access-widened] subscribers gain rows of public.b on publication p: they are published
info[access-narrowed] subscribers lose rows of public.a on publication p: they are no longer published
`,
		},
		{
			rule: "statistics are recreated with other columns",
			from: `
CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s ON a, b FROM t;
`,
			to: `
CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS s ON a, c FROM t;
`,
			want: `
-- drop statistics: statistics public.s: columns changed, and no ALTER can do that
-- SHARE UPDATE EXCLUSIVE on public.t
DROP STATISTICS public.s;
-- undo: CREATE STATISTICS public.s (ndistinct, dependencies, mcv) ON a, b FROM public.t
-- create statistics: statistics public.s: columns changed, and no ALTER can do that
-- SHARE UPDATE EXCLUSIVE on public.t
CREATE STATISTICS public.s (ndistinct, dependencies, mcv) ON a, c FROM public.t;
-- undo: DROP STATISTICS public.s
`,
		},
		{
			rule: "statistics are dropped by the drop of their table",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE STATISTICS s ON a, b FROM t;
`,
			want: `
-- drop table: table public.t is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all rows of public.t, --allow drop-table
DROP TABLE public.t;
`,
		},
		{
			rule: "statistics of a dropped table are created on another",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE STATISTICS s ON a, b FROM t;
CREATE TABLE u (a integer, b text);
`,
			to: `
CREATE TABLE u (a integer, b text);
CREATE STATISTICS s ON a, b FROM u;
`,
			want: `
-- drop table: table public.t is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all rows of public.t, --allow drop-table
DROP TABLE public.t;
-- create statistics: statistics public.s: table changed, and no ALTER can do that
-- SHARE UPDATE EXCLUSIVE on public.u
CREATE STATISTICS public.s (ndistinct, dependencies, mcv) ON a, b FROM public.u;
-- undo: DROP STATISTICS public.s
`,
		},
		{
			rule: "an event trigger is created after its function and dropped before it",
			from: `
CREATE FUNCTION old() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION old();
`,
			to: `
CREATE FUNCTION new() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER g ON ddl_command_start EXECUTE FUNCTION new();
`,
			want: `
-- drop event trigger: event trigger e is not in the desired schema
DROP EVENT TRIGGER e;
-- drop function: function public.old() is not in the desired schema
DROP FUNCTION public.old();
-- undo: CREATE FUNCTION public.old()
RETURNS event_trigger
LANGUAGE plpgsql
AS $$BEGIN END$$
-- create function: function public.new() is new
CREATE FUNCTION public.new()
RETURNS event_trigger
LANGUAGE plpgsql
AS $$BEGIN END$$;
-- undo: DROP FUNCTION public.new()
-- create event trigger: event trigger g is new
CREATE EVENT TRIGGER g ON ddl_command_start
EXECUTE FUNCTION public.new();
-- undo: DROP EVENT TRIGGER g
`,
		},
		{
			rule: "a foreign table is created after its server and that after its wrapper",
			to: `
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u');
CREATE FOREIGN TABLE a (x integer) SERVER s;
`,
			want: `
-- create foreign data wrapper: foreign data wrapper w is new
CREATE FOREIGN DATA WRAPPER w;
-- undo: DROP FOREIGN DATA WRAPPER w
-- create server: server s is new
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h');
-- undo: DROP SERVER s
-- create user mapping: user mapping PUBLIC on s is new
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS ("user" 'u');
-- undo: DROP USER MAPPING FOR PUBLIC SERVER s
-- create foreign table: foreign table public.a is new
CREATE FOREIGN TABLE public.a (
  x integer
) SERVER s;
-- undo: DROP FOREIGN TABLE public.a
`,
		},
		{
			rule: "options of a server are added, set and dropped",
			from: `
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', port '1');
`,
			to: `
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'i', dbname 'd');
`,
			want: `
-- alter server: server s: options host=h, port=1 become dbname=d, host=i
ALTER SERVER s OPTIONS (SET host 'i', ADD dbname 'd', DROP port);
-- undo: ALTER SERVER s OPTIONS (SET host 'h', ADD port '1', DROP dbname)
`,
		},
		{
			rule: "a text search configuration is created after its dictionary",
			to: `
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
`,
			want: `
-- create text search dictionary: text search dictionary public.d is new
CREATE TEXT SEARCH DICTIONARY public.d (TEMPLATE = simple);
-- undo: DROP TEXT SEARCH DICTIONARY public.d
-- create text search configuration: text search configuration public.c is new
CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word WITH public.d;
-- undo: DROP TEXT SEARCH CONFIGURATION public.c
`,
		},
		{
			rule: "a collation is recreated under the columns of it",
			from: `
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'de');
CREATE TABLE t (a text COLLATE c);
`,
			to: `
CREATE COLLATION c (PROVIDER = icu, LOCALE = 'en');
CREATE TABLE t (a text COLLATE c);
`,
			want: `
-- drop collation: collation public.c: locale changed, and no ALTER can do that
ALTER COLLATION public.c RENAME TO c_schemadiff_old;
-- undo: ALTER COLLATION public.c_schemadiff_old RENAME TO c
-- create collation: collation public.c: locale changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t, rewrite
CREATE COLLATION public.c (PROVIDER = icu, LOCALE = 'en');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c USING a;
-- undo: DROP COLLATION public.c
-- create former type: columns have the new form of collation public.c
DROP COLLATION public.c_schemadiff_old;
`,
		},
		{
			rule: "grants are given and revoked by the difference alone",
			from: `
CREATE TABLE t (a integer);
GRANT SELECT, INSERT ON t TO PUBLIC;
`,
			to: `
CREATE TABLE t (a integer);
GRANT SELECT, UPDATE ON t TO PUBLIC;
`,
			want: `
-- alter access to table: table public.t: grants INSERT to PUBLIC; SELECT to PUBLIC become SELECT to PUBLIC; UPDATE to PUBLIC
REVOKE INSERT ON TABLE public.t FROM PUBLIC;
GRANT UPDATE ON TABLE public.t TO PUBLIC;
-- undo: REVOKE UPDATE ON TABLE public.t FROM PUBLIC
-- undo: GRANT INSERT ON TABLE public.t TO PUBLIC
error[access-widened] PUBLIC gains UPDATE on table public.t: GRANT
info[access-narrowed] PUBLIC loses INSERT on table public.t: REVOKE
`,
		},
		{
			rule: "a language that every database has is neither created nor dropped with its privileges",
			from: `
GRANT USAGE ON LANGUAGE plpgsql TO app;
`,
			want: `
-- alter access to extension: extension plpgsql: grants USAGE on LANGUAGE plpgsql to app are gone
REVOKE USAGE ON LANGUAGE plpgsql FROM app;
-- undo: GRANT USAGE ON LANGUAGE plpgsql TO app
`,
		},
		{
			rule: "grants of a column are its own",
			from: `
CREATE TABLE t (a integer, b integer);
`,
			to: `
CREATE TABLE t (a integer, b integer);
GRANT SELECT (a) ON t TO PUBLIC;
`,
			want: `
-- alter access to table: column public.t.a: grants become SELECT to PUBLIC
GRANT SELECT (a) ON TABLE public.t TO PUBLIC;
-- undo: REVOKE SELECT (a) ON TABLE public.t FROM PUBLIC
error[access-widened] PUBLIC gains SELECT on column public.t.a: GRANT
`,
		},
		{
			rule: "an operator class is created after its functions",
			to: `
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION same(mood, mood) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 0';
CREATE OPERATOR CLASS mood_ops FOR TYPE mood USING btree AS FUNCTION 1 same(mood, mood);
`,
			want: `
-- create enum: enum public.mood is new
CREATE TYPE public.mood AS ENUM ('sad');
-- undo: DROP TYPE public.mood
-- create function: function public.same(public.mood, public.mood) is new
CREATE FUNCTION public.same(public.mood, public.mood)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$SELECT 0$$;
-- undo: DROP FUNCTION public.same(public.mood, public.mood)
-- create operator family: operator family public.mood_ops is new
CREATE OPERATOR FAMILY public.mood_ops USING btree;
-- undo: DROP OPERATOR FAMILY public.mood_ops USING btree
-- create operator class: operator class public.mood_ops is new
CREATE OPERATOR CLASS public.mood_ops FOR TYPE public.mood USING btree FAMILY public.mood_ops AS
  FUNCTION 1 (public.mood, public.mood) public.same(public.mood, public.mood);
-- undo: DROP OPERATOR CLASS public.mood_ops USING btree
`,
		},
		{
			rule: "a language is created after its handler and before its functions",
			to: `
CREATE FUNCTION z_handler() RETURNS language_handler LANGUAGE c AS 'lib', 'handler';
CREATE LANGUAGE mine HANDLER z_handler;
CREATE FUNCTION a() RETURNS integer LANGUAGE mine AS 'x';
`,
			want: `
-- create function: function public.z_handler() is new
CREATE FUNCTION public.z_handler()
RETURNS language_handler
LANGUAGE c
AS 'lib', 'handler';
-- undo: DROP FUNCTION public.z_handler()
-- create language: language mine is new
CREATE LANGUAGE mine HANDLER public.z_handler;
-- undo: DROP LANGUAGE mine
-- create function: function public.a() is new
CREATE FUNCTION public.a()
RETURNS integer
LANGUAGE mine
AS $$x$$;
-- undo: DROP FUNCTION public.a()
`,
		},
		{
			rule: "default privileges stand by themselves",
			to: `
ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO PUBLIC;
`,
			want: `
-- create default privileges: default privileges TABLES of app is new
ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO PUBLIC;
-- undo: ALTER DEFAULT PRIVILEGES FOR ROLE app REVOKE SELECT ON TABLES FROM PUBLIC
error[access-widened] PUBLIC gains SELECT on TABLES of app: default privileges: tables that app creates
`,
		},
	})
}
