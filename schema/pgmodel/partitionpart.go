package pgmodel

// What partitions have because a table above them has it: their parts of its indexes, keys,
// exclusions and foreign keys. The server makes most of them itself and makes up their names; such a
// one says nothing and is no part of its table in comparisons. What differs from that, a name, a
// setting, a key of the partition's own, does (ddl-partitioning.html, 5.12.2.2).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// PartitionPart is the index or foreign key of a partition that belongs to one of a table above
// it. It goes with that, and with its table.
type PartitionPart struct {
	Shared                   // its own name; the comment is that of the constraint where it is a key
	Table        schema.Key  // the partition
	Root         schema.Key  // the index or constraint of the topmost table
	Kind         schema.Kind // KindIndex, or that of the constraint
	Parts        []Part      // the elements, if they are ordered in another way than those of the root
	Clustered    bool
	Options      []Setting
	Tablespace   string
	Statistics   []Setting // targets of expression columns, by number
	IndexComment string    // of the index of a key

	Local     bool // a constraint that was declared for the partition itself
	Automatic bool // the server may have made up the name
	Plain     bool // it is as the server makes it
}

// Key names the index by what it belongs to: a partition has one of each.
func (x *PartitionPart) Key() schema.Key {
	k := schema.Key{Kind: schema.KindPartitionIndex, Schema: x.Table.Schema, Table: x.Table.Name, Name: x.Root.Name}
	if x.Kind == schema.KindForeign {
		k.Kind = schema.KindPartitionRef
	}
	if x.Root.Schema != x.Table.Schema {
		k.Name = x.Root.Schema + "." + x.Root.Name
	}
	return k
}

// ID is the index as a relation.
func (x *PartitionPart) ID() schema.Key {
	return schema.Key{Kind: schema.KindIndex, Schema: x.Table.Schema, Table: x.Table.Name, Name: x.Name}
}

// Fields are the attributes of the index.
func (x *PartitionPart) Fields() []schema.Field { return x.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller. One
// name that the server makes up is as good as another.
func (x *PartitionPart) AppendFields(list []schema.Field) []schema.Field {
	name := x.Name
	if x.Automatic {
		name = ""
	}
	return x.appendShared(append(list,
		schema.Field{Name: "name", Value: name}, schema.Field{Name: "kind", Value: string(x.Kind)}, partsField("columns", x.Parts), schema.Field{Name: "clustered", Value: schema.Flag(x.Clustered)},
		schema.Field{Name: "options", Value: settingsText(x.Options)}, schema.Field{Name: "tablespace", Value: x.Tablespace},
		schema.Field{Name: "statistics", Value: settingsText(x.Statistics)}, schema.Field{Name: "index comment", Value: x.IndexComment},
	))
}

// Clone copies the index.
func (x *PartitionPart) Clone() schema.Object {
	o := *x
	o.Parts = cloneParts(x.Parts)
	o.Uses, o.Options, o.Statistics = slices.Clone(x.Uses), slices.Clone(x.Options), slices.Clone(x.Statistics)
	return &o
}

// PartitionPart returns the index of the table that belongs to an index or constraint of a
// table above it, or nil.
func (t *Table) PartitionPart(root schema.Key) *PartitionPart {
	return t.partitionPart(func(x *PartitionPart) bool { return x.Root == root })
}

// PartitionIndexNamed returns the index of that name that belongs to one of a table above,
// or nil.
func (t *Table) PartitionIndexNamed(name string) *PartitionPart {
	return t.partitionPart(func(x *PartitionPart) bool { return x.Name == name && x.Kind != schema.KindForeign })
}

// PartitionConstraintNamed returns the constraint of that name that belongs to one of a table
// above, or nil.
func (t *Table) PartitionConstraintNamed(name string) *PartitionPart {
	return t.partitionPart(func(x *PartitionPart) bool { return x.Name == name && x.Kind != schema.KindIndex })
}

// PartKey returns the key of the index or constraint of a partition that belongs to one of a table
// above, for the key that it would have as the partition's own; any other key as it is.
func PartKey(s *schema.Schema, k schema.Key) schema.Key {
	if k.Table == "" || k.Kind != schema.KindIndex && !k.Kind.Has(schema.Indexed) && k.Kind != schema.KindForeign {
		return k
	}
	t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*Table)
	if !ok {
		return k
	}
	x := t.PartitionIndexNamed(k.Name)
	if k.Kind != schema.KindIndex {
		x = t.PartitionConstraintNamed(k.Name)
	}
	if x == nil {
		return k
	}
	return x.Key()
}

