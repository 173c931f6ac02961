package postgres

// Indexes of partitions that belong to one of a table above them. The statements on the
// partitioned table make and drop them; what is planned here is how they differ from what the server
// makes by itself: their names, a key of the partition's own, settings and comments
// (sql-alterindex.html).

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _, _ = register(schema.KindPartitionIndex, partitionPartKind()), register(schema.KindPartitionRef, partitionPartKind())

func partitionPartKind() kind {
	return kind{
		name:   partitionPartName,
		create: func(*planner, pgmodel.Object) []statement { return nil },
		drop:   func(*planner, pgmodel.Object) []statement { return nil },
		alter:  never,
		online: (*planner).onlinePart,
		instead: func(w *planner, c plan.Change) bool { // alterPartitionParts sees what the rest of the plan makes
			if w.losesKey(c) || w.losesPart(c) {
				w.recreate(partitionPartIn(c).Root, reasonChanged(c))
			}
			return true
		},
	}
}

// partitionPartName returns its name for COMMENT ON: a key is a constraint.
func partitionPartName(o pgmodel.Object) string {
	x := o.(*pgmodel.PartitionPart)
	if x.Kind == schema.KindIndex {
		return "INDEX " + pgmodel.Qualified(x.Table.Schema, x.Name)
	}
	return "CONSTRAINT " + ddl.Quote(x.Name) + " ON " + ddl.Qualified(x.Table)
}

func partitionPartIn(c plan.Change) *pgmodel.PartitionPart {
	if c.To != nil {
		return c.To.(*pgmodel.PartitionPart)
	}
	return c.From.(*pgmodel.PartitionPart)
}

// losesKey reports whether the index of a partition is that of a key and shall be none: the server
// drops such a key with the index of the parent alone.
func (w *planner) losesKey(c plan.Change) bool {
	root := partitionPartIn(c).Root
	t := partitionPartIn(c).Table
	if w.before.table(t) == nil || w.after.table(t) == nil || w.before.get(root) == nil || w.after.get(root) == nil {
		return false
	}
	from, to := w.before.table(t).PartitionPart(root), w.after.table(t).PartitionPart(root)
	return from != nil && to != nil && from.Kind != to.Kind && from.Kind != schema.KindIndex
}

// losesPart reports whether an index that stays ends without its part in a partition that stays: the
// server drops such a part with the index alone.
func (w *planner) losesPart(c plan.Change) bool {
	root := partitionPartIn(c).Root
	was, t := w.before.table(partitionPartIn(c).Table), w.after.table(partitionPartIn(c).Table)
	return c.To == nil && (root.Kind == schema.KindIndex || w.incomplete[root]) && was != nil && t != nil && t.PartitionPart(root) == nil && was.PartitionOf == t.PartitionOf && !w.rebuilt(t.ID) &&
		w.before.get(root) != nil && w.after.get(root) != nil
}

// alterPartitionParts gives the indexes of partitions their names and settings, where the
// statements on the partitioned table do not.
func (w *planner) alterPartitionParts() {
	for t := range w.after.tables() {
		for _, to := range t.PartitionParts {
			w.alterPartitionPart(t, to)
		}
	}
	w.orderPartNames()
}

// orderPartNames has an index of a partition leave its name before that of another takes it.
func (w *planner) orderPartNames() {
	left := map[schema.Key]node{}
	each := func(do func(n node, a *action, from, to *pgmodel.PartitionPart)) {
		for n, a := range w.actions {
			from, ok := a.from.(*pgmodel.PartitionPart)
			to, ok2 := a.to.(*pgmodel.PartitionPart)
			if ok && ok2 && n.op == opAlter && from.Name != to.Name && from.Kind != schema.KindForeign {
				do(n, a, from, to)
			}
		}
	}
	each(func(n node, _ *action, from, _ *pgmodel.PartitionPart) {
		left[schema.Key{Schema: n.key.Schema, Name: from.Name}] = n
	})
	each(func(n node, a *action, _, to *pgmodel.PartitionPart) {
		if other, ok := left[schema.Key{Schema: n.key.Schema, Name: to.Name}]; ok {
			a.after = append(a.after, other)
		}
	})
}

