package pgmodel

// apart keeps what few objects of a kind have away from what all have: large schemas
// hold so many columns and constraints that every word of them counts. Copies of the
// object share it until one of them edits its own.
type apart[T any] struct{ at *T }

// has says whether there may be anything.
func (a apart[T]) has() bool { return a.at != nil }

// get is what there is, or the zero value.
func (a apart[T]) get() (value T) {
	if a.at != nil {
		value = *a.at
	}
	return value
}

// edit gives it to be changed.
func (a *apart[T]) edit() *T {
	edited := a.get()
	a.at = &edited
	return a.at
}
