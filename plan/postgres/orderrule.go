package postgres

// The rules of what comes before what. Each is a declaration: a sentence, and which pairs of
// actions it is about. The order itself is found by plan.Order, which knows none of them.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// orderRules are all rules that look at one action and what it needs.
func orderRules() []orderRule {
	return []orderRule{
		{plan.OrderRule{Name: "a part is gone when its relation or column is"}, goesWithRelation},
		{plan.OrderRule{Name: "what needs an object lets go of it before it is dropped"}, releasesBeforeDrop},
		{plan.OrderRule{Name: "a table is dropped before the table that it refers to", Yields: "in a circle the foreign keys are dropped first"}, refersBeforeDrop},
		{plan.OrderRule{Name: "a column changes before what its default needs is dropped", Yields: "the default is dropped first"}, defaultBeforeDrop},
		{plan.OrderRule{Name: "what needs an object is dropped before that is altered"}, dropsBeforeAlter},
		{plan.OrderRule{Name: "the columns of a table change while it has no type, and between its parents"}, changesApart},
		{plan.OrderRule{Name: "what draws from a sequence is dropped before that is altered", Yields: "a sequence can be altered under it"}, dropsBeforeSequence},
		{plan.OrderRule{Name: "what is on a table, or reads it, lets go before its columns change"}, releasesColumns},
		{plan.OrderRule{Name: "a function is created after the shell of the type that is made of it"}, afterShell},
		{plan.OrderRule{Name: "an object is created before what needs it"}, createdBeforeNeeded},
		{plan.OrderRule{Name: "the owner of a sequence is created before that is altered", Yields: "the sequence is given to it by a step of its own"}, createdBeforeOwning},
		{plan.OrderRule{Name: "an object has its new form before what needs it is created"}, alteredBeforeNeeded},
		{plan.OrderRule{Name: "of two objects that are altered the one that the other needs comes first", Yields: "both are there before and after"}, alteredBeforeAltered},
		{plan.OrderRule{Name: "what is on a table, or reads it, comes when the columns are there"}, needsColumns},
		{plan.OrderRule{Name: "a sequence leaves its column before that is dropped"}, sequenceLeaves},
		{plan.OrderRule{Name: "columns come before what their table becomes, and go after it"}, columnsBesideTable},
		{plan.OrderRule{Name: "a column is read by @using before it is dropped"}, usingBeforeDrop},
		{plan.OrderRule{Name: "all partitions are detached before one is attached"}, detachesFirst},
		{plan.OrderRule{Name: "the columns of a parent change while its partition is attached"}, changesAttached},
		{plan.OrderRule{Name: "the column of a parent changes before that of its child table"}, parentColumnFirst},
		{plan.OrderRule{Name: "a table is attached when it has what its parent has"}, readyToAttach},
		{plan.OrderRule{Name: "a child table has its parent's checks when it inherits, and loses them after it"}, readyToInherit},
		{plan.OrderRule{Name: "a child table's own check goes after its parent's, and changes before that comes"}, ownCheckBesideParents},
		{plan.OrderRule{Name: "a child table's own NOT NULL goes after its parent's, and comes before it"}, ownNotNullBesideParents},
		{plan.OrderRule{Name: "a partition or child table leaves before its parent changes"}, leavesFirst},
		{plan.OrderRule{Name: "a foreign key to a partitioned table is dropped before its partitions"}, referencesFirst},
		{plan.OrderRule{Name: "an index of a partitioned table is created when all partitions are there"}, partitionsFirst},
		{plan.OrderRule{Name: "an object is dropped before it is created again"}, dropsBeforeCreate},
		{plan.OrderRule{Name: "a name is free before another object takes it"}, freesName},
		{plan.OrderRule{Name: "what runs functions comes when all is there that these may name", Yields: "something that they may name needs it"}, bodiesFirst},
		{plan.OrderRule{Name: "an event trigger stops before what it could fire at, and starts after it"}, eventTriggersApart},
		{plan.OrderRule{Name: "an event trigger that is recreated is not missing before that", Yields: "its function is dropped or recreated too"}, eventTriggerStays},
		{plan.OrderRule{Name: "new columns come in the order of the files", Yields: "what a column needs may need a later one"}, columnsInOrder},
		{plan.OrderRule{Name: "the parts of an online form come one after the other"}, partsInOrder},
	}
}

