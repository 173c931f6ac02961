package postgres_test

import "testing"

// TestOnline: what would block a table that may hold rows takes the form that does not.
func TestOnline(t *testing.T) {
	check(t, []example{
		{
			rule: "an index is built concurrently",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			want: `
-- create index: index public.i is new
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE INDEX CONCURRENTLY i ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.i
`,
		},
		{
			rule:  "an index of a table without rows is built at once",
			empty: "t",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			want: `
-- create index: index public.i is new
-- SHARE on public.t, scan
CREATE INDEX i ON public.t (a);
-- undo: DROP INDEX public.i
`,
		},
		{
			rule:  "an index is built at once in a plain plan",
			plain: true,
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			want: `
-- create index: index public.i is new
-- SHARE on public.t, scan
CREATE INDEX i ON public.t (a);
-- undo: DROP INDEX public.i
`,
		},
		{
			rule: "an index is dropped concurrently",
			from: `
CREATE TABLE t (a integer);
CREATE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- drop index: index public.i is not in the desired schema
-- SHARE UPDATE EXCLUSIVE on public.t, no transaction
DROP INDEX CONCURRENTLY public.i;
-- undo: CREATE INDEX CONCURRENTLY i ON public.t (a)
`,
		},
		{
			rule: "an index changes by one that is built beside it and takes its name",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX i ON t (a);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX i ON t (a, b);
`,
			want: `
-- build index: index of index public.i
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE INDEX CONCURRENTLY i_new ON public.t (a, b);
-- undo: DROP INDEX CONCURRENTLY public.i_new
-- drop index: index public.i: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
DROP INDEX public.i;
-- create index: index public.i: columns changed, and no ALTER can do that
ALTER INDEX public.i_new RENAME TO i;
`,
		},
		{
			rule: "a unique index is built before anything else",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer);
CREATE UNIQUE INDEX i ON t (a);
`,
			want: `
-- create index: index public.i is new
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.i
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer;
-- undo: ALTER TABLE public.t DROP COLUMN b
`,
		},
		{
			rule: "a primary key takes over an index that was built concurrently",
			from: `
CREATE TABLE t (a integer NOT NULL);
`,
			to: `
CREATE TABLE t (a integer NOT NULL PRIMARY KEY);
`,
			want: `
-- build index: index of primary key public.t
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.t_pkey
-- create primary key: primary key public.t is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;
-- undo: ALTER TABLE public.t DROP CONSTRAINT t_pkey
`,
		},
		{
			rule: "a primary key of a nullable column waits for NOT NULL",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer PRIMARY KEY);
`,
			want: `
-- prepare not null: column public.t.a: not null is set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT schemadiff_a_not_null CHECK (a IS NOT NULL) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT schemadiff_a_not_null
-- build index: index of primary key public.t
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.t_pkey
-- validate constraint: new rows obey check constraint public.t.schemadiff_a_not_null already
-- SHARE UPDATE EXCLUSIVE on public.t, scan, own transaction
ALTER TABLE public.t VALIDATE CONSTRAINT schemadiff_a_not_null;
-- set not null: column public.t.a: not null is set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT schemadiff_a_not_null;
-- create primary key: primary key public.t is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;
-- undo: ALTER TABLE public.t DROP CONSTRAINT t_pkey
`,
		},
		{
			rule: "a unique constraint takes over an index that was built concurrently",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer UNIQUE);
`,
			want: `
-- build index: index of unique constraint public.t.t_a_key
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.t_a_key
-- create unique constraint: unique constraint public.t.t_a_key is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key;
-- undo: ALTER TABLE public.t DROP CONSTRAINT t_a_key
`,
		},
		{
			rule: "a deferrable unique constraint takes over an index too",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer UNIQUE DEFERRABLE INITIALLY DEFERRED);
`,
			want: `
-- build index: index of unique constraint public.t.t_a_key
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY t_a_key ON public.t (a);
-- undo: DROP INDEX CONCURRENTLY public.t_a_key
-- create unique constraint: unique constraint public.t.t_a_key is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key DEFERRABLE INITIALLY DEFERRED;
-- undo: ALTER TABLE public.t DROP CONSTRAINT t_a_key
`,
		},
		{
			rule: "a check is added unvalidated and validated in a transaction of its own",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0));
`,
			want: `
-- create check constraint: check constraint public.t.c is new
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT c
-- validate constraint: new rows obey check constraint public.t.c already
-- SHARE UPDATE EXCLUSIVE on public.t, scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;
`,
		},
		{
			rule:  "a check of a table without rows is added at once",
			empty: "t",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0));
