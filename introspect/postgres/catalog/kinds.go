package catalog

// This file has the one list of kinds. Whatever the package does for all of them alike is
// a loop over it; only catalog.go reads it.

// kinds are in the order of their queries: within a phase, the text of a kind stands before
// that of the kinds after it.
func kinds() []kind {
	return []kind{
		schemas, extensions, members, functions, aggregates,

		enums, domains, composites, ranges, baseTypes, collations, operators, operatorClasses, languages, transforms, accessMethods,
		casts, conversions, textSearchParsers, textSearchTemplates, textSearchDictionaries, textSearchConfigurations,
		wrappers, servers, userMappings, sequences, tables, columns, constraints,

		indexes, partitionParts,

		dependencies, triggers, eventTriggers, views, rules, policies, statistics, publications, subscriptions,
		comments, owners, privileges, defaultPrivileges,
	}
}
