package postgres

import (
	"slices"
	"strings"
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// Every kind of object that PostgreSQL has is described once: parts of tables and domains
// are read with these.
func TestEveryKindIsListedOnce(t *testing.T) {
	count := map[schema.Kind]int{}
	for _, k := range kinds {
		for _, n := range k.names {
			count[n]++
		}
	}
	withTable := []schema.Kind{schema.KindColumn, schema.KindDomainCheck, schema.KindPartitionIndex}
	for info := range schema.Kinds() {
		want := 1
		if !info.Kind.Has(schema.InPostgres) || info.Kind.Has(schema.Constraint) || slices.Contains(withTable, info.Kind) {
			want = 0
		}
		if count[info.Kind] != want {
			t.Errorf("%s is listed %d times, not %d", info.Kind, count[info.Kind], want)
		}
	}
}

// A word of the grammar belongs to one kind, and to a name that this kind has.
func TestEveryWordOfTheGrammarMeansOneKind(t *testing.T) {
	owner := map[pg.ObjectType]*kind{}
	for _, k := range kinds {
		for word, n := range k.grammar {
			if owner[word] != nil {
				t.Errorf("%s belongs to %s and to %s", word, owner[word].names[0], k.names[0])
			}
			owner[word] = k
			if !slices.Contains(k.names, n) {
				t.Errorf("%s means %s, which is none of %v", word, n, k.names)
			}
		}
	}
}

// kindSample is the life of one object: how it is created, renamed and dropped. What base
// creates is there before and after.
type kindSample struct {
	kind    schema.Kind
	base    string
	create  string
	rename  string // to a name with "renamed"; "" where the server has no such statement
	drop    string
	comment string // what COMMENT ON calls it; "" where there is no comment
}

func kindSamples() []kindSample {
	const (
		table   = "CREATE TABLE t (id integer PRIMARY KEY, name text);"
		trigger = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';"
		event   = "CREATE FUNCTION log() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
		two     = "CREATE FUNCTION two(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
		server  = "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER far FOREIGN DATA WRAPPER w;"
	)
	return []kindSample{
		{schema.KindTable, "", "CREATE TABLE x (id integer)", "ALTER TABLE x RENAME TO renamed", "DROP TABLE renamed", "TABLE renamed"},
		{schema.KindForeignTable, server, "CREATE FOREIGN TABLE x (id integer) SERVER far", "ALTER FOREIGN TABLE x RENAME TO renamed", "DROP FOREIGN TABLE renamed", "FOREIGN TABLE renamed"},
		{schema.KindIndex, table, "CREATE INDEX x ON t (name)", "ALTER INDEX x RENAME TO renamed", "DROP INDEX renamed", "INDEX renamed"},
		{schema.KindSequence, "", "CREATE SEQUENCE x", "ALTER SEQUENCE x RENAME TO renamed", "DROP SEQUENCE renamed", "SEQUENCE renamed"},
		{schema.KindView, table, "CREATE VIEW x AS SELECT id FROM t", "ALTER VIEW x RENAME TO renamed", "DROP VIEW renamed", "VIEW renamed"},
		{schema.KindMatView, table, "CREATE MATERIALIZED VIEW x AS SELECT id FROM t", "ALTER MATERIALIZED VIEW x RENAME TO renamed", "DROP MATERIALIZED VIEW renamed", "MATERIALIZED VIEW renamed"},
		{schema.KindFunction, "", "CREATE FUNCTION x(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'", "ALTER FUNCTION x(integer) RENAME TO renamed", "DROP FUNCTION renamed", "FUNCTION renamed(integer)"},
		{schema.KindProcedure, "", "CREATE PROCEDURE x() LANGUAGE sql AS 'SELECT 1'", "ALTER PROCEDURE x RENAME TO renamed", "DROP PROCEDURE renamed()", "PROCEDURE renamed()"},
		{schema.KindAggregate, "", "CREATE AGGREGATE x(integer) (sfunc = int4pl, stype = integer)", "ALTER AGGREGATE x(integer) RENAME TO renamed", "DROP AGGREGATE renamed(integer)", "AGGREGATE renamed(integer)"},
		{schema.KindTrigger, table + trigger, "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()", "ALTER TRIGGER x ON t RENAME TO renamed", "DROP TRIGGER renamed ON t", "TRIGGER renamed ON t"},
		{schema.KindPolicy, table, "CREATE POLICY x ON t USING (id > 0)", "ALTER POLICY x ON t RENAME TO renamed", "DROP POLICY renamed ON t", "POLICY renamed ON t"},
		{schema.KindRule, table, "CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING", "ALTER RULE x ON t RENAME TO renamed", "DROP RULE renamed ON t", "RULE renamed ON t"},
		{schema.KindEnum, "", "CREATE TYPE x AS ENUM ('a', 'b')", "ALTER TYPE x RENAME TO renamed", "DROP TYPE renamed", "TYPE renamed"},
		{schema.KindDomain, "", "CREATE DOMAIN x AS text CHECK (value <> '')", "ALTER DOMAIN x RENAME TO renamed", "DROP DOMAIN renamed", "DOMAIN renamed"},
		{schema.KindComposite, "", "CREATE TYPE x AS (a integer, b text)", "ALTER TYPE x RENAME TO renamed", "DROP TYPE renamed", "TYPE renamed"},
		{schema.KindRange, "", "CREATE TYPE x AS RANGE (subtype = integer)", "ALTER TYPE x RENAME TO renamed", "DROP TYPE renamed", "TYPE renamed"},
		{schema.KindBaseType, "", "CREATE TYPE x", "ALTER TYPE x RENAME TO renamed", "DROP TYPE renamed", "TYPE renamed"},
		{schema.KindSchema, "", "CREATE SCHEMA x", "ALTER SCHEMA x RENAME TO renamed", "DROP SCHEMA renamed", "SCHEMA renamed"},
		{schema.KindExtension, "", "CREATE EXTENSION hstore", "", "DROP EXTENSION hstore", "EXTENSION hstore"},
		{schema.KindLanguage, "CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS 'f', 'h';", "CREATE LANGUAGE x HANDLER h", "ALTER LANGUAGE x RENAME TO renamed", "DROP LANGUAGE renamed", "LANGUAGE renamed"},
		{schema.KindCollation, "", "CREATE COLLATION x (provider = icu, locale = 'de')", "ALTER COLLATION x RENAME TO renamed", "DROP COLLATION renamed", "COLLATION renamed"},
		{schema.KindConversion, "CREATE FUNCTION c(integer, integer, cstring, internal, integer, boolean) RETURNS integer LANGUAGE c AS 'f', 'c';",
			"CREATE CONVERSION x FOR 'LATIN1' TO 'UTF8' FROM c", "ALTER CONVERSION x RENAME TO renamed", "DROP CONVERSION renamed", "CONVERSION renamed"},
		{schema.KindStatistics, table, "CREATE STATISTICS x ON id, name FROM t", "ALTER STATISTICS x RENAME TO renamed", "DROP STATISTICS renamed", "STATISTICS renamed"},
		{schema.KindOperator, two, "CREATE OPERATOR === (function = two, leftarg = integer, rightarg = integer)", "", "DROP OPERATOR === (integer, integer)", "OPERATOR === (integer, integer)"},
		{schema.KindOperatorFamily, "", "CREATE OPERATOR FAMILY x USING btree", "ALTER OPERATOR FAMILY x USING btree RENAME TO renamed", "DROP OPERATOR FAMILY renamed USING btree", "OPERATOR FAMILY renamed USING btree"},
		{schema.KindOperatorClass, "CREATE OPERATOR FAMILY f USING btree;", "CREATE OPERATOR CLASS x FOR TYPE integer USING btree FAMILY f AS OPERATOR 1 <",
			"ALTER OPERATOR CLASS x USING btree RENAME TO renamed", "DROP OPERATOR CLASS renamed USING btree", "OPERATOR CLASS renamed USING btree"},
		{schema.KindCast, "CREATE TYPE mood AS ENUM ('a');", "CREATE CAST (mood AS integer) WITH INOUT", "", "DROP CAST (mood AS integer)", "CAST (mood AS integer)"},
		{schema.KindTransform, "CREATE TYPE mood AS ENUM ('a'); CREATE FUNCTION f(internal) RETURNS internal LANGUAGE c AS 'f', 'g';",
			"CREATE TRANSFORM FOR mood LANGUAGE plpgsql (FROM SQL WITH FUNCTION f(internal))", "", "DROP TRANSFORM FOR mood LANGUAGE plpgsql", "TRANSFORM FOR mood LANGUAGE plpgsql"},
		{schema.KindAccessMethod, "CREATE FUNCTION h(internal) RETURNS index_am_handler LANGUAGE c AS 'f', 'h';", "CREATE ACCESS METHOD x TYPE INDEX HANDLER h", "", "DROP ACCESS METHOD x", "ACCESS METHOD x"},
		{schema.KindTSParser, "", "CREATE TEXT SEARCH PARSER x (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)",
			"ALTER TEXT SEARCH PARSER x RENAME TO renamed", "DROP TEXT SEARCH PARSER renamed", "TEXT SEARCH PARSER renamed"},
		{schema.KindTSTemplate, "", "CREATE TEXT SEARCH TEMPLATE x (lexize = dsimple_lexize)", "ALTER TEXT SEARCH TEMPLATE x RENAME TO renamed", "DROP TEXT SEARCH TEMPLATE renamed", "TEXT SEARCH TEMPLATE renamed"},
		{schema.KindTSDictionary, "", "CREATE TEXT SEARCH DICTIONARY x (template = simple)", "ALTER TEXT SEARCH DICTIONARY x RENAME TO renamed", "DROP TEXT SEARCH DICTIONARY renamed", "TEXT SEARCH DICTIONARY renamed"},
		{schema.KindTSConfig, "", "CREATE TEXT SEARCH CONFIGURATION x (copy = simple)", "ALTER TEXT SEARCH CONFIGURATION x RENAME TO renamed", "DROP TEXT SEARCH CONFIGURATION renamed", "TEXT SEARCH CONFIGURATION renamed"},
		{schema.KindWrapper, "", "CREATE FOREIGN DATA WRAPPER x", "ALTER FOREIGN DATA WRAPPER x RENAME TO renamed", "DROP FOREIGN DATA WRAPPER renamed", "FOREIGN DATA WRAPPER renamed"},
		{schema.KindServer, "CREATE FOREIGN DATA WRAPPER w;", "CREATE SERVER x FOREIGN DATA WRAPPER w", "ALTER SERVER x RENAME TO renamed", "DROP SERVER renamed", "SERVER renamed"},
		{schema.KindUserMapping, server, "CREATE USER MAPPING FOR PUBLIC SERVER far", "", "DROP USER MAPPING FOR PUBLIC SERVER far", ""},
		{schema.KindPublication, table, "CREATE PUBLICATION x FOR TABLE t", "ALTER PUBLICATION x RENAME TO renamed", "DROP PUBLICATION renamed", "PUBLICATION renamed"},
		{schema.KindSubscription, "", "CREATE SUBSCRIPTION x CONNECTION 'host=far' PUBLICATION p", "ALTER SUBSCRIPTION x RENAME TO renamed", "DROP SUBSCRIPTION renamed", "SUBSCRIPTION renamed"},
		{schema.KindEventTrigger, event, "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION log()", "ALTER EVENT TRIGGER x RENAME TO renamed", "DROP EVENT TRIGGER renamed", "EVENT TRIGGER renamed"},
		{schema.KindDefaultGrants, "", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader", "", "ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM reader", ""},
	}
}

// Every kind is created, renamed, commented on and dropped, and leaves nothing behind.
func TestLifeOfEveryKind(t *testing.T) {
	left := map[schema.Kind]bool{}
	for _, k := range kinds {
		for _, n := range k.names {
			left[n] = true
		}
	}
	for _, c := range kindSamples() {
		delete(left, c.kind)
		t.Run(string(c.kind), func(t *testing.T) {
			base := load(t, c.base)
			made := addedTo(base, load(t, c.base+c.create))
			if len(made) != 1 || made[0].Kind != c.kind {
				t.Fatalf("%s creates %v", c.create, made)
			}
			text := c.base + c.create + ";"
			if c.rename != "" {
				text += c.rename + ";"
				made = addedTo(base, load(t, text))
				if len(made) != 1 || made[0].Kind != c.kind || !strings.HasPrefix(made[0].Name, "renamed") {
					t.Fatalf("%s gives %v", c.rename, made)
				}
			}
			if c.comment != "" {
				s := load(t, text+"COMMENT ON "+c.comment+" IS 'why it is there'")
				if line := objectLine(s.Get(made[0])); !strings.Contains(line, "why it is there") {
					t.Errorf("the comment is not on %s", line)
				}
			}
			if gone := addedTo(base, load(t, text+c.drop)); len(gone) > 0 {
				t.Errorf("%s leaves %v", c.drop, gone)
			}
		})
	}
	for n := range left {
		t.Errorf("there is no sample of %s", n)
	}
}

// addedTo are the keys of a schema that another one does not have.
func addedTo(from, to *schema.Schema) []schema.Key {
	var list []schema.Key
	for o := range to.All() {
		if from.Get(o.Key()) == nil {
			list = append(list, o.Key())
		}
	}
	return list
}

// DROP IF EXISTS of what is not there is nothing, without it an error that names the thing.
func TestDropOfWhatIsNotThere(t *testing.T) {
	for _, c := range kindSamples() {
		if !strings.HasPrefix(c.drop, "DROP ") {
			continue
		}
		word := strings.TrimPrefix(c.drop, "DROP ")
		object := strings.ToUpper(string(c.kind))
		switch c.kind {
		case schema.KindEnum, schema.KindComposite, schema.KindRange, schema.KindBaseType:
			object = "TYPE"
		case schema.KindWrapper:
			object = "FOREIGN DATA WRAPPER"
		}
		rest := strings.TrimPrefix(word, object+" ")
		if text := loadErrors(t, c.base+"DROP "+object+" IF EXISTS "+rest); text != "" {
			t.Errorf("DROP %s IF EXISTS: %s", object, text)
		}
		if text := loadErrors(t, c.base+c.drop); !strings.Contains(text, "does not exist") {
			t.Errorf("%s: %q", c.drop, text)
		}
	}
}
