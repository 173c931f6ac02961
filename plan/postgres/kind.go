package postgres

// What the planner has to know of a kind of object. The file of a kind fills in this struct
// and registers it. A kind that is a row of schema/kind.go and is not registered here, or
// twice, fails a test.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// kind holds the functions and properties by which plans treat one kind of object. Comments,
// owners and privileges are written alike for all kinds, from name.
type kind struct {
	// name is the object as COMMENT ON, ALTER and DROP spell it: "TABLE public.users",
	// "FUNCTION public.add(integer)", "TRIGGER t ON public.users".
	name func(o pgmodel.Object) string
	// create is one readable statement and what can only follow it.
	create func(p *planner, o pgmodel.Object) []statement
	// created adds the actions that follow the creation of an object; nil for none.
	created func(p *planner, o pgmodel.Object, reason string)
	// drop destroys it; nil is "DROP " + name.
	drop func(p *planner, o pgmodel.Object) []statement
	// alter changes it in place. It returns false where it must be dropped and recreated;
	// then everything that needs it is recreated too.
	alter func(p *planner, c plan.Change) ([]statement, bool)
	// rename takes it from one name to another; nil is ALTER name RENAME TO.
	rename func(from, to pgmodel.Object) []statement
	// instead plans a change in another way, and reports whether it has; nil for none.
	instead func(p *planner, c plan.Change) bool
	// online gives an action the form that blocks no session for longer than a change of
	// the catalog; nil if there is none.
	online func(p *planner, a *action)
	// locks are the other relations that a change of the object locks; nil for none.
	locks func(p *planner, o pgmodel.Object) []schema.Key

	ofColumns   bool // columns can be of it: a type or a collation
	shell       bool // a type whose functions name it: they are created after its shell
	stopsRetype bool // no column that it uses gets another type (tablecmds.c, RememberAllDependentForRebuilding)
	readsKeys   bool // it may need a key to be there: by GROUP BY, or ON CONFLICT
	makesIndex  bool // an index can be made of it
	hasHint     bool // --rename names it
}

// kinds are all kinds that a plan can create, change and drop. The files of the kinds fill
// the map while the package is initialized; nothing changes it after that.
var kinds = map[schema.Kind]kind{}

// register adds a kind. It is called once for each, by a declaration in the file of the kind:
//
//	var _ = register(schema.KindView, viewKind("VIEW"))
func register(name schema.Kind, k kind) kind {
	if _, ok := kinds[name]; ok {
		panic("two files register the kind " + string(name))
	}
	kinds[name] = k
	return k
}

// named is the name function of kinds that are called by a word and their name.
func named(word string) func(pgmodel.Object) string {
	return func(o pgmodel.Object) string { return word + " " + ddl.Qualified(o.Key()) }
}

// never is the alter function of kinds that no ALTER changes.
func never(*planner, plan.Change) ([]statement, bool) { return nil, false }
