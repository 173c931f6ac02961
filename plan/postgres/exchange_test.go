package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// TestBesideRefused: what a column beside another does not carry over, or what would act on the rows
// as they are filled, keeps the form away, and the finding says why.
func TestBesideRefused(t *testing.T) {
	const plain = "CREATE TABLE t (a integer, b text);\n"
	for _, c := range []struct{ rule, from, why string }{
		{"values of a column that changes too", "CREATE TABLE t (a integer, -- @using b::integer\n b date);", "its values are made of column b"},
		{"values of others", "CREATE TABLE t (a integer, b date -- @using a::text\n);", "the new values of column b are made of it"},
		{"function", "CREATE TABLE t (a integer, -- @using abs(a)\n b text);", "its expression @using calls functions"},
		{"clock", "CREATE TABLE t (a integer, -- @using extract(year from current_date)::integer + a\n b text);", "its expression @using calls functions"},
		{"index that changes", plain + "ALTER TABLE t ADD COLUMN z integer;\nCREATE INDEX i ON t (a, z);", "index public.i is on the column"},
		{"index on two columns that change", "CREATE TABLE t (a integer, b date);\nCREATE INDEX i ON t (b, a);", "index public.i is on column b too"},
		{"check on two columns that change", "CREATE TABLE t (a integer, b date, CONSTRAINT c CHECK (a > 0 OR b IS NULL));", "check constraint public.t.c is on column b too"},
		{"clustered index", plain + "CREATE INDEX i ON t (a);\nALTER TABLE t CLUSTER ON i;", "index public.i is on the column"},
		{"partial index", plain + "CREATE INDEX i ON t (b) WHERE a > 0;", "index public.i is on the column"},
		{"index on an expression", plain + "CREATE INDEX i ON t ((a + 1));", "index public.i is on the column"},
		{"check that changes", plain + "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0 AND b <> 'z');", "check constraint public.t.c is on the column"},
		{"reference from a partition", "CREATE TABLE t (a integer PRIMARY KEY, b text);\nCREATE TABLE r (x integer, y integer REFERENCES t) PARTITION BY LIST (x);\nCREATE TABLE r1 PARTITION OF r DEFAULT;", "foreign key public.r.r_y_fkey refers to the column"},
		{"reference that is not valid", "CREATE TABLE t (a integer PRIMARY KEY, b text);\nCREATE TABLE r (y integer);\nALTER TABLE r ADD CONSTRAINT f FOREIGN KEY (y) REFERENCES t NOT VALID;", "foreign key public.r.f refers to the column"},
		{"clustered key", "CREATE TABLE t (a integer PRIMARY KEY, b text);\nALTER TABLE t CLUSTER ON t_pkey;", "primary key public.t is on the column"},
		{"replica identity", "CREATE TABLE t (a integer NOT NULL UNIQUE, b text);\nALTER TABLE t REPLICA IDENTITY USING INDEX t_a_key;", "unique constraint public.t.t_a_key is on the column"},
		{"statistics", plain + "CREATE STATISTICS s ON a, b FROM t;", "statistics public.s uses the column"},
		{"generated column", "CREATE TABLE t (a integer, b text, g integer GENERATED ALWAYS AS (a + 1) STORED);", "column public.t.g is computed from the column"},
		{"row security", plain + "ALTER TABLE t FORCE ROW LEVEL SECURITY;", "row security is forced"},
		{"rule", plain + "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;", "the table has rule r"},
		{"child table", plain + "CREATE TABLE c () INHERITS (t);", "the table has parents or child tables"},
		{"partitions", "CREATE TABLE t (a integer, b text) PARTITION BY LIST (b);", "the table is partitioned, or a partition"},
		{"publication", plain + "CREATE PUBLICATION p FOR TABLE t;", "publication p sends its rows"},
		{"publication of all", plain + "CREATE PUBLICATION p FOR ALL TABLES;", "publication p sends its rows"},
		{"check that is not valid", plain + "ALTER TABLE t ADD CONSTRAINT c CHECK (b <> '') NOT VALID;", "rows may break a check"},
		{"row type", plain + "CREATE TABLE o (x t);", "columns hold values of the row type of the table"},
		{"trigger", plain + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\nCREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f();",
			"trigger g would act on each row that is filled"},
		{"later trigger", plain + "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\nCREATE TRIGGER zzz BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();",
			"trigger zzz changes rows after"},
		{"name that is taken", "CREATE TABLE t (a integer, b text, schemadiff_a_next text);", "has the name that the new one would need"},
	} {
		t.Run(strings.ReplaceAll(c.rule, " ", "-"), func(t *testing.T) {
			to := strings.NewReplacer("b date", "b text", "a, z", "a, b", "'z'", "'y'", "a integer", "a bigint", "a serial", "a bigserial", "g integer", "g bigint").Replace(c.from)
			e := example{from: c.from, to: to, large: "t", beside: true}
			p, err := e.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range p.Steps {
				if s.Kind == "exchange column" {
					t.Fatal("the column is exchanged")
				}
			}
			if text := hints(p); !strings.Contains(text, c.why) {
				t.Errorf("no finding says %q:\n%s", c.why, text)
			}
		})
	}
}

