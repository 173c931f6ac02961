package catalog

// The names of what extensions have brought: files may use them, and no statement creates them. The query is made
// of all catalogs whose objects files can name; of functions, operators, operator classes and casts it also asks
// for the types, by which an expression chooses among those of one name.

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
		types := c.types
		if types == "" {
			types = "NULL::pg_catalog.text[], ''"
		}
		parts = append(parts, "SELECT d.refobjid, "+c.kind+", "+namespace+", o."+c.column("name")+"::pg_catalog.text, "+types+", "+initialPrivileges(c)+" FROM d JOIN pg_catalog."+c.name+
			" o ON o.oid = d.objid"+join+" WHERE d.classid = 'pg_catalog."+c.name+"'::pg_catalog.regclass")
	}
	parts = append(parts, "SELECT d.refobjid, "+kindLiteral(schema.KindCast)+`, '', '', ARRAY[pg_catalog.format_type(o.castsource, NULL), pg_catalog.format_type(o.casttarget, NULL)], o.castcontext::pg_catalog.text, ''
 FROM d JOIN pg_catalog.pg_cast o ON o.oid = d.objid WHERE d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass`)
	return `
WITH d AS MATERIALIZED (SELECT classid, objid, refobjid FROM pg_catalog.pg_depend WHERE deptype = 'e' AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
SELECT DISTINCT x.extname::pg_catalog.text, m.* FROM (` + strings.Join(parts, "\nUNION ALL ") + `) m (extension, kind, schema, name, types, result, initial)
JOIN pg_catalog.pg_extension x ON x.oid = m.extension
ORDER BY 1, 3, 4, 5, 6, 7, 8`
}

// initialPrivileges is SQL for the privileges that an extension gives its member beyond the default ones, and
// the default ones that it takes (catalog-pg-init-privs.html).
func initialPrivileges(c class) string {
	if c.acl == "" {
		return "''"
	}
	return `coalesce((SELECT pg_catalog.string_agg(CASE WHEN p.revoked THEN '-' ELSE '' END || p.privilege || CASE p.grantee WHEN 0 THEN '' ELSE '=' || pg_catalog.pg_get_userbyid(p.grantee) END, ',' ORDER BY p.privilege, p.grantee)
 FROM pg_catalog.pg_init_privs i, LATERAL ` + deviations("i.initprivs", "pg_catalog.acldefault("+c.acl+", o."+c.column("owner")+")") + ` p
 WHERE i.objoid = o.oid AND i.classoid = 'pg_catalog.` + c.name + `'::pg_catalog.regclass AND i.objsubid = 0 AND i.privtype = 'e'), '')`
}

// memberRow is an object of an extension as the catalog has it.
type memberRow struct {
	oid  uint32
	n    parsepg.EnvName
	kind string
	args []string
}

func (row *memberRow) fields() []any {
	return []any{&row.n.Extension, &row.oid, &row.kind, &row.n.Schema, &row.n.Name, &row.args, &row.n.Result, &row.n.Initial}
}

func (row *memberRow) write(r *Reader) {
	row.n.Kind, row.n.Args = schema.Kind(row.kind), strings.Join(row.args, ", ")
	r.names = append(r.names, row.n)
}
