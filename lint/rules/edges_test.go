package rules_test

// What the pages do not show: names that need quotes, schemas beside public, IF EXISTS on
// what is and is not there, and migrations of which it is not known what they start from. Each
// case names one rule, and whether it reports.

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// edge is an example with the rule that looks at it.
type edge struct {
	name, rule  string
	before, sql string
	reports     bool
}

func checkEdges(t *testing.T, d schema.Dialect, edges []edge) {
	t.Helper()
	for _, c := range edges {
		t.Run(c.rule+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			sql := c.sql
			if c.before != "-" {
				sql = c.before + "\n-- migration\n" + sql
			}
			if got := slices.Contains(found(t, d, sql), c.rule); got != c.reports {
				t.Errorf("reports %v, want %v:\n%s", got, c.reports, sql)
			}
		})
	}
}

func TestQuotedNames(t *testing.T) {
	const table = `CREATE TABLE "Order" (id bigint PRIMARY KEY, "From" text, plain text);`
	checkEdges(t, schema.Postgres, []edge{
		{"quoted table", "drop-table", table, `DROP TABLE "Order";`, true},
		{"quoted column", "drop-column", table, `ALTER TABLE "Order" DROP COLUMN "From";`, true},
		{"NOT NULL on a quoted column", "set-not-null", table, `ALTER TABLE "Order" ALTER COLUMN "From" SET NOT NULL;`, true},
		{"proof by a quoted column", "set-not-null", table, `ALTER TABLE "Order" ADD CONSTRAINT n CHECK ("From" IS NOT NULL) NOT VALID; ALTER TABLE "Order" VALIDATE CONSTRAINT n; ALTER TABLE "Order" ALTER COLUMN "From" SET NOT NULL;`, false},
		{"proof of another column", "set-not-null", table, `ALTER TABLE "Order" ADD CONSTRAINT n CHECK (plain IS NOT NULL) NOT VALID; ALTER TABLE "Order" VALIDATE CONSTRAINT n; ALTER TABLE "Order" ALTER COLUMN "From" SET NOT NULL;`, true},
		{"capitals", "mixed-case-name", "-", table, true},
		{"lower case in quotes", "mixed-case-name", "-", `CREATE TABLE "orders" ("id" bigint PRIMARY KEY);`, false},
		{"folded capitals", "mixed-case-name", "-", `CREATE TABLE ORDERS (ID bigint PRIMARY KEY);`, false},
		{"a reserved word", "reserved-word", "-", `CREATE TABLE "user" (id bigint PRIMARY KEY);`, true},
		{"an unreserved keyword", "reserved-word", "-", `CREATE TABLE action (id bigint PRIMARY KEY);`, false},
		{"rename of a quoted column", "rename-column", table, `ALTER TABLE "Order" RENAME COLUMN "From" TO sender;`, true},
		{"a name with a quote in it", "drop-table", `CREATE TABLE "a""b" (id bigint PRIMARY KEY);`, `DROP TABLE "a""b";`, true},
	})
}

func TestSchemas(t *testing.T) {
	const two = `CREATE SCHEMA audit; CREATE TABLE public.t (id bigint PRIMARY KEY, a text NOT NULL); CREATE TABLE audit.t (id bigint PRIMARY KEY, a text);`
	checkEdges(t, schema.Postgres, []edge{
		{"a nullable column beside one that is not", "set-not-null", two, `ALTER TABLE audit.t ALTER COLUMN a SET NOT NULL;`, true},
		{"a column that is NOT NULL already", "set-not-null", two, `ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;`, false},
		{"the default schema unnamed", "set-not-null", two, `ALTER TABLE t ALTER COLUMN a SET NOT NULL;`, false},
		{"a table of the same name that is new", "drop-table", two, `CREATE SCHEMA other; CREATE TABLE other.t (id bigint PRIMARY KEY); DROP TABLE other.t;`, false},
		{"a table of the same name that is not", "drop-table", two, `CREATE SCHEMA other; CREATE TABLE other.t (id bigint PRIMARY KEY); DROP TABLE audit.t;`, true},
		{"a schema with tables", "drop-schema", two, `DROP SCHEMA audit CASCADE;`, true},
		{"a schema of this migration", "drop-schema", two, `CREATE SCHEMA other; DROP SCHEMA other;`, false},
		{"an index in another schema", "index-not-concurrent", two, `CREATE INDEX i ON audit.t (a);`, true},
		{"a name without a schema", "unqualified-name", two, `CREATE TABLE n (id bigint PRIMARY KEY);`, true},
		{"a name with a schema", "unqualified-name", two, `CREATE TABLE audit.n (id bigint PRIMARY KEY);`, false},
		{"a temporary table", "unqualified-name", two, `CREATE TEMP TABLE n (id bigint PRIMARY KEY);`, false},
	})
}

