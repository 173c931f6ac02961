// Package compat reports whether code written for one schema still works on a later one, as it
// must while two releases run on one database.
//
// The schema of a release and the one that is to come go in, a list of what its statements
// meet comes out: what fails, what depends on values or on how a statement is written, and
// what to do instead. No statement is parsed and no database is asked; that the answers are
// right is measured by a test that runs statements of the release on real databases.
package compat

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Effect says what becomes of statements that were written for the release.
type Effect int

// The effects, from none to certain.
const (
	Works   Effect = iota
	Rarely         // only statements in a form that names no columns, or that were prepared before, notice it
	Depends        // on values, or on how a statement is written
	Fails          // every statement that uses it in this way
)

// Break is one difference that statements of the release notice.
type Break struct {
	Key     schema.Key // what changed, as the release has it, or as it will be where it is new
	Pos     schema.Pos // in the files of the schema to come; zero where they do not speak of it
	Reads   Effect     // of SELECT, and of what a query calls
	Writes  Effect     // of INSERT, UPDATE and DELETE
	What    string     // what changed, after the name: "is gone"
	Who     string     // which statements notice, and how: "statements that name it fail"
	Instead string     // how to change it so that both releases work
}

// Effect is the stronger one of the two.
func (b Break) Effect() Effect { return max(b.Reads, b.Writes) }

// Dialect gives the differences between databases.
type Dialect struct {
	View  lint.Describer
	Types func(from, to string) lint.TypeChange
}

// Compare lists what statements written for the schema from meet in the schema to, in the order
// of keys. Names that changed are gone for them, so that no rename is followed.
func Compare(from, to *schema.Schema, d Dialect) []Break {
	c := &comparison{Dialect: d, from: from, to: to, changes: plan.Compare(from, to), gone: map[schema.Key]bool{}, tables: map[schema.Key][2]*lint.Table{}}
	for _, change := range c.changes {
		if change.Op == plan.Drop && change.Key.Kind.Has(schema.RowSource) {
			c.gone[relation(change.Key)] = true
		}
	}
	c.lookAround()
	for _, change := range c.changes {
		c.change(change)
	}
	for o := range from.All() {
		if k := o.Key(); k.Kind.Has(schema.PartOwner) && k.Kind.Has(schema.RowSource) && !c.gone[relation(k)] {
			c.columnOrder(o)
			c.keys(o)
		}
	}
	slices.SortStableFunc(c.breaks, func(a, b Break) int {
		return cmp.Or(schema.CompareKeys(a.Key, b.Key), cmp.Compare(b.Effect(), a.Effect()))
	})
	return c.breaks
}

// comparison holds what the files of the package share.
type comparison struct {
	Dialect
	from, to *schema.Schema
	changes  []plan.Change
	gone     map[schema.Key]bool // tables and views that are no longer what they were, by relation
	tables   map[schema.Key][2]*lint.Table
	breaks   []Break

	indexes  map[*schema.Schema]map[schema.Key][]schema.Object // of both schemas, by the relation
	filled   map[schema.Key]bool                               // relations with a trigger that may fill columns before a row is written
	defaults map[string]bool                                   // partitioned tables of the release that have a default partition
}

// lookAround finds once what many differences ask about.
func (c *comparison) lookAround() {
	c.indexes, c.filled, c.defaults = map[*schema.Schema]map[schema.Key][]schema.Object{}, map[schema.Key]bool{}, map[string]bool{}
	for _, s := range []*schema.Schema{c.from, c.to} {
		byTable := map[schema.Key][]schema.Object{}
		for o := range s.All() {
			switch k := o.Key(); {
			case k.Kind == schema.KindIndex:
				for _, t := range relationsOf(o) {
					byTable[t] = append(byTable[t], o)
				}
			case k.Kind == schema.KindTrigger && s == c.to && value(o, "timing") != "after":
				for _, t := range relationsOf(o) {
					c.filled[t] = true
				}
			case k.Kind.Has(schema.RowSource) && s == c.from && strings.EqualFold(value(o, "bound"), "default"):
				c.defaults[value(o, "partition of")] = true
			}
		}
		c.indexes[s] = byTable
	}
}

// relationsOf are the relations that a trigger or an index may be on.
func relationsOf(o schema.Object) []schema.Key {
	if k := o.Key(); k.IsPart() {
		return []schema.Key{owner(k)}
	}
	var list []schema.Key
	for _, k := range o.Needs() {
		if k.Kind.Has(schema.RowSource) {
			list = append(list, relation(k))
		}
	}
	return list
}

// relation is the key of a relation whatever its kind: for statements a view is as good as a table.
func relation(k schema.Key) schema.Key {
	return schema.Key{Schema: k.Schema, Name: k.Name}
}

func owner(k schema.Key) schema.Key { return schema.Key{Schema: k.Schema, Name: k.Table} }

// report adds a difference, at the object or, where the files no longer have it, at its table.
func (c *comparison) report(change plan.Change, b Break) {
	b.Key = change.Key
	if b.Pos = change.Pos(); b.Pos.IsZero() && change.Key.IsPart() {
		if t := c.table(owner(change.Key))[1]; t != nil {
			b.Pos = t.Pos
		}
	}
	c.breaks = append(c.breaks, b)
}

// change looks at one difference. What is part of a table that is new or gone says nothing of its own.
func (c *comparison) change(change plan.Change) {
	k := change.Key
	if k.IsPart() && k.Kind != schema.KindDomainCheck && (c.gone[owner(k)] || c.isNew(owner(k))) {
		return
	}
	switch {
	case k.Kind.Has(schema.RowSource):
		c.relation(change)
	case k.Kind == schema.KindColumn:
		c.column(change)
	case k.Kind.Has(schema.Constraint):
		c.constraint(change)
	case k.Kind.Has(schema.UserType) || k.Kind == schema.KindDomainCheck:
		c.userType(change)
	case k.Kind == schema.KindFunction || k.Kind == schema.KindProcedure || k.Kind == schema.KindAggregate:
		c.routine(change)
	default:
		c.other(change)
	}
	c.privileges(change)
}

// isNew reports whether the release has no relation of that name.
func (c *comparison) isNew(k schema.Key) bool { return c.find(c.from, k) == nil }

// find is the table, view or virtual table of a name.
func (c *comparison) find(s *schema.Schema, k schema.Key) schema.Object {
	for _, kind := range schema.KindsWith(schema.RowSource) {
		if o := s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Name}); o != nil {
			return o
		}
	}
	return nil
}

// table is a table as rules look at it, before and after; nil for what is no table.
func (c *comparison) table(k schema.Key) [2]*lint.Table {
	pair, ok := c.tables[k]
	if !ok {
		for i, s := range []*schema.Schema{c.from, c.to} {
			if o := c.find(s, k); o != nil {
				pair[i] = c.View.Table(o)
			}
		}
		c.tables[k] = pair
	}
	return pair
}

// value is an attribute of an object, "" where it has none of that name.
func value(o schema.Object, name string) string {
	if o == nil {
		return ""
	}
	for _, f := range o.Fields() {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// has reports whether any of the attributes differs.
func has(change plan.Change, names ...string) bool {
	return slices.ContainsFunc(names, change.Has)
}
