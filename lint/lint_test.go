package lint_test

// These tests run rules over passes: which rules look, in which order findings come, and
// what the engine adds to what a rule reports.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

func TestFindingsComeByPlace(t *testing.T) {
	p := migration(t, "CREATE TABLE a (id int); CREATE TABLE b (id int);", lines(
		"DROP TABLE b;",
		"CREATE TABLE a_long_name (id int);",
		"DROP TABLE a;",
	))
	equal(t, []string{
		"drop-table error 1: drops b",
		"long-name info 2: a_long_name is long",
		"drop-table error 3: drops a",
	}, short(lint.Run(rules(), p)))
}

func TestSortIsByFileThenPlaceThenRule(t *testing.T) {
	at := func(rule, file string, line, col int) lint.Finding {
		return lint.Finding{Rule: rule, Pos: schema.Pos{File: file, Line: line, Col: col}}
	}
	list := []lint.Finding{at("b", "b.sql", 1, 1), at("b", "a.sql", 2, 5), at("a", "a.sql", 2, 5), at("c", "a.sql", 2, 1)}
	lint.Sort(list)
	var got []string
	for _, f := range list {
		got = append(got, f.Pos.String()+" "+f.Rule)
	}
	equal(t, []string{"a.sql:2:1 c", "a.sql:2:5 a", "a.sql:2:5 b", "b.sql:1:1 b"}, got)
}

func TestFindingHasWhatItsRuleSays(t *testing.T) {
	found := lint.Run([]*lint.Rule{dropTable()}, migration(t, "CREATE SCHEMA s; CREATE TABLE s.a (id int);", "\n  DROP TABLE s.a;"))
	if len(found) != 1 {
		t.Fatalf("found %v", short(found))
	}
	f := found[0]
	equal(t, "destructive", f.Category)
	equal(t, "Rows are lost.", f.Why)
	equal(t, "keep it", f.Hint)
	equal(t, "s.a", f.Object)
	equal(t, schema.Pos{File: "m.sql", Line: 2, Col: 3}, f.Pos)
	equal(t, schema.Key{Kind: schema.KindTable, Schema: "s", Name: "a"}, f.Table)
}

func TestRulesOfAnotherDialectDoNotLook(t *testing.T) {
	for _, c := range []struct {
		dialect schema.Dialect
		want    int
	}{{"", 1}, {schema.Postgres, 1}, {schema.SQLite, 0}} {
		r := longName()
		r.Dialect = c.dialect
		if found := lint.Run([]*lint.Rule{r}, desired(t, "CREATE TABLE a_long_name (id int);")); len(found) != c.want {
			t.Errorf("a rule for %q finds %d, want %d", c.dialect, len(found), c.want)
		}
	}
}

func TestARuleCanRaiseOneFinding(t *testing.T) {
	found := look(desired(t, "CREATE TABLE a (id int);"), func(p *lint.Pass) {
		p.About(p.Tables[0].Object(), "", "as the rule says")
		p.Report(lint.Finding{Severity: lint.Error, Message: "worse"})
	})
	equal(t, []string{"look error 0: worse", "look warning 1: as the rule says"}, short(found))
}

func TestLiveFindingsHaveNoFile(t *testing.T) {
	found := look(desired(t, ""), func(p *lint.Pass) { p.Live(lint.Object{Name: "a_idx"}, "drop it", "%s is unused", "a_idx") })
	equal(t, []string{"look warning 0: a_idx is unused"}, short(found))
	equal(t, "database", found[0].Pos.File)
}

// What a migration does not touch is no business of its review.
func TestAboutIsSilentOnOtherFiles(t *testing.T) {
	p := migration(t, "CREATE TABLE older_table (id int);", "CREATE TABLE newer_table (id int);")
	found := look(p, func(p *lint.Pass) {
		for _, table := range append(p.Before(), p.Tables...) {
			p.About(table.Object(), "", "%s", table.Name)
		}
	})
	equal(t, []string{"look warning 1: newer_table"}, short(found))
}

func TestOnColumnNamesTheColumn(t *testing.T) {
	p := migration(t, "CREATE TABLE a (id int);", "ALTER TABLE a ALTER id TYPE bigint;")
	found := look(p, func(p *lint.Pass) {
		p.Each(func(a *lint.Act) { p.OnColumn(&lint.Act{Act: schema.Act{On: a.On}}, "id", "", "x") }, schema.SetsType)
	})
	equal(t, "a.id", found[0].Object)
	equal(t, schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "a", Name: "id"}, found[0].Key)
}

func TestPagesOfRules(t *testing.T) {
	r := dropTable()
	equal(t, "Tables go.", r.Summary())
	equal(t, "Rows are lost.", r.Why())
	r.Page = "# drop-table\n\nTables go.\n\n# Flagged\n"
	equal(t, "", r.Why())
	r.Page = ""
	equal(t, "", r.Summary())
}

func TestAllowable(t *testing.T) {
	check := func(*lint.Pass) {}
	for _, c := range []struct {
		rule lint.Rule
		want bool
	}{
		{lint.Rule{Category: "lock", Check: check}, true},
		{lint.Rule{Category: "live", Check: check}, false},
		{lint.Rule{Category: "lock", Check: check, NoChange: "a command"}, true},
		{lint.Rule{Category: "data"}, true}, // the planner's own
		{lint.Rule{Category: "hygiene", NoChange: "about files"}, false},
	} {
		if c.rule.Allowable() != c.want {
			t.Errorf("%+v: want %v", c.rule, c.want)
		}
	}
}

func TestNothingToLookAt(t *testing.T) {
	p := &lint.Pass{Kind: lint.Schema, Dialect: schema.Postgres, Analyzed: &schema.Analyzed{}}
	if found := lint.Run(rules(), p); len(found) != 0 {
		t.Errorf("found %s", strings.Join(short(found), ", "))
	}
}