func (w *planner) alterPartitionPart(t *pgmodel.Table, to *pgmodel.PartitionPart) {
	made := w.actions[node{opCreate, to.Root}] != nil || w.after.get(to.Root) != nil && w.before.get(to.Root) == nil
	if (to.Root.Kind == schema.KindIndex || w.incomplete[to.Root]) && made {
		w.identifyPartitionAgain(t, to)
		return // it is created under its name
	}
	was, from := w.before.table(t.ID), (*pgmodel.PartitionPart)(nil)
	if was != nil && was.PartitionOf == t.PartitionOf && !w.recreated[t.ID] {
		from = was.PartitionPart(to.Root)
	}
	switch {
	case from != nil && !made:
	case !made && was != nil && was.PartitionOf == t.PartitionOf && (w.addMissingPart(t, to) || w.addMissingKey(t, to)):
		return
	case was != nil && (was.Constraint(to.Name) != nil && was.Constraint(to.Name).Kind == to.Kind || was.PartitionOf != t.PartitionOf): // which the key of the parent takes
		return
	default:
		w.identifyPartitionAgain(t, to)
		if to.Plain {
			return
		}
		from = w.serverMade(to)
	}
	statements, reasons := w.partitionPartStatements(from, to)
	if len(statements) == 0 {
		return
	}
	a := w.add(node{opAlter, to.Key()}, from, to, statements, "")
	a.reasons = append(a.reasons, reasons...)
	a.after = append(a.after, node{opCreate, t.ID}, node{opCreate, to.Root})
}

// addMissingPart builds and attaches the part that a partition gains of an index which was there
// without it; false if the index was on all partitions.
func (w *planner) addMissingPart(t *pgmodel.Table, to *pgmodel.PartitionPart) bool {
	x, ok := w.before.get(to.Root).(*pgmodel.Index)
	if !ok || !x.Only {
		return false
	}
	child, above := w.partOfIndex(t, x, to.Root), x
	child.Only = t.PartitionBy != nil
	after := []node{{opCreate, t.ID}}
	if up := w.after.table(t.PartitionOf); up.ID != x.Table {
		part := up.PartitionPart(to.Root)
		above = &pgmodel.Index{ID: schema.Key{Kind: schema.KindIndex, Schema: up.ID.Schema, Name: part.Name}, Table: up.ID}
		above.Name = part.Name
		after = append(after, node{opAlter, part.Key()})
	}
	var statements []statement
	if w.ownIndex(t, child) == nil {
		statements = w.buildPart(t, child, to.Root, false)
	}
	statements = append(statements, w.attachIndex(above, child))
	a := w.add(node{opAlter, to.Key()}, nil, to, append(statements, w.settingsOfPart(t, child, to.Root)...), "index "+ddl.Qualified(to.Root)+" gains the partition")
	a.after = append(a.after, after...)
	return true
}

// onlinePart builds what a partition gains of an index beside those who write the partition.
func (w *planner) onlinePart(a *action) {
	to, _ := a.to.(*pgmodel.PartitionPart)
	if to == nil || a.from != nil || len(a.statements) == 0 {
		return
	}
	t := w.after.table(to.Table)
	x, ok := w.before.get(to.Root).(*pgmodel.Index)
	if !ok || !x.Only || t == nil || t.PartitionBy != nil || !w.mayBlock(t.ID) {
		return
	}
	child := w.partOfIndex(t, x, to.Root)
	if child.Only = false; w.ownIndex(t, child) != nil { // it is attached as it is
		return
	}
	a.statements = slices.Concat(w.buildPart(t, child, to.Root, true), a.statements[1:])
	a.rank = rankBuild
}

// identifyPartitionAgain makes an index the replica identity again when it has been recreated.
func (w *planner) identifyPartitionAgain(t *pgmodel.Table, x *pgmodel.PartitionPart) {
	if identityIndex(t) == x.Name && w.before.table(t.ID) != nil {
		w.identify(t, "its index is recreated")
	}
}

