package catalog

// Functions and procedures. The server prints arguments, result and a body of SQL that is parsed; the rest
// comes from the columns of pg_proc.

import (
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(kind{
	names: []schema.Kind{schema.KindFunction, schema.KindProcedure},
	phase: namesPhase,
	queries: func(t target) []Query {
		atomic := "''"
		if t.version >= 14 {
			atomic = "coalesce(CASE WHEN p.prosqlbody IS NOT NULL THEN pg_catalog.pg_get_function_sqlbody(p.oid) END, '')"
		}
		return []Query{{"functions", `
SELECT p.oid, n.nspname, p.proname, p.prokind::pg_catalog.text, ` + typeNames("p.proargtypes") + `,
 pg_catalog.pg_get_function_arguments(p.oid), coalesce(pg_catalog.pg_get_function_result(p.oid), ''), l.lanname,
 p.prosrc, coalesce(p.probin, ''), ` + atomic + `, p.provolatile::pg_catalog.text, p.proparallel::pg_catalog.text,
 p.proisstrict, p.prosecdef, p.proleakproof, p.procost, p.prorows, p.prosupport::pg_catalog.text, p.proconfig,
 CASE WHEN p.protrftypes IS NOT NULL THEN ` + typeNames("p.protrftypes") + ` END
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE p.prokind <> 'a' AND ` + userCreated("pg_proc", "p.oid") + `
ORDER BY n.nspname, p.proname, p.oid`, each[functionRow]}}
	},
	classes: []class{{name: "pg_proc", prefix: "pro", inSchema: true, kind: kindLiteral(schema.KindFunction), owned: true, acl: `'f'::"char"`, planned: true,
		types: typeNames("o.proargtypes") + ", pg_catalog.format_type(o.prorettype, NULL)"}},
})

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

func (f *functionRow) fields() []any {
	return []any{&f.oid, &f.schema, &f.name, &f.kind, &f.types, &f.arguments, &f.result, &f.language, &f.body, &f.library, &f.atomic,
		&f.volatility, &f.parallel, &f.strict, &f.definer, &f.leakproof, &f.cost, &f.rows, &f.support, &f.settings, &f.transforms}
}

func (f *functionRow) write(r *Reader) {
	kind := schema.KindFunction
	if f.kind == "p" {
		kind = schema.KindProcedure
	}
	r.setKey("pg_proc", f.oid, schema.Key{Kind: kind, Schema: f.schema, Name: f.name + "(" + strings.Join(f.types, ", ") + ")"})
	r.ddl(sectionRoutines, "%s", f.definition())
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
		set  bool
		text string
	}{
		{f.kind == "w", " WINDOW"}, {f.volatility == "i", " IMMUTABLE"}, {f.volatility == "s", " STABLE"}, {f.strict, " STRICT"},
		{f.definer, " SECURITY DEFINER"}, {f.leakproof, " LEAKPROOF"}, {f.parallel == "s", " PARALLEL SAFE"}, {f.parallel == "r", " PARALLEL RESTRICTED"},
		{f.kind != "p", " COST " + decimal(f.cost)}, {f.rows > 0, " ROWS " + decimal(f.rows)},
		{f.support != "-", " SUPPORT " + f.support},
	} {
		if o.set {
			w.WriteString(o.text)
		}
	}
	for _, s := range f.settings {
		n, v, _ := strings.Cut(s, "=")
		w.WriteString(" " + pgmodel.SettingClause(pgmodel.Setting{Name: strings.ToLower(n), Value: v}))
	}
}

func decimal(f float32) string { return strconv.FormatFloat(float64(f), 'f', -1, 32) }
