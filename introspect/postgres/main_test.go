package postgres

import (
	"os"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// opened reads a new database that has run the texts.
func opened(t *testing.T, texts ...string) *DB {
	t.Helper()
	db, err := Open(t.Context(), server(t).Database(t, texts...), 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func server(t *testing.T) *dbtest.PG {
	t.Helper()
	return dbtest.Postgres(t, dbtest.Majors()[0])
}
