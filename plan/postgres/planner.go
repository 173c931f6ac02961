// Package postgres plans steps for PostgreSQL.
//
// Two schemas and what is known of the rows come in, steps in the order they run
// come out. Each kind of object has a file that writes its SQL; the core finds
// what must be dropped and recreated, and the order. Nothing is executed here.
package postgres

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Planner plans for PostgreSQL.
type Planner struct {
	version int // major version that will run the plan
	Options
}

// Options say how a plan is made.
type Options struct {
	ColumnOrder bool         // the order of columns counts
	Plain       bool         // the short form of each step, whatever it keeps others from
	Proof       access.Proof // compares conditions, to tell what narrows from what widens; nil: only equal ones
}

var _ plan.Planner = (*Planner)(nil)

// New makes a planner. target is the major version that will run the plan, such
// as "15", or "" for the oldest that is supported.
func New(target string, o Options) (*Planner, error) {
	p := &Planner{version: 13, Options: o}
	if target == "" {
		return p, nil
	}
	v, err := strconv.Atoi(target)
	if err != nil || v < 13 {
		return nil, fmt.Errorf("target %q: want a major version of PostgreSQL from 13 on", target)
	}
	p.version = v
	return p, nil
}

// planner is one plan in the making.
type planner struct {
	*Planner
	in        plan.Input
	from, to  *schema.Schema // from as the renames leave it
	out       *plan.Plan
	before    *objects // of from
	after     *objects // of to
	actions   map[node]*action
	recreated map[schema.Key]bool       // dropped and recreated
	renamed   map[schema.Key]schema.Key // key now to the key in the database
	first     []plan.Step               // renames
	folded    []string                  // the statements of the renames
	formerly  map[string][]formerName   // what --rename says, by the new name
	doneBy    map[node]bool             // actions that another one does
	explicit  map[node]bool             // drops to be written although their table goes
	redefined map[schema.Key]bool       // recreated for its own sake, not for that of another
	places    []place                   // of the steps, in their order

	lastByNode map[node]int       // places of the last step of an action, once all are known
	lastByKey  map[schema.Key]int // and of a key
}

// op is what an action does. An object that is recreated has two actions.
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
	from, to pgmodel.Object
	statements   []statement
	reasons  []string
	silent   bool       // another step does it: an index goes with its table
	with     schema.Key // the relation whose drop does it
	after    []node
	rank     int
	apart    bool       // in a transaction of its own
	label    plan.Kind  // what its steps are called, if not after op and kind
	about    schema.Key // of its steps, if not its own
}

// Plan compares the schemas and writes the steps from one to the other.
func (p *Planner) Plan(in plan.Input) (*plan.Plan, error) {
	w := &planner{Planner: p, in: in, from: in.From, to: in.To, actions: map[node]*action{}, recreated: map[schema.Key]bool{},
		doneBy: map[node]bool{}, explicit: map[node]bool{}, redefined: map[schema.Key]bool{}, renamed: map[schema.Key]schema.Key{},
		out: &plan.Plan{Dialect: schema.Postgres, Target: strconv.Itoa(p.version), From: in.Print(), Runner: "script"}}
	if err := w.rename(); err != nil {
		return nil, err
	}
	changes := in.Changes
	if changes == nil || w.from != in.From {
		changes = plan.Compare(w.from, w.to)
	}
	if len(changes) > 0 {
		w.out.Access = access.Changes(access.Input{From: w.from, To: w.to, Changes: changes, Proof: p.Proof})
		w.out.Findings = append(w.out.Findings, plan.AccessFindings(w.out.Access)...)
		w.plan(changes)
	}
	w.cut()
	w.out.Notes = append(append(w.out.Notes, in.To.Notes...), in.From.Notes...)
	return w.out, nil
}

