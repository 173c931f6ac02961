package catalog

// Foreign servers. Secrets in their options are masked.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Servers are those of CREATE SERVER.
var _ = register(kind{
	names: []schema.Kind{schema.KindServer},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"foreign servers", `
SELECT s.oid, s.srvname, w.fdwname, coalesce(s.srvtype, ''), coalesce(s.srvversion, ''), s.srvoptions
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE NOT ` + member("pg_foreign_server", "s.oid") + `
ORDER BY s.srvname`, each[serverRow]}}
	},
	classes: []class{{name: "pg_foreign_server", prefix: "srv", owned: true, acl: `'S'::"char"`, planned: true}},
})

// serverRow is a foreign server as the catalog has it.
type serverRow struct {
	oid                         uint32
	name, wrapper, typ, version string
	options                     []string
}

func (row *serverRow) fields() []any {
	return []any{&row.oid, &row.name, &row.wrapper, &row.typ, &row.version, &row.options}
}

func (row *serverRow) write(r *Reader) {
	r.setKey("pg_foreign_server", row.oid, schema.Key{Kind: schema.KindServer, Name: row.name})
	more := ""
	if row.typ != "" {
		more += " TYPE " + pgmodel.Literal(row.typ)
	}
	if row.version != "" {
		more += " VERSION " + pgmodel.Literal(row.version)
	}
	r.ddl(sectionSequences, "CREATE SERVER %s%s FOREIGN DATA WRAPPER %s%s", pgmodel.Quote(row.name), more, pgmodel.Quote(row.wrapper), maskedOptions(row.options))
}
