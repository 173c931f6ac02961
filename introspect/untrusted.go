package introspect

// Even planning a query can run functions of the database, with the rights of whoever asks. Where
// these belong to a role with fewer rights, asking would lend it ours: the question is not put,
// and the error says whose code it is and how to trust it.

import "fmt"

// UntrustedError is a question that was not put, for it would have run code of a role
// that could do more with the rights of the current one than with its own.
type UntrustedError struct {
	Object string // as the server describes it; the whole reason where there is no owner
	Owner  string
	Role   string // that asks
	Run    bool   // it is a statement that was not run
}

// Error says why, and how to allow it.
func (e *UntrustedError) Error() string {
	if e.Owner == "" {
		return e.Object
	}
	not := "not asked"
	if e.Run {
		not = "not run"
	}
	return fmt.Sprintf("%s: %s belongs to %s, whose code would run with the rights of %s (--trust %s allows it)",
		not, e.Object, e.Owner, e.Role, e.Owner)
}
