package sqlite

// Tables, views and virtual tables share one set of names; this is how one is looked up.

import "github.com/schemadiff/schemadiff/schema"

// rowSources are the kinds that FROM can name.
var rowSources = schema.KindsWith(schema.InSQLite | schema.RowSource)

// isRelation reports whether a schema has a table or view of that name, folded.
func isRelation(s *schema.Schema, name string) bool {
	for _, kind := range rowSources {
		if s.Get(schema.Key{Kind: kind, Name: name}) != nil {
			return true
		}
	}
	return false
}
