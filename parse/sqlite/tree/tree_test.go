package tree

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// columnsOf is a catalog for tests: "t(a, b)".
func columnsOf(tables ...string) Columns {
	return func(relation string) ([]string, bool) {
		for _, t := range tables {
			if name, list, _ := strings.Cut(strings.TrimSuffix(t, ")"), "("); name == relation {
				return strings.Split(list, ", "), true
			}
		}
		return nil, false
	}
}

func resolve(t *testing.T, sql string, tables ...string) (string, string) {
	t.Helper()
	tree, err := Parse(sql)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	r := tree.Resolve(columnsOf(tables...))
	var refs, texts []string
	for _, x := range r.References {
		s := x.Table + "." + x.Column
		if x.Star {
			s += "*"
		}
		if x.Written {
			s += "!"
		}
		refs = append(refs, s)
	}
	slices.Sort(refs)
	for _, at := range r.Strings {
		texts = append(texts, sql[at:at+strings.IndexAny(sql[at+1:], `"`)+2])
	}
	return strings.Join(slices.Compact(refs), " "), strings.Join(texts, " ")
}

func TestReferencesAreThoseOfSQLite(t *testing.T) {
	tables := []string{"t(id, a, b c, é)", "u(id, a, t_id)"}
	for _, c := range []struct{ sql, refs, strings string }{
		{`SELECT a FROM t`, "t.a", ""},
		{`SELECT "a", "x" FROM t`, "t.a", `"x"`},
		{`SELECT [b c], "é" FROM t`, "t.b c t.é", ""},
		{`SELECT t.a FROM u AS t`, "u.a", ""},
		{`SELECT (SELECT t_id FROM u WHERE u.a = t.a) FROM t`, "t.a u.a u.t_id", ""},
		{`SELECT (SELECT id FROM u WHERE t_id = "b c") FROM t`, "t.b c u.id u.t_id", ""},
		{`WITH c AS (SELECT id AS "x y" FROM t) SELECT "x y" FROM c`, "t.id", ""},
		{`WITH c AS (SELECT id AS "x y" FROM t) SELECT "x z" FROM c`, "t.id", `"x z"`},
		{`WITH c(k) AS (SELECT id FROM t) SELECT k, "id" FROM c`, "t.id", `"id"`},
		{`SELECT a AS k FROM t WHERE "k" > 1 ORDER BY k`, "t.a", ""},
		{`SELECT a AS id FROM t ORDER BY id`, "t.a", ""},
		{`SELECT * FROM t JOIN u USING (id)`, "t.a* t.b c* t.id t.id* t.é* u.a* u.id u.id* u.t_id*", ""},
		{`SELECT t.a FROM t NATURAL JOIN u`, "t.a t.a* t.id* u.a* u.id*", ""},
		{`SELECT rowid, t.oid FROM t`, "t.rowid", ""},
		{`SELECT id FROM t WHERE a IN u`, "t.a t.id u.a* u.id* u.t_id*", ""},
		{`INSERT INTO u (id, a) SELECT id, 1 FROM t WHERE true ON CONFLICT (id) DO UPDATE SET a = excluded.a WHERE u.t_id = 1 RETURNING *`, "t.id u.a u.a! u.a* u.id u.id! u.id* u.t_id u.t_id*", ""},
		{`UPDATE t SET a = u.a FROM u WHERE t.id = u.t_id`, "t.a! t.id u.a u.t_id", ""},
		{`WITH gone AS (SELECT t_id FROM u) DELETE FROM t WHERE id IN (SELECT t_id FROM gone)`, "t.id u.t_id", ""},
		{`CREATE TRIGGER x AFTER UPDATE OF a ON t WHEN new.a <> old."b c" BEGIN UPDATE u SET a = "new".a WHERE t_id = old.id; SELECT RAISE(ABORT, 'a') FROM t WHERE id = 1; END`, "t.a t.b c t.id u.a! u.t_id", ""},
		{`CREATE INDEX i ON t (lower(a), "b c" COLLATE nocase DESC) WHERE id BETWEEN 1 AND 2 AND "zz" IS NOT NULL`, "t.a t.b c t.id", `"zz"`},
		{`SELECT group_concat(a, ',' ORDER BY "b c" DESC NULLS LAST) FILTER (WHERE id > 1) OVER (PARTITION BY é) FROM t`, "t.a t.b c t.id t.é", ""},
		{`SELECT CAST(a AS UNSIGNED BIG INT), CAST(id AS DECIMAL(10, 2)) FROM t`, "t.a t.id", ""},
		{`SELECT id FROM t WHERE (WITH x AS (SELECT a AS y FROM u) SELECT max(y) FROM x) = 1`, "t.id u.a", ""},
		{`SELECT a FROM t WHERE id IN (VALUES (1), (2))`, "t.a t.id", ""},
		{`SELECT t.a FROM t RIGHT JOIN u ON t.id IS NOT DISTINCT FROM u.t_id`, "t.a t.id u.t_id", ""},
		{`INSERT INTO t (id) WITH k AS (SELECT t_id FROM u) SELECT t_id FROM k`, "t.id! u.t_id", ""},
		{`SELECT a FROM (SELECT u.a FROM u) AS s`, "u.a", ""},
		{`SELECT j.value FROM t, json_each(t.a) AS j WHERE key = 1`, "t.a", ""},
	} {
		refs, texts := resolve(t, c.sql, tables...)
		if refs != c.refs || texts != c.strings {
			t.Errorf("%s\n got %s | %s\nwant %s | %s", c.sql, refs, texts, c.refs, c.strings)
		}
	}
}

