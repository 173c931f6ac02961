package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func foreignQueries(int) []query {
	return []query{{what: "foreign data wrappers", sql: `
SELECT w.oid, w.fdwname, CASE WHEN w.fdwhandler = 0 THEN '' ELSE w.fdwhandler::pg_catalog.regproc::pg_catalog.text END,
 CASE WHEN w.fdwvalidator = 0 THEN '' ELSE w.fdwvalidator::pg_catalog.regproc::pg_catalog.text END, w.fdwoptions
FROM pg_catalog.pg_foreign_data_wrapper w
WHERE NOT ` + member("pg_foreign_data_wrapper", "w.oid") + `
ORDER BY w.fdwname`, read: readWrappers}, {what: "foreign servers", sql: `
SELECT s.oid, s.srvname, w.fdwname, coalesce(s.srvtype, ''), coalesce(s.srvversion, ''), s.srvoptions
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE NOT ` + member("pg_foreign_server", "s.oid") + `
ORDER BY s.srvname`, read: readServers}, {what: "user mappings", sql: `
SELECT m.umid, m.srvname, CASE WHEN m.umuser = 0 THEN '' ELSE m.usename END, m.umoptions,
 r.rolsuper OR m.umuser = r.oid AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))
  OR m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE')
FROM pg_catalog.pg_user_mappings m
JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
JOIN pg_catalog.pg_roles r ON r.rolname = current_user
WHERE NOT ` + member("pg_user_mapping", "m.umid") + `
ORDER BY m.srvname, m.usename`, read: readUserMappings}}
}

// notVisible notes what this role may not read of an object.
func (r *reader) notVisible(k schema.Key, reason string) {
	r.notes = append(r.notes, schema.Note{Class: schema.Ignored, Subject: k.String(), Reason: reason})
}

// optionsClause is an OPTIONS clause with its secrets masked, or "".
func optionsClause(options []string) string {
	if len(options) == 0 {
		return ""
	}
	list := make([]string, len(options))
	for i, o := range options {
		n, v, _ := strings.Cut(o, "=")
		if schema.SecretKey(n) && v != "" {
			v = schema.Mask
		}
		list[i] = n + "=" + v
	}
	return " OPTIONS (" + optionList(list) + ")"
}

func readWrappers(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, handler, validator string
		var options []string
		if err := rows.Scan(&oid, &name, &handler, &validator, &options); err != nil {
			return err
		}
		r.setKey("pg_foreign_data_wrapper", oid, schema.Key{Kind: schema.KindWrapper, Name: name})
		more := ""
		if handler != "" {
			more += " HANDLER " + handler
		}
		if validator != "" {
			more += " VALIDATOR " + validator
		}
		r.ddl(sectionSequences, "CREATE FOREIGN DATA WRAPPER %s%s%s", pgmodel.Quote(name), more, optionsClause(options))
	}
	return rows.Err()
}

func readServers(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, wrapper, typ, version string
		var options []string
		if err := rows.Scan(&oid, &name, &wrapper, &typ, &version, &options); err != nil {
			return err
		}
		r.setKey("pg_foreign_server", oid, schema.Key{Kind: schema.KindServer, Name: name})
		more := ""
		if typ != "" {
			more += " TYPE " + pgmodel.Literal(typ)
		}
		if version != "" {
			more += " VERSION " + pgmodel.Literal(version)
		}
		r.ddl(sectionSequences, "CREATE SERVER %s%s FOREIGN DATA WRAPPER %s%s", pgmodel.Quote(name), more, pgmodel.Quote(wrapper), optionsClause(options))
	}
	return rows.Err()
}

func readUserMappings(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var server, role string
		var options []string
		var visible bool
		if err := rows.Scan(&oid, &server, &role, &options, &visible); err != nil {
			return err
		}
		k := pgmodel.UserMappingKey(role, server)
		r.setKey("pg_user_mapping", oid, k)
		who := "PUBLIC"
		if role != "" {
			who = pgmodel.Quote(role)
		}
		r.ddl(sectionSequences, "CREATE USER MAPPING FOR %s SERVER %s%s", who, pgmodel.Quote(server), optionsClause(options))
		if visible {
			continue
		}
		r.notVisible(k, "its options are visible to the server's owner and to superusers only, so they are not compared")
		r.after = append(r.after, func(s *schema.Schema) {
			if m, ok := s.Get(k).(*pgmodel.UserMapping); ok {
				m.Hidden = true
			}
		})
	}
	return rows.Err()
}
