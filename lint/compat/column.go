package compat

// Columns: a name that is gone, a value that has to be there, a type that holds other values.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

const (
	keepColumn = "add the new column, fill both, and drop this one in the release after the last that uses it"
	giveValue  = "give it a default, or let it be NULL until every release writes it"
)

func (c *comparison) column(change plan.Change) {
	switch change.Op {
	case plan.Add:
		c.columnNew(change)
	case plan.Drop:
		what, change := c.away(change)
		c.report(change, Break{Reads: Fails, Writes: Fails, What: what, Who: "statements that name it fail", Instead: keepColumn})
	case plan.Alter:
		c.columnType(change)
		c.columnNull(change)
		c.columnValue(change)
		if has(change, "foreign options") {
			c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another column of the other server", Who: "what is read and written there may differ, or fail", Instead: keepObject})
		}
		if has(change, "collation") {
			c.report(change, Break{Reads: Depends, Writes: Depends, What: "has another collation", Who: "what is equal and in which order may differ", Instead: keepColumn})
		}
	}
}

func (c *comparison) columnNew(change plan.Change) {
	if c.needsValue(change.To) {
		c.report(change, Break{Reads: Rarely, Writes: c.unlessFilled(change.Key, Fails), What: "is new, NOT NULL and has no default", Who: "INSERT fails, as it gives no value", Instead: giveValue})
		return
	}
	if value(change.To, "generated") != "" {
		c.report(change, Break{Reads: Rarely, Writes: Depends, What: "is new and generated", Who: "rows for which its expression fails are refused", Instead: "see that the expression has a value for every row that a release writes"})
		return
	}
	c.report(change, Break{Reads: Rarely, Writes: Rarely, What: "is new", Who: "SELECT * that was prepared before, INSERT without a list of columns, and joins that name a column like it without its table may fail", Instead: "name the columns, with their tables, in statements"})
}

// needsValue reports whether INSERT has to give a value for the column.
func (c *comparison) needsValue(o schema.Object) bool {
	if value(o, "default") != "" || value(o, "generated") != "" || value(o, "identity") != "" {
		return false
	}
	notNull, byType := value(o, "not null") != "", false
	for _, k := range o.Needs() {
		if d := c.to.Get(k); d != nil && k.Kind == schema.KindDomain {
			notNull = notNull || value(d, "not null") != ""
			byType = byType || value(d, "default") != ""
		}
	}
	return notNull && !byType && !c.isRowID(o.Key())
}

// isRowID reports whether the column is the rowid of its table, which is chosen where none is given.
func (c *comparison) isRowID(k schema.Key) bool {
	t := c.table(owner(k))[1]
	return t != nil && t.RowIDAlias != "" && strings.EqualFold(t.RowIDAlias, k.Name)
}

// unlessFilled is the effect on INSERT, which is not certain where a trigger may fill the column.
func (c *comparison) unlessFilled(k schema.Key, e Effect) Effect {
	if c.filled[owner(k)] {
		return Depends
	}
	return e
}

func (c *comparison) columnType(change plan.Change) {
	if !has(change, "type") {
		return
	}
	from, to := value(change.From, "type"), value(change.To, "type")
	b := Break{Reads: Depends, Writes: Depends, What: "is " + to + " and was " + from, Instead: "add a column of the new type beside it, keep both in step, and drop this one later"}
	switch {
	case c.Types(from, to).Widens && family(from) == family(to):
		b.Reads, b.Writes = Rarely, Works
		b.Who = "queries that were prepared before fail once; values that " + from + " does not hold come when a later release writes them"
	case family(from) == family(to):
		b.Reads, b.Who = Rarely, "values that it does not hold are refused or changed"
	default:
		b.Who = "comparisons with, and values of, " + from + " can fail"
	}
	c.report(change, b)
}

// family is a name shared by types whose values can be compared and written alike.
func family(t string) string {
	name, _, _ := strings.Cut(strings.ToLower(t), "(")
	name = strings.TrimSpace(name)
	for family, list := range map[string][]string{
		"number": {"smallint", "integer", "bigint", "numeric", "int"},
		"float":  {"real", "double precision"},
		"text":   {"text", "character varying", "varchar"},
	} {
		for _, n := range list {
			if n == name {
				return family
			}
		}
	}
	return name
}

func (c *comparison) columnNull(change plan.Change) {
	if !has(change, "not null") {
		return
	}
	if value(change.To, "not null") == "" {
		c.report(change, Break{Reads: Depends, What: "may be NULL", Who: "queries find NULL when a later release writes it", Instead: "let it be NULL when no release that expects a value is left"})
		return
	}
	b := Break{Writes: c.unlessFilled(change.Key, Fails), What: "is NOT NULL and has no default", Who: "INSERT that leaves it out, and statements that write NULL, fail", Instead: giveValue}
	if !c.needsValue(change.To) {
		b.Writes, b.What, b.Who = Depends, "is NOT NULL", "statements that write NULL fail"
	}
	c.report(change, b)
}

func (c *comparison) columnValue(change plan.Change) {
	generated, identity := value(change.To, "generated"), value(change.To, "identity")
	switch {
	case has(change, "generated") && generated != "":
		b := Break{Reads: Depends, Writes: Fails, What: "is generated", Who: "statements that write it fail", Instead: keepColumn}
		if value(change.From, "generated") != "" {
			b.Writes, b.What, b.Who = Works, "is another expression", "queries find other values"
		}
		c.report(change, b)
	case has(change, "generated"):
		c.report(change, Break{Writes: c.leftOut(change), What: "is generated no longer", Who: "INSERT leaves it out, so that it is filled by its default alone", Instead: keepColumn})
	case has(change, "not null on conflict"):
		c.report(change, Break{Writes: Depends, What: "meets NULL with another ON CONFLICT", Who: "statements that write NULL do something else", Instead: giveValue})
	case has(change, "identity options") && value(change.From, "identity") != "" && identity != "":
		c.report(change, Break{Writes: Depends, What: "counts otherwise", Who: "values may run out or be others", Instead: keepColumn})
	case has(change, "identity") && identity == "always":
		c.report(change, Break{Writes: Depends, What: "is GENERATED ALWAYS AS IDENTITY", Who: "INSERT that gives it a value fails", Instead: "make it GENERATED BY DEFAULT until no release gives it a value"})
	case has(change, "identity", "default") && identity == "" && value(change.To, "default") == "" && !has(change, "not null"):
		c.report(change, Break{Writes: c.leftOut(change), What: "has no default", Who: "INSERT that leaves it out writes NULL, or fails where it is NOT NULL", Instead: "keep the default until every release writes the column"})
	}
}

// leftOut is the effect on INSERT that leaves a column out which was filled before.
func (c *comparison) leftOut(change plan.Change) Effect {
	if c.needsValue(change.To) {
		return c.unlessFilled(change.Key, Fails)
	}
	return Depends
}
