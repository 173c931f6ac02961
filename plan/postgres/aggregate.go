package postgres

// CREATE AGGREGATE. OR REPLACE keeps the argument and result types (sql-createaggregate.html):
// an aggregate is replaced where these are sure to stay, and recreated otherwise.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindAggregate, aggregateKind())

func aggregateKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "AGGREGATE " + aggregateName(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: aggregateText(o.(*pgmodel.Aggregate)), Undo: ddl.Drop("AGGREGATE " + aggregateName(o.Key()))}}
		},
		drop: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Drop("AGGREGATE " + aggregateName(o.Key())), Undo: aggregateText(o.(*pgmodel.Aggregate))}}
		},
		alter: alterAggregate,
		grantName: func(o pgmodel.Object) string {
			n := nameOf(o)
			return "FUNCTION " + pgmodel.Qualified(o.Key().Schema, n) + strings.Replace(strings.TrimPrefix(o.Key().Name, n), "(*)", "()", 1)
		},
		makesIndex: true,
		inDefaults: true,
	}
}

// aggregateName is the aggregate with its argument types; without any it is a(*).
func aggregateName(k schema.Key) string {
	text := ddl.Routine(k)
	if strings.HasSuffix(text, "()") {
		return strings.TrimSuffix(text, "()") + "(*)"
	}
	return text
}

func aggregateText(a *pgmodel.Aggregate) ddl.Creation {
	word, _ := ddl.CutSignature(a.ID.Name)
	args := argumentList(a.Args)
	switch {
	case a.Direct >= 0:
		args = strings.TrimPrefix(argumentList(a.Args[:a.Direct])+" ORDER BY "+argumentList(a.Args[a.Direct:]), " ")
		if a.Direct == len(a.Args) && a.Direct > 0 { // VARIADIC on both sides is one argument
			args = argumentList(a.Args) + " ORDER BY " + argumentList(a.Args[a.Direct-1:])
		}
	case args == "":
		args = "*"
	}
	texts := make([]string, len(a.Options))
	for i, o := range a.Options {
		texts[i] = strings.ToUpper(o.Name) + " = " + aggregateOption(o)
		if o.Name == "hypothetical" || strings.HasSuffix(o.Name, "_extra") {
			texts[i] = strings.ToUpper(o.Name)
		}
	}
	return ddl.Create("AGGREGATE " + pgmodel.Qualified(a.ID.Schema, word) + "(" + args + ") (\n  " + strings.Join(texts, ",\n  ") + "\n)")
}

func aggregateOption(o pgmodel.Setting) string {
	switch o.Name {
	case "initcond", "minitcond":
		return pgmodel.Literal(o.Value)
	case "sortop":
		return operatorText(o.Value)
	case "parallel", "finalfunc_modify", "mfinalfunc_modify":
		return strings.ToUpper(o.Value)
	}
	return o.Value
}

// alterAggregate replaces an aggregate whose result is sure to stay.
func alterAggregate(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Aggregate), c.To.(*pgmodel.Aggregate)
	if c.Has("arguments") {
		return nil, false
	}
	for _, word := range []string{"stype", "finalfunc", "finalfunc_extra", "mstype", "mfinalfunc", "hypothetical"} {
		if from.Option(word) != to.Option(word) {
			return nil, false
		}
	}
	return []statement{{Do: aggregateText(to).OrReplace(), Undo: aggregateText(from).OrReplace()}}, true
}
