package compat

// Constraints refuse rows that the release may write; ON CONFLICT names keys. A
// key, a unique constraint and a unique index over the same columns do the same for statements.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

const afterwards = "see that no release writes such rows, and add it then"

func (c *comparison) constraint(change plan.Change) {
	k := change.Key
	switch {
	case k.Kind == schema.KindPrimary || k.Kind == schema.KindUnique || k.Kind == schema.KindNotNull:
		c.keyAltered(change) // what they cover is compared for the table as a whole, NOT NULL at the column
	case change.Op == plan.Drop && k.Kind == schema.KindForeign && acts(change.From) && c.sameForeign(change) == nil:
		c.report(change, Break{Writes: Depends, What: "is gone", Who: "DELETE and UPDATE no longer change the rows that refer", Instead: "keep it until no release relies on it"})
	case change.Op == plan.Drop:
		return // what was refused is taken
	case change.Op == plan.Add && c.unchanged(change):
		return
	case change.Op == plan.Alter && !refuses(change):
		return
	default:
		what := "is new"
		if change.Op == plan.Alter {
			what = "is another one"
		}
		c.report(change, Break{Writes: Depends, What: what, Who: "rows that it does not allow are refused", Instead: afterwards})
	}
}

// refuses reports whether a changed constraint can refuse what it took.
func refuses(change plan.Change) bool {
	return slices.ContainsFunc(change.Fields, func(f plan.FieldChange) bool {
		return !slices.Contains([]string{"comment", "index comment", "tablespace", "options", "clustered", "not valid", "inherited", "name"}, f.Name)
	})
}

// acts reports whether a foreign key changes rows that refer.
func acts(o schema.Object) bool {
	return value(o, "on delete") != "" || value(o, "on update") != ""
}

// unchanged reports whether a constraint of another name, which is gone, was the same.
func (c *comparison) unchanged(change plan.Change) bool {
	return slices.ContainsFunc(c.changes, func(o plan.Change) bool {
		return o.Op == plan.Drop && o.Key.Kind == change.Key.Kind && owner(o.Key) == owner(change.Key) && sameFields(o.From, change.To)
	})
}

// sameForeign is the new foreign key that is the one that is gone under another name, or nil.
func (c *comparison) sameForeign(change plan.Change) schema.Object {
	for _, o := range c.changes {
		if o.Op == plan.Add && o.Key.Kind == change.Key.Kind && owner(o.Key) == owner(change.Key) && sameFields(o.To, change.From) {
			return o.To
		}
	}
	return nil
}

func sameFields(a, b schema.Object) bool {
	strict := func(f schema.Field) bool { return f.Name == "comment" || f.Name == "name" }
	return slices.Equal(slices.DeleteFunc(a.Fields(), strict), slices.DeleteFunc(b.Fields(), strict))
}

// keyAltered is about the form of a key: over which columns it is, is compared by keys.
func (c *comparison) keyAltered(change plan.Change) {
	if change.Op == plan.Alter && has(change, "deferrable", "on conflict", "nulls not distinct", "without overlaps", "period", "not enforced") {
		c.report(change, Break{Writes: Depends, What: "is another one", Who: "rows may be refused that it took, and ON CONFLICT that names it may fail", Instead: "leave it as it is until no release relies on it"})
	}
	if change.Key.Kind == schema.KindPrimary && (change.Op == plan.Drop || has(change, "columns")) {
		c.report(change, Break{Reads: Depends, What: "is gone", Who: "queries that GROUP BY it alone, and select other columns, fail", Instead: "keep the key until no release relies on it"})
	}
	if change.Op == plan.Drop && change.Key.Kind == schema.KindUnique && c.sameKey(change) {
		c.report(change, Break{Writes: Rarely, What: "has another name", Who: "ON CONFLICT ON CONSTRAINT with the old one fails", Instead: "name the columns in ON CONFLICT"})
	}
}

