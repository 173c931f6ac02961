package postgres

// Indexes and keys on tables that hold rows. CREATE INDEX blocks writers until it is done,
// CONCURRENTLY does not but cannot run in a transaction (sql-createindex.html). A recreated
// index is built under a temporary name and renamed once the old one is dropped; a key is added
// USING INDEX.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// onlineIndex builds and drops an index beside those who write the table.
func (w *planner) onlineIndex(a *action) {
	x, _ := pick(a.to, a.from).(*pgmodel.Index)
	if x == nil || !w.mayBlock(x.Table) || w.recreatedForAnother(x.ID) || len(a.statements) == 0 {
		return
	}
	t := w.before.table(x.Table)
	key := w.keyNamed(x)
	switch {
	case a.op == opDrop && w.recreated[x.ID], a.op == opAlter: // with the create
	case (a.op == opDrop || w.recreated[x.ID]) && w.dropsIndexParts(): // which must be gone before what they are made of
	case a.op == opCreate && key != nil:
		w.afterKey(a, x, key)
	case a.from != nil && w.mustGoFirst(a.from, x.Table), w.recreated[x.ID] && w.mustGoFirst(w.before.get(x.ID), x.Table): // it cannot wait
	case t != nil && t.PartitionBy != nil:
		w.onlinePartitioned(a, x)
	case a.op == opDrop:
		w.onlineDropIndex(a, x)
	case w.recreated[x.ID]:
		w.replaceIndex(a, x)
	case x.Unique && w.canBuildFirst(x):
		a.statements[0], a.rank = w.buildStatement(x), rankEarly
	case x.Unique && w.createsKeyReaders(): // they may need it
	default:
		a.statements[0], a.rank = w.buildStatement(x), rankBuild
	}
}

// buildStatement builds an index beside those who write. What a build that was broken
// off has left goes before.
func (w *planner) buildStatement(x *pgmodel.Index) statement {
	return statement{Do: ddl.CreateIndex{Index: x, Concurrently: true}, Undo: ddl.Drop("INDEX CONCURRENTLY " + ddl.Qualified(x.ID)), Form: locks.Of(locks.BuildsIndex), Tx: plan.TxNever,
		Check: indexState(x.ID, x.Table), Repair: "DROP INDEX CONCURRENTLY IF EXISTS " + ddl.Qualified(x.ID), Probes: w.indexProbes(x)}
}

func (w *planner) onlineDropIndex(a *action, x *pgmodel.Index) {
	if x.Extra().Parent != (schema.Key{}) || w.neededByRecreated(x.ID) {
		return
	}
	if x.Invalid {
		w.clearInvalid(a, x)
		return
	}
	p := &a.statements[0]
	p.Do, p.Form, p.Tx = ddl.Drop("INDEX CONCURRENTLY "+ddl.Qualified(x.ID)), locks.Of(locks.DropsIndexConcurrently), plan.TxNever
	p.Check, p.Undo = gone(x.ID), ddl.CreateIndex{Index: x, Concurrently: true}
	a.rank = rankDropIndex
}

// building is the name of an index that takes the place of another once it is built.
func building(n string) string {
	const label = "_new"
	return pgmodel.Clip(n, pgmodel.MaxName-len(label)) + label
}

// replaceIndex builds the new form of an index before the old one goes.
func (w *planner) replaceIndex(a *action, x *pgmodel.Index) {
	drop := w.actions[node{opDrop, x.ID}]
	was, _ := w.before.get(x.ID).(*pgmodel.Index)
	switch {
	case drop == nil || was == nil || w.neededByRecreated(x.ID):
		return
	case w.standsBesidePart(a.node):
		a.statements[0], a.rank = w.buildStatement(x), rankBuild
		return
	case was.Invalid: // nothing uses it
		w.clearInvalid(drop, was)
		a.after = append(a.after, drop.node)
		a.statements[0], a.rank = w.buildStatement(x), rankBuild
		return
	}
	drop.statements[0].Undo = nil
	w.takeOver(drop, a, x)
}

// clearInvalid drops what a build that was broken off has left before another one begins. A
// script has nothing else that would; a run leaves alone what somebody has brought to its end since.
func (w *planner) clearInvalid(drop *action, x *pgmodel.Index) {
	if drop == nil || len(drop.statements) == 0 {
		return
	}
	drop.statements[0] = statement{Do: ddl.Drop("INDEX CONCURRENTLY " + ddl.Qualified(x.ID)), Form: locks.Of(locks.DropsIndexConcurrently), Tx: plan.TxNever,
		Check: notInvalid(x.ID)}
	drop.rank = rankHelper // before any build
	if why := reasonInvalid(x.ID); !slices.Contains(drop.reasons, why) {
		drop.reasons = append(drop.reasons, why)
	}
}

// takeOver builds an index under another name and gives it its own when what had that
// is gone.
func (w *planner) takeOver(drop, a *action, x *pgmodel.Index) {
	aside := *x
	aside.ID.Name, aside.Name = building(x.ID.Name), building(x.Name)
	b := w.buildFor(&aside, x)
	drop.rank, a.rank = rankTakeOver, rankTakeOver+1
	drop.after = append(drop.after, b)
	a.after = append(a.after, b, drop.node)
	a.statements[0] = statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(aside.ID) + " RENAME TO " + ddl.Quote(x.Name))}
}

// keyNamed is the constraint of an index's table whose index has its name; nil if
// there is none.
func (w *planner) keyNamed(x *pgmodel.Index) *pgmodel.Constraint {
	t := w.before.table(x.Table)
	if t == nil {
		return nil
	}
	i := slices.IndexFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Name == x.Name && c.Kind.Has(schema.Indexed)
	})
	if i < 0 {
		return nil
	}
	return t.Constraints[i]
}

