package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func keys(names ...string) []schema.Key {
	var keys []schema.Key
	for _, name := range names {
		keys = append(keys, litemodel.TableKey(name))
	}
	return keys
}

func facts(t *testing.T, path string, tables []schema.Key) map[schema.Key]schema.TableFacts {
	t.Helper()
	db := opened(t, path)
	defer closing(t, db)
	facts, err := db.Facts(context.Background(), tables)
	if err != nil {
		t.Fatal(err)
	}
	return facts.Tables
}

func TestFacts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, `CREATE TABLE "Us""ers É" (a); CREATE INDEX i ON "Us""ers É" (a);
INSERT INTO "Us""ers É" VALUES (1), (2), (3); ANALYZE; CREATE TABLE later (a);
CREATE VIEW v AS SELECT 1; CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('one');`)
	virtual := schema.Key{Kind: schema.KindVirtual, Name: "f"}
	want := map[schema.Key]schema.TableFacts{
		litemodel.TableKey(`us"ers É`): {Rows: 3, Bytes: 8192, Stats: true},
		litemodel.TableKey("later"):    {Rows: 0, Bytes: 4096, Empty: true},
		virtual:                        {Rows: 1, Bytes: -1},
	}
	got := facts(t, path, append(keys(`us"ers É`, "later", "gone", "v"), virtual))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// A table of the user that is called as SQLite's own one of sizes hides it.
func TestFactsBesideATableNamedDbstat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, "CREATE TABLE DBStat (x, y); INSERT INTO dbstat VALUES (1, 2);")
	want := map[schema.Key]schema.TableFacts{litemodel.TableKey("dbstat"): {Rows: 1, Bytes: -1}}
	if diff := cmp.Diff(want, facts(t, path, keys("dbstat"))); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

func TestFactsOfNothing(t *testing.T) {
	if got := facts(t, Memory, keys("t")); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

// More tables than one statement takes, and than are measured one by one.
func TestFactsOfManyTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	var script strings.Builder
	want := make(map[schema.Key]schema.TableFacts)
	var tables []schema.Key
	for i := range 2*countBatch + 1 {
		name := fmt.Sprintf("table_%d", i)
		fmt.Fprintf(&script, "CREATE TABLE %s (a UNIQUE); INSERT INTO %s VALUES (%d);", name, name, i)
		tables = append(tables, litemodel.TableKey(name))
		want[litemodel.TableKey(name)] = schema.TableFacts{Rows: 1, Bytes: 8192}
	}
	create(t, path, "BEGIN;"+script.String()+"COMMIT;")
	if diff := cmp.Diff(want, facts(t, path, tables)); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// Collations and modules that only the application has.
func TestFactsWithoutTheApplication(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, `CREATE TABLE plain (a); INSERT INTO plain VALUES (1);
CREATE TABLE c (a TEXT, b, x, y, z); CREATE INDEX i ON c (b COLLATE nocase); INSERT INTO c VALUES ('x', 'y', 1, 2, 3);
CREATE TABLE w (k TEXT COLLATE nocase PRIMARY KEY) WITHOUT ROWID; INSERT INTO w VALUES ('x');
CREATE VIRTUAL TABLE m USING fts5(x);`)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.ReplaceAll(strings.ReplaceAll(string(text), "COLLATE nocase", "COLLATE german"), "m USING fts5(", "m USING none(")
	write(t, path, []byte(edited))
	got := facts(t, path, keys("plain", "c", "w", "m"))
	rows := make(map[string]int64)
	for key, f := range got {
		rows[key.Name] = f.Rows
	}
	if diff := cmp.Diff(map[string]int64{"plain": 1, "c": 1, "w": -1, "m": -1}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestVersion(t *testing.T) {
	db := opened(t, Memory)
	defer closing(t, db)
	if got := db.Version(); !strings.HasPrefix(got, "3.") {
		t.Errorf("version %q", got)
	}
}
