package expr

// While the canonical text is written, every name in it is resolved. This file collects what
// those names mean: the objects that must exist before the expression can, and the columns,
// functions and relations that the expression carries for the planner.

import (
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// use notes what the expression needs, once for all texts.
func (w *writer) use(keys ...schema.Key) {
	if w.mode == modeStrict {
		w.uses = append(w.uses, keys...)
	}
}

// useColumn notes a column of a relation, and by its name alone one of the relation that the
// expression belongs to: the name stays right when a child table takes the expression over.
func (w *writer) useColumn(e *rangeEntry, i int, name string) {
	own := e.item == nil
	if i >= 0 && i < len(e.base) {
		name = e.base[i].Name
		if e.key != (schema.Key{}) {
			w.use(ColumnKey(e.key, name))
		}
	} else if !own {
		return
	}
	if own && w.mode == modeStrict {
		w.names.Columns = append(w.names.Columns, name)
	}
}

// useUnknown notes a bare name of an expression that belongs to a relation whose columns are
// not known.
func (w *writer) useUnknown(name string) {
	if w.mode == modeStrict && w.q.root && w.sc.Table != (schema.Key{}) {
		w.names.Columns = append(w.names.Columns, name)
	}
}

// useFunction notes the function of a call.
func (w *writer) useFunction(in, name string) {
	if w.mode != modeStrict {
		return
	}
	if i, found := slices.BinarySearch(BuiltinFunctionNames(), name); in == "" && found {
		name = BuiltinFunctionNames()[i] // which does not keep the syntax tree's text
	} else if in != "" {
		name = pgmodel.Qualified(in, name)
	}
	w.names.Functions = append(w.names.Functions, name)
}

// useRelation notes a relation that a query reads or writes.
func (w *writer) useRelation(k schema.Key) {
	w.use(k)
	if w.mode == modeStrict {
		w.names.Relations = append(w.names.Relations, k)
	}
}

// usesOf returns the objects that the texts need, sorted, each once.
func (c *canon) usesOf() []schema.Key { return sorted(c.uses, schema.CompareKeys) }

// namesOf returns what the texts name, or nil where that is nothing.
func (c *canon) namesOf() *pgmodel.Names {
	n := &c.names
	if len(n.Columns)+len(n.Functions)+len(n.Relations) == 0 {
		return nil
	}
	functions := sorted(n.Functions, strings.Compare)
	if len(functions) == 1 && len(n.Columns)+len(n.Relations) == 0 {
		return NamesOfCall(functions[0])
	}
	return &pgmodel.Names{
		Columns:   slices.Clone(sorted(n.Columns, strings.Compare)),
		Functions: slices.Clone(functions),
		Relations: slices.Clone(sorted(n.Relations, schema.CompareKeys)),
	}
}

// NamesOfCall are the names of an expression that calls one function and has no other name, as
// most defaults do: all that call the same function of pg_catalog share them.
func NamesOfCall(function string) *pgmodel.Names {
	if i, found := slices.BinarySearch(BuiltinFunctionNames(), function); found {
		return &builtinCalls()[i]
	}
	return &pgmodel.Names{Functions: []string{function}}
}

// builtinCalls has the names of a call of each function of pg_catalog.
var builtinCalls = sync.OnceValue(func() []pgmodel.Names {
	functions := BuiltinFunctionNames()
	list := make([]pgmodel.Names, len(functions))
	for i := range functions {
		list[i].Functions = functions[i : i+1 : i+1]
	}
	return list
})

// sorted returns the elements of a list in order, each once; nil for none.
func sorted[T comparable](list []T, compare func(a, b T) int) []T {
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, compare)
	return slices.Compact(list)
}
