package postgres

import (
	"github.com/schemadiff/schemadiff/schema"
)

// routineMakers are the writers of functions, triggers, operators, languages and
// what hangs on them.
func routineMakers(k schema.Kind) (writer, bool) {
	switch k {
	case schema.KindFunction, schema.KindProcedure:
		return functionKind(), true
	case schema.KindAggregate:
		return aggregateKind(), true
	case schema.KindTrigger:
		return triggerKind(), true
	case schema.KindEventTrigger:
		return eventTriggerKind(), true
	case schema.KindOperator:
		return operatorKind(), true
	case schema.KindOperatorFamily:
		return familyKind(), true
	case schema.KindOperatorClass:
		return classKind(), true
	case schema.KindLanguage:
		return languageKind(), true
	case schema.KindTransform:
		return transformKind(), true
	case schema.KindAccessMethod:
		return accessMethodKind(), true
	case schema.KindCast:
		return castKind(), true
	case schema.KindConversion:
		return conversionKind(), true
	}
	return writer{}, false
}
