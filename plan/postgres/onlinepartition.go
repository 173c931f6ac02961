package postgres

// Partitioned tables that hold rows. A partitioned index cannot be built concurrently, so that
// it is created with ONLY, built on each partition and attached. A partition is detached
// CONCURRENTLY, and attached after a valid CHECK that implies its bound, which saves the server
// the scan (ddl-partitioning.html).

import (
	"slices"
	"strconv"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// onlinePartitioned makes an index of a partitioned table without its partitions,
// builds theirs beside those who write, and attaches them; with the last it is valid
// (ddl-partitioning.html, 5.12.2.2).
func (w *planner) onlinePartitioned(a *action, x *pgmodel.Index) {
	if a.op == opDrop || x.Only || w.foreignPartition(x.Table) {
		return
	}
	parts := w.partitionIndexes(x, x.ID, true)
	head := []statement{{Do: ddl.CreateIndex{Index: x, Only: true}, Undo: ddl.Drop("INDEX " + ddl.Qualified(x.ID)), Form: locks.Of(locks.CreatesIndexOnly)}}
	if w.recreated[x.ID] {
		was, ok := w.before.get(x.ID).(*pgmodel.Index)
		if !ok || !was.Only || !sameIndex(was, onlyIndex(x)) || len(parts) == 0 { // its parts are there, and one is invalid
			return
		}
		delete(w.actions, node{opDrop, x.ID}) // an earlier plan has made it and got no further
		head = nil
	}
	a.statements = slices.Concat(head, parts, a.statements[1:])
	a.rank = rankBuild
}

// nameParts creates the indexes of partitioned tables part by part where the server would not make
// the parts as they shall be.
func (w *planner) nameParts() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		x, ok := a.to.(*pgmodel.Index)
		if !ok || n.op != opCreate || len(a.statements) == 0 || !x.Only && !w.partitionsNamed(x.Table, x.ID) {
			continue
		}
		if x.Only { // which some partitions have nevertheless
			a.statements = append(a.statements, w.partitionIndexes(x, x.ID, false)...)
			continue
		}
		if do, ok := a.statements[0].Do.(ddl.CreateIndex); ok && !do.Only && do.Index == x {
			a.statements[0].Do = ddl.CreateIndex{Index: x, Only: true}
			a.statements = slices.Insert(a.statements, 1, w.partitionIndexes(x, x.ID, false)...)
		}
	}
}

// partitionsNamed reports whether a partition has its part of an index in another way than the
// server makes it.
func (w *planner) partitionsNamed(table, root schema.Key) bool {
	for t := range w.after.partitions(table) {
		if x := t.PartitionPart(root); x != nil && !x.Plain || w.takenIn[partOf{t.ID, root}] != "" || w.partitionsNamed(t.ID, root) {
			return true
		}
	}
	return false
}

// partitionIndexes builds and attaches what the partitions have of an index, which may be of a
// partition itself; root is that of the topmost table. An index that is there already is attached, and one that
// is attached already, to that or to one between, is left alone.
func (w *planner) partitionIndexes(x *pgmodel.Index, root schema.Key, online bool, between ...schema.Key) []statement {
	var out []statement
	top, _ := w.after.get(root).(*pgmodel.Index) // perhaps one that is taken in later, and has its parts from what follows
	incomplete := w.incomplete[root] || top != nil && top.Only
	for t := range w.after.partitions(x.Table) {
		if t.ID.Kind != schema.KindTable || incomplete && t.PartitionPart(root) == nil && w.takenIn[partOf{t.ID, root}] == "" {
			continue
		}
		child := w.partOfIndex(t, x, root)
		part := w.attachedPart(t, append([]schema.Key{root}, between...))
		attached := part != nil
		if attached {
			child.Name, child.ID.Name = part.Name, part.Name
		}
		complete := false
		have := w.ownIndex(t, child)
		if attached {
		} else if to := t.PartitionPart(root); to != nil && w.lacksKey(t, to) {
			out = append(out, w.ownKey(t, child, to)...)
		} else if have == nil {
			out = append(out, w.buildPart(t, child, root, online)...)
		} else {
			child.Name, child.ID.Name = have.Name, have.Name
			complete = !have.Only
		}
		if t.PartitionBy != nil && !complete {
			out = append(out, w.partitionIndexes(child, root, online, append(between, child.ID)...)...)
		}
		if !attached {
			out = append(out, w.attachIndex(x, child))
		}
		out = append(out, w.settingsOfPart(t, child, root)...)
	}
	return out
}