func TestIfExists(t *testing.T) {
	const table = `CREATE TABLE t (id bigint PRIMARY KEY, a text DEFAULT 'x', CONSTRAINT c CHECK (a <> '')); CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t (a);`
	checkEdges(t, schema.Postgres, []edge{
		{"a view that is there", "drop-view", table, `DROP VIEW IF EXISTS v;`, true},
		{"a view that is not", "drop-view", table, `DROP VIEW IF EXISTS w;`, false},
		{"an index that is there", "drop-index", table, `DROP INDEX IF EXISTS i;`, true},
		{"an index that is not", "drop-index", table, `DROP INDEX IF EXISTS j;`, false},
		{"a constraint that is there", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT IF EXISTS c;`, true},
		{"a constraint that is not", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT IF EXISTS d;`, false},
		{"a table of unknown existence", "drop-table", "-", "-- migration\nDROP TABLE IF EXISTS gone;", true}, // as a note
		{"a drop that can be repeated", "not-rerunnable", table, `DROP VIEW IF EXISTS v;`, false},
		{"a drop that cannot", "not-rerunnable", table, `DROP VIEW v;`, true},
		{"a column that can be added again", "not-rerunnable", table, `ALTER TABLE t ADD COLUMN IF NOT EXISTS b text;`, false},
	})
}

