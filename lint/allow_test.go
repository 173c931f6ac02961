package lint_test

// These tests are about comments that allow findings: which lines they reach, which rules
// they name, also by the names of other linters, and what a comment without use is.

import (
	"testing"

	"github.com/schemadiff/schemadiff/lint"
)

const twoTables = "CREATE TABLE a (id int); CREATE TABLE b (id int);"

// reported are the lines of what is reported, with the rest of it, after comments.
func reported(t *testing.T, sql string) (kept, suppressed []string) {
	t.Helper()
	p := migration(t, twoTables, sql)
	shown, hidden := p.Suppress(lint.Run(rules(), p), rules(), rules())
	for _, f := range hidden {
		suppressed = append(suppressed, f.Object+": "+f.Suppressed)
	}
	return short(shown), suppressed
}

func TestCommentsReach(t *testing.T) {
	for _, c := range []struct {
		what, sql  string
		kept       []string
		suppressed []string
	}{
		{"the line before", lines("-- schemadiff:allow drop-table moved to b", "DROP TABLE a;"), []string{}, []string{"a: moved to b"}},
		{"the end of the line", lines("DROP TABLE a; -- schemadiff:allow drop-table gone"), []string{}, []string{"a: gone"}},
		{"inside of the statement", lines("DROP TABLE -- schemadiff:allow drop-table", "a;"), []string{}, []string{"a: "}},
		{"a block comment", lines("/* schemadiff: allow drop-table why not */", "DROP TABLE a;"), []string{}, []string{"a: why not"}},
		{"only the next statement", lines("-- schemadiff:allow drop-table", "DROP TABLE a;", "DROP TABLE b;"), []string{"drop-table error 3: drops b"}, []string{"a: "}},
		{"the file", lines("-- schemadiff:allow-file drop-table all go", "DROP TABLE a;", "DROP TABLE b;"), []string{}, []string{"a: all go", "b: all go"}},
		{"from begin to end", lines("-- schemadiff:allow-begin drop-table", "DROP TABLE a;", "-- schemadiff:allow-end", "DROP TABLE b;"), []string{"drop-table error 4: drops b"}, []string{"a: "}},
		{"begin without an end", lines("-- schemadiff:allow-begin drop-table", "DROP TABLE a;", "DROP TABLE b;"), []string{}, []string{"a: ", "b: "}},
		{"a category", lines("-- schemadiff:allow destructive", "DROP TABLE a;"), []string{}, []string{"a: "}},
		{"one of two names", lines("-- schemadiff:allow long-name, drop-table both", "DROP TABLE a;"),
			[]string{"unused-suppression warning 1: the comment allows long-name, and there is no such finding"}, []string{"a: both"}},
	} {
		kept, suppressed := reported(t, c.sql)
		if len(kept) != len(c.kept) || len(suppressed) != len(c.suppressed) {
			t.Errorf("%s: reported %q, allowed %q", c.what, kept, suppressed)
			continue
		}
		equal(t, c.kept, kept)
		equal(t, c.suppressed, suppressed)
	}
}

func TestCommentsNameObjects(t *testing.T) {
	for object, want := range map[string]bool{"a": true, "public.a": true, "A": true, `"a"`: true, "b": false, "s.a": false} {
		_, suppressed := reported(t, lines("-- schemadiff:allow drop-table:"+object, "DROP TABLE a;"))
		if (len(suppressed) == 1) != want {
			t.Errorf("drop-table:%s allows %q, want %v", object, suppressed, want)
		}
	}
}

// Whoever comes from another linter keeps the comments.
func TestCommentsOfOtherLinters(t *testing.T) {
	for comment, want := range map[string]bool{
		"-- squawk-ignore ban-drop-table":                     true,
		"-- squawk-ignore-file ban-drop-table":                true,
		"-- squawk-ignore ban-drop-column":                    false,
		"-- atlas:nolint DS102":                               true,
		"-- atlas:nolint":                                     true, // all of the next statement
		"-- eugene: ignore E2":                                false,
		"-- pgsafe: ignore drop-table":                        true,
		"-- noqa":                                             false,
		"-- eugene ignore E1, E2":                             false,
		"-- pgfence-ignore: drop-table":                       true,
		"-- pgfence-ignore":                                   true,
		"-- pgt-ignore lint/safety/banDropTable: it is empty": true,
		"-- pgt-ignore-all lint/safety/banDropTable":          true,
		"-- pgt-ignore lint/safety/banDropColumn: no":         false,
		"-- atlas:nolint destructive":                         true,
		"-- atlas:nolint data_depend DS102":                   true, // spaces between
		"-- atlas:nolint incompatible":                        false,
		"-- atlas:nolint DS103\n\n":                           false,
		"-- squawk-ignored ban-drop-table":                    false,
	} {
		kept, suppressed := reported(t, lines(comment, "DROP TABLE a;"))
		if (len(suppressed) == 1) != want || len(kept)+len(suppressed) != 1 {
			t.Errorf("%s: reported %q, allowed %q", comment, kept, suppressed)
		}
	}
}

