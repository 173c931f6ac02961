package postgres

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema"
)

// writerOf is the writer of a kind of object. A new kind is a file and a case.
func writerOf(k schema.Kind) writer {
	switch {
	case k == schema.KindTable:
		return tableKind()
	case k == schema.KindColumn:
		return columnKind()
	case k.Has(schema.Constraint):
		return constraintKind()
	case k == schema.KindIndex:
		return indexKind()
	case k == schema.KindSequence:
		return sequenceKind()
	}
	if m, ok := routineMakers(k); ok {
		return m
	}
	if m, ok := queryMakers(k); ok {
		return m
	}
	if m, ok := typeMakers(k); ok {
		return m
	}
	if m, ok := foreignMakers(k); ok {
		return m
	}
	panic(fmt.Sprintf("no maker for kind %q", k))
}