// An equal or stronger constraint in the same migration keeps what a dropped one guaranteed.
func TestGuarantees(t *testing.T) {
	const table = `CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE t (id bigint PRIMARY KEY, a text, b text, p bigint, CONSTRAINT u UNIQUE (a, b), CONSTRAINT c CHECK (length(a) < 9), CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id));`
	checkEdges(t, schema.Postgres, []edge{
		{"a unique constraint that goes", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT u;`, true},
		{"a stronger unique constraint", "drop-constraint", table, `ALTER TABLE t ADD CONSTRAINT v UNIQUE (a); ALTER TABLE t DROP CONSTRAINT u;`, false},
		{"a weaker unique constraint", "drop-constraint", table, `ALTER TABLE t ADD CONSTRAINT v UNIQUE (a, b, p); ALTER TABLE t DROP CONSTRAINT u;`, true},
		{"a unique index in its place", "drop-constraint", table, `CREATE UNIQUE INDEX v ON t (b, a); ALTER TABLE t DROP CONSTRAINT u;`, false},
		{"a partial unique index", "drop-constraint", table, `CREATE UNIQUE INDEX v ON t (a, b) WHERE p > 0; ALTER TABLE t DROP CONSTRAINT u;`, true},
		{"a column of it goes too", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT u, DROP COLUMN b;`, false},
		{"another CHECK of the column", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT d CHECK (length(a) < 99);`, false},
		{"a CHECK of another column", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT c, ADD CONSTRAINT d CHECK (length(b) < 99);`, true},
		{"the parent goes too", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT f; DROP TABLE p;`, false},
		{"the reference alone", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT f;`, true},
		{"the table goes too", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT u; DROP TABLE t;`, false},
		{"a primary key has its own rule", "drop-constraint", table, `ALTER TABLE t DROP CONSTRAINT t_pkey;`, false},
		{"a primary key", "drop-primary-key", table, `ALTER TABLE t DROP CONSTRAINT t_pkey;`, true},
		{"another primary key", "drop-primary-key", table, `ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (p);`, false},
	})
}

// The transaction of an act decides what rules about locks report.
func TestTransactions(t *testing.T) {
	const tables = `CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE TABLE u (id bigint PRIMARY KEY, a text);`
	checkEdges(t, schema.Postgres, []edge{
		{"in a transaction", "concurrently-in-transaction", tables, `BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;`, true},
		{"after the transaction", "concurrently-in-transaction", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a);`, false},
		{"two tables locked in one", "wide-lock-window", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; ALTER TABLE u ADD COLUMN b text; COMMIT;`, true},
		{"two tables locked in two", "wide-lock-window", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; COMMIT; BEGIN; ALTER TABLE u ADD COLUMN b text; COMMIT;`, false},
		{"one table locked twice", "wide-lock-window", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; ALTER TABLE t ADD COLUMN c text; COMMIT;`, false},
		{"rows after a lock", "work-under-exclusive-lock", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; UPDATE t SET b = a; COMMIT;`, true},
		{"rows before a lock", "work-under-exclusive-lock", tables, `BEGIN; UPDATE t SET a = ''; ALTER TABLE t ADD COLUMN b text; COMMIT;`, false},
		{"never committed", "txn-uncommitted", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text;`, true},
		{"rolled back on purpose", "txn-uncommitted", tables, `BEGIN; ALTER TABLE t ADD COLUMN b text; ROLLBACK;`, false},
		{"a BEGIN inside", "txn-nesting", tables, `BEGIN; BEGIN; COMMIT;`, true},
		{"one after another", "txn-nesting", tables, `BEGIN; COMMIT; BEGIN; COMMIT;`, false},
		{"a COMMIT without a BEGIN", "txn-nesting", tables, `ALTER TABLE t ADD COLUMN b text; COMMIT;`, true},
		{"a second COMMIT", "txn-nesting", tables, `BEGIN; COMMIT; COMMIT;`, true},
		{"a ROLLBACK without a BEGIN", "txn-nesting", tables, `SELECT 1; ROLLBACK;`, true},
		{"a COMMIT before an index", "txn-nesting", tables, `COMMIT; CREATE INDEX CONCURRENTLY i ON t (a); BEGIN; SELECT 1;`, false},
		{"a BEGIN for the COMMIT of the tool", "txn-uncommitted", tables, `COMMIT; CREATE INDEX CONCURRENTLY i ON t (a); BEGIN; SELECT 1;`, false},
		{"an open BEGIN after one that is closed", "txn-uncommitted", tables, `BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 1;`, true},
		{"validated before a COMMIT of the tool's", "validate-in-same-tx", tables, `ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '') NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT;`, true},
		{"validated in the same", "validate-in-same-tx", tables, `BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '') NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; COMMIT;`, true},
		{"validated in the next", "validate-in-same-tx", tables, `BEGIN; ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '') NOT VALID; COMMIT; ALTER TABLE t VALIDATE CONSTRAINT c;`, false},
		{"a timeout before", "missing-lock-timeout", tables, `SET lock_timeout = '1s'; ALTER TABLE t ADD COLUMN b text;`, false},
		{"a timeout after", "missing-lock-timeout", tables, `ALTER TABLE t ADD COLUMN b text; SET lock_timeout = '1s';`, true},
	})
}

func TestSQLiteEdges(t *testing.T) {
	const table = "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, \"A b\" TEXT, p INTEGER REFERENCES p (id) ON DELETE CASCADE); CREATE INDEX i ON t (\"A b\");"
	checkEdges(t, schema.SQLite, []edge{
		{"an indexed column with a blank", "sqlite-drop-column-referenced", table, `ALTER TABLE t DROP COLUMN "A b";`, true},
		{"the index goes first", "sqlite-drop-column-referenced", table, `DROP INDEX i; ALTER TABLE t DROP COLUMN "A b";`, false},
		{"names in another case", "drop-table", table, `DROP TABLE T;`, true},
		{"INT is no rowid", "sqlite-int-pk-not-rowid", "-", `CREATE TABLE n (id INT PRIMARY KEY);`, true},
		{"integer in lower case is", "sqlite-int-pk-not-rowid", "-", `CREATE TABLE n (id integer PRIMARY KEY);`, false},
		{"INTEGER PRIMARY KEY DESC allows NULL", "sqlite-nullable-pk", "-", `CREATE TABLE n (id INTEGER PRIMARY KEY DESC);`, true},
		{"WITHOUT ROWID does not", "sqlite-nullable-pk", "-", `CREATE TABLE n (id TEXT PRIMARY KEY) WITHOUT ROWID;`, false},
		{"a pragma inside", "sqlite-pragma-fk-in-txn", table, `BEGIN; PRAGMA foreign_keys = OFF; COMMIT;`, true},
		{"a pragma before", "sqlite-pragma-fk-in-txn", table, `PRAGMA foreign_keys = OFF; BEGIN; COMMIT;`, false},
		{"a word in quotes that is a column", "sqlite-double-quoted-string", "-", `CREATE TABLE n (a TEXT, CHECK ("a" <> ''));`, false},
		{"a word in quotes that is none", "sqlite-double-quoted-string", "-", `CREATE TABLE n (a TEXT, CHECK (a <> "none"));`, true},
	})
}

// TestStartNotKnown: what a migration is about is neither in its file nor known otherwise.
func TestStartNotKnown(t *testing.T) {
	const trigger = "CREATE TRIGGER g BEFORE INSERT ON one FOR EACH ROW EXECUTE FUNCTION f();"
	for _, c := range []struct {
		name, rule, sql string
		reports         bool
	}{
		{"a trigger that goes again", "drop-trigger", trigger + " DROP TRIGGER g ON one;", false},
		{"a trigger of another table", "drop-trigger", trigger + " DROP TRIGGER g ON other;", true},
		{"a trigger that was there before", "drop-trigger", "DROP TRIGGER IF EXISTS g ON one; " + trigger + " DROP TRIGGER g ON one;", true},
		{"an index that goes again", "drop-index", "CREATE INDEX CONCURRENTLY i ON one (a); DROP INDEX CONCURRENTLY i;", false},
		{"a type that goes again", "drop-type", "CREATE TYPE m AS ENUM ('a'); DROP TYPE m;", false},
		{"a policy that goes again", "drop-policy", "CREATE POLICY p ON one USING (a = 1); DROP POLICY p ON one;", false},
		{"a trigger that may have been there", "drop-trigger", "CREATE OR REPLACE TRIGGER g BEFORE INSERT ON one FOR EACH ROW EXECUTE FUNCTION f(); DROP TRIGGER g ON one;", true},
		{"one row", "backfill-in-migration", "UPDATE one SET a = 'x' WHERE id = 5;", false},
		{"rows of a state", "backfill-in-migration", "UPDATE one SET a = 'x' WHERE state = 5;", true},
		{"a proof from an earlier migration", "set-not-null", "ALTER TABLE one VALIDATE CONSTRAINT n; ALTER TABLE one ALTER a SET NOT NULL;", false},
		{"a proof of another table", "set-not-null", "ALTER TABLE other VALIDATE CONSTRAINT n; ALTER TABLE one ALTER a SET NOT NULL;", true},
		{"a constraint of this file that is no proof", "set-not-null", "ALTER TABLE one ADD CONSTRAINT n CHECK (b > 0) NOT VALID; ALTER TABLE one VALIDATE CONSTRAINT n; ALTER TABLE one ALTER a SET NOT NULL;", true},
		{"a proof that goes", "drop-constraint", "ALTER TABLE one VALIDATE CONSTRAINT n; ALTER TABLE one ALTER a SET NOT NULL; ALTER TABLE one DROP CONSTRAINT n;", false},
		{"a constraint that is only validated", "drop-constraint", "ALTER TABLE one VALIDATE CONSTRAINT n; ALTER TABLE one DROP CONSTRAINT n;", true},
		{"a key that takes over an index under the name", "drop-constraint", "ALTER TABLE one DROP CONSTRAINT IF EXISTS u; ALTER TABLE one ADD CONSTRAINT u UNIQUE USING INDEX i;", false},
		{"a key of another name", "drop-constraint", "ALTER TABLE one DROP CONSTRAINT IF EXISTS u; ALTER TABLE one ADD CONSTRAINT w UNIQUE USING INDEX i;", true},
		{"text of any length", "type-change-rewrites", "ALTER TABLE one ALTER a TYPE varchar;", false},
		{"text of some length", "type-change-rewrites", "ALTER TABLE one ALTER a TYPE varchar(9);", true},
		{"arrays of text", "type-change-rewrites", "ALTER TABLE one ALTER a TYPE text[];", true},
	} {
		t.Run(c.rule+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			p := passOver(t, schema.Postgres, "-- migration\n"+c.sql)
			p.Based = false
			reported := slices.ContainsFunc(lint.Run(rules.All(), p), func(f lint.Finding) bool { return f.Rule == c.rule })
			if reported != c.reports {
				t.Errorf("reports %v, want %v:\n%s", reported, c.reports, c.sql)
			}
		})
	}
}
