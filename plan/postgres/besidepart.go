package postgres

// Tables that are attached while they have an index or key of their own that is like one of the new
// parent, and shall keep it beside their part of that. ATTACH PARTITION takes the first that it finds
// (tablecmds.c, AttachPartitionEnsureIndexes), so that only the one which becomes the part may be there:
// it gets the name of the part, and the others are created once the table is attached.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ownLike are the indexes and keys of a table that the server could take for its part of a root.
func ownLike(s *schema.Schema, t *pgmodel.Table, indexes []*pgmodel.Index, root pgmodel.Object, there []schema.Key) []pgmodel.Object {
	var list []pgmodel.Object
	x, plain := root.(*pgmodel.Index)
	if !plain {
		x = pgmodel.IndexOfKey(root.(*pgmodel.Constraint))
	}
	shape := x.Shape()
	for _, own := range indexes {
		if plain && own.Shape() == shape {
			list = append(list, own)
		}
	}
	for _, part := range t.PartitionParts { // of an index that is created when the table is attached
		other := pgmodel.RootObject(s, part.Root)
		own := (*pgmodel.Index)(nil)
		if plain && part.Kind == schema.KindIndex && part.Root != x.ID && other != nil {
			own, _ = part.Detached(other).(*pgmodel.Index)
		}
		if own != nil && own.Shape() == shape && !slices.Contains(there, part.Root) {
			list = append(list, own)
		}
	}
	for _, c := range t.Constraints {
		if c.Kind.Has(schema.Indexed) && (plain || c.Kind == root.Key().Kind) && pgmodel.IndexOfKey(c).Shape() == shape {
			list = append(list, c)
		}
	}
	return list
}

// eachBesidePart calls do with each index or key that an attached table has beside its part of one of its parent.
func (w *planner) eachBesidePart(do func(was *pgmodel.Table, part *pgmodel.PartitionPart, root, own pgmodel.Object)) {
	indexes := map[schema.Key][]*pgmodel.Index{}
	for o := range w.to.All() {
		if x, ok := o.(*pgmodel.Index); ok {
			indexes[x.Table] = append(indexes[x.Table], x)
		}
	}
	for o := range w.to.All() {
		now, ok := o.(*pgmodel.Table)
		if !ok || now.PartitionOf == (schema.Key{}) {
			continue
		}
		was, ok := w.from.Get(now.ID).(*pgmodel.Table)
		if !ok || was.PartitionOf == now.PartitionOf {
			continue
		}
		var there []schema.Key // the roots that the table gets its parts of when it is attached
		for _, x := range now.PartitionParts {
			if pgmodel.RootObject(w.from, x.Root) != nil {
				there = append(there, x.Root)
			}
		}
		for _, x := range now.PartitionParts {
			if root := pgmodel.RootObject(w.to, x.Root); root != nil && x.Kind != schema.KindForeign {
				for _, own := range ownLike(w.to, now, indexes[now.ID], root, there) {
					do(was, x, root, own)
				}
			}
		}
	}
}

// becomeParts are the renamings of indexes to those parts that nothing else becomes.
func (w *planner) becomeParts() []renaming {
	var list []renaming
	var taken map[schema.Key]bool
	done := map[partOf]bool{}
	w.eachBesidePart(func(was *pgmodel.Table, part *pgmodel.PartitionPart, root, own pgmodel.Object) {
		k := partOf{was.ID, part.Root}
		from, ok := w.from.Get(own.Key()).(*pgmodel.Index)
		to, ok2 := part.Detached(root).(*pgmodel.Index)
		if !ok || !ok2 || done[k] || !sameIndex(from, to) {
			return
		}
		if taken == nil {
			taken = namesInUse(w.from)
		}
		if !usesTaken(to, taken) {
			done[k] = true
			list = append(list, renaming{from: from, to: to})
		}
	})
	return list
}

// findBesideParts notes what is created when its table is attached, and not before.
func (w *planner) findBesideParts() {
	w.besideParts = map[schema.Key]bool{}
	w.eachBesidePart(func(_ *pgmodel.Table, part *pgmodel.PartitionPart, _, own pgmodel.Object) {
		if nameOf(own) != part.Name {
			w.besideParts[own.Key()] = true
		}
	})
}
