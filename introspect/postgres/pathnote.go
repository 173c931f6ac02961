package postgres

// A search_path that is set on the role or the database is not followed: files would
// mean one thing here and another there. Who relies on it is told so.

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// pathQueries look for such a setting, of the role in this database before the role's,
// the database's and that of all (sql-alterrole.html).
func (d *DB) pathQueries() []query {
	if _, chosen := urlSetting(d.conn.Config(), "search_path"); chosen || !d.own {
		return nil
	}
	return []query{{what: "settings", sql: `
SELECT c.setting FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY c (setting, i)
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
 AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)) AND c.setting LIKE 'search_path=%'
ORDER BY s.setrole <> 0 AND s.setdatabase <> 0 DESC, s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1`, read: readPath}}
}

func readPath(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		path := strings.TrimPrefix(text, "search_path=")
		plain := strings.NewReplacer(" ", "", `"`, "").Replace(path)
		if plain != "$user,public" && plain != "public" {
			r.notes = append(r.notes, schema.Note{Class: schema.Ignored, Subject: "setting search_path = " + path,
				Reason: "what files name without a schema is in public unless the URL says ?search_path=…"})
		}
	}
	return nil
}
