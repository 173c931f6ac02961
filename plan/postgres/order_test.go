package postgres_test

import (
	"slices"
	"testing"
)

// TestOrderOfCreates: what is created comes after what it needs.
func TestOrderOfCreates(t *testing.T) {
	check(t, []example{
		{
			rule: "a table is created before the table whose foreign key refers to it",
			to: `
CREATE TABLE a_order (id integer PRIMARY KEY, customer integer REFERENCES customer);
CREATE TABLE customer (id integer PRIMARY KEY);
`,
			want: `
-- create table: table public.a_order is new
CREATE TABLE public.a_order (
  id integer NOT NULL,
  customer integer,
  CONSTRAINT a_order_pkey PRIMARY KEY (id)
);
-- undo: DROP TABLE public.a_order
-- create table: table public.customer is new
CREATE TABLE public.customer (
  id integer NOT NULL,
  CONSTRAINT customer_pkey PRIMARY KEY (id)
);
-- undo: DROP TABLE public.customer
-- create foreign key: table public.a_order is new
ALTER TABLE public.a_order ADD CONSTRAINT a_order_customer_fkey FOREIGN KEY (customer) REFERENCES public.customer (id);
-- undo: ALTER TABLE public.a_order DROP CONSTRAINT a_order_customer_fkey
`,
		},
		{
			rule: "two tables that refer to each other get their foreign keys when both are there",
			to: `
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
`,
			want: `
-- create table: table public.a is new
CREATE TABLE public.a (
  id integer NOT NULL,
  b integer,
  CONSTRAINT a_pkey PRIMARY KEY (id)
);
-- undo: DROP TABLE public.a
-- create table: table public.b is new
CREATE TABLE public.b (
  id integer NOT NULL,
  a integer,
  CONSTRAINT b_pkey PRIMARY KEY (id)
);
-- undo: DROP TABLE public.b
-- create foreign key: table public.a is new
ALTER TABLE public.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES public.b (id);
-- undo: ALTER TABLE public.a DROP CONSTRAINT a_b_fkey
-- create foreign key: table public.b is new
ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id);
-- undo: ALTER TABLE public.b DROP CONSTRAINT b_a_fkey
`,
		},
		{
			rule: "a schema is created before what is in it",
			to: `
CREATE SCHEMA zoo;
CREATE TABLE zoo.animal (id integer);
`,
			want: `
-- create schema: schema zoo is new
CREATE SCHEMA zoo;
-- undo: DROP SCHEMA zoo
-- create table: table zoo.animal is new
CREATE TABLE zoo.animal (
  id integer
);
-- undo: DROP TABLE zoo.animal
`,
		},
		{
			rule: "a type is created before the table that has a column of it",
			to: `
CREATE TYPE z_mood AS ENUM ('sad', 'glad');
CREATE TABLE person (mood z_mood);
`,
			want: `
-- create enum: enum public.z_mood is new
CREATE TYPE public.z_mood AS ENUM ('sad', 'glad');
-- undo: DROP TYPE public.z_mood
-- create table: table public.person is new
CREATE TABLE public.person (
  mood public.z_mood
);
-- undo: DROP TABLE public.person
`,
		},
		{
			rule: "a domain is created before the domain that is made of it",
			to: `
CREATE DOMAIN z_text AS text CHECK (VALUE <> '');
CREATE DOMAIN a_name AS z_text;
`,
			want: `
-- create domain: domain public.z_text is new
CREATE DOMAIN public.z_text AS text
  CONSTRAINT z_text_check CHECK (VALUE <> '');
-- undo: DROP DOMAIN public.z_text
-- create domain: domain public.a_name is new
CREATE DOMAIN public.a_name AS public.z_text;
-- undo: DROP DOMAIN public.a_name
`,
		},
		{
			rule: "a composite type is created after the types of its attributes",
			to: `
CREATE TYPE z_kind AS ENUM ('a');
CREATE TYPE a_pair AS (k z_kind, n integer);
`,
			want: `
-- create enum: enum public.z_kind is new
CREATE TYPE public.z_kind AS ENUM ('a');
-- undo: DROP TYPE public.z_kind
-- create composite type: composite type public.a_pair is new
CREATE TYPE public.a_pair AS (
  k public.z_kind,
  n integer
);
-- undo: DROP TYPE public.a_pair
`,
		},
		{
			rule: "a sequence is created before the default that draws from it and is given to the column afterwards",
			to: `
CREATE SEQUENCE numbers;
CREATE TABLE t (id bigint DEFAULT nextval('numbers'));
ALTER SEQUENCE numbers OWNED BY t.id;
`,
			want: `
-- create sequence: sequence public.numbers is new
CREATE SEQUENCE public.numbers;
-- undo: DROP SEQUENCE public.numbers
-- create table: table public.t is new
CREATE TABLE public.t (
  id bigint DEFAULT nextval('public.numbers'::regclass)
);
-- undo: DROP TABLE public.t
-- create owner of sequence: sequence public.numbers is new
ALTER SEQUENCE public.numbers OWNED BY public.t.id;
`,
		},
		{
			rule: "a function is created before the check that calls it",
			to: `
CREATE FUNCTION valid(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 <> ''''';
CREATE TABLE t (name text CHECK (valid(name)));
`,
			want: `
-- create function: function public.valid(text) is new
CREATE FUNCTION public.valid(text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$SELECT $1 <> ''$$;
-- undo: DROP FUNCTION public.valid(text)
-- create table: table public.t is new
CREATE TABLE public.t (
  name text,
  CONSTRAINT t_name_check CHECK (public.valid(name))
);
-- undo: DROP TABLE public.t
`,
		},
		{
			rule: "a function is created after the table whose row type it takes",
			to: `
CREATE TABLE t (a integer);
CREATE FUNCTION twice(t) RETURNS integer LANGUAGE sql AS 'SELECT 2 * $1.a';
`,
			want: `
-- create table: table public.t is new
CREATE TABLE public.t (
  a integer
);
-- undo: DROP TABLE public.t
-- create function: function public.twice(public.t) is new
CREATE FUNCTION public.twice(public.t)
RETURNS integer
LANGUAGE sql
AS $$SELECT 2 * $1.a$$;
-- undo: DROP FUNCTION public.twice(public.t)
`,
		},
		{
			rule: "a view is created after the view that it reads",
			to: `
CREATE TABLE t (a integer);
CREATE VIEW z_inner AS SELECT a FROM t;
CREATE VIEW a_outer AS SELECT a FROM z_inner;
`,
			want: `
-- create table: table public.t is new
CREATE TABLE public.t (
  a integer
);
-- undo: DROP TABLE public.t
-- create view: view public.z_inner is new
CREATE VIEW public.z_inner AS
SELECT a
FROM public.t;
-- undo: DROP VIEW public.z_inner
-- create view: view public.a_outer is new
CREATE VIEW public.a_outer AS
SELECT a
FROM public.z_inner;
-- undo: DROP VIEW public.a_outer
`,
		},
		{
			rule: "a materialized view is created before its index",
			to: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE UNIQUE INDEX m_a ON m (a);
`,
			want: `
-- create table: table public.t is new
CREATE TABLE public.t (
  a integer
);
-- undo: DROP TABLE public.t
-- create materialized view: materialized view public.m is new
-- scan
CREATE MATERIALIZED VIEW public.m AS
SELECT a
FROM public.t;
-- undo: DROP MATERIALIZED VIEW public.m
-- create index: index public.m_a is new
-- scan
CREATE UNIQUE INDEX m_a ON public.m (a);
-- undo: DROP INDEX public.m_a
`,
		},
		{
			rule: "a trigger is created after its function and its table",
			to: `
CREATE TABLE t (a integer);
CREATE FUNCTION z_stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION z_stamp();
`,
			want: `
-- create function: function public.z_stamp() is new
CREATE FUNCTION public.z_stamp()
RETURNS trigger
LANGUAGE plpgsql
AS $$BEGIN RETURN NEW; END$$;
-- undo: DROP FUNCTION public.z_stamp()
-- create table: table public.t is new
CREATE TABLE public.t (
  a integer
);
-- undo: DROP TABLE public.t
-- create trigger: trigger public.t.stamp is new
CREATE TRIGGER stamp
BEFORE UPDATE ON public.t
FOR EACH ROW
EXECUTE FUNCTION public.z_stamp();
-- undo: DROP TRIGGER stamp ON public.t
`,
		},
		{
			rule: "a partition is created after the partitioned table",
			to: `
CREATE TABLE z_log (day date) PARTITION BY RANGE (day);
CREATE TABLE a_log PARTITION OF z_log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
`,
			want: `
-- create table: table public.z_log is new
CREATE TABLE public.z_log (
  day date
) PARTITION BY RANGE (day);
-- undo: DROP TABLE public.z_log
-- create table: table public.a_log is new
CREATE TABLE public.a_log PARTITION OF public.z_log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- undo: DROP TABLE public.a_log
`,
		},
		{
			rule: "a child table is created after its parent",
			to: `
CREATE TABLE z_parent (a integer);
CREATE TABLE a_child (b integer) INHERITS (z_parent);
`,
			want: `
-- create table: table public.z_parent is new
CREATE TABLE public.z_parent (
  a integer
);
-- undo: DROP TABLE public.z_parent
-- create table: table public.a_child is new
CREATE TABLE public.a_child (
  b integer
) INHERITS (public.z_parent);
-- undo: DROP TABLE public.a_child
`,
		},
		{
			rule: "a policy is created after the table whose rows it reads",
			to: `
CREATE TABLE doc (owner text);
CREATE TABLE z_member (name text);
ALTER TABLE doc ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON doc USING (EXISTS (SELECT FROM z_member m WHERE m.name = doc.owner));
`,
			want: `
-- create table: table public.doc is new
CREATE TABLE public.doc (
  owner text
);
ALTER TABLE public.doc ENABLE ROW LEVEL SECURITY;
-- undo: DROP TABLE public.doc
-- create table: table public.z_member is new
CREATE TABLE public.z_member (
  name text
);
-- undo: DROP TABLE public.z_member
-- create policy: policy public.doc.members is new
CREATE POLICY members ON public.doc USING (EXISTS (SELECT FROM public.z_member AS m WHERE m.name = doc.owner));
-- undo: DROP POLICY members ON public.doc
`,
		},
		{
			rule: "a publication is created after its tables",
			to: `
CREATE TABLE t (id integer PRIMARY KEY);
CREATE PUBLICATION a_pub FOR TABLE t;
`,
			want: `
-- create table: table public.t is new
CREATE TABLE public.t (
  id integer NOT NULL,
  CONSTRAINT t_pkey PRIMARY KEY (id)
);
-- undo: DROP TABLE public.t
-- create publication: publication a_pub is new
CREATE PUBLICATION a_pub FOR TABLE ONLY public.t;
-- undo: DROP PUBLICATION a_pub
`,
		},
		{
			rule: "a column is added before the view that reads it",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE VIEW a_view AS SELECT b FROM t;
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer;
-- undo: ALTER TABLE public.t DROP COLUMN b
-- create view: view public.a_view is new
CREATE VIEW public.a_view AS
SELECT b
FROM public.t;
-- undo: DROP VIEW public.a_view
`,
		},
		{
			rule: "a column is added before the index on it",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX a_index ON t (b);
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer;
-- undo: ALTER TABLE public.t DROP COLUMN b
-- create index: index public.a_index is new
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE INDEX CONCURRENTLY a_index ON public.t (b);
-- undo: DROP INDEX CONCURRENTLY public.a_index
`,
		},
		{
			rule: "a column is added before the check that reads it",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer, CONSTRAINT a_check CHECK (b > a));
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer;
-- undo: ALTER TABLE public.t DROP COLUMN b
-- create check constraint: check constraint public.t.a_check is new
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT a_check CHECK (b > a) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT a_check
-- validate constraint: new rows obey check constraint public.t.a_check already
-- SHARE UPDATE EXCLUSIVE on public.t, scan
ALTER TABLE public.t VALIDATE CONSTRAINT a_check;
`,
		},
		{
			rule: "a key is there before the foreign key that refers to it",
			from: `
CREATE TABLE parent (id integer NOT NULL);
CREATE TABLE child (parent integer);
`,
			to: `
CREATE TABLE parent (id integer NOT NULL, CONSTRAINT z_key UNIQUE (id));
CREATE TABLE child (parent integer, CONSTRAINT a_ref FOREIGN KEY (parent) REFERENCES parent (id));
`,
			want: `
-- build index: index of unique constraint public.parent.z_key
-- SHARE UPDATE EXCLUSIVE on public.parent, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY z_key ON public.parent (id);
-- undo: DROP INDEX CONCURRENTLY public.z_key
-- create unique constraint: unique constraint public.parent.z_key is new
-- ACCESS EXCLUSIVE on public.parent, own transaction
ALTER TABLE public.parent ADD CONSTRAINT z_key UNIQUE USING INDEX z_key;
-- undo: ALTER TABLE public.parent DROP CONSTRAINT z_key
-- create foreign key: foreign key public.child.a_ref is new
-- SHARE ROW EXCLUSIVE on public.child and public.parent, own transaction
ALTER TABLE public.child ADD CONSTRAINT a_ref FOREIGN KEY (parent) REFERENCES public.parent (id) NOT VALID;
-- undo: ALTER TABLE public.child DROP CONSTRAINT a_ref
-- validate constraint: new rows obey foreign key public.child.a_ref already
-- SHARE UPDATE EXCLUSIVE on public.child, scan
ALTER TABLE public.child VALIDATE CONSTRAINT a_ref;
`,
		},
		{
			rule: "statistics come after the columns that they are about",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE STATISTICS a_stat ON a, b FROM t;
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer;
-- undo: ALTER TABLE public.t DROP COLUMN b
-- create statistics: statistics public.a_stat is new
-- SHARE UPDATE EXCLUSIVE on public.t
CREATE STATISTICS public.a_stat (ndistinct, dependencies, mcv) ON a, b FROM public.t;
-- undo: DROP STATISTICS public.a_stat
`,
		},
		{
			rule: "a rule comes after the table that it writes",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
CREATE TABLE z_log (a integer);
CREATE RULE a_rule AS ON INSERT TO t DO ALSO INSERT INTO z_log VALUES (NEW.a);
`,
			want: `
-- create table: table public.z_log is new
CREATE TABLE public.z_log (
  a integer
);
-- undo: DROP TABLE public.z_log
-- create rule: rule public.t.a_rule is new
-- ACCESS EXCLUSIVE on public.t
CREATE RULE a_rule AS ON INSERT TO public.t DO ALSO INSERT INTO public.z_log (a)
VALUES (new.a);
-- undo: DROP RULE a_rule ON public.t
`,
		},
		{
			rule: "an aggregate is created after the function of its steps",
			to: `
CREATE FUNCTION z_step(integer, integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE a_sum(integer) (SFUNC = z_step, STYPE = integer);
`,
			want: `
-- create function: function public.z_step(integer, integer) is new
CREATE FUNCTION public.z_step(integer, integer)
RETURNS integer
LANGUAGE sql
IMMUTABLE
AS $$SELECT $1 + $2$$;
-- undo: DROP FUNCTION public.z_step(integer, integer)
-- create aggregate: aggregate public.a_sum(integer) is new
CREATE AGGREGATE public.a_sum(integer) (
  SFUNC = public.z_step,
  STYPE = integer
);
-- undo: DROP AGGREGATE public.a_sum(integer)
`,
		},
		{
			rule: "an operator is created after its function",
			to: `
CREATE FUNCTION z_same(point, point) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = point, RIGHTARG = point, FUNCTION = z_same);
`,
			want: `
-- create function: function public.z_same(point, point) is new
CREATE FUNCTION public.z_same(point, point)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
AS $$SELECT true$$;
-- undo: DROP FUNCTION public.z_same(point, point)
-- create operator: operator public.===(point, point) is new
CREATE OPERATOR public.=== (
  FUNCTION = public.z_same,
  LEFTARG = point,
  RIGHTARG = point
);
-- undo: DROP OPERATOR public.=== (point, point)
`,
		},
	})
}

