package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// The table locks that plans name (explicit-locking.html). What each piece says it
// takes is measured by TestClaims of internal/pgcases.
const (
	accessExclusive      = "ACCESS EXCLUSIVE"
	shareRowExclusive    = "SHARE ROW EXCLUSIVE"
	share                = "SHARE"
	shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
	rowExclusive         = "ROW EXCLUSIVE"
)

// lockRank orders the locks that plans name, perhaps with what they are on, from weak
// to strong.
func lockRank(lock string) int {
	text, _, _ := strings.Cut(lock, " on ")
	return slices.Index([]string{"", rowExclusive, shareUpdateExclusive, share, shareRowExclusive, accessExclusive}, text)
}

// optionForm is the form of setting storage parameters: that of the worst of them
// (reloptions.c).
func optionForm(options []pgmodel.Setting) Form {
	for _, o := range options {
		switch o.Name {
		case "fastupdate", "gin_pending_list_limit", "pages_per_range", "autosummarize", "buffering", "user_catalog_table",
			"security_barrier", "security_invoker", "check_option":
			return of(setsHardOptions)
		}
	}
	return of(setsOptions)
}

// relationForm is a form for an object that is a relation; others lock nothing.
func relationForm(k schema.Key, form FormID) Form {
	if k.Kind.IsRelation() {
		return of(form)
	}
	return of(locksNothing)
}