// afterKey builds an index that has the name of a key that goes.
func (w *planner) afterKey(a *action, x *pgmodel.Index, key *pgmodel.Constraint) {
	if drop := w.actions[node{opDrop, key.Key()}]; drop != nil && !w.neededByRecreated(key.Key()) && !w.mustGoFirst(key, x.Table) && !w.dropsIndexParts() {
		w.takeOver(drop, a, x)
	}
}

// dropsIndexParts reports whether the plan drops anything that an index can be made of. These
// go in the order of their kinds, so that the index cannot stay until the end.
func (w *planner) dropsIndexParts() bool {
	for n := range w.actions {
		if n.op == opDrop && w.kinds[n.key.Kind].makesIndex {
			return true
		}
	}
	return false
}

// buildFor adds the building of an index for an object that takes it over, unless an
// earlier plan has got as far. It answers with what the object waits for.
func (w *planner) buildFor(x *pgmodel.Index, o pgmodel.Object) node {
	gone := node{opDrop, x.ID}
	if have, ok := w.before.get(x.ID).(*pgmodel.Index); ok && !have.Invalid && sameIndex(have, x) && !w.recreated[x.ID] {
		delete(w.actions, gone)
		return gone
	}
	if have, ok := w.before.get(x.ID).(*pgmodel.Index); ok && have.Invalid && have.Table == x.Table {
		w.clearInvalid(w.actions[gone], have)
	}
	b := w.part(o.Key(), kindBuild, rankBuild, "build index", o, []statement{w.buildStatement(x)}, "index of "+o.Key().String())
	b.after = append(b.after, gone)
	return b.node
}

// sameIndex reports whether an index has the wanted definition, but for its name.
func sameIndex(have, want *pgmodel.Index) bool {
	if have.Table != want.Table {
		return false
	}
	h, t := have.Fields(), want.Fields()
	return slices.EqualFunc(h, t, func(a, b schema.Field) bool { return a.Name != b.Name || a.Value == b.Value || a.Name == "comment" })
}

// indexOf is the index of a key, under a name of its own.
func indexOf(c *pgmodel.Constraint, name string) *pgmodel.Index {
	x := &pgmodel.Index{ID: schema.Key{Kind: schema.KindIndex, Schema: c.Table.Schema, Name: name}, Table: c.Table, Method: "btree", Unique: true,
		NullsNotDistinct: c.NullsNotDistinct}
	x.Name = name
	for _, n := range c.Columns {
		x.Parts = append(x.Parts, pgmodel.Part{Column: n})
	}
	if r := c.Extra(); len(r.Include) > 0 || len(r.Options) > 0 || r.Tablespace != "" {
		rare := x.EditExtra()
		rare.Include, rare.Options, rare.Tablespace = r.Include, r.Options, r.Tablespace
	}
	return x
}

// onlineKey builds the index of a key first and then hands it over to the key.
func (w *planner) onlineKey(a *action) {
	c, _ := a.to.(*pgmodel.Constraint)
	if c == nil || a.op != opCreate || c.Inherited {
		return
	}
	for _, n := range c.Columns { // a key on a column that may be NULL reads all rows
		for _, t := range append(w.ancestors(c.Table), c.Table) { // a column may be NOT NULL as that of a parent
			a.after = append(a.after, node{opAlter, schema.Key{Kind: kindFilled, Schema: t.Schema, Table: t.Name, Name: n}},
				node{opAlter, schema.Key{Kind: schema.KindColumn, Schema: t.Schema, Table: t.Name, Name: n}})
		}
	}
	t := w.before.table(c.Table)
	if len(a.statements) > 0 && a.statements[0].ID == locks.AddsBuiltKey { // an index that is there
		return
	}
	if t == nil || !w.mayBlock(c.Table) || t.PartitionBy != nil || c.WithoutOverlaps || w.standsBesidePart(a.node) || w.recreatedForAnother(c.Key()) || w.recreated[c.Key()] && w.mustGoFirst(w.before.get(c.Key()), c.Table) || w.neededByRecreated(c.Key()) || len(a.statements) == 0 {
		return
	}
	early := w.canBuildFirst(c) && !w.recreated[c.Key()]
	if !early && w.createsKeyReaders() {
		return
	}
	name := c.Name
	if w.recreated[c.Key()] || w.nameTaken(c) {
		name = building(name)
	}
	x := indexOf(c, name)
	b := w.buildFor(x, c)
	if drop := w.actions[node{opDrop, c.Key()}]; drop != nil {
		drop.after = append(drop.after, b)
		drop.rank = rankTakeOver
	}
	a.after = append(a.after, b)
	a.rank = rankTakeOver + 1
	if build := w.actions[b]; early && build != nil {
		build.rank, a.rank = rankEarly, rank(a.node)
	}
	a.statements[0].Do = ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, Index: x.Name})
	a.statements[0].Form, a.statements[0].Probes = locks.Of(locks.AddsBuiltKey), nil
}

// nameTaken reports whether a constraint of another kind, or on other columns, has the name
// of a key until it is dropped, or what its table has of an index of the parent.
func (w *planner) nameTaken(c *pgmodel.Constraint) bool {
	t := w.before.table(c.Table)
	return t.PartitionIndexNamed(c.Name) != nil || slices.ContainsFunc(t.Constraints, func(o *pgmodel.Constraint) bool { return o.Name == c.Name })
}