func TestNamesOfOtherLinters(t *testing.T) {
	for name, rule := range map[string]string{
		"DS103": "drop-column", "E5": "type-change-rewrites", "changing-column-type": "narrow-type", "MF103": "add-column-not-null-no-default",
		"E2": "set-not-null", "E1": "add-fk-existing", "adding-field-with-default": "volatile-default", "PG101": "index-not-concurrent",
		"require-concurrent-index-deletion": "drop-index-not-concurrent", "disallowed-unique-constraint": "add-unique-existing", "E9": "missing-lock-timeout",
		"renaming-table": "rename-table", "renaming-column": "rename-column", "prefer-robust-stmts": "not-rerunnable", "prefer-text-field": "varchar-n",
		"prefer-identity": "serial", "prefer-big-int": "int-primary-key", "ban-drop-not-null": "drop-not-null", "transaction-nesting": "txn-nesting",
		"data_depend": "drop-table", "w14": "pk-using-index-nullable", "BC102": "rename-column", "require-timeout-settings": "missing-lock-timeout", "E15": "fk-without-index",
		"E4": "work-under-exclusive-lock", "E8": "exclusion-constraint", "E3": "json-not-jsonb", "DS101": "drop-schema", "ban-drop-database": "drop-database",
	} {
		r := dropTable()
		r.Name = rule
		if name == "data_depend" { // a class of theirs is a category of ours
			r.Category = "data"
		}
		p := migration(t, twoTables, lines("-- squawk-ignore "+name, "DROP TABLE a;"))
		if kept, suppressed := p.Suppress(lint.Run([]*lint.Rule{r}, p), []*lint.Rule{r}, []*lint.Rule{r}); len(kept) != 0 || len(suppressed) != 1 {
			t.Errorf("%s does not allow %s: %q", name, rule, short(kept))
		}
	}
}

func TestCommentsWithoutUse(t *testing.T) {
	for comment, want := range map[string]string{
		"-- schemadiff:allow drop-table":    "unused-suppression warning 1: the comment allows drop-table, and there is no such finding",
		"-- schemadiff:allow dorp-table":    "unused-suppression warning 1: the comment allows dorp-table, and there is no rule of that name",
		"-- schemadiff:allow drop-table:b":  "unused-suppression warning 1: the comment allows drop-table:b, and there is no such finding",
		"-- squawk-ignore ban-drop-table":   "", // another tool may need it
		"-- schemadiff is what we use here": "",
	} {
		kept, _ := reported(t, lines(comment, "CREATE TABLE c (id int);"))
		if want == "" && len(kept) != 0 || want != "" && (len(kept) != 1 || kept[0] != want) {
			t.Errorf("%s: reported %q", comment, kept)
		}
	}
}

// atlas has a comment speak for the file where it stands above it, with an empty line between.
func TestCommentsForTheFile(t *testing.T) {
	for sql, want := range map[string]int{
		lines("-- atlas:nolint destructive", "", "DROP TABLE a;", "DROP TABLE b;"):           2,
		lines("-- atlas:nolint destructive", "DROP TABLE a;", "DROP TABLE b;"):               1,
		lines("-- atlas:nolint destructive", "-- both go", "DROP TABLE a;", "DROP TABLE b;"): 1,
	} {
		if _, suppressed := reported(t, sql); len(suppressed) != want {
			t.Errorf("%sallows %q", sql, suppressed)
		}
	}
}

// A rule that is off has not looked, so that nobody knows whether its comment is of use.
func TestCommentsAboutRulesThatAreOff(t *testing.T) {
	p := migration(t, twoTables, lines("-- schemadiff:allow long-name", "CREATE TABLE c (id int);"))
	on := []*lint.Rule{dropTable(), unusedSuppression()}
	if kept, _ := p.Suppress(lint.Run(on, p), rules(), on); len(kept) != 0 {
		t.Errorf("reported %q", short(kept))
	}
}

// What allows nothing is taken out with its line, and nothing else is.
func TestUnusedCommentsAreTakenOut(t *testing.T) {
	for text, want := range map[string]string{
		"-- schemadiff:allow drop-table\nSELECT 1;\n":                                "SELECT 1;\n",
		"SELECT 2;\r\n  -- schemadiff:allow-file drop-table gone\r\nSELECT 1;\r\n":   "SELECT 2;\r\nSELECT 1;\r\n",
		"SELECT 1; -- schemadiff:allow drop-table":                                   "SELECT 1;",
		"/* schemadiff:allow drop-table */ SELECT 1;":                                " SELECT 1;",
		"-- schemadiff:allow drop-table\nDROP TABLE a;":                              "-- schemadiff:allow drop-table\nDROP TABLE a;",
		"-- schemadiff:allow drop-table, long-name\nDROP TABLE a;":                   "-- schemadiff:allow drop-table, long-name\nDROP TABLE a;",
		"-- schemadiff:allow-begin drop-table\nSELECT 1;\n-- schemadiff:allow-end\n": "-- schemadiff:allow-begin drop-table\nSELECT 1;\n-- schemadiff:allow-end\n",
		"\ufeff-- schemadiff:allow drop-table\nSELECT 1;":                            "\ufeffSELECT 1;",
	} {
		p := migration(t, twoTables, text)
		p.Source = &lint.Source{Text: func(string) string { return text }}
		shown, _ := p.Suppress(lint.Run(rules(), p), rules(), rules())
		var groups [][]lint.Edit
		for _, f := range shown {
			groups = append(groups, f.Edits)
		}
		if got, _ := lint.ApplyEdits(text, groups); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}
