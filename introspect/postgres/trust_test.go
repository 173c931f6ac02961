package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
)

// Whose tables each role may ask about: a membership counts only where the owner is the
// member.
func TestTrustedOwners(t *testing.T) {
	pg := server(t)
	const roles = "trust_asker, trust_member, trust_group, trust_stranger, trust_of_stranger"
	drop := "DROP ROLE IF EXISTS " + roles
	for _, sql := range []string{drop, `CREATE ROLE trust_asker LOGIN; CREATE ROLE trust_member; CREATE ROLE trust_group; CREATE ROLE trust_stranger; CREATE ROLE trust_of_stranger;
GRANT trust_asker TO trust_member; GRANT trust_group TO trust_asker; GRANT trust_stranger TO trust_of_stranger`} {
		if err := dbtest.Exec(pg.URL("postgres"), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = dbtest.Exec(pg.URL("postgres"), drop) })
	text := "CREATE TABLE t (id int); GRANT SELECT ON t TO PUBLIC;"
	for _, c := range []struct {
		owner, asker string
		trust        []string
		may          bool
	}{
		{"trust_asker", "trust_asker", nil, true}, {"trust_member", "trust_asker", nil, true}, {"postgres", "trust_asker", nil, true},
		{"trust_group", "trust_asker", nil, false}, {"trust_stranger", "trust_asker", nil, false}, {"trust_stranger", "postgres", nil, false},
		{"trust_stranger", "postgres", []string{"trust_stranger"}, true}, {"trust_stranger", "postgres", []string{"trust_group"}, false},
		{"trust_of_stranger", "postgres", []string{"trust_stranger"}, true}, {"trust_group", "postgres", []string{"trust_asker"}, false},
	} {
		url := pg.Database(t, text+"ALTER TABLE t OWNER TO "+c.owner)
		as := pg.URLAs(c.asker, database(t, url))
		ctx := WithTrust(t.Context(), c.trust)
		db, err := Open(ctx, as, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.Count(ctx, "SELECT count(*) FROM public.t")
		var untrusted *introspect.UntrustedError
		if (err == nil) != c.may || err != nil && (!errors.As(err, &untrusted) || untrusted.Owner != c.owner) {
			t.Errorf("%s asks about a table of %s, trusting %v: %v, want %t", c.asker, c.owner, c.trust, err, c.may)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

func database(t *testing.T, url string) string {
	t.Helper()
	config, err := parseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config.Database
}

// Rows that a policy hides are no rows that are not there.
func TestHiddenRows(t *testing.T) {
	pg := server(t)
	const drop = "DROP ROLE IF EXISTS hidden_reader"
	for _, sql := range []string{drop, "CREATE ROLE hidden_reader LOGIN"} {
		if err := dbtest.Exec(pg.URL("postgres"), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = dbtest.Exec(pg.URL("postgres"), drop) })
	url := pg.Database(t, "CREATE TABLE t (id int); INSERT INTO t VALUES (NULL); ALTER TABLE t ENABLE ROW LEVEL SECURITY; GRANT SELECT ON t TO hidden_reader")
	db, err := Open(context.Background(), pg.URLAs("hidden_reader", database(t, url)), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if n, err := db.Count(t.Context(), "SELECT count(*) FROM public.t WHERE id IS NULL"); err == nil {
		t.Errorf("%d rows are counted where a policy hides them", n)
	}
}