func (t *Table) partitionPart(is func(*PartitionPart) bool) *PartitionPart {
	if i := slices.IndexFunc(t.PartitionParts, is); i >= 0 {
		return t.PartitionParts[i]
	}
	return nil
}

// IndexRoot is an index or constraint of a partitioned table as far as its partitions get
// it: the root of their indexes.
type IndexRoot struct {
	Key        schema.Key
	Kind       schema.Kind // KindIndex, or that of the constraint
	Names      []string    // of the columns, as made-up names hold them
	Options    []Setting
	Tablespace string
}

// FindIndexRoot returns the root that has the key, or nil.
func FindIndexRoot(s *schema.Schema, k schema.Key) *IndexRoot {
	switch o := RootObject(s, k).(type) {
	case *Index:
		return RootOfIndex(o)
	case *Constraint:
		return RootOfKey(o)
	}
	return nil
}

// RootOfIndex is an index as a root.
func RootOfIndex(x *Index) *IndexRoot {
	return &IndexRoot{Key: x.ID, Kind: schema.KindIndex, Names: IndexColumns(PartNames(x.Parts), x.Extra().Include), Options: x.Extra().Options, Tablespace: x.Extra().Tablespace}
}

// RootOfKey is a key or exclusion as a root.
func RootOfKey(c *Constraint) *IndexRoot {
	columns := c.Columns
	if c.Kind == schema.KindExclusion {
		columns = PartNames(c.Parts)
	}
	if c.Kind == schema.KindForeign {
		return &IndexRoot{Key: c.Key(), Kind: c.Kind, Names: c.Columns}
	}
	return &IndexRoot{Key: c.Key(), Kind: c.Kind, Names: IndexColumns(columns, c.Extra().Include), Options: c.Extra().Options, Tablespace: c.Extra().Tablespace}
}

// MadeNames returns what the server makes the name of an index of a kind from, beside the name of
// its table: the columns and the label.
func (r *IndexRoot) MadeNames(kind schema.Kind) (columns []string, label string) {
	switch kind {
	case schema.KindPrimary:
		return nil, "pkey"
	case schema.KindUnique:
		return r.Names, "key"
	case schema.KindExclusion:
		return r.Names, "excl"
	case schema.KindForeign:
		return r.Names, "fkey"
	}
	return r.Names, "idx"
}

// SettlePartitionParts finds out which of the indexes of partitions are as the server makes
// them. It changes what edit returns for a table.
func SettlePartitionParts(s *schema.Schema, edit func(*Table) *Table) {
	for o := range s.All() {
		t, ok := o.(*Table)
		if !ok || len(t.PartitionParts) == 0 {
			continue
		}
		for i, x := range t.PartitionParts {
			automatic, plain := x.settle(FindIndexRoot(s, x.Root))
			if automatic != x.Automatic || plain != x.Plain {
				own := edit(t).PartitionParts[i]
				own.Automatic, own.Plain = automatic, plain
			}
		}
	}
}

func (x *PartitionPart) settle(root *IndexRoot) (automatic, plain bool) {
	if root == nil {
		return false, false
	}
	columns, label := root.MadeNames(x.Kind)
	automatic = isMadeName(x.Table.Name, JoinNames(columns), label, x.Name)
	if x.Kind == schema.KindForeign {
		automatic = automatic || x.Name == root.Key.Name
	}
	plain = automatic && x.Kind == root.Kind && len(x.Parts) == 0 && !x.Clustered && len(x.Statistics) == 0 && x.Comment == "" && x.IndexComment == "" &&
		settingsText(x.Options) == settingsText(root.Options) && x.Tablespace == root.Tablespace
	return automatic, plain
}

