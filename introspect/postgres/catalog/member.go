package catalog

// The names of what extensions have brought: files may use them, and no statement creates them. The query is made
// of all catalogs whose objects files can name.

import (
	"strings"

	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// membersQuery asks for the objects that belong to extensions.
func membersQuery(t target) Query {
	return Query{"members of extensions", membersSQL(t.classes), each[memberRow]}
}

func membersSQL(classes []class) string {
	var parts []string
	for _, c := range classes {
		if c.kind == "" {
			continue
		}
		namespace, join := "''", ""
		if c.inSchema {
			namespace = "n.nspname::pg_catalog.text"
			join = "\n JOIN pg_catalog.pg_namespace n ON n.oid = o." + c.column("namespace")
		}
		parts = append(parts, "SELECT d.refobjid, "+c.kind+", "+namespace+", o."+c.column("name")+"::pg_catalog.text FROM d JOIN pg_catalog."+c.name+
			" o ON o.oid = d.objid"+join+" WHERE d.classid = 'pg_catalog."+c.name+"'::pg_catalog.regclass")
	}
	return `
WITH d AS MATERIALIZED (SELECT classid, objid, refobjid FROM pg_catalog.pg_depend WHERE deptype = 'e' AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
SELECT DISTINCT x.extname::pg_catalog.text, m.* FROM (` + strings.Join(parts, "\nUNION ALL ") + `) m (extension, kind, schema, name)
JOIN pg_catalog.pg_extension x ON x.oid = m.extension
ORDER BY 1, 3, 4, 5`
}

// memberRow is an object of an extension as the catalog has it.
type memberRow struct {
	oid  uint32
	n    parsepg.EnvName
	kind string
}

func (row *memberRow) fields() []any {
	return []any{&row.n.Extension, &row.oid, &row.kind, &row.n.Schema, &row.n.Name}
}

func (row *memberRow) write(r *Reader) {
	row.n.Kind = schema.Kind(row.kind)
	r.names = append(r.names, row.n)
}
