package postgres

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// attributes loads DDL and lists what is not empty of one object.
func attributes(t *testing.T, ddl string, k schema.Key) string {
	t.Helper()
	s, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: ddl}})
	if err != nil {
		t.Fatalf("%s\n%v", ddl, err)
	}
	o := s.Get(k)
	if o == nil {
		t.Fatalf("%s\ndoes not make %s", ddl, k)
	}
	var list []string
	add := func(prefix string, o schema.Object) {
		for _, f := range o.Fields() {
			if f.Value != "" {
				list = append(list, prefix+f.Name+"="+f.Value)
			}
		}
	}
	add("", o)
	if c, ok := o.(schema.Composite); ok {
		for _, p := range c.Parts() {
			add(p.Key().Name+" ", p)
		}
	}
	return strings.Join(list, " | ")
}

func public(kind schema.Kind, name string) schema.Key {
	return schema.Key{Kind: kind, Schema: "public", Name: name}
}

func TestTypesAreRead(t *testing.T) {
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"CREATE TYPE m AS ENUM ('a', 'b''c')", public(schema.KindEnum, "m"), "values='a', 'b''c'"},
		{"CREATE TYPE m AS ENUM ('b'); ALTER TYPE m ADD VALUE 'a' BEFORE 'b'; ALTER TYPE m ADD VALUE 'c'; ALTER TYPE m ADD VALUE IF NOT EXISTS 'c'; ALTER TYPE m ADD VALUE 'b2' AFTER 'b'; ALTER TYPE m RENAME VALUE 'a' TO 'A'",
			public(schema.KindEnum, "m"), "values='A', 'b', 'b2', 'c'"},
		{"ALTER TYPE m ADD VALUE 'z' AFTER 'y'; ALTER TYPE m ADD VALUE 'y'; CREATE TYPE m AS ENUM ()", public(schema.KindEnum, "m"), "values='y', 'z'"},
		{"CREATE DOMAIN d AS int CHECK (VALUE > 0) CHECK (value < 9) NOT NULL DEFAULT 5", public(schema.KindDomain, "d"),
			"type=integer | not null=yes | default=5 | d_check expression=VALUE > 0 | d_check1 expression=VALUE < 9"},
		{`CREATE DOMAIN d AS text COLLATE "C" DEFAULT NULL; ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE <> '') NOT VALID; ALTER DOMAIN d ADD CHECK (true)`,
			public(schema.KindDomain, "d"), `type=text | collation="C" | c expression=VALUE <> ''::text | c not valid=yes | d_check expression=true`},
		{"CREATE DOMAIN d AS int DEFAULT 1 NOT NULL CONSTRAINT x CHECK (VALUE > 1); ALTER DOMAIN d DROP DEFAULT; ALTER DOMAIN d DROP NOT NULL; ALTER DOMAIN d DROP CONSTRAINT x",
			public(schema.KindDomain, "d"), "type=integer"},
		{"CREATE TYPE p AS (x float8, y d[]); CREATE DOMAIN d AS int", public(schema.KindComposite, "p"), "attributes=x double precision, y public.d[]"},
		{`CREATE TYPE p AS (x int, y int); ALTER TYPE p DROP ATTRIBUTE x, ADD ATTRIBUTE z text COLLATE "C", ALTER ATTRIBUTE y TYPE bigint`,
			public(schema.KindComposite, "p"), `attributes=y bigint, z text collate "C"`},
		{"CREATE TYPE float_range AS RANGE (subtype = float8)", public(schema.KindRange, "float_range"), "subtype=double precision | multirange=public.float_multirange"},
		{`CREATE TYPE tr AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_ops, MULTIRANGE_TYPE_NAME = trs); CREATE DOMAIN d AS trs[]`,
			public(schema.KindDomain, "d"), "type=public.trs[]"},
		{`CREATE COLLATION c (LC_COLLATE = 'de_DE', LC_CTYPE = 'de_DE')`, public(schema.KindCollation, "c"), "provider=libc | locale=de_DE"},
		{`CREATE COLLATION c (provider = icu, locale = 'und', deterministic = false)`, public(schema.KindCollation, "c"), "provider=icu | locale=und | nondeterministic=yes"},
		{`CREATE COLLATION c FROM "de-x-icu"`, public(schema.KindCollation, "c"), "provider=icu | locale=de"},
		{"CREATE TYPE s", public(schema.KindBaseType, "s"), ""},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, attributes(t, tt.ddl, tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.ddl, diff)
		}
	}
}