// goes reports whether an object goes by the drop of its relation, or of its column.
func (s subject) goes(k schema.Key) bool { return s.silent && slices.Contains(s.with, node{opDrop, k}) }

func goesWithRelation(o *ordering, s subject) {
	if s.node.op == opDrop && s.silent {
		for _, by := range s.with {
			o.before(by, s.node)
		}
	}
}

func releasesBeforeDrop(o *ordering, s subject) {
	for _, k := range s.releases {
		if !s.goes(k) && !o.refersOnly(s, k) && !o.byDefaultOnly(s) {
			for _, drop := range o.dropsOf(k) {
				o.before(s.node, drop)
			}
		}
	}
}

func refersBeforeDrop(o *ordering, s subject) {
	for _, k := range s.releases {
		if !s.goes(k) && o.refersOnly(s, k) {
			o.before(s.node, node{opDrop, k})
		}
	}
}

func defaultBeforeDrop(o *ordering, s subject) {
	for _, k := range s.releases {
		if !s.goes(k) && !o.refersOnly(s, k) && o.byDefaultOnly(s) {
			o.before(s.node, node{opDrop, k})
		}
	}
}

// refersOnly reports whether a dropped table needs another one by foreign keys alone, which
// have a drop of their own.
func (o *ordering) refersOnly(s subject, k schema.Key) bool {
	t, ok := s.from.(*pgmodel.Table)
	if !ok || s.node.op != opDrop || k.Kind != schema.KindTable || slices.Contains(t.Needs(), k) {
		return false
	}
	return slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Kind == schema.KindForeign && c.References == k && o.w.explicit[node{opDrop, c.Key()}]
	})
}

// byDefaultOnly reports whether a column is altered whose default has a drop of its own.
func (o *ordering) byDefaultOnly(s subject) bool {
	k := s.node.key
	k.Kind = kindDefault
	return s.node.op == opAlter && s.node.key.Kind == schema.KindColumn && o.w.actions[node{opDrop, k}] != nil
}

func dropsBeforeAlter(o *ordering, s subject) {
	for _, k := range s.releases {
		if !s.goes(k) && k.Kind != schema.KindSequence {
			o.dropsBefore(s, k)
		}
	}
}

// changesApart: the columns of a table change while it has no type, and between its former parents and
// the new ones.
func changesApart(o *ordering, s subject) {
	if s.node.key.Kind != kindTyping && s.node.key.Kind != kindParents {
		return
	}
	for _, c := range o.byTable[schema.Key{Schema: s.node.key.Schema, Name: s.node.key.Name}] {
		if s.node.op == opDrop {
			o.before(s.node, c)
		} else {
			o.before(c, s.node)
		}
	}
}

func dropsBeforeSequence(o *ordering, s subject) {
	for _, k := range s.releases {
		if !s.goes(k) && k.Kind == schema.KindSequence {
			o.dropsBefore(s, k)
		}
	}
}

func (o *ordering) dropsBefore(s subject, k schema.Key) {
	asColumn := s.node.key.Kind == schema.KindColumn || s.silent && s.byColumn()
	if s.node.op == opDrop && (!asColumn || k != o.w.relation(s.from)) {
		o.before(s.node, node{opAlter, k})
	}
}

