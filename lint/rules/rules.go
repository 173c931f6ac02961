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

// changeRules are those that destroy, break or need data.
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
		disableRls(),
		accessWidened(),
		accessNarrowed(),
		narrowType(),
		lossyType(),
		dropVirtualTable(),
		dropFunction(),
		dropTrigger(),
		dropSequence(),
		dropExtension(),
		addColumnNotNullNoDefault(),
		setNotNull(),
		addUniqueExisting(),
		addCheckExisting(),
		addFkExisting(),
		castNeedsUsing(),
		enumValueUsedSameTx(),
		renameTable(),
		renameColumn(),
		renameEnumValue(),
		renameSchema(),
		possibleRename(),
	}
}

// lockRules are those about locks.
func lockRules() []*lint.Rule {
	return []*lint.Rule{
		typeChangeRewrites(),
		volatileDefault(),
		addStoredGenerated(),
		addSerialColumn(),
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

// fileRules are those about files of migrations and databases.
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

// designRules are those about what a schema is like.
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
		securityDefinerSearchPath(),
		rlsWithoutPolicy(),
		policyWithoutRls(),
		btreeOnJsonb(),
		wideIndex(),
		enumType(),
		columnPadding(),
		missingComment(),
	}
}

// sqliteRules are those that only SQLite needs.
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
		sqliteWritableSchema(),
		sqliteVacuum(),
	}
}
