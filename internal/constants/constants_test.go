package constants_test

// Databases that hold constants in every place of a schema: what psql has made of a file is what
// the file says, so that there is nothing to plan, and what the tool makes of the file from nothing
// is the same.

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/constants"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/value"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestMain(m *testing.M) {
	os.Exit(dbtest.WithBinary(func() int { return dbtest.Main(m) }))
}

// ownTypes are types whose constants only a server can read.
const ownTypes = `CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s', 'ok');
CREATE TYPE pair AS (x integer, y text, z date);
CREATE TYPE nest AS (p pair, l integer[], m mood);
CREATE DOMAIN day AS date;
CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE > -100000);
CREATE DOMAIN numbers AS integer[];
CREATE DOMAIN code AS character(6);
CREATE DOMAIN span AS interval(0);
CREATE TYPE floats AS RANGE (subtype = double precision);
CREATE TYPE moods AS RANGE (subtype = mood);
`

// own is a constant of one of these, or of what the catalog or the locale decides.
func own(r *rand.Rand) constants.Constant {
	list := []constants.Constant{
		{Type: "mood", Text: "so so"}, {Type: "mood[]", Text: `{ sad , "so so","it's"}`}, {Type: "pair", Text: `( 7,a b,2020-1-5)`}, {Type: "pair", Text: `(7,"a ""q""",)`},
		{Type: "pair[]", Text: `{"( 7,a,20200105)",NULL}`}, {Type: "nest", Text: `("( 7,a,)","{1, 2}",sad)`}, {Type: "day", Text: "Jan 5 2020"}, {Type: "day[]", Text: "{20200105, epoch}"},
		{Type: "price", Text: " 01.5"}, {Type: "price", Text: "1.005"}, {Type: "numbers", Text: "{1,  2}"}, {Type: "code", Text: "ab"}, {Type: "span", Text: "90 minutes"},
		{Type: "floats", Text: "[1.0, 2.50 )"}, {Type: "moods", Text: `["sad", ok]`}, {Type: "floats[]", Text: `{"[1.0,1e1]", empty}`},
		{Type: "money", Text: "12.5"}, {Type: "money", Text: "$1,234.5"}, {Type: "regclass", Text: "pg_class"}, {Type: "regtype", Text: "int4"}, {Type: "regtype", Text: "varchar(3)"},
		{Type: "regproc", Text: "now"}, {Type: "regprocedure", Text: "now( )"}, {Type: "regoper", Text: "pg_catalog.||/"}, {Type: "regconfig", Text: "english"}, {Type: "regnamespace", Text: "pg_catalog"},
		{Type: "regrole", Text: "postgres"}, {Type: "tid", Text: "( 1, 2)"}, {Type: "xid", Text: " 7"}, {Type: "cid", Text: "7"}, {Type: "regtype[]", Text: "{int4, bool}"},
		{Type: "timestamp with time zone", Text: "2020-06-01 10:00 Europe/Berlin"}, {Type: "jsonpath", Text: `$.a ? (@.b > 1.50)`}, {Type: "interval", Text: "1.3 years"},
	}
	c := list[r.IntN(len(list))]
	c.Family = "own"
	return c
}

// load runs texts in a database and returns those that it has accepted: not every text is a
// constant of its type.
func load(t *testing.T, url string, texts []string) []string {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, strings.ReplaceAll(postgres.SettingsSQL(conn), ", true)", ", false)")); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, "SET search_path = public"); err != nil {
		t.Fatal(err)
	}
	var accepted []string
	for _, text := range texts {
		if _, err := conn.PgConn().Exec(ctx, text).ReadAll(); err == nil { // in one transaction
			accepted = append(accepted, text)
		}
	}
	return accepted
}

// columnType is a type as a column has it: bit alone would be bit(1).
func columnType(typ string) string {
	if base := strings.TrimRight(typ, "[]"); base == "bit" {
		return `pg_catalog."bit"` + strings.TrimPrefix(typ, base)
	}
	return typ
}

// unordered are the types that have no ordering, and so can be no key.
var unordered = regexp.MustCompile(`^(json|xml|jsonpath|point|line|lseg|box|path|polygon|circle|pg_snapshot|txid_snapshot|int2vector|cid|xid|tid|reg\w+|pair|nest)\b`)

