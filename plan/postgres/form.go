package postgres

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
)

// Form is what PostgreSQL does for one form of statement: the strongest lock on a
// relation that was there before, and how the time that it is held grows with the rows.
type Form struct {
	ID    FormID
	Text  string // the statement, names left out
	Lock  string // "" where no relation is locked against anybody who reads or writes it
	Cost  plan.Cost
	Since int // the first major version that has the form; 0 for all
}

// FormID names a form of statement.
type FormID int

// The forms of the statements that plans are made of.
const (
	locksNothing FormID = iota
	readsRows
	dropsTable
	renamesTable
	altersTable
	rewritesTable
	setsOptions
	setsHardOptions
	clusters
	inherits
	createsHeir
	createsPartition
	createsPartitionBesideDefault
	attaches
	attachesProven
	detaches
	detachesConcurrently
	addsColumn
	addsRequiredColumn
	addsFilledColumn
	dropsColumn
	renamesColumn
	altersColumn
	setsTarget
	setsNotNull
	setsProvenNotNull
	addsIdentity
	setsStoredExpression
	retypes
	reindexes
	relabels
	updatesRows
	fillsRows
	addsKey
	addsBuiltKey
	addsCheck
	addsUncheckedCheck
	addsReference
	addsUncheckedReference
	validates
	dropsConstraint
	altersConstraint
	renamesConstraint
	createsIndex
	createsIndexOnly
	buildsIndex
	dropsIndex
	dropsIndexConcurrently
	renamesIndex
	movesIndex
	setsIndexTarget
	createsTrigger
	dropsTrigger
	renamesTrigger
	rules
	policies
	altersView
	fillsView
	altersSequence
	logsSequence
	checksDomain
	altersStatistics
	comments
)

// Forms is the table of data about locks, reads and writes per form of statement. What
// a step of a plan says of them comes from here alone. TestForms of internal/pgcases
// measures every row on running servers.
func Forms() []Form {
	return slices.Concat(tableForms(), columnForms(), partForms())
}

// The columns of the table, short.
const (
	ae, sre, sue   = accessExclusive, shareRowExclusive, shareUpdateExclusive
	one, scan, all = plan.Constant, plan.Scan, plan.Rewrite
)

// tableForms are those of whole relations.
func tableForms() []Form {
	return []Form{
		{locksNothing, "whatever has no other line here", "", one, 0},
		{readsRows, "SELECT", "", scan, 0},
		{dropsTable, "DROP TABLE, SEQUENCE, VIEW", ae, one, 0},
		{renamesTable, "ALTER TABLE … RENAME TO, SET SCHEMA", ae, one, 0},
		{altersTable, "ALTER TABLE … ROW LEVEL SECURITY, REPLICA IDENTITY, OF, OPTIONS", ae, one, 0},
		{rewritesTable, "ALTER TABLE … SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD", ae, all, 0},
		{setsOptions, "ALTER TABLE, INDEX … SET (fillfactor, autovacuum_…)", sue, one, 0},
		{setsHardOptions, "ALTER TABLE, INDEX, VIEW … SET (user_catalog_table, fastupdate, security_barrier, …)", ae, one, 0},
		{clusters, "ALTER TABLE … CLUSTER ON, SET WITHOUT CLUSTER", sue, one, 0},
		{inherits, "ALTER TABLE … INHERIT, NO INHERIT", ae, one, 0},
		{createsHeir, "CREATE TABLE … INHERITS", sue, one, 0},
		{createsPartition, "CREATE TABLE … PARTITION OF", ae, one, 0},
		{createsPartitionBesideDefault, "CREATE TABLE … PARTITION OF, where there is a default partition", ae, scan, 0},
		{attaches, "ALTER TABLE … ATTACH PARTITION", ae, scan, 0},
		{attachesProven, "ALTER TABLE … ATTACH PARTITION, with a CHECK that says so", ae, one, 0},
		{detaches, "ALTER TABLE … DETACH PARTITION", ae, one, 0},
		{detachesConcurrently, "ALTER TABLE … DETACH PARTITION … CONCURRENTLY", sue, one, 14},
	}
}

