package postgres

// The state of one plan in the making: the two schemas, and the actions so far by the
// object and what is done with it. The phases of planning read and change it; what it
// knows of kinds of objects comes by the table of kinds that Plan sets.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// planner is one plan in the making.
type planner struct {
	*Planner
	kinds      map[schema.Kind]kind
	in         plan.Input
	from, to   *schema.Schema // from as the renames leave it
	out        *plan.Plan
	before     *objects // of from
	after      *objects // of to
	actions    map[node]*action
	recreated  map[schema.Key]bool                  // dropped and recreated
	renamed    map[schema.Key]schema.Key            // key now to the key in the database
	first      []plan.Step                          // renames
	folded     []string                             // the statements of the renames
	flags      []renameFlag                         // what --rename says, in the order of the old names
	doneBy     map[node]bool                        // actions that another one does
	explicit   map[node]bool                        // drops to be written although their table goes
	split      map[schema.Key]bool                  // parts that are created after their table, or dropped before it
	redefined  map[schema.Key]bool                  // recreated for its own sake, not for that of another
	stepFacts  []stepFacts                          // of the steps, in their order
	references map[schema.Key][]*pgmodel.Constraint // foreign keys of the database by the table that they refer to; nil until asked for
	rebuilds   []*rebuild                           // tables that are recreated with their rows
	names      map[schema.Key]int                   // of constraints in the schema wanted: how many have each; nil until asked for
	apart      map[settingOf]bool                   // settings of columns that their child tables do not share
	takenIn    map[partOf]string                    // indexes and constraints of partitions that become parts of others

	underWay       map[schema.Key]*columnBeside // new forms of columns that a plan was making when it was broken off, by the column
	ends           map[schema.Key][]schema.Key  // tables at the other ends of references, by column; nil until it is asked for
	tablesUnderWay map[schema.Key]*tableBeside  // likewise tables, by the one that they replace
	formerTables   []formerTable                // that others have replaced
	notBeside      map[schema.Key]string        // why a column that gets another type gets no new form beside it

	besideParts map[schema.Key]bool // indexes and keys like those of the parent that an attached table has beside its parts of them
	incomplete  map[schema.Key]bool // keys in the schema wanted of which some partition has no part

	lastByNode map[node]int       // places of the last step of an action, once all are known
	lastByKey  map[schema.Key]int // and of a key
}

// op is the kind of an action: drop, alter or create. An object that is recreated has two actions.
type op int

const (
	opDrop op = iota
	opAlter
	opCreate
	opGate // is no action; see gates
)

// node names an action.
type node struct {
	op  op
	key schema.Key
}

// action is the statements for one object, to be ordered.
type action struct {
	node
	from, to       pgmodel.Object
	statements     []statement
	reasons        []string
	silent         bool      // another step does it: an index goes with its table
	with           []node    // the drops of which each does it
	included       []*action // silent drops that this one does first
	after          []node
	rank           int
	lockedToo      []schema.Key // tables beside its own that its statements lock
	ownTransaction bool         // in a transaction of its own
	label          plan.Kind    // what its steps are called, if not after op and kind
	about          schema.Key   // of its steps, if not its own
	members        []*action    // of which it is made: columns that share an ALTER TABLE
}

func (w *planner) add(n node, from, to pgmodel.Object, statements []statement, reason string) *action {
	a := w.actions[n]
	if a == nil {
		a = &action{node: n, from: from, to: to, rank: rank(n)}
		w.actions[n] = a
	}
	a.statements = append(a.statements, statements...)
	if reason != "" && !slices.Contains(a.reasons, reason) {
		a.reasons = append(a.reasons, reason)
	}
	return a
}

// find adds a finding.
func (w *planner) find(f plan.Finding) { w.out.Findings = append(w.out.Findings, f) }

// facts are those of a table under the name it has in the database.
func (w *planner) facts(k schema.Key) schema.TableFacts {
	if was, ok := w.renamed[k]; ok {
		k = was
	}
	return w.in.Facts.Table(k)
}

func (w *planner) sortedActions() []node {
	list := make([]node, 0, len(w.actions))
	for n := range w.actions {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b node) int {
		if c := schema.CompareKeys(a.key, b.key); c != 0 {
			return c
		}
		return int(a.op) - int(b.op)
	})
	return list
}