// hints are the findings of a plan with what they advise.
func hints(p *plan.Plan) string {
	var b strings.Builder
	for _, f := range p.Findings {
		b.WriteString(f.Rule + ": " + f.Message + "; " + f.Hint + "\n")
	}
	return b.String()
}

// kindsAndStatements are the kinds of a plan's steps, separated by commas, and their statements.
func kindsAndStatements(p *plan.Plan) (kinds string, statements []string) {
	var list []string
	for _, s := range p.Steps {
		list = append(list, string(s.Kind))
		for _, st := range s.Statements {
			statements = append(statements, st.SQL)
		}
	}
	return strings.Join(list, ", "), statements
}

// TestBeside: a column of a large table is replaced by one beside it.
func TestBeside(t *testing.T) {
	const from = "CREATE TABLE t (a integer NOT NULL DEFAULT 1, b text);\nCOMMENT ON COLUMN t.a IS 'x';\nCREATE VIEW v AS SELECT a FROM t;"
	to := strings.Replace(from, "integer", "bigint", 1)
	kinds := func(e example) string {
		p, err := e.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := kindsAndStatements(p)
		for _, f := range p.Findings {
			list += ", " + f.Rule
		}
		return list
	}
	const whole = "add column beside, fill column, validate constraint, drop view, exchange column, create view"
	for _, c := range []struct {
		rule string
		e    example
		want string
	}{
		{"large", example{from: from, to: to, large: "t", beside: true}, whole},
		{"not large", example{from: from, to: to, beside: true}, "drop view, alter column, create view"},
		{"not asked for", example{from: from, to: to, large: "t"}, "drop view, alter column, create view, type-change-rewrites"},
		{"short forms", example{from: from, to: to, large: "t", beside: true, plain: true}, "drop view, alter column, create view"},
		{"the order of columns counts", example{from: from, to: to, large: "t", beside: true, order: true}, "drop view, alter column, create view, type-change-rewrites"},
	} {
		if got := kinds(c.e); got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
}

// TestBesideCarriesOver: indexes and checks of the column are those of the new one.
func TestBesideCarriesOver(t *testing.T) {
	const from = `CREATE TABLE t (a integer, b text, CONSTRAINT c CHECK (a > 0));
CREATE UNIQUE INDEX i ON t (b, a DESC) INCLUDE (a);
COMMENT ON INDEX i IS 'x';
COMMENT ON CONSTRAINT c ON t IS 'y';`
	to := strings.Replace(from, "t (a integer", "t (a bigint", 1)
	p, err := example{from: from, to: to, large: "t", beside: true}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	got, statements := kindsAndStatements(p)
	const want = "add column beside, fill column, build index, drop check constraint, exchange column, create check constraint, validate constraint"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	end, err := executed(read(t, from), statements)
	if err != nil {
		t.Fatal(err)
	}
	if changes := plan.Compare(end, read(t, to)); len(changes) > 0 {
		t.Errorf("it does not end in the schema wanted: %v", changes)
	}
}

// goesOn plans from where some statements have led, and checks the kinds of its steps and that it ends in the schema wanted.
func goesOn(t *testing.T, rule string, e example, done []string, want string) {
	t.Helper()
	begun, err := executed(read(t, e.from), done)
	if err != nil {
		t.Fatal(err)
	}
	planner, err := newPlanner(e)
	if err != nil {
		t.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{From: begun, To: read(t, e.to), Facts: e.facts()})
	if err != nil {
		t.Fatal(err)
	}
	got, rest := kindsAndStatements(p)
	if got != want {
		t.Errorf("%s: got %s, want %s\n%s", rule, got, want, describe(p))
		return
	}
	end, err := executed(read(t, e.from), append(slices.Clone(done), rest...))
	if err != nil {
		t.Errorf("%s: %v", rule, err)
		return
	}
	if changes := plan.Compare(end, read(t, e.to)); len(changes) > 0 {
		t.Errorf("%s: it does not end in the schema wanted: %v", rule, changes)
	}
}

// TestBesideUnderWay: whatever a plan has done when it is broken off, the next one goes on from there,
// or clears it away where the files ask for something else.
func TestBesideUnderWay(t *testing.T) {
	const from = "CREATE TABLE t (a integer NOT NULL DEFAULT 1, b text);"
	const to = "CREATE TABLE t (a bigint NOT NULL DEFAULT 1, b text);"
	first, err := example{from: from, to: to, large: "t", beside: true}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	var begins []string
	for _, st := range first.Steps[0].Statements {
		begins = append(begins, st.SQL)
	}
	for _, c := range []struct {
		rule, to string
		plain    bool
		want     string
	}{
		{"goes on", to, false, "fill column, validate constraint, exchange column"},
		{"given up", from, false, "clear up column beside"},
		{"another type", strings.Replace(to, "bigint", "numeric", 1), false, "clear up column beside, add column beside, fill column, validate constraint, exchange column"},
		{"the column goes", "CREATE TABLE t (b text);", false, "clear up column beside, drop column"},
		{"the table goes", "", false, "clear up column beside, drop table"},
		{"short form", to, true, "clear up column beside, alter column"},
		{"the files have it", from + strings.Join(begins, ";\n") + ";", false, ""},
	} {
		goesOn(t, c.rule, example{from: from, to: c.to, large: "t", beside: true, plain: c.plain}, begins, c.want)
	}
}

// TestBesideMark: a column is one of ours by its name and its comment, and never one that the files have.
func TestBesideMark(t *testing.T) {
	const mark = "COMMENT ON COLUMN t.%s IS 'schemadiff: takes the place of column a';"
	for _, c := range []struct{ rule, from, to, want string }{
		{"of another name", "CREATE TABLE t (a integer, x bigint);" + fmt.Sprintf(mark, "x"), "CREATE TABLE t (a integer);", "drop column"},
		{"without the comment", "CREATE TABLE t (a integer, schemadiff_a_next bigint);", "CREATE TABLE t (a integer);", "drop column"},
		{"ours", "CREATE TABLE t (a integer, schemadiff_a_next bigint);" + fmt.Sprintf(mark, "schemadiff_a_next"), "CREATE TABLE t (a integer);", "clear up column beside"},
		{"in the files too", "CREATE TABLE t (a integer, schemadiff_a_next bigint);" + fmt.Sprintf(mark, "schemadiff_a_next"), "CREATE TABLE t (a integer, schemadiff_a_next bigint);", "alter column"},
	} {
		p, err := example{from: c.from, to: c.to, large: "t"}.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := kindsAndStatements(p); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

// TestBesideKeys: keys, references on both sides, and sequences go over to the new column.
func TestBesideKeys(t *testing.T) {
	for _, c := range []struct{ rule, from, want string }{
		{"primary key", "CREATE TABLE t (a integer PRIMARY KEY, b text);\nCOMMENT ON CONSTRAINT t_pkey ON t IS 'x';",
			"add column beside, fill column, validate constraint, build index, exchange column"},
		{"unique with other columns", "CREATE TABLE t (a integer, b text, CONSTRAINT u UNIQUE (b, a) INCLUDE (a) DEFERRABLE);",
			"add column beside, fill column, build index, exchange column"},
		{"references to it", "CREATE TABLE t (a integer PRIMARY KEY, b text);\nCREATE TABLE r (x integer REFERENCES t ON DELETE CASCADE, y integer CONSTRAINT f REFERENCES t DEFERRABLE);",
			"add column beside, fill column, validate constraint, build index, exchange column, validate constraint, validate constraint"},
		{"a reference of its own", "CREATE TABLE p (id integer PRIMARY KEY);\nCREATE TABLE t (a integer REFERENCES p, b text);",
			"add column beside, fill column, exchange column, validate constraint"},
		{"a reference to itself", "CREATE TABLE t (a integer PRIMARY KEY, b text, up integer REFERENCES t);",
			"add column beside, fill column, validate constraint, build index, exchange column, validate constraint"},
		{"serial", "CREATE TABLE t (a serial PRIMARY KEY, b text);",
			"add column beside, fill column, validate constraint, build index, alter sequence, exchange column"},
		{"identity", "CREATE TABLE t (a integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b text);\nCOMMENT ON SEQUENCE t_a_seq IS 'x';",
			"add column beside, fill column, validate constraint, build index, exchange column"},
	} {
		to := strings.NewReplacer("(a integer", "(a bigint", "a serial", "a bigserial").Replace(c.from)
		p, err := example{from: c.from, to: to, large: "t", beside: true}.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		got, statements := kindsAndStatements(p)
		if got != c.want {
			t.Errorf("%s: got %s, want %s\n%s", c.rule, got, c.want, describe(p))
		}
		end, err := executed(read(t, c.from), statements)
		if err != nil {
			t.Errorf("%s: %v\n%s", c.rule, err, describe(p))
			continue
		}
		if changes := plan.Compare(end, read(t, to)); len(changes) > 0 {
			t.Errorf("%s: it does not end in the schema wanted: %v\n%s", c.rule, changes, describe(p))
		}
	}
}
