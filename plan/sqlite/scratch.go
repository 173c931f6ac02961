package sqlite

// Names of tables that live only within a plan. A rebuild fills one and renames or drops it; its
// name must be free in the database and in the desired schema.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// scratchPrefix begins the names of tables that live only within a plan.
const scratchPrefix = "_schemadiff_"

// scratchName is a name for a table of the plan's own that nothing has.
func (w *work) scratchName(what, table string) string {
	name := scratchPrefix + what + table
	for w.taken(name) {
		name += "_"
	}
	return name
}

// scriptSuffix makes names of the tables of a script that nothing has: it drops what has them.
func (w *work) scriptSuffix() string {
	suffix := ""
	for w.taken(guardTable+suffix) || w.taken(beforeTable+suffix) {
		suffix += "_"
	}
	return suffix
}

// sharingNames are the kinds that share one namespace: no two of their objects may have
// the same name.
var sharingNames = slices.DeleteFunc(schema.KindsNamedIn(schema.RelationNames), func(k schema.Kind) bool { return !k.Has(schema.InSQLite) })

func (w *work) taken(name string) bool {
	folded := litemodel.Fold(name)
	for _, s := range [...]*schema.Schema{w.in.From, w.to} {
		for _, kind := range sharingNames {
			if s.Get(schema.Key{Kind: kind, Name: folded}) != nil {
				return true
			}
		}
	}
	return false
}

// rowIDColumn is the name under which a copy keeps row ids.
const rowIDColumn = "_schemadiff_rowid"
