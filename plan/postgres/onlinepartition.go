package postgres

// Partitioned tables that hold rows. A partitioned index cannot be built concurrently, so that
// it is created with ONLY, built on each partition and attached. A partition is detached
// CONCURRENTLY, and attached after a valid CHECK that implies its bound, which saves the server
// the scan (ddl-partitioning.html).

import (
	"slices"
	"strconv"
	"strings"

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
	head := []statement{{Do: ddl.CreateIndex{Index: x, Only: true}, Undo: ddl.Drop("INDEX " + ddl.Qualified(x.ID)), Form: locks.Of(locks.CreatesIndexOnly)}}
	if w.recreated[x.ID] {
		was, ok := w.before.get(x.ID).(*pgmodel.Index)
		if !ok || !was.Only || !sameIndex(was, onlyIndex(x)) {
			return
		}
		delete(w.actions, node{opDrop, x.ID}) // an earlier plan has made it and got no further
		head = nil
	}
	a.statements = slices.Concat(head, w.partitionIndexes(x), a.statements[1:])
	a.rank = rankBuild
}

// partitionIndexes builds and attaches what the partitions have of an index.
func (w *planner) partitionIndexes(x *pgmodel.Index) []statement {
	var out []statement
	for t := range w.after.tables() {
		if t.PartitionOf != x.Table || w.before.table(t.ID) == nil { // a new one gets its index when it is made
			continue
		}
		child := *x
		child.Table = t.ID
		child.Name = w.partitionIndexName(t, x)
		child.ID.Schema, child.ID.Name = t.ID.Schema, child.Name
		if t.PartitionBy != nil {
			out = append(out, statement{Do: ddl.CreateIndex{Index: &child, Only: true}, Form: locks.Of(locks.CreatesIndexOnly), On: ddl.Qualified(t.ID)})
			out = append(out, w.partitionIndexes(&child)...)
		} else {
			p := buildStatement(&child)
			p.On, p.Probes = ddl.Qualified(t.ID), nil
			out = append(out, p)
		}
		if !w.above(t.ID, x.Table) { // it becomes one: ATTACH PARTITION takes the index along
			continue
		}
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(x.ID) + " ATTACH PARTITION " + ddl.Qualified(child.ID))})
	}
	return out
}

// partitionIndexName is the name that the server would choose for the index of a partition.
// Indexes that partitions have from other parent indexes are not in the model, so that
// they are counted.
func (w *planner) partitionIndexName(t *pgmodel.Table, x *pgmodel.Index) string {
	made := func(o *pgmodel.Index, pass int) string {
		label := "idx"
		if pass > 0 {
			label += strconv.Itoa(pass)
		}
		return pgmodel.MadeName(t.ID.Name, pgmodel.JoinNames(pgmodel.IndexColumns(pgmodel.PartNames(o.Parts), o.Extra().Include)), label)
	}
	pass := 0
	for o := range w.before.of(schema.KindIndex) {
		other := o.(*pgmodel.Index)
		if other.ID != x.ID && !other.Only && w.above(t.ID, other.Table) && made(other, 0) == made(x, 0) {
			pass++
		}
	}
	for {
		k := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: made(x, pass)}
		if w.before.get(k) == nil && w.after.get(k) == nil {
			return k.Name
		}
		pass++
	}
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

// attachChecked has the rows of a table checked for the bound before it is attached,
// beside everyone else: with that CHECK the server reads none of them
// (ddl-partitioning.html, 5.12.2.2).
func (w *planner) attachChecked(a *action) {
	t, _ := a.to.(*pgmodel.Table)
	if t == nil || !w.mayBlock(t.ID) || w.rebound(a.node) || t.PartitionBy != nil || len(a.statements) == 0 {
		return
	}
	parent := w.after.table(t.PartitionOf)
	text := boundText(parent, t)
	if text == "" {
		return
	}
	c := &pgmodel.Constraint{Table: t.ID, Kind: schema.KindCheck, Expr: pgmodel.Expr{SQL: text, Strict: text, Loose: text}}
	c.Name = pgmodel.MadeName("schemadiff", t.ID.Name, "bound")
	ready := node{opAlter, t.ID}
	if have := w.before.table(t.ID).Constraint(c.Name); have != nil { // of a plan that was broken off
		delete(w.actions, node{opDrop, have.Key()})
		if have.NotValid {
			ready = w.validate(c, ready).node
		}
	} else {
		h := w.part(t.ID, kindHelper, rankHelper, "prepare attaching", c, []statement{{Do: ddl.AlterTable(t.ID, ddl.AddConstraint{Constraint: c, NotValid: true}),
			Form: locks.Of(locks.AddsUncheckedCheck), Undo: ddl.AlterTable(t.ID, ddl.DropConstraint(c.Name)), Why: "a constraint that is validated spares ATTACH PARTITION the scan"}}, strings.Join(a.reasons, "; "))
		h.after = append(h.after, ready)
		ready = w.validate(c, h.node).node
	}
	a.after = append(a.after, ready)
	a.rank = rankTakeOver
	a.statements[0].Form = locks.Of(locks.AttachesProven)
	a.statements = append(a.statements, statement{Do: ddl.AlterTable(t.ID, ddl.DropConstraint(c.Name)), Form: locks.Of(locks.DropsConstraint), On: ddl.Qualified(t.ID)})
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
