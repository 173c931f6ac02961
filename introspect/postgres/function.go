package postgres

import (
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// functionRow is one function or procedure as the catalog has it.
type functionRow struct {
	oid                         uint32
	schema, name, kind          string
	types                       []string
	arguments, result, language string
	body, library, atomic       string
	volatility, parallel        string
	strict, definer, leakproof  bool
	cost, rows                  float32
	support                     string
	settings, transforms        []string
}

func functionQueries(version int) []query {
	atomic := "''"
	if version >= 14 {
		atomic = "coalesce(CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END, '')"
	}
	return []query{{what: "functions", sql: `
SELECT p.oid, n.nspname, p.proname, p.prokind::pg_catalog.text, ` + types("p.proargtypes") + `,
 pg_catalog.pg_get_function_arguments(p.oid), coalesce(pg_catalog.pg_get_function_result(p.oid), ''), l.lanname,
 p.prosrc, coalesce(p.probin, ''), ` + atomic + `, p.provolatile::pg_catalog.text, p.proparallel::pg_catalog.text,
 p.proisstrict, p.prosecdef, p.proleakproof, p.procost, p.prorows, p.prosupport::pg_catalog.text, p.proconfig,
 CASE WHEN p.protrftypes IS NOT NULL THEN ` + types("p.protrftypes") + ` END
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind <> 'a' AND ` + userCreated("pg_proc", "p.oid") + `
ORDER BY n.nspname, p.proname, p.oid`, read: readFunctions}}
}

func readFunctions(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		f := &functionRow{}
		if err := rows.Scan(&f.oid, &f.schema, &f.name, &f.kind, &f.types, &f.arguments, &f.result, &f.language, &f.body, &f.library, &f.atomic,
			&f.volatility, &f.parallel, &f.strict, &f.definer, &f.leakproof, &f.cost, &f.rows, &f.support, &f.settings, &f.transforms); err != nil {
			return err
		}
		kind := schema.KindFunction
		if f.kind == "p" {
			kind = schema.KindProcedure
		}
		r.setKey("pg_proc", f.oid, schema.Key{Kind: kind, Schema: f.schema, Name: f.name + "(" + strings.Join(f.types, ", ") + ")"})
		r.ddl(sectionRoutines, "%s", f.definition())
	}
	return rows.Err()
}

// definition is the function as CREATE FUNCTION declares it.
func (f *functionRow) definition() string {
	w := &strings.Builder{}
	if f.kind == "p" {
		w.WriteString("CREATE PROCEDURE ")
	} else {
		w.WriteString("CREATE FUNCTION ")
	}
	w.WriteString(pgmodel.Qualified(f.schema, f.name) + "(" + f.arguments + ")")
	if f.result != "" && f.kind != "p" {
		w.WriteString(" RETURNS " + f.result)
	}
	w.WriteString(" LANGUAGE " + pgmodel.Quote(f.language))
	f.options(w)
	switch {
	case f.atomic != "":
		w.WriteString("\n" + f.atomic)
	case f.library != "":
		w.WriteString(" AS " + pgmodel.Literal(f.library) + ", " + pgmodel.Literal(f.body))
	default:
		w.WriteString(" AS " + pgmodel.Literal(f.body))
	}
	return w.String()
}

func (f *functionRow) options(w *strings.Builder) {
	if len(f.transforms) > 0 {
		w.WriteString(" TRANSFORM FOR TYPE " + strings.Join(f.transforms, ", FOR TYPE "))
	}
	for _, o := range []struct {
		on   bool
		text string
	}{
		{f.kind == "w", " WINDOW"}, {f.volatility == "i", " IMMUTABLE"}, {f.volatility == "s", " STABLE"}, {f.strict, " STRICT"},
		{f.definer, " SECURITY DEFINER"}, {f.leakproof, " LEAKPROOF"}, {f.parallel == "s", " PARALLEL SAFE"}, {f.parallel == "r", " PARALLEL RESTRICTED"},
		{f.kind != "p", " COST " + number(f.cost)}, {f.rows > 0, " ROWS " + number(f.rows)},
		{f.support != "-", " SUPPORT " + f.support},
	} {
		if o.on {
			w.WriteString(o.text)
		}
	}
	for _, s := range f.settings {
		n, v, _ := strings.Cut(s, "=")
		w.WriteString(" " + pgmodel.SettingClause(pgmodel.Setting{Name: strings.ToLower(n), Value: v}))
	}
}

func number(f float32) string { return strconv.FormatFloat(float64(f), 'f', -1, 32) }

func aggregateQueries(int) []query {
	return []query{{what: "aggregates", sql: `
SELECT p.oid, n.nspname, p.proname, ` + types("p.proargtypes") + `, pg_catalog.pg_get_function_arguments(p.oid), a.aggkind::pg_catalog.text,
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
ORDER BY n.nspname, p.proname, p.oid`, read: readAggregates}}
}

func readAggregates(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, arguments, kind string
		var argTypes []string
		var options []*string
		if err := rows.Scan(&oid, &ns, &name, &argTypes, &arguments, &kind, &options); err != nil {
			return err
		}
		r.setKey("pg_proc", oid, schema.Key{Kind: schema.KindAggregate, Schema: ns, Name: name + "(" + strings.Join(argTypes, ", ") + ")"})
		if arguments == "" {
			arguments = "*"
		}
		texts := aggregateOptions(options)
		if kind == "h" {
			texts = append(texts, "HYPOTHETICAL")
		}
		r.ddl(sectionOperators, "CREATE AGGREGATE %s(%s) (%s)", pgmodel.Qualified(ns, name), arguments, strings.Join(texts, ", "))
	}
	return rows.Err()
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
