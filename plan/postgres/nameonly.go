package postgres

// What changes its name and nothing else. An index, key, check or foreign key that goes while an
// equal one comes is the same object under another name: it is renamed, which writes one row of the
// catalog, where a drop and an add would read the whole table. And a unique index that goes while
// an equal key comes becomes the index of that key (sql-altertable.html, ADD … USING INDEX).

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// renameEquals renames what differs in its name alone, and answers with the differences that
// are left. Where the names cannot be followed, nothing is renamed.
func (w *planner) renameEquals(changes []plan.Change) []plan.Change {
	list := w.equalButName(changes)
	equal := len(list)
	list = append(list, w.becomeParts()...)
	if len(list) == 0 || w.in.Fold == nil {
		return changes
	}
	first, folded := len(w.first), len(w.folded)
	ends := make([]int, len(list))
	for i, r := range list {
		reason := fmt.Sprintf("%s was called %s, and nothing else of it changes", r.to.Key(), ddl.Quote(nameOf(r.from)))
		if i >= equal {
			reason = fmt.Sprintf("%s becomes %s, the part that the table has of an index of its parent; it is created again when the table is attached", r.from.Key(), ddl.Quote(nameOf(r.to)))
		}
		w.renameOne(r, reason)
		ends[i] = len(w.folded)
	}
	if err := w.foldRenames(list, ends); err != nil {
		w.first, w.folded = w.first[:first], w.folded[:folded]
		for _, r := range list {
			delete(w.renamed, r.to.Key())
		}
		return changes
	}
	return plan.Compare(w.from, w.to)
}

// equalButName pairs what is dropped with what is created, in the order of the differences.
func (w *planner) equalButName(changes []plan.Change) []renaming {
	dropped := map[string][]pgmodel.Object{}
	for _, c := range changes {
		if form, ok := formWithoutName(c.From); ok && c.Op == plan.Drop && !w.namedByParent(c.From) && !w.changesParent(c.From) {
			dropped[form] = append(dropped[form], c.From.(pgmodel.Object))
		}
	}
	if len(dropped) == 0 {
		return nil
	}
	var list []renaming
	var taken map[schema.Key]bool
	for _, c := range changes {
		form, ok := formWithoutName(c.To)
		if !ok || c.Op != plan.Add || len(dropped[form]) == 0 {
			continue
		}
		if taken == nil {
			taken = namesInUse(w.from)
		}
		to := c.To.(pgmodel.Object)
		if usesTaken(to, taken) {
			continue
		}
		list = append(list, renaming{from: dropped[form][0], to: to})
		dropped[form] = dropped[form][1:]
	}
	return list
}

// formWithoutName is all of an index or constraint but its name and comments; false for
// other objects, and for what belongs to the index or constraint of a parent.
func formWithoutName(o schema.Object) (string, bool) {
	var of schema.Key
	switch o := o.(type) {
	case *pgmodel.Index:
		of = o.Table
		if o.Extra().Parent != (schema.Key{}) {
			return "", false
		}
	case *pgmodel.Constraint:
		of = o.Table
		if o.Inherited || o.Kind == schema.KindNotNull {
			return "", false
		}
	case *pgmodel.DomainCheck:
		of = o.Domain
	default:
		return "", false
	}
	var form strings.Builder
	form.WriteString(string(o.Key().Kind) + " on " + of.String())
	for _, f := range o.Fields() {
		if f.Name != "comment" && f.Name != "index comment" {
			form.WriteString("\x00" + f.Name + "\x00" + f.Value)
		}
	}
	return form.String(), true
}

// namedByParent reports whether a check is also that of a parent table: it is renamed there
// (tablecmds.c, rename_constraint_internal).
func (w *planner) namedByParent(o schema.Object) bool {
	c, ok := o.(*pgmodel.Constraint)
	if !ok || c.Kind != schema.KindCheck {
		return false
	}
	t, _ := w.from.Get(c.Table).(*pgmodel.Table)
	if t == nil {
		return false
	}
	for _, k := range t.Parents() {
		if p, _ := w.from.Get(k).(*pgmodel.Table); p != nil && p.Constraint(c.Name) != nil {
			return true
		}
	}
	return false
}