func releasesColumns(o *ordering, s subject) {
	n := s.node
	if n.key.Kind == schema.KindColumn || n.key.Kind == kindDefault || o.w.rebound(n) || s.silent && s.byColumn() {
		return
	}
	for _, k := range s.releases {
		switch {
		case s.goes(k):
		case n.op == opAlter:
			o.beforeAll(n, "dropped columns", k, o.columns[k], func(c node) bool { return c.op == opDrop && !o.w.isRecreated(c) })
		default:
			o.beforeAll(n, "changed columns", k, o.columns[k], func(c node) bool { return c.op == opDrop || c.op == opAlter })
		}
	}
}

func afterShell(o *ordering, s subject) {
	for _, k := range s.needs {
		if o.w.throughShell(s.node, k) {
			o.before(node{opCreate, shellKey(k)}, s.node)
		}
	}
}

func createdBeforeNeeded(o *ordering, s subject) {
	for _, k := range s.needs {
		if !o.w.throughShell(s.node, k) && !s.owner(k) {
			o.before(node{opCreate, k}, s.node)
		}
	}
}

func createdBeforeOwning(o *ordering, s subject) {
	for _, k := range s.needs {
		if s.owner(k) {
			o.before(node{opCreate, k}, s.node)
		}
	}
}

// owner reports whether an object is the column, or its table, that an altered sequence
// belongs to.
func (s subject) owner(k schema.Key) bool {
	q, ok := s.to.(*pgmodel.Sequence)
	return ok && s.node.op == opAlter && q.OwnedBy != (schema.Key{}) &&
		(k == q.OwnedBy || k.Schema == q.OwnedBy.Schema && k.Name == q.OwnedBy.Table && !k.IsPart())
}

func alteredBeforeNeeded(o *ordering, s subject) {
	if s.node.op == opCreate {
		o.alteredFirst(s)
	}
}

func alteredBeforeAltered(o *ordering, s subject) {
	if s.node.op == opAlter {
		o.alteredFirst(s)
	}
}

func (o *ordering) alteredFirst(s subject) {
	for _, k := range s.needs {
		if !o.w.throughShell(s.node, k) && (s.node.key.Kind != schema.KindColumn || k != o.w.relation(s.to)) {
			o.before(node{opAlter, k}, s.node)
		}
	}
}

func needsColumns(o *ordering, s subject) {
	n := s.node
	if n.key.Kind == schema.KindColumn || n.key.Kind == kindDefault {
		return
	}
	for _, k := range s.needs {
		switch {
		case o.w.throughShell(n, k):
		case n.op == opAlter:
			o.afterAll(n, "new columns", k, o.columns[k], func(c node) bool { return c.op == opCreate && !o.w.isRecreated(c) })
		default:
			o.afterAll(n, "present columns", k, o.columns[k], func(c node) bool { return c.op == opCreate || c.op == opAlter })
		}
	}
}

// sequenceLeaves: else the sequence goes with the table that it belongs to.
func sequenceLeaves(o *ordering, s subject) {
	if q, ok := s.from.(*pgmodel.Sequence); ok && s.node.op == opAlter {
		o.before(s.node, node{opDrop, schema.Key{Kind: schema.KindTable, Schema: q.OwnedBy.Schema, Name: q.OwnedBy.Table}})
		o.before(s.node, node{opDrop, q.OwnedBy})
	}
}

// columnsBesideTable: a child table or a partition must have the columns when it becomes
// one.
func columnsBesideTable(o *ordering, s subject) {
	if s.node.key.Kind != schema.KindColumn {
		return
	}
	table := node{opAlter, o.w.relation(pick(s.to, s.from))}
	if s.node.op != opDrop {
		o.before(s.node, table)
	} else if !o.w.isRecreated(s.node) {
		o.before(table, s.node)
	}
}

// usingBeforeDrop: a column is dropped, or gets another type, only when the values of the
// column that @using makes of it are made.
func usingBeforeDrop(o *ordering, s subject) {
	c, ok := s.to.(*pgmodel.Column)
	if !ok || s.node.op != opAlter || s.node.key.Kind != schema.KindColumn {
		return
	}
	for _, read := range c.Extra().Using.Columns {
		if k := (schema.Key{Kind: schema.KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: read}); k != s.node.key {
			o.before(s.node, node{opDrop, k})
		}
	}
}

