package compat

// Types, routines, triggers and what else statements of the release name or set off.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

const keepObject = "create the new one beside it, and drop this one in the release after the last that uses it"

// isGone reports an object that statements can name and no longer find.
func (c *comparison) isGone(change plan.Change) {
	what, change := c.away(change)
	c.report(change, Break{Reads: Fails, Writes: Fails, What: what, Who: "statements that name it fail", Instead: keepObject})
}

func (c *comparison) userType(change plan.Change) {
	switch {
	case change.Op == plan.Drop && change.Key.Kind != schema.KindDomainCheck:
		c.isGone(change)
	case change.Op == plan.Add && change.Key.Kind == schema.KindDomainCheck && !c.isNewType(change.Key):
		c.report(change, Break{Writes: Depends, What: "is new", Who: "values that it does not allow are refused", Instead: afterwards})
	case change.Op == plan.Alter && change.Key.Kind == schema.KindEnum:
		c.enum(change)
	case change.Op == plan.Alter && change.Key.Kind == schema.KindDomain:
		c.domain(change)
	case change.Op == plan.Alter && noticed(change):
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another type", Who: "values of it, and what names its parts, can fail", Instead: keepObject})
	}
}

// isNewType reports whether the release lacks the domain that a check is part of.
func (c *comparison) isNewType(k schema.Key) bool {
	return c.from.Get(schema.Key{Kind: schema.KindDomain, Schema: k.Schema, Name: k.Table}) == nil
}

func (c *comparison) enum(change plan.Change) {
	if !has(change, "values") {
		return
	}
	from, to := labels(value(change.From, "values")), labels(value(change.To, "values"))
	missing := func(a, b []string) []string {
		return slices.DeleteFunc(slices.Clone(a), func(l string) bool { return slices.Contains(b, l) })
	}
	lost, added := missing(from, to), missing(to, from)
	switch {
	case len(lost) > 0:
		c.report(change, Break{Reads: Fails, Writes: Fails, What: "has no " + strings.Join(lost, ", "), Who: "statements that name it fail", Instead: "keep the value until no release uses it"})
	case len(added) > 0:
		c.report(change, Break{Reads: Depends, What: "has the new value " + strings.Join(added, ", "), Who: "queries find a value that the release does not know when a later one writes it", Instead: "write it when no release that does not know it is left"})
	default:
		c.report(change, Break{Reads: Depends, What: "has its values in another order", Who: "comparisons and ORDER BY may differ", Instead: keepObject})
	}
}

// labels cuts a list of literals into them.
func labels(list string) []string {
	var out []string
	for start, quoted, i := 0, false, 0; i <= len(list); i++ {
		switch {
		case i == len(list) || list[i] == ',' && !quoted:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		case list[i] == '\'':
			quoted = !quoted
		}
	}
	return out
}

func (c *comparison) domain(change plan.Change) {
	if has(change, "type", "collation") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is " + value(change.To, "type") + " and was " + value(change.From, "type"), Who: "comparisons with, and values of, the old type can fail", Instead: keepObject})
	}
	if has(change, "not null") && value(change.To, "not null") != "" {
		c.report(change, Break{Writes: Depends, What: "is NOT NULL", Who: "statements that write NULL fail", Instead: giveValue})
	} else if has(change, "not null") {
		c.report(change, Break{Reads: Depends, What: "may be NULL", Who: "queries find NULL when a later release writes it", Instead: "let it be NULL when no release that expects a value is left"})
	}
	if has(change, "default") && value(change.To, "default") == "" {
		c.report(change, Break{Writes: Depends, What: "has no default", Who: "INSERT that leaves a column of it out writes NULL, or fails", Instead: "keep the default until every release writes the columns"})
	}
}

func (c *comparison) routine(change plan.Change) {
	switch {
	case change.Op == plan.Drop && c.stillCalled(change):
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "has other arguments", Who: "calls reach another one of its name, or fail", Instead: keepObject})
	case change.Op == plan.Drop:
		c.isGone(change)
	case change.Op == plan.Add && c.overloads(change):
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "is new beside another one of its name", Who: "calls with literals or other types may reach it, or be ambiguous", Instead: "give it another name"})
	case change.Op == plan.Alter && has(change, "returns", "arguments", "defaults"):
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "takes or returns something else", Who: "calls can fail or find other values", Instead: keepObject})
	case change.Op == plan.Alter && has(change, "body", "sql body", "language", "strict", "security definer", "settings", "options"):
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "does something else", Who: "calls may find other values, or fail", Instead: keepObject})
	}
}

