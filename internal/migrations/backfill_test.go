package migrations

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// filling adds one to every row, so that a row that is done twice or left out shows.
const filling = `-- schemadiff:batch table=acct key=id size=7 pause=1ms
UPDATE acct SET bal = bal + 1, name = ':lo' WHERE id BETWEEN :lo AND :hi; -- not :hi
`

// manyRows are accounts with gaps between their numbers.
const manyRows = `INSERT INTO acct SELECT 3 * n, 0, '' FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 60) SELECT n FROM c) x;`

// TestBackfill kills a backfill at every point, and runs it many times at once.
func TestBackfill(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst)
		p.generate("init")
		p.write("migrations/backfills/0001_count.sql", filling)
		fresh := func() string {
			db := e.create(t)
			p.must("migrate", "--db", db)
			e.exec(t, db, manyRows)
			return db
		}
		db := fresh()
		got := p.run([]string{"SCHEMADIFF_FAILPOINT=0:list"}, "backfill", "--db", db)
		points := strings.Count(got.Err, "failpoint ")
		if got.Code != 0 || points == 0 || e.sum(t, db) != "60" {
			t.Fatalf("sum %s: %s", e.sum(t, db), got)
		}
		step := 1
		if testing.Short() {
			step = 7
		}
		for k := 1; k <= points; k += step {
			db := fresh()
			_ = p.run([]string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d:kill", k)}, "backfill", "--db", db)
			if got := p.run(nil, "backfill", "0001", "--db", db); got.Code != 0 || e.sum(t, db) != "60" {
				t.Errorf("killed at point %d: the sum is %s and not 60: %s", k, e.sum(t, db), got)
			}
		}
		t.Logf("%s: killed at %d points", e.name, points)
		db = fresh()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if got := dbtest.Run(t, p.dir, "", os.Getenv(dbtest.BinaryEnv), "backfill", "--db", db); got.Code != 0 {
					t.Errorf("one of many: %s", got)
				}
			})
		}
		all.Wait()
		if got := e.sum(t, db); got != "60" {
			t.Errorf("many at once: the sum is %s and not 60", got)
		}
		p.write("migrations/backfills/0001_count.sql", filling+"-- edited")
		db = fresh()
		_ = p.run([]string{"SCHEMADIFF_FAILPOINT=5:kill"}, "backfill", "--db", db)
		p.write("migrations/backfills/0001_count.sql", filling)
		if got := p.run(nil, "backfill", "--db", db); got.Code != 1 || !strings.Contains(got.Err, "edited after") {
			t.Errorf("a backfill that was edited on the way: %s", got)
		}
	})
}

// TestBackfillNames fills tables and by keys of odd names.
func TestBackfillNames(t *testing.T) {
	names := []string{"line items", "a.b", `say "x"`, "group", "Größe", "it's", "-- no comment", "a=b key=c"}
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		db := e.create(t)
		e.exec(t, db, "CREATE TABLE acct (id integer, bal integer);")
		for i, name := range names {
			table, key := quoted(name), quoted(names[(i+1)%len(names)])
			e.exec(t, db, fmt.Sprintf("CREATE TABLE %s (%s integer PRIMARY KEY, n integer); INSERT INTO %[1]s VALUES (1, 0), (2, 0), (5, 0);", table, key))
			p.write(fmt.Sprintf("migrations/backfills/%d_n.sql", i+1), fmt.Sprintf("-- schemadiff:batch table=%s key=%s size=2 pause=0s\nUPDATE %[1]s SET n = n + 1 WHERE %[2]s BETWEEN :lo AND :hi;\n", table, key))
		}
		p.must("backfill", "--db", db)
		for _, name := range names {
			e.exec(t, db, "INSERT INTO acct SELECT 1, n FROM "+quoted(name))
		}
		if got := e.sum(t, db); got != fmt.Sprint(3*len(names)) {
			t.Errorf("the sum is %s and not %d", got, 3*len(names))
		}
		p.write("migrations/backfills/99_n.sql", "-- schemadiff:batch table=acct key=idd\nUPDATE acct SET bal = 0 WHERE id BETWEEN :lo AND :hi;\n")
		if got := p.run(nil, "backfill", "99", "--db", db); got.Code != 1 || !strings.Contains(got.Err, "idd") {
			t.Errorf("a key that is no column: %s", got)
		}
	})
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
