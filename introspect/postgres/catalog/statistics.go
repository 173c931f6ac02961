package catalog

// Extended statistics, which the server prints. Their target is set after everything else, for CREATE
// STATISTICS has no clause for it.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Statistics are those of CREATE STATISTICS (catalog-pg-statistic-ext.html).
var _ = register(kind{
	names: []schema.Kind{schema.KindStatistics},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"statistics", `
SELECT s.oid, n.nspname, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid), s.stxstattarget::int
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_statistic_ext", "s.oid") + `
ORDER BY n.nspname, s.stxname`, each[statisticsRow]}}
	},
	classes: []class{{name: "pg_statistic_ext", prefix: "stx", inSchema: true, owned: true, planned: true}},
})

// statisticsRow is an extended statistics object as the catalog has it.
type statisticsRow struct {
	oid               uint32
	schema, name, def string
	target            *int
}

func (row *statisticsRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.def, &row.target}
}

func (row *statisticsRow) write(r *Reader) {
	r.setKey("pg_statistic_ext", row.oid, schema.Key{Kind: schema.KindStatistics, Schema: row.schema, Name: row.name})
	r.ddl(sectionTriggers, "%s", row.def)
	if row.target != nil && *row.target >= 0 {
		r.ddl(sectionRest, "ALTER STATISTICS %s SET STATISTICS %d", pgmodel.Qualified(row.schema, row.name), *row.target)
	}
}
