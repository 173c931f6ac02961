package postgres

import (
	"fmt"
	"strings"
	"testing"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Numbers of every two types meet here in operators, functions and the like, with and
// without casts. Whatever is called the same without a server must be the same to the
// server: a cast that an operator makes unasked is, one that changes the result is not.

const numbersTable = "CREATE TABLE public.t (i4 integer, i8 bigint, n numeric(10,2), f4 real, f8 double precision, o oid)"

// numbersStored prints a check as the server does after reading what it printed, as it
// reads a dump: it prints a cast of an array that it would have put to the elements.
const numbersStored = `CREATE FUNCTION stored(e text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1..2 LOOP
		EXECUTE 'ALTER TABLE public.t ADD CONSTRAINT c CHECK (' || e || ')';
		SELECT pg_get_expr(conbin, conrelid) INTO e FROM pg_constraint WHERE conname = 'c' AND conrelid = 'public.t'::regclass;
		ALTER TABLE public.t DROP CONSTRAINT c;
	END LOOP;
	RETURN e;
EXCEPTION WHEN OTHERS THEN
	RETURN NULL;
END $$`

var (
	numberColumns  = []string{"i4", "i8", "n", "f4", "f8", "o"}
	numberTypes    = []string{"integer", "numeric", "double precision"}
	numberValues   = []string{"1", "3000000000", "1e3", "'1'", "NULL"}
	numberPatterns = []string{
		"$c = $n", "$n < $c", "$c + $n = 0", "$c * $n = $c", "$n / $c = 0", "$c & $n = $n", "$c % $n = 0", "$c ^ $n = 1", "$c << $n = 1", "- $n < $c", "$c + ($n - 1) = 0",
		"LEAST($n, $c) = $c", "COALESCE($c, $n) > 0", "NULLIF($c, $n) = 1", "CASE WHEN $c IS NULL THEN $c ELSE $n END = 1", "CASE $c WHEN $n THEN true END", "$c IN ($n, 2)", "$c NOT IN (2, $c, $n)",
		"$c BETWEEN $n AND 5", "$c IS DISTINCT FROM $n", "($c, 1) = ($n, 2)", "ARRAY[$c, $n] IS NULL", "ARRAY[$n] IS NULL", "$c = ANY (ARRAY[$n])", "$c < ALL (ARRAY[1, $n, f4])", "($c + $n)::text = '1'",
		"abs($c) < $n", "round($c) + $n = 0", "trunc($n) < $c", "ceil($c) = $n", "sqrt($c) < $n", "log($c) < $n", "power($c, $n) = 1", "power($c, 2) < $n", "mod($c, $n) = 0", "mod($c, 3) < $n", "div($c, $n) = 0", "round($c, 2) = $n", "GREATEST(round($c), $n) = 1",
	}
)

// numberExpressions are all of the patterns with a column and a number.
func numberExpressions() []string {
	numbers := append([]string{}, numberValues...)
	for _, n := range []string{"1", "3000000000", "NULL", "i4", "f4"} {
		for _, typ := range numberTypes {
			numbers = append(numbers, n+"::"+typ)
		}
	}
	numbers = append(numbers, numberColumns...)
	var list []string
	for _, p := range numberPatterns {
		for _, c := range numberColumns {
			for _, n := range numbers {
				list = append(list, strings.NewReplacer("$c", c, "$n", n).Replace(p))
			}
		}
	}
	return list
}

// TestNumbersThatAreCalledTheSame puts the canonical form of checks beside what the
// server stores.
func TestNumbersThatAreCalledTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("it stores thousands of checks")
	}
	printed := storedChecks(t, numberExpressions())
	var list []string
	for e := range printed {
		list = append(list, e)
	}
	first := map[string]string{}
	for e, strict := range strictChecks(t, list) {
		if other, ok := first[strict]; ok && printed[other] != printed[e] {
			t.Errorf("%s\nand %s are both %s, but the server makes of them\n    %s\nand %s", other, e, strict, printed[other], printed[e])
		}
		first[strict] = e
	}
	t.Logf("%d checks that the server accepts, %d different ones", len(list), len(first))
}

// storedChecks are the expressions that the server accepts, as it prints them.
func storedChecks(t *testing.T, list []string) map[string]string {
	conn, err := introspect.Connect(t.Context(), server(t).Database(t, numbersTable, numbersStored), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), conn)
	printed := map[string]string{}
	const part = 500 // each statement keeps the locks of all its checks
	for i := 0; i < len(list); i += part {
		rows, err := conn.Query(t.Context(), "SELECT e, s FROM unnest($1::text[]) e, stored(e) s WHERE s IS NOT NULL", list[i:min(i+part, len(list))])
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var e, s string
			if err := rows.Scan(&e, &s); err != nil {
				t.Fatal(err)
			}
			printed[e] = s
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return printed
}

// strictChecks are the canonical forms of expressions.
func strictChecks(t *testing.T, list []string) map[string]string {
	var ddl strings.Builder
	ddl.WriteString(strings.TrimSuffix(numbersTable, ")"))
	for i, e := range list {
		fmt.Fprintf(&ddl, ",\nCONSTRAINT c%d CHECK (%s)", i, e)
	}
	ddl.WriteString(");")
	s, err := parsepg.Load(t.Context(), []parse.Source{{Name: "schema.sql", Text: ddl.String()}})
	if err != nil {
		t.Fatal(err)
	}
	strict := map[string]string{}
	for _, c := range s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "t"}).(*pgmodel.Table).Constraints {
		var i int
		if _, err := fmt.Sscanf(c.Name, "c%d", &i); err != nil {
			t.Fatal(err)
		}
		strict[list[i]] = c.Expr.Strict
	}
	return strict
}
