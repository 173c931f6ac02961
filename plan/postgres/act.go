package postgres

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// FormOf is the row of the table of forms that holds for what a statement does, for
// whoever judges statements that no plan has written. What is in no row locks nothing.
func FormOf(a schema.Act) Form {
	switch a.Verb {
	case schema.AddsColumn, schema.SetsType, schema.SetsNotNull, schema.DropsColumn, schema.RenamesColumn, schema.DropsNotNull, schema.SetsDefault, schema.DropsDefault:
		return of(columnFormOf(a))
	case schema.AddsConstraint:
		return of(constraintFormOf(a))
	case schema.DropsConstraint:
		return of(dropsConstraint)
	case schema.Validates:
		return of(validates)
	case schema.Attaches:
		return of(map[bool]FormID{true: attachesProven, false: attaches}[a.Proven])
	case schema.Detaches:
		return of(map[bool]FormID{true: detachesConcurrently, false: detaches}[a.Concurrently])
	case schema.EnablesRLS, schema.DisablesRLS:
		return of(altersTable)
	case schema.Rewrites:
		return of(map[bool]FormID{true: logsSequence, false: rewritesTable}[a.On.Kind == schema.KindSequence])
	case schema.Alters:
		switch a.To {
		case "options":
			var list []pgmodel.Setting
			for _, n := range a.Columns {
				list = append(list, pgmodel.Setting{Name: n})
			}
			return optionForm(list)
		case "cluster":
			return of(clusters)
		case "statistics":
			return of(setsTarget)
		}
		if a.On.Kind == schema.KindTable && a.On.Name != "" {
			return of(altersTable)
		}
	case schema.Creates, schema.Drops, schema.Renames:
		return of(objectFormOf(a))
	case schema.Updates, schema.Deletes, schema.Inserts:
		return of(updatesRows)
	}
	return of(locksNothing)
}

func columnFormOf(a schema.Act) FormID {
	switch a.Verb {
	case schema.AddsColumn:
		switch {
		case a.Stored || a.Identity || a.Serial || a.Volatile:
			return addsFilledColumn
		case a.NotNull && (!a.Default || a.NullDefault):
			return addsRequiredColumn
		}
		return addsColumn
	case schema.SetsType:
		change := compareTypes(a.Was, a.Type)
		switch {
		case change.free && (change.indexed || a.Collated):
			return reindexes
		case change.free:
			return relabels
		}
		return retypes
	case schema.SetsNotNull:
		if a.Proven || a.NotNull {
			return setsProvenNotNull
		}
		return setsNotNull
	case schema.DropsColumn:
		return dropsColumn
	case schema.SetsDefault:
		if a.Stored { // SET EXPRESSION
			return setsStoredExpression
		}
	case schema.RenamesColumn:
		return renamesColumn
	}
	return altersColumn
}

func constraintFormOf(a schema.Act) FormID {
	switch {
	case a.Kind == schema.KindDomainCheck && a.NotValid:
		return locksNothing
	case a.Kind == schema.KindDomainCheck:
		return checksDomain
	case a.UsingIndex:
		return addsBuiltKey
	}
	return constraintForm(&pgmodel.Constraint{Kind: a.Kind, NotValid: a.NotValid})
}

func objectFormOf(a schema.Act) FormID {
	type what struct {
		verb schema.Verb
		kind schema.Kind
	}
	switch (what{a.Verb, a.Kind}) {
	case what{schema.Creates, schema.KindIndex}:
		switch {
		case a.Concurrently:
			return buildsIndex
		case a.Only:
			return createsIndexOnly
		}
		return createsIndex
	case what{schema.Drops, schema.KindIndex}:
		return map[bool]FormID{true: dropsIndexConcurrently, false: dropsIndex}[a.Concurrently]
	case what{schema.Drops, schema.KindTable}, what{schema.Drops, schema.KindView}, what{schema.Drops, schema.KindMatView}, what{schema.Drops, schema.KindSequence}:
		return dropsTable
	case what{schema.Renames, schema.KindTable}, what{schema.Renames, schema.KindView}:
		return renamesTable
	case what{schema.Renames, schema.KindIndex}:
		return renamesIndex
	case what{schema.Creates, schema.KindTrigger}:
		return createsTrigger
	case what{schema.Drops, schema.KindTrigger}:
		return dropsTrigger
	case what{schema.Creates, schema.KindRule}, what{schema.Drops, schema.KindRule}:
		return rules
	case what{schema.Drops, schema.KindPolicy}:
		return policies
	}
	return locksNothing
}
