// Package locks knows what the forms of PostgreSQL's statements cost: the strongest lock
// that each takes on a relation that was there before, how long it is held, which rows it
// reads and writes, and which changes of a column's type rewrite them. It reads no SQL
// and asks no server; internal/pgcases measures what it claims on servers.
package locks

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
)

// Form is the cost of one form of statement in PostgreSQL: the strongest lock on a
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
	LocksNothing FormID = iota
	ReadsRows
	DropsTable
	RenamesTable
	AltersTable
	RewritesTable
	setsOptions
	setsHardOptions
	Clusters
	Inherits
	CreatesChild
	CreatesPartition
	CreatesPartitionBesideDefault
	Attaches
	AttachesProven
	Detaches
	DetachesReferred
	DetachesConcurrently
	AttachesNew
	AttachesIndex
	AttachesNewIndex
	AddsColumn
	AddsRequiredColumn
	AddsFilledColumn
	DropsColumn
	RenamesColumn
	AltersColumn
	SetsTarget
	SetsNotNull
	SetsProvenNotNull
	AddsIdentity
	SetsStoredExpression
	Retypes
	Reindexes
	Relabels
	UpdatesRows
	FillsRows
	AddsKey
	AddsBuiltKey
	AddsCheck
	AddsUncheckedCheck
	AddsReference
	AddsUncheckedReference
	Validates
	DropsConstraint
	AltersConstraint
	RenamesConstraint
	CreatesIndex
	CreatesIndexOnly
	BuildsIndex
	DropsIndex
	DropsIndexConcurrently
	RenamesIndex
	MovesIndex
	SetsIndexTarget
	CreatesTrigger
	DropsTrigger
	RenamesTrigger
	Rules
	Policies
	AltersView
	FillsView
	AltersSequence
	LogsSequence
	ChecksDomain
	AltersStatistics
	Comments
)

// Forms is the table of data about locks, reads and writes per form of statement. What
// a step of a plan says of them comes from here alone. TestForms of internal/pgcases
// measures every row on running servers.
func Forms() []Form {
	return slices.Concat(tableForms(), columnForms(), partForms())
}

// The columns of the table, short.
const (
	ae, sre, sue   = AccessExclusive, ShareRowExclusive, shareUpdateExclusive
	one, scan, all = plan.Constant, plan.Scan, plan.Rewrite
)

// tableForms are those of whole relations.
func tableForms() []Form {
	return []Form{
		{LocksNothing, "whatever has no other line here", "", one, 0},
		{ReadsRows, "SELECT", "", scan, 0},
		{DropsTable, "DROP TABLE, SEQUENCE, VIEW", ae, one, 0},
		{RenamesTable, "ALTER TABLE … RENAME TO, SET SCHEMA", ae, one, 0},
		{AltersTable, "ALTER TABLE … ROW LEVEL SECURITY, REPLICA IDENTITY, OF, OPTIONS", ae, one, 0},
		{RewritesTable, "ALTER TABLE … SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD", ae, all, 0},
		{setsOptions, "ALTER TABLE, INDEX … SET (fillfactor, autovacuum_…)", sue, one, 0},
		{setsHardOptions, "ALTER TABLE, INDEX, VIEW … SET (user_catalog_table, fastupdate, security_barrier, …)", ae, one, 0},
		{Clusters, "ALTER TABLE … CLUSTER ON, SET WITHOUT CLUSTER", sue, one, 0},
		{Inherits, "ALTER TABLE … INHERIT, NO INHERIT", ae, one, 0},
		{CreatesChild, "CREATE TABLE … INHERITS", sue, one, 0},
		{CreatesPartition, "CREATE TABLE … PARTITION OF", ae, one, 0},
		{CreatesPartitionBesideDefault, "CREATE TABLE … PARTITION OF, where there is a default partition", ae, scan, 0},
		{Attaches, "ALTER TABLE … ATTACH PARTITION", ae, scan, 0},
		{AttachesProven, "ALTER TABLE … ATTACH PARTITION, with a CHECK that says so", ae, one, 0},
		{Detaches, "ALTER TABLE … DETACH PARTITION", ae, one, 0},
		{DetachesReferred, "ALTER TABLE … DETACH PARTITION, of a table that a foreign key refers to", ae, scan, 0},
		{DetachesConcurrently, "ALTER TABLE … DETACH PARTITION … CONCURRENTLY", sue, one, 14},
		{AttachesNew, "ALTER TABLE … ATTACH PARTITION, of a table that is new", sue, one, 0},
		{AttachesIndex, "ALTER INDEX … ATTACH PARTITION", ae, one, 0},
		{AttachesNewIndex, "ALTER INDEX … ATTACH PARTITION, of an index that is new", sue, one, 0},
	}
}

