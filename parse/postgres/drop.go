package postgres

// Removal of objects with what cannot be without them: the indexes, triggers and policies of a
// table, its partitions, and with CASCADE whatever needs it. DROP itself is in
// dropstatement.go; ALTER TABLE and changes of keys remove objects too.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// removeObject removes an object with what cannot be without it, and with CASCADE
// also what merely uses it.
func (l *loader) removeObject(k schema.Key, cascade bool) {
	if cascade {
		l.removeCascade(k)
		return
	}
	l.removeParts(k)
	l.remove(k)
}

// removeParts removes what belongs to a relation and goes with it whatever DROP
// says: indexes, triggers, rules, policies, sequences that its columns own.
func (l *loader) removeParts(k schema.Key) {
	if !k.Kind.IsRelation() {
		return
	}
	var gone []schema.Key
	for _, o := range l.objectsOn(k) {
		if l.isOn(o, k) {
			gone = append(gone, o.Key())
		}
	}
	for _, g := range gone {
		l.remove(g)
	}
	for _, child := range slices.Clone(l.children[k]) { // partitions go with their parent
		if t, ok := l.out.Get(child).(*pgmodel.Table); ok && t.PartitionOf == k {
			l.removeObject(child, false)
		}
	}
}

// removeCascade removes an object and everything that needs it: constraints and
// defaults of tables, views, triggers, functions.
func (l *loader) removeCascade(k schema.Key) {
	l.finish()
	keys := append(l.partsOfRoot(k), k)
	l.removeParts(k)
	l.remove(k)
	var gone []schema.Key
	for _, o := range slices.Collect(l.out.All()) {
		p, ok := o.(pgmodel.Object)
		if !ok || l.cascadeAttributes(o, k) || !slices.ContainsFunc(p.Needs(), func(n schema.Key) bool { return slices.Contains(keys, n) }) {
			continue
		}
		gone = append(gone, o.Key())
	}
	for o := range l.out.All() {
		if t, ok := o.(*pgmodel.Table); ok {
			for _, k := range keys {
				l.cascadeParts(t, k)
			}
		}
	}
	for _, g := range gone {
		l.removeCascade(g)
	}
}

// partsOfRoot lists the parts that partitions have of an index, which go with it.
func (l *loader) partsOfRoot(root schema.Key) []schema.Key {
	if root.Kind != schema.KindIndex {
		return nil
	}
	var list []schema.Key
	for o := range l.out.All() {
		if t, ok := o.(*pgmodel.Table); ok && t.PartitionPart(root) != nil {
			list = append(list, t.PartitionPart(root).Key())
		}
	}
	return list
}

// cascadeAttributes takes from a composite type the attributes that are of k, and reports whether
// there are any: the type itself stays.
func (l *loader) cascadeAttributes(o schema.Object, k schema.Key) bool {
	t, ok := o.(*pgmodel.Composite)
	ofType := func(a *pgmodel.Column) bool { return isOfType(a.Type, k) }
	if !ok || !slices.ContainsFunc(t.Attributes, ofType) {
		return false
	}
	t = l.mutable(t.ID).(*pgmodel.Composite)
	t.Attributes = slices.DeleteFunc(slices.Clone(t.Attributes), ofType)
	t.Uses = without(t.Uses, k)
	return true
}

// cascadeParts takes from a table the constraints and defaults that need k, and the columns that
// are of it.
func (l *loader) cascadeParts(t *pgmodel.Table, k schema.Key) {
	for _, c := range slices.Clone(t.Constraints) {
		if slices.Contains(c.Uses, k) || c.Kind == schema.KindForeign && c.References == k {
			l.removeConstraint(l.mutable(t.ID).(*pgmodel.Table), c.Name)
		}
	}
	for _, c := range slices.Clone(t.Columns) {
		if isOfType(c.Type, k) || k.Kind == schema.KindCollation && c.Collation == dotted(k.Schema, k.Name) {
			l.dropColumnCascade(t, c.Name)
		}
	}
	t = l.out.Get(t.ID).(*pgmodel.Table)
	for i, c := range t.Columns {
		if slices.Contains(c.Uses, k) {
			own := l.mutable(t.ID).(*pgmodel.Table).Columns[i]
			own.Default, own.Uses = pgmodel.Expr{}, without(own.Uses, k)
		}
	}
}

