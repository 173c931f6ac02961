package postgres

// ALTER TABLE … INHERIT, which takes a table that has all columns of its new parent and is not above
// it (tablecmds.c, ATExecAddInherit).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) addInherit(t *pgmodel.Table, rv *pg.RangeVar) error {
	k, err := l.relation(rv)
	if err != nil {
		return err
	}
	if err := l.cannotInherit(t, k, rv); err != nil {
		return err
	}
	l.joinsParent(t)
	t.Inherits = append(t.Inherits, k)
	t.Use(k)
	l.children[k] = add(l.children[k], t.ID)
	return nil
}

// cannotInherit is why a table cannot become a child of another; nil if it can, or if that is not known.
func (l *loader) cannotInherit(t *pgmodel.Table, k schema.Key, rv *pg.RangeVar) error {
	var refused *parse.Error
	switch up, _ := l.out.Get(k).(*pgmodel.Table); {
	case l.isAbove(t.ID, k):
		refused = l.st.ErrorAt(rv.Location, "%s would be a child of itself: circular inheritance is not allowed", t.ID.Object())
	case slices.Contains(t.Inherits, k):
		refused = l.st.ErrorAt(rv.Location, "%s inherits from %s already", t.ID.Object(), k.Object())
	case up != nil && !l.catalog && !l.inheritsUnknown(t):
		refused = l.unlikeParent(t, up, rv)
	}
	if refused == nil {
		return nil
	}
	return refused
}

// isAbove reports whether a table is another one or one that it inherits from.
func (l *loader) isAbove(k, table schema.Key) bool {
	t, ok := l.out.Get(table).(*pgmodel.Table)
	return k == table || ok && slices.ContainsFunc(t.Inherits, func(up schema.Key) bool { return l.isAbove(k, up) })
}

// unlikeParent is the error of a table that lacks a column of its parent, or has it with another type.
func (l *loader) unlikeParent(t, up *pgmodel.Table, rv *pg.RangeVar) *parse.Error {
	for _, from := range up.Columns {
		c := t.Column(from.Name)
		switch {
		case c == nil:
			return l.st.ErrorAt(rv.Location, "%s cannot inherit from %s: it has no column %s", t.ID.Object(), up.ID.Object(), pgmodel.Quote(from.Name))
		case c.Type != from.Type:
			return l.st.ErrorAt(rv.Location, "%s cannot inherit from %s: its column %s is %s, not %s", t.ID.Object(), up.ID.Object(), pgmodel.Quote(from.Name), c.Type, from.Type)
		}
	}
	return nil
}
