package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func TestFacts(t *testing.T) {
	db := opened(t, `CREATE SCHEMA "odd schema"; CREATE TABLE "odd schema"."t.""1" AS SELECT generate_series(1, 1000) AS n;
CREATE TABLE fresh (a int); ANALYZE "odd schema"."t.""1"`)
	odd, fresh := schema.Key{Kind: schema.KindTable, Schema: "odd schema", Name: `t."1`}, schema.Key{Kind: schema.KindTable, Schema: "public", Name: "fresh"}
	facts, err := db.Facts(t.Context(), []schema.Key{fresh, {Kind: schema.KindTable, Schema: "public", Name: "missing"}, odd})
	if err != nil {
		t.Fatal(err)
	}
	if got := facts.Table(odd); got.Rows != 1000 || got.Bytes < 8192 || !got.Stats {
		t.Errorf("got %+v", got)
	}
	if got := facts.Table(fresh); db.Version >= 14 && (got.Rows != -1 || got.Stats) {
		t.Errorf("a table without statistics: %+v", got)
	}
}

// The transaction survives a question that fails.
func TestCount(t *testing.T) {
	db := opened(t, "CREATE TABLE t AS SELECT generate_series(1, 5) AS n")
	for _, query := range []string{"SELECT count(*) FROM missing", "SELECT 1/0", "DELETE FROM public.t RETURNING 1"} {
		if n, err := db.Count(t.Context(), query); err == nil {
			t.Errorf("%s: got %d", query, n)
		}
	}
	if n, err := db.Count(t.Context(), "SELECT count(*) FROM public.t WHERE n > 2"); n != 3 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}
