package syntax

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	pg_query "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// shown returns what is read of a statement: its newer clauses, with the text at their
// places, and what the parser made of the rest.
func shown(s *Statement) string {
	var b strings.Builder
	for _, n := range s.Newer {
		word, _, _ := strings.Cut(s.SQL[n.Location:], " ")
		fmt.Fprintf(&b, "%d@%s", n.Kind, strings.ToLower(strings.TrimRight(word, ",")))
		if n.command > 0 {
			fmt.Fprintf(&b, " #%d", n.command)
		}
		if n.Name != "" || n.Column != "" {
			fmt.Fprintf(&b, " %s(%s)", n.Name, n.Column)
		}
		for _, flag := range []struct {
			on   bool
			name string
		}{{n.NoInherit, "noinherit"}, {n.NotValid, "notvalid"}, {n.alone, "alone"}} {
			if flag.on {
				b.WriteString(" " + flag.name)
			}
		}
		b.WriteString("; ")
	}
	text, err := grammar.Deparse(&pg_query.ParseResult{Stmts: []*pg_query.RawStmt{{Stmt: s.Node}}})
	if err != nil {
		text = err.Error()
	}
	return b.String() + text
}

func TestNewerClauses(t *testing.T) {
	const (
		virtual, enforced, notEnforced, overlaps, period, notNull = "0", "1", "2", "3", "4", "5"
	)
	for _, c := range []struct{ sql, want string }{
		{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL NOT NULL)",
			virtual + "@generated #1; CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED NOT NULL)"},
		{"CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) NOT NULL, c int GENERATED ALWAYS AS (a) STORED)",
			virtual + "@generated #1; CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED NOT NULL, c int GENERATED ALWAYS AS (a) STORED)"},
		{"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, virtual enforced, generated int, period period)",
			"CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, virtual enforced, generated int, period period)"},
		{"CREATE UNLOGGED TABLE IF NOT EXISTS s.t (a int CHECK (a > 0) NOT ENFORCED REFERENCES b ENFORCED, CONSTRAINT f FOREIGN KEY (a) REFERENCES s.b (c) ON DELETE SET NULL NOT ENFORCED)",
			notEnforced + "@not; " + enforced + "@enforced; " + notEnforced + "@not #1; CREATE UNLOGGED TABLE IF NOT EXISTS s.t (a int CHECK (a > 0) REFERENCES b, CONSTRAINT f FOREIGN KEY (a) REFERENCES s.b (c) ON DELETE SET NULL)"},
		{"CREATE TABLE t (a int, p tsrange, PRIMARY KEY (a, p WITHOUT OVERLAPS), UNIQUE NULLS NOT DISTINCT (a, p without overlaps), FOREIGN KEY (a, PERIOD p) REFERENCES u (a, PERIOD \"Q\"))",
			overlaps + "@without #2; " + overlaps + "@without #3; " + period + "@period #4; " + period + "@period #4; CREATE TABLE t (a int, p tsrange, PRIMARY KEY (a, p), UNIQUE NULLS NOT DISTINCT (a, p), FOREIGN KEY (a, p) REFERENCES u (a, \"Q\"))"},
		{"CREATE TABLE t (a int CONSTRAINT nn NOT NULL NO INHERIT, b int)",
			"8@no; CREATE TABLE t (a int CONSTRAINT nn NOT NULL, b int)"},
		{"ALTER TABLE ONLY s.t ADD COLUMN IF NOT EXISTS b int GENERATED ALWAYS AS (a) VIRTUAL, ADD CHECK (a > 0) NOT ENFORCED, ADD CONSTRAINT u UNIQUE (a, p WITHOUT OVERLAPS)",
			virtual + "@generated; " + notEnforced + "@not #1; " + overlaps + "@without #2; ALTER TABLE ONLY s.t ADD COLUMN IF NOT EXISTS b int GENERATED ALWAYS AS (a) STORED, ADD CHECK (a > 0), ADD CONSTRAINT u UNIQUE (a, p)"},
		{"ALTER TABLE t ALTER COLUMN b SET EXPRESSION AS (a * 2), ALTER c SET EXPRESSION AS ((1))",
			"6@expression (b); 6@expression #1 (c); ALTER TABLE t ALTER COLUMN b SET DEFAULT a * 2, ALTER COLUMN c SET DEFAULT 1"},
		{"ALTER TABLE t ALTER CONSTRAINT n NOT ENFORCED, ALTER CONSTRAINT n DEFERRABLE ENFORCED",
			notEnforced + "@not n() alone; " + enforced + "@enforced #1 n(); ALTER TABLE t ALTER CONSTRAINT n, ALTER CONSTRAINT n DEFERRABLE"},
		{"ALTER TABLE t ALTER CONSTRAINT n NO INHERIT, ALTER CONSTRAINT n INHERIT",
			"8@no n() alone; 7@inherit #1 n() alone; ALTER TABLE t ALTER CONSTRAINT n, ALTER CONSTRAINT n"},
		{"ALTER DOMAIN d ADD CONSTRAINT n NOT NULL", notNull + "@constraint n(); ALTER DOMAIN d SET NOT NULL"},
	} {
		list, _, errs := read(t, c.sql+";")
		if len(list) != 1 {
			t.Errorf("%s: %q", c.sql, errs)
			continue
		}
		if diff := cmp.Diff(c.want, shown(list[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sql, diff)
		}
	}
}

