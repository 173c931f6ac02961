package postgres

import (
	"slices"

	"github.com/jackc/pgx/v5"

	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// sharedQueries read comments, owners and privileges of objects of every kind.
// They go into the model as they are, by the row of the catalog that they are about.
func sharedQueries(version int) []query {
	return []query{
		{what: "comments", sql: `
SELECT d.classoid::pg_catalog.regclass::text, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d WHERE d.objoid >= 16384 OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
ORDER BY 1, 2, 3`, read: readComments},
		{what: "owners", sql: ownersSQL(version), read: readOwners},
		{what: "privileges", sql: privilegesSQL(version), read: readPrivileges},
		{what: "default privileges", sql: defaultPrivilegesSQL(), read: readDefaultPrivileges},
	}
}

// owned are the catalogs whose rows have an owner, with the columns of name, owner
// and privileges, and what acldefault calls the kind of object.
func owned() [][5]string {
	return [][5]string{
		{"pg_class", "relowner", "relacl", "CASE WHEN o.relkind = 'S' THEN 's'::\"char\" ELSE 'r'::\"char\" END", "o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"},
		{"pg_proc", "proowner", "proacl", "'f'::\"char\"", "true"}, {"pg_type", "typowner", "typacl", "'T'::\"char\"", "o.typtype IN ('e', 'd', 'r', 'b', 'c')"},
		{"pg_namespace", "nspowner", "nspacl", "'n'::\"char\"", "true"}, {"pg_language", "lanowner", "lanacl", "'l'::\"char\"", "true"},
		{"pg_foreign_data_wrapper", "fdwowner", "fdwacl", "'F'::\"char\"", "true"}, {"pg_foreign_server", "srvowner", "srvacl", "'S'::\"char\"", "true"},
		{"pg_operator", "oprowner", "", "", ""}, {"pg_opclass", "opcowner", "", "", ""}, {"pg_opfamily", "opfowner", "", "", ""},
		{"pg_collation", "collowner", "", "", ""}, {"pg_conversion", "conowner", "", "", ""}, {"pg_statistic_ext", "stxowner", "", "", ""},
		{"pg_ts_config", "cfgowner", "", "", ""}, {"pg_ts_dict", "dictowner", "", "", ""}, {"pg_publication", "pubowner", "", "", ""},
		{"pg_event_trigger", "evtowner", "", "", ""},
	}
}

func ownersSQL(version int) string {
	text, catalogs := "", owned()
	if version >= 14 { // before, only a superuser may read the oid
		catalogs = append(catalogs, [5]string{"pg_subscription", "subowner", "", "", "o." + ofThisDatabase})
	}
	for _, c := range catalogs {
		if text != "" {
			text += "\nUNION ALL "
		}
		text += "SELECT '" + c[0] + "', o.oid, pg_catalog.pg_get_userbyid(o." + c[1] + ") FROM pg_catalog." + c[0] + " o WHERE o.oid >= 16384"
		if c[4] != "" {
			text += " AND " + c[4]
		}
	}
	return text
}

// privilegesSQL reads what differs from the privileges that objects have by default.
func privilegesSQL(version int) string {
	text := ""
	for _, c := range owned() {
		if c[2] == "" {
			continue
		}
		usual, which := "pg_catalog.acldefault("+c[3]+", o."+c[1]+")", "o.oid >= 16384"
		if c[0] == "pg_namespace" {
			usual, which = usual+" || "+publicPrivileges(version), "(o.oid >= 16384 OR o.nspname = 'public')"
		}
		text += "SELECT '" + c[0] + "', o.oid, 0, " + grantee("d.grantee") + ", d.privilege, d.grantable, d.revoked, d.grantee = o." + c[1] +
			" FROM pg_catalog." + c[0] + " o, LATERAL " + deviations("o."+c[2], usual) + " d\nWHERE o." + c[2] + " IS NOT NULL AND " + which + " AND " + c[4] + "\nUNION ALL "
	}
	return text + `SELECT 'pg_class', a.attrelid, a.attnum, ` + grantee("x.grantee") + `, x.privilege_type, x.is_grantable, false, false
FROM pg_catalog.pg_attribute a, pg_catalog.aclexplode(a.attacl) x
WHERE a.attacl IS NOT NULL AND a.attrelid >= 16384 AND NOT a.attisdropped`
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

// columnOwners are the kinds of objects that columns and constraints can be of.
var columnOwners = schema.KindsWith(schema.InPostgres | schema.ColumnOwner)

// base finds what all kinds share of the object that a key names.
func base(s *schema.Schema, k schema.Key) *pgmodel.Shared {
	if o, ok := s.Get(k).(pgmodel.Object); ok {
		return o.Common()
	}
	for _, kind := range columnOwners {
		switch o := s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}).(type) {
		case *pgmodel.Table:
			if c := o.Column(k.Name); c != nil && k.Kind == schema.KindColumn {
				return &c.Shared
			}
			if c := o.Constraint(k.Name); c != nil && k.Kind != schema.KindColumn {
				return &c.Shared
			}
		case *pgmodel.View:
			if c := o.Column(k.Name); c != nil {
				return &c.Shared
			}
		case *pgmodel.Composite:
			if c := o.Attribute(k.Name); c != nil {
				return &c.Shared
			}
		case *pgmodel.Domain:
			if c := o.Check(k.Name); c != nil {
				return &c.Shared
			}
		}
	}
	return nil
}

