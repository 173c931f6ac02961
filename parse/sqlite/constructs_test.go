package sqlite

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
)

// constructs are forms of DDL that SQLite accepts and other parsers misread or
// refuse. Each is read from text and from a database that executed it.
var constructs = []string{
	`CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b)`,
	`CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p(id) MATCH FULL NOT NULL)`,
	`CREATE TABLE t (a KEY, b timestamp with time zone, c "my type", d 'x y'(10))`,
	`CREATE TABLE t ([a b] TEXT, 'c' INT, "d""e" REAL, ` + "`f``g`" + ` BLOB)`,
	`CREATE TABLE [order] ([group] TEXT, "select" INT DEFAULT 'a''b')`,
	`CREATE TABLE größe (straße TEXT, 名前 INT, é TEXT CHECK (é <> ''))`,
	`CREATE TABLE t (rowid INTEGER, oid TEXT, _rowid_ BLOB)`,
	`CREATE TABLE t (a INTEGER NOT NULL ON CONFLICT IGNORE UNIQUE ON CONFLICT REPLACE, PRIMARY KEY (a) ON CONFLICT FAIL)`,
	`CREATE TABLE p (x PRIMARY KEY); CREATE TABLE t (a REFERENCES p NOT NULL, b REFERENCES p ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)`,
	`CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))`,
	`CREATE TABLE t (a TEXT, b, PRIMARY KEY (a COLLATE NOCASE DESC, b))`,
	`CREATE TABLE t (a DEFAULT bareword, b DEFAULT "dq", c DEFAULT -5, d DEFAULT +1.5e3, e DEFAULT x'00FF', f DEFAULT CURRENT_TIMESTAMP, g DEFAULT NULL, h DEFAULT TRUE, i DEFAULT (1+(2*3)))`,
	`CREATE TABLE t (a, b, CHECK (a > 0) CHECK (b > 0) UNIQUE (a) CONSTRAINT foo)`,
	`CREATE TABLE t (a CONSTRAINT x NOT NULL CONSTRAINT y UNIQUE CONSTRAINT z CHECK (a > 0) CONSTRAINT w DEFAULT 3 CONSTRAINT trailing)`,
	`CREATE TABLE t (a, b AS (a + 1), c GENERATED ALWAYS AS (a || 'x') STORED, d TEXT GENERATED ALWAYS AS (upper(a)) VIRTUAL NOT NULL)`,
	`CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT`,
	`CREATE TABLE t (a TEXT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT`,
	`CREATE TABLE t (a TEXT PRIMARY KEY, b INT) STRICT, WITHOUT ROWID`,
	`CREATE TABLE t (a INTEGER, b INTEGER, FOREIGN KEY (a) REFERENCES t (b) DEFERRABLE, FOREIGN KEY (b) REFERENCES missing (x) NOT DEFERRABLE INITIALLY DEFERRED)`,
	`CREATE TABLE t (a); CREATE VIEW main.v AS SELECT a FROM t LIMIT 5, 10; CREATE TRIGGER main.tr AFTER INSERT ON t BEGIN SELECT CASE WHEN NEW.a IS DISTINCT FROM 1 THEN RAISE(ABORT, 'no') END; END`,
	`CREATE TABLE t (a, b); CREATE VIEW v (x, y) AS WITH c (q) AS (VALUES (1)) SELECT a, group_concat(b ORDER BY a) FROM t FULL JOIN c ON 1_000 = a GROUP BY a`,
	`CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED, tokenize = 'porter ascii', prefix='2 3')`,
	`CREATE VIRTUAL TABLE r USING rtree(id, x1, x2, +label TEXT)`,
	`CREATE VIRTUAL TABLE x USING vec0(embedding float[4]); CREATE TABLE x_rowids (id)`,
	`CREATE TABLE t (a); CREATE VIEW v AS SELECT * FROM t; CREATE TRIGGER tr INSTEAD OF UPDATE OF a ON v FOR EACH ROW WHEN NEW.a > 1 BEGIN DELETE FROM t WHERE a = OLD.a; INSERT INTO t VALUES (NEW.a); END`,
	`CREATE TABLE t (a TEXT COLLATE nocase, b TEXT COLLATE "icu_de"); CREATE INDEX i ON t (b COLLATE icu_de DESC, lower(a), a COLLATE RTRIM ASC) WHERE a IS NOT NULL AND myfunc(b) > 2`,
	`CREATE TABLE t (a CHECK (a LIKE 'x%' ESCAPE '\' AND a NOT BETWEEN 1 AND 2 AND a -> '$.b' ->> 'c' <> 3))`,
	"\ufeffCREATE TABLE t (\r\n  a INT, -- note; with a semicolon\r\n  b TEXT /* another; */\r\n);\r\n;;",
	`CREATE TABLE t (key TEXT, action INT, "primary" INT, abort TEXT, CHECK (key <> action))`,
	`CREATE TABLE IF NOT EXISTS "t" (a); CREATE TABLE IF NOT EXISTS t ( A ) ; CREATE UNIQUE INDEX IF NOT EXISTS main.ix ON "t" ("a")`,
	`CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a)); ALTER TABLE t ADD COLUMN c TEXT; ALTER TABLE t RENAME COLUMN a TO z; DROP TABLE IF EXISTS nowhere`,
	`CREATE TABLE t AS SELECT 1 AS a, 'x' AS "b c"`,
	`CREATE TABLE t ("" TEXT, " " INT, "a.b" INT, "--" INT, ";" INT)`,
	`CREATE TABLE "" (a)`,
	`CREATE TABLE t (a DOUBLE PRECISION, b DECIMAL ( 10 , 2 ), c CHARACTER VARYING(255), d UNSIGNED BIG INT, e NUMERIC(-1, +2))`,
	`CREATE TABLE t (a REFERENCES p (id) NOT NULL DEFERRABLE INITIALLY IMMEDIATE CHECK (a > 0), b UNIQUE ON CONFLICT ROLLBACK COLLATE RTRIM)`,
	`CREATE TABLE t (x INTEGER, y, z, PRIMARY KEY (x DESC))`,
	`CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT NOT NULL)`,
	`CREATE TABLE t (generated, always TEXT, "stored" INT, replace INT, if INT)`,
	`CREATE TABLE t (a "x-y", b 'it''s' INT, c [q(1], d "--", e "INT" PRIMARY KEY)`,
	`CREATE TABLE t (b, a INT generated always as (1))`,
	`CREATE TABLE "t"("a"TEXT,[b]INT);CREATE VIEW "v"AS SELECT 1;CREATE INDEX "i"ON"t"("a");CREATE TRIGGER "r"AFTER INSERT ON"t"BEGIN SELECT 1;END`,
	`CREATE TABLE t (a, UNIQUE (a COLLATE NOCASE) ON CONFLICT IGNORE, CHECK (a) ON CONFLICT FAIL)`,
	`CREATE TABLE t (a, b COLLATE NOCASE, c, PRIMARY KEY (c, c COLLATE BINARY, b, c, b COLLATE nocase, a)) WITHOUT ROWID`,
	`CREATE TABLE t (a, b, PRIMARY KEY (a COLLATE NOCASE, a, b DESC, b)) WITHOUT ROWID`,
	`CREATE TABLE t (a, b, PRIMARY KEY (a, a, b), UNIQUE (b, b))`,
}

