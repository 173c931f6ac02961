package pgcases

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestNumbers has the server store numbers in every form beside every type of numbers,
// in the places where expressions stand. A database made from the file plans to
// nothing against it, with the server's help and without.
func TestNumbers(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		scratch, err := pgx.Connect(t.Context(), p.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		defer scratch.Close(context.Background())
		var file strings.Builder
		accepted := 0
		for i, sql := range numberStatements(testing.Short()) {
			sql = strings.ReplaceAll(sql, "@", fmt.Sprint(i))
			if scratch.PgConn().Exec(t.Context(), sql).Close() == nil { // both statements or none
				file.WriteString(sql + ";\n")
				accepted++
			}
		}
		if accepted < 100 {
			t.Fatalf("the server took %d statements", accepted)
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "schema.sql"), []byte(file.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		url := p.Database(t, file.String())
		for _, args := range [][]string{{"plan", "--db", url, "--schema", "schema.sql", "--exit-code"}, {"plan", "--db", url, "--schema", "schema.sql", "--exit-code", "--offline"}} {
			if got := schemadiff(t, dir, args...); got.Code != exitDone {
				t.Errorf("%d statements: %s", accepted, got)
			}
		}
	})
}

// numberStatements are independent of one another; @ stands for a number of their own.
func numberStatements(few bool) (out []string) {
	types := []string{"smallint", "int", "bigint", "numeric", "numeric(10,2)", "real", "double precision", "money", "oid"}
	numbers := []string{"1", "1.0", "1e6", "1.5e-3", "2147483648", "9223372036854775808", ".5", "-1", "-9223372036854775808", "-1e6", "1::smallint", "1e6::float8",
		"1.5::numeric", "'1'", "'1e6'", "NULL", "5.", "0.10"}
	operators := []string{"c < %s", "c = %s", "%[1]s > c", "c + %s > c", "c * %s = %[1]s", "c %% %s = c", "c BETWEEN %s AND %[1]s", "c IN (%s, 2)", "c NOT IN (%s, 2.5)",
		"c IS DISTINCT FROM %s", "coalesce(c, %s) = c", "nullif(c, %s) = c", "greatest(c, %s, 1) = 2", "CASE WHEN c = 1 THEN %s ELSE c END > %[1]s", "c = ANY (ARRAY[%s, %[1]s])", "c ^ %s < 3"}
	for i, typ := range types {
		for j, n := range numbers {
			for k, op := range operators {
				if few && (i+j+k)%7 != 0 {
					continue
				}
				e := fmt.Sprintf(op, n)
				out = append(out, numberPlaces(typ, n, e)[(i+j+k)%7])
			}
		}
	}
	return out
}

// numberPlaces are statements that hold an expression of the column c.
func numberPlaces(typ, n, e string) []string {
	table := "CREATE TABLE t@ (c " + typ + ")"
	return []string{
		"CREATE TABLE t@ (c " + typ + ", CONSTRAINT k@ CHECK (" + e + "))",
		"CREATE TABLE t@ (c " + typ + " DEFAULT " + n + ", g boolean GENERATED ALWAYS AS (" + e + ") STORED)",
		table + "; CREATE INDEX i@ ON t@ ((" + e + ")) WHERE " + e,
		table + "; CREATE VIEW v@ AS SELECT " + e + " AS x, " + n + " AS y FROM t@ WHERE " + e,
		table + "; CREATE POLICY p@ ON t@ USING (" + e + ")",
		"CREATE TABLE t@ (c " + typ + ") PARTITION BY LIST (c); CREATE TABLE a@ PARTITION OF t@ FOR VALUES IN (" + n + ")",
		"CREATE DOMAIN d@ AS " + typ + " CONSTRAINT k@ CHECK (" + strings.NewReplacer("coalesce(c", "coalesce(value", "(c", "(value", "c ", "value ", " c", " value").Replace(e) + ")",
	}
}
