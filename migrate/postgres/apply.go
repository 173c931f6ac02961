// Package postgres carries out plans on PostgreSQL databases.
//
// A plan comes in. What can run in a transaction does, all of it or nothing;
// before it the database must be what the plan starts from, and after it, before
// COMMIT, the catalog is read again and must be what the plan ends in.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Options say how a plan is carried out.
type Options struct {
	URL              string
	Database         string        // of that server; "" for the one of the URL
	LockTimeout      time.Duration // for each statement to get its locks; 0 for no limit
	StatementTimeout time.Duration // for each statement but builds and validations; 0 for no limit
	Wait             time.Duration // how long to try again for locks, and for another apply to end; 0 not at all
	DryRun           bool          // everything is rolled back
	Anyway           bool          // whatever the database holds before
	TakeOver         bool          // what a killed apply still has running is ended, not waited for
	Progress         func(migrate.Event)
	Waiting          func(shared.Wait) // whom the run waits for

	steps stepWatcher // of a trial; nil for none
}

// application is the name of the connection that changes a database: who sees
// another one of it without its lock sees the work of an apply that was killed.
const application = "schemadiff apply"

// run is one execution.
type run struct {
	Options
	plan   *plan.Plan
	groups []group
	guard  *guard
	conn   *pgx.Conn
	direct bool   // no pooler is between: settings of the session stay
	role   string // that ALTER ROLE … SET role, or the URL, has chosen; "" where it is the one that connected
	path   string // search_path of the session, for statements that are not ours
	byHand bool   // the statements are those of files, which people write for that path
	pid    int32  // of the server's process, as far as it is known
	done   int    // steps that are committed
	left   string // what a statement in no transaction has left, in words; "" for nothing
	fresh  bool   // nothing of it can have run before: what is there already is somebody else's

	attempt      int       // of what runs
	attemptsFrom time.Time // the first one
}

// Apply runs the plan on the database. An error of a statement is a
// *migrate.StepError, a database that has changed since a *migrate.MovedOnError,
// a result that is not the one wanted a *migrate.ProofError.
func Apply(ctx context.Context, p *plan.Plan, o Options) (*migrate.Report, error) {
	start := time.Now()
	r := &run{Options: o, plan: p, groups: grouped(p.Steps)}
	if o.DryRun && len(r.groups) > 1 {
		return nil, errors.New("a dry run needs one transaction, and this plan has several: see the plan instead")
	}
	if err := r.open(ctx); err != nil {
		return nil, r.stopped(ctx, err)
	}
	defer r.close(ctx)
	if err := r.all(ctx); err != nil {
		return nil, r.stopped(ctx, err)
	}
	return &migrate.Report{Steps: len(p.Steps), Duration: time.Since(start)}, nil
}

// open takes the lock that two applies do not share, and then a connection to work on.
func (r *run) open(ctx context.Context) (err error) {
	if r.guard, err = newGuard(ctx, r); err != nil {
		return err
	}
	if r.conn, err = introspect.ConnectAs(ctx, r.URL, r.Database, application, r.LockTimeout); err != nil {
		r.close(ctx)
		return err
	}
	if err := r.readSession(ctx); err != nil {
		r.close(ctx)
		return err
	}
	if r.direct = uint32(r.pid) == r.conn.PgConn().PID(); !r.direct {
		return nil
	}
	if err := origin(ctx, r.conn, false); err != nil {
		r.close(ctx)
		return err
	}
	return nil
}

func (r *run) close(ctx context.Context) {
	if r.conn != nil {
		closed(ctx, r.conn)
	}
	r.guard.close(ctx)
}

