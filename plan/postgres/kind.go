package postgres

// What the planner has to know of a kind of object. The file of a kind fills in this struct
// and registers it. A kind that is a row of schema/kind.go and is not registered here, or
// twice, fails a test.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
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
	// grantName is the object as GRANT spells it; nil is name.
	grantName func(o pgmodel.Object) string
	// defaultComment is the comment of an object that has none of its own; nil for none.
	defaultComment func(o pgmodel.Object) string
	// relation is the relation that an object is on, where its key does not hold it; nil
	// where it does, or where there is none.
	relation func(o pgmodel.Object) schema.Key
	// recreated is the object as it is created once its former self is dropped; nil is the
	// desired one.
	recreated func(from, to pgmodel.Object) pgmodel.Object
	// lookalike holds the properties by which a dropped object and a new one may be the same
	// under two names; false, or nil, for what is never taken for a renaming.
	lookalike func(o pgmodel.Object) (plan.Lookalike, bool)
	// fromParent reports whether an object comes and goes with that of a parent table; nil: never.
	fromParent func(o pgmodel.Object) bool
	// boundTo reports whether an object is bound to the type of one of the columns, so that it is
	// recreated when they get the new form of that type; nil: never.
	boundTo func(o pgmodel.Object, columns convertedColumns) bool
	// acrossTypes reports whether the server would rebuild an object over a column that gets
	// another type, and could not: its expressions and operators are those of the old one; nil:
	// never.
	acrossTypes func(p *planner, from, to pgmodel.Object) bool
	// form is how the server creates, drops or renames an object in a statement that people
	// wrote; nil locks nothing.
	form func(a schema.Act) locks.FormID
	// locks are the other relations that a change of the object locks; nil for none.
	locks func(p *planner, o pgmodel.Object) []schema.Key

	ofColumns   bool // columns can be of it: a type or a collation
	shell       bool // a type whose functions name it: they are created after its shell
	stopsRetype bool // no column that it uses gets another type (tablecmds.c, RememberAllDependentForRebuilding)
	readsKeys   bool // it may need a key to be there: by GROUP BY, or ON CONFLICT
	makesIndex  bool // an index can be made of it
	hasHint     bool // --rename names it
	inDefaults  bool // defaults of columns can name it, and are dropped while it is recreated
	stays       bool // never recreated because of what it uses: it holds rows, or other objects
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

// formOf is the form function of kinds whose lock depends on the verb alone.
func formOf(forms map[schema.Verb]locks.FormID) func(schema.Act) locks.FormID {
	return func(a schema.Act) locks.FormID { return forms[a.Verb] }
}

// never is the alter function of kinds that no ALTER changes.
func never(*planner, plan.Change) ([]statement, bool) { return nil, false }
