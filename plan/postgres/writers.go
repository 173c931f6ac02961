package postgres

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// writerOf is the writer of a kind of object. A new kind is a file and a case.
func writerOf(k schema.Kind) writer {
	switch {
	case k == schema.KindTable:
		return tableMaker()
	case k == schema.KindColumn:
		return columnMaker()
	case k.Has(schema.Constraint):
		return constraintMaker()
	case k == schema.KindIndex:
		return indexMaker()
	case k == schema.KindSequence:
		return sequenceMaker()
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

// qualified is the name of an object behind its schema.
func qualified(k schema.Key) string { return pgmodel.Qualified(k.Schema, k.Name) }

// quote is an identifier, quoted where it must be.
func quote(n string) string { return pgmodel.Quote(n) }