func TestConstructs(t *testing.T) {
	ctx := context.Background()
	for _, ddl := range constructs {
		loaded, err := Load(ctx, []parse.Source{{Name: "c.sql", Text: ddl}})
		if err != nil {
			t.Errorf("%s\n  load: %v", ddl, err)
			continue
		}
		if loaded.Len() == 0 {
			t.Errorf("%s\n  nothing read", ddl)
		}
		e, err := openEngine(ctx, Stubs{[]string{"myfunc"}, []string{"icu_de"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range split(parse.Source{Text: ddl}) {
			if err := e.Exec(ctx, s.sql()); err != nil && !e.hasModule(ctx, "vec0") && s.word(1) != "virtual" {
				t.Errorf("%s\n  execute: %v", ddl, err)
			}
		}
		live, err := e.Schema(ctx)
		if err != nil {
			t.Errorf("%s\n  read: %v", ddl, err)
			continue
		}
		for _, c := range plan.Compare(live, loaded) {
			if c.Key.Name != "x" && c.Key.Name != "x_rowids" {
				t.Errorf("%s\n  %s %s %v", ddl, c.Op, c.Key, c.Fields)
			}
		}
		copied, err := NewEngine(ctx, loaded)
		if err != nil {
			t.Errorf("%s\n  copy: %v", ddl, err)
			continue
		}
		again, err := copied.Schema(ctx)
		if err != nil {
			t.Errorf("%s\n  read the copy: %v", ddl, err)
		} else if again.Fingerprint() != loaded.Fingerprint() {
			t.Errorf("%s\n  written and read again differs: %v", ddl, plan.Compare(loaded, again))
		}
		_ = copied.Close()
		_ = e.Close()
	}
}
