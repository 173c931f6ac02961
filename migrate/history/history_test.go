package history_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/history"
)

const (
	first  = "CREATE TABLE a (id integer);\n"
	second = "CREATE TABLE b (id integer);\n"
	third  = "CREATE TABLE c (id integer);\n"
)

// story is a folder, what a tool's table has, and what follows.
type story struct {
	name, tool     string
	files          map[string]string
	rows           []history.Row
	applied        string // names
	defects, notes []string
}

func flywayRow(rank, version, kind, checksum string) history.Row {
	return history.Row{"installed_rank": rank, "version": version, "type": kind, "checksum": checksum, "success": "t", "script": "R__view.sql"}
}

func stories() []story {
	versions := map[string]string{"V1__a.sql": first, "V2__b.sql": second}
	prisma := map[string]string{"20240101_a/migration.sql": first, "20240102_b/migration.sql": second}
	done := func(name, checksum, at string) history.Row {
		return history.Row{"migration_name": name, "checksum": checksum, "started_at": at, "finished_at": at}
	}
	return []story{
		{name: "wrangler has a row for each file", tool: "wrangler", files: map[string]string{"0001_a.sql": first, "0002_b.sql": second, "0003_c.sql": third},
			rows: []history.Row{{"id": "2", "name": "0002_b.sql"}, {"id": "1", "name": "0001_a.sql"}}, applied: "0001_a 0002_b"},
		{name: "flyway counts lines alone", tool: "flyway", files: map[string]string{"V1__a.sql": "\ufeffCREATE TABLE a (\r\n  id integer);\r\n", "V2__b.sql": second},
			rows: []history.Row{flywayRow("1", "1", "SQL", "-1565497082"), flywayRow("2", "2", "SQL", "")}, applied: "V1__a V2__b"},
		{name: "flyway has undone", tool: "flyway", files: map[string]string{"V1__a.sql": first, "V2__b.sql": second, "U2__b.sql": "DROP TABLE b;\n"},
			rows: []history.Row{flywayRow("3", "2", "UNDO_SQL", ""), flywayRow("1", "1", "SQL", ""), flywayRow("2", "2", "SQL", "")}, applied: "V1__a", notes: []string{"version 2 was undone"}},
		{name: "flyway after a repair", tool: "flyway", files: versions,
			rows: []history.Row{flywayRow("1", "1", "SQL", ""), flywayRow("2", "1.5", "SQL", ""), flywayRow("3", "1.5", "DELETE", "")}, applied: "V1__a", notes: []string{"version 1.5 was marked as deleted"}},
		{name: "flyway's baseline", tool: "flyway", files: versions, rows: []history.Row{flywayRow("1", "1", "BASELINE", "")}, applied: "V1__a", notes: []string{"version 1 is a baseline"}},
		{name: "flyway's baseline migration", tool: "flyway", files: map[string]string{"B2__all.sql": first + second, "V3__c.sql": third},
			rows: []history.Row{flywayRow("1", "2", "SQL_BASELINE", ""), flywayRow("2", "3", "SQL", "")}, applied: "B2__all V3__c", notes: []string{"version 2 is a baseline"}},
		{name: "flyway's repeatable migration", tool: "flyway", files: map[string]string{"V1__a.sql": first, "R__view.sql": "CREATE VIEW v AS SELECT 1;\n", "R__other.sql": "SELECT 1;\n"},
			rows: []history.Row{flywayRow("1", "1", "SQL", ""), {"installed_rank": "2", "script": "views/R__view.sql", "type": "SQL", "checksum": "5", "success": "t"}}, applied: "V1__a",
			defects: []string{"R__other was never applied", "R__view was edited"}},
		{name: "flyway's migration in Java", tool: "flyway", files: map[string]string{"V1__a.sql": first, "V2__b.java": "class V2__b {}"},
			rows: []history.Row{flywayRow("1", "1", "SQL", ""), flywayRow("2", "2", "JDBC", "")}, applied: "V1__a", defects: []string{"V2__b.java was applied: it is not SQL"}},
		{name: "prisma with other ends of lines", tool: "prisma", files: map[string]string{"20240101_a/migration.sql": strings.ReplaceAll(first, "\n", "\r\n"), "20240102_b/migration.sql": second},
			rows: []history.Row{done("20240101_a", folder.Sum(first), "1"), done("20240102_b", folder.Sum(second), "2")}, applied: "20240101_a 20240102_b", notes: []string{"ends of its lines alone"}},
		{name: "prisma after a resolved failure", tool: "prisma", files: prisma,
			rows: []history.Row{done("20240102_b", folder.Sum(second), "3"), done("20240101_a", folder.Sum(first), "1"),
				{"migration_name": "20240102_b", "checksum": "x", "started_at": "2", "rolled_back_at": "3"}}, applied: "20240101_a 20240102_b"},
		{name: "prisma rolled back for good", tool: "prisma", files: prisma,
			rows:    []history.Row{done("20240101_a", folder.Sum(first), "1"), {"migration_name": "20240102_b", "checksum": "x", "started_at": "2", "rolled_back_at": "3"}},
			applied: "20240101_a", notes: []string{"20240102_b failed and was marked as rolled back"}},
		{name: "drizzle with a changed time", tool: "drizzle",
			files: map[string]string{"0000_a.sql": first, "0001_b.sql": second, "meta/_journal.json": `{"entries": [{"when": 1000, "tag": "0000_a"}, {"when": 9000, "tag": "0001_b"}]}`},
			rows:  []history.Row{{"id": "1", "hash": folder.Sum(first), "created_at": "1000"}, {"id": "2", "hash": folder.Sum(second), "created_at": "2000"}}, applied: "0000_a 0001_b",
			notes: []string{"0001_b was applied with another time"}},
		{name: "drizzle without a file", tool: "drizzle", files: map[string]string{"0000_a.sql": first, "meta/_journal.json": `{"entries": [{"when": 1000, "tag": "0000_a"}, {"when": 2000, "tag": "0001_b"}]}`},
			rows: []history.Row{{"id": "1", "hash": folder.Sum(first), "created_at": "1000"}, {"id": "2", "hash": "x", "created_at": "86400000"}}, applied: "0000_a",
			defects: []string{"0001_b is in drizzle's list and its file is not there"}, notes: []string{"a migration was applied (1970-01-02 00:00:00) that the folder lacks"}},
		{name: "golang-migrate without a version", tool: "golang-migrate", files: map[string]string{"1_a.up.sql": first}, rows: nil, applied: ""},
		{name: "atlas from a baseline", tool: "atlas", files: map[string]string{"1_a.sql": first, "2_b.sql": second},
			rows:    []history.Row{{"version": ".atlas_cloud_identifier", "type": "0", "applied": "0", "total": "0"}, {"version": "1", "type": "1", "applied": "0", "total": "0", "hash": ""}},
			applied: "1_a", notes: []string{"version 1 is a baseline"}},
	}
}

