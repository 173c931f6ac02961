package postgres

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
)

// Whose tables each role may ask about: a membership counts where the owner is the member,
// or the member has nothing else.
func TestTrustedOwners(t *testing.T) {
	pg := server(t)
	const roles = "trust_asker, trust_member, trust_group, trust_stranger, trust_of_stranger, trust_bare"
	drop := "DROP ROLE IF EXISTS " + roles
	for _, sql := range []string{drop, `CREATE ROLE trust_asker LOGIN; CREATE ROLE trust_member; CREATE ROLE trust_group; CREATE ROLE trust_stranger; CREATE ROLE trust_of_stranger; CREATE ROLE trust_bare LOGIN;
GRANT trust_group TO trust_bare; ALTER ROLE trust_asker CREATEDB; GRANT trust_asker TO trust_member; GRANT trust_group TO trust_asker; GRANT trust_stranger TO trust_of_stranger`} {
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
		{"trust_group", "trust_bare", nil, true}, {"trust_stranger", "trust_bare", nil, false},
	} {
		url := pg.Database(t, text+"ALTER TABLE t OWNER TO "+c.owner+`; GRANT CONNECT ON DATABASE :"DBNAME" TO trust_bare`)
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

// A role that has been granted anything of its own is more than its group.
func TestMoreThanItsGroup(t *testing.T) {
	pg := server(t)
	const drop = "DROP ROLE IF EXISTS more_member, more_group, more_other"
	for _, sql := range []string{drop, "CREATE ROLE more_group; CREATE ROLE more_other; CREATE ROLE more_member LOGIN IN ROLE more_group"} {
		if err := dbtest.Exec(pg.URL("postgres"), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = dbtest.Exec(pg.URL("postgres"), drop) })
	for _, c := range []struct{ more, less string }{
		{"", ""}, {"CREATE TABLE x (); GRANT SELECT ON x TO more_member", ""}, {"CREATE TABLE x (); ALTER TABLE x OWNER TO more_member", ""},
		{"ALTER ROLE more_member BYPASSRLS", "ALTER ROLE more_member NOBYPASSRLS"}, {"GRANT more_other TO more_member", "REVOKE more_other FROM more_member"},
		{`GRANT CREATE ON DATABASE :"DBNAME" TO more_member`, ""},
	} {
		url := pg.Database(t, "CREATE TABLE t (id int); ALTER TABLE t OWNER TO more_group;"+c.more)
		db, err := Open(t.Context(), pg.URLAs("more_member", database(t, url)), time.Second)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = db.Count(t.Context(), "SELECT count(*) FROM public.t"); (err == nil) != (c.more == "") {
			t.Errorf("%q: %v", c.more, err)
		}
		_ = db.Close()
		if err := dbtest.Exec(pg.URL("postgres"), c.less); err != nil {
			t.Fatal(err)
		}
		if err := dbtest.Exec(url, "DROP TABLE IF EXISTS x; DROP OWNED BY more_member"); err != nil {
			t.Fatal(err)
		}
	}
}