// columnForms are those of columns and of rows.
func columnForms() []Form {
	return []Form{
		{addsColumn, "ADD COLUMN, with one value for every row or none", ae, one, 0},
		{addsRequiredColumn, "ADD COLUMN … NOT NULL, without a value", ae, scan, 0},
		{addsFilledColumn, "ADD COLUMN with a volatile default, an identity, stored, of a domain with rules", ae, all, 0},
		{dropsColumn, "DROP COLUMN", ae, one, 0},
		{renamesColumn, "RENAME COLUMN", ae, one, 0},
		{altersColumn, "ALTER COLUMN … SET DEFAULT, DROP DEFAULT, DROP NOT NULL, SET STORAGE, DROP EXPRESSION", ae, one, 0},
		{setsTarget, "ALTER COLUMN … SET STATISTICS", sue, one, 0},
		{setsNotNull, "ALTER COLUMN … SET NOT NULL", ae, scan, 0},
		{setsProvenNotNull, "ALTER COLUMN … SET NOT NULL, with a validated CHECK that says so", ae, one, 0},
		{addsIdentity, "ALTER COLUMN … ADD GENERATED AS IDENTITY", ae, one, 0},
		{setsStoredExpression, "ALTER COLUMN … SET EXPRESSION, stored", ae, all, 17},
		{retypes, "ALTER COLUMN … TYPE", ae, all, 0},
		{reindexes, "ALTER COLUMN … TYPE, the same bytes in another order", ae, scan, 0},
		{relabels, "ALTER COLUMN … TYPE, to one that holds the same bytes", ae, one, 0},
		{updatesRows, "UPDATE", rowExclusive, scan, 0},
		{fillsRows, "UPDATE, in batches", rowExclusive, scan, 0},
	}
}

// partForms are those of constraints, indexes and the rest.
func partForms() []Form {
	return []Form{
		{addsKey, "ADD PRIMARY KEY, UNIQUE, EXCLUDE", ae, scan, 0},
		{addsBuiltKey, "ADD PRIMARY KEY, UNIQUE … USING INDEX", ae, one, 0},
		{addsCheck, "ADD CHECK", ae, scan, 0},
		{addsUncheckedCheck, "ADD CHECK … NOT VALID, NOT ENFORCED", ae, one, 0},
		{addsReference, "ADD FOREIGN KEY", sre, scan, 0},
		{addsUncheckedReference, "ADD FOREIGN KEY … NOT VALID, NOT ENFORCED", sre, one, 0},
		{validates, "VALIDATE CONSTRAINT", sue, scan, 0},
		{dropsConstraint, "DROP CONSTRAINT", ae, one, 0},
		{altersConstraint, "ALTER CONSTRAINT", ae, one, 0},
		{renamesConstraint, "RENAME CONSTRAINT", ae, one, 0},
		{createsIndex, "CREATE INDEX", share, scan, 0},
		{createsIndexOnly, "CREATE INDEX … ON ONLY, of a partitioned table", share, one, 0},
		{buildsIndex, "CREATE INDEX CONCURRENTLY", sue, scan, 0},
		{dropsIndex, "DROP INDEX", ae, one, 0},
		{dropsIndexConcurrently, "DROP INDEX CONCURRENTLY", sue, one, 0},
		{renamesIndex, "ALTER INDEX … RENAME TO", sue, one, 0},
		{movesIndex, "ALTER INDEX … SET TABLESPACE", ae, all, 0},
		{setsIndexTarget, "ALTER INDEX … SET STATISTICS", sue, one, 0},
		{createsTrigger, "CREATE TRIGGER, ENABLE, DISABLE TRIGGER", sre, one, 0},
		{dropsTrigger, "DROP TRIGGER", ae, one, 0},
		{renamesTrigger, "ALTER TRIGGER … RENAME TO", ae, one, 0},
		{rules, "CREATE, ALTER, DROP RULE", ae, one, 0},
		{policies, "CREATE, ALTER, DROP POLICY", ae, one, 0},
		{altersView, "CREATE OR REPLACE VIEW, ALTER VIEW … ALTER COLUMN", ae, one, 0},
		{fillsView, "CREATE MATERIALIZED VIEW", "", scan, 0},
		{altersSequence, "ALTER SEQUENCE", sre, one, 0},
		{logsSequence, "ALTER SEQUENCE … SET LOGGED, UNLOGGED", ae, one, 15},
		{checksDomain, "ALTER DOMAIN … SET NOT NULL, ADD CHECK, VALIDATE", share, scan, 0},
		{altersStatistics, "CREATE, ALTER, DROP STATISTICS", sue, one, 0},
		{comments, "COMMENT ON TABLE, COLUMN, INDEX", sue, one, 0},
	}
}

// of is the row of a form.
func of(id FormID) Form {
	tables, columns := tableForms(), columnForms()
	switch {
	case id < addsColumn:
		return tables[id]
	case id < addsKey:
		return columns[id-addsColumn]
	}
	return partForms()[id-addsKey]
}