func pick(a, b pgmodel.Object) pgmodel.Object {
	if a != nil {
		return a
	}
	return b
}

func verb(o op) string { return [...]string{"drop", "alter", "create"}[o] }

// name is an object as COMMENT ON, ALTER and DROP call it.
func (w *planner) name(o pgmodel.Object) string { return w.kinds[o.Key().Kind].name(o) }

// handled marks an action that another one does.
func (w *planner) handled(n node) { w.doneBy[n] = true }

// madeHere reports whether the plan creates a relation, or recreates it.
func (w *planner) madeHere(k schema.Key) bool { return w.actions[node{opCreate, k}] != nil }

// standsBesidePart reports whether an action creates what is created when its table is attached.
func (w *planner) standsBesidePart(n node) bool {
	return n.op == opCreate && w.besideParts[n.key]
}

// rank is the place of an action among others that it does not depend on: drops before the
// rest, references at the end.
func rank(n node) int {
	if isAccess(n.key.Kind) {
		return 1000
	}
	r := kindRank(n.key.Kind)
	if n.op == opDrop {
		return 100 - r
	}
	return 200 + 2*r + int(n.op) - 1
}

// partsAlone are the parts of columns and tables that plans create apart, right after them.
var partsAlone = []schema.Kind{kindDefault, kindOwned, kindBound, kindTyping, kindParents, kindIdentity}

// kindRank is the place of a kind among those of the model and those of plans alone.
func kindRank(k schema.Kind) int {
	r, column := k.Rank(), schema.KindColumn.Rank()
	switch i := slices.Index(partsAlone, k); {
	case i >= 0:
		return column + 1 + i
	case r > column:
		return r + len(partsAlone)
	}
	return r
}

// stepFacts holds the properties of one step that decide where transactions end.
type stepFacts struct {
	nodes          []node       // the actions
	blocked        []schema.Key // tables with rows that it keeps others from
	ownTransaction bool         // it is in a transaction of its own
}

// rebuild is a table that is recreated with its rows.
type rebuild struct {
	from, to *pgmodel.Table
	gone     []*pgmodel.Table // with its partitions, as they are
	made     []*pgmodel.Table // and as they will be
	follow   []node           // what hangs on them and is in the same transaction

	exchanged bool   // a new table beside it takes its place
	notBeside string // why no new table beside it takes its place; "" where that was not asked for
}

// partOf names what a partition has of an index or constraint of a table above it.
type partOf struct{ partition, root schema.Key }

// columnBeside is the new form of a column with what keeps the two in step.
type columnBeside struct {
	column   string          // the one that it replaces
	next     *pgmodel.Column // its new form, under a name of ours
	trigger  *pgmodel.Trigger
	function *pgmodel.Function
	helper   *pgmodel.Constraint // the CHECK that stands for its NOT NULL; nil if it needs none
	valid    bool                // every row is known to obey the helper
	parts    carried             // what is on the old column
	built    []*pgmodel.Index    // indexes of the new column that are there
}

// tableBeside is a table that is to take the place of another, with what keeps the two in step.
type tableBeside struct {
	table    schema.Key // the one that it replaces
	next     schema.Key // its key until then
	owner    string     // role of the one that it replaces
	mark     string     // its comment
	make     []statement
	function *pgmodel.Function
	triggers []*pgmodel.Trigger
}

// formerTable is a table that another has replaced, and what it needs until it is dropped.
type formerTable struct {
	table *pgmodel.Table
	needs []schema.Key
}

// besideIndex is an index of the old column and the one of the new column that takes its place.
type besideIndex struct{ was, next *pgmodel.Index }

// besideKey is a primary key or unique constraint of the old column and the index of the new column that it
// will use.
type besideKey struct {
	was  *pgmodel.Constraint
	next *pgmodel.Index
}

// carried are the parts of a table that an exchange of columns carries over.
type carried struct {
	indexes     []besideIndex
	keys        []besideKey
	constraints []*pgmodel.Constraint // checks and references of the table
	referring   []*pgmodel.Constraint // references to the column, of any table
}
