package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
)

// This file finds out who is in the way of a server process. A process number comes
// in, the sessions that it waits for go out, those first that are nearest. What they
// run is shown without its literals.

// blocking are the sessions that a process waits for, and the ones they wait for
// (functions-info.html, pg_blocking_pids): who holds a lock, and who is before it in
// the queue.
const blocking = `WITH RECURSIVE chain (pid, depth) AS (
 SELECT b.pid, 1 FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1)) AS b (pid)
 UNION SELECT b.pid, c.depth OPERATOR(pg_catalog.+) 1 FROM chain c CROSS JOIN LATERAL pg_catalog.unnest(pg_catalog.pg_blocking_pids(c.pid)) AS b (pid) WHERE c.depth OPERATOR(pg_catalog.<) 3),
first (pid, depth) AS (SELECT pid, pg_catalog.min(depth) FROM chain GROUP BY pid)
`

// exclusive are the sessions that hold the strongest lock on a relation of the
// database, or wait for it: readers wait for no other.
const exclusive = `WITH first (pid, depth) AS (SELECT pid, CASE WHEN pg_catalog.bool_or(granted) THEN 1 ELSE 2 END FROM pg_catalog.pg_locks
 WHERE locktype OPERATOR(pg_catalog.=) 'relation' AND mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND pid OPERATOR(pg_catalog.<>) $1
  AND database OPERATOR(pg_catalog.=) (SELECT oid FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
 GROUP BY pid)
`

// working are the sessions that hold the lock of another apply.
const advisory = `WITH first (pid, depth) AS (SELECT DISTINCT pid, 1 FROM pg_catalog.pg_locks
 WHERE locktype OPERATOR(pg_catalog.=) 'advisory' AND granted AND objsubid OPERATOR(pg_catalog.=) 1
  AND (classid::bigint OPERATOR(pg_catalog.<<) 32) OPERATOR(pg_catalog.|) objid::bigint OPERATOR(pg_catalog.=) $1
  AND database OPERATOR(pg_catalog.=) (SELECT oid FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()))
`

// named are the sessions of a program that are at work.
const named = `WITH first (pid, depth) AS (SELECT pid, 1 FROM pg_catalog.pg_stat_activity
 WHERE application_name OPERATOR(pg_catalog.=) $1 AND datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AND state OPERATOR(pg_catalog.<>) 'idle')
`

// sessions shows what is known of some processes.
const sessions = `SELECT f.pid, coalesce(a.application_name, ''), coalesce(a.usename::text, ''), coalesce(a.state, ''),
 coalesce(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) a.xact_start), 0)::float8, coalesce(a.query, ''), coalesce(a.wait_event_type OPERATOR(pg_catalog.=) 'Lock', false)
FROM first f LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid OPERATOR(pg_catalog.=) f.pid ORDER BY f.depth, a.xact_start LIMIT 4`

// querier is a connection or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// AdvisoryHolders are the sessions that hold an advisory lock.
func AdvisoryHolders(ctx context.Context, db querier, key int64) ([]introspect.Holder, error) {
	return holders(ctx, db, advisory, key)
}

// Working are the sessions of a program that have something to do.
func Working(ctx context.Context, db querier, application string) ([]introspect.Holder, error) {
	return holders(ctx, db, named, application)
}

func holders(ctx context.Context, db querier, first string, of any) ([]introspect.Holder, error) {
	rows, err := db.Query(ctx, first+sessions, of)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h introspect.Holder, err error) {
		var seconds float64
		err = row.Scan(&h.PID, &h.Program, &h.Role, &h.State, &seconds, &h.Statement, &h.Waits)
		h.Age = time.Duration(seconds * float64(time.Second))
		h.Statement, h.Program = shownStatement(h.Statement), shownProgram(h.Program)
		return h, err
	})
}

// Observer looks at other processes of a server from a connection of its own, which is
// opened when there is something to look at.
type Observer struct {
	URL, Database string
	Wait          time.Duration // for the connection
	conn          *pgx.Conn
}

// Conn is the connection.
func (o *Observer) Conn(ctx context.Context) (*pgx.Conn, error) {
	if o.conn != nil && !o.conn.IsClosed() {
		return o.conn, nil
	}
	var err error
	o.conn, err = ConnectAs(ctx, o.URL, o.Database, "schemadiff watch", o.Wait)
	return o.conn, err
}

// Holders are the sessions that a process waits for; none where it does not wait.
func (o *Observer) Holders(ctx context.Context, pid int32) ([]introspect.Holder, error) {
	conn, err := o.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return holders(ctx, conn, blocking, pid)
}

// Close ends the connection, if there is one.
func (o *Observer) Close(ctx context.Context) {
	if o.conn == nil {
		return
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = o.conn.Close(end)
}
