package postgres

// What is on a relation, such as its indexes, triggers and owned sequences, is found by the
// relation's name. Who drops or moves many relations would otherwise look through the
// whole schema for each.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// objectsOn returns the objects on a relation, in key order: indexes, sequences that its columns
// own, statistics, triggers, rules and policies. Some may have left it since.
func (l *loader) objectsOn(relation schema.Key) []pgmodel.Object {
	if l.attached == nil {
		l.attached = map[name][]schema.Object{}
		for o := range l.out.All() {
			l.listOn(o)
		}
	}
	n := name{relation.Schema, relation.Name}
	var list []pgmodel.Object
	for _, o := range l.attached[n] {
		if now, ok := l.out.Get(o.Key()).(pgmodel.Object); ok {
			list = append(list, now)
		}
	}
	slices.SortFunc(list, func(a, b pgmodel.Object) int { return schema.CompareKeys(a.Key(), b.Key()) })
	list = slices.CompactFunc(list, func(a, b pgmodel.Object) bool { return a.Key() == b.Key() })
	kept := make([]schema.Object, len(list))
	for i, o := range list {
		kept[i] = o
	}
	l.attached[n] = kept
	return list
}

// listOn makes an object known as one on its relation, once anybody has asked.
func (l *loader) listOn(o schema.Object) {
	if l.attached == nil {
		return
	}
	if k := l.relationOf(o); k.Name != "" {
		on := name{k.Schema, k.Name}
		l.attached[on] = append(l.attached[on], o)
	}
}
