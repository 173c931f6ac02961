package catalog

// Default privileges of ALTER DEFAULT PRIVILEGES: as privileges, what differs from what the server gives by itself.

import (
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Default privileges are those of ALTER DEFAULT PRIVILEGES.
var _ = register(kind{
	names: []schema.Kind{schema.KindDefaultGrants},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"default privileges", defaultPrivilegesSQL(), each[defaultPrivilegeRow]}}
	},
})

func defaultPrivilegesSQL() string {
	usual := `CASE o.defaclnamespace WHEN 0 THEN pg_catalog.acldefault(CASE o.defaclobjtype WHEN 'S' THEN 's' ELSE o.defaclobjtype END, o.defaclrole) ELSE NULL END`
	return `
SELECT pg_catalog.pg_get_userbyid(o.defaclrole), coalesce(n.nspname, ''), o.defaclobjtype::text,
 ` + grantee("d.grantee") + `, d.privilege, d.grantable, d.revoked, d.grantee = o.defaclrole AND o.defaclnamespace = 0
FROM pg_catalog.pg_default_acl o
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.defaclnamespace
CROSS JOIN LATERAL ` + deviations("o.defaclacl", usual) + ` d
WHERE o.defaclobjtype IN ('r', 'S', 'f', 'T', 'n')`
}

// defaultPrivilegeRow is a default privilege as the catalog has it.
type defaultPrivilegeRow struct {
	role, in, kind string
	g              pgmodel.Grant
}

func (row *defaultPrivilegeRow) fields() []any {
	return []any{&row.role, &row.in, &row.kind, &row.g.Role, &row.g.Privilege, &row.g.Grantable, &row.g.Revoked, &row.g.Owner}
}

func (row *defaultPrivilegeRow) write(r *Reader) {
	class := map[string]string{"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}[row.kind]
	k := parsepg.DefaultGrantsKey(row.role, row.in, class)
	r.inModel(func(s *schema.Schema) {
		d, ok := s.Get(k).(*pgmodel.DefaultGrants)
		if !ok {
			d = &pgmodel.DefaultGrants{Role: row.role, In: row.in, Class: class}
			d.Name = k.Name
			if row.in != "" && row.in != "public" {
				d.Use(schema.Key{Kind: schema.KindSchema, Name: row.in})
			}
			s.Put(d)
		}
		d.Privileges = withGrant(d.Privileges, row.g)
	})
}
