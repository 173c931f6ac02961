package catalog

// Schemas. Every database begins with public, which is therefore never in the text: it is
// a name that files may use, and about.go puts it into the model where its owner, comment or
// privileges are not the usual ones.

import (
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Schemas are the namespaces that are not the system's.
var _ = register(kind{
	names: []schema.Kind{schema.KindSchema},
	phase: namesPhase,
	queries: func(target) []Query {
		return []Query{{"schemas", `
SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE ` + userSchemas + ` AND NOT ` + member("pg_namespace", "n.oid") + ` ORDER BY n.nspname`, each[schemaRow]}}
	},
	classes: []class{{name: "pg_namespace", prefix: "nsp", kind: kindLiteral(schema.KindSchema), owned: true, acl: `'n'::"char"`}},
})

// schemaRow is a schema as the catalog has it.
type schemaRow struct {
	oid  uint32
	name string
}

func (row *schemaRow) fields() []any {
	return []any{&row.oid, &row.name}
}

func (row *schemaRow) write(r *Reader) {
	r.setKey("pg_namespace", row.oid, schema.Key{Kind: schema.KindSchema, Name: row.name})
	r.names = append(r.names, parsepg.EnvName{Kind: schema.KindSchema, Name: row.name})
	if row.name != "public" {
		r.ddl(sectionSchemas, "CREATE SCHEMA %s", pgmodel.Quote(row.name))
	}
}
