package catalog

// Access methods of tables and indexes that no extension has brought.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Access methods are those of CREATE ACCESS METHOD.
var _ = register(kind{
	names: []schema.Kind{schema.KindAccessMethod},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"access methods", `
SELECT a.oid, a.amname, a.amtype::pg_catalog.text, a.amhandler::pg_catalog.regproc::pg_catalog.text
FROM pg_catalog.pg_am a
WHERE a.oid >= 16384 AND NOT ` + member("pg_am", "a.oid") + `
ORDER BY a.amname`, each[accessMethodRow]}}
	},
	classes: []class{{name: "pg_am", prefix: "am", kind: kindLiteral(schema.KindAccessMethod)}},
})

// accessMethodRow is an access method as the catalog has it.
type accessMethodRow struct {
	oid                uint32
	name, typ, handler string
}

func (row *accessMethodRow) fields() []any {
	return []any{&row.oid, &row.name, &row.typ, &row.handler}
}

func (row *accessMethodRow) write(r *Reader) {
	r.setKey("pg_am", row.oid, schema.Key{Kind: schema.KindAccessMethod, Name: row.name})
	r.ddl(sectionRoutines, "CREATE ACCESS METHOD %s TYPE %s HANDLER %s", pgmodel.Quote(row.name), map[string]string{"i": "INDEX", "t": "TABLE"}[row.typ], row.handler)
}