// attachIndex makes the index of a partition the part of another. Others may use either of them
// where it is there already.
func (w *planner) attachIndex(parent, child *pgmodel.Index) statement {
	s := statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(parent.ID) + " ATTACH PARTITION " + ddl.Qualified(child.ID))}
	switch {
	case w.usable(child):
		s.Form, s.On = locks.Of(locks.AttachesIndex), ddl.Qualified(child.ID)
	case w.usable(parent):
		s.Form, s.On = locks.Of(locks.AttachesNewIndex), ddl.Qualified(parent.ID)
	}
	return s
}

// usable reports whether an index, be it that of a key or a part of another one, is there before the
// plan and stays.
func (w *planner) usable(x *pgmodel.Index) bool {
	if o, ok := w.before.get(x.ID).(*pgmodel.Index); ok {
		return !o.Invalid && w.actions[node{opDrop, x.ID}] == nil
	}
	t := w.before.table(x.Table)
	if t == nil {
		return false
	}
	part := t.PartitionIndexNamed(x.Name)
	return t.Constraint(x.Name) != nil || part != nil && !w.dropsAll(part.Root)
}

// attachedPart returns what a partition has already of one of some indexes: that at the top, or those
// of tables between, which a plan that was broken off has not attached yet.
func (w *planner) attachedPart(t *pgmodel.Table, roots []schema.Key) *pgmodel.PartitionPart {
	was := w.before.table(t.ID)
	for _, root := range roots {
		if was != nil && was.PartitionPart(root) != nil && !w.dropsAll(root) {
			return was.PartitionPart(root)
		}
	}
	return nil
}

// dropsAll reports whether the plan drops an index, and its parts with it.
func (w *planner) dropsAll(root schema.Key) bool { return w.actions[node{opDrop, root}] != nil }

// partOfIndex returns the part that a partition has of an index, under the name that it will have.
func (w *planner) partOfIndex(t *pgmodel.Table, x *pgmodel.Index, root schema.Key) *pgmodel.Index {
	child := x.Clone().(*pgmodel.Index)
	child.Table, child.Comment, child.Clustered = t.ID, "", false
	child.EditExtra().Statistics = nil
	child.Name = w.takenIn[partOf{t.ID, root}]
	if to := t.PartitionPart(root); to != nil {
		rare := child.EditExtra()
		rare.Options, rare.Tablespace = to.Options, to.Tablespace
		if len(to.Parts) > 0 {
			child.Parts = to.Parts
		}
		if was := w.before.table(t.ID); !to.Automatic || was == nil || was.PartitionIndexNamed(to.Name) == nil || w.dropsAll(was.PartitionIndexNamed(to.Name).Root) {
			child.Name = to.Name
		}
	}
	if child.Name == "" {
		child.Name = w.freeIndexName(t.ID, pgmodel.RootOfIndex(x))
	}
	child.ID = schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: child.Name}
	return child
}

// ownIndex is the index of a partition's own that becomes its part of another: one that is there,
// or that the plan makes for a table before it is attached. It is nil if there is none, or its
// building was broken off.
func (w *planner) ownIndex(t *pgmodel.Table, child *pgmodel.Index) *pgmodel.Index {
	for _, side := range []*objects{w.before, w.after} {
		if have, ok := side.get(child.ID).(*pgmodel.Index); ok && have.Table == t.ID && !have.Invalid && have.Shape() == child.Shape() {
			return have
		}
		if s := side.table(t.ID); s != nil && s.Constraint(child.Name) != nil && s.Constraint(child.Name).Kind.Has(schema.Indexed) {
			return pgmodel.IndexOfKey(s.Constraint(child.Name))
		}
	}
	if w.before.table(t.ID) == nil || w.before.table(t.ID).PartitionOf == t.PartitionOf {
		return nil
	}
	for o := range w.after.of(schema.KindIndex) { // of a table that is attached
		if have := o.(*pgmodel.Index); have.Table == t.ID && have.Shape() == child.Shape() {
			return have
		}
	}
	return nil
}