func TestActs(t *testing.T) {
	for sql, want := range map[string]string{
		"UPDATE t SET a = (SELECT 1 FROM u WHERE 1)":                                "update t where=false",
		"WITH c AS (SELECT 1) DELETE FROM main.t":                                   "delete t where=false",
		"DELETE FROM t WHERE a RETURNING (SELECT 1)":                                "delete t where=true",
		"DELETE FROM t RETURNING (SELECT 1 WHERE 1)":                                "delete t where=false",
		"REPLACE INTO \"T x\" VALUES (1)":                                           "insert T x where=true replace",
		"INSERT INTO t (a) SELECT * FROM u":                                         "insert t where=true (a) query",
		"INSERT OR REPLACE INTO t SELECT u.* FROM u":                                "insert t where=true replace query star",
		"EXPLAIN QUERY PLAN UPDATE OR REPLACE t SET a = 1 WHERE b":                  "update t where=true replace",
		"CREATE TRIGGER r DELETE ON u BEGIN DELETE FROM t; UPDATE t SET a=1; END":   "delete t where=false update t where=false",
		"DELETE FROM t WHERE 1=1":                                                   "delete t where=false",
		"DELETE FROM t WHERE (TRUE AND NOT 0) OR 'a' <> 'A' RETURNING a":            "delete t where=false",
		"UPDATE t SET a = 1 WHERE 1 /* all */":                                      "update t where=false",
		"DELETE FROM t WHERE 'a' = 'A'":                                             "delete t where=true",
		"DELETE FROM t WHERE 0":                                                     "delete t where=true",
		"DELETE FROM t WHERE 1 AND a":                                               "delete t where=true",
		"DELETE FROM t WHERE 1 BETWEEN 2 AND 1":                                     "delete t where=true",
		"DELETE FROM t WHERE 1 = 1 = a":                                             "delete t where=true",
		"CREATE TRIGGER r DELETE ON u BEGIN DELETE FROM t WHERE 1=1; SELECT 1; END": "delete t where=false",
	} {
		tree, err := Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		var got []string
		for _, a := range tree.Acts() {
			s := fmt.Sprintf("%s %s where=%t", a.Verb, a.Table, a.Where)
			if a.Replace {
				s += " replace"
			}
			if a.Columns != nil {
				s += fmt.Sprintf(" (%s)", strings.Join(a.Columns, ", "))
			}
			if a.Query {
				s += " query"
			}
			if a.Star {
				s += " star"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n got %s\nwant %s", sql, strings.Join(got, " "), want)
		}
	}
}

func TestRemarks(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT a FROM t WHERE a = NULL":                                     "= NULL",
		"SELECT a FROM t WHERE a IS NULL AND b <> null":                      "= NULL",
		"UPDATE t SET a = NULL WHERE b BETWEEN NULL AND 1":                   "",
		"CREATE VIEW v AS SELECT 1 FROM t, u":                                "comma join",
		"CREATE VIEW v AS SELECT 1 FROM t, u WHERE t.a = u.a":                "",
		"SELECT 1 FROM t, json_each(t.a)":                                    "",
		"CREATE VIEW v AS SELECT a FROM t LIMIT 1":                           "LIMIT without ORDER BY",
		"CREATE VIEW v AS SELECT a FROM t ORDER BY a LIMIT 1":                "",
		"SELECT a FROM t LIMIT 1":                                            "",
		"SELECT 1 WHERE EXISTS (SELECT 1 FROM t LIMIT 1)":                    "",
		"UPDATE t SET a = (SELECT b FROM u LIMIT 1) WHERE 1":                 "LIMIT without ORDER BY",
		"INSERT INTO t SELECT b FROM u UNION SELECT 1 ORDER BY 1 LIMIT 2, 3": "",
	} {
		tree, err := Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		var got []string
		for _, r := range tree.Remarks() {
			got = append(got, string(r.Kind))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

func TestResultNames(t *testing.T) {
	for sql, want := range map[string]string{
		`CREATE VIEW v AS SELECT t.a, b AS "B c", count( * ), *, t.*, 1 + 2 FROM t`: `a,b c,count( * ),*,t*,1 + 2`,
		`CREATE VIEW v(x, y) AS SELECT a, b FROM t`:                                 `x,y`,
		`CREATE VIEW v AS VALUES (1, 2)`:                                            `column1,column2`,
	} {
		tree, err := Parse(sql)
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if got := strings.Join(tree.ResultNames(), ","); got != want {
			t.Errorf("%s: %s", sql, got)
		}
	}
}
