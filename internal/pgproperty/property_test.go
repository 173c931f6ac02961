// Package pgproperty tests plans for PostgreSQL on random pairs of schemas with
// rows, through the compiled binary: apply ends in the schema wanted, a second
// plan is empty, and rows that both schemas hold are still there.
package pgproperty

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithBinary(func() int { return dbtest.Main(m) }))
}

// pairs is how many random pairs to run; SCHEMADIFF_PAIRS says otherwise.
func pairs(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("SCHEMADIFF_PAIRS")); err == nil {
		return n
	}
	if testing.Short() {
		return 5
	}
	return 60
}

// errUseless says that the generator wrote what PostgreSQL does not accept.
var errUseless = errors.New("not accepted")

// errRefused says that apply refused, since rows stand in the way, or that the server
// did, and all was rolled back.
var errRefused = errors.New("refused for its rows")

func TestRandomPairs(t *testing.T) {
	for _, major := range dbtest.Majors() {
		server := dbtest.Postgres(t, major)
		n, useless, refused := pairs(t), 0, 0
		for seed := range n {
			err := onePair(t, server, uint64(seed))
			switch {
			case errors.Is(err, errUseless):
				useless++
			case errors.Is(err, errRefused):
				refused++
			case err != nil:
				t.Errorf("PostgreSQL %d, seed %d: %v", major, seed, err)
			}
		}
		t.Logf("PostgreSQL %d: %d pairs, of which PostgreSQL did not accept %d and apply refused %d for their rows", major, n, useless, refused)
		if useless+refused > n/4+1 {
			t.Errorf("%d of %d pairs show nothing: the generator has become useless", useless+refused, n)
		}
	}
}

// refresh brings materialized views up to date, as making them again does.
const refresh = `DO $$ DECLARE r record; BEGIN
FOR r IN SELECT c.oid::regclass AS name FROM pg_class c WHERE relkind = 'm' ORDER BY oid LOOP EXECUTE 'REFRESH MATERIALIZED VIEW ' || r.name; END LOOP; END $$`

func onePair(t *testing.T, server *dbtest.PG, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 3))
	from := randomDatabase(r)
	to := change(r, from)
	live, fresh := server.Database(t), server.Database(t)
	if dbtest.PSQL(live, from.sql()) != nil || dbtest.PSQL(fresh, to.sql()) != nil {
		return errUseless
	}
	for _, insert := range from.rows(r) {
		_ = dbtest.Exec(live, insert) // a row that a constraint refuses is not there
	}
	if err := dbtest.Exec(live, refresh); err != nil {
		return err
	}
	err := applied(t, server, live, fresh, to.sql())
	if err != nil && !errors.Is(err, errRefused) {
		return fmt.Errorf("%w\n--- from\n%s--- to\n%s", err, from.sql(), to.sql())
	}
	return err
}

func applied(t *testing.T, server *dbtest.PG, live, fresh, to string) error {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(to), 0o600); err != nil {
		return err
	}
	before, err := dbtest.PGRows(live)
	if err != nil {
		return err
	}
	tool := func(args ...string) dbtest.Result {
		return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), append(args, "--db", live, "--schema", "to.sql", "--schemas", "*")...)
	}
	got := tool("apply", "--yes", "--allow", "all")
	if got.Code == 3 && strings.Contains(got.Out+got.Err, "violated") || got.Code == 1 && strings.Contains(got.Err, "violated by some row") {
		return errRefused
	}
	if got.Code != 0 {
		return fmt.Errorf("apply: %s", got)
	}
	return compared(server, live, fresh, before, tool("plan", "--exit-code", "--format", "sql"))
}

func compared(server *dbtest.PG, live, fresh string, before dbtest.Rows, second dbtest.Result) error {
	want, err := server.Dump(fresh, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	have, err := server.Dump(live, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	if diff := dbtest.DumpDiff(want, have); diff != nil {
		return fmt.Errorf("dump:\n%s", strings.Join(diff, "\n"))
	}
	if second.Code != 0 {
		return fmt.Errorf("second plan: %s", second)
	}
	after, err := dbtest.PGRows(live)
	if err != nil {
		return err
	}
	for name, rows := range after {
		if old := before[name]; old != nil && old.Count != rows.Count {
			return fmt.Errorf("table %s had %d rows and has %d", name, old.Count, rows.Count)
		}
	}
	return nil
}
