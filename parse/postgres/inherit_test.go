package postgres_test

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
)

// What PostgreSQL refuses to make a child table is an error. A circle of tables must not be followed for ever.
func TestRefusedInheritance(t *testing.T) {
	const base = "CREATE TABLE base (id bigint PRIMARY KEY, a varchar(9) NOT NULL); CREATE TABLE kin (id bigint PRIMARY KEY, a varchar(9) NOT NULL, b int);\n"
	for sql, want := range map[string]string{
		"ALTER TABLE kin INHERIT base;":  "",
		"ALTER TABLE base INHERIT base;": "public.base would be a child of itself: circular inheritance is not allowed",
		"CREATE TABLE c () INHERITS (base); CREATE TABLE d () INHERITS (c); ALTER TABLE base INHERIT d;": "public.base would be a child of itself: circular inheritance is not allowed",
		"ALTER TABLE kin INHERIT base; ALTER TABLE kin INHERIT base;":                                    "public.kin inherits from public.base already",
		"ALTER TABLE kin INHERIT base; ALTER TABLE kin NO INHERIT base; ALTER TABLE kin INHERIT base;":   "",
		"ALTER TABLE base INHERIT kin;":                                                                                                                                                    "public.base cannot inherit from public.kin: it has no column b",
		"ALTER TABLE base ADD b int; ALTER TABLE base INHERIT kin;":                                                                                                                        "",
		"ALTER TABLE kin ALTER a TYPE varchar(10); ALTER TABLE kin INHERIT base;":                                                                                                          "public.kin cannot inherit from public.base: its column a is character varying(10), not character varying(9)",
		"ALTER TABLE kin INHERIT elsewhere;":                                                                                                                                               "relation elsewhere does not exist",
		"ALTER TABLE kin ALTER a DROP NOT NULL; ALTER TABLE kin INHERIT base;":                                                                                                             "public.kin cannot inherit from public.base: its column a is not NOT NULL",
		`ALTER TABLE kin ALTER a TYPE varchar(9) COLLATE "C"; ALTER TABLE kin INHERIT base;`:                                                                                               "public.kin cannot inherit from public.base: its column a has another collation",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0); ALTER TABLE kin INHERIT base;":                                                                                                  "public.kin cannot inherit from public.base: it has no check x",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0) NO INHERIT; ALTER TABLE kin INHERIT base;":                                                                                       "",
		"ALTER TABLE base ADD CHECK (id > 0); ALTER TABLE kin ADD CHECK (id > 0); ALTER TABLE kin INHERIT base;":                                                                           "public.kin cannot inherit from public.base: it has no check base_id_check",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0); ALTER TABLE kin ADD CONSTRAINT x CHECK (id > 0); ALTER TABLE kin INHERIT base;":                                                 "",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0); ALTER TABLE kin ADD CONSTRAINT x CHECK (id > 0) NOT VALID; ALTER TABLE kin INHERIT base;":                                       "public.kin cannot inherit from public.base: its check x is not validated",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0) NOT VALID; ALTER TABLE kin ADD CONSTRAINT x CHECK (id > 0) NOT VALID; ALTER TABLE kin INHERIT base;":                             "",
		"ALTER TABLE base ADD CONSTRAINT x CHECK (id > 0); ALTER TABLE kin ADD CONSTRAINT x CHECK (id > 0) NO INHERIT; ALTER TABLE kin INHERIT base;":                                      "public.kin cannot inherit from public.base: its check x is not inherited",
		"CREATE TABLE top (id bigint CONSTRAINT x CHECK (id > 0)); CREATE TABLE mid () INHERITS (top); CREATE TABLE c (id bigint); ALTER TABLE c INHERIT mid;":                             "public.c cannot inherit from public.mid: it has no check x",
		"CREATE TABLE top (id bigint CONSTRAINT x CHECK (id > 0)); CREATE TABLE mid () INHERITS (top); CREATE TABLE c (id bigint CONSTRAINT x CHECK (id > 0)); ALTER TABLE c INHERIT mid;": "",
		"CREATE TABLE p (id bigint NOT NULL) PARTITION BY RANGE (id); CREATE TABLE c (id bigint); ALTER TABLE p ATTACH PARTITION c DEFAULT;":                                               "public.c cannot be a partition of public.p: its column id is not NOT NULL",
		"CREATE TABLE p (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE c (id bigint NOT NULL); ALTER TABLE p ATTACH PARTITION c DEFAULT;":                                   "",
		"CREATE TABLE p (id bigint) PARTITION BY RANGE (id); CREATE TABLE c (id bigint, more text); ALTER TABLE p ATTACH PARTITION c DEFAULT;":                                             "public.c cannot be a partition of public.p: it has a column more of its own",
		"CREATE TABLE p (id bigint CONSTRAINT x CHECK (id > 0)) PARTITION BY RANGE (id); CREATE TABLE c (id bigint); ALTER TABLE p ATTACH PARTITION c DEFAULT;":                            "public.c cannot be a partition of public.p: it has no check x",
		"CREATE TABLE p (id bigint CONSTRAINT x CHECK (id > 0)) PARTITION BY RANGE (id); CREATE TABLE c (LIKE p INCLUDING CONSTRAINTS); ALTER TABLE p ATTACH PARTITION c DEFAULT;":         "",
	} {
		got, err := postgres.Analyze(t.Context(), nil, []parse.Source{{Name: "m.sql", Text: base + sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, e := range got.Broken {
			found = append(found, e.Msg)
		}
		if strings.Join(found, "; ") != want {
			t.Errorf("%s\n got %q\nwant %q", sql, found, want)
		}
	}
}
