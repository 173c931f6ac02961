package postgres

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

const fileTables = `CREATE TABLE owner (id int PRIMARY KEY, name text, age int);
CREATE TABLE pet (id int PRIMARY KEY, owner int REFERENCES owner ON DELETE CASCADE, name text);
CREATE TABLE log (text text);
CREATE TABLE part (id int, n int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
`

const fileRows = `INSERT INTO owner VALUES (1, 'ann', 7), (2, 'bob', NULL), (3, 'cay', 9);
INSERT INTO pet VALUES (1, 1, 'rex'), (2, 2, 'ole');
INSERT INTO log VALUES ('a'), ('b');
INSERT INTO part VALUES (1, 1), (11, 1);
`

// filesOf are migrations of texts for a database with the tables of fileTables.
func filesOf(t *testing.T, texts ...string) *migrate.Files {
	t.Helper()
	files := &migrate.Files{Differences: func(_, _ *schema.Schema) []string { return nil }}
	made, err := parsepg.Analyze(t.Context(), nil, []parse.Source{{Name: "0", Text: fileTables}}, true)
	if err != nil {
		t.Fatal(err)
	}
	from := made.To
	for i, text := range texts {
		name := fmt.Sprintf("%04d_x", i+1)
		judged, err := parsepg.Analyze(t.Context(), from, []parse.Source{{Name: name, Text: text}}, true)
		if err != nil || len(judged.Broken) > 0 {
			t.Fatal(err, judged.Broken)
		}
		files.Jobs = append(files.Jobs, migrate.FileJob{File: folder.File{ID: name[:4], Name: name, Path: name, Text: text, SQL: text, Checksum: folder.Sum(text)},
			Statements: judged.Statements})
		from = judged.To
	}
	return files
}

// triedFiles tries migrations on a copy of a database.
func triedFiles(t *testing.T, p *dbtest.PG, texts ...string) (*plan.Plan, *plan.Trial) {
	t.Helper()
	url := p.Database(t, fileTables, fileRows)
	before := dumped(t, url)
	scope := &pgmodel.Scope{Schemas: []string{"*"}, Declared: true}
	made, out, err := Scratch{URL: p.URL("postgres")}.TryFiles(t.Context(), url, scope, filesOf(t, texts...), TrialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if after := dumped(t, url); after != before {
		t.Error("the database has changed")
	}
	if got := value(t, url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'schemadiff_scratch_%'"); got != "0" {
		t.Errorf("%s scratch databases are left", got)
	}
	return made, out
}

func described(out *plan.Trial) string {
	var list []string
	for _, d := range out.Differences {
		text := out.Describe(d)
		if !d.Claimed {
			text = "! " + text
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// What the statements of migrations write is reported, and what none accounts for is a fault.
func TestTrialOfFiles(t *testing.T) {
	p := server(t)
	for name, c := range map[string]struct{ files, want string }{
		"schema and writes": {"ALTER TABLE owner ADD COLUMN x int DEFAULT 3; CREATE TABLE n (a int); UPDATE owner SET age = 0 WHERE age IS NULL; DELETE FROM log WHERE text = 'a'; DELETE FROM part_1; UPDATE part SET n = 2;",
			"table public.log: 1 row missing; table public.owner: values of age changed in 1 row; table public.part: 1 row missing; table public.part: values of n changed in 1 row"},
		"what cascades": {"DELETE FROM owner WHERE id = 1; INSERT INTO part VALUES (2, 2);", "table public.owner: 1 row missing; table public.part: 1 row added; table public.pet: 1 row missing"},
		"renamed, written": {"ALTER TABLE owner RENAME TO person; ALTER TABLE person RENAME name TO label; ALTER TABLE person ALTER age TYPE text USING age || '!'; UPDATE person SET label = 'x' WHERE id = 1; " +
			"CREATE SCHEMA s; ALTER TABLE log SET SCHEMA s; ALTER SCHEMA s RENAME TO r; UPDATE r.log SET text = 'x';",
			"table public.person: values of age changed in 2 rows; table public.person: values of label changed in 1 row; table r.log: values of text changed in rows"},
		"unknown":  {"DO $$ BEGIN UPDATE owner SET name = 'x'; DELETE FROM log; END $$;", "table public.log: 2 rows missing; table public.owner: values of name changed in 3 rows"},
		"replaced": {"BEGIN; CREATE TABLE n (LIKE owner INCLUDING ALL); INSERT INTO n SELECT id, upper(name), age FROM owner; ALTER TABLE owner RENAME TO old; COMMIT; BEGIN; ALTER TABLE n RENAME TO owner; COMMIT;", ""},
	} {
		t.Run(name, func(t *testing.T) {
			made, out := triedFiles(t, p, c.files)
			if got := described(out); got != c.want || out.Failed() || len(out.Steps) != len(made.Steps) {
				t.Errorf("got %q, want %q; fault %q\n%+v", got, c.want, out.Fault(), out)
			}
		})
	}
}

// The locks and the rewritten tables of each statement are reported, and a failure with its statement.
func TestTrialOfFilesReportsStatements(t *testing.T) {
	_, out := triedFiles(t, server(t), "ALTER TABLE owner ALTER age TYPE bigint;", "CREATE TABLE n (a int); ALTER TABLE owner ALTER age SET NOT NULL; CREATE TABLE o (a int);", "CREATE TABLE p (a int);")
	var results []string
	for _, s := range out.Steps {
		results = append(results, string(s.Result))
	}
	if got := strings.Join(results, ", "); got != "worked, worked, failed, not run, not run" {
		t.Errorf("got %s", got)
	}
	if first := out.Steps[0]; !slices.Contains(first.Locks, "ACCESS EXCLUSIVE on public.owner") || !slices.Contains(first.Rewritten, "public.owner") {
		t.Errorf("got %+v", first)
	}
	if got := out.Fault(); !strings.HasPrefix(got, "statement 3 fails: column \"age\" of relation \"owner\" contains null values") {
		t.Errorf("got %s", got)
	}
}
