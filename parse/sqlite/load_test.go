package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func load(ddl ...string) (*schema.Schema, error) {
	var sources []parse.Source
	for i, d := range ddl {
		sources = append(sources, parse.Source{Name: string(rune('a'+i)) + ".sql", Text: d})
	}
	return Load(context.Background(), sources)
}

func TestErrorsStandWhereTheyAre(t *testing.T) {
	for _, c := range []struct{ ddl, want string }{
		{"CREATE TABLE t (a INT,\n  b TEXT FROM);", `a.sql:2:10: near "FROM": syntax error`},
		{"CREATE TABLE t (a INT, a TEXT);", `a.sql:1:24: duplicate column name: a`},
		{"CREATE TABLE t (a);\nCREATE INDEX i ON t (b);", `a.sql:2:22: no such column: b`},
		{"CREATE INDEX i\n  ON missing (b);", `a.sql:2:6: no such table: main.missing`},
		{"CREATE TABLE t (a);\nCREATE TABLE T (b);", `a.sql:2:14: table T already exists`},
		{"CREATE TABLE t (a\n", `a.sql:1:18: incomplete input`},
		{"CREATE TABLE t (é TEXT, ö TEXT COLLATE);", `a.sql:1:39: near ")": syntax error`},
		{"CREATE TABLE t (a TEXT DEFAULT 'x);", `a.sql:1:32: unrecognized token: "'x);"`},
		{"CREATE TABEL t (a);", `a.sql:1:8: near "TABEL": syntax error`},
		{"ATTACH 'x.db' AS x;", `a.sql:1:1: ATTACH 'x.db' has no place in a schema: a schema is of one database; give each its own files`},
		{"UPDATE sqlite_master SET sql = '';", `a.sql:1:1: UPDATE sqlite_master has no place in a schema: it writes to SQLite's own catalog`},
		{"CREATE TABLE t (a);\nCREATE TABLE IF NOT EXISTS t (a, b);", `a.sql:2:28: table t is defined differently at a.sql:1:1; IF NOT EXISTS would keep that one silently`},
	} {
		_, err := load(c.ddl)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q:\n got %v\nwant %s", c.ddl, err, c.want)
		}
	}
}

func TestAllErrorsAreReported(t *testing.T) {
	_, err := load("CREATE TABLE a (x,);\nCREATE TABLE ok (x);\nCREATE VIEW v AS SELEC 1;", "CREATE TABLE b (y INT PRIMARY);\nCREATE INDEX i ON a (x);")
	var errs parse.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("got %v", err)
	}
	want := strings.Join([]string{
		`a.sql:1:19: near ")": syntax error`,
		`a.sql:3:18: near "SELEC": syntax error`,
		`b.sql:1:30: near ")": syntax error`,
	}, "\n")
	if diff := cmp.Diff(want, errs.Error()); diff != "" {
		t.Error(diff) // the index on a fails only because a does
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	parts := []string{
		"CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;", "CREATE INDEX i ON t (a);",
		"CREATE VIEW w AS SELECT * FROM v;", "CREATE VIEW v AS SELECT * FROM t;", "ALTER TABLE t ADD COLUMN b TEXT;",
		"CREATE TABLE t (a REFERENCES u);", "CREATE TABLE u (id INTEGER PRIMARY KEY);",
	}
	first, err := load(parts...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		rotated := append(append([]string{}, parts[i:]...), parts[:i]...)
		s, err := load(rotated...)
		if err != nil {
			t.Fatal(err)
		}
		if s.Fingerprint() != first.Fingerprint() {
			t.Errorf("another schema from %q", rotated)
		}
	}
}

