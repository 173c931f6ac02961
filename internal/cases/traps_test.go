package cases

import (
	"os"
	"testing"
)

// TestTrapsHaveCases keeps the list of what goes wrong when SQLite tables are
// rebuilt carelessly, with the cases that show each; all of them are applied for
// the newest engine and for 3.40, and run as scripts. What needs more than a case
// is tested beside the code: busy writers, full disks and kill -9 in
// migrate/sqlite, reading in introspect/sqlite.
func TestTrapsHaveCases(t *testing.T) {
	traps := map[string][]string{
		"1 DROP TABLE acts on children":                 {"change-type-same-affinity", "rebuild-grandchildren", "rebuild-parent-of-every-action"},
		"2 renaming the old table away rewrites others": {"rebuild-with-everything", "rebuild-parent-and-child", "view-over-rebuilt-table"},
		"3 foreign keys off and legacy_alter_table on":  {"rebuild-with-everything", "rebuild-reference-cycle"},
		"4 implicit row ids":                            {"fts5-external-rowid", "fts5-external-rebuild", "rowid-names-all-taken"},
		"5 AUTOINCREMENT counters":                      {"autoincrement-kept", "autoincrement-kept-empty", "autoincrement-added", "autoincrement-removed"},
		"6 ON CONFLICT drops rows":                      {"on-conflict-ignore-violated", "on-conflict-replace-added", "on-conflict-kept"},
		"7 affinity rewrites values":                    {"change-type-text-to-integer", "change-type-integer-to-text", "change-type-integer-to-real", "change-type-blob"},
		"8 rows that the new table refuses":             {"set-not-null-violated", "add-unique-violated", "change-collation-unique-violated", "to-strict-violated", "to-without-rowid-null-key", "add-check-violated"},
		"9 generated columns":                           {"change-generated-stored", "change-generated-virtual", "generated-to-ordinary", "ordinary-to-generated"},
		"10 indexes and triggers vanish":                {"rebuild-with-everything", "change-view-with-trigger"},
		"11 self references":                            {"rebuild-self-reference"},
		"15 leftovers of another tool":                  {"leftover-of-another-tool"},
	}
	for trap, names := range traps {
		for _, name := range names {
			if _, err := os.Stat("../../testdata/cases/sqlite/" + name + ".txtar"); err != nil {
				t.Errorf("trap %s: %v", trap, err)
			}
		}
	}
}
