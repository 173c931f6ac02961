package migrate

// The journal decides which migrations are skipped, and writing to it runs its triggers and
// defaults. A journal that another role owns is therefore refused before anything is written; the
// error lists what is wrong with it and the statements that repair it.

import (
	"fmt"
	"strings"
)

// JournalError says that what records the applied migrations cannot be relied on:
// somebody else could have written it, or code of theirs would run with our rights.
type JournalError struct {
	Schema string
	Role   string   // that wanted to use it
	Faults []string // what is wrong
	Fixes  []string // statements that repair it, as far as there are any
}

// Error lists what is wrong and says how to repair it.
func (e *JournalError) Error() string {
	text := fmt.Sprintf("the journal in schema %s cannot be trusted, nothing was written: %s: its tables must be plain ones of %s, of a role that it is a member of, or of a superuser",
		e.Schema, strings.Join(e.Faults, "; "), e.Role)
	if len(e.Fixes) > 0 {
		text += ". Look at what its rows say, and repair it as a superuser: " + strings.Join(e.Fixes, "; ")
	} else {
		text += ". Look at what its rows say, and recreate it: rename the schema, and let schemadiff adopt write its own"
	}
	return text + " (--trust ROLE accepts tables of another role)"
}
