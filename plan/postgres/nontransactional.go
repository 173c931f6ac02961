package postgres

// Statements of migrations that PostgreSQL refuses inside a transaction, such as CREATE INDEX
// CONCURRENTLY and DETACH PARTITION … CONCURRENTLY. Interrupted, they are not rolled back and
// can leave an invalid index or a detach that is pending; for each there is a query for its
// state and a statement that cleans up before the next attempt (sql-createindex.html, "Building
// Indexes Concurrently").

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// NonTransactional describes a statement of a migration that cannot run in a transaction: how
// to find out whether it has done its work, and how to clear away what it left when it was
// interrupted. SQL is left to the caller; alone is false for every other statement.
func NonTransactional(s schema.Statement) (form plan.Statement, alone bool) {
	for _, a := range s.Acts {
		index := schema.Key{Kind: schema.KindIndex, Schema: a.On.Schema, Name: a.Name}
		switch {
		case a.Verb == schema.Vacuums:
			return form, true
		case !a.Concurrently:
		case a.Verb == schema.Creates && a.Kind == schema.KindIndex:
			if a.Name == "" || a.On.Schema == "" { // no query can find it
				return plan.Statement{Transient: true}, true
			}
			return plan.Statement{Check: indexState(index, a.On), Repair: "DROP INDEX CONCURRENTLY IF EXISTS " + ddl.Qualified(index)}, true
		case a.Verb == schema.Drops && a.Kind == schema.KindIndex:
			return plan.Statement{Check: gone(a.On)}, true
		case a.Verb == schema.Detaches:
			check, finalize := detached(a.On, a.References)
			return plan.Statement{Check: check, Repair: finalize}, true
		case a.Verb == schema.Reindexes:
			return plan.Statement{Transient: true}, true
		}
	}
	return form, false
}

// Repeatable reports whether running a statement again does no harm.
func Repeatable(s schema.Statement) bool {
	return len(s.Acts) > 0 && !slices.ContainsFunc(s.Acts, func(a schema.Act) bool {
		return a.Verb != schema.Vacuums && a.Verb != schema.Reindexes
	})
}

// detached asks whether a partition is detached: 1 if it is, 2 if detaching it was broken
// off, which the second statement brings to its end.
func detached(parent, partition schema.Key) (check, finalize string) {
	return "SELECT CASE WHEN pg_catalog.count(*) OPERATOR(pg_catalog.=) 0 THEN 1 WHEN pg_catalog.bool_or(h.inhdetachpending) THEN 2 ELSE 0 END" +
			" FROM pg_catalog.pg_inherits h WHERE h.inhrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(" + pgmodel.Literal(ddl.Qualified(partition)) + ")",
		"ALTER TABLE " + ddl.Qualified(parent) + " DETACH PARTITION " + ddl.Qualified(partition) + " FINALIZE"
}

// gone asks whether a relation is not there.
func gone(k schema.Key) string {
	return "SELECT CASE WHEN pg_catalog.to_regclass(" + pgmodel.Literal(ddl.Qualified(k)) + ") IS NULL THEN 1 ELSE 0 END"
}
