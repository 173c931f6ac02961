package rules_test

// The changes that findings carry, which lint --fix writes into files. Safe ones lead to the same
// schema; after all of them the findings are gone, the text is still SQL, nothing worse is reported
// than before, and a second time nothing is changed. Tried with the examples of all pages, spelled
// in several ways, and with random files.

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// edited is a text with the safe edits of one finding.
func edited(text string, f lint.Finding) string {
	out, _ := lint.ApplyEdits(text, [][]lint.Edit{f.Edits})
	return out
}

// editsOf are those of a finding that a mode makes.
func editsOf(f lint.Finding, unsafe bool) []lint.Edit {
	if len(f.Edits) == 0 && unsafe {
		return f.Unsafe
	}
	return f.Edits
}

// fixedText is a text with the changes of all findings of some rules, or of all, until there are none.
func fixedText(t *testing.T, e example, text string, unsafe bool, only string) string {
	t.Helper()
	for range 12 {
		var groups [][]lint.Edit
		for _, f := range e.findings(t, text) {
			if only == "" || f.Rule == only {
				groups = append(groups, editsOf(f, unsafe))
			}
		}
		next, made := lint.ApplyEdits(text, groups)
		if len(made) == 0 {
			return text
		}
		text = next
	}
	t.Errorf("changes have no end:\n%s", text)
	return text
}

// schemaAfter is what a text leads to.
func schemaAfter(t *testing.T, e example, text string) *schema.Schema {
	t.Helper()
	return passOver(t, e.dialect, e.before+text).Analyzed.To
}

// checkFixed compares a text with what changes have made of it.
func checkFixed(t *testing.T, e example, text, after string, unsafe bool) {
	t.Helper()
	report := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s\n%s%s\nbecame\n%s", fmt.Sprintf(format, args...), e.before, text, after)
	}
	before := e.findings(t, text)
	for _, f := range e.findings(t, after) {
		if len(editsOf(f, unsafe)) > 0 {
			report("%s is still reported", f.Rule)
		}
		known := slices.ContainsFunc(before, func(p lint.Finding) bool { return p.Rule == f.Rule }) ||
			f.Rule == "add-unique-existing" // the rows that break a key break its index too
		if f.Rule == "syntax-error" || f.Rule == "unresolved-name" || !known && f.Severity == lint.Error {
			report("now %s is reported: %s", f.Rule, f.Message)
		}
	}
	pass := passOver(t, e.dialect, e.before+after)
	for _, s := range pass.Analyzed.Statements {
		if s.Failed || s.Unread != "" {
			report("cannot be run: %s", s.SQL)
		}
	}
	if changes := plan.Compare(schemaAfter(t, e, text), pass.Analyzed.To); !unsafe && len(changes) > 0 {
		report("the schema is another one: %v", changes[0])
	}
}

// spellings are ways to write a text that change nothing.
func spellings(text string) []string {
	trimmed := strings.TrimRight(text, "; \n")
	return []string{text, "/* ä; */ SELECT 'é;';\n" + text, strings.ReplaceAll(text, "\n", "\r\n"), trimmed, "\t" + trimmed + " ; -- and a comment", "SELECT 1; " + trimmed + "; SELECT 2;",
		"-- what it is for\n" + trimmed + "\n;"}
}

