package syntax

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// growth is a way in which a statement can grow.
type growth struct{ head, before, middle, after, tail string }

func (s growth) of(n int) string {
	return s.head + strings.Repeat(s.before, n) + s.middle + strings.Repeat(s.after, n) + s.tail
}

// deepGrowths make a tree deeper with each step; without the guard most of them
// end the process at 30,000 steps.
var deepGrowths = []growth{
	{head: "SELECT a", before: "||a"},
	{head: "SELECT a", before: "+a*a"},
	{head: "SELECT a", before: "||f(a, 1)"},
	{head: "SELECT a", before: " <<< a"},
	{head: "SELECT a", before: " OPERATOR(pg_catalog.+) a"},
	{head: "SELECT a", before: "::int"},
	{head: "SELECT a", before: " COLLATE x"},
	{head: "SELECT a", before: " AT TIME ZONE 'x'"},
	{head: "SELECT * FROM a", before: " CROSS JOIN a"},
	{head: "SELECT * FROM a", before: " JOIN a ON a.b = a.c AND a.d"},
	{head: "SELECT * FROM a", before: " NATURAL JOIN a"},
	{head: "SELECT * FROM a", before: " JOIN a", after: " ON a"},
	{head: "SELECT 1", before: " UNION ALL SELECT 1"},
	{head: "SELECT 1, 2 FROM a", before: " EXCEPT SELECT 1, 2 FROM a CROSS JOIN b"},
	{head: "VALUES (1)", before: " INTERSECT VALUES (1)"},
	{head: "SELECT ", before: "(", middle: "1", after: ")"},
	{head: "SELECT ", before: "(", middle: "1", after: "+1)"},
	{head: "SELECT ", before: "(1+", middle: "1", after: ")"},
	{head: "SELECT ", before: "(", middle: "1"},
	{head: "SELECT ", before: "CASE WHEN a THEN ", middle: "1", after: " END"},
	{head: "SELECT ", before: "CASE ", middle: "1", after: " WHEN a THEN b END"},
	{head: "SELECT ", before: "(SELECT ", middle: "1", after: ")"},
	{head: "SELECT * FROM ", before: "(SELECT * FROM ", middle: "t", after: ") x"},
	{head: "SELECT * FROM ", before: "(", middle: "a", after: " JOIN a ON b)"},
	{head: "SELECT 1 WHERE ", before: "EXISTS (SELECT 1 WHERE ", middle: "a", after: ")"},
	{before: "WITH x AS (", middle: "SELECT 1", after: ") SELECT 1"},
	{head: "SELECT ", before: "f(", middle: "1", after: ")"},
	{head: "SELECT ", before: "f(1, ", middle: "1", after: ")"},
	{head: "SELECT ", before: "ROW(", middle: "1", after: ")"},
	{head: "SELECT ", before: "xmlelement(name a, ", middle: "1", after: ")"},
	{head: "SELECT ", before: "a LIKE (", middle: "a", after: ")"},
	{head: "SELECT ", before: "a BETWEEN 1 AND (", middle: "1", after: ")"},
	{head: "SELECT 1 GROUP BY ", before: "GROUPING SETS (", middle: "a", after: ")"},
	{head: "SELECT ARRAY", before: "[", middle: "1", after: "]"},
	{head: "SELECT ", before: "a[", middle: "1", after: "]"},
	{head: "SELECT ", before: "- ", middle: "1"},
	{head: "SELECT ", before: "@ ", middle: "1"},
	{head: "SELECT ", before: "+-", middle: "+1"},
	{head: "SELECT ", before: "NOT ", middle: "a"},
	{head: "CREATE TABLE t (a int CHECK (a", before: "||a", tail: "))"},
	{head: "CREATE TABLE t (a int DEFAULT ", before: "(", middle: "1", after: ")", tail: ")"},
	{head: "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1", before: "+1", tail: "; END"},
}

// flatGrowths grow in width only.
var flatGrowths = []growth{
	{head: "SELECT a", before: " AND a"},
	{head: "SELECT a", before: " OR a || b"},
	{head: "SELECT a", before: ".a"},
	{head: "SELECT a", before: "[1]"},
	{head: "SELECT a IN (1", before: ",1", tail: ")"},
	{head: "VALUES (1,'a',2)", before: ",(1,'a',-2)"},
	{head: "CREATE TABLE t (a int", before: ",b int", tail: ")"},
	{head: "CREATE TABLE t (a int", before: "[]", tail: ")"},
	{head: "CREATE TYPE t AS ENUM ('a'", before: ",'b'", tail: ")"},
	{head: "SELECT 1 FROM a", before: ",a"},
	{head: "SELECT CASE", before: " WHEN a=1 THEN b", tail: " END"},
	{head: "WITH x AS (SELECT 1)", before: ",x AS (SELECT 1)", tail: " SELECT 1"},
	{head: "SELECT a+1", before: ",a+1"},
	{head: "SELECT 1 FROM a", before: ",a JOIN b ON a.c = b.c"},
	{head: "SELECT f(a", before: ",b || c", tail: ")"},
}

