package pgmodel

// Large schemas hold so many columns and constraints that every word of them counts. What
// few objects of a kind have stands in a struct of its own, which is allocated when the
// object first needs it.

// lazy is a value that is allocated when it is first edited. Copies of the object that holds
// it share the value until one of them edits its own.
type lazy[T any] struct{ at *T }

// has reports whether the value was allocated; it may be the zero value all the same.
func (a lazy[T]) has() bool { return a.at != nil }

// get returns the value, or the zero value.
func (a lazy[T]) get() (value T) {
	if a.at != nil {
		value = *a.at
	}
	return value
}

// edit returns a copy of the value that belongs to this object alone, to be changed.
func (a *lazy[T]) edit() *T {
	edited := a.get()
	a.at = &edited
	return a.at
}
