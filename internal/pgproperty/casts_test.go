package pgproperty

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var casts = flag.Int("casts", 0, "how many changes of casts and types are made")

// castTypes are types that can be cast to one another, each with a constant.
var castTypes = [][][2]string{
	{{"smallint", "7"}, {"integer", "7"}, {"bigint", "7"}, {"numeric", "7"}, {"numeric(8,2)", "7"}, {"real", "7"}, {"double precision", "7"}},
	{{"text", "'7'"}, {"character varying(9)", "'7'"}, {"character(9)", "'7'"}, {"name", "'7'"}, {"character varying(12)", "'7'"}},
	{{"date", "'2020-1-1'"}, {"timestamp", "'2020-1-1'"}, {"timestamp with time zone", "'2020-1-1'"}, {"timestamp(3)", "'2020-1-1'"}},
}

// castPlace is a table with a function and expressions over its columns, as it is before and after
// one small change: of a cast, of the type of a column, or of that of the function's argument.
type castPlace struct{ before, after string }

// newCastPlace makes the n-th one.
func newCastPlace(r *rand.Rand, n int) castPlace {
	family := castTypes[r.IntN(len(castTypes))]
	one := family[r.IntN(len(family))]
	any := func() string { return family[r.IntN(len(family))][0] }
	a, other, argument := one[0], any(), any()
	if r.IntN(3) == 0 {
		argument = a
	}
	comparison := []string{"a = " + one[1], "a > " + one[1], "a <> b", "COALESCE(a, " + one[1] + ") < " + one[1], "a IN (" + one[1] + ", b)", "a BETWEEN b AND " + one[1], "NULLIF(a, b) IS NULL", "CASE WHEN a > b THEN a ELSE b END = a"}[r.IntN(8)]
	write := func(a, b, argument, comparison string) string {
		return fmt.Sprintf("CREATE FUNCTION f%d(%s) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';\n", n, argument) +
			fmt.Sprintf("CREATE TABLE t%d (a %s, b %s, %s);\n", n, a, b, []string{"CHECK (" + comparison + ")", "g boolean GENERATED ALWAYS AS (" + comparison + ") STORED", "c boolean"}[n%3]) +
			[]string{fmt.Sprintf("CREATE VIEW v%d AS SELECT a, b, %s AS x FROM t%d;\n", n, comparison, n), fmt.Sprintf("CREATE INDEX i%d ON t%d (b) WHERE %s;\n", n, n, comparison),
				fmt.Sprintf("CREATE POLICY p ON t%d USING (%s AND f%d(a));\n", n, comparison, n), fmt.Sprintf("ALTER TABLE t%d ADD CHECK (f%d(a));\n", n, n),
				fmt.Sprintf("CREATE STATISTICS s%d ON (%s), b FROM t%d;\n", n, comparison, n)}[n%5]
	}
	before := write(a, other, argument, comparison)
	switch r.IntN(4) {
	case 0:
		return castPlace{before, write(any(), other, argument, comparison)}
	case 1:
		return castPlace{before, write(a, other, any(), comparison)}
	}
	return castPlace{before, write(a, other, argument, strings.Replace(comparison, "a ", "a::"+any()+" ", 1))}
}

// TestCastsAndTypes changes nothing but a cast, an argument's type or a column's type at a time, and
// wants the database that the file makes.
func TestCastsAndTypes(t *testing.T) {
	n := 400
	if testing.Short() {
		n = 60
	}
	if *casts > 0 {
		n = *casts
	}
	p := dbtest.Postgres(t, dbtest.Majors()[0])
	r := rand.New(rand.NewPCG(11, 11))
	const size = 40
	tried := 0
	for at := 0; at < n; at += size {
		live, fresh := p.Database(t), p.Database(t)
		var to strings.Builder
		for i := at; i < min(at+size, n); i++ {
			c := newCastPlace(r, i)
			if c.before == c.after || dbtest.Exec(live, c.before) != nil {
				continue
			}
			if dbtest.Exec(fresh, c.after) != nil {
				if err := dbtest.Exec(fresh, c.before); err != nil {
					t.Fatal(err)
				}
				to.WriteString(c.before)
				continue
			}
			to.WriteString(c.after)
			tried++
		}
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			for _, problem := range castProblems(t, live, fresh, to.String()) {
				t.Error(problem)
			}
		})
	}
	t.Logf("%d changes", tried)
}