// longRefusal is far above what reading a text of megabytes takes, on a slow machine as well, and far below
// what it would take in proportion to the square of its length.
const longRefusal = 6 * time.Second

func TestDeepTreesAreRefused(t *testing.T) {
	sizes := []int{2_000, 30_000, 1_000_000}
	if testing.Short() {
		sizes = sizes[:2]
	}
	for _, s := range deepGrowths {
		for _, n := range sizes {
			sql := s.of(n)
			start := time.Now()
			list, _, errs := read(t, "SELECT 1;\n"+sql+";\nSELECT 2;")
			if len(errs) != 1 || !strings.Contains(errs[0], "the limit is") {
				t.Errorf("%.60s… %d times: %d statements, errors %.200q", sql, n, len(list), errs)
			}
			if took := time.Since(start); took > longRefusal {
				t.Errorf("%.60s… %d times: took %s", sql, n, took)
			}
		}
	}
}

func TestDepthBelowTheLimitIsRead(t *testing.T) {
	for _, s := range deepGrowths {
		n := 300
		if strings.Count(s.of(1), "(") != strings.Count(s.of(1), ")") {
			continue
		}
		sql := s.of(n)
		if list, _, errs := read(t, sql); len(list) != 1 {
			t.Errorf("%.60s… %d times: %q", sql, n, errs)
		}
	}
}

func TestLongListsAreRead(t *testing.T) {
	for _, s := range flatGrowths {
		sql := s.of(5_000)
		if list, _, errs := read(t, sql); len(list) != 1 {
			t.Errorf("%.60s…: %.300q", sql, errs)
		}
	}
}

func TestLongestListsEndInAnError(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many megabytes")
	}
	for _, s := range flatGrowths {
		sql := s.of(1_000_000)
		start := time.Now()
		if _, _, errs := read(t, sql); len(errs) != 1 || !strings.Contains(errs[0], "the limit is") {
			t.Errorf("%.60s…: %.300q", sql, errs)
		}
		if took := time.Since(start); took > longRefusal {
			t.Errorf("%.60s…: took %s", sql, took)
		}
	}
}

func TestLargeListsAndBodies(t *testing.T) {
	if testing.Short() {
		t.Skip("parses for seconds")
	}
	for name, sql := range map[string]string{
		"IN":     "CREATE VIEW v AS SELECT a IN (1" + strings.Repeat(",1", 100_000) + ")",
		"VALUES": "VALUES (1,'a')" + strings.Repeat(",(1,'a')", 100_000),
		"body":   "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$" + strings.Repeat("BEGIN (((( END;\n", 500_000) + "$$",
	} {
		if list, _, errs := read(t, sql); len(list) != 1 {
			t.Errorf("%s: %.300q", name, errs)
		}
	}
}

func TestLargeInsertsAreNoted(t *testing.T) {
	list, notes, errs := read(t, "SELECT 1;\nINSERT INTO public.t VALUES (1,'a;')"+strings.Repeat(",(1,'b')", 500_000)+";\nSELECT 2;")
	if len(list) != 2 || errs != nil || len(notes) != 1 || notes[0] != "ignored a.sql:2:1 INSERT INTO public.t: rows are no part of a schema" {
		t.Errorf("%d statements, errors %q, notes %q", len(list), errs, notes)
	}
}

func TestGuardsNameTheirLimit(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"SELECT 1;\n\n" + growth{head: "SELECT ", before: "(", middle: "1", after: ")"}.of(1_000_000),
			"a.sql:3:408: nested 999,999 levels deep; the limit is 400"},
		{growth{head: "SELECT a", before: "||a"}.of(30_000),
			"a.sql:1:3009: expression 30,000 levels deep; the limit is 1,000"},
		{"SELECT '" + strings.Repeat("x", maxStatement) + "'",
			fmt.Sprintf("a.sql:1:1: the statement has %s bytes; the limit is 16,777,216", Grouped(maxStatement+9))},
		{growth{head: "SELECT a", before: ",a"}.of(1_000_000),
			"a.sql:1:1: the statement has 2,000,002 words and signs; the limit is 1,000,000"},
		{"SELECT $65535, $4294967297", "a.sql:1:16: the number of the parameter is too large; the limit is $65535"},
	} {
		if _, _, errs := read(t, c.sql); len(errs) != 1 || errs[0] != c.want {
			t.Errorf("%.40s: %.200q, want %q", c.sql, errs, c.want)
		}
	}
}
