package compat

// Tables and views. One stands for the other as long as it has the columns: a renamed table that
// leaves a view under its old name is still read.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

const keepRelation = "rename it in a release of its own and leave a view under the old name until no release uses it; a drop belongs to the release after the last that uses it"

func (c *comparison) relation(change plan.Change) {
	switch change.Op {
	case plan.Add:
		c.relationNew(change)
	case plan.Drop:
		c.relationGone(change)
	case plan.Alter:
		c.relationAltered(change)
	}
}

// relationNew is about partitions that take rows which went to the default partition.
func (c *comparison) relationNew(change plan.Change) {
	if above := value(change.To, "partition of"); above != "" && c.defaults[above] {
		c.report(change, Break{Writes: Depends, What: "is a new partition of " + above, Who: "rows that went to the default partition must meet its constraints, and have a place in its own partitions", Instead: "let it take every row that the default partition takes"})
	}
}

// relationGone is about a relation that has gone, or is of another kind now.
func (c *comparison) relationGone(change plan.Change) {
	now := c.find(c.to, relation(change.Key))
	if now == nil {
		what, change := c.away(change)
		c.report(change, Break{Reads: Fails, Writes: Fails, What: what, Who: "statements that name it fail", Instead: keepRelation})
		return
	}
	b := Break{Reads: Depends, Writes: Depends, What: "is a " + string(now.Key().Kind) + " now", Who: "statements that write it, or use what a " + string(change.Key.Kind) + " has, can fail", Instead: keepRelation}
	if lost := lacking(c.columns(change.From), c.columns(now)); len(lost) > 0 {
		b.Reads, b.What = Fails, b.What+" and has no "+strings.Join(lost, ", ")
	}
	change.To = now // where the files speak of it
	c.report(change, b)
}

// away is how an object that is no longer there has changed, and where the files speak of it: by a
// hint it may have another name.
func (c *comparison) away(change plan.Change) (what string, at plan.Change) {
	k := change.Key
	for _, other := range c.changes {
		if n := other.Key; other.Op == plan.Add && n.Kind == k.Kind && n.Table == k.Table && strings.EqualFold(other.To.Former(), k.Name) {
			change.To = other.To
			return "is called " + n.Name + " now", change
		}
	}
	return "is gone", change
}

// columnOrder reports columns of a table that stand in another order.
func (c *comparison) columnOrder(o schema.Object) {
	now := c.to.Get(o.Key())
	if now == nil || c.View.Table(o) == nil {
		return
	}
	was, is := c.columns(o), c.columns(now)
	stay := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(n string) bool { return slices.Contains(lacking(list, other), n) })
	}
	if !slices.EqualFunc(stay(was, is), stay(is, was), strings.EqualFold) {
		c.breaks = append(c.breaks, Break{Key: o.Key(), Pos: now.Pos(), Reads: Rarely, Writes: Rarely, What: "has its columns in another order",
			Who: "SELECT * and INSERT without a list of columns mix them up", Instead: "name the columns in statements"})
	}
}

func (c *comparison) relationAltered(change plan.Change) {
	k := change.Key
	if k.Kind == schema.KindView || k.Kind == schema.KindMatView {
		c.viewAltered(change)
		return
	}
	dependsOnRows := func(what string) {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: what, Who: "queries find other rows, and rows may be refused", Instead: "let both releases read what they expect: a view or a table of its own until the old one has gone"})
	}
	dependsOnValues := func(what, who string) {
		c.report(change, Break{Writes: Depends, What: what, Who: who, Instead: "see that no release writes such rows before it changes"})
	}
	if has(change, "partition by") && value(change.To, "partition by") != "" {
		dependsOnValues("is partitioned by "+value(change.To, "partition by"), "rows that no partition takes are refused")
	}
	if has(change, "partition of", "bound", "inherits") {
		dependsOnRows("belongs to other tables")
	}
	if has(change, "server", "server options") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another table of the other server", Who: "what is read and written there may differ, or fail", Instead: keepObject})
	}
	if has(change, "replica identity") {
		dependsOnValues("has another replica identity", "UPDATE and DELETE fail where it is published and identifies no row")
	}
	if has(change, "strict") && value(change.To, "strict") != "" {
		dependsOnValues("is STRICT", "values of another type are refused")
	}
	if has(change, "without rowid", "rowid alias") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "has another rowid", Who: "statements that name it, leave it to be chosen, or give it what is no integer can fail", Instead: "keep the key until no release relies on it"})
	}
	if has(change, "row security", "force row security") && value(change.To, "row security") != "" {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "has row level security", Who: "rows that no policy shows are not found, and others are refused", Instead: "create policies that let the release at its rows"})
	}
	if has(change, "module", "arguments") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another virtual table", Who: "statements that name its columns can fail", Instead: "create the new one beside it under another name"})
	}
}

func (c *comparison) viewAltered(change plan.Change) {
	const instead = "create a view of another name for the new release, and drop this one later"
	if lost := lacking(c.columns(change.From), c.columns(change.To)); len(lost) > 0 {
		c.report(change, Break{Reads: Fails, Writes: Fails, What: "has no " + strings.Join(lost, ", "), Who: "statements that name it fail", Instead: instead})
		return
	}
	if has(change, "query", "definition", "options") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another query", Who: "what is read and can be written may differ", Instead: instead})
	} else if has(change, "columns") {
		c.report(change, Break{Reads: Rarely, What: "has other columns", Who: "SELECT * that was prepared before fails once", Instead: instead})
	}
	if has(change, "check option") && value(change.To, "check option") != "" {
		c.report(change, Break{Writes: Depends, What: "has a check option", Who: "rows that it does not show are refused", Instead: instead})
	}
	if has(change, "column defaults") {
		c.report(change, Break{Writes: Depends, What: "has other defaults", Who: "INSERT that leaves columns out writes other values", Instead: instead})
	}
}

// columns are the columns of a relation, nil where they are not known.
func (c *comparison) columns(o schema.Object) []string {
	if t := c.View.Table(o); t != nil {
		names := make([]string, len(t.Columns))
		for i, column := range t.Columns {
			names[i] = column.Name
		}
		return names
	}
	if list := value(o, "columns"); list != "" {
		return strings.Split(list, ", ")
	}
	return nil
}

// lacking are the columns of the first list that the second has not, none where either is unknown.
func lacking(from, to []string) []string {
	if from == nil || to == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(from), func(n string) bool {
		return slices.ContainsFunc(to, func(m string) bool { return strings.EqualFold(strings.Trim(n, `"`), strings.Trim(m, `"`)) })
	})
}