// TestOrderOfDrops: what is dropped goes after all that needs it.
func TestOrderOfDrops(t *testing.T) {
	check(t, []example{
		{
			rule: "a foreign key goes before the table that it refers to",
			from: `
CREATE TABLE a_parent (id integer PRIMARY KEY);
CREATE TABLE child (parent integer REFERENCES a_parent);
`,
			to: `
CREATE TABLE child (parent integer);
`,
			want: `
-- drop foreign key: foreign key public.child.child_parent_fkey is not in the desired schema
-- ACCESS EXCLUSIVE on public.child and public.a_parent
ALTER TABLE public.child DROP CONSTRAINT child_parent_fkey;
-- undo: ALTER TABLE public.child ADD CONSTRAINT child_parent_fkey FOREIGN KEY (parent) REFERENCES public.a_parent (id)
-- drop table: table public.a_parent is not in the desired schema
-- ACCESS EXCLUSIVE on public.a_parent, loses, all rows of public.a_parent, --allow drop-table
DROP TABLE public.a_parent;
`,
		},
		{
			rule: "tables that refer to each other let go of each other first",
			from: `
CREATE TABLE a (id integer PRIMARY KEY, b integer);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
ALTER TABLE a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES b;
`,
			want: `
-- drop foreign key: the tables refer to each other
-- ACCESS EXCLUSIVE on public.a and public.b
ALTER TABLE public.a DROP CONSTRAINT a_b;
-- undo: ALTER TABLE public.a ADD CONSTRAINT a_b FOREIGN KEY (b) REFERENCES public.b (id)
-- drop foreign key: the tables refer to each other
-- ACCESS EXCLUSIVE on public.b and public.a
ALTER TABLE public.b DROP CONSTRAINT b_a_fkey;
-- undo: ALTER TABLE public.b ADD CONSTRAINT b_a_fkey FOREIGN KEY (a) REFERENCES public.a (id)
-- drop table: table public.a is not in the desired schema
-- ACCESS EXCLUSIVE on public.a, loses, all rows of public.a, --allow drop-table
DROP TABLE public.a;
-- drop table: table public.b is not in the desired schema
-- ACCESS EXCLUSIVE on public.b, loses, all rows of public.b, --allow drop-table
DROP TABLE public.b;
`,
		},
		{
			rule: "a view goes before the table that it reads",
			from: `
CREATE TABLE a_table (a integer);
CREATE VIEW z_view AS SELECT a FROM a_table;
`,
			want: `
-- drop view: view public.z_view is not in the desired schema
-- ACCESS EXCLUSIVE on public.z_view
DROP VIEW public.z_view;
-- undo: CREATE VIEW public.z_view AS
SELECT a
FROM public.a_table
-- drop table: table public.a_table is not in the desired schema
-- ACCESS EXCLUSIVE on public.a_table, loses, all rows of public.a_table, --allow drop-table
DROP TABLE public.a_table;
`,
		},
		{
			rule: "views go in the order in which they read each other",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW a_inner AS SELECT a FROM t;
CREATE VIEW z_outer AS SELECT a FROM a_inner;
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- drop view: view public.z_outer is not in the desired schema
-- ACCESS EXCLUSIVE on public.z_outer
DROP VIEW public.z_outer;
-- undo: CREATE VIEW public.z_outer AS
SELECT a
FROM public.a_inner
-- drop view: view public.a_inner is not in the desired schema
-- ACCESS EXCLUSIVE on public.a_inner
DROP VIEW public.a_inner;
-- undo: CREATE VIEW public.a_inner AS
SELECT a
FROM public.t
`,
		},
		{
			rule: "an index goes with its table",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			want: `
-- drop table: table public.t is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all rows of public.t, --allow drop-table
DROP TABLE public.t;
`,
		},
		{
			rule: "a trigger goes with its table and its function afterwards",
			from: `
CREATE TABLE t (a integer);
CREATE FUNCTION a_stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION a_stamp();
`,
			want: `
-- drop table: table public.t is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all rows of public.t, --allow drop-table
DROP TABLE public.t;
-- drop function: function public.a_stamp() is not in the desired schema
DROP FUNCTION public.a_stamp();
-- undo: CREATE FUNCTION public.a_stamp()
RETURNS trigger
LANGUAGE plpgsql
AS $$BEGIN RETURN NEW; END$$
`,
		},
		{
			rule: "a type goes after the column of it",
			from: `
CREATE TYPE a_mood AS ENUM ('sad');
CREATE TABLE t (a integer, mood a_mood);
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- drop column: column public.t.mood is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.mood, --allow drop-column
ALTER TABLE public.t DROP COLUMN mood;
-- drop enum: enum public.a_mood is not in the desired schema
DROP TYPE public.a_mood;
`,
		},
		{
			rule: "a schema goes last",
			from: `
CREATE SCHEMA a_zoo;
CREATE TABLE a_zoo.animal (id integer);
CREATE VIEW a_zoo.names AS SELECT id FROM a_zoo.animal;
`,
			want: `
-- drop view: view a_zoo.names is not in the desired schema
-- ACCESS EXCLUSIVE on a_zoo.names
DROP VIEW a_zoo.names;
-- undo: CREATE VIEW a_zoo.names AS
SELECT id
FROM a_zoo.animal
-- drop table: table a_zoo.animal is not in the desired schema
-- ACCESS EXCLUSIVE on a_zoo.animal, loses, all rows of a_zoo.animal, --allow drop-table
DROP TABLE a_zoo.animal;
-- drop schema: schema a_zoo is not in the desired schema
DROP SCHEMA a_zoo;
-- undo: CREATE SCHEMA a_zoo
`,
		},
		{
			rule: "a sequence goes with the column that owns it",
			from: `
CREATE TABLE t (a integer, id serial);
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- drop column: column public.t.id is not in the desired schema; sequence public.t_id_seq goes with it
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.id, --allow drop-column
ALTER TABLE public.t DROP COLUMN id;
`,
		},
		{
			rule: "a partition goes before the partitioned table",
			from: `
CREATE TABLE log (day date) PARTITION BY RANGE (day);
CREATE TABLE a_log PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
`,
			want: `
-- drop table: table public.a_log is not in the desired schema
-- ACCESS EXCLUSIVE on public.a_log, loses, all rows of public.a_log, --allow drop-table
DROP TABLE public.a_log;
-- drop table: table public.log is not in the desired schema
-- ACCESS EXCLUSIVE on public.log, loses, all rows of public.log, --allow drop-table
DROP TABLE public.log;
`,
		},
		{
			rule: "a view is changed before the column that it has stopped reading goes",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE VIEW v AS SELECT a, b FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
`,
			want: `
-- drop view: view public.v: columns, query changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.v
DROP VIEW public.v;
-- undo: CREATE VIEW public.v AS
SELECT a,
    b
FROM public.t
-- drop column: column public.t.b is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.b, --allow drop-column
ALTER TABLE public.t DROP COLUMN b;
-- create view: view public.v: columns, query changed, and no ALTER can do that
CREATE VIEW public.v AS
SELECT a
FROM public.t;
-- undo: DROP VIEW public.v
`,
		},
		{
			rule: "a default goes before the function that it calls",
			from: `
CREATE FUNCTION a_value() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a integer DEFAULT a_value());
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- drop default: the default uses function public.a_value(), which is recreated
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
-- drop function: function public.a_value() is not in the desired schema
DROP FUNCTION public.a_value();
-- undo: CREATE FUNCTION public.a_value()
RETURNS integer
LANGUAGE sql
AS $$SELECT 1$$
`,
		},
		{
			rule: "a policy goes before the function that it calls",
			from: `
CREATE FUNCTION a_mine(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE TABLE t (a text);
CREATE POLICY p ON t USING (a_mine(a));
`,
			to: `
CREATE TABLE t (a text);
`,
			want: `
-- drop policy: policy public.t.p is not in the desired schema
-- ACCESS EXCLUSIVE on public.t
DROP POLICY p ON public.t;
-- undo: CREATE POLICY p ON public.t USING (public.a_mine(a))
-- drop function: function public.a_mine(text) is not in the desired schema
DROP FUNCTION public.a_mine(text);
-- undo: CREATE FUNCTION public.a_mine(text)
RETURNS boolean
LANGUAGE sql
AS $$SELECT true$$
`,
		},
	})
}

