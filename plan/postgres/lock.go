package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
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

// optionLock is the lock that setting storage parameters takes: that of the worst of
// them (reloptions.c).
func optionLock(options []schema.PgSetting) string {
	for _, o := range options {
		switch o.Name {
		case "fastupdate", "gin_pending_list_limit", "pages_per_range", "autosummarize", "buffering", "user_catalog_table",
			"security_barrier", "security_invoker", "check_option":
			return accessExclusive
		}
	}
	return shareUpdateExclusive
}

// relationLock is the lock on an object that is a relation, which ALTER takes where
// nothing else is said; "" for other objects.
func relationLock(k schema.Key, lock string) string {
	switch k.Kind {
	case schema.KindTable, schema.KindForeignTable, schema.KindView, schema.KindMatView, schema.KindSequence:
		return lock
	}
	return ""
}
