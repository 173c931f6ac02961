package catalog

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// A row of the table of kinds that PostgreSQL has is read by one file of this package.
func TestEveryKindIsRegistered(t *testing.T) {
	count := map[schema.Kind]int{}
	for _, k := range kinds {
		for _, n := range k.names {
			count[n]++
		}
	}
	for row := range schema.Kinds() {
		want := 0
		if row.Kind.Has(schema.InPostgres) {
			want = 1
		}
		if count[row.Kind] != want {
			t.Errorf("%s is registered %d times, not %d", row.Kind, count[row.Kind], want)
		}
	}
}

// The queries that go through several catalogs must go through those of every kind that
// the table of kinds demands it of.

func TestOwnersOfEveryKind(t *testing.T) {
	for _, k := range schema.KindsWith(schema.InPostgres | schema.Owned) {
		name := k.Info().Catalog
		if !slices.ContainsFunc(classes(), func(c class) bool { return c.name == name && c.owned }) {
			t.Errorf("kind %q has owners, and no query reads those of %s", k, name)
		}
	}
}

func TestPrivilegesOfEveryKind(t *testing.T) {
	for row := range schema.Kinds() {
		has := slices.ContainsFunc(classes(), func(c class) bool { return c.name == row.Catalog && c.acl != "" })
		if (row.Public != "" || row.Default != "") && !has {
			t.Errorf("kind %q has privileges, and no query reads those of %s", row.Kind, row.Catalog)
		}
	}
}

// Each catalog is declared by one kind, so that no object is listed twice.
func TestEveryClassOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range classes() {
		if seen[c.name] {
			t.Errorf("two kinds declare %s", c.name)
		}
		seen[c.name] = true
	}
}