// all runs the groups, from where an earlier run of the plan has stopped.
func (r *run) all(ctx context.Context) error {
	from := 0
	if !r.Anyway {
		var err error
		err = r.attempts(ctx, func() error {
			from, err = r.startsAt(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	for i := from; i < len(r.groups); i++ {
		g := r.groups[i]
		if err := r.attempts(ctx, func() error { return r.group(ctx, g) }); err != nil {
			return err
		}
		if !r.DryRun {
			r.done = g.end
		}
	}
	if len(r.groups) == 1 && !r.groups[0].alone { // seen before COMMIT
		return nil
	}
	return r.attempts(ctx, func() error {
		tx, err := r.begin(ctx, false)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
		if r.groups[len(r.groups)-1].alone {
			if err := r.compileBodies(ctx, tx); err != nil {
				return err
			}
		}
		return r.endsThere(ctx, tx, false)
	})
}

// stopped is the error of a run that a signal or a lock has ended, with what it leaves.
func (r *run) stopped(ctx context.Context, err error) error {
	var unanswered *migrate.UnansweredError
	var busy *shared.BusyError
	switch {
	case errors.As(err, &unanswered):
		return err
	case ctx.Err() != nil:
		return &migrate.InterruptedError{Done: fmt.Sprintf("%d of %d steps", r.done, len(r.plan.Steps)), Stays: r.done > 0, Left: leftBy(err), GoOn: "run apply again", Err: err}
	case errors.As(err, &busy) && r.done > 0:
		return fmt.Errorf("%d of %d steps are done and stay, run apply again to go on from there: %w", r.done, len(r.plan.Steps), err)
	}
	return r.lostConnection(err)
}

// lostConnection is the error of a connection that has ended, with what is done.
func (r *run) lostConnection(err error) error {
	err = introspect.LostConnection(r.URL, false, err)
	var lost *shared.LostError
	if !errors.As(err, &lost) {
		return err
	}
	lost.Done = fmt.Sprintf("%d of %d steps are done and stay: run apply again to go on from there", r.done, len(r.plan.Steps))
	if r.done == 0 {
		lost.Done = fmt.Sprintf("0 of %d steps are done: run apply again", len(r.plan.Steps))
	}
	return lost
}

// group is a run of steps that share a transaction, or one that has none.
type group struct {
	first, end int // steps of the plan, end excluded
	alone      bool
}

func grouped(steps []plan.Step) []group {
	var list []group
	open := false
	for i, s := range steps {
		switch {
		case s.Tx == plan.TxNever:
			list = append(list, group{i, i + 1, true})
			open = false
			continue
		case open:
			list[len(list)-1].end = i + 1
		default:
			list = append(list, group{i, i + 1, false})
		}
		open = s.Tx != plan.TxOwn
	}
	return list
}

// group runs the steps of one group.
func (r *run) group(ctx context.Context, g group) error {
	if g.alone {
		return watchedBy(r.steps).alone(ctx, r.conn, g.first, func() error { return r.runNonTransactional(ctx, g.first) })
	}
	tx, err := r.begin(ctx, r.reads(g))
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if len(r.groups) == 1 && !r.Anyway {
		if err := r.startsThere(ctx, tx); err != nil {
			return err
		}
	}
	if err := r.lockFirst(ctx, tx, g); err != nil {
		return err
	}
	if err := r.unpinSteps(ctx, tx, r.plan.Steps[g.first:g.end]); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "SET LOCAL check_function_bodies = off"); err != nil {
		return r.failed(g.first, "SET LOCAL check_function_bodies", err)
	}
	if err := watchedBy(r.steps).begin(ctx, r.conn, g.first, g.end); err != nil {
		return err
	}
	for i := g.first; i < g.end; i++ {
		start := time.Now()
		if err := r.step(ctx, tx, i); err != nil {
			return err
		}
		if err := watchedBy(r.steps).done(ctx, r.conn, i, time.Since(start)); err != nil {
			return err
		}
	}
	if g.end == len(r.plan.Steps) {
		if err := r.compileBodies(ctx, tx); err != nil {
			return err
		}
	}
	if len(r.groups) == 1 {
		if err := r.endsThere(ctx, tx, true); err != nil {
			return err
		}
	}
	if r.DryRun {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	committing, cancel := committing(ctx)
	defer cancel()
	if err := tx.Commit(committing); err != nil {
		return r.uncommitted(g, err)
	}
	return nil
}

// committing is the context of a COMMIT: a signal leaves it a moment to be answered,
// since whether it took effect is not known otherwise.
func committing(ctx context.Context) (context.Context, context.CancelFunc) {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(500*time.Millisecond, cancel) })
	return own, func() { stop(); cancel() }
}

// reads reports whether a group does nothing but read rows, which takes its time.
func (r *run) reads(g group) bool {
	s := r.plan.Steps[g.first]
	return g.end == g.first+1 && s.Cost == plan.Scan && strings.HasPrefix(s.Lock, "SHARE UPDATE EXCLUSIVE")
}

// uncommitted is the error of a COMMIT. A COMMIT without an answer of the server leaves
// open whether the steps stay.
func (r *run) uncommitted(g group, err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return r.failed(g.end-1, "COMMIT", err)
	}
	return &migrate.UnansweredError{Text: fmt.Sprintf("the connection to %s was lost during COMMIT: steps %d to %d are applied or they are not; apply again to go on",
		introspect.Mask(r.URL), g.first+1, g.end), Err: err}
}

// begin opens a transaction on a server that takes changes. Where rows are only read
// for long, no limit of a statement counts.
func (r *run) begin(ctx context.Context, long bool) (pgx.Tx, error) {
	tx, err := r.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	if err := r.pin(ctx, tx); err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx))
		return nil, err
	}
	timeout := r.StatementTimeout
	if long {
		timeout = 0
	}
	_, err = tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d", r.LockTimeout.Milliseconds(), timeout.Milliseconds()))
	if err == nil {
		err = writable(ctx, tx, &r.pid)
	}
	if err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx))
		return nil, err
	}
	return tx, nil
}

