package postgres

// CREATE and ALTER FOREIGN DATA WRAPPER. ALTER changes the handler, the validator and the options
// (sql-alterforeigndatawrapper.html), which is all that a wrapper has.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindWrapper, wrapperKind())

func wrapperKind() kind {
	name := func(o pgmodel.Object) string { return "FOREIGN DATA WRAPPER " + ddl.Quote(o.Key().Name) }
	return kind{
		name: name,
		create: func(_ *planner, o pgmodel.Object) []statement {
			w := o.(*pgmodel.Wrapper)
			sql := name(w)
			if w.Handler != "" {
				sql += " HANDLER " + w.Handler
			}
			if w.Validator != "" {
				sql += " VALIDATOR " + w.Validator
			}
			return []statement{{Do: ddl.Create(sql + ddl.ForeignOptionsClause(w.Options)), Undo: ddl.Drop(name(w))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.Wrapper), c.To.(*pgmodel.Wrapper)
			var out []statement
			head := "ALTER " + name(to)
			if c.Has("handler") {
				out = append(out, statement{Do: ddl.Text(head + orNo("HANDLER", to.Handler)), Undo: ddl.Text(head + orNo("HANDLER", from.Handler))})
			}
			if c.Has("validator") {
				out = append(out, statement{Do: ddl.Text(head + orNo("VALIDATOR", to.Validator)), Undo: ddl.Text(head + orNo("VALIDATOR", from.Validator))})
			}
			if c.Has("options") {
				out = append(out, statement{Do: ddl.Text(head + optionsChange(from.Options, to.Options)), Undo: undoOptions(head, from.Options, to.Options)})
			}
			return out, true
		},
	}
}

// orNo is a clause with a function, or the one that takes the function away.
func orNo(word, function string) string {
	if function == "" {
		return " NO " + word
	}
	return " " + word + " " + function
}
