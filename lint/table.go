package lint

// This file is a table as rules look at it. Which struct of which model it comes from is
// known to the dialect's Describer alone, so that a rule is written once.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
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

	Partition, Partitioned, Inherits, Foreign, Unlogged bool
	RowSecurity                                         bool
	Policies                                            []*Policy
	Strict, WithoutRowID, Autoincrement                 bool
	RowIDAlias                                          string
}

// Column is a column of a table.
type Column struct {
	Name, Type  string // Type is canonical
	Pos         schema.Pos
	NotNull     bool
	Default     string
	NullDefault bool
	Identity    bool
	Sequence    bool // its default takes a value from a sequence
	Generated   bool
	Comment     string
}

// Policy is a policy of row level security; Text follows its name: "for select to app using (…)".
type Policy struct {
	Object
	Text string
}

// Index is an index, or that of a key.
type Index struct {
	Name    string
	Pos     schema.Pos
	Columns []string   // "" for an expression
	Text    []string   // of all parts, with order, collation and operator class
	Inputs  [][]string // of each part: the names that may be those of the columns it reads
	Method  string
	Unique  bool
	Where   string
	Partial bool
	Include int
	Invalid bool
	Key     bool // it belongs to a constraint
	Lenient bool // rows in conflict with it are skipped or replaced without an error, or are when a transaction ends
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
	Resolved   bool // its table is known to exist, though it may not be among those looked at
}

// Describer makes tables of the objects of one dialect's model.
type Describer interface {
	// Table is a table without its indexes and policies; nil for what is no table.
	Table(o schema.Object) *Table
	// Index is an index; nil for what is none.
	Index(o schema.Object) *Index
	// Policy is a policy; nil for what is none.
	Policy(o schema.Object) *Policy
}

// Object is the table for a finding.
func (t *Table) Object() Object { return Object{t.Display(), t.Pos, t.Key} }

// Display is the table's name, with its schema where that is not the usual one.
func (t *Table) Display() string {
	if !schema.IsDefaultSpace(t.Key.Schema) {
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
	view   Describer
	parts  map[schema.Key][]schema.Object // indexes and policies by their table
	made   map[schema.Key]*Table

	indexed map[string]schema.Key // tables by the names of their indexes, in lower case
}

func newCatalog(s *schema.Schema, view Describer) *catalog {
	c := &catalog{schema: s, view: view, parts: map[schema.Key][]schema.Object{}, made: map[schema.Key]*Table{}}
	for o := range s.All() {
		if kind := o.Key().Kind; kind == schema.KindIndex || kind == schema.KindPolicy {
			table := schema.RelationOf(o)
			c.parts[table] = append(c.parts[table], o)
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
	if o := c.schema.Get(k); o != nil && !slices.Contains(c.schema.Borrowed, k) {
		t = c.view.Table(o)
	}
	c.made[k] = t
	if t == nil {
		return nil
	}
	for _, o := range c.parts[k] {
		if x := c.view.Index(o); x != nil {
			t.Indexes = append(t.Indexes, x)
		} else if p := c.view.Policy(o); p != nil {
			t.Policies = append(t.Policies, p)
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
