package postgres

// The objects of the schema and the indexes of their names. Whatever creates, changes or removes
// an object does it here; one of the schema that the loader started from is copied before it
// changes.

import (
	"slices"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// put adds an object that a statement creates or replaces. A new one has what the default
// privileges give.
func (l *loader) put(o pgmodel.Object) {
	if l.out.Get(o.Key()) == nil {
		l.giveDefaults(o)
	}
	l.place(o)
}

// place adds an object and makes its name known.
func (l *loader) place(o pgmodel.Object) {
	l.out.Put(o)
	l.noteChanged(o.Key())
	l.makeOwn(o.Key())
	if l.st != nil && l.st.Created == nil {
		l.st.Created = o
	}
	l.register(o)
}

func (l *loader) register(o schema.Object) {
	k := o.Key()
	l.waiters.wake(expr.BareName(k.Name))
	l.listOn(o)
	n := name{k.Schema, k.Name}
	switch k.Kind.Space() {
	case schema.RelationNames:
		l.relations[n] = k
	case schema.TypeNames:
		l.types[n] = k
	case schema.RoutineNames:
		n.name = expr.BareName(k.Name)
		l.functions[n] = add(l.functions[n], k)
	case schema.OperatorNames:
		n.name = expr.BareName(k.Name)
		l.operators[n] = add(l.operators[n], k)
	default:
		l.others[n] = add(l.others[n], k)
	}
	if r, ok := o.(*pgmodel.Range); ok {
		l.types[name{r.Multirange.Schema, r.Multirange.Name}] = k
	}
	if t, ok := o.(*pgmodel.Table); ok {
		for _, p := range t.Parents() {
			l.children[p] = add(l.children[p], k)
		}
		for _, c := range t.Constraints {
			l.constraintNames[name{t.ID.Schema, c.Name}]++
		}
		for _, x := range t.PartitionParts {
			l.nameIndex(x)
		}
	}
}

func add(list []schema.Key, k schema.Key) []schema.Key {
	if slices.Contains(list, k) {
		return list
	}
	return append(slices.Clip(list), k)
}

func without(list []schema.Key, k schema.Key) []schema.Key {
	return slices.DeleteFunc(slices.Clone(list), func(o schema.Key) bool { return o == k })
}

// remove forgets an object and its name, and what partitions have of an index.
func (l *loader) remove(k schema.Key) {
	if x, ok := l.out.Get(k).(*pgmodel.Index); ok {
		l.dropPartitionParts(x.Table, k)
	}
	l.displace(k)
}

// displace forgets an object and its name: it is dropped, or gets another key.
func (l *loader) displace(k schema.Key) {
	o := l.out.Get(k)
	if o == nil {
		return
	}
	n := name{k.Schema, k.Name}
	switch k.Kind.Space() {
	case schema.RoutineNames:
		n.name = expr.BareName(k.Name)
		l.functions[n] = without(l.functions[n], k)
	case schema.OperatorNames:
		n.name = expr.BareName(k.Name)
		l.operators[n] = without(l.operators[n], k)
	default:
		if l.relations[n] == k {
			delete(l.relations, n)
			l.madeNames = nil
		}
		if l.types[n] == k {
			delete(l.types, n)
		}
		l.others[n] = without(l.others[n], k)
	}
	if t, ok := o.(*pgmodel.Table); ok {
		for _, p := range t.Parents() {
			l.children[p] = without(l.children[p], k)
		}
		for _, c := range t.Constraints {
			l.release(t.ID.Schema, c.Name)
		}
		for _, x := range t.PartitionParts {
			l.forgetIndexName(x)
		}
	}
	l.forget(expr.BareName(k.Name))
	l.noteDropped(k)
	l.out.Delete(k)
	delete(l.own, k)
}

// mutable returns the object to be changed: one of the schema that the loader
// started from is copied first. It is nil where there is none.
func (l *loader) mutable(k schema.Key) pgmodel.Object {
	o, _ := l.out.Get(k).(pgmodel.Object)
	if o == nil {
		return o
	}
	l.noteChanged(k)
	if l.isOwn(k) {
		return o
	}
	o = o.Clone().(pgmodel.Object)
	l.out.Put(o)
	l.makeOwn(k)
	return o
}

// isOwn reports whether an object that is there is none of the schema that the loader started from.
func (l *loader) isOwn(k schema.Key) bool { return l.own == nil || l.own[k] }

func (l *loader) makeOwn(k schema.Key) {
	if l.own != nil {
		l.own[k] = true
	}
}

func columnsOf(o pgmodel.Object) []*pgmodel.Column {
	switch o := o.(type) {
	case *pgmodel.Table:
		return o.Columns
	case *pgmodel.View:
		return o.Columns
	case *pgmodel.Composite:
		return o.Attributes
	}
	return nil
}

// nameIndex makes the name of an index of a partition known.
func (l *loader) nameIndex(x *pgmodel.PartitionPart) {
	if x.Kind == schema.KindForeign { // whose name is one of its table alone
		return
	}
	l.waiters.wake(x.Name)
	l.relations[name{x.Table.Schema, x.Name}] = x.ID()
}

func (l *loader) forgetIndexName(x *pgmodel.PartitionPart) {
	n := name{x.Table.Schema, x.Name}
	if l.relations[n] == x.ID() {
		delete(l.relations, n)
		l.madeNames = nil
	}
}

// dropPartitionParts takes from the partitions of a table what belongs to an index or key that
// goes.
func (l *loader) dropPartitionParts(table, root schema.Key) {
	for _, child := range l.partitions(table) {
		if child.PartitionPart(root) == nil {
			continue
		}
		child = l.mutable(child.ID).(*pgmodel.Table)
		child.PartitionParts = slices.DeleteFunc(child.PartitionParts, func(x *pgmodel.PartitionPart) bool {
			if x.Root == root {
				l.forgetIndexName(x)
			}
			return x.Root == root
		})
		l.dropPartitionParts(child.ID, root)
	}
}

// partitions are the partitions of a table that can have indexes: foreign tables have none.
func (l *loader) partitions(table schema.Key) []*pgmodel.Table {
	var list []*pgmodel.Table
	for _, k := range l.children[table] {
		if t, ok := l.out.Get(k).(*pgmodel.Table); ok && t.PartitionOf == table && k.Kind == schema.KindTable {
			list = append(list, t)
		}
	}
	return list
}
