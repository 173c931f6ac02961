package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// The queries that go through several catalogs must go through those of every kind that
// the table of kinds demands it of.

func TestOwnersOfEveryKind(t *testing.T) {
	catalogs := map[string]bool{
		"pg_subscription": true, // read by ownersSQL where everybody may
	}
	for _, c := range owned() {
		catalogs[c[0]] = true
	}
	for _, k := range schema.KindsWith(schema.InPostgres | schema.Owned) {
		if c := k.Info().Catalog; !catalogs[c] {
			t.Errorf("kind %q has owners, and nobody reads those of %s", k, c)
		}
	}
}

func TestPrivilegesOfEveryKind(t *testing.T) {
	catalogs := map[string]bool{}
	for _, c := range owned() {
		catalogs[c[0]] = c[2] != ""
	}
	for row := range schema.Kinds() {
		if (row.Public != "" || row.Default != "") && !catalogs[row.Catalog] {
			t.Errorf("kind %q has privileges, and nobody reads those of %s", row.Kind, row.Catalog)
		}
	}
}
