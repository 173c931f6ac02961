package postgres

// The list of the kinds of objects that PostgreSQL's DDL creates. A new kind is a line here
// and the file of its name.

// kinds are in the order in which a statement is offered to them, which has no meaning:
// no two kinds take the same statement.
var kinds = []*kind{
	&tableKind, &indexKind, &sequenceKind, &viewKind, &functionKind, &triggerKind, &policyKind, &ruleKind,
	&enumKind, &domainKind, &compositeKind, &rangeKind, &baseTypeKind,
	&schemaKind, &extensionKind, &languageKind, &collationKind, &conversionKind, &statisticsKind,
	&aggregateKind, &operatorKind, &operatorClassKind, &operatorFamilyKind, &castKind, &transformKind, &accessMethodKind,
	&textSearchKind, &textSearchConfigKind,
	&wrapperKind, &serverKind, &userMappingKind, &foreignTableKind,
	&publicationKind, &subscriptionKind, &eventTriggerKind, &defaultGrantsKind,
}

var allKinds = newRegistry(kinds, foldShared, foldSession)
