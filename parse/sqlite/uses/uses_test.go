package uses_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
)

// open is a connection to a database in memory with some objects.
func open(t testing.TB, ddl ...string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, s := range ddl {
		if _, err := conn.ExecContext(context.Background(), s); err != nil {
			t.Fatal(err)
		}
	}
	return conn
}

func TestUses(t *testing.T) {
	conn := open(t, "CREATE TABLE t (a, b)", "CREATE TABLE log (x)", "CREATE VIEW v AS SELECT lower(a) AS k FROM t",
		"CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log (x) VALUES (upper(new.b)); END")
	r, err := uses.NewRecorder(conn)
	if err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]string{
		"SELECT k FROM v WHERE k LIKE 'x'":                        "like/ lower/v t.a/v v.k/",
		"INSERT INTO t (a) VALUES (1)":                            "insert log/tr insert t/ t.b/tr upper/tr",
		"WITH c AS (SELECT b FROM t) UPDATE t SET a = 1 WHERE b":  "t.a/! t.b/ update t/",
		"SELECT CAST(a AS VARCHAR(10)) FROM t WHERE a GLOB 'x'":   "glob/ t.a/",
		"SELECT count(*) FROM t":                                  "count/ t./",
		"SELECT 1 WHERE EXISTS (SELECT a FROM t WHERE t.rowid=1)": "t./ t.ROWID/ t.a/",
	} {
		got, err := r.Compile(context.Background(), statement)
		if err != nil {
			t.Errorf("%s: %v", statement, err)
			continue
		}
		var list []string
		for _, c := range got.Columns {
			s := c.Table + "." + c.Column + "/" + c.By
			if c.Written {
				s += "!"
			}
			list = append(list, s)
		}
		for _, f := range got.Functions {
			list = append(list, f.Name+"/"+f.By)
		}
		for _, w := range got.Writes {
			list = append(list, w.Verb+" "+w.Table+"/"+w.By)
		}
		slices.Sort(list)
		if strings.Join(list, " ") != want {
			t.Errorf("%s: %s, want %s", statement, strings.Join(list, " "), want)
		}
	}
	if _, err := r.Compile(context.Background(), "SELECT missing(a) FROM t"); err == nil {
		t.Error("a function that is not there")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	var n int
	if err := conn.QueryRowContext(context.Background(), "SELECT count(*) FROM log").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows, %v: EXPLAIN has run something", n, err)
	}
}

func TestPrograms(t *testing.T) {
	conn := open(t, "CREATE TABLE t (a PRIMARY KEY, b)", "CREATE TABLE u (a, b)")
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"SELECT a FROM t", "SELECT t.a FROM t", true},
		{"SELECT a FROM t", "SELECT x.a AS other FROM t AS x", true},
		{"SELECT a FROM t WHERE NOT (a = 1)", "SELECT a FROM t WHERE a <> 1", true},
		{"SELECT a FROM t LIMIT 5, 10", "SELECT a FROM t LIMIT 10 OFFSET 5", true},
		{"SELECT a FROM t", "SELECT b FROM t", false},
		{"SELECT a FROM t", "SELECT a FROM u", false},
		{`WITH c AS (SELECT a AS "x y" FROM t) SELECT "x y" FROM c`, `WITH c AS (SELECT a AS "x y" FROM t) SELECT 'x y' FROM c`, false},
		{"SELECT 1 FROM t WHERE a = 'x'", "SELECT 1 FROM t WHERE a = 'X'", false},
		{"SELECT a FROM t WHERE b > 1", "SELECT a FROM t WHERE b >= 1", false},
		{"SELECT a FROM t ORDER BY b", "SELECT a FROM t ORDER BY b DESC", false},
	} {
		one, err := uses.Program(context.Background(), conn, c.one)
		if err != nil {
			t.Fatal(err)
		}
		other, err := uses.Program(context.Background(), conn, c.other)
		if err != nil {
			t.Fatal(err)
		}
		if (one == other) != c.same {
			t.Errorf("%s\n%s\nsame program: %t", c.one, c.other, one == other)
		}
	}
}

func ExampleRecorder() {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	for _, s := range []string{"CREATE TABLE people (name)", "CREATE VIEW short AS SELECT substr(name, 1, 3) AS n FROM people"} {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			fmt.Println(err)
			return
		}
	}
	r, err := uses.NewRecorder(conn)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	used, err := r.Compile(ctx, "SELECT n FROM short")
	fmt.Println(used.Columns, used.Functions, err)
	// Output: [{people name short false} {short n  false}] [{substr short}] <nil>
}
