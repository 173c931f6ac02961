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
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Options say how a plan is carried out.
type Options struct {
	URL              string
	Database         string        // of that server; "" for the one of the URL
	LockTimeout      time.Duration // for each statement, and for another apply to end; 0 for no limit
	StatementTimeout time.Duration // for each statement; 0 for no limit
	DryRun           bool          // everything is rolled back
	Anyway           bool          // whatever the database holds before
	Progress         func(step, steps int, what string)
}

// lockKey is the advisory lock that two applies on one database do not share.
const lockKey = 0x736368656d61 // "schema"

// run is one execution.
type run struct {
	Options
	plan *plan.Plan
	conn *pgx.Conn
	done int // steps that are committed
}

// Apply runs the plan on the database. An error of a statement is a
// *migrate.StepError, a database that has changed since a *migrate.MovedOnError,
// a result that is not the one wanted a *migrate.ProofError.
func Apply(ctx context.Context, p *plan.Plan, o Options) (*migrate.Report, error) {
	start := time.Now()
	conn, err := introspect.ConnectTo(ctx, o.URL, o.Database, o.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer closed(ctx, conn)
	r := &run{Options: o, plan: p, conn: conn}
	groups := grouped(p.Steps)
	if o.DryRun && len(groups) > 1 {
		return nil, errors.New("a dry run needs one transaction, and a step of this plan cannot run in one: see the plan instead")
	}
	for i, g := range groups {
		if err := r.group(ctx, g, i == 0, i == len(groups)-1); err != nil {
			return nil, err
		}
	}
	return &migrate.Report{Steps: len(p.Steps), Duration: time.Since(start)}, nil
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

// group runs the steps of one group, with the checks that belong to its place.
func (r *run) group(ctx context.Context, g group, first, last bool) error {
	if g.alone {
		return r.alone(ctx, g, first, last)
	}
	tx, err := r.begin(ctx, pgx.TxOptions{})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if first && !r.Anyway {
		if err := r.startsThere(ctx, tx); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "SET LOCAL search_path TO DEFAULT; SET LOCAL check_function_bodies = off"); err != nil {
		return r.failed(g.first, "SET LOCAL search_path TO DEFAULT", err)
	}
	for i := g.first; i < g.end; i++ {
		if err := r.step(ctx, tx, i); err != nil {
			return err
		}
	}
	if last {
		if err := r.endsThere(ctx, tx, r.done == 0); err != nil {
			return err
		}
	}
	if r.DryRun {
		return nil
	}
	if err := tx.Commit(ctx); err != nil {
		return r.uncommitted(g, err)
	}
	r.done = g.end
	return nil
}

// uncommitted is the error of a COMMIT. One that the server does not tell leaves
// open whether the steps stay.
func (r *run) uncommitted(g group, err error) error {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return r.failed(g.end-1, "COMMIT", err)
	}
	return fmt.Errorf("the connection to %s was lost during COMMIT: steps %d to %d are applied or they are not; plan again to see: %w",
		introspect.Mask(r.URL), g.first+1, g.end, err)
}

// alone runs a step that cannot be in a transaction; the checks get one of their own.
func (r *run) alone(ctx context.Context, g group, first, last bool) error {
	check := func(do func(context.Context, pgx.Tx) error) error {
		tx, err := r.begin(ctx, pgx.TxOptions{})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
		return do(ctx, tx)
	}
	if first && !r.Anyway {
		if err := check(r.startsThere); err != nil {
			return err
		}
	}
	for i := g.first; i < g.end; i++ {
		if err := r.step(ctx, r.conn, i); err != nil {
			return err
		}
	}
	r.done = g.end
	if !last {
		return nil
	}
	return check(func(ctx context.Context, tx pgx.Tx) error { return r.endsThere(ctx, tx, false) })
}

func (r *run) begin(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error) {
	tx, err := r.conn.BeginTx(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	_, err = tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = %d",
		r.LockTimeout.Milliseconds(), r.StatementTimeout.Milliseconds()))
	if err == nil {
		err = r.lock(ctx, tx)
	}
	if err != nil {
		_ = tx.Rollback(context.WithoutCancel(ctx))
		return nil, err
	}
	return tx, nil
}

// lock waits for another apply on the same database to end.
func (r *run) lock(ctx context.Context, tx pgx.Tx) error {
	start := time.Now()
	for {
		var got bool
		if err := tx.QueryRow(ctx, "SELECT pg_catalog.pg_try_advisory_xact_lock($1)", int64(lockKey)).Scan(&got); err != nil {
			return fmt.Errorf("advisory lock: %w", err)
		}
		if got {
			return nil
		}
		if r.LockTimeout > 0 && time.Since(start) > r.LockTimeout {
			return introspect.Busy(r.URL, "another apply to end", time.Since(start), errors.New("advisory lock is held"))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

type executor interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

func (r *run) step(ctx context.Context, on executor, i int) error {
	s := r.plan.Steps[i]
	if r.Progress != nil {
		r.Progress(i, len(r.plan.Steps), string(s.Kind)+" "+s.Key.Object())
	}
	for _, stmt := range s.Statements {
		if _, err := on.Exec(ctx, stmt.SQL); err != nil {
			return r.failed(i, stmt.SQL, err)
		}
	}
	return nil
}

// failed is the error of a statement, with what the server says beside.
func (r *run) failed(step int, sql string, err error) error {
	if introspect.Waiting(err) {
		return introspect.Busy(r.URL, "a lock for "+string(r.plan.Steps[step].Kind)+" "+r.plan.Steps[step].Key.Object(), r.LockTimeout, err)
	}
	return &migrate.StepError{Step: step, Key: r.plan.Steps[step].Key, SQL: sql, Err: serverError(err), Committed: r.done}
}

// read is the managed part of the catalog as the transaction sees it.
func (r *run) read(ctx context.Context, tx pgx.Tx) (*schema.Schema, error) {
	db, err := introspect.On(ctx, r.conn, tx)
	if err != nil {
		return nil, err
	}
	s, err := db.Schema(ctx)
	if err != nil {
		return nil, err
	}
	if r.plan.Scope != nil {
		r.plan.Scope.Filter(s)
	}
	return s, nil
}

// startsThere checks that the database is what the plan was made for.
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
		what = different(s, r.plan)
	}
	if what == "" {
		return nil
	}
	return &migrate.ProofError{What: what, RolledBack: rolledBack}
}

// different lists how a schema differs from the one wanted; "" if it does not.
func different(have *schema.Schema, p *plan.Plan) string {
	doubtful := map[schema.Key]bool{}
	changes := plan.Compare(have, p.Want)
	for _, d := range plan.Doubts(changes) {
		doubtful[d.Key] = true
	}
	var texts []string
	for _, c := range changes {
		if doubtful[c.Key] {
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
