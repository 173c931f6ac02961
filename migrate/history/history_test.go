package history_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/history"
)

const (
	First  = "CREATE TABLE a (id integer);\n"
	Second = "CREATE TABLE b (id integer);\n"
	Third  = "CREATE TABLE c (id integer);\n"
)

// Story is a folder, what a tool's table has, and what follows.
type Story struct {
	Name, Tool     string
	Files          map[string]string
	Rows           []history.Row
	Applied        string // names
	Defects, Notes []string
}

func FlywayRow(rank, version, kind, checksum string) history.Row {
	return history.Row{"installed_rank": rank, "version": version, "type": kind, "checksum": checksum, "success": "t", "script": "R__view.sql"}
}

func Stories() []Story {
	versions := map[string]string{"V1__a.sql": First, "V2__b.sql": Second}
	prisma := map[string]string{"20240101_a/migration.sql": First, "20240102_b/migration.sql": Second}
	done := func(name, checksum, at string) history.Row {
		return history.Row{"migration_name": name, "checksum": checksum, "started_at": at, "finished_at": at}
	}
	return []Story{
		{Name: "flyway counts lines alone", Tool: "flyway", Files: map[string]string{"V1__a.sql": "\ufeffCREATE TABLE a (\r\n  id integer);\r\n", "V2__b.sql": Second},
			Rows: []history.Row{FlywayRow("1", "1", "SQL", "-1565497082"), FlywayRow("2", "2", "SQL", "")}, Applied: "V1__a V2__b"},
		{Name: "flyway has undone", Tool: "flyway", Files: map[string]string{"V1__a.sql": First, "V2__b.sql": Second, "U2__b.sql": "DROP TABLE b;\n"},
			Rows: []history.Row{FlywayRow("3", "2", "UNDO_SQL", ""), FlywayRow("1", "1", "SQL", ""), FlywayRow("2", "2", "SQL", "")}, Applied: "V1__a", Notes: []string{"version 2 was undone"}},
		{Name: "flyway after a repair", Tool: "flyway", Files: versions,
			Rows: []history.Row{FlywayRow("1", "1", "SQL", ""), FlywayRow("2", "1.5", "SQL", ""), FlywayRow("3", "1.5", "DELETE", "")}, Applied: "V1__a", Notes: []string{"version 1.5 was marked as deleted"}},
		{Name: "flyway's baseline", Tool: "flyway", Files: versions, Rows: []history.Row{FlywayRow("1", "1", "BASELINE", "")}, Applied: "V1__a", Notes: []string{"version 1 is a baseline"}},
		{Name: "flyway's baseline migration", Tool: "flyway", Files: map[string]string{"B2__all.sql": First + Second, "V3__c.sql": Third},
			Rows: []history.Row{FlywayRow("1", "2", "SQL_BASELINE", ""), FlywayRow("2", "3", "SQL", "")}, Applied: "B2__all V3__c", Notes: []string{"version 2 is a baseline"}},
		{Name: "flyway's repeatable migration", Tool: "flyway", Files: map[string]string{"V1__a.sql": First, "R__view.sql": "CREATE VIEW v AS SELECT 1;\n", "R__other.sql": "SELECT 1;\n"},
			Rows: []history.Row{FlywayRow("1", "1", "SQL", ""), {"installed_rank": "2", "script": "views/R__view.sql", "type": "SQL", "checksum": "5", "success": "t"}}, Applied: "V1__a",
			Defects: []string{"R__other was never applied", "R__view was edited"}},
		{Name: "flyway's migration in Java", Tool: "flyway", Files: map[string]string{"V1__a.sql": First, "V2__b.java": "class V2__b {}"},
			Rows: []history.Row{FlywayRow("1", "1", "SQL", ""), FlywayRow("2", "2", "JDBC", "")}, Applied: "V1__a", Defects: []string{"V2__b.java was applied: it is not SQL"}},
		{Name: "prisma with other ends of lines", Tool: "prisma", Files: map[string]string{"20240101_a/migration.sql": strings.ReplaceAll(First, "\n", "\r\n"), "20240102_b/migration.sql": Second},
			Rows: []history.Row{done("20240101_a", folder.Sum(First), "1"), done("20240102_b", folder.Sum(Second), "2")}, Applied: "20240101_a 20240102_b", Notes: []string{"ends of its lines alone"}},
		{Name: "prisma after a resolved failure", Tool: "prisma", Files: prisma,
			Rows: []history.Row{done("20240102_b", folder.Sum(Second), "3"), done("20240101_a", folder.Sum(First), "1"),
				{"migration_name": "20240102_b", "checksum": "x", "started_at": "2", "rolled_back_at": "3"}}, Applied: "20240101_a 20240102_b"},
		{Name: "prisma rolled back for good", Tool: "prisma", Files: prisma,
			Rows:    []history.Row{done("20240101_a", folder.Sum(First), "1"), {"migration_name": "20240102_b", "checksum": "x", "started_at": "2", "rolled_back_at": "3"}},
			Applied: "20240101_a", Notes: []string{"20240102_b failed and was marked as rolled back"}},
		{Name: "drizzle with a changed time", Tool: "drizzle",
			Files: map[string]string{"0000_a.sql": First, "0001_b.sql": Second, "meta/_journal.json": `{"entries": [{"when": 1000, "tag": "0000_a"}, {"when": 9000, "tag": "0001_b"}]}`},
			Rows:  []history.Row{{"id": "1", "hash": folder.Sum(First), "created_at": "1000"}, {"id": "2", "hash": folder.Sum(Second), "created_at": "2000"}}, Applied: "0000_a 0001_b",
			Notes: []string{"0001_b was applied with another time"}},
		{Name: "drizzle without a file", Tool: "drizzle", Files: map[string]string{"0000_a.sql": First, "meta/_journal.json": `{"entries": [{"when": 1000, "tag": "0000_a"}, {"when": 2000, "tag": "0001_b"}]}`},
			Rows: []history.Row{{"id": "1", "hash": folder.Sum(First), "created_at": "1000"}, {"id": "2", "hash": "x", "created_at": "86400000"}}, Applied: "0000_a",
			Defects: []string{"0001_b is in drizzle's list and its file is not there"}, Notes: []string{"a migration was applied (1970-01-02 00:00:00) that the folder lacks"}},
		{Name: "golang-migrate without a version", Tool: "golang-migrate", Files: map[string]string{"1_a.up.sql": First}, Rows: nil, Applied: ""},
		{Name: "atlas from a baseline", Tool: "atlas", Files: map[string]string{"1_a.sql": First, "2_b.sql": Second},
			Rows:    []history.Row{{"version": ".atlas_cloud_identifier", "type": "0", "applied": "0", "total": "0"}, {"version": "1", "type": "1", "applied": "0", "total": "0", "hash": ""}},
			Applied: "1_a", Notes: []string{"version 1 is a baseline"}},
	}
}

func TestRead(t *testing.T) {
	for _, s := range Stories() {
		t.Run(s.Name, func(t *testing.T) {
			f := folder.Of("m", s.Files)
			for name := range s.Files {
				if strings.HasSuffix(name, ".java") { // which only a folder on disk shows
					f.Others = append(f.Others, folder.Other{Name: name, Path: name, Why: "it is not SQL"})
				}
			}
			i := slices.IndexFunc(history.Tools(), func(tool history.Tool) bool { return tool.Name == s.Tool })
			h, err := history.Tools()[i].Read(f, s.Rows)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range h.Applied {
				names = append(names, file.Name)
			}
			if got := strings.Join(names, " "); got != s.Applied {
				t.Errorf("applied: %q, want %q", got, s.Applied)
			}
			Same(t, "defects", h.Defects, s.Defects)
			Same(t, "notes", h.Notes, s.Notes)
		})
	}
}

// Same compares texts with what each must contain.
func Same(t *testing.T, what string, have, want []string) {
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
