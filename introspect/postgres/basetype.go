package postgres

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func baseTypeQueries(version int) []query {
	subscript := "''"
	if version >= 14 {
		subscript = "t.typsubscript::pg_catalog.text"
	}
	return []query{{what: "base types", sql: `
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
ORDER BY n.nspname, t.typname`, read: readBaseTypes}}
}

// baseTypeRow is one base type as the catalog has it.
type baseTypeRow struct {
	functions                                           []string // names and functions in turn
	length                                              int16
	byValue, preferred, collatable                      bool
	align, storage, category, value, element, delimiter string
}

func readBaseTypes(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, array uint32
		var ns, name string
		var defined bool
		var b baseTypeRow
		if err := rows.Scan(&oid, &array, &ns, &name, &defined, &b.functions, &b.length, &b.byValue, &b.align, &b.storage,
			&b.category, &b.preferred, &b.value, &b.element, &b.delimiter, &b.collatable); err != nil {
			return err
		}
		r.setType(oid, array, schema.Key{Kind: schema.KindBaseType, Schema: ns, Name: name})
		if !defined {
			r.ddl(sectionTypes, "CREATE TYPE %s", pgmodel.Qualified(ns, name))
			continue
		}
		r.ddl(sectionTypes, "CREATE TYPE %s (%s)", pgmodel.Qualified(ns, name), strings.Join(b.options(), ", "))
	}
	return rows.Err()
}

func (b *baseTypeRow) options() []string {
	var out []string
	add := func(option, value string) {
		if value != "" && value != "-" {
			out = append(out, option+" = "+value)
		}
	}
	for i := 0; i+1 < len(b.functions); i += 2 {
		add(b.functions[i], b.functions[i+1])
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