func TestTextSearchIsRead(t *testing.T) {
	dictionary := public(schema.KindTSDictionary, "d")
	config := public(schema.KindTSConfig, "c")
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple, STOPWORDS = english, accept = false)", dictionary, "template=simple | options=accept=false, stopwords=english"},
		{"ALTER TEXT SEARCH DICTIONARY d (accept = true, stopwords); CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = t, STOPWORDS = english); CREATE TEXT SEARCH TEMPLATE t (lexize = dsimple_lexize)",
			dictionary, "template=public.t | options=accept=true"},
		{"CREATE TEXT SEARCH CONFIGURATION c (PARSER = default); ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, asciiword WITH d, simple; CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)",
			config, `parser="default" | mappings=asciiword: public.d, simple; word: public.d, simple`},
		{`CREATE TEXT SEARCH CONFIGURATION c (PARSER = "default"); ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word, int WITH simple;
ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING REPLACE simple WITH english_stem; ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR int`,
			config, `parser="default" | mappings=word: english_stem`},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, attributes(t, tt.ddl, tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.ddl, diff)
		}
	}
	copied := attributes(t, "CREATE TEXT SEARCH CONFIGURATION c (COPY = pg_catalog.russian)", config)
	if !strings.Contains(copied, "asciiword: english_stem") || !strings.Contains(copied, "; word: russian_stem") {
		t.Errorf("COPY = russian gives %s", copied)
	}
}

func TestForeignDataIsRead(t *testing.T) {
	const base = "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', dbname 'd'); "
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"CREATE SERVER s TYPE 't' VERSION '1' FOREIGN DATA WRAPPER w; CREATE FOREIGN DATA WRAPPER w", schema.Key{Kind: schema.KindServer, Name: "s"}, "wrapper=w | type=t | version=1"},
		{base + "ALTER SERVER s VERSION '2' OPTIONS (SET host 'i', DROP dbname, ADD port '1')", schema.Key{Kind: schema.KindServer, Name: "s"},
			"wrapper=w | version=2 | options=host=i, port=1"},
		{base + "CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password 'p')", pgmodel.UserMappingKey("", "s"), "options=password=********, user=u"},
		{base + "CREATE FOREIGN TABLE f (a int OPTIONS (n 'x')) SERVER s OPTIONS (t 'y')", public(schema.KindForeignTable, "f"),
			"server=s | server options=t=y | a type=integer | a foreign options=n=x"},
		{"CREATE EXTENSION e SCHEMA x VERSION '1.0'; CREATE SCHEMA x", schema.Key{Kind: schema.KindExtension, Name: "e"}, "schema=x | version=1.0"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, attributes(t, tt.ddl, tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.ddl, diff)
		}
	}
}

func TestReplicationIsRead(t *testing.T) {
	const tables = "CREATE TABLE a (x int, y int); CREATE TABLE b (x int); "
	publication := schema.Key{Kind: schema.KindPublication, Name: "p"}
	tests := []struct {
		ddl  string
		key  schema.Key
		want string
	}{
		{"CREATE PUBLICATION p FOR TABLE b, a (y, x) WHERE (x > 1); " + tables, publication,
			"tables=public.a (x, y) where x > 1, public.b | publish=insert, update, delete, truncate"},
		{tables + "CREATE PUBLICATION p FOR TABLE a WITH (publish = 'delete,insert'); ALTER PUBLICATION p ADD TABLE b; ALTER PUBLICATION p DROP TABLE a", publication,
			"tables=public.b | publish=insert, delete"},
		{"CREATE SCHEMA z; CREATE PUBLICATION p FOR TABLES IN SCHEMA z, public WITH (publish_via_partition_root)", publication,
			"schemas=public, z | publish=insert, update, delete, truncate | via root=yes"},
		{"CREATE PUBLICATION p FOR ALL TABLES", publication, "all tables=yes | publish=insert, update, delete, truncate"},
		{"CREATE SUBSCRIPTION s CONNECTION 'host=h password=p' PUBLICATION b, a WITH (connect = false, slot_name = NONE, binary, synchronous_commit = off)",
			schema.Key{Kind: schema.KindSubscription, Name: "s"}, "connection=host=h password=******** | publications=a, b | disabled=yes | options=binary=true"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, attributes(t, tt.ddl, tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.ddl, diff)
		}
	}
}

