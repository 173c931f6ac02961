package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// A row of the table of kinds that PostgreSQL has is planned by one file of this package.
func TestEveryKindIsRegistered(t *testing.T) {
	for row := range schema.Kinds() {
		_, registered := kinds[row.Kind]
		if want := row.Kind.Has(schema.InPostgres); registered != want {
			t.Errorf("%s: registered %v, want %v", row.Kind, registered, want)
		}
	}
}

// Two files that register one kind would take its objects from one another.
func TestRegisterTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the second registration of a kind is accepted")
		}
	}()
	register(schema.KindTable, kind{})
}
