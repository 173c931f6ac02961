package postgres

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

const keyedPartition = `
CREATE TABLE p (a integer NOT NULL, b integer) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);
CREATE UNIQUE INDEX i ON p (a);
ALTER TABLE p1 ADD CONSTRAINT k PRIMARY KEY USING INDEX p1_a_idx;
CREATE TABLE r (a integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES p1 (a));
`

func tableIn(t *testing.T, s *schema.Schema, name string) *pgmodel.Table {
	t.Helper()
	table, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: name}).(*pgmodel.Table)
	if !ok {
		t.Fatalf("there is no table %s", name)
	}
	return table
}

// The part that a partition has of an index becomes a key, and stays its part.
func TestKeyOfAPartOfAnIndex(t *testing.T) {
	s := load(t, keyedPartition)
	p1 := tableIn(t, s, "p1")
	if len(p1.Constraints) != 0 || len(p1.PartitionParts) != 1 {
		t.Fatalf("p1 has the constraints %v and the parts %v, want one part", p1.Constraints, p1.PartitionParts)
	}
	if x := p1.PartitionParts[0]; x.Kind != schema.KindPrimary || x.Name != "k" || x.Root.Name != "i" {
		t.Errorf("the part is the %s %s of %s, want primary key k of i", x.Kind, x.Name, x.Root)
	}
	f := tableIn(t, s, "r").Constraint("f")
	if want := p1.PartitionParts[0].Key(); !slices.Contains(f.Uses, want) {
		t.Errorf("the reference needs %v, want %s among them", f.Uses, want)
	}
}

// CASCADE takes what needs the keys of partitions with an index of their parent.
func TestCascadeFollowsKeysOfPartitions(t *testing.T) {
	s := load(t, keyedPartition+"DROP INDEX i CASCADE;")
	if p1 := tableIn(t, s, "p1"); len(p1.PartitionParts) != 0 {
		t.Errorf("p1 has %v still", p1.PartitionParts[0])
	}
	if r := tableIn(t, s, "r"); r.Constraint("f") != nil {
		t.Error("the reference to the key is there still")
	}
}

// A reference needs the index that it rests on, where no key is on its columns.
func TestReferenceNeedsUniqueIndex(t *testing.T) {
	s := load(t, `
CREATE TABLE t (a integer, b integer);
CREATE UNIQUE INDEX partial ON t (b, a) WHERE a > 0;
CREATE UNIQUE INDEX i ON t (b, a);
CREATE TABLE r (a integer, b integer, CONSTRAINT f FOREIGN KEY (a, b) REFERENCES t (a, b));`)
	want := schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "i"}
	if f := tableIn(t, s, "r").Constraint("f"); !slices.Contains(f.Uses, want) {
		t.Errorf("the reference needs %v, want %s among them", f.Uses, want)
	}
}
