package catalog

import "testing"

func TestTypesAreThoseOfTheFiles(t *testing.T) {
	odd := &schemaRow{oid: 20001, name: "Odd s"}
	const oddDDL = `CREATE SCHEMA "Odd s"; `
	checkRows(t, []rowsFor{
		{"an enum without labels", []catalogRow{&enumRow{oid: 1, schema: "public", name: "e"}}, `CREATE TYPE e AS ENUM ()`},
		{"labels with quotes, backslashes and commas", []catalogRow{&enumRow{oid: 1, schema: "public", name: "e", labels: []string{`it's`, `a\b`, `c,d`, `"q"`, "", "naïve"}}},
			`CREATE TYPE e AS ENUM ('it''s', E'a\\b', 'c,d', '"q"', '', 'naïve')`},
		{"an enum of an odd schema", []catalogRow{odd, &enumRow{oid: 1, schema: "Odd s", name: `se"lect`, labels: []string{"x"}}},
			oddDDL + `CREATE TYPE "Odd s"."se""lect" AS ENUM ('x')`},
		{"a domain with all clauses", []catalogRow{
			&domainRow{oid: 1, schema: "public", name: "Domain", typ: "character varying(10)", collation: `pg_catalog."C"`, value: "'x'::character varying", notNull: true},
			&domainCheckRow{oid: 2, schema: "public", domain: "Domain", name: "Is not", def: "CHECK (((VALUE)::text <> ''::text))"}},
			`CREATE DOMAIN "Domain" AS varchar(10) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT "Is not" CHECK (VALUE <> '')`},
		{"a check of a domain that is not valid", []catalogRow{&domainRow{oid: 1, schema: "public", name: "d", typ: "integer"},
			&domainCheckRow{oid: 2, schema: "public", domain: "d", name: "c", def: "CHECK ((VALUE > 0)) NOT VALID"}},
			`CREATE DOMAIN d AS int; ALTER DOMAIN d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID`},
		{"a domain on a domain and on an array", []catalogRow{&domainRow{oid: 1, schema: "public", name: "a", typ: "public.b"}, &domainRow{oid: 2, schema: "public", name: "b", typ: "integer[]"}},
			`CREATE DOMAIN b AS int[]; CREATE DOMAIN a AS b`},
		{"attributes with odd names", []catalogRow{&compositeRow{oid: 1, relation: 2, schema: "public", name: "c", numbers: []int16{1, 4}, names: []string{"order", "A b"},
			types: []string{"numeric(10,2)", "text"}, collations: []string{"", `pg_catalog."POSIX"`}}}, `CREATE TYPE c AS ("order" numeric(10, 2), "A b" text COLLATE "POSIX")`},
		{"a composite type without attributes", []catalogRow{&compositeRow{oid: 1, relation: 2, schema: "public", name: "c"}}, `CREATE TYPE c AS ()`},
		{"a range type with all options", []catalogRow{&collationRow{oid: 9, schema: "public", name: "Col", provider: "c", collate: "C", ctype: "C", deterministic: true},
			&rangeRow{oid: 1, schema: "public", name: "r", subtype: "text", class: "pg_catalog.text_pattern_ops", collation: `public."Col"`, multirange: `public."R multi"`}},
			`CREATE COLLATION "Col" (LOCALE = 'C'); CREATE TYPE r AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "Col", MULTIRANGE_TYPE_NAME = "R multi")`},
		{"a range type before version 14", []catalogRow{&rangeRow{oid: 1, schema: "public", name: "float_range", subtype: "double precision", difference: "pg_catalog.float8mi"}},
			`CREATE TYPE float_range AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = pg_catalog.float8mi)`},
		{"a base type of variable length", []catalogRow{
			&baseTypeRow{oid: 1, schema: "public", name: "b", defined: true, functions: []string{"INPUT", "textin", "OUTPUT", "textout", "RECEIVE", "-", "SUBSCRIPT", ""},
				length: -1, align: "d", storage: "x", category: "S", value: "it's", delimiter: ";", preferred: true, collatable: true}},
			`CREATE TYPE b; CREATE TYPE b (INPUT = textin, OUTPUT = textout, INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended, CATEGORY = 'S', DEFAULT = 'it''s', DELIMITER = ';', PREFERRED = true, COLLATABLE = true)`},
		{"a base type passed by value", []catalogRow{
			&baseTypeRow{oid: 1, schema: "public", name: "b", defined: true, functions: []string{"INPUT", "int4in", "OUTPUT", "int4out"}, length: 4, byValue: true, align: "i", storage: "p", category: "U", element: "integer", delimiter: ","}},
			`CREATE TYPE b; CREATE TYPE b (INPUT = int4in, OUTPUT = int4out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, ELEMENT = int)`},
		{"a shell type", []catalogRow{&baseTypeRow{oid: 1, schema: "public", name: "Shell"}}, `CREATE TYPE "Shell"`},
		{"a collation of libc with two locales", []catalogRow{&collationRow{oid: 1, schema: "public", name: "c", provider: "c", collate: "de_DE", ctype: "C", deterministic: true}},
			`CREATE COLLATION c (LC_COLLATE = 'de_DE', LC_CTYPE = 'C')`},
		{"a collation of libc with one", []catalogRow{&collationRow{oid: 1, schema: "public", name: "c", provider: "c", collate: "C", ctype: "C", deterministic: true}}, `CREATE COLLATION c (LOCALE = 'C')`},
		{"a collation with rules", []catalogRow{&collationRow{oid: 1, schema: "public", name: "c", provider: "i", locale: "und", rules: "&a < 'b'", deterministic: true}},
			`CREATE COLLATION c (PROVIDER = icu, LOCALE = 'und', RULES = '&a < ''b''')`},
		{"a collation of the server itself", []catalogRow{&collationRow{oid: 1, schema: "public", name: "c", provider: "b", locale: "C.UTF-8", deterministic: true}},
			`CREATE COLLATION c (PROVIDER = builtin, LOCALE = 'C.UTF-8')`},
	})
}

