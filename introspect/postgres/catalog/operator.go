package catalog

// Operators that users have created. Operators and functions that stand for another, such as a commutator,
// are options.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Operators are those of CREATE OPERATOR.
var _ = register(kind{
	names: []schema.Kind{schema.KindOperator},
	phase: definitionsPhase,
	queries: func(target) []Query {
		other := func(o, n string) string {
			return `CASE WHEN ` + o + `.oid IS NOT NULL THEN 'OPERATOR(' || pg_catalog.quote_ident(` + n + `.nspname) || '.' || ` + o + `.oprname || ')' ELSE '-' END`
		}
		return []Query{{"operators", `
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
ORDER BY n.nspname, o.oprname, o.oid`, each[operatorRow]}}
	},
	classes: []class{{name: "pg_operator", prefix: "opr", inSchema: true, kind: kindLiteral(schema.KindOperator), owned: true, planned: true,
		types: `ARRAY[CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE pg_catalog.format_type(o.oprleft, NULL) END, pg_catalog.format_type(o.oprright, NULL)], pg_catalog.format_type(o.oprresult, NULL)`}},
})

// operatorRow is an operator as the catalog has it.
type operatorRow struct {
	oid                       uint32
	schema, name, left, right string
	options                   []string
	hashes, merges            bool
}

func (row *operatorRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.left, &row.right, &row.options, &row.hashes, &row.merges}
}

func (row *operatorRow) write(r *Reader) {
	r.setKey("pg_operator", row.oid, schema.Key{Kind: schema.KindOperator, Schema: row.schema, Name: row.name + "(" + row.left + ", " + row.right + ")"})
	var texts []string
	if row.left != "NONE" {
		texts = append(texts, "LEFTARG = "+row.left)
	}
	texts = append(texts, "RIGHTARG = "+row.right)
	texts = append(texts, pairs(row.options)...)
	if row.hashes {
		texts = append(texts, "HASHES")
	}
	if row.merges {
		texts = append(texts, "MERGES")
	}
	r.ddl(sectionOperators, "CREATE OPERATOR %s.%s (%s)", pgmodel.Quote(row.schema), row.name, strings.Join(texts, ", "))
}
