package postgres

// Which tables that are recreated have no form beside the old one, and why. What that does not carry
// over, or what would not be in step, is named; nothing is guessed.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// tableNotExchanged is the reason why a table is recreated while others wait, or the columns by which
// its rows are found in the new table.
func (w *planner) tableNotExchanged(r *rebuild) (key rowKey, why string) {
	if why := r.refused(); why != "" {
		return key, why
	}
	for _, why := range []func(*rebuild) string{w.shapeNotExchanged, w.rowsNotExchanged, w.columnsNotExchanged, w.partsNotExchanged, w.needsNotExchanged, w.namesNotExchanged, w.usersNotExchanged} {
		if text := why(r); text != "" {
			return key, text
		}
	}
	if key = keyOfRows(r); key.columns == nil {
		return key, "it has no key before and after, of columns that are NOT NULL and stay, by which its rows could be found"
	}
	return key, ""
}

// shapeNotExchanged is the reason in what the table is.
func (w *planner) shapeNotExchanged(r *rebuild) string {
	switch {
	case r.from.PartitionOf != (schema.Key{}) || r.to.PartitionOf != (schema.Key{}):
		return "it is or becomes a partition"
	case r.from.PartitionBy == nil && len(w.before.children(r.from.ID)) > 0:
		return "it has child tables"
	}
	for _, t := range r.gone {
		switch {
		case t.ID.Kind != schema.KindTable:
			return t.ID.String() + " keeps its rows elsewhere"
		case t.ForceRowSecurity:
			return "row security is forced on " + t.ID.Object() + ", so that its owner may not reach every row"
		case t.Method != "" && t.Method != "heap":
			return "the rows of the access method " + t.Method + " cannot be read page by page"
		case w.inColumns(t.ID):
			return "columns hold values of the row type of " + t.ID.Object()
		}
	}
	for _, t := range r.made {
		switch {
		case t.ID.Kind != schema.KindTable:
			return t.ID.String() + " keeps its rows elsewhere"
		case t.ID != r.to.ID && w.before.get(t.ID) != nil:
			return t.ID.String() + " is there already"
		case w.attachesNew(t):
			return t.ID.String() + " cannot be made as a partition in one statement"
		}
	}
	return ""
}

// rowsNotExchanged is the reason in what happens to rows that are written.
func (w *planner) rowsNotExchanged(r *rebuild) string {
	for o := range w.before.of(schema.KindRule) {
		if hasTable(r.gone, w.relation(o)) {
			return "it has rule " + o.Key().Name
		}
	}
	for o := range w.before.of(schema.KindTrigger) {
		t := o.(*pgmodel.Trigger)
		if hasTable(r.gone, t.Table) && t.Timing == "after" && t.ID.Name < "1" {
			return "trigger " + t.ID.Name + " fires before the one that would keep the tables in step"
		}
	}
	for _, side := range []*objects{w.before, w.after} {
		for o := range side.of(schema.KindPublication) {
			p := o.(*pgmodel.Publication)
			if slices.ContainsFunc(r.gone, func(t *pgmodel.Table) bool { return publishes(p, t.ID) }) {
				return "publication " + p.ID.Name + " sends its rows, and subscribers do not have the new table"
			}
		}
	}
	return ""
}

// columnsNotExchanged is the reason in the columns.
func (w *planner) columnsNotExchanged(r *rebuild) string {
	for _, c := range r.to.Columns {
		was := r.from.Column(c.Name)
		if was != nil && was.Type != c.Type && c.Extra().Generated.IsZero() {
			_, reads := besideValue(was, c)
			if why := w.valueNotBeside(was, c, reads); why != "" {
				return "column " + c.Name + " gets another type: " + why
			}
		}
		if was != nil && strings.HasPrefix(was.Comment, "schemadiff: ") {
			return "rows of column " + c.Name + " are still being filled"
		}
		if was == nil && (c.Extra().Identity != "" || c.Default.Calls("nextval")) {
			return "new column " + c.Name + " numbers the rows"
		}
		if (was == nil || was.Extra().Identity == "") && c.Extra().Identity != "" {
			return "column " + c.Name + " becomes an identity column"
		}
	}
	return ""
}

