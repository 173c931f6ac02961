package folder_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// Folders as other tools make them: which files are migrations, under which number, and
// the notes on the rest.
func TestLayouts(t *testing.T) {
	for _, c := range []struct {
		name  string
		files string // names; a = sign puts text after
		want  string // number and name of each
		notes []string
	}{
		{"ours", "0001_a.sql 0001_a.down.sql 0002_b.sql schemadiff.sum backfills/0002_b.sql", "0001:0001_a 0002:0002_b", nil},
		{"golang-migrate", "1_a.up.sql 1_a.down.sql 10_c.up.sql 2_b.up.sql", "1:1_a 2:2_b 10:10_c", nil},
		{"flyway", "V1__a.sql V1_1__b.sql V1.2__c.sql U1.2__c.sql R__view.sql", "1:V1__a 1.1:V1_1__b 1.2:V1.2__c", []string{"R__view.sql: it is a repeatable"}},
		{"flyway with a baseline", "V1__a.sql V2__b.sql B2__all.sql V3__c.sql", "1:V1__a 2:V2__b 3:V3__c", []string{"B2__all.sql: it is a baseline"}},
		{"flyway from a baseline", "B2__all.sql V3__c.sql", "2:B2__all 3:V3__c", nil},
		{"flyway with Java", "V1__a.sql V2__b.java", "1:V1__a", []string{"V2__b.java: it is not SQL"}},
		{"db-migrate", "1-a-up.sql 1-a-down.sql 2-break-down.sql", "1:1-a-up 2:2-break-down", nil},
		{"postgrator", "001.do.a.sql 001.undo.a.sql 002.do.sql 002.undo.sql", "001:001.do.a 002:002", nil},
		{"refinery outside of the order", "V1__a.sql U2__b.sql", "1:V1__a", []string{"U2__b.sql"}},
		{"goose with Go", "00001_a.sql 00002_b.go README.md", "00001:00001_a", []string{"00002_b.go: it is not SQL"}},
		{"prisma", "20240101_a/migration.sql 20240102_b/README.md migration_lock.toml", "20240101:20240101_a", []string{"20240102_b: there is no migration.sql"}},
		{"atlas", "1_a.sql 2_all.sql=--_atlas:checkpoint atlas.sum", "1:1_a", []string{"2_all.sql: it is a checkpoint"}},
		{"drizzle without numbers", `_b.sql _a.sql meta/_journal.json={"entries":[{"tag":"_b"},{"tag":"_a"}]}`, "0000:_b 0001:_a", nil},
		{"drizzle after a merge", `0000_a.sql 0001_b.sql 0001_c.sql meta/_journal.json={"entries":[{"tag":"0000_a"},{"tag":"0001_c"},{"tag":"0001_b"}]}`, "0000:0000_a 0001:0001_c 0002:0001_b", nil},
		{"drizzle and one more", `0000_a.sql 0001_b.sql meta/_journal.json={"entries":[{"tag":"0000_a"}]}`, "0000:0000_a 0001:0001_b", nil},
		{"drizzle with a broken list", `0000_a.sql meta/_journal.json=[`, "0000:0000_a", nil},
		{"nothing but SQL elsewhere", "shared/a.sql shared/b.sql .git/1_a.sql", "", []string{"shared: the SQL files in it (2)"}},
		{"a title that ends in down", "0001_a.sql 0002_scale_down.sql 20240101_break_down/migration.sql", "0001:0001_a 0002:0002_scale_down 20240101:20240101_break_down", nil},
		{"a down migration that ends in down", "0001_a.sql 0001_a_down.sql 0002_b_up.sql 0002_b_down.sql", "0001:0001_a 0002:0002_b_up", nil},
		{"a down migration of nothing", "0001_a.sql 0002_b.down.sql", "0001:0001_a", []string{"0002_b.down.sql: there is no migration"}},
		{"drizzle without numbers, down", `_a.sql _b_down.sql meta/_journal.json={"entries":[{"tag":"_a"},{"tag":"_b_down"}]}`, "0000:_a 0001:_b_down", nil},
		{"drizzle without numbers, named like flyway's", `B1.sql Brave.sql R__x.sql meta/_journal.json={"entries":[{"tag":"Brave"},{"tag":"R__x"},{"tag":"B1"}]}`, "0000:Brave 0001:R__x 0002:B1", nil},
		{"no number", "init.sql", "", []string{"init.sql: its name does not begin"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			for file := range strings.FieldsSeq(c.files) {
				name, text, _ := strings.Cut(file, "=")
				path := filepath.Join(dir, filepath.FromSlash(name))
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "--_", "-- ")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			f, err := folder.Read(dir)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, file := range f.Files {
				got = append(got, file.ID+":"+file.Name)
				if back := folder.Renumbered(file.Name, file.ID); !strings.HasPrefix(c.name, "drizzle without") && !strings.HasPrefix(file.Name, "V1_1") && back != file.Name && !strings.Contains(c.name, "merge") {
					t.Errorf("%s with its own number is %s", file.Name, back)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
			notes := f.Notes()
			if len(notes) != len(c.notes) || slices.ContainsFunc(c.notes, func(n string) bool {
				return !slices.ContainsFunc(notes, func(have string) bool { return strings.Contains(have, n) })
			}) {
				t.Errorf("notes %q, want %q", notes, c.notes)
			}
		})
	}
}

// A name with blanks is one name in the list of checksums.
func TestSumOfNameWithBlanks(t *testing.T) {
	want := folder.Chain(folder.Of("m", map[string]string{"0001_add  the users.sql": "SELECT 1;", "0002_b.sql": "SELECT 2;"}).Files)
	got, err := folder.ParseSum(folder.SumText(want))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

// Each part keeps its place, so that what is found in it has its line.
func TestPartsKeepTheirPlaces(t *testing.T) {
	for _, c := range []struct{ text, up, down string }{
		{"-- +goose Up\nA;\n-- +goose Down\nB;\n", "-- +goose Up\nA;\n", "-- +goose Down\nB;\n"},
		{"-- Down Migration\né;\n-- Up Migration\nA;\n", "                 \n   \n-- Up Migration\nA;\n", "-- Down Migration\né;\n"},
		{"-- +migrate Up\nA;\n-- +migrate Down\nB;\n-- +migrate Up\nC;", "-- +migrate Up\nA;\n                \n  \n-- +migrate Up\nC;", "-- +migrate Down\nB;\n"},
		{"A;\n--- create above / drop below ---\nB;\n", "A;\n--- create above / drop below ---\nB;\n", ""},
		{"A;\n---- create above / drop below ----\nB;\n", "A;\n", "---- create above / drop below ----\nB;\n"},
		{"-- a down migration of all\nA;\n", "-- a down migration of all\nA;\n", ""},
	} {
		if up, down := folder.Parts(c.text); up != c.up || down != c.down {
			t.Errorf("%q:\n%q\n%q\nwant\n%q\n%q", c.text, up, down, c.up, c.down)
		}
	}
}