// stillCalled reports whether there is a new routine of the name of one that is gone.
func (c *comparison) stillCalled(change plan.Change) bool {
	name, _, _ := strings.Cut(change.Key.Name, "(")
	return slices.ContainsFunc(c.changes, func(o plan.Change) bool {
		other, _, _ := strings.Cut(o.Key.Name, "(")
		return o.Op == plan.Add && o.Key.Kind == change.Key.Kind && o.Key.Schema == change.Key.Schema && other == name
	})
}

// overloads reports whether the release has another routine of the name, and keeps it.
func (c *comparison) overloads(change plan.Change) bool {
	name, _, _ := strings.Cut(change.Key.Name, "(")
	for o := range c.from.All() {
		k := o.Key()
		if other, _, _ := strings.Cut(k.Name, "("); k.Kind.Info().Space == schema.RoutineNames && k.Schema == change.Key.Schema && other == name && c.to.Get(k) != nil {
			return true
		}
	}
	return false
}

// other is about what statements set off or name in few places.
func (c *comparison) other(change plan.Change) {
	switch k := change.Key; k.Kind {
	case schema.KindTrigger, schema.KindRule:
		if change.Op != plan.Alter || noticed(change) {
			c.report(change, Break{Writes: Depends, What: happened(change), Who: "what is written, or refused, may differ", Instead: "let it do what both releases expect"})
		}
	case schema.KindPolicy:
		if change.Op != plan.Alter || noticed(change) {
			c.report(change, Break{Reads: Depends, Writes: Depends, What: happened(change), Who: "which rows are found and taken may differ", Instead: "let it show what both releases expect"})
		}
	case schema.KindSequence:
		if change.Op == plan.Alter && has(change, "options") {
			c.report(change, Break{Writes: Depends, What: "counts otherwise", Who: "values may run out or be others", Instead: keepObject})
		}
		if change.Op == plan.Drop {
			c.isGone(change)
		}
	case schema.KindSchema, schema.KindExtension, schema.KindCollation, schema.KindOperator, schema.KindTSConfig, schema.KindTSDictionary, schema.KindLanguage:
		switch {
		case change.Op == plan.Drop:
			c.isGone(change)
		case change.Op == plan.Alter && noticed(change):
			c.report(change, Break{Reads: Depends, Writes: Depends, What: "is another one", Who: "statements that use it may fail or find something else", Instead: keepObject})
		}
	case schema.KindCast:
		if change.Op != plan.Add {
			c.report(change, Break{Reads: Depends, Writes: Depends, What: happened(change), Who: "expressions that rely on it may fail", Instead: keepObject})
		}
	case schema.KindIndex:
		c.index(change)
	case schema.KindServer, schema.KindWrapper, schema.KindUserMapping:
		if change.Op == plan.Drop || noticed(change) {
			c.report(change, Break{Reads: Depends, Writes: Depends, What: happened(change), Who: "foreign tables may not be reached", Instead: keepObject})
		}
	case schema.KindPublication:
		if change.Op != plan.Drop && (change.Op == plan.Add || noticed(change)) {
			c.report(change, Break{Writes: Depends, What: happened(change), Who: "UPDATE and DELETE of a table that it publishes, and that has no replica identity, fail", Instead: "give its tables a key first"})
		}
	}
}

// index is about indexes, but for what unique ones of tables allow.
func (c *comparison) index(change plan.Change) {
	switch x := c.View.Index(change.To); {
	case change.Op == plan.Drop && value(change.From, "unique") == "" && change.Key.HasNoCase():
		c.report(change, Break{Reads: Rarely, What: "is gone", Who: "INDEXED BY that names it fails", Instead: keepObject})
	case change.Op != plan.Drop && x != nil && (slices.Contains(x.Columns, "") || x.Where != "") && (change.Op == plan.Add || has(change, "columns", "where")):
		c.report(change, Break{Writes: Depends, What: "has an expression", Who: "rows for which it fails are refused", Instead: "see that the expression has a value for every row that a release writes"})
	}
}

func happened(change plan.Change) string {
	switch change.Op {
	case plan.Add:
		return "is new"
	case plan.Drop:
		return "is gone"
	}
	return "is another one"
}

// noticed reports whether more than what is written beside an object differs.
func noticed(change plan.Change) bool {
	return slices.ContainsFunc(change.Fields, func(f plan.FieldChange) bool {
		return !strings.Contains(f.Name, "comment") && f.Name != "owner" && f.Name != "grants"
	})
}

// privileges is about rights on an object that both schemas have.
func (c *comparison) privileges(change plan.Change) {
	if change.Op == plan.Alter && has(change, "grants", "owner") {
		c.report(change, Break{Reads: Depends, Writes: Depends, What: "has other privileges", Who: "roles of the release may lack some", Instead: "revoke what no release needs any longer"})
	}
}
