package sqlite

// Unique indexes that foreign keys refer to, for runners that have foreign keys on. A foreign key
// whose parent columns have no unique index is an error of every statement that changes rows of
// either table (foreignkeys.html, section 3), and a rebuild for these runners is full of such
// statements. So these indexes are there whenever rows are copied: they are created with their
// table, before the tables that refer to them by a new foreign key change, and are dropped after
// the tables that did so have changed.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// findParentKeys finds them on both sides, for runners that need to know.
func (w *work) findParentKeys() {
	w.keys = parentKeys{dropped: map[schema.Key]bool{}, created: map[schema.Key]bool{}}
	if w.runner == RunnerScript {
		return
	}
	w.keys.from, w.keys.to = keyIndexes(w.from), keyIndexes(w.to)
}

// keyIndexes are the indexes of a schema that a foreign key has for its parent key.
func keyIndexes(s *schema.Schema) map[schema.Key]bool {
	referred := map[schema.Key][]*litemodel.ForeignKey{}
	for o := range s.All() {
		if t, ok := o.(*litemodel.Table); ok {
			for _, fk := range t.ForeignKeys {
				referred[fk.References] = append(referred[fk.References], fk)
			}
		}
	}
	out := map[schema.Key]bool{}
	for o := range s.All() {
		x, ok := o.(*litemodel.Index)
		if ok && x.Unique && x.Where.SQL == "" && slices.ContainsFunc(referred[x.Table], func(fk *litemodel.ForeignKey) bool { return sameColumns(x.Parts, fk.RefColumns) }) {
			out[x.Key()] = true
		}
	}
	return out
}

// changeKeys has the rebuild of a table create and leave out the indexes that are keys of foreign
// keys: they have no steps of their own.
func (r *rebuilding) changeKeys(s *plan.Step) {
	for _, k := range r.order {
		c, ok := r.changes[k]
		if !ok || k.Kind != schema.KindIndex {
			continue
		}
		if c.From != nil && r.keys.from[k] && c.From.Needs()[0] == r.to.Key() {
			s.Reasons = append(s.Reasons, r.dropReason(c))
			r.keys.dropped[k] = true
		}
		if c.To != nil && r.keys.to[k] && c.To.Needs()[0] == r.to.Key() {
			step := r.indexStep(c)
			if c.From == nil {
				s.Reasons = append(s.Reasons, step.Reasons...)
			}
			s.Probes = append(s.Probes, step.Probes...)
			r.keys.created[k] = true
		}
	}
}

// keysOf creates the indexes of a table that are keys of foreign keys, as they are at this step.
func (r *rebuilding) keysOf(table schema.Key) []plan.Statement {
	var out []plan.Statement
	add := func(x *litemodel.Index) {
		out = append(out, exists(create(&x.Source), string(schema.KindIndex), x.Name, 1))
	}
	for o := range r.work.from.All() {
		x, ok := o.(*litemodel.Index)
		if !ok || x.Table != table || !r.isKey(x.Key()) {
			continue
		}
		if _, changes := r.changes[x.Key()]; !changes || !r.keys.dropped[x.Key()] && r.keys.from[x.Key()] {
			add(x)
		}
	}
	for o := range r.work.to.All() {
		if x, ok := o.(*litemodel.Index); ok && x.Table == table && r.keys.created[x.Key()] {
			add(x)
		}
	}
	return out
}

// The rules of the order of tables, for runners that have foreign keys on.
var (
	keyBeforeReference = plan.OrderRule{Name: "with foreign keys on, a table and its key are there before a new foreign key refers to them",
		Yields: "the tables refer to each other"}
	referenceBeforeKey = plan.OrderRule{Name: "with foreign keys on, a foreign key goes before the key that it refers to",
		Yields: "the tables refer to each other"}
)

// inTurn are the operations on tables in the order in which a runner that has foreign keys on needs
// them: what is new, what is altered in place, what is rebuilt; and parents before new foreign keys.
func (w *work) inTurn(nodes []node) []node {
	rank := make(map[node]int, len(nodes))
	tables := map[schema.Key][]node{}
	for i, n := range nodes {
		k := relation(w.operations.about[n])[0]
		rank[n] = i
		switch c := w.changes[k]; {
		case c.Op == plan.Add && c.To != nil:
		case w.isRebuilt(k):
			rank[n] += 2 * len(nodes)
		default:
			rank[n] += len(nodes)
		}
		tables[k] = append(tables[k], n)
	}
	g := plan.Order[node]{Less: func(a, b node) bool { return rank[a] < rank[b] }, Junction: func(node) bool { return false }}
	for k, own := range tables {
		for _, parent := range w.newReferences(k) {
			eachPair(tables[parent], own, func(first, then node) { g.Before(first, then, &keyBeforeReference) })
		}
		for _, parent := range w.lostReferences(k) {
			eachPair(own, tables[parent], func(first, then node) { g.Before(first, then, &referenceBeforeKey) })
		}
	}
	sorted, _ := g.Sort(nodes)
	return sorted
}

func eachPair(first, then []node, do func(first, then node)) {
	for _, a := range first {
		for _, b := range then {
			do(a, b)
		}
	}
}

// newReferences are the other tables that a table refers to by foreign keys that are new, or have
// had no key until now.
func (w *work) newReferences(k schema.Key) []schema.Key {
	return w.onlyIn(litemodel.TableOf(w.to, k), w.from)
}

// lostReferences are the other tables that a table refers to by foreign keys that go.
func (w *work) lostReferences(k schema.Key) []schema.Key {
	return w.onlyIn(litemodel.TableOf(w.from, k), w.to)
}

// onlyIn are the other tables that a table refers to by foreign keys that are not in the other schema,
// or have no key there.
func (w *work) onlyIn(t *litemodel.Table, other *schema.Schema) []schema.Key {
	var out []schema.Key
	if t == nil {
		return nil
	}
	before := litemodel.TableOf(other, t.Key())
	for _, fk := range t.ForeignKeys {
		same := func(o *litemodel.ForeignKey) bool {
			return o.References == fk.References && slices.Equal(o.RefColumns, fk.RefColumns)
		}
		has := before != nil && slices.ContainsFunc(before.ForeignKeys, same) && hasKey(other, litemodel.TableOf(other, fk.References), fk)
		if !has && fk.References != t.Key() && !slices.Contains(out, fk.References) {
			out = append(out, fk.References)
		}
	}
	return out
}

// orderKeys puts the indexes that are keys of foreign keys between the operations on tables, and tables that are
// dropped after the tables that refer to them no longer: before, dropping them would act on their rows.
func (w *work) orderKeys() {
	w.orderDrops()
	for _, n := range w.operations.inPhases([]phase{dropKeys, createKeys}) {
		table := relation(w.operations.about[n])[0]
		for _, t := range w.operations.inPhases([]phase{changeTables}) {
			child := relation(w.operations.about[t])[0]
			switch {
			case child == table:
			case n.phase == dropKeys:
				w.operations.graph.Before(t, n, &referenceBeforeKey)
			case slices.Contains(w.newReferences(child), table):
				w.operations.graph.Before(n, t, &keyBeforeReference)
			}
		}
	}
}

func (w *work) orderDrops() {
	if w.runner == RunnerScript {
		return
	}
	for _, n := range w.operations.inPhases([]phase{changeTables}) {
		child := relation(w.operations.about[n])[0]
		for _, parent := range w.lostReferences(child) {
			if drop := (node{phase: dropTables, key: parent}); w.operations.write[drop] != nil {
				w.operations.graph.Before(n, drop, &referenceBeforeKey)
			}
		}
	}
}
