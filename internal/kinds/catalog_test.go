package kinds

import (
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspectpg "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// The test of the readers of catalogs: an object of each kind is created on a real server
// from the DDL of a case, and must be read back.

// firstUserOID is the first that a server gives to what users create (transam.h,
// FirstNormalObjectId).
const firstUserOID = 16384

// roles creates what the DDL of cases names and no database holds.
const roles = `DO $$ DECLARE r text; BEGIN
 FOREACH r IN ARRAY ARRAY['app_owner', 'app_reader', 'app_writer'] LOOP
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN EXECUTE 'CREATE ROLE ' || r; END IF;
 END LOOP;
END $$;`

func TestCatalogs(t *testing.T) {
	p := dbtest.Postgres(t, slices.Max(dbtest.Majors()))
	read, stored := map[schema.Kind]string{}, map[schema.Kind]string{}
	kindsOf := func(e *example) []schema.Kind {
		var out []schema.Kind
		if s := e.schemas["a"]; s != nil && e.fits(p.Major) {
			for _, o := range objects(s) {
				out = append(out, o.Key().Kind)
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	for _, e := range smallest(examples(t), kindsOf) {
		url := p.Database(t, roles, e.sql("a"))
		for _, k := range kindsRead(t, url) {
			read[k] = e.name
		}
		for _, k := range kindsStored(t, url) {
			stored[k] = e.name
		}
	}
	demand(t, p.Major, "object read from the catalog", read)
	demand(t, p.Major, "row in the catalog of the table", stored)
}

// kindsRead are the kinds of the objects that a database is found to have.
func kindsRead(t *testing.T, url string) []schema.Kind {
	t.Helper()
	db, err := introspectpg.Open(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []schema.Kind
	for _, o := range objects(s) {
		out = append(out, o.Key().Kind)
	}
	return out
}

// kindsStored are the kinds in whose catalog a user of the database has put a row.
func kindsStored(t *testing.T, url string) []schema.Kind {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var out []schema.Kind
	for _, k := range postgresKinds() {
		oid := "oid"
		if k == schema.KindColumn {
			oid = "attrelid"
		}
		var found bool
		query := fmt.Sprintf("SELECT EXISTS (SELECT FROM pg_catalog.%s WHERE %s >= %d)", k.Info().Catalog, oid, firstUserOID)
		if err := conn.QueryRow(t.Context(), query).Scan(&found); err != nil {
			t.Fatalf("kind %q: %v", k, err)
		}
		if found {
			out = append(out, k)
		}
	}
	return out
}