// TestOrderOfNames: a name is free before another object takes it.
func TestOrderOfNames(t *testing.T) {
	check(t, []example{
		{
			rule: "a view becomes a table of the same name",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW x AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE TABLE x (a integer);
`,
			want: `
-- drop view: view public.x is not in the desired schema
-- ACCESS EXCLUSIVE on public.x
DROP VIEW public.x;
-- undo: CREATE VIEW public.x AS
SELECT a
FROM public.t
-- create table: table public.x is new
CREATE TABLE public.x (
  a integer
);
-- undo: DROP TABLE public.x
`,
		},
		{
			rule: "an index lets go of its name before a table takes it",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX x ON t (a);
`,
			to: `
CREATE TABLE t (a integer);
CREATE TABLE x (a integer);
`,
			want: `
-- drop index: index public.x is not in the desired schema
-- SHARE UPDATE EXCLUSIVE on public.t, no transaction
DROP INDEX CONCURRENTLY public.x;
-- undo: CREATE INDEX CONCURRENTLY x ON public.t (a)
-- create table: table public.x is new
CREATE TABLE public.x (
  a integer
);
-- undo: DROP TABLE public.x
`,
		},
		{
			rule: "a unique constraint takes the name of an index that goes",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX x ON t (a);
`,
			to: `
CREATE TABLE t (a integer, CONSTRAINT x UNIQUE (a));
`,
			want: `
-- drop index: index public.x is not in the desired schema
-- SHARE UPDATE EXCLUSIVE on public.t, no transaction
DROP INDEX CONCURRENTLY public.x;
-- undo: CREATE INDEX CONCURRENTLY x ON public.t (a)
-- build index: index of unique constraint public.t.x
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY x ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.x
-- create unique constraint: unique constraint public.t.x is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT x UNIQUE USING INDEX x;
-- undo: ALTER TABLE public.t DROP CONSTRAINT x
`,
		},
		{
			rule: "a check takes the name of a foreign key that goes",
			from: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT x FOREIGN KEY (a) REFERENCES p);
`,
			to: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (a integer, CONSTRAINT x CHECK (a > 0));
`,
			want: `
-- drop foreign key: foreign key public.t.x is not in the desired schema
-- ACCESS EXCLUSIVE on public.t and public.p
ALTER TABLE public.t DROP CONSTRAINT x;
-- undo: ALTER TABLE public.t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES public.p (id)
-- create check constraint: check constraint public.t.x is new
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT x CHECK (a > 0) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT x
-- validate constraint: new rows obey check constraint public.t.x already
-- SHARE UPDATE EXCLUSIVE on public.t, scan
ALTER TABLE public.t VALIDATE CONSTRAINT x;
`,
		},
		{
			rule: "a primary key goes before another one comes",
			from: `
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, CONSTRAINT z_key PRIMARY KEY (a));
`,
			to: `
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, CONSTRAINT a_key PRIMARY KEY (b));
`,
			want: `
-- build index: index of primary key public.t
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY a_key ON public.t (b);
-- undo: DROP INDEX CONCURRENTLY public.a_key
-- drop primary key: primary key public.t is not in the desired schema
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT z_key;
-- undo: ALTER TABLE public.t ADD CONSTRAINT z_key PRIMARY KEY (a)
-- create primary key: primary key public.t is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT a_key PRIMARY KEY USING INDEX a_key;
-- undo: ALTER TABLE public.t DROP CONSTRAINT a_key
`,
		},
		{
			rule: "an enum becomes a domain of the same name",
			from: `
CREATE TYPE x AS ENUM ('a');
`,
			to: `
CREATE DOMAIN x AS text;
`,
			want: `
-- drop enum: enum public.x becomes domain public.x
DROP TYPE public.x;
-- create domain: enum public.x becomes domain public.x
CREATE DOMAIN public.x AS text;
-- undo: DROP DOMAIN public.x
`,
		},
		{
			rule: "a view becomes a materialized view of the same name",
			from: `
CREATE TABLE t (a integer);
CREATE VIEW x AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW x AS SELECT a FROM t;
`,
			want: `
-- drop view: view public.x is not in the desired schema
-- ACCESS EXCLUSIVE on public.x
DROP VIEW public.x;
-- undo: CREATE VIEW public.x AS
SELECT a
FROM public.t
-- create materialized view: materialized view public.x is new
-- scan
CREATE MATERIALIZED VIEW public.x AS
SELECT a
FROM public.t;
-- undo: DROP MATERIALIZED VIEW public.x
`,
		},
		{
			rule: "a table leaves its type while that and its columns change",
			from: `
CREATE TYPE person AS (name text, age integer);
CREATE TABLE people OF person;
`,
			to: `
CREATE TYPE person AS (name text, age integer, born date);
CREATE TABLE people OF person;
`,
			want: `
-- drop type of table: the attributes of composite type public.person change
-- ACCESS EXCLUSIVE on public.people
ALTER TABLE public.people NOT OF;
-- undo: ALTER TABLE public.people OF public.person
-- alter composite type: composite type public.person: attributes name text, age integer become name text, age integer, born date
ALTER TYPE public.person ADD ATTRIBUTE born date;
-- undo: ALTER TYPE public.person DROP ATTRIBUTE born
-- create column: column public.people.born is new
-- ACCESS EXCLUSIVE on public.people
ALTER TABLE public.people ADD COLUMN born date;
-- undo: ALTER TABLE public.people DROP COLUMN born
-- create type of table: the attributes of composite type public.person change
-- ACCESS EXCLUSIVE on public.people
ALTER TABLE public.people OF public.person;
-- undo: ALTER TABLE public.people NOT OF
`,
		},
	})
}

// TestProbesOfReferences: rows are compared with those of the table that a new foreign key refers to; a table that the
// plan creates has none, and is not there to be asked.
func TestProbesOfReferences(t *testing.T) {
	const wanted = "CREATE TABLE team (id integer PRIMARY KEY); CREATE TABLE person (team integer REFERENCES team (id));"
	for from, want := range map[string]string{
		"CREATE TABLE person (team integer);":                                             "SELECT count(*) FROM public.person AS c WHERE c.team IS NOT NULL",
		"CREATE TABLE person (team integer); CREATE TABLE team (id integer PRIMARY KEY);": "SELECT count(*) FROM public.person AS c WHERE c.team IS NOT NULL AND NOT EXISTS (SELECT FROM public.team AS p WHERE p.id = c.team)",
	} {
		p, err := example{from: from, to: wanted}.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range p.Steps {
			for _, q := range s.Probes {
				got = append(got, q.SQL)
			}
		}
		if !slices.Contains(got, want) {
			t.Errorf("%s: no probe %s in %q", from, want, got)
		}
	}
}
