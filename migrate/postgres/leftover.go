package postgres

// This file deals with what a statement outside a transaction leaves when it
// fails or is interrupted: an invalid index, a partition that is half detached. What is
// provably its own and holds no rows is cleared away at once, as far as no session is in the
// way; the rest is named with the statement that removes it.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How long clearing away may take: after a signal the program has half a second to end.
const (
	clearsFor            = 2 * time.Second
	clearsForInterrupted = 250 * time.Millisecond
)

// invalidIndexes are the indexes of tables that are not valid. A table on which another
// session holds SHARE UPDATE EXCLUSIVE is left out: theirs may be in the making.
// Those of a TOAST table count as its table's. Transient ones have the names that REINDEX CONCURRENTLY gives: they are copies
// (sql-reindex.html, "Rebuilding Indexes Concurrently").
const invalidIndexes = `SELECT i.indexrelid, pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.format('%I.%I', tn.nspname, t.relname),
 (c.relname OPERATOR(pg_catalog.~) '_cc(new|old)[0-9]*$')
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
 LEFT JOIN pg_catalog.pg_class o ON o.reltoastrelid OPERATOR(pg_catalog.=) i.indrelid
 JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) coalesce(o.oid, i.indrelid) JOIN pg_catalog.pg_namespace tn ON tn.oid OPERATOR(pg_catalog.=) t.relnamespace
WHERE NOT i.indisvalid AND c.relkind OPERATOR(pg_catalog.=) 'i' AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l
 WHERE l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.relation OPERATOR(pg_catalog.=) t.oid AND l.mode OPERATOR(pg_catalog.=) 'ShareUpdateExclusiveLock'
  AND l.granted AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid() AND l.database OPERATOR(pg_catalog.=) (SELECT oid FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))
ORDER BY 2`

// invalidIndex is one of them; both names are quoted.
type invalidIndex struct {
	oid       uint32
	name      string
	table     string
	transient bool
}

func invalid(ctx context.Context, conn *pgx.Conn) ([]invalidIndex, error) {
	rows, err := conn.Query(ctx, invalidIndexes)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x invalidIndex, err error) {
		err = row.Scan(&x.oid, &x.name, &x.table, &x.transient)
		return x, err
	})
}

// attempted is a statement in no transaction, and what was invalid before it.
type attempted struct {
	step   plan.Step
	stmt   plan.Statement
	before []invalidIndex
}

// own are the invalid indexes that the statement has left: the copies of a REINDEX of
// this table, whichever run made them, and what was not there before.
func (a attempted) own(now []invalidIndex) []invalidIndex {
	return slices.DeleteFunc(now, func(x invalidIndex) bool {
		known := slices.ContainsFunc(a.before, func(b invalidIndex) bool { return b.oid == x.oid })
		return !a.concerns(x) || known && !(a.stmt.Transient && x.transient)
	})
}

// concerns reports whether an index is that of the statement, or of its table.
func (a attempted) concerns(x invalidIndex) bool {
	k := a.step.Key
	if k.Object() == "" || k.Name == "" && k.Table == "" { // REINDEX SCHEMA, DATABASE
		return a.stmt.Transient
	}
	name := func(n string) string { return pgmodel.Quote(k.Schema) + "." + pgmodel.Quote(n) }
	return x.table == name(cmp.Or(k.Table, k.Name)) || x.table == name(k.Name) || x.name == name(k.Name) ||
		x.transient && strings.HasPrefix(strings.Trim(x.name, `"`), strings.Trim(name(k.Name), `"`)+"_cc")
}

// clear takes away what a statement has left that failed or was interrupted, as far as
// that can be done at once, and notes what stays; the next run clears it else.
func (r *run) clear(ctx context.Context, a attempted) {
	limit := clearsFor
	if ctx.Err() != nil {
		limit = clearsForInterrupted
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	conn := r.conn
	if conn.IsClosed() { // an interruption closes it
		var err error
		if conn, err = introspect.ConnectAs(ctx, r.URL, r.Database, application, r.LockTimeout); err != nil {
			r.left = a.unknown()
			return
		}
		defer func() { _ = conn.Close(ctx) }()
		r.waitForExit(ctx, conn)
	}
	if r.direct { // the server gives up first: a context that is over closes the connection
		if _, err := conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d", limit.Milliseconds()*2/3)); err != nil {
			r.left = a.unknown()
			return
		}
	}
	r.left = a.clearOn(ctx, conn)
}

// waitForExit waits for the end of the process whose connection was closed: it still has its locks.
func (r *run) waitForExit(ctx context.Context, conn *pgx.Conn) {
	introspect.Cancelled(ctx, r.conn)
	for there := true; there && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid OPERATOR(pg_catalog.=) $1)", r.pid).Scan(&there)
		if err != nil {
			return
		}
	}
}

// clearOn clears away on a connection; it returns what stays, in words.
func (a attempted) clearOn(ctx context.Context, conn *pgx.Conn) string {
	if a.stmt.Repair != "" {
		state, err := ask(ctx, conn, a.stmt.Check)
		if err == nil && state == brokenOff {
			_, err = conn.Exec(ctx, a.stmt.Repair)
		}
		if err != nil {
			return a.unknown()
		}
	}
	now, err := invalid(ctx, conn)
	if err != nil {
		return a.unknown()
	}
	var stay []string // one after which somebody is in the way of the others, too
	for _, x := range a.own(now) {
		drop := "DROP INDEX CONCURRENTLY IF EXISTS " + x.name
		if a.stmt.Transient && len(stay) == 0 {
			if _, err := conn.Exec(ctx, drop); err == nil {
				continue
			}
		}
		remedy := "remove it with: " + drop
		if a.stmt.Repair != "" || a.stmt.Transient {
			remedy = "the next run clears it away, or: " + drop
		}
		stay = append(stay, fmt.Sprintf("index %s is left invalid, so that no query uses it; %s", x.name, remedy))
	}
	return strings.Join(stay, "; ")
}

// unknown says what may have stayed where the database cannot be asked any more.
func (a attempted) unknown() string {
	if a.stmt.Repair != "" {
		return "what it has left is cleared away by the next run, or by: " + a.stmt.Repair
	}
	if a.stmt.Transient {
		return "an invalid index may be left of it that no query uses and the next run clears away"
	}
	on := ""
	if of := a.step.Key.Object(); of != "" {
		on = " on " + of
	}
	return "an invalid index may be left of it that no query uses: look for one" + on + " and drop it"
}

// clearTransient drops the copies that an earlier REINDEX CONCURRENTLY has left.
func (a attempted) clearTransient(ctx context.Context, conn *pgx.Conn) error {
	if !a.stmt.Transient {
		return nil
	}
	for _, x := range a.own(slices.Clone(a.before)) { // of REINDEX alone
		if _, err := conn.Exec(ctx, "DROP INDEX CONCURRENTLY IF EXISTS "+x.name); err != nil {
			return fmt.Errorf("clear away index %s: %w", x.name, err)
		}
	}
	return nil
}

// withLeft is an error with what its statement has left.
func (r *run) withLeft(err error) error {
	if r.left == "" || err == nil {
		return err
	}
	return &leftError{r.left, err}
}

// leftError is an error of a statement that has left something.
type leftError struct {
	left string
	err  error
}

func (e *leftError) Error() string { return e.err.Error() + "; " + e.left }

func (e *leftError) Unwrap() error { return e.err }

// leftBy returns what an error says that a statement has left.
func leftBy(err error) string {
	var left *leftError
	if errors.As(err, &left) {
		return left.left
	}
	return ""
}
