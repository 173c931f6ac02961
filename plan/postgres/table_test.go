package postgres_test

import "testing"

// TestTables: what is altered of a table itself.
func TestTables(t *testing.T) {
	check(t, []example{
		{
			rule: "options are set and reset",
			from: `
CREATE TABLE t (a integer) WITH (fillfactor = 70, autovacuum_enabled = false);
`,
			to: `
CREATE TABLE t (a integer) WITH (fillfactor = 80);
`,
			want: `
-- alter table: table public.t: options autovacuum_enabled=false, fillfactor=70 become fillfactor=80
-- SHARE UPDATE EXCLUSIVE on public.t
ALTER TABLE public.t SET (fillfactor = 80);
ALTER TABLE public.t RESET (autovacuum_enabled);
-- undo: ALTER TABLE public.t SET (autovacuum_enabled = false)
-- undo: ALTER TABLE public.t SET (fillfactor = 70)
`,
		},
		{
			rule: "a table that becomes unlogged is rewritten",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE UNLOGGED TABLE t (a integer);
`,
			want: `
-- alter table: table public.t: unlogged is set
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t SET UNLOGGED;
-- undo: ALTER TABLE public.t SET LOGGED
`,
		},
		{
			rule: "row security is enabled and forced",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
ALTER TABLE t FORCE ROW LEVEL SECURITY;
`,
			want: `
-- alter table: table public.t: row security is set; table public.t: force row security is set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;
-- undo: ALTER TABLE public.t NO FORCE ROW LEVEL SECURITY
-- undo: ALTER TABLE public.t DISABLE ROW LEVEL SECURITY
info[access-narrowed] PUBLIC loses rows for SELECT, INSERT, UPDATE, DELETE on table public.t: row level security is switched on
`,
		},
		{
			rule: "row security is disabled",
			from: `
CREATE TABLE t (a integer);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- alter table: table public.t: row security is no longer set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
-- undo: ALTER TABLE public.t ENABLE ROW LEVEL SECURITY
error[disable-rls] PUBLIC gains rows for SELECT, INSERT, UPDATE, DELETE on table public.t: row level security is switched off
`,
		},
		{
			rule: "a replica identity is set by an index",
			from: `
CREATE TABLE t (a integer NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a integer NOT NULL);
CREATE UNIQUE INDEX i ON t (a);
ALTER TABLE t REPLICA IDENTITY USING INDEX i;
`,
			want: `
-- create replica identity: table public.t: replica identity becomes index i
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t REPLICA IDENTITY USING INDEX i;
`,
		},
		{
			rule: "a table inherits from another one and has its columns before",
			from: `
CREATE TABLE p (a integer, b text);
CREATE TABLE c (a integer);
`,
			to: `
CREATE TABLE p (a integer, b text);
CREATE TABLE c () INHERITS (p);
`,
			want: `
-- create column: column public.c.b is new
-- ACCESS EXCLUSIVE on public.c
ALTER TABLE public.c ADD COLUMN b text;
-- undo: ALTER TABLE public.c DROP COLUMN b
-- alter table: table public.c: inherits becomes public.p
-- ACCESS EXCLUSIVE on public.c
ALTER TABLE public.c INHERIT public.p;
-- undo: ALTER TABLE public.c NO INHERIT public.p
`,
		},
		{
			rule: "a table stops inheriting and keeps its columns",
			from: `
CREATE TABLE p (a integer);
CREATE TABLE c () INHERITS (p);
`,
			to: `
CREATE TABLE p (a integer);
CREATE TABLE c (a integer);
`,
			want: `
-- alter table: table public.c: inherits public.p is gone
-- ACCESS EXCLUSIVE on public.c
ALTER TABLE public.c NO INHERIT public.p;
-- undo: ALTER TABLE public.c INHERIT public.p
`,
		},
		{
			rule: "a partition gets other bounds while it is detached",
			from: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
`,
			to: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1, 2);
`,
			want: `
-- drop partition bound: table public.p1: bound IN (1) becomes IN (1, 2)
-- ACCESS EXCLUSIVE on public.p
ALTER TABLE public.p DETACH PARTITION public.p1;
-- undo: ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1)
-- create partition bound: table public.p1: bound IN (1) becomes IN (1, 2)
-- ACCESS EXCLUSIVE on public.p1, scan
ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1, 2);
-- undo: ALTER TABLE public.p DETACH PARTITION public.p1
`,
		},
		{
			rule: "two partitions that swap bounds are both detached before either is attached",
			from: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
`,
			to: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (1);
`,
			want: `
-- drop partition bound: table public.p1: bound IN (1) becomes IN (2)
-- ACCESS EXCLUSIVE on public.p
ALTER TABLE public.p DETACH PARTITION public.p1;
-- undo: ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (1)
-- drop partition bound: table public.p2: bound IN (2) becomes IN (1)
-- ACCESS EXCLUSIVE on public.p
ALTER TABLE public.p DETACH PARTITION public.p2;
-- undo: ALTER TABLE public.p ATTACH PARTITION public.p2 FOR VALUES IN (2)
-- create partition bound: table public.p1: bound IN (1) becomes IN (2)
-- ACCESS EXCLUSIVE on public.p1, scan
ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES IN (2);
-- undo: ALTER TABLE public.p DETACH PARTITION public.p1
-- create partition bound: table public.p2: bound IN (2) becomes IN (1)
-- ACCESS EXCLUSIVE on public.p2, scan
ALTER TABLE public.p ATTACH PARTITION public.p2 FOR VALUES IN (1);
-- undo: ALTER TABLE public.p DETACH PARTITION public.p2
`,
		},
		{
			rule: "a partition beside a default one is created while that is read",
			from: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE rest PARTITION OF p DEFAULT;
`,
			to: `
CREATE TABLE p (a integer) PARTITION BY LIST (a);
CREATE TABLE rest PARTITION OF p DEFAULT;
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
`,
			want: `
-- create table: table public.p1 is new
-- ACCESS EXCLUSIVE on public.p, scan
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
-- undo: DROP TABLE public.p1
`,
		},
		{
			rule: "the type of a column changes on all partitions by the change on their parent",
			from: `
CREATE TABLE p (a integer, n integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
`,
			to: `
CREATE TABLE p (a integer, n bigint) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
`,
			want: `
-- alter column: column public.p.n: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.p, rewrite
ALTER TABLE public.p ALTER COLUMN n TYPE bigint;
`,
		},
		{
			rule: "a constraint's deferrability is altered",
			from: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p);
`,
			to: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p DEFERRABLE);
`,
			want: `
-- alter foreign key: foreign key public.c.c_p_fkey: deferrable is set
-- ACCESS EXCLUSIVE on public.c
ALTER TABLE public.c ALTER CONSTRAINT c_p_fkey DEFERRABLE INITIALLY IMMEDIATE;
-- undo: ALTER TABLE public.c ALTER CONSTRAINT c_p_fkey NOT DEFERRABLE
`,
		},
		{
			rule: "a foreign key with another action is recreated",
			from: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p);
`,
			to: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p ON DELETE CASCADE);
`,
			want: `
-- drop foreign key: foreign key public.c.c_p_fkey: on delete changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.c and public.p
ALTER TABLE public.c DROP CONSTRAINT c_p_fkey;
-- undo: ALTER TABLE public.c ADD CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES public.p (id)
-- create foreign key: foreign key public.c.c_p_fkey: on delete changed, and no ALTER can do that
-- SHARE ROW EXCLUSIVE on public.c and public.p, own transaction
ALTER TABLE public.c ADD CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES public.p (id) ON DELETE CASCADE NOT VALID;
-- undo: ALTER TABLE public.c DROP CONSTRAINT c_p_fkey
-- validate constraint: new rows obey foreign key public.c.c_p_fkey already
-- SHARE UPDATE EXCLUSIVE on public.c, scan
ALTER TABLE public.c VALIDATE CONSTRAINT c_p_fkey;
`,
		},
		{
			rule: "an exclusion constraint has no form beside those who write",
			from: `
CREATE TABLE t (during int4range);
`,
			to: `
CREATE TABLE t (during int4range, CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&));
`,
			want: `
-- create exclusion constraint: exclusion constraint public.t.no_overlap is new
-- ACCESS EXCLUSIVE on public.t, scan
ALTER TABLE public.t ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&);
-- undo: ALTER TABLE public.t DROP CONSTRAINT no_overlap
`,
		},
		{
			rule: "options of an index are set in place",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a) WITH (fillfactor = 70);
`,
			want: `
-- alter index: index public.i: options become fillfactor=70
-- SHARE UPDATE EXCLUSIVE on public.t
ALTER INDEX public.i SET (fillfactor = 70);
-- undo: ALTER INDEX public.i RESET (fillfactor)
`,
		},
		{
			rule: "a trigger is recreated where its event changes",
			from: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			to: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			want: `
-- drop trigger: trigger public.t.g: events changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
DROP TRIGGER g ON public.t;
-- undo: CREATE TRIGGER g
BEFORE INSERT ON public.t
FOR EACH ROW
EXECUTE FUNCTION public.f()
-- create trigger: trigger public.t.g: events changed, and no ALTER can do that
-- SHARE ROW EXCLUSIVE on public.t
CREATE TRIGGER g
BEFORE INSERT OR UPDATE ON public.t
FOR EACH ROW
EXECUTE FUNCTION public.f();
-- undo: DROP TRIGGER g ON public.t
`,
		},
		{
			rule: "a trigger is disabled",
			from: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			to: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
ALTER TABLE t DISABLE TRIGGER g;
`,
			want: `
-- alter trigger: trigger public.t.g: enabled becomes disabled
-- SHARE ROW EXCLUSIVE on public.t
ALTER TABLE public.t DISABLE TRIGGER g;
-- undo: ALTER TABLE public.t ENABLE TRIGGER g
`,
		},
	})
}
