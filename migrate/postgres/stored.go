package postgres

// The pairs that only the stored form of a temporary object can answer: bodies of functions
// in SQL, which name arguments, and rules, which name the rows NEW and OLD. Bounds of partitions
// are not among them: the server computes their values when it stores them, and so would run
// functions and the checks of domains.

import (
	"strings"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// storedBody is the pair of two bodies of one function, whose name qualifies its arguments.
func storedBody(from, to *pgmodel.Function) introspect.Pair {
	name, _, _ := strings.Cut(to.ID.Name, "(")
	create := "CREATE FUNCTION pg_temp."
	if to.ID.Kind == schema.KindProcedure {
		create = "CREATE PROCEDURE pg_temp."
	}
	create += pgmodel.Quote(name) + "("
	var columns, args []string
	for _, a := range to.Args {
		text := pgmodel.Quote(a.Name) + " " + a.Type
		switch {
		case a.Name == "":
			text = a.Type
		case a.Mode == "table":
			columns = append(columns, text)
			continue
		}
		args = append(args, a.Mode+" "+text)
	}
	create += strings.Join(args, ", ") + ")"
	switch {
	case len(columns) > 0:
		create += " RETURNS TABLE (" + strings.Join(columns, ", ") + ")"
	case to.Returns != "":
		create += " RETURNS " + to.Returns
	}
	return introspect.Pair{From: from.Atomic, To: to.Atomic, Object: &introspect.Object{
		Create: create + " LANGUAGE sql ",
		Show: "SELECT pg_catalog.pg_get_function_sqlbody(oid) FROM pg_catalog.pg_proc WHERE pronamespace = pg_catalog.pg_my_temp_schema() AND proname = " +
			pgmodel.Literal(name),
	}}
}

// storedRule is the pair of two rules of one relation, on a table that has its columns.
func storedRule(from, to *pgmodel.Rule) introspect.Pair {
	const table = "pg_temp.schemadiff_rule"
	return introspect.Pair{From: pgmodel.Expr{SQL: ruleText(from)}, To: pgmodel.Expr{SQL: ruleText(to)}, Object: &introspect.Object{
		Before: "CREATE TEMPORARY TABLE schemadiff_rule (LIKE " + pgmodel.Qualified(to.Table.Schema, to.Table.Name) + ")",
		Create: "CREATE RULE schemadiff_rule AS ON " + to.Event + " TO " + table + " ",
		Show:   "SELECT pg_catalog.pg_get_ruledef(oid) FROM pg_catalog.pg_rewrite WHERE ev_class = '" + table + "'::pg_catalog.regclass",
	}}
}

// ruleText is a rule from its condition on.
func ruleText(r *pgmodel.Rule) string {
	var b strings.Builder
	if !r.Where.IsZero() {
		b.WriteString("WHERE (" + r.Where.SQL + ") ")
	}
	b.WriteString("DO ")
	if r.Instead {
		b.WriteString("INSTEAD ")
	}
	if len(r.Actions) == 0 {
		return b.String() + "NOTHING"
	}
	actions := make([]string, len(r.Actions))
	for i, a := range r.Actions {
		actions[i] = a.SQL
	}
	return b.String() + "(" + strings.Join(actions, "; ") + ")"
}
