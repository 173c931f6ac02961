package catalog

// Base types, defined by the functions that read and print their values, and shell types, which have only a
// name so far.

import (
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Base types are the types of CREATE TYPE with functions.
var _ = register(kind{
	names: []schema.Kind{schema.KindBaseType},
	phase: definitionsPhase,
	queries: func(t target) []Query {
		subscript := "''"
		if t.version >= 14 {
			subscript = "t.typsubscript::pg_catalog.text"
		}
		return []Query{{"base types", `
SELECT t.oid, t.typarray, n.nspname, t.typname, t.typisdefined,
 ARRAY['INPUT', t.typinput::pg_catalog.text, 'OUTPUT', t.typoutput::pg_catalog.text, 'RECEIVE', t.typreceive::pg_catalog.text,
  'SEND', t.typsend::pg_catalog.text, 'TYPMOD_IN', t.typmodin::pg_catalog.text, 'TYPMOD_OUT', t.typmodout::pg_catalog.text,
  'ANALYZE', t.typanalyze::pg_catalog.text, 'SUBSCRIPT', ` + subscript + `],
 t.typlen, t.typbyval, t.typalign::pg_catalog.text, t.typstorage::pg_catalog.text, t.typcategory::pg_catalog.text, t.typispreferred,
 coalesce(t.typdefault, ''), CASE WHEN t.typelem = 0 THEN '' ELSE pg_catalog.format_type(t.typelem, NULL) END, t.typdelim::pg_catalog.text, t.typcollation <> 0
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace AND ` + userSchemas + `
WHERE (t.typtype = 'b' OR t.typtype = 'p' AND NOT t.typisdefined) AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
 AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`, each[baseTypeRow]}}
	},
})

// baseTypeRow is one base type as the catalog has it.
type baseTypeRow struct {
	oid, array                                          uint32
	schema, name                                        string
	defined                                             bool     // else it is a shell type
	functions                                           []string // names and functions in turn
	length                                              int16
	byValue, preferred, collatable                      bool
	align, storage, category, value, element, delimiter string
}

func (row *baseTypeRow) fields() []any {
	return []any{&row.oid, &row.array, &row.schema, &row.name, &row.defined, &row.functions, &row.length, &row.byValue, &row.align, &row.storage,
		&row.category, &row.preferred, &row.value, &row.element, &row.delimiter, &row.collatable}
}

func (row *baseTypeRow) write(r *Reader) {
	r.setType(row.oid, row.array, schema.Key{Kind: schema.KindBaseType, Schema: row.schema, Name: row.name})
	if !row.defined {
		r.ddl(sectionTypes, "CREATE TYPE %s", pgmodel.Qualified(row.schema, row.name))
		return
	}
	r.ddl(sectionTypes, "CREATE TYPE %s (%s)", pgmodel.Qualified(row.schema, row.name), strings.Join(row.options(), ", "))
}

func (b *baseTypeRow) options() []string {
	out := pairs(b.functions)
	add := func(option, value string) {
		if value != "" {
			out = append(out, option+" = "+value)
		}
	}
	length := "VARIABLE"
	if b.length > 0 {
		length = strconv.Itoa(int(b.length))
	}
	add("INTERNALLENGTH", length)
	flags := []struct {
		option string
		on     bool
	}{{"PASSEDBYVALUE", b.byValue}, {"PREFERRED", b.preferred}, {"COLLATABLE", b.collatable}}
	for _, f := range flags {
		if f.on {
			add(f.option, "true")
		}
	}
	add("ALIGNMENT", map[string]string{"c": "char", "s": "int2", "i": "int4", "d": "double"}[b.align])
	add("STORAGE", map[string]string{"p": "plain", "e": "external", "x": "extended", "m": "main"}[b.storage])
	add("CATEGORY", pgmodel.Literal(b.category))
	if b.value != "" {
		add("DEFAULT", pgmodel.Literal(b.value))
	}
	add("ELEMENT", b.element)
	add("DELIMITER", pgmodel.Literal(b.delimiter))
	return out
}
