package catalog

// Extensions that are installed, and the ones that the server could install. plpgsql, which every database has, is
// a name but no statement.

import (
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Extensions are the installed and the available ones.
var _ = register(kind{
	names: []schema.Kind{schema.KindExtension},
	phase: namesPhase,
	queries: func(t target) []Query {
		return []Query{{"extensions", `
SELECT coalesce(x.oid, 0), coalesce(x.extname, v.name), coalesce(x.extversion, ''), coalesce(n.nspname, v.schema, ''),
 coalesce(NOT x.extrelocatable, NOT v.relocatable), coalesce(v.comment, ''), v.requires::pg_catalog.text[]
FROM pg_catalog.pg_extension x
JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
FULL JOIN (SELECT a.name, a.comment, e.schema, e.relocatable, e.requires FROM pg_catalog.pg_available_extensions() a
 JOIN pg_catalog.pg_available_extension_versions() e ON e.name = a.name AND e.version = a.default_version) v ON v.name = x.extname
ORDER BY 2`, each[extensionRow]}, membersQuery(t)}
	},
})

// extensionRow is an extension that is installed, or could be.
type extensionRow struct {
	oid  uint32 // 0 for one that is not installed
	name string
	env  parsepg.EnvExtension
}

func (row *extensionRow) fields() []any {
	e := &row.env
	return []any{&row.oid, &row.name, &e.Installed, &e.Schema, &e.Fixed, &e.Comment, &e.Requires}
}

func (row *extensionRow) write(r *Reader) {
	r.extensions[row.name] = row.env
	if row.oid == 0 {
		return
	}
	r.names = append(r.names, parsepg.EnvName{Kind: schema.KindExtension, Name: row.name, Extension: row.name})
	k := schema.Key{Kind: schema.KindExtension, Name: row.name}
	r.setKey("pg_extension", row.oid, k)
	if pgmodel.InEveryDatabase(k) {
		return
	}
	r.ddl(sectionExtensions, "CREATE EXTENSION %s WITH SCHEMA %s", pgmodel.Quote(row.name), pgmodel.Quote(row.env.Schema))
}
