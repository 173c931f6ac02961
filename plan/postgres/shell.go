package postgres

// Types and functions that need each other: the input function of a base type returns the type,
// and the type is defined by the function. CREATE TYPE with a name alone makes a shell that
// breaks the cycle (sql-createtype.html); in the other direction, DROP TYPE … CASCADE drops the
// functions as well.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// madeOf reports whether a type is made of a function that names it.
func (w *planner) madeOf(typ pgmodel.Object, function schema.Key) bool {
	return w.kinds[typ.Key().Kind].shell && routine(function.Kind) && slices.Contains(typ.Needs(), function)
}

// createShells adds the shells of new types whose functions are new as well, and
// leaves the functions of types that go to the DROP … CASCADE of these.
func (w *planner) createShells() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if !routine(n.key.Kind) {
			continue
		}
		for _, k := range pick(a.to, a.from).Needs() {
			t := w.actions[node{n.op, k}]
			switch {
			case t == nil || !w.madeOf(pick(t.to, t.from), n.key):
			case n.op == opDrop:
				a.silent = true
			case n.op == opCreate:
				w.createShell(t)
			}
		}
	}
}

func (w *planner) createShell(t *action) {
	k := shellKey(t.key)
	if w.actions[node{opCreate, k}] != nil {
		return
	}
	s := w.add(node{opCreate, k}, t.to, nil, []statement{{Do: ddl.Create("TYPE " + ddl.Qualified(t.key))}}, "functions that "+t.key.String()+" is made of name it")
	s.after = append(s.after, node{opDrop, t.key})
	for _, need := range t.to.Needs() {
		if need.Kind == schema.KindSchema {
			s.after = append(s.after, node{opCreate, need})
		}
	}
	t.after = append(t.after, node{opCreate, k})
}

// throughShell reports whether an action creates a function that names a type which is
// made of it: it comes after the shell of the type, not after the type. A shell that is filled is there.
func (w *planner) throughShell(n node, k schema.Key) bool {
	t := w.actions[node{opCreate, k}]
	if t == nil && fillsShell(w.actions[node{opAlter, k}]) {
		t = w.actions[node{opAlter, k}]
	}
	return n.op == opCreate && t != nil && t.to != nil && w.madeOf(t.to, n.key)
}

// fillsShell reports whether an action makes a base type of a shell.
func fillsShell(a *action) bool {
	if a == nil {
		return false
	}
	from, ok := a.from.(*pgmodel.BaseType)
	return ok && len(from.Options) == 0
}

// withType reports whether a function goes with the type that is made of it.
func (w *planner) withType(a *action, k schema.Key) bool {
	t := w.actions[node{opDrop, k}]
	return a.op == opDrop && t != nil && t.from != nil && w.madeOf(t.from, a.key)
}