// detachesFirst: a partition is also attached only when its columns are there.
func detachesFirst(o *ordering, s subject) {
	n := s.node
	if n.key.Kind != kindBound || n.op != opCreate {
		return
	}
	o.afterAll(n, "detached partitions", schema.Key{}, o.detached, func(node) bool { return true })
	for _, c := range o.byTable[schema.Key{Schema: n.key.Schema, Name: n.key.Name}] {
		o.before(c, n)
	}
}

// changesAttached: what goes from a parent goes from its partition too, while that is there
// to be changed with it.
func changesAttached(o *ordering, s subject) {
	n := s.node
	if n.key.Kind != kindBound || n.op != opDrop || !o.w.rebound(n) {
		return
	}
	if o.changes == nil {
		o.changes = o.w.changesOfRelations(o.nodes)
	}
	parents := map[schema.Key]bool{}
	for t := s.from.(*pgmodel.Table); t != nil && !parents[t.PartitionOf]; {
		parents[t.PartitionOf] = true
		for _, c := range o.changes[t.PartitionOf] {
			o.before(c, n)
		}
		t, _ = o.w.before.get(t.PartitionOf).(*pgmodel.Table)
	}
}

// changesOfRelations are the drops of objects on a relation, and the changes of its columns.
func (w *planner) changesOfRelations(nodes []node) map[schema.Key][]node {
	changes := map[schema.Key][]node{}
	for _, n := range nodes {
		a := w.actions[n]
		if n.key.Kind != kindBound && (n.op == opDrop || n.key.Kind == schema.KindColumn) {
			r := w.relation(pick(a.to, a.from))
			changes[r] = append(changes[r], n)
		}
	}
	return changes
}

func dropsBeforeCreate(o *ordering, s subject) {
	if s.node.op == opCreate {
		o.before(node{opDrop, s.node.key}, s.node)
	}
}

// sharingNames are the kinds that may not have an object of one name each: every relation
// has a type of its name. And constraints are the kinds of constraints on tables.
var (
	sharingNames = schema.KindsNamedIn(schema.RelationNames, schema.TypeNames)
	constraints  = schema.KindsWith(schema.InPostgres | schema.Constraint)
)

// freesName: relations and indexes share their names, and so do the constraints of a
// table, which has one primary key.
func freesName(o *ordering, s subject) {
	n := s.node
	if n.op != opCreate {
		return
	}
	for _, kind := range sharingNames {
		if k := (schema.Key{Kind: kind, Schema: n.key.Schema, Name: n.key.Name}); k != n.key && !n.key.IsPart() {
			o.before(node{opDrop, k}, n)
		}
	}
	c, ok := s.to.(*pgmodel.Constraint)
	if x, index := s.to.(*pgmodel.Index); index || ok {
		table := o.w.relation(s.to)
		if index {
			table = x.Table
		}
		if t := o.w.before.table(table); t != nil && t.PartitionIndexNamed(n.key.Name) != nil {
			o.before(node{opDrop, t.PartitionIndexNamed(n.key.Name).Root}, n)
		}
	}
	if !ok {
		return
	}
	o.before(node{opDrop, schema.Key{Kind: schema.KindIndex, Schema: n.key.Schema, Name: c.Name}}, n)
	for _, kind := range constraints {
		o.before(node{opDrop, schema.Key{Kind: kind, Schema: n.key.Schema, Table: n.key.Table, Name: c.Name}}, n)
	}
	if t := o.w.before.table(c.Table); t != nil && c.Kind == schema.KindPrimary {
		for _, p := range t.Constraints {
			if p.Kind == schema.KindPrimary {
				o.before(node{opDrop, p.Key()}, n)
			}
		}
	}
}

func partsInOrder(o *ordering, s subject) {
	for _, b := range s.after {
		o.before(b, s.node)
	}
}
