package waiting

import (
	"os"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestLostConnectionSaysWhatStays ends the sessions of an apply and of readers on the
// server: the error is about the connection, says what is done, and asks for another run.
func TestLostConnectionSaysWhatStays(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, small+rows)
		dir := project(t, history())
		look, holder := connected(t, url), connected(t, url)
		for lock, commands := range map[string]map[string][]string{
			"SELECT count(*) FROM acct": {"steps are done": {"apply", "--db", url, "--schema", "schema.sql", "--yes", "--allow", "all"}},
			"LOCK TABLE acct, names":    {"nothing has changed: run it again": {"inspect", url}},
		} {
			for want, args := range commands {
				exec(t, holder, "BEGIN; "+lock)
				program := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), args...)
				awaits(t, look, "wait_event_type = 'Lock' AND application_name LIKE 'schemadiff%'")
				exec(t, look, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'schemadiff%'")
				code, errs := program.End(t)
				if code != 75 || !strings.Contains(errs, "the connection to ") || !strings.Contains(errs, want) || strings.Contains(errs, "57P01") {
					t.Errorf("%q: exit %d: %s", args, code, errs)
				}
				exec(t, holder, "ROLLBACK")
			}
		}
	})
}
