package postgres

// From the acts that parse/postgres finds in a statement to the lock and cost that the statement
// has. A plan knows the form of each statement it writes; the linter judges statements that
// people wrote, and takes its answers from the same table of forms in locks.

import (
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// FormOf is the row of the table of forms for an act, for callers that judge statements
// written by people. What is in no row locks nothing.
func FormOf(a schema.Act) locks.Form {
	switch a.Verb {
	case schema.AddsColumn, schema.SetsType, schema.SetsNotNull, schema.DropsColumn, schema.RenamesColumn, schema.DropsNotNull, schema.SetsDefault, schema.DropsDefault:
		return locks.Of(columnFormOf(a))
	case schema.AddsConstraint:
		return locks.Of(constraintFormOf(a))
	case schema.DropsConstraint:
		return locks.Of(locks.DropsConstraint)
	case schema.Validates:
		return locks.Of(locks.Validates)
	case schema.Attaches:
		return locks.Of(map[bool]locks.FormID{true: locks.AttachesProven, false: locks.Attaches}[a.Proven])
	case schema.Detaches:
		return locks.Of(map[bool]locks.FormID{true: locks.DetachesConcurrently, false: locks.Detaches}[a.Concurrently])
	case schema.EnablesRLS, schema.DisablesRLS, schema.EnablesTrigger, schema.DisablesTrigger:
		return locks.Of(locks.AltersTable)
	case schema.Rewrites:
		return locks.Of(map[bool]locks.FormID{true: locks.LogsSequence, false: locks.RewritesTable}[a.On.Kind == schema.KindSequence])
	case schema.Alters:
		switch a.To {
		case "options":
			var list []pgmodel.Setting
			for _, n := range a.Columns {
				list = append(list, pgmodel.Setting{Name: n})
			}
			return locks.OfOptions(list)
		case "cluster":
			return locks.Of(locks.Clusters)
		case "statistics":
			return locks.Of(locks.SetsTarget)
		}
		if a.On.Kind == schema.KindTable && a.On.Name != "" {
			return locks.Of(locks.AltersTable)
		}
	case schema.Moves:
		if a.Kind.IsRelation() {
			return locks.Of(locks.AltersTable)
		}
	case schema.Creates, schema.Drops, schema.Renames:
		return locks.Of(objectFormOf(a))
	case schema.Updates, schema.Deletes, schema.Inserts:
		return locks.Of(locks.UpdatesRows)
	}
	return locks.Of(locks.LocksNothing)
}

func columnFormOf(a schema.Act) locks.FormID {
	switch a.Verb {
	case schema.AddsColumn:
		switch {
		case a.Stored || a.Identity || a.Serial || a.Volatile:
			return locks.AddsFilledColumn
		case a.NotNull && (!a.Default || a.NullDefault):
			return locks.AddsRequiredColumn
		}
		return locks.AddsColumn
	case schema.SetsType:
		change := locks.ChangeOfType(a.Was, a.Type)
		switch {
		case change.Free && (change.Indexed || a.Collated):
			return locks.Reindexes
		case change.Free:
			return locks.Relabels
		}
		return locks.Retypes
	case schema.SetsNotNull:
		if a.Proven || a.NotNull {
			return locks.SetsProvenNotNull
		}
		return locks.SetsNotNull
	case schema.DropsColumn:
		return locks.DropsColumn
	case schema.SetsDefault:
		if a.Stored { // SET EXPRESSION
			return locks.SetsStoredExpression
		}
	case schema.RenamesColumn:
		return locks.RenamesColumn
	}
	return locks.AltersColumn
}

func constraintFormOf(a schema.Act) locks.FormID {
	switch {
	case a.Kind == schema.KindDomainCheck && a.NotValid:
		return locks.LocksNothing
	case a.Kind == schema.KindDomainCheck:
		return locks.ChecksDomain
	case a.UsingIndex:
		return locks.AddsBuiltKey
	}
	return constraintForm(&pgmodel.Constraint{Kind: a.Kind, NotValid: a.NotValid})
}

func objectFormOf(a schema.Act) locks.FormID {
	if form := kinds[a.Kind].form; form != nil {
		return form(a)
	}
	return locks.LocksNothing
}
