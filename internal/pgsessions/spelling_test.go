package pgsessions

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// spelledOtherwise is a file whose objects a server prints in another spelling: what the value of a
// constant settles, what a plan does, and what nothing does but the stored form.
const (
	byValue = `CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (a integer, b varchar(5), n numeric, m mood[] DEFAULT '{ sad , ok }', d date DEFAULT 'Jan 5 2020');
`
	byPlan = `CREATE FUNCTION fx(numeric, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION fx(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
ALTER TABLE t ADD CHECK (fx(a, b));
`
	byStoredForm = `CREATE TABLE u (n numeric, b text);
CREATE RULE r AS ON UPDATE TO t WHERE fx(NEW.a, NEW.b) DO ALSO UPDATE u SET n = NEW.a + 1 WHERE fx(NEW.a, u.b);
`
)

// TestSpellingByRole plans from a file to the database that it has made. What the role cannot have
// decided is reported by name, and nothing else.
func TestSpellingByRole(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, byValue+byPlan+byStoredForm)
		reader := role(t, p, "reader", "")
		must(t, url, "REVOKE TEMPORARY ON DATABASE "+name(t, url)+" FROM PUBLIC")
		readOnly := url + "&options=-c%20default_transaction_read_only%3Don"
		dir := folder(t, map[string]string{"schema.sql": byValue + byPlan + byStoredForm})
		const has, needs = "--exact has the server decide", "--exact would have the server decide, and needs a role with the privilege TEMPORARY"
		for _, c := range []struct {
			who, url string
			decides  bool // with --exact
			says     string
		}{
			{"the owner", url, true, has},
			{"a pooler", dbtest.Pooled(t, url)(url), true, has},
			{"a role without TEMP", p.URLAs(reader, name(t, url)), false, needs},
			{"a read-only session", readOnly, true, has}, // whose default is not a prohibition
		} {
			if !spelledPlan(t, c.url, dir, c.says) {
				t.Errorf("%s: plan does not name the rule as not verified", c.who)
			}
			if marked := spelledPlan(t, c.url, dir, needs, "--exact"); marked == c.decides {
				t.Errorf("%s: with --exact the rule is marked as not verified: %t", c.who, marked)
			}
		}
	})
}

// TestSpellingOnStandby plans on a server that takes no changes.
func TestSpellingOnStandby(t *testing.T) {
	own := dbtest.OwnPostgres(t, dbtest.Majors()[0])
	url := own.URL("postgres") // which no test drops
	must(t, url, byValue+byPlan+byStoredForm)
	must(t, url, "CHECKPOINT") // such servers are quick to forget
	own.Crash()
	own.BecomeStandby(t)
	own.Restart(t)
	dir := folder(t, map[string]string{"schema.sql": byValue + byPlan + byStoredForm})
	for _, more := range [][]string{nil, {"--exact"}} {
		if !spelledPlan(t, url, dir, "--exact would have the server decide, and needs the primary server", more...) {
			t.Errorf("%q: plan does not name the rule as not verified", more)
		}
	}
}

// spelledPlan plans to the file, which must leave nothing but the rule open, and reports whether it
// is reported as not verified, with what would decide it.
func spelledPlan(t *testing.T, url, dir, says string, more ...string) bool {
	t.Helper()
	got := schemadiff(t, dir, slices.Concat([]string{"plan", "--db", url, "--schema", "schema.sql"}, more)...)
	if got.Code != 0 {
		t.Fatalf("%q: %s", more, got)
	}
	marked := strings.Contains(got.Out, "1 not verified") && strings.Contains(got.Out, "rule public.t.r")
	if !marked && !strings.Contains(got.Out, "no changes") || marked && strings.Contains(got.Out, "ALTER TABLE") {
		t.Errorf("%q: %s", more, got)
	}
	if marked && !strings.Contains(got.Out+got.Err, says) {
		t.Errorf("%q does not say %q: %s", more, says, got)
	}
	return marked
}

// strangersConstants are constants that only a server can read, in the spelling of a file. To read
// each would run a check of its type's domain, which belongs to somebody else.
const strangersConstants = `CREATE SCHEMA app;
CREATE DOMAIN app.checked AS text CHECK (public.trap(VALUE) IS NOT NULL);
CREATE TYPE app.pair AS (x integer, y app.checked);
CREATE TABLE app.t (a app.pair, b app.checked[], c app.pair[], CHECK (a <> '( 1,checked)'::app.pair), CHECK (b <> '{ checked }'), CHECK (c <> '{"( 1,checked)"}'));
CREATE TABLE app.p (b app.checked[]) PARTITION BY LIST (b);
`

// TestConstantsRunNoForeignCode plans to such a file as a superuser, with and without --exact.
func TestConstantsRunNoForeignCode(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		mallory := role(t, p, "mallory", "")
		url := p.Database(t, "CREATE SCHEMA app; GRANT ALL ON SCHEMA app, public TO "+mallory)
		hers := p.URLAs(mallory, name(t, url))
		must(t, hers, noting("public", "trap")+strings.Replace(strangersConstants, "CREATE SCHEMA app;", "", 1)+"CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES IN ('{checked}');\n")
		t.Cleanup(func() { must(t, url, "DROP OWNED BY "+mallory) })
		dir := folder(t, map[string]string{"want.sql": strangersConstants + "CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES IN ('{ checked }');\n"})
		for _, args := range [][]string{{"plan"}, {"plan", "--exact"}} {
			got := schemadiff(t, dir, append(args, "--schemas", "app", "--schema", "want.sql", "--db", url)...)
			if list := marks(t, p, url); list != "" {
				t.Errorf("%q ran %q: %s", args, list, got)
			}
			if got.Code != 0 && got.Code != 3 || !strings.Contains(got.Out, "belongs to "+mallory) {
				t.Errorf("%q: it does not say whose code it would run: %s", args, got)
			}
		}
	})
}
