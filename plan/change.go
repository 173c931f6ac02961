// Package plan turns the difference between two schemas into ordered steps.
//
// Two schemas come in, a Plan comes out: statements with the reason for each,
// what it costs, what it can lose and how to undo it. Nothing is executed and
// no database is asked here.
package plan

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Op says what happened to an object between two schemas.
type Op string

// The operations.
const (
	Add   Op = "add"
	Drop  Op = "drop"
	Alter Op = "alter"
)

// Change is one difference. From is nil for Add, To is nil for Drop.
type Change struct {
	Op       Op
	Key      schema.Key
	From, To schema.Object
	Fields   []FieldChange // for Alter: the attributes that differ
}

// FieldChange is one attribute that differs.
type FieldChange struct {
	Name, From, To string
	Expr           bool // both sides are expressions in their canonical text
	Loose          bool // expressions that differ in casts and qualifiers alone
}

// Has reports whether the attribute name differs.
func (c Change) Has(name string) bool {
	return slices.ContainsFunc(c.Fields, func(f FieldChange) bool { return f.Name == name })
}

// Pos is where the desired files speak of the object, or zero if they do not.
func (c Change) Pos() schema.Pos {
	if c.To != nil {
		return c.To.Pos()
	}
	return schema.Pos{}
}

// Display is the object's name as its author spelled it.
func (c Change) Display() string {
	if c.To != nil {
		return c.To.Display()
	}
	return c.From.Display()
}

// Compare lists the differences in key order; those of a table's parts follow
// the table's own. The order of columns is not compared.
func Compare(from, to *schema.Schema) []Change {
	return CompareDigested(from, to, nil, nil)
}

// CompareDigested is Compare of schemas whose digests are known: objects with equal
// digests are not compared further.
func CompareDigested(from, to *schema.Schema, f, t *schema.Digest) []Change {
	same := func(k schema.Key) bool { return f != nil && t != nil && f.Objects[k] == t.Objects[k] }
	unequal := func(s *schema.Schema, other *schema.Schema) []schema.Object {
		var list []schema.Object
		for o := range s.All() {
			if k := o.Key(); other.Get(k) == nil || !same(k) {
				list = append(list, o)
			}
		}
		return list
	}
	return new(comparer).compare(unequal(from, to), unequal(to, from))
}

// comparer compares objects one after the other; their attributes are in lists that it uses again.
type comparer struct{ from, to []schema.Field }

func (c *comparer) compare(from, to []schema.Object) []Change {
	var changes []Change
	wanted := index(to)
	for _, f := range from {
		if t, ok := wanted[f.Key()]; ok {
			changes = append(changes, c.object(f, t)...)
		} else {
			changes = append(changes, Change{Op: Drop, Key: f.Key(), From: f})
		}
	}
	have := index(from)
	for _, t := range to {
		if _, ok := have[t.Key()]; !ok {
			changes = append(changes, Change{Op: Add, Key: t.Key(), To: t})
		}
	}
	return changes
}

func index(objects []schema.Object) map[schema.Key]schema.Object {
	byKey := make(map[schema.Key]schema.Object, len(objects))
	for _, o := range objects {
		byKey[o.Key()] = o
	}
	return byKey
}

// CompareObjects lists the differences of two objects of one key.
func CompareObjects(from, to schema.Object) []Change { return new(comparer).object(from, to) }

func (c *comparer) object(from, to schema.Object) []Change {
	var changes []Change
	c.from, c.to = schema.FieldsInto(c.from, from), schema.FieldsInto(c.to, to)
	if fields := compareFields(c.from, c.to); len(fields) > 0 {
		changes = append(changes, Change{Op: Alter, Key: from.Key(), From: from, To: to, Fields: fields})
	}
	fromParts, ok := from.(schema.Composite)
	toParts, ok2 := to.(schema.Composite)
	if ok && ok2 {
		changes = append(changes, c.compare(fromParts.Parts(), toParts.Parts())...)
	}
	return changes
}

func compareFields(from, to []schema.Field) []FieldChange {
	var changes []FieldChange
	for i, f := range from {
		if i >= len(to) {
			return append(changes, FieldChange{Name: f.Name, From: f.Value})
		}
		if f.Value != to[i].Value {
			changes = append(changes, FieldChange{Name: f.Name, From: f.Value, To: to[i].Value,
				Expr: f.Loose != "" && to[i].Loose != "", Loose: f.Loose != "" && f.Loose == to[i].Loose})
		}
	}
	return changes
}