type executor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (r *run) step(ctx context.Context, on executor, i int) error {
	for _, stmt := range r.plan.Steps[i].Statements {
		if err := r.exec(ctx, on, i, stmt.SQL); err != nil {
			return err
		}
	}
	return nil
}

// exec runs a statement and reports what it waits for.
func (r *run) exec(ctx context.Context, on executor, i int, sql string) error {
	s := r.plan.Steps[i]
	w := r.watch(ctx, i, string(s.Kind)+" "+s.Key.Object())
	_, err := on.Exec(ctx, sql)
	blockers := w.stop()
	if err == nil {
		return nil
	}
	if introspect.Waiting(err) || w.gaveUp {
		return introspect.Busy(r.URL, "a lock for "+string(s.Kind)+" "+s.Key.Object()+blockers, r.waitedSince(w.begun), err)
	}
	return r.failed(i, sql, err)
}

// failed is the error of a statement, with what the server says beside.
func (r *run) failed(step int, sql string, err error) error {
	watchedBy(r.steps).failed(step, err)
	return &migrate.StepError{Step: step, Key: r.plan.Steps[step].Key, SQL: sql, Err: r.explained(err), Committed: r.done}
}

// read is the managed part of the catalog as the transaction sees it.
func (r *run) read(ctx context.Context, tx pgx.Tx) (*schema.Schema, error) {
	db, err := introspect.On(ctx, r.conn, tx)
	if err != nil {
		return nil, err
	}
	w := r.watchReading(ctx)
	s, err := db.Schema(ctx)
	if holders := w.stop(); introspect.Waiting(err) || w.gaveUp {
		return nil, introspect.Busy(r.URL, w.what+holders, r.waitedSince(w.begun), err)
	}
	if err != nil {
		return nil, err
	}
	if r.plan.Scope != nil {
		s, _ = pgmodel.Scope(*r.plan.Scope).Filter(s)
	}
	return s, nil
}

