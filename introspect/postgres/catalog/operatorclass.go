package catalog

// Operator classes and families with their operators and functions. The members are read first: they are
// part of the statement of their class, and the loose ones of an ALTER of their family.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(kind{
	names: []schema.Kind{schema.KindOperatorFamily, schema.KindOperatorClass},
	phase: definitionsPhase,
	queries: func(target) []Query {
		from := `
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.%class'::pg_catalog.regclass AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
JOIN pg_catalog.pg_opfamily f ON f.oid = m.%family
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_opfamily", "f.oid")
		memberFrom := func(class, family string) string {
			return strings.NewReplacer("%class", class, "%family", family).Replace(from)
		}
		return []Query{{"members of operator classes", `
SELECT f.oid, d.refobjid, 'OPERATOR ' || m.amopstrategy || ' ' || pg_catalog.quote_ident(onn.nspname) || '.' || o.oprname ||
 '(' || pg_catalog.format_type(m.amoplefttype, NULL) || ', ' || pg_catalog.format_type(m.amoprighttype, NULL) || ')' ||
 CASE WHEN m.amoppurpose = 'o' THEN ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname) ELSE '' END
FROM pg_catalog.pg_amop m
JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
JOIN pg_catalog.pg_namespace onn ON onn.oid = o.oprnamespace
LEFT JOIN pg_catalog.pg_opfamily s ON s.oid = m.amopsortfamily
LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace` + memberFrom("pg_amop", "amopfamily") + `
ORDER BY m.oid`, each[classMemberRow]}, {"functions of operator classes", `
SELECT f.oid, d.refobjid, 'FUNCTION ' || m.amprocnum || ' (' || pg_catalog.format_type(m.amproclefttype, NULL) || ', ' || pg_catalog.format_type(m.amprocrighttype, NULL) || ') ' ||
 m.amproc::pg_catalog.regprocedure::pg_catalog.text
FROM pg_catalog.pg_amproc m` + memberFrom("pg_amproc", "amprocfamily") + `
ORDER BY m.oid`, each[classMemberRow]}, {"operator families", `
SELECT f.oid, n.nspname, f.opfname, am.amname
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
WHERE NOT ` + member("pg_opfamily", "f.oid") + `
ORDER BY n.nspname, f.opfname, am.amname`, each[familyRow]}, {"operator classes", `
SELECT c.oid, n.nspname, c.opcname, am.amname, c.opcdefault, pg_catalog.format_type(c.opcintype, NULL),
 pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.opfname), CASE WHEN c.opckeytype <> 0 THEN pg_catalog.format_type(c.opckeytype, NULL) ELSE '' END
FROM pg_catalog.pg_opclass c
JOIN pg_catalog.pg_namespace n ON n.oid = c.opcnamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_am am ON am.oid = c.opcmethod
JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
WHERE NOT ` + member("pg_opclass", "c.oid") + `
ORDER BY n.nspname, c.opcname, am.amname`, each[classRow]}}
	},
	classes: []class{
		{name: "pg_opfamily", prefix: "opf", inSchema: true, kind: kindLiteral(schema.KindOperatorFamily), owned: true, planned: true},
		{name: "pg_opclass", prefix: "opc", inSchema: true, kind: kindLiteral(schema.KindOperatorClass), owned: true, planned: true,
			types: `ARRAY[(SELECT am.amname::pg_catalog.text FROM pg_catalog.pg_am am WHERE am.oid = o.opcmethod), pg_catalog.format_type(o.opcintype, NULL)], CASE WHEN o.opcdefault THEN 'default' ELSE '' END`},
	},
})

// classMemberRow is an operator or a function of a class, or a loose one of a family.
type classMemberRow struct {
	family uint32
	class  *uint32 // nil for one that belongs to the family alone
	text   string
}

func (row *classMemberRow) fields() []any { return []any{&row.family, &row.class, &row.text} }

func (row *classMemberRow) write(r *Reader) {
	owner := row.family
	if row.class != nil {
		owner = *row.class
	}
	r.operators[owner] = append(r.operators[owner], row.text)
}

// familyRow is one operator family as the catalog has it.
type familyRow struct {
	oid                  uint32
	schema, name, method string
}

func (row *familyRow) fields() []any { return []any{&row.oid, &row.schema, &row.name, &row.method} }

func (row *familyRow) write(r *Reader) {
	r.setKey("pg_opfamily", row.oid, schema.Key{Kind: schema.KindOperatorFamily, Schema: row.schema, Table: row.method, Name: row.name})
	family := pgmodel.Qualified(row.schema, row.name) + " USING " + pgmodel.Quote(row.method)
	r.ddl(sectionOperators, "CREATE OPERATOR FAMILY %s", family)
	if loose := r.operators[row.oid]; len(loose) > 0 {
		r.ddl(sectionOperators, "ALTER OPERATOR FAMILY %s ADD %s", family, strings.Join(loose, ", "))
	}
}

// classRow is one operator class as the catalog has it.
type classRow struct {
	oid                  uint32
	schema, name, method string
	byDefault            bool
	typ, family, storage string
}

func (row *classRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.method, &row.byDefault, &row.typ, &row.family, &row.storage}
}

func (row *classRow) write(r *Reader) {
	r.setKey("pg_opclass", row.oid, schema.Key{Kind: schema.KindOperatorClass, Schema: row.schema, Table: row.method, Name: row.name})
	text := ""
	if row.byDefault {
		text = " DEFAULT"
	}
	items := r.operators[row.oid]
	if row.storage != "" || len(items) == 0 {
		items = append(items, "STORAGE "+cmp.Or(row.storage, row.typ))
	}
	r.ddl(sectionOperators, "CREATE OPERATOR CLASS %s%s FOR TYPE %s USING %s FAMILY %s AS %s", pgmodel.Qualified(row.schema, row.name), text, row.typ,
		pgmodel.Quote(row.method), row.family, strings.Join(items, ", "))
}