`,
			want: `
-- create check constraint: check constraint public.t.c is new
-- ACCESS EXCLUSIVE on public.t, scan
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0);
-- undo: ALTER TABLE public.t DROP CONSTRAINT c
`,
		},
		{
			rule: "a foreign key is added unvalidated and validated in a transaction of its own",
			from: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer);
`,
			to: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p);
`,
			want: `
-- create foreign key: foreign key public.c.c_p_fkey is new
-- SHARE ROW EXCLUSIVE on public.c and public.p, own transaction
ALTER TABLE public.c ADD CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES public.p (id) NOT VALID;
-- undo: ALTER TABLE public.c DROP CONSTRAINT c_p_fkey
-- validate constraint: new rows obey foreign key public.c.c_p_fkey already
-- SHARE UPDATE EXCLUSIVE on public.c, scan
ALTER TABLE public.c VALIDATE CONSTRAINT c_p_fkey;
`,
		},
		{
			rule: "a foreign key of a partitioned table is added at once before PostgreSQL 18",
			from: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer) PARTITION BY LIST (p);
`,
			to: `
CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE c (p integer REFERENCES p) PARTITION BY LIST (p);
`,
			want: `
-- create foreign key: foreign key public.c.c_p_fkey is new
-- SHARE ROW EXCLUSIVE on public.c and public.p, scan
ALTER TABLE public.c ADD CONSTRAINT c_p_fkey FOREIGN KEY (p) REFERENCES public.p (id);
-- undo: ALTER TABLE public.c DROP CONSTRAINT c_p_fkey
`,
		},
		{
			rule: "a constraint that the files leave unvalidated stays so",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
`,
			want: `
-- create check constraint: check constraint public.t.c is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT c
`,
		},
		{
			rule: "a constraint is validated beside those who write",
			from: `
CREATE TABLE t (a integer);
ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
`,
			to: `
CREATE TABLE t (a integer, CONSTRAINT c CHECK (a > 0));
`,
			want: `
-- alter check constraint: check constraint public.t.c: not valid is no longer set
-- SHARE UPDATE EXCLUSIVE on public.t, scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;
`,
		},
		{
			rule: "NOT NULL is set behind a check that is validated",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer NOT NULL);
`,
			want: `
-- prepare not null: column public.t.a: not null is set
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT schemadiff_a_not_null CHECK (a IS NOT NULL) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT schemadiff_a_not_null
-- validate constraint: new rows obey check constraint public.t.schemadiff_a_not_null already
-- SHARE UPDATE EXCLUSIVE on public.t, scan, own transaction
ALTER TABLE public.t VALIDATE CONSTRAINT schemadiff_a_not_null;
-- set not null: column public.t.a: not null is set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT schemadiff_a_not_null;
`,
		},
		{
			rule:  "NOT NULL is set at once in a plain plan",
			plain: true,
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer NOT NULL);
`,
			want: `
-- alter column: column public.t.a: not null is set
-- ACCESS EXCLUSIVE on public.t, scan
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
-- undo: ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL
`,
		},
		{
			rule: "NOT NULL is dropped at once",
			from: `
CREATE TABLE t (a integer NOT NULL);
`,
			to: `
CREATE TABLE t (a integer);
`,
			want: `
-- alter column: column public.t.a: not null is no longer set
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
-- undo: ALTER TABLE public.t ALTER COLUMN a SET NOT NULL
`,
		},
		{
			rule: "a column with one value for all rows is added at once",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer NOT NULL DEFAULT 7);
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b integer DEFAULT 7 NOT NULL;
-- undo: ALTER TABLE public.t DROP COLUMN b
`,
		},
		{
			rule: "a column with a volatile default is filled in batches",
			from: `
CREATE TABLE t (a integer PRIMARY KEY);
`,
			to: `
CREATE TABLE t (a integer PRIMARY KEY, b uuid NOT NULL DEFAULT gen_random_uuid());
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN b uuid;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT gen_random_uuid();
COMMENT ON COLUMN public.t.b IS 'schemadiff: rows are being filled';
-- fill column: column public.t.b is new
-- ROW EXCLUSIVE on public.t, scan, no transaction
DO $$DECLARE …;
-- prepare not null: every row of column public.t.b has a value
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT schemadiff_b_not_null CHECK (b IS NOT NULL) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT schemadiff_b_not_null
-- validate constraint: new rows obey check constraint public.t.schemadiff_b_not_null already
-- SHARE UPDATE EXCLUSIVE on public.t, scan, own transaction
ALTER TABLE public.t VALIDATE CONSTRAINT schemadiff_b_not_null;
-- set not null: every row of column public.t.b has a value
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT schemadiff_b_not_null;
-- finish column: column public.t.b is new
-- SHARE UPDATE EXCLUSIVE on public.t
COMMENT ON COLUMN public.t.b IS NULL;
`,
		},
		{
			rule: "an identity column is filled from a sequence of its own",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, id bigint GENERATED ALWAYS AS IDENTITY);