// place writes the n-th constant into a schema: in a default, a check, an index, a bound, or
// where else expressions stand.
func place(r *rand.Rand, n int, c constants.Constant) string {
	typ, literal := columnType(c.Type), pgmodel.Literal(c.Text)
	typed := literal + "::" + typ
	spelled := literal
	if r.IntN(2) == 0 {
		spelled = []string{typed, "CAST(" + literal + " AS " + typ + ")"}[r.IntN(2)]
	}
	table := fmt.Sprintf("CREATE TABLE t%d (id integer, c %s%%s);\n", n, typ)
	_, certain := value.Canonical(c.Type, c.Text)
	isKey := !unordered.MatchString(c.Type) && !strings.ContainsAny(c.Text, "\x00") && (certain || !strings.Contains(c.Type, "(") && c.Type != "code" && c.Type != "price")
	switch place := n % 12; {
	case place < 5:
		return fmt.Sprintf(table, " DEFAULT "+spelled)
	case place < 7 && isKey:
		return fmt.Sprintf(table, ", CHECK (c "+[]string{"<>", ">", "="}[r.IntN(3)]+" "+spelled+")")
	case place == 7:
		return fmt.Sprintf(table, ", CHECK (COALESCE(c, "+typed+") IS NOT NULL)")
	case place == 8 && isKey:
		return fmt.Sprintf(table, "") + fmt.Sprintf("CREATE INDEX i%d ON t%d (id) WHERE c > %s;\n", n, n, spelled)
	case place == 9:
		return fmt.Sprintf("CREATE FUNCTION f%d(id integer, c %s DEFAULT %s) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n", n, typ, spelled)
	case place == 10 && isKey:
		return fmt.Sprintf("CREATE TABLE t%d (id integer, c %s) PARTITION BY LIST (c);\nCREATE TABLE t%d_1 PARTITION OF t%d FOR VALUES IN (%s);\n", n, typ, n, n, spelled)
	case place == 11 && isKey:
		return fmt.Sprintf("CREATE TABLE t%d (id integer, c %s) PARTITION BY RANGE (c);\nCREATE TABLE t%d_1 PARTITION OF t%d FOR VALUES FROM (%s) TO (MAXVALUE);\n", n, typ, n, n, spelled)
	}
	return fmt.Sprintf(table, "") + fmt.Sprintf("CREATE INDEX i%d ON t%d (id) WHERE COALESCE(c, %s) IS NOT NULL;\n", n, n, typed)
}

// TestDatabasesOfConstants loads files of constants with psql and wants an empty plan, and makes
// a database of each by apply, which must end in an empty plan, too. SCHEMADIFF_CONSTANTS is how
// many there are.
func TestDatabasesOfConstants(t *testing.T) {
	n := 2400
	if testing.Short() {
		n = 400
	}
	if text := os.Getenv("SCHEMADIFF_CONSTANTS"); text != "" {
		if _, err := fmt.Sscan(text, &n); err != nil {
			t.Fatal(err)
		}
	}
	for _, major := range dbtest.Majors() {
		if major == 13 || major == 15 || major == 18 || os.Getenv("SCHEMADIFF_PG") != "" {
			t.Run(fmt.Sprint(major), func(t *testing.T) { placed(t, dbtest.Postgres(t, major), n) })
		}
	}
}

func placed(t *testing.T, p *dbtest.PG, n int) {
	r := rand.New(rand.NewPCG(3, uint64(p.Major)))
	list := constants.Generate(uint64(p.Major), n)
	for i := range list {
		if i%10 == 0 {
			list[i] = own(r)
		}
	}
	const size = 2500 // of a file
	total := 0
	for at := 0; at < len(list); at += size {
		var texts []string
		for i, c := range list[at:min(at+size, len(list))] {
			if c.Type != `"char"` || isASCII(c.Text) { // servers print such a byte as it stands, which no client can read
				texts = append(texts, place(r, at+i, c))
			}
		}
		url := p.Database(t, ownTypes)
		texts = load(t, url, texts)
		total += len(texts)
		checkFile(t, p, url, ownTypes+strings.Join(texts, ""))
	}
	t.Logf("%d constants", total)
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0
}

// checkFile compares a file with a database that holds it, and makes another one of it.
func checkFile(t *testing.T, p *dbtest.PG, loaded, ddl string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "schema.sql"), []byte(ddl), 0o644); err != nil {
		t.Fatal(err)
	}
	run := func(url, command string, more ...string) dbtest.Result {
		return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), append([]string{command, "--db", url, "--schema", "schema.sql"}, more...)...)
	}
	made := p.Database(t)
	check := func(what, url string) {
		if got := run(url, "plan"); !strings.Contains(got.Out+got.Err, "no changes") || strings.Contains(got.Out, "not verified") {
			t.Errorf("%s: %s", what, changes(got.Out+got.Err))
		}
	}
	check("loaded", loaded)
	if got := run(made, "apply", "--yes", "--allow", "all"); got.Code != 0 {
		t.Errorf("applied to nothing: %s", got.Err)
	}
	check("made by apply", made)
}

// changes are the lines of a plan that are statements, or notes.
func changes(plan string) string {
	var out []string
	for line := range strings.Lines(plan) {
		if text := strings.TrimSpace(line); strings.HasPrefix(text, "-- note") || text != "" && !strings.HasPrefix(text, "--") && len(out) < 60 {
			out = append(out, text)
		}
	}
	return strings.Join(out, "\n")
}
