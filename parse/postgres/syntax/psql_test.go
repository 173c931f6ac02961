package syntax

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommandsOfPsql(t *testing.T) {
	list, notes, errs := read(t, `\restrict abc'";(
SET x = 1;
\connect app
CREATE TABLE a (
  b int, \echo 'in; between'
  c int
);
COPY public."a;" (b, c) FROM stdin;
1	'; $$ -- \
\.
\connect other
\copy a from stdin
2
\.
SELECT 1 \g
SELECT 'CREATE TABLE x ()' \gexec
SELECT 2 \; SELECT 3;
\set a b \\ SELECT 4;
\if :x
CREATE TABLE b (a int);
\else
\endif
\! rm -rf /
\encoding LATIN1
\dt+
COPY a FROM '/tmp/x';
\unrestrict abc
\q
SELECT FROM FROM;`)
	wantList := []string{
		"a.sql:2:1 SET x = 1",
		"a.sql:4:1 CREATE TABLE a (\n  b int, \\echo 'in; between'\n  c int\n)",
		"a.sql:15:1 SELECT 1",
		"a.sql:16:1 SELECT 'CREATE TABLE x ()'",
		"a.sql:17:1 SELECT 2",
		"a.sql:17:13 SELECT 3",
		"a.sql:18:13 SELECT 4",
		"a.sql:20:1 CREATE TABLE b (a int)",
		"a.sql:26:1 COPY a FROM '/tmp/x'",
	}
	if diff := cmp.Diff(wantList, texts(list)); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	wantNotes := []string{
		`ignored a.sql:1:1 \restrict: changes no schema`,
		`ignored a.sql:3:1 \connect: the database is the one of the other side`,
		`ignored a.sql:5:10 \echo: changes no schema`,
		`ignored a.sql:8:1 COPY public."a;": rows of a COPY block`,
		`not supported a.sql:11:1 \connect: the text is for more than one database`,
		`ignored a.sql:12:1 \copy: rows of a COPY block`,
		`not supported a.sql:16:28 \gexec: the result of a query is not known before it runs`,
		`ignored a.sql:18:1 \set: changes no schema`,
		`not supported a.sql:19:1 \if: conditions of psql are not evaluated: the statements of all branches are read`,
		`not supported a.sql:23:1 \!: schemadiff does not run commands of psql`,
		`not supported a.sql:24:1 \encoding: files are read as UTF-8`,
		`ignored a.sql:25:1 \dt+: changes no schema`,
		`ignored a.sql:27:1 \unrestrict: changes no schema`,
		`ignored a.sql:28:1 \q: psql reads no further, and so does schemadiff`,
	}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if errs != nil {
		t.Errorf("errors %q", errs)
	}
}

func TestRowsWithoutEnd(t *testing.T) {
	for _, text := range []string{"COPY a FROM stdin;", "COPY a FROM STDIN WITH (FORMAT csv);\n1\n2", "COPY a FROM stdin; \n\\.", "\\copy a from stdin"} {
		list, notes, errs := read(t, text)
		if len(list) != 0 || len(notes) != 1 || errs != nil {
			t.Errorf("%q: %q, notes %q, errors %q", text, texts(list), notes, errs)
		}
	}
}
