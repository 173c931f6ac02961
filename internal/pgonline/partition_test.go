package pgonline

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// partitionChange is a change of partitioned tables that hold rows.
type partitionChange struct {
	name, before, rows, after string
	kept                      string // a query whose value stays
	safe                      bool   // nothing has to be permitted, at any point
}

var partitionChanges = []partitionChange{{
	name: "a table is attached beside indexes, keys, checks and references",
	before: `CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE m (id bigint NOT NULL, at date NOT NULL, v integer) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (v);
CREATE TABLE m21 PARTITION OF m2 FOR VALUES IN (0, 1, 2, 3);
CREATE TABLE m22 PARTITION OF m2 DEFAULT;
CREATE TABLE n (v integer, id bigint NOT NULL, at date NOT NULL);
CREATE INDEX n_v ON n (v);
CREATE INDEX m_v ON m (v);`,
	rows: `INSERT INTO r SELECT generate_series(1, 10);
INSERT INTO m SELECT i, date '2020-01-01' + i % 730, i % 10 FROM generate_series(1, 3000) i;
INSERT INTO n SELECT i % 10, i, date '2022-01-01' + i % 300 FROM generate_series(1, 3000) i;`,
	after: `CREATE TABLE r (id bigint PRIMARY KEY);
CREATE TABLE m (id bigint NOT NULL, at date NOT NULL, v integer NOT NULL, CONSTRAINT ck CHECK (v >= 0), CONSTRAINT m_key PRIMARY KEY (id, at, v)) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (v);
CREATE TABLE m21 PARTITION OF m2 FOR VALUES IN (0, 1, 2, 3);
CREATE TABLE m22 PARTITION OF m2 DEFAULT;
CREATE TABLE n (v integer NOT NULL, id bigint NOT NULL, at date NOT NULL, CONSTRAINT ck CHECK (v >= 0));
CREATE INDEX n_v ON n (v);
CREATE INDEX m_v ON m (v);
ALTER TABLE m ATTACH PARTITION n FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE INDEX m_at ON m (at, v);
CREATE UNIQUE INDEX m_unique ON m (at, id, v);`,
	kept: `(SELECT md5(string_agg((id, at, v)::text, ',' ORDER BY id, at)) FROM (SELECT id, at, v FROM ONLY m1 UNION ALL SELECT id, at, v FROM m2 UNION ALL SELECT id, at, v FROM ONLY n) x)`,
}, {
	name: "a partition leaves, one moves, and an index changes",
	before: `CREATE TABLE m (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE m3 PARTITION OF m FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE o (id bigint NOT NULL, at date NOT NULL, CONSTRAINT oc CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX o_id ON o (id, at);
CREATE INDEX m_id ON m (id);`,
	rows: `INSERT INTO m SELECT i, date '2020-01-01' + i % 1090 FROM generate_series(1, 5000) i;`,
	after: `CREATE TABLE m (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE m2 (id bigint NOT NULL, at date NOT NULL);
CREATE TABLE o (id bigint NOT NULL, at date NOT NULL, CONSTRAINT oc CHECK (id > 0)) PARTITION BY RANGE (at);
CREATE UNIQUE INDEX o_id ON o (id, at);
CREATE TABLE m3 PARTITION OF o FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE INDEX m_id ON m (id DESC, at);`,
	kept: `(SELECT md5(string_agg((id, at)::text, ',' ORDER BY id)) FROM (SELECT * FROM ONLY m1 UNION ALL SELECT * FROM ONLY m2 UNION ALL SELECT * FROM ONLY m3) x)`,
}, {
	name: "an index goes with the key of a partition that stays as its own",
	before: `CREATE TABLE p (a integer NOT NULL, b integer NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);
CREATE UNIQUE INDEX i ON ONLY p (a, b);
ALTER TABLE p1 ADD CONSTRAINT p1_pkey PRIMARY KEY (a, b);
ALTER INDEX i ATTACH PARTITION p1_pkey;
CREATE TABLE r (a integer, b integer, CONSTRAINT rf FOREIGN KEY (a, b) REFERENCES p1 (a, b));
CREATE VIEW v AS SELECT a, b, count(*) AS n FROM p1 GROUP BY a, b;`,
	rows: `INSERT INTO p SELECT i, i FROM generate_series(1, 5000) i; INSERT INTO r SELECT i, i FROM generate_series(1, 500) i;`,
	after: `CREATE TABLE p (a integer NOT NULL, b integer NOT NULL) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10000);
ALTER TABLE p1 ADD CONSTRAINT p1_pkey PRIMARY KEY (a, b);
CREATE TABLE r (a integer, b integer, CONSTRAINT rf FOREIGN KEY (a, b) REFERENCES p1 (a, b));
CREATE VIEW v AS SELECT a, b, count(*) AS n FROM p1 GROUP BY a, b;`,
	kept: `(SELECT md5(string_agg((a, b)::text, ',' ORDER BY a)) FROM p) || (SELECT count(*) FROM r)`,
}, {
	name: "a plain table becomes partitioned",
	before: `CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, s serial, CONSTRAINT t_key PRIMARY KEY (id, at));
CREATE TABLE r (id bigint, at date, CONSTRAINT rf FOREIGN KEY (id, at) REFERENCES t (id, at));
CREATE INDEX t_at ON t (at);
CREATE VIEW v AS SELECT id FROM t;`,
	rows: `INSERT INTO t (at) SELECT date '2020-01-01' + i % 700 FROM generate_series(1, 5000) i; INSERT INTO r SELECT id, at FROM t WHERE id < 100;`,
	after: `CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY, at date NOT NULL, s serial, CONSTRAINT t_key PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE t2 PARTITION OF t DEFAULT;
CREATE TABLE r (id bigint, at date, CONSTRAINT rf FOREIGN KEY (id, at) REFERENCES t (id, at));
CREATE INDEX t_at ON t (at);
CREATE VIEW v AS SELECT id FROM t;`,
	kept: `(SELECT md5(string_agg((id, at, s)::text, ',' ORDER BY id)) FROM t) || (SELECT count(*) FROM r)`,
}, {
	name: "tables are attached and made beside a default partition with rows",
	before: `CREATE TABLE m (id bigint NOT NULL, at integer) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (1000);
CREATE TABLE rest PARTITION OF m DEFAULT;
CREATE TABLE n (id bigint NOT NULL, at integer);`,
	rows: `INSERT INTO m SELECT i, i % 2000 FROM generate_series(1, 4000) i; INSERT INTO m VALUES (5000, NULL);
INSERT INTO n SELECT i, 3000 + i FROM generate_series(1, 900) i;`,
	after: `CREATE TABLE m (id bigint NOT NULL, at integer) PARTITION BY RANGE (at);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (1000);
CREATE TABLE rest PARTITION OF m DEFAULT;
CREATE TABLE n PARTITION OF m FOR VALUES FROM (3000) TO (4000);
CREATE TABLE new PARTITION OF m FOR VALUES FROM (4000) TO (MAXVALUE);`,
	kept: `(SELECT md5(string_agg((id, at)::text, ',' ORDER BY id, at)) FROM (SELECT * FROM ONLY m1 UNION ALL SELECT * FROM ONLY rest UNION ALL SELECT * FROM ONLY n) x)`,
	safe: true,
}}