`,
			want: `
-- create column: column public.t.id is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD COLUMN id bigint;
CREATE SEQUENCE public.t_id_fill;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT pg_catalog.nextval('public.t_id_fill'::pg_catalog.regclass);
COMMENT ON COLUMN public.t.id IS 'schemadiff: rows are being filled';
-- fill column: column public.t.id is new
-- ROW EXCLUSIVE on public.t, scan, no transaction
DO $$DECLARE …;
-- prepare not null: every row of column public.t.id has a value
-- ACCESS EXCLUSIVE on public.t, own transaction
ALTER TABLE public.t ADD CONSTRAINT schemadiff_id_not_null CHECK (id IS NOT NULL) NOT VALID;
-- undo: ALTER TABLE public.t DROP CONSTRAINT schemadiff_id_not_null
-- validate constraint: new rows obey check constraint public.t.schemadiff_id_not_null already
-- SHARE UPDATE EXCLUSIVE on public.t, scan, own transaction
ALTER TABLE public.t VALIDATE CONSTRAINT schemadiff_id_not_null;
-- set not null: every row of column public.t.id has a value
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT schemadiff_id_not_null;
-- finish column: column public.t.id is new
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.t_id_seq'::pg_catalog.regclass, last_value, is_called) FROM public.t_id_fill;
DROP SEQUENCE public.t_id_fill;
COMMENT ON COLUMN public.t.id IS NULL;
`,
		},
		{
			rule: "a column of a table with a trigger is not filled in batches",
			from: `
CREATE TABLE t (a integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			to: `
CREATE TABLE t (a integer, b uuid DEFAULT gen_random_uuid());
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ADD COLUMN b uuid DEFAULT gen_random_uuid();
-- undo: ALTER TABLE public.t DROP COLUMN b
`,
		},
		{
			rule:  "the rewrite of a large table is refused",
			large: "t",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a bigint);
`,
			want: `
-- alter column: column public.t.a: type integer becomes bigint
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;
error[type-change-rewrites] every row of public.t is rewritten while no session can read or write it: about 10000000 rows, 1024 MB
`,
		},
		{
			rule:  "a stored generated column of a large table is refused",
			large: "t",
			from: `
CREATE TABLE t (a integer);
`,
			to: `
CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
`,
			want: `
-- create column: column public.t.b is new
-- ACCESS EXCLUSIVE on public.t, rewrite
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a + 1) STORED;
-- undo: ALTER TABLE public.t DROP COLUMN b
error[add-stored-generated] every row of public.t is rewritten while no session can read or write it: about 10000000 rows, 1024 MB
`,
		},
		{
			rule:  "a wider varchar of a large table is only a change of the catalog",
			large: "t",
			from: `
CREATE TABLE t (a varchar(10));
`,
			to: `
CREATE TABLE t (a varchar(20));
`,
			want: `
-- alter column: column public.t.a: type character varying(10) becomes character varying(20)
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(20);
`,
		},
		{
			rule: "an index of a partitioned table is built on each partition and attached",
			from: `
CREATE TABLE log (day date, n integer) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
`,
			to: `
CREATE TABLE log (day date, n integer) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX log_n ON log (n);
`,
			want: `
