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

// indexState asks for the state of an index: 1 if a table has it, 2 if its building
// was broken off, else 0.
func indexState(index, table schema.Key) string {
	return "SELECT coalesce(pg_catalog.max(CASE WHEN i.indisvalid THEN 1 ELSE 2 END), 0) FROM pg_catalog.pg_index i" +
		" JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace" +
		" WHERE n.nspname OPERATOR(pg_catalog.=) " + pgmodel.Literal(index.Schema) + " AND c.relname OPERATOR(pg_catalog.=) " + pgmodel.Literal(index.Name) +
		" AND i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(" + pgmodel.Literal(ddl.Qualified(table)) + ")"
}

// notInvalid asks whether a relation is no invalid index: 1 if it is valid or not there, else 0.
func notInvalid(k schema.Key) string {
	return "SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_index i WHERE NOT i.indisvalid AND i.indexrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(" +
		pgmodel.Literal(ddl.Qualified(k)) + ")) THEN 0 ELSE 1 END"
}
