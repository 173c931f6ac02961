package lint_test

// These tests are about what a pass says of statements: their transactions, what is new,
// what comes before and after, and the tables on both sides.

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func TestTransactions(t *testing.T) {
	p := migration(t, twoTables, lines(
		"DROP TABLE a;",
		"BEGIN;",
		"CREATE TABLE c ();",
		"BEGIN;",
		"COMMIT;",
		"CREATE TABLE d ();",
		"BEGIN;",
		"DROP TABLE b;",
		"ROLLBACK;",
	))
	var got []string
	look(p, func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			got = append(got, fmt.Sprintf("%s %s tx %d nested %v", a.Verb, a.Object(), a.Tx, a.Nested))
		}, schema.Creates, schema.Drops, schema.Begins)
	})
	equal(t, []string{
		"drop a tx 0 nested false", "begin  tx 1 nested false", "create c tx 1 nested false", "begin  tx 1 nested true",
		"create d tx 0 nested false", "begin  tx 2 nested false", "drop b tx 2 nested false",
	}, got)
}

func TestWhatIsNewIsNotChanged(t *testing.T) {
	p := migration(t, twoTables, lines(
		"CREATE TABLE c (id int);",
		"ALTER TABLE c RENAME TO d;",
		"ALTER TABLE d ADD x int;",
		"ALTER TABLE a ADD x int;",
		"CREATE TEMP TABLE e (id int);",
	))
	var got []string
	look(p, func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) { got = append(got, a.Object()) }, schema.AddsColumn, schema.Creates, schema.Renames)
		for _, name := range []string{"a", "c", "d"} {
			if made := p.Made(schema.Key{Kind: schema.KindTable, Name: name}); made != (name != "a") {
				t.Errorf("%s is made: %v", name, made)
			}
		}
	})
	equal(t, []string{"a.x"}, got)
}

func TestLaterAndEarlier(t *testing.T) {
	p := migration(t, twoTables, lines("ALTER TABLE a ADD x int;", "ALTER TABLE public.a DROP id;", "ALTER TABLE b ADD y int;"))
	adds := func(a *lint.Act) bool { return a.Verb == schema.AddsColumn }
	look(p, func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if !p.Earlier(a, adds) || p.Later(a, adds) {
				t.Errorf("before %s: %v, after it: %v", a.Object(), p.Earlier(a, adds), p.Later(a, adds))
			}
		}, schema.DropsColumn)
	})
}

func TestReplacedAndRebuilt(t *testing.T) {
	p := migration(t, twoTables, lines("CREATE TABLE a_new (id bigint);", "DROP TABLE a;", "ALTER TABLE a_new RENAME TO a;", "DROP TABLE b;"))
	var rebuilt []string
	look(p, func(p *lint.Pass) {
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			rebuilt = append(rebuilt, fmt.Sprintf("%s: %s to %s", a.Object(), was.Column("id").Type, now.Column("id").Type))
		})
		p.Each(func(a *lint.Act) {
			if p.Replaced(a) != (a.On.Name == "a") {
				t.Errorf("%s is replaced: %v", a.Object(), p.Replaced(a))
			}
		}, schema.Drops)
		equal(t, true, p.Rebuilds())
	})
	equal(t, []string{"a: integer to bigint"}, rebuilt)
}

func TestAbsent(t *testing.T) {
	p := migration(t, twoTables, lines("DROP TABLE IF EXISTS a;", "DROP TABLE IF EXISTS nothing;"))
	var got []string
	look(p, func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if p.Absent(a) {
				got = append(got, a.Object())
			}
		}, schema.Drops)
	})
	equal(t, []string{"nothing"}, got)
}

func TestTablesOfAMigrationAreThoseItTouches(t *testing.T) {
	p := migration(t, twoTables+" CREATE TABLE c (id int);", lines("ALTER TABLE a ADD x int;", "CREATE INDEX i ON b (id);", "COMMENT ON TABLE c IS 'x';", "CREATE TABLE d ();"))
	var got []string
	look(p, func(p *lint.Pass) {
		for _, table := range p.Tables {
			got = append(got, table.Name)
		}
	})
	equal(t, []string{"a", "b", "d"}, got)
}

func TestTablesOnBothSides(t *testing.T) {
	p := migration(t, "CREATE TABLE a (id int); CREATE INDEX A_Idx ON a (id);", "ALTER TABLE a ADD x int;")
	a := schema.Key{Kind: schema.KindTable, Schema: "public", Name: "a"}
	look(p, func(p *lint.Pass) {
		equal(t, 1, len(p.Was(a).Columns))
		equal(t, 2, len(p.Now(a).Columns))
		equal(t, 2, len(p.Table(schema.Key{Kind: schema.KindTable, Name: "a"}).Columns)) // without its schema
		if table := p.Table(schema.Key{Kind: schema.KindTable, Schema: "s", Name: "a"}); table != nil {
			t.Errorf("s.a is %s", table.Display())
		}
		table, index := p.Index("a_IDX")
		if table == nil || index == nil || index.Name != "a_idx" {
			t.Errorf("the index is %v of %v", index, table)
		}
		if table, index := p.Index("no_idx"); table != nil || index != nil {
			t.Errorf("no_idx is %v of %v", index, table)
		}
	})
}

// A table that comes under another name is reported where it is created.
func TestPlacesFollowRenames(t *testing.T) {
	p := migration(t, "", lines("", "CREATE TABLE c (id int);", "ALTER TABLE c RENAME TO d;"))
	look(p, func(p *lint.Pass) {
		equal(t, 2, p.Tables[0].Pos.Line)
		equal(t, 2, p.Tables[0].Column("id").Pos.Line)
	})
}

func TestAccessIsReportedAtItsStatement(t *testing.T) {
	p := migration(t, "CREATE SCHEMA s; CREATE TABLE s.a (id int);", lines("SELECT 1;", "GRANT SELECT ON s.a TO PUBLIC;", "SELECT 2;"))
	on := schema.Key{Kind: schema.KindTable, Schema: "s", Name: "a"}
	p.SetAccess([]plan.Access{{On: on}, {On: schema.Key{Kind: schema.KindTable, Schema: "s", Name: "b"}}})
	equal(t, 2, p.Access[0].Pos.Line)
	equal(t, 1, p.Access[1].Pos.Line) // the first statement where none names the object
	equal(t, len("SELECT 1;\n"), p.OffsetOf(p.Access[0].Pos))
	equal(t, 0, p.OffsetOf(schema.Pos{}))
}
