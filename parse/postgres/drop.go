package postgres

// Removal of objects with what cannot be without them: the indexes, triggers and policies of a
// table, its partitions, and with CASCADE whatever needs it. DROP itself is in
// dropstatement.go; ALTER TABLE and changes of keys remove objects too.

import (
	"slices"

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
	l.removeParts(k)
	l.remove(k)
	var gone []schema.Key
	for o := range l.out.All() {
		p, ok := o.(pgmodel.Object)
		if !ok || !slices.Contains(p.Needs(), k) {
			continue
		}
		gone = append(gone, o.Key())
	}
	for o := range l.out.All() {
		if t, ok := o.(*pgmodel.Table); ok {
			l.cascadeParts(t, k)
		}
	}
	for _, g := range gone {
		l.removeCascade(g)
	}
}

// cascadeParts takes constraints and defaults that need k from a table.
func (l *loader) cascadeParts(t *pgmodel.Table, k schema.Key) {
	for _, c := range slices.Clone(t.Constraints) {
		if slices.Contains(c.Uses, k) || c.Kind == schema.KindForeign && c.References == k {
			l.removeConstraint(l.mutable(t.ID).(*pgmodel.Table), c.Name)
		}
	}
	for i, c := range t.Columns {
		if slices.Contains(c.Uses, k) && k.Kind != schema.KindEnum && k.Kind != schema.KindDomain {
			own := l.mutable(t.ID).(*pgmodel.Table).Columns[i]
			own.Default, own.Uses = pgmodel.Expr{}, without(own.Uses, k)
		}
	}
}

// dropWithColumn removes what goes with a column: constraints that name it, and what its kind
// says of other objects.
func (l *loader) dropWithColumn(t *pgmodel.Table, column *pgmodel.Column) {
	l.finish()
	k := column.Key()
	for _, c := range slices.Clone(t.Constraints) {
		if slices.Contains(c.Columns, column.Name) || slices.Contains(c.Extra().Include, column.Name) || slices.Contains(c.Uses, k) ||
			slices.Contains(pgmodel.PartNames(c.Parts), column.Name) {
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
		l.remove(g)
	}
}