func TestRoutinesAreThoseOfTheFiles(t *testing.T) {
	plain := func(f functionRow) *functionRow {
		f.oid, f.schema, f.support = 1, "public", "-"
		if f.kind == "" {
			f.kind = "f"
		}
		if f.kind != "p" && f.cost == 0 {
			f.cost = 100
		}
		return &f
	}
	value := func(s string) *string { return &s }
	checkRows(t, []rowsFor{
		{"a function with all options", []catalogRow{plain(functionRow{name: "Fn", types: []string{"integer"}, arguments: `"A" integer DEFAULT 1`, result: "SETOF integer", language: "sql",
			body: "SELECT $1 -- it's", volatility: "s", parallel: "r", strict: true, definer: true, leakproof: true, cost: 0.5, rows: 10, settings: []string{"search_path=public, pg_temp", "DateStyle=ISO, MDY"}})},
			`CREATE FUNCTION "Fn"("A" int = 1) RETURNS SETOF int LANGUAGE sql STABLE PARALLEL RESTRICTED STRICT SECURITY DEFINER LEAKPROOF COST 0.5 ROWS 10 SET search_path = public, pg_temp SET datestyle = 'ISO, MDY' AS $$SELECT $1 -- it's$$`},
		{"a body with a dollar quote in it", []catalogRow{plain(functionRow{name: "f", result: "text", language: "sql", body: "SELECT $$a$$ || '\\'", volatility: "i", parallel: "s"})},
			`CREATE FUNCTION f() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $x$SELECT $$a$$ || '\'$x$`},
		{"a body of statements", []catalogRow{plain(functionRow{name: "f", result: "integer", language: "sql", atomic: "RETURN 1", volatility: "v", parallel: "u"})},
			`CREATE FUNCTION f() RETURNS int RETURN 1`},
		{"a function of a library", []catalogRow{plain(functionRow{name: "f", result: "integer", language: "c", body: "sym", library: "$libdir/l'ib", cost: 1})},
			`CREATE FUNCTION f() RETURNS int LANGUAGE c AS '$libdir/l''ib', 'sym'`},
		{"a window function", []catalogRow{plain(functionRow{name: "f", kind: "w", result: "bigint", language: "internal", body: "window_row_number", cost: 1})},
			`CREATE FUNCTION f() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number'`},
		{"a function that returns a table", []catalogRow{plain(functionRow{name: "f", types: nil, result: `TABLE("order" integer, b text)`, language: "sql", body: "SELECT 1, ''", rows: 1000})},
			`CREATE FUNCTION f() RETURNS TABLE ("order" int, b text) LANGUAGE sql AS $$SELECT 1, ''$$`},
		{"a procedure with OUT and VARIADIC", []catalogRow{plain(functionRow{name: "p", kind: "p", types: []string{"integer", "text[]"}, arguments: "INOUT a integer, VARIADIC b text[]", language: "sql", body: "SELECT 1"})},
			`CREATE PROCEDURE p(INOUT a int, VARIADIC b text[]) LANGUAGE sql AS 'SELECT 1'`},
		{"an empty setting", []catalogRow{plain(functionRow{name: "f", result: "integer", language: "sql", body: "SELECT 1", settings: []string{`search_path=""`, "work_mem=1MB"}})},
			`CREATE FUNCTION f() RETURNS int LANGUAGE sql SET search_path = '' SET work_mem = '1MB' AS 'SELECT 1'`},
		{"an aggregate", []catalogRow{&aggregateRow{oid: 1, schema: "public", name: "Agg", kind: "n", arguments: "integer", argTypes: []string{"integer"},
			options: []*string{value("SFUNC"), value("int4pl"), value("STYPE"), value("integer"), value("SSPACE"), value("0"), value("FINALFUNC"), value("-"), value("FINALFUNC_EXTRA"), value("false"),
				value("FINALFUNC_MODIFY"), value("r"), value("INITCOND"), value("0"), value("SORTOP"), nil, value("PARALLEL"), value("s")}}},
			`CREATE AGGREGATE "Agg"(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', PARALLEL = SAFE)`},
		{"an aggregate of nothing whose first value is empty", []catalogRow{&aggregateRow{oid: 1, schema: "public", name: "a", kind: "n",
			options: []*string{value("SFUNC"), value("textcat"), value("STYPE"), value("text"), value("INITCOND"), value("")}}},
			`CREATE AGGREGATE a(*) (SFUNC = textcat, STYPE = text, INITCOND = '')`},
		{"an operator with one operand", []catalogRow{&operatorRow{oid: 1, schema: "public", name: "!!!", left: "NONE", right: "integer", options: []string{"FUNCTION", "int4um", "COMMUTATOR", "-"}}},
			`CREATE OPERATOR !!! (FUNCTION = int4um, RIGHTARG = int)`},
		{"an operator that names others", []catalogRow{&operatorRow{oid: 1, schema: "public", name: "<<<", left: "integer", right: "integer",
			options: []string{"FUNCTION", "int4lt", "COMMUTATOR", "OPERATOR(public.>>>)", "NEGATOR", "OPERATOR(public.>>=)", "RESTRICT", "scalarltsel", "JOIN", "scalarltjoinsel"}, merges: true, hashes: true},
			&operatorRow{oid: 2, schema: "public", name: ">>>", left: "integer", right: "integer", options: []string{"FUNCTION", "int4gt", "COMMUTATOR", "OPERATOR(public.<<<)"}},
			&operatorRow{oid: 3, schema: "public", name: ">>=", left: "integer", right: "integer", options: []string{"FUNCTION", "int4ge", "NEGATOR", "OPERATOR(public.<<<)"}}},
			`CREATE OPERATOR >>> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int); CREATE OPERATOR >>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int);
			 CREATE OPERATOR <<< (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = >>>, NEGATOR = >>=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel, MERGES, HASHES)`},
		{"a cast by a function", []catalogRow{&enumRow{oid: 1, schema: "public", name: "E", labels: []string{"x"}},
			plain(functionRow{name: "to_e", types: []string{"integer"}, arguments: "integer", result: `public."E"`, language: "sql", body: "SELECT NULL"}),
			&castRow{oid: 2, source: "integer", target: `public."E"`, function: "public.to_e(integer)", method: "f", context: "i"}},
			`CREATE TYPE "E" AS ENUM ('x'); CREATE FUNCTION to_e(int) RETURNS "E" LANGUAGE sql AS 'SELECT NULL'; CREATE CAST (int AS "E") WITH FUNCTION to_e(int) AS IMPLICIT`},
		{"a cast by text", []catalogRow{&enumRow{oid: 1, schema: "public", name: "e", labels: []string{"x"}}, &castRow{oid: 2, source: "text", target: "public.e", method: "i", context: "a"}},
			`CREATE TYPE e AS ENUM ('x'); CREATE CAST (text AS e) WITH INOUT AS ASSIGNMENT`},
		{"a cast of equal bytes", []catalogRow{&domainRow{oid: 1, schema: "public", name: "d", typ: "text"}, &castRow{oid: 2, source: "public.d", target: "bytea", method: "b", context: "e"}},
			`CREATE DOMAIN d AS text; CREATE CAST (d AS bytea) WITHOUT FUNCTION`},
		{"an operator class with members and a storage type", []catalogRow{&classMemberRow{family: 1, class: number(2), text: "OPERATOR 1 pg_catalog.<(integer, integer)"},
			&classMemberRow{family: 1, class: number(2), text: "FUNCTION 1 (integer, integer) btint4cmp(integer,integer)"}, &classMemberRow{family: 1, text: "FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint)"},
			&familyRow{oid: 1, schema: "public", name: "Fam", method: "btree"}, &classRow{oid: 2, schema: "public", name: "Cls", method: "btree", typ: "integer", family: `public."Fam"`}},
			`CREATE OPERATOR FAMILY "Fam" USING btree; CREATE OPERATOR CLASS "Cls" FOR TYPE int USING btree FAMILY "Fam" AS OPERATOR 1 <(int, int), FUNCTION 1 (int, int) btint4cmp(int, int);
			 ALTER OPERATOR FAMILY "Fam" USING btree ADD FUNCTION 1 (int, bigint) btint48cmp(int, bigint)`},
	})
}

func number(n uint32) *uint32 { return &n }
