package locks

// The lock modes of tables by name and strength, and the choice of a form where it depends on
// the object or on the storage parameter that is set.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// The table locks that plans name (explicit-locking.html). TestClaims of internal/pgcases
// measures which of them each statement takes.
const (
	AccessExclusive      = "ACCESS EXCLUSIVE"
	ShareRowExclusive    = "SHARE ROW EXCLUSIVE"
	Share                = "SHARE"
	shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
	rowExclusive         = "ROW EXCLUSIVE"
)

// Rank orders the locks that plans name, perhaps with what they are on, from weak
// to strong.
func Rank(lock string) int {
	return slices.Index([]string{"", rowExclusive, shareUpdateExclusive, Share, ShareRowExclusive, AccessExclusive}, Mode(lock))
}

// Mode is the mode of a lock that a plan names, without what it is on.
func Mode(lock string) string {
	mode, _, _ := strings.Cut(lock, " on ")
	return mode
}

// OfOptions is the form of setting storage parameters: that of the worst of them
// (reloptions.c).
func OfOptions(options []pgmodel.Setting) Form {
	for _, o := range options {
		switch o.Name {
		case "fastupdate", "gin_pending_list_limit", "pages_per_range", "autosummarize", "buffering", "user_catalog_table",
			"security_barrier", "security_invoker", "check_option":
			return Of(setsHardOptions)
		}
	}
	return Of(setsOptions)
}

// OfRelation is a form for an object that is a relation; others lock nothing.
func OfRelation(k schema.Key, form FormID) Form {
	if k.Kind.IsRelation() {
		return Of(form)
	}
	return Of(LocksNothing)
}