// buildPart builds what a partition has of an index: beside others where it holds rows, as a key
// where it is one.
func (w *planner) buildPart(t *pgmodel.Table, child *pgmodel.Index, root schema.Key, online bool) []statement {
	table := ddl.Qualified(t.ID)
	if to := t.PartitionPart(root); to != nil && to.Kind != schema.KindIndex {
		key := &pgmodel.Constraint{Table: t.ID, Kind: to.Kind, Columns: pgmodel.PartNames(child.Parts), NullsNotDistinct: child.NullsNotDistinct}
		key.Name = to.Name
		rare := key.EditExtra()
		rare.Include, rare.Options, rare.Tablespace = child.Extra().Include, to.Options, to.Tablespace
		if t.PartitionBy != nil {
			return []statement{{Do: ddl.AlterTableOnly(t.ID, ddl.AddConstraint{Constraint: key}), Form: locks.Of(locks.AddsBuiltKey), On: table}}
		}
		if !online || !w.mayBlock(t.ID) {
			return []statement{{Do: ddl.AlterTable(t.ID, ddl.AddConstraint{Constraint: key}), Form: locks.Of(locks.AddsKey), On: table}}
		}
		p := w.buildStatement(child)
		p.On, p.Probes = table, nil
		return []statement{p, {Do: ddl.AlterTable(t.ID, ddl.AddConstraint{Constraint: key, Index: child.Name}), Form: locks.Of(locks.AddsBuiltKey), On: table}}
	}
	switch {
	case t.PartitionBy != nil:
		return []statement{{Do: ddl.CreateIndex{Index: child, Only: true}, Form: locks.Of(locks.CreatesIndexOnly), On: table}}
	case online && w.mayBlock(t.ID):
		p := w.buildStatement(child)
		p.On, p.Probes = table, nil
		return []statement{p}
	case w.madeHere(t.ID): // no other session sees it, and it has no rows
		return []statement{{Do: ddl.CreateIndex{Index: child}}}
	}
	return []statement{{Do: ddl.CreateIndex{Index: child}, Form: locks.Of(locks.CreatesIndex), On: table}}
}

// settingsOfPart are the mark and the comments that the part of an index has when it is built.
func (w *planner) settingsOfPart(t *pgmodel.Table, child *pgmodel.Index, root schema.Key) []statement {
	to := t.PartitionPart(root)
	if to == nil {
		return nil
	}
	made := to.Clone().(*pgmodel.PartitionPart)
	made.Name, made.Comment, made.IndexComment, made.Clustered, made.Statistics = child.Name, "", "", false, nil
	if was := w.before.table(t.ID); was != nil && was.PartitionPart(root) != nil && !w.dropsAll(root) {
		made = was.PartitionPart(root)
	}
	out, _ := w.partitionPartStatements(made, to)
	return out
}

// foreignPartition reports whether rows of a partitioned table are on another server,
// which has no index for it.
func (w *planner) foreignPartition(table schema.Key) bool {
	return slices.ContainsFunc(w.family(table), func(k schema.Key) bool { return k.Kind == schema.KindForeignTable })
}

var _ = register(kindBound, kind{online: (*planner).onlineBound})

// onlineBound detaches a partition beside those who use the others.
func (w *planner) onlineBound(a *action) {
	if a.op == opCreate {
		w.attachChecked(a)
		return
	}
	t, _ := a.from.(*pgmodel.Table)
	if a.op != opDrop || t == nil || w.version < 14 || w.rebound(a.node) || w.actions[node{opCreate, a.key}] != nil || !w.mayBlock(t.PartitionOf) || w.defaultPartition(t.PartitionOf) ||
		len(a.statements) > 1 {
		return
	}
	a.rank = rankEarly // before anything is away that comes back
	partition := ddl.Qualified(t.ID)
	p := &a.statements[0]
	p.Do, p.Form, p.Tx = ddl.AlterTable(t.PartitionOf, ddl.Clause("DETACH PARTITION "+partition+" CONCURRENTLY")), locks.Of(locks.DetachesConcurrently), plan.TxNever
	p.Check, p.Repair = detached(t.PartitionOf, t.ID)
	// The server gives it a CHECK in place of the bound (sql-altertable.html).
	p.Leaves = w.boundCheck(t)
	a.statements = append(a.statements, statement{Do: ddl.AlterTable(t.ID, ddl.Clause("DROP CONSTRAINT IF EXISTS "+ddl.Quote(p.Leaves.Name))), Form: locks.Of(locks.DropsConstraint), On: partition})
}

// boundCheck is the CHECK that the server adds to a partition that is detached beside
// others, named as it names any.
func (w *planner) boundCheck(t *pgmodel.Table) schema.Key {
	column := ""
	if parent := w.before.table(t.PartitionOf); parent.PartitionBy != nil && len(parent.PartitionBy.Parts) == 1 {
		column = parent.PartitionBy.Parts[0].Column
	}
	k := schema.Key{Kind: schema.KindCheck, Schema: t.ID.Schema, Table: t.ID.Name}
	for pass := 0; ; pass++ {
		label := "check"
		if pass > 0 {
			label += strconv.Itoa(pass)
		}
		k.Name = pgmodel.MadeName(t.ID.Name, column, label)
		if t.Constraint(k.Name) == nil {
			return k
		}
	}
}

// onlyIndex is the index of a partitioned table that none of its partitions has yet.
func onlyIndex(x *pgmodel.Index) *pgmodel.Index {
	only := *x
	only.Only = true
	return &only
}
