package postgres

import "github.com/schemadiff/schemadiff/plan"

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
	formCount
)

// Forms is the table of data about locks, reads and writes per form of statement. What
// a step of a plan says of them comes from here alone. TestForms of internal/pgcases
// measures every row on running servers.
func Forms() [formCount]Form {
	const (
		ae, sre, s, sue = accessExclusive, shareRowExclusive, share, shareUpdateExclusive
		one, scan, all  = plan.Constant, plan.Scan, plan.Rewrite
	)
	return [...]Form{
		locksNothing:                  {locksNothing, "whatever has no other line here", "", one, 0},
		readsRows:                     {readsRows, "SELECT", "", scan, 0},
		dropsTable:                    {dropsTable, "DROP TABLE, SEQUENCE, VIEW", ae, one, 0},
		renamesTable:                  {renamesTable, "ALTER TABLE … RENAME TO, SET SCHEMA", ae, one, 0},
		altersTable:                   {altersTable, "ALTER TABLE … ROW LEVEL SECURITY, REPLICA IDENTITY, OF, OPTIONS", ae, one, 0},
		rewritesTable:                 {rewritesTable, "ALTER TABLE … SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD", ae, all, 0},
		setsOptions:                   {setsOptions, "ALTER TABLE, INDEX … SET (fillfactor, autovacuum_…)", sue, one, 0},
		setsHardOptions:               {setsHardOptions, "ALTER TABLE, INDEX, VIEW … SET (user_catalog_table, fastupdate, security_barrier, …)", ae, one, 0},
		clusters:                      {clusters, "ALTER TABLE … CLUSTER ON, SET WITHOUT CLUSTER", sue, one, 0},
		inherits:                      {inherits, "ALTER TABLE … INHERIT, NO INHERIT", ae, one, 0},
		createsHeir:                   {createsHeir, "CREATE TABLE … INHERITS", sue, one, 0},
		createsPartition:              {createsPartition, "CREATE TABLE … PARTITION OF", ae, one, 0},
		createsPartitionBesideDefault: {createsPartitionBesideDefault, "CREATE TABLE … PARTITION OF, where there is a default partition", ae, scan, 0},
		attaches:                      {attaches, "ALTER TABLE … ATTACH PARTITION", ae, scan, 0},
		attachesProven:                {attachesProven, "ALTER TABLE … ATTACH PARTITION, with a CHECK that says so", ae, one, 0},
		detaches:                      {detaches, "ALTER TABLE … DETACH PARTITION", ae, one, 0},
		detachesConcurrently:          {detachesConcurrently, "ALTER TABLE … DETACH PARTITION … CONCURRENTLY", sue, one, 14},
		addsColumn:                    {addsColumn, "ADD COLUMN, with one value for every row or none", ae, one, 0},
		addsRequiredColumn:            {addsRequiredColumn, "ADD COLUMN … NOT NULL, without a value", ae, scan, 0},
		addsFilledColumn:              {addsFilledColumn, "ADD COLUMN with a volatile default, an identity, stored, of a domain with rules", ae, all, 0},
		dropsColumn:                   {dropsColumn, "DROP COLUMN", ae, one, 0},
		renamesColumn:                 {renamesColumn, "RENAME COLUMN", ae, one, 0},
		altersColumn:                  {altersColumn, "ALTER COLUMN … SET DEFAULT, DROP DEFAULT, DROP NOT NULL, SET STORAGE, DROP EXPRESSION", ae, one, 0},
		setsTarget:                    {setsTarget, "ALTER COLUMN … SET STATISTICS", sue, one, 0},
		setsNotNull:                   {setsNotNull, "ALTER COLUMN … SET NOT NULL", ae, scan, 0},
		setsProvenNotNull:             {setsProvenNotNull, "ALTER COLUMN … SET NOT NULL, with a validated CHECK that says so", ae, one, 0},
		addsIdentity:                  {addsIdentity, "ALTER COLUMN … ADD GENERATED AS IDENTITY", ae, one, 0},
		setsStoredExpression:          {setsStoredExpression, "ALTER COLUMN … SET EXPRESSION, stored", ae, all, 17},
		retypes:                       {retypes, "ALTER COLUMN … TYPE", ae, all, 0},
		reindexes:                     {reindexes, "ALTER COLUMN … TYPE, the same bytes in another order", ae, scan, 0},
		relabels:                      {relabels, "ALTER COLUMN … TYPE, to one that holds the same bytes", ae, one, 0},
		updatesRows:                   {updatesRows, "UPDATE", rowExclusive, scan, 0},
		fillsRows:                     {fillsRows, "UPDATE, in batches", rowExclusive, scan, 0},
		addsKey:                       {addsKey, "ADD PRIMARY KEY, UNIQUE, EXCLUDE", ae, scan, 0},
		addsBuiltKey:                  {addsBuiltKey, "ADD PRIMARY KEY, UNIQUE … USING INDEX", ae, one, 0},
		addsCheck:                     {addsCheck, "ADD CHECK", ae, scan, 0},
		addsUncheckedCheck:            {addsUncheckedCheck, "ADD CHECK … NOT VALID, NOT ENFORCED", ae, one, 0},
		addsReference:                 {addsReference, "ADD FOREIGN KEY", sre, scan, 0},
		addsUncheckedReference:        {addsUncheckedReference, "ADD FOREIGN KEY … NOT VALID, NOT ENFORCED", sre, one, 0},
		validates:                     {validates, "VALIDATE CONSTRAINT", sue, scan, 0},
		dropsConstraint:               {dropsConstraint, "DROP CONSTRAINT", ae, one, 0},
		altersConstraint:              {altersConstraint, "ALTER CONSTRAINT", ae, one, 0},
		renamesConstraint:             {renamesConstraint, "RENAME CONSTRAINT", ae, one, 0},
		createsIndex:                  {createsIndex, "CREATE INDEX", s, scan, 0},
		createsIndexOnly:              {createsIndexOnly, "CREATE INDEX … ON ONLY, of a partitioned table", s, one, 0},
		buildsIndex:                   {buildsIndex, "CREATE INDEX CONCURRENTLY", sue, scan, 0},
		dropsIndex:                    {dropsIndex, "DROP INDEX", ae, one, 0},
		dropsIndexConcurrently:        {dropsIndexConcurrently, "DROP INDEX CONCURRENTLY", sue, one, 0},
		renamesIndex:                  {renamesIndex, "ALTER INDEX … RENAME TO", sue, one, 0},
		movesIndex:                    {movesIndex, "ALTER INDEX … SET TABLESPACE", ae, all, 0},
		setsIndexTarget:               {setsIndexTarget, "ALTER INDEX … SET STATISTICS", sue, one, 0},
		createsTrigger:                {createsTrigger, "CREATE TRIGGER, ENABLE, DISABLE TRIGGER", sre, one, 0},
		dropsTrigger:                  {dropsTrigger, "DROP TRIGGER", ae, one, 0},
		renamesTrigger:                {renamesTrigger, "ALTER TRIGGER … RENAME TO", ae, one, 0},
		rules:                         {rules, "CREATE, ALTER, DROP RULE", ae, one, 0},
		policies:                      {policies, "CREATE, ALTER, DROP POLICY", ae, one, 0},
		altersView:                    {altersView, "CREATE OR REPLACE VIEW, ALTER VIEW … ALTER COLUMN", ae, one, 0},
		fillsView:                     {fillsView, "CREATE MATERIALIZED VIEW", "", scan, 0},
		altersSequence:                {altersSequence, "ALTER SEQUENCE", sre, one, 0},
		logsSequence:                  {logsSequence, "ALTER SEQUENCE … SET LOGGED, UNLOGGED", ae, one, 15},
		checksDomain:                  {checksDomain, "ALTER DOMAIN … SET NOT NULL, ADD CHECK, VALIDATE", s, scan, 0},
		altersStatistics:              {altersStatistics, "CREATE, ALTER, DROP STATISTICS", sue, one, 0},
		comments:                      {comments, "COMMENT ON TABLE, COLUMN, INDEX", sue, one, 0},
	}
}

// of is the row of a form.
func of(id FormID) Form { return Forms()[id] }
