package lint

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Table is a table as rules look at it, whatever the dialect.
type Table struct {
	Key         schema.Key
	Name        string
	Pos         schema.Pos
	Columns     []*Column
	Primary     *Index // nil without a primary key
	Uniques     []*Index
	Indexes     []*Index
	ForeignKeys []*ForeignKey
	Checks      []*CheckRule
	Comment     string

	Partition, Partitioned, Heir, Foreign, Unlogged bool
	RowSecurity                                     bool
	Policies                                        []Object
	Strict, WithoutRowID, Autoincrement             bool
	RowIDAlias                                      string
}

// Column is a column of a table.
type Column struct {
	Name, Type  string // Type is canonical
	Pos         schema.Pos
	NotNull     bool
	Default     string
	NullDefault bool
	Identity    bool
	Generated   bool
}

// Index is an index, or that of a key.
type Index struct {
	Name    string
	Pos     schema.Pos
	Columns []string // "" for an expression
	Text    []string // of all parts, with order, collation and operator class
	Method  string
	Unique  bool
	Where   string
	Partial bool
	Include int
	Invalid bool
	Key     bool // it belongs to a constraint
}

// CheckRule is a CHECK of a table; one without a name is named by its expression.
type CheckRule struct {
	Object
	Expr string
}

// ForeignKey is a reference.
type ForeignKey struct {
	Name       string
	Pos        schema.Pos
	Columns    []string
	References schema.Key
	Referenced []string // none where the primary key is meant
	Deferrable bool
}

// Object is the table for a finding.
func (t *Table) Object() Object { return Object{t.Display(), t.Pos, t.Key} }

// Display is the table's name, with its schema where that is not the usual one.
func (t *Table) Display() string {
	if t.Key.Schema != "" && t.Key.Schema != "public" {
		return t.Key.Schema + "." + t.Name
	}
	return t.Name
}

// Part is a part of the table for a finding.
func (t *Table) Part(name string, pos schema.Pos) Object {
	if pos.IsZero() {
		pos = t.Pos
	}
	return Object{t.Display() + "." + name, pos, schema.Key{Kind: schema.KindColumn, Schema: t.Key.Schema, Table: t.Key.Name, Name: name}}
}

// Column is the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for _, c := range t.Columns {
		if c.Name == name || strings.EqualFold(c.Name, name) && t.Key.Schema == "" {
			return c
		}
	}
	return nil
}

// Keys are the primary key, the unique constraints and the unique indexes over all rows.
func (t *Table) Keys() []*Index {
	var keys []*Index
	if t.Primary != nil {
		keys = append(keys, t.Primary)
	}
	keys = append(keys, t.Uniques...)
	for _, x := range t.Indexes {
		if x.Unique && !x.Partial {
			keys = append(keys, x)
		}
	}
	return keys
}

// catalog are the tables of a schema, made when somebody asks for one.
type catalog struct {
	schema *schema.Schema
	parts  map[schema.Key][]schema.Object // indexes and policies by their table
	made   map[schema.Key]*Table

	indexed map[string]schema.Key // tables by the names of their indexes, in lower case
}

func newCatalog(s *schema.Schema) *catalog {
	c := &catalog{schema: s, parts: map[schema.Key][]schema.Object{}, made: map[schema.Key]*Table{}}
	for o := range s.All() {
		switch o := o.(type) {
		case *pgmodel.Index:
			c.parts[o.Table] = append(c.parts[o.Table], o)
		case *pgmodel.Policy:
			c.parts[o.Table] = append(c.parts[o.Table], o)
		case *litemodel.Index:
			c.parts[o.Table] = append(c.parts[o.Table], o)
		}
	}
	return c
}

// get is the table of a key, or nil.
func (c *catalog) get(k schema.Key) *Table {
	if t, known := c.made[k]; known {
		return t
	}
	var t *Table
	switch o := c.schema.Get(k).(type) {
	case *pgmodel.Table:
		t = tablePg(o)
	case *litemodel.Table:
		t = tableSQLite(o)
	}
	c.made[k] = t
	if t == nil {
		return nil
	}
	for _, o := range c.parts[k] {
		switch o := o.(type) {
		case *pgmodel.Index:
			t.Indexes = append(t.Indexes, indexPg(o))
		case *pgmodel.Policy:
			t.Policies = append(t.Policies, Object{o.Name, o.Pos(), o.Key()})
		case *litemodel.Index:
			t.Indexes = append(t.Indexes, indexSQLite(o))
		}
	}
	return t
}

// all are all tables, in the order of their keys.
func (c *catalog) all() []*Table {
	var list []*Table
	for o := range c.schema.All() {
		if t := c.get(o.Key()); t != nil {
			list = append(list, t)
		}
	}
	return list
}

