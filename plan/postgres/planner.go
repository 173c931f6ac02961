// Package postgres plans steps for PostgreSQL.
//
// Two schemas and what is known of the rows come in, steps in the order they run
// come out. Each kind of object has a file that writes its SQL; the core finds
// what must be dropped and recreated, and the order. Nothing is executed here.
package postgres

import (
	"maps"
	"slices"
	"strconv"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ plan.Planner = (*Planner)(nil)

// Plan compares the schemas and writes the steps from one to the other.
func (p *Planner) Plan(in plan.Input) (*plan.Plan, error) {
	w := &planner{Planner: p, kinds: kinds, in: in, from: in.From, to: in.To, actions: map[node]*action{}, recreated: map[schema.Key]bool{},
		doneBy: map[node]bool{}, explicit: map[node]bool{}, split: map[schema.Key]bool{}, redefined: map[schema.Key]bool{}, renamed: map[schema.Key]schema.Key{}, takenIn: map[partOf]string{},
		out: &plan.Plan{Dialect: schema.Postgres, Target: strconv.Itoa(p.version), From: in.Print(), Runner: "script"}}
	if err := w.rename(); err != nil {
		return nil, err
	}
	w.findUnderWay()
	w.findTablesUnderWay()
	changes := in.Changes
	if changes == nil || w.from != in.From || w.to != in.To {
		changes = plan.Compare(w.from, w.to)
	}
	changes = w.renameEquals(changes)
	w.findRebuilds()
	w.incomplete = incompleteRoots(w.to)
	w.findBesideParts()
	if w.standAlone() {
		changes = plan.Compare(w.from, w.to)
	}
	w.before, w.after = objectsOf(w.from), objectsOf(w.to)
	if len(changes) > 0 || w.incompleteKeys() || len(w.underWay)+len(w.tablesUnderWay)+len(w.formerTables) > 0 {
		w.out.Access = access.Changes(access.Input{From: w.from, To: w.to, Changes: changes, Proof: p.Proof})
		w.out.Findings = append(w.out.Findings, plan.AccessFindings(w.out.Access)...)
		w.plan(changes)
	}
	if w.ColumnOrder || len(changes) > 0 {
		w.reportOrder()
	}
	w.splitTransactions()
	w.noteUnmanaged()
	w.out.Notes = append(append(w.out.Notes, in.To.Notes...), in.From.Notes...)
	return w.out, nil
}

// plan turns the differences into steps.
func (w *planner) plan(changes []plan.Change) {
	changes = w.relevant(changes)
	for _, c := range changes {
		w.change(c)
	}
	w.keepChildTables()
	for n := range w.doneBy {
		delete(w.actions, n)
	}
	w.rebuildTables()
	w.recreateIncomplete()
	w.recreateBesideParts()
	w.keysOfIndexes()
	w.recreateContained()
	w.recreateDependents()
	w.changeTypes()
	w.alterPartitionParts()
	w.orderRebuilds()
	w.exchangeTables()
	w.reportOutside()
	w.setAside()
	w.createShells()
	w.breakReferences()
	w.splitDropped()
	w.lookalikes(changes)
	w.reportRenamedUnderWay()
	w.online()
	w.clearUnderWay()
	w.clearTablesUnderWay()
	w.rowTypes()
	w.out.Bodies = bodies(changes)
	w.nameParts()
	w.order()
}

// recreateBesideParts drops and recreates what is there already.
func (w *planner) recreateBesideParts() {
	for _, k := range slices.SortedFunc(maps.Keys(w.besideParts), schema.CompareKeys) {
		if w.before.get(k) != nil && w.after.get(k) != nil && w.actions[node{opCreate, k}] == nil {
			w.recreate(k, "the server would take it for the part of an index of the parent")
		}
	}
}

// relevant leaves out what follows from the change of a parent table: columns that change with
// it, and indexes, keys and references that become its parts.
func (w *planner) relevant(changes []plan.Change) []plan.Change {
	byKey := map[schema.Key]plan.Change{}
	for _, c := range changes {
		byKey[c.Key] = c
	}
	w.settingsApart(byKey)
	var list []plan.Change
	for _, c := range changes {
		switch {
		case c.Key.Kind == schema.KindColumn && w.followsParent(&c, byKey), c.Key.Kind != schema.KindColumn && w.adopted(c):
		default:
			list = append(list, c)
		}
	}
	return list
}

// followsParent reports whether a column's change is that of the parent's column,
// which changes those of its child tables. Another change keeps only the fields that differ from
// the parent's.
func (w *planner) followsParent(c *plan.Change, byKey map[schema.Key]plan.Change) bool {
	o := c.To
	if o == nil {
		o = c.From
	}
	t, _ := w.owner(o.Key()).(*pgmodel.Table)
	if t == nil {
		return false
	}
	for _, parent := range t.Parents() {
		k := c.Key
		k.Schema, k.Table = parent.Schema, parent.Name
		up, ok := byKey[k]
		if c.Op == plan.Drop && t.PartitionOf == (schema.Key{}) && !c.From.(*pgmodel.Column).Inherited {
			continue // the child table declares it as well, and would keep it
		}
		if c.Op == plan.Drop && ok && up.Op == plan.Drop && w.keptByChild(up.From.(*pgmodel.Column)) {
			continue // it stays in the child tables, this one among them
		}
		if !ok || up.Op != c.Op || w.before.get(parent) == nil || w.before.get(t.ID) == nil || !sameParents(w.before.get(t.ID), t) {
			continue
		}
		switch c.Op {
		case plan.Add:
			return !w.differsFromAdded(c, w.addedAbove(parent, c.Key.Name, byKey))
		case plan.Drop:
			return true
		}
		c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool {
			return slices.Contains(up.Fields, f) && w.recurses(k, f.Name) && !(f.Name == "not null" && keepsNotNull(c))
		})
		if len(c.Fields) == 0 {
			return true
		}
	}
	return false
}
