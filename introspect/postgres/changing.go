package postgres

import (
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"
)

// This file notices transactions that change relations while the catalog is read. The
// rows of the catalog are those of the snapshot, but the functions that print
// definitions see what is committed: where such a transaction ends in between, the two
// do not fit together.

// errMixed says that the catalog has changed while it was read.
var errMixed = errors.New("another session has changed the catalog while it was read")

// changingQueries ask which transactions hold the strongest lock on a relation, or wait
// for it: before all other queries and after them.
func changingQueries(after bool) []query {
	return []query{{"locks", `SELECT DISTINCT virtualtransaction FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
 AND pid <> pg_catalog.pg_backend_pid() AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`,
		func(r *reader, rows pgx.Rows) error {
			list, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if after {
				r.stillChanging = list
			} else {
				r.changing = list
			}
			return err
		}}}
}

// isInconsistent reports whether a transaction that changed relations has ended while they were
// read.
func (r *reader) isInconsistent() bool {
	return slices.ContainsFunc(r.changing, func(tx string) bool { return !slices.Contains(r.stillChanging, tx) })
}
