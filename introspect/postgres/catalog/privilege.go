package catalog

// Privileges on objects of every kind that has them. What differs from the privileges that an object has by
// default is read, grants and what the defaults would give and the object lacks alike (ddl-priv.html).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// privileges are read of all classes that have access lists, and of columns.
var privileges = kind{
	phase: restPhase,
	queries: func(t target) []Query {
		return []Query{{"privileges", privilegesSQL(t), each[privilegeRow]}}
	},
}

// privilegesSQL reads what differs from the privileges that objects have by default.
func privilegesSQL(t target) string {
	text := ""
	for _, c := range t.classes {
		if c.acl == "" {
			continue
		}
		owner, usual, which := c.column("owner"), "pg_catalog.acldefault("+c.acl+", o."+c.column("owner")+")", "o.oid >= 16384"
		if c.name == "pg_namespace" {
			usual, which = usual+" || "+publicPrivileges(t.version), "(o.oid >= 16384 OR o.nspname = 'public')"
		}
		list := "o." + c.column("acl")
		text += "SELECT '" + c.name + "', o.oid, 0, " + grantee("d.grantee") + ", d.privilege, d.grantable, d.revoked, d.grantee = o." + owner + ", ''" +
			" FROM pg_catalog." + c.name + " o, LATERAL " + deviations(list, usual) + " d\nWHERE " + list + " IS NOT NULL AND " + which + clause(" AND ", c.objects) + "\nUNION ALL "
		if c.kind != "" {
			text += memberPrivileges(c) + "\nUNION ALL "
		}
	}
	return text + `SELECT 'pg_class', a.attrelid, CASE WHEN a.attnum < 0 THEN 0 ELSE a.attnum END, ` + grantee("x.grantee") + `, x.privilege_type, x.is_grantable, false, false,
 CASE WHEN a.attnum < 0 THEN a.attname::pg_catalog.text ELSE '' END
FROM pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) x
WHERE a.attacl IS NOT NULL AND a.attrelid >= 16384 AND NOT a.attisdropped`
}

// memberPrivileges reads what differs from the privileges that extensions give their members. They
// are facts about the extension.
func memberPrivileges(c class) string {
	regclass, list := "'pg_catalog."+c.name+"'::pg_catalog.regclass", "o."+c.column("acl")
	usual := "coalesce((SELECT i.initprivs FROM pg_catalog.pg_init_privs i WHERE i.objoid = o.oid AND i.classoid = " + regclass +
		" AND i.objsubid = 0), pg_catalog.acldefault(" + c.acl + ", o." + c.column("owner") + "))"
	return "SELECT 'pg_extension', m.refobjid, 0, " + grantee("d.grantee") + ", d.privilege, d.grantable, d.revoked, d.grantee = o." + c.column("owner") + ", " + grantedName(c) +
		" FROM pg_catalog.pg_depend m, pg_catalog." + c.name + " o, LATERAL " + deviations(list, usual) + " d\nWHERE m.deptype = 'e' AND m.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND m.classid = " +
		regclass + " AND m.objid = o.oid AND " + list + " IS NOT NULL"
}

// grantedName is SQL for an object of a catalog as GRANT spells it.
func grantedName(c class) string {
	name := "pg_catalog.quote_ident(o." + c.column("name") + ")"
	if c.inSchema {
		name = "(SELECT pg_catalog.quote_ident(s.nspname) || '.' FROM pg_catalog.pg_namespace s WHERE s.oid = o." + c.column("namespace") + ") || " + name
	}
	switch c.name {
	case "pg_proc":
		return "'FUNCTION ' || " + name + " || '(' || coalesce(pg_catalog.array_to_string(" + typeNames("o.proargtypes") + ", ', '), '') || ')'"
	case "pg_type":
		return "'TYPE ' || " + name
	case "pg_class":
		return "CASE o.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || " + name
	}
	return "pg_catalog.upper(" + c.kind + ") || ' ' || " + name
}

func grantee(oid string) string {
	return "CASE " + oid + " WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(" + oid + ") END"
}

// deviations are the privileges of a list that are not usual, and the usual ones
// that it lacks.
func deviations(list, usual string) string {
	return `(SELECT coalesce(h.grantee, b.grantee) AS grantee, coalesce(h.privilege_type, b.privilege_type) AS privilege,
 coalesce(h.grantable, false) AS grantable, h.grantee IS NULL AS revoked
FROM (SELECT grantee, privilege_type, pg_catalog.bool_or(is_grantable) AS grantable FROM pg_catalog.aclexplode(` + list + `) GROUP BY grantee, privilege_type) h
FULL JOIN (SELECT grantee, privilege_type FROM pg_catalog.aclexplode(` + usual + `)) b ON b.grantee = h.grantee AND b.privilege_type = h.privilege_type
WHERE h.grantee IS NULL OR b.grantee IS NULL)`
}

// publicPrivileges returns what PUBLIC has on the schema public when a database begins.
func publicPrivileges(version int) string {
	item := func(privilege string) string {
		return "pg_catalog.makeaclitem(0, o.nspowner, '" + privilege + "', false)"
	}
	list := item("USAGE")
	if version < 15 {
		list += ", " + item("CREATE")
	}
	return "CASE o.nspname WHEN 'public' THEN ARRAY[" + list + "] ELSE '{}' END"
}

// privilegeRow is a privilege on an object as the catalog has it.
type privilegeRow struct {
	id objectID
	g  pgmodel.Grant
}

func (row *privilegeRow) fields() []any {
	return []any{&row.id.class, &row.id.oid, &row.id.sub, &row.g.Role, &row.g.Privilege, &row.g.Grantable, &row.g.Revoked, &row.g.Owner, &row.g.On}
}

func (row *privilegeRow) write(r *Reader) {
	r.about(row.id, func(b *pgmodel.Shared) { b.EditAccess().Grants = withGrant(b.Access().Grants, row.g) })
}

func withGrant(list []pgmodel.Grant, g pgmodel.Grant) []pgmodel.Grant {
	i, found := slices.BinarySearchFunc(list, g, pgmodel.CompareGrants)
	if found {
		list[i].Grantable = list[i].Grantable || g.Grantable
		return list
	}
	return slices.Insert(list, i, g)
}
