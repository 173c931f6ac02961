package catalog

// Row security policies: a row of pg_policy becomes CREATE POLICY. The server prints the two expressions;
// roles come as one list, empty for PUBLIC.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Policies are those of users' tables (catalog-pg-policy.html).
var _ = register(kind{
	names: []schema.Kind{schema.KindPolicy},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"policies", `
SELECT p.oid, n.nspname, c.relname, p.polname, p.polpermissive,
 CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
 coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)), ', ') FROM pg_catalog.unnest(p.polroles) AS r WHERE r <> 0), ''),
 coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
FROM pg_catalog.pg_policy p
JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, p.polname`, each[policyRow]}}
	},
})

// policyRow is a policy as the catalog has it.
type policyRow struct {
	oid                                               uint32
	schema, table, name, command, roles, using, check string
	permissive                                        bool
}

func (row *policyRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.table, &row.name, &row.permissive, &row.command, &row.roles, &row.using, &row.check}
}

func (row *policyRow) write(r *Reader) {
	r.setKey("pg_policy", row.oid, schema.Key{Kind: schema.KindPolicy, Schema: row.schema, Table: row.table, Name: row.name})
	text := fmt.Sprintf("CREATE POLICY %s ON %s", pgmodel.Quote(row.name), pgmodel.Qualified(row.schema, row.table))
	if !row.permissive {
		text += " AS RESTRICTIVE"
	}
	text += " FOR " + row.command
	if row.roles != "" {
		text += " TO " + row.roles
	}
	if row.using != "" {
		text += " USING (" + row.using + ")"
	}
	if row.check != "" {
		text += " WITH CHECK (" + row.check + ")"
	}
	r.ddl(sectionTriggers, "%s", text)
}
