package catalog

// Schemas. Every database begins with public, which is only in the text where files name it: it is noted
// as a name, and comments and privileges put it into the model (see about.go).

import (
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// schemas are the namespaces that are not the system's.
var schemas = kind{
	phase: namesPhase,
	queries: func(target) []Query {
		return []Query{{"schemas", `
SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE ` + userSchemas + ` AND NOT ` + member("pg_namespace", "n.oid") + ` ORDER BY n.nspname`, each[schemaRow]}}
	},
	classes: []class{{name: "pg_namespace", prefix: "nsp", kind: kindLiteral(schema.KindSchema), owned: true, acl: `'n'::"char"`}},
}

// schemaRow is a row of the answer.
type schemaRow struct {
	oid  uint32
	word string
}

func (row *schemaRow) fields() []any {
	return []any{&row.oid, &row.word}
}

func (row *schemaRow) write(r *Reader) {
	r.setKey("pg_namespace", row.oid, schema.Key{Kind: schema.KindSchema, Name: row.word})
	r.names = append(r.names, parsepg.EnvName{Kind: schema.KindSchema, Name: row.word})
	if row.word != "public" {
		r.ddl(sectionSchemas, "CREATE SCHEMA %s", pgmodel.Quote(row.word))
	}
}
