package catalog

// Foreign data wrappers. Secrets in their options are masked, so that none is ever printed or compared.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Foreign data wrappers are those of CREATE FOREIGN DATA WRAPPER.
var _ = register(kind{
	names: []schema.Kind{schema.KindWrapper},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"foreign data wrappers", `
SELECT w.oid, w.fdwname, CASE WHEN w.fdwhandler = 0 THEN '' ELSE w.fdwhandler::pg_catalog.regproc::pg_catalog.text END,
 CASE WHEN w.fdwvalidator = 0 THEN '' ELSE w.fdwvalidator::pg_catalog.regproc::pg_catalog.text END, w.fdwoptions
FROM pg_catalog.pg_foreign_data_wrapper w
WHERE NOT ` + member("pg_foreign_data_wrapper", "w.oid") + `
ORDER BY w.fdwname`, each[wrapperRow]}}
	},
	classes: []class{{name: "pg_foreign_data_wrapper", prefix: "fdw", kind: kindLiteral(schema.KindWrapper), owned: true, acl: `'F'::"char"`, planned: true}},
})

// wrapperRow is a foreign data wrapper as the catalog has it.
type wrapperRow struct {
	oid                      uint32
	name, handler, validator string
	options                  []string
}

func (row *wrapperRow) fields() []any {
	return []any{&row.oid, &row.name, &row.handler, &row.validator, &row.options}
}

func (row *wrapperRow) write(r *Reader) {
	r.setKey("pg_foreign_data_wrapper", row.oid, schema.Key{Kind: schema.KindWrapper, Name: row.name})
	more := ""
	if row.handler != "" {
		more += " HANDLER " + row.handler
	}
	if row.validator != "" {
		more += " VALIDATOR " + row.validator
	}
	r.ddl(sectionSequences, "CREATE FOREIGN DATA WRAPPER %s%s%s", pgmodel.Quote(row.name), more, maskedOptions(row.options))
}