// withIndex is the table that has an index of a name, in whatever case; nil if none has.
func (c *catalog) withIndex(name string) *Table {
	if c.indexed == nil {
		c.indexed = map[string]schema.Key{}
		for k, list := range c.parts {
			for _, o := range list {
				if o.Key().Kind == schema.KindIndex {
					c.indexed[strings.ToLower(o.Display())] = k
				}
			}
		}
	}
	k, there := c.indexed[strings.ToLower(name)]
	if !there {
		return nil
	}
	return c.get(k)
}

func tablePg(o *pgmodel.Table) *Table {
	t := &Table{Key: o.ID, Name: o.Name, Pos: o.Pos(), Comment: o.Comment, Unlogged: o.Unlogged, RowSecurity: o.RowSecurity,
		Partition: o.PartitionOf != schema.Key{}, Partitioned: o.PartitionBy != nil, Heir: len(o.Inherits) > 0, Foreign: o.ID.Kind == schema.KindForeignTable}
	for _, c := range o.Columns {
		rare := c.Rare()
		t.Columns = append(t.Columns, &Column{Name: c.Name, Type: c.Type, Pos: c.Pos(), NotNull: c.NotNull, Default: c.Default.SQL,
			NullDefault: rare.NullDefault != "", Identity: rare.Identity != "", Generated: !rare.Generated.IsZero()})
	}
	for _, c := range o.Constraints {
		x := &Index{Name: c.Name, Pos: c.Pos(), Columns: c.Columns, Text: c.Columns, Method: "btree", Unique: true, Key: true, Include: len(c.Rare().Include)}
		switch c.Kind {
		case schema.KindPrimary:
			t.Primary = x
		case schema.KindUnique:
			t.Uniques = append(t.Uniques, x)
		case schema.KindCheck:
			t.Checks = append(t.Checks, &CheckRule{Object{c.Name, c.Pos(), c.Key()}, c.Expr.Loose})
		case schema.KindForeign:
			t.ForeignKeys = append(t.ForeignKeys, &ForeignKey{Name: c.Name, Pos: c.Pos(), Columns: c.Columns, References: c.References,
				Referenced: c.Rare().RefColumns, Deferrable: c.Deferrable})
		}
	}
	return t
}

func indexPg(o *pgmodel.Index) *Index {
	rare := o.Rare()
	x := &Index{Name: o.Name, Pos: o.Pos(), Method: o.Method, Unique: o.Unique, Where: rare.Where.Loose, Partial: !rare.Where.IsZero(),
		Include: len(rare.Include), Invalid: o.Invalid}
	for _, p := range o.Parts {
		x.Columns = append(x.Columns, p.Column)
		text := p.Column
		if p.Column == "" {
			text = "(" + p.Expr.Loose + ")"
		}
		if p.Collation != "" || p.OpClass != "" || p.Desc || p.NullsFirst {
			text += " " + p.Collation + " " + p.OpClass
			if p.Desc {
				text += " desc"
			}
			if p.NullsFirst != p.Desc {
				text += " nulls"
			}
		}
		x.Text = append(x.Text, text)
	}
	return x
}

func tableSQLite(o *litemodel.Table) *Table {
	t := &Table{Key: o.Key(), Name: o.Name, Pos: o.Pos()}
	if own := o.Options; own != nil {
		t.Strict, t.WithoutRowID, t.Autoincrement, t.RowIDAlias = own.Strict, own.WithoutRowID, own.Autoincrement, own.RowIDAlias
	}
	for _, c := range o.Columns {
		t.Columns = append(t.Columns, &Column{Name: c.Name, Type: c.Type.Name, Pos: c.Pos(), NotNull: c.NotNull, Default: c.Default.SQL,
			NullDefault: strings.EqualFold(c.Default.SQL, "null"), Generated: c.IsGenerated()})
	}
	key := func(u *litemodel.Unique) *Index {
		x := &Index{Name: u.Name, Pos: u.Pos(), Method: "btree", Unique: true, Key: true}
		for _, p := range u.Parts {
			x.Columns, x.Text = append(x.Columns, p.Column), append(x.Text, p.String())
		}
		return x
	}
	if o.Primary != nil {
		t.Primary = key(o.Primary)
	}
	for _, u := range o.Uniques {
		t.Uniques = append(t.Uniques, key(u))
	}
	for _, c := range o.Checks {
		t.Checks = append(t.Checks, &CheckRule{Object{c.Key().Name, c.Pos(), c.Key()}, c.Expr.SQL})
	}
	for _, f := range o.ForeignKeys {
		t.ForeignKeys = append(t.ForeignKeys, &ForeignKey{Name: f.Name, Pos: f.Pos(), Columns: f.Columns, References: f.References, Referenced: f.RefColumns,
			Deferrable: f.Deferred})
	}
	return t
}

func indexSQLite(o *litemodel.Index) *Index {
	x := &Index{Name: o.Name, Pos: o.Pos(), Method: "btree", Unique: o.Unique, Where: o.Where.SQL, Partial: o.Where.SQL != ""}
	for _, p := range o.Parts {
		x.Columns, x.Text = append(x.Columns, p.Column), append(x.Text, p.String())
	}
	return x
}