// IndexOfKey is the index that enforces a key or an exclusion.
func IndexOfKey(c *Constraint) *Index {
	x := &Index{ID: schema.Key{Kind: schema.KindIndex, Schema: c.Table.Schema, Name: c.Name}, Table: c.Table, Method: "btree",
		Unique: c.Kind != schema.KindExclusion, NullsNotDistinct: c.NullsNotDistinct, Parts: cloneParts(c.Parts)}
	x.Name = c.Name
	for _, n := range c.Columns {
		x.Parts = append(x.Parts, Part{Column: n})
	}
	if r := c.Extra(); len(r.Include) > 0 || !r.Where.IsZero() {
		rare := x.EditExtra()
		rare.Include, rare.Where = r.Include, r.Where
	}
	if c.Extra().Method != "" {
		x.Method = c.Extra().Method
	}
	return x
}

// Shape returns what must agree in an index of a table and one of its partition, so that this can
// belong to that: what it finds, but neither the order it keeps nor how it is stored
// (index.c, CompareIndexInfo).
func (i *Index) Shape() string {
	bare := &Index{Method: i.Method, Unique: i.Unique, NullsNotDistinct: i.NullsNotDistinct, Parts: slices.Clone(i.Parts)}
	for n := range bare.Parts {
		bare.Parts[n].Desc, bare.Parts[n].NullsFirst, bare.Parts[n].ClassOpts = false, false, nil
	}
	if i.HasExtra() {
		rare := bare.EditExtra()
		rare.Include, rare.Where = i.Extra().Include, i.Extra().Where
	}
	var text strings.Builder
	for _, f := range bare.Fields() {
		text.WriteString(f.Name + "=" + f.Value + ";")
	}
	return text.String()
}

// Detached is the index as one of the table's own, which DETACH PARTITION makes of it: an Index or
// a Constraint. The root is the Index or Constraint that it belongs to.
func (x *PartitionPart) Detached(root Object) Object {
	if x.Kind == schema.KindIndex {
		from, ok := root.(*Index)
		if !ok {
			from = IndexOfKey(root.(*Constraint))
		}
		own := from.Clone().(*Index)
		own.ID = schema.Key{Kind: schema.KindIndex, Schema: x.Table.Schema, Name: x.Name}
		if len(x.Parts) > 0 {
			own.Parts = cloneParts(x.Parts)
		}
		own.Table, own.Only, own.Invalid, own.Clustered, own.Uses = x.Table, false, false, x.Clustered, nil
		own.Origin, own.Comment = x.Origin, x.Comment
		rare := own.EditExtra()
		rare.Options, rare.Tablespace, rare.Statistics = x.Options, x.Tablespace, x.Statistics
		own.Use(x.Table)
		return own
	}
	from, ok := root.(*Constraint)
	if !ok {
		i := root.(*Index)
		from = &Constraint{Columns: PartNames(i.Parts), NullsNotDistinct: i.NullsNotDistinct}
		if len(i.Extra().Include) > 0 {
			from.EditExtra().Include = i.Extra().Include
		}
	}
	own := from.Clone().(*Constraint)
	own.Kind, own.Table, own.Clustered, own.Uses = x.Kind, x.Table, x.Clustered, nil
	own.Origin, own.Comment = x.Origin, x.Comment
	if own.HasExtra() || len(x.Options) > 0 || x.Tablespace != "" || x.IndexComment != "" {
		rare := own.EditExtra()
		rare.Options, rare.Tablespace, rare.IndexComment = x.Options, x.Tablespace, x.IndexComment
	}
	own.Use(x.Table)
	if own.Kind == schema.KindForeign {
		own.Use(own.References)
	}
	return own
}

// OrderedParts returns the elements of an index if they are ordered in another way than those of
// the index it is like, else nil.
func OrderedParts(own, root []Part) []Part {
	if partsField("", own).Value == partsField("", root).Value {
		return nil
	}
	return cloneParts(own)
}

// RootObject is the Index or Constraint that has the key of a root, or nil.
func RootObject(s *schema.Schema, k schema.Key) Object {
	if x, ok := s.Get(k).(*Index); ok {
		return x
	}
	if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*Table); ok && (k.Kind.Has(schema.Indexed) || k.Kind == schema.KindForeign) {
		if c := t.Constraint(k.Name); c != nil {
			return c
		}
	}
	return nil
}
