package rules

// Questions that several rules ask about an act: its table, whether earlier statements of the same
// migration make it harmless, and what a change of type does. They look at acts and at both schemas,
// never at text.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// isCreate reports whether an act creates an object.
func isCreate(a *lint.Act) bool { return a.Verb == schema.Creates }

// tableSQL is the relation that an act is about, as SQL.
func tableSQL(a *lint.Act) string {
	if schema.IsDefaultSpace(a.On.Schema) {
		return a.Respell(pgmodel.Quote(a.On.Name))
	}
	return a.Respell(pgmodel.Qualified(a.On.Schema, a.On.Name))
}

func nameList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = pgmodel.Quote(n)
		if n == "" {
			quoted[i] = "…"
		}
	}
	return strings.Join(quoted, ", ")
}

// addedBefore reports whether the column of an act is added by the same statements.
func addedBefore(p *lint.Pass, a *lint.Act) bool { return addition(p, a) != nil }

// addition is the act of the same statements that adds the column of an act; nil for none.
func addition(p *lint.Pass, a *lint.Act) *lint.Act {
	var added *lint.Act
	p.Earlier(a, func(o *lint.Act) bool {
		if o.Verb == schema.AddsColumn && o.Name == a.Name {
			added = o
		}
		return added != nil
	})
	return added
}

// allNull reports whether a column of a constraint or index is new and no statement has given it a
// value: no row can break it. A table that was made under another name is followed to its CREATE.
func allNull(p *lint.Pass, a *lint.Act) bool {
	given := func(o *lint.Act, column string) bool {
		return len(o.Columns) == 0 || slices.ContainsFunc(o.Columns, func(n string) bool { return strings.EqualFold(n, column) })
	}
	left := slices.Clone(a.Columns) // columns without a value from any statement so far
	for _, o := range historyOf(p, a) {
		switch o.Verb {
		case schema.Inserts, schema.Updates:
			left = slices.DeleteFunc(left, func(n string) bool { return given(o, n) })
		case schema.AddsColumn, schema.DefinesColumn:
			if !o.Default && !o.Serial && !o.Identity && !o.Stored && slices.Contains(left, o.Name) {
				return true
			}
		case schema.Creates:
			if o.Kind == schema.KindTable {
				return false
			}
		}
	}
	return false
}

// historyOf are the acts before one on its relation, the newest first, and before those the ones on what was renamed to
// it. Each name is followed back by its last renaming alone: names can go round in a file as often as it likes.
func historyOf(p *lint.Pass, a *lint.Act) []*lint.Act {
	var list []*lint.Act
	for on, end := a.On, a.Index; ; {
		var here []*lint.Act
		var renamed *lint.Act
		p.EachOn(on, func(o *lint.Act) {
			switch {
			case o.Index >= end:
			case o.Verb == schema.Renames && o.Kind.IsRelation() && o.To == on.Name:
				here, renamed = nil, o
			default:
				here = append(here, o)
			}
		})
		slices.Reverse(here)
		list = append(list, here...)
		if renamed == nil {
			return list
		}
		on, end = renamed.On, renamed.Index
	}
}

// rewrites reports whether a new column is computed for every row, so that all of its table is
// written, whatever else is asked of it.
func rewrites(a *lint.Act) bool { return a.Volatile || a.Stored || a.Serial || a.Identity }

// provenHere reports whether the same statements have validated a CHECK that a column is not null, or, of a table of which
// nothing is known, one that they do not define: between VALIDATE and SET NOT NULL nothing else is meant.
func provenHere(p *lint.Pass, a *lint.Act) bool {
	if p.Earlier(a, func(o *lint.Act) bool { return definedElsewhere(p, o) }) {
		return true
	}
	var name string
	added := func(o *lint.Act) bool {
		if o.Verb == schema.AddsConstraint && o.Kind == schema.KindCheck && slices.Contains(o.NotNulls, a.Name) {
			name = o.Name
			return !o.NotValid
		}
		return false
	}
	return p.Earlier(a, added) || name != "" && p.Earlier(a, func(o *lint.Act) bool { return o.Verb == schema.Validates && o.Name == name })
}

// definedElsewhere reports whether an act validates a constraint of a table that is not known here, and that no
// statement of these has added.
func definedElsewhere(p *lint.Pass, a *lint.Act) bool {
	added := func(o *lint.Act) bool { return o.Verb == schema.AddsConstraint && o.Name == a.Name }
	return a.Verb == schema.Validates && p.Was(a.On) == nil && p.Now(a.On) == nil && !p.Earlier(a, added)
}

// wasProof reports whether a constraint that an act drops has been validated here before NOT NULL was set: the column keeps
// what it said.
func wasProof(p *lint.Pass, a *lint.Act) bool {
	set := -1
	p.Earlier(a, func(o *lint.Act) bool {
		if o.Verb == schema.SetsNotNull {
			set = o.Index
		}
		return false
	})
	return p.Earlier(a, func(o *lint.Act) bool { return o.Index < set && o.Name == a.Name && definedElsewhere(p, o) })
}

// isHelper reports whether a constraint is a CHECK that a plan makes for the time of a change, and which one that was
// broken off has left: what it says is a rule of the column or partition by then, or was never asked for.
func isHelper(a *lint.Act) bool {
	return strings.HasPrefix(a.Name, "schemadiff_") && (strings.HasSuffix(a.Name, "_not_null") || strings.HasSuffix(a.Name, "_bound") || strings.HasSuffix(a.Name, "_beside"))
}

// uniqueAlready reports whether a key of the table has no other columns than these.
func uniqueAlready(p *lint.Pass, a *lint.Act) bool {
	t := p.Was(a.On)
	if t == nil || len(a.Columns) == 0 {
		return false
	}
	return slices.ContainsFunc(t.Keys(), func(k *lint.Index) bool {
		if a.New && k.Name != "" && k.Name == a.Name { // a table is recreated with its indexes
			return true
		}
		return len(k.Columns) > 0 && !slices.ContainsFunc(k.Columns, func(n string) bool { return n == "" || !slices.Contains(a.Columns, n) })
	})
}

// schemaChange reports whether an act changes the schema.
func schemaChange(a *lint.Act) bool {
	switch a.Verb {
	case schema.AddsColumn, schema.DropsColumn, schema.RenamesColumn, schema.SetsType, schema.SetsNotNull, schema.DropsNotNull, schema.SetsDefault,
		schema.DropsDefault, schema.AddsConstraint, schema.DropsConstraint, schema.Drops, schema.Renames, schema.Moves, schema.Alters:
		return !a.Locks
	}
	return false
}

// statementOf is the statement of an act.
func statementOf(p *lint.Pass, a *lint.Act) schema.Statement {
	return p.Analyzed.Statements[a.Statement]
}

// onlyAct reports whether a statement does nothing else.
func onlyAct(p *lint.Pass, a *lint.Act) bool { return len(statementOf(p, a).Acts) == 1 }