// about runs do on what a row of a catalog is, once the model is made. The schema
// public is in the model only where it is not as every database begins with it.
func (r *reader) about(id objectID, do func(*pgmodel.Shared)) {
	r.after = append(r.after, func(s *schema.Schema) {
		k, ok := r.key(id)
		if !ok {
			return
		}
		public := schema.Key{Kind: schema.KindSchema, Name: "public"}
		if k == public && s.Get(k) == nil {
			o := &pgmodel.Schema{}
			o.Name = k.Name
			s.Put(o)
		}
		if b := base(s, k); b != nil {
			do(b)
		}
		if o, ok := s.Get(public).(*pgmodel.Schema); ok && k == public && o.IsInitialPublic() {
			s.Delete(k)
		}
	})
}

func readComments(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var id objectID
		var class, text string
		if err := rows.Scan(&class, &id.oid, &id.sub, &text); err != nil {
			return err
		}
		id.class = bareClass(class)
		if c, ok := r.indexesOfKeys[id.oid]; ok && id.class == "pg_class" {
			r.after = append(r.after, func(s *schema.Schema) {
				if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}).(*pgmodel.Table); ok && t.Constraint(c.Name) != nil {
					t.Constraint(c.Name).EditExtra().IndexComment = text
				}
			})
			continue
		}
		if k, _ := r.key(id); k.Kind == schema.KindSchema && k.Name == "public" && text == "standard public schema" {
			continue
		}
		r.about(id, func(b *pgmodel.Shared) { b.Comment = text })
	}
	return rows.Err()
}

func readOwners(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var id objectID
		var role string
		if err := rows.Scan(&id.class, &id.oid, &role); err != nil {
			return err
		}
		r.about(id, func(b *pgmodel.Shared) { b.EditAccess().Owner = role })
	}
	return rows.Err()
}

func readPrivileges(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var id objectID
		var g pgmodel.Grant
		if err := rows.Scan(&id.class, &id.oid, &id.sub, &g.Role, &g.Privilege, &g.Grantable, &g.Revoked, &g.Owner); err != nil {
			return err
		}
		r.about(id, func(b *pgmodel.Shared) { b.EditAccess().Grants = withGrant(b.Access().Grants, g) })
	}
	return rows.Err()
}

func withGrant(list []pgmodel.Grant, g pgmodel.Grant) []pgmodel.Grant {
	i, found := slices.BinarySearchFunc(list, g, pgmodel.CompareGrants)
	if found {
		list[i].Grantable = list[i].Grantable || g.Grantable
		return list
	}
	return slices.Insert(list, i, g)
}

func readDefaultPrivileges(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var role, in, kind string
		var g pgmodel.Grant
		if err := rows.Scan(&role, &in, &kind, &g.Role, &g.Privilege, &g.Grantable, &g.Revoked, &g.Owner); err != nil {
			return err
		}
		class := map[string]string{"r": "TABLES", "S": "SEQUENCES", "f": "FUNCTIONS", "T": "TYPES", "n": "SCHEMAS"}[kind]
		k := parsepg.DefaultGrantsKey(role, in, class)
		r.after = append(r.after, func(s *schema.Schema) {
			d, ok := s.Get(k).(*pgmodel.DefaultGrants)
			if !ok {
				d = &pgmodel.DefaultGrants{Role: role, In: in, Class: class}
				d.Name = k.Name
				if in != "" && in != "public" {
					d.Use(schema.Key{Kind: schema.KindSchema, Name: in})
				}
				s.Put(d)
			}
			d.Privileges = withGrant(d.Privileges, g)
		})
	}
	return rows.Err()
}
