package app

import (
	"errors"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

const fill = "-- schemadiff:batch table=a key=id size=2 pause=0s\nUPDATE a SET y = x WHERE id BETWEEN :lo AND :hi AND y IS NULL;\n"

func TestBackfills(t *testing.T) {
	file := dbtest.File(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, x, y); INSERT INTO a (x) VALUES (1), (2), (3);")
	f := migrationFiles(t, "backfills/0002_y.sql", fill, "backfills/0003_z.sql", fill)
	read := func() *Backfills {
		b, err := ReadBackfills(ctx, target, file, f.Path, wait)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := read()
	if len(b.All) != 2 || len(b.Fills) != 0 || b.Fill("0002") != nil {
		t.Fatalf("got %+v", b)
	}
	var done []string
	started, ended := 0, 0
	o := BackfillOptions{Name: "2", Done: func(b folder.Backfill, f journal.Fill) { done = append(done, b.Name) },
		Start: func(folder.Backfill) (func(journal.Fill), func(introspect.Wait), func()) {
			started++
			return func(journal.Fill) {}, func(introspect.Wait) {}, func() { ended++ }
		}}
	if err := b.Run(ctx, o); err != nil || len(done) != 1 || started != 1 || ended != 1 {
		t.Fatalf("got %v, %q, %d started, %d ended", err, done, started, ended)
	}
	if got := query(t, file, "SELECT count(*) FROM a WHERE y = x"); got != "3\n" && got != "integer 3\n" {
		t.Errorf("filled: %s", got)
	}
	o.Name = ""
	if err := read().Run(ctx, o); err != nil || started != 2 || len(done) != 3 { // the first is reported and not run again
		t.Errorf("got %v, %d started, %q", err, started, done)
	}
	if fill := read().Fill("0002"); fill == nil || !fill.Done || fill.Rows != 3 {
		t.Errorf("got %+v", fill)
	}
	o.Name = "9"
	var none *NoBackfillError
	if err := read().Run(ctx, o); !errors.As(err, &none) || none.Name != "9" || err.Error() != f.Path+" has no backfill 9" {
		t.Errorf("got %v", err)
	}
}
