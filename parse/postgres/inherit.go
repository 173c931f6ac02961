package postgres

// ALTER TABLE … INHERIT, which takes a table that has all columns of its new parent and is not above
// it (tablecmds.c, ATExecAddInherit).

import (
	"fmt"
	"maps"
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
	case up != nil:
		return l.unlikeError(t, up, rv, "inherit from")
	}
	if refused == nil {
		return nil
	}
	return refused
}

// unlikeError is the error of a table that is unlike the one that it is to become a child of. In files of any order what
// it lacks may come later.
func (l *loader) unlikeError(t, up *pgmodel.Table, rv *pg.RangeVar, become string) error {
	if l.catalog || l.inheritsUnknown(t) || l.inheritsUnknown(up) {
		return nil
	}
	why := l.unlikeParent(t, up)
	if why == "" && become != "inherit from" {
		why = unlikePartition(t, up)
	}
	if why == "" {
		return nil
	}
	return &missing{l.st.ErrorAt(rv.Location, "%s cannot %s %s: %s", t.ID.Object(), become, up.ID.Object(), why)}
}

// unlikePartition is why a table cannot be a partition that could be a child: it has columns of its own.
func unlikePartition(t, up *pgmodel.Table) string {
	for _, c := range t.Columns {
		if up.Column(c.Name) == nil {
			return "it has a column " + pgmodel.Quote(c.Name) + " of its own"
		}
	}
	return ""
}

// isAbove reports whether a table is another one or one that it inherits from.
func (l *loader) isAbove(k, table schema.Key) bool {
	t, ok := l.out.Get(table).(*pgmodel.Table)
	return k == table || ok && slices.ContainsFunc(t.Inherits, func(up schema.Key) bool { return l.isAbove(k, up) })
}

// unlikeParent is why the server would not take a table as a child of another: a column that it lacks or has otherwise, or
// a check that it lacks (MergeAttributesIntoExisting and MergeConstraintsIntoExisting of tablecmds.c). Whether two
// definitions of a check are one is left to the server.
func (l *loader) unlikeParent(t, up *pgmodel.Table) string {
	for _, from := range up.Columns {
		if why := l.unlikeColumn(t.Column(from.Name), from, up); why != "" {
			return why
		}
	}
	has := l.checksOf(t)
	for _, n := range slices.Sorted(maps.Keys(l.checksOf(up))) {
		from, c := l.checksOf(up)[n], has[n]
		switch {
		case from.NoInherit:
		case c == nil:
			return "it has no check " + pgmodel.Quote(n)
		case c.NoInherit:
			return "its check " + pgmodel.Quote(n) + " is not inherited"
		case c.NotValid && !c.NotEnforced && !from.NotValid:
			return "its check " + pgmodel.Quote(n) + " is not validated"
		}
	}
	return ""
}

// unlikeColumn is why a column cannot become that of a parent.
func (l *loader) unlikeColumn(c, from *pgmodel.Column, up *pgmodel.Table) string {
	named := pgmodel.Quote(from.Name)
	switch {
	case c == nil:
		return "it has no column " + named
	case c.Type != from.Type:
		return fmt.Sprintf("its column %s is %s, not %s", named, c.Type, from.Type)
	case c.Collation != from.Collation:
		return "its column " + named + " has another collation"
	case !from.NotNull || c.NotNull:
		return ""
	}
	if own := up.NotNull(from.Name); own != nil && own.NoInherit {
		return ""
	}
	return "its column " + named + " is not NOT NULL"
}

// checksOf are the checks of a table by name, its own and those of the tables above it.
func (l *loader) checksOf(t *pgmodel.Table) map[string]*pgmodel.Constraint {
	found := map[string]*pgmodel.Constraint{}
	for _, k := range t.Parents() {
		if up, ok := l.out.Get(k).(*pgmodel.Table); ok {
			for n, c := range l.checksOf(up) {
				if !c.NoInherit {
					found[n] = c
				}
			}
		}
	}
	for _, c := range t.Constraints {
		if c.Kind == schema.KindCheck {
			found[c.Name] = c
		}
	}
	return found
}