// sameKey reports whether the table still has a key over the columns of one that is gone.
func (c *comparison) sameKey(change plan.Change) bool {
	was, now := c.find(c.from, owner(change.Key)), c.find(c.to, owner(change.Key))
	if c.View.Table(was) == nil || c.View.Table(now) == nil {
		return false
	}
	return slices.ContainsFunc(c.uniques(c.from, was), func(w unique) bool {
		return w.key == change.Key && slices.ContainsFunc(c.uniques(c.to, now), w.sameAs)
	})
}

// keys compares what the keys of a table cover.
func (c *comparison) keys(o schema.Object) {
	t := c.table(relation(o.Key()))
	if t[0] == nil || t[1] == nil {
		return
	}
	was, now := c.uniques(c.from, o), c.uniques(c.to, c.to.Get(o.Key()))
	for _, u := range now {
		if !slices.ContainsFunc(was, func(w unique) bool { return w.covers(u) }) {
			c.breaks = append(c.breaks, Break{Key: u.key, Pos: u.pos, Writes: Depends, What: "is unique over " + u.text, Who: "rows that are the same there are refused", Instead: afterwards})
		}
	}
	for _, w := range was {
		if !slices.ContainsFunc(now, w.sameAs) && !c.lostColumn(w, t[1]) {
			c.breaks = append(c.breaks, Break{Key: w.key, Pos: t[1].Pos, Writes: Depends, What: "was unique over " + w.text, Who: "ON CONFLICT that names those columns fails, and rows can be there twice", Instead: "keep the key until no release relies on it"})
		}
	}
}

// unique is a key or a unique index: columns and expressions that no two rows share.
type unique struct {
	key   schema.Key
	pos   schema.Pos
	parts []string // in the order of names, each as it is compared
	where string
	nulls bool // two rows with NULL there are the same
	text  string
}

// covers reports whether rows that obey u obey v as well.
func (u unique) covers(v unique) bool {
	return (u.where == "" || u.where == v.where) && (u.nulls || !v.nulls) && !slices.ContainsFunc(u.parts, func(p string) bool { return !slices.Contains(v.parts, p) })
}

// sameAs reports whether ON CONFLICT that finds one finds the other.
func (u unique) sameAs(v unique) bool { return u.where == v.where && slices.Equal(u.parts, v.parts) }

// uniques are the keys and unique indexes of a table.
func (c *comparison) uniques(s *schema.Schema, o schema.Object) []unique {
	var list []unique
	t := c.View.Table(o)
	add := func(key schema.Key, pos schema.Pos, x *lint.Index) {
		u := unique{key: key, pos: pos, where: x.Where, nulls: value(s.Get(key), "nulls not distinct") != "", text: strings.Join(x.Text, ", ")}
		for i, text := range x.Text {
			if i < len(x.Columns) && x.Columns[i] != "" && !strings.Contains(strings.ToLower(text), "collate") {
				text = strings.ToLower(x.Columns[i])
			}
			u.parts = append(u.parts, text)
		}
		if len(u.parts) == 0 {
			u.parts, u.text = slices.Clone(x.Columns), strings.Join(x.Columns, ", ")
		}
		slices.Sort(u.parts)
		list = append(list, u)
	}
	k := o.Key()
	for _, x := range t.Keys() {
		if x.Key || x == t.Primary {
			kind := schema.KindUnique
			if x == t.Primary {
				kind = schema.KindPrimary
			}
			add(schema.Key{Kind: kind, Schema: k.Schema, Table: k.Name, Name: cmp.Or(x.Name, "("+strings.Join(x.Columns, ", ")+")")}, cmp.Or(x.Pos, t.Pos), x)
		}
	}
	for _, other := range c.indexes[s][relation(k)] {
		if x := c.View.Index(other); x != nil && x.Unique && !x.Invalid {
			add(other.Key(), x.Pos, x)
		}
	}
	return list
}

// lostColumn reports whether a column of the key is gone, which is reported there.
func (c *comparison) lostColumn(u unique, t *lint.Table) bool {
	return slices.ContainsFunc(u.parts, func(p string) bool { return t.Column(p) == nil && !strings.ContainsAny(p, " (") })
}