// cascadeColumn removes what needs a column that is dropped with CASCADE: views, triggers,
// policies, rules and functions, generated columns, and references to it.
func (l *loader) cascadeColumn(t *pgmodel.Table, column *pgmodel.Column) {
	var gone []schema.Key
	for o := range l.out.All() {
		switch p := o.(type) {
		case *pgmodel.View, *pgmodel.Trigger, *pgmodel.Policy, *pgmodel.Rule, *pgmodel.Function:
			if slices.Contains(p.Needs(), column.Key()) {
				gone = append(gone, o.Key())
			}
		}
	}
	for _, k := range gone {
		l.removeCascade(k)
	}
	for _, c := range slices.Clone(t.Columns) {
		if slices.Contains(c.Extra().Generated.Columns(), column.Name) {
			l.dropColumnCascade(t, c.Name)
		}
	}
	l.dropReferences(t, func(c *pgmodel.Constraint) bool { return slices.Contains(c.Extra().RefColumns, column.Name) })
}

// dropColumnCascade is ALTER TABLE … DROP COLUMN … CASCADE.
func (l *loader) dropColumnCascade(t *pgmodel.Table, column string) {
	cmd := &pg.AlterTableCmd{Name: column, MissingOk: true, Behavior: pg.DropBehavior_DROP_CASCADE}
	if err := (&tableChange{l: l, t: l.mutable(t.ID).(*pgmodel.Table), cmd: cmd}).dropColumn(); err != nil {
		l.fail(l.st, err)
	}
}

// cascadeKey removes the references to a key that is dropped with CASCADE.
func (l *loader) cascadeKey(t *pgmodel.Table, key *pgmodel.Constraint) {
	if key.Kind != schema.KindPrimary && key.Kind != schema.KindUnique {
		return
	}
	l.finish()
	l.dropReferences(t, func(c *pgmodel.Constraint) bool {
		return slices.Equal(slices.Sorted(slices.Values(c.Extra().RefColumns)), slices.Sorted(slices.Values(key.Columns)))
	})
}

// dropReferences removes the foreign keys to a table that match.
func (l *loader) dropReferences(t *pgmodel.Table, match func(*pgmodel.Constraint) bool) {
	for o := range l.out.All() {
		from, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, c := range slices.Clone(from.Constraints) {
			if c.Kind == schema.KindForeign && c.References == t.ID && match(c) {
				l.removeConstraint(l.mutable(from.ID).(*pgmodel.Table), c.Name)
			}
		}
	}
}

// isOfType reports whether a canonical type is that of a key, with or without a modifier, or its array.
func isOfType(typ string, k schema.Key) bool {
	base, _, _ := cutType(strings.TrimSuffix(typ, "[]"))
	return isQualified(base, k)
}

// dropWithColumn removes what goes with a column: constraints that name it, and what its kind
// says of other objects.
func (l *loader) dropWithColumn(t *pgmodel.Table, column *pgmodel.Column) {
	l.finish()
	k := column.Key()
	for _, c := range slices.Clone(t.Constraints) {
		if slices.Contains(c.Columns, column.Name) || slices.Contains(c.Extra().Include, column.Name) || slices.Contains(c.Uses, k) ||
			slices.Contains(pgmodel.PartNames(c.Parts), column.Name) {
			l.noteDropping(c.Key())
			l.removeConstraint(t, c.Name)
		}
	}
	var gone []schema.Key
	for _, o := range l.objectsOn(t.ID) {
		if goes := l.registry.kind(o.Key().Kind).withColumn; goes != nil && goes(o, k) {
			gone = append(gone, o.Key())
		}
	}
	for _, g := range gone {
		l.noteDropping(g)
		l.remove(g)
	}
}