// serverMade is the index of a partition as the server makes it.
func (w *planner) serverMade(to *pgmodel.PartitionPart) *pgmodel.PartitionPart {
	root := pgmodel.FindIndexRoot(w.to, to.Root)
	if root == nil {
		return to
	}
	x := &pgmodel.PartitionPart{Table: to.Table, Root: to.Root, Kind: root.Kind, Options: root.Options, Tablespace: root.Tablespace, Automatic: true}
	switch {
	case to.Automatic && to.Kind == root.Kind:
		x.Name = to.Name
	case root.Kind == schema.KindForeign:
		x.Name = root.Key.Name
	default:
		x.Name = w.freeIndexName(to.Table, root)
	}
	return x
}

// freeIndexName is the name that the server makes up for the index of a partition.
func (w *planner) freeIndexName(table schema.Key, root *pgmodel.IndexRoot) string {
	columns, label := root.MadeNames(root.Kind)
	for pass := 0; ; pass++ {
		n := label
		if pass > 0 {
			n += strconv.Itoa(pass)
		}
		name := pgmodel.MadeName(table.Name, pgmodel.JoinNames(columns), n)
		if !w.isRelation(w.before, table, name) && !w.isRelation(w.after, table, name) {
			return name
		}
	}
}

// isRelation reports whether a name is taken by an index, or by a table or view, that does not
// go by that name as a made-up one.
func (w *planner) isRelation(side *objects, table schema.Key, name string) bool {
	for _, k := range schema.KindsNamedIn(schema.RelationNames) {
		if side.get(schema.Key{Kind: k, Schema: table.Schema, Name: name}) != nil {
			return true
		}
	}
	t := side.table(table)
	return t != nil && (t.Constraint(name) != nil || t.PartitionIndexNamed(name) != nil)
}

// partitionPartStatements take an index of a partition from one form to another, and say why.
func (w *planner) partitionPartStatements(from, to *pgmodel.PartitionPart) ([]statement, []string) {
	var out []statement
	now := from.Name
	index := func() string { return pgmodel.Qualified(to.Table.Schema, now) }
	if from.Kind == schema.KindIndex && to.Kind != schema.KindIndex {
		key := &pgmodel.Constraint{Table: to.Table, Kind: to.Kind}
		key.Name = to.Name
		out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.AddConstraint{Constraint: key, Index: now}), Form: locks.Of(locks.AddsBuiltKey)})
		now = to.Name
	}
	if now != to.Name && !(from.Automatic && to.Automatic) && to.Kind == schema.KindForeign {
		out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.RenameConstraint{From: now, To: to.Name}), Undo: ddl.AlterTable(to.Table, ddl.RenameConstraint{From: to.Name, To: now}), Form: locks.Of(locks.RenamesConstraint)})
		now = to.Name
	} else if now != to.Name && !(from.Automatic && to.Automatic) {
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + index() + " RENAME TO " + ddl.Quote(to.Name)),
			Undo: ddl.Text("ALTER INDEX " + pgmodel.Qualified(to.Table.Schema, to.Name) + " RENAME TO " + ddl.Quote(now)), Form: locks.Of(locks.RenamesIndex), On: index()})
		now = to.Name
	}
	out = append(out, optionStatements("INDEX "+index(), from.Options, to.Options)...)
	if from.Tablespace != to.Tablespace {
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + index() + " SET TABLESPACE " + ddl.Quote(cmp.Or(to.Tablespace, "pg_default"))), Form: locks.Of(locks.MovesIndex)})
	}
	out = append(out, targetStatements(index(), from.Statistics, to.Statistics)...)
	if from.Clustered != to.Clustered && (to.Clustered || !w.clusters(to.Table)) {
		out = append(out, clusterStatement(to.Table, now, to.Clustered))
	}
	named := *to
	named.Name = now
	if from.Comment != to.Comment {
		if to.Kind == schema.KindIndex {
			out = append(out, commentOnIndex(index(), to.Comment))
		} else {
			out = append(out, statement{Do: ddl.Comment{Object: partitionPartName(&named), Text: to.Comment}})
		}
	}
	if from.IndexComment != to.IndexComment {
		out = append(out, commentOnIndex(index(), to.IndexComment))
	}
	var reasons []string
	for _, c := range plan.CompareObjects(from, to) {
		for _, f := range c.Fields {
			reasons = append(reasons, reasonField(c, f))
		}
	}
	return out, reasons
}

