package pgproperty

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// namedObjects gives one name to an object of nearly every kind. A letter in braces
// stands for the name behind that letter, and {n} for the name itself. There are
// no operators, casts and roles among them.
//
//go:embed testdata/names.sql
var namedObjects string

// hostileNames are 200 names, those of every database and keywords of PostgreSQL.
func hostileNames() []string {
	keywords := strings.Fields(`all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
		current_catalog current_role current_user default deferrable desc distinct do else end except fetch for foreign from grant group
		having in initially intersect into lateral leading limit localtime not offset on only or order placing primary references returning
		select session_user some symmetric table then to trailing union unique user using variadic when where window with authorization
		binary collation concurrently cross freeze full ilike inner is isnull join left like natural notnull outer overlaps right similar
		tablesample verbose between bigint bit boolean char coalesce dec exists extract float greatest grouping inout int interval least
		national nchar none nullif numeric out overlay position precision real row setof smallint substring time timestamp treat trim`)
	return append(dbtest.HostileNames(), keywords...)[:200]
}

// namesADatabase is how many names one database holds, each in a schema of its own.
const namesADatabase = 25

// TestHostileNames shows that such names survive create, inspect, plan, apply and
// the printed script, whatever they are the name of.
func TestHostileNames(t *testing.T) {
	for _, major := range dbtest.Majors() {
		if major < 15 {
			continue // dbtest.Catalog, which reads no text of a dump, needs 15
		}
		server := dbtest.Postgres(t, major)
		for names := range slices.Chunk(hostileNames(), namesADatabase) {
			if err := someNames(t, server, names); err != nil {
				t.Errorf("PostgreSQL %d, names %q: %v", major, names, err)
			}
			if testing.Short() {
				break
			}
		}
	}
}

// named is the schema of some names; form is 0 or 1, which differ in most objects.
func named(names []string, form int) string {
	var w strings.Builder
	for i, name := range names {
		w.WriteString(namedReplacer(fmt.Sprintf("s%d%s", i, name), name, form).Replace(namedObjects))
	}
	return w.String()
}

func namedReplacer(space, name string, form int) *strings.Replacer {
	pick := func(forms ...string) string { return forms[form] }
	option := strings.ReplaceAll(name, "=", "is") // which the name of an option must not have
	pairs := []string{"{N}", quoted(option), "{s}", quoted(space), "{n}", quoted(name), "{'n'}", literal(short(name)), "{'s.q'}", literal(quoted(space) + "." + quoted("q"+name)),
		"{type}", pick("text", "varchar(80)"), "{value}", pick("", ", "+literal(short("z"+name))), "{word}", pick("one", "two"),
		"{number}", pick("1", "2"), "{order}", pick("ASC", "DESC"), "{event}", pick("INSERT", "UPDATE"), "{bool}", pick("true", "false"),
		"{action}", pick("CASCADE", "SET NULL"), "{extra}", pick("", ", "+quoted("c"+name)+" AS "+quoted("x"+name)),
		"{publish}", pick("insert", "update"), "{tag}", pick("COMMENT", "CREATE TABLE")}
	for _, letter := range "acdefghijkmopqruvxyEFIPQR" {
		pairs = append(pairs, "{"+string(letter)+"}", quoted(string(letter)+name))
	}
	return strings.NewReplacer(pairs...)
}

func quoted(name string) string { return dbtest.QuoteName(name) }

// literal is a string constant.
func literal(text string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, "'", "''").Replace(text) + "'"
}

// short is a name cut to what the value of an enum may have, which is an error
// where it is longer.
func short(name string) string {
	for len(name) > 60 {
		runes := []rune(name)
		name = string(runes[:len(runes)-1])
	}
	return name
}

func someNames(t *testing.T, server *dbtest.PG, names []string) error {
	from, to := named(names, 0), named(names, 1)
	live, scripted, fresh, reloaded := server.Database(t), server.Database(t), server.Database(t), server.Database(t)
	if err := dbtest.PSQL(fresh, to); err != nil {
		return err
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"from.sql": from, "to.sql": to} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	tool := func(args ...string) (string, error) {
		got := dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...)
		if got.Code != 0 {
			return "", fmt.Errorf("%s: %s", args[0], got)
		}
		return got.Out, nil
	}
	for _, url := range []string{live, scripted} {
		if err := dbtest.PSQL(url, from+rowsOf(names)); err != nil {
			return err
		}
	}
	if _, err := tool("plan", "--exit-code", "--strict", "--db", live, "--schema", "from.sql"); err != nil {
		return fmt.Errorf("no change: %w", err)
	}
	script, err := tool("plan", "--allow", "all", "--format", "sql", "--db", scripted, "--schema", "to.sql")
	if err != nil {
		return err
	}
	if err := dbtest.PSQL(scripted, script); err != nil {
		return fmt.Errorf("printed script: %w", err)
	}
	if _, err := tool("apply", "--yes", "--allow", "all", "--db", live, "--schema", "to.sql"); err != nil {
		return err
	}
	inspected, err := tool("inspect", "--db", live)
	if err != nil {
		return err
	}
	if err := dbtest.PSQL(reloaded, inspected); err != nil {
		return fmt.Errorf("load what inspect prints: %w", err)
	}
	for what, url := range map[string]string{"apply": live, "printed script": scripted, "inspect and load": reloaded} {
		if err := arrived(url, fresh); err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return keptRows(live, len(names))
}

func rowsOf(names []string) string {
	var w strings.Builder
	for i, name := range names {
		w.WriteString(namedReplacer(fmt.Sprintf("s%d%s", i, name), name, 0).Replace(`
INSERT INTO {s}.{n} ({n}, {c}, {d}) VALUES ({'n'}, 'x', 3), (NULL, 'y', 4);
INSERT INTO {s}.{o} VALUES (1, ROW (1, 'x'), '[1,2)');
INSERT INTO {s}.{P} VALUES ({'n'}, 'x');
`))
	}
	return w.String()
}

// arrived says whether a database has the objects of another.
func arrived(url, fresh string) error {
	want, err := dbtest.Catalog(fresh, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	have, err := dbtest.Catalog(url, dbtest.DumpOptions{})
	if err != nil {
		return err
	}
	if diff := cmp.Diff(want, have); diff != "" {
		return fmt.Errorf("catalog (-want +got):\n%s", diff)
	}
	return nil
}

func keptRows(url string, names int) error {
	rows, err := dbtest.PGRows(url)
	if err != nil {
		return err
	}
	count := 0
	for _, r := range rows {
		count += r.Count
	}
	if want := names * 4; count < want {
		return fmt.Errorf("%d of %d rows are left", count, want)
	}
	return nil
}
