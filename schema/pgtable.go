package schema

import (
	"slices"
	"strings"
)

// PgTable is a table of PostgreSQL, ordinary, partitioned or foreign, with the
// columns and constraints that are created and dropped with it.
type PgTable struct {
	PgBase
	ID Key // KindTable or KindForeignTable

	Columns     []*PgColumn
	Constraints []*PgConstraint

	Unlogged    bool
	PartitionBy *PgPartitionBy // nil but for a partitioned table
	PartitionOf Key            // the parent of a partition; zero else
	Bound       PgExpr         // FOR VALUES … or DEFAULT, of a partition
	Inherits    []Key          // parents, in their order
	OfType      string         // composite type of a typed table, canonical
	Method      string         // access method; "" for heap
	Tablespace  string
	Options     []PgSetting // storage parameters by name, those of TOAST as "toast.x"

	ReplicaIdentity  string // "" for the primary key, "full", "nothing", or "index NAME"
	RowSecurity      bool
	ForceRowSecurity bool

	Server        string      // of a foreign table
	ServerOptions []PgSetting // of a foreign table, by name
}

// PgPartitionBy is how a partitioned table divides its rows.
type PgPartitionBy struct {
	Strategy string // "range", "list" or "hash"
	Parts    []PgPart
}

// Key names the table.
func (t *PgTable) Key() Key { return t.ID }

// Fields are the table's own attributes; its parts have theirs.
func (t *PgTable) Fields() []Field { return t.AppendFields(nil) }

func (t *PgTable) AppendFields(list []Field) []Field {
	by := Field{Name: "partition by"}
	if t.PartitionBy != nil {
		by = partsField("partition by", t.PartitionBy.Parts)
		by.Value, by.Loose = t.PartitionBy.Strategy+" ("+by.Value+")", t.PartitionBy.Strategy+" ("+by.Loose+")"
	}
	return t.appendShared(append(list,
		Field{Name: "unlogged", Value: Flag(t.Unlogged)}, by,
		Field{Name: "partition of", Value: dottedKey(t.PartitionOf)}, t.Bound.field("bound"),
		Field{Name: "inherits", Value: dotted(t.Inherits)}, Field{Name: "of type", Value: t.OfType},
		Field{Name: "access method", Value: t.Method}, Field{Name: "tablespace", Value: t.Tablespace},
		Field{Name: "options", Value: settingsText(t.Options)}, Field{Name: "replica identity", Value: t.ReplicaIdentity},
		Field{Name: "row security", Value: Flag(t.RowSecurity)}, Field{Name: "force row security", Value: Flag(t.ForceRowSecurity)},
		Field{Name: "server", Value: t.Server}, Field{Name: "server options", Value: settingsText(t.ServerOptions)},
	))
}

// Parts are columns in their order, then constraints.
func (t *PgTable) Parts() []Object {
	parts := make([]Object, 0, len(t.Columns)+len(t.Constraints))
	for _, c := range t.Columns {
		parts = append(parts, c)
	}
	for _, c := range t.Constraints {
		parts = append(parts, c)
	}
	return parts
}

// Column returns the column of that name, or nil.
func (t *PgTable) Column(name string) *PgColumn {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Constraint returns the constraint of that name, or nil.
func (t *PgTable) Constraint(name string) *PgConstraint {
	for _, c := range t.Constraints {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Primary returns the primary key, or nil.
func (t *PgTable) Primary() *PgConstraint {
	for _, c := range t.Constraints {
		if c.Kind == KindPrimary {
			return c
		}
	}
	return nil
}

// dottedKey is "schema.name", or "" for the zero Key.
func dottedKey(k Key) string {
	if k == (Key{}) {
		return ""
	}
	return QualifiedPg(k.Schema, k.Name)
}

func dotted(keys []Key) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = dottedKey(k)
	}
	return strings.Join(names, ", ")
}

// Clone copies the table, its columns and its constraints.
func (t *PgTable) Clone() PgObject {
	c := *t
	c.Columns = cloned(t.Columns, func(o *PgColumn) *PgColumn { return o.Clone().(*PgColumn) })
	c.Constraints = cloned(t.Constraints, func(o *PgConstraint) *PgConstraint { return o.Clone().(*PgConstraint) })
	c.Inherits, c.Uses = slices.Clone(t.Inherits), slices.Clone(t.Uses)
	return &c
}
