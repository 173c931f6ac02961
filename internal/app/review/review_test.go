package review

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/source"
)

var ctx = context.Background()

func options() Options {
	target := sqlite.File{}
	return Options{Linter: app.Linter{Language: target.Language(), Rules: rules.All(), Settings: lint.Settings{Rules: map[string]lint.Severity{}}},
		Plan: app.PlanOptions{Target: target, Scope: schema.Scope{Declared: true}}}
}

// write writes files below a new folder, in which the test goes on.
func write(t *testing.T, pairs ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for i := 0; i < len(pairs); i += 2 {
		if err := os.MkdirAll(filepath.Dir(pairs[i]), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(pairs[i], []byte(pairs[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// opened finds out what files are, and judges none of them.
func opened(t *testing.T, o Options, names ...string) *Review {
	t.Helper()
	sources, err := source.ReadAny(ctx, names, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := New(ctx, o, sources)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// reviewed judges files.
func reviewed(t *testing.T, o Options, names ...string) *Review {
	t.Helper()
	r := opened(t, o, names...)
	if err := r.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return r
}

// found are the findings of a rule, each with its file and message.
func found(findings []lint.Finding, rule string) []string {
	var out []string
	for _, f := range findings {
		if f.Rule == rule {
			out = append(out, filepath.ToSlash(f.Pos.File)+": "+f.Message)
		}
	}
	return out
}

func TestKinds(t *testing.T) {
	write(t, "schema/a.sql", "CREATE TABLE a (x);", "change.sql", "ALTER TABLE a ADD COLUMN y;", "migrations/0001_a.sql", "CREATE TABLE a (x);",
		"dump.sql", "DROP TABLE IF EXISTS d; CREATE TABLE d (x); CREATE INDEX i ON d (x); INSERT INTO d VALUES (1);", "index.sql", "CREATE INDEX j ON missing (x);",
		"numbers/1.sql", "CREATE TABLE a (x);", "numbers/10.sql", "ALTER TABLE a ADD COLUMN z;", "numbers/2.sql", "ALTER TABLE a ADD COLUMN y;", "single/1.sql", "CREATE TABLE a (x);",
		"clear.sql", "DROP TABLE IF EXISTS d;", "gone.sql", "PRAGMA foreign_keys=off; DROP TABLE IF EXISTS gone;", "vacuum.sql", "VACUUM;",
		"away.sql", "ALTER TABLE a RENAME TO a_old; CREATE TABLE a (x); INSERT INTO a (x) SELECT x FROM a_old; DROP TABLE a_old;",
		"rebuild.sql", "CREATE TABLE a_new (x); INSERT INTO a_new (x) SELECT x FROM a; DROP TABLE a; ALTER TABLE a_new RENAME TO a;",
		"grown.sql", "DROP TABLE d; CREATE TABLE d (x); CREATE TABLE e_new (x); ALTER TABLE e_new RENAME TO e; CREATE TABLE f (x); ALTER TABLE f RENAME TO g;")
	for _, c := range []struct {
		names []string
		kind  lint.Kind
		want  []lint.Kind
	}{
		{[]string{"schema"}, "", []lint.Kind{lint.Schema}},
		{[]string{"change.sql"}, "", []lint.Kind{lint.Migration}},
		{[]string{"migrations"}, "", []lint.Kind{lint.Migration}},
		{[]string{"numbers"}, "", []lint.Kind{lint.Migration, lint.Migration, lint.Migration}},
		{[]string{"single"}, "", []lint.Kind{lint.Schema}},
		{[]string{"dump.sql", "index.sql"}, "", []lint.Kind{lint.Schema, lint.Migration}},
		{[]string{"change.sql"}, lint.Schema, []lint.Kind{lint.Schema}},
		{[]string{"clear.sql", "dump.sql"}, "", []lint.Kind{lint.Schema, lint.Schema}},
		{[]string{"gone.sql", "vacuum.sql"}, "", []lint.Kind{lint.Migration, lint.Migration}},
		{[]string{"away.sql"}, "", []lint.Kind{lint.Migration}},
		{[]string{"rebuild.sql"}, "", []lint.Kind{lint.Migration}},
		{[]string{"grown.sql"}, "", []lint.Kind{lint.Schema}},
	} {
		o := options()
		o.Kind = c.kind
		if got := kinds(t, o, c.names...); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.names, got, c.want)
		}
	}
}

// The folder in which the program was started counts, and the ones above it in the repository.
func TestKindsByFoldersAbove(t *testing.T) {
	text := "CREATE TABLE a (x);"
	write(t, "app/migrations/sqlite/0.2/add.sql", text, "other/.git/HEAD", "", "other/sqlite/add.sql", text)
	top, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir  string
		want lint.Kind
	}{
		{"app/migrations", lint.Migration},
		{"app/migrations/sqlite", lint.Schema}, // no repository, and nothing was started in its folder
		{"other", lint.Schema},
	} {
		t.Chdir(filepath.Join(top, c.dir))
		if got := kinds(t, options(), "."); !slices.Equal(got, []lint.Kind{c.want}) {
			t.Errorf("in %s: %q, want %q", c.dir, got, c.want)
		}
	}
	if err := os.Mkdir(filepath.Join(top, "app", ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(top, "app/migrations/sqlite"))
	if got := kinds(t, options(), "."); !slices.Equal(got, []lint.Kind{lint.Migration}) {
		t.Errorf("below a folder of migrations in a repository: %q", got)
	}
}

// kinds finds out what files are.
func kinds(t *testing.T, o Options, names ...string) []lint.Kind {
	t.Helper()
	var found []lint.Kind
	for _, f := range opened(t, o, names...).Files {
		found = append(found, f.Kind)
	}
	return found
}

// What is no table is missed as one is: a type, a domain, a schema, an index.
func TestKindsOfTypes(t *testing.T) {
	for text, want := range map[string]lint.Kind{
		"ALTER TYPE e ADD VALUE 'b';":                                 lint.Migration,
		"CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b';":    lint.Schema,
		"ALTER DOMAIN d SET NOT NULL;":                                lint.Migration,
		"CREATE DOMAIN d AS text; ALTER DOMAIN d SET NOT NULL;":       lint.Schema,
		"ALTER SCHEMA a RENAME TO b;":                                 lint.Migration,
		"REINDEX TABLE t;":                                            lint.Migration,
		"DROP INDEX IF EXISTS i; CREATE INDEX i ON t (a);":            lint.Migration,
		"CREATE TABLE t (a int); CREATE INDEX i ON t (a); REINDEX i;": lint.Schema,
		"DROP TYPE IF EXISTS e; CREATE TYPE e AS ENUM ('a');":         lint.Schema,
		"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';": lint.Schema,
		"DROP FUNCTION IF EXISTS f();":                                lint.Migration,
		"SET search_path = app; INSERT INTO t VALUES (1); ANALYZE t;": lint.Schema,
	} {
		write(t, "one.sql", text)
		o := options()
		o.Plan.Target = postgres.Server{}
		if got := kinds(t, o, "one.sql"); !slices.Equal(got, []lint.Kind{want}) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Migrations are judged on top of the ones before them in the folder, in the order of their
// numbers, and down migrations are not judged.
func TestChain(t *testing.T) {
	write(t, "migrations/2_b.sql", "ALTER TABLE a DROP COLUMN y;", "migrations/2_b.down.sql", "ALTER TABLE a ADD COLUMN y;", "migrations/1_a.sql", "CREATE TABLE a (x, y);",
		"migrations/10_c.sql", "ALTER TABLE a DROP COLUMN x;\n-- +goose Down\nDROP TABLE a;")
	r := reviewed(t, options(), "migrations/10_c.sql", "migrations/2_b.sql", "migrations/2_b.down.sql")
	if len(r.Files) != 2 || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "2_b.down.sql reverts a migration") {
		t.Errorf("got %d files, %q", len(r.Files), r.Notes)
	}
	if got := found(r.Findings, "drop-column"); len(got) != 2 || !strings.HasPrefix(got[0], "migrations/2_b.sql: ") || !strings.HasPrefix(got[1], "migrations/10_c.sql: ") {
		t.Errorf("got %q", got)
	}
	if got := found(r.Findings, "unresolved-name"); len(got) != 1 || !strings.HasPrefix(got[0], "migrations/10_c.sql: ") { // its only column
		t.Errorf("got %q", got)
	}
	if got := found(r.Findings, "drop-table"); len(got) != 0 {
		t.Errorf("the part that reverts it was judged: %q", got)
	}
}

func TestNatural(t *testing.T) {
	names := []string{"10_a", "2_a", "02_b", "1_a", "a", "1"}
	slices.SortFunc(names, compareNatural)
	if want := []string{"1", "1_a", "2_a", "02_b", "10_a", "a"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

// A database is asked about its rows, and saved facts stand for one.
func TestRowsCount(t *testing.T) {
	write(t, "change.sql", "ALTER TABLE a DROP COLUMN y;")
	severity := func(rows string) lint.Severity {
		o := options()
		e, err := app.OpenDatabase(ctx, o.Plan.Target, "app.db", dbtest.File(t, "CREATE TABLE a (x, y);"+rows), introspect.Patience{})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Live.Close()
		if err := e.Fold(nil); err != nil {
			t.Fatal(err)
		}
		o.Linter.Database, o.OnTop = e, true
		for _, f := range reviewed(t, o, "change.sql").Findings {
			if f.Rule == "drop-column" {
				return f.Severity
			}
		}
		return lint.Off
	}
	if empty, full := severity(""), severity("INSERT INTO a VALUES (1, 2);"); empty.Rank() >= full.Rank() {
		t.Errorf("an empty table: %s, one with rows: %s", empty, full)
	}
	o := options()
	o.Facts = &app.FactsFile{Tables: map[string]app.SavedTable{"a": {Empty: true}}}
	if r := reviewed(t, o, "change.sql"); len(r.Findings) > 0 && r.Reaches(lint.Error) {
		t.Errorf("an empty table of saved facts: %+v", r.Findings)
	}
}

// Of one schema all files are read, and only the ones that were asked for are reported.
func TestDesiredSchemaIsOne(t *testing.T) {
	write(t, "schema/a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);", "schema/b.sql", "CREATE TABLE b (a INTEGER REFERENCES a (id), c INTEGER REFERENCES missing (id));")
	o := options()
	o.Schema = []string{"schema"}
	r := reviewed(t, o, "schema/b.sql")
	var files []string
	for _, f := range r.Findings {
		files = append(files, filepath.ToSlash(f.Pos.File))
	}
	if got := found(r.Findings, "fk-target-missing"); len(got) != 1 || slices.Contains(files, "schema/a.sql") {
		t.Errorf("got %q in %q", got, files)
	}
}

func TestDriftOfFolder(t *testing.T) {
	write(t, "schema.sql", "CREATE TABLE a (x);\nCREATE TABLE b (x);\n", "migrations/0001_a.sql", "CREATE TABLE a (x);\n")
	o := options()
	o.Schema, o.Migrations = []string{"schema.sql"}, "migrations"
	o.Desired = func(ctx context.Context) (*app.Endpoint, error) {
		sources, err := source.ReadAny(ctx, o.Schema, nil)
		if err != nil {
			return nil, err
		}
		e, err := app.OpenText(ctx, o.Plan.Target.Language(), "schema.sql", sources)
		if err != nil {
			return nil, err
		}
		return e, e.Fold(nil)
	}
	const rule = "schema-migrations-drift"
	o.Linter.Settings.Rules[rule] = lint.Error
	r := reviewed(t, o, "schema.sql", "migrations")
	if got := found(r.Findings, rule); len(got) != 1 || !strings.HasPrefix(got[0], "schema.sql: the migrations lack") || !r.Reaches(lint.Error) || r.Reaches(lint.Off) {
		t.Errorf("got %q", got)
	}
	if got := found(reviewed(t, o, "migrations").Findings, rule); len(got) != 0 {
		t.Errorf("the schema was not asked for: %q", got)
	}
	o.Linter.Settings.Rules[rule] = lint.Off
	if got := found(reviewed(t, o, "schema.sql", "migrations").Findings, rule); len(got) != 0 {
		t.Errorf("the rule is off: %q", got)
	}
}

// file is a migration with its checksum.
func file(name, text string) folder.File {
	id, _, _ := strings.Cut(name, "_")
	return folder.File{ID: id, Name: name, Path: filepath.Join("m", name+".sql"), Text: text, SQL: text, Checksum: folder.Sum(text)}
}

func TestChecksums(t *testing.T) {
	one, two, edited := file("0001_a", "a"), file("0002_b", "b"), file("0002_b", "c")
	r := &Review{Options: options()}
	of := func(files ...folder.File) *folder.Folder { return &folder.Folder{Path: "m", Files: files} }
	for _, c := range []struct {
		name string
		sums Checksums
		want []string // the rule and the start of the message
	}{
		{"in order", Checksums{of(one, two), folder.Chain([]folder.File{one, two}), of(one)}, nil},
		{"without checksums", Checksums{of(one, two), nil, nil}, nil},
		{"edited", Checksums{of(one, edited), folder.Chain([]folder.File{one, two}), nil}, []string{"migration-edited info it was edited after"}},
		{"edited, of the base", Checksums{of(one, edited), folder.Chain([]folder.File{one, two}), of(one, two)}, []string{"migration-edited error it differs from that of the base"}},
		{"gone", Checksums{of(two), folder.Chain([]folder.File{one, two}), of(one)}, []string{"migration-edited error it is listed", "migration-edited error the base has it and it is gone"}},
		{"unlisted", Checksums{of(one, two), folder.Chain([]folder.File{one}), nil}, []string{"migration-out-of-order error"}},
		{"two of one number", Checksums{of(one, file("0001_b", "b")), nil, nil}, []string{"migration-out-of-order error it has the same number as 0001_a.sql"}},
		{"two of one number, one of the base", Checksums{of(one, file("0001_b", "b")), nil, of(file("0001_b", "b"))}, []string{"migration-out-of-order error it has the same number as 0001_b.sql"}},
		{"before the base", Checksums{of(one, two), nil, of(two)}, []string{"migration-out-of-order error it is new and sorts before"}},
	} {
		var got []string
		for _, f := range r.Faults(&c.sums) {
			got = append(got, f.Rule+" "+string(f.Severity)+" "+f.Message)
		}
		same := len(got) == len(c.want)
		for i := range min(len(got), len(c.want)) {
			same = same && (strings.HasPrefix(got[i], c.want[i]) || strings.HasPrefix(got[i], strings.Replace(c.want[i], " error", " warning", 1)))
		}
		if !same {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestBaseline(t *testing.T) {
	write(t, "change.sql", "ALTER TABLE a DROP COLUMN y;")
	r := reviewed(t, options(), "change.sql")
	total := len(r.Findings)
	n, err := r.WriteBaseline("known.json")
	if err != nil || n != total || n == 0 {
		t.Fatalf("got %d of %d, %v", n, total, err)
	}
	r = reviewed(t, options(), "change.sql")
	again := slices.Clone(r.Findings)
	r.Findings = append(r.Findings, again...) // the same once more is new
	if err := r.LeaveOutKnown("known.json"); err != nil || r.Known != total || len(r.Findings) != total {
		t.Errorf("got %d known and %d new, %v", r.Known, len(r.Findings), err)
	}
	if err := r.LeaveOutKnown("none.json"); err == nil {
		t.Error("a baseline that does not exist was read")
	}
}

func TestFixes(t *testing.T) {
	write(t, "a.sql", "one two three")
	r := &Review{Files: []File{{Source: parse.Source{Name: "a.sql"}}}, Texts: map[string]string{"a.sql": "one two three"}}
	edit := func(start, end int, text string) lint.Finding {
		return lint.Finding{Pos: schema.Pos{File: "a.sql"}, Edits: []lint.Edit{{Start: start, End: end, Text: text}}}
	}
	r.Findings = []lint.Finding{edit(0, 3, "1"), edit(8, 13, "3"), edit(10, 12, "overlaps"), edit(0, 3, "1"), {Pos: schema.Pos{File: "a.sql"}}}
	unsafe := lint.Finding{Pos: schema.Pos{File: "a.sql"}, Unsafe: []lint.Edit{{Start: 4, End: 7, Text: "2"}}}
	r.Findings = append(r.Findings, unsafe)
	none := func(string) bool { return false }
	if fixes := r.Fixes(false, func(name string) bool { return name == "a.sql" }); len(fixes) != 0 {
		t.Errorf("a file that is left out has %+v", fixes)
	}
	if fixes := r.Fixes(true, none); len(fixes) != 1 || fixes[0].After != "1 2 3" {
		t.Errorf("with unsafe changes: %+v", fixes)
	}
	fixes := r.Fixes(false, none)
	if len(fixes) != 1 || fixes[0].Changes != 3 { // two findings share one
		t.Fatalf("got %+v", fixes)
	}
	if err := fixes[0].Write(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("a.sql")
	if diff := cmp.Diff("1 two 3", string(text)); err != nil || diff != "" {
		t.Errorf("text (-want +got), %v:\n%s", err, diff)
	}
	if err := (&Fix{Name: "none.sql"}).Write(); err == nil {
		t.Error("a file was created")
	}
}

// What one migration lacks and the next one brings is not reported; the last one must bring it itself.
func TestLaterMigrationsMakeGood(t *testing.T) {
	write(t, "migrations/1.sql", "CREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p, b INTEGER REFERENCES p);\n",
		"migrations/2.sql", "CREATE INDEX c_a ON c (a);\n", "migrations/3.sql", "CREATE TABLE d (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p);\n")
	got := reviewed(t, options(), "migrations/1.sql", "migrations/2.sql", "migrations/3.sql")
	want := []string{"migrations/1.sql: deleting a row of p reads all of c", "migrations/3.sql: deleting a row of p reads all of d"}
	if diff := cmp.Diff(want, found(got.Findings, "fk-without-index")); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
	for _, f := range got.Findings {
		if f.Rule == "fk-without-index" && f.Pos.File == "migrations/1.sql" && f.Object != "c.b" {
			t.Errorf("reported of %s", f.Object)
		}
	}
}

// A file that is judged alone is judged with the knowledge of those behind it.
func TestFilesThatAreNotJudgedMakeGood(t *testing.T) {
	write(t, "migrations/1.sql", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES p (id), b INTEGER REFERENCES p (id));",
		"migrations/2.sql", "CREATE TABLE other (id INTEGER PRIMARY KEY);",
		"migrations/3.sql", "CREATE INDEX i ON c (a);")
	var got []string
	for _, f := range reviewed(t, options(), "migrations/1.sql").Findings {
		if f.Rule == "fk-without-index" {
			got = append(got, f.Object)
		}
	}
	if diff := cmp.Diff([]string{"c.b"}, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

// What a program queries is no migration, and a name in place of a mark is missing nowhere.
func TestQueriesAndMarksAreNotJudged(t *testing.T) {
	write(t, "db/query/a.sql", "-- name: Wipe :exec\nDELETE FROM a;\n", "db/query/b.sql", "DELETE FROM a WHERE id = $1;\n",
		"a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\nCREATE INDEX i ON {{ .prefix }}b (id);\n",
		"migrations/1.sql", "-- atlas:delimiter -- end\nCREATE TABLE c (id INTEGER PRIMARY KEY)\n-- end\nCREATE TABLE d (id INTEGER PRIMARY KEY)\n-- end\n")
	r := reviewed(t, options(), "db/query/a.sql", "db/query/b.sql", "a.sql", "migrations/1.sql")
	for _, f := range r.Findings {
		if f.Severity.Rank() >= lint.Warning.Rank() {
			t.Errorf("%s: %s %s", f.Pos, f.Rule, f.Message)
		}
	}
	if want := "db/query/a.sql and 1 other file hold queries of programs and are not judged"; !slices.Contains(r.Notes, want) {
		t.Errorf("notes: %q", r.Notes)
	}
}