// partsNotExchanged is the reason in keys, references and indexes.
func (w *planner) partsNotExchanged(r *rebuild) string {
	for _, t := range r.made {
		for _, c := range t.Constraints {
			switch {
			case w.takesIn(t, c) || repeats(t, c) || w.split[c.Key()]:
				return c.Key().String() + " is made apart from its table"
			case c.Kind == schema.KindForeign && hasTable(r.made, c.References):
				return c.Key().String() + " refers to the table itself"
			case c.Kind == schema.KindForeign && (c.NotValid || c.NotEnforced):
				return c.Key().String() + " is not validated"
			case c.Clustered || c.NotEnforced:
				return c.Key().String() + " cannot be made in one statement"
			}
		}
	}
	for k := range w.incomplete {
		if hasTable(r.made, schema.TableOfPart(k)) || hasTable(r.made, k) {
			return "some partition has no part of " + k.String()
		}
	}
	for n, a := range w.actions {
		switch o := a.to.(type) {
		case *pgmodel.Index:
			if n.op == opCreate && hasTable(r.made, o.Table) && (o.Only || o.Clustered || o.Extra().Parent != (schema.Key{})) {
				return o.ID.String() + " is one of ON ONLY, or attached by itself"
			}
		case *pgmodel.Constraint:
			if o.Kind == schema.KindForeign && n.op == opCreate && hasTable(r.made, o.References) && !hasTable(r.made, o.Table) {
				if t := w.after.table(o.Table); t == nil || t.PartitionBy != nil || t.PartitionOf != (schema.Key{}) || !addedAgain(o) {
					return o.Key().String() + " refers to it, and cannot be validated afterwards"
				}
			}
		}
	}
	return ""
}

// needsNotExchanged is the reason in what the new tables need.
func (w *planner) needsNotExchanged(r *rebuild) string {
	for _, k := range w.neededByTables(r) {
		if w.actions[node{opDrop, k}] != nil || w.actions[node{opAlter, k}] != nil {
			return "the new table needs " + k.String() + ", which changes in the same plan"
		}
	}
	for _, k := range w.neededByTree(r.gone) {
		if w.actions[node{opDrop, k}] != nil && w.actions[node{opCreate, k}] != nil {
			return "the old table needs " + k.String() + ", which is recreated in the same plan"
		}
	}
	return ""
}

// namesNotExchanged is the reason in the names that the form needs.
func (w *planner) namesNotExchanged(r *rebuild) string {
	taken := relationNames(w.before)
	b := &tableBeside{table: r.to.ID, next: tableBesideName(r.to.ID), function: &pgmodel.Function{}}
	former := formerTableName(r.from.ID)
	names := []string{b.next.Name, former.Name}
	for _, n := range w.indexNames(r.from) {
		names = append(names, pgmodel.MadeName("schemadiff", n, "former"))
	}
	for _, c := range r.from.Columns {
		if c.Extra().Identity != "" {
			names = append(names, formerSequence(c).Name)
		}
	}
	if slices.ContainsFunc(w.formerTables, func(t formerTable) bool { return t.table.ID == former }) {
		return former.String() + " is still to be dropped"
	}
	for _, t := range r.made {
		if t.ID != r.to.ID {
			names = append(names, t.ID.Name)
		}
		for _, c := range t.Constraints {
			if !c.Kind.Has(schema.Indexed) || c.Inherited {
				continue
			} else if t.ID == r.to.ID {
				names = append(names, pgmodel.MadeName("schemadiff", c.Name, "next"))
			} else {
				names = append(names, c.Name)
			}
		}
	}
	for n, a := range w.actions {
		if x, ok := a.to.(*pgmodel.Index); ok && n.op == opCreate && hasTable(r.made, x.Table) {
			if x.Table == r.to.ID {
				names = append(names, pgmodel.MadeName("schemadiff", x.ID.Name, "next"))
			} else {
				names = append(names, x.ID.Name)
			}
		}
	}
	for _, n := range names {
		if taken[schema.Key{Schema: r.to.ID.Schema, Name: n}] {
			return n + " is a name that the new table would need"
		}
	}
	if k := copyFunctionKey(r.to.ID); w.before.get(k) != nil {
		return k.String() + " has the name that the new one would need"
	}
	for _, t := range copyTriggers(b, r.gone) {
		if w.before.get(t.ID) != nil {
			return t.ID.String() + " has the name that the new one would need"
		}
	}
	return ""
}

