package postgres

// The table of all kinds of objects. A new kind is a file of its name and a line here.

import (
	"github.com/schemadiff/schemadiff/schema"
)

// kinds are all kinds that a plan can create, change and drop.
var kinds = map[schema.Kind]kind{
	schema.KindTable:          tableKind(),
	schema.KindForeignTable:   foreignTableKind(),
	schema.KindColumn:         columnKind(),
	schema.KindPrimary:        constraintKind((*planner).onlineKey),
	schema.KindUnique:         constraintKind((*planner).onlineKey),
	schema.KindExclusion:      constraintKind(nil),
	schema.KindCheck:          constraintKind((*planner).onlineConstraint),
	schema.KindForeign:        constraintKind((*planner).onlineConstraint),
	schema.KindNotNull:        notNullKind(),
	schema.KindIndex:          indexKind(),
	schema.KindPartitionIndex: partitionPartKind(),
	schema.KindPartitionRef:   partitionPartKind(),
	schema.KindSequence:       sequenceKind(),
	schema.KindStatistics:     statisticsKind(),
	schema.KindPolicy:         policyKind(),
	schema.KindRule:           ruleKind(),
	schema.KindTrigger:        triggerKind(),
	schema.KindView:           viewKind("VIEW"),
	schema.KindMatView:        viewKind("MATERIALIZED VIEW"),
	schema.KindSchema:         schemaKind(),
	schema.KindDefaultGrants:  defaultGrantsKind(),
	schema.KindExtension:      extensionKind(),
	schema.KindEnum:           enumKind(),
	schema.KindDomain:         domainKind(),
	schema.KindDomainCheck:    domainCheckKind(),
	schema.KindComposite:      compositeKind(),
	schema.KindRange:          rangeKind(),
	schema.KindBaseType:       baseTypeKind(),
	schema.KindCollation:      collationKind(),
	schema.KindTSParser:       textSearchKind(schema.KindTSParser),
	schema.KindTSTemplate:     textSearchKind(schema.KindTSTemplate),
	schema.KindTSDictionary:   textSearchKind(schema.KindTSDictionary),
	schema.KindTSConfig:       tsConfigKind(),
	schema.KindFunction:       functionKind(schema.KindFunction),
	schema.KindProcedure:      functionKind(schema.KindProcedure),
	schema.KindAggregate:      aggregateKind(),
	schema.KindEventTrigger:   eventTriggerKind(),
	schema.KindOperator:       operatorKind(),
	schema.KindOperatorFamily: familyKind(),
	schema.KindOperatorClass:  classKind(),
	schema.KindLanguage:       languageKind(),
	schema.KindTransform:      transformKind(),
	schema.KindAccessMethod:   accessMethodKind(),
	schema.KindCast:           castKind(),
	schema.KindConversion:     conversionKind(),
	schema.KindWrapper:        wrapperKind(),
	schema.KindServer:         serverKind(),
	schema.KindUserMapping:    userMappingKind(),
	schema.KindPublication:    publicationKind(),
	schema.KindSubscription:   subscriptionKind(),

	// Parts that only plans know as objects.
	kindBound: {online: (*planner).onlineBound},
}