// notNulls lists the NOT NULL constraints of a table's own.
func notNulls(s *Statement) (out []string) {
	for _, n := range s.Newer {
		if n.Kind != NotNull {
			continue
		}
		line := n.Name + "(" + n.Column + ")"
		if n.NoInherit {
			line += " no inherit"
		}
		if n.NotValid {
			line += " not valid"
		}
		out = append(out, line)
	}
	return out
}

func TestNotNullOfATable(t *testing.T) {
	for _, c := range []struct {
		sql  string
		want []string
		rest int
	}{
		{"CREATE TABLE t (a int, CONSTRAINT n NOT NULL a)", []string{"n(a)"}, 1},
		{`CREATE TABLE t (CONSTRAINT "É" NOT NULL "Ü" NO INHERIT, a int, NOT NULL a)`, []string{"É(Ü) no inherit", "(a)"}, 1},
		{"CREATE TABLE t (NOT NULL a, CONSTRAINT n NOT NULL b) INHERITS (p)", []string{"(a)", "n(b)"}, 0},
		{"CREATE TABLE t PARTITION OF p (CONSTRAINT n NOT NULL a) FOR VALUES IN (1)", []string{"n(a)"}, 0},
		{"CREATE TABLE t PARTITION OF s.p (NOT NULL a, CHECK (a > 1), NOT NULL b) DEFAULT", []string{"(a)", "(b)"}, 1},
		{"CREATE TABLE t OF s.ty (NOT NULL a)", []string{"(a)"}, 0},
		{"CREATE FOREIGN TABLE t (a int, NOT NULL a) SERVER s", []string{"(a)"}, 1},
		{"ALTER TABLE t ADD NOT NULL c", []string{"(c)"}, 0},
		{"ALTER TABLE t ADD CHECK (a > 0), ADD CONSTRAINT n NOT NULL c NO INHERIT NOT VALID, DROP COLUMN d", []string{"n(c) no inherit not valid"}, 2},
		{"ALTER TABLE t ADD NOT NULL a, ADD CONSTRAINT n NOT NULL b", []string{"(a)", "n(b)"}, 0},
	} {
		list, _, errs := read(t, c.sql)
		if len(list) != 1 {
			t.Errorf("%s: %q", c.sql, errs)
			continue
		}
		if diff := cmp.Diff(c.want, notNulls(list[0])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sql, diff)
		}
		if got := len(list[0].create().GetTableElts()) + len(list[0].Node.GetAlterTableStmt().GetCmds()); got != c.rest {
			t.Errorf("%s: %d other elements or commands, want %d", c.sql, got, c.rest)
		}
	}
}

func TestPlacesBehindNewerClauses(t *testing.T) {
	sql := "CREATE TABLE é (a int GENERATED ALWAYS AS (1), CONSTRAINT ü NOT NULL a, b int CHECK (b > 0) NOT ENFORCED, c int)"
	list, _, errs := read(t, sql+"; ALTER TABLE t ADD NOT NULL é, ADD x")
	if len(list) != 1 || len(errs) != 1 || errs[0] != `a.sql:1:150: syntax error at end of input` {
		t.Fatalf("%d statements, errors %q", len(list), errs)
	}
	for i, want := range []string{"a", "b", "c"} {
		def := list[0].columnDefs()[i]
		if got := sql[def.Location:][:1]; got != want || def.Colname != want {
			t.Errorf("column %d is %s at %q, want %s", i, def.Colname, got, want)
		}
	}
	at := list[0].columnDefs()
	if !list[0].Has(NotEnforced, at[1].Location, at[2].Location) || list[0].Has(NotEnforced, 0, at[1].Location) {
		t.Errorf("NOT ENFORCED is not found where it stands: %+v", list[0].Newer)
	}
}
