package value

import (
	"maps"
	"slices"
)

// TypeNames lists the names in the list of types, without modifiers.
func TypeNames() []string { return slices.Sorted(maps.Keys(types)) }
