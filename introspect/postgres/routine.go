package postgres

import "fmt"

// userCreated is the condition that the object is neither part of an extension nor created by
// another object, as the constructors of a range type are.
func userCreated(class, oid string) string {
	return fmt.Sprintf(`NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.%s'::pg_catalog.regclass AND e.objid = %s AND e.deptype IN ('e', 'i'))`, class, oid)
}

// types are the names of the types in an array or vector of their OIDs, in order.
func types(vector string) string {
	return `(SELECT pg_catalog.array_agg(pg_catalog.format_type(u.t, NULL) ORDER BY u.i) FROM pg_catalog.unnest(` + vector + `) WITH ORDINALITY AS u (t, i))`
}