// castTexts lists what expressions a database holds, by name, as queries over their tables; and
// the types of its columns and arguments.
const castTexts = `
SELECT 'check ' || conrelid::regclass || conname, 'SELECT ' || pg_get_expr(conbin, conrelid) || ' FROM ' || conrelid::regclass FROM pg_constraint WHERE contype = 'c' AND conrelid >= 16384
UNION ALL SELECT 'column ' || attrelid::regclass || '.' || attname, 'SELECT ' || pg_get_expr(adbin, adrelid) || ' FROM ' || adrelid::regclass FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
UNION ALL SELECT 'index ' || indexrelid::regclass, 'SELECT ' || pg_get_expr(indpred, indrelid) || ' FROM ' || indrelid::regclass FROM pg_index WHERE indpred IS NOT NULL AND indexrelid >= 16384
UNION ALL SELECT 'policy ' || polrelid::regclass, 'SELECT ' || pg_get_expr(polqual, polrelid) || ' FROM ' || polrelid::regclass FROM pg_policy
UNION ALL SELECT 'statistics ' || stxname, 'SELECT ' || array_to_string(pg_get_statisticsobjdef_expressions(oid), ', ') || ' FROM ' || stxrelid::regclass FROM pg_statistic_ext
UNION ALL SELECT 'view ' || c.oid::regclass, rtrim(pg_get_viewdef(c.oid), ';') FROM pg_class c WHERE relkind = 'v' AND oid >= 16384
UNION ALL SELECT 'type of ' || attrelid::regclass || '.' || attname, format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid AND relkind IN ('r', 'v') WHERE attrelid >= 16384 AND attnum > 0 AND NOT attisdropped
UNION ALL SELECT 'function ' || oid::regprocedure, '' FROM pg_proc WHERE oid >= 16384`

// heldTexts are the texts of a database by name.
func heldTexts(t *testing.T, conn *pgx.Conn) map[string]string {
	t.Helper()
	rows, err := conn.Query(t.Context(), castTexts)
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]string{}
	var name, text string
	if _, err := pgx.ForEachRow(rows, []any{&name, &text}, func() error { held[name] = text; return nil }); err != nil {
		t.Fatal(err)
	}
	return held
}

// planOf is how a server plans a query.
func planOf(t *testing.T, conn *pgx.Conn, query string) string {
	t.Helper()
	rows, err := conn.Query(t.Context(), "EXPLAIN (VERBOSE, COSTS OFF) "+query)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err.Error() + query
	}
	return strings.Join(lines, "\n")
}

func connected(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// castProblems applies a file to a database and compares it with one that the file has made: an
// expression may be stored otherwise where it is planned alike.
func castProblems(t *testing.T, live, fresh, file string) []string {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) dbtest.Result {
		return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), append(args, "--db", live, "--schema", "to.sql")...)
	}
	if got := run("apply", "--yes", "--allow", "all"); got.Code != 0 {
		return []string{"apply: " + got.Err + got.Out}
	}
	wanted, made := connected(t, fresh), connected(t, live)
	var problems []string
	want, have := heldTexts(t, wanted), heldTexts(t, made)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if text, ok := have[name]; !ok || text != want[name] && (!strings.Contains(text, "SELECT") || planOf(t, wanted, text) != planOf(t, wanted, want[name])) {
			problems = append(problems, fmt.Sprintf("%s is %s, want %s", name, text, want[name]))
		}
	}
	if len(have) != len(want) {
		problems = append(problems, fmt.Sprintf("%d objects, want %d", len(have), len(want)))
	}
	if got := run("plan", "--exit-code"); got.Code != 0 {
		problems = append(problems, "second plan: "+got.Out+got.Err)
	}
	return problems
}
