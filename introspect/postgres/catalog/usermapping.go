package catalog

// User mappings, whose options only the owner of the server and superusers may read (view-pg-user-mappings.html).
// Where the role may not, a note says that they are not compared.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// User mappings are those of CREATE USER MAPPING.
var _ = register(kind{
	names: []schema.Kind{schema.KindUserMapping},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"user mappings", `
SELECT m.umid, m.srvname, CASE WHEN m.umuser = 0 THEN '' ELSE m.usename END, m.umoptions,
 r.rolsuper OR m.umuser = r.oid AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))
  OR m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE')
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
JOIN pg_catalog.pg_roles r ON r.rolname = current_user
WHERE NOT ` + member("pg_user_mapping", "m.umid") + `
ORDER BY m.srvname, m.usename`, each[userMappingRow]}}
	},
})

// userMappingRow is a user mapping as the catalog has it.
type userMappingRow struct {
	oid          uint32
	server, role string
	options      []string
	visible      bool
}

func (row *userMappingRow) fields() []any {
	return []any{&row.oid, &row.server, &row.role, &row.options, &row.visible}
}

func (row *userMappingRow) write(r *Reader) {
	k := pgmodel.UserMappingKey(row.role, row.server)
	r.setKey("pg_user_mapping", row.oid, k)
	who := "PUBLIC"
	if row.role != "" {
		who = pgmodel.Quote(row.role)
	}
	r.ddl(sectionSequences, "CREATE USER MAPPING FOR %s SERVER %s%s", who, pgmodel.Quote(row.server), maskedOptions(row.options))
	if row.visible {
		return
	}
	r.Note(k.String(), "its options are visible to the server's owner and to superusers only, so they are not compared")
	r.inModel(func(s *schema.Schema) {
		if m, ok := s.Get(k).(*pgmodel.UserMapping); ok {
			m.Hidden = true
		}
	})
}
