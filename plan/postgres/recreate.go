package postgres

// What has to be dropped so that something else can be, and created again afterwards. The server
// refuses to drop an object that others depend on (ddl-depend.html), or to change the type of a
// column that a view, rule, policy or trigger uses. The search starts from the planned drops and
// retypes and follows the dependencies until nothing more is affected.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// recreateDependents recreates the objects in the way of the actions so far: whatever needs
// an object that is dropped and stays itself, and views, rules, policies and triggers on
// columns that get another type.
func (w *planner) recreateDependents() {
	queue := append(w.blocked(), w.acrossTypes()...)
	if len(queue) == 0 {
		return
	}
	users := w.users()
	for len(queue) > 0 {
		k := queue[0]
		queue = append(queue[1:], w.besideType(k.key)...)
		for _, u := range w.usersWithParts(users, k.key) {
			if w.actions[node{opDrop, u}] != nil || w.goesWith(u) || k.retyped && !w.kinds[u.Kind].stopsRetype {
				continue
			}
			if next, ok := w.recreateUser(u, k.key); ok {
				queue = append(queue, next)
			}
		}
	}
}

// users lists for each key the objects of the database that need it, in key order.
func (w *planner) users() map[schema.Key][]schema.Key {
	users := map[schema.Key][]schema.Key{}
	for o := range w.before.all() {
		k := o.Key()
		for _, n := range o.Needs() {
			users[n] = append(users[n], k)
		}
	}
	for _, list := range users {
		slices.SortFunc(list, schema.CompareKeys)
	}
	return users
}

// usersWithParts are the users of an object and, of an index or key of a partitioned table, those of
// what its partitions have of it, which goes with it.
func (w *planner) usersWithParts(users map[schema.Key][]schema.Key, k schema.Key) []schema.Key {
	list := users[k]
	for _, x := range w.before.partsOfRoot(k) {
		list = union(list, users[x.Key()])
	}
	return list
}

// blocker is an object that changes so that its users must get out of the way.
type blocker struct {
	key     schema.Key
	retyped bool // a column that gets another type: only some kinds mind
}

// blocked are the objects that are dropped, perhaps to be recreated, and the
// columns that get another type.
func (w *planner) blocked() []blocker {
	var list []blocker
	for n, a := range w.actions {
		switch {
		case n.op == opDrop:
			list = append(list, blocker{key: n.key})
		case n.op == opAlter && n.key.Kind == schema.KindColumn && w.retypes(a):
			list = append(list, blocker{n.key, true})
		}
	}
	slices.SortFunc(list, func(a, b blocker) int { return schema.CompareKeys(a.key, b.key) })
	return list
}

// goesWith reports whether an object goes with its relation, which is dropped for good
// or recreated.
func (w *planner) goesWith(k schema.Key) bool {
	o := w.before.get(k)
	r := w.relation(o)
	return r != (schema.Key{}) && w.actions[node{opDrop, r}] != nil && w.after.get(k) == nil
}

// recreateUser recreates a user of an object, or reports that it cannot be. It
// answers with what then stands in the way in turn.
func (w *planner) recreateUser(u, because schema.Key) (blocker, bool) {
	to := w.after.get(u)
	reason := "it uses " + because.String() + ", which is dropped or changed"
	switch {
	case to == nil:
		return blocker{}, false // it is dropped: that is an action already
	case w.madeWith(u): // its table, which is recreated, has it
		return blocker{}, false
	case u.Kind == schema.KindColumn:
		return w.aroundColumn(u, because)
	case u.Kind == schema.KindForeignTable && because.Kind == schema.KindServer: // its rows are elsewhere
		w.withoutParts(u)
	case w.kinds[u.Kind].stays || because.Kind == schema.KindSchema: // the server keeps no such dependency
		return blocker{}, false
	}
	w.recreate(u, reason)
	return blocker{key: u}, true
}

// madeWith reports whether an object is made by the CREATE TABLE of a table that is recreated.
func (w *planner) madeWith(u schema.Key) bool {
	if u.Kind != schema.KindColumn && (!u.Kind.Has(schema.Constraint) || u.Kind == schema.KindForeign) {
		return false
	}
	t := schema.Key{Kind: schema.KindTable, Schema: u.Schema, Name: u.Table}
	return w.recreated[t]
}