func TestChangesDoWhatTheyPromise(t *testing.T) {
	safe, unsafe := map[string]bool{}, map[string]bool{}
	for _, e := range flaggedExamples() {
		for _, text := range spellings(e.sql) {
			for _, f := range e.findings(t, text) {
				if f.Rule != e.rule.Name || len(f.Edits)+len(f.Unsafe) == 0 {
					continue
				}
				if len(f.Edits) > 0 {
					safe[f.Rule] = true
				} else {
					unsafe[f.Rule] = true
				}
				after := fixedText(t, e, text, len(f.Edits) == 0, f.Rule)
				for _, o := range e.findings(t, after) {
					if o.Rule == f.Rule && len(editsOf(o, true)) > 0 {
						t.Errorf("%s is still reported:\n%s%s\nbecame\n%s", f.Rule, e.before, text, after)
					}
				}
				checkSame(t, e, text, after, len(f.Edits) == 0)
				if again := fixedText(t, e, after, len(f.Edits) == 0, f.Rule); again != after {
					t.Errorf("%s: a second time\n%s\nbecame\n%s", f.Rule, after, again)
				}
				if strings.Contains(text, "\r\n") && strings.Count(after, "\n") != strings.Count(after, "\r\n") {
					t.Errorf("%s: line ends are mixed: %q", f.Rule, after)
				}
			}
		}
	}
	for _, r := range rules.All() {
		says := func(mode string) bool { return strings.Contains(r.Page, "`"+mode+"`") }
		if says("lint --fix") != safe[r.Name] || says("lint --fix=unsafe") != unsafe[r.Name] {
			t.Errorf("%s: safe changes: %t, unsafe ones: %t, and its page says otherwise", r.Name, safe[r.Name], unsafe[r.Name])
		}
	}
}

// checkSame is checkFixed for the changes of one rule, which leave those of others.
func checkSame(t *testing.T, e example, text, after string, unsafe bool) {
	t.Helper()
	changes := plan.Compare(schemaAfter(t, e, text), schemaAfter(t, e, after))
	if !unsafe && len(changes) > 0 {
		t.Errorf("the schema is another one: %v\n%s\nbecame\n%s", changes[0], text, after)
	}
	count := func(text string) (n int) {
		for _, s := range passOver(t, e.dialect, e.before+text).Analyzed.Statements {
			if s.Failed || s.Unread != "" {
				n++
			}
		}
		return n
	}
	if count(after) > count(text) {
		t.Errorf("cannot be run:\n%s\nbecame\n%s", text, after)
	}
}

// randomBases and randomParts are what random files are made of.
var randomBases = map[schema.Dialect]string{
	schema.Postgres: `CREATE TABLE p(id bigint PRIMARY KEY); CREATE TABLE t(id bigint NOT NULL, a text NOT NULL, b int, c int, "d d" int); CREATE INDEX i1 ON t(a); CREATE INDEX i2 ON t(b);
CREATE INDEX i3 ON t(c); CREATE DOMAIN dom AS int; CREATE TABLE u(d dom); CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE UNIQUE INDEX mvi ON mv(id);
CREATE TABLE pt(id int, k int) PARTITION BY LIST (k); CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1); CREATE TABLE pt2 PARTITION OF pt FOR VALUES IN (2);
-- migration
`,
	schema.SQLite: `CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, "b b" TEXT); CREATE TABLE s(id INTEGER PRIMARY KEY, x TEXT, y TEXT);
-- migration
`,
}

