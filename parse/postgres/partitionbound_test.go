package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A bound is compared as the constant that the server computes of it, and of what only a server
// computes as an expression of the key's type.
func TestBoundsAreConstantsOfTheKey(t *testing.T) {
	for _, c := range []struct{ key, bound, want string }{
		{"timestamptz", "'2026-01-01'", "'2026-01-01 00:00:00+00'::timestamp with time zone"},
		{"timestamptz", "timestamp '2026-01-01 10:00'", "'2026-01-01 10:00:00+00'::timestamp with time zone"},
		{"date", "timestamptz '2026-01-01 01:00+02'", "'2025-12-31'::date"},
		{"date", "'Jan 5 2026'", "'2026-01-05'::date"},
		{"integer", "'0100'", "100"},
		{"integer", "10.5", "11"},
		{"integer", "'10'::bigint", "10"},
		{"integer", "10 * 10", "10 * 10"},
		{"bigint", "10 * 10", "(10 * 10)::bigint"},
		{"numeric(6,2)", "1.005", "1.01"},
		{"numeric", "'10.50'", "10.5"},
		{"double precision", "1e2", "'100'::double precision"},
		{"character(4)", "'ab  '", "'ab'::bpchar"},
		{"bit(4)", "x'5'", `'0101'::"bit"`},
		{"money", "12.5", "'12.50'::money"},
		{"boolean", "'yes'", "true"},
		{"integer[]", "'{2, 3}'", "'{2,3}'::integer[]"},
		{"day", "'20260101'::day", "'2026-01-01'::date"},
		{"mood", "'sad'", "'sad'::public.mood"},
		{"date", "NULL", "NULL"},
		{"double precision", "'1.5'::text", "'1.5'::text::double precision"},
	} {
		s := load(t, "CREATE DOMAIN day AS date; CREATE TYPE mood AS ENUM ('sad');\nCREATE TABLE t (k "+c.key+") PARTITION BY LIST (k);\nCREATE TABLE p PARTITION OF t FOR VALUES IN ("+c.bound+")")
		p := s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "p"}).(*pgmodel.Table)
		if want := "IN (" + c.want + ")"; p.Bound.Strict != want {
			t.Errorf("%s of a %s is %s, want %s", c.bound, c.key, p.Bound.Strict, want)
		}
	}
}

// The key of an expression gives its type to the bounds, too.
func TestBoundsOfExpressions(t *testing.T) {
	for _, c := range []struct{ key, bound, want string }{
		{"(a > 0)", "'true'", "true"},
		{"(d + 1)", "'2026-1-1'", "'2026-01-01'::date"},
		{"(z AT TIME ZONE 'UTC')", "'2026-1-1'", "'2026-01-01 00:00:00'::timestamp without time zone"},
		{"lower(x)", "'a'", "'a'::text"},
		{"(a * 2)", "'07'", "7"},
	} {
		s := load(t, "CREATE TABLE t (a integer, d date, z timestamptz, x varchar(9)) PARTITION BY LIST ("+c.key+");\nCREATE TABLE p PARTITION OF t FOR VALUES IN ("+c.bound+")")
		p := s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "p"}).(*pgmodel.Table)
		if want := "IN (" + c.want + ")"; p.Bound.Strict != want {
			t.Errorf("%s of %s is %s, want %s", c.bound, c.key, p.Bound.Strict, want)
		}
	}
}
