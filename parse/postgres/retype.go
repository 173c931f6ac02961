package postgres

// What keeps the type of a column as it is: the server changes no type that a view, rule, policy, trigger, generated column
// or function body was compiled with (sql-altertable.html; RememberAllDependentForRebuilding, tablecmds.c).

import (
	"slices"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// checkRetype makes an error of a change of type that the server refuses for what uses the column at that moment. Files
// without an order say no moment.
func (l *loader) checkRetype(c *tableChange, column *pgmodel.Column) {
	if !l.ordered || !l.resolve {
		return
	}
	if by, found := l.keepsType(c.t, column.Name); found {
		l.refuseRetype(expr.ColumnKey(c.t.ID, column.Name), by)
	}
}

// refuseRetype makes an error of a change of the type of a column or attribute that an object uses.
func (l *loader) refuseRetype(k schema.Key, by schema.Object) {
	e := l.st.ErrorAt(l.st.Locate(k.Name), "the type of %s cannot change while %s uses it (%s)", k.Object(), by.Key(), by.Pos())
	e.Rule, e.Sure = parse.NamesNothing, by.Pos().File == l.st.Source.Name
	e.Hint = "drop it before, and create it again after"
	l.errs = append(l.errs, e)
}

// checkAttribute makes an error of a change of an attribute's type that the server refuses for the tables that have columns of
// the composite type.
func (l *loader) checkAttribute(t *pgmodel.Composite, a *pgmodel.Column) {
	if !l.ordered || !l.resolve {
		return
	}
	for _, o := range l.candidates(t.ID) {
		if table, ok := o.(*pgmodel.Table); ok {
			if c := columnOf(table, t.ID); c != nil {
				l.refuseRetype(a.Key(), c)
				return
			}
		}
	}
}

// columnOf is a column of a table that holds rows of a relation or composite type; nil if there is none.
func columnOf(t *pgmodel.Table, typ schema.Key) *pgmodel.Column {
	i := slices.IndexFunc(t.Columns, func(c *pgmodel.Column) bool {
		in, word, ok := expr.SplitType(c.Type)
		return ok && in == typ.Schema && word == typ.Name
	})
	if i < 0 {
		return nil
	}
	return t.Columns[i]
}

// keepsType finds an object that keeps the type of a column as it is.
func (l *loader) keepsType(t *pgmodel.Table, column string) (schema.Object, bool) {
	if isPartitionKey(t, column) {
		return t, true
	}
	for _, c := range t.Columns {
		if slices.Contains(c.Extra().Generated.Columns(), column) && c.Name != column {
			return c, true
		}
	}
	k := expr.ColumnKey(t.ID, column)
	for _, o := range l.candidates(k, t.ID) {
		switch o := o.(type) {
		case *pgmodel.View, *pgmodel.Rule, *pgmodel.Policy, *pgmodel.Trigger, *pgmodel.Function:
			if slices.Contains(o.(pgmodel.Object).Common().Uses, k) {
				return o, true
			}
		case *pgmodel.Table:
			if c := columnOf(o, t.ID); c != nil {
				return c, true
			}
		}
	}
	return nil, false
}

// isPartitionKey reports whether a column is part of the key by which a table divides its rows: it can neither be dropped nor
// get another type.
func isPartitionKey(t *pgmodel.Table, column string) bool {
	return t.PartitionBy != nil && slices.ContainsFunc(t.PartitionBy.Parts, func(p pgmodel.Part) bool {
		return p.Column == column || slices.Contains(p.Expr.Columns(), column)
	})
}
