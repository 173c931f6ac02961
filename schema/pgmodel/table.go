package pgmodel

// Tables, ordinary, partitioned, partitions and foreign ones. Columns
// and constraints are parts with keys and fields of their own, so that a difference names the
// column and not its table.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Table is a table of PostgreSQL, ordinary, partitioned or foreign, with the
// columns and constraints that are created and dropped with it.
type Table struct {
	Shared
	ID schema.Key // KindTable or KindForeignTable

	Columns     []*Column
	Constraints []*Constraint

	MergedChecks   []*Constraint    // that a parent has as well; not compared
	PartitionParts []*PartitionPart // that belong to indexes of tables above it

	Unlogged    bool
	PartitionBy *PartitionBy // nil but for a partitioned table
	PartitionOf schema.Key   // the parent of a partition; zero else
	Bound       Expr         // FOR VALUES … or DEFAULT, of a partition
	Inherits    []schema.Key // parents, in their order
	OfType      string       // composite type of a typed table, canonical
	Method      string       // access method; "" for heap
	Tablespace  string
	Options     []Setting // storage parameters by name, those of TOAST as "toast.x"

	ReplicaIdentity  string // "" for the primary key, "full", "nothing", or "index NAME"
	RowSecurity      bool
	ForceRowSecurity bool

	Server        string    // of a foreign table
	ServerOptions []Setting // of a foreign table, by name
}

// PartitionBy is how a partitioned table divides its rows.
type PartitionBy struct {
	Strategy string // "range", "list" or "hash"
	Parts    []Part
}

// Key names the table.
func (t *Table) Key() schema.Key { return t.ID }

// Fields are the table's own attributes; its parts have theirs.
func (t *Table) Fields() []schema.Field { return t.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (t *Table) AppendFields(list []schema.Field) []schema.Field {
	by := schema.Field{Name: "partition by"}
	if t.PartitionBy != nil {
		by = partsField("partition by", t.PartitionBy.Parts)
		by.Value, by.Loose = t.PartitionBy.Strategy+" ("+by.Value+")", t.PartitionBy.Strategy+" ("+by.Loose+")"
	}
	return t.appendShared(append(list,
		schema.Field{Name: "unlogged", Value: schema.Flag(t.Unlogged)}, by,
		schema.Field{Name: "partition of", Value: dottedKey(t.PartitionOf)}, t.Bound.field(FieldBound),
		schema.Field{Name: "inherits", Value: dotted(t.Inherits)}, schema.Field{Name: "of type", Value: t.OfType},
		schema.Field{Name: "access method", Value: t.Method}, schema.Field{Name: "tablespace", Value: t.Tablespace},
		schema.Field{Name: "options", Value: settingsText(t.Options)}, schema.Field{Name: "replica identity", Value: t.identity()},
		schema.Field{Name: "row security", Value: schema.Flag(t.RowSecurity)}, schema.Field{Name: "force row security", Value: schema.Flag(t.ForceRowSecurity)},
		schema.Field{Name: "server", Value: t.Server}, schema.Field{Name: "server options", Value: settingsText(t.ServerOptions)},
	))
}

// identity is the replica identity. That by an index of a partition whose name the server has
// made up is named by what the index belongs to.
func (t *Table) identity() string {
	if n, ok := strings.CutPrefix(t.ReplicaIdentity, "index "); ok {
		if x := t.PartitionIndexNamed(n); x != nil && x.Automatic {
			return "index of " + x.Key().Name
		}
	}
	return t.ReplicaIdentity
}

// Parts are columns in their order, then constraints, then indexes that belong to those of
// tables above and are not as the server makes them.
func (t *Table) Parts() []schema.Object {
	return t.AppendParts(make([]schema.Object, 0, len(t.Columns)+len(t.Constraints)))
}

// AppendParts appends the parts to list, which is used again by the caller.
func (t *Table) AppendParts(list []schema.Object) []schema.Object {
	t.eachPart(func(part schema.Object) { list = append(list, part) })
	return list
}

// eachPart calls do for each part.
func (t *Table) eachPart(do func(schema.Object)) {
	for _, c := range t.Columns {
		do(c)
	}
	for _, c := range t.Constraints {
		do(c)
	}
	for _, x := range t.PartitionParts {
		if !x.Plain {
			do(x)
		}
	}
}

// Parents are the tables that a table is a child or partition of.
func (t *Table) Parents() []schema.Key {
	if t.PartitionOf != (schema.Key{}) {
		return []schema.Key{t.PartitionOf}
	}
	return t.Inherits
}

// Column returns the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Constraint returns the constraint of that name, or nil.
func (t *Table) Constraint(name string) *Constraint {
	for _, c := range t.Constraints {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Primary returns the primary key, or nil.
func (t *Table) Primary() *Constraint {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindPrimary {
			return c
		}
	}
	return nil
}

// dottedKey is "schema.name", or "" for the zero Key.
func dottedKey(k schema.Key) string {
	if k == (schema.Key{}) {
		return ""
	}
	return Qualified(k.Schema, k.Name)
}

func dotted(keys []schema.Key) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = dottedKey(k)
	}
	return strings.Join(names, ", ")
}

// Clone copies the table, its columns and its constraints.
func (t *Table) Clone() schema.Object {
	c := *t
	c.Columns = cloneList(t.Columns, func(o *Column) *Column { return o.Clone().(*Column) })
	c.Constraints = cloneList(t.Constraints, func(o *Constraint) *Constraint { return o.Clone().(*Constraint) })
	if t.MergedChecks != nil {
		c.MergedChecks = cloneList(t.MergedChecks, func(o *Constraint) *Constraint { return o.Clone().(*Constraint) })
	}
	if t.PartitionParts != nil {
		c.PartitionParts = cloneList(t.PartitionParts, func(o *PartitionPart) *PartitionPart { return o.Clone().(*PartitionPart) })
	}
	c.Inherits, c.Uses = slices.Clone(t.Inherits), slices.Clone(t.Uses)
	c.Options, c.ServerOptions = slices.Clone(t.Options), slices.Clone(t.ServerOptions)
	if t.PartitionBy != nil {
		c.PartitionBy = &PartitionBy{Strategy: t.PartitionBy.Strategy, Parts: cloneParts(t.PartitionBy.Parts)}
	}
	return &c
}

// FieldBound is the name of the field that holds the bound of a partition.
const FieldBound = "bound"

// Part returns the attributes of all kinds, of a column or constraint.
func (t *Table) Part(k schema.Key) *Shared {
	if k.Kind == schema.KindColumn {
		if c := t.Column(k.Name); c != nil {
			return &c.Shared
		}
	} else if c := t.Constraint(k.Name); c != nil {
		return &c.Shared
	}
	return nil
}
