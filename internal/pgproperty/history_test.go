package pgproperty

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestHistories generates migrations for random sequences of schemas.
func TestHistories(t *testing.T) {
	for _, major := range dbtest.Majors() {
		server := dbtest.Postgres(t, major)
		n, useless := max(pairs(t)/10, 2), 0
		for seed := range n {
			t.Run(fmt.Sprintf("%d/%d", major, seed), func(t *testing.T) { // with its databases dropped at its end
				err := oneHistory(t, server, uint64(seed))
				switch {
				case errors.Is(err, dbtest.ErrUseless):
					useless++
				case err != nil:
					t.Error(err)
				}
			})
		}
		t.Logf("PostgreSQL %d: %d histories, of which %d show nothing", major, n, useless)
		if useless > n/2+1 {
			t.Errorf("%d of %d histories show nothing: the generator has become useless", useless, n)
		}
	}
}

func oneHistory(t *testing.T, server *dbtest.PG, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 11))
	d := randomDatabase(r)
	h := &dbtest.History{Dialect: "postgres", Middle: 1 + r.IntN(3), Exec: dbtest.Exec, SameAlone: dbtest.PSQLFile}
	for i := range 4 {
		if i > 0 {
			d = change(r, d)
		}
		if dbtest.PSQL(server.Database(t), d.sql()) != nil {
			return dbtest.ErrUseless
		}
		if i+1 == h.Middle {
			h.Rows = d.rows(r)
		}
		h.Schemas = append(h.Schemas, d.sql())
	}
	h.Create = func() string { return server.Database(t) }
	h.Equal = func(a, b string) error { return sameSchema(server, a, b) }
	h.Violated = func(message string) bool {
		return strings.Contains(message, "violated by some row") || strings.Contains(message, "could not create unique index") ||
			strings.Contains(message, "contains null values") || strings.Contains(message, "violates") || strings.Contains(message, "cannot be cast") ||
			strings.Contains(message, "invalid input syntax") || strings.Contains(message, "out of range")
	}
	return h.Check(t)
}

// sameSchema compares two databases but for what schemadiff records.
func sameSchema(server *dbtest.PG, a, b string) error {
	for _, url := range []string{a, b} {
		if err := dbtest.Exec(url, "DROP SCHEMA IF EXISTS schemadiff CASCADE"); err != nil {
			return err
		}
	}
	want, err := server.Dump(a, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	have, err := server.Dump(b, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	if diff := dbtest.DumpDiff(want, have); diff != nil {
		return fmt.Errorf("dump:\n%s", strings.Join(diff, "\n"))
	}
	return nil
}
