package sqlite

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate"
)

func TestProgressOfALongCopy(t *testing.T) {
	if testing.Short() {
		t.Skip("copies many rows")
	}
	const rows = 200_000
	for _, mode := range []string{"delete", "wal"} {
		path := database(t, "PRAGMA journal_mode="+mode, "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)",
			"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO t SELECT i, printf('%0100d', i) FROM n",
			"PRAGMA wal_checkpoint(TRUNCATE)")
		step := rebuild("t", "(id INTEGER PRIMARY KEY, v TEXT NOT NULL)", []string{"v"})
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		step.Rows, step.Bytes = rows, info.Size()
		var seen []int64
		_, err = Apply(context.Background(), planned(t, path, []string{"CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT NOT NULL)"}, step),
			Options{Path: path, setup: smallCache, Progress: func(e migrate.Event) {
				if strings.HasPrefix(e.What, "copying") && e.Done >= 0 {
					seen = append(seen, e.Done)
				}
			}})
		if err != nil {
			t.Fatal(err)
		}
		for i, done := range seen {
			if done > rows || i > 0 && done < seen[i-1] {
				t.Errorf("%s: progress %v of %d", mode, seen, rows)
			}
		}
		t.Logf("%s: progress %v", mode, seen)
	}
}
