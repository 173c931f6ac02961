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
	watch func(context.Context) (*pgx.Conn, error) // another connection to the scratch database

	known map[uint32]relationFile // before the step
	held  map[lockedRelation]bool // by earlier steps of the transaction
}

// relationFile is a table or view and the file that it is in.
type relationFile struct {
	name string
	file uint32
}

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
		o.out[i] = plan.TrialStep{Result: plan.StepNotRun}
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
	for oid, before := range o.known {
		if after, ok := now[oid]; ok && after.file != before.file {
			o.out[i].Rewritten = append(o.out[i].Rewritten, after.name)
		}
	}
	slices.Sort(o.out[i].Rewritten)
	for oid := range now { // what the transaction makes is locked for no other session
		if _, ok := o.known[oid]; !ok {
			delete(now, oid)
		}
	}
	for oid, before := range o.known { // dropped, and still locked
		if _, ok := now[oid]; !ok {
			now[oid] = before
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
	return o.rewritten(ctx, conn, i)
}

// poll gathers the locks of a process until the returned function is called.
func (o *stepObserver) poll(ctx context.Context, pid uint32) func() map[lockedRelation]bool {
	all, end := map[lockedRelation]bool{}, make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		conn, err := o.watch(ctx)
		if err != nil {
			return // it is only to be reported
		}
		defer closed(ctx, conn)
		for {
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
			case <-time.After(2 * time.Millisecond):
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
		if rank := slices.Index(lockModes, l.mode); !o.held[l] && o.known[l.relation].name != "" {
			strongest[l.relation] = max(strongest[l.relation], rank)
		}
	}
	for relation, rank := range strongest {
		list = append(list, modeWords[rank]+" on "+o.known[relation].name)
	}
	slices.Sort(list)
	return list
}

// relationFiles are the tables and views of users, by their oid.
func relationFiles(ctx context.Context, conn *pgx.Conn) (map[uint32]relationFile, error) {
	rows, err := conn.Query(ctx, `SELECT c.oid, n.nspname, c.relname, c.relfilenode FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.oid OPERATOR(pg_catalog.>=) 16384::oid AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f}'::"char"[]) AND NOT pg_catalog.starts_with(n.nspname, 'pg_')`)
	if err != nil {
		return nil, serverError(err)
	}
	defer rows.Close()
	files := map[uint32]relationFile{}
	for rows.Next() {
		var oid, file uint32
		var schema, name string
		if err := rows.Scan(&oid, &schema, &name, &file); err != nil {
			return nil, err
		}
		files[oid] = relationFile{pgmodel.Qualified(schema, name), file}
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
