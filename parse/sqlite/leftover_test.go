package sqlite

import (
	"context"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

func TestLeftoversAreKnownByNameAndColumns(t *testing.T) {
	for ddl, want := range map[string][]string{
		"CREATE TABLE t (a);": nil,
		"CREATE TABLE _schemadiff_guard (what TEXT, ok INTEGER NOT NULL CHECK (ok)); CREATE TABLE _schemadiff_before (n);": {"_schemadiff_before", "_schemadiff_guard"},
		"CREATE TABLE _schemadiff_guard (what TEXT, ok INT, more INT);":                                                    nil,
		"CREATE TABLE _schemadiff_guard (ok INT, what TEXT);":                                                              nil,
		"CREATE TABLE _schemadiff_before (n); CREATE INDEX i ON _schemadiff_before (n);":                                   nil,
		"CREATE TABLE _schemadiff_guard (what, ok); CREATE VIEW v AS SELECT what FROM _schemadiff_guard;":                  nil,
		"CREATE TABLE _schemadiff_new_t (what, ok);":                                                                       nil,
		"CREATE VIEW _schemadiff_before AS SELECT 1 AS n;":                                                                 nil,
	} {
		s, err := Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: ddl}})
		if err != nil {
			t.Fatal(err)
		}
		before := s.Fingerprint()
		out, got := WithoutLeftovers(s)
		if !slices.Equal(got, want) || len(out.Notes) != len(s.Notes)+len(want) || s.Fingerprint() != before {
			t.Errorf("%s: got %v, notes %v", ddl, got, out.Notes)
		}
	}
}
