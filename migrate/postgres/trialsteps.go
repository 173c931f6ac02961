package postgres

// What each step of a trial does, as the server shows it: how long its statements took, which locks
// its process holds at the end (pg_locks), and which tables have another file afterwards. What runs
// in no transaction has released its locks by then, and is looked at while it runs.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// stepObserver fills in the steps of a trial.
type stepObserver struct {
	out   []plan.TrialStep
	work  []stepWork                               // as many
	watch func(context.Context) (*pgx.Conn, error) // another connection to the scratch database

	known map[uint32]relationFile // before the step
	held  map[lockedRelation]bool // by earlier steps of the transaction
}

// relationFile is a table, view or index and the file that it is in.
type relationFile struct {
	name    string
	file    uint32
	kind    string
	of      uint32 // the table of an index
	touched int64  // rows that the session has read and written
	made    bool   // by the transaction
}

func (f relationFile) index() bool { return f.kind == "i" }

// locked reports whether a lock on it may keep other sessions waiting.
func (f relationFile) locked() bool { return f.name != "" && !f.made && !f.index() }

// lockedRelation is a lock on a relation.
type lockedRelation struct {
	relation uint32
	mode     string
}

// lockModes are the modes from the weakest on (explicit-locking.html), as pg_locks spells them.
var lockModes = []string{"AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}

// modeWords are the same as the manual spells them.
var modeWords = []string{"ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"}

// begin starts to look at the steps of a transaction, which may have been tried before.
func (o *stepObserver) begin(ctx context.Context, conn *pgx.Conn, first, end int) (err error) {
	for i := first; i < end; i++ {
		o.out[i], o.work[i] = plan.TrialStep{Result: plan.StepNotRun}, stepWork{}
	}
	if o.held, err = heldLocks(ctx, conn, conn.PgConn().PID()); err != nil { // by what comes before the first step
		return err
	}
	o.known, err = relationFiles(ctx, conn)
	return err
}

// done notes what a step has done.
func (o *stepObserver) done(ctx context.Context, conn *pgx.Conn, i int, took time.Duration) error {
	locks, err := heldLocks(ctx, conn, conn.PgConn().PID())
	if err != nil {
		return err
	}
	o.out[i] = plan.TrialStep{Result: plan.StepWorked, Duration: took, Locks: o.locksIn(locks)}
	for l := range locks {
		o.held[l] = true
	}
	return o.rewritten(ctx, conn, i)
}

// rewritten notes which tables have got another file.
func (o *stepObserver) rewritten(ctx context.Context, conn *pgx.Conn, i int) error {
	now, err := relationFiles(ctx, conn)
	if err != nil {
		return err
	}
	o.work[i] = workBetween(o.known, now)
	for oid, before := range o.known {
		if after, ok := now[oid]; ok && after.file != before.file && !after.index() {
			o.out[i].Rewritten = append(o.out[i].Rewritten, after.name)
		}
	}
	slices.Sort(o.out[i].Rewritten)
	for oid, file := range now { // what the transaction makes is locked for no other session
		if _, ok := o.known[oid]; !ok {
			file.made = true
			now[oid] = file
		}
	}
	for oid, before := range o.known { // dropped, and still locked
		after, ok := now[oid]
		if !ok {
			now[oid] = before
		} else if before.made {
			after.made = true
			now[oid] = after
		}
	}
	o.known = now
	return nil
}

// failed notes the error of a step.
func (o *stepObserver) failed(i int, err error) {
	o.out[i].Result, o.out[i].Error = plan.StepFailed, withoutValues(err)
}

// alone looks at a step in no transaction while it runs.
func (o *stepObserver) alone(ctx context.Context, conn *pgx.Conn, i int, run func() error) error {
	if err := o.begin(ctx, conn, i, i+1); err != nil {
		return err
	}
	seen := o.poll(ctx, conn.PgConn().PID())
	start := time.Now()
	err := run()
	took := time.Since(start)
	locks := seen()
	if err != nil {
		return err
	}
	o.out[i] = plan.TrialStep{Result: plan.StepWorked, Duration: took, Locks: o.locksIn(locks)}
	known := o.known
	if err := o.rewritten(ctx, conn, i); err != nil {
		return err
	}
	o.work[i].addLocked(known, locks)
	return nil
}

// poll gathers the locks of a process until the returned function is called.
func (o *stepObserver) poll(ctx context.Context, pid uint32) func() map[lockedRelation]bool {
	all, end := map[lockedRelation]bool{}, make(chan struct{})
	conn, err := o.watch(ctx)
	if err != nil { // it is only to be reported
		return func() map[lockedRelation]bool { return all }
	}
	var ended sync.WaitGroup
	ended.Go(func() {
		defer closed(ctx, conn)
		for pause := 2 * time.Millisecond; ; pause = min(pause*2, 32*time.Millisecond) {
			locks, err := heldLocks(ctx, conn, pid)
			if err != nil {
				return
			}
			for l := range locks {
				all[l] = true
			}
			select {
			case <-end:
				return
			case <-time.After(pause):
			}
		}
	})
	return func() map[lockedRelation]bool {
		close(end)
		ended.Wait()
		return all
	}
}

// locksIn are the strongest new locks on each relation that was there before.
func (o *stepObserver) locksIn(locks map[lockedRelation]bool) (list []string) {
	strongest := map[uint32]int{}
	for l := range locks {
		if rank := slices.Index(lockModes, l.mode); !o.held[l] && o.known[l.relation].locked() {
			strongest[l.relation] = max(strongest[l.relation], rank)
		}
	}
	for relation, rank := range strongest {
		list = append(list, modeWords[rank]+" on "+o.known[relation].name)
	}
	slices.Sort(list)
	return list
}

// relationFiles are the tables, views and indexes of users, by their oid.
func relationFiles(ctx context.Context, conn *pgx.Conn) (map[uint32]relationFile, error) {
	rows, err := conn.Query(ctx, `SELECT c.oid, n.nspname, c.relname, c.relfilenode, c.relkind::text, coalesce(i.indrelid, 0::oid),
 CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY ('{r,m}'::"char"[]) THEN pg_catalog.pg_stat_get_xact_tuples_returned(c.oid) OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_fetched(c.oid)
 OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) OPERATOR(pg_catalog.+) pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) ELSE 0 END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid
WHERE c.oid OPERATOR(pg_catalog.>=) 16384::oid AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f,i}'::"char"[]) AND NOT pg_catalog.starts_with(n.nspname, 'pg_')`)
	if err != nil {
		return nil, serverError(err)
	}
	defer rows.Close()
	files := map[uint32]relationFile{}
	for rows.Next() {
		var oid uint32
		var schema, name string
		var f relationFile
		if err := rows.Scan(&oid, &schema, &name, &f.file, &f.kind, &f.of, &f.touched); err != nil {
			return nil, err
		}
		f.name = pgmodel.Qualified(schema, name)
		files[oid] = f
	}
	return files, rows.Err()
}

// heldLocks are the locks on relations of users that a process holds.
func heldLocks(ctx context.Context, conn *pgx.Conn, pid uint32) (map[lockedRelation]bool, error) {
	rows, err := conn.Query(ctx, `SELECT l.relation, l.mode FROM pg_catalog.pg_locks l WHERE l.pid OPERATOR(pg_catalog.=) $1 AND l.granted
 AND l.locktype OPERATOR(pg_catalog.=) 'relation' AND l.relation OPERATOR(pg_catalog.>=) 16384::oid`, int32(pid))
	if err != nil {
		return nil, serverError(err)
	}
	defer rows.Close()
	locks := map[lockedRelation]bool{}
	for rows.Next() {
		var l lockedRelation
		if err := rows.Scan(&l.relation, &l.mode); err != nil {
			return nil, err
		}
		locks[l] = true
	}
	return locks, rows.Err()
}

// withoutValues is an error of the server without the values of rows that it quotes: the detail has
// them, and the message of what is wrong with data (class 22 of the codes) in quotes.
func withoutValues(err error) string {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return err.Error()
	}
	text := server.Message
	switch server.Code[:2] {
	case "22":
		if head, tail, ok := strings.Cut(text, `"`); ok {
			text = head + `"…"`
			if i := strings.LastIndex(tail, `"`); i >= 0 {
				text += tail[i+1:]
			}
		}
	case "P0":
		text = "a function of the database raised an exception"
	}
	text += " (SQLSTATE " + server.Code
	for _, name := range []struct{ what, of string }{{"table", server.TableName}, {"column", server.ColumnName}, {"constraint", server.ConstraintName}} {
		if name.of != "" {
			text += ", " + name.what + " " + name.of
		}
	}
	text += ")"
	if introspect.Waiting(err) {
		text += ": it has waited for a lock"
	}
	return text
}
