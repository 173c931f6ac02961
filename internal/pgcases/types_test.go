package pgcases

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
)

// typeChanges are pairs of canonical types with a value that fits both, for the matrix
// of what a change of type costs.
func typeChanges() [][3]string {
	return [][3]string{
		{"character varying(40)", "character varying(80)", "'x'"}, {"character varying(40)", "text", "'x'"}, {"character varying", "text", "'x'"},
		{"character varying(40)", "character varying", "'x'"}, {"text", "character varying", "'x'"}, {"text", "character varying(40)", "'x'"},
		{"character varying(80)", "character varying(40)", "'x'"}, {"character(3)", "text", "'x'"}, {"character(3)", "character(8)", "'x'"}, {"text", "character(3)", "'x'"},
		{"numeric(8,2)", "numeric(10,2)", "1"}, {"numeric(8,2)", "numeric", "1"}, {"numeric(10,2)", "numeric(8,2)", "1"}, {"numeric(8,2)", "numeric(10,4)", "1"},
		{"numeric", "numeric(8,2)", "1"}, {"smallint", "integer", "1"}, {"integer", "bigint", "1"}, {"bigint", "integer", "1"}, {"integer", "smallint", "1"},
		{"integer", "numeric", "1"}, {"integer", "text", "1"}, {"real", "double precision", "1"}, {"double precision", "real", "1"}, {"integer", "real", "1"},
		{"timestamp(3) without time zone", "timestamp(6) without time zone", "'2020-01-01'"}, {"timestamp(6) without time zone", "timestamp(3) without time zone", "'2020-01-01'"},
		{"timestamp(3) without time zone", "timestamp without time zone", "'2020-01-01'"}, {"timestamp without time zone", "timestamp(3) without time zone", "'2020-01-01'"},
		{"time(3) without time zone", "time(6) without time zone", "'10:00'"}, {"interval(3)", "interval(6)", "'1 day'"}, {"interval(6)", "interval(3)", "'1 day'"},
		{"date", "timestamp without time zone", "'2020-01-01'"}, {"date", "timestamp with time zone", "'2020-01-01'"}, {"timestamp with time zone", "date", "'2020-01-01'"},
		{"bit varying(3)", "bit varying(8)", "B'101'"}, {"bit varying(8)", "bit varying(3)", "B'101'"}, {"bit varying(8)", "bit varying", "B'101'"}, {"bit(3)", "bit varying(3)", "B'101'"},
		{"cidr", "inet", "'10.0.0.0/8'"}, {"inet", "cidr", "'10.0.0.0/8'"}, {"json", "jsonb", "'1'"}, {"jsonb", "json", "'1'"}, {"xml", "text", "'<a/>'"},
		{"integer[]", "bigint[]", "'{1}'"}, {"character varying(10)[]", "character varying(20)[]", "'{x}'"}, {"character varying(10)[]", "text[]", "'{x}'"},
		{"boolean", "text", "true"}, {"uuid", "text", "'00000000-0000-0000-0000-000000000000'"}, {"text", "uuid", "'00000000-0000-0000-0000-000000000000'"},
		{"text", "integer", "'1'"}, {"boolean", "integer", "true"}, {"integer", "boolean", "1"}, {"name", "text", "'x'"}, {"oid", "bigint", "1"}, {"integer", "oid", "1"},
		{"money", "numeric", "1"}, {"numeric", "money", "1"}, {"text", "jsonb", "'1'"}, {"bytea", "text", "'x'"}, {"macaddr", "text", "'08:00:2b:01:02:03'"},
	}
}

// TestTypeChanges measures the matrix that planner and linter share: whether the server
// writes the table anew, and whether it casts by itself.
func TestTypeChanges(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		for i, c := range typeChanges() {
			from, to := c[0], c[1]
			rewritten, casts := retyped(t, conn, fmt.Sprintf("t%d", i), from, to, c[2])
			free, _, says := locks.CompareTypes(from, to)
			if casts != says {
				t.Errorf("%s to %s: the server casts by itself: %v; we say %v", from, to, casts, says)
			}
			if free && rewritten {
				t.Errorf("%s to %s: we say that only the catalog is written; the table is written anew", from, to)
			}
			if !free && casts && !rewritten {
				t.Errorf("%s to %s: we say that the table is written anew; it is not", from, to)
			}
		}
	})
}

// retyped changes the type of a column and tells whether the table is another file then.
func retyped(t *testing.T, conn *pgx.Conn, table, from, to, value string) (rewritten, casts bool) {
	t.Helper()
	exec := func(sql string) error {
		_, err := conn.Exec(t.Context(), sql)
		return err
	}
	if err := exec(fmt.Sprintf("SET TimeZone = 'Europe/Berlin'; CREATE TABLE %s (c %s); INSERT INTO %s VALUES (CAST(%s AS %s))", table, from, table, value, from)); err != nil {
		t.Fatalf("%s: %v", from, err)
	}
	node := func() (n uint32) {
		if err := conn.QueryRow(t.Context(), "SELECT pg_relation_filenode('"+table+"')").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := node()
	if err := exec(fmt.Sprintf("ALTER TABLE %s ALTER COLUMN c TYPE %s", table, to)); err != nil {
		return false, false
	}
	return node() != before, true
}
