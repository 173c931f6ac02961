package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func operatorQueries(int) []query {
	other := func(o, n string) string {
		return `CASE WHEN ` + o + `.oid IS NOT NULL THEN 'OPERATOR(' || pg_catalog.quote_ident(` + n + `.nspname) || '.' || ` + o + `.oprname || ')' ELSE '-' END`
	}
	return []query{{what: "operators", sql: `
SELECT o.oid, n.nspname, o.oprname, CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END, pg_catalog.format_type(o.oprright, NULL),
 ARRAY['FUNCTION', o.oprcode::pg_catalog.text, 'COMMUTATOR', ` + other("c", "cn") + `, 'NEGATOR', ` + other("g", "gn") + `,
  'RESTRICT', o.oprrest::pg_catalog.text, 'JOIN', o.oprjoin::pg_catalog.text], o.oprcanhash, o.oprcanmerge
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_catalog.pg_operator g ON g.oid = o.oprnegate
LEFT JOIN pg_catalog.pg_namespace gn ON gn.oid = g.oprnamespace
WHERE o.oprcode <> 0 AND ` + userCreated("pg_operator", "o.oid") + `
ORDER BY n.nspname, o.oprname, o.oid`, read: readOperators}}
}

func readOperators(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, left, right string
		var options []string
		var hashes, merges bool
		if err := rows.Scan(&oid, &ns, &name, &left, &right, &options, &hashes, &merges); err != nil {
			return err
		}
		r.setKey("pg_operator", oid, schema.Key{Kind: schema.KindOperator, Schema: ns, Name: name + "(" + left + ", " + right + ")"})
		var texts []string
		if left != "NONE" {
			texts = append(texts, "LEFTARG = "+left)
		}
		texts = append(texts, "RIGHTARG = "+right)
		for i := 0; i+1 < len(options); i += 2 {
			if options[i+1] != "-" {
				texts = append(texts, options[i]+" = "+options[i+1])
			}
		}
		if hashes {
			texts = append(texts, "HASHES")
		}
		if merges {
			texts = append(texts, "MERGES")
		}
		r.ddl(sectionOperators, "CREATE OPERATOR %s.%s (%s)", pgmodel.Quote(ns), name, strings.Join(texts, ", "))
	}
	return rows.Err()
}

// operatorClassQueries read families, classes and their members. The members come
// first: they are part of the statements.
func operatorClassQueries(int) []query {
	members := map[uint32][]string{}
	holder := `
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.%class'::pg_catalog.regclass AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
JOIN pg_catalog.pg_opfamily f ON f.oid = m.%family
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_opfamily", "f.oid")
	of := func(class, family string) string {
		return strings.NewReplacer("%class", class, "%family", family).Replace(holder)
	}
	return []query{{what: "members of operator classes", sql: `
SELECT f.oid, d.refobjid, 'OPERATOR ' || m.amopstrategy || ' ' || pg_catalog.quote_ident(onn.nspname) || '.' || o.oprname ||
 '(' || pg_catalog.format_type(m.amoplefttype, NULL) || ', ' || pg_catalog.format_type(m.amoprighttype, NULL) || ')' ||
 CASE WHEN m.amoppurpose = 'o' THEN ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname) ELSE '' END
FROM pg_catalog.pg_amop m
JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
JOIN pg_catalog.pg_namespace onn ON onn.oid = o.oprnamespace
LEFT JOIN pg_catalog.pg_opfamily s ON s.oid = m.amopsortfamily
LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace` + of("pg_amop", "amopfamily") + `
ORDER BY m.oid`, read: readMembers(members)}, {what: "functions of operator classes", sql: `
SELECT f.oid, d.refobjid, 'FUNCTION ' || m.amprocnum || ' (' || pg_catalog.format_type(m.amproclefttype, NULL) || ', ' || pg_catalog.format_type(m.amprocrighttype, NULL) || ') ' ||
 m.amproc::pg_catalog.regprocedure::pg_catalog.text
FROM pg_catalog.pg_amproc m` + of("pg_amproc", "amprocfamily") + `
ORDER BY m.oid`, read: readMembers(members)}, {what: "operator families", sql: `
SELECT f.oid, n.nspname, f.opfname, am.amname
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
WHERE NOT ` + member("pg_opfamily", "f.oid") + `
ORDER BY n.nspname, f.opfname, am.amname`, read: readFamilies(members)}, {what: "operator classes", sql: `
SELECT c.oid, n.nspname, c.opcname, am.amname, c.opcdefault, pg_catalog.format_type(c.opcintype, NULL),
 pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname), CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) ELSE '' END
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_am am ON am.oid = c.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
WHERE NOT ` + member("pg_opclass", "c.oid") + `
ORDER BY n.nspname, c.opcname, am.amname`, read: readClasses(members)}}
}

// readMembers keeps what belongs to a class, and what is loose in a family.
func readMembers(members map[uint32][]string) func(*reader, pgx.Rows) error {
	return func(_ *reader, rows pgx.Rows) error {
		for rows.Next() {
			var family uint32
			var class *uint32
			var text string
			if err := rows.Scan(&family, &class, &text); err != nil {
				return err
			}
			home := family
			if class != nil {
				home = *class
			}
			members[home] = append(members[home], text)
		}
		return rows.Err()
	}
}

func readFamilies(members map[uint32][]string) func(*reader, pgx.Rows) error {
	return func(r *reader, rows pgx.Rows) error {
		for rows.Next() {
			var oid uint32
			var ns, name, method string
			if err := rows.Scan(&oid, &ns, &name, &method); err != nil {
				return err
			}
			r.setKey("pg_opfamily", oid, schema.Key{Kind: schema.KindOperatorFamily, Schema: ns, Table: method, Name: name})
			named := pgmodel.Qualified(ns, name) + " USING " + pgmodel.Quote(method)
			r.ddl(sectionOperators, "CREATE OPERATOR FAMILY %s", named)
			if loose := members[oid]; len(loose) > 0 {
				r.ddl(sectionOperators, "ALTER OPERATOR FAMILY %s ADD %s", named, strings.Join(loose, ", "))
			}
		}
		return rows.Err()
	}
}

func readClasses(members map[uint32][]string) func(*reader, pgx.Rows) error {
	return func(r *reader, rows pgx.Rows) error {
		for rows.Next() {
			var oid uint32
			var ns, name, method, typ, family, storage string
			var usual bool
			if err := rows.Scan(&oid, &ns, &name, &method, &usual, &typ, &family, &storage); err != nil {
				return err
			}
			r.setKey("pg_opclass", oid, schema.Key{Kind: schema.KindOperatorClass, Schema: ns, Table: method, Name: name})
			text := ""
			if usual {
				text = " DEFAULT"
			}
			items := members[oid]
			if storage != "" || len(items) == 0 {
				if storage == "" {
					storage = typ
				}
				items = append(items, "STORAGE "+storage)
			}
			r.ddl(sectionOperators, "CREATE OPERATOR CLASS %s%s FOR TYPE %s USING %s FAMILY %s AS %s", pgmodel.Qualified(ns, name), text, typ,
				pgmodel.Quote(method), family, strings.Join(items, ", "))
		}
		return rows.Err()
	}
}