var randomParts = map[schema.Dialect][]string{
	schema.Postgres: {
		"ALTER TABLE t ADD CONSTRAINT fk%d FOREIGN KEY (b) REFERENCES p(id)", "ALTER TABLE ONLY t ADD FOREIGN KEY (c) REFERENCES p ON DELETE CASCADE DEFERRABLE",
		"ALTER TABLE t ADD CONSTRAINT \"c %d\" CHECK (b > 0), ADD CHECK (c > 0 AND b IN (1, 2))", "alter table t\n\tadd check (b > %d) -- why\n\t, alter column c set default 1",
		"ALTER TABLE t ALTER COLUMN \"d d\" SET NOT NULL", "ALTER TABLE public.t ALTER b SET NOT NULL", "ALTER TABLE t ADD CONSTRAINT k%d UNIQUE (a, b) INCLUDE (c)",
		"ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (\"d d\") WITH (fillfactor = 70)", "ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (id)", "CREATE UNIQUE INDEX ON t (lower(a))",
		"CREATE INDEX ix%d ON t USING btree (b DESC)", "create /* ; */ index\n  iy%d on t(c)", "DROP INDEX IF EXISTS i1, i2 RESTRICT", "DROP INDEX i3", "REINDEX TABLE t", "REINDEX (VERBOSE) INDEX mvi",
		"REFRESH MATERIALIZED VIEW mv", "ALTER TABLE pt DETACH PARTITION pt1", "ALTER DOMAIN dom ADD CONSTRAINT dc%d CHECK (VALUE > 0)",
		"CREATE TABLE n%d (id serial PRIMARY KEY, j json, js json[] DEFAULT '{}', at timestamp(3) without time zone, c char, v character varying(20) COLLATE \"C\" NOT NULL, p_id int REFERENCES p(id))",
		"CREATE TABLE m%d (id int4 GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (id), \"a b\" char(3) STORAGE extended CHECK (\"a b\" <> ''))",
		"ALTER TABLE t ADD COLUMN x%d varchar(3), ADD y%[1]d timestamp", "ALTER TABLE t ADD COLUMN z%d json", "SELECT 1", "-- schemadiff:allow index-not-concurrent\nCREATE INDEX iz%d ON t(b)",
		"CREATE POLICY pol%d ON t USING (true)",
	},
	schema.SQLite: {
		"INSERT INTO t VALUES (%d, 'a', 'b')", "INSERT INTO t SELECT * FROM s", "CREATE TABLE n%d (id INT PRIMARY KEY, v VARCHAR(3) NOT NULL, s STRING, at DATETIME)",
		"CREATE TABLE k%d (id TEXT PRIMARY KEY, n serial, u varchar(255), t_id BIGINT REFERENCES t(id))", "UPDATE t SET a = \"x\" WHERE id = 1", "CREATE TABLE w%d (a NOT NULL, b, PRIMARY KEY (a, b))",
	},
}

func TestChangesOfRandomFiles(t *testing.T) {
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	for dialect, parts := range randomParts {
		for seed := range rounds {
			rnd := rand.New(rand.NewPCG(uint64(seed), 7))
			var b strings.Builder
			for i := range 1 + rnd.IntN(5) {
				part := parts[rnd.IntN(len(parts))]
				if strings.Contains(part, "%") {
					part = fmt.Sprintf(part, i)
				}
				b.WriteString(part + []string{";\n", "; ", "\n;\n", "; -- a comment\n", ";\n\n-- above\n"}[rnd.IntN(5)])
			}
			text := b.String()
			if rnd.IntN(3) == 0 {
				text = strings.ReplaceAll(text, "\n", "\r\n")
			}
			if rnd.IntN(3) == 0 {
				text = strings.TrimRight(text, "; \r\n")
			}
			e := example{dialect: dialect, before: randomBases[dialect]}
			for _, s := range passOver(t, dialect, e.before+text).Analyzed.Statements {
				if s.Failed {
					text = "" // the same thing made twice
				}
			}
			for _, unsafe := range []bool{false, true} {
				after := fixedText(t, e, text, unsafe, "")
				checkFixed(t, e, text, after, unsafe)
				if again := fixedText(t, e, after, unsafe, ""); again != after {
					t.Errorf("a second time\n%s\nbecame\n%s", after, again)
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d of %s", seed, dialect)
			}
		}
	}
}

// CONCURRENTLY cannot run in a transaction: within one there is no such safe change.
func TestNoSafeChangeBreaksATransaction(t *testing.T) {
	const before = "CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE INDEX i ON t (a);\n-- migration\n"
	for _, sql := range []string{"BEGIN; CREATE INDEX j ON t (a); COMMIT;", "BEGIN;\nDROP INDEX i;\nCOMMIT;", "BEGIN; REINDEX TABLE t; COMMIT;"} {
		for _, f := range (example{dialect: schema.Postgres, before: before}).findings(t, sql) {
			if after := edited(sql, f); strings.Contains(after, "CONCURRENTLY") {
				t.Errorf("%s: %s becomes %s", f.Rule, sql, after)
			}
		}
	}
}
