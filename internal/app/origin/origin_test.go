package origin

import (
	"fmt"
	"strings"
	"testing"
)

func ExampleWithoutTemplates() {
	plain, marks := WithoutTemplates(`{{ if .Big }}
ALTER TABLE {{ .Schema }}.users ADD a int; -- {{ kept }}
{{ end }}`)
	fmt.Println(strings.TrimSpace(plain))
	fmt.Println(marks)
	// Output:
	// ALTER TABLE schema_      .users ADD a int; -- {{ kept }}
	// 3
}

func TestTemplatesBecomeNames(t *testing.T) {
	for text, want := range map[string]string{
		`CREATE TABLE {{ index .Options "Namespace" }}.t (a int)`:   `CREATE TABLE index_options_namespace_        .t (a int)`,
		`CREATE TABLE "{{ index .Options "Namespace" }}".t (a int)`: `CREATE TABLE index_options_namespace_          .t (a int)`,
		`CREATE TABLE ${schema}.t (a int)`:                          `CREATE TABLE schema_  .t (a int)`,
		`CREATE TABLE {{.Table}}_old (a int)`:                       `CREATE TABLE     table__old (a int)`,
		`CREATE TABLE old_{{.Table}}_x (a int)`:                     `CREATE TABLE old_____table__x (a int)`,
		`SELECT 1 FROM a {} LIMIT $1`:                               `SELECT 1 FROM a _  LIMIT $1`,
		`{% if x %}SELECT 1;{%- endif -%}`:                          `          SELECT 1;             `,
		`{# note #}SELECT 1`:                                        `          SELECT 1`,
		`CREATE FUNCTION f() RETURNS int AS $$ {{ .S }}.g($1) $$`:   `CREATE FUNCTION f() RETURNS int AS $$ s_      .g($1) $$`,
		`CREATE FUNCTION f() RETURNS int AS $$ ${s}.g($1) {x} $$`:   `CREATE FUNCTION f() RETURNS int AS $$ s_  .g($1) {x} $$`,
		`SELECT '{1,2}'::int[], "{x}", $${a: {b}}$$ -- {y}`:         `SELECT '{1,2}'::int[], "{x}", $${a: {b}}$$ -- {y}`,
		`SELECT E'it\'s', '{}', {x}`:                                `SELECT E'it\'s', '{}', x_ `,
		"COPY t (a) FROM stdin;\nit's {1,2}\n\\.\nSELECT '{}';":     "COPY t (a) FROM stdin;\nit's {1,2}\n\\.\nSELECT '{}';",
		`SELECT {open`: `SELECT {open`,
		"-- +goose ENVSUB ON\nCREATE TABLE $S.t (a int DEFAULT ${N});\n-- +goose ENVSUB OFF\nSELECT $S, $1": "-- +goose ENVSUB ON\nCREATE TABLE s_.t (a int DEFAULT n_  );\n-- +goose ENVSUB OFF\nSELECT $S, $1",
		"-- +goose ENVSUB ON\nSELECT $1, '$S', $a$ $S $a$, $S":                                              "-- +goose ENVSUB ON\nSELECT $1, '$S', $a$ $S $a$, s_",
		"\\set s x\nCREATE TABLE :s.t (a int DEFAULT :n);":                                                  "\\set s x\nCREATE TABLE s_.t (a int DEFAULT n_);",
		"\\i a.sql\nSELECT :'v', a::int, b[1:2], ':v', x := 1, :\"w\" -- :z":                                "\\i a.sql\nSELECT  'v', a::int, b[1:2], ':v', x := 1,  \"w\" -- :z",
		"CREATE TABLE :APP_SCHEMA.t (a int DEFAULT :N_OF, b int[]); SELECT b[1:MAX], ':X_Y', x::INT":        "CREATE TABLE app_schema_.t (a int DEFAULT n_of_, b int[]); SELECT b[1:MAX], ':X_Y', x::INT",
		"GRANT USAGE ON SCHEMA a TO :DATABASE_VISITOR, :\"OWNER_ROLE\", :v":                                 "GRANT USAGE ON SCHEMA a TO database_visitor_,  \"OWNER_ROLE\", :v",
		"SELECT a FROM t WHERE b = :v":                                                                      "SELECT a FROM t WHERE b = :v",
	} {
		got, _ := WithoutTemplates(text)
		if got != want || len(got) != len(text) {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestQueriesOfPrograms(t *testing.T) {
	for text, want := range map[string]bool{
		"-- name: GetAuthor :one\nSELECT * FROM a WHERE id = $1;":            true,
		"-- a comment\n\n-- name: Wipe :exec\nDELETE FROM a;":                true,
		"/* name: Copy :copyfrom */\nINSERT INTO a VALUES ($1);":             true,
		"DELETE FROM a WHERE id = $1":                                        true,
		"UPDATE a SET b = sqlc.narg('b')":                                    true,
		"-- name: delete-all!\nDELETE FROM a;":                               true,
		"-- :name get-user :? :1\nSELECT 1":                                  true,
		"-- Name: a; Type: TABLE; Schema: public; Owner: me\nDELETE FROM a":  false,
		"-- name: add users\nCREATE TABLE a (id int)":                        false,
		"-- name: users\nCREATE TABLE a (id int)":                            false,
		"UPDATE a SET b = :b WHERE id = $id":                                 true,
		"set url = sqlpage.path();":                                          true,
		"SELECT 'form' AS component;":                                        true,
		"\\set v 1\nUPDATE a SET b = :v":                                     false,
		"SELECT b[:n], b[1:n], a::int, '12:30', $x$ :b $x$ FROM a":           false,
		"PREPARE p AS SELECT $1":                                             false,
		"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS $$ SELECT $1 $$": false,
		"CREATE FUNCTION f(int) RETURNS int LANGUAGE sql RETURN $1":          false,
		"DELETE FROM a WHERE b = '$1'":                                       false,
		"SELECT $$a$1b$$, $x$ $2 $x$":                                        false,
	} {
		if got := Queries(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestUndone(t *testing.T) {
	for text, want := range map[string]bool{
		"BEGIN;\nSELECT plan(1);\nDELETE FROM a;\nSELECT * FROM finish();\nROLLBACK;\n": true,
		"-- a test\nstart transaction; UPDATE a SET b = 'x;commit'; rollback -- done":   true,
		"BEGIN; DELETE FROM a; COMMIT; BEGIN; ROLLBACK;":                                false,
		"DELETE FROM a; BEGIN; ROLLBACK;":                                               false,
		"BEGIN; DELETE FROM a; ROLLBACK; DELETE FROM b;":                                false,
		"BEGIN; DELETE FROM a; ROLLBACK TO SAVEPOINT s; COMMIT;":                        false,
		"BEGIN; SAVEPOINT s; DELETE FROM a; ROLLBACK TO s;":                             false,
		"CREATE TABLE rollback (a int)":                                                 false,
	} {
		if got := Undone(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestOther(t *testing.T) {
	for text, want := range map[string]string{
		"CREATE TABLE t (id INTEGER NOT NULL AUTO_INCREMENT)":          "MySQL",
		"ALTER TABLE `a` ADD CONSTRAINT `b` FOREIGN KEY (`c`)":         "MySQL",
		"ALTER TABLE t MODIFY c VARCHAR(768) NOT NULL":                 "MySQL",
		"CREATE TABLE t (a Nullable(Int8)) ENGINE = MergeTree":         "ClickHouse",
		"INSERT IGNORE INTO t SELECT UNIX_TIMESTAMP(a) FROM u":         "MySQL",
		"USE shop;\nCREATE TABLE t (a int)":                            "MySQL",
		"CREATE TABLE t (a Utf8, PRIMARY KEY (a))":                     "YDB",
		"IF DB_ID('x') IS NULL CREATE DATABASE x\nGO\n":                "SQL Server",
		"CREATE TABLE t (a VARCHAR2(10))":                              "Oracle",
		"CREATE TABLE t (a text) -- not AUTO_INCREMENT":                "",
		"INSERT INTO t VALUES ('AUTO_INCREMENT', $$ENGINE=InnoDB$$)":   "",
		"CREATE TABLE t (id integer PRIMARY KEY AUTOINCREMENT) STRICT": "",
	} {
		if got := Other(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestFolderOther(t *testing.T) {
	for folder, want := range map[string]string{
		"mysql": "MySQL", "migrations-mysql": "MySQL", "mysql_migrations": "MySQL", "clickhouse": "ClickHouse",
		"mysqlite": "", "db": "", "oracle": "",
	} {
		if got := FolderOther(folder); got != want {
			t.Errorf("%s: %q, want %q", folder, got, want)
		}
	}
}

func FuzzWithoutTemplates(f *testing.F) {
	f.Add("{{ a }} '{' ${x}")
	f.Fuzz(func(t *testing.T, text string) {
		plain, _ := WithoutTemplates(text)
		if len(plain) != len(text) || strings.Count(plain, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q became %q", text, plain)
		}
		Other(text)
	})
}