// startsAt is the group that a run begins with: the first, or the one after the
// last that an earlier run of the plan has committed.
func (r *run) startsAt(ctx context.Context) (int, error) {
	if len(r.groups) < 2 {
		return 0, nil // looked at in the same transaction
	}
	tx, err := r.begin(ctx, false)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	err = r.startsThere(ctx, tx)
	var moved *migrate.MovedOnError
	if !errors.As(err, &moved) || moved.Have == r.plan.To {
		return 0, err
	}
	s, readErr := r.read(ctx, tx)
	if readErr != nil {
		return 0, err
	}
	r.withoutLeftovers(s)
	if group, ok := r.stage(s); ok {
		return group, nil
	}
	if r.plan.Want == nil {
		return 0, err
	}
	respelled, askErr := inSpellingOf(ctx, r.conn, tx, s, r.plan.Want)
	if askErr != nil || respelled == s {
		return 0, err
	}
	if group, ok := r.stage(respelled); ok {
		return group, nil
	}
	return 0, err
}

// stage is the group to go on with where the database is in a state that an earlier run
// has led to.
func (r *run) stage(s *schema.Schema) (group int, ok bool) {
	have := s.LooseFingerprint()
	for i, stage := range r.plan.Stages {
		if stage == have && i+1 < len(r.groups) {
			r.done = r.groups[i].end
			return i + 1, true
		}
	}
	return 0, false
}

// withoutLeftovers takes out the indexes whose building was broken off, which the step
// that builds them clears away, and what else a step may leave for the next.
func (r *run) withoutLeftovers(s *schema.Schema) {
	for _, o := range slices.Collect(s.All()) {
		if x, ok := o.(*pgmodel.Index); ok && x.Invalid {
			s.Delete(x.ID)
		}
	}
	for _, step := range r.plan.Steps {
		for _, stmt := range step.Statements {
			k := stmt.Leaves
			if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table); ok && k != (schema.Key{}) {
				t.Constraints = slices.DeleteFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return c.Key() == k })
			}
		}
	}
}

// startsThere checks that the database is in the state the plan was made for.
func (r *run) startsThere(ctx context.Context, tx pgx.Tx) error {
	s, err := r.read(ctx, tx)
	if err != nil {
		return fmt.Errorf("check before the plan: %w", err)
	}
	if have := s.Fingerprint(); have != r.plan.From {
		moved := &migrate.MovedOnError{Database: introspect.Mask(r.URL), Want: r.plan.From, Have: have}
		if s.LooseFingerprint() == r.plan.To {
			moved.Have = r.plan.To
		}
		return moved
	}
	return nil
}

// endsThere checks that the database has become what the plan ends in.
func (r *run) endsThere(ctx context.Context, tx pgx.Tx, rolledBack bool) error {
	s, err := r.read(ctx, tx)
	if err != nil {
		return fmt.Errorf("check after the plan: %w", err)
	}
	if s.LooseFingerprint() == r.plan.To {
		return nil
	}
	what := "the schema is not the one that the plan ends in"
	if r.plan.Want != nil {
		if s, err = inSpellingOf(ctx, r.conn, tx, s, r.plan.Want); err != nil {
			return fmt.Errorf("check after the plan: %w", err)
		}
		what = different(s, r.plan)
	}
	if what == "" {
		return nil
	}
	return &migrate.ProofError{What: what, RolledBack: rolledBack}
}

// different lists how a schema differs from the one wanted; "" if it does not.
func different(have *schema.Schema, p *plan.Plan) string {
	open := map[schema.Key]bool{}
	changes := plan.Compare(have, p.Want)
	for _, d := range plan.Unverified(changes) {
		open[d.Key] = true
	}
	var texts []string
	for _, c := range changes {
		if open[c.Key] {
			continue
		}
		text := fmt.Sprintf("%s %s", c.Op, c.Key)
		for _, f := range c.Fields {
			text += fmt.Sprintf(" (%s: %q, wanted %q)", f.Name, f.From, f.To)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "; ")
}