// adopted reports whether a change drops an index or key of a partition that the server takes for
// the part of one of the parent.
func (w *planner) adopted(c plan.Change) bool {
	if c.Op != plan.Drop {
		return false
	}
	var x *pgmodel.Index
	switch o := c.From.(type) {
	case *pgmodel.Index:
		if x = o; x.Invalid { // the parent's would never become valid with it
			return false
		}
	case *pgmodel.Constraint:
		if o.Kind == schema.KindForeign {
			return w.adoptedReference(o)
		}
		if !o.Kind.Has(schema.Indexed) {
			return false
		}
		x = pgmodel.IndexOfKey(o)
	default:
		return false
	}
	t := w.after.table(x.Table)
	if t == nil {
		return false
	}
	part := t.PartitionIndexNamed(x.Name)
	if part == nil {
		return false
	}
	if k := c.Key.Kind; k != part.Kind && (k != schema.KindIndex || !w.lacksKey(t, part)) {
		return false
	}
	root := w.rootIndex(part.Root)
	return root != nil && root.Shape() == x.Shape()
}

// adoptedReference reports whether the server takes the reference of a partition for its part of
// one that a table above gets.
func (w *planner) adoptedReference(c *pgmodel.Constraint) bool {
	t := w.after.table(c.Table)
	for t != nil && t.PartitionOf != (schema.Key{}) {
		t = w.after.table(t.PartitionOf)
		if t == nil {
			return false
		}
		for _, o := range t.Constraints {
			if w.before.get(o.Key()) == nil && pgmodel.LikeReference(o, c) {
				return true
			}
		}
	}
	return false
}

// keysOfParts are the keys that partitions have by their parts of an index, which the server drops
// with CASCADE alone.
func (w *planner) keysOfParts(root schema.Key) []*pgmodel.PartitionPart {
	return slices.DeleteFunc(slices.Clone(w.before.partsOfRoot(root)), func(x *pgmodel.PartitionPart) bool { return x.Kind == schema.KindIndex })
}

// withKeysOfParts is the drop of an index with the keys that partitions have under it, which takes
// CASCADE: the server refuses it otherwise, and to drop the keys first (sql-dropindex.html). All that
// needs them and that the plan knows is dropped before, so that CASCADE finds nothing else; what it
// does not know, such as a foreign key of a schema that is not compared, is counted.
func (w *planner) withKeysOfParts(s statement, x *pgmodel.Index, keys []*pgmodel.PartitionPart) statement {
	s.Do, s.Undo = ddl.Drop("INDEX "+ddl.Qualified(x.ID)+" CASCADE"), nil // CREATE INDEX would make no keys
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = string(k.Kind) + " " + k.Table.Object() + "." + k.Name
		known := 0
		for o := range w.before.all() {
			if slices.Contains(o.Needs(), k.Key()) {
				known++
			}
		}
		s.Probes = append(s.Probes, plan.Probe{Rule: "drop-cascade", Key: x.ID,
			SQL: fmt.Sprintf("SELECT greatest(count(DISTINCT (d.classid, d.objid)) - %d, 0) FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_depend d ON d.refobjid IN (k.oid, k.conindid) AND d.deptype = 'n'"+
				" LEFT JOIN pg_catalog.pg_constraint f ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND f.oid = d.objid"+
				" WHERE k.conrelid = %s::pg_catalog.regclass AND k.conname = %s AND coalesce(f.conparentid, 0) = 0", known, pgmodel.Literal(ddl.Qualified(k.Table)), pgmodel.Literal(k.Name)),
			Message: "objects that are not compared need " + names[i] + ", which goes with " + x.ID.String() + "; CASCADE would drop them",
			Hint:    "drop them first, or have their schemas compared with --schemas"})
	}
	s.Why = "the keys of partitions that belong to the index go with it: " + strings.Join(names, ", ")
	return s
}

// rootIndex is the index of a root as it will be, or nil.
func (w *planner) rootIndex(root schema.Key) *pgmodel.Index {
	switch o := pgmodel.RootObject(w.to, root).(type) {
	case *pgmodel.Index:
		return o
	case *pgmodel.Constraint:
		return pgmodel.IndexOfKey(o)
	}
	return nil
}
