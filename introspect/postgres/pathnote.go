package postgres

// A search_path that is set on the role or the database is not followed: files would
// mean one thing here and another there. Users who rely on it are notified, and files
// that mean nothing without it are read once more with it (SetPath).

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// pathQuery looks for such a setting, of the role in this database before the role's,
// the database's and that of all (sql-alterrole.html).
func (d *DB) pathQuery() string {
	if !d.own {
		return ""
	}
	config, err := parseConfig(d.url) // that of the connection has our settings beside
	if err != nil {
		return ""
	}
	if _, chosen := urlSetting(config, "search_path"); chosen {
		return ""
	}
	return `
SELECT c.setting, ARRAY(SELECT nspname::text FROM pg_catalog.pg_namespace) FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY c (setting, i)
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
 AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user)) AND c.setting LIKE 'search_path=%'
ORDER BY s.setrole <> 0 AND s.setdatabase <> 0 DESC, s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1`
}

func (d *DB) readPath(rows pgx.Rows) error {
	for rows.Next() {
		var text string
		var there []string
		if err := rows.Scan(&text, &there); err != nil {
			return err
		}
		path := strings.TrimPrefix(text, "search_path=")
		plain := strings.NewReplacer(" ", "", `"`, "").Replace(path)
		if plain != "$user,public" && plain != "public" {
			d.setPath = slices.DeleteFunc(splitPath(path, d.User), func(s string) bool { return !slices.Contains(there, s) })
			d.snapshot.catalog.Note("setting search_path = "+path,
				"what files name without a schema is in public, unless the URL says ?search_path=… or the files mean nothing without the setting")
		}
	}
	return nil
}

// splitPath are the schemas of a search_path as pg_db_role_setting has it.
func splitPath(path, user string) []string {
	var list []string
	for quoted, rest := false, path; rest != ""; {
		end := strings.IndexFunc(rest, func(c rune) bool {
			quoted = quoted != (c == '"')
			return c == ',' && !quoted
		})
		item := rest
		if rest = ""; end >= 0 {
			item, rest = item[:end], item[end+1:]
		}
		item = strings.TrimSpace(item)
		if strings.HasPrefix(item, `"`) {
			item = strings.ReplaceAll(strings.Trim(item, `"`), `""`, `"`)
		}
		if item == "$user" {
			item = user
		}
		list = append(list, item)
	}
	return list
}

// SetPath is the search_path that is set on the role or the database, of the schemas that
// exist; nil where there is none, or where the URL says another. It waits for the end of
// the reading.
func (d *DB) SetPath(ctx context.Context) []string {
	d.Start(ctx)
	<-d.whole
	if d.failed != nil {
		return nil
	}
	return d.setPath
}

// RunPath is the search_path, as SQL, on which functions of the database find names when they run for its users: what the
// URL says, what is set on the role or the database, or the server's own default. It waits for the end of the reading.
func (d *DB) RunPath(ctx context.Context) string {
	names := d.SetPath(ctx)
	if len(names) == 0 {
		names = d.SearchPath
	}
	if len(names) == 0 {
		return "''"
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = pgmodel.Quote(name)
	}
	return strings.Join(quoted, ", ")
}