// changesParent reports whether an object is on a table that becomes or ceases to be a partition:
// such a table is compared in another way (reparent.go).
func (w *planner) changesParent(o schema.Object) bool {
	table := o.Key()
	switch o := o.(type) {
	case *pgmodel.Index:
		table = o.Table
	case *pgmodel.Constraint:
		table = o.Table
	}
	was, _ := w.from.Get(table).(*pgmodel.Table)
	now, _ := w.to.Get(table).(*pgmodel.Table)
	return was != nil && now != nil && was.PartitionOf != now.PartitionOf
}

// namesInUse are the names of relations, those of the indexes of keys and of partitions among them,
// and of the constraints of each table.
func namesInUse(s *schema.Schema) map[schema.Key]bool {
	taken := map[schema.Key]bool{}
	for o := range s.All() {
		k := o.Key()
		if k.Kind.IsRelation() || k.Kind == schema.KindIndex || k.Kind == schema.KindSequence {
			taken[schema.Key{Schema: k.Schema, Name: k.Name}] = true
		}
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, x := range t.PartitionParts {
			if x.Kind != schema.KindIndex {
				taken[schema.Key{Schema: k.Schema, Table: k.Name, Name: x.Name}] = true
			}
			if x.Kind != schema.KindForeign {
				taken[schema.Key{Schema: k.Schema, Name: x.Name}] = true
			}
		}
		for _, c := range t.Constraints {
			taken[schema.Key{Schema: k.Schema, Table: k.Name, Name: c.Name}] = true
			if c.Kind.Has(schema.Indexed) {
				taken[schema.Key{Schema: k.Schema, Name: c.Name}] = true
			}
		}
	}
	return taken
}

// usesTaken reports whether the new name of an object is that of another one now.
func usesTaken(o pgmodel.Object, taken map[schema.Key]bool) bool {
	k := o.Key()
	c, constraint := o.(*pgmodel.Constraint)
	if constraint && taken[schema.Key{Schema: k.Schema, Table: c.Table.Name, Name: c.Name}] {
		return true
	}
	named := k.Kind == schema.KindIndex || constraint && c.Kind.Has(schema.Indexed)
	return named && taken[schema.Key{Schema: k.Schema, Name: nameOf(o)}]
}

// keysOfIndexes makes unique indexes that go the indexes of equal keys that come.
func (w *planner) keysOfIndexes() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		c, ok := a.to.(*pgmodel.Constraint)
		if !ok || n.op != opCreate || c.Kind != schema.KindUnique && c.Kind != schema.KindPrimary || c.Inherited || w.recreated[n.key] || len(a.statements) == 0 {
			continue
		}
		t := w.before.table(c.Table)
		if t == nil || t.PartitionBy != nil || c.WithoutOverlaps || w.madeHere(c.Table) {
			continue
		}
		if x := w.droppedIndexOf(c); x != nil {
			w.keyOfIndex(a, c, x)
		}
	}
}

// droppedIndexOf is an index that the plan drops and that a key could have; nil if there is none.
func (w *planner) droppedIndexOf(c *pgmodel.Constraint) *pgmodel.Index {
	for o := range w.before.of(schema.KindIndex) {
		x := o.(*pgmodel.Index)
		if x.Table != c.Table || x.Invalid || x.Extra().Parent != (schema.Key{}) || w.actions[node{opDrop, x.ID}] == nil || w.after.get(x.ID) != nil {
			continue
		}
		want := indexOf(c, x.Name)
		want.Clustered = c.Clustered && x.Clustered
		if sameIndex(x, want) {
			return x
		}
	}
	return nil
}

// keyOfIndex adds a key by an index that is there, whose comment and marks it keeps.
func (w *planner) keyOfIndex(a *action, c *pgmodel.Constraint, x *pgmodel.Index) {
	delete(w.actions, node{opDrop, x.ID})
	list := []statement{{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, Index: x.Name}), Form: locks.Of(locks.AddsBuiltKey)}}
	if c.Clustered && !x.Clustered {
		list = append(list, clusterStatement(c.Table, c.Name, true))
	}
	if comment := c.Extra().IndexComment; comment != x.Comment {
		list = append(list, commentOnIndex(pgmodel.Qualified(c.Table.Schema, c.Name), comment))
	}
	a.statements = append(list, sharedCreate(constraintName(c), c)...)
	a.reasons = append(a.reasons, "its index is "+x.ID.String()+", which is not in the desired schema under that name")
	if w.before.table(c.Table).ReplicaIdentity == "index "+x.Name {
		delete(w.actions, node{opCreate, identityKey(c.Table)}) // the index stays what it is
	}
}