// columnForms are those of columns and of rows.
func columnForms() []Form {
	return []Form{
		{AddsColumn, "ADD COLUMN, with one value for every row or none", ae, one, 0},
		{AddsRequiredColumn, "ADD COLUMN … NOT NULL, without a value", ae, scan, 0},
		{AddsFilledColumn, "ADD COLUMN with a volatile default, an identity, stored, of a domain with rules", ae, all, 0},
		{DropsColumn, "DROP COLUMN", ae, one, 0},
		{RenamesColumn, "RENAME COLUMN", ae, one, 0},
		{AltersColumn, "ALTER COLUMN … SET DEFAULT, DROP DEFAULT, DROP NOT NULL, SET STORAGE, DROP EXPRESSION", ae, one, 0},
		{SetsTarget, "ALTER COLUMN … SET STATISTICS", sue, one, 0},
		{SetsNotNull, "ALTER COLUMN … SET NOT NULL", ae, scan, 0},
		{SetsProvenNotNull, "ALTER COLUMN … SET NOT NULL, with a validated CHECK that says so", ae, one, 0},
		{AddsIdentity, "ALTER COLUMN … ADD GENERATED AS IDENTITY", ae, one, 0},
		{SetsStoredExpression, "ALTER COLUMN … SET EXPRESSION, stored", ae, all, 17},
		{Retypes, "ALTER COLUMN … TYPE", ae, all, 0},
		{Reindexes, "ALTER COLUMN … TYPE, the same bytes in another order", ae, scan, 0},
		{Relabels, "ALTER COLUMN … TYPE, to one that holds the same bytes", ae, one, 0},
		{UpdatesRows, "UPDATE", rowExclusive, scan, 0},
		{FillsRows, "UPDATE, in batches", rowExclusive, scan, 0},
	}
}

// partForms are those of constraints, indexes and the rest.
func partForms() []Form {
	return []Form{
		{AddsKey, "ADD PRIMARY KEY, UNIQUE, EXCLUDE", ae, scan, 0},
		{AddsBuiltKey, "ADD PRIMARY KEY, UNIQUE … USING INDEX", ae, one, 0},
		{AddsCheck, "ADD CHECK", ae, scan, 0},
		{AddsUncheckedCheck, "ADD CHECK … NOT VALID, NOT ENFORCED", ae, one, 0},
		{AddsReference, "ADD FOREIGN KEY", sre, scan, 0},
		{AddsUncheckedReference, "ADD FOREIGN KEY … NOT VALID, NOT ENFORCED", sre, one, 0},
		{Validates, "VALIDATE CONSTRAINT", sue, scan, 0},
		{DropsConstraint, "DROP CONSTRAINT", ae, one, 0},
		{AltersConstraint, "ALTER CONSTRAINT", ae, one, 0},
		{RenamesConstraint, "RENAME CONSTRAINT", ae, one, 0},
		{CreatesIndex, "CREATE INDEX", Share, scan, 0},
		{CreatesIndexOnly, "CREATE INDEX … ON ONLY, of a partitioned table", Share, one, 0},
		{BuildsIndex, "CREATE INDEX CONCURRENTLY", sue, scan, 0},
		{DropsIndex, "DROP INDEX", ae, one, 0},
		{DropsIndexConcurrently, "DROP INDEX CONCURRENTLY", sue, one, 0},
		{RenamesIndex, "ALTER INDEX … RENAME TO", sue, one, 0},
		{MovesIndex, "ALTER INDEX … SET TABLESPACE", ae, all, 0},
		{SetsIndexTarget, "ALTER INDEX … SET STATISTICS", sue, one, 0},
		{CreatesTrigger, "CREATE TRIGGER, ENABLE, DISABLE TRIGGER", sre, one, 0},
		{DropsTrigger, "DROP TRIGGER", ae, one, 0},
		{RenamesTrigger, "ALTER TRIGGER … RENAME TO", ae, one, 0},
		{Rules, "CREATE, ALTER, DROP RULE", ae, one, 0},
		{Policies, "CREATE, ALTER, DROP POLICY", ae, one, 0},
		{AltersView, "CREATE OR REPLACE VIEW, ALTER VIEW … ALTER COLUMN", ae, one, 0},
		{FillsView, "CREATE MATERIALIZED VIEW", "", scan, 0},
		{AltersSequence, "ALTER SEQUENCE", sre, one, 0},
		{LogsSequence, "ALTER SEQUENCE … SET LOGGED, UNLOGGED", ae, one, 15},
		{ChecksDomain, "ALTER DOMAIN … SET NOT NULL, ADD CHECK, VALIDATE", Share, scan, 0},
		{AltersStatistics, "CREATE, ALTER, DROP STATISTICS", sue, one, 0},
		{Comments, "COMMENT ON TABLE, COLUMN, INDEX", sue, one, 0},
	}
}

// Of is the row of a form.
func Of(id FormID) Form {
	tables, columns := tableForms(), columnForms()
	switch {
	case id < AddsColumn:
		return tables[id]
	case id < AddsKey:
		return columns[id-AddsColumn]
	}
	return partForms()[id-AddsKey]
}