func TestRead(t *testing.T) {
	for _, s := range stories() {
		t.Run(s.name, func(t *testing.T) {
			f := folder.Of("m", s.files)
			for name := range s.files {
				if strings.HasSuffix(name, ".java") { // which only a folder on disk shows
					f.Others = append(f.Others, folder.Other{Name: name, Path: name, Why: "it is not SQL"})
				}
			}
			i := slices.IndexFunc(history.Tools(), func(tool history.Tool) bool { return tool.Name == s.tool })
			h, err := history.Tools()[i].Read(f, s.rows)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range h.Applied {
				names = append(names, file.Name)
			}
			if got := strings.Join(names, " "); got != s.applied {
				t.Errorf("applied: %q, want %q", got, s.applied)
			}
			same(t, "defects", h.Defects, s.defects)
			same(t, "notes", h.Notes, s.notes)
		})
	}
}

// same compares texts with what each must contain.
func same(t *testing.T, what string, have, want []string) {
	t.Helper()
	ok := len(have) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = strings.Contains(have[i], want[i])
	}
	if !ok {
		t.Errorf("%s: %q, want %q", what, have, want)
	}
}

func TestBadRows(t *testing.T) {
	for tool, rows := range map[string][]history.Row{
		"drizzle":        {{"hash": "x", "created_at": "yesterday"}},
		"goose":          {{"id": "x", "version_id": "1"}},
		"golang-migrate": {{"version": "1"}, {"version": "2"}},
		"flyway":         {{"installed_rank": "x"}},
	} {
		i := slices.IndexFunc(history.Tools(), func(t history.Tool) bool { return t.Name == tool })
		if _, err := history.Tools()[i].Read(&folder.Folder{}, rows); err == nil || !strings.Contains(err.Error(), "history of "+tool) {
			t.Errorf("%s: %v", tool, err)
		}
	}
}

func TestTables(t *testing.T) {
	for _, tool := range history.Tools() {
		for _, n := range tool.Tables("") {
			if !slices.Contains(history.Owners(n, tool.Columns), tool.Name) {
				t.Errorf("%s: %s is not known as its table", tool.Name, n)
			}
		}
		if got := tool.Tables("x.y"); len(got) != 1 || got[0].String() != "x.y" {
			t.Errorf("%s: %v", tool.Name, got)
		}
	}
	if got := history.Owners(history.Name{Schema: "public", Table: "schema_migrations"}, []string{"version"}); strings.Join(got, " ") != "dbmate rails" {
		t.Errorf("owners: %v", got)
	}
}