func TestTypeErrors(t *testing.T) {
	for ddl, want := range map[string]string{
		"CREATE TYPE a AS ENUM ('x', 'x')":                               "listed twice",
		"CREATE TYPE a AS ENUM ('x'); CREATE DOMAIN a AS int":            "type public.a is defined twice: first at t.sql:1:1",
		"CREATE TABLE a (x int); CREATE TYPE a AS (y int)":               "is defined twice",
		"CREATE DOMAIN d AS nowhere":                                     "type nowhere does not exist",
		"ALTER TYPE a ADD VALUE 'x'":                                     "type a does not exist",
		"CREATE SERVER s FOREIGN DATA WRAPPER w":                         "foreign data wrapper w does not exist",
		"CREATE PUBLICATION p FOR TABLE nowhere":                         "relation nowhere does not exist",
		"CREATE TYPE a AS ENUM ('x'); ALTER DOMAIN a DROP NOT NULL":      "is no domain",
		"CREATE DOMAIN d AS int; ALTER DOMAIN d DROP CONSTRAINT missing": "does not exist",
	} {
		_, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: ddl}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", ddl, err, want)
		}
	}
}

// TestTypesFollow renames what types, foreign data and publications name.
func TestTypesFollow(t *testing.T) {
	const ddl = `CREATE TYPE m AS ENUM ('a'); CREATE DOMAIN d AS m DEFAULT 'a'::m; CREATE TYPE c AS (x d, y m[]);
CREATE TABLE t (a int, b c); CREATE PUBLICATION p FOR TABLE t (a) WHERE (a > 0);
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s;
ALTER TYPE m RENAME TO mood; ALTER DOMAIN d RENAME TO dom; ALTER TYPE c RENAME TO comp; ALTER TYPE comp RENAME ATTRIBUTE x TO xx;
ALTER TABLE t RENAME a TO aa; ALTER TABLE t RENAME TO tt; ALTER SERVER s RENAME TO ss; ALTER FOREIGN DATA WRAPPER w RENAME TO ww`
	for _, tt := range []struct {
		key  schema.Key
		want string
	}{
		{public(schema.KindDomain, "dom"), "type=public.mood | default='a'::public.mood"},
		{public(schema.KindComposite, "comp"), "attributes=xx public.dom, y public.mood[]"},
		{public(schema.KindTable, "tt"), "aa type=integer | b type=public.comp"},
		{schema.Key{Kind: schema.KindPublication, Name: "p"}, "tables=public.tt (aa) where aa > 0 | publish=insert, update, delete, truncate"},
		{schema.Key{Kind: schema.KindServer, Name: "ss"}, "wrapper=ww"},
		{pgmodel.UserMappingKey("", "ss"), ""},
	} {
		if diff := cmp.Diff(tt.want, attributes(t, ddl, tt.key)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.key, diff)
		}
	}
}

func TestDroppedTypesAreGone(t *testing.T) {
	ddl := `CREATE TYPE m AS ENUM ('a'); CREATE DOMAIN d AS int; CREATE TYPE c AS (x int); CREATE TYPE r AS RANGE (subtype = int);
CREATE COLLATION l (locale = 'C'); CREATE TEXT SEARCH DICTIONARY t (TEMPLATE = simple); CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR PUBLIC SERVER s; CREATE PUBLICATION p; CREATE EXTENSION e;
DROP TYPE m, c, r; DROP DOMAIN d; DROP TYPE IF EXISTS m; DROP COLLATION l; DROP TEXT SEARCH DICTIONARY t; DROP USER MAPPING FOR PUBLIC SERVER s;
DROP SERVER s; DROP FOREIGN DATA WRAPPER w; DROP PUBLICATION p; DROP EXTENSION e`
	s, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: ddl}})
	if err != nil {
		t.Fatal(err)
	}
	if left := slices.Collect(s.All()); len(left) > 0 {
		t.Errorf("left: %v", left[0].Key())
	}
}