-- create index: index public.log_n is new
-- SHARE on public.log
CREATE INDEX log_n ON ONLY public.log (n);
-- undo: DROP INDEX public.log_n
-- create index: index public.log_n is new
-- SHARE UPDATE EXCLUSIVE on public.log_1, scan, no transaction
CREATE INDEX CONCURRENTLY log_1_n_idx ON public.log_1 (n);
-- undo: DROP INDEX CONCURRENTLY public.log_1_n_idx
-- create index: index public.log_n is new
ALTER INDEX public.log_n ATTACH PARTITION public.log_1_n_idx;
-- create index: index public.log_n is new
-- SHARE UPDATE EXCLUSIVE on public.log_2, scan, no transaction
CREATE INDEX CONCURRENTLY log_2_n_idx ON public.log_2 (n);
-- undo: DROP INDEX CONCURRENTLY public.log_2_n_idx
-- create index: index public.log_n is new
ALTER INDEX public.log_n ATTACH PARTITION public.log_2_n_idx;
`,
		},
		{
			rule: "a partition is attached behind a check that proves its bound",
			from: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 (day date NOT NULL);
`,
			to: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
`,
			want: `
-- prepare attaching: table public.log_1: partition of becomes public.log
-- ACCESS EXCLUSIVE on public.log_1, own transaction
ALTER TABLE public.log_1 ADD CONSTRAINT schemadiff_log_1_bound CHECK (day IS NOT NULL AND day >= '2024-01-01' AND day < '2025-01-01') NOT VALID;
-- undo: ALTER TABLE public.log_1 DROP CONSTRAINT schemadiff_log_1_bound
-- validate constraint: new rows obey check constraint public.log_1.schemadiff_log_1_bound already
-- SHARE UPDATE EXCLUSIVE on public.log_1, scan, own transaction
ALTER TABLE public.log_1 VALIDATE CONSTRAINT schemadiff_log_1_bound;
-- create partition bound: table public.log_1: partition of becomes public.log
-- ACCESS EXCLUSIVE on public.log_1
ALTER TABLE public.log ATTACH PARTITION public.log_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
ALTER TABLE public.log_1 DROP CONSTRAINT schemadiff_log_1_bound;
`,
		},
		{
			rule: "a partition is detached in one statement before PostgreSQL 14",
			from: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
`,
			to: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 (day date NOT NULL);
`,
			want: `
-- drop partition bound: table public.log_1: partition of public.log is gone
-- ACCESS EXCLUSIVE on public.log
ALTER TABLE public.log DETACH PARTITION public.log_1;
-- undo: ALTER TABLE public.log ATTACH PARTITION public.log_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
`,
		},
		{
			rule:   "a partition is detached concurrently from PostgreSQL 14 on",
			target: "14",
			from: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
`,
			to: `
CREATE TABLE log (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE log_1 (day date NOT NULL);
`,
			want: `
-- drop partition bound: table public.log_1: partition of public.log is gone
-- SHARE UPDATE EXCLUSIVE on public.log, no transaction
ALTER TABLE public.log DETACH PARTITION public.log_1 CONCURRENTLY;
-- undo: ALTER TABLE public.log ATTACH PARTITION public.log_1 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
-- drop partition bound: table public.log_1: partition of public.log is gone
-- ACCESS EXCLUSIVE on public.log_1
ALTER TABLE public.log_1 DROP CONSTRAINT IF EXISTS log_1_day_check;
`,
		},
		{
			rule: "an index of a materialized view is built concurrently",
			from: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
`,
			to: `
CREATE TABLE t (a integer);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE INDEX i ON m (a);
`,
			want: `
-- create index: index public.i is new
-- SHARE UPDATE EXCLUSIVE on public.m, scan, no transaction
CREATE INDEX CONCURRENTLY i ON public.m (a);
-- undo: DROP INDEX CONCURRENTLY public.i
`,
		},
		{
			rule: "a primary key moves to other columns with its index built before",
			from: `
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, CONSTRAINT t_key PRIMARY KEY (a));
`,
			to: `
CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, CONSTRAINT t_key PRIMARY KEY (b));
`,
			want: `
-- build index: index of primary key public.t
-- SHARE UPDATE EXCLUSIVE on public.t, scan, no transaction
CREATE UNIQUE INDEX CONCURRENTLY t_key_new ON public.t (b);
-- undo: DROP INDEX CONCURRENTLY public.t_key_new
-- drop primary key: primary key public.t: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT t_key;
-- undo: ALTER TABLE public.t ADD CONSTRAINT t_key PRIMARY KEY (a)
-- create primary key: primary key public.t: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t ADD CONSTRAINT t_key PRIMARY KEY USING INDEX t_key_new;
-- undo: ALTER TABLE public.t DROP CONSTRAINT t_key
`,
		},
	})
}
