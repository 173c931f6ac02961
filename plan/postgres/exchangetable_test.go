package postgres_test

import (
	"slices"
	"strings"
	"testing"
)

const (
	plainTable = "CREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, x integer NOT NULL, b text, r integer REFERENCES a, PRIMARY KEY (id, x));\nCREATE INDEX i ON t (b);\n"
	parts      = "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);\nCREATE TABLE t2 PARTITION OF t DEFAULT;\n"
)

// partitioned is a schema whose table t is partitioned.
func partitioned(plain string) string {
	from, rest, _ := strings.Cut(plain, "PRIMARY KEY (id, x));\n")
	return from + "PRIMARY KEY (id, x)) PARTITION BY LIST (x);\n" + parts + rest
}

// TestTableExchanged: a large table that becomes partitioned is replaced by one beside it.
func TestTableExchanged(t *testing.T) {
	kinds := func(e example) string {
		p, err := e.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		list, _ := kindsAndStatements(p)
		for _, f := range p.Findings {
			if f.Blocks {
				list += ", " + f.Rule
			}
		}
		return list
	}
	const short = "set rows aside, drop table, create table, create table, create table, bring rows back, create index, create foreign key"
	for _, c := range []struct {
		rule string
		e    example
		want string
	}{
		{"large", example{large: "t", beside: true}, "create table beside, fill table, stop copying rows, set table aside, exchange table, go on with sequences, rename index, drop former table"},
		{"not large", example{beside: true}, short + ", partition-change"},
		{"not asked for", example{large: "t"}, short + ", partition-change"},
		{"short forms", example{large: "t", beside: true, plain: true}, short + ", partition-change"},
	} {
		c.e.from, c.e.to = plainTable, partitioned(plainTable)
		if got := kinds(c.e); got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
}

// TestTableExchangedLocks: the exchange locks the table alone, and the table that the old one refers to is locked
// when that is committed.
func TestTableExchangedLocks(t *testing.T) {
	e := example{from: plainTable, to: partitioned(plainTable), large: "t", beside: true}
	p, err := e.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range p.Steps {
		if s.Kind == "drop former table" && s.Lock != "ACCESS EXCLUSIVE on public.schemadiff_t_former and public.a" {
			t.Errorf("%s locks %s", s.Kind, s.Lock)
		}
		if s.Kind == "drop former table" && len(s.LockFirst) > 0 {
			t.Errorf("%s gets locks of %v first", s.Kind, s.LockFirst)
		}
		if strings.Contains(s.Lock, "public.a") && !slices.Contains([]string{"create table beside", "drop former table"}, string(s.Kind)) {
			t.Errorf("%s locks %s", s.Kind, s.Lock)
		}
	}
}

// TestTableNotExchanged: what a table beside another does not carry over, or what would not be in step, keeps the
// form away, and the finding says why.
func TestTableNotExchanged(t *testing.T) {
	function := "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
	for _, c := range []struct{ rule, from, to, why string }{
		{"no key in the old table", strings.Replace(plainTable, ", PRIMARY KEY (id, x)", "", 1), partitioned(plainTable), "it has no key before and after"},
		{"another type", plainTable, strings.Replace(partitioned(plainTable), "b text,", "b integer, -- @using length(b)\n", 1), "column b gets another type: its expression @using calls functions"},
		{"another type of the server", plainTable, strings.Replace(partitioned(plainTable), "b text", "b varchar(9)", 1), "-"},
		{"key that loses a column", partitioned(plainTable), strings.Replace(plainTable, "PRIMARY KEY (id, x)", "PRIMARY KEY (id)", 1), "-"},
		{"another partition key", partitioned(plainTable), strings.NewReplacer("t1", "p1", "t2", "p2", "LIST (x)", "RANGE (x)", "IN (1)", "FROM (1) TO (2)").Replace(partitioned(plainTable)), "-"},
		{"function of the old table that is recreated", "CREATE FUNCTION h(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';\n" + plainTable + "CREATE INDEX j ON t (h(x));",
			"CREATE FUNCTION h(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint';\n" + partitioned(plainTable), "the old table needs function public.h(integer), which is recreated"},
		{"partition with rows elsewhere", strings.Replace(partitioned(plainTable), "CREATE TABLE t2 PARTITION OF t DEFAULT", "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE t2 PARTITION OF t DEFAULT SERVER s", 1), plainTable, "foreign table public.t2 keeps its rows elsewhere"},
		{"partition that is published", partitioned(plainTable) + "CREATE PUBLICATION p FOR TABLE t1;", plainTable, "publication p sends its rows"},

		{"new numbers", plainTable, strings.Replace(partitioned(plainTable), "b text", "b text, n bigserial", 1), "new column n numbers the rows"},
		{"identity", strings.Replace(plainTable, "GENERATED ALWAYS AS IDENTITY", "", 1), partitioned(plainTable), "column id becomes an identity column"},
		{"rule", plainTable + "CREATE RULE q AS ON DELETE TO t DO INSTEAD NOTHING;", "", "it has rule q"},
		{"publication", plainTable + "CREATE PUBLICATION p FOR TABLE t;", "", "publication p sends its rows"},
		{"row security", plainTable + "ALTER TABLE t FORCE ROW LEVEL SECURITY;", "", "row security is forced"},
		{"child table", plainTable + "CREATE TABLE c () INHERITS (t);", partitioned(plainTable) + "CREATE TABLE c (id integer, x integer, b text, r integer);", "it has child tables"},
		{"first trigger", plainTable + function + "CREATE TRIGGER \"00\" AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();", "", "trigger 00 fires before"},
		{"materialized view", plainTable + "CREATE MATERIALIZED VIEW m AS SELECT b FROM t;", "", "materialized view public.m would be recreated"},
		{"reference to itself", strings.Replace(plainTable, "b text", "b text, o integer, ox integer, FOREIGN KEY (o, ox) REFERENCES t", 1), "", "refers to the table itself"},
		{"partition that is there", plainTable + "CREATE TABLE t1 (id integer NOT NULL, x integer NOT NULL, b text, r integer);", partitioned(plainTable), "table public.t1 is there already"},
		{"name that is taken", plainTable + "CREATE TABLE schemadiff_t_next (a integer);", "", "schemadiff_t_next is a name that the new table would need"},
		{"index name that is taken", plainTable + "CREATE TABLE schemadiff_i_next (a integer);", "", "schemadiff_i_next is a name that the new table would need"},
		{"former name that is taken", plainTable + "CREATE VIEW schemadiff_t_former AS SELECT 1 AS a;", "", "schemadiff_t_former is a name that the new table would need"},
		{"former index name that is taken", plainTable + "CREATE TABLE schemadiff_i_former (a integer);", "", "schemadiff_i_former is a name that the new table would need"},
		{"former table that is left", plainTable + "CREATE TABLE schemadiff_t_former (a integer);\nCOMMENT ON TABLE schemadiff_t_former IS 'schemadiff: was table t';", partitioned(plainTable), "table public.schemadiff_t_former is still to be dropped"},
		{"function name that is taken", plainTable + "CREATE FUNCTION schemadiff_t_copy() RETURNS integer LANGUAGE sql AS 'SELECT 1';", "", "has the name that the new one would need"},
		{"sequence name that is taken", plainTable + "CREATE TABLE t_id_seq_old (a integer);", "", "t_id_seq_old is a name that the new table would need"},
		{"row type", plainTable + "CREATE FUNCTION g(t) RETURNS integer LANGUAGE sql AS 'SELECT 1';\nCREATE TABLE o (v t);", "", ""},
		{"reference that changes its table", plainTable, strings.Replace(partitioned(plainTable), "REFERENCES a", "REFERENCES a ON DELETE CASCADE", 1), "-"},
	} {
		t.Run(strings.ReplaceAll(c.rule, " ", "-"), func(t *testing.T) {
			to := c.to
			if to == "" {
				to = partitioned(c.from)
			}
			e := example{from: c.from, to: to, large: "t", beside: true}
			p, err := e.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			exchanged := false
			for _, s := range p.Steps {
				exchanged = exchanged || s.Kind == "exchange table"
			}
			if exchanged != (c.why == "-") {
				t.Errorf("exchanged: %v", exchanged)
			}
			if text := hints(p); c.why != "-" && !strings.Contains(text, c.why) {
				t.Errorf("no finding says %q:\n%s", c.why, text)
			}
		})
	}
}

// TestTableUnderWay: whatever a plan has done when it is broken off, the next one goes on from there, or clears it
// away where the files ask for something else.
func TestTableUnderWay(t *testing.T) {
	to := partitioned(plainTable)
	first, err := example{from: plainTable, to: to, large: "t", beside: true}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	var begins, most []string
	for i, s := range first.Steps {
		for _, st := range s.Statements {
			if i == 0 {
				begins = append(begins, st.SQL)
			}
			if i < len(first.Steps)-1 {
				most = append(most, st.SQL)
			}
		}
	}
	const whole = "fill table, stop copying rows, set table aside, exchange table, go on with sequences, rename index, drop former table"
	for _, c := range []struct {
		rule, to string
		plain    bool
		done     []string
		want     string
	}{
		{"goes on", to, false, begins, whole},
		{"given up", plainTable, false, begins, "clear up table beside"},
		{"other partitions", strings.Replace(to, "t2", "t3", 1), false, begins, "clear up table beside, create table beside, " + whole},
		{"short form", to, true, begins, "clear up table beside, set rows aside, drop table, create table, create table, create table, bring rows back, create index, create foreign key"},
		{"the table goes", "CREATE TABLE a (id integer PRIMARY KEY);\n", false, begins, "clear up table beside, drop table"},
		{"the files have it", plainTable + strings.Join(begins, ";\n") + ";", false, begins, ""},
		{"all but the drop", to, false, most, "drop former table"},
		{"the files have the former one", plainTable + strings.Join(most, ";\n") + ";", false, most, ""},
	} {
		goesOn(t, c.rule, example{from: plainTable, to: c.to, large: "t", beside: true, plain: c.plain}, c.done, c.want)
	}
}