// leftInPartitions counts what an apply must not leave: indexes that are not valid, helpers, and what
// is built under another name.
const leftInPartitions = `(SELECT count(*) FROM pg_index WHERE NOT indisvalid) + (SELECT count(*) FROM pg_constraint WHERE conname LIKE 'schemadiff%' OR NOT convalidated) +
 (SELECT count(*) FROM pg_class WHERE relname LIKE '%\_new' OR relname LIKE 'schemadiff%')`

// TestKillPartitions kills apply at the beginning and in the middle of every step of plans for
// partitioned tables; the next apply must finish, keep all rows and leave nothing over.
func TestKillPartitions(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, c := range partitionChanges {
			t.Run(c.name, func(t *testing.T) { c.killEverywhere(t, p) })
		}
	})
}

func (c partitionChange) killEverywhere(t *testing.T, p *dbtest.PG) {
	desired := file(t, c.after)
	n := steps(t, p.Database(t, c.before, c.rows), desired)
	for step := 1; step <= n; step++ {
		for i, when := range []string{"", "+3ms"} {
			if testing.Short() && (step+i)%5 != 0 {
				continue
			}
			t.Run(fmt.Sprintf("%d%s", step, when), func(t *testing.T) {
				url := p.Database(t, c.before, c.rows)
				sum := value(t, url, c.kept)
				apply := []string{"apply", "--db", url, "--schema", desired, "--yes"}
				if !c.safe {
					apply = append(apply, "--allow", "all")
				}
				got := schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d%s", step, when)}, apply...)
				if when == "" && got.Code != -1 {
					t.Errorf("it was not killed: %s", got)
				}
				if got := schemadiff(t, nil, apply...); got.Code != 0 {
					t.Fatalf("second apply: %s", got)
				}
				if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--exit-code", "--format", "sql"); got.Code != 0 {
					t.Errorf("the second plan is not empty: %s", got)
				}
				if got := value(t, url, c.kept); got != sum {
					t.Error("rows changed")
				}
				if got := value(t, url, leftInPartitions); got != "0" {
					t.Errorf("%s things are left over", got)
				}
			})
		}
	}
}