// plan turns the differences into steps.
func (w *planner) plan(changes []plan.Change) {
	w.before, w.after = objectsOf(w.from), objectsOf(w.to)
	changes = w.relevant(changes)
	for _, c := range changes {
		w.change(c)
	}
	w.keepChildTables()
	for n := range w.doneBy {
		delete(w.actions, n)
	}
	w.recreateContained()
	w.recreateDependents()
	w.setAside()
	w.createShells()
	w.breakReferences()
	w.lookalikes(changes)
	w.online()
	w.order()
}

// relevant leaves out what follows from the change of a parent table.
func (w *planner) relevant(changes []plan.Change) []plan.Change {
	byKey := map[schema.Key]plan.Change{}
	for _, c := range changes {
		byKey[c.Key] = c
	}
	return slices.DeleteFunc(changes, func(c plan.Change) bool {
		switch c.Key.Kind {
		case schema.KindColumn:
			return w.followsParent(c, byKey)
		}
		return false
	})
}

// followsParent reports whether a column's change is that of the parent's column,
// which changes those of its child tables.
func (w *planner) followsParent(c plan.Change, byKey map[schema.Key]plan.Change) bool {
	o := c.To
	if o == nil {
		o = c.From
	}
	t, _ := w.owner(o.Key()).(*pgmodel.Table)
	if t == nil {
		return false
	}
	for _, parent := range parents(t) {
		k := c.Key
		k.Schema, k.Table = parent.Schema, parent.Name
		up, ok := byKey[k]
		if !ok || up.Op != c.Op || w.before.get(parent) == nil || w.before.get(t.ID) == nil || !sameParents(w.before.get(t.ID), t) {
			continue
		}
		if slices.Equal(up.Fields, c.Fields) || c.Op != plan.Alter {
			return true
		}
	}
	return false
}

func sameParents(a pgmodel.Object, b *pgmodel.Table) bool {
	t, ok := a.(*pgmodel.Table)
	return ok && slices.Equal(parents(t), parents(b))
}

func parents(t *pgmodel.Table) []schema.Key {
	if t.PartitionOf != (schema.Key{}) {
		return []schema.Key{t.PartitionOf}
	}
	return t.Inherits
}

// columnOwners are the kinds of objects that columns and constraints can be of; what
// attributes a composite type has is compared with the type.
var columnOwners = slices.DeleteFunc(schema.KindsWith(schema.InPostgres|schema.ColumnOwner), func(k schema.Kind) bool { return k == schema.KindComposite })

// owner is the relation that a part belongs to: in the schema wanted, else in the
// one there is.
func (w *planner) owner(k schema.Key) pgmodel.Object {
	for _, m := range []*objects{w.after, w.before} {
		for _, kind := range columnOwners {
			if o := m.get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}); o != nil {
				return o
			}
		}
	}
	return nil
}

// relation is the key of the relation that an object is on: the table of a
// trigger, an index or a column; the zero Key for others.
func (w *planner) relation(o pgmodel.Object) schema.Key {
	if x, ok := o.(*pgmodel.Index); ok {
		return x.Table
	}
	k := o.Key()
	if !k.IsPart() {
		return schema.Key{}
	}
	for _, n := range o.Needs() {
		if n.Schema == k.Schema && n.Name == k.Table && n.Table == "" {
			return n
		}
	}
	if t := w.owner(k); t != nil {
		return t.Key()
	}
	return schema.Key{}
}

// change turns one difference into actions.
func (w *planner) change(c plan.Change) {
	m := writerOf(c.Key.Kind)
	if w.renamesNotNull(c) {
		return
	}
	switch c.Op {
	case plan.Add:
		if w.within(c.To.(pgmodel.Object), w.before) {
			return // CREATE of its table makes it
		}
		w.create(c.To.(pgmodel.Object), reasonNew(c))
	case plan.Drop:
		w.drop(c.From.(pgmodel.Object), reasonGone(c))
	case plan.Alter:
		statements, ok := sharedAlter(w, c), true
		own := withoutShared(c)
		if len(own.Fields) > 0 {
			var more []statement
			if more, ok = m.alter(w, own); ok {
				statements = append(more, statements...)
			}
		}
		if !ok {
			w.redefined[c.Key] = !w.recreated[c.Key]
			w.recreate(c.Key, reasonChanged(c))
			return
		}
		w.alter(c, statements)
	}
}

