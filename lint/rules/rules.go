// Package rules holds the rules of the linter, each with its page.
package rules

import (
	"slices"

	"github.com/schemadiff/schemadiff/lint"
)

// All lists the rules.
func All() []*lint.Rule {
	return slices.Concat(changeRules(), lockRules(), fileRules(), designRules(), sqliteRules(), plannedRules())
}

// changeRules are about changes that destroy rows, break code, or fail on the rows there are.
func changeRules() []*lint.Rule {
	return []*lint.Rule{
		dropTable(),
		dropColumn(),
		dropSchema(),
		dropDatabase(),
		dropType(),
		dropEnumValue(),
		dropView(),
		dropConstraint(),
		dropPrimaryKey(),
		dropNotNull(),
		dropDefault(),
		dropIndex(),
		dropCascade(),
		truncate(),
		deleteWithoutWhere(),
		updateWithoutWhere(),
		insertWithoutColumns(),
		equalsNull(),
		functionBody(),
		commaJoin(),
		limitWithoutOrder(),
		disableRls(),
		dropPolicy(),
		policyAlwaysTrue(),
		disableTrigger(),
		accessWidened(),
		accessNarrowed(),
		narrowType(),
		lossyType(),
		dropVirtualTable(),
		dropFunction(),
		dropTrigger(),
		dropSequence(),
		dropExtension(),
		dropPublication(),
		dropRole(),
		dropOwned(),
		duplicateConstraint(),
		addColumnNotNullNoDefault(),
		setNotNull(),
		addUniqueExisting(),
		repeatedKey(),
		addCheckExisting(),
		addFkExisting(),
		castNeedsUsing(),
		enumValueUsedSameTx(),
		renameTable(),
		renameColumn(),
		renameEnumValue(),
		renameSchema(),
		renameObject(),
		setSchema(),
		sequenceRestart(),
		serverSetting(),
		replicaIdentity(),
		possibleRename(),
	}
}

// lockRules are about locks and what is done while they are held.
func lockRules() []*lint.Rule {
	return []*lint.Rule{
		typeChangeRewrites(),
		volatileDefault(),
		addStoredGenerated(),
		addSerialColumn(),
		addDomainColumn(),
		lockTable(),
		indexNotConcurrent(),
		dropIndexNotConcurrent(),
		reindexNotConcurrent(),
		detachNotConcurrent(),
		refreshMatviewNotConcurrent(),
		concurrentlyInTransaction(),
		concurrentlyOnPartitioned(),
		validateInSameTx(),
		uniqueConstraintBuildsIndex(),
		pkBuildsIndex(),
		pkUsingIndexNullable(),
		exclusionConstraint(),
		missingLockTimeout(),
		missingStatementTimeout(),
		workUnderExclusiveLock(),
		wideLockWindow(),
		mergeAlterTable(),
		fullRewriteCommand(),
		attachPartitionScan(),
		domainConstraintScan(),
		triggerLock(),
	}
}

// fileRules are about migration files, transactions, and the state of a database.
func fileRules() []*lint.Rule {
	return []*lint.Rule{
		mixedDdlDml(),
		backfillInMigration(),
		txnNesting(),
		txnUncommitted(),
		notRerunnable(),
		migrationEdited(),
		migrationOutOfOrder(),
		schemaMigrationsDrift(),
		breaksRelease(),
		unusedSuppression(),
		invalidIndex(),
		unusedIndex(),
		sequenceNearLimit(),
		unqualifiedName(),
		syntaxError(),
		unresolvedName(),
		notAnalysed(),
	}
}

// designRules are about a schema as it stands, whatever changed.
func designRules() []*lint.Rule {
	return []*lint.Rule{
		tableWithoutPrimaryKey(),
		fkWithoutIndex(),
		fkTypeMismatch(),
		fkTargetNotUnique(),
		fkTargetMissing(),
		duplicateIndex(),
		redundantIndex(),
		indexRepeatsConstraint(),
		timestampWithoutTz(),
		timetz(),
		charN(),
		varcharN(),
		money(),
		jsonNotJsonb(),
		serial(),
		intPrimaryKey(),
		identifierTooLong(),
		reservedWord(),
		mixedCaseName(),
		namingConvention(),
		notNullDefaultNull(),
		missingDefault(),
		nullableBoolean(),
		defaultLiteralNow(),
		fkColumnSerial(),
		circularFk(),
		unloggedTable(),
		tableInheritance(),
		rule(),
		eventTrigger(),
		securityDefinerSearchPath(),
		rlsWithoutPolicy(),
		policyWithoutRls(),
		btreeOnJsonb(),
		wideIndex(),
		enumType(),
		columnPadding(),
		selectStarInView(),
		missingComment(),
	}
}

// sqliteRules are about what only SQLite does.
func sqliteRules() []*lint.Rule {
	return []*lint.Rule{
		sqliteNullablePk(),
		sqliteIntPkNotRowid(),
		sqliteNotStrict(),
		sqliteTypeAffinity(),
		sqliteDoubleQuotedString(),
		sqliteForeignType(),
		sqliteLengthNotEnforced(),
		sqliteAutoincrement(),
		sqliteRebuildCascades(),
		sqlitePragmaFkInTxn(),
		sqliteRenameOldFirst(),
		sqliteRebuildLosesObjects(),
		sqliteInsertSelectStar(),
		sqliteAutoincrementReset(),
		sqliteAddColumnUnsupported(),
		sqliteDropColumnReferenced(),
		sqliteDropReferenced(),
		sqliteWritableSchema(),
		sqliteVacuum(),
		sqliteReplaceDeletes(),
		sqliteVolatileExpression(),
	}
}