// withoutParts takes out the changes of columns and constraints of a table that is recreated
// with them.
func (w *planner) withoutParts(table schema.Key) {
	for n := range w.actions {
		part := n.key.Kind == schema.KindColumn || n.key.Kind == kindDefault || n.key.Kind.Has(schema.Constraint) && n.key.Kind != schema.KindForeign
		if part && n.key.Schema == table.Schema && n.key.Table == table.Name {
			delete(w.actions, n)
		}
	}
}

// aroundColumn takes the default of a column away while what it uses is recreated.
func (w *planner) aroundColumn(u, because schema.Key) (blocker, bool) {
	from, to := w.before.get(u).(*pgmodel.Column), w.after.get(u).(*pgmodel.Column)
	if !from.Extra().Generated.IsZero() && !to.Extra().Generated.IsZero() && routine(because.Kind) {
		w.recreate(u, "its value is computed by "+because.String()+", which is dropped or changed")
		return blocker{key: u}, true
	}
	if a := w.actions[node{opAlter, u}]; a != nil && from.Default.Strict != to.Default.Strict {
		if !routine(because.Kind) && w.anotherKind(because) == nil || from.Type != to.Type || from.Default.IsZero() {
			return blocker{}, false // its own change takes care
		}
		w.withoutDefault(a, to) // which must be gone before the function or type, and come after another of that name
	}
	if from.Default.IsZero() || !w.kinds[because.Kind].inDefaults {
		return blocker{}, false
	}
	if because.Kind == schema.KindSequence && w.after.get(because) == nil {
		return blocker{}, false
	}
	k := schema.Key{Kind: kindDefault, Schema: u.Schema, Table: u.Table, Name: u.Name}
	reason := "the default uses " + because.String() + ", which is recreated"
	w.add(node{opDrop, k}, from, nil, []statement{{Do: ddl.AlterTable(from.Table, ddl.DropDefault(u.Name)), Form: locks.Of(locks.AltersColumn)}}, reason).after = nil
	if !to.Default.IsZero() {
		w.add(node{opCreate, k}, nil, to, []statement{{Do: ddl.AlterTable(from.Table, ddl.SetDefault{Column: u.Name, Value: to.Default.SQL}), Form: locks.Of(locks.AltersColumn)}}, reason)
	}
	w.recreated[k] = true
	return blocker{}, false
}

// withoutDefault takes the change of the default out of the change of a column.
func (w *planner) withoutDefault(a *action, to *pgmodel.Column) {
	a.statements = slices.DeleteFunc(a.statements, func(p statement) bool { return ddl.SetsDefault(p.Do, to.Table, to.Name) })
	if len(a.statements) == 0 {
		delete(w.actions, a.node)
	}
}

// acrossTypes recreates what the server would rebuild over a column that gets another
// type, and could not: its expressions and operators are those of the old one.
func (w *planner) acrossTypes() []blocker {
	if !w.anyRetypes() {
		return nil
	}
	var list []blocker
	for _, o := range w.before.sorted() {
		k := o.Key()
		to := w.after.get(k)
		if to == nil || w.actions[node{opDrop, k}] != nil {
			continue
		}
		if across := w.kinds[k.Kind].acrossTypes; across == nil || !across(w, o, to) {
			continue
		}
		w.recreate(k, "it is on a column that gets another type")
		list = append(list, blocker{key: k})
	}
	return list
}

// anyRetypes reports whether any column gets another type.
func (w *planner) anyRetypes() bool {
	for n, a := range w.actions {
		if n.op == opAlter && n.key.Kind == schema.KindColumn && w.retypes(a) {
			return true
		}
	}
	return false
}

// mentionsRetyped reports whether one of the columns, or one that an expression
// reads, gets a type of another family.
func (w *planner) mentionsRetyped(table schema.Key, columns []string, list ...pgmodel.Expr) bool {
	return w.anyRetyped(table, func(c *pgmodel.Column, to *pgmodel.Column) bool {
		f, _, _ := locks.SplitType(c.Type)
		t, _, _ := locks.SplitType(to.Type)
		if f == t && c.Collation == to.Collation {
			return false
		}
		return slices.Contains(columns, c.Name) && !sameFamily(f, t) || readBy(list, c.Name)
	})
}

func (w *planner) anyRetyped(table schema.Key, is func(from, to *pgmodel.Column) bool) bool {
	t, ok := w.before.get(table).(*pgmodel.Table)
	if !ok {
		return false
	}
	for _, c := range t.Columns {
		a := w.actions[node{opAlter, c.Key()}]
		if a == nil || !w.retypes(a) {
			continue
		}
		if is(c, a.to.(*pgmodel.Column)) {
			return true
		}
	}
	return false
}