// within reports whether a part is made by CREATE of its relation, which is new.
func (w *planner) within(o pgmodel.Object, before *objects) bool {
	switch k := o.Key().Kind; {
	case k == schema.KindForeign: // which comes when both tables are there
		return false
	case k == schema.KindColumn, k == schema.KindDomainCheck, k.Has(schema.Constraint):
		t := w.owner(o.Key())
		return t != nil && (before.get(t.Key()) == nil || w.recreated[t.Key()])
	}
	return false
}

func withoutShared(c plan.Change) plan.Change {
	c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool {
		return f.Name == "comment" || f.Name == "owner" || f.Name == "grants"
	})
	return c
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

func (w *planner) create(o pgmodel.Object, reason string) {
	if w.actions[node{opCreate, o.Key()}] != nil {
		return
	}
	statements := writerOf(o.Key().Kind).create(o)
	switch o := o.(type) {
	case *pgmodel.Column:
		if w.hasConstraints(o.Type) && o.Extra().Generated.IsZero() { // a domain's rules are checked as rows are written
			statements[0].Form = locks.Of(locks.AddsFilledColumn)
		}
	case *pgmodel.Table:
		if w.defaultPartition(o.PartitionOf) { // which must not hold what the new one takes
			statements[0].Form = locks.Of(locks.CreatesPartitionBesideDefault)
		}
	}
	w.add(node{opCreate, o.Key()}, nil, o, append(statements, sharedCreate(o)...), reason)
	w.access(o, reason)
	if s, ok := o.(*pgmodel.Sequence); ok {
		w.own(s, reason)
	}
	if x, ok := o.(*pgmodel.Index); ok {
		if t, ok := w.after.get(x.Table).(*pgmodel.Table); ok && identityIndex(t) == x.Name && w.before.get(x.ID) != nil {
			w.identify(t, "its index is made again")
		}
	}
	if t, ok := o.(*pgmodel.Table); ok {
		a := w.actions[node{opCreate, o.Key()}]
		a.statements = append(a.statements, w.ownDefaults(t)...)
		w.identify(t, reason)
		for _, c := range t.Constraints { // references come when all tables are there
			if c.Kind == schema.KindForeign {
				w.create(c, reason)
			}
		}
	}
}

func (w *planner) drop(o pgmodel.Object, reason string) {
	if w.actions[node{opDrop, o.Key()}] != nil {
		return
	}
	m := writerOf(o.Key().Kind)
	statements := []statement{{Do: ddl.Drop(m.name(o))}}
	if m.drop != nil {
		statements = m.drop(o)
	}
	w.add(node{opDrop, o.Key()}, o, nil, w.overwritten(o, statements), reason)
}

func (w *planner) alter(c plan.Change, statements []statement) {
	if len(statements) == 0 {
		return
	}
	a := w.add(node{opAlter, c.Key}, c.From.(pgmodel.Object), c.To.(pgmodel.Object), statements, "")
	for _, f := range c.Fields {
		a.reasons = append(a.reasons, reasonField(c, f))
	}
}

// recreate drops an object and recreates it.
func (w *planner) recreate(k schema.Key, reason string) {
	if w.recreated[k] {
		return
	}
	from, to := w.before.get(k), filled(w.before.get(k), w.after.get(k))
	w.recreated[k] = true
	delete(w.actions, node{opAlter, k})
	w.drop(from, reason)
	w.create(to, reason)
	w.keep(from, to, reason)
}

// filled is a materialized view that has its rows again when it had them, also where
// the files say WITH NO DATA, as dumps always do; any other object as it is.
func filled(from, to pgmodel.Object) pgmodel.Object {
	was, ok := from.(*pgmodel.View)
	v, ok2 := to.(*pgmodel.View)
	if !ok || !ok2 || v.NoData == was.NoData {
		return to
	}
	v = v.Clone().(*pgmodel.View)
	v.NoData = was.NoData
	return v
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