// relationNames are the names of relations with their schemas, indexes among them.
func relationNames(side *objects) map[schema.Key]bool {
	taken := map[schema.Key]bool{}
	for o := range side.all() {
		k := o.Key()
		if k.Kind.IsRelation() || k.Kind == schema.KindIndex || k.Kind == schema.KindSequence || k.Kind == schema.KindComposite {
			taken[schema.Key{Schema: k.Schema, Name: k.Name}] = true
		}
		if t, ok := o.(*pgmodel.Table); ok {
			for _, c := range t.Constraints {
				if c.Kind.Has(schema.Indexed) {
					taken[schema.Key{Schema: k.Schema, Name: c.Name}] = true
				}
			}
		}
	}
	return taken
}

// usersNotExchanged is the reason in what is recreated around the table, and would read rows meanwhile.
func (w *planner) usersNotExchanged(r *rebuild) string {
	for _, n := range r.follow {
		a := w.actions[n]
		if a == nil || a.to == nil || hasTable(r.made, w.relation(a.to)) {
			continue
		}
		if c, ok := a.to.(*pgmodel.Constraint); ok && c.Kind == schema.KindForeign {
			continue
		}
		if slices.ContainsFunc(a.statements, func(p statement) bool { return p.Cost == plan.Scan || p.Cost == plan.Rewrite }) {
			return n.key.String() + " would be recreated in the same transaction"
		}
	}
	for n := range w.actions {
		if n.op == opCreate && n.key.Kind == schema.KindMatView && w.recreated[n.key] {
			return n.key.String() + " would be refreshed in the same transaction"
		}
	}
	return ""
}

// keyOfRows are the columns of a key of the new table, and of one of the old one, whose columns stay and are NOT NULL. A key
// of the new one that holds all of the old one comes first, since no two rows have the same values in it.
func keyOfRows(r *rebuild) rowKey {
	stays := func(n string) bool {
		was := r.from.Column(n)
		now := r.to.Column(n)
		return was != nil && now != nil && was.NotNull && now.NotNull && was.Type == now.Type && was.Collation == now.Collation && !strings.Contains(was.Type, ".")
	}
	var found rowKey
	for _, c := range keysByRank(r.to) {
		for _, was := range keysByRank(r.from) {
			if c.Deferrable || slices.ContainsFunc(c.Columns, func(n string) bool { return !stays(n) }) || slices.ContainsFunc(was.Columns, func(n string) bool { return !stays(n) }) {
				continue
			}
			k := rowKey{columns: slices.Clone(c.Columns), conflict: c.Columns}
			for _, n := range was.Columns {
				if !slices.Contains(k.columns, n) {
					k.columns = append(k.columns, n)
				}
			}
			if k.whole() {
				return k
			}
			if found.columns == nil {
				found = k
			}
		}
	}
	return found
}

// keysByRank are the keys of a table, the primary one first.
func keysByRank(t *pgmodel.Table) []*pgmodel.Constraint {
	list := slices.DeleteFunc(slices.Clone(t.Constraints), func(c *pgmodel.Constraint) bool { return keyRank(c) > 1 || c.WithoutOverlaps })
	slices.SortStableFunc(list, func(a, b *pgmodel.Constraint) int { return keyRank(a) - keyRank(b) })
	return list
}

// keyRank puts primary keys before unique ones, and all else after them.
func keyRank(c *pgmodel.Constraint) int {
	i := slices.Index([]schema.Kind{schema.KindPrimary, schema.KindUnique}, c.Kind)
	if i < 0 {
		return 2
	}
	return i
}
