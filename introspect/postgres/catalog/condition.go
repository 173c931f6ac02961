package catalog

// This file has the conditions and expressions that the queries of many kinds share.

import (
	"fmt"
)

// userSchemas is the condition that a namespace n is none of the system's. Names
// that begin with pg_ are reserved (sql-createschema.html).
const userSchemas = `n.nspname OPERATOR(pg_catalog.<>) 'information_schema' AND pg_catalog.left(n.nspname, 3) OPERATOR(pg_catalog.<>) 'pg_'`

// member is the condition that the object is one of an extension.
func member(class, oid string) string { return dependsOn(class, oid, "= 'e'") }

// userCreated is the condition that the object is neither part of an extension nor created by
// another object, as the constructors of a range type are.
func userCreated(class, oid string) string { return "NOT " + dependsOn(class, oid, "IN ('e', 'i')") }

// dependsOn is the condition that the object belongs to another one (catalog-pg-depend.html).
func dependsOn(class, oid, types string) string {
	return fmt.Sprintf(`EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.%s'::pg_catalog.regclass AND e.objid = %s AND e.deptype %s)`, class, oid, types)
}

// typeNames are the names of the types in an array or vector of their OIDs, in order.
func typeNames(vector string) string {
	return `(SELECT pg_catalog.array_agg(pg_catalog.format_type(u.t, NULL) ORDER BY u.i) FROM pg_catalog.unnest(` + vector + `) WITH ORDINALITY AS u (t, i))`
}

// compressionName is the compression of a column a (catalog-pg-attribute.html).
func compressionName(version int) string {
	if version < 14 {
		return "''"
	}
	return `CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE '' END`
}
