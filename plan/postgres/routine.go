package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// routineMakers are the writers of functions, triggers, operators, languages and
// what hangs on them.
func routineMakers(k schema.Kind) (writer, bool) {
	switch k {
	case schema.KindFunction, schema.KindProcedure:
		return functionMaker(), true
	case schema.KindAggregate:
		return aggregateMaker(), true
	case schema.KindTrigger:
		return triggerMaker(), true
	case schema.KindEventTrigger:
		return eventTriggerMaker(), true
	case schema.KindOperator:
		return operatorMaker(), true
	case schema.KindOperatorFamily:
		return familyMaker(), true
	case schema.KindOperatorClass:
		return classMaker(), true
	case schema.KindLanguage:
		return languageMaker(), true
	case schema.KindTransform:
		return transformMaker(), true
	case schema.KindAccessMethod:
		return accessMethodMaker(), true
	case schema.KindCast:
		return castMaker(), true
	case schema.KindConversion:
		return conversionMaker(), true
	}
	return writer{}, false
}

// cutSignature is the name in a signature, and its argument types in parentheses.
func cutSignature(n string) (word, args string) {
	i := strings.LastIndexByte(n, '(')
	if i < 0 {
		return n, ""
	}
	return n[:i], n[i:]
}

// routineText is a routine with its argument types, for all statements but CREATE.
func routineText(k schema.Key) string {
	word, args := cutSignature(k.Name)
	return pgmodel.Qualified(k.Schema, word) + args
}

// replaced is the statement with OR REPLACE.
func replaced(sql string) string { return "CREATE OR REPLACE " + strings.TrimPrefix(sql, "CREATE ") }