func TestStatementsThatAreNoDDLAreNoted(t *testing.T) {
	s, err := load("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t (a);\nINSERT INTO t VALUES (1);\nCREATE TEMP TABLE x (a);\nCOMMIT;\nVACUUM;\nSELECT 1")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range s.Notes {
		got = append(got, n.Pos.String()+" "+n.Subject)
	}
	want := []string{"a.sql:1:1 PRAGMA foreign_keys", "a.sql:2:1 BEGIN", "a.sql:4:1 INSERT INTO t", "a.sql:5:1 CREATE TEMP TABLE",
		"a.sql:6:1 COMMIT", "a.sql:7:1 VACUUM", "a.sql:8:1 SELECT"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What the shell's .dump and .schema print loads as it is.
func TestDumpLoads(t *testing.T) {
	s, err := load(`PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a);
INSERT INTO t VALUES(1,'x');
PRAGMA writable_schema=ON;
INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','f','f',0,'CREATE VIRTUAL TABLE f USING fts5(a, tokenize=''porter'')');
CREATE TABLE IF NOT EXISTS 'f_data'(id INTEGER PRIMARY KEY, block BLOB);
CREATE TABLE IF NOT EXISTS 'f_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS 'f_content'(id INTEGER PRIMARY KEY, c0);
CREATE TABLE IF NOT EXISTS 'f_docsize'(id INTEGER PRIMARY KEY, sz BLOB);
CREATE TABLE IF NOT EXISTS 'f_config'(k PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE sqlite_stat1(tbl,idx,stat);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('t',1);
PRAGMA writable_schema=OFF;
COMMIT;`)
	if err != nil {
		t.Fatal(err)
	}
	if s.Len() != 2 || s.Get(schema.Key{Kind: schema.KindVirtual, Name: "f"}) == nil || litemodel.TableOf(s, litemodel.TableKey("t")) == nil {
		t.Errorf("%d objects", s.Len())
	}
}

func TestRenameHints(t *testing.T) {
	s, err := load(`
-- @renamed from=people
CREATE TABLE users ( -- about the table
  id INTEGER PRIMARY KEY,
  full_name TEXT, -- @renamed from=name
  mail TEXT /* @renamed from="e mail" */ NOT NULL,
  -- @renamed from=zip
  postcode TEXT,
  last INT -- @renamed from=final
);
CREATE TABLE posts /* @renamed from=main.articles */ (id INTEGER);
CREATE TABLE tags ( -- @renamed from=labels
  id INTEGER
);
CREATE INDEX i2 ON users (mail); -- @renamed from=i1
CREATE VIEW v2 /* @renamed from=v1 */ AS SELECT 1;
CREATE TABLE plain (a INT);`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for o := range s.All() {
		got[o.Display()] = o.Former()
		if table, ok := o.(*litemodel.Table); ok {
			for _, c := range table.Columns {
				if c.Was != "" {
					got[table.Name+"."+c.Name] = c.Was
				}
			}
		}
	}
	want := map[string]string{"users": "people", "users.full_name": "name", "users.mail": "e mail", "users.postcode": "zip",
		"users.last": "final", "posts": "articles", "tags": "labels", "i2": "i1", "v2": "v1", "plain": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSpellingIsNoDifference(t *testing.T) {
	a, err := load(`CREATE TABLE Users (ID integer primary key, "Name" TEXT not null default 'x' check (Name <> ''), unique ("Name"));
		CREATE VIEW V AS SELECT [Name], ID FROM users WHERE "name" == 'A';`)
	if err != nil {
		t.Fatal(err)
	}
	b, err := load("create table \"users\" (id INTEGER PRIMARY KEY, -- key\n name text NOT NULL DEFAULT ('x') UNIQUE CHECK ((`name` != '')));create view v as select name, \"ID\" from USERS where Name = 'A'")
	if err != nil {
		t.Fatal(err)
	}
	if a.Fingerprint() != b.Fingerprint() {
		for o := range a.All() {
			t.Logf("%v\n%v", o.Fields(), b.Get(o.Key()).Fields())
		}
		t.Error("differ")
	}
	c, err := load("create table users (id INTEGER PRIMARY KEY, name text NOT NULL DEFAULT 'X' UNIQUE CHECK (name <> '')); create view v as select name, id from users where name = 'A'")
	if err != nil {
		t.Fatal(err)
	}
	if a.Fingerprint() == c.Fingerprint() {
		t.Error("'x' and 'X' are equal")
	}
}
