package catalog

// Aggregate functions. Their many options come as an array of names and values in turn.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Aggregates are those of CREATE AGGREGATE.
var _ = register(kind{
	names: []schema.Kind{schema.KindAggregate},
	phase: namesPhase,
	queries: func(target) []Query {
		return []Query{{"aggregates", `
SELECT p.oid, n.nspname, p.proname, ` + typeNames("p.proargtypes") + `, pg_catalog.pg_get_function_arguments(p.oid), a.aggkind::pg_catalog.text,
 ARRAY['SFUNC', a.aggtransfn::pg_catalog.text, 'STYPE', pg_catalog.format_type(a.aggtranstype, NULL), 'SSPACE', a.aggtransspace::pg_catalog.text,
  'FINALFUNC', a.aggfinalfn::pg_catalog.text, 'FINALFUNC_EXTRA', a.aggfinalextra::pg_catalog.text, 'FINALFUNC_MODIFY', a.aggfinalmodify::pg_catalog.text,
  'COMBINEFUNC', a.aggcombinefn::pg_catalog.text, 'SERIALFUNC', a.aggserialfn::pg_catalog.text, 'DESERIALFUNC', a.aggdeserialfn::pg_catalog.text,
  'INITCOND', a.agginitval, 'MSFUNC', a.aggmtransfn::pg_catalog.text, 'MINVFUNC', a.aggminvtransfn::pg_catalog.text,
  'MSTYPE', CASE WHEN a.aggmtranstype = 0 THEN '-' ELSE pg_catalog.format_type(a.aggmtranstype, NULL) END, 'MSSPACE', a.aggmtransspace::pg_catalog.text,
  'MFINALFUNC', a.aggmfinalfn::pg_catalog.text, 'MFINALFUNC_EXTRA', a.aggmfinalextra::pg_catalog.text, 'MFINALFUNC_MODIFY', a.aggmfinalmodify::pg_catalog.text,
  'MINITCOND', a.aggminitval, 'SORTOP', CASE WHEN o.oid IS NOT NULL THEN 'OPERATOR(' || pg_catalog.quote_ident(onn.nspname) || '.' || o.oprname || ')' END,
  'PARALLEL', p.proparallel::pg_catalog.text]
FROM pg_catalog.pg_aggregate a
JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_operator o ON o.oid = a.aggsortop
LEFT JOIN pg_catalog.pg_namespace onn ON onn.oid = o.oprnamespace
WHERE ` + userCreated("pg_proc", "p.oid") + `
ORDER BY n.nspname, p.proname, p.oid`, each[aggregateRow]}}
	},
})

// aggregateRow is an aggregate as the catalog has it.
type aggregateRow struct {
	oid                           uint32
	schema, name, arguments, kind string
	argTypes                      []string
	options                       []*string
}

func (row *aggregateRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.argTypes, &row.arguments, &row.kind, &row.options}
}

func (row *aggregateRow) write(r *Reader) {
	r.setKey("pg_proc", row.oid, schema.Key{Kind: schema.KindAggregate, Schema: row.schema, Name: row.name + "(" + strings.Join(row.argTypes, ", ") + ")"})
	if row.arguments == "" {
		row.arguments = "*"
	}
	texts := aggregateOptions(row.options)
	if row.kind == "h" {
		texts = append(texts, "HYPOTHETICAL")
	}
	r.ddl(sectionOperators, "CREATE AGGREGATE %s(%s) (%s)", pgmodel.Qualified(row.schema, row.name), row.arguments, strings.Join(texts, ", "))
}

// aggregateOptions writes the options of an aggregate, which come as names and
// values in turn.
func aggregateOptions(options []*string) []string {
	var texts []string
	for i := 0; i+1 < len(options); i += 2 {
		word, value := *options[i], options[i+1]
		if value == nil {
			continue
		}
		text := *value
		switch word {
		case "INITCOND", "MINITCOND":
			text = pgmodel.Literal(text)
		case "FINALFUNC_MODIFY", "MFINALFUNC_MODIFY":
			text = map[string]string{"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}[text]
		case "PARALLEL":
			text = map[string]string{"s": "SAFE", "r": "RESTRICTED", "u": "UNSAFE"}[text]
		case "FINALFUNC_EXTRA", "MFINALFUNC_EXTRA":
			if text != "true" {
				continue
			}
		default:
			if text == "-" {
				continue
			}
		}
		texts = append(texts, word+" = "+text)
	}
	return texts
}