// comparesOtherwise reports whether both sides of a foreign key get types that the server does not
// compare with the ones they have, as it would have to between the changes of the two: integer and
// numeric have no operator in common (ATAddForeignKeyConstraint, tablecmds.c).
func (w *planner) comparesOtherwise(c *pgmodel.Constraint) bool {
	leaves := func(table schema.Key, columns []string) bool {
		return w.anyRetyped(table, func(from, to *pgmodel.Column) bool {
			f, _, _ := locks.SplitType(from.Type)
			t, _, _ := locks.SplitType(to.Type)
			return slices.Contains(columns, from.Name) && f != t && !locks.Comparable(f, t)
		})
	}
	return c.Kind == schema.KindForeign && leaves(c.Table, c.Columns) && leaves(c.References, c.Extra().RefColumns)
}

func sameFamily(a, b string) bool {
	for _, list := range locks.CastFamilies()[:2] {
		if slices.Contains(list, a) && slices.Contains(list, b) {
			return true
		}
	}
	return false
}

// breakReferences drops references on their own where the tables they are between
// are all dropped and refer to each other in a circle.
func (w *planner) breakReferences() {
	circle := w.circles()
	for t := range w.before.tables() {
		if w.actions[node{opDrop, t.ID}] == nil {
			continue
		}
		if t.PartitionOf != (schema.Key{}) {
			for _, c := range w.referencesAbove(t) { // of the tree itself: its partitions are dropped one by one
				if w.actions[node{opDrop, c.Table}] != nil && w.topOf(c.Table) == w.topOf(t.ID) {
					w.breakReference(c)
				}
			}
		}
		from := w.topOf(t.ID)
		for _, c := range t.Constraints {
			if to := w.topOf(c.References); c.Kind == schema.KindForeign && !c.Inherited && to != from && circle[to] == circle[from] {
				w.breakReference(c)
			}
		}
	}
}

func (w *planner) breakReference(c *pgmodel.Constraint) {
	w.drop(c, "the tables refer to each other")
	w.explicit[node{opDrop, c.Key()}] = true
}

// circles numbers the dropped tables, by the table at the top of their tree: trees that refer to each other, directly or
// not, have the same number (Tarjan's strongly connected components). A partition is dropped when no foreign
// key refers to a table above it, so that a tree is as one table.
func (w *planner) circles() map[schema.Key]int {
	t := components{w: w, trees: map[schema.Key][]*pgmodel.Table{}, low: map[schema.Key]int{}, of: map[schema.Key]int{}}
	var tops []schema.Key
	for table := range w.before.tables() {
		if w.actions[node{opDrop, table.ID}] != nil {
			top := w.topOf(table.ID)
			if t.trees[top] == nil {
				tops = append(tops, top)
			}
			t.trees[top] = append(t.trees[top], table)
		}
	}
	for _, top := range tops {
		if t.low[top] == 0 {
			t.visit(top)
		}
	}
	return t.of
}

// components is the search for circles: the number in which a tree was met, lowered to
// that of the first one that it leads back to, and the trees not yet in a component.
type components struct {
	w     *planner
	trees map[schema.Key][]*pgmodel.Table // the dropped tables, by the top of their tree
	met   int
	low   map[schema.Key]int
	of    map[schema.Key]int
	stack []schema.Key
}

func (t *components) visit(top schema.Key) {
	t.met++
	met := t.met
	t.low[top] = met
	t.stack = append(t.stack, top)
	for _, table := range t.trees[top] {
		for _, c := range table.Constraints {
			if c.Kind == schema.KindForeign {
				t.follow(top, t.w.topOf(c.References))
			}
		}
	}
	if t.low[top] < met {
		return
	}
	for i := len(t.stack) - 1; ; i-- {
		t.of[t.stack[i]] = met
		if t.stack[i] == top {
			t.stack = t.stack[:i]
			return
		}
	}
}

// follow goes along a foreign key between two trees.
func (t *components) follow(from, to schema.Key) {
	if t.trees[to] == nil || t.of[to] != 0 {
		return
	}
	if t.low[to] == 0 {
		t.visit(to)
	}
	t.low[from] = min(t.low[from], t.low[to])
}
