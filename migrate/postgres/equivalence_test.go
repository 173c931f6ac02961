package postgres

import (
	"testing"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

const base = `CREATE TABLE t (a varchar(10), n numeric, i int, ts timestamptz DEFAULT '2020-01-01');
CREATE DOMAIN d AS numeric;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
`

// spelled are objects in two spellings that differ in casts and qualifiers, and
// whether these mean the same.
func spelled() []struct {
	from, to string
	same     bool
} {
	return []struct {
		from, to string
		same     bool
	}{
		{"ALTER TABLE t ADD CONSTRAINT c CHECK (n > 0)", "ALTER TABLE t ADD CONSTRAINT c CHECK (n > 0::numeric)", true},
		{"ALTER TABLE t ADD CONSTRAINT c CHECK (i > 1)", "ALTER TABLE t ADD CONSTRAINT c CHECK (i::numeric > 1)", false},
		{"ALTER TABLE t ADD CONSTRAINT c CHECK (a = 'x')", "ALTER TABLE t ADD CONSTRAINT c CHECK (a::char(1) = 'x')", false},
		{"CREATE INDEX x ON t (lower(a)) WHERE n > 1", "CREATE INDEX x ON t (lower(a::text)) WHERE n > 1::numeric", true},
		{"CREATE INDEX x ON t ((n + i))", "CREATE INDEX x ON t ((n + i::numeric))", true},
		{"CREATE INDEX x ON t ((n + i))", "CREATE INDEX x ON t ((n::int + i))", false},
		{"CREATE VIEW v AS SELECT n + i AS s FROM t", "CREATE VIEW v AS SELECT n + i::numeric AS s FROM t", true},
		{"CREATE VIEW v AS SELECT x.i FROM t x, t y WHERE x.i = y.i", "CREATE VIEW v AS SELECT y.i FROM t x, t y WHERE x.i = y.i", false},
		{"CREATE POLICY p ON t USING (n > 0)", "CREATE POLICY p ON t USING (n > 0::numeric)", true},
		{"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.n > 0) EXECUTE FUNCTION trg()",
			"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.n > 0::numeric) EXECUTE FUNCTION trg()", true},
		{"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.n > 0) EXECUTE FUNCTION trg()",
			"CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (old.n > 0) EXECUTE FUNCTION trg()", false},
		{"ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)", "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0::numeric)", true},
		{"ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0)", "ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE::int > 0)", false},
		{"CREATE FUNCTION f(n numeric) RETURNS boolean LANGUAGE sql RETURN n > 0", "CREATE FUNCTION f(n numeric) RETURNS boolean LANGUAGE sql RETURN n > 0::numeric", true},
		{"CREATE FUNCTION f(n numeric) RETURNS boolean LANGUAGE sql RETURN n > 0", "CREATE FUNCTION f(n numeric) RETURNS boolean LANGUAGE sql RETURN n::int > 0", false},
	}
}

// TestEquivalence resolves spellings with the live database, and with a scratch one.
func TestEquivalence(t *testing.T) {
	for _, c := range spelled() {
		url := server(t).Database(t, base, c.from)
		p := planned(t, url, base+c.to)
		if (len(p.Steps) == 0) != c.same {
			t.Errorf("%s and %s: %d steps", c.from, c.to, len(p.Steps))
		}
		if len(p.Notes) > 0 {
			t.Errorf("%s and %s: %v", c.from, c.to, p.Notes)
		}
		if got := byScratch(t, url, base+c.to); got != c.same {
			t.Errorf("%s and %s: by a scratch database %v", c.from, c.to, got)
		}
	}
}

// byScratch reports whether a scratch database finds the DDL to be the database.
func byScratch(t *testing.T, url, ddl string) bool {
	t.Helper()
	db, err := introspect.Open(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	from, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	to := loaded(t, db, ddl)
	whole := pgmodel.Scope{Schemas: []string{"public"}}
	from, _ = whole.Filter(from)
	to, _ = whole.Filter(to)
	doubts := plan.Candidates(plan.Compare(from, to))
	verdicts, err := Scratch{URL: server(t).URL("postgres")}.Compare(t.Context(), from, to, doubts)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		if v != plan.Equivalent {
			return false
		}
	}
	return len(doubts) == len(plan.Compare(from, to))
}
